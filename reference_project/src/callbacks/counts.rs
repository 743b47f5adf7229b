//! No arguments, a few, and more than there are registers; calls that are counted.

#![expect(
    clippy::too_many_arguments,
    reason = "the macro makes a method with as many arguments as the callback has"
)]

use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

callback!(Beat());
callback!(Notify(x: u32));
callback!(Produce() -> u32);
callback!(Combine(a: i32, b: i32) -> i32);
// More than there are registers, and no two neighbors alike.
callback!(Weigh(
    a: u8, b: f64, c: i16, d: f32, e: u64, f: bool, g: f64, h: i8, i: f32, j: u32, k: f64,
    l: i64, m: f32, n: u16, o: f64, p: i16, q: f64, r: f32
) -> f64);

/// How often the callback was called: `count` times, or never without a function.
#[ffi]
pub fn beat(callback: Beat, count: u32) -> u32 {
    let calls = (0..count).filter_map(|_| callback.call_if_some());
    calls.fold(0, |calls, ()| calls.wrapping_add(1))
}

/// Tells the callback the numbers below `count`; returns how many it was told.
#[ffi]
pub fn notify(callback: Notify, count: u32) -> u32 {
    let calls = (0..count).filter_map(|x| callback.call_if_some(x));
    calls.fold(0, |calls, ()| calls.wrapping_add(1))
}

/// Twice what the callback produces, wrapping.
#[ffi]
pub fn produce(callback: Produce) -> u32 {
    let x = callback.call_if_some().unwrap_or_default();
    x.wrapping_mul(2)
}

/// What the callback makes of both numbers, less what it makes of them the other way round,
/// wrapping.
#[ffi]
pub fn combine(callback: Combine, a: i32, b: i32) -> i32 {
    let there = callback.call_if_some(a, b).unwrap_or_default();
    let back = callback.call_if_some(b, a).unwrap_or_default();
    there.wrapping_sub(back)
}

/// What the callback makes of 1, -2, 3 and so on up to -18: those that have no sign without one,
/// `true` for -6.
#[ffi]
pub fn weigh(callback: Weigh) -> f64 {
    callback
        .call_if_some(
            1, -2.0, 3, -4.0, 5, true, 7.0, -8, 9.0, 10, 11.0, -12, 13.0, 14, 15.0, -16, 17.0,
            -18.0,
        )
        .unwrap_or_default()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(beat))
        .register(function!(notify))
        .register(function!(produce))
        .register(function!(combine))
        .register(function!(weigh));
}
