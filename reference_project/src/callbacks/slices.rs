//! Slices that the callback changes.

use crate::records::Parcel;
use crate::slices::Spot;
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

callback!(ChangeU8(items: ffi::SliceMut<u8>) -> u32);
callback!(ChangeF64(items: ffi::SliceMut<f64>) -> f64);
callback!(ChangeSpots(items: ffi::SliceMut<Spot>) -> u32);
callback!(ChangeParcels(items: ffi::SliceMut<Parcel>) -> u32);
callback!(CopyU32(source: ffi::Slice<u32>, target: ffi::SliceMut<u32>) -> u32);

/// The sum of the items after the callback changed them, and what it returned.
#[ffi]
pub fn change_u8(callback: ChangeU8, items: ffi::SliceMut<u8>) -> u64 {
    let mut items = items;
    change_bytes(&callback, &mut items)
}

/// The same of a slice that is lent itself.
#[ffi]
pub fn change_u8_at(callback: ChangeU8, items: &mut ffi::SliceMut<u8>) -> u64 {
    change_bytes(&callback, items)
}

/// The sum of the items after the callback changed them, less what it returned.
#[ffi]
pub fn change_f64(callback: ChangeF64, items: ffi::SliceMut<f64>) -> f64 {
    let mut items = items;
    let result = callback.call_if_some(ffi::SliceMut::from_slice(&mut items));
    items.iter().sum::<f64>() - result.unwrap_or_default()
}

/// The numbers below `count` after the callback changed them.
#[ffi]
pub fn change_range(callback: ChangeF64, count: u16) -> ffi::Vec<f64> {
    let mut items: Vec<f64> = (0..count).map(f64::from).collect();
    let _ = callback.call_if_some(ffi::SliceMut::from_slice(&mut items));
    items.into()
}

/// What the callback returns, which may change the points.
#[ffi]
pub fn change_spots(callback: ChangeSpots, items: ffi::SliceMut<Spot>) -> u32 {
    callback.call_if_some(items).unwrap_or_default()
}

/// The parcel after the callback changed the only item of a slice.
#[ffi]
pub fn change_parcel(callback: ChangeParcels, x: Parcel) -> Parcel {
    let mut x = x;
    let items = ffi::SliceMut::from_slice(std::slice::from_mut(&mut x));
    let _ = callback.call_if_some(items);
    x
}

/// What the callback returns, which may copy.
#[ffi]
pub fn copy_u32(callback: CopyU32, source: ffi::Slice<u32>, target: ffi::SliceMut<u32>) -> u32 {
    callback.call_if_some(source, target).unwrap_or_default()
}

fn change_bytes(callback: &ChangeU8, items: &mut ffi::SliceMut<u8>) -> u64 {
    let result = callback.call_if_some(ffi::SliceMut::from_slice(items));
    let items = items.iter().copied().map(u64::from);
    items.sum::<u64>() + u64::from(result.unwrap_or_default())
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(change_u8))
        .register(function!(change_u8_at))
        .register(function!(change_f64))
        .register(function!(change_range))
        .register(function!(change_spots))
        .register(function!(change_parcel))
        .register(function!(copy_u32));
}
