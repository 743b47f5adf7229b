//! Generates the bindings of the reference project into `target/bindings/`, and runs `demo.py` with
//! them: `cargo run --example demo`.
#![expect(clippy::print_stdout, reason = "a program to look at")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

fn main() -> ExitCode {
    let folder = support::target_folder().join("bindings");
    support::write_bindings(&folder, "reference_project", &support::generator());
    println!("The bindings are in {}\n", folder.display());

    let status = run("python3", &folder)
        .or_else(|error| match error.kind() {
            // Windows knows no `python3`.
            ErrorKind::NotFound => run("python", &folder),
            _ => Err(error),
        })
        .expect("there is a `python3` or `python` on PATH");
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Runs `demo.py` with the modules in `folder`; it prints for itself.
fn run(python: &str, folder: &Path) -> io::Result<ExitStatus> {
    Command::new(python)
        .arg(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("examples")
                .join("demo.py"),
        )
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()
}
