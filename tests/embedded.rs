//! The generated module within this very process: an embedded Python imports it and calls the
//! native library. Needs a libpython to link (see `build.rs`), and says so where there is none.

#[cfg(libpython)]
mod support;

#[cfg(libpython)]
#[path = "support/embedded.rs"]
mod python;

#[cfg(libpython)]
use python::run;

#[cfg(not(libpython))]
#[test]
#[ignore = "the python3 in use has no shared libpython to link"]
fn embedded() {}

#[cfg(libpython)]
#[test]
fn module_imports() {
    run("assert r.__name__ == 'reference_project'");
}

#[cfg(libpython)]
#[test]
fn all_names_exist() {
    run("
        missing = [name for name in r.__all__ if not hasattr(r, name)]
        assert not missing, missing
        assert list(r.__all__) == sorted(set(r.__all__), key=r.__all__.index), 'repeated names'
    ");
}

/// A failing test is only of use if it shows what went wrong, and where.
#[cfg(libpython)]
#[test]
#[should_panic(expected = "assert 1 + 1 == 3")]
fn exceptions_show_their_traceback() {
    run("assert 1 + 1 == 3");
}
