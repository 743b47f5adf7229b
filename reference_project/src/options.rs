//! Options: `ffi::Option` is a value or nothing, and has the layout of C, unlike Rust's own.

use crate::data_enums::EnumPayload;
use crate::enums::Color;
use crate::structs::{Vec2, Vec3, Wide};
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

/// Options between other fields.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    pub id: u16,
    /// How old, if it is known.
    pub age: ffi::Option<u8>,
    pub position: ffi::Option<Vec2>,
    pub color: ffi::Option<Color>,
    pub balance: ffi::Option<f64>,
}

/// An array of options.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slots {
    pub items: [ffi::Option<u32>; 3],
    pub count: u8,
}

/// Options as payload.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    Unasked,
    Given(ffi::Option<u32>),
    Doubted(ffi::Option<ffi::Option<u8>>),
}

/// Complements the number.
#[ffi]
pub fn invert_option_u8(x: ffi::Option<u8>) -> ffi::Option<u8> {
    mapped(x, |x| !x)
}

/// Complements the number.
#[ffi]
pub fn invert_option_u32(x: ffi::Option<u32>) -> ffi::Option<u32> {
    mapped(x, |x| !x)
}

/// Complements the number.
#[ffi]
pub fn invert_option_u64(x: ffi::Option<u64>) -> ffi::Option<u64> {
    mapped(x, |x| !x)
}

/// Negates the number, wrapping.
#[ffi]
pub fn negate_option_i8(x: ffi::Option<i8>) -> ffi::Option<i8> {
    mapped(x, i8::wrapping_neg)
}

/// Negates the number, wrapping.
#[ffi]
pub fn negate_option_i64(x: ffi::Option<i64>) -> ffi::Option<i64> {
    mapped(x, i64::wrapping_neg)
}

/// Negates the number.
#[ffi]
pub fn negate_option_f32(x: ffi::Option<f32>) -> ffi::Option<f32> {
    mapped(x, |x| -x)
}

/// Negates the number.
#[ffi]
pub fn negate_option_f64(x: ffi::Option<f64>) -> ffi::Option<f64> {
    mapped(x, |x| -x)
}

/// Negates the flag.
#[ffi]
pub fn not_option_bool(x: ffi::Option<bool>) -> ffi::Option<bool> {
    mapped(x, |x| !x)
}

/// Negates the flag.
#[ffi]
pub fn not_option_flag(x: ffi::Option<ffi::Bool>) -> ffi::Option<ffi::Bool> {
    mapped(x, |x| !x)
}

/// Returns `x`.
#[ffi]
pub fn same_option_char(x: ffi::Option<ffi::CChar>) -> ffi::Option<ffi::CChar> {
    x
}

/// Moves every coordinate one place to the left.
#[ffi]
pub fn rotate_option_vec3(x: ffi::Option<Vec3>) -> ffi::Option<Vec3> {
    mapped(x, |x| crate::structs::rotate_vec3(x))
}

/// Returns `x`, which is larger than any register.
#[ffi]
pub fn same_option_wide(x: ffi::Option<Wide>) -> ffi::Option<Wide> {
    x
}

/// The next color.
#[ffi]
pub fn next_option_color(x: ffi::Option<Color>) -> ffi::Option<Color> {
    mapped(x, |x| crate::enums::next_color(x))
}

/// Maps the payload.
#[ffi]
pub fn map_option_payload(x: ffi::Option<EnumPayload>) -> ffi::Option<EnumPayload> {
    mapped(x, |x| crate::data_enums::map_payload(x))
}

/// Something, or nothing.
#[ffi]
pub fn option_unit(present: bool) -> ffi::Option<()> {
    present.then_some(()).into()
}

/// Whether there is something.
#[ffi]
pub fn option_unit_is_some(x: ffi::Option<()>) -> bool {
    x.is_some()
}

/// Returns `x`.
#[ffi]
pub fn same_option_option(x: ffi::Option<ffi::Option<u32>>) -> ffi::Option<ffi::Option<u32>> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_option_three(
    x: ffi::Option<ffi::Option<ffi::Option<u32>>>,
) -> ffi::Option<ffi::Option<ffi::Option<u32>>> {
    x
}

/// How many options there are around what is or is not in the innermost.
#[ffi]
pub fn option_depth(x: ffi::Option<ffi::Option<u32>>) -> u8 {
    match x {
        ffi::None => 0,
        ffi::Some(ffi::None) => 1,
        ffi::Some(ffi::Some(_)) => 2,
    }
}

/// The larger one, if there is one.
#[ffi]
pub fn larger_option(a: ffi::Option<u32>, b: ffi::Option<u32>) -> ffi::Option<u32> {
    a.into_option().max(b.into_option()).into()
}

/// The number of an option that stays where it is, or -1.
#[ffi]
pub fn option_or_minus_one(x: &ffi::Option<u32>) -> i64 {
    x.as_ref().map_or(-1, |x| i64::from(*x))
}

/// Fills what is empty with 5; counts up what is not, wrapping.
#[ffi]
pub fn fill_option(x: &mut ffi::Option<u32>) {
    *x = match *x {
        ffi::None => ffi::Some(5),
        ffi::Some(x) => ffi::Some(x.wrapping_add(1)),
    };
}

/// Empties it.
#[ffi]
pub fn clear_option(x: &mut ffi::Option<u32>) {
    *x = ffi::None;
}

/// Fills what is empty with 1, 2, 3; empties what is not.
#[ffi]
pub fn flip_option_vec3(x: &mut ffi::Option<Vec3>) {
    *x = match *x {
        ffi::None => ffi::Some(Vec3 {
            x: 1.0,
            y: 2.0,
            z: 3.0,
        }),
        ffi::Some(_) => ffi::None,
    };
}

/// One more option around it; around two it is nothing again.
#[ffi]
pub fn deepen_option(x: &mut ffi::Option<ffi::Option<u32>>) {
    *x = match *x {
        ffi::None => ffi::Some(ffi::None),
        ffi::Some(ffi::None) => ffi::Some(ffi::Some(7)),
        ffi::Some(ffi::Some(_)) => ffi::None,
    };
}

/// Fills what is empty with zero, and empties what is not.
#[ffi]
pub fn flip_profile(x: Profile) -> Profile {
    Profile {
        id: x.id.wrapping_add(1),
        age: flipped(&x.age, 0),
        position: flipped(&x.position, Vec2 { x: 0.0, y: 0.0 }),
        color: flipped(&x.color, Color::Red),
        balance: flipped(&x.balance, 0.0),
    }
}

/// Makes a known age one more, wrapping.
#[ffi]
pub fn celebrate(x: &mut Profile) {
    x.age = mapped(x.age, |age| age.wrapping_add(1));
}

/// Reverses the items and counts those that are there.
#[ffi]
pub fn reverse_slots(x: Slots) -> Slots {
    let mut items = x.items;
    items.reverse();
    Slots {
        items,
        count: items.iter().map(|item| u8::from(item.is_some())).sum(),
    }
}

/// Returns `x`.
#[ffi]
pub fn same_answer(x: Answer) -> Answer {
    x
}

/// The sum of what is there.
#[ffi]
#[expect(
    clippy::many_single_char_names,
    reason = "the tests count on them in this order"
)]
pub fn sum_options(
    first: u8,
    a: ffi::Option<u8>,
    second: f64,
    b: ffi::Option<f32>,
    c: ffi::Option<f64>,
    third: i16,
    d: ffi::Option<u32>,
    e: ffi::Option<Vec3>,
    f: ffi::Option<i8>,
    fourth: f32,
    g: ffi::Option<bool>,
    h: ffi::Option<f64>,
) -> f64 {
    let floats = [b.into_option().map(f64::from), c.into(), h.into()];
    let integers = [
        a.into_option().map(f64::from),
        d.into_option().map(f64::from),
        f.into_option().map(f64::from),
        g.into_option().map(u8::from).map(f64::from),
    ];
    let point = e
        .into_option()
        .map_or(0.0, |point| point.x + point.y + point.z);
    let scalars = f64::from(first) + second + f64::from(third) + f64::from(fourth);
    let floats: f64 = floats.into_iter().flatten().sum();
    let integers: f64 = integers.into_iter().flatten().sum();
    scalars + floats + integers + f64::from(point)
}

fn mapped<T>(x: ffi::Option<T>, f: impl FnOnce(T) -> T) -> ffi::Option<T> {
    x.into_option().map(f).into()
}

fn flipped<T>(x: &ffi::Option<T>, filling: T) -> ffi::Option<T> {
    match x {
        ffi::None => ffi::Some(filling),
        ffi::Some(_) => ffi::None,
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(invert_option_u8))
        .register(function!(invert_option_u32))
        .register(function!(invert_option_u64))
        .register(function!(negate_option_i8))
        .register(function!(negate_option_i64))
        .register(function!(negate_option_f32))
        .register(function!(negate_option_f64))
        .register(function!(not_option_bool))
        .register(function!(not_option_flag))
        .register(function!(same_option_char))
        .register(function!(rotate_option_vec3))
        .register(function!(same_option_wide))
        .register(function!(next_option_color))
        .register(function!(map_option_payload))
        .register(function!(option_unit))
        .register(function!(option_unit_is_some))
        .register(function!(same_option_option))
        .register(function!(same_option_three))
        .register(function!(option_depth))
        .register(function!(larger_option))
        .register(function!(option_or_minus_one))
        .register(function!(fill_option))
        .register(function!(clear_option))
        .register(function!(flip_option_vec3))
        .register(function!(deepen_option))
        .register(function!(flip_profile))
        .register(function!(celebrate))
        .register(function!(reverse_slots))
        .register(function!(same_answer))
        .register(function!(sum_options));
}
