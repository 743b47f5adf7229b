//! Expressions.

use super::{Names, literal};

/// An expression, as far as generated code needs them.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    /// A name, or names joined by dots.
    Name(String),
    /// A literal, already written as Python writes it.
    Literal(String),
    Call(Box<Expr>, Vec<(Option<String>, Expr)>),
    Subscript(Box<Expr>, Vec<Expr>),
    Attribute(Box<Expr>, String),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    /// Operands joined by one operator.
    Binary(Op, Vec<Expr>),
    /// A tuple where it needs no parentheses.
    Pair(Vec<Expr>),
    /// A type that is not there yet, or need not be: in quotes.
    Quoted(Box<Expr>),
    /// `start:end` inside of a subscript.
    Slice(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
}

/// A binary operator. The order is that of precedence, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Op {
    Or,
    Compare(Comparison),
    BitOr,
    BitAnd,
    Shift,
    Add,
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Comparison {
    Equal,
    Greater,
    Is,
    IsNot,
    NotIn,
    NotEqual,
}

impl Op {
    pub(crate) const EQUAL: Self = Self::Compare(Comparison::Equal);
    pub(crate) const GREATER: Self = Self::Compare(Comparison::Greater);
    pub(crate) const IS: Self = Self::Compare(Comparison::Is);
    pub(crate) const IS_NOT: Self = Self::Compare(Comparison::IsNot);
    pub(crate) const NOT_IN: Self = Self::Compare(Comparison::NotIn);
    pub(crate) const NOT_EQUAL: Self = Self::Compare(Comparison::NotEqual);

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::Compare(Comparison::Equal) => "==",
            Self::Compare(Comparison::Greater) => ">",
            Self::Compare(Comparison::Is) => "is",
            Self::Compare(Comparison::IsNot) => "is not",
            Self::Compare(Comparison::NotIn) => "not in",
            Self::Compare(Comparison::NotEqual) => "!=",
            Self::BitOr => "|",
            Self::BitAnd => "&",
            Self::Shift => ">>",
            Self::Add => "+",
        }
    }

    /// How strongly the operator binds; all comparisons bind alike.
    fn precedence(self) -> u8 {
        match self {
            Self::Or => 0,
            Self::Compare(_) => 1,
            Self::BitOr => 2,
            Self::BitAnd => 3,
            Self::Shift => 4,
            Self::Add => 5,
        }
    }
}

impl Expr {
    pub(crate) fn name(name: impl AsRef<str>) -> Self {
        Self::Name(name.as_ref().to_owned())
    }

    pub(crate) fn str(text: impl AsRef<str>) -> Self {
        Self::Literal(literal::string(text.as_ref()))
    }

    pub(crate) fn int(value: impl Into<i128>) -> Self {
        Self::Literal(value.into().to_string())
    }

    pub(crate) fn size(value: usize) -> Self {
        Self::Literal(value.to_string())
    }

    /// An integer in hexadecimal, padded to whole bytes' digits.
    pub(crate) fn hex(value: u64, digits: usize) -> Self {
        Self::Literal(format!("0x{value:0digits$X}"))
    }

    pub(crate) fn float(value: f64) -> Self {
        match literal::float(value) {
            Ok(text) => Self::Literal(text),
            Err(name) => Self::name("float").call([Self::str(name)]),
        }
    }

    pub(crate) fn bool(value: bool) -> Self {
        Self::Literal(if value { "True" } else { "False" }.to_owned())
    }

    /// `not` of something that is no operation.
    pub(crate) fn not(operand: Self) -> Self {
        Self::Not(Box::new(operand))
    }

    pub(crate) fn none() -> Self {
        Self::Literal("None".to_owned())
    }

    pub(crate) fn ellipsis() -> Self {
        Self::Literal("...".to_owned())
    }

    pub(crate) fn call(self, arguments: impl IntoIterator<Item = Self>) -> Self {
        Self::Call(
            Box::new(self),
            arguments
                .into_iter()
                .map(|argument| (None, argument))
                .collect(),
        )
    }

    /// A call whose last arguments are given by keyword.
    pub(crate) fn call_with<'k>(
        self,
        arguments: impl IntoIterator<Item = Self>,
        keywords: impl IntoIterator<Item = (&'k str, Self)>,
    ) -> Self {
        let positional = arguments.into_iter().map(|argument| (None, argument));
        let named = keywords
            .into_iter()
            .map(|(name, argument)| (Some(name.to_owned()), argument));
        Self::Call(Box::new(self), positional.chain(named).collect())
    }

    pub(crate) fn quoted(self) -> Self {
        Self::Quoted(Box::new(self))
    }

    pub(crate) fn attribute(self, name: impl AsRef<str>) -> Self {
        Self::Attribute(Box::new(self), name.as_ref().to_owned())
    }

    pub(crate) fn index(self, items: impl IntoIterator<Item = Self>) -> Self {
        Self::Subscript(Box::new(self), items.into_iter().collect())
    }

    /// `self[start:end]`.
    pub(crate) fn slice(self, start: Self, end: Self) -> Self {
        self.index([Self::Slice(Box::new(start), Box::new(end))])
    }

    pub(crate) fn differs_from(self, other: Self) -> Self {
        self.binary(Op::IS_NOT, other)
    }

    pub(crate) fn binary(self, op: Op, other: Self) -> Self {
        Self::Binary(op, vec![self, other])
    }

    /// A union of types, each once, `None` last.
    pub(crate) fn union(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut members: Vec<Self> = Vec::new();
        for part in parts {
            let part = match part {
                Self::Binary(Op::BitOr, members) => members,
                other => vec![other],
            };
            for member in part {
                if members.iter().all(|other| other.flat() != member.flat()) {
                    members.push(member);
                }
            }
        }
        members.sort_by_key(|member| member.flat() == "None");
        Self::join(Op::BitOr, members).unwrap_or_else(Self::none)
    }

    /// The operands joined by `op`; a lone operand stands by itself. `None` if there is none.
    pub(crate) fn join(op: Op, mut operands: Vec<Self>) -> Option<Self> {
        match operands.len() {
            0 | 1 => operands.pop(),
            _ => Some(Self::Binary(op, operands)),
        }
    }

    /// The first parts of all names in the expression, which is what must be defined or imported.
    pub(crate) fn collect_names<'a>(&'a self, names: &mut Names<'a>) {
        match self {
            Self::Name(name) => {
                let head = name.split('.').next().unwrap_or(name);
                names.insert(head);
            }
            Self::Literal(_) => {}
            Self::Call(function, arguments) => {
                function.collect_names(names);
                arguments
                    .iter()
                    .for_each(|(_, argument)| argument.collect_names(names));
            }
            Self::Subscript(value, items) => {
                value.collect_names(names);
                items.iter().for_each(|item| item.collect_names(names));
            }
            Self::Attribute(value, _) | Self::Quoted(value) | Self::Not(value) => {
                value.collect_names(names);
            }
            Self::Slice(start, end) => {
                start.collect_names(names);
                end.collect_names(names);
            }
            Self::Tuple(items) | Self::Pair(items) | Self::List(items) | Self::Binary(_, items) => {
                items.iter().for_each(|item| item.collect_names(names));
            }
        }
    }

    /// The text on one line.
    pub(crate) fn flat(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Into one text, as most of the time it takes to generate is for making and freeing texts.
    fn write(&self, out: &mut String) {
        match self {
            Self::Name(text) | Self::Literal(text) => out.push_str(text),
            Self::Call(function, arguments) => {
                function.write(out);
                out.push('(');
                Self::write_arguments(arguments, out);
                out.push(')');
            }
            Self::Subscript(value, items) => {
                value.write(out);
                out.push('[');
                Self::write_list(items, out);
                out.push(']');
            }
            Self::Attribute(value, name) => {
                value.write(out);
                out.push('.');
                out.push_str(name);
            }
            Self::Quoted(value) => out.push_str(&literal::string(&value.flat())),
            Self::Tuple(items) => {
                out.push('(');
                Self::write_list(items, out);
                out.push_str(if items.len() == 1 { ",)" } else { ")" });
            }
            Self::List(items) => {
                out.push('[');
                Self::write_list(items, out);
                out.push(']');
            }
            Self::Pair(items) => Self::write_list(items, out),
            Self::Slice(start, end) => {
                start.write(out);
                out.push(':');
                end.write(out);
            }
            Self::Not(operand) => {
                out.push_str("not ");
                operand.write(out);
            }
            Self::Binary(op, operands) => {
                for (number, operand) in operands.iter().enumerate() {
                    if number > 0 {
                        out.push(' ');
                        out.push_str(op.text());
                        out.push(' ');
                    }
                    // The weaker ones stand in parentheses.
                    let is_weaker = self.is_weaker(operand);
                    out.push_str(if is_weaker { "(" } else { "" });
                    operand.write(out);
                    out.push_str(if is_weaker { ")" } else { "" });
                }
            }
        }
    }

    /// Whether an operand binds its own operands no more than this operation does.
    pub(super) fn is_weaker(&self, operand: &Self) -> bool {
        match (self, operand) {
            (Self::Binary(op, _), Self::Binary(inner, _)) => inner.precedence() <= op.precedence(),
            _ => false,
        }
    }

    pub(super) fn flat_arguments(arguments: &[(Option<String>, Self)]) -> String {
        let mut out = String::new();
        Self::write_arguments(arguments, &mut out);
        out
    }

    fn write_arguments(arguments: &[(Option<String>, Self)], out: &mut String) {
        for (number, (name, value)) in arguments.iter().enumerate() {
            out.push_str(if number > 0 { ", " } else { "" });
            if let Some(name) = name {
                out.push_str(name);
                out.push('=');
            }
            value.write(out);
        }
    }

    pub(super) fn flat_list(items: &[Self]) -> String {
        let mut out = String::new();
        Self::write_list(items, &mut out);
        out
    }

    fn write_list(items: &[Self], out: &mut String) {
        for (number, item) in items.iter().enumerate() {
            out.push_str(if number > 0 { ", " } else { "" });
            item.write(out);
        }
    }
}
