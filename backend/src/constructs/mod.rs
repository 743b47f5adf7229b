//! How each construct looks in Python: one file, one word each.
//!
//! A type answers the questions of [`Construct`]; functions, structs and arrays are put together
//! from the answers. To add a construct: lower it to a variant of [`Type`], write its file here,
//! and name it in [`construct`] and [`types`].

mod arrays;
mod asyncs;
mod callbacks;
mod chars;
mod constants;
mod cstrings;
mod data_enums;
mod enums;
mod external;
mod fn_pointers;
mod functions;
mod guard;
mod opaque;
mod options;
mod pointers;
mod primitives;
mod records;
mod results;
mod services;
mod slices;
mod strings;
mod structs;
mod vecs;
mod wire;
mod wired;

pub(crate) use callbacks::callable;
pub(crate) use constants::{constant, constants};
pub(crate) use functions::{function, functions};
pub(crate) use guard::library;
pub(crate) use services::{class as service, services};
pub(crate) use strings::no_strings;
pub(crate) use structs::field_types;

use crate::model::{Api, Carrier, Definition, Docs, Field, Float, Function, Int, Type, Unit};
use crate::python::{Docstring, Expr, Names, Stmt};

/// What the rest of the module must know of a type.
pub(crate) trait Construct {
    /// The type of a value that Python gets.
    fn annotation(&self) -> Expr;

    /// The type of a value that Python gives.
    fn assignable(&self) -> Expr {
        self.annotation()
    }

    /// The type of a value that a Python object keeps: as it was given, or as Rust returned it.
    fn held(&self) -> Expr {
        self.annotation()
    }

    /// The ctypes type of a field.
    fn c_type(&self) -> Expr {
        self.codec().attribute("c_type")
    }

    /// The ctypes type of an argument or a result.
    fn passed_type(&self) -> Expr {
        self.c_type()
    }

    /// The object that knows how values lie in memory.
    fn codec(&self) -> Expr;

    /// Whether a value owns memory in Rust: then `check` only lowers it, and `pass` makes what Rust
    /// is given.
    fn is_owned(&self) -> bool {
        false
    }

    /// How the fast way of a call sees that a value does not fit.
    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Converted
    }

    /// The slow way: an expression that converts a value or raises an error that names `place`.
    fn check(&self, value: Expr, place: &str) -> Expr {
        converted(self, value, place)
    }

    /// What is handed to ctypes for a value that fits.
    fn pass(&self, value: Expr) -> Expr {
        made(self, value)
    }

    /// The static type of what ctypes returns.
    fn returned(&self) -> Expr {
        self.annotation()
    }

    /// What becomes of the result, as an expression around the call.
    fn wrap(&self, _call: Expr) -> Option<Expr> {
        None
    }

    /// What becomes of `_result`, as statements that return; `None` if it stays as it is. `place`
    /// names the function, `owners` are the arguments that the result may point into.
    fn receive(&self, _place: &str, _owners: &[Expr]) -> Option<Vec<Stmt>> {
        None
    }

    /// The property over the memory of a field, unless ctypes itself checks what is assigned.
    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let arguments = [Expr::str(place), self.codec(), Expr::size(field.offset)];
        Some(Expr::name("_codec_field").call(arguments.into_iter().chain(doc)))
    }

    /// How the `struct` module packs a field, where it checks the value as well.
    fn pack_code(&self) -> Option<char> {
        None
    }
}

/// How the fast way of a call sees that a value does not fit.
#[derive(Debug)]
pub(crate) enum Misfit {
    /// It need not look: ctypes refuses what does not fit.
    Unseen,
    /// An expression that is true for a value that does not fit, or raises.
    Test(Expr),
    /// An integer out of this range; several are tested together.
    Range(Int),
    /// An expression that gives what is to be passed in its place, or raises.
    Lowered(Expr),
    /// There is no fast way: every value is converted by the check.
    Converted,
}

/// What C takes for a value, or what is left to be made of it if Rust is to own that.
fn converted(construct: &(impl Construct + ?Sized), value: Expr, place: &str) -> Expr {
    let function = if construct.is_owned() {
        "lower"
    } else {
        "to_c"
    };
    let function = construct.codec().attribute(function);
    function.call([value, Expr::str(place)])
}

/// What Rust is given for a checked value.
fn made(construct: &(impl Construct + ?Sized), value: Expr) -> Expr {
    if construct.is_owned() {
        return construct.codec().attribute("own").call([value]);
    }
    value
}

/// Whether what stands under that name is not of this very class.
fn is_of_another_class(name: &str, class: impl AsRef<str>) -> Expr {
    Expr::name(format!("{name}.__class__")).differs_from(Expr::name(class))
}

/// The static type of a native function.
fn native_type(returned: Expr) -> Expr {
    Expr::name("_t.Callable").index([Expr::ellipsis(), returned])
}

/// The answers of a type.
pub(crate) fn construct(ty: &Type) -> &dyn Construct {
    match ty {
        Type::Void => &primitives::Void,
        Type::Bool => &primitives::Bool,
        Type::Char => &chars::Char,
        Type::Int(int) => int,
        Type::Float(float) => float,
        Type::Enum(item) => &**item,
        Type::Struct(item) => &**item,
        Type::Array(item) => &**item,
        Type::DataEnum(item) => &**item,
        Type::Option(item) => &**item,
        Type::Result(item) => &**item,
        Type::Pointer(item) => &**item,
        Type::String => &strings::String,
        Type::CString => &cstrings::CString,
        Type::Slice(item) => &**item,
        Type::Vec(item) => &**item,
        Type::Callback(item) => &**item,
        Type::FnPointer(item) => &**item,
        Type::Handle(item) => &**item,
        Type::Service(item, _) => &**item,
        Type::Address => &pointers::Address,
        Type::Wire(item) => &**item,
        Type::Wired(item) => item,
    }
}

/// The native functions that make and free what values own.
pub(crate) fn natives(api: &Api) -> Vec<Stmt> {
    let strings = strings::natives(api);
    strings.into_iter().chain(wire::natives(api)).collect()
}

/// The classes and codecs of all types. Of private helpers only those that `used` or each other
/// name.
pub(crate) fn types(api: &Api, used: Names) -> Vec<Stmt> {
    let mut statements: Vec<Stmt> = Vec::new();
    for definition in &api.types {
        statements.extend(match definition {
            Definition::Enum(item) => enums::definition(item),
            Definition::Struct(item) => structs::definition(item),
            Definition::Array(item) => arrays::definition(item),
            Definition::DataEnum(item) => data_enums::definition(item),
            Definition::Option(item) => options::definition(item),
            Definition::Result(item) => results::definition(item),
            Definition::Pointer(item) => pointers::definition(item),
            Definition::Slice(item) => slices::definition(item),
            Definition::Vec(item) => vecs::definition(item),
            Definition::Callback(item) => callbacks::definition(item),
            Definition::FnPointer(item) => fn_pointers::definition(item),
            Definition::Opaque(item) => opaque::definition(item),
            Definition::Service(item) => services::definition(item),
            Definition::Completions(item) => asyncs::definition(item),
            Definition::Wire(item) => wire::definition(item),
            Definition::Composite(item) => wired::definition(item),
        });
    }
    // That of a data enum also names the variants, and so is needed in any case.
    let needed = api.types.iter().filter_map(|definition| {
        if let Definition::DataEnum(item) = definition {
            return Some(item.codec.as_str());
        }
        None
    });
    let mut used = used;
    used.extend(needed);
    // From the end, because what uses a helper stands below it.
    let mut is_kept = vec![true; statements.len()];
    for (statement, is_kept) in statements.iter().zip(&mut is_kept).rev() {
        let is_unused = |name: &str| name.starts_with('_') && !used.contains(name);
        *is_kept = match statement {
            Stmt::Assign { target, .. } => !is_unused(target),
            Stmt::Function(function) => !is_unused(&function.name),
            _ => true,
        };
        if *is_kept {
            statement.collect_names(&mut used);
        }
    }
    let mut is_kept = is_kept.into_iter();
    statements.retain(|_| is_kept.next().unwrap_or(true));
    statements
}

/// The names of all types that have a class, of whatever Rust calls so.
fn classes(api: &Api) -> impl Iterator<Item = String> {
    api.types.iter().filter_map(|definition| match definition {
        Definition::Enum(item) => Some(item.name.to_string()),
        Definition::Struct(item) => Some(item.name.to_string()),
        Definition::DataEnum(item) => Some(item.name.to_string()),
        Definition::Opaque(item) => Some(item.name.to_string()),
        Definition::Service(item) => Some(item.name.to_string()),
        Definition::Callback(item) => Some(item.name.to_string()),
        Definition::FnPointer(item) => Some(item.name.to_string()),
        Definition::Result(item) => item
            .exception
            .as_ref()
            .filter(|exception| exception.is_defined_here)
            .map(|exception| exception.name.to_string()),
        Definition::Array(_)
        | Definition::Option(_)
        | Definition::Pointer(_)
        | Definition::Slice(_)
        | Definition::Vec(_)
        | Definition::Completions(_)
        | Definition::Wire(_)
        | Definition::Composite(_) => None,
    })
}

/// Whether some function or method is not for others to call, by its name.
pub(crate) fn has_private_functions(api: &Api) -> bool {
    let mut functions = functions_of(api);
    functions.any(|function| function.name.as_str().starts_with('_'))
}

/// Whether some class is not for others to use, by its name.
pub(crate) fn has_private_classes(api: &Api) -> bool {
    classes(api).any(|name| name.starts_with('_'))
}

/// The functions, free or of services.
fn functions_of(api: &Api) -> impl Iterator<Item = &Function> {
    let members = api.services.iter();
    let members = members.flat_map(|it| it.constructors.iter().chain(&it.methods));
    api.functions.iter().chain(members)
}

/// Whether some variant with a class of its own is not called as classes are.
pub(crate) fn has_lowercase_variants(api: &Api) -> bool {
    let is_lowercase = |name: &str| {
        let name = name.strip_prefix('_').unwrap_or(name);
        name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    api.types.iter().any(|definition| match definition {
        Definition::DataEnum(item) => item.variants.iter().any(|v| is_lowercase(v.name.as_str())),
        Definition::Enum(_)
        | Definition::Struct(_)
        | Definition::Array(_)
        | Definition::Option(_)
        | Definition::Result(_)
        | Definition::Pointer(_)
        | Definition::Slice(_)
        | Definition::Vec(_)
        | Definition::Callback(_)
        | Definition::FnPointer(_)
        | Definition::Opaque(_)
        | Definition::Service(_)
        | Definition::Completions(_)
        | Definition::Wire(_)
        | Definition::Composite(_) => false,
    })
}

fn docstring(docs: &Docs) -> Option<Docstring> {
    Docstring::of(docs.lines())
}

/// The docstring of a class: its docs, then those of its parts where they have any.
fn class_docstring<'a>(
    docs: &Docs,
    default: &str,
    parts: impl Iterator<Item = (&'a str, &'a Docs)>,
) -> Option<Docstring> {
    Docstring::of(docs.lines_with_parts(default, parts))
}

/// A carrier of a tag of that type; `payload` is the one that the carrier may show.
fn carrier(carrier: &Carrier, tag: Int, payload: Option<&Type>) -> Expr {
    let function = Expr::name("_carrier");
    let (layout, units) = match carrier {
        Carrier::Tagged { .. } => {
            let shown = payload.map(|payload| construct(payload).c_type());
            return function.call([tag.c_type()].into_iter().chain(shown));
        }
        Carrier::Units { layout, units } => (layout, units),
    };
    let integer = match layout.align {
        1 => Int::U8,
        2 => Int::U16,
        4 => Int::U32,
        _ => Int::U64,
    };
    let float = if layout.align == 4 {
        Float::F32
    } else {
        Float::F64
    };
    if units.iter().all(|unit| *unit == Unit::Integer) {
        let count = Expr::size(units.len());
        let units = Expr::name("_units").call([integer.c_type(), count]);
        return function.call([units]);
    }
    let unit = |unit: &Unit| match unit {
        Unit::Integer => integer.c_type(),
        Unit::Float => float.c_type(),
    };
    function.call(units.iter().map(unit))
}

/// Statements that return an expression of no static type as a value of that type.
fn returned_value(annotation: Expr, value: Expr) -> Vec<Stmt> {
    vec![
        Stmt::define("_value", annotation, value),
        Stmt::Return(Expr::name("_value")),
    ]
}

/// Statements that return what the codec reads from `_result`, and free what was owned there.
fn loaded(construct: &dyn Construct, owners: &[Expr]) -> Vec<Stmt> {
    let take = construct.codec().attribute("take");
    let value = take.call([Expr::name("_result"), Expr::int(0)]);
    returned_value(construct.annotation(), kept(value, owners))
}

/// The value, which keeps alive the arguments that it may point into.
fn kept(value: Expr, owners: &[Expr]) -> Expr {
    if owners.is_empty() {
        return value;
    }
    Expr::name("_kept").call([value].into_iter().chain(owners.iter().cloned()))
}

impl Int {
    /// The name in Rust, which is that of the C type and of the check too.
    fn rust_name(self) -> &'static str {
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
        }
    }
}

impl Float {
    fn rust_name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}
