//! References: `&T` reads what stays where it is, `&mut T` changes it, and either may be optional.
//!
//! Python cannot see that two `&mut T` must not be the same: that is up to the caller.

use crate::arrays::{Digest, Packet};
use crate::data_enums::EnumPayload;
use crate::enums::Color;
use crate::structs::{Segment, Vec2, Vec3};
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

static ORIGIN: Vec2 = Vec2 { x: 0.5, y: -0.5 };
static ANSWER: u32 = 42;
static PAYLOAD: EnumPayload = EnumPayload::C(42);
static PRESENT: ffi::Option<u32> = ffi::Some(42);

/// Adds one to a number that stays where it is, wrapping.
#[ffi]
pub fn next_of_u32(x: &u32) -> u32 {
    x.wrapping_add(1)
}

/// Negates a number that stays where it is, wrapping.
#[ffi]
pub fn negated_i64(x: &i64) -> i64 {
    x.wrapping_neg()
}

/// Negates a number that stays where it is.
#[ffi]
pub fn negated_f64(x: &f64) -> f64 {
    -x
}

/// Negates a flag that stays where it is.
#[ffi]
pub fn negated_bool(x: &bool) -> bool {
    !x
}

/// The color after one that stays where it is.
#[ffi]
pub fn next_of_color(x: &Color) -> Color {
    crate::enums::next_color(*x)
}

/// The sum of the bytes of a struct that stays where it is.
#[ffi]
pub fn digest_total(x: &Digest) -> u32 {
    x.bytes.iter().copied().map(u32::from).sum()
}

/// The sum of an array: behind a reference it may travel.
#[ffi]
pub fn array_sum(x: &[u8; 4]) -> u32 {
    x.iter().copied().map(u32::from).sum()
}

/// Adds one, wrapping.
#[ffi]
pub fn increment_u8(x: &mut u8) {
    *x = x.wrapping_add(1);
}

/// Adds one, wrapping.
#[ffi]
pub fn increment_u32(x: &mut u32) {
    *x = x.wrapping_add(1);
}

/// Adds one, wrapping.
#[ffi]
pub fn increment_u64(x: &mut u64) {
    *x = x.wrapping_add(1);
}

/// Adds one, wrapping.
#[ffi]
pub fn increment_usize(x: &mut usize) {
    *x = x.wrapping_add(1);
}

/// Adds one, wrapping.
#[ffi]
pub fn increment_i8(x: &mut i8) {
    *x = x.wrapping_add(1);
}

/// Adds one, wrapping.
#[ffi]
pub fn increment_i64(x: &mut i64) {
    *x = x.wrapping_add(1);
}

/// Adds one.
#[ffi]
pub fn increment_f32(x: &mut f32) {
    *x += 1.0;
}

/// Adds one.
#[ffi]
pub fn increment_f64(x: &mut f64) {
    *x += 1.0;
}

/// Negates the flag, and returns what it was.
#[ffi]
pub fn toggle_bool(x: &mut bool) -> bool {
    let before = *x;
    *x = !before;
    before
}

/// Negates the flag.
#[ffi]
pub fn toggle_flag(x: &mut ffi::Bool) {
    *x = !*x;
}

/// The next color.
#[ffi]
pub fn advance_color(x: &mut Color) {
    *x = crate::enums::next_color(*x);
}

/// Exchanges the coordinates.
#[ffi]
pub fn swap_in_place(x: &mut Vec2) {
    std::mem::swap(&mut x.x, &mut x.y);
}

/// Numbers the bytes from `start`, wrapping.
#[ffi]
pub fn fill_digest(x: &mut Digest, start: u8) {
    let mut next = start;
    for byte in &mut x.bytes {
        *byte = next;
        next = next.wrapping_add(1);
    }
}

/// Changes every field, those of the struct in it too.
#[ffi]
pub fn fill_packet(x: &mut Packet) {
    x.kind = x.kind.wrapping_add(1);
    x.words = [1, 2, 3, 4];
    x.verified = true;
    fill_digest(&mut x.digest, 0);
}

/// Reverses an array.
#[ffi]
pub fn reverse_array(x: &mut [u8; 4]) {
    x.reverse();
}

/// Exchanges two numbers, which must not be the same one.
#[ffi]
pub fn exchange(a: &mut i64, b: &mut i64) {
    std::mem::swap(a, b);
}

/// Writes the quotient and the rest, unless `b` is zero.
#[ffi]
pub fn divide_with_rest(a: u32, b: u32, quotient: &mut u32, rest: &mut u32) -> bool {
    let (Some(q), Some(r)) = (a.checked_div(b), a.checked_rem(b)) else {
        return false;
    };
    *quotient = q;
    *rest = r;
    true
}

/// Reads one, changes the other, and takes numbers between them.
#[ffi]
pub fn add_scaled(total: &mut Vec3, scale: f32, x: &Vec3, times: u8) {
    let scale = scale * f32::from(times);
    total.x += scale * x.x;
    total.y += scale * x.y;
    total.z += scale * x.z;
}

/// The number, or -1 where there is none.
#[ffi]
pub fn optional_u32(x: Option<&u32>) -> i64 {
    x.map_or(-1, |x| i64::from(*x))
}

/// The sum of the coordinates, or -1 where there is no point.
#[ffi]
pub fn optional_vec2(x: Option<&Vec2>) -> f32 {
    x.map_or(-1.0, |point| point.x + point.y)
}

/// The number of the color, or 0 where there is none.
#[ffi]
pub fn optional_color(x: Option<&Color>) -> u8 {
    x.map_or(0, |color| *color as u8)
}

/// 0 for false, 1 for true, 2 where there is nothing.
#[ffi]
pub fn optional_bool(x: Option<&bool>) -> u8 {
    x.map_or(2, |x| u8::from(*x))
}

/// The sum of what is in it, or -1 where there is nothing.
#[ffi]
pub fn optional_payload(x: Option<&EnumPayload>) -> f64 {
    x.map_or(-1.0, |x| crate::data_enums::payload_sum(x))
}

/// Adds one, wrapping, where there is a number; tells whether there was.
#[ffi]
pub fn optional_increment(x: Option<&mut u32>) -> bool {
    x.map(|x| increment_u32(x)).is_some()
}

/// Exchanges the coordinates where there is a point; tells whether there was.
#[ffi]
pub fn optional_swap(x: Option<&mut Vec2>) -> bool {
    x.map(|x| swap_in_place(x)).is_some()
}

/// Replaces the variant where there is one; tells whether there was.
#[ffi]
pub fn optional_replace(x: Option<&mut EnumPayload>) -> bool {
    x.map(|x| crate::data_enums::replace_payload(x)).is_some()
}

/// Returns `x`.
#[ffi]
pub fn same_ref_u32(x: &u32) -> &u32 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_ref_vec2(x: &Vec2) -> &Vec2 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_mut_u32(x: &mut u32) -> &mut u32 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_mut_vec2(x: &mut Vec2) -> &mut Vec2 {
    x
}

/// The larger one.
#[ffi]
pub fn larger_ref<'a>(a: &'a u32, b: &'a u32) -> &'a u32 {
    if a < b { b } else { a }
}

/// A part of a struct.
#[ffi]
pub fn start_of(segment: &Segment) -> &Vec2 {
    &segment.start
}

/// A part of a struct that may be changed.
#[ffi]
pub fn x_of(point: &mut Vec2) -> &mut f32 {
    &mut point.x
}

/// Returns `x`.
#[ffi]
pub fn same_optional_ref(x: Option<&Vec2>) -> Option<&Vec2> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_optional_mut(x: Option<&mut u32>) -> Option<&mut u32> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_ref_color(x: &Color) -> &Color {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_ref_payload(x: &EnumPayload) -> &EnumPayload {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_ref_option(x: &ffi::Option<u32>) -> &ffi::Option<u32> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_optional_ref_payload(x: Option<&EnumPayload>) -> Option<&EnumPayload> {
    x
}

/// A number that is always there.
#[ffi]
pub fn static_u32() -> &'static u32 {
    &ANSWER
}

/// A point that is always there.
#[ffi]
pub fn static_vec2() -> &'static Vec2 {
    &ORIGIN
}

/// A data enum that is always there.
#[ffi]
pub fn static_payload() -> &'static EnumPayload {
    &PAYLOAD
}

/// An option that is always there.
#[ffi]
pub fn static_option() -> &'static ffi::Option<u32> {
    &PRESENT
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(next_of_u32))
        .register(function!(negated_i64))
        .register(function!(negated_f64))
        .register(function!(negated_bool))
        .register(function!(next_of_color))
        .register(function!(digest_total))
        .register(function!(array_sum))
        .register(function!(increment_u8))
        .register(function!(increment_u32))
        .register(function!(increment_u64))
        .register(function!(increment_usize))
        .register(function!(increment_i8))
        .register(function!(increment_i64))
        .register(function!(increment_f32))
        .register(function!(increment_f64))
        .register(function!(toggle_bool))
        .register(function!(toggle_flag))
        .register(function!(advance_color))
        .register(function!(swap_in_place))
        .register(function!(fill_digest))
        .register(function!(fill_packet))
        .register(function!(reverse_array))
        .register(function!(exchange))
        .register(function!(divide_with_rest))
        .register(function!(add_scaled))
        .register(function!(optional_u32))
        .register(function!(optional_vec2))
        .register(function!(optional_color))
        .register(function!(optional_bool))
        .register(function!(optional_payload))
        .register(function!(optional_increment))
        .register(function!(optional_swap))
        .register(function!(optional_replace))
        .register(function!(same_ref_u32))
        .register(function!(same_ref_vec2))
        .register(function!(same_mut_u32))
        .register(function!(same_mut_vec2))
        .register(function!(larger_ref))
        .register(function!(start_of))
        .register(function!(x_of))
        .register(function!(same_optional_ref))
        .register(function!(same_optional_mut))
        .register(function!(same_ref_color))
        .register(function!(same_ref_payload))
        .register(function!(same_ref_option))
        .register(function!(same_optional_ref_payload))
        .register(function!(static_u32))
        .register(function!(static_vec2))
        .register(function!(static_payload))
        .register(function!(static_option));
}
