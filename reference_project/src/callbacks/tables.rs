//! Structs and data enums with callbacks in them.

use super::closures::adding;
use super::counts::{Combine, Notify};
use super::primitives::MapU32;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

/// A table of callbacks, with plain data in between.
#[ffi]
pub struct Operations {
    /// Called first.
    pub map: MapU32,
    pub scale: f64,
    pub combine: Combine,
    /// Called last.
    pub notify: Notify,
    pub id: u8,
}

/// Callbacks as payload.
#[ffi]
pub enum Handler {
    Missing,
    Mapping(MapU32),
    Combining(Combine),
}

/// Passes the table on as it is.
#[ffi]
pub fn same_operations(operations: Operations) -> Operations {
    operations
}

/// A table of closures: one adds `step`, the other one subtracts, both wrapping, and the third one
/// does nothing.
#[ffi]
pub fn make_operations(step: u32) -> Operations {
    Operations {
        map: adding(step),
        scale: 0.5,
        combine: Combine::from_fn(i32::wrapping_sub),
        notify: Notify::from_fn(|_| ()),
        id: 7,
    }
}

/// What `map` makes of `x`, scaled, and what `combine` makes of 10 and 3, and the id; `notify` is
/// told `x`.
#[ffi]
pub fn run_operations(operations: Operations, x: u32) -> f64 {
    run(&operations, x)
}

/// The same of a table that stays where it is.
#[ffi]
pub fn run_operations_at(operations: &Operations, x: u32) -> f64 {
    run(operations, x)
}

/// Puts another callback in the table and returns what was there before.
#[ffi]
pub fn replace_operation(operations: &mut Operations, map: MapU32) -> MapU32 {
    std::mem::replace(&mut operations.map, map)
}

/// Passes the payload on as it is.
#[ffi]
pub fn same_handler(handler: Handler) -> Handler {
    handler
}

/// What the payload makes of `x` without its sign, or of `x` and 100 if it combines; -1 if there is
/// none.
#[ffi]
pub fn handle(handler: Handler, x: i32) -> i64 {
    let result = match handler {
        Handler::Missing => None,
        Handler::Mapping(callback) => callback.call_if_some(x.unsigned_abs()).map(i64::from),
        Handler::Combining(callback) => callback.call_if_some(x, 100).map(i64::from),
    };
    result.unwrap_or(-1)
}

/// A closure that adds `step` as payload, wrapping.
#[ffi]
pub fn make_handler(step: u32) -> Handler {
    Handler::Mapping(adding(step))
}

pub(crate) fn run(operations: &Operations, x: u32) -> f64 {
    let mapped = operations.map.call_if_some(x).unwrap_or_default();
    let combined = operations.combine.call_if_some(10, 3).unwrap_or_default();
    let _ = operations.notify.call_if_some(x);
    f64::from(mapped) * operations.scale + f64::from(combined) + f64::from(operations.id)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(same_operations))
        .register(function!(make_operations))
        .register(function!(run_operations))
        .register(function!(run_operations_at))
        .register(function!(replace_operation))
        .register(function!(same_handler))
        .register(function!(handle))
        .register(function!(make_handler));
}
