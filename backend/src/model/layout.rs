//! Sizes, alignments and offsets, as C lays them out on 64-bit targets.

use super::{
    DataEnum, Fallible, Field, Float, Int, Optional, Payload, Struct, StructKind, Type, Vector,
};

/// Size and alignment in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) size: usize,
    pub(crate) align: usize,
}

impl Layout {
    /// What Rust allows at most, in bytes.
    const MAX_SIZE: usize = isize::MAX.unsigned_abs();

    const fn scalar(size: usize) -> Self {
        Self { size, align: size }
    }

    /// The layout of an array of such items; `None` if no address space holds it.
    pub(super) fn repeat(self, length: usize) -> Option<Self> {
        let size = self
            .size
            .checked_mul(length)
            .filter(|size| *size <= Self::MAX_SIZE)?;
        Some(Self {
            size,
            align: self.align,
        })
    }
}

impl Int {
    /// The width in bytes.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 => 4,
            Self::U64 | Self::Usize | Self::I64 | Self::Isize => 8,
        }
    }

    pub(crate) fn is_signed(self) -> bool {
        match self {
            Self::I8 | Self::I16 | Self::I32 | Self::I64 | Self::Isize => true,
            Self::U8 | Self::U16 | Self::U32 | Self::U64 | Self::Usize => false,
        }
    }

    /// The number of bits that hold a value, beside the sign.
    pub(crate) fn value_bits(self) -> usize {
        self.size() * 8 - usize::from(self.is_signed())
    }

    pub(crate) fn holds(self, value: i64) -> bool {
        let low = if self.is_signed() {
            -(1_i128 << self.value_bits())
        } else {
            0
        };
        (low..1 << self.value_bits()).contains(&i128::from(value))
    }
}

impl Type {
    pub(crate) fn layout(&self) -> Layout {
        match self {
            Self::Void | Self::Wired(_) => Layout { size: 0, align: 1 },
            Self::Bool | Self::Char => Layout::scalar(1),
            Self::Int(int) => Layout::scalar(int.size()),
            Self::Float(Float::F32) => Layout::scalar(4),
            Self::Float(Float::F64)
            | Self::Pointer(_)
            | Self::CString
            | Self::FnPointer(_)
            | Self::Handle(_)
            | Self::Service(..)
            | Self::Address => Layout::scalar(8),
            // A pointer, the number of items, and what there is room for if it is owned.
            Self::Slice(_) | Self::Wire(_) => Layout { size: 16, align: 8 },
            Self::String | Self::Vec(_) | Self::Callback(_) => Layout { size: 24, align: 8 },
            Self::Enum(item) => Layout::scalar(item.repr.size()),
            Self::Struct(item) => item.layout,
            Self::Array(array) => array.layout,
            Self::DataEnum(item) => item.carrier.layout(),
            Self::Option(item) => item.carrier.layout(),
            Self::Result(item) => item.carrier.layout(),
        }
    }

    /// Whether it points to memory that something else keeps alive.
    pub(crate) fn has_pointers(&self) -> bool {
        match self {
            Self::Struct(item) => item.has_pointers,
            Self::Array(item) => item.item.has_pointers(),
            Self::DataEnum(item) => item.has_pointers,
            Self::Option(item) => item.has_pointers,
            Self::Result(item) => item.has_pointers,
            Self::Vec(item) => item.item.has_pointers(),
            Self::Service(item, _) => item.may_borrow,
            Self::Pointer(_)
            | Self::CString
            | Self::Slice(_)
            | Self::FnPointer(_)
            | Self::Address => true,
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Float(_)
            | Self::Enum(_)
            | Self::String
            | Self::Callback(_)
            | Self::Handle(_)
            | Self::Wire(_)
            | Self::Wired(_) => false,
        }
    }

    /// Whether some part of a value is memory in Rust that must be freed.
    pub(crate) fn is_owned(&self) -> bool {
        match self {
            Self::String | Self::Vec(_) | Self::Callback(_) | Self::Service(..) | Self::Wire(_) => {
                true
            }
            Self::Struct(item) => item.is_owned,
            Self::Array(item) => item.item.is_owned(),
            Self::DataEnum(item) => item.is_owned(),
            Self::Option(item) => item.is_owned(),
            Self::Result(item) => item.is_owned(),
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Float(_)
            | Self::Enum(_)
            | Self::Pointer(_)
            | Self::CString
            | Self::Slice(_)
            | Self::FnPointer(_)
            | Self::Handle(_)
            | Self::Address
            | Self::Wired(_) => false,
        }
    }

    /// Whether Rust may find function pointers in a value, or behind it.
    pub(crate) fn has_functions(&self) -> bool {
        match self {
            Self::FnPointer(_) => true,
            Self::Struct(item) => item.fields.iter().any(|field| field.ty.has_functions()),
            Self::Array(item) => item.item.has_functions(),
            Self::DataEnum(item) => item.payloads().any(|payload| payload.ty.has_functions()),
            Self::Option(item) => item.some.ty.has_functions(),
            Self::Result(item) => item.ok.ty.has_functions() || item.err.ty.has_functions(),
            Self::Pointer(item) => item.target.has_functions(),
            Self::Slice(item) => item.item.has_functions(),
            Self::Vec(item) => item.item.has_functions(),
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Float(_)
            | Self::Enum(_)
            | Self::String
            | Self::CString
            | Self::Callback(_)
            | Self::Handle(_)
            | Self::Service(..)
            | Self::Address
            | Self::Wire(_)
            | Self::Wired(_) => false,
        }
    }

    /// Whether whatever stands in the memory is a value.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Self::Char | Self::Int(_) | Self::Float(_) => true,
            Self::Struct(item) => item.fields.iter().all(|field| field.ty.is_plain()),
            Self::Array(item) => item.item.is_plain(),
            Self::Void
            | Self::Bool
            | Self::Enum(_)
            | Self::DataEnum(_)
            | Self::Option(_)
            | Self::Result(_)
            | Self::Pointer(_)
            | Self::String
            | Self::CString
            | Self::Slice(_)
            | Self::Vec(_)
            | Self::Callback(_)
            | Self::FnPointer(_)
            | Self::Handle(_)
            | Self::Service(..)
            | Self::Address
            | Self::Wire(_)
            | Self::Wired(_) => false,
        }
    }

    /// Whether passing a value gives away what a Python object owns.
    pub(crate) fn moves(&self) -> bool {
        match self {
            Self::Callback(_) => true,
            Self::Vec(item) => item.is_kept() || item.item.moves(),
            Self::Struct(item) => item.fields.iter().any(|field| field.ty.moves()),
            Self::Array(item) => item.item.moves(),
            Self::DataEnum(item) => item.payloads().any(|payload| payload.ty.moves()),
            Self::Option(item) => item.some.ty.moves(),
            Self::Result(item) => item.ok.ty.moves() || item.err.ty.moves(),
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Float(_)
            | Self::Enum(_)
            | Self::Pointer(_)
            | Self::String
            | Self::CString
            | Self::Slice(_)
            | Self::FnPointer(_)
            | Self::Handle(_)
            | Self::Service(..)
            | Self::Address
            | Self::Wire(_)
            | Self::Wired(_) => false,
        }
    }

    /// Whether a value is or holds an object of a service.
    pub(crate) fn has_service(&self) -> bool {
        match self {
            Self::Service(..) => true,
            Self::Option(item) => item.some.ty.has_service(),
            Self::Result(item) => item.ok.ty.has_service() || item.err.ty.has_service(),
            _ => false,
        }
    }
}

impl DataEnum {
    /// What the variants carry, of those that do.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = &Payload> {
        self.variants.iter().filter_map(|v| v.payload.as_ref())
    }

    pub(crate) fn is_owned(&self) -> bool {
        self.payloads().any(|payload| payload.ty.is_owned())
    }
}

impl Optional {
    pub(crate) fn is_owned(&self) -> bool {
        self.some.ty.is_owned()
    }
}

impl Fallible {
    pub(crate) fn is_owned(&self) -> bool {
        self.ok.ty.is_owned() || self.err.ty.is_owned()
    }
}

impl Vector {
    /// Whether Python gets an object that owns the memory, not a list of what was in it.
    pub(crate) fn is_kept(&self) -> bool {
        match &self.item {
            Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) => true,
            Type::Struct(item) => !item.is_owned,
            Type::Array(item) => item.item.is_plain() && !matches!(item.item, Type::Char),
            Type::Void
            | Type::Enum(_)
            | Type::DataEnum(_)
            | Type::Option(_)
            | Type::Result(_)
            | Type::Pointer(_)
            | Type::String
            | Type::CString
            | Type::Slice(_)
            | Type::Vec(_)
            | Type::Callback(_)
            | Type::FnPointer(_)
            | Type::Handle(_)
            | Type::Service(..)
            | Type::Address
            | Type::Wire(_)
            | Type::Wired(_) => false,
        }
    }
}

impl Payload {
    /// The payload behind a tag of that size.
    pub(super) fn behind(tag_size: usize, ty: Type) -> Self {
        let offset = tag_size.next_multiple_of(ty.layout().align);
        Self { ty, offset }
    }
}

impl Struct {
    /// Sets the offset of each field; gives the layout of the whole, `None` if no address space
    /// holds it.
    pub(super) fn lay_out(fields: &mut [Field], kind: StructKind) -> Option<Layout> {
        let mut end = 0_usize;
        let mut align = 1;
        for field in fields {
            let layout = field.ty.layout();
            let field_align = match kind {
                StructKind::C | StructKind::Transparent => layout.align,
                StructKind::Packed => 1,
            };
            field.offset = end.next_multiple_of(field_align);
            end = field.offset + layout.size;
            if end > Layout::MAX_SIZE {
                return None;
            }
            align = align.max(field_align);
        }
        Some(Layout {
            size: end.next_multiple_of(align),
            align,
        })
    }
}
