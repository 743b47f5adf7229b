//! What is lent: C strings and slices.

use super::{either, reversed};
use interoptopus::inventory::RustInventory;
use interoptopus::{builtins_vec, ffi, function};

/// A slice that may be changed as payload.
#[ffi]
pub enum Plot<'a> {
    Fallow,
    Field(ffi::SliceMut<'a, u32>),
}

/// The text, or fails with it.
#[ffi]
pub fn cstring_or_error(
    x: ffi::CStrPtr,
    is_error: bool,
) -> ffi::Result<ffi::CStrPtr, ffi::CStrPtr> {
    either(x, is_error)
}

/// The items, or fails with them.
#[ffi]
pub fn slice_or_error(
    items: ffi::Slice<u32>,
    is_error: bool,
) -> ffi::Result<ffi::Slice<u32>, ffi::Slice<u32>> {
    either(items, is_error)
}

/// The slices in reverse.
#[ffi]
pub fn reverse_vec_slices(items: ffi::Vec<ffi::Slice<u32>>) -> ffi::Vec<ffi::Slice<u32>> {
    reversed(items)
}

/// Returns `x`.
#[ffi]
pub fn same_plot(x: Plot) -> Plot {
    x
}

/// Doubles the items of a field, wrapping.
#[ffi]
pub fn double_plot(x: Plot) {
    if let Plot::Field(items) = x {
        double(items);
    }
}

/// Doubles the items, if there are any, wrapping, and returns them.
#[ffi]
pub fn double_option_slice(x: ffi::Option<ffi::SliceMut<u32>>) -> ffi::Option<ffi::SliceMut<u32>> {
    x.into_option().map(double).into()
}

/// The items, or fails with them.
#[ffi]
pub fn slice_mut_or_error(
    items: ffi::SliceMut<u32>,
    is_error: bool,
) -> ffi::Result<ffi::SliceMut<u32>, ffi::SliceMut<u32>> {
    either(items, is_error)
}

/// Doubles the items of all slices, wrapping: none of them may be in two.
#[ffi]
pub fn double_slices(mut items: ffi::SliceMut<ffi::SliceMut<u32>>) {
    for items in items.iter_mut() {
        for item in items.iter_mut() {
            *item = item.wrapping_mul(2);
        }
    }
}

fn double(mut items: ffi::SliceMut<u32>) -> ffi::SliceMut<u32> {
    for item in items.iter_mut() {
        *item = item.wrapping_mul(2);
    }
    items
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins_vec!(ffi::Slice<'static, u32>))
        .register(function!(cstring_or_error))
        .register(function!(slice_or_error))
        .register(function!(reverse_vec_slices))
        .register(function!(same_plot))
        .register(function!(double_plot))
        .register(function!(double_option_slice))
        .register(function!(slice_mut_or_error))
        .register(function!(double_slices));
}
