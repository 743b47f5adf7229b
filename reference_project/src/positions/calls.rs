//! What callbacks take and return.
//!
//! A pointer or a slice that a callback returns is used at once: what it points to is alive only as
//! long as the caller keeps it.

use crate::opaque::Context;
use crate::structs::{Identifier, PackedHeader};
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};
use std::ffi::c_void;

callback!(PassIdentifier(x: Identifier) -> Identifier);
callback!(TakeHeader(x: PackedHeader) -> u32);
callback!(MakeHeader(x: u32) -> PackedHeader);
callback!(PassAddress(x: *const c_void) -> *const c_void);
callback!(PassContext(x: *const Context) -> *const Context);
// What it returns lives as long as the caller, who changes it at once, needs it.
callback!(LendItems() -> ffi::SliceMut<'static, u32>);

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn pass_identifier(callback: PassIdentifier, x: Identifier) -> ffi::Option<Identifier> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn take_header(callback: TakeHeader, x: PackedHeader) -> ffi::Option<u32> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_header(callback: MakeHeader, x: u32) -> ffi::Option<PackedHeader> {
    callback.call_if_some(x).into()
}

/// Whether the callback returns the very address that it is given.
#[ffi]
pub fn pass_address(callback: PassAddress, x: *const c_void) -> bool {
    callback.call_if_some(x) == Some(x)
}

/// Whether the callback returns the very context that it is given.
#[ffi]
pub fn pass_context(callback: PassContext, x: *const Context) -> bool {
    callback.call_if_some(x) == Some(x)
}

/// Doubles what the callback lends, wrapping; returns the sum of what was there.
#[ffi]
pub fn double_lent(callback: LendItems) -> u64 {
    let mut items = callback.call_if_some().unwrap_or_default();
    let sum = items.iter().copied().map(u64::from).sum();
    for item in items.iter_mut() {
        *item = item.wrapping_mul(2);
    }
    sum
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(pass_identifier))
        .register(function!(take_header))
        .register(function!(call_header))
        .register(function!(pass_address))
        .register(function!(pass_context))
        .register(function!(double_lent));
}
