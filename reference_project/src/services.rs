//! Services: types with constructors and methods, whose objects another language owns.
//!
//! Every service counts its objects, so that tests see when they are freed: `live_services`.
//!
//! What a service promises, and the compiler does not check:
//!
//! - one that is used by several threads is `Send`, and `Sync` if it has methods with `&self`:
//!   each module asserts it;
//! - a function that returns a pointer to a service gives the object away, in a `Box` if the service
//!   has methods with `&mut self`, else in an `Arc`.

use crate::results::MathError;
use crate::{strings, vecs};
use interoptopus::inventory::RustInventory;
use interoptopus::{extra_type, ffi, function};
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

pub mod counters;
pub mod dependents;
pub mod detectors;
pub mod hubs;
pub mod journals;
pub mod names;
pub mod tickets;
pub mod tracks;

static LIVE: AtomicI64 = AtomicI64::new(0);

/// How many objects of services are alive.
#[ffi]
pub fn live_services() -> i64 {
    LIVE.load(SeqCst)
}

/// A part of every service, which counts them.
pub(crate) struct Live;

impl Live {
    pub(crate) fn new() -> Self {
        LIVE.fetch_add(1, SeqCst);
        Self
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, SeqCst);
    }
}

/// Several threads may use such a service at the same time.
pub(crate) const fn assert_shared<S: Send + Sync>() {}

/// Registers what these modules export.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(vecs::builtins)
        .register(extra_type!(MathError))
        .register(function!(live_services))
        .register(counters::register)
        .register(detectors::register)
        .register(journals::register)
        .register(tracks::register)
        .register(dependents::register)
        .register(hubs::register)
        .register(tickets::register)
        .register(names::register);
}
