//! Constants of the module.

use super::docstring;
use crate::model::{Api, Constant, Value};
use crate::python::{Expr, Stmt};

/// A line for each constant, below it its docs.
pub(crate) fn constants(api: &Api) -> Vec<Stmt> {
    api.constants
        .iter()
        .flat_map(|item| {
            let docs = docstring(&item.docs).map(Stmt::Docstring);
            [constant(item)].into_iter().chain(docs)
        })
        .collect()
}

/// The line of one constant.
pub(crate) fn constant(constant: &Constant) -> Stmt {
    let (ty, value) = match constant.value {
        Value::Bool(value) => ("bool", Expr::bool(value)),
        Value::Int(value) => ("int", Expr::int(value)),
        Value::Float(value) => ("float", Expr::float(value)),
    };
    let annotation = Expr::name("_t.Final").index([Expr::name(ty)]);
    Stmt::define(&constant.name, annotation, value)
}
