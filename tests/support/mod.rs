//! What the tests and examples of this package share: each file does one thing.
#![allow(
    dead_code,
    unused_imports,
    reason = "every test binary compiles this module and uses a part of it"
)]

mod announce;
mod bindings;
mod counting;
mod diff;
mod library;
mod nested;
mod packages;
mod pythons;
mod venv;

pub(crate) use announce::announce;
pub(crate) use bindings::{bindings, generator};
pub(crate) use counting::counting_bindings;
pub(crate) use diff::{assert_snapshot, unified_diff};
pub(crate) use library::{library, target_folder, write_bindings};
pub(crate) use nested::{nested_cargo, nested_library, nested_target, run_nested};
pub(crate) use packages::{check_types, lint, run, write};
pub(crate) use pythons::{Python, Pythons, pythons};
pub(crate) use venv::{Tools, Venv, venv};
