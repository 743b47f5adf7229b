//! `Config::nonblocking_spawn`: tasks start while Python keeps its lock, and all else stays the same.

mod support;

use interoptopus_backend_cpython::{Config, Generator};
use reference_project as reference;
use std::process::Command;
use support::{Tools, counting_bindings, library, pythons, target_folder, venv, write_bindings};

fn config() -> Config {
    Config::builder()
        .synchronized(reference::synchronized::SERVICES)
        .nonblocking_spawn(reference::asyncs::QUEUING)
        .build()
}

/// Of two libraries the second one counts what it allocates, which is what the tests look at.
#[test]
fn the_tests_of_tasks_pass() {
    let folder = target_folder().join("nonblocking_spawn");
    let generator = Generator::new(config(), reference::inventory());
    write_bindings(&folder, "reference_project", &generator);
    let text = generator
        .file_text("reference_project")
        .expect("the reference project is supported");
    assert!(text.matches("_library.starter(").count() > 10);
    let native = library("reference_project");
    let counting = counting_bindings().join(native.file_name().expect("a library is a file"));

    let usable = &pythons().usable;
    let mut chosen = vec![&usable[0]];
    chosen.extend(usable.last().filter(|_| usable.len() > 1));
    for python in chosen {
        let output = Command::new(venv(python, Tools::Tests).python())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["-m", "pytest", "python_tests/test_asyncs.py", "-q"])
            .args(["-W", "error", "-p", "no:cacheprovider"])
            .args(["-o", "faulthandler_timeout=240"])
            .env("PYTHONPATH", &folder)
            .env("REFERENCE_PROJECT_LIBRARY", &counting)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("Python starts");
        let message = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "CPython {python}: {message}");
    }
}
