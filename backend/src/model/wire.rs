//! What travels by `Wire`: values written one after the other, as both sides agree.

use super::{DataEnum, Enum, Float, Ident, Int, Shared, Struct, Type};

/// `Wire<T>`.
#[derive(Debug)]
pub(crate) struct Wire {
    /// The private name of the codec, which is all there is of it.
    pub(crate) name: Ident,
    pub(crate) item: Wired,
}

/// A type inside of a `Wire`.
#[derive(Clone, Debug)]
pub(crate) enum Wired {
    Bool,
    Int(Int),
    Float(Float),
    String,
    Enum(Shared<Enum>),
    Composite(Shared<Composite>),
}

/// A type inside of a `Wire` that has functions of its own to write and read it.
#[derive(Debug)]
pub(crate) struct Composite {
    /// The private name of the object that knows how to write and read values.
    pub(crate) name: Ident,
    pub(crate) write: Ident,
    pub(crate) read: Ident,
    /// The private name of the layouts of numbers that these use.
    pub(crate) layouts: Ident,
    pub(crate) shape: Shape,
}

/// What such a type is made of.
#[derive(Debug)]
pub(crate) enum Shape {
    /// The fields are as many as the struct's.
    Struct(Shared<Struct>, Vec<Wired>),
    /// With the type of the tag, and what each variant carries.
    DataEnum(Shared<DataEnum>, Int, Vec<Option<Wired>>),
    /// `Vec<u8>`, or `[u8; N]`.
    Bytes(Option<usize>),
    /// A vector or an array of numbers.
    Numbers(Numbers),
    Vec(Wired),
    Array(Wired, usize),
    Map(Wired, Wired),
    /// `Option` of the standard library, or `ffi::Option`.
    Option(Wired),
}

/// Numbers, which are written and read all at once.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub(crate) item: Number,
    /// The number of them, where that is fixed.
    pub(crate) length: Option<usize>,
    /// Whether they are read as `array.array`, not as `list`.
    pub(crate) is_array: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Int(Int),
    Float(Float),
}

impl Number {
    pub(crate) fn ty(self) -> Type {
        match self {
            Self::Int(int) => Type::Int(int),
            Self::Float(float) => Type::Float(float),
        }
    }
}

impl Wired {
    /// The type as Python has it. What is no number and no named type has no other place.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Int(int) => Type::Int(*int),
            Self::Float(float) => Type::Float(*float),
            Self::Enum(item) => Type::Enum(item.clone()),
            Self::String => Type::Wired(self.clone()),
            Self::Composite(item) => match &item.shape {
                Shape::Struct(item, _) => Type::Struct(item.clone()),
                Shape::DataEnum(item, ..) => Type::DataEnum(item.clone()),
                Shape::Bytes(_)
                | Shape::Numbers(_)
                | Shape::Vec(_)
                | Shape::Array(..)
                | Shape::Map(..)
                | Shape::Option(_) => Type::Wired(self.clone()),
            },
        }
    }

    /// The bytes that any value takes at least.
    pub(crate) fn least(&self) -> usize {
        match self {
            Self::Bool => 1,
            Self::Int(int) => int.size(),
            Self::Float(float) => Type::Float(*float).layout().size,
            Self::String => 4,
            Self::Enum(item) => item.repr.size(),
            Self::Composite(item) => item.shape.least(),
        }
    }

    /// Whether it is an option, so that an option of it needs `Some`.
    pub(crate) fn takes_none(&self) -> bool {
        matches!(self, Self::Composite(item) if matches!(item.shape, Shape::Option(_)))
    }

    /// Whether Python can look up values in a `dict`.
    pub(crate) fn is_hashable(&self) -> bool {
        match self {
            Self::Bool | Self::Int(_) | Self::Float(_) | Self::String | Self::Enum(_) => true,
            Self::Composite(item) => match &item.shape {
                Shape::Bytes(_) => true,
                Shape::Option(some) => some.is_hashable(),
                Shape::DataEnum(_, _, payloads) => payloads.iter().flatten().all(Self::is_hashable),
                Shape::Struct(..)
                | Shape::Numbers(_)
                | Shape::Vec(_)
                | Shape::Array(..)
                | Shape::Map(..) => false,
            },
        }
    }

    /// What names of functions call the type.
    pub(crate) fn short_name(&self) -> String {
        match self {
            Self::String => "String".to_owned(),
            Self::Composite(item) => item.name.as_str().trim_start_matches("_wire_").to_owned(),
            Self::Bool | Self::Int(_) | Self::Float(_) | Self::Enum(_) => self.ty().short_name(),
        }
    }

    /// What tells the type from all others.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::String => "String".to_owned(),
            Self::Composite(item) => item.name.to_string(),
            Self::Bool | Self::Int(_) | Self::Float(_) | Self::Enum(_) => self.ty().key(),
        }
    }
}

impl Shape {
    fn least(&self) -> usize {
        match self {
            Self::Struct(_, fields) => fields.iter().map(Wired::least).sum(),
            Self::DataEnum(_, tag, payloads) => {
                let of = |payload: &Option<Wired>| payload.as_ref().map_or(0, Wired::least);
                tag.size() + payloads.iter().map(of).min().unwrap_or(0)
            }
            Self::Bytes(length) => length.unwrap_or(4),
            Self::Numbers(numbers) => match numbers.length {
                Some(length) => length.saturating_mul(numbers.item.ty().layout().size),
                None => 4,
            },
            Self::Array(item, length) => item.least().saturating_mul(*length),
            Self::Vec(_) | Self::Map(..) => 4,
            Self::Option(_) => 1,
        }
    }
}
