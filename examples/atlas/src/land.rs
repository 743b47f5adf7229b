//! The land.

use crate::sea;
use interoptopus::ffi;

/// A point on the map, in metres east and north of its corner.
#[ffi(module = "land")]
#[derive(Clone, Copy)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// Where the sea is a step away.
#[ffi(module = "land")]
#[derive(Clone, Copy)]
pub struct Harbour {
    pub quay: Point,
    pub berth: sea::Point,
}

/// What befalls walkers.
#[ffi(module = "land")]
#[derive(Clone, Copy)]
pub enum Trouble {
    /// There is no way.
    Lost,
    /// The way is wet.
    Bogged,
}

/// Goes from one point to another, by the way there is.
///
/// # Errors
///
/// `Lost` if the map ends before, at 0.
#[ffi(module = "land")]
pub fn walk(start: Point, end: Point) -> ffi::Result<Point, Trouble> {
    if end.x < 0.0 || end.y < 0.0 {
        return ffi::Err(Trouble::Lost);
    }
    ffi::Ok(Point {
        x: end.x - start.x,
        y: end.y - start.y,
    })
}

/// The harbour at a point of the coast.
#[ffi(module = "land")]
pub fn landing(quay: Point) -> Harbour {
    let berth = sea::Point {
        longitude: quay.x.into(),
        latitude: quay.y.into(),
        depth: 4.0,
    };
    Harbour { quay, berth }
}
