//! What is copied: numbers, structs, arrays, enums, results.

use super::{either, reversed};
use crate::data_enums::EnumPayload;
use crate::results::MathError;
use crate::structs::{Identifier, PackedHeader};
use interoptopus::inventory::RustInventory;
use interoptopus::wire::Wire;
use interoptopus::{builtins_vec, ffi, function};

/// Transparent and packed structs as fields.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Roster {
    pub id: Identifier,
    pub rivals: [Identifier; 2],
    pub headers: [PackedHeader; 2],
}

/// A transparent struct as payload.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Visitor {
    Stranger,
    Known(Identifier),
}

/// Transparent and packed structs beside what only `Wire` can pass.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Passport {
    pub id: Identifier,
    pub header: PackedHeader,
    pub name: String,
}

/// Whether there is a value, of the type that has only one.
#[ffi]
pub fn has_unit(x: Option<&()>) -> bool {
    x.is_some()
}

/// The value, or fails with it.
#[ffi]
pub fn bool_or_error(x: bool, is_error: bool) -> ffi::Result<bool, bool> {
    either(x, is_error)
}

/// The value, or fails with it.
#[ffi]
pub fn f64_or_error(x: f64, is_error: bool) -> ffi::Result<f64, f64> {
    either(x, is_error)
}

/// The value, or fails with it.
#[ffi]
pub fn flag_or_error(x: ffi::Bool, is_error: bool) -> ffi::Result<ffi::Bool, ffi::Bool> {
    either(x, is_error)
}

/// The last flag, if there is one.
#[ffi]
pub fn last_flag(items: ffi::Slice<ffi::Bool>) -> ffi::Option<ffi::Bool> {
    items.last().copied().into()
}

/// The flags in reverse.
#[ffi]
pub fn reverse_vec_flags(items: ffi::Vec<ffi::Bool>) -> ffi::Vec<ffi::Bool> {
    reversed(items)
}

/// The value, or fails with it.
#[ffi]
pub fn char_or_error(x: ffi::CChar, is_error: bool) -> ffi::Result<ffi::CChar, ffi::CChar> {
    either(x, is_error)
}

/// The characters in reverse.
#[ffi]
pub fn reverse_vec_chars(items: ffi::Vec<ffi::CChar>) -> ffi::Vec<ffi::CChar> {
    reversed(items)
}

/// The character that is there.
#[ffi]
pub fn char_at(x: &ffi::CChar) -> ffi::CChar {
    *x
}

/// Puts another character there, and returns what was there.
#[ffi]
pub fn replace_char(x: &mut ffi::CChar, other: ffi::CChar) -> ffi::CChar {
    std::mem::replace(x, other)
}

/// The value, or fails with it.
#[ffi]
pub fn identifier_or_error(x: Identifier, is_error: bool) -> ffi::Result<Identifier, Identifier> {
    either(x, is_error)
}

/// The last identifier, if there is one.
#[ffi]
pub fn last_identifier(items: ffi::Slice<Identifier>) -> ffi::Option<Identifier> {
    items.last().copied().into()
}

/// The identifiers in reverse.
#[ffi]
pub fn reverse_vec_identifiers(items: ffi::Vec<Identifier>) -> ffi::Vec<Identifier> {
    reversed(items)
}

/// Returns `x`.
#[ffi]
pub fn same_roster(x: Roster) -> Roster {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_visitor(x: Visitor) -> Visitor {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_option_header(x: ffi::Option<PackedHeader>) -> ffi::Option<PackedHeader> {
    x
}

/// The value, or fails with it.
#[ffi]
pub fn header_or_error(x: PackedHeader, is_error: bool) -> ffi::Result<PackedHeader, PackedHeader> {
    either(x, is_error)
}

/// The headers in reverse.
#[ffi]
pub fn reverse_vec_headers(items: ffi::Vec<PackedHeader>) -> ffi::Vec<PackedHeader> {
    reversed(items)
}

/// Returns `x`.
#[ffi]
pub fn wire_passport(mut x: Wire<Passport>) -> Wire<Passport> {
    Wire::from(x.unwire())
}

/// Returns `x`.
#[ffi]
pub fn same_option_array(x: ffi::Option<[u16; 3]>) -> ffi::Option<[u16; 3]> {
    x
}

/// The values, or fails with them.
#[ffi]
pub fn array_or_error(x: &[u16; 3], is_error: bool) -> ffi::Result<[u16; 3], [u16; 3]> {
    either(*x, is_error)
}

/// The arrays in reverse.
#[ffi]
pub fn reverse_vec_arrays(items: ffi::Vec<[u16; 3]>) -> ffi::Vec<[u16; 3]> {
    reversed(items)
}

/// The payloads in reverse.
#[ffi]
pub fn reverse_vec_payloads(items: ffi::Vec<EnumPayload>) -> ffi::Vec<EnumPayload> {
    reversed(items)
}

/// The result, or fails with it.
#[ffi]
pub fn result_or_error(
    x: ffi::Result<u32, MathError>,
    is_error: bool,
) -> ffi::Result<ffi::Result<u32, MathError>, ffi::Result<u32, MathError>> {
    either(x, is_error)
}

/// The results in reverse.
#[ffi]
pub fn reverse_vec_results(
    items: ffi::Vec<ffi::Result<u32, MathError>>,
) -> ffi::Vec<ffi::Result<u32, MathError>> {
    reversed(items)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins_vec!(ffi::Bool))
        .register(builtins_vec!(ffi::CChar))
        .register(builtins_vec!(Identifier))
        .register(builtins_vec!(PackedHeader))
        .register(builtins_vec!([u16; 3]))
        .register(builtins_vec!(EnumPayload))
        .register(builtins_vec!(ffi::Result<u32, MathError>))
        .register(function!(has_unit))
        .register(function!(bool_or_error))
        .register(function!(f64_or_error))
        .register(function!(flag_or_error))
        .register(function!(last_flag))
        .register(function!(reverse_vec_flags))
        .register(function!(char_or_error))
        .register(function!(reverse_vec_chars))
        .register(function!(char_at))
        .register(function!(replace_char))
        .register(function!(identifier_or_error))
        .register(function!(last_identifier))
        .register(function!(reverse_vec_identifiers))
        .register(function!(same_roster))
        .register(function!(same_visitor))
        .register(function!(same_option_header))
        .register(function!(header_or_error))
        .register(function!(reverse_vec_headers))
        .register(function!(wire_passport))
        .register(function!(same_option_array))
        .register(function!(array_or_error))
        .register(function!(reverse_vec_arrays))
        .register(function!(reverse_vec_payloads))
        .register(function!(result_or_error))
        .register(function!(reverse_vec_results));
}
