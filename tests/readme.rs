//! The README is right: its example is the one in `examples/hello_world`, and its Python runs.

// Not all of `support`: see there.
#[path = "support/library.rs"]
mod library;
#[expect(dead_code, reason = "a part of it is used")]
#[path = "support/pythons.rs"]
mod pythons;

use interoptopus_backend_cpython::{Config, Generator};
use library::{target_folder, write_bindings};
use pythons::pythons;
use std::fs;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The code blocks of that language.
fn blocks(language: &str) -> Vec<String> {
    let readme = read("README.md");
    let fence = format!("```{language}\n");
    let starts = readme.split(&fence).skip(1);
    starts
        .map(|text| text.split("```").next().expect("a block ends").to_owned())
        .collect()
}

#[test]
fn the_rust_blocks_are_the_example() {
    let [library, test] = blocks("rust").try_into().expect("two blocks");
    assert_eq!(library, read("examples/hello_world/src/lib.rs"));
    let example = read("examples/hello_world/tests/bindings.rs");
    assert!(example.ends_with(&test), "{test}");
}

#[test]
fn the_python_block_does_what_it_shows() {
    let [python_block] = blocks("python").try_into().expect("one block");
    let folder = target_folder().join("readme");
    let generator = Generator::new(Config::default(), hello_world::my_inventory());
    write_bindings(&folder, "hello_world", &generator);
    let script = folder.join("readme.txt");
    fs::write(&script, python_block).expect("the block can be written");
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-m", "doctest"])
            .arg(&script)
            .env("PYTHONPATH", &folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("Python starts");
        let failures = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "CPython {python}:\n{failures}");
    }
}
