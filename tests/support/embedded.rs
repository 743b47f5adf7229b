//! Runs Python code in this process. Apart from the other helpers, as it links libpython.

use super::support::bindings;
use pyo3::prelude::*;
use std::ffi::CString;
use std::panic::Location;
use std::sync::OnceLock;

/// Runs Python code, with the generated module as `r`. An exception fails the test, with Python's
/// traceback as the message. Code may be indented as a whole.
#[track_caller]
pub(crate) fn run(code: &str) {
    let name = format!("<python at {}>", Location::caller());
    // Not within `attach`: a thread that waits for another's `OnceLock` must not hold the GIL.
    let runner = runner();
    let failure: Option<String> = Python::attach(|py| {
        runner
            .bind(py)
            .getattr("run")?
            .call1((code, name))?
            .extract()
    })
    .expect("the runner handles all exceptions");
    if let Some(traceback) = failure {
        panic!("\n{traceback}");
    }
}

/// The module `embedded.py`, in an interpreter that is ready to use.
fn runner() -> &'static Py<PyModule> {
    static RUNNER: OnceLock<Py<PyModule>> = OnceLock::new();
    Python::initialize();
    RUNNER.get_or_init(|| {
        let source = CString::new(include_str!("embedded.py")).expect("text without NUL");
        Python::attach(|py| {
            let module = PyModule::from_code(py, &source, c"embedded.py", c"embedded")?;
            module.getattr("start")?.call1((bindings(),))?;
            PyResult::Ok(module.unbind())
        })
        .expect("the runner's own code works")
    })
}
