//! Constants of the module.

use super::docstring;
use crate::model::{Api, Value};
use crate::python::{Expr, Stmt};

/// A line for each constant, below it its docs.
pub(crate) fn constants(api: &Api) -> Vec<Stmt> {
    api.constants
        .iter()
        .flat_map(|constant| {
            let (ty, value) = match constant.value {
                Value::Bool(value) => ("bool", Expr::bool(value)),
                Value::Int(value) => ("int", Expr::int(value)),
                Value::Float(value) => ("float", Expr::float(value)),
            };
            let annotation = Expr::name("_t.Final").index([Expr::name(ty)]);
            let definition = Stmt::define(&constant.name, annotation, value);
            let docs = docstring(&constant.docs).map(Stmt::Docstring);
            [definition].into_iter().chain(docs)
        })
        .collect()
}
