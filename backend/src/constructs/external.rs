//! Types that are defined elsewhere: imported, and checked once to be what the library knows.

use super::construct;
use crate::model::{Enum, Struct};
use crate::python::{Expr, Stmt};

/// In the place of the class of a struct.
pub(super) fn structure(item: &Struct) -> Stmt {
    let fields = item.fields.iter().map(|field| {
        let c_type = construct(&field.ty).c_type();
        Expr::Tuple(vec![
            Expr::str(&field.name),
            c_type,
            Expr::size(field.offset),
        ])
    });
    let about = [
        Expr::name(&item.name),
        Expr::size(item.layout.size),
        Expr::size(item.layout.align),
    ];
    let check = Expr::name("_check_external_struct");
    Stmt::Expr(check.call(about.into_iter().chain(fields)))
}

/// In the place of an enum.
pub(super) fn enumeration(item: &Enum) -> Stmt {
    let variants = item.variants.iter();
    let variants = variants.map(|it| Expr::Tuple(vec![Expr::str(&it.name), Expr::int(it.value)]));
    let check = Expr::name("_check_external_enum");
    Stmt::Expr(check.call([Expr::name(&item.name)].into_iter().chain(variants)))
}
