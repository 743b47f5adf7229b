//! For tests of threads and exit: a signal between two calls.

use super::primitives::MapU32;
use super::results::{MakeResultU32, sum_results};
use super::stored::{ask, sum};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::ffi::c_int;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What `SIGINT` is in C.
const SIGINT: c_int = 2;

/// How many calls came back after the last signal.
static AFTER_SIGNAL: AtomicU32 = AtomicU32::new(0);

/// The sum of what the callback makes of the numbers below `before`, and of as many more as
/// `after` says, wrapping. In between, C's `raise` sends `SIGINT` to this thread.
///
/// Without a handler for it the process ends.
#[ffi]
pub fn call_around_sigint(callback: MapU32, before: u32, after: u32) -> u64 {
    let first = sum(&callback, before);
    send_sigint();
    (0..after).fold(first, |sum, x| {
        let y = ask(&callback, before.wrapping_add(x));
        AFTER_SIGNAL.fetch_add(1, Relaxed);
        sum.wrapping_add(y)
    })
}

/// The same of a callback that returns results: the first that is not `Ok` ends it.
#[ffi]
pub fn call_results_around_sigint(
    callback: MakeResultU32,
    before: u32,
    after: u32,
) -> ffi::Result<u32, MathError> {
    let first = match sum_results(&callback, 0..before, || ()) {
        ffi::Ok(first) => first,
        other => return other,
    };
    send_sigint();
    let numbers = before..before.saturating_add(after);
    let counted = || {
        AFTER_SIGNAL.fetch_add(1, Relaxed);
    };
    match sum_results(&callback, numbers, counted) {
        ffi::Ok(second) => ffi::Ok(first.wrapping_add(second)),
        other => other,
    }
}

/// How many calls came back after the last `SIGINT` of the functions above.
#[ffi]
pub fn calls_after_sigint() -> u32 {
    AFTER_SIGNAL.load(Relaxed)
}

unsafe extern "C" {
    /// The C library's: sends a signal to this thread.
    fn raise(signal: c_int) -> c_int;
}

fn send_sigint() {
    AFTER_SIGNAL.store(0, Relaxed);
    // SAFETY: the call itself has no conditions; what a handler does is up to who installed it.
    // If it fails, there is no signal.
    let _ = unsafe { raise(SIGINT) };
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(call_around_sigint))
        .register(function!(call_results_around_sigint))
        .register(function!(calls_after_sigint));
}
