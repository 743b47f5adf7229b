//! `[T; N]` in memory: views that check what is assigned to their items.

use super::{Construct, construct};
use crate::model::{Array, Field, Int, Type};
use crate::python::{Expr, Stmt};

/// The type of the array and its codec.
pub(super) fn definition(item: &Array) -> Vec<Stmt> {
    // The memory of a text: ctypes' own arrays of chars end at the first NUL.
    let items = if item.is_text() {
        Int::U8.codec()
    } else {
        construct(&item.item).codec()
    };
    let kind = Expr::name("_array").call([items, Expr::size(item.length)]);
    let function = if item.is_text() {
        "_text_codec"
    } else {
        "_array_codec"
    };
    let codec = Expr::name(function).call([Expr::name(&item.name)]);
    vec![
        Stmt::assign(&item.name, kind),
        Stmt::assign(&item.codec, codec),
    ]
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

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let storage = Expr::str(&field.storage);
        let (function, arguments) = if self.is_text() {
            let offset = Expr::size(field.offset);
            ("_codec_field", vec![Expr::str(place), self.codec(), offset])
        } else {
            ("_array_field", vec![storage, Expr::str(place)])
        };
        Some(Expr::name(function).call(arguments.into_iter().chain(doc)))
    }
}
