//! Enums without data: `enum.IntEnum`s.

use super::{Construct, Misfit, class_docstring, docstring};
use crate::model::{Enum, Variant};
use crate::python::{Class, Expr, Op, Stmt};

pub(super) fn definition(item: &Enum) -> Vec<Stmt> {
    let mut body = Vec::new();
    for Variant { name, docs, value } in &item.variants {
        body.push(Stmt::assign(name, Expr::int(*value)));
        body.extend(docstring(docs).map(Stmt::Docstring));
    }
    let parts = item
        .variants
        .iter()
        .map(|variant| (variant.name.as_str(), &variant.docs));
    let class = Class {
        name: item.name.to_string(),
        bases: vec![Expr::name("_enum.IntEnum")],
        doc: class_docstring(&item.docs, "An enum of the native library.", parts),
        body,
    };
    let variants = Expr::name("_Variants").call([Expr::name(&item.name)]);
    vec![
        Stmt::Class(class),
        Stmt::assign(&item.variants_name, variants),
    ]
}

impl Construct for Enum {
    fn annotation(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn c_type(&self) -> Expr {
        self.repr.c_type()
    }

    fn misfit(&self, name: &str) -> Misfit {
        Misfit::Test(Expr::name(format!("{name}.__class__")).differs_from(Expr::name(&self.name)))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_variant").call([value, Expr::name(&self.name), Expr::str(place)])
    }

    fn pass(&self, value: Expr) -> Expr {
        if self.variants.iter().all(|variant| variant.value >= 0) {
            return value;
        }
        // ctypes is slow with negative integers; the low 32 bits are all that C sees.
        value.binary(Op::BitAnd, Expr::hex(0xFFFF_FFFF, 8))
    }

    fn receive(&self, result: &Expr) -> Option<Expr> {
        Some(Expr::name(&self.variants_name).index([result.clone()]))
    }

    fn property(&self, storage: &str, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let arguments = [
            Expr::str(storage),
            Expr::str(place),
            Expr::name(&self.name),
            Expr::name(&self.variants_name),
        ];
        Some(Expr::name("_enum_field").call(arguments.into_iter().chain(doc)))
    }

    fn array(&self, length: usize) -> Expr {
        Expr::name("_array_of_enums").call([
            self.c_type(),
            Expr::size(length),
            Expr::name(&self.name),
            Expr::name(&self.variants_name),
        ])
    }
}
