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
        match self {
            Self::Name(text) | Self::Literal(text) => text.clone(),
            Self::Call(function, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(Self::flat_argument).collect();
                format!("{}({})", function.flat(), arguments.join(", "))
            }
            Self::Subscript(value, items) => {
                format!("{}[{}]", value.flat(), Self::flat_list(items))
            }
            Self::Attribute(value, name) => format!("{}.{name}", value.flat()),
            Self::Quoted(value) => literal::string(&value.flat()),
            Self::Tuple(items) if items.len() == 1 => format!("({},)", items[0].flat()),
            Self::Tuple(items) => format!("({})", Self::flat_list(items)),
            Self::List(items) => format!("[{}]", Self::flat_list(items)),
            Self::Pair(items) => Self::flat_list(items),
            Self::Slice(start, end) => format!("{}:{}", start.flat(), end.flat()),
            Self::Not(operand) => format!("not {}", operand.flat()),
            Self::Binary(op, _) => self.operands().join(&format!(" {} ", op.text())),
        }
    }

    /// The operands of a binary expression on one line each, the weaker ones in parentheses.
    fn operands(&self) -> Vec<String> {
        let Self::Binary(_, operands) = self else {
            return vec![self.flat()];
        };
        operands
            .iter()
            .map(|operand| {
                let text = operand.flat();
                if self.is_weaker(operand) {
                    format!("({text})")
                } else {
                    text
                }
            })
            .collect()
    }

    /// Whether an operand binds its own operands no more than this operation does.
    pub(super) fn is_weaker(&self, operand: &Self) -> bool {
        match (self, operand) {
            (Self::Binary(op, _), Self::Binary(inner, _)) => inner.precedence() <= op.precedence(),
            _ => false,
        }
    }

    pub(super) fn flat_argument((name, value): &(Option<String>, Self)) -> String {
        match name {
            Some(name) => format!("{name}={}", value.flat()),
            None => value.flat(),
        }
    }

    pub(super) fn flat_list(items: &[Self]) -> String {
        items.iter().map(Self::flat).collect::<Vec<_>>().join(", ")
    }
}
