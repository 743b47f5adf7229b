//! `&T`, `*const T` and `Option<&T>` of structs as arguments: the struct, a pointer or `None`.

use super::{Construct, Misfit};
use crate::model::Reference;
use crate::python::{Expr, Op};

impl Construct for Reference {
    fn annotation(&self) -> Expr {
        // The inventory does not tell `&T` from `Option<&T>`.
        Expr::name(&self.target.name).binary(Op::BitOr, Expr::none())
    }

    fn c_type(&self) -> Expr {
        Expr::name("_ctypes.POINTER").call([Expr::name(&self.target.name)])
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Unseen
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        let target = Expr::name(&self.target.name);
        Expr::name("_check_reference").call([value, target, Expr::str(place)])
    }

    fn property(&self, _storage: &str, _place: &str, _doc: Option<Expr>) -> Option<Expr> {
        None
    }

    fn array(&self, length: usize) -> Expr {
        Expr::name("_array").call([self.c_type(), Expr::size(length)])
    }
}
