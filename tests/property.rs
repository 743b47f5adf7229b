//! Types that nobody thought of: invented from a seed, compiled into a library, and sent through
//! the generated bindings and back, where no bit may change.
//!
//! `PROPERTY_SEED` chooses other types than the usual ones, and `PROPERTY_TYPES` how many.

mod property {
    pub(crate) mod description;
    pub(crate) mod invent;
    pub(crate) mod layout;
    pub(crate) mod project;
    pub(crate) mod random;
    pub(crate) mod rust;
    pub(crate) mod types;
}
mod support;

use property::description::description;
use property::invent::{Invention, Kinds, MAX_DEPTH, MAX_SIZE, invent};
use property::project::Project;
use property::rust;
use property::types::Type;
use std::env;
use std::path::Path;
use std::process::Command;
use support::{Python, pythons};

/// What the backend supports.
const KINDS: Kinds = Kinds {
    data_enums: true,
    options: true,
    results: true,
    units: true,
    array_payloads: true,
    mutable_references: true,
    unaligned_by_value: true,
};

const SEED: u64 = 20_240_229;

#[test]
fn a_hundred_types_on_the_oldest_and_the_newest_python() {
    let usable = &pythons().usable;
    let (oldest, others) = usable.split_first().expect("a Python to test with");
    round_trip(100, 20, [oldest].into_iter().chain(others.last()));
}

#[test]
#[ignore = "takes minutes: three hundred types, and more values, on every Python"]
fn three_hundred_types_on_every_python() {
    round_trip(300, 100, &pythons().usable);
}

/// Sends so many values of each of so many types there and back.
#[expect(
    clippy::print_stdout,
    reason = "the test harness captures it and shows it on failure"
)]
fn round_trip<'a>(types: usize, values: usize, pythons: impl IntoIterator<Item = &'a Python>) {
    let seed = number("PROPERTY_SEED").unwrap_or(SEED);
    let types = number("PROPERTY_TYPES").map_or(types, |it| usize::try_from(it).expect("a count"));
    let invention = invent(seed, types, KINDS);
    println!("seed {seed}: {}", summary(&invention));

    let name = format!("invented_{types}");
    let project = Project::build(&name, &rust::files(&invention), &description(&invention));
    let mut failed = Vec::new();
    for python in pythons {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("python_tests")
            .join("property")
            .join("round_trip.py");
        let output = Command::new(&python.executable)
            // Where a call crashes: the stack, which names the function.
            .args(["-X", "faulthandler"])
            .arg(script)
            .args([&project.bindings, &project.library, &project.description])
            .args([&name, &seed.to_string(), &values.to_string()])
            .env_remove("PYTHONHOME")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONIOENCODING", "utf-8")
            .output()
            .expect("Python can be started");
        println!(
            "CPython {python}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        if !output.status.success() {
            failed.push(python.to_string());
        }
    }
    assert!(
        failed.is_empty(),
        "PROPERTY_SEED={seed} PROPERTY_TYPES={types}: failed on CPython {}",
        failed.join(", ")
    );
}

/// The number in an environment variable.
fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} must be a number")),
    )
}

/// What was invented, after a look at whether it covers what it is to cover.
fn summary(invention: &Invention) -> String {
    let types = || invention.subjects.iter().map(|subject| &subject.ty);
    let sizes: Vec<_> = types().map(|ty| ty.layout().size).collect();
    assert_eq!(sizes.iter().min(), Some(&1));
    assert_eq!(sizes.iter().max(), Some(&MAX_SIZE));
    assert_eq!(types().map(Type::depth).max(), Some(MAX_DEPTH));
    let in_registers = sizes.iter().filter(|size| **size <= 16).count();
    let by_value = invention.subjects.iter().filter(|it| it.by_value).count();
    format!(
        "{} types of 1 to {MAX_SIZE} bytes, {in_registers} of at most 16, up to {MAX_DEPTH} deep, \
         {by_value} by value",
        sizes.len(),
    )
}
