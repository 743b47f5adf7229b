//! `ffi::Vec`: an object that owns the memory, or a list where Python cannot look into it.

use super::slices::readable;
use super::{Construct, construct};
use crate::model::{Int, Vector};
use crate::python::{Expr, Stmt};

/// The codec, which is all there is of it.
pub(super) fn definition(item: &Vector) -> Vec<Stmt> {
    let create = Expr::name("_library.function").call([
        Expr::str(&item.create),
        Int::I64.c_type(),
        Expr::name("_ctypes.c_void_p"),
        Int::U64.c_type(),
        Expr::name("_ctypes.c_void_p"),
    ]);
    let destroy = Expr::name("_library.helper").call([Expr::str(&item.destroy)]);
    let list = (!item.is_kept()).then(|| ("is_list", Expr::bool(true)));
    let arguments = [construct(&item.item).codec(), create, destroy];
    let codec = Expr::name("_VecCodec").call_with(arguments, list);
    vec![Stmt::assign(&item.name, codec)]
}

impl Construct for Vector {
    fn annotation(&self) -> Expr {
        let item = construct(&self.item).annotation();
        let kind = if self.is_kept() { "_Vec" } else { "list" };
        Expr::name(kind).index([item])
    }

    fn assignable(&self) -> Expr {
        readable(&self.item)
    }

    fn held(&self) -> Expr {
        Expr::name("_t.Sequence").index([construct(&self.item).annotation()])
    }

    fn c_type(&self) -> Expr {
        Expr::name("_Owned")
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn is_owned(&self) -> bool {
        true
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        if !self.is_kept() {
            return Some(super::loaded(self, owners));
        }
        let call = self
            .codec()
            .attribute("result")
            .call([Expr::name("_result")]);
        Some(super::returned_value(
            self.annotation(),
            super::kept(call, owners),
        ))
    }
}
