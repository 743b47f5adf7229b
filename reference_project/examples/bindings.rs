//! Writes the Python package of this library into a folder of the package's name:
//! `cargo run --example bindings -- python/reference_project`.

use interoptopus_backend_cpython::{Config, Error, Generator};
use reference_project::{inventory, synchronized};
use std::env;
use std::path::PathBuf;

fn main() -> Result<(), Error> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.expect("the folder of the package is the argument");
    let config = Config::builder().synchronized(synchronized::SERVICES);
    Generator::new(config.build(), inventory()).write_package(folder)
}
