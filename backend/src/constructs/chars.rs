//! `ffi::CChar`: bytes of length 1; an array of them is bytes of at most that length.

use super::primitives::checked_field;
use super::{Construct, Misfit};
use crate::model::Field;
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

    fn codec(&self) -> Expr {
        Expr::name("_codec_char")
    }

    fn misfit(&self, name: &str) -> Misfit {
        // ctypes would take integers and bytearrays as well.
        Misfit::Test(super::is_of_another_class(name, "bytes"))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_char").call([value, Expr::str(place)])
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        Some(checked_field(field, place, "_check_char", doc))
    }
}
