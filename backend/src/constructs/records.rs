//! Structs that own memory in Rust: plain objects in Python, copied at the boundary.

use super::construct;
use crate::model::{Field, Struct, StructKind};
use crate::python::{Expr, Stmt, natural_order};

/// The codec of the class.
pub(super) fn codec(item: &Struct) -> Stmt {
    let fields = item.fields.iter().map(|field| {
        Expr::Tuple(vec![
            Expr::str(&field.name),
            Expr::str(&field.storage),
            construct(&field.ty).codec(),
            Expr::size(field.offset),
        ])
    });
    let is_packed = item.kind == StructKind::Packed;
    let packed = is_packed.then(|| ("is_packed", Expr::bool(true)));
    let arguments = [Expr::name(&item.name), Expr::Tuple(fields.collect())];
    let codec = Expr::name("_record_codec").call_with(arguments, packed);
    Stmt::assign(&item.codec, codec)
}

/// Where the values of the fields are. Type checkers know the fields by their public names.
pub(super) fn slots(item: &Struct) -> Stmt {
    let mut names: Vec<_> = item.fields.iter().map(|field| &field.storage).collect();
    names.sort_by(|a, b| natural_order(a.as_str(), b.as_str()));
    let names = names.into_iter().map(Expr::str);
    Stmt::assign("__slots__", Expr::Tuple(names.collect()))
}

/// A field, whose values go through a check.
pub(super) fn property(field: &Field, place: &str, doc: Option<Expr>) -> Expr {
    let arguments = [
        Expr::str(&field.storage),
        Expr::str(place),
        construct(&field.ty).codec(),
    ];
    Expr::name("_record_field").call(arguments.into_iter().chain(doc))
}
