//! Writes `bindings/python/doubling.py` with every `cargo build` that changes the library.

use interoptopus_backend_cpython::{Config, Error, Generator};

fn main() -> Result<(), Error> {
    // Cargo runs this again whenever the crates it depends on changed: the library, the generator.
    // What it would not notice otherwise is a file that was deleted.
    let file = "bindings/python/doubling.py";
    println!("cargo::rerun-if-changed={file}");

    Generator::new(Config::default(), doubling_library::my_inventory()).write_file(file)
}
