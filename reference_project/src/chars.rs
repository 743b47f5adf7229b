//! `ffi::Bool` and `ffi::CChar`: what C calls `bool` and `char`.

use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::ffi::c_char;

/// Returns `flag`.
#[ffi]
pub fn same_flag(flag: ffi::Bool) -> ffi::Bool {
    flag
}

/// Negates `flag`.
#[ffi]
pub fn not_flag(flag: ffi::Bool) -> ffi::Bool {
    !flag
}

/// Converts to Rust's own `bool`.
#[ffi]
pub fn flag_to_bool(flag: ffi::Bool) -> bool {
    flag.is()
}

/// Converts from Rust's own `bool`.
#[ffi]
pub fn flag_from_bool(x: bool) -> ffi::Bool {
    x.into()
}

/// Returns `letter`.
#[ffi]
pub fn same_char(letter: ffi::CChar) -> ffi::CChar {
    letter
}

/// The character after `letter`, wrapping.
#[ffi]
pub fn next_char(letter: ffi::CChar) -> ffi::CChar {
    c_char::from(letter).wrapping_add(1).into()
}

/// The byte that `letter` is.
#[ffi]
pub fn char_to_u8(letter: ffi::CChar) -> u8 {
    u8::from_ne_bytes(c_char::from(letter).to_ne_bytes())
}

/// The character that has the byte `x`.
#[ffi]
pub fn char_from_u8(x: u8) -> ffi::CChar {
    c_char::from_ne_bytes([x]).into()
}

/// How many of three characters are equal to the first one.
#[ffi]
pub fn count_equal_chars(a: ffi::CChar, b: ffi::CChar, c: ffi::CChar) -> u8 {
    1 + u8::from(a == b) + u8::from(a == c)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(same_flag))
        .register(function!(not_flag))
        .register(function!(flag_to_bool))
        .register(function!(flag_from_bool))
        .register(function!(same_char))
        .register(function!(next_char))
        .register(function!(char_to_u8))
        .register(function!(char_from_u8))
        .register(function!(count_equal_chars));
}
