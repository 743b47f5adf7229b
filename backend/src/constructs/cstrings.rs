//! `ffi::CStrPtr`: `str` or `None`, lent on the way in, copied on the way out.

use super::Construct;
use crate::model::Field;
use crate::python::Expr;

pub(super) struct CString;

impl Construct for CString {
    fn annotation(&self) -> Expr {
        Expr::union([Expr::name("str"), Expr::none()])
    }

    fn assignable(&self) -> Expr {
        Expr::union([Expr::name("str"), Expr::name("bytes"), Expr::none()])
    }

    fn c_type(&self) -> Expr {
        Expr::name("_ctypes.c_char_p")
    }

    fn codec(&self) -> Expr {
        Expr::name("_codec_cstring")
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_cstring").call([value, Expr::str(place)])
    }

    fn held(&self) -> Expr {
        self.assignable()
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let arguments = [Expr::str(&field.storage), Expr::str(place)];
        Some(Expr::name("_cstring_field").call(arguments.into_iter().chain(doc)))
    }

    fn returned(&self) -> Expr {
        Expr::union([Expr::name("bytes"), Expr::none()])
    }

    fn wrap(&self, call: Expr) -> Option<Expr> {
        Some(Expr::name("_cstring").call([call]))
    }
}
