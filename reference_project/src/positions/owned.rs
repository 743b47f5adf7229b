//! What is owned: vecs, callbacks, `Wire`.

use super::either;
use crate::callbacks::primitives::MapU32;
use interoptopus::inventory::RustInventory;
use interoptopus::wire::Wire;
use interoptopus::{ffi, function};

/// A `Wire` as payload.
#[ffi]
pub enum Mail {
    Lost,
    Letter(Wire<Vec<String>>),
}

/// The items, or fails with them.
#[ffi]
pub fn vec_or_error(
    items: ffi::Vec<u32>,
    is_error: bool,
) -> ffi::Result<ffi::Vec<u32>, ffi::Vec<u32>> {
    either(items, is_error)
}

/// The callback, or fails with it.
#[ffi]
pub fn callback_or_error(callback: MapU32, is_error: bool) -> ffi::Result<MapU32, MapU32> {
    either(callback, is_error)
}

/// Returns `x`.
#[ffi]
pub fn same_mail(x: Mail) -> Mail {
    x
}

/// The lines, or fails with them.
#[ffi]
pub fn wire_or_error(
    x: Wire<Vec<String>>,
    is_error: bool,
) -> ffi::Result<Wire<Vec<String>>, Wire<Vec<String>>> {
    either(x, is_error)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(vec_or_error))
        .register(function!(callback_or_error))
        .register(function!(same_mail))
        .register(function!(wire_or_error));
}
