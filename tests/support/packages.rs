//! Packages in folders of their own: written, run and linted there.

use super::announce::announce;
use super::library::{library, target_folder};
use super::pythons::{Python, pythons};
use super::venv::{Tools, venv};
use interoptopus_backend_cpython::Generator;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with the package of that name, the native library, and what else is to lie beside it.
pub(crate) fn write(folder: &str, name: &str, generator: &Generator, others: &[&str]) -> PathBuf {
    let folder = target_folder().join("packages").join(folder);
    let package = folder.join(name);
    generator
        .write_package(&package)
        .expect("the package is supported");
    let native = library(name);
    let native_name = native.file_name().expect("a library is a file");
    fs::copy(&native, package.join(native_name)).expect("the native library can be copied");
    for other in others {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(other);
        let to = folder.join(from.file_name().expect("it is a file"));
        fs::copy(&from, &to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    }
    folder
}

/// Runs Python in the folder, and returns what it printed.
pub(crate) fn run(python: &Python, folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(&python.executable);
    // Cargo has the system's loader look where it builds.
    for variable in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
        command.env_remove(variable);
    }
    let output = command
        .args(arguments)
        .current_dir(folder)
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "CPython {python}: {message}");
    assert_eq!(message, "", "CPython {python}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Lints what is in the folder as the generated module is linted elsewhere.
pub(crate) fn lint(folder: &Path, subjects: &[&str]) {
    check(folder, subjects, "ruff", &["check", "--no-cache"]);
    check(
        folder,
        subjects,
        "ruff",
        &["format", "--no-cache", "--diff"],
    );
}

/// Checks its types, too.
pub(crate) fn check_types(folder: &Path, subjects: &[&str]) {
    check(folder, subjects, "mypy", &["--python-version", "3.13"]);
    let python = venv(newest(), Tools::Quality).python();
    let executable = python.to_string_lossy();
    for version in ["3.7", "3.13"] {
        let options = ["--pythonpath", &executable, "--pythonversion", version];
        check(folder, subjects, "basedpyright", &options);
    }
}

fn newest() -> &'static Python {
    pythons().usable.last().expect("at least one")
}

fn check(folder: &Path, subjects: &[&str], tool: &str, options: &[&str]) {
    if newest().minor < 10 {
        announce("packages: not checked, because the tools need CPython 3.10");
        return;
    }
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("python_tests/pyproject.toml");
    fs::copy(settings, folder.join("pyproject.toml")).expect("it can be copied");
    let output = Command::new(venv(newest(), Tools::Quality).python())
        .args(["-m", tool])
        .args(options)
        .args(subjects)
        .current_dir(folder)
        .output()
        .expect("Python starts");
    assert!(
        output.status.success(),
        "{tool} {options:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}
