//! The smallest complete project: one struct, one function, one inventory.

use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, guard};

/// A point on the map.
#[ffi]
pub struct Vec2 {
    pub x: f32,
    pub y: f32,
}

/// Mirrors a point.
#[ffi]
pub fn my_function(point: Vec2) -> Vec2 {
    Vec2 {
        x: point.y,
        y: point.x,
    }
}

/// What Python gets to see. With the guard it refuses a library that was built from other sources.
pub fn my_inventory() -> RustInventory {
    RustInventory::new()
        .register(function!(my_function))
        .register(guard!(my_inventory))
        .validate()
}
