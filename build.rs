//! Finds out whether the tests can embed Python: sets `cfg(libpython)` where the interpreter in
//! use comes with a shared libpython to link. Without one (a static build, or a distribution's
//! Python without its development files) everything else builds and runs all the same, because
//! only test binaries that mention `pyo3` link libpython.
//!
//! (A static build without its `libpythonX.Y.a` stops `pyo3-ffi` before we get to be asked. Then
//! `PYO3_BUILD_EXTENSION_MODULE=1` lets it build, and this script sets no `cfg`.)

use pyo3_build_config::InterpreterConfig;
use pyo3_build_config::pyo3_build_script_impl::{
    is_linking_libpython_for_target, resolve_build_config, target_triple_from_env,
};
use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Which interpreter that is. `resolve_build_config` adds the variables it looks at.
    for variable in ["PYO3_PYTHON", "PATH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rustc-check-cfg=cfg(libpython)");

    // `pyo3_build_config::get` sees regular dependencies only, and pyo3 is a dev-dependency here:
    // so we resolve the interpreter the way pyo3 itself does.
    let target = target_triple_from_env();
    if let Ok(found) = resolve_build_config(&target)
        && is_linking_libpython_for_target(&target)
        && has_shared_libpython(&found.interpreter_config)
    {
        println!("cargo::rustc-cfg=libpython");
        add_run_path(&found.interpreter_config);
    }
}

/// Whether the file that the linker asks for is there.
fn has_shared_libpython(python: &InterpreterConfig) -> bool {
    let file_name = |name: &str| match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos") => format!("lib{name}.dylib"),
        _ => format!("lib{name}.so"),
    };
    match (python.lib_dir(), python.lib_name()) {
        _ if !python.shared() => false,
        // Needs no link library there: the names of the DLL's symbols are known to pyo3.
        _ if env::var_os("CARGO_CFG_WINDOWS").is_some() => true,
        (Some(folder), Some(name)) => Path::new(folder).join(file_name(name)).exists(),
        _ => false,
    }
}

/// Lets the test binaries find libpython when they run, wherever it is installed.
fn add_run_path(python: &InterpreterConfig) {
    if env::var_os("CARGO_CFG_UNIX").is_some() {
        for folder in [python.lib_dir(), python.python_framework_prefix()] {
            if let Some(folder) = folder.filter(|folder| !folder.is_empty()) {
                println!("cargo::rustc-link-arg=-Wl,-rpath,{folder}");
            }
        }
    }
}
