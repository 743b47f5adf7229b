//! Opaque types: handles that only the native library makes.

use super::{Construct, docstring};
use crate::model::Opaque;
use crate::python::{Class, Docstring, Expr, Stmt};

/// The class of the handle and its codec.
pub(super) fn definition(item: &Opaque) -> Vec<Stmt> {
    let class = Class {
        name: item.name.to_string(),
        bases: vec![Expr::name("_Handle")],
        doc: docstring(&item.docs)
            .or_else(|| Docstring::new(["A handle to a value of the native library."])),
        body: vec![Stmt::assign("__slots__", Expr::Tuple(Vec::new()))],
    };
    let codec = Expr::name("_HandleCodec").call([Expr::name(&item.name)]);
    vec![Stmt::Class(class), Stmt::assign(&item.codec, codec)]
}

impl Construct for Opaque {
    fn annotation(&self) -> Expr {
        Expr::union([Expr::name(&self.name), Expr::none()])
    }

    fn c_type(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        self.codec()
            .attribute("argument")
            .call([value, Expr::str(place)])
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, _place: &str, _owners: &[Expr]) -> Option<Vec<Stmt>> {
        let call = self
            .codec()
            .attribute("result")
            .call([Expr::name("_result")]);
        Some(super::returned_value(self.annotation(), call))
    }
}
