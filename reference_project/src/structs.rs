//! Structs of plain data: they have the layout of C and travel by value or by `&T`.

#![expect(clippy::similar_names, reason = "fields are named by their types")]

use crate::enums::{Color, Level};
use interoptopus::inventory::RustInventory;
use interoptopus::{extra_type, ffi, function};
use std::marker::PhantomData;

/// A point on the plane.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vec2 {
    /// To the right.
    pub x: f32,
    /// Upwards.
    pub y: f32,
}

/// A point in space.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vec3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

/// Four floats of full width: too many for the registers of most platforms.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vec4 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
    pub w: f64,
}

/// One byte.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gray {
    pub level: u8,
}

/// Three bytes.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rgb {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

/// Fields without names: Python calls them `field_0` and `field_1`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval(pub i32, pub i32);

/// Integers, floats and flags with padding in between.
///
/// Each field is checked when it is set.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Where it was taken.
    pub channel: u8,
    /// Counts from zero.
    pub id: u32,
    /// A factor.
    ///
    /// Zero is silence.
    pub gain: f32,
    // A plain comment is no documentation.
    pub offset: i16,
    pub active: bool,
}

/// Every primitive.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AllPrimitives {
    pub a_bool: bool,
    pub a_u8: u8,
    pub a_u16: u16,
    pub a_u32: u32,
    pub a_u64: u64,
    pub a_usize: usize,
    pub an_i8: i8,
    pub an_i16: i16,
    pub an_i32: i32,
    pub an_i64: i64,
    pub an_isize: isize,
    pub an_f32: f32,
    pub an_f64: f64,
}

/// C's own `bool` and `char`.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marker {
    pub letter: ffi::CChar,
    pub visible: ffi::Bool,
    pub count: u16,
}

/// Enums as fields.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pixel {
    pub color: Color,
    pub level: Level,
}

/// Structs inside a struct.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    pub start: Vec2,
    pub end: Vec2,
    pub color: Rgb,
}

/// Structs inside structs inside a struct.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene {
    pub first: Segment,
    pub second: Segment,
    pub best: Sample,
    pub visible: bool,
}

/// 72 bytes: larger than any register.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wide {
    pub first: u64,
    pub second: u64,
    pub third: u64,
    pub fourth: u64,
    pub fifth: u64,
    pub sixth: u64,
    pub seventh: u64,
    pub eighth: u64,
    pub ninth: u8,
}

/// 16 bytes: a float half, then an integer half.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FloatInt {
    pub a: f64,
    pub b: u64,
}

/// 16 bytes: an integer half, then a float half.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntFloat {
    pub a: i64,
    pub b: f64,
}

/// 16 bytes: an integer half that is mostly padding, then a float half.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShortFloat {
    pub a: i16,
    pub b: f64,
}

/// 16 bytes of floats, in arrays in an array.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix {
    pub rows: [[f32; 2]; 2],
}

/// 16 bytes: a half of integers in arrays in an array, then a float half.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    pub cells: [[i16; 2]; 2],
    pub scale: f64,
}

/// 16 bytes: both kinds in the first half, floats in the second.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MixedHalves {
    pub a: i32,
    pub b: f32,
    pub c: f32,
    pub d: f32,
}

/// 12 bytes: two floats, then a small integer.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FloatsByte {
    pub a: f32,
    pub b: f32,
    pub c: u8,
}

/// Packed, but each field is where it would be anyway: travels by value.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedAligned {
    pub x: u16,
    pub y: u8,
}

/// Packed and unaligned: fields are not where C would have them by itself.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedHeader {
    pub kind: u8,
    pub length: u32,
    pub crc: u16,
    pub scale: f64,
}

/// 3 bytes, the second field unaligned.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedSmall {
    pub x: u8,
    pub y: u16,
}

/// The same fields, in an order that keeps them aligned.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedSwapped {
    pub y: u16,
    pub x: u8,
}

/// 5 bytes: as few as in a register, but unaligned.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedNumber {
    pub flag: bool,
    pub number: u32,
}

/// 13 bytes of floats, unaligned.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedFloats {
    pub kind: u8,
    pub x: f32,
    pub y: f64,
}

/// 7 bytes: an unaligned array.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedWords {
    pub kind: u8,
    pub words: [u16; 3],
}

/// 26 bytes: more than two registers hold, and unaligned.
#[ffi(packed)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedWide {
    pub first: u64,
    pub flag: bool,
    pub second: i64,
    pub third: f64,
    pub last: u8,
}

/// 8 bytes and not packed, but what it holds is unaligned.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedInside {
    pub small: PackedSmall,
    pub count: u8,
    pub size: u32,
}

/// A packed struct inside one that is not.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Envelope {
    pub urgent: bool,
    pub header: PackedHeader,
    pub size: u32,
}

/// Has the layout and the ABI of its only field.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Identifier {
    pub id: u32,
}

/// A transparent tuple.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delta(pub i8);

/// A transparent float.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meters(pub f32);

/// A transparent flag.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Switch(pub bool);

/// A transparent struct.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Velocity {
    pub vector: Vec2,
}

/// Rust's name differs from Python's.
#[ffi(name = "Celsius")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Temperature {
    pub degrees: f64,
}

/// What is private in Rust is a field all the same: it belongs to the layout.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Account {
    pub number: u32,
    pub(crate) balance: i64,
}

/// Fields that have no size may be skipped, other fields never.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skipping {
    #[ffi::skip]
    pub(crate) before: PhantomData<u64>,
    pub x: u8,
    #[ffi::skip]
    pub(crate) between: (),
    pub y: u16,
}

/// Field names that are taken in Python, by the language or by what every struct has there.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::pub_underscore_fields, reason = "these are the names to test")]
pub struct Awkward {
    pub r#type: u8,
    pub r#match: u8,
    pub r#class: u8,
    pub r#lambda: u8,
    pub len: u8,
    pub self_: u8,
    pub id: u8,
    pub hash: u8,
    pub r#int: u8,
    pub r#float: u8,
    pub r#bool: u8,
    pub property: u8,
    pub from_buffer_copy: u8,
    pub x: u8,
    pub _x: u8,
    pub _fields_: u8,
    pub _pack_: u8,
    pub _objects: u8,
    pub __init__: u8,
    pub __eq__: u8,
    pub __hidden: u8,
    pub __match_args__: u8,
}

/// No function takes or returns it: `extra_type!` exports it.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    pub volume: u8,
    pub balance: i8,
    pub scale: f64,
}

/// Returns `point`.
#[ffi]
pub fn same_vec2(point: Vec2) -> Vec2 {
    point
}

/// Exchanges `x` and `y`.
#[ffi]
pub fn swap_vec2(point: Vec2) -> Vec2 {
    Vec2 {
        x: point.y,
        y: point.x,
    }
}

/// Moves every coordinate one place to the left.
#[ffi]
pub fn rotate_vec3(point: Vec3) -> Vec3 {
    Vec3 {
        x: point.y,
        y: point.z,
        z: point.x,
    }
}

/// Moves every coordinate one place to the left.
#[ffi]
pub fn rotate_vec4(point: Vec4) -> Vec4 {
    Vec4 {
        x: point.y,
        y: point.z,
        z: point.w,
        w: point.x,
    }
}

/// A point from its coordinates.
#[ffi]
pub fn make_vec2(x: f32, y: f32) -> Vec2 {
    Vec2 { x, y }
}

/// Inverts the level.
#[ffi]
pub fn invert_gray(gray: Gray) -> Gray {
    Gray { level: !gray.level }
}

/// Moves every component one place to the left.
#[ffi]
pub fn rotate_rgb(color: Rgb) -> Rgb {
    Rgb {
        red: color.green,
        green: color.blue,
        blue: color.red,
    }
}

/// Exchanges both ends.
#[ffi]
pub fn flip_interval(interval: Interval) -> Interval {
    Interval(interval.1, interval.0)
}

/// Adds one to each number, wrapping, and negates the flag.
#[ffi]
pub fn step_sample(sample: Sample) -> Sample {
    Sample {
        channel: sample.channel.wrapping_add(1),
        id: sample.id.wrapping_add(1),
        gain: sample.gain + 1.0,
        offset: sample.offset.wrapping_add(1),
        active: !sample.active,
    }
}

/// Reads a sample that stays where it is.
#[ffi]
pub fn sample_sum(sample: &Sample) -> f64 {
    let numbers = f64::from(sample.channel) + f64::from(sample.id) + f64::from(sample.offset);
    numbers + f64::from(sample.gain) + f64::from(u8::from(sample.active))
}

/// Complements each unsigned number, negates each signed one, each float and the flag.
#[ffi]
pub fn invert_all(all: AllPrimitives) -> AllPrimitives {
    AllPrimitives {
        a_bool: !all.a_bool,
        a_u8: !all.a_u8,
        a_u16: !all.a_u16,
        a_u32: !all.a_u32,
        a_u64: !all.a_u64,
        a_usize: !all.a_usize,
        an_i8: all.an_i8.wrapping_neg(),
        an_i16: all.an_i16.wrapping_neg(),
        an_i32: all.an_i32.wrapping_neg(),
        an_i64: all.an_i64.wrapping_neg(),
        an_isize: all.an_isize.wrapping_neg(),
        an_f32: -all.an_f32,
        an_f64: -all.an_f64,
    }
}

/// Negates the flag and doubles the count, wrapping.
#[ffi]
pub fn toggle_marker(marker: Marker) -> Marker {
    Marker {
        letter: marker.letter,
        visible: !marker.visible,
        count: marker.count.wrapping_mul(2),
    }
}

/// Returns `pixel`.
#[ffi]
pub fn same_pixel(pixel: Pixel) -> Pixel {
    pixel
}

/// Exchanges both ends and rotates the color.
#[ffi]
pub fn reverse_segment(segment: Segment) -> Segment {
    Segment {
        start: segment.end,
        end: segment.start,
        color: rotate_rgb(segment.color),
    }
}

/// The middle of a segment that stays where it is.
#[ffi]
pub fn segment_middle(segment: &Segment) -> Vec2 {
    Vec2 {
        x: f32::midpoint(segment.start.x, segment.end.x),
        y: f32::midpoint(segment.start.y, segment.end.y),
    }
}

/// Exchanges both segments, steps the sample, negates the flag.
#[ffi]
pub fn swap_scene(scene: Scene) -> Scene {
    Scene {
        first: scene.second,
        second: scene.first,
        best: step_sample(scene.best),
        visible: !scene.visible,
    }
}

/// Moves every number one place to the left, but leaves the last.
#[ffi]
pub fn rotate_wide(wide: Wide) -> Wide {
    Wide {
        first: wide.second,
        second: wide.third,
        third: wide.fourth,
        fourth: wide.fifth,
        fifth: wide.sixth,
        sixth: wide.seventh,
        seventh: wide.eighth,
        eighth: wide.first,
        ninth: wide.ninth,
    }
}

/// Negates the float and complements the integer.
#[ffi]
pub fn invert_float_int(x: FloatInt) -> FloatInt {
    FloatInt { a: -x.a, b: !x.b }
}

/// Negates both.
#[ffi]
pub fn invert_int_float(x: IntFloat) -> IntFloat {
    IntFloat {
        a: x.a.wrapping_neg(),
        b: -x.b,
    }
}

/// Negates all of them.
#[ffi]
pub fn invert_mixed_halves(x: MixedHalves) -> MixedHalves {
    MixedHalves {
        a: x.a.wrapping_neg(),
        b: -x.b,
        c: -x.c,
        d: -x.d,
    }
}

/// Negates the floats and complements the integer.
#[ffi]
pub fn invert_floats_byte(x: FloatsByte) -> FloatsByte {
    FloatsByte {
        a: -x.a,
        b: -x.b,
        c: !x.c,
    }
}

/// Returns `packed`.
#[ffi]
pub fn same_packed(packed: PackedAligned) -> PackedAligned {
    packed
}

/// The sum of all fields.
#[ffi]
pub fn packed_header_sum(header: &PackedHeader) -> f64 {
    let numbers = f64::from(header.kind) + f64::from(header.length) + f64::from(header.crc);
    numbers + header.scale
}

/// The sum of all fields, packed ones included.
#[ffi]
pub fn envelope_sum(envelope: &Envelope) -> f64 {
    let outer = f64::from(u8::from(envelope.urgent)) + f64::from(envelope.size);
    outer + packed_header_sum(&{ envelope.header })
}

/// The next identifier, wrapping.
#[ffi]
pub fn next_identifier(identifier: Identifier) -> Identifier {
    Identifier {
        id: identifier.id.wrapping_add(1),
    }
}

/// Negates the number, wrapping.
#[ffi]
pub fn negate_delta(delta: Delta) -> Delta {
    Delta(delta.0.wrapping_neg())
}

/// Twice as far.
#[ffi]
pub fn double_meters(distance: Meters) -> Meters {
    Meters(distance.0 * 2.0)
}

/// The other position.
#[ffi]
pub fn toggle_switch(position: Switch) -> Switch {
    Switch(!position.0)
}

/// The other direction.
#[ffi]
pub fn reverse_velocity(velocity: Velocity) -> Velocity {
    Velocity {
        vector: Vec2 {
            x: -velocity.vector.x,
            y: -velocity.vector.y,
        },
    }
}

/// One degree more.
#[ffi]
pub fn warmer(temperature: Temperature) -> Temperature {
    Temperature {
        degrees: temperature.degrees + 1.0,
    }
}

/// Adds to the balance, wrapping.
#[ffi]
pub fn deposit(account: Account, amount: i64) -> Account {
    Account {
        number: account.number,
        balance: account.balance.wrapping_add(amount),
    }
}

/// Returns `skipping` with its fields doubled, wrapping.
#[ffi]
pub fn double_skipping(skipping: Skipping) -> Skipping {
    Skipping {
        before: PhantomData,
        x: skipping.x.wrapping_mul(2),
        between: (),
        y: skipping.y.wrapping_mul(2),
    }
}

/// Returns `awkward`.
#[ffi]
pub fn same_awkward(awkward: Awkward) -> Awkward {
    awkward
}

/// The sum of eight points.
#[ffi]
#[expect(
    clippy::many_single_char_names,
    reason = "more structs than fit into registers"
)]
pub fn sum_vec2s(
    a: Vec2,
    b: Vec2,
    c: Vec2,
    d: Vec2,
    e: Vec2,
    f: Vec2,
    g: Vec2,
    h: Vec2,
    i: Vec2,
    j: Vec2,
) -> Vec2 {
    [a, b, c, d, e, f, g, h, i, j]
        .into_iter()
        .fold(Vec2 { x: 0.0, y: 0.0 }, |sum, point| Vec2 {
            x: sum.x + point.x,
            y: sum.y + point.y,
        })
}

/// The sum of the numbers in structs of many kinds, and of the numbers between them.
#[ffi]
#[expect(
    clippy::cast_precision_loss,
    reason = "structs, integers and floats compete for registers; floats hold what the tests pass"
)]
pub fn sum_structs(
    first: u8,
    gray: Gray,
    float_int: FloatInt,
    second: f32,
    int_float: IntFloat,
    mixed: MixedHalves,
    wide: Wide,
    third: i64,
    rgb: Rgb,
    floats_byte: FloatsByte,
    point: Vec2,
    flag: bool,
) -> f64 {
    let scalars = f64::from(first) + f64::from(second) + third as f64 + f64::from(u8::from(flag));
    let halves = float_int.a + float_int.b as f64 + int_float.a as f64 + int_float.b;
    let mixed = f64::from(mixed.a) + f64::from(mixed.b) + f64::from(mixed.c) + f64::from(mixed.d);
    let wide = wide.first as f64 + wide.eighth as f64 + f64::from(wide.ninth);
    let bytes = [gray.level, rgb.red, rgb.green, rgb.blue, floats_byte.c];
    let floats = [floats_byte.a, floats_byte.b, point.x, point.y];
    scalars
        + halves
        + mixed
        + wide
        + bytes.into_iter().map(f64::from).sum::<f64>()
        + floats.into_iter().map(f64::from).sum::<f64>()
}

/// The float before a struct of which the first half takes the last integer register.
#[ffi]
pub fn float_before_last(
    _first: u64,
    _second: u64,
    _third: u64,
    _fourth: u64,
    _fifth: u64,
    x: f64,
    _last: ShortFloat,
) -> f64 {
    x
}

/// The integers before it, as one number.
#[ffi]
pub fn integers_before_last(
    first: u64,
    second: u64,
    third: u64,
    fourth: u64,
    fifth: u64,
    _: f64,
    _last: ShortFloat,
) -> u64 {
    [first, second, third, fourth, fifth]
        .iter()
        .fold(0, |sum: u64, x| sum.wrapping_mul(31).wrapping_add(*x))
}

/// The struct itself.
#[ffi]
pub fn last_after_float(
    _first: u64,
    _second: u64,
    _third: u64,
    _fourth: u64,
    _fifth: u64,
    _: f64,
    last: ShortFloat,
) -> ShortFloat {
    last
}

/// One integer less, as the address of the result takes a register: `x`, the struct, the integers.
#[ffi]
pub fn all_before_last(
    first: u32,
    second: u32,
    third: u32,
    fourth: u32,
    x: f64,
    last: ShortFloat,
) -> Vec4 {
    let integers = [first, second, third, fourth];
    Vec4 {
        x,
        y: f64::from(last.a),
        z: last.b,
        w: integers.into_iter().map(f64::from).sum(),
    }
}

/// Exchanges rows and columns.
#[ffi]
pub fn transpose(matrix: Matrix) -> Matrix {
    let [[a, b], [c, d]] = matrix.rows;
    Matrix {
        rows: [[a, c], [b, d]],
    }
}

/// Exchanges rows and columns, negates the scale.
#[ffi]
pub fn transpose_cells(cells: Cells) -> Cells {
    let [[a, b], [c, d]] = cells.cells;
    Cells {
        cells: [[a, c], [b, d]],
        scale: -cells.scale,
    }
}

/// More than there are registers for: `scale` times each matrix, all added.
#[ffi]
pub fn sum_matrices(
    a: Matrix,
    scale_a: f32,
    b: Matrix,
    c: Matrix,
    cells: Cells,
    scale_b: f32,
    d: Matrix,
    scale_c: f64,
) -> f64 {
    let sum = |matrix: Matrix| f64::from(matrix.rows.as_flattened().iter().sum::<f32>());
    let cells_sum: i32 = cells
        .cells
        .as_flattened()
        .iter()
        .copied()
        .map(i32::from)
        .sum();
    let scaled = f64::from(scale_a) * sum(a) + f64::from(scale_b) * sum(b) + scale_c * sum(c);
    scaled + sum(d) + cells.scale * f64::from(cells_sum)
}

/// Two structs that stay where they are, which may be the same one.
#[ffi]
pub fn dot(a: &Vec3, b: &Vec3) -> f32 {
    a.x * b.x + a.y * b.y + a.z * b.z
}

/// The same fields in another order.
#[ffi]
pub fn reorder_packed(packed: PackedSmall) -> PackedSwapped {
    PackedSwapped {
        y: packed.y,
        x: packed.x,
    }
}

/// The same fields in another order.
#[ffi]
pub fn reorder_swapped(packed: PackedSwapped) -> PackedSmall {
    PackedSmall {
        x: packed.x,
        y: packed.y,
    }
}

/// Negates the flag, complements the number.
#[ffi]
pub fn invert_packed_number(packed: PackedNumber) -> PackedNumber {
    PackedNumber {
        flag: !packed.flag,
        number: !packed.number,
    }
}

/// Complements the kind, negates the floats.
#[ffi]
pub fn negate_packed_floats(packed: PackedFloats) -> PackedFloats {
    PackedFloats {
        kind: !packed.kind,
        x: -packed.x,
        y: -packed.y,
    }
}

/// Moves every word one place to the left.
#[ffi]
pub fn rotate_packed_words(packed: PackedWords) -> PackedWords {
    let [first, second, third] = packed.words;
    PackedWords {
        kind: packed.kind,
        words: [second, third, first],
    }
}

/// Complements the integers, negates the float.
#[ffi]
pub fn invert_packed_header(header: PackedHeader) -> PackedHeader {
    make_packed_header(!header.kind, !header.length, !header.crc, -header.scale)
}

/// A header from its fields.
#[ffi]
pub fn make_packed_header(kind: u8, length: u32, crc: u16, scale: f64) -> PackedHeader {
    PackedHeader {
        kind,
        length,
        crc,
        scale,
    }
}

/// Complements unsigned numbers, negates signed ones, the float and the flag.
#[ffi]
pub fn invert_packed_wide(packed: PackedWide) -> PackedWide {
    PackedWide {
        first: !packed.first,
        flag: !packed.flag,
        second: packed.second.wrapping_neg(),
        third: -packed.third,
        last: !packed.last,
    }
}

/// Complements all numbers.
#[ffi]
pub fn invert_packed_inside(x: PackedInside) -> PackedInside {
    PackedInside {
        small: PackedSmall {
            x: !x.small.x,
            y: !x.small.y,
        },
        count: !x.count,
        size: !x.size,
    }
}

/// Returns `envelope`, with what is packed in it.
#[ffi]
pub fn same_envelope(envelope: Envelope) -> Envelope {
    envelope
}

/// Ten of them: the sum of the numbers of which the flag is set.
#[ffi]
#[expect(
    clippy::many_single_char_names,
    reason = "the tests count on them in this order"
)]
pub fn sum_packed_numbers(
    a: PackedNumber,
    b: PackedNumber,
    c: PackedNumber,
    d: PackedNumber,
    e: PackedNumber,
    f: PackedNumber,
    g: PackedNumber,
    h: PackedNumber,
    i: PackedNumber,
    j: PackedNumber,
) -> u64 {
    [a, b, c, d, e, f, g, h, i, j]
        .iter()
        .filter(|packed| packed.flag)
        .map(|packed| u64::from(packed.number))
        .sum()
}

/// The sum of the numbers in packed structs of many kinds, and of the numbers between them.
#[ffi]
pub fn sum_packed(
    first: u8,
    small: PackedSmall,
    second: f32,
    number: PackedNumber,
    third: i32,
    floats: PackedFloats,
    wide: PackedWide,
    fourth: f64,
    header: PackedHeader,
    fifth: u16,
    inside: PackedInside,
    point: Vec2,
    sixth: u32,
    words: PackedWords,
    flag: bool,
) -> f64 {
    let scalars = f64::from(first) + f64::from(second) + f64::from(third) + fourth;
    let scalars = scalars + f64::from(fifth) + f64::from(sixth) + f64::from(u8::from(flag));
    let small = f64::from(small.x) + f64::from(small.y) + f64::from(number.number);
    let floats = f64::from(floats.kind) + f64::from(floats.x) + floats.y;
    let wide = wide.third + f64::from(wide.last);
    let inside = f64::from(inside.small.y) + f64::from(inside.count) + f64::from(inside.size);
    let points = f64::from(point.x) + f64::from(point.y);
    let words: f64 = { words.words }.map(f64::from).iter().sum();
    scalars + small + floats + wide + packed_header_sum(&header) + inside + points + words
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(same_vec2))
        .register(function!(swap_vec2))
        .register(function!(make_vec2))
        .register(function!(rotate_vec3))
        .register(function!(rotate_vec4))
        .register(function!(invert_gray))
        .register(function!(rotate_rgb))
        .register(function!(flip_interval))
        .register(function!(step_sample))
        .register(function!(sample_sum))
        .register(function!(invert_all))
        .register(function!(toggle_marker))
        .register(function!(same_pixel))
        .register(function!(reverse_segment))
        .register(function!(segment_middle))
        .register(function!(swap_scene))
        .register(function!(rotate_wide))
        .register(function!(invert_float_int))
        .register(function!(invert_int_float))
        .register(function!(invert_mixed_halves))
        .register(function!(invert_floats_byte))
        .register(function!(same_packed))
        .register(function!(packed_header_sum))
        .register(function!(envelope_sum))
        .register(function!(next_identifier))
        .register(function!(negate_delta))
        .register(function!(double_meters))
        .register(function!(toggle_switch))
        .register(function!(reverse_velocity))
        .register(function!(warmer))
        .register(function!(deposit))
        .register(function!(double_skipping))
        .register(function!(same_awkward))
        .register(function!(sum_vec2s))
        .register(function!(sum_structs))
        .register(function!(float_before_last))
        .register(function!(integers_before_last))
        .register(function!(last_after_float))
        .register(function!(all_before_last))
        .register(function!(transpose))
        .register(function!(transpose_cells))
        .register(function!(sum_matrices))
        .register(function!(dot))
        .register(extra_type!(Settings))
        .register(register_unaligned);
}

/// Registers packed structs that travel by value although their fields are unaligned.
fn register_unaligned(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(reorder_packed))
        .register(function!(reorder_swapped))
        .register(function!(invert_packed_number))
        .register(function!(negate_packed_floats))
        .register(function!(rotate_packed_words))
        .register(function!(invert_packed_header))
        .register(function!(make_packed_header))
        .register(function!(invert_packed_wide))
        .register(function!(invert_packed_inside))
        .register(function!(same_envelope))
        .register(function!(sum_packed_numbers))
        .register(function!(sum_packed));
}
