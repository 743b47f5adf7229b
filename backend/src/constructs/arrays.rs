//! `[T; N]` inside structs: views that check what is assigned to their items.

use super::{Construct, Misfit, construct};
use crate::model::{Array, Type};
use crate::python::{Expr, Stmt};

pub(super) fn definition(item: &Array) -> Vec<Stmt> {
    vec![Stmt::assign(
        &item.name,
        construct(&item.item).array(item.length),
    )]
}

impl Array {
    /// Whether it is bytes in Python rather than a view.
    fn is_text(&self) -> bool {
        matches!(self.item, Type::Char)
    }
}

impl Construct for Array {
    fn annotation(&self) -> Expr {
        if self.is_text() {
            return Expr::name("bytes");
        }
        Expr::name("_Array").index([construct(&self.item).annotation()])
    }

    fn assignable(&self) -> Expr {
        if self.is_text() {
            return Expr::name("bytes");
        }
        Expr::name("_t.Sequence").index([construct(&self.item).assignable()])
    }

    fn c_type(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Unseen
    }

    fn check(&self, value: Expr, _place: &str) -> Expr {
        value
    }

    fn property(&self, storage: &str, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let mut arguments = vec![Expr::str(storage), Expr::str(place)];
        let function = if self.is_text() {
            arguments.push(Expr::size(self.length));
            "_text_field"
        } else {
            "_array_field"
        };
        Some(Expr::name(function).call(arguments.into_iter().chain(doc)))
    }

    fn array(&self, length: usize) -> Expr {
        let function = if self.is_text() {
            "_array_of_texts"
        } else {
            "_array_of_arrays"
        };
        Expr::name(function).call([Expr::name(&self.name), Expr::size(length)])
    }
}
