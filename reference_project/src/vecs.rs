//! Vecs: `ffi::Vec` owns many items. By value it moves, behind a reference it is lent.
//!
//! [`builtins_vec!`] exports what other languages make and drop the vecs of one type of item with:
//! once for each type of item, each on a line of its own, since the line is what tells them apart.
//! Behind a reference the core offers no items: to read them is to clone.

use crate::enums::Color;
use crate::records::Parcel;
use crate::results::{Ending, MathError};
use crate::slices::Spot;
use crate::strings;
use interoptopus::inventory::RustInventory;
use interoptopus::{builtins_vec, ffi, function};

/// What is owned beside what is lent.
#[ffi]
pub struct Batch<'a> {
    pub source: ffi::Slice<'a, u32>,
    pub items: ffi::Vec<u32>,
    pub weight: f32,
}

/// The numbers from zero.
#[ffi]
pub fn vec_range(count: u32) -> ffi::Vec<u32> {
    (0..count).collect::<Vec<u32>>().into()
}

/// The sum.
#[ffi]
pub fn vec_sum_u8(items: ffi::Vec<u8>) -> u64 {
    items.into_vec().into_iter().map(u64::from).sum()
}

/// The sum.
#[ffi]
pub fn vec_sum_u32(items: ffi::Vec<u32>) -> u64 {
    sum(items)
}

/// The sum.
#[ffi]
pub fn vec_sum_f64(items: ffi::Vec<f64>) -> f64 {
    items.into_vec().into_iter().sum()
}

/// Returns `items`: the very same memory.
#[ffi]
pub fn same_vec(items: ffi::Vec<u32>) -> ffi::Vec<u32> {
    items
}

/// The bytes in reverse.
#[ffi]
pub fn reverse_vec_u8(items: ffi::Vec<u8>) -> ffi::Vec<u8> {
    reversed(items)
}

/// Twice each number.
#[ffi]
pub fn double_vec_f64(items: ffi::Vec<f64>) -> ffi::Vec<f64> {
    mapped(items, |item| item * 2.0)
}

/// Negates each flag.
#[ffi]
pub fn invert_vec_bool(items: ffi::Vec<bool>) -> ffi::Vec<bool> {
    mapped(items, |item| !item)
}

/// Exchanges the coordinates of each point.
#[ffi]
pub fn swap_vec_spots(items: ffi::Vec<Spot>) -> ffi::Vec<Spot> {
    mapped(items, |item| Spot {
        x: item.y,
        y: item.x,
    })
}

/// The next one of each color.
#[ffi]
pub fn next_vec_colors(items: ffi::Vec<Color>) -> ffi::Vec<Color> {
    mapped(items, |item| crate::enums::next_color(item))
}

/// The number of items of a vec that stays where it is.
#[ffi]
pub fn vec_length_at(items: &ffi::Vec<u32>) -> usize {
    items.len()
}

/// The sum of a vec that stays where it is.
#[ffi]
pub fn vec_sum_at(items: &ffi::Vec<u32>) -> u64 {
    sum(items.clone())
}

/// A copy of a vec that stays where it is.
#[ffi]
pub fn clone_vec(items: &ffi::Vec<u32>) -> ffi::Vec<u32> {
    items.clone()
}

/// The number of items of `count` copies, which are made and dropped.
#[ffi]
pub fn clone_vec_often(items: &ffi::Vec<ffi::String>, count: u16) -> usize {
    let copies: Vec<ffi::Vec<ffi::String>> = (0..count).map(|_| items.clone()).collect();
    copies.iter().map(ffi::Vec::len).sum()
}

/// Appends an item in place.
#[ffi]
pub fn push_to_vec(items: &mut ffi::Vec<u32>, item: u32) {
    change(items, |items| items.push(item));
}

/// Takes the last item away and returns it, if there is one.
#[ffi]
pub fn pop_from_vec(items: &mut ffi::Vec<u32>) -> ffi::Option<u32> {
    change(items, Vec::pop).into()
}

/// Appends a text in place.
#[ffi]
pub fn push_to_vec_string(items: &mut ffi::Vec<ffi::String>, item: ffi::String) {
    change(items, |items| items.push(item));
}

/// Drops what is there for others.
#[ffi]
pub fn overwrite_vec(items: &mut ffi::Vec<ffi::String>, replacement: ffi::Vec<ffi::String>) {
    *items = replacement;
}

/// Puts others there and returns what was there before.
#[ffi]
pub fn replace_vec(
    items: &mut ffi::Vec<ffi::String>,
    replacement: ffi::Vec<ffi::String>,
) -> ffi::Vec<ffi::String> {
    std::mem::replace(items, replacement)
}

/// Leaves none and returns all.
#[ffi]
pub fn drain_vec(items: &mut ffi::Vec<u32>) -> ffi::Vec<u32> {
    change(items, std::mem::take).into()
}

/// Returns `items`, lent as they were.
#[ffi]
pub fn same_lent_vec(items: &ffi::Vec<u32>) -> &ffi::Vec<u32> {
    items
}

/// The number of bytes of all texts.
#[ffi]
pub fn vec_string_length(items: ffi::Vec<ffi::String>) -> usize {
    let items = items.into_vec();
    items.iter().map(|item| item.as_str().len()).sum()
}

/// Every text in capitals.
#[ffi]
pub fn upper_case_vec(items: ffi::Vec<ffi::String>) -> ffi::Vec<ffi::String> {
    mapped(items, |item| item.as_str().to_uppercase().into())
}

/// What is between the separators.
#[ffi]
pub fn split_string(text: ffi::String, separator: ffi::String) -> ffi::Vec<ffi::String> {
    let parts = text.as_str().split(separator.as_str());
    let parts: Vec<ffi::String> = parts.map(|part| part.to_owned().into()).collect();
    parts.into()
}

/// One text, with separators between.
#[ffi]
pub fn join_vec(items: ffi::Vec<ffi::String>, separator: ffi::String) -> ffi::String {
    let items = items.into_vec();
    let items: Vec<&str> = items.iter().map(ffi::String::as_str).collect();
    items.join(separator.as_str()).into()
}

/// The parcels in reverse.
#[ffi]
pub fn reverse_vec_parcels(items: ffi::Vec<Parcel>) -> ffi::Vec<Parcel> {
    reversed(items)
}

/// The sum of the weights.
#[ffi]
pub fn vec_sum_parcels(items: ffi::Vec<Parcel>) -> u64 {
    let items = items.into_vec().into_iter();
    items.map(|item| u64::from(item.weight)).sum()
}

/// Vecs of no item, one item, two, and so on.
#[ffi]
pub fn vec_triangle(rows: u8) -> ffi::Vec<ffi::Vec<u32>> {
    let rows: Vec<ffi::Vec<u32>> = (0..u32::from(rows)).map(|row| vec_range(row)).collect();
    rows.into()
}

/// All items of all vecs.
#[ffi]
pub fn flatten_vec(items: ffi::Vec<ffi::Vec<u32>>) -> ffi::Vec<u32> {
    let items = items.into_vec().into_iter();
    items
        .flat_map(ffi::Vec::into_vec)
        .collect::<Vec<u32>>()
        .into()
}

/// The vecs in reverse.
#[ffi]
pub fn reverse_vec_vecs(items: ffi::Vec<ffi::Vec<u32>>) -> ffi::Vec<ffi::Vec<u32>> {
    reversed(items)
}

/// Those that are there.
#[ffi]
pub fn present_in_vec(items: ffi::Vec<ffi::Option<u32>>) -> ffi::Vec<u32> {
    let items = items.into_vec().into_iter();
    items
        .filter_map(ffi::Option::into_option)
        .collect::<Vec<u32>>()
        .into()
}

/// Fills what is empty with `filling`, and empties what is not.
#[ffi]
pub fn flip_vec_options(
    items: ffi::Vec<ffi::Option<u32>>,
    filling: u32,
) -> ffi::Vec<ffi::Option<u32>> {
    mapped(items, |item| match item {
        ffi::None => ffi::Some(filling),
        ffi::Some(_) => ffi::None,
    })
}

/// One after the other.
#[ffi]
pub fn concatenate_vecs(first: ffi::Vec<u32>, second: ffi::Vec<u32>) -> ffi::Vec<u32> {
    let mut items = first.into_vec();
    items.append(&mut second.into_vec());
    items.into()
}

/// Each number times the factor, behind the text.
#[ffi]
pub fn label_vec(numbers: ffi::Vec<u32>, label: ffi::String, factor: f64) -> ffi::Vec<ffi::String> {
    let label = label.as_str();
    let labeled = |number| format!("{label} {}", f64::from(number) * factor).into();
    let numbers = numbers.into_vec().into_iter();
    numbers.map(labeled).collect::<Vec<ffi::String>>().into()
}

/// Returns `x`.
#[ffi]
pub fn same_option_vec(x: ffi::Option<ffi::Vec<u32>>) -> ffi::Option<ffi::Vec<u32>> {
    x
}

/// The sum, if there is a vec.
#[ffi]
pub fn option_vec_sum(x: ffi::Option<ffi::Vec<u32>>) -> ffi::Option<u64> {
    x.into_option().map(sum).into()
}

/// Fills what is empty with three items; empties what is not.
#[ffi]
pub fn flip_option_vec(x: &mut ffi::Option<ffi::Vec<u32>>) {
    *x = match x {
        ffi::None => ffi::Some(vec_range(3)),
        ffi::Some(_) => ffi::None,
    };
}

/// The items or an error.
#[ffi]
pub fn end_vec(ending: Ending, items: ffi::Vec<f64>) -> ffi::Result<ffi::Vec<f64>, MathError> {
    match ending {
        Ending::Success => ffi::Ok(items),
        Ending::Error => ffi::Err(MathError::Negative),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// The sum, if it is `Ok`.
#[ffi]
pub fn result_vec_sum(x: ffi::Result<ffi::Vec<f64>, MathError>) -> ffi::Option<f64> {
    match x {
        ffi::Ok(items) => ffi::Some(items.into_vec().into_iter().sum()),
        _ => ffi::None,
    }
}

/// A batch from its parts.
#[ffi]
pub fn make_batch(source: ffi::Slice<u32>, items: ffi::Vec<u32>, weight: f32) -> Batch {
    Batch {
        source,
        items,
        weight,
    }
}

/// Returns `batch`, its items in reverse, its weight negated.
#[ffi]
pub fn reverse_batch(batch: Batch) -> Batch {
    Batch {
        source: batch.source,
        items: reversed(batch.items),
        weight: -batch.weight,
    }
}

/// The sum of what is lent and of what is owned.
#[ffi]
pub fn batch_sum(batch: Batch) -> u64 {
    crate::slices::slice_sum_u32(batch.source) + sum(batch.items)
}

/// The same of a batch that stays where it is.
#[ffi]
pub fn batch_sum_at(batch: &Batch) -> u64 {
    crate::slices::slice_sum_u32(batch.source) + sum(batch.items.clone())
}

/// Appends a copy of what is lent to what is owned.
#[ffi]
pub fn fill_batch(batch: &mut Batch) {
    let source = batch.source.as_slice();
    change(&mut batch.items, |items| items.extend_from_slice(source));
}

/// The sum of all items of all vecs.
#[ffi]
pub fn slice_vec_sum(items: ffi::Slice<ffi::Vec<u32>>) -> u64 {
    items.iter().cloned().map(sum).sum()
}

/// Appends an item to each vec.
#[ffi]
pub fn push_to_slice_vec(mut items: ffi::SliceMut<ffi::Vec<u32>>, item: u32) {
    for items in items.iter_mut() {
        push_to_vec(items, item);
    }
}

fn sum(items: ffi::Vec<u32>) -> u64 {
    items.into_vec().into_iter().map(u64::from).sum()
}

fn reversed<T>(items: ffi::Vec<T>) -> ffi::Vec<T> {
    let mut items = items.into_vec();
    items.reverse();
    ffi::Vec::from_vec(items)
}

fn mapped<T>(items: ffi::Vec<T>, f: impl FnMut(T) -> T) -> ffi::Vec<T> {
    ffi::Vec::from_vec(items.into_vec().into_iter().map(f).collect())
}

/// Makes a [`std::vec::Vec`] of it for the time of the change.
fn change<T, R>(items: &mut ffi::Vec<T>, f: impl FnOnce(&mut Vec<T>) -> R) -> R {
    let mut owned = std::mem::replace(items, ffi::Vec::from_vec(Vec::new())).into_vec();
    let result = f(&mut owned);
    *items = ffi::Vec::from_vec(owned);
    result
}

/// Registers the functions that other languages make and free vecs with.
pub fn builtins(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins_vec!(u8))
        .register(builtins_vec!(u32))
        .register(builtins_vec!(f64))
        .register(builtins_vec!(bool))
        .register(builtins_vec!(Color))
        .register(builtins_vec!(Spot))
        .register(builtins_vec!(Parcel))
        .register(builtins_vec!(ffi::String))
        .register(builtins_vec!(ffi::Option<u32>))
        .register(builtins_vec!(ffi::Vec<u32>));
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(builtins)
        .register(function!(vec_range))
        .register(function!(vec_sum_u8))
        .register(function!(vec_sum_u32))
        .register(function!(vec_sum_f64))
        .register(function!(same_vec))
        .register(function!(reverse_vec_u8))
        .register(function!(double_vec_f64))
        .register(function!(invert_vec_bool))
        .register(function!(swap_vec_spots))
        .register(function!(next_vec_colors))
        .register(function!(vec_length_at))
        .register(function!(vec_sum_at))
        .register(function!(clone_vec))
        .register(function!(clone_vec_often))
        .register(function!(push_to_vec))
        .register(function!(pop_from_vec))
        .register(function!(push_to_vec_string))
        .register(function!(overwrite_vec))
        .register(function!(replace_vec))
        .register(function!(drain_vec))
        .register(function!(same_lent_vec))
        .register(function!(vec_string_length))
        .register(function!(upper_case_vec))
        .register(function!(split_string))
        .register(function!(join_vec))
        .register(function!(reverse_vec_parcels))
        .register(function!(vec_sum_parcels))
        .register(function!(vec_triangle))
        .register(function!(flatten_vec))
        .register(function!(reverse_vec_vecs))
        .register(function!(present_in_vec))
        .register(function!(flip_vec_options))
        .register(function!(concatenate_vecs))
        .register(function!(label_vec))
        .register(function!(same_option_vec))
        .register(function!(option_vec_sum))
        .register(function!(flip_option_vec))
        .register(function!(end_vec))
        .register(function!(result_vec_sum))
        .register(function!(make_batch))
        .register(function!(reverse_batch))
        .register(function!(batch_sum))
        .register(function!(batch_sum_at))
        .register(function!(fill_batch))
        .register(function!(slice_vec_sum))
        .register(function!(push_to_slice_vec));
}
