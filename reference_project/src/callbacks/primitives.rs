//! One number or flag to and fro.

use crate::enums::{Color, Level};
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

callback!(MapU8(x: u8) -> u8);
callback!(MapU16(x: u16) -> u16);
callback!(MapU32(x: u32) -> u32);
callback!(MapU64(x: u64) -> u64);
callback!(MapUsize(x: usize) -> usize);
callback!(MapI8(x: i8) -> i8);
callback!(MapI16(x: i16) -> i16);
callback!(MapI32(x: i32) -> i32);
callback!(MapI64(x: i64) -> i64);
callback!(MapIsize(x: isize) -> isize);
callback!(MapF32(x: f32) -> f32);
callback!(MapF64(x: f64) -> f64);
callback!(MapBool(x: bool) -> bool);
callback!(MapFlag(x: ffi::Bool) -> ffi::Bool);
callback!(MapChar(x: ffi::CChar) -> ffi::CChar);
callback!(MapColor(x: Color) -> Color);
callback!(MapLevel(x: Level) -> Level);

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_u8(callback: MapU8, x: u8) -> u8 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_u16(callback: MapU16, x: u16) -> u16 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_u32(callback: MapU32, x: u32) -> u32 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_u64(callback: MapU64, x: u64) -> u64 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_usize(callback: MapUsize, x: usize) -> usize {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_i8(callback: MapI8, x: i8) -> i8 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_i16(callback: MapI16, x: i16) -> i16 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_i32(callback: MapI32, x: i32) -> i32 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_i64(callback: MapI64, x: i64) -> i64 {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// One more than what the callback makes of `x`, wrapping; zero without a function.
#[ffi]
pub fn map_isize(callback: MapIsize, x: isize) -> isize {
    callback.call_if_some(x).map_or(0, |y| y.wrapping_add(1))
}

/// What the callback makes of `x`, negated; zero without a function.
#[ffi]
pub fn map_f32(callback: MapF32, x: f32) -> f32 {
    callback.call_if_some(x).map_or(0.0, |y| -y)
}

/// What the callback makes of `x`, negated; zero without a function.
#[ffi]
pub fn map_f64(callback: MapF64, x: f64) -> f64 {
    callback.call_if_some(x).map_or(0.0, |y| -y)
}

/// What the callback makes of `x`, negated.
#[ffi]
pub fn map_bool(callback: MapBool, x: bool) -> bool {
    callback.call_if_some(x).is_some_and(|y| !y)
}

/// What the callback makes of `x`, negated.
#[ffi]
pub fn map_flag(callback: MapFlag, x: ffi::Bool) -> ffi::Bool {
    callback.call_if_some(x).map_or(ffi::Bool::FALSE, |y| !y)
}

/// The character after what the callback makes of `x`, or `x` without a function.
#[ffi]
pub fn map_char(callback: MapChar, x: ffi::CChar) -> ffi::CChar {
    callback
        .call_if_some(x)
        .map_or(x, |y| crate::chars::next_char(y))
}

/// The color after what the callback makes of `x`, or `x` without a function.
#[ffi]
pub fn map_color(callback: MapColor, x: Color) -> Color {
    callback
        .call_if_some(x)
        .map_or(x, |y| crate::enums::next_color(y))
}

/// What the callback makes of `x`, or `x` without a function.
#[ffi]
pub fn map_level(callback: MapLevel, x: Level) -> Level {
    callback.call_if_some(x).unwrap_or(x)
}

/// Whether there is a function.
#[ffi]
pub fn has_function(callback: &MapU32) -> bool {
    callback.callback.is_some()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(map_u8))
        .register(function!(map_u16))
        .register(function!(map_u32))
        .register(function!(map_u64))
        .register(function!(map_usize))
        .register(function!(map_i8))
        .register(function!(map_i16))
        .register(function!(map_i32))
        .register(function!(map_i64))
        .register(function!(map_isize))
        .register(function!(map_f32))
        .register(function!(map_f64))
        .register(function!(map_bool))
        .register(function!(map_flag))
        .register(function!(map_char))
        .register(function!(map_color))
        .register(function!(map_level))
        .register(function!(has_function));
}
