//! `ffi::Option`: `None` or the value.

use super::{Construct, carrier, construct};
use crate::model::{Carrier, Int, Optional, Type};
use crate::python::{Expr, Stmt};

/// The codec, which is all there is of it.
pub(super) fn definition(item: &Optional) -> Vec<Stmt> {
    let some = &item.some;
    let arguments = [
        carrier(&item.carrier, Int::U32, Some(&some.ty)),
        Expr::size(some.offset),
        construct(&some.ty).codec(),
    ];
    let wrapped = item.is_wrapped().then(|| ("is_wrapped", Expr::bool(true)));
    let codec = Expr::name("_option").call_with(arguments, wrapped);
    vec![Stmt::assign(&item.name, codec)]
}

impl Optional {
    /// Whether the value may itself be `None`, and so stands in a `Some`.
    fn is_wrapped(&self) -> bool {
        match &self.some.ty {
            Type::Wire(item) => item.item.takes_none(),
            Type::Wired(item) => item.takes_none(),
            Type::Void
            | Type::Option(_)
            | Type::Pointer(_)
            | Type::CString
            | Type::Callback(_)
            | Type::FnPointer(_)
            | Type::Handle(_)
            | Type::Address => true,
            Type::Bool
            | Type::Char
            | Type::Int(_)
            | Type::Float(_)
            | Type::Enum(_)
            | Type::Struct(_)
            | Type::Array(_)
            | Type::DataEnum(_)
            | Type::Result(_)
            | Type::String
            | Type::Slice(_)
            | Type::Vec(_)
            | Type::Service(..) => false,
        }
    }

    fn or_none(&self, some: Expr) -> Expr {
        let some = if self.is_wrapped() {
            Expr::name("Some").index([some])
        } else {
            some
        };
        Expr::union([some, Expr::none()])
    }
}

/// Whether ctypes gives the value when the carrier's field is read.
pub(super) fn is_read_by_ctypes(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) => true,
        Type::Struct(item) => !item.is_owned,
        _ => false,
    }
}

impl Construct for Optional {
    fn annotation(&self) -> Expr {
        self.or_none(construct(&self.some.ty).annotation())
    }

    fn assignable(&self) -> Expr {
        self.or_none(construct(&self.some.ty).assignable())
    }

    fn held(&self) -> Expr {
        self.or_none(construct(&self.some.ty).held())
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn is_owned(&self) -> bool {
        Optional::is_owned(self)
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        let is_shown = matches!(self.carrier, Carrier::Tagged { .. });
        if !is_shown || !is_read_by_ctypes(&self.some.ty) {
            return Some(super::loaded(self, owners));
        }
        let annotation = construct(&self.some.ty).annotation();
        let none = vec![Stmt::Return(Expr::none())];
        let none = Stmt::when(Expr::name("_result._0"), none);
        let value = super::kept(Expr::name("_result._1"), owners);
        let value = super::returned_value(annotation, value);
        Some([none].into_iter().chain(value).collect())
    }
}
