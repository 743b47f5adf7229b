//! What the core tells apart, and where it may stand.

use interoptopus::inventory::{TypeId, Types};
use interoptopus::lang::types::{
    Layout, Primitive, Type, TypeKind, TypePattern, VariantKind, WireOnly,
};

macro_rules! listed {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $shown:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $name { $($variant,)* }

        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As the author of an API writes it.
            pub(crate) const fn shown(self) -> &'static str {
                match self { $(Self::$variant => $shown,)* }
            }
        }
    };
}

listed!(
    /// A kind of type.
    Construct {
        Unit = "`()`",
        Bool = "`bool`",
        Integer = "integers",
        Float = "floats",
        FfiBool = "`ffi::Bool`",
        Char = "`ffi::CChar`",
        Struct = "structs of plain data",
        Transparent = "`#[ffi(transparent)]` structs",
        Packed = "`#[ffi(packed)]` structs",
        Record = "structs that own memory",
        Array = "arrays",
        Enum = "enums",
        DataEnum = "enums with data",
        Option = "`ffi::Option`",
        Result = "`ffi::Result`",
        Pointer = "references and pointers",
        Address = "`*const c_void`",
        OpaquePointer = "references to opaque types",
        ServicePointer = "references to services",
        String = "`ffi::String`",
        CString = "`ffi::CStrPtr`",
        Slice = "`ffi::Slice`",
        SliceMut = "`ffi::SliceMut`",
        Vec = "`ffi::Vec`",
        Callback = "`callback!`",
        Function = "`extern \"C\" fn`",
        Wire = "`Wire`",
        WireString = "`String`",
        WireVec = "`Vec`",
        WireMap = "`HashMap`",
        WireOption = "`Option`",
        Version = "`Version`",
        AsyncCallback = "`AsyncCallback`",
        TaskHandle = "`TaskHandle`",
        Opaque = "opaque types",
        Service = "services",
        Void = "`c_void`",
    }
);

listed!(
    /// Where a type may stand.
    Position {
        Argument = "argument",
        Result = "result",
        Field = "field",
        Payload = "payload of an enum",
        Some = "in `ffi::Option`",
        Ok = "in `ffi::Result`",
        Error = "error of `ffi::Result`",
        ArrayItem = "item of an array",
        SliceItem = "item of a slice",
        VecItem = "item of a vec",
        Pointee = "behind a reference",
        CallbackArgument = "argument of a callback",
        CallbackResult = "result of a callback",
        Awaited = "awaited",
        Wired = "in `Wire`",
    }
);

impl Construct {
    /// The kind of a type. There is no wildcard: what the core adds has to be placed.
    pub(crate) fn of(types: &Types, id: TypeId) -> Self {
        match &types[&id].kind {
            TypeKind::Primitive(primitive) => match primitive {
                Primitive::Void => Self::Unit,
                Primitive::Bool => Self::Bool,
                Primitive::F32 | Primitive::F64 => Self::Float,
                Primitive::U8
                | Primitive::U16
                | Primitive::U32
                | Primitive::U64
                | Primitive::Usize
                | Primitive::I8
                | Primitive::I16
                | Primitive::I32
                | Primitive::I64
                | Primitive::Isize => Self::Integer,
            },
            TypeKind::Array(_) => Self::Array,
            TypeKind::Struct(it) => match it.repr.layout {
                Layout::Transparent => Self::Transparent,
                Layout::Packed => Self::Packed,
                _ if owns(types, id) => Self::Record,
                Layout::C | Layout::Primitive(_) | Layout::Opaque => Self::Struct,
            },
            TypeKind::Enum(it) => {
                let is_unit = |kind: &VariantKind| matches!(kind, VariantKind::Unit(_));
                if it.variants.iter().all(|variant| is_unit(&variant.kind)) {
                    Self::Enum
                } else {
                    Self::DataEnum
                }
            }
            TypeKind::FnPointer(_) => Self::Function,
            TypeKind::ReadPointer(to) | TypeKind::ReadWritePointer(to) => {
                match Self::of(types, *to) {
                    Self::Service => Self::ServicePointer,
                    Self::Opaque => Self::OpaquePointer,
                    Self::Void => Self::Address,
                    _ => Self::Pointer,
                }
            }
            TypeKind::Service => Self::Service,
            TypeKind::Opaque => Self::Opaque,
            TypeKind::WireOnly(it) => match it {
                WireOnly::String => Self::WireString,
                WireOnly::Vec(_) => Self::WireVec,
                WireOnly::Map(..) => Self::WireMap,
                WireOnly::Option(_) => Self::WireOption,
            },
            TypeKind::TypePattern(it) => match it {
                TypePattern::CStrPointer => Self::CString,
                TypePattern::Utf8String => Self::String,
                TypePattern::Version => Self::Version,
                TypePattern::Slice(_) => Self::Slice,
                TypePattern::SliceMut(_) => Self::SliceMut,
                TypePattern::Option(_) => Self::Option,
                TypePattern::Result(..) => Self::Result,
                TypePattern::Bool => Self::FfiBool,
                TypePattern::CChar => Self::Char,
                TypePattern::CVoid => Self::Void,
                TypePattern::NamedCallback(_) => Self::Callback,
                TypePattern::AsyncCallback(_) => Self::AsyncCallback,
                TypePattern::Vec(_) => Self::Vec,
                TypePattern::Wire(_) => Self::Wire,
                TypePattern::TaskHandle => Self::TaskHandle,
            },
        }
    }

    /// The section of the guide that is about it.
    pub(crate) const fn section(self) -> &'static str {
        match self {
            Self::Unit => "Functions",
            Self::Bool | Self::Integer | Self::Float | Self::FfiBool | Self::Char => {
                "Numbers, `bool`, `ffi::Bool` and `ffi::CChar`"
            }
            Self::Struct | Self::Transparent | Self::Packed => "Structs",
            Self::Record => "Structs that own memory",
            Self::Array => "Arrays",
            Self::Enum => "Enums",
            Self::DataEnum => "Enums with data",
            Self::Option => "Options",
            Self::Result => "Results and errors",
            Self::Pointer | Self::Address | Self::Void => "References and pointers",
            Self::Opaque | Self::OpaquePointer => "Opaque types",
            Self::Service | Self::ServicePointer => "Services",
            Self::String | Self::CString => "Strings",
            Self::Slice | Self::SliceMut => "Slices",
            Self::Vec => "Vecs",
            Self::Callback => "Callbacks",
            Self::Function => "Function pointers",
            Self::Wire | Self::WireString | Self::WireVec | Self::WireMap | Self::WireOption => {
                "Wire"
            }
            Self::Version => "Loading",
            Self::AsyncCallback | Self::TaskHandle => "Async",
        }
    }
}

/// Whether a struct holds what has to be freed.
fn owns(types: &Types, id: TypeId) -> bool {
    match &types[&id].kind {
        TypeKind::TypePattern(
            TypePattern::Utf8String | TypePattern::Vec(_) | TypePattern::Wire(_),
        ) => true,
        TypeKind::Struct(it) => it.fields.iter().any(|field| owns(types, field.ty)),
        TypeKind::Array(it) => owns(types, it.ty),
        _ => false,
    }
}

/// A type and the position that it has in another.
pub(crate) fn parts(ty: &Type) -> Vec<(Position, TypeId)> {
    match &ty.kind {
        TypeKind::Array(it) => vec![(Position::ArrayItem, it.ty)],
        TypeKind::Struct(it) => {
            let fields = it.fields.iter();
            fields.map(|field| (Position::Field, field.ty)).collect()
        }
        TypeKind::Enum(it) => {
            let payload = |kind: &VariantKind| match kind {
                VariantKind::Unit(_) => None,
                VariantKind::Tuple(id) => Some((Position::Payload, *id)),
            };
            let variants = it.variants.iter();
            variants.filter_map(|it| payload(&it.kind)).collect()
        }
        TypeKind::FnPointer(it) | TypeKind::TypePattern(TypePattern::NamedCallback(it)) => {
            let arguments = it.arguments.iter();
            let arguments = arguments.map(|it| (Position::CallbackArgument, it.ty));
            arguments
                .chain([(Position::CallbackResult, it.rval)])
                .collect()
        }
        TypeKind::ReadPointer(to) | TypeKind::ReadWritePointer(to) => {
            vec![(Position::Pointee, *to)]
        }
        // Nothing but `Wire` can lead to them.
        TypeKind::WireOnly(it) => match it {
            WireOnly::String => vec![],
            WireOnly::Vec(of) | WireOnly::Option(of) => vec![(Position::Wired, *of)],
            WireOnly::Map(key, of) => vec![(Position::Wired, *key), (Position::Wired, *of)],
        },
        TypeKind::TypePattern(it) => match it {
            TypePattern::Slice(of) | TypePattern::SliceMut(of) => vec![(Position::SliceItem, *of)],
            TypePattern::Vec(of) => vec![(Position::VecItem, *of)],
            TypePattern::Option(of) => vec![(Position::Some, *of)],
            TypePattern::Result(ok, err) => vec![(Position::Ok, *ok), (Position::Error, *err)],
            TypePattern::AsyncCallback(of) => vec![(Position::Awaited, *of)],
            TypePattern::Wire(of) => vec![(Position::Wired, *of)],
            TypePattern::NamedCallback(_)
            | TypePattern::CStrPointer
            | TypePattern::Utf8String
            | TypePattern::Version
            | TypePattern::Bool
            | TypePattern::CChar
            | TypePattern::CVoid
            | TypePattern::TaskHandle => vec![],
        },
        TypeKind::Primitive(_) | TypeKind::Service | TypeKind::Opaque => vec![],
    }
}
