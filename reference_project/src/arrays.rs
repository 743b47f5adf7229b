//! Arrays: fields of fixed length, inside structs. By itself an array cannot be passed in C.

use crate::enums::{Color, Level};
use crate::structs::{Gray, Sample, Vec2};
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

/// 16 bytes.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Digest {
    /// The bytes.
    pub bytes: [u8; 16],
}

/// An array between other fields.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Packet {
    pub kind: u8,
    pub words: [u16; 4],
    pub verified: bool,
    pub digest: Digest,
}

/// An array of every primitive.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AllArrays {
    pub bools: [bool; 3],
    pub u8s: [u8; 3],
    pub u16s: [u16; 3],
    pub u32s: [u32; 3],
    pub u64s: [u64; 3],
    pub usizes: [usize; 3],
    pub i8s: [i8; 3],
    pub i16s: [i16; 3],
    pub i32s: [i32; 3],
    pub i64s: [i64; 3],
    pub isizes: [isize; 3],
    pub f32s: [f32; 3],
    pub f64s: [f64; 3],
    pub flags: [ffi::Bool; 3],
    pub chars: [ffi::CChar; 3],
}

/// Three bytes: as small as can be.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bytes3 {
    pub items: [u8; 3],
}

/// One item.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lone {
    pub items: [i32; 1],
}

/// 16 bytes of floats.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floats4 {
    pub items: [f32; 4],
}

/// 16 bytes of wide floats.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubles2 {
    pub items: [f64; 2],
}

/// 16 bytes: integers, then floats.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShortsFloats {
    pub shorts: [i16; 4],
    pub floats: [f32; 2],
}

/// 16 bytes: floats and integers that share an eightbyte.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FloatsBytes {
    pub floats: [f32; 3],
    pub bytes: [u8; 4],
}

/// A small array inside a struct inside a struct.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boxed {
    pub inner: Bytes3,
    pub count: u32,
}

/// Flags.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flags {
    pub items: [bool; 8],
}

/// Characters: text of at most so many bytes, filled up with zeros.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letters {
    pub text: [ffi::CChar; 5],
    pub lines: [[ffi::CChar; 4]; 2],
}

/// Arrays of structs.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Polygon {
    pub corners: [Vec2; 3],
    pub samples: [Sample; 2],
    pub grays: [Gray; 2],
}

/// Arrays of enums.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    pub colors: [Color; 4],
    pub levels: [Level; 2],
}

/// Arrays of arrays.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    pub rows: [[u16; 3]; 2],
    pub masks: [[bool; 2]; 2],
    pub points: [[Vec2; 2]; 2],
}

/// Longer than what anyone types in.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    pub items: [f64; 256],
}

/// The bytes in reverse.
#[ffi]
pub fn reverse_digest(digest: Digest) -> Digest {
    Digest {
        bytes: reversed(digest.bytes),
    }
}

/// A digest of one byte.
#[ffi]
pub fn make_digest(fill: u8) -> Digest {
    Digest { bytes: [fill; 16] }
}

/// The sum of the bytes of a digest that stays where it is.
#[ffi]
pub fn digest_sum(digest: &Digest) -> u32 {
    digest.bytes.into_iter().map(u32::from).sum()
}

/// Reverses words and digest, steps the kind, negates the flag.
#[ffi]
pub fn reverse_packet(packet: Packet) -> Packet {
    Packet {
        kind: packet.kind.wrapping_add(1),
        words: reversed(packet.words),
        verified: !packet.verified,
        digest: reverse_digest(packet.digest),
    }
}

/// Reverses every array.
#[ffi]
pub fn reverse_all(all: AllArrays) -> AllArrays {
    AllArrays {
        bools: reversed(all.bools),
        u8s: reversed(all.u8s),
        u16s: reversed(all.u16s),
        u32s: reversed(all.u32s),
        u64s: reversed(all.u64s),
        usizes: reversed(all.usizes),
        i8s: reversed(all.i8s),
        i16s: reversed(all.i16s),
        i32s: reversed(all.i32s),
        i64s: reversed(all.i64s),
        isizes: reversed(all.isizes),
        f32s: reversed(all.f32s),
        f64s: reversed(all.f64s),
        flags: reversed(all.flags),
        chars: reversed(all.chars),
    }
}

/// The same, of arrays that stay where they are.
#[ffi]
pub fn reverse_all_at(all: &AllArrays) -> AllArrays {
    reverse_all(*all)
}

/// The bytes in reverse.
#[ffi]
pub fn reverse_bytes3(bytes: Bytes3) -> Bytes3 {
    Bytes3 {
        items: reversed(bytes.items),
    }
}

/// The number negated, wrapping.
#[ffi]
pub fn negate_lone(lone: Lone) -> Lone {
    Lone {
        items: lone.items.map(i32::wrapping_neg),
    }
}

/// The floats in reverse.
#[ffi]
pub fn reverse_floats4(floats: Floats4) -> Floats4 {
    Floats4 {
        items: reversed(floats.items),
    }
}

/// The floats in reverse.
#[ffi]
pub fn reverse_doubles2(doubles: Doubles2) -> Doubles2 {
    Doubles2 {
        items: reversed(doubles.items),
    }
}

/// Both arrays in reverse.
#[ffi]
pub fn reverse_shorts_floats(x: ShortsFloats) -> ShortsFloats {
    ShortsFloats {
        shorts: reversed(x.shorts),
        floats: reversed(x.floats),
    }
}

/// Both arrays in reverse.
#[ffi]
pub fn reverse_floats_bytes(x: FloatsBytes) -> FloatsBytes {
    FloatsBytes {
        floats: reversed(x.floats),
        bytes: reversed(x.bytes),
    }
}

/// The bytes in reverse, the count doubled, wrapping.
#[ffi]
pub fn reverse_boxed(x: Boxed) -> Boxed {
    Boxed {
        inner: reverse_bytes3(x.inner),
        count: x.count.wrapping_mul(2),
    }
}

/// Small arrays, integers and floats in turn: the sum of all numbers.
#[ffi]
pub fn sum_arrays(
    first: u8,
    bytes: Bytes3,
    floats: Floats4,
    second: f64,
    boxed: Boxed,
    doubles: Doubles2,
    third: i32,
) -> f64 {
    let bytes = bytes.items.into_iter().chain(boxed.inner.items);
    let doubles = doubles.items.into_iter();
    f64::from(first)
        + second
        + f64::from(third)
        + f64::from(boxed.count)
        + bytes.map(f64::from).sum::<f64>()
        + floats.items.into_iter().map(f64::from).sum::<f64>()
        + doubles.sum::<f64>()
}

/// Every flag negated.
#[ffi]
pub fn invert_flags(flags: Flags) -> Flags {
    Flags {
        items: flags.items.map(|flag| !flag),
    }
}

/// The characters in reverse, and the order of the lines.
#[ffi]
pub fn reverse_letters(letters: Letters) -> Letters {
    Letters {
        text: reversed(letters.text),
        lines: reversed(letters.lines),
    }
}

/// Every array in reverse.
#[ffi]
pub fn reverse_polygon(polygon: Polygon) -> Polygon {
    Polygon {
        corners: reversed(polygon.corners),
        samples: reversed(polygon.samples),
        grays: reversed(polygon.grays),
    }
}

/// The sum of the coordinates of a polygon that stays where it is.
#[ffi]
pub fn polygon_sum(polygon: &Polygon) -> f32 {
    polygon.corners.iter().map(|point| point.x + point.y).sum()
}

/// Every array in reverse.
#[ffi]
pub fn reverse_palette(palette: Palette) -> Palette {
    Palette {
        colors: reversed(palette.colors),
        levels: reversed(palette.levels),
    }
}

/// Reverses the order of the rows, and each row.
#[ffi]
pub fn reverse_grid(grid: Grid) -> Grid {
    Grid {
        rows: reversed(grid.rows.map(reversed)),
        masks: reversed(grid.masks.map(reversed)),
        points: reversed(grid.points.map(reversed)),
    }
}

/// Every item doubled.
#[ffi]
pub fn double_table(table: &Table) -> Table {
    Table {
        items: table.items.map(|item| item * 2.0),
    }
}

fn reversed<T, const N: usize>(mut items: [T; N]) -> [T; N] {
    items.reverse();
    items
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(reverse_digest))
        .register(function!(make_digest))
        .register(function!(digest_sum))
        .register(function!(reverse_packet))
        .register(function!(reverse_all))
        .register(function!(reverse_all_at))
        .register(function!(reverse_bytes3))
        .register(function!(negate_lone))
        .register(function!(reverse_floats4))
        .register(function!(reverse_doubles2))
        .register(function!(reverse_shorts_floats))
        .register(function!(reverse_floats_bytes))
        .register(function!(reverse_boxed))
        .register(function!(sum_arrays))
        .register(function!(invert_flags))
        .register(function!(reverse_letters))
        .register(function!(reverse_polygon))
        .register(function!(polygon_sum))
        .register(function!(reverse_palette))
        .register(function!(reverse_grid))
        .register(function!(double_table));
}
