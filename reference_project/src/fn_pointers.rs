//! Function pointers: `extern "C" fn`, bare functions without a context.
//!
//! Nobody owns one and nobody drops one: whoever gives one away sees to it that the function stays.
//! What is behind another language's may be gone after the call it was given to, so none of what is
//! here keeps one. Only behind `Option` may it be null. The core knows none with lifetimes: what is
//! lent goes through a callback.

use crate::callbacks::arguments::TakeString;
use crate::data_enums::EnumPayload;
use crate::enums::Color;
use crate::results::{Ending, MathError};
use crate::structs::{FloatInt, Vec2, Vec3, Vec4};
use crate::{strings, vecs};
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};

/// 64 bytes: larger than any register.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    pub items: [u64; 8],
}

/// Functions as fields.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct Toolbox {
    pub map: extern "C" fn(u32) -> u32,
    pub factor: u8,
    /// May be null.
    pub spare: Option<extern "C" fn(u32) -> u32>,
    pub combine: extern "C" fn(f64, f64) -> f64,
}

/// A function as payload.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub enum Tool {
    Absent,
    Mapping(extern "C" fn(u32) -> u32),
}

// A callback that is given a function, and one that returns one.
callback!(UseFunction(f: extern "C" fn(u32) -> u32, x: u32) -> u32);
callback!(ChooseFunction(a: extern "C" fn(u32) -> u32, b: extern "C" fn(u32) -> u32) -> extern "C" fn(u32) -> u32);

/// One more than what the function makes of `x`, wrapping.
#[ffi]
pub fn apply_u8(f: extern "C" fn(u8) -> u8, x: u8) -> u8 {
    f(x).wrapping_add(1)
}

/// One more than what the function makes of `x`, wrapping.
#[ffi]
pub fn apply_u32(f: extern "C" fn(u32) -> u32, x: u32) -> u32 {
    f(x).wrapping_add(1)
}

/// One more than what the function makes of `x`, wrapping.
#[ffi]
pub fn apply_i64(f: extern "C" fn(i64) -> i64, x: i64) -> i64 {
    f(x).wrapping_add(1)
}

/// What the function makes of `x`, negated.
#[ffi]
pub fn apply_f32(f: extern "C" fn(f32) -> f32, x: f32) -> f32 {
    -f(x)
}

/// What the function makes of both numbers, less what it makes of them the other way round.
#[ffi]
pub fn apply_f64(f: extern "C" fn(f64, f64) -> f64, a: f64, b: f64) -> f64 {
    f(a, b) - f(b, a)
}

/// What the function makes of `x`, negated.
#[ffi]
pub fn apply_bool(f: extern "C" fn(bool) -> bool, x: bool) -> bool {
    !f(x)
}

/// The color after what the function makes of `x`.
#[ffi]
pub fn apply_color(f: extern "C" fn(Color) -> Color, x: Color) -> Color {
    crate::enums::next_color(f(x))
}

/// Calls a function without arguments or result; returns how often.
#[ffi]
pub fn apply_nothing(f: extern "C" fn(), count: u32) -> u32 {
    (0..count).for_each(|_| f());
    count
}

/// Twice what the function returns, wrapping.
#[ffi]
pub fn apply_none(f: extern "C" fn() -> u32) -> u32 {
    f().wrapping_mul(2)
}

/// What the function makes of 1, -2, 3 and so on up to -10: those that have no sign without one,
/// `true` for -6.
#[ffi]
pub fn apply_ten(f: extern "C" fn(u8, f64, i16, f32, u64, bool, f64, i8, f32, f64) -> f64) -> f64 {
    f(1, -2.0, 3, -4.0, 5, true, 7.0, -8, 9.0, -10.0)
}

/// What the function makes of 64 bytes by value.
#[ffi]
pub fn apply_block_sum(f: extern "C" fn(Block) -> u64, x: Block) -> u64 {
    f(x)
}

/// The items, in reverse, of what the function makes of 64 bytes by value.
#[ffi]
pub fn apply_block(f: extern "C" fn(Block) -> Block, x: Block) -> Block {
    let mut y = f(x);
    y.items.reverse();
    y
}

/// What the function makes of `x`, its coordinates exchanged.
#[ffi]
pub fn apply_vec2(f: extern "C" fn(Vec2) -> Vec2, x: Vec2) -> Vec2 {
    let Vec2 { x, y } = f(x);
    Vec2 { x: y, y: x }
}

/// What the function makes of `x`, every coordinate moved one place to the left.
#[ffi]
pub fn apply_vec3(f: extern "C" fn(Vec3) -> Vec3, x: Vec3) -> Vec3 {
    crate::structs::rotate_vec3(f(x))
}

/// What the function makes of `x`, as it is.
#[ffi]
pub fn apply_float_int(f: extern "C" fn(FloatInt) -> FloatInt, x: FloatInt) -> FloatInt {
    f(x)
}

/// What the function makes of `x`, as it is.
#[ffi]
pub fn apply_vec4(f: extern "C" fn(Vec4) -> Vec4, x: Vec4) -> Vec4 {
    f(x)
}

/// What the function makes of `x`, as it is.
#[ffi]
pub fn apply_payload(f: extern "C" fn(EnumPayload) -> EnumPayload, x: EnumPayload) -> EnumPayload {
    f(x)
}

/// What the function makes of `x`, as it is.
#[ffi]
pub fn apply_option(
    f: extern "C" fn(ffi::Option<u32>) -> ffi::Option<u32>,
    x: ffi::Option<u32>,
) -> ffi::Option<u32> {
    f(x)
}

/// What the function makes of `x`, as it is.
#[ffi]
pub fn apply_result(
    f: extern "C" fn(u32) -> ffi::Result<u32, MathError>,
    x: u32,
) -> ffi::Result<u32, MathError> {
    f(x)
}

/// The text that the function makes of `text`, in capitals.
#[ffi]
pub fn apply_string(
    f: extern "C" fn(ffi::String) -> ffi::String,
    text: ffi::String,
) -> ffi::String {
    f(text).as_str().to_uppercase().into()
}

/// What the function makes of the vec, as it is.
#[ffi]
pub fn apply_vec(
    f: extern "C" fn(ffi::Vec<u32>) -> ffi::Vec<u32>,
    items: ffi::Vec<u32>,
) -> ffi::Vec<u32> {
    f(items)
}

/// What is at `x` after the function, plus what it returns, wrapping.
#[ffi]
pub fn apply_pointer(f: extern "C" fn(*mut u32) -> u32, x: u32) -> u32 {
    let mut x = x;
    let result = f(&raw mut x);
    x.wrapping_add(result)
}

/// Whether the function returns the very pointer that it is given.
#[ffi]
pub fn apply_same_pointer(f: extern "C" fn(*const u32) -> *const u32, x: *const u32) -> bool {
    f(x) == x
}

/// What the function makes of `x`, or `x` if it is null.
#[ffi]
pub fn apply_optional(f: Option<extern "C" fn(u32) -> u32>, x: u32) -> u32 {
    f.map_or(x, |f| f(x))
}

/// What the function makes of a function that triples and of `x`.
#[ffi]
pub fn apply_nested(f: extern "C" fn(extern "C" fn(u32) -> u32, u32) -> u32, x: u32) -> u32 {
    f(triple, x)
}

/// What the function that the function returns makes of `x`.
#[ffi]
pub fn apply_returned(f: extern "C" fn() -> extern "C" fn(u32) -> u32, x: u32) -> u32 {
    f()(x)
}

/// What the function makes of a callback, which is its own from then on: it gives the number of
/// bytes of a text times `factor`, wrapping.
#[ffi]
pub fn apply_callback(f: extern "C" fn(TakeString) -> usize, factor: usize) -> usize {
    f(TakeString::from_fn(move |text| {
        text.as_str().len().wrapping_mul(factor)
    }))
}

/// What the callback makes of a function that triples, and of `x`; zero without a function.
#[ffi]
pub fn use_function(callback: UseFunction, x: u32) -> u32 {
    callback.call_if_some(triple, x).unwrap_or_default()
}

/// What the function that the callback chooses makes of `x`: it has the choice of one that doubles
/// and one that triples.
#[ffi]
pub fn choose_function(callback: ChooseFunction, x: u32) -> ffi::Option<u32> {
    let f = callback.call_if_some(double, triple);
    f.map(|f| f(x)).into()
}

/// Passes the function on as it is.
#[ffi]
pub fn same_function(f: extern "C" fn(u32) -> u32) -> extern "C" fn(u32) -> u32 {
    f
}

/// Passes the function on as it is, null too.
#[ffi]
pub fn same_optional_function(
    f: Option<extern "C" fn(u32) -> u32>,
) -> Option<extern "C" fn(u32) -> u32> {
    f
}

/// Passes `x` through one after the other.
#[ffi]
pub fn apply_slice(functions: ffi::Slice<extern "C" fn(u32) -> u32>, x: u32) -> u32 {
    functions.iter().fold(x, |x, f| f(x))
}

/// What the function makes of `x`, if there is one.
#[ffi]
pub fn apply_option_function(
    f: ffi::Option<extern "C" fn(u32) -> u32>,
    x: u32,
) -> ffi::Option<u32> {
    f.into_option().map(|f| f(x)).into()
}

/// A function that doubles, wrapping.
#[ffi]
pub fn doubling_function() -> extern "C" fn(u32) -> u32 {
    double
}

/// A function that triples, wrapping, if `is_present`, else null.
#[ffi]
pub fn tripling_function(is_present: bool) -> Option<extern "C" fn(u32) -> u32> {
    is_present.then_some(triple as extern "C" fn(u32) -> u32)
}

/// A function that exchanges coordinates.
#[ffi]
pub fn exchanging_function() -> extern "C" fn(Vec2) -> Vec2 {
    exchange
}

/// A function that counts the bytes of a text.
#[ffi]
pub fn measuring_function() -> extern "C" fn(ffi::String) -> usize {
    measure
}

/// A function that doubles or an error.
#[ffi]
pub fn end_function(ending: Ending) -> ffi::Result<extern "C" fn(u32) -> u32, MathError> {
    match ending {
        Ending::Success => ffi::Ok(double),
        Ending::Error => ffi::Err(MathError::Overflow),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// Functions that double and subtract, and one that triples if `has_spare`.
#[ffi]
pub fn make_toolbox(factor: u8, has_spare: bool) -> Toolbox {
    Toolbox {
        map: double,
        factor,
        spare: tripling_function(has_spare),
        combine: subtract,
    }
}

/// Passes the functions on as they are.
#[ffi]
pub fn same_toolbox(toolbox: Toolbox) -> Toolbox {
    toolbox
}

/// What `combine` makes of what `map` makes of `x`, `factor` times, and what `spare` makes of it,
/// which is zero if that is null.
#[ffi]
pub fn use_toolbox(toolbox: Toolbox, x: u32) -> f64 {
    used(&toolbox, x)
}

/// The same of functions that stay where they are.
#[ffi]
pub fn use_toolbox_at(toolbox: &Toolbox, x: u32) -> f64 {
    used(toolbox, x)
}

/// Exchanges `map` and `spare`, unless that is null.
#[ffi]
pub fn exchange_tools(toolbox: &mut Toolbox) {
    if let Some(spare) = &mut toolbox.spare {
        std::mem::swap(&mut toolbox.map, spare);
    }
}

/// What the payload makes of `x`, if it is a function.
#[ffi]
pub fn use_tool(tool: Tool, x: u32) -> ffi::Option<u32> {
    match tool {
        Tool::Absent => ffi::None,
        Tool::Mapping(f) => ffi::Some(f(x)),
    }
}

/// A function that triples, as payload.
#[ffi]
pub fn make_tool() -> Tool {
    Tool::Mapping(triple)
}

fn used(toolbox: &Toolbox, x: u32) -> f64 {
    let mapped = f64::from((toolbox.map)(x));
    let spare = toolbox.spare.map_or(0, |spare| spare(x));
    (toolbox.combine)(mapped * f64::from(toolbox.factor), f64::from(spare))
}

extern "C" fn double(x: u32) -> u32 {
    x.wrapping_mul(2)
}

extern "C" fn triple(x: u32) -> u32 {
    x.wrapping_mul(3)
}

extern "C" fn subtract(a: f64, b: f64) -> f64 {
    a - b
}

extern "C" fn exchange(point: Vec2) -> Vec2 {
    Vec2 {
        x: point.y,
        y: point.x,
    }
}

extern "C" fn measure(text: ffi::String) -> usize {
    text.as_str().len()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(vecs::builtins)
        .register(function!(apply_u8))
        .register(function!(apply_u32))
        .register(function!(apply_i64))
        .register(function!(apply_f32))
        .register(function!(apply_f64))
        .register(function!(apply_bool))
        .register(function!(apply_color))
        .register(function!(apply_nothing))
        .register(function!(apply_none))
        .register(function!(apply_ten))
        .register(function!(apply_block_sum))
        .register(function!(apply_block))
        .register(function!(apply_vec2))
        .register(function!(apply_vec3))
        .register(function!(apply_float_int))
        .register(function!(apply_vec4))
        .register(function!(apply_payload))
        .register(function!(apply_option))
        .register(function!(apply_result))
        .register(function!(apply_string))
        .register(function!(apply_vec))
        .register(function!(apply_pointer))
        .register(function!(apply_same_pointer))
        .register(function!(apply_optional))
        .register(function!(apply_nested))
        .register(function!(apply_returned))
        .register(function!(apply_callback))
        .register(function!(use_function))
        .register(function!(choose_function))
        .register(function!(same_function))
        .register(function!(same_optional_function))
        .register(function!(apply_slice))
        .register(function!(apply_option_function))
        .register(function!(doubling_function))
        .register(function!(tripling_function))
        .register(function!(exchanging_function))
        .register(function!(measuring_function))
        .register(function!(end_function))
        .register(function!(make_toolbox))
        .register(function!(same_toolbox))
        .register(function!(use_toolbox))
        .register(function!(use_toolbox_at))
        .register(function!(exchange_tools))
        .register(function!(use_tool))
        .register(function!(make_tool));
}
