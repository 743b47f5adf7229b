//! Surrogates: types of other crates, described by a struct of one's own that has the same layout.

use interoptopus::inventory::RustInventory;
use interoptopus::pattern::surrogate::{CorrectSurrogate, Surrogate};
use interoptopus::{ffi, function};

/// Stands for a crate that knows nothing of `#[ffi]`.
mod foreign {
    #[repr(C)]
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Location {
        pub latitude: f64,
        pub longitude: f64,
    }

    impl Location {
        pub(crate) fn mirrored(self) -> Self {
            Self {
                latitude: -self.latitude,
                longitude: -self.longitude,
            }
        }
    }
}

/// A place on earth.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalLocation {
    /// Degrees to the north.
    pub latitude: f64,
    /// Degrees to the east.
    pub longitude: f64,
}

// SAFETY: both have the same fields in the same order, and the layout of C.
unsafe impl CorrectSurrogate<foreign::Location> for LocalLocation {}

const _: () = assert!(size_of::<foreign::Location>() == size_of::<LocalLocation>());
const _: () = assert!(align_of::<foreign::Location>() == align_of::<LocalLocation>());

type Location = Surrogate<foreign::Location, LocalLocation>;

/// A surrogate as a field.
#[ffi]
pub struct Landmark {
    pub id: u32,
    pub location: Location,
}

/// The place on the other side of the equator and of Greenwich.
#[ffi]
pub fn mirror_location(location: Location) -> Location {
    Surrogate::from_t(location.into_t().mirrored())
}

/// The latitude of a place that stays where it is.
#[ffi]
pub fn location_latitude(location: &Location) -> f64 {
    location.as_t().latitude
}

/// Moves a landmark, and steps its id, wrapping.
#[ffi]
pub fn mirror_landmark(landmark: Landmark) -> Landmark {
    Landmark {
        id: landmark.id.wrapping_add(1),
        location: mirror_location(landmark.location),
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(mirror_location))
        .register(function!(location_latitude))
        .register(function!(mirror_landmark));
}
