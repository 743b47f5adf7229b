//! Lines for whoever runs the tests.

use std::io::{self, Write};

/// Prints a line even where the test passes: `println!` would be captured, and nobody would know
/// what was tested, and what was not.
pub(crate) fn announce(line: &str) {
    io::stdout()
        .write_all(format!("{line}\n").as_bytes())
        .expect("standard output is open");
}
