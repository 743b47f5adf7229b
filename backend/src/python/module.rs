//! A whole module: docstring, imports, `__all__`, statements.

use super::{Docstring, Expr, Stmt, lay_out};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::iter::Peekable;
use std::str::Chars;

/// `import module as alias`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) module: &'static str,
    pub(crate) alias: &'static str,
}

/// Names that some code uses, in no order.
pub(crate) type Names<'a> = HashSet<&'a str>;

/// A module of Python.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    /// Lines of comment above everything else.
    pub(crate) header: Vec<String>,
    pub(crate) doc: Option<Docstring>,
    pub(crate) imports: Vec<Import>,
    /// What it takes from other modules by name.
    pub(crate) relative: Vec<Stmt>,
    /// The names that others may import, in any order.
    pub(crate) public: Vec<String>,
    pub(crate) body: Vec<Stmt>,
}

impl Module {
    /// All names that the statements use.
    pub(crate) fn names_of<'a>(body: impl IntoIterator<Item = &'a Stmt>) -> Names<'a> {
        let mut names = Names::default();
        body.into_iter()
            .for_each(|statement| statement.collect_names(&mut names));
        names
    }

    /// Whether some function assigns to a parameter, or to an attribute, that is called as constants
    /// are.
    pub(crate) fn redefines_constants(body: &[Stmt]) -> bool {
        body.iter().any(|statement| match statement {
            Stmt::Class(class) => Self::redefines_constants(&class.body),
            Stmt::If { body, orelse, .. } => {
                Self::redefines_constants(body) || Self::redefines_constants(orelse)
            }
            Stmt::Function(function) => function.body.iter().any(assigns_to_constant),
            _ => false,
        })
    }

    /// The text of the module, as it stands in a file.
    pub(crate) fn text(&self) -> String {
        let mut imports = self.imports.clone();
        imports.sort();
        let mut out: String = self
            .header
            .iter()
            .map(|line| format!("# {line}\n"))
            .collect();
        let doc = self.doc.iter().cloned().map(Stmt::Docstring);
        out.push_str(&lay_out(&doc.collect::<Vec<_>>()));
        out.push_str("\nfrom __future__ import annotations\n");
        if !imports.is_empty() {
            out.push('\n');
        }
        for Import { module, alias } in imports {
            out.push_str(&format!("import {module} as {alias}\n"));
        }
        let mut public = self.public.clone();
        public.sort_by(|a, b| linted_order(a, b));
        let all = Expr::List(public.iter().map(Expr::str).collect());
        let all = if public.is_empty() {
            // Nothing tells what an empty list is of.
            let list = Expr::name("list").index([Expr::name("str")]);
            Stmt::define("__all__", list, all)
        } else {
            Stmt::assign("__all__", all)
        };
        for part in [self.relative.as_slice(), &[all], &self.body] {
            if !part.is_empty() {
                out.push('\n');
                out.push_str(&lay_out(part));
            }
        }
        out
    }
}

/// Whether a statement of a function, or one within it, assigns to what is called as constants are.
fn assigns_to_constant(statement: &Stmt) -> bool {
    let any = |body: &[Stmt]| body.iter().any(assigns_to_constant);
    let is_constant = |name: &str| {
        let name = name.strip_prefix("self.").unwrap_or(name);
        let is_of_constant = |c: char| c == '_' || c.is_ascii_uppercase() || c.is_ascii_digit();
        name.chars().all(is_of_constant) && name.chars().any(|c| c != '_')
    };
    match statement {
        Stmt::Assign { target, .. } => is_constant(target),
        Stmt::Unpack { targets, .. } => targets.iter().any(|it| is_constant(it)),
        Stmt::If { body, orelse, .. } => any(body) || any(orelse),
        Stmt::Try { body, handler, .. } => any(body) || any(handler),
        Stmt::Finally { body, last } => any(body) || any(last),
        Stmt::With { body, .. } | Stmt::For { body, .. } => any(body),
        _ => false,
    }
}

/// The order of `__all__` that linters want: constants, classes, the rest.
fn linted_order(a: &str, b: &str) -> Ordering {
    category(a)
        .cmp(&category(b))
        .then_with(|| natural_order(a, b))
}

/// Constants, classes, the rest.
fn category(name: &str) -> u8 {
    let has = |kind: fn(char) -> bool| name.chars().any(kind);
    if name.len() > 1 && has(char::is_uppercase) && !has(char::is_lowercase) {
        0
    } else if name.starts_with(char::is_uppercase) {
        1
    } else {
        2
    }
}

/// The order of imported names that linters want: as in `__all__`, but whatever their case.
pub(crate) fn import_order(a: &str, b: &str) -> Ordering {
    category(a)
        .cmp(&category(b))
        .then_with(|| natural_order(&a.to_lowercase(), &b.to_lowercase()))
        .then_with(|| natural_order(a, b))
}

/// The order of names that linters want: letter by letter, numbers by value. Where one of two numbers
/// starts with a zero, they stand digit by digit.
pub(crate) fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let (Some(left), Some(right)) = (a.peek().copied(), b.peek().copied()) else {
            return a.peek().is_some().cmp(&b.peek().is_some());
        };
        let order = if left.is_ascii_digit() && right.is_ascii_digit() {
            let number = |it: &mut Peekable<Chars>| -> String {
                std::iter::from_fn(|| it.next_if(char::is_ascii_digit)).collect()
            };
            let (left, right) = (number(&mut a), number(&mut b));
            if left.starts_with('0') || right.starts_with('0') {
                left.cmp(&right)
            } else {
                (left.len(), left).cmp(&(right.len(), right))
            }
        } else {
            a.next();
            b.next();
            left.cmp(&right)
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{linted_order, natural_order};

    #[test]
    fn names_stand_as_linters_want_them() {
        let mut names = ["b", "a", "Ab", "_a", "AB", "A", "名", "Ω", "B2", "_1"];
        names.sort_by(|a, b| linted_order(a, b));
        assert_eq!(
            names,
            ["AB", "B2", "Ω", "A", "Ab", "_1", "_a", "a", "b", "名"]
        );
    }

    #[test]
    fn numbers_count() {
        let mut names = ["a10", "a9", "a", "a09", "a1", "a_", "ab", "a00"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["a", "a00", "a09", "a1", "a9", "a10", "a_", "ab"]);
    }
}
