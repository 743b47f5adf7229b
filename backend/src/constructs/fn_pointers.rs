//! `extern "C" fn`: any callable on the way in, a callable on the way out.

use super::{Construct, callbacks};
use crate::model::FnPointer;
use crate::python::{Docstring, Expr, Stmt};

/// The class and its codec.
pub(super) fn definition(item: &FnPointer) -> Vec<Stmt> {
    let doc = Docstring::new(["A function that Rust calls by its address, or one of Rust."]);
    let class = callbacks::class(&item.name, "_FnPointer", doc, &item.signature);
    let codec = callbacks::codec("_FnPointerCodec", &item.name, &item.signature);
    vec![Stmt::Class(class), Stmt::assign(&item.codec, codec)]
}

impl Construct for FnPointer {
    fn annotation(&self) -> Expr {
        Expr::union([Expr::name(&self.name), Expr::none()])
    }

    fn assignable(&self) -> Expr {
        Expr::union([self.signature.callable(), Expr::none()])
    }

    fn held(&self) -> Expr {
        self.assignable()
    }

    fn c_type(&self) -> Expr {
        Expr::name("_ctypes.c_void_p")
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn returned(&self) -> Expr {
        Expr::union([Expr::name("int"), Expr::none()])
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        let value = self
            .codec()
            .attribute("result")
            .call([Expr::name("_result")]);
        Some(super::returned_value(
            self.annotation(),
            super::kept(value, owners),
        ))
    }
}
