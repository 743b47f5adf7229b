//! A library in several modules, of which the bindings are a package.
//!
//! `land` and `sea` name each other's types, and both have a `Point` and a `Trouble`.

pub mod land;
pub mod sea;

use interoptopus::inventory::RustInventory;
use interoptopus::{builtins_string, constant, ffi, function, guard, service};

/// How the maps are coloured. What says nothing of a module is in the package itself.
#[ffi]
#[derive(Clone, Copy)]
pub enum Colour {
    Green,
    Blue,
}

/// Metres in a nautical mile. So are constants, always.
#[ffi]
pub const NAUTICAL_MILE: f64 = 1852.0;

/// The colour of what is that high above the sea, in metres.
#[ffi(module = common)]
pub fn colour_of(height: f32) -> Colour {
    if height < 0.0 {
        Colour::Blue
    } else {
        Colour::Green
    }
}

/// What Python gets to see.
pub fn inventory() -> RustInventory {
    RustInventory::new()
        .register(builtins_string!())
        .register(constant!(NAUTICAL_MILE))
        .register(function!(colour_of))
        .register(function!(land::walk))
        .register(function!(land::landing))
        .register(function!(sea::sail))
        .register(function!(sea::watch))
        .register(function!(sea::deep::sound))
        .register(service!(sea::Ship))
        .register(guard!(inventory))
        .validate()
}
