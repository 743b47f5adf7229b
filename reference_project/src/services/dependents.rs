//! Services that are made from others: some copy what they need, some borrow from them.

#![expect(
    clippy::elidable_lifetime_names,
    reason = "the macro needs names for the lifetimes of free functions"
)]
#![expect(
    clippy::ptr_cast_constness,
    reason = "the macro makes such casts for services that are not changed"
)]

use super::{Live, assert_shared, tracks::Track};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function, service};
use std::sync::Arc;

/// Was made from a track, and has all that it needs of it.
#[ffi(service)]
pub struct Summary {
    total: u32,
    _live: Live,
}

#[ffi]
impl Summary {
    pub fn of_track(track: &Track) -> ffi::Result<Self, MathError> {
        match track.total() {
            0 => ffi::Err(MathError::DivisionByZero),
            total => ffi::Ok(Self {
                total,
                _live: Live::new(),
            }),
        }
    }

    /// The sum of the samples of back then.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// Whether that is still the sum of the samples.
    pub fn fits(&self, track: &Track) -> bool {
        self.total == track.total()
    }
}

/// Looks at a track and at numbers of another language, and reads both when it is freed.
#[ffi(service)]
pub struct Lens<'a> {
    track: &'a Track,
    weights: &'a [u32],
    _live: Live,
}

#[ffi]
impl<'a> Lens<'a> {
    /// A lens that weighs the samples.
    pub fn create(track: &'a Track, weights: ffi::Slice<'a, u32>) -> Self {
        Self {
            track,
            weights: weights.as_slice(),
            _live: Live::new(),
        }
    }
}

impl Drop for Lens<'_> {
    fn drop(&mut self) {
        // Had it outlived one of them, this would read memory that is gone.
        std::hint::black_box(lens_total(self));
    }
}

/// The sum of the weighed samples, wrapping. Methods of a type with a lifetime in its constructor
/// are functions: the macro allows no others.
#[ffi]
pub fn lens_total(lens: &Lens<'_>) -> u32 {
    let samples = lens.track.samples();
    let pairs = samples.iter().zip(lens.weights.iter());
    let weighed = pairs.map(|(sample, weight)| sample.wrapping_mul(*weight));
    weighed.fold(0, u32::wrapping_add)
}

/// Looks at a track, and was made by a function.
#[ffi(service)]
pub struct Cursor<'a> {
    track: &'a Track,
    at: usize,
    _live: Live,
}

#[ffi]
impl Cursor<'_> {
    /// The next sample, none after the last.
    pub fn advance(&mut self) -> ffi::Option<u32> {
        let sample = self.track.samples().get(self.at).copied();
        self.at = self.at.saturating_add(1);
        sample.into()
    }

    /// How many samples are still to come.
    pub fn remaining(&self) -> usize {
        self.track.samples().len().saturating_sub(self.at)
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn at(track: &'a Track, at: usize) -> Self {
        Self {
            track,
            at,
            _live: Live::new(),
        }
    }
}

/// A cursor before the first sample.
#[ffi]
pub fn track_cursor<'a>(track: &'a Track) -> *const Cursor<'a> {
    Box::into_raw(Box::new(Cursor::at(track, 0)))
}

/// A cursor before that sample; there must be one.
#[ffi]
pub fn track_cursor_at<'a>(
    track: &'a Track,
    at: usize,
) -> ffi::Result<*const Cursor<'a>, MathError> {
    if at >= track.samples().len() {
        return ffi::Err(MathError::Overflow);
    }
    ffi::Ok(Box::into_raw(Box::new(Cursor::at(track, at))))
}

/// Has a track for itself, which it writes to when it is freed.
#[ffi(service)]
pub struct Editor<'a> {
    track: &'a mut Track,
    _live: Live,
}

#[ffi]
impl<'a> Editor<'a> {
    /// An editor of the track.
    pub fn create(track: &'a mut Track) -> Self {
        Self {
            track,
            _live: Live::new(),
        }
    }
}

impl Drop for Editor<'_> {
    fn drop(&mut self) {
        let _ = self.track.extend(0);
    }
}

/// Adds a sample; returns the sum of all, wrapping.
#[ffi]
pub fn editor_write(editor: &mut Editor<'_>, sample: u32) -> u32 {
    let _ = editor.track.extend(sample);
    editor.track.total()
}

/// An editor of the track, unless that has no samples.
#[ffi]
pub fn track_editor<'a>(track: &'a mut Track) -> ffi::Option<*const Editor<'a>> {
    if track.samples().is_empty() {
        return ffi::None;
    }
    // No method takes `&mut self`, so the destructor expects an `Arc`.
    ffi::Some(Arc::into_raw(Arc::new(Editor::create(track))))
}

const _: () = assert_shared::<Summary>();
const _: () = assert_shared::<Lens<'static>>();
const _: () = assert_shared::<Cursor<'static>>();
const _: () = assert_shared::<Editor<'static>>();

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(Summary))
        .register(service!(Lens))
        .register(service!(Cursor))
        .register(service!(Editor))
        .register(function!(lens_total))
        .register(function!(editor_write))
        .register(function!(track_editor))
        .register(function!(track_cursor))
        .register(function!(track_cursor_at));
}
