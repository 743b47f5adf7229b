//! Signatures in the terms of their readers: without the private names of the module.

use crate::python::{Expr, Function};
use std::collections::{BTreeMap, BTreeSet};

/// What signatures name that the module keeps private, and what that is.
const TERMS: &[(&str, &str)] = &[
    (
        "Array",
        "A view of an array in a struct: a sequence whose items can be set, and \
         `numpy.asarray(view)` without a copy.",
    ),
    (
        "Buffer",
        "Any C-contiguous buffer of such items, which is passed without a copy: `bytes`, `bytearray`, \
         `memoryview`, `array.array`, numpy and ctypes arrays.",
    ),
    (
        "Pointer",
        "A ctypes pointer: `pointer[0]`, `pointer.contents`.",
    ),
    ("Result", "`Ok(value)`, `Err(error)`, `Panic` or `Null`."),
    (
        "Slice",
        "A view of items that Rust lends: a sequence, also a buffer for `memoryview` and numpy. \
         `copied()` makes a list.",
    ),
    ("SliceMut", "A `Slice` whose items can be set."),
    (
        "Vec",
        "A vector that Python owns: a sequence, also a buffer for `memoryview` and numpy. `close()` \
         frees it early, `copied()` makes a list.",
    ),
];

/// What is said of a term.
pub(super) fn explanation(term: &str) -> Option<&'static str> {
    let found = TERMS.iter().find(|(name, _)| *name == term);
    found.map(|(_, text)| *text)
}

/// The names of the module's users.
pub(super) struct Terms {
    /// The public names of the module, which no term may hide.
    pub(super) public: BTreeSet<String>,
    /// What users call the items that are defined under another name.
    pub(super) shown: BTreeMap<String, String>,
}

impl Terms {
    /// The expression without private names.
    pub(super) fn expr(&self, expr: &Expr) -> Expr {
        let all = |items: &[Expr]| items.iter().map(|item| self.expr(item)).collect();
        match expr {
            Expr::Name(name) => Expr::Name(self.name(name)),
            Expr::Literal(text) => Expr::Literal(text.clone()),
            Expr::Call(function, arguments) => {
                let arguments = arguments.iter();
                let arguments = arguments.map(|(name, value)| (name.clone(), self.expr(value)));
                Expr::Call(Box::new(self.expr(function)), arguments.collect())
            }
            Expr::Subscript(value, items) => {
                Expr::Subscript(Box::new(self.expr(value)), all(items))
            }
            Expr::Attribute(value, name) => {
                Expr::Attribute(Box::new(self.expr(value)), name.clone())
            }
            Expr::Quoted(value) => self.expr(value).quoted(),
            Expr::Not(value) => Expr::Not(Box::new(self.expr(value))),
            Expr::Tuple(items) => Expr::Tuple(all(items)),
            Expr::List(items) => Expr::List(all(items)),
            Expr::Binary(op, operands) => Expr::Binary(*op, all(operands)),
            Expr::Pair(items) => Expr::Pair(all(items)),
            Expr::Slice(start, end) => {
                Expr::Slice(Box::new(self.expr(start)), Box::new(self.expr(end)))
            }
        }
    }

    fn name(&self, name: &str) -> String {
        if let Some(name) = name.strip_prefix("_t.") {
            return name.to_owned();
        }
        if let Some(shown) = self.shown.get(name) {
            return shown.clone();
        }
        match name.strip_prefix('_') {
            Some(public) if !self.public.contains(public) => public.to_owned(),
            _ => name.to_owned(),
        }
    }

    /// What a function is called with, and what it returns; `class` is what it makes of itself.
    pub(super) fn signature(&self, function: &Function, class: Option<&str>) -> Function {
        let parameters = function.parameters.iter().cloned().map(|mut parameter| {
            parameter.annotation = parameter.annotation.map(|it| self.expr(&it));
            parameter
        });
        let result = match (&function.result, class) {
            (Expr::Name(name), Some(class)) if name == "_Self" => Expr::name(class),
            (result, _) => self.expr(result),
        };
        Function {
            parameters: parameters.collect(),
            result,
            doc: None,
            body: Vec::new(),
            ..function.clone()
        }
    }
}
