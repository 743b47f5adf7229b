//! Results: `ffi::Result` as what a function returns raises in Python; elsewhere it is a value.
//!
//! `ffi::Result` knows two more states than Rust's own: `Panic` and `Null`. A panic must not leave
//! an exported function; [`panic_to_result`] turns one into `Panic`.

use crate::data_enums::EnumPayload;
use crate::enums::Color;
use crate::structs::{Vec2, Vec3, Wide};
use interoptopus::inventory::RustInventory;
use interoptopus::pattern::result::{panic_to_result, result_to_ffi};
use interoptopus::{ffi, function};

/// What may go wrong in arithmetic.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathError {
    /// Nothing can be divided by zero.
    DivisionByZero,
    /// The result does not fit.
    Overflow,
    Negative,
}

/// An error that tells more.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InputError {
    Empty,
    /// This byte should not be there.
    Unexpected(u8),
    OutOfRange(Limits),
}

/// What was allowed.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub low: i32,
    pub high: i32,
}

/// An error that is a struct.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Failure {
    pub code: u32,
    pub position: Vec2,
}

/// Rust's name differs from Python's.
#[ffi(name = "AccessError")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    Forbidden,
    Unknown,
}

/// How a function ends.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Success,
    Error,
    Panicked,
    Nothing,
}

/// A result between other fields.
#[ffi]
#[derive(Debug, Clone)]
pub struct Attempt {
    pub id: u8,
    /// How it went.
    pub outcome: ffi::Result<u32, MathError>,
    pub weight: f64,
}

/// A result as payload.
#[ffi]
#[derive(Debug, Clone)]
pub enum Progress {
    Pending,
    Done(ffi::Result<u32, MathError>),
}

/// The quotient, unless `b` is zero.
#[ffi]
pub fn divide(a: u32, b: u32) -> ffi::Result<u32, MathError> {
    result_to_ffi(|| a.checked_div(b).ok_or(MathError::DivisionByZero))
}

/// Panics, within what turns a panic into a result.
#[ffi]
#[expect(
    clippy::missing_panics_doc,
    reason = "the panic does not leave the function"
)]
pub fn panicking(panics: bool) -> ffi::Result<u32, MathError> {
    panic_to_result(|| {
        assert!(!panics, "as it was told to");
        ffi::Ok(1)
    })
}

/// Nothing or an error.
#[ffi]
pub fn end_unit(ending: Ending) -> ffi::Result<(), MathError> {
    ended(ending, (), MathError::Overflow)
}

/// 255 or an error.
#[ffi]
pub fn end_u8(ending: Ending) -> ffi::Result<u8, MathError> {
    ended(ending, u8::MAX, MathError::Negative)
}

/// 2³² - 1 or an error.
#[ffi]
pub fn end_u32(ending: Ending) -> ffi::Result<u32, MathError> {
    ended(ending, u32::MAX, MathError::DivisionByZero)
}

/// 2⁶⁴ - 1 or an error.
#[ffi]
pub fn end_u64(ending: Ending) -> ffi::Result<u64, MathError> {
    ended(ending, u64::MAX, MathError::Overflow)
}

/// -2⁶³ or an error.
#[ffi]
pub fn end_i64(ending: Ending) -> ffi::Result<i64, MathError> {
    ended(ending, i64::MIN, MathError::Overflow)
}

/// 0.5 or an error.
#[ffi]
pub fn end_f32(ending: Ending) -> ffi::Result<f32, MathError> {
    ended(ending, 0.5, MathError::Overflow)
}

/// 0.25 or an error.
#[ffi]
pub fn end_f64(ending: Ending) -> ffi::Result<f64, MathError> {
    ended(ending, 0.25, MathError::Overflow)
}

/// True or an error.
#[ffi]
pub fn end_bool(ending: Ending) -> ffi::Result<bool, MathError> {
    ended(ending, true, MathError::Overflow)
}

/// A point or an error.
#[ffi]
pub fn end_vec3(ending: Ending) -> ffi::Result<Vec3, MathError> {
    let point = Vec3 {
        x: 1.0,
        y: 2.0,
        z: 3.0,
    };
    ended(ending, point, MathError::Overflow)
}

/// 72 bytes or an error.
#[ffi]
pub fn end_wide(ending: Ending) -> ffi::Result<Wide, MathError> {
    let wide = Wide {
        first: 1,
        second: 2,
        third: 3,
        fourth: 4,
        fifth: 5,
        sixth: 6,
        seventh: 7,
        eighth: u64::MAX,
        ninth: 9,
    };
    ended(ending, wide, MathError::Overflow)
}

/// A color or an error.
#[ffi]
pub fn end_color(ending: Ending) -> ffi::Result<Color, MathError> {
    ended(ending, Color::Blue, MathError::Overflow)
}

/// A data enum or an error.
#[ffi]
pub fn end_payload(ending: Ending) -> ffi::Result<EnumPayload, MathError> {
    ended(ending, EnumPayload::C(5), MathError::Overflow)
}

/// What is in `x`, or an error.
#[ffi]
pub fn end_option(ending: Ending, x: ffi::Option<u32>) -> ffi::Result<ffi::Option<u32>, MathError> {
    ended(ending, x, MathError::Overflow)
}

/// A number or the given error.
#[ffi]
pub fn end_input(ending: Ending, error: InputError) -> ffi::Result<u32, InputError> {
    ended(ending, 1, error)
}

/// A number or the given error.
#[ffi]
pub fn end_failure(ending: Ending, error: Failure) -> ffi::Result<u32, Failure> {
    ended(ending, 1, error)
}

/// A number or an error with another name.
#[ffi]
pub fn end_denial(ending: Ending) -> ffi::Result<u32, Denial> {
    ended(ending, 1, Denial::Forbidden)
}

/// A float or a number.
#[ffi]
pub fn end_number(ending: Ending) -> ffi::Result<f64, u32> {
    ended(ending, 0.5, 5)
}

/// A number or nothing.
#[ffi]
pub fn end_nothing(ending: Ending) -> ffi::Result<u32, ()> {
    ended(ending, 1, ())
}

/// Nothing, either way.
#[ffi]
pub fn end_neither(ending: Ending) -> ffi::Result<(), ()> {
    ended(ending, (), ())
}

/// An option as error.
#[ffi]
pub fn end_optional_error(
    ending: Ending,
    error: ffi::Option<MathError>,
) -> ffi::Result<u32, ffi::Option<MathError>> {
    ended(ending, 1, error)
}

/// The result that is given: it raises unless it is `Ok`.
#[ffi]
pub fn unfold(x: ffi::Result<u32, MathError>) -> ffi::Result<u32, MathError> {
    x
}

/// The result that is given: it raises unless it is `Ok`.
#[ffi]
pub fn unfold_input(x: ffi::Result<Vec2, InputError>) -> ffi::Result<Vec2, InputError> {
    x
}

/// The result that is given: it raises unless it is `Ok`.
#[ffi]
pub fn unfold_unit(x: ffi::Result<(), ()>) -> ffi::Result<(), ()> {
    x
}

/// How it ended.
#[ffi]
pub fn ending_of(x: ffi::Result<u32, MathError>) -> Ending {
    ending(&x)
}

/// How a result ended that stays where it is.
#[ffi]
pub fn ending_of_ref(x: &ffi::Result<u32, MathError>) -> Ending {
    ending(x)
}

/// How it ended.
#[ffi]
pub fn ending_of_unit(x: ffi::Result<(), ()>) -> Ending {
    ending(&x)
}

/// The next state: `Ok` of 1, `Err`, `Panic`, `Null`, and around.
#[ffi]
pub fn next_result(x: &mut ffi::Result<u32, MathError>) {
    *x = match x {
        ffi::Ok(_) => ffi::Err(MathError::Overflow),
        ffi::Err(_) => ffi::Result::Panic,
        ffi::Result::Panic => ffi::Result::Null,
        ffi::Result::Null => ffi::Ok(1),
    };
}

/// Only the outer one raises.
#[ffi]
pub fn end_result(
    ending: Ending,
    inner: ffi::Result<u32, MathError>,
) -> ffi::Result<ffi::Result<u32, MathError>, InputError> {
    ended(ending, inner, InputError::Unexpected(7))
}

/// A result that may be missing is a value.
#[ffi]
pub fn same_option_result(
    x: ffi::Option<ffi::Result<u32, MathError>>,
) -> ffi::Option<ffi::Result<u32, MathError>> {
    x
}

/// An option of an option of a result of an option.
#[ffi]
pub fn same_option_result_option(
    x: ffi::Option<ffi::Option<ffi::Result<ffi::Option<u32>, MathError>>>,
) -> ffi::Option<ffi::Option<ffi::Result<ffi::Option<u32>, MathError>>> {
    x
}

/// Doubles the weight; the result stays as it is.
#[ffi]
pub fn same_attempt(x: Attempt) -> Attempt {
    Attempt {
        id: x.id,
        outcome: x.outcome,
        weight: x.weight * 2.0,
    }
}

/// The next state of the result, in place.
#[ffi]
pub fn retry(x: &mut Attempt) {
    next_result(&mut x.outcome);
}

/// Returns `x`.
#[ffi]
pub fn same_progress(x: Progress) -> Progress {
    x
}

/// How many are `Ok`, with numbers between them.
#[ffi]
#[expect(
    clippy::many_single_char_names,
    reason = "the tests count on them in this order"
)]
pub fn count_ok(
    a: ffi::Result<u32, MathError>,
    first: f64,
    b: ffi::Result<f64, u32>,
    second: u8,
    c: ffi::Result<(), ()>,
    d: ffi::Result<Vec2, InputError>,
    third: i64,
    e: ffi::Result<f64, u32>,
    fourth: f32,
    f: ffi::Result<f64, u32>,
) -> u8 {
    let numbers = [first > 0.0, second > 0, third > 0, fourth > 0.0];
    let results = [
        a.is_ok(),
        b.is_ok(),
        c.is_ok(),
        d.is_ok(),
        e.is_ok(),
        f.is_ok(),
    ];
    numbers.iter().chain(&results).copied().map(u8::from).sum()
}

fn ended<T, E>(ending: Ending, t: T, e: E) -> ffi::Result<T, E> {
    match ending {
        Ending::Success => ffi::Ok(t),
        Ending::Error => ffi::Err(e),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

fn ending<T, E>(x: &ffi::Result<T, E>) -> Ending {
    match x {
        ffi::Ok(_) => Ending::Success,
        ffi::Err(_) => Ending::Error,
        ffi::Result::Panic => Ending::Panicked,
        ffi::Result::Null => Ending::Nothing,
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(divide))
        .register(function!(panicking))
        .register(function!(end_unit))
        .register(function!(end_u8))
        .register(function!(end_u32))
        .register(function!(end_u64))
        .register(function!(end_i64))
        .register(function!(end_f32))
        .register(function!(end_f64))
        .register(function!(end_bool))
        .register(function!(end_vec3))
        .register(function!(end_wide))
        .register(function!(end_color))
        .register(function!(end_payload))
        .register(function!(end_option))
        .register(function!(end_input))
        .register(function!(end_failure))
        .register(function!(end_denial))
        .register(function!(end_number))
        .register(function!(end_nothing))
        .register(function!(end_neither))
        .register(function!(end_optional_error))
        .register(function!(unfold))
        .register(function!(unfold_input))
        .register(function!(unfold_unit))
        .register(function!(ending_of))
        .register(function!(ending_of_ref))
        .register(function!(ending_of_unit))
        .register(function!(next_result))
        .register(function!(end_result))
        .register(function!(same_option_result))
        .register(function!(same_option_result_option))
        .register(function!(same_attempt))
        .register(function!(retry))
        .register(function!(same_progress))
        .register(function!(count_ok));
}
