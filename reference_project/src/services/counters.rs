//! A service that is changed, and one that is not.

#![expect(
    clippy::ptr_cast_constness,
    reason = "the macro makes such casts for services that are not changed"
)]

use super::{Live, assert_shared};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, service};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// Counts.
///
/// It is used by one thread at a time to count, and by many to look.
#[ffi(service)]
pub struct Counter {
    count: u32,
    _live: Live,
}

#[ffi]
impl Counter {
    /// A counter that starts somewhere.
    pub fn create(start: u32) -> Self {
        Self {
            count: start,
            _live: Live::new(),
        }
    }

    /// Counts on, wrapping; returns the new count.
    pub fn step(&mut self, more: u32) -> u32 {
        self.count = self.count.wrapping_add(more);
        self.count
    }

    /// The count.
    pub fn current(&self) -> u32 {
        self.count
    }

    /// The count, and so many more.
    pub fn ahead(&self, more: u32) -> u32 {
        self.count.wrapping_add(more)
    }

    /// Counts on by the sum of what both others have counted, which starts again from zero.
    pub fn merge(&mut self, other: &mut Counter, third: &Counter) -> u32 {
        self.step(std::mem::take(&mut other.count).wrapping_add(third.count))
    }

    /// Whether both have counted as far.
    pub fn same(&self, other: &Counter) -> bool {
        self.count == other.count
    }

    #[ffi::skip]
    #[must_use]
    pub fn into_count(self) -> u32 {
        self.count
    }
}

/// Measures, and is never changed as far as Python can tell.
#[ffi(service)]
pub struct Thermometer {
    degrees: AtomicU32,
    _live: Live,
}

#[ffi]
impl Thermometer {
    /// None below zero.
    pub fn create(degrees: i32) -> ffi::Result<Self, MathError> {
        match u32::try_from(degrees) {
            Ok(degrees) => ffi::Ok(Self {
                degrees: degrees.into(),
                _live: Live::new(),
            }),
            Err(_) => ffi::Err(MathError::Negative),
        }
    }

    /// What it shows.
    pub fn read(&self) -> u32 {
        self.degrees.load(SeqCst)
    }

    /// What it shows, in the unit that so many are a degree of.
    pub fn scaled(&self, factor: u32) -> u32 {
        self.read().wrapping_mul(factor)
    }

    /// Warms up, wrapping.
    pub fn warm(&self, degrees: u32) -> u32 {
        self.degrees
            .fetch_add(degrees, SeqCst)
            .wrapping_add(degrees)
    }
}

const _: () = assert_shared::<Counter>();
const _: () = assert_shared::<Thermometer>();

/// A counter that another one made.
#[ffi]
pub fn counter_after(counter: &Counter) -> *const Counter {
    Box::into_raw(Box::new(Counter::create(counter.count.wrapping_add(1))))
}

/// A counter, unless it would start at zero.
#[ffi]
pub fn counter_from(start: u32) -> ffi::Option<*const Counter> {
    if start == 0 {
        return ffi::None;
    }
    ffi::Some(Box::into_raw(Box::new(Counter::create(start))))
}

/// A counter that starts at the quotient.
#[ffi]
pub fn counter_of_quotient(a: u32, b: u32) -> ffi::Result<*const Counter, MathError> {
    match a.checked_div(b) {
        Some(start) => ffi::Ok(Box::into_raw(Box::new(Counter::create(start)))),
        None => ffi::Err(MathError::DivisionByZero),
    }
}

/// A counter, or fails with one.
#[ffi]
pub fn counter_or_error(start: u32, is_error: bool) -> ffi::Result<*const Counter, *const Counter> {
    let counter = Box::into_raw(Box::new(Counter::create(start)));
    if is_error {
        ffi::Err(counter)
    } else {
        ffi::Ok(counter)
    }
}

/// No counter at all.
#[ffi]
pub fn counter_null() -> *const Counter {
    std::ptr::null()
}

/// Exchanges what both have counted.
#[ffi]
pub fn exchange_counters(a: &mut Counter, b: &mut Counter) {
    std::mem::swap(&mut a.count, &mut b.count);
}

/// The sum of what both have counted and `x`, wrapping.
#[ffi]
pub fn counters_sum(a: &Counter, b: &Counter, x: u64) -> u64 {
    let sum = u64::from(a.count) + u64::from(b.count);
    sum.wrapping_add(x)
}

/// What the thermometer shows and the counter has counted, with the name before it.
#[ffi]
pub fn describe_services(name: ffi::String, counter: &Counter, at: &Thermometer) -> ffi::String {
    format!("{}: {} at {}", name.as_str(), counter.count, at.read()).into()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(Counter))
        .register(service!(Thermometer))
        .register(function!(counter_after))
        .register(function!(counter_from))
        .register(function!(counter_of_quotient))
        .register(function!(counter_or_error))
        .register(function!(counter_null))
        .register(function!(exchange_counters))
        .register(function!(counters_sum))
        .register(function!(describe_services));
}
