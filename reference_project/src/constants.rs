//! Constants: every primitive kind, literal and computed.

use interoptopus::inventory::RustInventory;
use interoptopus::{constant, ffi};

/// Whether this is the reference project.
#[ffi]
pub const IS_REFERENCE: bool = true;

/// What is not the case.
#[ffi]
pub const IS_EMPTY: bool = !IS_REFERENCE;

/// The smallest `u8`.
#[ffi]
pub const U8_MIN: u8 = u8::MIN;

/// The largest `u8`.
#[ffi]
pub const U8_MAX: u8 = u8::MAX;

/// The largest `u16`.
#[ffi]
pub const U16_MAX: u16 = u16::MAX;

/// The largest `u32`.
#[ffi]
pub const U32_MAX: u32 = u32::MAX;

/// The largest `u64`.
#[ffi]
pub const U64_MAX: u64 = u64::MAX;

/// The largest `usize`.
#[ffi]
pub const USIZE_MAX: usize = usize::MAX;

/// The smallest `i8`.
#[ffi]
pub const I8_MIN: i8 = i8::MIN;

/// The largest `i8`.
#[ffi]
pub const I8_MAX: i8 = i8::MAX;

/// The smallest `i16`.
#[ffi]
pub const I16_MIN: i16 = i16::MIN;

/// The largest `i16`.
#[ffi]
pub const I16_MAX: i16 = i16::MAX;

/// The smallest `i32`.
#[ffi]
pub const I32_MIN: i32 = i32::MIN;

/// The largest `i32`.
#[ffi]
pub const I32_MAX: i32 = i32::MAX;

/// The smallest `i64`.
#[ffi]
pub const I64_MIN: i64 = i64::MIN;

/// The largest `i64`.
#[ffi]
pub const I64_MAX: i64 = i64::MAX;

/// The smallest `isize`.
#[ffi]
pub const ISIZE_MIN: isize = isize::MIN;

/// The largest `isize`.
#[ffi]
pub const ISIZE_MAX: isize = isize::MAX;

/// The largest `f32`.
#[ffi]
pub const F32_MAX: f32 = f32::MAX;

/// The smallest `f32` above zero that is not subnormal.
#[ffi]
pub const F32_MIN_POSITIVE: f32 = f32::MIN_POSITIVE;

/// The `f32` next to a tenth.
#[ffi]
pub const F32_TENTH: f32 = 0.1;

/// No number.
#[ffi]
pub const F32_NAN: f32 = f32::NAN;

/// More than every number.
#[ffi]
pub const F32_INFINITY: f32 = f32::INFINITY;

/// Less than every number.
#[ffi]
pub const F32_NEG_INFINITY: f32 = f32::NEG_INFINITY;

/// The largest `f64`.
#[ffi]
pub const F64_MAX: f64 = f64::MAX;

/// The smallest `f64` above zero.
#[ffi]
pub const F64_TINY: f64 = 5e-324;

/// The `f64` next to a tenth.
#[ffi]
pub const F64_TENTH: f64 = 0.1;

/// A whole number, but a float.
#[ffi]
pub const F64_TWO: f64 = 2.0;

/// The ratio of a circle's circumference to its diameter.
#[ffi]
pub const F64_PI: f64 = std::f64::consts::PI;

/// No number.
#[ffi]
pub const F64_NAN: f64 = f64::NAN;

/// More than every number.
#[ffi]
pub const F64_INFINITY: f64 = f64::INFINITY;

/// Less than every number.
#[ffi]
pub const F64_NEG_INFINITY: f64 = f64::NEG_INFINITY;

/// Zero from below.
#[ffi]
pub const F64_NEG_ZERO: f64 = -0.0;

/// Computed from another constant.
#[ffi]
pub const DOZEN: u32 = 12;

/// Computed by a function.
///
/// What it is used for:
///
/// - counting eggs,
/// - "quoting" and `code` in docs.
#[ffi]
pub const GROSS: u32 = square(DOZEN);

/// Python knows this one by another name.
#[ffi(name = "RENAMED_CONSTANT")]
pub const ORIGINAL_CONSTANT: i32 = -7;

// A plain comment is no documentation.
#[ffi]
pub const UNDOCUMENTED: u8 = 42;

const fn square(x: u32) -> u32 {
    x.wrapping_mul(x)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(constant!(IS_REFERENCE))
        .register(constant!(IS_EMPTY))
        .register(constant!(U8_MIN))
        .register(constant!(U8_MAX))
        .register(constant!(U16_MAX))
        .register(constant!(U32_MAX))
        .register(constant!(U64_MAX))
        .register(constant!(USIZE_MAX))
        .register(constant!(I8_MIN))
        .register(constant!(I8_MAX))
        .register(constant!(I16_MIN))
        .register(constant!(I16_MAX))
        .register(constant!(I32_MIN))
        .register(constant!(I32_MAX))
        .register(constant!(I64_MIN))
        .register(constant!(I64_MAX))
        .register(constant!(ISIZE_MIN))
        .register(constant!(ISIZE_MAX))
        .register(constant!(F32_MAX))
        .register(constant!(F32_MIN_POSITIVE))
        .register(constant!(F32_TENTH))
        .register(constant!(F32_NAN))
        .register(constant!(F32_INFINITY))
        .register(constant!(F32_NEG_INFINITY))
        .register(constant!(F64_MAX))
        .register(constant!(F64_TINY))
        .register(constant!(F64_TENTH))
        .register(constant!(F64_TWO))
        .register(constant!(F64_PI))
        .register(constant!(F64_NAN))
        .register(constant!(F64_INFINITY))
        .register(constant!(F64_NEG_INFINITY))
        .register(constant!(F64_NEG_ZERO))
        .register(constant!(DOZEN))
        .register(constant!(GROSS))
        .register(constant!(ORIGINAL_CONSTANT))
        .register(constant!(UNDOCUMENTED));
}
