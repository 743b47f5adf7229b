//! A service that lends what is in it.

#![expect(
    clippy::elidable_lifetime_names,
    reason = "the macro needs names for the lifetimes of free functions"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what is passed by value is given to Rust"
)]

use super::{Live, assert_shared, dependents::Cursor};
use crate::results::MathError;
use crate::slices::Spot;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, service};
use std::ffi::CString;

/// Keeps samples, which others may look at.
#[ffi(service)]
pub struct Track {
    samples: Vec<u32>,
    spots: Vec<Spot>,
    title: CString,
    _live: Live,
}

#[ffi]
impl Track {
    /// So many samples, which count up from zero.
    pub fn create(count: u32) -> Self {
        Self {
            samples: (0..count).collect(),
            spots: vec![Spot { x: 1.0, y: 2.0 }; 4],
            title: CString::new("untitled").unwrap_or_default(),
            _live: Live::new(),
        }
    }

    /// Adds a sample, so they move in memory; returns how many there are.
    pub fn extend(&mut self, sample: u32) -> usize {
        self.samples.push(sample);
        self.samples.shrink_to_fit();
        self.samples.len()
    }

    /// A cursor before the first sample.
    pub fn walk<'a>(&'a self) -> *const Cursor<'a> {
        Box::into_raw(Box::new(Cursor::at(self, 0)))
    }

    /// The samples.
    pub fn samples(&self) -> ffi::Slice<'_, u32> {
        self.samples.as_slice().into()
    }

    /// The samples, to be changed.
    pub fn samples_mut(&mut self) -> ffi::SliceMut<'_, u32> {
        self.samples.as_mut_slice().into()
    }

    /// The spots, to be changed.
    pub fn spots_mut(&mut self) -> ffi::SliceMut<'_, Spot> {
        self.spots.as_mut_slice().into()
    }

    /// The samples, unless there are none.
    pub fn some_samples(&self) -> ffi::Option<ffi::Slice<'_, u32>> {
        if self.samples.is_empty() {
            return ffi::None;
        }
        ffi::Some(self.samples.as_slice().into())
    }

    /// The samples from there on.
    pub fn samples_from(&self, start: usize) -> ffi::Result<ffi::Slice<'_, u32>, MathError> {
        match self.samples.get(start..) {
            Some(samples) => ffi::Ok(samples.into()),
            None => ffi::Err(MathError::Overflow),
        }
    }

    /// The longer one of the samples and the others.
    pub fn longer<'a>(&'a self, others: ffi::Slice<'a, u32>) -> ffi::Slice<'a, u32> {
        if others.len() > self.samples.len() {
            return others;
        }
        self.samples.as_slice().into()
    }

    /// The sample at that place, none if there is no such place.
    pub fn sample(&self, at: usize) -> ffi::Option<&'_ u32> {
        self.samples.get(at).into()
    }

    /// The sum of the samples, wrapping.
    pub fn total(&self) -> u32 {
        self.samples.iter().copied().fold(0, u32::wrapping_add)
    }

    /// The title.
    pub fn title(&self) -> ffi::CStrPtr<'_> {
        ffi::CStrPtr::from_cstr(&self.title)
    }

    /// Gives it another title; a title that is no text is none.
    pub fn rename(&mut self, title: ffi::CStrPtr) {
        let title = title.as_str().unwrap_or_default();
        self.title = CString::new(title).unwrap_or_default();
    }

    /// Adds up what both sequences hold, item by item; returns the sum of all.
    pub fn mix(&mut self, others: ffi::Slice<u32>, target: ffi::SliceMut<u32>) -> u32 {
        let mut target = target;
        let pairs = target.iter_mut().zip(others.iter());
        pairs.for_each(|(target, other)| *target = target.wrapping_add(*other));
        let sum = target.iter().copied().fold(0, u32::wrapping_add);
        self.samples.push(sum);
        sum
    }
}

const _: () = assert_shared::<Track>();

/// The samples, seen by a function that is no method.
#[ffi]
pub fn samples_of_track<'a>(track: &'a Track) -> ffi::Slice<'a, u32> {
    track.samples.as_slice().into()
}

/// Adds a sample; returns how many there are.
#[ffi]
pub fn extend_track(track: &mut Track, sample: u32) -> usize {
    track.extend(sample)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(Track))
        .register(function!(samples_of_track))
        .register(function!(extend_track));
}
