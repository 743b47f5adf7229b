//! Sizes and alignments, computed apart from the generator under test: the invented library asserts
//! that Rust agrees.

use super::types::{Definition, Packing, Scalar, Shape, Type, Variant};

/// Size and alignment in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) size: usize,
    pub(crate) align: usize,
}

impl Layout {
    /// What tells the states of options and results apart.
    const TAG: Self = Self { size: 4, align: 4 };

    fn scalar(size: usize) -> Self {
        Self { size, align: size }
    }

    /// Fields one after the other, and the offset of each.
    pub(crate) fn sequence(fields: &[Type], packing: Packing) -> (Self, Vec<usize>) {
        let mut whole = Self { size: 0, align: 1 };
        let mut offsets = Vec::new();
        for field in fields.iter().map(Type::layout) {
            let align = match packing {
                Packing::C | Packing::Transparent => field.align,
                Packing::Packed => 1,
            };
            let offset = whole.size.next_multiple_of(align);
            offsets.push(offset);
            whole.size = offset + field.size;
            whole.align = whole.align.max(align);
        }
        whole.size = whole.size.next_multiple_of(whole.align);
        (whole, offsets)
    }

    /// A tag with one of several payloads, each at an offset of its own.
    fn tagged(tag: Self, payloads: &[&Type]) -> Self {
        let mut whole = tag;
        for payload in payloads.iter().map(|payload| payload.layout()) {
            let end = tag.size.next_multiple_of(payload.align) + payload.size;
            whole.size = whole.size.max(end);
            whole.align = whole.align.max(payload.align);
        }
        whole.size = whole.size.next_multiple_of(whole.align);
        whole
    }

    /// Of the smallest integer that holds these numbers, which is what represents an enum. It is
    /// signed if one of them is negative.
    fn tag(numbers: &[i64]) -> Self {
        let negative = numbers.iter().any(|number| *number < 0);
        let fits = |bits: u32| {
            let range = if negative {
                -(1_i64 << (bits - 1))..1 << (bits - 1)
            } else {
                0..1 << bits
            };
            numbers.iter().all(|number| range.contains(number))
        };
        Self::scalar(if fits(8) {
            1
        } else if fits(16) {
            2
        } else {
            4
        })
    }
}

impl Type {
    pub(crate) fn layout(&self) -> Layout {
        match self {
            Self::Unit => Layout { size: 0, align: 1 },
            Self::Scalar(scalar) => Layout::scalar(scalar.size()),
            Self::Named(item) => item.layout(),
            Self::Array(item, length) => Layout {
                size: item.layout().size * length,
                align: item.layout().align,
            },
            Self::Option(some) => Layout::tagged(Layout::TAG, &[some]),
            Self::Result(ok, err) => Layout::tagged(Layout::TAG, &[ok, err]),
        }
    }

    /// Whether some scalar in it lies where its alignment does not allow, as packed structs make
    /// possible.
    pub(crate) fn is_unaligned(&self) -> bool {
        self.is_unaligned_at(0)
    }

    fn is_unaligned_at(&self, offset: usize) -> bool {
        match self {
            Self::Unit => false,
            Self::Scalar(scalar) => !offset.is_multiple_of(scalar.size()),
            Self::Array(item, length) => {
                (0..*length).any(|i| item.is_unaligned_at(offset + i * item.layout().size))
            }
            Self::Option(some) => is_tagged_unaligned(offset, Layout::TAG, &[some]),
            Self::Result(ok, err) => is_tagged_unaligned(offset, Layout::TAG, &[ok, err]),
            Self::Named(item) => match &item.shape {
                Shape::Struct(packing, fields) => {
                    let (_, offsets) = Layout::sequence(fields, *packing);
                    let mut fields = fields.iter().zip(offsets);
                    fields.any(|(field, at)| field.is_unaligned_at(offset + at))
                }
                Shape::UnitEnum(_) | Shape::DataEnum(_) => {
                    is_tagged_unaligned(offset, item.tag(), &item.parts())
                }
            },
        }
    }
}

fn is_tagged_unaligned(offset: usize, tag: Layout, payloads: &[&Type]) -> bool {
    let is_unaligned = |payload: &Type| {
        let start = tag.size.next_multiple_of(payload.layout().align);
        payload.is_unaligned_at(offset + start)
    };
    !offset.is_multiple_of(tag.align) || payloads.iter().any(|payload| is_unaligned(payload))
}

impl Definition {
    /// Of what tells the variants of an enum apart.
    fn tag(&self) -> Layout {
        match &self.shape {
            Shape::UnitEnum(numbers) => Layout::tag(numbers),
            Shape::DataEnum(variants) => Layout::tag(&Variant::numbers(variants)),
            Shape::Struct(..) => unreachable!("structs have no variants"),
        }
    }

    fn layout(&self) -> Layout {
        match &self.shape {
            Shape::Struct(packing, fields) => Layout::sequence(fields, *packing).0,
            Shape::UnitEnum(_) | Shape::DataEnum(_) => Layout::tagged(self.tag(), &self.parts()),
        }
    }
}

impl Scalar {
    fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 | Self::Bool | Self::CBool | Self::CChar => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
            Self::Usize | Self::Isize => size_of::<usize>(),
        }
    }
}
