//! Records: structs and data enums with owned parts. By value they move with all that they own.
//!
//! The core exports nothing that drops a whole record: other languages drop each part.

use crate::enums::Color;
use crate::results::{Ending, MathError};
use crate::slices::Spot;
use crate::{strings, vecs};
use interoptopus::inventory::RustInventory;
use interoptopus::lang::types::TypeInfo;
use interoptopus::{ffi, function};
use std::ffi::CStr;
use std::sync::LazyLock;

static PARCELS: LazyLock<[Parcel; 2]> =
    LazyLock::new(|| [parcel("Ada", "Bob", 3), parcel("Cyd", "", 40)]);

/// Two texts and a number.
#[ffi]
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Who sends it.
    pub sender: ffi::String,
    pub receiver: ffi::String,
    pub weight: u32,
}

/// Plain and owned parts of every kind, in turn.
#[ffi]
#[derive(Debug, Clone)]
pub struct Shipment {
    pub parcel: Parcel,
    pub place: Spot,
    pub color: Color,
    pub urgent: bool,
    pub code: [u8; 4],
    pub notes: Labeled<ffi::String>,
    pub remark: ffi::Option<ffi::String>,
    pub numbers: ffi::Vec<u32>,
    pub names: ffi::Vec<ffi::String>,
}

/// A text beside whatever there is.
#[ffi]
#[derive(Debug, Clone)]
pub struct Labeled<T: TypeInfo> {
    pub label: ffi::String,
    pub content: T,
}

/// Has the layout and the ABI of a text.
#[ffi(transparent)]
#[derive(Debug, Clone)]
pub struct Title {
    pub text: ffi::String,
}

/// Owned payloads.
#[ffi]
#[derive(Debug, Clone)]
pub enum Content {
    /// Nothing to own.
    Nothing,
    /// Nothing to own either.
    Count(u32),
    Text(ffi::String),
    Sent(Parcel),
    Numbers(ffi::Vec<u32>),
    Optional(ffi::Option<ffi::String>),
}

/// A data enum with owned parts beside other fields.
#[ffi]
#[derive(Debug, Clone)]
pub struct Drawer {
    pub id: u8,
    pub content: Content,
    pub spare: Content,
    pub outcome: ffi::Result<ffi::String, MathError>,
}

/// An error that explains.
#[ffi]
#[derive(Debug, Clone)]
pub struct Rejection {
    pub reason: ffi::String,
    pub code: u32,
}

/// An error of several kinds, some of which explain.
#[ffi]
#[derive(Debug, Clone)]
pub enum Refusal {
    Unexplained,
    /// Why.
    Because(ffi::String),
    Rejected(Rejection),
    /// Every reason.
    All(ffi::Vec<ffi::String>),
}

/// What is owned beside what is lent.
#[ffi]
pub struct Draft<'a> {
    pub title: ffi::String,
    pub origin: ffi::CStrPtr<'a>,
    pub number: &'a u32,
    pub bytes: ffi::Slice<'a, u8>,
    pub author: &'a ffi::String,
}

/// Returns `x`.
#[ffi]
pub fn same_parcel(x: Parcel) -> Parcel {
    x
}

/// A parcel from its parts.
#[ffi]
pub fn make_parcel(sender: ffi::String, receiver: ffi::String, weight: u32) -> Parcel {
    Parcel {
        sender,
        receiver,
        weight,
    }
}

/// Exchanges sender and receiver and doubles the weight, wrapping.
#[ffi]
pub fn return_parcel(x: Parcel) -> Parcel {
    returned(x)
}

/// The number of bytes of both texts, and the weight.
#[ffi]
pub fn parcel_total(x: Parcel) -> u64 {
    total(&x)
}

/// The same of a parcel that stays where it is.
#[ffi]
pub fn parcel_total_at(x: &Parcel) -> u64 {
    total(x)
}

/// The same, or -1 where there is no parcel.
#[ffi]
pub fn optional_parcel(x: Option<&Parcel>) -> i64 {
    x.map_or(-1, |x| i64::try_from(total(x)).unwrap_or(i64::MAX))
}

/// A copy of a parcel that stays where it is.
#[ffi]
pub fn clone_parcel(x: &Parcel) -> Parcel {
    x.clone()
}

/// Puts another parcel there and returns what was there before.
#[ffi]
pub fn replace_parcel(x: &mut Parcel, replacement: Parcel) -> Parcel {
    std::mem::replace(x, replacement)
}

/// Drops the receiver for another one, in place.
#[ffi]
pub fn redirect_parcel(x: &mut Parcel, receiver: ffi::String) {
    x.receiver = receiver;
}

/// The sender of a parcel, lent as that is.
#[ffi]
pub fn parcel_sender(x: &Parcel) -> &ffi::String {
    &x.sender
}

/// The heavier one, lent as it was.
#[ffi]
pub fn heavier_parcel<'a>(a: &'a Parcel, b: &'a Parcel) -> &'a Parcel {
    if a.weight < b.weight { b } else { a }
}

/// The first sender, the last receiver, and the weights, wrapping: the middle one is scaled.
#[ffi]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float stops at the bounds"
)]
pub fn merge_parcels(
    first: Parcel,
    count: u8,
    second: Parcel,
    factor: f64,
    third: Parcel,
) -> Parcel {
    let middle = (f64::from(second.weight) * factor) as u32;
    let weights = [first.weight, u32::from(count), middle, third.weight];
    Parcel {
        sender: first.sender,
        receiver: third.receiver,
        weight: weights.into_iter().fold(0, u32::wrapping_add),
    }
}

/// All that is given, in one text.
#[ffi]
pub fn describe_parcel(
    x: Parcel,
    title: ffi::String,
    numbers: ffi::Vec<u32>,
    copies: u8,
) -> ffi::String {
    let Parcel {
        sender,
        receiver,
        weight,
    } = x;
    let (sender, receiver, title) = (sender.as_str(), receiver.as_str(), title.as_str());
    let numbers = numbers.into_vec();
    format!("{title}: {sender} to {receiver}, {weight}, {numbers:?}, {copies}").into()
}

/// The same, in another order.
#[ffi]
pub fn describe_numbers(
    numbers: ffi::Vec<u32>,
    copies: u8,
    title: ffi::String,
    x: Parcel,
) -> ffi::String {
    describe_parcel(x, title, numbers, copies)
}

/// Returns `x`.
#[ffi]
pub fn same_shipment(x: Shipment) -> Shipment {
    x
}

/// A shipment of which every part is filled.
#[ffi]
pub fn make_shipment(count: u32, remark: ffi::Option<ffi::String>) -> Shipment {
    let names: Vec<ffi::String> = (0..count).map(|x| format!("name {x}").into()).collect();
    Shipment {
        parcel: parcel("Eve", "Fay", count),
        place: Spot { x: 0.5, y: -1.5 },
        color: Color::Blue,
        urgent: true,
        code: [1, 2, 3, 255],
        notes: Labeled {
            label: text("left"),
            content: text("right"),
        },
        remark,
        numbers: (0..count).collect::<Vec<u32>>().into(),
        names: names.into(),
    }
}

/// Every list in reverse, every pair exchanged, the flag negated, the next color.
#[ffi]
pub fn turn_shipment(x: Shipment) -> Shipment {
    turned(x)
}

/// The same in place.
#[ffi]
pub fn turn_shipment_at(x: &mut Shipment) {
    *x = turned(x.clone());
}

/// The number of bytes of all texts, and all integers, of a shipment that stays where it is.
#[ffi]
pub fn shipment_total(x: &Shipment) -> u64 {
    let numbers = x.numbers.clone().into_vec().into_iter().map(u64::from);
    let names = x.names.clone().into_vec();
    let notes = [&x.notes.label, &x.notes.content].into_iter();
    let texts = notes.chain(&names).chain(x.remark.as_ref());
    let bytes: usize = texts.map(|text| text.as_str().len()).sum();
    let code = x.code.into_iter().map(u64::from);
    total(&x.parcel) + bytes as u64 + numbers.sum::<u64>() + code.sum::<u64>()
}

/// Complements the number and returns the label as it is.
#[ffi]
pub fn invert_labeled_u32(x: Labeled<u32>) -> Labeled<u32> {
    Labeled {
        label: x.label,
        content: !x.content,
    }
}

/// Exchanges both texts.
#[ffi]
pub fn swap_labeled_string(x: Labeled<ffi::String>) -> Labeled<ffi::String> {
    Labeled {
        label: x.content,
        content: x.label,
    }
}

/// Returns the inner label outside and the outer one inside.
#[ffi]
pub fn swap_labeled_labeled(x: Labeled<Labeled<u32>>) -> Labeled<Labeled<u32>> {
    Labeled {
        label: x.content.label,
        content: Labeled {
            label: x.label,
            content: x.content.content,
        },
    }
}

/// The number of bytes of the label of what stays where it is, and the content.
#[ffi]
pub fn labeled_total(x: &Labeled<u32>) -> u64 {
    x.label.as_str().len() as u64 + u64::from(x.content)
}

/// The title in capitals.
#[ffi]
pub fn upper_case_title(x: Title) -> Title {
    Title {
        text: x.text.as_str().to_uppercase().into(),
    }
}

/// The number of bytes of a title that stays where it is.
#[ffi]
pub fn title_length(x: &Title) -> usize {
    x.text.as_str().len()
}

/// Returns `x`.
#[ffi]
pub fn same_content(x: Content) -> Content {
    x
}

/// The variant with that index, with `count` bytes or items; the last one for any other.
#[ffi]
pub fn make_content(index: u8, count: u16) -> Content {
    let name = "x".repeat(usize::from(count));
    match index {
        0 => Content::Nothing,
        1 => Content::Count(u32::from(count)),
        2 => Content::Text(name.into()),
        3 => Content::Sent(parcel(&name, "y", u32::from(count))),
        4 => Content::Numbers((0..u32::from(count)).collect::<Vec<u32>>().into()),
        _ => Content::Optional((count > 0).then(|| name.into()).into()),
    }
}

/// The index of the variant.
#[ffi]
pub fn content_index(x: Content) -> u8 {
    match x {
        Content::Nothing => 0,
        Content::Count(_) => 1,
        Content::Text(_) => 2,
        Content::Sent(_) => 3,
        Content::Numbers(_) => 4,
        Content::Optional(_) => 5,
    }
}

/// The number of bytes of all texts, and all numbers, of what stays where it is.
#[ffi]
pub fn content_total(x: &Content) -> u64 {
    match x {
        Content::Nothing => 0,
        Content::Count(number) => u64::from(*number),
        Content::Text(text) => text.as_str().len() as u64,
        Content::Sent(parcel) => total(parcel),
        Content::Numbers(numbers) => numbers.clone().into_vec().into_iter().map(u64::from).sum(),
        Content::Optional(text) => text.as_ref().map_or(0, |text| text.as_str().len() as u64),
    }
}

/// Complements the number, puts the text in capitals, returns the parcel, reverses the numbers,
/// doubles the text that may be missing.
#[ffi]
pub fn map_content(x: Content) -> Content {
    match x {
        Content::Nothing => Content::Nothing,
        Content::Count(number) => Content::Count(!number),
        Content::Text(text) => Content::Text(text.as_str().to_uppercase().into()),
        Content::Sent(parcel) => Content::Sent(returned(parcel)),
        Content::Numbers(numbers) => Content::Numbers(reversed(numbers)),
        Content::Optional(text) => {
            let twice = |text: ffi::String| text.as_str().repeat(2).into();
            Content::Optional(text.into_option().map(twice).into())
        }
    }
}

/// Drops what is there for something else.
#[ffi]
pub fn overwrite_content(x: &mut Content, replacement: Content) {
    *x = replacement;
}

/// Puts something else there and returns what was there before.
#[ffi]
pub fn replace_content(x: &mut Content, replacement: Content) -> Content {
    std::mem::replace(x, replacement)
}

/// Returns `x`.
#[ffi]
pub fn same_option_content(x: ffi::Option<Content>) -> ffi::Option<Content> {
    x
}

/// The content or an error.
#[ffi]
pub fn end_content(ending: Ending, x: Content) -> ffi::Result<Content, MathError> {
    ended(ending, x, MathError::Overflow)
}

/// Exchanges the content with the spare one, counts the id up, wrapping.
#[ffi]
pub fn turn_drawer(x: Drawer) -> Drawer {
    Drawer {
        id: x.id.wrapping_add(1),
        content: x.spare,
        spare: x.content,
        outcome: x.outcome,
    }
}

/// Empties the content of a drawer that stays where it is, and returns it.
#[ffi]
pub fn empty_drawer(x: &mut Drawer) -> Content {
    std::mem::replace(&mut x.content, Content::Nothing)
}

/// The parcel or an error with its sender as the reason and its weight as the code.
#[ffi]
pub fn end_parcel(ending: Ending, x: Parcel) -> ffi::Result<Parcel, Rejection> {
    let rejection = Rejection {
        reason: x.sender.clone(),
        code: x.weight,
    };
    ended(ending, x, rejection)
}

/// A number or the given error.
#[ffi]
pub fn end_rejection(ending: Ending, error: Rejection) -> ffi::Result<u32, Rejection> {
    ended(ending, 1, error)
}

/// A text or the given error.
#[ffi]
pub fn end_refusal(
    ending: Ending,
    x: ffi::String,
    error: Refusal,
) -> ffi::Result<ffi::String, Refusal> {
    ended(ending, x, error)
}

/// Nothing, or a refusal unless all three texts have something in them.
#[ffi]
pub fn require_texts(
    first: ffi::String,
    second: ffi::String,
    third: ffi::String,
) -> ffi::Result<(), Refusal> {
    let texts = [("first", first), ("second", second), ("third", third)];
    let empty = texts.iter().filter(|(_, text)| text.as_str().is_empty());
    let reasons: Vec<ffi::String> = empty.map(|(name, _)| text(name)).collect();
    match <[ffi::String; 1]>::try_from(reasons) {
        Ok([reason]) => ffi::Err(Refusal::Because(reason)),
        Err(reasons) if reasons.is_empty() => ffi::Ok(()),
        Err(reasons) => ffi::Err(Refusal::All(reasons.into())),
    }
}

/// The result that is given: it raises unless it is `Ok`.
#[ffi]
pub fn unfold_parcel(x: ffi::Result<Parcel, Rejection>) -> ffi::Result<Parcel, Rejection> {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_option_parcel(x: ffi::Option<Parcel>) -> ffi::Option<Parcel> {
    x
}

/// Fills what is empty with `filling`; empties what is not.
#[ffi]
pub fn flip_option_parcel(x: &mut ffi::Option<Parcel>, filling: Parcel) {
    *x = match x {
        ffi::None => ffi::Some(filling),
        ffi::Some(_) => ffi::None,
    };
}

/// The number of bytes of all texts, and all weights.
#[ffi]
pub fn slice_parcel_total(items: ffi::Slice<Parcel>) -> u64 {
    items.iter().map(total).sum()
}

/// A copy of the heaviest, if there is one; the last of several.
#[ffi]
pub fn slice_parcel_heaviest(items: ffi::Slice<Parcel>) -> ffi::Option<Parcel> {
    items.iter().max_by_key(|item| item.weight).cloned().into()
}

/// Exchanges sender and receiver of each and doubles each weight, wrapping.
#[ffi]
pub fn return_parcels(mut items: ffi::SliceMut<Parcel>) {
    for item in items.iter_mut() {
        std::mem::swap(&mut item.sender, &mut item.receiver);
        item.weight = item.weight.wrapping_mul(2);
    }
}

/// The same of data enums: the number of bytes of all texts, and all numbers.
#[ffi]
pub fn slice_content_total(items: ffi::Slice<Content>) -> u64 {
    items.iter().map(|item| content_total(item)).sum()
}

/// Parcels that are always there.
#[ffi]
pub fn static_parcels() -> ffi::Slice<'static, Parcel> {
    ffi::Slice::from_slice(PARCELS.as_slice())
}

/// A parcel that is always there.
#[ffi]
pub fn static_parcel() -> &'static Parcel {
    let [first, _] = &*PARCELS;
    first
}

/// A draft from its parts.
#[ffi]
pub fn make_draft<'a>(
    title: ffi::String,
    origin: ffi::CStrPtr<'a>,
    number: &'a u32,
    bytes: ffi::Slice<'a, u8>,
    author: &'a ffi::String,
) -> Draft<'a> {
    Draft {
        title,
        origin,
        number,
        bytes,
        author,
    }
}

/// Returns `x`, the title in capitals.
#[ffi]
pub fn shout_draft(x: Draft) -> Draft {
    Draft {
        title: x.title.as_str().to_uppercase().into(),
        ..x
    }
}

/// The number of bytes of all texts, the number, and the sum of the bytes.
#[ffi]
pub fn draft_total(x: Draft) -> u64 {
    draft_sum(&x)
}

/// The same of a draft that stays where it is.
#[ffi]
pub fn draft_total_at(x: &Draft) -> u64 {
    draft_sum(x)
}

fn text(text: &str) -> ffi::String {
    text.to_owned().into()
}

fn parcel(sender: &str, receiver: &str, weight: u32) -> Parcel {
    Parcel {
        sender: text(sender),
        receiver: text(receiver),
        weight,
    }
}

fn total(x: &Parcel) -> u64 {
    let bytes = x.sender.as_str().len() + x.receiver.as_str().len();
    bytes as u64 + u64::from(x.weight)
}

fn returned(x: Parcel) -> Parcel {
    Parcel {
        sender: x.receiver,
        receiver: x.sender,
        weight: x.weight.wrapping_mul(2),
    }
}

fn reversed<T>(items: ffi::Vec<T>) -> ffi::Vec<T> {
    let mut items = items.into_vec();
    items.reverse();
    ffi::Vec::from_vec(items)
}

fn turned(x: Shipment) -> Shipment {
    let mut code = x.code;
    code.reverse();
    Shipment {
        parcel: returned(x.parcel),
        place: Spot {
            x: x.place.y,
            y: x.place.x,
        },
        color: crate::enums::next_color(x.color),
        urgent: !x.urgent,
        code,
        notes: swap_labeled_string(x.notes),
        remark: x.remark,
        numbers: reversed(x.numbers),
        names: reversed(x.names),
    }
}

fn draft_sum(x: &Draft) -> u64 {
    let origin = x.origin.as_c_str().map_or(0, CStr::count_bytes);
    let texts = x.title.as_str().len() + x.author.as_str().len() + origin;
    let bytes = x.bytes.iter().copied().map(u64::from);
    texts as u64 + u64::from(*x.number) + bytes.sum::<u64>()
}

fn ended<T, E>(ending: Ending, t: T, e: E) -> ffi::Result<T, E> {
    match ending {
        Ending::Success => ffi::Ok(t),
        Ending::Error => ffi::Err(e),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(vecs::builtins)
        .register(function!(same_parcel))
        .register(function!(make_parcel))
        .register(function!(return_parcel))
        .register(function!(parcel_total))
        .register(function!(parcel_total_at))
        .register(function!(optional_parcel))
        .register(function!(clone_parcel))
        .register(function!(replace_parcel))
        .register(function!(redirect_parcel))
        .register(function!(parcel_sender))
        .register(function!(heavier_parcel))
        .register(function!(merge_parcels))
        .register(function!(describe_parcel))
        .register(function!(describe_numbers))
        .register(function!(same_shipment))
        .register(function!(make_shipment))
        .register(function!(turn_shipment))
        .register(function!(turn_shipment_at))
        .register(function!(shipment_total))
        .register(function!(invert_labeled_u32))
        .register(function!(swap_labeled_string))
        .register(function!(swap_labeled_labeled))
        .register(function!(labeled_total))
        .register(function!(upper_case_title))
        .register(function!(title_length))
        .register(function!(same_content))
        .register(function!(make_content))
        .register(function!(content_index))
        .register(function!(content_total))
        .register(function!(map_content))
        .register(function!(overwrite_content))
        .register(function!(replace_content))
        .register(function!(same_option_content))
        .register(function!(end_content))
        .register(function!(turn_drawer))
        .register(function!(empty_drawer))
        .register(function!(end_parcel))
        .register(function!(end_rejection))
        .register(function!(end_refusal))
        .register(function!(require_texts))
        .register(function!(unfold_parcel))
        .register(function!(same_option_parcel))
        .register(function!(flip_option_parcel))
        .register(function!(slice_parcel_total))
        .register(function!(slice_parcel_heaviest))
        .register(function!(return_parcels))
        .register(function!(slice_content_total))
        .register(function!(static_parcels))
        .register(function!(static_parcel))
        .register(function!(make_draft))
        .register(function!(shout_draft))
        .register(function!(draft_total))
        .register(function!(draft_total_at));
}
