//! `docs/troubleshooting.md` is right: it has each message that users may meet, and no other.

mod support;

use std::path::Path;
use std::process::Command;
use support::{announce, pythons};

/// The `ast` module knows constants as such.
const OLDEST_MINOR: u32 = 8;

#[test]
fn it_has_each_message_of_the_sources() {
    let newest = pythons().usable.last().expect("at least one");
    if newest.minor < OLDEST_MINOR {
        announce("troubleshooting: the sources are read by CPython 3.8 and later");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(&newest.executable)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(root.join("tests").join("troubleshooting").join("check.py"))
        .arg(root)
        .output()
        .expect("Python starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
}
