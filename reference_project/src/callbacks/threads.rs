//! For tests of threads and exit: callbacks on other threads, and calls that take a while.

use super::counts::Notify;
use super::primitives::MapU32;
use super::results::MakeResultU32;
use super::stored::{call_stored, drop_stored, sum};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::thread::Builder;
use std::time::{Duration, Instant};

callback!(Proceed(x: u32) -> bool);

/// The sum of what the callback makes of the numbers below `count`, wrapping, on each of up to
/// eight threads at once.
#[ffi]
pub fn call_from_threads(callback: MapU32, threads: u8, count: u32) -> u64 {
    let starts = AtomicBool::new(false);
    let work = || {
        while !starts.load(Relaxed) {
            thread::yield_now();
        }
        sum(&callback, count)
    };
    thread::scope(|scope| {
        let threads = 0..threads.min(8);
        let threads = threads.filter_map(|_| Builder::new().spawn_scoped(scope, work).ok());
        let threads: Vec<_> = threads.collect();
        starts.store(true, Relaxed);
        let sums = threads.into_iter().filter_map(|thread| thread.join().ok());
        sums.fold(0, u64::wrapping_add)
    })
}

/// What the callback makes of `x` on another thread, where it is dropped as well.
#[ffi]
pub fn call_on_thread(callback: MapU32, x: u32) -> u32 {
    on_thread(move || callback.call_if_some(x).unwrap_or_default()).unwrap_or_default()
}

/// What the callback makes of `x` on another thread, if it is `Ok` there.
#[ffi]
pub fn call_result_on_thread(callback: MakeResultU32, x: u32) -> ffi::Result<u32, MathError> {
    let result = on_thread(move || callback.call_if_some(x).unwrap_or(ffi::Result::Null));
    result.unwrap_or(ffi::Result::Null)
}

/// Drops the callback on another thread, and waits for it; false if there was no thread.
#[ffi]
pub fn drop_on_thread(callback: MapU32) -> bool {
    on_thread(move || drop(callback)).is_some()
}

/// The sum of what every stored callback makes of `x`, on another thread.
#[ffi]
pub fn call_stored_on_thread(x: u32) -> u64 {
    on_thread(move || call_stored(x)).unwrap_or_default()
}

/// Drops every stored callback on another thread; returns how many there were.
#[ffi]
pub fn drop_stored_on_thread() -> usize {
    on_thread(|| drop_stored()).unwrap_or_default()
}

/// Calls until the callback returns false, at most `limit` times; returns how often.
#[ffi]
pub fn call_while_true(callback: Proceed, limit: u32) -> u32 {
    let mut calls = 0;
    while calls < limit {
        let goes_on = callback.call_if_some(calls).unwrap_or_default();
        calls += 1;
        if !goes_on {
            break;
        }
    }
    calls
}

/// Calls for so many milliseconds, whatever happens, with a pause of so many before each call;
/// returns how often.
#[ffi]
pub fn call_for_millis(callback: Notify, millis: u32, pause: u32) -> u32 {
    let duration = Duration::from_millis(u64::from(millis));
    let pause = Duration::from_millis(u64::from(pause));
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < duration {
        thread::sleep(pause);
        let _ = callback.call_if_some(calls);
        calls = calls.wrapping_add(1);
    }
    calls
}

/// Nothing if there is no thread.
fn on_thread<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let thread = Builder::new().spawn(f);
    thread.ok().and_then(|thread| thread.join().ok())
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(call_from_threads))
        .register(function!(call_on_thread))
        .register(function!(call_result_on_thread))
        .register(function!(drop_on_thread))
        .register(function!(call_stored_on_thread))
        .register(function!(drop_stored_on_thread))
        .register(function!(call_while_true))
        .register(function!(call_for_millis));
}
