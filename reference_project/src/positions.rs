//! Positions: every construct where no other module shows it.
//!
//! Most are round trips, as all that matters here is which type stands where: `docs/coverage.md`
//! lists every construct in every position, with a function that has it there.
//!
//! What the core does not let stand somewhere:
//!
//! - items of arrays are `Copy`, so `ffi::Result`, `ffi::CStrPtr` and `ffi::SliceMut` are none;
//! - items of vecs are `Clone`, so `ffi::CStrPtr`, `ffi::SliceMut` and callbacks are none.

use crate::{strings, vecs, wire};
use interoptopus::ffi;
use interoptopus::inventory::RustInventory;

pub mod borrowed;
pub mod calls;
pub mod owned;
pub mod pointers;
pub mod tasks;
pub mod values;

/// Ends with the value, either way.
fn either<T>(value: T, is_error: bool) -> ffi::Result<T, T> {
    if is_error {
        ffi::Err(value)
    } else {
        ffi::Ok(value)
    }
}

/// The items in reverse.
fn reversed<T>(items: ffi::Vec<T>) -> ffi::Vec<T> {
    let mut items = items.into_vec();
    items.reverse();
    ffi::Vec::from_vec(items)
}

/// Registers what these modules export.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(vecs::builtins)
        .register(wire::builtins)
        .register(values::register)
        .register(pointers::register)
        .register(borrowed::register)
        .register(owned::register)
        .register(calls::register)
        .register(tasks::register);
}
