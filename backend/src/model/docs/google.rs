//! Docstrings in Google's style, which Python's tools know: a heading is a line that ends in a colon,
//! what belongs to it is indented.

use super::{Block, push, take_errors, trimmed, words};

const INDENT: &str = "    ";

pub(super) fn lines(blocks: &[Block], raises: &[String]) -> Vec<String> {
    let Some((exception, others)) = raises.split_first() else {
        return sections(blocks);
    };
    let mut blocks = blocks.to_vec();
    let (at, errors) = take_errors(&mut blocks);
    let mut lines = trimmed(sections(&blocks[..at]));
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push("Raises:".to_owned());
    let mut text = trimmed(sections(&errors));
    if text.is_empty() {
        text.push(reason(exception).to_owned());
    }
    lines.extend(indented(entry(exception, text)));
    for other in others {
        let text = vec![reason(other).to_owned()];
        lines.extend(indented(entry(other, text)));
    }
    let rest = trimmed(sections(&blocks[at..]));
    if !rest.is_empty() {
        lines.push(String::new());
    }
    lines.extend(rest);
    lines
}

fn sections(blocks: &[Block]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for block in blocks {
        let indent = INDENT.repeat(open.len());
        let line = |line: &str| {
            if line.trim().is_empty() {
                String::new()
            } else {
                format!("{indent}{line}")
            }
        };
        match block {
            Block::Heading { level, title } => {
                open.retain(|outer| outer < level);
                push(&mut lines, String::new());
                let title = words(title);
                let title = title.trim_end_matches(':');
                lines.push(format!("{}{title}:", INDENT.repeat(open.len())));
                open.push(*level);
            }
            Block::Code {
                language,
                lines: code,
            } => {
                let fence = fence(code);
                push(&mut lines, line(&format!("{fence}{language}")));
                lines.extend(code.iter().map(|it| line(it)));
                lines.push(line(&fence));
            }
            Block::Text(spans) => {
                let text = words(spans);
                let is_first = lines.last().is_some_and(|last| last.ends_with(':'));
                let is_below_heading = is_first && !open.is_empty();
                let text = text
                    .split('\n')
                    .skip_while(|it| is_below_heading && it.is_empty());
                text.for_each(|it| push(&mut lines, line(it)));
            }
        }
    }
    trimmed(lines)
}

/// What surrounds the code.
pub(super) fn fence(code: &[String]) -> String {
    let longest = code.iter().map(|line| {
        let line = line.trim_start();
        line.len() - line.trim_start_matches('`').len()
    });
    "`".repeat(longest.max().unwrap_or(0).max(2) + 1)
}

/// A name and what is said of it.
pub(super) fn entry(name: &str, lines: Vec<String>) -> Vec<String> {
    let mut lines = lines.into_iter().peekable();
    let is_text = lines.peek().is_some_and(|first| is_sentence(first));
    let first = if is_text { lines.next() } else { None };
    let first = first.map_or_else(|| format!("{name}:"), |text| format!("{name}: {text}"));
    [first].into_iter().chain(indented(lines)).collect()
}

/// Whether the line may stand behind a name, where a list or code may not.
fn is_sentence(line: &str) -> bool {
    let is_list = ["- ", "* ", "+ ", "> ", "|", "```", "~~~", "1. ", "1) "];
    !is_list.iter().any(|start| line.starts_with(start))
}

pub(super) fn indented(lines: impl IntoIterator<Item = String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!("{INDENT}{line}")
        }
    })
}

/// When a function raises an exception for its `ffi::Result`.
fn reason(exception: &str) -> &'static str {
    match exception {
        "RustPanicError" => "If Rust reports a panic.",
        "NullError" => "If Rust returns null.",
        _ => "If Rust returns an error.",
    }
}
