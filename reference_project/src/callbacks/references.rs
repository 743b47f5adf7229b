//! References: what is behind them is lent for the time of the call.

use crate::data_enums::EnumPayload;
use crate::opaque::Context;
use crate::records::Parcel;
use crate::structs::Vec2;
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

callback!(ReadU32(x: &u32) -> u64);
callback!(ReadVec2(x: &Vec2) -> f32);
callback!(ReadString(x: &ffi::String) -> usize);
callback!(ReadVec(x: &ffi::Vec<u32>) -> u64);
callback!(ReadParcel(x: &Parcel) -> u64);
callback!(ReadPayload(x: &EnumPayload) -> f64);
callback!(ReadSlice(x: &ffi::Slice<u32>) -> u64);
callback!(ReadMaybe(x: Option<&u32>) -> i64);
callback!(ReadContext(x: &Context) -> u64);
callback!(WriteU32(x: &mut u32));
callback!(WriteF64(x: &mut f64));
callback!(WriteVec2(x: &mut Vec2));
callback!(WriteOptionU32(x: &mut ffi::Option<u32>));
callback!(WritePayload(x: &mut EnumPayload));
callback!(WriteString(x: &mut ffi::String));
callback!(WriteVec(x: &mut ffi::Vec<u32>));
callback!(WriteParcel(x: &mut Parcel));
callback!(WriteTwo(a: &mut u32, b: &mut Vec2) -> bool);
callback!(PassPointer(x: *const u32) -> *const u32);

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_u32(callback: ReadU32, x: u32) -> u64 {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_vec2(callback: ReadVec2, x: Vec2) -> f32 {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_string(callback: ReadString, x: ffi::String) -> usize {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_vec(callback: ReadVec, x: ffi::Vec<u32>) -> u64 {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_parcel(callback: ReadParcel, x: Parcel) -> u64 {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_payload(callback: ReadPayload, x: EnumPayload) -> f64 {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of an `x` that stays where it is; zero without a function.
#[ffi]
pub fn read_slice(callback: ReadSlice, x: ffi::Slice<u32>) -> u64 {
    callback.call_if_some(&x).unwrap_or_default()
}

/// What the callback makes of a number that may be missing; zero without a function.
#[ffi]
pub fn read_maybe(callback: ReadMaybe, x: Option<&u32>) -> i64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback makes of a context; zero without a function.
#[ffi]
pub fn read_context(callback: ReadContext, x: &Context) -> u64 {
    callback.call_if_some(x).unwrap_or_default()
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_u32(callback: WriteU32, x: u32) -> u32 {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_f64(callback: WriteF64, x: f64) -> f64 {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_vec2(callback: WriteVec2, x: Vec2) -> Vec2 {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_option_u32(callback: WriteOptionU32, x: ffi::Option<u32>) -> ffi::Option<u32> {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_payload(callback: WritePayload, x: EnumPayload) -> EnumPayload {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_string(callback: WriteString, x: ffi::String) -> ffi::String {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_vec(callback: WriteVec, x: ffi::Vec<u32>) -> ffi::Vec<u32> {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// What the callback leaves where `x` was.
#[ffi]
pub fn write_parcel(callback: WriteParcel, x: Parcel) -> Parcel {
    let mut x = x;
    let _ = callback.call_if_some(&mut x);
    x
}

/// Lets the callback write where `x` is.
#[ffi]
pub fn write_u32_at(callback: WriteU32, x: &mut u32) -> u32 {
    let before = *x;
    let _ = callback.call_if_some(x);
    before
}

/// Lets the callback write to both places; returns what it returns.
#[ffi]
pub fn write_two(callback: WriteTwo, a: &mut u32, b: &mut Vec2) -> bool {
    callback.call_if_some(a, b).unwrap_or_default()
}

/// Whether the callback returns the very pointer that it is given.
#[ffi]
pub fn pass_pointer(callback: PassPointer, x: *const u32) -> bool {
    callback.call_if_some(x) == Some(x)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(read_u32))
        .register(function!(read_vec2))
        .register(function!(read_string))
        .register(function!(read_vec))
        .register(function!(read_parcel))
        .register(function!(read_payload))
        .register(function!(read_slice))
        .register(function!(read_maybe))
        .register(function!(read_context))
        .register(function!(write_u32))
        .register(function!(write_f64))
        .register(function!(write_vec2))
        .register(function!(write_option_u32))
        .register(function!(write_payload))
        .register(function!(write_string))
        .register(function!(write_vec))
        .register(function!(write_parcel))
        .register(function!(write_u32_at))
        .register(function!(write_two))
        .register(function!(pass_pointer));
}
