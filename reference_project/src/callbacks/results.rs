//! Results of every kind and size, made of a number.
//!
//! How a struct returns depends on its size, and up to 16 bytes on what is in each half of it.

use crate::data_enums::{Bulk, EnumPayload, Measure, Narrow, Number, Position, Reading};
use crate::enums::{Color, Level};
use crate::records::{Content, Parcel, Rejection};
use crate::results::{Ending, InputError, MathError};
use crate::slices::Spot;
use crate::structs::{
    FloatInt, FloatsByte, Gray, Identifier, IntFloat, Interval, Matrix, Meters, MixedHalves, Rgb,
    Sample, Segment, ShortFloat, Vec2, Vec3, Vec4, Wide,
};
use interoptopus::inventory::RustInventory;
use interoptopus::{callback, ffi, function};
use std::ffi::CStr;
use std::ops::{ControlFlow, Range};

static WORDS: [&CStr; 2] = [c"short", c"a little longer"];
static NUMBERS: [u32; 5] = [1, 20, 300, 4000, 50_000];

/// 6 bytes in an array.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shorts {
    pub items: [u16; 3],
}

/// 8 bytes: an integer and a float share a register.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Couple {
    pub number: i32,
    pub factor: f32,
}

/// 12 bytes of integers.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thirds {
    pub first: u32,
    pub second: u32,
    pub third: u32,
}

/// 16 bytes of integers.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halves {
    pub low: u64,
    pub high: u64,
}

callback!(MakeGray(x: u32) -> Gray);
callback!(MakeRgb(x: u32) -> Rgb);
callback!(MakeIdentifier(x: u32) -> Identifier);
callback!(MakeMeters(x: u32) -> Meters);
callback!(MakeShorts(x: u32) -> Shorts);
callback!(MakeVec2(x: u32) -> Vec2);
callback!(MakeInterval(x: u32) -> Interval);
callback!(MakeCouple(x: u32) -> Couple);
callback!(MakeVec3(x: u32) -> Vec3);
callback!(MakeThirds(x: u32) -> Thirds);
callback!(MakeFloatsByte(x: u32) -> FloatsByte);
callback!(MakeSpot(x: u32) -> Spot);
callback!(MakeMatrix(x: u32) -> Matrix);
callback!(MakeHalves(x: u32) -> Halves);
callback!(MakeFloatInt(x: u32) -> FloatInt);
callback!(MakeIntFloat(x: u32) -> IntFloat);
callback!(MakeShortFloat(x: u32) -> ShortFloat);
callback!(MakeMixedHalves(x: u32) -> MixedHalves);
callback!(MakeSample(x: u32) -> Sample);
callback!(MakeSegment(x: u32) -> Segment);
callback!(MakeVec4(x: u32) -> Vec4);
callback!(MakeWide(x: u32) -> Wide);
callback!(MakeColor(x: u32) -> Color);
callback!(MakeLevel(x: u32) -> Level);
callback!(MakeNarrow(x: u32) -> Narrow);
callback!(MakeReading(x: u32) -> Reading);
callback!(MakeMeasure(x: u32) -> Measure);
callback!(MakeNumber(x: u32) -> Number);
callback!(MakePosition(x: u32) -> Position);
callback!(MakePayload(x: u32) -> EnumPayload);
callback!(MakeBulk(x: u32) -> Bulk);
callback!(MakeString(x: u32) -> ffi::String);
callback!(MakeVec(x: u32) -> ffi::Vec<u32>);
callback!(MakeVecString(x: u32) -> ffi::Vec<ffi::String>);
callback!(MakeParcel(x: u32) -> Parcel);
callback!(MakeContent(x: u32) -> Content);
callback!(MakeOptionUnit(x: u32) -> ffi::Option<()>);
callback!(MakeOptionU8(x: u32) -> ffi::Option<u8>);
callback!(MakeOptionU32(x: u32) -> ffi::Option<u32>);
callback!(MakeOptionF32(x: u32) -> ffi::Option<f32>);
callback!(MakeOptionU64(x: u32) -> ffi::Option<u64>);
callback!(MakeOptionF64(x: u32) -> ffi::Option<f64>);
callback!(MakeOptionColor(x: u32) -> ffi::Option<Color>);
callback!(MakeOptionVec3(x: u32) -> ffi::Option<Vec3>);
callback!(MakeOptionWide(x: u32) -> ffi::Option<Wide>);
callback!(MakeOptionOption(x: u32) -> ffi::Option<ffi::Option<u32>>);
callback!(MakeOptionString(x: u32) -> ffi::Option<ffi::String>);
callback!(MakeResultUnit(x: u32) -> ffi::Result<(), MathError>);
callback!(MakeResultU8(x: u32) -> ffi::Result<u8, MathError>);
callback!(MakeResultU32(x: u32) -> ffi::Result<u32, MathError>);
callback!(MakeResultF32(x: u32) -> ffi::Result<f32, MathError>);
callback!(MakeResultU64(x: u32) -> ffi::Result<u64, MathError>);
callback!(MakeResultF64(x: u32) -> ffi::Result<f64, MathError>);
callback!(MakeResultVec3(x: u32) -> ffi::Result<Vec3, MathError>);
callback!(MakeResultWide(x: u32) -> ffi::Result<Wide, MathError>);
callback!(MakeResultOption(x: u32) -> ffi::Result<ffi::Option<u32>, MathError>);
callback!(MakeResultString(x: u32) -> ffi::Result<ffi::String, MathError>);
callback!(MakeResultVec(x: u32) -> ffi::Result<ffi::Vec<u32>, MathError>);
callback!(MakeResultUnitString(x: u32) -> ffi::Result<(), ffi::String>);
callback!(MakeResultU32Input(x: u32) -> ffi::Result<u32, InputError>);
callback!(MakeResultU32Rejection(x: u32) -> ffi::Result<u32, Rejection>);
callback!(Rewrite(text: ffi::String) -> ffi::String);
callback!(Reorder(items: ffi::Vec<u32>) -> ffi::Vec<u32>);
// These return what they are given or what lives as long: the caller reads it at once.
callback!(Narrower(items: ffi::Slice<'static, u32>) -> ffi::Slice<'static, u32>);
callback!(Choose(a: ffi::CStrPtr<'static>, b: ffi::CStrPtr<'static>) -> ffi::CStrPtr<'static>);

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_gray(callback: MakeGray, x: u32) -> ffi::Option<Gray> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_rgb(callback: MakeRgb, x: u32) -> ffi::Option<Rgb> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_identifier(callback: MakeIdentifier, x: u32) -> ffi::Option<Identifier> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_meters(callback: MakeMeters, x: u32) -> ffi::Option<Meters> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_shorts(callback: MakeShorts, x: u32) -> ffi::Option<Shorts> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_vec2(callback: MakeVec2, x: u32) -> ffi::Option<Vec2> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_interval(callback: MakeInterval, x: u32) -> ffi::Option<Interval> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_couple(callback: MakeCouple, x: u32) -> ffi::Option<Couple> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_vec3(callback: MakeVec3, x: u32) -> ffi::Option<Vec3> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_thirds(callback: MakeThirds, x: u32) -> ffi::Option<Thirds> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_floats_byte(callback: MakeFloatsByte, x: u32) -> ffi::Option<FloatsByte> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_spot(callback: MakeSpot, x: u32) -> ffi::Option<Spot> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_matrix(callback: MakeMatrix, x: u32) -> ffi::Option<Matrix> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_halves(callback: MakeHalves, x: u32) -> ffi::Option<Halves> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_float_int(callback: MakeFloatInt, x: u32) -> ffi::Option<FloatInt> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_int_float(callback: MakeIntFloat, x: u32) -> ffi::Option<IntFloat> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_short_float(callback: MakeShortFloat, x: u32) -> ffi::Option<ShortFloat> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_mixed_halves(callback: MakeMixedHalves, x: u32) -> ffi::Option<MixedHalves> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_sample(callback: MakeSample, x: u32) -> ffi::Option<Sample> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_segment(callback: MakeSegment, x: u32) -> ffi::Option<Segment> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_vec4(callback: MakeVec4, x: u32) -> ffi::Option<Vec4> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_wide(callback: MakeWide, x: u32) -> ffi::Option<Wide> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_color(callback: MakeColor, x: u32) -> ffi::Option<Color> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_level(callback: MakeLevel, x: u32) -> ffi::Option<Level> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_narrow(callback: MakeNarrow, x: u32) -> ffi::Option<Narrow> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_reading(callback: MakeReading, x: u32) -> ffi::Option<Reading> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_measure(callback: MakeMeasure, x: u32) -> ffi::Option<Measure> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_number(callback: MakeNumber, x: u32) -> ffi::Option<Number> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_position(callback: MakePosition, x: u32) -> ffi::Option<Position> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_payload(callback: MakePayload, x: u32) -> ffi::Option<EnumPayload> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_bulk(callback: MakeBulk, x: u32) -> ffi::Option<Bulk> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_string(callback: MakeString, x: u32) -> ffi::Option<ffi::String> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_vec(callback: MakeVec, x: u32) -> ffi::Option<ffi::Vec<u32>> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_vec_string(callback: MakeVecString, x: u32) -> ffi::Option<ffi::Vec<ffi::String>> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_parcel(callback: MakeParcel, x: u32) -> ffi::Option<Parcel> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`, if it has a function.
#[ffi]
pub fn call_content(callback: MakeContent, x: u32) -> ffi::Option<Content> {
    callback.call_if_some(x).into()
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_unit(callback: MakeOptionUnit, x: u32) -> ffi::Option<()> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_u8(callback: MakeOptionU8, x: u32) -> ffi::Option<u8> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_u32(callback: MakeOptionU32, x: u32) -> ffi::Option<u32> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_f32(callback: MakeOptionF32, x: u32) -> ffi::Option<f32> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_u64(callback: MakeOptionU64, x: u32) -> ffi::Option<u64> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_f64(callback: MakeOptionF64, x: u32) -> ffi::Option<f64> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_color(callback: MakeOptionColor, x: u32) -> ffi::Option<Color> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_vec3(callback: MakeOptionVec3, x: u32) -> ffi::Option<Vec3> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_wide(callback: MakeOptionWide, x: u32) -> ffi::Option<Wide> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_option(callback: MakeOptionOption, x: u32) -> ffi::Option<ffi::Option<u32>> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; nothing without a function.
#[ffi]
pub fn call_option_string(callback: MakeOptionString, x: u32) -> ffi::Option<ffi::String> {
    callback.call_if_some(x).unwrap_or(ffi::None)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_unit(callback: MakeResultUnit, x: u32) -> ffi::Result<(), MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_u8(callback: MakeResultU8, x: u32) -> ffi::Result<u8, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_u32(callback: MakeResultU32, x: u32) -> ffi::Result<u32, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_f32(callback: MakeResultF32, x: u32) -> ffi::Result<f32, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_u64(callback: MakeResultU64, x: u32) -> ffi::Result<u64, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_f64(callback: MakeResultF64, x: u32) -> ffi::Result<f64, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_vec3(callback: MakeResultVec3, x: u32) -> ffi::Result<Vec3, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_wide(callback: MakeResultWide, x: u32) -> ffi::Result<Wide, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_option(
    callback: MakeResultOption,
    x: u32,
) -> ffi::Result<ffi::Option<u32>, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_string(
    callback: MakeResultString,
    x: u32,
) -> ffi::Result<ffi::String, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_vec(callback: MakeResultVec, x: u32) -> ffi::Result<ffi::Vec<u32>, MathError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_unit_string(
    callback: MakeResultUnitString,
    x: u32,
) -> ffi::Result<(), ffi::String> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_u32_input(callback: MakeResultU32Input, x: u32) -> ffi::Result<u32, InputError> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// What the callback makes of `x`; `Null` without a function.
#[ffi]
pub fn call_result_u32_rejection(
    callback: MakeResultU32Rejection,
    x: u32,
) -> ffi::Result<u32, Rejection> {
    callback.call_if_some(x).unwrap_or(ffi::Result::Null)
}

/// How the callback ends with `x`, as a value.
#[ffi]
pub fn call_ending(callback: MakeResultU32, x: u32) -> Ending {
    match callback.call_if_some(x) {
        Some(ffi::Ok(_)) => Ending::Success,
        Some(ffi::Err(_)) => Ending::Error,
        Some(ffi::Result::Panic) => Ending::Panicked,
        Some(ffi::Result::Null) | None => Ending::Nothing,
    }
}

/// The sum of what the callback makes of the numbers below `count`, wrapping, or the first that is
/// not `Ok`, after which it is not called again.
#[ffi]
pub fn call_results(callback: MakeResultU32, count: u32) -> ffi::Result<u32, MathError> {
    sum_results(&callback, 0..count, || ())
}

/// The text that the callback makes of `text`, in capitals; nothing without a function.
#[ffi]
pub fn rewrite(callback: Rewrite, text: ffi::String) -> ffi::String {
    let text = callback.call_if_some(text);
    let text = text.map(|text| text.as_str().to_uppercase());
    text.unwrap_or_default().into()
}

/// What the callback makes of a text that Rust makes, `count` times, end to end.
#[ffi]
pub fn rewrite_often(callback: Rewrite, count: u16) -> ffi::String {
    let texts = (0..count).filter_map(|x| callback.call_if_some(x.to_string().into()));
    let texts: String = texts.map(ffi::String::into_string).collect();
    texts.into()
}

/// What the callback makes of the numbers below `count`; none without a function.
#[ffi]
pub fn reorder(callback: Reorder, count: u16) -> ffi::Vec<u32> {
    let items: Vec<u32> = (0..u32::from(count)).collect();
    let items = callback.call_if_some(items.into());
    items.unwrap_or_else(|| Vec::new().into())
}

/// The sum of the items that the callback returns; it is given 1, 20, 300, 4000, 50000.
#[ffi]
pub fn narrow(callback: Narrower) -> u64 {
    let items = callback.call_if_some(ffi::Slice::from_slice(&NUMBERS));
    let items = items.unwrap_or_default();
    items.iter().copied().map(u64::from).sum()
}

/// The number of bytes of the text that the callback chooses, or -1 if that is null.
#[ffi]
pub fn choose(callback: Choose) -> i64 {
    let [a, b] = WORDS.map(ffi::CStrPtr::from_cstr);
    let chosen = callback.call_if_some(a, b);
    let text = chosen.as_ref().and_then(ffi::CStrPtr::as_c_str);
    text.map_or(-1, |text| {
        i64::try_from(text.count_bytes()).unwrap_or(i64::MAX)
    })
}

/// Wrapping; the first that is not `Ok` is the last. Runs `counted` after each call.
pub(super) fn sum_results(
    callback: &MakeResultU32,
    mut numbers: Range<u32>,
    counted: impl Fn(),
) -> ffi::Result<u32, MathError> {
    let flow = numbers.try_fold(0_u32, |sum, x| {
        let result = callback.call_if_some(x).unwrap_or(ffi::Result::Null);
        counted();
        match result {
            ffi::Ok(y) => ControlFlow::Continue(sum.wrapping_add(y)),
            other => ControlFlow::Break(other),
        }
    });
    match flow {
        ControlFlow::Continue(sum) => ffi::Ok(sum),
        ControlFlow::Break(other) => other,
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(call_gray))
        .register(function!(call_rgb))
        .register(function!(call_identifier))
        .register(function!(call_meters))
        .register(function!(call_shorts))
        .register(function!(call_vec2))
        .register(function!(call_interval))
        .register(function!(call_couple))
        .register(function!(call_vec3))
        .register(function!(call_thirds))
        .register(function!(call_floats_byte))
        .register(function!(call_spot))
        .register(function!(call_matrix))
        .register(function!(call_halves))
        .register(function!(call_float_int))
        .register(function!(call_int_float))
        .register(function!(call_short_float))
        .register(function!(call_mixed_halves))
        .register(function!(call_sample))
        .register(function!(call_segment))
        .register(function!(call_vec4))
        .register(function!(call_wide))
        .register(function!(call_color))
        .register(function!(call_level))
        .register(function!(call_narrow))
        .register(function!(call_reading))
        .register(function!(call_measure))
        .register(function!(call_number))
        .register(function!(call_position))
        .register(function!(call_payload))
        .register(function!(call_bulk))
        .register(function!(call_string))
        .register(function!(call_vec))
        .register(function!(call_vec_string))
        .register(function!(call_parcel))
        .register(function!(call_content))
        .register(function!(call_option_unit))
        .register(function!(call_option_u8))
        .register(function!(call_option_u32))
        .register(function!(call_option_f32))
        .register(function!(call_option_u64))
        .register(function!(call_option_f64))
        .register(function!(call_option_color))
        .register(function!(call_option_vec3))
        .register(function!(call_option_wide))
        .register(function!(call_option_option))
        .register(function!(call_option_string))
        .register(function!(call_result_unit))
        .register(function!(call_result_u8))
        .register(function!(call_result_u32))
        .register(function!(call_result_f32))
        .register(function!(call_result_u64))
        .register(function!(call_result_f64))
        .register(function!(call_result_vec3))
        .register(function!(call_result_wide))
        .register(function!(call_result_option))
        .register(function!(call_result_string))
        .register(function!(call_result_vec))
        .register(function!(call_result_unit_string))
        .register(function!(call_result_u32_input))
        .register(function!(call_result_u32_rejection))
        .register(function!(call_ending))
        .register(function!(call_results))
        .register(function!(rewrite))
        .register(function!(rewrite_often))
        .register(function!(reorder))
        .register(function!(narrow))
        .register(function!(choose));
}
