//! Services that notice when Rust's rule of one or many is broken.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what is passed by value is given to Rust"
)]
#![expect(
    clippy::ptr_cast_constness,
    reason = "the macro makes such casts for services that are not changed"
)]

use super::{Live, assert_shared};
use crate::callbacks::primitives::MapU32;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, service};
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;

static OVERLAPS: AtomicU32 = AtomicU32::new(0);
static MOST: AtomicI32 = AtomicI32::new(0);

/// How often some detector was used as it must not be: by two calls of which one excludes the
/// other, by a call when it was freed, or freed during a call.
#[ffi]
pub fn detected_overlaps() -> u32 {
    OVERLAPS.load(SeqCst)
}

/// How many calls shared one detector at most, since this was asked last.
#[ffi]
pub fn most_detected() -> i32 {
    MOST.swap(0, SeqCst)
}

/// Who uses a detector now: a number of calls that share it, or one alone.
struct Users(AtomicI32);

const ALONE: i32 = -1;
const GONE: i32 = -1_000_000;

impl Users {
    fn new() -> Self {
        Self(AtomicI32::new(0))
    }

    fn alone<T>(&self, run: impl FnOnce() -> T) -> T {
        if self.0.swap(ALONE, SeqCst) != 0 {
            OVERLAPS.fetch_add(1, SeqCst);
        }
        let result = run();
        if self.0.swap(0, SeqCst) != ALONE {
            OVERLAPS.fetch_add(1, SeqCst);
        }
        result
    }

    fn shared<T>(&self, run: impl FnOnce() -> T) -> T {
        let others = self.0.fetch_add(1, SeqCst);
        MOST.fetch_max(others + 1, SeqCst);
        let result = run();
        if others < 0 || self.0.fetch_sub(1, SeqCst) < 1 {
            OVERLAPS.fetch_add(1, SeqCst);
        }
        result
    }
}

impl Drop for Users {
    fn drop(&mut self) {
        if self.0.swap(GONE, SeqCst) != 0 {
            OVERLAPS.fetch_add(1, SeqCst);
        }
    }
}

fn wait(microseconds: u32) {
    if microseconds > 0 {
        sleep(Duration::from_micros(microseconds.into()));
    }
}

/// Notices who uses it at the same time.
#[ffi(service)]
pub struct Detector {
    users: Users,
    calls: u32,
    _live: Live,
}

#[ffi]
impl Detector {
    pub fn create() -> Self {
        Self {
            users: Users::new(),
            calls: 0,
            _live: Live::new(),
        }
    }

    /// Takes so long, and wants to be alone.
    pub fn alone(&mut self, microseconds: u32) -> u32 {
        self.users.alone(|| wait(microseconds));
        self.calls = self.calls.wrapping_add(1);
        self.calls
    }

    /// Takes so long, with others if need be.
    pub fn together(&self, microseconds: u32) -> u32 {
        self.users.shared(|| wait(microseconds));
        self.calls
    }

    /// What the callback makes of the number of calls, which must not use the detector.
    pub fn call_alone(&mut self, callback: MapU32) -> u32 {
        let calls = self.calls;
        self.users
            .alone(|| callback.call_if_some(calls).unwrap_or_default())
    }

    /// The same with a callback that may use it, too.
    pub fn call_together(&self, callback: MapU32) -> u32 {
        let calls = self.calls;
        self.users
            .shared(|| callback.call_if_some(calls).unwrap_or_default())
    }

    /// Takes so long with two detectors, of which it wants the other one alone.
    pub fn with_other(&self, other: &mut Detector, microseconds: u32) {
        self.users
            .shared(|| other.users.alone(|| wait(microseconds)));
    }
}

/// The same without a method that wants to be alone.
#[ffi(service)]
pub struct SharedDetector {
    users: Users,
    _live: Live,
}

#[ffi]
impl SharedDetector {
    pub fn create() -> Self {
        Self {
            users: Users::new(),
            _live: Live::new(),
        }
    }

    /// Takes so long, with others if need be.
    pub fn together(&self, microseconds: u32) -> bool {
        self.users.shared(|| wait(microseconds));
        true
    }

    /// What the callback makes of 1, which may use the detector.
    pub fn call_together(&self, callback: MapU32) -> u32 {
        self.users
            .shared(|| callback.call_if_some(1).unwrap_or_default())
    }
}

const _: () = assert_shared::<Detector>();
const _: () = assert_shared::<SharedDetector>();

/// Takes so long with both, of which it wants the first one alone.
#[ffi]
pub fn detect_both(alone: &mut Detector, shared: &Detector, microseconds: u32) {
    let alone = &alone.users;
    shared.users.shared(|| alone.alone(|| wait(microseconds)));
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(Detector))
        .register(service!(SharedDetector))
        .register(function!(detected_overlaps))
        .register(function!(most_detected))
        .register(function!(detect_both));
}
