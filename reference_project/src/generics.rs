//! Generics: each instantiation that a function mentions becomes a class of its own.
//!
//! Python's names are Rust's without the punctuation: `GenericU8`, `PairI32`, `FixedString32`.

use crate::structs::Vec2;
use interoptopus::inventory::RustInventory;
use interoptopus::lang::types::TypeInfo;
use interoptopus::{extra_type, ffi, function};
use std::marker::PhantomData;

/// A lone item.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Generic<T: TypeInfo> {
    /// The item.
    pub item: T,
}

/// Two of a kind.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair<T: TypeInfo> {
    pub left: T,
    pub right: T,
}

/// Two kinds.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<K: TypeInfo, V: TypeInfo> {
    pub key: K,
    pub entry: V,
}

/// The parameter only tells apart what looks the same.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity<Unit: TypeInfo> {
    pub amount: f64,
    #[ffi::skip]
    pub(crate) unit: PhantomData<Unit>,
}

/// A unit of [`Quantity`].
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gram {
    pub factor: f32,
}

/// Text of at most `N` bytes, filled up with zeros.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedString<const N: usize> {
    pub bytes: [u8; N],
}

/// Names the types that go with another type.
pub trait Family {
    /// What it is made of.
    type Part: TypeInfo + Copy;
}

/// A family of integers.
#[derive(Debug, Clone, Copy)]
pub struct Integers;

impl Family for Integers {
    type Part = i16;
}

/// A family of points.
#[derive(Debug, Clone, Copy)]
pub struct Points;

impl Family for Points {
    type Part = Vec2;
}

/// Its fields are of an associated type.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member<F: Family> {
    pub first: F::Part,
    pub last: F::Part,
}

/// Complements the item.
#[ffi]
pub fn invert_generic_u8(x: Generic<u8>) -> Generic<u8> {
    Generic { item: !x.item }
}

/// Negates the item.
#[ffi]
pub fn negate_generic_f64(x: Generic<f64>) -> Generic<f64> {
    Generic { item: -x.item }
}

/// Negates the item.
#[ffi]
pub fn not_generic_bool(x: Generic<bool>) -> Generic<bool> {
    Generic { item: !x.item }
}

/// Exchanges both ends.
#[ffi]
pub fn swap_pair_i32(x: Pair<i32>) -> Pair<i32> {
    swapped(x)
}

/// Exchanges both ends.
#[ffi]
pub fn swap_pair_u64(x: Pair<u64>) -> Pair<u64> {
    swapped(x)
}

/// Exchanges both ends.
#[ffi]
pub fn swap_pair_vec2(x: Pair<Vec2>) -> Pair<Vec2> {
    swapped(x)
}

/// Exchanges both ends of a generic in a generic.
#[ffi]
pub fn swap_generic_pair(x: Generic<Pair<i32>>) -> Generic<Pair<i32>> {
    Generic {
        item: swapped(x.item),
    }
}

/// Exchanges both generics.
#[ffi]
pub fn swap_pair_generic(x: Pair<Generic<u8>>) -> Pair<Generic<u8>> {
    swapped(x)
}

/// The difference of a pair that stays where it is, wrapping.
#[ffi]
pub fn pair_difference(x: &Pair<i32>) -> i32 {
    x.right.wrapping_sub(x.left)
}

/// The item of a generic that stays where it is.
#[ffi]
pub fn generic_item(x: &Generic<u8>) -> u8 {
    x.item
}

/// Complements the key, negates the entry.
#[ffi]
pub fn invert_entry(x: Entry<u8, f64>) -> Entry<u8, f64> {
    Entry {
        key: !x.key,
        entry: -x.entry,
    }
}

/// Twice the amount.
#[ffi]
pub fn double_grams(x: Quantity<Gram>) -> Quantity<Gram> {
    Quantity {
        amount: x.amount * 2.0,
        unit: PhantomData,
    }
}

/// Half the amount.
#[ffi]
pub fn halve_numbers(x: Quantity<u32>) -> Quantity<u32> {
    Quantity {
        amount: x.amount / 2.0,
        unit: PhantomData,
    }
}

/// ASCII letters in capitals.
#[ffi]
pub fn upper_case_32(x: FixedString<32>) -> FixedString<32> {
    upper_case(x)
}

/// ASCII letters in capitals.
#[ffi]
pub fn upper_case_4(x: FixedString<4>) -> FixedString<4> {
    upper_case(x)
}

/// The number of bytes before the first zero, of a text that stays where it is.
#[ffi]
pub fn fixed_string_len(x: &FixedString<32>) -> usize {
    x.bytes.iter().take_while(|byte| **byte != 0).count()
}

/// Exchanges both ends.
#[ffi]
pub fn swap_integers(x: Member<Integers>) -> Member<Integers> {
    Member {
        first: x.last,
        last: x.first,
    }
}

/// Exchanges both ends.
#[ffi]
pub fn swap_points(x: Member<Points>) -> Member<Points> {
    Member {
        first: x.last,
        last: x.first,
    }
}

fn swapped<T: TypeInfo>(x: Pair<T>) -> Pair<T> {
    Pair {
        left: x.right,
        right: x.left,
    }
}

fn upper_case<const N: usize>(x: FixedString<N>) -> FixedString<N> {
    FixedString {
        bytes: x.bytes.map(|byte| byte.to_ascii_uppercase()),
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(invert_generic_u8))
        .register(function!(negate_generic_f64))
        .register(function!(not_generic_bool))
        .register(function!(swap_pair_i32))
        .register(function!(swap_pair_u64))
        .register(function!(swap_pair_vec2))
        .register(function!(swap_generic_pair))
        .register(function!(swap_pair_generic))
        .register(function!(pair_difference))
        .register(function!(generic_item))
        .register(function!(invert_entry))
        .register(function!(double_grams))
        .register(function!(halve_numbers))
        .register(function!(upper_case_32))
        .register(function!(upper_case_4))
        .register(function!(fixed_string_len))
        .register(function!(swap_integers))
        .register(function!(swap_points))
        .register(extra_type!(Gram))
        .register(extra_type!(Pair<f32>));
}
