//! How each construct looks in Python: one file, one word each.
//!
//! A type answers the questions of [`Construct`]; functions, structs and arrays are put together
//! from the answers. To add a construct: lower it to a variant of [`Type`], write its file here,
//! and name it in [`construct`].

mod arrays;
mod chars;
mod constants;
mod enums;
mod functions;
mod guard;
mod primitives;
mod references;
mod structs;

pub(crate) use constants::constants;
pub(crate) use functions::functions;
pub(crate) use guard::library;

use crate::model::{Api, Definition, Docs, Float, Int, Type};
use crate::python::{Docstring, Expr, Stmt};

/// What the rest of the module must know of a type.
pub(crate) trait Construct {
    /// The type as Python sees it.
    fn annotation(&self) -> Expr;

    /// The type of what may be assigned to a field of this type.
    fn assignable(&self) -> Expr {
        self.annotation()
    }

    /// The ctypes type of a field.
    fn c_type(&self) -> Expr;

    /// The ctypes type of an argument or a result.
    fn passed_type(&self) -> Expr {
        self.c_type()
    }

    /// How the fast way of a call sees that a value does not fit.
    fn misfit(&self, name: &str) -> Misfit;

    /// The slow way: an expression that converts a value or raises an error that names `place`.
    fn check(&self, value: Expr, place: &str) -> Expr;

    /// What is handed to ctypes for a value that fits.
    fn pass(&self, value: Expr) -> Expr {
        value
    }

    /// What becomes of a result; `None` if it stays as ctypes returns it.
    fn receive(&self, _result: &Expr) -> Option<Expr> {
        None
    }

    /// The property over the memory of a field, unless ctypes itself checks what is assigned.
    fn property(&self, storage: &str, place: &str, doc: Option<Expr>) -> Option<Expr>;

    /// How the `struct` module packs a field, where it checks the value as well.
    fn pack_code(&self) -> Option<char> {
        None
    }

    /// The type of an array of such items.
    fn array(&self, length: usize) -> Expr;
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
        Type::Reference(reference) => reference,
    }
}

/// The classes of all types that the module defines.
pub(crate) fn types(api: &Api) -> Vec<Stmt> {
    api.types
        .iter()
        .flat_map(|definition| match definition {
            Definition::Enum(item) => enums::definition(item),
            Definition::Struct(item) => structs::definition(item),
            Definition::Array(item) => arrays::definition(item),
        })
        .collect()
}

/// The public names of all items.
pub(crate) fn public_names(api: &Api) -> Vec<String> {
    let constants = api.constants.iter().map(|item| item.name.to_string());
    let functions = api.functions.iter().map(|item| item.name.to_string());
    let types = api.types.iter().filter_map(|definition| match definition {
        Definition::Enum(item) => Some(item.name.to_string()),
        Definition::Struct(item) => Some(item.name.to_string()),
        Definition::Array(_) => None,
    });
    constants
        .chain(functions)
        .chain(types)
        .filter(|name| !name.starts_with('_'))
        .collect()
}

fn docstring(docs: &Docs) -> Option<Docstring> {
    Docstring::new(&docs.lines)
}

/// The docstring of a class: its docs, then those of its parts where they have any.
fn class_docstring<'a>(
    docs: &Docs,
    default: &str,
    parts: impl Iterator<Item = (&'a str, &'a Docs)>,
) -> Option<Docstring> {
    let mut lines = docs.lines.clone();
    let documented: Vec<_> = parts.filter(|(_, docs)| !docs.is_empty()).collect();
    if !documented.is_empty() {
        if docs.is_empty() {
            lines = vec![default.to_owned()];
        }
        lines.extend([String::new(), "Attributes:".to_owned()]);
    }
    for (name, docs) in documented {
        let docs = Docstring::new(&docs.lines)
            .map(Docstring::into_lines)
            .unwrap_or_default();
        let mut docs = docs.into_iter();
        lines.push(format!("    {name}: {}", docs.next().unwrap_or_default()));
        lines.extend(docs.map(|line| format!("        {line}")));
    }
    Docstring::new(lines)
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
