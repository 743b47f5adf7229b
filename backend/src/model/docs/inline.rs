//! Links in text: those between items of Rust become words and names that Python knows, all others
//! stay as they are.

use super::Span;
use super::links::Links;
use std::collections::BTreeMap;

/// Where a text stands.
pub(super) struct Scope<'a> {
    pub(super) links: &'a Links,
    /// What `Self` is.
    pub(super) owner: Option<&'a str>,
    /// Targets by label.
    pub(super) definitions: &'a BTreeMap<String, String>,
}

/// `[label]: target`, on a line of its own.
pub(super) fn definition(line: &str) -> Option<(String, &str)> {
    let (label, target) = line.trim().strip_prefix('[')?.split_once("]:")?;
    let target = target.trim();
    let end = target.find([' ', '\t']).unwrap_or(target.len());
    let (path, title) = target.split_at(end);
    let is_title = title.trim().is_empty() || title.trim().starts_with(['"', '\'', '(']);
    let is_note = label.starts_with('^');
    let is_one = !label.is_empty() && !label.contains(['[', ']']);
    let path = path.trim_start_matches('<').trim_end_matches('>');
    (is_title && is_one && !is_note && !path.is_empty()).then(|| (normal(label), path))
}

/// A label as it is compared.
fn normal(label: &str) -> String {
    let words: Vec<_> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// A path in Rust, without what only tells kinds of items apart; `None` for anything else, such as
/// the address of a page.
pub(super) fn path(target: &str) -> Option<&str> {
    const KINDS: &[&str] = &[
        "struct",
        "enum",
        "trait",
        "union",
        "mod",
        "module",
        "const",
        "constant",
        "fn",
        "function",
        "field",
        "variant",
        "method",
        "derive",
        "type",
        "value",
        "macro",
        "prim",
        "primitive",
        "static",
        "tyalias",
        "typealias",
    ];
    let target = target.trim().trim_matches('`').trim();
    let target = match target.split_once('@') {
        Some((kind, path)) if KINDS.contains(&kind) => path,
        Some(_) => return None,
        None => target,
    };
    let target = target.split('#').next().unwrap_or(target);
    let target = target.strip_suffix("()").unwrap_or(target);
    let target = target.strip_suffix('!').unwrap_or(target);
    let plain = target.split('<').next().unwrap_or(target);
    let rest = &target[plain.len()..];
    let plain = plain.trim_end_matches("::");
    let is_segment = |segment: &str| {
        let segment = segment.strip_prefix("r#").unwrap_or(segment);
        segment.starts_with(|c: char| c == '_' || c.is_alphabetic())
            && segment.chars().all(|c| c == '_' || c.is_alphanumeric())
    };
    let is_path = plain.trim_start_matches("::").split("::").all(is_segment);
    let is_generic = rest.is_empty() || rest.ends_with('>');
    (is_path && is_generic).then_some(plain)
}

/// Whether a line of the text would start something else without the bracket before it.
fn is_block(label: &str) -> bool {
    let marks = ['#', '-', '+', '*', '>', '|', '=', '~', '<'];
    label.contains("```")
        || label
            .lines()
            .any(|line| line.trim_start().starts_with(marks))
}

/// Whether nobody but an author of Rust puts such a path in brackets.
fn is_certain(path: &str) -> bool {
    let last = path.rsplit("::").next().unwrap_or(path);
    path.contains("::")
        || (last.starts_with(char::is_uppercase) && last.contains(char::is_lowercase))
}

/// Whether the line defines a link that means nothing in Python.
pub(super) fn is_definition(line: &str) -> bool {
    definition(line).is_some_and(|(_, target)| path(target).is_some())
}

impl Scope<'_> {
    pub(super) fn spans(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['[', '`', '\\']) {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = match rest.as_bytes()[0] {
                b'`' => code_span(rest),
                b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                _ => match self.link(rest, plain.chars().next_back()) {
                    Some((span, length)) => {
                        if !plain.is_empty() {
                            spans.push(Span::Text(std::mem::take(&mut plain)));
                        }
                        spans.push(span);
                        rest = &rest[length..];
                        continue;
                    }
                    None => 1,
                },
            };
            plain.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            spans.push(Span::Text(plain));
        }
        spans
    }

    /// The link that starts here, unless it is none or stays as it is, and its length.
    fn link(&self, text: &str, before: Option<char>) -> Option<(Span, usize)> {
        if before.is_some_and(|c| c.is_alphanumeric() || [']', '_'].contains(&c)) {
            return None; // an index in code
        }
        let is_image = before == Some('!');
        let end = closing(text, '[', ']')?;
        let label = &text[1..end];
        if label.trim_matches(['`', ' ', '\n']).is_empty()
            || label.starts_with('^')
            || is_block(label)
        {
            return None;
        }
        let rest = &text[end + 1..];
        if rest.starts_with('(') {
            let length = closing(rest, '(', ')')?;
            let target = rest[1..length].trim();
            let target = target.split([' ', '\n']).next().unwrap_or(target);
            let target = target.trim_start_matches('<').trim_end_matches('>');
            let length = end + 1 + length + 1;
            if target.starts_with('#') {
                // A place on the page that documents the item in Rust.
                return Some((Span::Text(label.to_owned()), length));
            }
            let span = match path(target) {
                Some(target) if !is_image => self.span(label, target),
                // What is in an address is no link.
                _ => Span::Text(text[..length].to_owned()),
            };
            return Some((span, length));
        }
        if is_image {
            return None;
        }
        if rest.starts_with('[') {
            let length = closing(rest, '[', ']')?;
            let reference = &rest[1..length];
            let reference = if reference.is_empty() {
                label
            } else {
                reference
            };
            let length = end + 1 + length + 1;
            let target = self.definitions.get(&normal(reference));
            let target = path(target.map_or(reference, String::as_str))?;
            return Some((self.span(label, target), length));
        }
        if let Some(target) = self.definitions.get(&normal(label)) {
            return Some((self.span(label, path(target)?), end + 1));
        }
        let target = path(label)?;
        let is_code = label.starts_with('`') && label.ends_with('`') || label.contains('@');
        let is_link = is_code || is_certain(target) || self.python_name(target).is_some();
        // Boxes to tick have one letter in them.
        (is_link && label.len() > 1).then(|| (self.span(label, target), end + 1))
    }

    fn python_name(&self, path: &str) -> Option<String> {
        self.links.resolve(path, self.owner)
    }

    /// What is left of a link to an item of Rust.
    fn span(&self, label: &str, target: &str) -> Span {
        let target = self.python_name(target);
        let ticks = label.len() - label.trim_start_matches('`').len();
        let (start, inner) = label.split_at(ticks);
        let inner = inner.strip_suffix(start).unwrap_or(inner);
        let mut shown = inner.to_owned();
        if let Some(path) = path(inner) {
            // What the path does not have: the kind of the item, and how it is called.
            let at = inner.find(path).unwrap_or(0);
            let call = if inner.ends_with("()") { "()" } else { "" };
            let name = self.python_name(path).map(|name| format!("{name}{call}"));
            shown = name.unwrap_or_else(|| inner[at..].to_owned());
        }
        let text = format!("{start}{shown}{start}");
        match target {
            Some(target) => Span::Item { text, target },
            None => Span::Text(text),
        }
    }
}

/// The length of the code that starts here, or of its quotes if it does not end.
fn code_span(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mut from = ticks;
    while let Some(at) = text[from..].find('`') {
        let start = from + at;
        let found = text[start..].len() - text[start..].trim_start_matches('`').len();
        if found == ticks {
            // Code does not go beyond its paragraph.
            let is_whole = !text[..start].contains("\n\n");
            return if is_whole { start + found } else { ticks };
        }
        from = start + found;
    }
    ticks
}

/// Where the bracket that the text starts with is closed.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == '`' {
            at += code_span(&text[at..]);
            continue;
        }
        if c == '\\' {
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        if text[at..].starts_with("\n\n") {
            return None;
        }
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
        at += c.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::links::{Kind, Links};
    use super::super::words;
    use super::{Scope, definition, is_definition, path};
    use std::collections::BTreeMap;

    fn read(text: &str) -> String {
        let mut links = Links::default();
        links.add("Vec2", "Vec2", Kind::Struct);
        links.add("Pair<i32>", "PairI32", Kind::Struct);
        links.add("Phase", "Phase", Kind::Enum);
        links.add("Counter", "Counter", Kind::Service);
        links.add("helper", "_helper", Kind::Other);
        let definitions: BTreeMap<_, _> = text
            .lines()
            .filter_map(definition)
            .map(|(label, target)| (label, target.to_owned()))
            .collect();
        let scope = Scope {
            links: &links,
            owner: Some("Counter"),
            definitions: &definitions,
        };
        let kept = text.lines().filter(|line| !is_definition(line));
        words(&scope.spans(&kept.collect::<Vec<_>>().join("\n")))
    }

    #[test]
    fn links_between_items_become_names() {
        assert_eq!(
            read("A [`Vec2`], [Vec2] and [`crate::a::Vec2`]."),
            "A `Vec2`, Vec2 and `Vec2`."
        );
        assert_eq!(
            read("[`Self::step`], [`Self`]"),
            "`Counter.step`, `Counter`"
        );
        assert_eq!(
            read("[`Self::step()`] [step](Self::step)"),
            "`Counter.step()` step"
        );
        assert_eq!(
            read("[the point](crate::Vec2) [`x`](Vec2::x)"),
            "the point `x`"
        );
        assert_eq!(
            read("[`Pair<i32>`] [`Phase::None`]"),
            "`PairI32` `Phase.None_`"
        );
        assert_eq!(read("[struct@Vec2] [`fn@helper`]"), "Vec2 `_helper`");
        assert_eq!(read("[of\ntwo lines](Vec2)"), "of\ntwo lines");
    }

    #[test]
    fn links_to_other_items_of_rust_become_words() {
        assert_eq!(
            read("[`std::vec::Vec`] [HashMap] [`u8`]"),
            "`std::vec::Vec` HashMap `u8`"
        );
        assert_eq!(read("[a map](std::collections::HashMap)"), "a map");
        assert_eq!(read("[macro@vec!] [`vec!`]"), "vec! `vec!`");
        assert_eq!(read("see [below](#errors)"), "see below");
    }

    #[test]
    fn definitions_are_followed_and_dropped() {
        assert_eq!(read("A [point].\n[point]: crate::Vec2"), "A point.");
        assert_eq!(read("[`P`][p], [p][]\n[p]: Vec2 \"title\""), "`P`, p");
        assert_eq!(read("[a][`Vec2`]"), "a");
    }

    #[test]
    fn all_else_stays() {
        for text in [
            "[docs](https://example.org/a_(b)) <https://example.org>",
            "[docs]\n[docs]: https://example.org",
            "[docs][1]\n[1]: https://example.org",
            "![image](image.png) [page](a/b.html) [file](docs/guide.md)",
            "`[Vec2]` and ``[`Vec2`]``",
            r"\[Vec2]",
            "a[i], [0], [T; N], [ ] open, [x] done, [1, 2], [^1], [WIP], [a word]",
            "[unfinished",
            "[``](Vec2) [# a](Vec2) [```](Vec2)",
            "[unfinished](Vec2",
            "`unfinished [a](b c",
            "[]() [](Vec2)",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn paths_are_told_from_addresses() {
        assert_eq!(path("crate::a::B"), Some("crate::a::B"));
        assert_eq!(path("`B<T>`"), Some("B"));
        assert_eq!(path("method@B::c"), Some("B::c"));
        assert_eq!(path("B::c()"), Some("B::c"));
        for other in [
            "https://a.b",
            "a.html",
            "a/b",
            "me@example.org",
            "",
            "1",
            "a b",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
