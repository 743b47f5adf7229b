//! Functions: names, arguments, visibility and docs of every kind.
//!
//! A name that is a keyword in Rust needs `export = "..."`: linkers refuse the symbol `r#match`.

use crate::structs::Vec2;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

/// Takes nothing.
#[ffi]
pub fn no_arguments() -> u32 {
    42
}

// Without docs, `help()` shows the signature alone.
#[ffi]
pub fn without_docs(x: u32) -> u32 {
    x.wrapping_add(1)
}

/// Arguments that Rust does not use have no name; they are passed all the same.
#[ffi]
pub fn unnamed_arguments(_: u8, second: u32, _: i64) -> u32 {
    second
}

/// The name that an unnamed argument gets may be taken.
#[ffi]
#[expect(
    clippy::just_underscores_and_digits,
    reason = "this is the name to test"
)]
pub fn numbered_arguments(_: u8, _0: u8, last: u8) -> u8 {
    last
}

/// A leading underscore is part of the name.
#[ffi]
pub fn underscored_argument(_unused: u32, used: u32) -> u32 {
    used
}

/// Only `match` and `type` are no keywords in Python.
#[ffi]
pub fn keyword_arguments(
    r#match: u32,
    r#type: u32,
    r#lambda: u32,
    r#class: u32,
    r#global: u32,
) -> u32 {
    let pairs = r#match.wrapping_mul(10).wrapping_add(r#type);
    let triples = pairs.wrapping_mul(10).wrapping_add(r#lambda);
    let quadruples = triples.wrapping_mul(10).wrapping_add(r#class);
    quadruples.wrapping_mul(10).wrapping_add(r#global)
}

/// Arguments may be named like Python's builtins.
#[ffi]
pub fn builtin_arguments(len: u8, str: u16, list: u32, r#int: u64, r#object: i64) -> i64 {
    i64::from(len)
        .wrapping_add(i64::from(str))
        .wrapping_add(i64::from(list))
        .wrapping_add_unsigned(r#int)
        .wrapping_sub(r#object)
}

/// Arguments may be named like what the generated module uses itself.
#[ffi]
pub fn module_arguments(
    self_: u8,
    result: bool,
    ctypes: u32,
    init_lib: i8,
    module_arguments: i16,
) -> f64 {
    let numbers = f64::from(self_) + f64::from(ctypes) + f64::from(init_lib);
    numbers + f64::from(module_arguments) + f64::from(u8::from(result))
}

/// The same with names that are private there.
#[ffi]
#[expect(
    clippy::used_underscore_binding,
    reason = "these are the names to test"
)]
pub fn private_arguments(
    _ctypes: f64,
    _int: i8,
    _u8: u8,
    _native_private_arguments: u16,
    _unfit: bool,
) -> f64 {
    let numbers = _ctypes + f64::from(_int) + f64::from(_u8);
    numbers + f64::from(_native_private_arguments) + f64::from(u8::from(_unfit))
}

/// Not `pub`: Python gets it with a leading underscore.
#[ffi]
fn hidden_function(x: u32) -> u32 {
    x.wrapping_mul(3)
}

/// Restricted visibility is not `pub` either.
#[ffi]
pub(crate) fn restricted_function(x: u32) -> u32 {
    x.wrapping_mul(5)
}

/// Adds two numbers.
///
/// # Safety
///
/// The sum must fit.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn unsafe_add(a: u32, b: u32) -> u32 {
    // SAFETY: the caller promises that the sum fits.
    unsafe { a.unchecked_add(b) }
}

/// The exported name is Python's name.
#[ffi(export = "exported_name")]
pub fn original_name(x: u32) -> u32 {
    x.wrapping_mul(2)
}

/// The exported name ends in a number that depends on the signature.
#[ffi(export = unique)]
pub fn unique_name(x: u32) -> u32 {
    x.wrapping_mul(4)
}

/// A keyword of Rust, but not one of Python.
#[ffi(export = "match")]
pub fn r#match(x: u32) -> u32 {
    x.wrapping_add(1)
}

/// A keyword of Python.
#[ffi(export = "lambda")]
pub fn lambda_function(x: u32) -> u32 {
    x.wrapping_add(2)
}

/// A builtin function of Python.
#[ffi]
pub fn print(x: u32) -> u32 {
    x.wrapping_add(3)
}

/// A builtin function of Python.
#[ffi]
pub fn len(x: u32) -> u32 {
    x.wrapping_add(4)
}

/// A builtin class of Python.
#[ffi]
pub fn range(x: u32) -> u32 {
    x.wrapping_add(5)
}

/// A builtin class of Python.
#[ffi(export = "int")]
pub fn int_function(x: u32) -> u32 {
    x.wrapping_add(6)
}

/// Reads what it is given, lifetimes and all.
#[ffi]
pub fn explicit_lifetime<'a>(point: &'a Vec2, _other: &'a Vec2) -> f32 {
    point.x
}

/// Quotes: "double", 'single', `back`, and """three""" of them; \ and \n and \" stay as they are.
///
/// A long line that is in no need of being wrapped, but longer than what any formatter would leave on one line in a docstring.
///
/// ```text
/// code(
///     "indented",
/// )
/// ```
///
/// Beyond ASCII: Grüße, 世界, 🦑, and a tab:	.
///
/// | a table | of two |
/// | ------- | ------ |
/// | with    | rows   |
#[ffi]
pub fn odd_docs(x: u32) -> u32 {
    x
}

#[doc = "ends with a quote: \"here\""]
#[ffi]
pub fn docs_end_in_quote(x: u32) -> u32 {
    x
}

#[doc = "ends with a backslash \\"]
#[ffi]
pub fn docs_end_in_backslash(x: u32) -> u32 {
    x
}

#[doc = "\"starts with a quote"]
#[ffi]
pub fn docs_start_with_quote(x: u32) -> u32 {
    x
}

/**
A block of docs,
    with lines of its own.
*/
#[ffi]
pub fn docs_in_block(x: u32) -> u32 {
    x
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(no_arguments))
        .register(function!(without_docs))
        .register(function!(unnamed_arguments))
        .register(function!(numbered_arguments))
        .register(function!(underscored_argument))
        .register(function!(keyword_arguments))
        .register(function!(builtin_arguments))
        .register(function!(module_arguments))
        .register(function!(private_arguments))
        .register(function!(hidden_function))
        .register(function!(restricted_function))
        .register(function!(unsafe_add))
        .register(function!(original_name))
        .register(function!(unique_name))
        .register(function!(r#match))
        .register(function!(lambda_function))
        .register(function!(print))
        .register(function!(len))
        .register(function!(range))
        .register(function!(int_function))
        .register(function!(explicit_lifetime))
        .register(function!(odd_docs))
        .register(function!(docs_end_in_quote))
        .register(function!(docs_end_in_backslash))
        .register(function!(docs_start_with_quote))
        .register(function!(docs_in_block));
}
