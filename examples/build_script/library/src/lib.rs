//! What the crate around it exports and writes the bindings of.

use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, guard};

/// Twice as much, modulo 2³².
#[ffi]
pub fn twice(x: u32) -> u32 {
    x.wrapping_mul(2)
}

/// What Python gets to see.
pub fn my_inventory() -> RustInventory {
    RustInventory::new()
        .register(function!(twice))
        .register(guard!(my_inventory))
        .validate()
}
