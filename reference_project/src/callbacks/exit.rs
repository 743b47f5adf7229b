//! For tests of threads and exit: callbacks that are called or dropped late or never.

use super::counts::Notify;
use super::primitives::MapU32;
use super::stored::locked;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::ffi::c_int;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::thread::Builder;
use std::time::Duration;

// What is still in here stays.
static AT_EXIT: Mutex<Vec<Parting>> = Mutex::new(Vec::new());

// How many calls came back.
static LATE: AtomicU64 = AtomicU64::new(0);
static HAMMERED: AtomicU64 = AtomicU64::new(0);

/// What goes when the process exits, and whether it is called before.
struct Parting {
    callback: MapU32,
    is_called: bool,
}

/// Calls later, on a thread that nobody waits for: `calls` times, after so many milliseconds each.
/// Then the callback is dropped there. False if there is no thread.
#[ffi]
pub fn call_late(callback: MapU32, millis: u32, calls: u32) -> bool {
    let pause = Duration::from_millis(u64::from(millis));
    detached(move || {
        (0..calls).for_each(|x| {
            thread::sleep(pause);
            let _ = callback.call_if_some(x);
            LATE.fetch_add(1, Relaxed);
        });
    })
}

/// Drops the callback after so many milliseconds, on a thread that nobody waits for. False if
/// there is no thread.
#[ffi]
pub fn drop_late(callback: MapU32, millis: u32) -> bool {
    let pause = Duration::from_millis(u64::from(millis));
    detached(move || {
        thread::sleep(pause);
        drop(callback);
    })
}

/// How many late calls came back.
#[ffi]
pub fn late_calls() -> u64 {
    LATE.load(Relaxed)
}

/// Calls without end or pause, on so many threads, until the process ends; returns how many
/// threads there are.
#[ffi]
pub fn hammer(callback: MapU32, threads: u8) -> u32 {
    let callback = Arc::new(callback);
    hammer_on(threads, move |x| {
        let _ = callback.call_if_some(x);
    })
}

/// The same of a callback that returns nothing.
#[ffi]
pub fn hammer_notify(callback: Notify, threads: u8) -> u32 {
    let callback = Arc::new(callback);
    hammer_on(threads, move |x| {
        let _ = callback.call_if_some(x);
    })
}

/// How many of those calls came back.
#[ffi]
pub fn hammered_calls() -> u64 {
    HAMMERED.load(Relaxed)
}

/// Keeps the callback for C's `atexit`, which drops it, and calls it before if it is told to. By
/// then the language that it comes from may be gone. False if C refuses, and the callback stays.
#[ffi]
pub fn drop_at_exit(callback: MapU32, is_called: bool) -> bool {
    locked(&AT_EXIT).push(Parting {
        callback,
        is_called,
    });
    // SAFETY: any thread may call it at any time, and the handler lives as long as the library.
    unsafe { atexit(part) == 0 }
}

unsafe extern "C" {
    /// The C library's: has a function called when the process exits.
    fn atexit(handler: extern "C" fn()) -> c_int;
}

/// Lets go of what was kept last.
extern "C" fn part() {
    let parting = locked(&AT_EXIT).pop();
    if let Some(parting) = parting
        && parting.is_called
    {
        let _ = parting.callback.call_if_some(99);
    }
}

/// Whether there is a thread.
fn detached(f: impl FnOnce() + Send + 'static) -> bool {
    Builder::new().spawn(f).is_ok()
}

fn hammer_on(threads: u8, call: impl Fn(u32) + Clone + Send + 'static) -> u32 {
    let started = (0..threads).map(|_| {
        let call = call.clone();
        detached(move || {
            let mut x = 0_u32;
            loop {
                call(x);
                HAMMERED.fetch_add(1, Relaxed);
                x = x.wrapping_add(1);
            }
        })
    });
    started.map(u32::from).sum()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(call_late))
        .register(function!(drop_late))
        .register(function!(late_calls))
        .register(function!(hammer))
        .register(function!(hammer_notify))
        .register(function!(hammered_calls))
        .register(function!(drop_at_exit));
}
