//! C strings: `ffi::CStrPtr` lends bytes up to the first zero, or nothing at all if it is null.
//!
//! The bytes need not be UTF-8. Whoever takes one copies what it wants to keep.

use crate::results::Ending;
use crate::strings::{self, TextError};
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::ffi::CStr;
use std::sync::LazyLock;

static LABELS: LazyLock<[Label<'static>; 3]> = LazyLock::new(|| {
    [(c"first", 1), (c"second", 20), (c"", 300)].map(|(text, number)| Label {
        text: ffi::CStrPtr::from_cstr(text),
        number,
    })
});

/// A C string beside a number.
#[ffi]
#[derive(Debug)]
pub struct Label<'a> {
    /// May be null.
    pub text: ffi::CStrPtr<'a>,
    pub number: u32,
}

/// Two C strings before a float.
#[ffi]
#[derive(Debug)]
pub struct Route<'a> {
    pub start: ffi::CStrPtr<'a>,
    pub end: ffi::CStrPtr<'a>,
    pub distance: f64,
}

/// A C string as payload.
#[ffi]
#[derive(Debug)]
pub enum Caption<'a> {
    Blank,
    Text(ffi::CStrPtr<'a>),
    Labeled(Label<'a>),
}

/// The number of bytes, unless it is null.
#[ffi]
pub fn cstring_length(text: ffi::CStrPtr) -> ffi::Option<usize> {
    text.as_c_str().map(CStr::count_bytes).into()
}

/// The number of bytes, or -1 if it is null.
#[ffi]
pub fn cstring_length_or_minus_one(text: ffi::CStrPtr) -> i64 {
    text.as_c_str().map_or(-1, |text| {
        i64::try_from(text.count_bytes()).unwrap_or(i64::MAX)
    })
}

/// Whether it is null.
#[ffi]
pub fn cstring_is_null(text: ffi::CStrPtr) -> bool {
    text.as_c_str().is_none()
}

/// Whether it is there and UTF-8.
#[ffi]
pub fn cstring_is_utf8(text: ffi::CStrPtr) -> bool {
    text.as_str().is_ok()
}

/// The sum of the bytes.
#[ffi]
pub fn cstring_sum(text: ffi::CStrPtr) -> u64 {
    bytes(&text).iter().copied().map(u64::from).sum()
}

/// The number of characters, or an error unless it is there and UTF-8.
#[ffi]
pub fn cstring_char_count(text: ffi::CStrPtr) -> ffi::Result<usize, TextError> {
    match text.as_str() {
        Ok(text) => ffi::Ok(text.chars().count()),
        Err(_) => ffi::Err(TextError::Forbidden),
    }
}

/// An owned text; what is not UTF-8 becomes U+FFFD.
#[ffi]
pub fn cstring_to_string(text: ffi::CStrPtr) -> ffi::String {
    String::from_utf8_lossy(bytes(&text)).into_owned().into()
}

/// Whether both have the same bytes; null has none.
#[ffi]
pub fn cstrings_equal(a: ffi::CStrPtr, b: ffi::CStrPtr) -> bool {
    bytes(&a) == bytes(&b)
}

/// How often a byte is in a text, times the weight, counted from `start`.
#[ffi]
pub fn cstring_count_byte(weight: f64, text: ffi::CStrPtr, wanted: u8, start: u32) -> f64 {
    let count = bytes(&text).iter().filter(|byte| **byte == wanted);
    count.fold(f64::from(start), |count, _| count + weight)
}

/// A text that is always there.
#[ffi]
pub fn static_cstring() -> ffi::CStrPtr<'static> {
    ffi::CStrPtr::from_cstr(c"hello world")
}

/// One that is not UTF-8, but always there.
#[ffi]
pub fn static_cstring_bytes() -> ffi::CStrPtr<'static> {
    ffi::CStrPtr::from_cstr(c"caf\xE9 \xFF")
}

/// One without a byte.
#[ffi]
pub fn empty_cstring() -> ffi::CStrPtr<'static> {
    ffi::CStrPtr::empty()
}

/// Nothing at all.
#[ffi]
pub fn null_cstring() -> ffi::CStrPtr<'static> {
    ffi::CStrPtr::default()
}

/// Returns `text`.
#[ffi]
pub fn same_cstring(text: ffi::CStrPtr) -> ffi::CStrPtr {
    text
}

/// The text from `start` on; null where it ends before.
#[ffi]
pub fn cstring_tail(text: ffi::CStrPtr, start: usize) -> ffi::CStrPtr {
    tail(&text, start)
}

/// The longer one.
#[ffi]
pub fn longer_cstring<'a>(a: ffi::CStrPtr<'a>, b: ffi::CStrPtr<'a>) -> ffi::CStrPtr<'a> {
    if bytes(&a).len() < bytes(&b).len() {
        b
    } else {
        a
    }
}

/// The number of bytes of a text that is behind a reference.
#[ffi]
pub fn cstring_length_at(text: &ffi::CStrPtr) -> usize {
    bytes(text).len()
}

/// Skips the first byte; null stays null, and so becomes what is empty.
#[ffi]
pub fn advance_cstring(text: &mut ffi::CStrPtr) {
    *text = tail(text, 1);
}

/// A label from its parts.
#[ffi]
pub fn make_label(text: ffi::CStrPtr, number: u32) -> Label {
    Label { text, number }
}

/// Returns `label`, its number counted up, wrapping.
#[ffi]
pub fn next_label(label: Label) -> Label {
    Label {
        text: label.text,
        number: label.number.wrapping_add(1),
    }
}

/// The number of bytes and the number of a label.
#[ffi]
pub fn label_total(label: Label) -> u64 {
    label_sum(&label)
}

/// The same of a label that stays where it is.
#[ffi]
pub fn label_total_at(label: &Label) -> u64 {
    label_sum(label)
}

/// The text of a label that stays where it is.
#[ffi]
pub fn label_text<'a>(label: &Label<'a>) -> ffi::CStrPtr<'a> {
    tail(&label.text, 0)
}

/// Skips the first byte of the text and counts the number up, wrapping.
#[ffi]
pub fn advance_label(label: &mut Label) {
    label.text = tail(&label.text, 1);
    label.number = label.number.wrapping_add(1);
}

/// Exchanges both ends and negates the distance.
#[ffi]
pub fn reverse_route(route: Route) -> Route {
    Route {
        start: route.end,
        end: route.start,
        distance: -route.distance,
    }
}

/// The number of bytes of both ends of a route that stays where it is.
#[ffi]
pub fn route_length(route: &Route) -> usize {
    bytes(&route.start).len() + bytes(&route.end).len()
}

/// Returns `caption`.
#[ffi]
pub fn same_caption(caption: Caption) -> Caption {
    caption
}

/// The number of bytes, and the number if there is one.
#[ffi]
pub fn caption_total(caption: Caption) -> u64 {
    match caption {
        Caption::Blank => 0,
        Caption::Text(text) => bytes(&text).len() as u64,
        Caption::Labeled(label) => label_sum(&label),
    }
}

/// The number of bytes of all of them.
#[ffi]
pub fn slice_cstring_length(texts: ffi::Slice<ffi::CStrPtr>) -> usize {
    texts.iter().map(|text| bytes(text).len()).sum()
}

/// How many of them are null.
#[ffi]
pub fn slice_cstring_nulls(texts: ffi::Slice<ffi::CStrPtr>) -> usize {
    let nulls = texts.iter().filter(|text| text.as_c_str().is_none());
    nulls.count()
}

/// The number of bytes and the numbers of all labels.
#[ffi]
pub fn slice_label_total(labels: ffi::Slice<Label>) -> u64 {
    labels.iter().map(label_sum).sum()
}

/// Labels that are always there.
#[ffi]
pub fn static_labels() -> ffi::Slice<'static, Label<'static>> {
    ffi::Slice::from_slice(LABELS.as_slice())
}

/// Returns `x`: null is something.
#[ffi]
pub fn same_option_cstring(x: ffi::Option<ffi::CStrPtr>) -> ffi::Option<ffi::CStrPtr> {
    x
}

/// The number of bytes, or -1 where it is null, or -2 where there is not even that.
#[ffi]
pub fn option_cstring_length(x: ffi::Option<ffi::CStrPtr>) -> i64 {
    x.into_option()
        .map_or(-2, |x| cstring_length_or_minus_one(x))
}

/// The text or an error.
#[ffi]
pub fn end_cstring(ending: Ending, text: ffi::CStrPtr) -> ffi::Result<ffi::CStrPtr, TextError> {
    match ending {
        Ending::Success => ffi::Ok(text),
        Ending::Error => ffi::Err(TextError::Empty),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// The bytes before the zero; none for null.
fn bytes<'a>(text: &ffi::CStrPtr<'a>) -> &'a [u8] {
    text.as_c_str().map_or(&[], |text| text.to_bytes())
}

fn tail<'a>(text: &ffi::CStrPtr<'a>, start: usize) -> ffi::CStrPtr<'a> {
    let rest = text
        .as_c_str()
        .and_then(|text| text.to_bytes_with_nul().get(start..));
    rest.and_then(|rest| ffi::CStrPtr::from_slice_with_nul(rest).ok())
        .unwrap_or_default()
}

fn label_sum(label: &Label) -> u64 {
    bytes(&label.text).len() as u64 + u64::from(label.number)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(function!(cstring_length))
        .register(function!(cstring_length_or_minus_one))
        .register(function!(cstring_is_null))
        .register(function!(cstring_is_utf8))
        .register(function!(cstring_sum))
        .register(function!(cstring_char_count))
        .register(function!(cstring_to_string))
        .register(function!(cstrings_equal))
        .register(function!(cstring_count_byte))
        .register(function!(static_cstring))
        .register(function!(static_cstring_bytes))
        .register(function!(empty_cstring))
        .register(function!(null_cstring))
        .register(function!(same_cstring))
        .register(function!(cstring_tail))
        .register(function!(longer_cstring))
        .register(function!(cstring_length_at))
        .register(function!(advance_cstring))
        .register(function!(make_label))
        .register(function!(next_label))
        .register(function!(label_total))
        .register(function!(label_total_at))
        .register(function!(label_text))
        .register(function!(advance_label))
        .register(function!(reverse_route))
        .register(function!(route_length))
        .register(function!(same_caption))
        .register(function!(caption_total))
        .register(function!(slice_cstring_length))
        .register(function!(slice_cstring_nulls))
        .register(function!(slice_label_total))
        .register(function!(static_labels))
        .register(function!(same_option_cstring))
        .register(function!(option_cstring_length))
        .register(function!(end_cstring));
}
