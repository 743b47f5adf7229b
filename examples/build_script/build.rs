//! Writes `bindings/python/hello_world.py` with every `cargo build` that changed the library.

use interoptopus_backend_cpython::{Config, Error, Generator};

fn main() -> Result<(), Error> {
    // Cargo runs this again whenever the crates it depends on changed: the library, the generator.
    // What it would not notice is a file that was deleted.
    let file = "bindings/python/hello_world.py";
    println!("cargo::rerun-if-changed={file}");

    let config = Config::builder().library("build_script").build();
    Generator::new(config, hello_world::my_inventory()).write_file(file)
}
