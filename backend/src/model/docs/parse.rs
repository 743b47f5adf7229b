//! From lines to blocks.

use super::links::Links;
use super::{Block, Span, inline};
use std::collections::BTreeMap;

/// The lines of the attributes of an item. `/** … */` arrives as one attribute with many lines.
pub(super) fn lines(attributes: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for text in attributes {
        // Markdown has lines that end so, too.
        let text = &text.replace("\r\n", "\n").replace('\r', "\n");
        if !text.contains('\n') {
            lines.push(spaced(text));
            continue;
        }
        let mut block: Vec<String> = text.split('\n').map(spaced).collect();
        let star = |line: &String| line.trim_start().starts_with('*');
        let mut later = block[1..].iter().filter(|line| !line.is_empty());
        if later.all(star) {
            // A margin of stars, which the compiler takes away as well.
            for line in &mut block[1..] {
                *line = line.trim_start().chars().skip(1).collect();
            }
        }
        let later = block[1..].iter().filter(|line| !line.is_empty());
        let indent = |line: &String| line.len() - line.trim_start().len();
        let common = later.map(indent).min().unwrap_or(0);
        lines.push(block[0].trim_start().to_owned());
        let later = block[1..].iter();
        lines.extend(later.map(|line| line.get(common..).unwrap_or("").to_owned()));
    }
    lines
}

/// The line without white space at its end, and with none but spaces at its start.
fn spaced(line: &str) -> String {
    let line = line.trim_end();
    let text = line.trim_start();
    let white = line[..line.len() - text.len()].chars();
    let width = white.map(|c| if c == '\t' { 4 } else { 1 }).sum();
    format!("{:width$}{text}", "")
}

/// The fence that a line opens: its character, its length, and what is said of the code.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|c| ['`', '~'].contains(c))?;
    let info = line.trim_start_matches(mark);
    let length = line.len() - info.len();
    let is_fence = length >= 3 && !(mark == '`' && info.contains('`'));
    // What is written has backticks around it.
    let info = info.split('`').next().unwrap_or(info).trim();
    is_fence.then_some((mark, length, info))
}

fn is_closing(line: &str, mark: char, length: usize) -> bool {
    let line = line.trim();
    line.len() >= length && line.chars().all(|c| c == mark)
}

/// What follows the fence of code in that language, and whether it is Rust.
fn language(info: &str) -> (String, bool) {
    const ATTRIBUTES: &[&str] = &[
        "rust",
        "ignore",
        "should_panic",
        "no_run",
        "compile_fail",
        "test_harness",
        "standalone",
        "standalone_crate",
    ];
    let mut words = info.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    let is_attribute = |word: &str| {
        let is_error = word.len() == 5 && word.starts_with('E');
        ATTRIBUTES.contains(&word)
            || word.starts_with("edition")
            || word.starts_with("ignore-")
            || (is_error && word[1..].bytes().all(|byte| byte.is_ascii_digit()))
    };
    match words.find(|word| !is_attribute(word)) {
        Some(other) => (other.to_owned(), false),
        None => ("rust".to_owned(), true),
    }
}

/// The lines of an example that are shown.
fn shown(lines: Vec<String>) -> Vec<String> {
    let shown = lines.into_iter().filter_map(|line| {
        let text = line.trim_start();
        if text == "#" || text.starts_with("# ") {
            return None;
        }
        match text.strip_prefix("##") {
            Some(rest) => {
                let indent = &line[..line.len() - text.len()];
                Some(format!("{indent}#{rest}"))
            }
            None => Some(line),
        }
    });
    super::trimmed(shown.collect())
}

/// The level and the text of a line that is a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let line = line.trim();
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if !(1..=6).contains(&level) || !(text.is_empty() || text.starts_with([' ', '\t'])) {
        return None;
    }
    let text = text.trim();
    let without = text.trim_end_matches('#');
    let is_closed = without.is_empty() || without.ends_with([' ', '\t']);
    Some((level, if is_closed { without.trim_end() } else { text }))
}

/// The level of the heading that stands above such a line.
fn underline(line: &str) -> Option<usize> {
    let line = line.trim();
    match line.chars().next()? {
        '=' if line.chars().all(|c| c == '=') => Some(1),
        '-' if line.len() > 1 && line.chars().all(|c| c == '-') => Some(2),
        _ => None,
    }
}

/// Where the paragraph starts that the lines end with, if it may be a heading with a line below it.
fn paragraph(lines: &[String]) -> Option<usize> {
    let empty = lines.iter().rposition(String::is_empty);
    let start = empty.map_or(0, |empty| empty + 1);
    let is_paragraph = start < lines.len() && lines[start..].iter().all(|line| is_plain(line));
    is_paragraph.then_some(start)
}

/// Whether a line may be the text of a heading with a line below it.
fn is_plain(line: &str) -> bool {
    let line = line.trim();
    let is_list = line.starts_with(['-', '*', '+', '>', '|', '#']);
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = numbered.len() < line.len() && numbered.starts_with(['.', ')']);
    !(line.is_empty() || is_list || is_numbered)
}

/// A piece on the way to a block: text is looked at when all definitions of links are known.
enum Piece {
    Heading(usize, String),
    Code(String, Vec<String>),
    Text(Vec<String>),
}

pub(super) fn blocks(text: &[String], links: &Links, owner: Option<&str>) -> Vec<Block> {
    let (pieces, definitions) = pieces(text, true);
    let scope = inline::Scope {
        links,
        owner,
        definitions: &definitions,
    };
    let blocks = pieces.into_iter().filter_map(|piece| {
        Some(match piece {
            Piece::Heading(level, text) => Block::Heading {
                level,
                title: scope.spans(&text),
            },
            Piece::Code(language, code) => Block::Code {
                language,
                lines: code,
            },
            Piece::Text(text) => {
                let kept = text.iter().filter(|line| !inline::is_definition(line));
                let text = kept.map(String::as_str).collect::<Vec<_>>().join("\n");
                let spans = scope.spans(&text);
                if spans
                    .iter()
                    .all(|span| matches!(span, Span::Text(text) if text.trim().is_empty()))
                {
                    return None;
                }
                Block::Text(spans)
            }
        })
    });
    blocks.collect()
}

/// The blocks of a text that is not from Rust.
pub(super) fn plain(text: &[String]) -> Vec<Block> {
    let (pieces, _) = pieces(text, false);
    let block = |piece| match piece {
        Piece::Heading(level, text) => Block::Heading {
            level,
            title: vec![Span::Text(text)],
        },
        Piece::Code(language, code) => Block::Code {
            language,
            lines: code,
        },
        Piece::Text(text) => Block::Text(vec![Span::Text(text.join("\n"))]),
    };
    pieces.into_iter().map(block).collect()
}

/// The pieces, and the targets of links by label. `is_rust` is whether code is Rust unless it says
/// otherwise.
fn pieces(lines: &[String], is_rust: bool) -> (Vec<Piece>, BTreeMap<String, String>) {
    let mut pieces = Vec::new();
    let mut definitions = BTreeMap::new();
    let mut text: Vec<String> = Vec::new();
    let mut rest = lines.iter();
    while let Some(line) = rest.next() {
        if let Some((mark, length, info)) = fence(line) {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            let (language, is_rust) = if is_rust {
                language(info)
            } else {
                (info.to_owned(), false)
            };
            let code = rest.by_ref();
            let code = code.take_while(|line| !is_closing(line, mark, length));
            let code: Vec<String> = code.cloned().collect();
            let code = if is_rust { shown(code) } else { code };
            pieces.push(Piece::Code(language, code));
        } else if let Some((level, title)) = heading(line) {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Heading(level, title.to_owned()));
        } else if let Some(level) = underline(line)
            && let Some(title) = paragraph(&text)
        {
            let title: Vec<_> = text.drain(title..).collect();
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Heading(level, title.join(" ")));
        } else {
            if let Some((label, target)) = inline::definition(line) {
                definitions
                    .entry(label)
                    .or_insert_with(|| target.to_owned());
            }
            text.push(line.clone());
        }
    }
    pieces.push(Piece::Text(text));
    (pieces, definitions)
}

#[cfg(test)]
mod tests {
    use super::{language, lines};

    #[test]
    fn comments_of_several_lines_lose_their_margin() {
        let text = "Adds.\n     * Two numbers.\n     *\n     *     code".to_owned();
        assert_eq!(lines(&[text]), ["Adds.", "Two numbers.", "", "    code"]);
        let text = "Adds.\r\n\r\n    Two.\n      code".to_owned();
        assert_eq!(lines(&[text]), ["Adds.", "", "Two.", "  code"]);
    }

    #[test]
    fn attributes_of_examples_are_dropped() {
        let of = |info| language(info).0;
        assert_eq!(of(""), "rust");
        assert_eq!(of("rust,no_run"), "rust");
        assert_eq!(of("should_panic, edition2021"), "rust");
        assert_eq!(of("compile_fail,E0277"), "rust");
        assert_eq!(of("python"), "python");
        assert_eq!(of("ignore,text"), "text");
    }
}
