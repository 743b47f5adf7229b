//! Types as the test invents them: a small model of its own, that shares nothing with what it tests.

use std::fmt;
use std::rc::Rc;

/// What is not made of other types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    U8,
    U16,
    U32,
    U64,
    Usize,
    I8,
    I16,
    I32,
    I64,
    Isize,
    F32,
    F64,
    Bool,
    CBool,
    CChar,
}

/// A type in any position.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    /// `()`, which only stands as payload of a result.
    Unit,
    Scalar(Scalar),
    Named(Rc<Definition>),
    /// Only stands in structs.
    Array(Box<Self>, usize),
    Option(Box<Self>),
    Result(Box<Self>, Box<Self>),
}

/// A type that has a name.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) shape: Shape,
}

#[derive(Debug)]
pub(crate) enum Shape {
    /// The values of its variants `V0`, `V1` and so on.
    UnitEnum(Vec<i64>),
    /// Its fields are `f0`, `f1` and so on.
    Struct(Packing, Vec<Type>),
    /// Its variants are `V0`, `V1` and so on.
    DataEnum(Vec<Variant>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    C,
    Packed,
    Transparent,
}

#[derive(Debug, Clone)]
pub(crate) enum Variant {
    /// Counts on from the variant before it.
    Unit,
    /// Has a number of its own. No variant with a payload may follow: the inventory could not tell
    /// the number of that one.
    Numbered(i64),
    Payload(Type),
}

impl Scalar {
    pub(crate) const ALL: [Self; 15] = [
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::Usize,
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::Isize,
        Self::F32,
        Self::F64,
        Self::Bool,
        Self::CBool,
        Self::CChar,
    ];

    /// As Rust writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Usize => "usize",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::Isize => "isize",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Bool => "bool",
            Self::CBool => "ffi::Bool",
            Self::CChar => "ffi::CChar",
        }
    }
}

impl Variant {
    /// The numbers that Rust gives to variants.
    pub(crate) fn numbers(variants: &[Self]) -> Vec<i64> {
        let mut next = 0;
        let number = |variant: &Self| {
            let number = match variant {
                Self::Numbered(number) => *number,
                Self::Unit | Self::Payload(_) => next,
            };
            next = number + 1;
            number
        };
        variants.iter().map(number).collect()
    }

    pub(crate) fn payload(&self) -> Option<&Type> {
        match self {
            Self::Payload(ty) => Some(ty),
            Self::Unit | Self::Numbered(_) => None,
        }
    }
}

impl Definition {
    pub(crate) fn is_copy(&self) -> bool {
        self.parts().into_iter().all(Type::is_copy)
    }

    /// The types it is made of.
    pub(crate) fn parts(&self) -> Vec<&Type> {
        match &self.shape {
            Shape::UnitEnum(_) => Vec::new(),
            Shape::Struct(_, fields) => fields.iter().collect(),
            Shape::DataEnum(variants) => variants.iter().filter_map(Variant::payload).collect(),
        }
    }
}

impl Type {
    pub(crate) fn option(some: Self) -> Self {
        Self::Option(Box::new(some))
    }

    pub(crate) fn result(ok: Self, err: Self) -> Self {
        Self::Result(Box::new(ok), Box::new(err))
    }

    pub(crate) fn array(item: Self, length: usize) -> Self {
        Self::Array(Box::new(item), length)
    }

    /// Whether Rust copies it without a thought: results cannot be copied.
    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Self::Unit | Self::Scalar(_) => true,
            Self::Array(item, _) => item.is_copy(),
            Self::Option(some) => some.is_copy(),
            Self::Result(..) => false,
            Self::Named(item) => item.is_copy(),
        }
    }

    /// How deep structs, data enums, options and results are nested.
    pub(crate) fn depth(&self) -> usize {
        let deepest = |parts: &[&Self]| parts.iter().map(|part| part.depth()).max().unwrap_or(0);
        match self {
            Self::Unit | Self::Scalar(_) => 0,
            Self::Array(item, _) => item.depth(),
            Self::Named(item) if matches!(item.shape, Shape::UnitEnum(_)) => 0,
            Self::Named(item) => 1 + deepest(&item.parts()),
            Self::Option(some) => 1 + some.depth(),
            Self::Result(ok, err) => 1 + deepest(&[ok, err]),
        }
    }
}

/// As Rust writes it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => write!(f, "()"),
            Self::Scalar(scalar) => write!(f, "{}", scalar.name()),
            Self::Named(item) => write!(f, "{}", item.name),
            Self::Array(item, length) => write!(f, "[{item}; {length}]"),
            Self::Option(some) => write!(f, "ffi::Option<{some}>"),
            Self::Result(ok, err) => write!(f, "ffi::Result<{ok}, {err}>"),
        }
    }
}
