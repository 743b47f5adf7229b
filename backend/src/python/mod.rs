//! Python text: expressions, statements and modules as data, and the one place that lays them out.
//!
//! Knows nothing of Rust inventories. What it writes is what `ruff format` would leave alone: a
//! bracket's content stands on one line where it fits, else one item a line with a trailing comma.

mod docstring;
mod expr;
mod layout;
mod literal;
mod module;
mod stmt;

pub(crate) use docstring::Docstring;
pub(crate) use expr::{Expr, Op};
pub(crate) use layout::{fits, lay_out};
pub(crate) use module::{Import, Module, Names, import_order, natural_order};
pub(crate) use stmt::{Class, Function, Parameter, Stmt};
