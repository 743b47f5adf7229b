//! The sea.
#![expect(
    clippy::ptr_cast_constness,
    reason = "the macro makes such casts for services that are not changed"
)]

pub mod deep;

use crate::land;
use interoptopus::{callback, ffi};

/// A point on the chart, in degrees, with the depth of the water in metres.
#[ffi(module = "sea")]
#[derive(Clone, Copy)]
pub struct Point {
    pub longitude: f64,
    pub latitude: f64,
    pub depth: f32,
}

/// Where the land is all around.
#[ffi(module = "sea")]
#[derive(Clone, Copy)]
pub struct Island {
    pub anchorage: Point,
    pub summit: land::Point,
}

/// What befalls sailors.
#[ffi(module = "sea")]
#[derive(Clone, Copy)]
pub enum Trouble {
    /// Too much wind, in knots.
    Storm(u32),
    /// None at all.
    Calm,
}

callback!(Lookout(point: Point) -> bool);

/// Sails from an island into the wind, that many knots of it.
///
/// # Errors
///
/// `Storm` above 40 knots, `Calm` below 3.
#[ffi(module = "sea")]
pub fn sail(island: Island, wind: u32) -> ffi::Result<Point, Trouble> {
    match wind {
        0..3 => ffi::Err(Trouble::Calm),
        3..=40 => ffi::Ok(Point {
            longitude: island.anchorage.longitude + f64::from(wind) / 10.0,
            ..island.anchorage
        }),
        _ => ffi::Err(Trouble::Storm(wind)),
    }
}

/// Whether the lookout sees something there.
#[ffi(module = "sea")]
pub fn watch(lookout: Lookout, point: Point) -> bool {
    lookout.call(point)
}

/// A ship. What it can do goes where it is.
#[ffi(service, module = "sea")]
pub struct Ship {
    name: String,
}

#[ffi]
impl Ship {
    pub fn create(name: ffi::String) -> Self {
        let name = name.into_string();
        Self { name }
    }

    pub fn hail(&self) -> ffi::String {
        format!("Ahoy, {}!", self.name).into()
    }

    /// Where it lands.
    pub fn moor(&self, harbour: land::Harbour) -> Point {
        harbour.berth
    }
}
