//! Python under valgrind: `python_tests/ownership.py` must not make the native library touch what
//! is not allocated, or not initialised, nor lose what it allocated.
//!
//! Python itself has records of its own (it keeps objects until the end, and some beyond), so
//! only those count that have a frame of the library in one of their stacks: where it happened,
//! or where the memory in question was allocated or freed.

mod support;

mod valgrind {
    pub(crate) mod report;
}

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use support::{Python, announce, counting_bindings, pythons, target_folder};
use valgrind::report::{Record, records};

/// How often each step runs.
const ROUNDS: &str = "5";

/// What the library prints at exit where all is freed.
const NOTHING_ALIVE: &str = "reference_project: 0 allocations alive, 0 bytes";

#[test]
#[ignore = "takes half a minute: Python under valgrind"]
fn nothing_is_misused_or_lost() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("python_tests")
        .join("ownership.py");
    for python in oldest_and_newest() {
        let script = script.to_str().expect("a path in Unicode");
        let (output, found) = run(python, "ownership", &[script, ROUNDS]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "CPython {python}: {stderr}");
        assert!(stderr.contains(NOTHING_ALIVE), "CPython {python}: {stderr}");
        let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert!(
            texts.is_empty(),
            "CPython {python}: {} records of the library\n\n{}",
            texts.len(),
            texts.join("\n")
        );
    }
}

#[test]
#[ignore = "takes half a minute: Python under valgrind"]
fn planted_errors_are_found() {
    let code = "
import reference_project as r
freed = r.context_create(5)
r.context_destroy(freed)
r.context_total(freed)
for _ in range(3):
    r.context_create(5)
";
    for python in oldest_and_newest() {
        let (_, found) = run(python, "planted", &["-c", code]);
        let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
        let has = |start: &str, part: &str| {
            texts
                .iter()
                .any(|text| text.starts_with(start) && text.contains(part))
        };
        let all = texts.join("\n");
        assert!(has("Invalid read", "context_total (opaque.rs:"), "{all}");
        assert!(has("Invalid read", "context_destroy (opaque.rs:"), "{all}");
        assert!(
            has(
                "84 (72 direct, 12 indirect) bytes in 3 blocks are definitely lost",
                "context_create (opaque.rs:"
            ),
            "{all}"
        );
    }
}

/// None where there is no valgrind; says so.
fn oldest_and_newest() -> Vec<&'static Python> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        announce("valgrind: not installed, nothing was tested");
        return Vec::new();
    }
    // A free-threaded Python does not let go of its own allocator, which hides errors.
    let usable = pythons().usable.iter();
    let mut chosen: Vec<_> = usable.filter(|python| !python.free_threaded).collect();
    if chosen.len() > 2 {
        chosen.drain(1..chosen.len() - 1);
    }
    assert!(!chosen.is_empty(), "no CPython 3.7 or later to test with");
    chosen
}

/// Runs Python with these arguments under valgrind: its output, and the records of the library.
fn run(python: &Python, name: &str, arguments: &[&str]) -> (Output, Vec<Record>) {
    let folder = target_folder().join("valgrind");
    fs::create_dir_all(&folder).expect("the folder of the reports can be made");
    let report = folder.join(format!("{name}-{python}.xml"));
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--xml=yes"])
        .arg(format!("--xml-file={}", report.display()))
        .args(["--leak-check=full", "--show-leak-kinds=definite"])
        .args(["--error-limit=no", "--num-callers=24"])
        .arg(&python.executable)
        .args(arguments)
        // Each object by itself, or else the errors in a pool of them go unseen.
        .env("PYTHONMALLOC", "malloc")
        .env("PYTHONPATH", counting_bindings())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .env("REFERENCE_PROJECT_BALANCE", "1");
    for variable in ["PYTHONHOME", "REFERENCE_PROJECT_LIBRARY", "VALGRIND_OPTS"] {
        command.env_remove(variable);
    }
    let output = command.output().expect("valgrind can be started");

    let xml = fs::read_to_string(&report)
        .unwrap_or_else(|error| panic!("{}: {error}\n{output:?}", report.display()));
    let all = records(&xml);
    let count = all.len();
    let library = format!("{DLL_PREFIX}reference_project{DLL_SUFFIX}");
    let found: Vec<_> = all.into_iter().filter(|it| it.is_in(&library)).collect();
    announce(&format!(
        "valgrind on CPython {python}, {name}: {} of {count} records are the library's",
        found.len()
    ));
    (output, found)
}
