//! Cargo within the tests: builds what Cargo does not build along with them.

use super::library::target_folder;
use std::env;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Cargo in a folder, with nothing but what is on this machine.
///
/// All such builds share one target folder, because what they depend on is the same; where one is
/// running, Cargo has the next one wait.
pub(crate) fn nested_cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", nested_target())
        .args(["--quiet", "--offline"]);
    command
}

/// Runs it, and fails with its output if it does.
pub(crate) fn run_nested(mut command: Command) {
    let output = command.output().expect("Cargo can be started");
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr),
    );
}

/// The native library of that name, as it was built last.
pub(crate) fn nested_library(name: &str) -> PathBuf {
    nested_target()
        .join("debug")
        .join("deps")
        .join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"))
}

/// The target folder of all such builds.
pub(crate) fn nested_target() -> PathBuf {
    target_folder().join("nested")
}
