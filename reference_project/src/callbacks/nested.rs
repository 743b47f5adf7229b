//! Callbacks that take and return callbacks, and what else callbacks come in.

use super::closures::adding;
use super::primitives::MapU32;
use super::stored::ask;
use super::tables::{Operations, run};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

callback!(Delegate(inner: MapU32, x: u32) -> u32);
callback!(DelegateLent(inner: &MapU32, x: u32) -> u32);
callback!(DelegateMany(inner: ffi::Slice<MapU32>, x: u32) -> u64);
callback!(DelegateMaybe(inner: ffi::Option<MapU32>, x: u32) -> i64);
callback!(Operate(operations: Operations, x: u32) -> f64);
callback!(OperateLent(operations: &Operations, x: u32) -> f64);
callback!(MakeMap(x: u32) -> MapU32);
callback!(MakeOptionMap(x: u32) -> ffi::Option<MapU32>);
callback!(MakeOperations(x: u32) -> Operations);

/// What the callback makes of another callback, which is its own from then on, and of `x`.
#[ffi]
pub fn delegate_owned(callback: Delegate, inner: MapU32, x: u32) -> u32 {
    callback.call_if_some(inner, x).unwrap_or_default()
}

/// What the callback makes of a closure that adds `step`, wrapping, and of `x`.
#[ffi]
pub fn delegate_closure(callback: Delegate, step: u32, x: u32) -> u32 {
    let inner = adding(step);
    callback.call_if_some(inner, x).unwrap_or_default()
}

/// What the callback makes of another callback, which is lent to it, and of `x`.
#[ffi]
pub fn delegate_lent(callback: DelegateLent, inner: MapU32, x: u32) -> u32 {
    callback.call_if_some(&inner, x).unwrap_or_default()
}

/// What the callback makes of closures that add 1, 2 and so on, and of `x`.
#[ffi]
pub fn delegate_many(callback: DelegateMany, count: u8, x: u32) -> u64 {
    let inner: Vec<MapU32> = (1..=u32::from(count)).map(adding).collect();
    let inner = ffi::Slice::from_slice(&inner);
    callback.call_if_some(inner, x).unwrap_or_default()
}

/// What the callback makes of a callback that may be missing, and of `x`.
#[ffi]
pub fn delegate_maybe(callback: DelegateMaybe, inner: ffi::Option<MapU32>, x: u32) -> i64 {
    callback.call_if_some(inner, x).unwrap_or_default()
}

/// What the callback makes of a table, which is its own from then on, and of `x`.
#[ffi]
pub fn operate(callback: Operate, operations: Operations, x: u32) -> f64 {
    callback.call_if_some(operations, x).unwrap_or_default()
}

/// What the callback makes of a table, which is lent to it, and of `x`.
#[ffi]
pub fn operate_lent(callback: OperateLent, operations: Operations, x: u32) -> f64 {
    callback.call_if_some(&operations, x).unwrap_or_default()
}

/// What the callback that the callback makes of `a` makes of `b`.
#[ffi]
pub fn call_map(callback: MakeMap, a: u32, b: u32) -> ffi::Option<u32> {
    let inner = callback.call_if_some(a);
    inner.and_then(|inner| inner.call_if_some(b)).into()
}

/// The same, if the callback makes one.
#[ffi]
pub fn call_option_map(callback: MakeOptionMap, a: u32, b: u32) -> ffi::Option<u32> {
    let inner = callback.call_if_some(a).and_then(ffi::Option::into_option);
    inner.and_then(|inner| inner.call_if_some(b)).into()
}

/// What the table that the callback makes of `a` makes of `b`.
#[ffi]
pub fn call_operations(callback: MakeOperations, a: u32, b: u32) -> ffi::Option<f64> {
    let operations = callback.call_if_some(a);
    operations.map(|operations| run(&operations, b)).into()
}

/// Passes the callback on as it is.
#[ffi]
pub fn same_callback(callback: MapU32) -> MapU32 {
    callback
}

/// What a callback that stays where it is makes of `x`; zero without a function.
#[ffi]
pub fn call_lent(callback: &MapU32, x: u32) -> u32 {
    callback.call_if_some(x).unwrap_or_default()
}

/// Puts another callback there and returns what was there before.
#[ffi]
pub fn replace_callback(callback: &mut MapU32, replacement: MapU32) -> MapU32 {
    std::mem::replace(callback, replacement)
}

/// What the callback makes of `x`, if there is one.
#[ffi]
pub fn call_optional(callback: ffi::Option<MapU32>, x: u32) -> ffi::Option<u32> {
    let callback = callback.into_option();
    callback
        .and_then(|callback| callback.call_if_some(x))
        .into()
}

/// What the callback makes of `x`, if it is `Ok`.
#[ffi]
pub fn call_if_ok(callback: ffi::Result<MapU32, MathError>, x: u32) -> ffi::Option<u32> {
    match callback {
        ffi::Ok(callback) => callback.call_if_some(x).into(),
        _ => ffi::None,
    }
}

/// The sum of what each makes of `x`.
#[ffi]
pub fn call_slice(callbacks: ffi::Slice<MapU32>, x: u32) -> u64 {
    callbacks.iter().map(|callback| ask(callback, x)).sum()
}

/// Passes `x` through one after the other.
#[ffi]
pub fn call_chain(callbacks: ffi::Slice<MapU32>, x: u32) -> u32 {
    let step = |x, callback: &MapU32| callback.call_if_some(x).unwrap_or(x);
    callbacks.iter().fold(x, step)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(delegate_owned))
        .register(function!(delegate_closure))
        .register(function!(delegate_lent))
        .register(function!(delegate_many))
        .register(function!(delegate_maybe))
        .register(function!(operate))
        .register(function!(operate_lent))
        .register(function!(call_map))
        .register(function!(call_option_map))
        .register(function!(call_operations))
        .register(function!(same_callback))
        .register(function!(call_lent))
        .register(function!(replace_callback))
        .register(function!(call_optional))
        .register(function!(call_if_ok))
        .register(function!(call_slice))
        .register(function!(call_chain));
}
