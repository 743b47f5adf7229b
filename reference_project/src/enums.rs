//! Unit enums: Rust picks the smallest integer that holds every variant.
//!
//! After a variant with a number of its own, give every variant one: the inventory numbers the rest
//! by position, where Rust counts on.

#![expect(
    clippy::cast_possible_wrap,
    reason = "the macro casts every number of a variant to `isize`"
)]

use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

/// A color of the palette.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Like a tomato.
    Red = 1,
    /// Like grass.
    ///
    /// Or like a frog.
    Green = 2,
    // A plain comment is no documentation.
    Blue = 7,
}

/// Numbered from zero.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    North,
    East,
    South,
    West,
}

/// Only one choice.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Single {
    Only,
}

/// Fills a `u8`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumU8 {
    Low = 0,
    High = 255,
}

/// Needs a `u16`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumU16 {
    Low = 0,
    Middle = 256,
    High = 65_535,
}

/// Needs a `u32`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumU32 {
    Low = 0,
    Middle = 0x1_0000,
    High = 0xFFFF_FFFF,
}

/// Fills an `i8`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumI8 {
    Low = -128,
    Minus = -1,
    Zero = 0,
    High = 127,
}

/// Needs an `i16`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumI16 {
    Low = -32_768,
    Minus = -1,
    High = 32_767,
}

/// Needs an `i32`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumI32 {
    Low = -2_147_483_648,
    Minus = -1,
    High = 2_147_483_647,
}

/// Below and above.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Low = -5,
    High = 5,
}

/// Rust's name differs from Python's.
#[ffi(name = "Suit")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardSuit {
    Clubs,
    Diamonds,
    Hearts,
    Spades,
}

/// Variant names that are taken in Python, by the language or by its enums.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(non_camel_case_types, reason = "these are the names to test")]
pub enum Tricky {
    None,
    r#True,
    r#False,
    name,
    r#value,
    mro,
    real,
    r#lambda,
    _value_,
    _missing_,
    __class__,
    __hidden,
    _sunder_,
    to_bytes,
    Plain,
}

/// The next color, and around.
#[ffi]
pub fn next_color(color: Color) -> Color {
    match color {
        Color::Red => Color::Green,
        Color::Green => Color::Blue,
        Color::Blue => Color::Red,
    }
}

/// The number of a color.
#[ffi]
pub fn color_to_u8(color: Color) -> u8 {
    color as u8
}

/// Whether both are the same.
#[ffi]
pub fn same_colors(a: Color, b: Color) -> bool {
    a == b
}

/// A quarter to the right.
#[ffi]
pub fn turn_right(direction: Direction) -> Direction {
    match direction {
        Direction::North => Direction::East,
        Direction::East => Direction::South,
        Direction::South => Direction::West,
        Direction::West => Direction::North,
    }
}

/// The only variant there is.
#[ffi]
pub fn same_single(single: Single) -> Single {
    single
}

/// Returns `x`.
#[ffi]
pub fn same_enum_u8(x: EnumU8) -> EnumU8 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_enum_u16(x: EnumU16) -> EnumU16 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_enum_u32(x: EnumU32) -> EnumU32 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_enum_i8(x: EnumI8) -> EnumI8 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_enum_i16(x: EnumI16) -> EnumI16 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_enum_i32(x: EnumI32) -> EnumI32 {
    x
}

/// The number of an enum, as Rust sees it.
#[ffi]
pub fn enum_u32_to_u64(x: EnumU32) -> u64 {
    u64::from(x as u32)
}

/// The number of an enum, sign included.
#[ffi]
pub fn enum_i8_to_i64(x: EnumI8) -> i64 {
    i64::from(x as i8)
}

/// The number of an enum, sign included.
#[ffi]
pub fn enum_i16_to_i64(x: EnumI16) -> i64 {
    i64::from(x as i16)
}

/// The number of an enum, sign included.
#[ffi]
pub fn enum_i32_to_i64(x: EnumI32) -> i64 {
    i64::from(x as i32)
}

/// The other one.
#[ffi]
pub fn other_level(level: Level) -> Level {
    match level {
        Level::Low => Level::High,
        Level::High => Level::Low,
    }
}

/// The suit of the same color.
#[ffi]
pub fn matching_suit(suit: CardSuit) -> CardSuit {
    match suit {
        CardSuit::Clubs => CardSuit::Spades,
        CardSuit::Diamonds => CardSuit::Hearts,
        CardSuit::Hearts => CardSuit::Diamonds,
        CardSuit::Spades => CardSuit::Clubs,
    }
}

/// Returns `x`.
#[ffi]
pub fn same_tricky(x: Tricky) -> Tricky {
    x
}

/// Enums and numbers in turn: counts the last variants and the numbers above zero.
#[ffi]
pub fn count_last(
    color: Color,
    fraction: f32,
    level: Level,
    integer: i64,
    wide: EnumU32,
    direction: Direction,
) -> u8 {
    let last = [
        color == Color::Blue,
        fraction > 0.0,
        level == Level::High,
        integer > 0,
        wide == EnumU32::High,
        direction == Direction::West,
    ];
    last.map(u8::from).iter().sum()
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(next_color))
        .register(function!(color_to_u8))
        .register(function!(same_colors))
        .register(function!(turn_right))
        .register(function!(same_single))
        .register(function!(same_enum_u8))
        .register(function!(same_enum_u16))
        .register(function!(same_enum_u32))
        .register(function!(same_enum_i8))
        .register(function!(same_enum_i16))
        .register(function!(same_enum_i32))
        .register(function!(enum_u32_to_u64))
        .register(function!(enum_i8_to_i64))
        .register(function!(enum_i16_to_i64))
        .register(function!(enum_i32_to_i64))
        .register(function!(other_level))
        .register(function!(matching_suit))
        .register(function!(same_tricky))
        .register(function!(count_last));
}
