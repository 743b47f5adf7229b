//! Slices: `ffi::Slice` lends many items to read, `ffi::SliceMut` to change.
//!
//! Python cannot see that two slices of which one is changed must not overlap: that is up to the
//! caller.

use crate::arrays::Digest;
use crate::data_enums::EnumPayload;
use crate::enums::Color;
use crate::results::{Ending, MathError};
use crate::structs::PackedHeader;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

static BYTES: [u8; 5] = [1, 2, 3, 254, 255];
static NUMBERS: [u32; 3] = [10, 200, u32::MAX];
static FLOATS: [f64; 2] = [0.5, -0.25];
static COLORS: [Color; 3] = [Color::Blue, Color::Red, Color::Green];
static SPOTS: [Spot; 2] = [Spot { x: 1.0, y: 2.0 }, Spot { x: -3.0, y: 4.5 }];
static ITEMS: [ffi::Option<u32>; 3] = [ffi::Some(7), ffi::None, ffi::Some(9)];

/// A point on the plane, in full width.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
}

/// Not every byte is a color or a flag: memory from elsewhere may not be one of these.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    pub color: Color,
    pub active: bool,
    pub weight: u16,
}

/// Slices of both kinds beside a number.
#[ffi]
pub struct Window<'a> {
    /// Where from.
    pub source: ffi::Slice<'a, u32>,
    /// Where to.
    pub target: ffi::SliceMut<'a, u8>,
    pub scale: u32,
}

/// Only to read, so that it may be copied.
#[ffi]
#[derive(Clone, Copy)]
pub struct Excerpt<'a> {
    pub first: ffi::Slice<'a, u8>,
    pub second: ffi::Slice<'a, Spot>,
    pub rest: [ffi::Slice<'a, u8>; 2],
}

/// A slice as payload.
#[ffi]
#[derive(Clone, Copy)]
pub enum Feed<'a> {
    Closed,
    Bytes(ffi::Slice<'a, u8>),
    Spots(ffi::Slice<'a, Spot>),
}

/// The sum.
#[ffi]
pub fn slice_sum_u8(items: ffi::Slice<u8>) -> u64 {
    items.iter().copied().map(u64::from).sum()
}

/// The sum.
#[ffi]
pub fn slice_sum_u32(items: ffi::Slice<u32>) -> u64 {
    items.iter().copied().map(u64::from).sum()
}

/// The sum, wrapping.
#[ffi]
pub fn slice_sum_i64(items: ffi::Slice<i64>) -> i64 {
    items.iter().copied().fold(0, i64::wrapping_add)
}

/// The sum, wrapping.
#[ffi]
pub fn slice_sum_usize(items: ffi::Slice<usize>) -> usize {
    items.iter().copied().fold(0, usize::wrapping_add)
}

/// The sum.
#[ffi]
pub fn slice_sum_f32(items: ffi::Slice<f32>) -> f32 {
    items.iter().sum()
}

/// The sum.
#[ffi]
pub fn slice_sum_f64(items: ffi::Slice<f64>) -> f64 {
    items.iter().sum()
}

/// How many are true.
#[ffi]
pub fn slice_count_true(items: ffi::Slice<bool>) -> usize {
    items.iter().filter(|item| **item).count()
}

/// How often `letter` is there.
#[ffi]
pub fn slice_count_char(items: ffi::Slice<ffi::CChar>, letter: ffi::CChar) -> usize {
    items.iter().filter(|item| **item == letter).count()
}

/// How often `color` is there.
#[ffi]
pub fn slice_count_color(items: ffi::Slice<Color>, color: Color) -> usize {
    items.iter().filter(|item| **item == color).count()
}

/// The sum of each coordinate.
#[ffi]
pub fn slice_sum_spots(items: ffi::Slice<Spot>) -> Spot {
    items
        .iter()
        .fold(Spot { x: 0.0, y: 0.0 }, |sum, spot| Spot {
            x: sum.x + spot.x,
            y: sum.y + spot.y,
        })
}

/// The weights of those that are active and have that color.
#[ffi]
pub fn slice_sum_badges(items: ffi::Slice<Badge>, color: Color) -> u64 {
    let active = items.iter().filter(|badge| badge.active);
    let chosen = active.filter(|badge| badge.color == color);
    chosen.map(|badge| u64::from(badge.weight)).sum()
}

/// The lengths, of structs whose fields are unaligned.
#[ffi]
pub fn slice_sum_headers(items: ffi::Slice<PackedHeader>) -> u64 {
    items.iter().map(|header| u64::from(header.length)).sum()
}

/// The bytes of arrays in structs.
#[ffi]
pub fn slice_sum_digests(items: ffi::Slice<Digest>) -> u64 {
    let bytes = items.iter().flat_map(|digest| digest.bytes);
    bytes.map(u64::from).sum()
}

/// The items of arrays.
#[ffi]
pub fn slice_sum_arrays(items: ffi::Slice<[u16; 3]>) -> u64 {
    items.as_flattened().iter().copied().map(u64::from).sum()
}

/// The sum of those that are there.
#[ffi]
pub fn slice_sum_options(items: ffi::Slice<ffi::Option<u32>>) -> u64 {
    let present = items.iter().filter_map(ffi::Option::as_ref);
    present.copied().map(u64::from).sum()
}

/// The sum of those that are `Ok`.
#[ffi]
pub fn slice_sum_results(items: ffi::Slice<ffi::Result<u32, MathError>>) -> u64 {
    let sum = |item: &ffi::Result<u32, MathError>| match item {
        ffi::Ok(number) => u64::from(*number),
        _ => 0,
    };
    items.iter().map(sum).sum()
}

/// The sum of what is in data enums.
#[ffi]
pub fn slice_sum_payloads(items: ffi::Slice<EnumPayload>) -> f64 {
    let sums = items
        .iter()
        .map(|item| crate::data_enums::payload_sum(item));
    sums.sum()
}

/// The sum of numbers that are elsewhere.
#[ffi]
pub fn slice_sum_refs(items: ffi::Slice<&u32>) -> u64 {
    items.iter().map(|item| u64::from(**item)).sum()
}

/// The sum of slices.
#[ffi]
pub fn slice_sum_slices(items: ffi::Slice<ffi::Slice<u8>>) -> u64 {
    items.iter().map(|item| slice_sum_u8(*item)).sum()
}

/// The number of items in slices.
#[ffi]
pub fn slice_count_in_slices(items: ffi::Slice<ffi::Slice<u8>>) -> usize {
    items.iter().map(|item| item.len()).sum()
}

/// The scaled floats, the bytes and the shift, all added up.
#[ffi]
pub fn slice_mixed(shift: u8, floats: ffi::Slice<f64>, scale: f32, bytes: ffi::Slice<u8>) -> f64 {
    let floats: f64 = floats.iter().map(|x| x * f64::from(scale)).sum();
    let bytes = bytes.iter().copied().map(f64::from);
    bytes.fold(f64::from(shift) + floats, |sum, byte| sum + byte)
}

/// Every byte the same.
#[ffi]
pub fn fill_slice_u8(mut items: ffi::SliceMut<u8>, filling: u8) {
    items.fill(filling);
}

/// Numbers the items from `start`, wrapping.
#[ffi]
pub fn number_slice_u32(mut items: ffi::SliceMut<u32>, start: u32) {
    let mut next = start;
    for item in items.iter_mut() {
        *item = next;
        next = next.wrapping_add(1);
    }
}

/// Twice each number.
#[ffi]
pub fn double_slice_f64(mut items: ffi::SliceMut<f64>) {
    items.iter_mut().for_each(|item| *item *= 2.0);
}

/// Negates each flag.
#[ffi]
pub fn invert_slice_bool(mut items: ffi::SliceMut<bool>) {
    items.iter_mut().for_each(|item| *item = !*item);
}

/// The next one of each color.
#[ffi]
pub fn advance_slice_colors(mut items: ffi::SliceMut<Color>) {
    for item in items.iter_mut() {
        *item = crate::enums::next_color(*item);
    }
}

/// Exchanges the coordinates of each point.
#[ffi]
pub fn swap_slice_spots(mut items: ffi::SliceMut<Spot>) {
    for item in items.iter_mut() {
        std::mem::swap(&mut item.x, &mut item.y);
    }
}

/// Negates each flag and doubles each weight, wrapping.
#[ffi]
pub fn toggle_slice_badges(mut items: ffi::SliceMut<Badge>) {
    for item in items.iter_mut() {
        item.active = !item.active;
        item.weight = item.weight.wrapping_mul(2);
    }
}

/// Fills what is empty with `filling`, and empties what is not.
#[ffi]
pub fn flip_slice_options(mut items: ffi::SliceMut<ffi::Option<u32>>, filling: u32) {
    for item in items.iter_mut() {
        *item = match item {
            ffi::None => ffi::Some(filling),
            ffi::Some(_) => ffi::None,
        };
    }
}

/// Maps each data enum.
#[ffi]
pub fn map_slice_payloads(mut items: ffi::SliceMut<EnumPayload>) {
    for item in items.iter_mut() {
        *item = crate::data_enums::map_payload(*item);
    }
}

/// Copies as many items as fit and tells how many that were.
#[ffi]
pub fn copy_slice(source: ffi::Slice<u32>, mut target: ffi::SliceMut<u32>) -> usize {
    let pairs = target.iter_mut().zip(source.as_slice());
    pairs.map(|(target, source)| *target = *source).count()
}

/// Exchanges as many items as both have; they must not overlap.
#[ffi]
pub fn exchange_slices(mut a: ffi::SliceMut<u8>, mut b: ffi::SliceMut<u8>) {
    for (a, b) in a.iter_mut().zip(b.iter_mut()) {
        std::mem::swap(a, b);
    }
}

/// Bytes that are always there.
#[ffi]
pub fn static_slice_u8() -> ffi::Slice<'static, u8> {
    ffi::Slice::from_slice(&BYTES)
}

/// Numbers that are always there.
#[ffi]
pub fn static_slice_u32() -> ffi::Slice<'static, u32> {
    ffi::Slice::from_slice(&NUMBERS)
}

/// Numbers that are always there.
#[ffi]
pub fn static_slice_f64() -> ffi::Slice<'static, f64> {
    ffi::Slice::from_slice(&FLOATS)
}

/// Colors that are always there.
#[ffi]
pub fn static_slice_colors() -> ffi::Slice<'static, Color> {
    ffi::Slice::from_slice(&COLORS)
}

/// Points that are always there.
#[ffi]
pub fn static_slice_spots() -> ffi::Slice<'static, Spot> {
    ffi::Slice::from_slice(&SPOTS)
}

/// Options that are always there.
#[ffi]
pub fn static_slice_options() -> ffi::Slice<'static, ffi::Option<u32>> {
    ffi::Slice::from_slice(&ITEMS)
}

/// No items, which are somewhere.
#[ffi]
pub fn empty_slice() -> ffi::Slice<'static, u32> {
    ffi::Slice::empty()
}

/// No items, which are nowhere.
#[ffi]
pub fn null_slice() -> ffi::Slice<'static, u32> {
    ffi::Slice::default()
}

/// Returns `items`.
#[ffi]
pub fn same_slice(items: ffi::Slice<u8>) -> ffi::Slice<u8> {
    items
}

/// The items from `start` on.
#[ffi]
pub fn slice_tail(items: ffi::Slice<u32>, start: usize) -> ffi::Slice<u32> {
    items.as_slice().get(start..).unwrap_or_default().into()
}

/// The longer one.
#[ffi]
pub fn longer_slice<'a>(a: ffi::Slice<'a, Spot>, b: ffi::Slice<'a, Spot>) -> ffi::Slice<'a, Spot> {
    if a.len() < b.len() { b } else { a }
}

/// The first half of what may be changed.
#[ffi]
pub fn slice_first_half(mut items: ffi::SliceMut<u8>) -> ffi::SliceMut<u8> {
    let items = items.as_slice_mut();
    items.split_at_mut(items.len() / 2).0.into()
}

/// Returns `items`, which may be changed.
#[ffi]
pub fn same_slice_mut(items: ffi::SliceMut<Spot>) -> ffi::SliceMut<Spot> {
    items
}

/// What may be changed, to read.
#[ffi]
pub fn slice_frozen(items: ffi::SliceMut<u32>) -> ffi::Slice<u32> {
    items.as_slice().into()
}

/// The item at `index`, where it is, if it is there.
#[ffi]
pub fn slice_item(items: ffi::Slice<'_, u32>, index: usize) -> Option<&u32> {
    items.as_slice().get(index)
}

/// The point at `index`, to be changed where it is, if it is there.
#[ffi]
pub fn slice_item_mut(mut items: ffi::SliceMut<'_, Spot>, index: usize) -> Option<&mut Spot> {
    items.as_slice_mut().get_mut(index)
}

/// The sum of a slice that is behind a reference.
#[ffi]
pub fn slice_sum_at(items: &ffi::Slice<u32>) -> u64 {
    slice_sum_u32(*items)
}

/// The sum of a slice that is behind a reference and could be changed.
#[ffi]
pub fn slice_mut_sum_at(items: &ffi::SliceMut<u8>) -> u64 {
    items.iter().copied().map(u64::from).sum()
}

/// Takes the first item away and returns it, if there is one.
#[ffi]
pub fn shrink_slice(items: &mut ffi::Slice<u32>) -> ffi::Option<u32> {
    let Some((first, rest)) = items.as_slice().split_first() else {
        return ffi::None;
    };
    *items = rest.into();
    ffi::Some(*first)
}

/// Sets the first item to zero, takes it away and returns what it was, if there is one.
#[ffi]
pub fn shrink_slice_mut(items: &mut ffi::SliceMut<u8>) -> ffi::Option<u8> {
    let Some((first, rest)) = items.as_slice_mut().split_first_mut() else {
        return ffi::None;
    };
    *items = rest.into();
    ffi::Some(std::mem::take(first))
}

/// A window from its parts.
#[ffi]
pub fn make_window<'a>(
    source: ffi::Slice<'a, u32>,
    target: ffi::SliceMut<'a, u8>,
    scale: u32,
) -> Window<'a> {
    Window {
        source,
        target,
        scale,
    }
}

/// Writes the lowest byte of each scaled number, as many as fit, and returns the sum of all of the
/// source, wrapping.
#[ffi]
pub fn transfer(mut window: Window) -> u32 {
    transfer_all(&mut window)
}

/// The same of a window that stays where it is.
#[ffi]
pub fn transfer_at(window: &mut Window) -> u32 {
    transfer_all(window)
}

/// The sum of both slices of a window that stays where it is, and its scale.
#[ffi]
pub fn window_sum(window: &Window) -> u64 {
    slice_sum_u32(window.source) + slice_mut_sum_at(&window.target) + u64::from(window.scale)
}

/// Returns `window`, the scale doubled, wrapping.
#[ffi]
pub fn widen_window(window: Window) -> Window {
    Window {
        source: window.source,
        target: window.target,
        scale: window.scale.wrapping_mul(2),
    }
}

/// Takes the last item of each away, and exchanges both slices of the rest.
#[ffi]
pub fn trim_excerpt(x: Excerpt) -> Excerpt {
    let [a, b] = x.rest.map(without_last);
    Excerpt {
        first: without_last(x.first),
        second: without_last(x.second),
        rest: [b, a],
    }
}

/// How many bytes and points there are, those of the rest too, of an excerpt that stays where it
/// is.
#[ffi]
pub fn excerpt_size(x: &Excerpt) -> usize {
    let rest: usize = x.rest.iter().map(|bytes| bytes.len()).sum();
    x.first.len() + x.second.len() + rest
}

/// Returns `feed`.
#[ffi]
pub fn same_feed(feed: Feed) -> Feed {
    feed
}

/// The sum of what is in it.
#[ffi]
pub fn feed_sum(feed: Feed) -> f64 {
    match feed {
        Feed::Closed => 0.0,
        Feed::Bytes(bytes) => bytes.iter().copied().map(f64::from).sum(),
        Feed::Spots(spots) => spots.iter().map(|spot| spot.x + spot.y).sum(),
    }
}

/// The items, if they are wanted.
#[ffi]
pub fn slice_if(items: ffi::Slice<u8>, present: bool) -> ffi::Option<ffi::Slice<u8>> {
    present.then_some(items).into()
}

/// The number of items, or -1 where there is no slice.
#[ffi]
pub fn slice_option_length(items: ffi::Option<ffi::Slice<u8>>) -> i64 {
    items
        .into_option()
        .map_or(-1, |items| i64::try_from(items.len()).unwrap_or(i64::MAX))
}

/// The items or an error.
#[ffi]
pub fn end_slice(
    ending: Ending,
    items: ffi::Slice<u32>,
) -> ffi::Result<ffi::Slice<u32>, MathError> {
    match ending {
        Ending::Success => ffi::Ok(items),
        Ending::Error => ffi::Err(MathError::Overflow),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// The items to be changed or an error.
#[ffi]
pub fn end_slice_mut(
    ending: Ending,
    items: ffi::SliceMut<u32>,
) -> ffi::Result<ffi::SliceMut<u32>, MathError> {
    match ending {
        Ending::Success => ffi::Ok(items),
        Ending::Error => ffi::Err(MathError::Negative),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

fn transfer_all(window: &mut Window) -> u32 {
    for (target, source) in window.target.iter_mut().zip(window.source.as_slice()) {
        let [lowest, ..] = source.wrapping_mul(window.scale).to_le_bytes();
        *target = lowest;
    }
    window.source.iter().copied().fold(0, u32::wrapping_add)
}

fn without_last<T>(items: ffi::Slice<T>) -> ffi::Slice<T> {
    let rest = items.as_slice().split_last();
    rest.map_or(items, |(_, rest)| rest.into())
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(slice_sum_u8))
        .register(function!(slice_sum_u32))
        .register(function!(slice_sum_i64))
        .register(function!(slice_sum_usize))
        .register(function!(slice_sum_f32))
        .register(function!(slice_sum_f64))
        .register(function!(slice_count_true))
        .register(function!(slice_count_char))
        .register(function!(slice_count_color))
        .register(function!(slice_sum_spots))
        .register(function!(slice_sum_badges))
        .register(function!(slice_sum_headers))
        .register(function!(slice_sum_digests))
        .register(function!(slice_sum_arrays))
        .register(function!(slice_sum_options))
        .register(function!(slice_sum_results))
        .register(function!(slice_sum_payloads))
        .register(function!(slice_sum_refs))
        .register(function!(slice_sum_slices))
        .register(function!(slice_count_in_slices))
        .register(function!(slice_mixed))
        .register(function!(fill_slice_u8))
        .register(function!(number_slice_u32))
        .register(function!(double_slice_f64))
        .register(function!(invert_slice_bool))
        .register(function!(advance_slice_colors))
        .register(function!(swap_slice_spots))
        .register(function!(toggle_slice_badges))
        .register(function!(flip_slice_options))
        .register(function!(map_slice_payloads))
        .register(function!(copy_slice))
        .register(function!(exchange_slices))
        .register(function!(static_slice_u8))
        .register(function!(static_slice_u32))
        .register(function!(static_slice_f64))
        .register(function!(static_slice_colors))
        .register(function!(static_slice_spots))
        .register(function!(static_slice_options))
        .register(function!(empty_slice))
        .register(function!(null_slice))
        .register(function!(same_slice))
        .register(function!(slice_tail))
        .register(function!(longer_slice))
        .register(function!(slice_first_half))
        .register(function!(same_slice_mut))
        .register(function!(slice_frozen))
        .register(function!(slice_item))
        .register(function!(slice_item_mut))
        .register(function!(slice_sum_at))
        .register(function!(slice_mut_sum_at))
        .register(function!(shrink_slice))
        .register(function!(shrink_slice_mut))
        .register(function!(make_window))
        .register(function!(transfer))
        .register(function!(transfer_at))
        .register(function!(window_sum))
        .register(function!(widen_window))
        .register(function!(trim_excerpt))
        .register(function!(excerpt_size))
        .register(function!(same_feed))
        .register(function!(feed_sum))
        .register(function!(slice_if))
        .register(function!(slice_option_length))
        .register(function!(end_slice))
        .register(function!(end_slice_mut));
}
