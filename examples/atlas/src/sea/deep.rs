//! What lies below: a module within a module.

use super::Point;
use interoptopus::ffi;

/// The deepest of the sea.
#[ffi(module = "sea.deep")]
#[derive(Clone, Copy)]
pub struct Trench {
    pub bottom: Point,
}

/// Finds the bottom.
#[ffi(module = "sea.deep")]
pub fn sound(point: Point) -> Trench {
    let depth = point.depth * 2.0;
    Trench {
        bottom: Point { depth, ..point },
    }
}
