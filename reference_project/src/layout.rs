//! Layout: what Rust knows about the memory of every exported struct.
//!
//! Not a construct, and not exported: a test compares it with what Python thinks. Each struct of
//! the crate has an entry in [`layouts`].

use crate::arrays::{
    AllArrays, Boxed, Bytes3, Digest, Doubles2, Flags, Floats4, FloatsBytes, Grid, Letters, Lone,
    Packet, Palette, Polygon, ShortsFloats, Table,
};
use crate::borrows::{Holder, Lender};
use crate::callbacks::results::{Couple, Halves, Shorts, Thirds};
use crate::callbacks::tables::Operations;
use crate::cstrings::{Label, Route};
use crate::data_enums::{Dive, Gauge, Hollow, NarrowPair, Tagged, Tray};
use crate::fn_pointers::{Block, Toolbox};
use crate::generics::{
    Entry, FixedString, Generic, Gram, Integers, Member, Pair, Points, Quantity,
};
use crate::meta::{Ball, Circle, DocumentedStruct, Shared, imperial, metric};
use crate::opaque::Desk;
use crate::options::{Profile, Slots};
use crate::pointers::{Borrowed, Chain, Target, View, Writer};
use crate::positions::pointers::Board;
use crate::positions::values::Roster;
use crate::records::{Draft, Drawer, Labeled, Parcel, Rejection, Shipment, Title};
use crate::results::{Attempt, Failure, Limits};
use crate::slices::{Badge, Excerpt, Spot, Window};
use crate::structs::{
    Account, AllPrimitives, Awkward, Cells, Delta, Envelope, FloatInt, FloatsByte, Gray,
    Identifier, IntFloat, Interval, Marker, Matrix, Meters, MixedHalves, PackedAligned,
    PackedFloats, PackedHeader, PackedInside, PackedNumber, PackedSmall, PackedSwapped, PackedWide,
    PackedWords, Pixel, Rgb, Sample, Scene, Segment, Settings, ShortFloat, Skipping, Switch,
    Temperature, Vec2, Vec3, Vec4, Velocity, Wide,
};
use crate::surrogates::{Landmark, LocalLocation};
use crate::vecs::Batch;
use crate::wire::Delivery;
use interoptopus::ffi;
use std::mem::offset_of;

/// The memory of one struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StructLayout {
    /// Its name in Python.
    pub name: &'static str,
    /// How many bytes it has.
    pub size: usize,
    /// What its address is a multiple of.
    pub align: usize,
    /// The name of each field in Python, and where it starts, in order.
    pub fields: Vec<(&'static str, usize)>,
}

/// Types and fields have their names in Rust, unless Python calls them otherwise.
macro_rules! layouts {
    ($($kind:ty $(as $name:literal)? { $($field:tt $(as $field_name:literal)?),+ $(,)? })+) => {
        vec![$(
            StructLayout {
                name: python_name!(($kind) $($name)?),
                size: size_of::<$kind>(),
                align: align_of::<$kind>(),
                fields: vec![
                    $((python_name!(($field) $($field_name)?), offset_of!($kind, $field))),+
                ],
            },
        )+]
    };
}

macro_rules! python_name {
    (($name:tt)) => {
        stringify!($name)
    };
    (($name:ty)) => {
        stringify!($name)
    };
    (($($name:tt)+) $python:literal) => {
        $python
    };
}

/// The memory of every exported struct.
#[must_use]
#[expect(clippy::too_many_lines, reason = "it is a table")]
pub fn layouts() -> Vec<StructLayout> {
    layouts! {
        Vec2 { x, y }
        Vec3 { x, y, z }
        Vec4 { x, y, z, w }
        Gray { level }
        Rgb { red, green, blue }
        Interval { 0 as "field_0", 1 as "field_1" }
        Sample { channel, id, gain, offset, active }
        AllPrimitives {
            a_bool, a_u8, a_u16, a_u32, a_u64, a_usize,
            an_i8, an_i16, an_i32, an_i64, an_isize, an_f32, an_f64,
        }
        Marker { letter, visible, count }
        Pixel { color, level }
        Segment { start, end, color }
        Scene { first, second, best, visible }
        Wide { first, second, third, fourth, fifth, sixth, seventh, eighth, ninth }
        FloatInt { a, b }
        IntFloat { a, b }
        MixedHalves { a, b, c, d }
        FloatsByte { a, b, c }
        PackedAligned { x, y }
        PackedHeader { kind, length, crc, scale }
        PackedSmall { x, y }
        PackedSwapped { y, x }
        PackedNumber { flag, number }
        PackedFloats { kind, x, y }
        PackedWords { kind, words }
        PackedWide { first, flag, second, third, last }
        PackedInside { small, count, size }
        Envelope { urgent, header, size }
        Identifier { id }
        Delta { 0 as "field_0" }
        Meters { 0 as "field_0" }
        Switch { 0 as "field_0" }
        Velocity { vector }
        Temperature as "Celsius" { degrees }
        Account { number, balance }
        Skipping { x, y }
        Awkward {
            r#type as "type", r#match as "match", r#class as "class_", r#lambda as "lambda_",
            len, self_, id, hash, r#int as "int_", r#float as "float", r#bool as "bool",
            property, from_buffer_copy as "from_buffer_copy_", x, _x,
            _fields_ as "_fields__", _pack_ as "_pack__", _objects as "_objects__",
            __init__ as "__init___", __eq__ as "__eq___", __hidden as "_hidden",
            __match_args__ as "__match_args___",
        }
        Settings { volume, balance, scale }

        Digest { bytes }
        Packet { kind, words, verified, digest }
        AllArrays {
            bools, u8s, u16s, u32s, u64s, usizes, i8s, i16s, i32s, i64s, isizes,
            f32s, f64s, flags, chars,
        }
        Bytes3 { items }
        Lone { items }
        Floats4 { items }
        Doubles2 { items }
        ShortsFloats { shorts, floats }
        FloatsBytes { floats, bytes }
        Boxed { inner, count }
        Flags { items }
        Letters { text, lines }
        Polygon { corners, samples, grays }
        Palette { colors, levels }
        Grid { rows, masks, points }
        Table { items }

        Generic<u8> as "GenericU8" { item }
        Generic<f64> as "GenericF64" { item }
        Generic<bool> as "GenericBool" { item }
        Pair<i32> as "PairI32" { left, right }
        Pair<u64> as "PairU64" { left, right }
        Pair<f32> as "PairF32" { left, right }
        Pair<Vec2> as "PairVec2" { left, right }
        Generic<Pair<i32>> as "GenericPairI32" { item }
        Pair<Generic<u8>> as "PairGenericU8" { left, right }
        Entry<u8, f64> as "EntryU8F64" { key, entry }
        Quantity<Gram> as "QuantityGram" { amount }
        Quantity<u32> as "QuantityU32" { amount }
        Gram { factor }
        FixedString<32> as "FixedString32" { bytes }
        FixedString<4> as "FixedString4" { bytes }
        Member<Integers> as "MemberIntegers" { first, last }
        Member<Points> as "MemberPoints" { first, last }

        LocalLocation { latitude, longitude }
        Landmark { id, location }

        metric::Length as "MetricLength" { metres }
        imperial::Length as "ImperialLength" { feet }
        DocumentedStruct as "Documented" { first, second, third }
        Circle { radius }
        Ball { equator }
        Shared { x }

        Tagged { id, payload, weight }
        Tray { items, count }
        Gauge { reading, scale }
        NarrowPair { kind, first, second, size }
        Hollow { before, nothing, after }
        Dive { depth, anchor, deepest }

        ShortFloat { a, b }
        Matrix { rows }
        Cells { cells, scale }

        Profile { id, age, position, color, balance }
        Slots { items, count }

        Limits { low, high }
        Failure { code, position }
        Attempt { id, outcome, weight }

        Holder<'static> as "Holder" { number }
        Lender<'static> as "Lender" { loan, maybe, pair, held, loans, raw }

        View<'static> as "View" { id, number, point }
        Target { source, destination, step }
        Writer<'static> as "Writer" { counter, step }
        Borrowed<'static, u32> as "BorrowedU32" { item }
        Borrowed<'static, Vec2> as "BorrowedVec2" { item }
        Chain<'static> as "Chain" { view, raw }

        Desk { context, ledger, number }

        Label<'static> as "Label" { text, number }
        Route<'static> as "Route" { start, end, distance }

        Spot { x, y }
        Badge { color, active, weight }
        Window<'static> as "Window" { source, target, scale }
        Excerpt<'static> as "Excerpt" { first, second, rest }

        Shorts { items }
        Couple { number, factor }
        Thirds { first, second, third }
        Halves { low, high }
        Operations { map, scale, combine, notify, id }

        Block { items }
        Toolbox { map, factor, spare, combine }

        Batch<'static> as "Batch" { source, items, weight }
        Delivery { id, user }

        Parcel { sender, receiver, weight }
        Shipment { parcel, place, color, urgent, code, notes, remark, numbers, names }
        Labeled<u32> as "LabeledU32" { label, content }
        Labeled<ffi::String> as "LabeledString" { label, content }
        Labeled<Labeled<u32>> as "LabeledLabeledU32" { label, content }
        Title { text }
        Drawer { id, content, spare, outcome }
        Rejection { reason, code }
        Draft<'static> as "Draft" { title, origin, number, bytes as "bytes_", author }

        Roster { id, rivals, headers }
        Board { addresses, contexts, functions }
    }
}
