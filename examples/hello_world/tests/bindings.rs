//! Writes `bindings/python/hello_world.py`, whenever the tests run.

use interoptopus_backend_cpython::{Config, Error, Generator};

#[test]
fn bindings() -> Result<(), Error> {
    Generator::new(Config::default(), hello_world::my_inventory())
        .write_file("bindings/python/hello_world.py")
}
