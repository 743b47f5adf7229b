//! Strings: `ffi::String` owns UTF-8 text. By value it moves, behind a reference it is lent.
//!
//! [`builtins_string!`] exports what other languages make, clone and drop strings with. Nobody
//! checks that what they make is UTF-8: that is their duty.

use crate::results::Ending;
use interoptopus::inventory::RustInventory;
use interoptopus::{builtins_string, ffi, function};
use std::sync::LazyLock;

static MOTTO: LazyLock<ffi::String> = LazyLock::new(|| to_ffi("always here"));

/// What may be wrong with a text.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextError {
    /// There is nothing in it.
    Empty,
    /// There is too much of it.
    TooLong,
    Forbidden = 9,
}

/// The number of bytes.
#[ffi]
pub fn string_length(text: ffi::String) -> usize {
    text.as_str().len()
}

/// The number of characters.
#[ffi]
pub fn string_char_count(text: ffi::String) -> usize {
    text.as_str().chars().count()
}

/// Returns `text`: the very same memory.
#[ffi]
pub fn same_string(text: ffi::String) -> ffi::String {
    text
}

/// Nothing, as text.
#[ffi]
pub fn empty_string() -> ffi::String {
    to_ffi("")
}

/// One character, `count` times; U+FFFD where `code` is no character.
#[ffi]
pub fn repeat_char(code: u32, count: u32) -> ffi::String {
    let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    (0..count).map(|_| char).collect::<String>().into()
}

/// The characters in reverse.
#[ffi]
pub fn reverse_string(text: ffi::String) -> ffi::String {
    text.as_str().chars().rev().collect::<String>().into()
}

/// One after the other.
#[ffi]
pub fn concatenate_strings(
    first: ffi::String,
    second: ffi::String,
    third: ffi::String,
) -> ffi::String {
    let mut text = first.into_string();
    text.push_str(second.as_str());
    text.push_str(third.as_str());
    text.into()
}

/// Both texts with the numbers between them.
#[ffi]
pub fn format_mixed(
    first: ffi::String,
    small: u8,
    factor: f32,
    second: ffi::String,
) -> ffi::String {
    format!("{} {small} {factor} {}", first.as_str(), second.as_str()).into()
}

/// The number of bytes of a text that stays where it is.
#[ffi]
pub fn string_length_at(text: &ffi::String) -> usize {
    text.as_str().len()
}

/// A copy of a text that stays where it is.
#[ffi]
pub fn clone_string(text: &ffi::String) -> ffi::String {
    text.clone()
}

/// The number of bytes of `count` copies, which are made and dropped.
#[ffi]
pub fn clone_string_often(text: &ffi::String, count: u16) -> usize {
    let copies: Vec<ffi::String> = (0..count).map(|_| text.clone()).collect();
    copies.iter().map(|copy| copy.as_str().len()).sum()
}

/// Whether one text, which moves, equals another, which stays where it is.
#[ffi]
pub fn strings_equal(moved: ffi::String, lent: &ffi::String) -> bool {
    moved.as_str() == lent.as_str()
}

/// Appends to a text in place.
#[ffi]
pub fn append_string(text: &mut ffi::String, suffix: ffi::String) {
    append(text, suffix.as_str());
}

/// Appends what stays where it is.
#[ffi]
pub fn append_lent_string(text: &mut ffi::String, suffix: &ffi::String) {
    append(text, suffix.as_str());
}

/// Drops a text for another one.
#[ffi]
pub fn overwrite_string(text: &mut ffi::String, replacement: ffi::String) {
    *text = replacement;
}

/// Puts another text there and returns what was there before.
#[ffi]
pub fn replace_string(text: &mut ffi::String, replacement: ffi::String) -> ffi::String {
    std::mem::replace(text, replacement)
}

/// Exchanges two texts, which must not be the same one.
#[ffi]
pub fn exchange_strings(a: &mut ffi::String, b: &mut ffi::String) {
    std::mem::swap(a, b);
}

/// Returns `text`, lent as it was.
#[ffi]
pub fn same_lent_string(text: &ffi::String) -> &ffi::String {
    text
}

/// The longer one, lent as it was.
#[ffi]
pub fn longer_string<'a>(a: &'a ffi::String, b: &'a ffi::String) -> &'a ffi::String {
    if a.as_str().len() < b.as_str().len() {
        b
    } else {
        a
    }
}

/// A text that is always there.
#[ffi]
pub fn static_string() -> &'static ffi::String {
    &MOTTO
}

/// Returns `x`.
#[ffi]
pub fn same_option_string(x: ffi::Option<ffi::String>) -> ffi::Option<ffi::String> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_option_option_string(
    x: ffi::Option<ffi::Option<ffi::String>>,
) -> ffi::Option<ffi::Option<ffi::String>> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_nested_string(
    x: ffi::Option<ffi::Result<ffi::Option<ffi::String>, TextError>>,
) -> ffi::Option<ffi::Result<ffi::Option<ffi::String>, TextError>> {
    x
}

/// The number of bytes, if there is a text.
#[ffi]
pub fn option_string_length(x: ffi::Option<ffi::String>) -> ffi::Option<usize> {
    x.as_ref().map(|text| text.as_str().len()).into()
}

/// The number of bytes, if there is a text, which stays where it is.
#[ffi]
pub fn option_string_length_at(x: &ffi::Option<ffi::String>) -> ffi::Option<usize> {
    x.as_ref().map(|text| text.as_str().len()).into()
}

/// Fills what is empty with `filling`; empties what is not.
#[ffi]
pub fn flip_option_string(x: &mut ffi::Option<ffi::String>, filling: ffi::String) {
    *x = match x {
        ffi::None => ffi::Some(filling),
        ffi::Some(_) => ffi::None,
    };
}

/// The first word, or an error where there is none or where it has more than 16 bytes.
#[ffi]
pub fn first_word(text: ffi::String) -> ffi::Result<ffi::String, TextError> {
    match text.as_str().split_whitespace().next() {
        None => ffi::Err(TextError::Empty),
        Some(word) if word.len() > 16 => ffi::Err(TextError::TooLong),
        Some(word) => ffi::Ok(to_ffi(word)),
    }
}

/// The number that a text spells, or a text that tells why there is none.
#[ffi]
pub fn parse_number(text: ffi::String) -> ffi::Result<u32, ffi::String> {
    match text.as_str().parse() {
        Ok(number) => ffi::Ok(number),
        Err(error) => ffi::Err(format!("{:?}: {error}", text.as_str()).into()),
    }
}

/// The text or an error.
#[ffi]
pub fn end_string(ending: Ending, text: ffi::String) -> ffi::Result<ffi::String, TextError> {
    ended(ending, text, TextError::Forbidden)
}

/// A number or the text.
#[ffi]
pub fn end_string_error(
    ending: Ending,
    number: u32,
    text: ffi::String,
) -> ffi::Result<u32, ffi::String> {
    ended(ending, number, text)
}

/// One text or the other.
#[ffi]
pub fn end_strings(
    ending: Ending,
    text: ffi::String,
    error: ffi::String,
) -> ffi::Result<ffi::String, ffi::String> {
    ended(ending, text, error)
}

/// A text that may be missing, or an error.
#[ffi]
pub fn end_option_string(
    ending: Ending,
    x: ffi::Option<ffi::String>,
) -> ffi::Result<ffi::Option<ffi::String>, TextError> {
    ended(ending, x, TextError::Empty)
}

/// The result that is given: it raises unless it is `Ok`.
#[ffi]
pub fn unfold_string(
    x: ffi::Result<ffi::String, TextError>,
) -> ffi::Result<ffi::String, TextError> {
    x
}

/// The result that is given: it raises unless it is `Ok`.
#[ffi]
pub fn unfold_strings(
    x: ffi::Result<ffi::String, ffi::String>,
) -> ffi::Result<ffi::String, ffi::String> {
    x
}

/// The number of bytes, if it is `Ok`.
#[ffi]
pub fn result_string_length(x: ffi::Result<ffi::String, TextError>) -> ffi::Option<usize> {
    match x {
        ffi::Ok(text) => ffi::Some(text.as_str().len()),
        _ => ffi::None,
    }
}

/// The text of `Ok` or `Err`, if it is either, of a result that stays where it is.
#[ffi]
pub fn result_string_either(x: &ffi::Result<ffi::String, ffi::String>) -> ffi::Option<ffi::String> {
    match x {
        ffi::Ok(text) | ffi::Err(text) => ffi::Some(text.clone()),
        _ => ffi::None,
    }
}

/// Makes an error of what is `Ok` and the other way round; leaves the rest.
#[ffi]
pub fn swap_result_string(x: &mut ffi::Result<ffi::String, ffi::String>) {
    *x = match std::mem::replace(x, ffi::Result::Null) {
        ffi::Ok(text) => ffi::Err(text),
        ffi::Err(text) => ffi::Ok(text),
        other => other,
    };
}

/// The number of bytes of all of them.
#[ffi]
pub fn slice_string_length(texts: ffi::Slice<ffi::String>) -> usize {
    texts.iter().map(|text| text.as_str().len()).sum()
}

/// The number of bytes of the longest one, 0 where there is none.
#[ffi]
pub fn slice_string_max(texts: ffi::Slice<ffi::String>) -> usize {
    let lengths = texts.iter().map(|text| text.as_str().len());
    lengths.max().unwrap_or_default()
}

/// A copy of the text at `index`, if there is one.
#[ffi]
pub fn slice_string_at(texts: ffi::Slice<ffi::String>, index: usize) -> ffi::Option<ffi::String> {
    texts.get(index).cloned().into()
}

/// The first of the texts, lent as they are, if there is one.
#[ffi]
pub fn slice_string_first(texts: ffi::Slice<'_, ffi::String>) -> Option<&ffi::String> {
    texts.as_slice().first()
}

/// All texts from `start` on, lent as they are.
#[ffi]
pub fn slice_string_tail(texts: ffi::Slice<ffi::String>, start: usize) -> ffi::Slice<ffi::String> {
    texts.as_slice().get(start..).unwrap_or_default().into()
}

/// Every text in capitals, which may need more bytes.
#[ffi]
pub fn upper_case_strings(mut texts: ffi::SliceMut<ffi::String>) {
    for text in texts.iter_mut() {
        *text = text.as_str().to_uppercase().into();
    }
}

fn to_ffi(text: &str) -> ffi::String {
    text.to_owned().into()
}

fn append(text: &mut ffi::String, suffix: &str) {
    let mut whole = std::mem::replace(text, to_ffi("")).into_string();
    whole.push_str(suffix);
    *text = whole.into();
}

fn ended<T, E>(ending: Ending, t: T, e: E) -> ffi::Result<T, E> {
    match ending {
        Ending::Success => ffi::Ok(t),
        Ending::Error => ffi::Err(e),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// Registers the functions that other languages make and free strings with.
pub fn builtins(inventory: &mut RustInventory) {
    let _ = inventory.register(builtins_string!());
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins)
        .register(function!(string_length))
        .register(function!(string_char_count))
        .register(function!(same_string))
        .register(function!(empty_string))
        .register(function!(repeat_char))
        .register(function!(reverse_string))
        .register(function!(concatenate_strings))
        .register(function!(format_mixed))
        .register(function!(string_length_at))
        .register(function!(clone_string))
        .register(function!(clone_string_often))
        .register(function!(strings_equal))
        .register(function!(append_string))
        .register(function!(append_lent_string))
        .register(function!(overwrite_string))
        .register(function!(replace_string))
        .register(function!(exchange_strings))
        .register(function!(same_lent_string))
        .register(function!(longer_string))
        .register(function!(static_string))
        .register(function!(same_option_string))
        .register(function!(same_option_option_string))
        .register(function!(same_nested_string))
        .register(function!(option_string_length))
        .register(function!(option_string_length_at))
        .register(function!(flip_option_string))
        .register(function!(first_word))
        .register(function!(parse_number))
        .register(function!(end_string))
        .register(function!(end_string_error))
        .register(function!(end_strings))
        .register(function!(end_option_string))
        .register(function!(unfold_string))
        .register(function!(unfold_strings))
        .register(function!(result_string_length))
        .register(function!(result_string_either))
        .register(function!(swap_result_string))
        .register(function!(slice_string_length))
        .register(function!(slice_string_max))
        .register(function!(slice_string_at))
        .register(function!(slice_string_first))
        .register(function!(slice_string_tail))
        .register(function!(upper_case_strings));
}
