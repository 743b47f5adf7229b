//! Statements.

use super::{Docstring, Expr, Names};

/// A statement, as far as generated code needs them.
#[derive(Clone, Debug)]
pub(crate) enum Stmt {
    Docstring(Docstring),
    /// `target: annotation = value`, where annotation and value may be absent, not both.
    Assign {
        target: String,
        annotation: Option<Expr>,
        value: Option<Expr>,
    },
    Expr(Expr),
    Return(Expr),
    Raise(Expr),
    If {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    Try {
        body: Vec<Stmt>,
        except: Expr,
        handler: Vec<Stmt>,
    },
    /// `try` with `finally`.
    Finally {
        body: Vec<Stmt>,
        last: Vec<Stmt>,
    },
    /// `with context as target`, where the target may be absent.
    With {
        context: Expr,
        target: Option<&'static str>,
        body: Vec<Stmt>,
    },
    Await(Expr),
    /// `target += value`.
    Extend {
        target: String,
        value: Expr,
    },
    Delete(Expr),
    /// `targets = value`, for each target an item.
    Unpack {
        targets: Vec<String>,
        value: Expr,
    },
    For {
        target: String,
        items: Expr,
        body: Vec<Stmt>,
    },
    Function(Function),
    Class(Class),
    /// `from module import names`, where a name may have an alias.
    ImportFrom {
        module: String,
        names: Vec<(String, Option<String>)>,
    },
    /// A line between groups of statements.
    Blank,
    /// A line that opens a part of a module.
    Section(&'static str),
    /// Static text that is laid out already.
    Verbatim(&'static str),
}

/// A function or method.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) decorators: Vec<Expr>,
    pub(crate) is_async: bool,
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) result: Expr,
    pub(crate) doc: Option<Docstring>,
    /// Empty for a declaration, which is written as `...`.
    pub(crate) body: Vec<Stmt>,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) annotation: Option<Expr>,
    pub(crate) default: Option<Expr>,
}

impl Parameter {
    pub(crate) fn new(name: impl AsRef<str>, annotation: Expr) -> Self {
        Self {
            name: name.as_ref().to_owned(),
            annotation: Some(annotation),
            default: None,
        }
    }

    /// The `self` of a method.
    pub(crate) fn receiver() -> Self {
        Self {
            name: "self".to_owned(),
            annotation: None,
            default: None,
        }
    }

    pub(super) fn flat(&self) -> String {
        let annotated = match &self.annotation {
            Some(annotation) => format!("{}: {}", self.name, annotation.flat()),
            None => self.name.clone(),
        };
        match &self.default {
            Some(default) => format!("{annotated} = {}", default.flat()),
            None => annotated,
        }
    }
}

/// A class.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) bases: Vec<Expr>,
    pub(crate) doc: Option<Docstring>,
    pub(crate) body: Vec<Stmt>,
}

impl Stmt {
    pub(crate) fn assign(target: impl AsRef<str>, value: Expr) -> Self {
        Self::Assign {
            target: target.as_ref().to_owned(),
            annotation: None,
            value: Some(value),
        }
    }

    pub(crate) fn declare(target: impl AsRef<str>, annotation: Expr) -> Self {
        Self::Assign {
            target: target.as_ref().to_owned(),
            annotation: Some(annotation),
            value: None,
        }
    }

    pub(crate) fn define(target: impl AsRef<str>, annotation: Expr, value: Expr) -> Self {
        Self::Assign {
            target: target.as_ref().to_owned(),
            annotation: Some(annotation),
            value: Some(value),
        }
    }

    pub(crate) fn when(test: Expr, body: Vec<Self>) -> Self {
        Self::If {
            test,
            body,
            orelse: Vec::new(),
        }
    }

    pub(crate) fn extend(target: impl AsRef<str>, value: Expr) -> Self {
        Self::Extend {
            target: target.as_ref().to_owned(),
            value,
        }
    }

    /// All names that the statement uses, at any depth. Verbatim text tells its own.
    pub(crate) fn collect_names<'a>(&'a self, names: &mut Names<'a>) {
        fn all<'a>(statements: &'a [Stmt], names: &mut Names<'a>) {
            statements
                .iter()
                .for_each(|statement| statement.collect_names(names));
        }
        match self {
            Self::Docstring(_)
            | Self::ImportFrom { .. }
            | Self::Blank
            | Self::Section(_)
            | Self::Verbatim(_) => {}
            Self::Assign {
                target,
                annotation,
                value,
            } => {
                // An attribute of something that must be there.
                names.extend(target.split_once('.').map(|(object, _)| object));
                annotation
                    .iter()
                    .chain(value)
                    .for_each(|expr| expr.collect_names(names));
            }
            Self::Finally { body, last } => {
                all(body, names);
                all(last, names);
            }
            Self::With {
                context,
                target: _,
                body,
            } => {
                context.collect_names(names);
                all(body, names);
            }
            Self::For {
                target: _,
                items,
                body,
            } => {
                items.collect_names(names);
                all(body, names);
            }
            Self::Expr(expr)
            | Self::Await(expr)
            | Self::Unpack {
                targets: _,
                value: expr,
            }
            | Self::Return(expr)
            | Self::Raise(expr)
            | Self::Delete(expr)
            | Self::Extend {
                target: _,
                value: expr,
            } => {
                expr.collect_names(names);
            }
            Self::If { test, body, orelse } => {
                test.collect_names(names);
                all(body, names);
                all(orelse, names);
            }
            Self::Try {
                body,
                except,
                handler,
            } => {
                except.collect_names(names);
                all(body, names);
                all(handler, names);
            }
            Self::Function(function) => {
                // `@x.setter` above `x` names what stands in the same class.
                let is_setter = |it: &Expr| match it {
                    Expr::Name(name) => name.strip_suffix(".setter") == Some(&function.name),
                    _ => false,
                };
                let decorators = function.decorators.iter();
                decorators
                    .filter(|it| !is_setter(it))
                    .for_each(|expr| expr.collect_names(names));
                function.result.collect_names(names);
                for parameter in &function.parameters {
                    let parts = parameter.annotation.iter().chain(&parameter.default);
                    parts.for_each(|expr| expr.collect_names(names));
                }
                let mut used = Names::default();
                all(&function.body, &mut used);
                // What a parameter is called means that.
                for parameter in &function.parameters {
                    used.remove(parameter.name.as_str());
                }
                names.extend(used);
            }
            Self::Class(class) => {
                class
                    .bases
                    .iter()
                    .for_each(|expr| expr.collect_names(names));
                all(&class.body, names);
            }
        }
    }
}
