//! Arguments of every kind.
//!
//! What is given by value belongs to the callback; slices and C strings end when it returns.

use super::results::{Couple, Halves};
use crate::data_enums::{EnumPayload, Number};
use crate::enums::Color;
use crate::records::{Content, Parcel, Rejection};
use crate::results::MathError;
use crate::slices::{Excerpt, Spot};
use crate::structs::{FloatInt, IntFloat, Rgb, Vec2, Vec3, Vec4, Wide};
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

callback!(TakeVec2(x: Vec2) -> f32);
callback!(TakeVec3(x: Vec3) -> f32);
callback!(TakeVec4(x: Vec4) -> f64);
callback!(TakeRgb(x: Rgb) -> u32);
callback!(TakeCouple(x: Couple) -> f64);
callback!(TakeFloatInt(x: FloatInt) -> f64);
callback!(TakeIntFloat(x: IntFloat) -> f64);
callback!(TakeHalves(x: Halves) -> u64);
callback!(TakeWide(x: Wide) -> u64);
callback!(TakePayload(x: EnumPayload) -> f64);
callback!(TakeNumber(x: Number) -> f64);
callback!(TakeOptionU32(x: ffi::Option<u32>) -> i64);
callback!(TakeOptionF64(x: ffi::Option<f64>) -> f64);
callback!(TakeOptionVec3(x: ffi::Option<Vec3>) -> f32);
callback!(TakeOptionString(x: ffi::Option<ffi::String>) -> usize);
callback!(TakeResultU32(x: ffi::Result<u32, MathError>) -> i64);
callback!(TakeResultString(x: ffi::Result<ffi::String, Rejection>) -> usize);
callback!(TakeString(x: ffi::String) -> usize);
callback!(TakeVec(x: ffi::Vec<u32>) -> u64);
callback!(TakeVecString(x: ffi::Vec<ffi::String>) -> usize);
callback!(TakeParcel(x: Parcel) -> u64);
callback!(TakeContent(x: Content) -> u64);
callback!(TakeCstring(x: ffi::CStrPtr) -> i64);
callback!(TakeSliceU8(x: ffi::Slice<u8>) -> u64);
callback!(TakeSliceF64(x: ffi::Slice<f64>) -> f64);
callback!(TakeSliceBool(x: ffi::Slice<bool>) -> usize);
callback!(TakeSliceColors(x: ffi::Slice<Color>) -> usize);
callback!(TakeSliceSpots(x: ffi::Slice<Spot>) -> f64);
callback!(TakeSliceStrings(x: ffi::Slice<ffi::String>) -> usize);
callback!(TakeSliceParcels(x: ffi::Slice<Parcel>) -> u64);
callback!(TakeSliceSlices(x: ffi::Slice<ffi::Slice<u8>>) -> u64);
callback!(TakeExcerpt(x: Excerpt) -> u64);
callback!(TakeSliceU32(x: ffi::Slice<u32>) -> u64);
callback!(TakeMixed(text: ffi::String, small: u8, bytes: ffi::Slice<u8>, point: Vec3, last: f32) -> f64);

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_vec2(callback: TakeVec2, x: Vec2) -> f32 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_vec3(callback: TakeVec3, x: Vec3) -> f32 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_vec4(callback: TakeVec4, x: Vec4) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_rgb(callback: TakeRgb, x: Rgb) -> u32 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_couple(callback: TakeCouple, x: Couple) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_float_int(callback: TakeFloatInt, x: FloatInt) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_int_float(callback: TakeIntFloat, x: IntFloat) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_halves(callback: TakeHalves, x: Halves) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_wide(callback: TakeWide, x: Wide) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_payload(callback: TakePayload, x: EnumPayload) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_number(callback: TakeNumber, x: Number) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_option_u32(callback: TakeOptionU32, x: ffi::Option<u32>) -> i64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_option_f64(callback: TakeOptionF64, x: ffi::Option<f64>) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_option_vec3(callback: TakeOptionVec3, x: ffi::Option<Vec3>) -> f32 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_option_string(callback: TakeOptionString, x: ffi::Option<ffi::String>) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_result_u32(callback: TakeResultU32, x: ffi::Result<u32, MathError>) -> i64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_result_string(
    callback: TakeResultString,
    x: ffi::Result<ffi::String, Rejection>,
) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_string(callback: TakeString, x: ffi::String) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_vec(callback: TakeVec, x: ffi::Vec<u32>) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_vec_string(callback: TakeVecString, x: ffi::Vec<ffi::String>) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_parcel(callback: TakeParcel, x: Parcel) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_content(callback: TakeContent, x: Content) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_cstring(callback: TakeCstring, x: ffi::CStrPtr) -> i64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_u8(callback: TakeSliceU8, x: ffi::Slice<u8>) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_f64(callback: TakeSliceF64, x: ffi::Slice<f64>) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_bool(callback: TakeSliceBool, x: ffi::Slice<bool>) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_colors(callback: TakeSliceColors, x: ffi::Slice<Color>) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_spots(callback: TakeSliceSpots, x: ffi::Slice<Spot>) -> f64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_strings(callback: TakeSliceStrings, x: ffi::Slice<ffi::String>) -> usize {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_parcels(callback: TakeSliceParcels, x: ffi::Slice<Parcel>) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_slice_slices(callback: TakeSliceSlices, x: ffi::Slice<ffi::Slice<u8>>) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of `x`; zero without a function.
#[ffi]
pub fn give_excerpt(callback: TakeExcerpt, x: Excerpt) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of the numbers from zero, which are gone when it returns.
#[ffi]
pub fn give_range(callback: TakeSliceU32, count: u32) -> u64 {
    let items: Vec<u32> = (0..count).collect();
    let items = ffi::Slice::from_slice(&items);
    callback.call_if_some(items).unwrap_or_default()
}

/// What the callback makes of no memory at all.
#[ffi]
pub fn give_null_slice(callback: TakeSliceU32) -> u64 {
    let items = ffi::Slice::default();
    callback.call_if_some(items).unwrap_or_default()
}

/// What the callback makes of each `size` items in turn, wrapping.
#[ffi]
pub fn give_chunks(callback: TakeSliceU32, items: ffi::Slice<u32>, size: u16) -> u64 {
    let chunks = items.chunks(usize::from(size).max(1));
    let sums = chunks.filter_map(|chunk| callback.call_if_some(ffi::Slice::from_slice(chunk)));
    sums.fold(0, u64::wrapping_add)
}

/// What the callback makes of a copy of the text, of an argument in between, of the slice, and so
/// on.
#[ffi]
pub fn give_mixed(
    callback: TakeMixed,
    text: &ffi::String,
    small: u8,
    bytes: ffi::Slice<u8>,
    point: Vec3,
    last: f32,
) -> f64 {
    let result = callback.call_if_some(text.clone(), small, bytes, point, last);
    result.unwrap_or_default()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(give_vec2))
        .register(function!(give_vec3))
        .register(function!(give_vec4))
        .register(function!(give_rgb))
        .register(function!(give_couple))
        .register(function!(give_float_int))
        .register(function!(give_int_float))
        .register(function!(give_halves))
        .register(function!(give_wide))
        .register(function!(give_payload))
        .register(function!(give_number))
        .register(function!(give_option_u32))
        .register(function!(give_option_f64))
        .register(function!(give_option_vec3))
        .register(function!(give_option_string))
        .register(function!(give_result_u32))
        .register(function!(give_result_string))
        .register(function!(give_string))
        .register(function!(give_vec))
        .register(function!(give_vec_string))
        .register(function!(give_parcel))
        .register(function!(give_content))
        .register(function!(give_cstring))
        .register(function!(give_slice_u8))
        .register(function!(give_slice_f64))
        .register(function!(give_slice_bool))
        .register(function!(give_slice_colors))
        .register(function!(give_slice_spots))
        .register(function!(give_slice_strings))
        .register(function!(give_slice_parcels))
        .register(function!(give_slice_slices))
        .register(function!(give_excerpt))
        .register(function!(give_range))
        .register(function!(give_null_slice))
        .register(function!(give_chunks))
        .register(function!(give_mixed));
}
