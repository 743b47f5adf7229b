//! Writes the bindings of `hello_world`: `cargo run -p bindings_crate -- bindings/python`.

use interoptopus_backend_cpython::{Config, Error, Generator};
use std::env;
use std::path::PathBuf;

fn main() -> Result<(), Error> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.expect("the folder to write to is the argument");
    Generator::new(Config::default(), hello_world::my_inventory())
        .write_file(folder.join("hello_world.py"))
}
