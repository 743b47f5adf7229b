//! `ffi::Result`: returned it raises, elsewhere it is `Ok`, `Err`, `Panic` or `Null`.

use super::options::is_read_by_ctypes;
use super::{Construct, carrier, construct};
use crate::model::{Carrier, Exception, Fallible, Int, Type};
use crate::python::{Class, Docstring, Expr, Stmt};

/// The exception class of the error type, where this is the first result with it; the codec.
pub(super) fn definition(item: &Fallible) -> Vec<Stmt> {
    let mut statements = Vec::new();
    let error = construct(&item.err.ty).annotation();
    if let Some(Exception {
        name,
        is_defined_here: true,
    }) = &item.exception
    {
        let doc = format!(
            "Rust returned a `{}` as an error, which is in `error`.",
            error_name(item)
        );
        statements.push(Stmt::Class(Class {
            name: name.to_string(),
            bases: vec![Expr::name("RustError").index([quoted(&item.err.ty, error.clone())])],
            doc: Docstring::new([doc]),
            body: Vec::new(),
        }));
    }
    let exception = item
        .exception
        .as_ref()
        .map_or("RustError", |e| e.name.as_str());
    let arguments = [
        carrier(&item.carrier, Int::U32, Some(&item.ok.ty)),
        Expr::size(item.ok.offset),
        construct(&item.ok.ty).codec(),
        Expr::size(item.err.offset),
        construct(&item.err.ty).codec(),
        Expr::name(exception),
    ];
    let codec = Expr::name("_ResultCodec").call(arguments);
    statements.push(Stmt::assign(&item.name, codec));
    statements
}

fn error_name(item: &Fallible) -> String {
    match &item.err.ty {
        Type::DataEnum(error) => error.name.shown().to_owned(),
        Type::Enum(error) => error.name.shown().to_owned(),
        Type::Struct(error) => error.name.shown().to_owned(),
        other => construct(other).annotation().flat(),
    }
}

/// The base of a class is no annotation: what exists for type checkers only stands in quotes.
fn quoted(ty: &Type, annotation: Expr) -> Expr {
    match ty {
        Type::DataEnum(_) => Expr::str(annotation.flat()),
        _ => annotation,
    }
}

impl Construct for Fallible {
    fn annotation(&self) -> Expr {
        let ok = construct(&self.ok.ty).annotation();
        let err = construct(&self.err.ty).annotation();
        Expr::name("_Result").index([ok, err])
    }

    fn assignable(&self) -> Expr {
        let ok = construct(&self.ok.ty).assignable();
        let err = construct(&self.err.ty).assignable();
        Expr::name("_Result").index([ok, err])
    }

    fn held(&self) -> Expr {
        let ok = construct(&self.ok.ty).held();
        let err = construct(&self.err.ty).held();
        Expr::name("_Result").index([ok, err])
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn is_owned(&self) -> bool {
        Fallible::is_owned(self)
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        let arguments: Vec<_> = [Expr::name("_result"), Expr::str(place)]
            .into_iter()
            .chain(owners.iter().cloned())
            .collect();
        let is_shown = matches!(self.carrier, Carrier::Tagged { .. });
        if !is_shown || !is_read_by_ctypes(&self.ok.ty) {
            let call = self.codec().attribute("value").call(arguments);
            return Some(match self.ok.ty {
                Type::Void => vec![Stmt::Expr(call)],
                _ => super::returned_value(construct(&self.ok.ty).annotation(), call),
            });
        }
        let fail = self.codec().attribute("fail").call(arguments);
        let fail = Stmt::when(Expr::name("_result._0"), vec![Stmt::Expr(fail)]);
        let annotation = construct(&self.ok.ty).annotation();
        let value =
            super::returned_value(annotation, super::kept(Expr::name("_result._1"), owners));
        Some([fail].into_iter().chain(value).collect())
    }
}
