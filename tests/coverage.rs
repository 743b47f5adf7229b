//! Every construct has its proofs: a module of the reference project, a snapshot, a pytest file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Not constructs: the crate's own root, what the layout test compares, the allocator for tests.
const NO_CONSTRUCTS: &[&str] = &["counting", "layout", "lib"];

/// Constructs without a word of their own in the reference project, and the word they are part of.
const PARTS: &[(&str, &str)] = &[("guard", "loading"), ("wired", "wire")];

/// Constructs that the reference project cannot have, and what proves them.
const ELSEWHERE: &[(&str, &str)] = &[("external", "tests/packages.rs")];

/// The stems of the files in a folder with that ending, of those that start like that.
fn words(folder: &str, start: &str, end: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_dir(root.join(folder))
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .map(|entry| entry.expect("the folder can be read").file_name())
        .filter_map(|name| {
            let name = name.to_str()?;
            Some(name.strip_prefix(start)?.strip_suffix(end)?.to_owned())
        })
        .collect()
}

fn reference_words() -> BTreeSet<String> {
    let mut words = words("reference_project/src", "", ".rs");
    words.retain(|word| !NO_CONSTRUCTS.contains(&word.as_str()));
    words
}

#[test]
fn every_construct_of_the_backend_is_in_the_reference_project() {
    let reference = reference_words();
    for word in words("backend/src/constructs", "", ".rs") {
        if let Some((_, proof)) = ELSEWHERE.iter().find(|(it, _)| *it == word) {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(proof);
            assert!(path.exists(), "{proof} is missing");
            continue;
        }
        let home = PARTS
            .iter()
            .find(|(part, _)| *part == word)
            .map_or(word.as_str(), |(_, home)| home);
        let is_there = word == "mod" || home == "loading" || reference.contains(home);
        assert!(is_there, "reference_project/src/{word}.rs is missing");
    }
}

#[test]
fn every_word_of_the_reference_project_has_a_snapshot() {
    let snapshots = words("tests/snapshots", "", ".snap");
    for word in reference_words() {
        assert!(
            snapshots.contains(&word),
            "tests/snapshots/{word}.snap is missing"
        );
    }
}

#[test]
fn every_word_of_the_reference_project_has_a_pytest_file() {
    let tests = words("python_tests", "test_", ".py");
    for word in reference_words() {
        assert!(
            tests.contains(&word),
            "python_tests/test_{word}.py is missing"
        );
    }
    for (part, home) in PARTS {
        assert!(
            tests.contains(*home),
            "python_tests/test_{home}.py, which proves {part}, is missing"
        );
    }
}

#[test]
fn every_word_of_the_reference_project_is_in_the_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README.md");
    for word in reference_words() {
        assert!(
            readme.contains(&format!("`{word}`")),
            "README.md does not name `{word}`"
        );
    }
}
