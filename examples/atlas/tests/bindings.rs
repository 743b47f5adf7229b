//! Writes the package `bindings/python/atlas`, whenever the tests run.

use interoptopus_backend_cpython::{Config, Error, Generator};

#[test]
fn bindings() -> Result<(), Error> {
    Generator::new(Config::default(), atlas::inventory()).write_package("bindings/python/atlas")
}
