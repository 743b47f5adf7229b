//! Docs as Markdown, by itself or in a larger document.

use super::google::fence;
use super::{Block, Span, push, take_errors, trimmed};

/// Where the docs stand.
pub(super) struct Page<'a> {
    /// The level of the heading that they stand under, 0 for none.
    pub(super) level: usize,
    /// Where in the document an item is.
    pub(super) link: &'a dyn Fn(&str) -> Option<String>,
}

impl Page<'_> {
    pub(super) fn lines(&self, blocks: &[Block], raises: &[String]) -> Vec<String> {
        if raises.is_empty() {
            return self.text(blocks);
        }
        let mut blocks = blocks.to_vec();
        let (at, errors) = take_errors(&mut blocks);
        let mut parts = vec![self.text(&blocks[..at])];
        if !errors.is_empty() {
            parts.push(vec![self.heading(1, "Errors")]);
            parts.push(self.text(&errors));
        }
        parts.push(vec![self.raises(raises)]);
        parts.push(self.text(&blocks[at..]));
        parts.retain(|part| !part.is_empty());
        parts.join(&String::new())
    }

    fn raises(&self, exceptions: &[String]) -> String {
        let names = exceptions.iter();
        let mut names: Vec<_> = names.map(|it| self.item(&format!("`{it}`"), it)).collect();
        let last = names.pop().unwrap_or_default();
        format!("Raises {} or {last}.", names.join(", "))
    }

    fn text(&self, blocks: &[Block]) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for block in blocks {
            match block {
                Block::Heading { level, title } => {
                    push(&mut lines, String::new());
                    lines.push(self.heading(*level, &self.spans(title)));
                    lines.push(String::new());
                }
                Block::Code {
                    language,
                    lines: code,
                } => {
                    let fence = fence(code);
                    lines.push(format!("{fence}{language}"));
                    lines.extend(code.iter().cloned());
                    lines.push(fence);
                }
                Block::Text(spans) => {
                    let text = contained(&self.spans(spans));
                    let text = text.split('\n');
                    text.for_each(|line| push(&mut lines, line.to_owned()));
                }
            }
        }
        trimmed(lines)
    }

    /// There are six levels.
    fn heading(&self, level: usize, title: &str) -> String {
        format!("{} {title}", "#".repeat((self.level + level).min(6)))
    }

    fn spans(&self, spans: &[Span]) -> String {
        let text = spans.iter().map(|span| match span {
            Span::Text(text) => text.clone(),
            Span::Item { text, target } => self.item(text, target),
        });
        text.collect()
    }

    fn item(&self, text: &str, target: &str) -> String {
        match (self.link)(target) {
            Some(place) => format!("[{text}](#{place})"),
            None => text.to_owned(),
        }
    }
}

/// The text, in which no HTML goes beyond the end.
fn contained(text: &str) -> String {
    const PARTS: &[(&str, &str)] = &[
        ("<!--", "-->"),
        ("<![cdata[", "]]>"),
        ("<!", ">"),
        ("<?", "?>"),
        ("<script", "</script>"),
        ("<pre", "</pre>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
    ];
    if !text.contains('<') {
        return text.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let mut out = String::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let rest = &lower[at + indent..];
        let part = PARTS.iter().find(|(start, _)| rest.starts_with(start));
        let is_open = part.is_some_and(|(start, end)| !rest[start.len()..].contains(end));
        out.push_str(&line[..indent]);
        out.push_str(if is_open { "\\" } else { "" });
        out.push_str(&line[indent..]);
        at += line.len();
    }
    out
}

/// An item of a list.
pub(super) fn entry(start: &str, lines: Vec<String>) -> Vec<String> {
    let mut lines = lines.into_iter();
    let first = format!("- {start}{}", lines.next().unwrap_or_default());
    let rest = lines.map(|line| {
        if line.is_empty() {
            line
        } else {
            format!("  {line}")
        }
    });
    [first].into_iter().chain(rest).collect()
}
