//! A service that keeps callbacks, and calls them when asked to.
//!
//! What is called when the service is freed has no result: at the end of the program there is nobody
//! left who could give one.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what is passed by value is given to Rust"
)]

use super::{Live, assert_shared};
use crate::callbacks::counts::Notify;
use crate::callbacks::primitives::MapU32;
use crate::callbacks::results::MakeResultU32;
use crate::callbacks::slices::ChangeU8;
use crate::callbacks::tables::{Operations, run};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, service};

/// Keeps callbacks.
#[ffi(service)]
pub struct Hub {
    first: MapU32,
    others: Vec<MapU32>,
    table: Option<Operations>,
    last: Option<Notify>,
    _live: Live,
}

#[ffi]
impl Hub {
    /// A hub with one callback.
    pub fn create(first: MapU32) -> Self {
        Self {
            first,
            others: Vec::new(),
            table: None,
            last: None,
            _live: Live::new(),
        }
    }

    /// Keeps another callback; returns how many there are.
    pub fn attach(&mut self, callback: MapU32) -> usize {
        self.others.push(callback);
        self.others.len().saturating_add(1)
    }

    /// Keeps a table of callbacks, and drops the one before.
    pub fn attach_table(&mut self, table: Operations) {
        self.table = Some(table);
    }

    /// Keeps a callback that is told how many there are when the hub is freed.
    pub fn at_last(&mut self, callback: Notify) {
        self.last = Some(callback);
    }

    /// Drops all callbacks but the first and the last.
    pub fn detach(&mut self) {
        self.others.clear();
        self.table = None;
    }

    /// The sum of what all callbacks make of `x`.
    pub fn call_all(&self, x: u32) -> u64 {
        let all = std::iter::once(&self.first).chain(&self.others);
        let results = all.map(|callback| callback.call_if_some(x).unwrap_or_default());
        results.fold(0, |sum, result| sum.wrapping_add(result.into()))
    }

    /// What the table makes of `x`, zero without a table.
    pub fn run_table(&self, x: u32) -> f64 {
        self.table.as_ref().map_or(0.0, |table| run(table, x))
    }

    /// What the first callback makes of `x`, in text.
    pub fn text(&self, x: u32) -> ffi::String {
        let result = self.first.call_if_some(x).unwrap_or_default();
        result.to_string().into()
    }

    /// What a callback makes of `x` that may fail.
    pub fn attempt(&self, callback: MakeResultU32, x: u32) -> ffi::Result<u32, MathError> {
        callback.call_if_some(x).unwrap_or(ffi::Result::Null)
    }

    /// What the callback returns for the bytes, which it may change.
    pub fn change(&mut self, callback: ChangeU8, bytes: ffi::SliceMut<u8>) -> u32 {
        callback.call_if_some(bytes).unwrap_or_default()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(last) = &self.last {
            let others = u32::try_from(self.others.len()).unwrap_or(u32::MAX);
            let _ = last.call_if_some(others.wrapping_add(1));
        }
    }
}

const _: () = assert_shared::<Hub>();

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory.register(service!(Hub));
}
