//! Callbacks that are kept: called, given back and dropped later, one or many at a time.

use super::primitives::MapU32;
use super::tables::{Operations, run};
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

// A static is never dropped: what is still in here when the process exits stays.
static STORED: Mutex<Vec<Arc<MapU32>>> = Mutex::new(Vec::new());
static STORED_OPERATIONS: Mutex<Vec<Arc<Operations>>> = Mutex::new(Vec::new());

/// The sum of what both make of `x`: both are called, whatever happens in the first one.
#[ffi]
pub fn call_both(first: MapU32, second: MapU32, x: u32) -> u64 {
    ask(&first, x) + ask(&second, x)
}

/// The sum of what the callback makes of the numbers below 1,000.
#[ffi]
pub fn sum_thousand(callback: MapU32) -> u64 {
    sum(&callback, 1000)
}

/// The sum of what the callback makes of the numbers below `count`, wrapping.
#[ffi]
pub fn sum_calls(callback: MapU32, count: u32) -> u64 {
    sum(&callback, count)
}

/// The same of a callback that stays where it is.
#[ffi]
pub fn sum_calls_lent(callback: &MapU32, count: u32) -> u64 {
    sum(callback, count)
}

/// How many callbacks are stored, with this one.
#[ffi]
pub fn store_callback(callback: MapU32) -> usize {
    let mut stored = locked(&STORED);
    stored.push(Arc::new(callback));
    stored.len()
}

/// How many callbacks are stored.
#[ffi]
pub fn count_stored() -> usize {
    locked(&STORED).len()
}

/// The sum of what every stored callback makes of `x`.
#[ffi]
pub fn call_stored(x: u32) -> u64 {
    let stored = locked(&STORED).clone();
    stored.iter().map(|callback| ask(callback, x)).sum()
}

/// Takes out the callback that was stored last: a null one if there is none, or if it is being
/// called, after which it is dropped.
#[ffi]
pub fn take_stored() -> MapU32 {
    let last = locked(&STORED).pop();
    last.and_then(Arc::into_inner).unwrap_or_default()
}

/// Drops every stored callback; returns how many there were.
#[ffi]
pub fn drop_stored() -> usize {
    let stored = std::mem::take(&mut *locked(&STORED));
    stored.len()
}

/// How many tables are stored, with this one.
#[ffi]
pub fn store_operations(operations: Operations) -> usize {
    let mut stored = locked(&STORED_OPERATIONS);
    stored.push(Arc::new(operations));
    stored.len()
}

/// The sum of what every stored table makes of `x`.
#[ffi]
pub fn run_stored_operations(x: u32) -> f64 {
    let stored = locked(&STORED_OPERATIONS).clone();
    stored.iter().map(|operations| run(operations, x)).sum()
}

/// Drops every stored table; returns how many there were.
#[ffi]
pub fn drop_stored_operations() -> usize {
    let stored = std::mem::take(&mut *locked(&STORED_OPERATIONS));
    stored.len()
}

pub(super) fn ask(callback: &MapU32, x: u32) -> u64 {
    callback.call_if_some(x).map_or(0, u64::from)
}

pub(super) fn sum(callback: &MapU32, count: u32) -> u64 {
    let results = (0..count).map(|x| ask(callback, x));
    results.fold(0, u64::wrapping_add)
}

/// A panic with the lock held leaves nothing half done here.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(call_both))
        .register(function!(sum_thousand))
        .register(function!(sum_calls))
        .register(function!(sum_calls_lent))
        .register(function!(store_callback))
        .register(function!(count_stored))
        .register(function!(call_stored))
        .register(function!(take_stored))
        .register(function!(drop_stored))
        .register(function!(store_operations))
        .register(function!(run_stored_operations))
        .register(function!(drop_stored_operations));
}
