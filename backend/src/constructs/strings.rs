//! `ffi::String`: `str`, copied on the way in, copied and freed on the way out.

use super::{Construct, Misfit, native_type};
use crate::model::Api;
use crate::python::{Expr, Stmt};

/// The native functions that make and free strings.
pub(super) fn natives(api: &Api) -> Vec<Stmt> {
    let helper = |name: &str, symbol: &str| {
        let function = Expr::name("_library.helper").call([Expr::str(symbol)]);
        Stmt::define(name, native_type(Expr::name("int")), function)
    };
    let free = Expr::name("_freeing").call([Expr::name("_string_destroy")]);
    api.strings
        .iter()
        .flat_map(|strings| {
            [
                helper("_string_create", &strings.create),
                helper("_string_destroy", &strings.destroy),
                Stmt::assign("_codec_string.free", free.clone()),
            ]
        })
        .collect()
}

/// What stands for these functions where there are none.
pub(crate) fn no_strings() -> Vec<Stmt> {
    let stand_in = |name: &str| {
        let annotation = native_type(Expr::name("int"));
        Stmt::define(name, annotation, Expr::name("_no_strings"))
    };
    vec![stand_in("_string_create"), stand_in("_string_destroy")]
}

pub(super) struct String;

impl Construct for String {
    fn annotation(&self) -> Expr {
        Expr::name("str")
    }

    fn c_type(&self) -> Expr {
        Expr::name("_Owned")
    }

    fn codec(&self) -> Expr {
        Expr::name("_codec_string")
    }

    fn is_owned(&self) -> bool {
        true
    }

    fn misfit(&self, name: &str) -> Misfit {
        Misfit::Lowered(Expr::name("_encode").call([Expr::name(name)]))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_str").call([value, Expr::str(place)])
    }

    fn pass(&self, value: Expr) -> Expr {
        Expr::name("_own_string").call([value])
    }

    fn returned(&self) -> Expr {
        Expr::name("_Owned")
    }

    fn wrap(&self, call: Expr) -> Option<Expr> {
        Some(Expr::name("_take_string").call([call]))
    }
}
