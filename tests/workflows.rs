//! The three places to generate in, as `examples/` shows them and the guide explains them: each
//! writes the Python, which uses the library that was built along with it.
//!
//! The examples are built in a target folder of their own, as their author would do it by hand.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{nested_cargo, nested_library, pythons, run_nested, target_folder};

const SCRIPT: &str = "
from hello_world import Vec2, my_function

assert my_function(Vec2(x=1.0, y=2.0)) == Vec2(x=2.0, y=1.0)
";

#[test]
fn a_test_of_the_library() {
    let module = example("hello_world").join("bindings/python/hello_world.py");
    forget(&module);
    cargo(&["test", "--package", "hello_world"]);
    cargo(&["build", "--package", "hello_world"]);
    use_it(&module, "hello_world");
}

#[test]
fn a_crate_for_the_bindings() {
    let folder = target_folder().join("workflows");
    let module = folder.join("hello_world.py");
    forget(&module);
    let folder = folder.to_str().expect("a path of text");
    cargo(&["run", "--package", "bindings_crate", "--", folder]);
    cargo(&["build", "--package", "hello_world"]);
    use_it(&module, "hello_world");
}

#[test]
fn a_build_script() {
    let module = example("build_script").join("bindings/python/hello_world.py");
    // Also where all is built, and only the Python is gone.
    for _ in 0..2 {
        forget(&module);
        cargo(&["build", "--package", "build_script"]);
        use_it(&module, "build_script");
    }
}

/// Runs on all Pythons what uses the module, and the native library of that name.
fn use_it(module: &Path, library: &str) {
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-c", SCRIPT])
            .env(
                "PYTHONPATH",
                module.parent().expect("a file is in a folder"),
            )
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env(
                format!("{}_LIBRARY", library.to_uppercase()),
                nested_library(library),
            )
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
