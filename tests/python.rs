//! Runs `python_tests/` with pytest against the real native library, on the Pythons found here:
//! everything on the oldest and the newest, the functional tests on those between. The library is
//! the one that counts what it allocates, so that tests can tell what leaks.
//!
//! Each run adds a line such as `pytest on CPython 3.7.16: 120 passed in 3.21s` to the output.

mod support;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::slice;
use std::sync::Once;
use std::thread;
use std::time::{Duration, Instant};
use support::{Python, Tools, Venv, announce, counting_bindings, pythons, target_folder, venv};

/// The linters and type checkers do not run on older ones.
const OLDEST_MINOR_FOR_QUALITY: u32 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// Loops run a tenth of their rounds.
    Short,
    /// All of them.
    Full,
}

#[test]
fn oldest() {
    let (oldest, others) = usable().split_first().expect("at least one");
    if others.is_empty() {
        announce(&format!(
            "pytest: CPython {oldest} is the only one here, see `newest`"
        ));
    } else {
        run_pytest(slice::from_ref(oldest), Length::Short);
    }
}

// In two parts, so that two cores share the work.

#[test]
fn between_older() {
    run_between(|between| between.split_at(between.len() / 2).0);
}

#[test]
fn between_newer() {
    run_between(|between| between.split_at(between.len() / 2).1);
}

fn run_between(part: fn(&[Python]) -> &[Python]) {
    match usable() {
        [_, between @ .., _] if !part(between).is_empty() => {
            run_pytest(part(between), Length::Short);
        }
        _ => announce("pytest: no CPython in this part of those between the oldest and the newest"),
    }
}

#[test]
fn newest() {
    run_pytest(&usable()[usable().len() - 1..], Length::Short);
}

#[test]
#[ignore = "takes minutes: the full number of rounds on every Python"]
fn full_on_every_python() {
    run_pytest(usable(), Length::Full);
}

/// The Pythons that the tests can run on, at least one.
fn usable() -> &'static [Python] {
    static TELL_ONCE: Once = Once::new();
    let found = pythons();
    TELL_ONCE.call_once(|| {
        for python in &found.without_venv {
            let file = python.executable.display();
            announce(&format!(
                "pytest: not on CPython {python}, lacks venv or ensurepip: {file}"
            ));
        }
    });
    assert!(
        !found.usable.is_empty(),
        "no CPython 3.7 or later with `venv` and `ensurepip` on PATH, nor from pyenv or uv\n\
         hint: on Debian and Ubuntu, install `python3-venv`",
    );
    &found.usable
}

/// Runs the tests on each of `chosen`, and fails at the end if any of them did.
#[expect(
    clippy::print_stdout,
    reason = "the test harness captures it and shows it on failure"
)]
fn run_pytest(chosen: &[Python], length: Length) {
    let names: Vec<_> = chosen.iter().map(ToString::to_string).collect();
    println!("pytest on CPython {}", names.join(", "));

    let mut failed = Vec::new();
    for python in chosen {
        let log = target_folder()
            .join("python")
            .join(format!("{python}-{length:?}.log").to_lowercase());
        let status = pytest(python, length, &log);
        let output = fs::read_to_string(&log).expect("pytest's output can be read");
        announce(&summary(python, &output));
        if !status.success() {
            println!("\n== pytest on CPython {python}: {status}\n{output}");
            failed.push(python.to_string());
        }
    }
    assert!(
        failed.is_empty(),
        "pytest failed on CPython {}",
        failed.join(", ")
    );
}

/// One run, with its output in the file `log`.
fn pytest(python: &Python, length: Length, log: &Path) -> ExitStatus {
    let newest = usable()
        .last()
        .is_some_and(|newest| newest.executable == python.executable);
    let tools = if newest && python.minor >= OLDEST_MINOR_FOR_QUALITY {
        Tools::Quality
    } else {
        Tools::Tests
    };
    let mut command = pytest_command(&venv(python, tools));
    if length == Length::Full {
        command.arg("--full");
    }
    if !newest {
        // The same text on any Python: looking at it once is enough. (Where the newest lacks the
        // tools, the tests report themselves as skipped.)
        command.arg("--ignore=python_tests/test_quality.py");
    }

    let file = File::create(log).expect("the log can be written");
    command
        .stderr(file.try_clone().expect("the log can be shared"))
        .stdout(file);
    wait(command, length)
}

fn pytest_command(venv: &Venv) -> Command {
    let mut command = Command::new(venv.python());
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["-m", "pytest", "python_tests", "-q", "-rsxX", "-W", "error"])
        .args(["-p", "no:cacheprovider"])
        // Where the process hangs: the stack of each thread, before it is stopped.
        .args(["-o", "faulthandler_timeout=240"])
        .env("PYTHONPATH", counting_bindings())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8");
    for variable in ["PYTHONHOME", "PYTEST_ADDOPTS", "REFERENCE_PROJECT_LIBRARY"] {
        command.env_remove(variable);
    }
    command
}

/// Waits for the end, or makes one: foreign code may hang beyond the reach of pytest.
fn wait(mut command: Command, length: Length) -> ExitStatus {
    let minutes = if length == Length::Full { 60 } else { 25 };
    let deadline = Instant::now() + Duration::from_mins(minutes);
    let mut process = command.spawn().expect("pytest can be started");
    loop {
        if let Some(status) = process.try_wait().expect("pytest can be waited for") {
            return status;
        }
        if Instant::now() > deadline {
            announce(&format!("pytest: stopped after {minutes} minutes"));
            process.kill().expect("pytest can be stopped");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// pytest's last line, preceded by the tests that it skipped and why.
fn summary(python: &Python, output: &str) -> String {
    let name = format!("pytest on CPython {python}");
    let skipped = output.lines().filter(|line| line.starts_with("SKIPPED "));
    let counts = output
        .lines()
        .rev()
        .find(|line| !line.is_empty())
        .unwrap_or("no output");
    let mut lines: Vec<_> = skipped.map(|line| format!("{name}, {line}")).collect();
    lines.push(format!("{name}: {counts}"));
    lines.join("\n")
}
