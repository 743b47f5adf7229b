//! A whole module: docstring, imports, `__all__`, statements.

use super::{Docstring, Expr, Stmt, lay_out};
use std::collections::BTreeSet;

/// `import module as alias`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) module: &'static str,
    pub(crate) alias: &'static str,
}

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
    pub(crate) fn names_of(body: &[Stmt]) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        body.iter()
            .for_each(|statement| statement.collect_names(&mut names));
        names
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
        public.sort_by_key(|a| sort_key(a));
        let all = Stmt::assign(
            "__all__",
            Expr::List(public.iter().map(Expr::str).collect()),
        );
        for part in [self.relative.as_slice(), &[all], &self.body] {
            if !part.is_empty() {
                out.push('\n');
                out.push_str(&lay_out(part));
            }
        }
        out
    }
}

/// The order of `__all__` that linters want: constants, classes, the rest; numbers by value.
fn sort_key(name: &str) -> (u8, Vec<(String, u128)>, String) {
    let has_lowercase = name.chars().any(char::is_lowercase);
    let category = if name.chars().count() > 1 && !has_lowercase {
        0
    } else if name.chars().next().is_some_and(char::is_uppercase) {
        1
    } else {
        2
    };
    (category, natural_order(name), name.to_owned())
}

/// The order of imported names that linters want: as in `__all__`, but with small letters first.
pub(crate) fn import_key(name: &str) -> impl Ord + use<> {
    let (category, natural, name) = sort_key(name);
    (category, natural_order(&name.to_lowercase()), natural)
}

/// Text and numbers in turn: the order of slots that linters want.
pub(crate) fn natural_order(name: &str) -> Vec<(String, u128)> {
    let mut parts: Vec<(String, u128)> = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let letters = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (text, tail) = rest.split_at(letters);
        let digits = tail
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (number, tail) = tail.split_at(digits);
        parts.push((text.to_owned(), number.parse().unwrap_or(0)));
        rest = tail;
    }
    parts
}
