//! Types that only `Wire` can pass, which nobody thought of: invented from a seed, compiled into a
//! library, and sent through the generated bindings and back, where no bit may change. Rust
//! itself also makes some of the values, and compares them.
//!
//! `PROPERTY_SEED` chooses other types than the usual ones, and `PROPERTY_TYPES` how many.

mod property {
    pub(crate) mod project;
    pub(crate) mod random;
    pub(crate) mod wires;
}
mod support;

use property::project::Project;
use property::wires::Wires;
use std::env;
use std::path::Path;
use std::process::Command;
use support::{Python, pythons};

const SEED: u64 = 20_240_229;

#[test]
fn a_hundred_types_on_the_oldest_and_the_newest_python() {
    let usable = &pythons().usable;
    let (oldest, others) = usable.split_first().expect("a Python to test with");
    round_trip(100, 10, [oldest].into_iter().chain(others.last()));
}

#[test]
#[ignore = "takes minutes: three hundred types, and more values, on every Python"]
fn three_hundred_types_on_every_python() {
    round_trip(300, 50, &pythons().usable);
}

/// Sends so many values of each of so many types there and back.
fn round_trip<'a>(types: usize, values: usize, pythons: impl IntoIterator<Item = &'a Python>) {
    let number = |variable| env::var(variable).ok()?.parse::<u64>().ok();
    let seed = number("PROPERTY_SEED").unwrap_or(SEED);
    let types = number("PROPERTY_TYPES").map_or(types, |it| usize::try_from(it).expect("a count"));
    let wires = Wires::invent(seed, types, values);
    let name = format!("invented_wires_{types}");
    let sources = [("lib.rs".to_owned(), wires.rust())];
    let project = Project::build(&name, &sources, &wires.description());
    for python in pythons {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("python_tests")
            .join("property")
            .join("wires.py");
        let output = Command::new(&python.executable)
            // Where a call crashes: the stack, which names the function.
            .args(["-X", "faulthandler"])
            .arg(script)
            .args([&project.bindings, &project.library, &project.description])
            .arg(&name)
            .env_remove("PYTHONHOME")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONIOENCODING", "utf-8")
            .output()
            .expect("Python can be started");
        assert!(
            output.status.success(),
            "PROPERTY_SEED={seed} PROPERTY_TYPES={types}, CPython {python}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
}
