//! Several constructors, of which some fail, and results of every kind.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what is passed by value is given to Rust"
)]

use super::{Live, assert_shared};
use crate::enums::Color;
use crate::records::Parcel;
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, service};

/// Keeps entries.
#[ffi(service)]
pub struct Journal {
    entries: Vec<String>,
    _live: Live,
}

#[ffi]
impl Journal {
    /// A journal without entries.
    pub fn empty() -> Self {
        Self::of(Vec::new())
    }

    /// A journal with one entry.
    pub fn with_entry(entry: ffi::String) -> Self {
        Self::of(vec![entry.into_string()])
    }

    /// A journal with these entries, of which none must be empty.
    pub fn with_entries(entries: ffi::Slice<ffi::String>) -> ffi::Result<Self, MathError> {
        if entries.iter().any(|entry| entry.as_str().is_empty()) {
            return ffi::Err(MathError::Negative);
        }
        let entries = entries.iter().map(|entry| entry.as_str().to_owned());
        ffi::Ok(Self::of(entries.collect()))
    }

    /// A journal with one entry, which is not empty; the error says which one it was.
    pub fn parse(text: ffi::CStrPtr) -> ffi::Result<Self, ffi::String> {
        match text.as_str() {
            Ok("") => ffi::Err("nothing to read".to_owned().into()),
            Ok(text) => ffi::Ok(Self::of(vec![text.to_owned()])),
            Err(error) => ffi::Err(error.to_string().into()),
        }
    }

    /// Fails like code that panics.
    pub fn panicking() -> ffi::Result<Self, MathError> {
        ffi::Result::Panic
    }

    /// Adds an entry; returns how many there are.
    pub fn write(&mut self, entry: ffi::String) -> usize {
        self.entries.push(entry.into_string());
        self.entries.len()
    }

    /// Nothing, or the error that was asked for.
    pub fn check(&self, is_right: bool) -> ffi::Result<(), MathError> {
        if is_right {
            return ffi::Ok(());
        }
        ffi::Err(MathError::Overflow)
    }

    /// How many entries there are; an error if there are none.
    pub fn count(&self) -> ffi::Result<u32, MathError> {
        match u32::try_from(self.entries.len()) {
            Ok(0) => ffi::Err(MathError::DivisionByZero),
            Ok(count) => ffi::Ok(count),
            Err(_) => ffi::Err(MathError::Overflow),
        }
    }

    /// The entry at that place.
    pub fn entry(&self, at: usize) -> ffi::Result<ffi::String, MathError> {
        match self.entries.get(at) {
            Some(entry) => ffi::Ok(entry.clone().into()),
            None => ffi::Err(MathError::Overflow),
        }
    }

    /// All entries.
    pub fn all(&self) -> ffi::Vec<ffi::String> {
        let entries = self.entries.iter();
        let entries: Vec<ffi::String> = entries.map(|entry| entry.clone().into()).collect();
        entries.into()
    }

    /// The color of the name of which there is an entry.
    pub fn color(&self) -> ffi::Option<Color> {
        let is_there = |name: &str| self.entries.iter().any(|entry| entry == name);
        let colors = [("red", Color::Red), ("green", Color::Green)];
        let found = colors.into_iter().find(|(name, _)| is_there(name));
        found.map(|(_, color)| color).into()
    }

    /// A parcel between the first and the last entry.
    pub fn parcel(&self, weight: u32) -> ffi::Option<Parcel> {
        let ends = self.entries.first().zip(self.entries.last());
        let parcel = ends.map(|(first, last)| Parcel {
            sender: first.clone().into(),
            receiver: last.clone().into(),
            weight,
        });
        parcel.into()
    }

    #[ffi::skip]
    fn of(entries: Vec<String>) -> Self {
        Self {
            entries,
            _live: Live::new(),
        }
    }
}

const _: () = assert_shared::<Journal>();

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory.register(service!(Journal));
}
