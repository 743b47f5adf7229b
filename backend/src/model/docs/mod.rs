//! Documentation: the Markdown of an item, with links by the names that Python knows.
//!
//! It is taken apart once, and written in two ways: as the lines of a docstring, and as a part of a
//! larger document in Markdown.

mod google;
mod inline;
mod links;
mod markdown;
mod parse;

pub(crate) use links::{Kind, Links};

use crate::config::DocstringStyle;
use interoptopus::lang::meta;

/// The documentation of an item, empty where there is none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    blocks: Vec<Block>,
    style: DocstringStyle,
    /// The exceptions that a function raises for its `ffi::Result`, that of the error first.
    raises: Vec<String>,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Heading {
        level: usize,
        title: Vec<Span>,
    },
    Code {
        language: String,
        lines: Vec<String>,
    },
    /// Lines of anything else, also empty ones.
    Text(Vec<Span>),
}

/// A part of a text, which may have line breaks in it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Span {
    /// Markdown, as the author wrote it.
    Text(String),
    /// A link to an item of the module: what it says, and the item's name, with dots for members.
    Item { text: String, target: String },
}

impl Docs {
    /// The docs of `owner`, or of a part of it.
    pub(super) fn lower(
        docs: &meta::Docs,
        links: &Links,
        owner: Option<&str>,
        style: DocstringStyle,
    ) -> Self {
        if docs.lines.iter().all(|line| line.trim().is_empty()) {
            return Self {
                style,
                ..Self::default()
            };
        }
        Self {
            blocks: parse::blocks(&parse::lines(&docs.lines), links, owner),
            style,
            raises: Vec::new(),
        }
    }

    /// Markdown that belongs to no item.
    pub(crate) fn plain(text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        Self {
            blocks: parse::plain(&lines),
            ..Self::default()
        }
    }

    /// The same for a function that raises what its `ffi::Result` may be.
    pub(super) fn raising(mut self, exceptions: Vec<String>) -> Self {
        self.raises = exceptions;
        self
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.raises.is_empty()
    }

    /// The lines of a docstring.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self.style {
            DocstringStyle::Google => google::lines(&self.blocks, &self.raises),
            DocstringStyle::Markdown => {
                let page = markdown::Page {
                    level: 0,
                    link: &|_| None,
                };
                page.lines(&self.blocks, &self.raises)
            }
        }
    }

    /// The lines of a docstring for an item with parts that have docs of their own, such as fields.
    /// `default` says what there is to say of an item without docs.
    pub(crate) fn lines_with_parts<'a>(
        &self,
        default: &str,
        parts: impl Iterator<Item = (&'a str, &'a Self)>,
    ) -> Vec<String> {
        let mut lines = self.lines();
        if self.is_empty() {
            lines = vec![default.to_owned()];
        }
        let mut parts = parts.filter(|(_, docs)| !docs.is_empty()).peekable();
        if parts.peek().is_none() {
            return lines;
        }
        lines.push(String::new());
        match self.style {
            DocstringStyle::Google => {
                lines.push("Attributes:".to_owned());
                for (name, docs) in parts {
                    let entry = google::entry(name, docs.lines());
                    lines.extend(google::indented(entry));
                }
            }
            DocstringStyle::Markdown => {
                lines.extend(["# Attributes".to_owned(), String::new()]);
                for (name, docs) in parts {
                    lines.extend(markdown::entry(&format!("`{name}`: "), docs.lines()));
                }
            }
        }
        lines
    }

    /// The lines of a part of a document, with its headings below `level`. `link` tells where in
    /// the document an item is.
    pub(crate) fn page(&self, level: usize, link: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
        markdown::Page { level, link }.lines(&self.blocks, &self.raises)
    }
}

impl Docs {
    /// An item of a list: what it starts with, then its docs.
    pub(crate) fn entry(start: &str, lines: Vec<String>) -> Vec<String> {
        markdown::entry(start, lines)
    }
}

/// Takes out the blocks under the heading about errors. Where that stood, or else before the first
/// heading, is where what is raised belongs.
fn take_errors(blocks: &mut Vec<Block>) -> (usize, Vec<Block>) {
    let level = |block: &Block| match block {
        Block::Heading { level, .. } => Some(*level),
        Block::Code { .. } | Block::Text(_) => None,
    };
    let is_errors = |block: &Block| match block {
        Block::Heading { title, .. } => {
            let title = words(title).to_lowercase();
            ["errors", "error"].contains(&title.trim_end_matches(':'))
        }
        Block::Code { .. } | Block::Text(_) => false,
    };
    let Some(start) = blocks.iter().position(is_errors) else {
        let first = blocks.iter().position(|block| level(block).is_some());
        return (first.unwrap_or(blocks.len()), Vec::new());
    };
    let own = level(&blocks[start]);
    let later = &blocks[start + 1..];
    let length = later
        .iter()
        .position(|block| level(block).is_some_and(|level| Some(level) <= own));
    let end = start + 1 + length.unwrap_or(later.len());
    (start, blocks.drain(start..end).skip(1).collect())
}

/// The text without links.
fn words(spans: &[Span]) -> String {
    let text = spans.iter().map(|span| match span {
        Span::Text(text) | Span::Item { text, .. } => text.as_str(),
    });
    text.collect()
}

/// Adds a line unless it is a second empty one.
fn push(lines: &mut Vec<String>, line: String) {
    if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
        lines.push(line);
    }
}

/// Removes empty lines at both ends.
fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !line.is_empty());
    lines.drain(..first.unwrap_or(0));
    lines
}
