//! Primitives: `bool`, every width of integer and float, and void, as arguments and as results.
//!
//! Arithmetic wraps: in an exported function a panic ends the process.

#![expect(
    clippy::many_single_char_names,
    reason = "the signatures test how many arguments of which kinds travel"
)]

use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

/// Takes nothing and returns nothing.
#[ffi]
pub fn primitive_void() {}

/// Takes a number and returns nothing.
#[ffi]
pub fn primitive_ignore(_x: u32) {}

/// Returns `x`.
#[ffi]
pub fn same_bool(x: bool) -> bool {
    x
}

/// Negates `x`.
#[ffi]
pub fn not_bool(x: bool) -> bool {
    !x
}

/// Returns `x`.
#[ffi]
pub fn same_u8(x: u8) -> u8 {
    x
}

/// Inverts every bit of `x`.
#[ffi]
pub fn complement_u8(x: u8) -> u8 {
    !x
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_u8(a: u8, b: u8) -> u8 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_u16(x: u16) -> u16 {
    x
}

/// Inverts every bit of `x`.
#[ffi]
pub fn complement_u16(x: u16) -> u16 {
    !x
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_u16(a: u16, b: u16) -> u16 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_u32(x: u32) -> u32 {
    x
}

/// Inverts every bit of `x`.
#[ffi]
pub fn complement_u32(x: u32) -> u32 {
    !x
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_u32(a: u32, b: u32) -> u32 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_u64(x: u64) -> u64 {
    x
}

/// Inverts every bit of `x`.
#[ffi]
pub fn complement_u64(x: u64) -> u64 {
    !x
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_u64(a: u64, b: u64) -> u64 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_usize(x: usize) -> usize {
    x
}

/// Inverts every bit of `x`.
#[ffi]
pub fn complement_usize(x: usize) -> usize {
    !x
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_usize(a: usize, b: usize) -> usize {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_i8(x: i8) -> i8 {
    x
}

/// `-x`, wrapping: the smallest number has no counterpart and stays.
#[ffi]
pub fn negate_i8(x: i8) -> i8 {
    x.wrapping_neg()
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_i8(a: i8, b: i8) -> i8 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_i16(x: i16) -> i16 {
    x
}

/// `-x`, wrapping: the smallest number has no counterpart and stays.
#[ffi]
pub fn negate_i16(x: i16) -> i16 {
    x.wrapping_neg()
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_i16(a: i16, b: i16) -> i16 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_i32(x: i32) -> i32 {
    x
}

/// `-x`, wrapping: the smallest number has no counterpart and stays.
#[ffi]
pub fn negate_i32(x: i32) -> i32 {
    x.wrapping_neg()
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_i32(a: i32, b: i32) -> i32 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_i64(x: i64) -> i64 {
    x
}

/// `-x`, wrapping: the smallest number has no counterpart and stays.
#[ffi]
pub fn negate_i64(x: i64) -> i64 {
    x.wrapping_neg()
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_i64(a: i64, b: i64) -> i64 {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_isize(x: isize) -> isize {
    x
}

/// `-x`, wrapping: the smallest number has no counterpart and stays.
#[ffi]
pub fn negate_isize(x: isize) -> isize {
    x.wrapping_neg()
}

/// `a - b`, wrapping.
#[ffi]
pub fn subtract_isize(a: isize, b: isize) -> isize {
    a.wrapping_sub(b)
}

/// Returns `x`.
#[ffi]
pub fn same_f32(x: f32) -> f32 {
    x
}

/// `-x`.
#[ffi]
pub fn negate_f32(x: f32) -> f32 {
    -x
}

/// `a - b`.
#[ffi]
pub fn subtract_f32(a: f32, b: f32) -> f32 {
    a - b
}

/// Returns `x`.
#[ffi]
pub fn same_f64(x: f64) -> f64 {
    x
}

/// `-x`.
#[ffi]
pub fn negate_f64(x: f64) -> f64 {
    -x
}

/// `a - b`.
#[ffi]
pub fn subtract_f64(a: f64, b: f64) -> f64 {
    a - b
}

/// Returns `x` as a wider number, sign included.
#[ffi]
pub fn widen_i8(x: i8) -> i64 {
    i64::from(x)
}

/// Returns `x` as a wider number, sign included.
#[ffi]
pub fn widen_i16(x: i16) -> i64 {
    i64::from(x)
}

/// Returns `x` as a wider number, sign included.
#[ffi]
pub fn widen_i32(x: i32) -> i64 {
    i64::from(x)
}

/// Returns `x` as a wider number.
#[ffi]
pub fn widen_u8(x: u8) -> u64 {
    u64::from(x)
}

/// Returns `x` as a wider number.
#[ffi]
pub fn widen_u16(x: u16) -> u64 {
    u64::from(x)
}

/// Returns `x` as a wider number.
#[ffi]
pub fn widen_u32(x: u32) -> u64 {
    u64::from(x)
}

/// `a + 2 b + 3 c + 4 d + 5 e`, wrapping.
#[ffi]
pub fn weigh_five_i64(a: i64, b: i64, c: i64, d: i64, e: i64) -> i64 {
    weigh([a, b, c, d, e])
}

/// The sum of all arguments.
#[ffi]
#[expect(
    clippy::cast_precision_loss,
    reason = "a float holds what the tests pass"
)]
pub fn sum_mixed(a: u8, b: i64, c: f64, d: bool, e: i16) -> f64 {
    f64::from(a) + b as f64 + c + f64::from(u8::from(d)) + f64::from(e)
}

/// Ten integers of all widths, each by its own weight: `a + 2 b + ... + 10 j`, wrapping.
#[ffi]
pub fn weigh_ten_mixed(
    a: u8,
    b: i8,
    c: u16,
    d: i16,
    e: u32,
    f: i32,
    g: i8,
    h: i16,
    i: i32,
    j: i64,
) -> i64 {
    weigh([
        i64::from(a),
        i64::from(b),
        i64::from(c),
        i64::from(d),
        i64::from(e),
        i64::from(f),
        i64::from(g),
        i64::from(h),
        i64::from(i),
        j,
    ])
}

/// More integers than fit into registers: `a + 2 b + ... + 8 h`, wrapping.
#[ffi]
pub fn weigh_eight_u64(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64, h: u64) -> u64 {
    [a, b, c, d, e, f, g, h]
        .into_iter()
        .zip(1_u64..)
        .fold(0, |sum, (x, weight)| {
            sum.wrapping_add(x.wrapping_mul(weight))
        })
}

/// Small signed integers beyond the registers keep their sign: `a + 2 b + ... + 10 j`.
#[ffi]
pub fn weigh_ten_i8(a: i8, b: i8, c: i8, d: i8, e: i8, f: i8, g: i8, h: i8, i: i8, j: i8) -> i64 {
    weigh([a, b, c, d, e, f, g, h, i, j].map(i64::from))
}

/// More floats than fit into registers: `a + 2 b + ... + 10 j`.
#[ffi]
pub fn weigh_ten_f64(
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
    g: f64,
    h: f64,
    i: f64,
    j: f64,
) -> f64 {
    weigh_floats([a, b, c, d, e, f, g, h, i, j])
}

/// The same with half the width: `a + 2 b + ... + 10 j`.
#[ffi]
pub fn weigh_ten_f32(
    a: f32,
    b: f32,
    c: f32,
    d: f32,
    e: f32,
    f: f32,
    g: f32,
    h: f32,
    i: f32,
    j: f32,
) -> f64 {
    weigh_floats([a, b, c, d, e, f, g, h, i, j].map(f64::from))
}

/// Integers, floats and flags in turn, more of each than fit into registers.
///
/// The integers sum up by their weights `1` to `9`, the floats too; each flag adds `1000`.
#[ffi]
pub fn weigh_crowd(
    i1: i32,
    f1: f64,
    i2: u8,
    f2: f32,
    i3: i64,
    f3: f64,
    b1: bool,
    i4: i16,
    f4: f32,
    i5: u16,
    f5: f64,
    i6: i8,
    f6: f32,
    i7: u32,
    f7: f64,
    b2: bool,
    i8_: i8,
    f8: f32,
    i9: i16,
    f9: f64,
) -> f64 {
    let floats = [
        f1,
        f64::from(f2),
        f3,
        f64::from(f4),
        f5,
        f64::from(f6),
        f7,
        f64::from(f8),
        f9,
    ];
    let integers = weigh([
        i64::from(i1),
        i64::from(i2),
        i3,
        i64::from(i4),
        i64::from(i5),
        i64::from(i6),
        i64::from(i7),
        i64::from(i8_),
        i64::from(i9),
    ]);
    let flags = f64::from(u8::from(b1) + u8::from(b2)) * 1000.0;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a float holds what the tests pass"
    )]
    let integers = integers as f64;
    integers + weigh_floats(floats) + flags
}

fn weigh<const N: usize>(items: [i64; N]) -> i64 {
    items.into_iter().zip(1_i64..).fold(0, |sum, (x, weight)| {
        sum.wrapping_add(x.wrapping_mul(weight))
    })
}

fn weigh_floats<const N: usize>(items: [f64; N]) -> f64 {
    items
        .into_iter()
        .zip(1_u32..)
        .map(|(x, weight)| x * f64::from(weight))
        .sum()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(primitive_void))
        .register(function!(primitive_ignore))
        .register(function!(same_bool))
        .register(function!(not_bool))
        .register(function!(same_u8))
        .register(function!(complement_u8))
        .register(function!(subtract_u8))
        .register(function!(same_u16))
        .register(function!(complement_u16))
        .register(function!(subtract_u16))
        .register(function!(same_u32))
        .register(function!(complement_u32))
        .register(function!(subtract_u32))
        .register(function!(same_u64))
        .register(function!(complement_u64))
        .register(function!(subtract_u64))
        .register(function!(same_usize))
        .register(function!(complement_usize))
        .register(function!(subtract_usize))
        .register(function!(same_i8))
        .register(function!(negate_i8))
        .register(function!(subtract_i8))
        .register(function!(same_i16))
        .register(function!(negate_i16))
        .register(function!(subtract_i16))
        .register(function!(same_i32))
        .register(function!(negate_i32))
        .register(function!(subtract_i32))
        .register(function!(same_i64))
        .register(function!(negate_i64))
        .register(function!(subtract_i64))
        .register(function!(same_isize))
        .register(function!(negate_isize))
        .register(function!(subtract_isize))
        .register(function!(same_f32))
        .register(function!(negate_f32))
        .register(function!(subtract_f32))
        .register(function!(same_f64))
        .register(function!(negate_f64))
        .register(function!(subtract_f64))
        .register(function!(widen_i8))
        .register(function!(widen_i16))
        .register(function!(widen_i32))
        .register(function!(widen_u8))
        .register(function!(widen_u16))
        .register(function!(widen_u32))
        .register(function!(weigh_five_i64))
        .register(function!(sum_mixed))
        .register(function!(weigh_ten_mixed))
        .register(function!(weigh_eight_u64))
        .register(function!(weigh_ten_i8))
        .register(function!(weigh_ten_f64))
        .register(function!(weigh_ten_f32))
        .register(function!(weigh_crowd));
}
