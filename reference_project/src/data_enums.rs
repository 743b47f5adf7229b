//! Data enums: variants that carry a value. They travel by value, by `&T`, by `&mut T`, and in
//! structs.
//!
//! A variant carries nothing or one value; what belongs together goes into a struct.

#![expect(
    clippy::cast_possible_wrap,
    reason = "the macro casts every number of a variant to `isize`"
)]
#![expect(
    clippy::let_unit_value,
    reason = "the macro binds what fields and variants hold, even if that is nothing"
)]

use crate::enums::{Color, Level};
use crate::structs::{PackedSwapped, Rgb, Vec2, Vec3, Wide};
use interoptopus::inventory::RustInventory;
use interoptopus::lang::types::TypeInfo;
use interoptopus::{extra_type, ffi, function};

/// One of three.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EnumPayload {
    /// Nothing more.
    A,
    /// A point in space.
    ///
    /// Or a direction.
    B(Vec3),
    // A plain comment is no documentation.
    C(u32),
}

/// Every primitive.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar {
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    Usize(usize),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    Isize(isize),
    F32(f32),
    F64(f64),
    Bool(bool),
    Flag(ffi::Bool),
    Letter(ffi::CChar),
}

/// Two bytes.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Narrow {
    Empty,
    Full(u8),
}

/// 8 bytes: a tag and a float share a register.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    Low(f32),
    High(f32),
}

/// 16 bytes: the second half is a float, whatever the variant.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    Single(f32),
    Double(f64),
}

/// 16 bytes: floats of several sizes in the second half.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Position {
    Unknown,
    Flat(Vec2),
    Deep(Vec3),
}

/// 16 bytes: the second half is an integer or a float.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    Whole(i64),
    Real(f64),
}

/// Unit enums and structs as payload.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Paint {
    Named(Color),
    Leveled(Level),
    Mixed(Rgb),
}

/// Data enums as payload.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Nested {
    Leaf(u8),
    Branch(EnumPayload),
    Painted(Paint),
}

/// Arrays as payload.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Blob {
    Empty,
    Bytes([u8; 16]),
    Shorts([u16; 3]),
    Floats([f32; 4]),
    Points([Vec2; 2]),
    Colors([Color; 2]),
    Text([ffi::CChar; 8]),
}

/// A payload without a size is no less a payload.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal {
    Idle,
    Ping(()),
    Data(u8),
}

/// Nothing but a tag.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tick {
    First(()),
    Second(()),
}

/// Only one choice.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lonely {
    Only(u16),
}

/// 80 bytes: larger than any register.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bulk {
    Small(u8),
    Large(Wide),
}

/// Variants without a value may have numbers, after those with one.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Search {
    Found(u32),
    Missing = -1,
}

/// Needs a `u16` to tell its variants apart.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distance {
    Near(u8),
    Far = 300,
}

/// Needs an `i32` to tell its variants apart.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Altitude {
    Above(u8),
    Below = -70_000,
    Above2 = 70_000,
}

/// Filled or not, with whatever there is.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Layer<T: TypeInfo> {
    /// Nothing.
    Empty,
    /// Something.
    Full(T),
}

/// Rust's name differs from Python's.
#[ffi(name = "Choice")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    No,
    Yes(u8),
}

/// Variant names that are taken in Python, by the language or by what every variant has there.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(non_camel_case_types, reason = "these are the names to test")]
pub enum Awry {
    None,
    r#True(u8),
    Any(u8),
    r#value(u8),
    mro(u8),
    r#lambda,
    __class__(u8),
    __init__(u8),
    __hidden(u8),
    Awry(u8),
    Plain(u8),
}

/// What is packed is unaligned behind the tag: all travels in memory, small as it is.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cramped {
    Header(PackedSwapped),
    Number(u8),
    Empty,
}

/// No function takes or returns it: `extra_type!` exports it.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spare {
    Unused,
    Used(u8),
}

/// A data enum between other fields.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tagged {
    pub id: u8,
    /// What it carries.
    pub payload: EnumPayload,
    pub weight: f64,
}

/// An array of data enums.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tray {
    pub items: [EnumPayload; 3],
    pub count: u8,
}

/// Data enums in a struct in which halves of registers are floats.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gauge {
    pub reading: Reading,
    pub scale: f64,
}

/// 8 bytes, the data enum at an odd place.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NarrowPair {
    pub kind: u8,
    pub first: Narrow,
    pub second: Narrow,
    pub size: u16,
}

/// A field without a size stays where it is.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hollow {
    pub before: u8,
    pub nothing: (),
    pub after: u32,
}

/// Returns `x`.
#[ffi]
pub fn same_payload(x: EnumPayload) -> EnumPayload {
    x
}

/// Rotates the point, complements the number.
#[ffi]
pub fn map_payload(x: EnumPayload) -> EnumPayload {
    match x {
        EnumPayload::A => EnumPayload::A,
        EnumPayload::B(point) => EnumPayload::B(Vec3 {
            x: point.y,
            y: point.z,
            z: point.x,
        }),
        EnumPayload::C(number) => EnumPayload::C(!number),
    }
}

/// The variant with that index; the last one for any other.
#[ffi]
pub fn make_payload(index: u8) -> EnumPayload {
    match index {
        0 => EnumPayload::A,
        1 => EnumPayload::B(Vec3 {
            x: 1.0,
            y: 2.0,
            z: 3.0,
        }),
        _ => EnumPayload::C(u32::from(index)),
    }
}

/// The index of the variant.
#[ffi]
pub fn payload_index(x: EnumPayload) -> u8 {
    match x {
        EnumPayload::A => 0,
        EnumPayload::B(_) => 1,
        EnumPayload::C(_) => 2,
    }
}

/// The sum of what is in a data enum that stays where it is.
#[ffi]
pub fn payload_sum(x: &EnumPayload) -> f64 {
    match x {
        EnumPayload::A => 0.0,
        EnumPayload::B(point) => f64::from(point.x) + f64::from(point.y) + f64::from(point.z),
        EnumPayload::C(number) => f64::from(*number),
    }
}

/// Replaces each variant by the next one: `A` by `B` of 1, 2, 3; `B` by `C` of 7; `C` by `A`.
#[ffi]
pub fn replace_payload(x: &mut EnumPayload) {
    *x = match x {
        EnumPayload::A => make_payload(1),
        EnumPayload::B(_) => EnumPayload::C(7),
        EnumPayload::C(_) => EnumPayload::A,
    };
}

/// Returns `x`.
#[ffi]
pub fn same_scalar(x: Scalar) -> Scalar {
    x
}

/// Complements unsigned numbers, negates all others and the flags, and leaves the letter.
#[ffi]
pub fn invert_scalar(x: Scalar) -> Scalar {
    match x {
        Scalar::U8(x) => Scalar::U8(!x),
        Scalar::U16(x) => Scalar::U16(!x),
        Scalar::U32(x) => Scalar::U32(!x),
        Scalar::U64(x) => Scalar::U64(!x),
        Scalar::Usize(x) => Scalar::Usize(!x),
        Scalar::I8(x) => Scalar::I8(x.wrapping_neg()),
        Scalar::I16(x) => Scalar::I16(x.wrapping_neg()),
        Scalar::I32(x) => Scalar::I32(x.wrapping_neg()),
        Scalar::I64(x) => Scalar::I64(x.wrapping_neg()),
        Scalar::Isize(x) => Scalar::Isize(x.wrapping_neg()),
        Scalar::F32(x) => Scalar::F32(-x),
        Scalar::F64(x) => Scalar::F64(-x),
        Scalar::Bool(x) => Scalar::Bool(!x),
        Scalar::Flag(x) => Scalar::Flag(!x),
        Scalar::Letter(x) => Scalar::Letter(x),
    }
}

/// Does what `invert_scalar` does, in place.
#[ffi]
pub fn invert_scalar_in_place(x: &mut Scalar) {
    *x = invert_scalar(*x);
}

/// Complements the number.
#[ffi]
pub fn invert_narrow(x: Narrow) -> Narrow {
    match x {
        Narrow::Empty => Narrow::Empty,
        Narrow::Full(x) => Narrow::Full(!x),
    }
}

/// Exchanges the variants, negates the float.
#[ffi]
pub fn invert_reading(x: Reading) -> Reading {
    match x {
        Reading::Low(x) => Reading::High(-x),
        Reading::High(x) => Reading::Low(-x),
    }
}

/// Negates the float.
#[ffi]
pub fn negate_measure(x: Measure) -> Measure {
    match x {
        Measure::Single(x) => Measure::Single(-x),
        Measure::Double(x) => Measure::Double(-x),
    }
}

/// Negates all coordinates.
#[ffi]
pub fn negate_position(x: Position) -> Position {
    match x {
        Position::Unknown => Position::Unknown,
        Position::Flat(point) => Position::Flat(Vec2 {
            x: -point.x,
            y: -point.y,
        }),
        Position::Deep(point) => Position::Deep(Vec3 {
            x: -point.x,
            y: -point.y,
            z: -point.z,
        }),
    }
}

/// Negates the number, wrapping.
#[ffi]
pub fn negate_number(x: Number) -> Number {
    match x {
        Number::Whole(x) => Number::Whole(x.wrapping_neg()),
        Number::Real(x) => Number::Real(-x),
    }
}

/// The next color, the other level, or the components in reverse.
#[ffi]
pub fn repaint(x: Paint) -> Paint {
    match x {
        Paint::Named(color) => Paint::Named(crate::enums::next_color(color)),
        Paint::Leveled(level) => Paint::Leveled(crate::enums::other_level(level)),
        Paint::Mixed(color) => Paint::Mixed(Rgb {
            red: color.blue,
            green: color.green,
            blue: color.red,
        }),
    }
}

/// Maps what is inside.
#[ffi]
pub fn map_nested(x: Nested) -> Nested {
    match x {
        Nested::Leaf(x) => Nested::Leaf(!x),
        Nested::Branch(x) => Nested::Branch(map_payload(x)),
        Nested::Painted(x) => Nested::Painted(repaint(x)),
    }
}

/// Reverses arrays; text it leaves.
#[ffi]
pub fn reverse_blob(x: Blob) -> Blob {
    match x {
        Blob::Empty => Blob::Empty,
        Blob::Bytes(x) => Blob::Bytes(reversed(x)),
        Blob::Shorts(x) => Blob::Shorts(reversed(x)),
        Blob::Floats(x) => Blob::Floats(reversed(x)),
        Blob::Points(x) => Blob::Points(reversed(x)),
        Blob::Colors(x) => Blob::Colors(reversed(x)),
        Blob::Text(x) => Blob::Text(x),
    }
}

/// How many bytes the payload has.
#[ffi]
pub fn blob_size(x: &Blob) -> usize {
    match x {
        Blob::Empty => 0,
        Blob::Bytes(x) => size_of_val(x),
        Blob::Shorts(x) => size_of_val(x),
        Blob::Floats(x) => size_of_val(x),
        Blob::Points(x) => size_of_val(x),
        Blob::Colors(x) => size_of_val(x),
        Blob::Text(x) => size_of_val(x),
    }
}

/// The next variant: `Idle`, `Ping`, `Data` of 9, and around.
#[ffi]
pub fn next_signal(x: Signal) -> Signal {
    match x {
        Signal::Idle => Signal::Ping(()),
        Signal::Ping(()) => Signal::Data(9),
        Signal::Data(_) => Signal::Idle,
    }
}

/// The other variant.
#[ffi]
pub fn other_tick(x: Tick) -> Tick {
    match x {
        Tick::First(()) => Tick::Second(()),
        Tick::Second(()) => Tick::First(()),
    }
}

/// Complements the number.
#[ffi]
pub fn invert_lonely(x: Lonely) -> Lonely {
    let Lonely::Only(x) = x;
    Lonely::Only(!x)
}

/// Complements the small number; of the large struct the first and the last.
#[ffi]
pub fn invert_bulk(x: Bulk) -> Bulk {
    match x {
        Bulk::Small(x) => Bulk::Small(!x),
        Bulk::Large(wide) => Bulk::Large(Wide {
            first: !wide.first,
            ninth: !wide.ninth,
            ..wide
        }),
    }
}

/// Counts up from where it was found, wrapping.
#[ffi]
pub fn search_on(x: Search) -> Search {
    match x {
        Search::Found(at) => Search::Found(at.wrapping_add(1)),
        Search::Missing => Search::Missing,
    }
}

/// Far if there is a zero, else one less.
#[ffi]
pub fn go_near(x: Distance) -> Distance {
    match x {
        Distance::Near(0) => Distance::Far,
        Distance::Near(x) => Distance::Near(x - 1),
        Distance::Far => Distance::Near(u8::MAX),
    }
}

/// The next variant; `Above` of 1.
#[ffi]
pub fn next_altitude(x: Altitude) -> Altitude {
    match x {
        Altitude::Above(_) => Altitude::Below,
        Altitude::Below => Altitude::Above2,
        Altitude::Above2 => Altitude::Above(1),
    }
}

/// Complements the number.
#[ffi]
pub fn invert_layer_u8(x: Layer<u8>) -> Layer<u8> {
    match x {
        Layer::Empty => Layer::Empty,
        Layer::Full(x) => Layer::Full(!x),
    }
}

/// Exchanges the coordinates.
#[ffi]
pub fn swap_layer_vec2(x: Layer<Vec2>) -> Layer<Vec2> {
    match x {
        Layer::Empty => Layer::Empty,
        Layer::Full(point) => Layer::Full(Vec2 {
            x: point.y,
            y: point.x,
        }),
    }
}

/// Returns `x`.
#[ffi]
pub fn same_layers(x: Layer<Layer<Layer<u32>>>) -> Layer<Layer<Layer<u32>>> {
    x
}

/// How many layers are full.
#[ffi]
pub fn count_layers(x: &Layer<Layer<Layer<u32>>>) -> u8 {
    match x {
        Layer::Empty => 0,
        Layer::Full(Layer::Empty) => 1,
        Layer::Full(Layer::Full(Layer::Empty)) => 2,
        Layer::Full(Layer::Full(Layer::Full(_))) => 3,
    }
}

/// Fills the outermost empty layer; the innermost with 1. A full one counts up, wrapping.
#[ffi]
pub fn fill_layers(x: &mut Layer<Layer<Layer<u32>>>) {
    match x {
        Layer::Empty => *x = Layer::Full(Layer::Empty),
        Layer::Full(x @ Layer::Empty) => *x = Layer::Full(Layer::Empty),
        Layer::Full(Layer::Full(x @ Layer::Empty)) => *x = Layer::Full(1),
        Layer::Full(Layer::Full(Layer::Full(x))) => *x = x.wrapping_add(1),
    }
}

/// The opposite; yes of 1.
#[ffi]
pub fn decide_otherwise(x: Decision) -> Decision {
    match x {
        Decision::No => Decision::Yes(1),
        Decision::Yes(_) => Decision::No,
    }
}

/// Returns `x`.
#[ffi]
pub fn same_awry(x: Awry) -> Awry {
    x
}

/// Changes the numbers by those before and behind, which share the registers.
#[ffi]
pub fn shift_cramped(before: u8, x: Cramped, after: u8) -> Cramped {
    match x {
        Cramped::Header(PackedSwapped { y, x }) => Cramped::Header(PackedSwapped {
            y: y ^ u16::from(before),
            x: x ^ after,
        }),
        Cramped::Number(x) => Cramped::Number(x.wrapping_add(before).wrapping_add(after)),
        Cramped::Empty => Cramped::Empty,
    }
}

/// Maps the payload and doubles the weight.
#[ffi]
pub fn map_tagged(x: Tagged) -> Tagged {
    Tagged {
        id: x.id.wrapping_add(1),
        payload: map_payload(x.payload),
        weight: x.weight * 2.0,
    }
}

/// Replaces the payload of a struct that stays where it is.
#[ffi]
pub fn replace_tagged(x: &mut Tagged) {
    replace_payload(&mut x.payload);
}

/// Reverses the items.
#[ffi]
pub fn reverse_tray(x: Tray) -> Tray {
    Tray {
        items: reversed(x.items),
        count: x.count.wrapping_add(1),
    }
}

/// The sum of what is in the items of a struct that stays where it is.
#[ffi]
pub fn tray_sum(x: &Tray) -> f64 {
    x.items.iter().map(|x| payload_sum(x)).sum::<f64>() + f64::from(x.count)
}

/// Inverts the reading, negates the scale.
#[ffi]
pub fn invert_gauge(x: Gauge) -> Gauge {
    Gauge {
        reading: invert_reading(x.reading),
        scale: -x.scale,
    }
}

/// Exchanges the data enums, complements the numbers.
#[ffi]
pub fn swap_narrow_pair(x: NarrowPair) -> NarrowPair {
    NarrowPair {
        kind: !x.kind,
        first: x.second,
        second: x.first,
        size: !x.size,
    }
}

/// Both numbers, and nothing between them.
#[ffi]
pub fn make_hollow(before: u8, after: u32) -> Hollow {
    Hollow {
        before,
        nothing: (),
        after,
    }
}

/// Complements both numbers.
#[ffi]
pub fn invert_hollow(x: Hollow) -> Hollow {
    make_hollow(!x.before, !x.after)
}

/// Ten of them: the sum of all numbers, the floats weighed with 100.
#[ffi]
#[expect(
    clippy::many_single_char_names,
    reason = "the tests count on them in this order"
)]
pub fn sum_measures(
    a: Number,
    b: Number,
    c: Number,
    d: Number,
    e: Number,
    f: Number,
    g: Number,
    h: Number,
    i: Number,
    j: Number,
) -> f64 {
    [a, b, c, d, e, f, g, h, i, j]
        .map(number_weight)
        .iter()
        .sum()
}

/// The sum of data enums of many kinds, and of the numbers between them.
#[ffi]
pub fn sum_data_enums(
    first: u8,
    payload: EnumPayload,
    second: f64,
    measure: Measure,
    third: i64,
    narrow: Narrow,
    fourth: f32,
    bulk: Bulk,
    number: Number,
    fifth: u16,
    position: Position,
    reading: Reading,
    flag: bool,
) -> f64 {
    let measure = match measure {
        Measure::Single(x) => f64::from(x),
        Measure::Double(x) => x,
    };
    let narrow = match narrow {
        Narrow::Empty => 0.0,
        Narrow::Full(x) => f64::from(x),
    };
    let bulk = match bulk {
        Bulk::Small(x) => f64::from(x),
        Bulk::Large(wide) => f64::from(wide.ninth),
    };
    let position = match position {
        Position::Unknown => 0.0,
        Position::Flat(point) => point.x + point.y,
        Position::Deep(point) => point.x + point.y + point.z,
    };
    let reading = match reading {
        Reading::Low(x) => -x,
        Reading::High(x) => x,
    };
    let scalars = f64::from(first) + second + float(third) + f64::from(fourth) + f64::from(fifth);
    let small = payload_sum(&payload) + measure + narrow + number_weight(number);
    scalars + small + bulk + f64::from(position) + f64::from(reading) + f64::from(u8::from(flag))
}

fn number_weight(x: Number) -> f64 {
    match x {
        Number::Whole(x) => float(x),
        Number::Real(x) => x * 100.0,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "floats hold what the tests pass"
)]
fn float(x: i64) -> f64 {
    x as f64
}

fn reversed<T, const N: usize>(mut items: [T; N]) -> [T; N] {
    items.reverse();
    items
}

/// A transparent enum: what its only variant carries, with nothing around it.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Metres below the surface.
    Below(i8),
}

/// A transparent enum around a struct.
#[ffi(transparent)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Anchor {
    At(Vec2),
}

/// A transparent enum around an option.
#[ffi(transparent)]
#[derive(Clone, Copy)]
pub enum Guess {
    Of(ffi::Option<u32>),
}

/// Transparent enums as fields.
#[ffi]
#[derive(Clone, Copy)]
pub struct Dive {
    pub depth: Depth,
    pub anchor: Anchor,
    pub deepest: [Depth; 2],
}

/// As deep above the surface, wrapping.
#[ffi]
pub fn mirror_depth(depth: Depth) -> Depth {
    let Depth::Below(metres) = depth;
    Depth::Below(metres.wrapping_neg())
}

/// Swaps the coordinates.
#[ffi]
pub fn swap_anchor(anchor: Anchor, times: u8) -> Anchor {
    let Anchor::At(point) = anchor;
    if times.is_multiple_of(2) {
        return anchor;
    }
    Anchor::At(Vec2 {
        x: point.y,
        y: point.x,
    })
}

/// One more, wrapping.
#[ffi]
pub fn next_guess(guess: Guess) -> Guess {
    match guess {
        Guess::Of(ffi::Some(number)) => Guess::Of(ffi::Some(number.wrapping_add(1))),
        Guess::Of(ffi::None) => guess,
    }
}

/// The other way round.
#[ffi]
pub fn reverse_dive(dive: Dive) -> Dive {
    Dive {
        depth: mirror_depth(dive.depth),
        anchor: swap_anchor(dive.anchor, 1),
        deepest: [dive.deepest[1], dive.deepest[0]],
    }
}

/// Deeper by one, wrapping.
#[ffi]
pub fn sink(depth: &mut Depth) {
    let Depth::Below(metres) = depth;
    *metres = metres.wrapping_add(1);
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(mirror_depth))
        .register(function!(swap_anchor))
        .register(function!(next_guess))
        .register(function!(reverse_dive))
        .register(function!(sink))
        .register(function!(same_payload))
        .register(function!(map_payload))
        .register(function!(make_payload))
        .register(function!(payload_index))
        .register(function!(payload_sum))
        .register(function!(replace_payload))
        .register(function!(same_scalar))
        .register(function!(invert_scalar))
        .register(function!(invert_scalar_in_place))
        .register(function!(invert_narrow))
        .register(function!(invert_reading))
        .register(function!(negate_measure))
        .register(function!(negate_position))
        .register(function!(negate_number))
        .register(function!(repaint))
        .register(function!(map_nested))
        .register(function!(reverse_blob))
        .register(function!(blob_size))
        .register(function!(next_signal))
        .register(function!(other_tick))
        .register(function!(invert_lonely))
        .register(function!(invert_bulk))
        .register(function!(search_on))
        .register(function!(go_near))
        .register(function!(next_altitude))
        .register(function!(invert_layer_u8))
        .register(function!(swap_layer_vec2))
        .register(function!(same_layers))
        .register(function!(count_layers))
        .register(function!(fill_layers))
        .register(function!(decide_otherwise))
        .register(function!(same_awry))
        .register(function!(shift_cramped))
        .register(function!(map_tagged))
        .register(function!(replace_tagged))
        .register(function!(reverse_tray))
        .register(function!(tray_sum))
        .register(function!(invert_gauge))
        .register(function!(swap_narrow_pair))
        .register(function!(make_hollow))
        .register(function!(invert_hollow))
        .register(function!(sum_measures))
        .register(function!(sum_data_enums))
        .register(extra_type!(Spare));
}
