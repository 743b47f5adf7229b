//! The three places to generate in, as `examples/` shows them and the guide explains them: each
//! writes the Python, which uses the library that was built along with it.
//!
//! The examples are built in a target folder of their own, as their author would do it by hand.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{nested_cargo, nested_library, nested_target, pythons, run_nested, target_folder};

const USE_HELLO_WORLD: &str = "
from hello_world import Vec2, my_function

assert my_function(Vec2(x=1.0, y=2.0)) == Vec2(x=2.0, y=1.0)
";

const USE_DOUBLING: &str = "
from doubling import twice

assert twice(21) == 42
";

#[test]
fn a_test_of_the_library() {
    let module = example("hello_world").join("bindings/python/hello_world.py");
    forget(&module);
    cargo(&["test", "--package", "hello_world"]);
    cargo(&["build", "--package", "hello_world"]);
    use_it(USE_HELLO_WORLD, &module, &nested_library("hello_world"));
}

#[test]
fn a_crate_for_the_bindings() {
    let folder = target_folder().join("workflows");
    let module = folder.join("hello_world.py");
    forget(&module);
    let folder = folder.to_str().expect("a path of text");
    cargo(&["run", "--package", "bindings_crate", "--", folder]);
    cargo(&["build", "--package", "hello_world"]);
    use_it(USE_HELLO_WORLD, &module, &nested_library("hello_world"));
}

#[test]
fn a_build_script() {
    let module = example("build_script").join("bindings/python/doubling.py");
    // Also where all is built, and only the Python is gone.
    for _ in 0..2 {
        forget(&module);
        cargo(&["build", "--package", "build_script"]);
        use_it(USE_DOUBLING, &module, &nested_library("doubling"));
    }

    // What is optimised is not what the build script was linked to.
    forget(&module);
    cargo(&["build", "--package", "build_script", "--release"]);
    let native = nested_library("doubling");
    let file = native.file_name().expect("a library is a file");
    let optimised = nested_target().join("release").join("deps").join(file);
    use_it(USE_DOUBLING, &module, &optimised);
}

/// Runs on all Pythons what uses the module, and that native library.
fn use_it(script: &str, module: &Path, native: &Path) {
    let name = module.file_stem().expect("a module has a name");
    let variable = format!("{}_LIBRARY", name.to_string_lossy().to_uppercase());
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-c", script])
            .env(
                "PYTHONPATH",
                module.parent().expect("a file is in a folder"),
            )
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env(&variable, native)
            .output()
            .expect("Python starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "CPython {python}: {message}");
    }
}

fn cargo(arguments: &[&str]) {
    let mut command = nested_cargo(Path::new(env!("CARGO_MANIFEST_DIR")));
    command.args(arguments);
    run_nested(command);
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

/// So that it can only be there if it is written anew.
fn forget(file: &Path) {
    if file.exists() {
        fs::remove_file(file).expect("generated files can be removed");
    }
}
