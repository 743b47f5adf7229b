//! Services that are not `Sync`: several threads may use them, but one at a time. The generator is
//! told which ones they are by [`SERVICES`].

#![expect(
    clippy::arc_with_non_send_sync,
    reason = "so the macro makes objects: the lint tells which services to name in `SERVICES`"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what is passed by value is given to Rust"
)]
#![expect(
    clippy::ptr_cast_constness,
    reason = "the macro makes such casts for services that are not changed"
)]

use crate::callbacks::primitives::MapU32;
use crate::services::Live;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, service};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;

/// What `Config::synchronized` is to be called with.
pub const SERVICES: [&str; 2] = ["Basin", "Stick"];

static COLLISIONS: AtomicU32 = AtomicU32::new(0);

/// How often two threads were in calls of one basin.
#[ffi]
pub fn basin_collisions() -> u32 {
    COLLISIONS.load(SeqCst)
}

/// The number of this thread, from 1.
fn this_thread() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local!(static NUMBER: u64 = NEXT.fetch_add(1, SeqCst));
    NUMBER.with(|number| *number)
}

/// Counts in a `Cell`, which two threads must not use at the same time.
#[ffi(service)]
pub struct Basin {
    level: Cell<u32>,
    /// The thread that uses the basin, or zero.
    user: AtomicU64,
    _live: Live,
}

/// Such a service must at least be `Send`: it may go from one thread to another.
const fn assert_sent<S: Send>() {}
const _: () = assert_sent::<Basin>();

#[ffi]
impl Basin {
    pub fn create(level: u32) -> Self {
        Self {
            level: Cell::new(level),
            user: AtomicU64::new(0),
            _live: Live::new(),
        }
    }

    /// Raises the level by one, which takes so long.
    pub fn rise(&self, microseconds: u32) -> u32 {
        self.used(|| {
            let level = self.level.get();
            sleep(Duration::from_micros(microseconds.into()));
            self.level.set(level.wrapping_add(1));
            level.wrapping_add(1)
        })
    }

    /// Raises the level by what the callback makes of it, which may use the basin.
    pub fn rise_by(&self, callback: MapU32) -> u32 {
        self.used(|| {
            let more = callback.call_if_some(self.level.get()).unwrap_or_default();
            self.level.set(self.level.get().wrapping_add(more));
            self.level.get()
        })
    }

    pub fn level(&self) -> u32 {
        self.used(|| self.level.get())
    }

    /// Takes all from another one, or nothing from itself.
    pub fn take(&self, other: &Basin) -> u32 {
        self.used(|| {
            let more = other.used(|| other.level.take());
            self.level.set(self.level.get().wrapping_add(more));
            self.level.get()
        })
    }
}

impl Basin {
    /// Notices whether another thread is in a call already.
    fn used<T>(&self, run: impl FnOnce() -> T) -> T {
        let user = self.user.swap(this_thread(), SeqCst);
        if user != 0 && user != this_thread() {
            COLLISIONS.fetch_add(1, SeqCst);
        }
        let result = run();
        self.user.store(user, SeqCst);
        result
    }
}

/// The sum of both levels, which takes so long.
#[ffi]
pub fn basin_sum(one: &Basin, other: &Basin, microseconds: u32) -> u32 {
    one.used(|| {
        other.used(|| {
            sleep(Duration::from_micros(microseconds.into()));
            one.level.get().wrapping_add(other.level.get())
        })
    })
}

/// Looks at a basin, and raises it by a hundred when it is freed.
// Named in `SERVICES` as well, since its calls use the basin.
#[ffi(service)]
pub struct Stick<'a> {
    basin: &'a Basin,
    _live: Live,
}

#[ffi]
impl<'a> Stick<'a> {
    pub fn create(basin: &'a Basin) -> Self {
        Self {
            basin,
            _live: Live::new(),
        }
    }
}

impl Drop for Stick<'_> {
    fn drop(&mut self) {
        self.basin.used(|| {
            let level = self.basin.level.get();
            sleep(Duration::from_micros(100));
            self.basin.level.set(level.wrapping_add(100));
        });
    }
}

/// The level of the basin that a stick looks at.
#[ffi]
pub fn stick_level(stick: &Stick<'_>) -> u32 {
    stick.basin.level()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(Basin))
        .register(service!(Stick))
        .register(function!(basin_collisions))
        .register(function!(basin_sum))
        .register(function!(stick_level));
}
