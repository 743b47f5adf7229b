//! `ffi::CChar`: bytes of length 1; an array of them is bytes of at most that length.

use super::primitives::{checked_field, packed_array};
use super::{Construct, Misfit};
use crate::model::Int;
use crate::python::Expr;

/// `ffi::CChar`.
pub(super) struct Char;

impl Construct for Char {
    fn annotation(&self) -> Expr {
        Expr::name("bytes")
    }

    fn c_type(&self) -> Expr {
        Expr::name("_char")
    }

    fn misfit(&self, name: &str) -> Misfit {
        // ctypes would take integers and bytearrays as well.
        Misfit::Test(Expr::name(format!("{name}.__class__")).differs_from(Expr::name("bytes")))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_char").call([value, Expr::str(place)])
    }

    fn property(&self, storage: &str, place: &str, doc: Option<Expr>) -> Option<Expr> {
        Some(checked_field(storage, place, "_check_char", doc))
    }

    fn array(&self, length: usize) -> Expr {
        // The memory of the text: ctypes' own arrays of chars end at the first NUL.
        packed_array(
            Int::U8.c_type(),
            length,
            Int::U8.checker(),
            Int::U8.pack_code(),
        )
    }
}
