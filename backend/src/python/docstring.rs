//! Docstrings: quoted, raw or escaped as their text needs.

use super::literal;

/// The text of a docstring: lines without indentation of their own block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docstring {
    lines: Vec<String>,
}

impl Docstring {
    /// Trims blank lines at both ends, trailing white space everywhere, and the indentation that
    /// all lines but the first share; `None` if nothing is left.
    pub(crate) fn new<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Option<Self> {
        let mut doc = Self::of(lines)?;
        let common = doc.margin();
        let later = doc.lines.iter_mut().skip(1);
        for line in later.filter(|line| !line.is_empty()) {
            line.drain(..common);
        }
        Some(doc)
    }

    /// The same, but lines keep their indentation.
    pub(crate) fn of<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Option<Self> {
        let mut lines: Vec<String> = lines
            .into_iter()
            .map(|line| line.as_ref().trim_end().to_owned())
            .collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let first = lines.iter().position(|line| !line.is_empty())?;
        lines.drain(..first);
        let unindented = lines[0].trim_start().to_owned();
        lines[0] = unindented;
        Some(Self { lines })
    }

    /// The indentation that all lines but the first share.
    fn margin(&self) -> usize {
        // Other white space is text, and may be wider than a byte.
        let indent = |line: &String| line.len() - line.trim_start_matches([' ', '\t']).len();
        let later = self.lines.iter().skip(1).filter(|line| !line.is_empty());
        later.map(indent).min().unwrap_or(0)
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// The quoted text, its lines after the first indented by `indent`.
    pub(super) fn write(&self, indent: usize) -> String {
        let text = self.lines.join("\n");
        let raw = text.contains('\\') && Self::is_fit_for_raw(&text);
        let lines: Vec<String> = if raw {
            self.lines.clone()
        } else {
            self.lines.iter().map(|line| escape(line)).collect()
        };
        let prefix = if raw { "r" } else { "" };
        let pad = " ".repeat(indent);
        let mut out = format!("{prefix}\"\"\"");
        if self.margin() > 0 {
            // Below a first line, Python takes the margin away, and so the first line joins the rest.
            out.push('\n');
            out.push_str(&pad);
        } else if lines[0].starts_with('"') {
            out.push(' ');
        }
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&pad);
                }
            }
            out.push_str(line);
        }
        if lines.len() > 1 {
            out.push('\n');
            out.push_str(&pad);
        } else if lines[0].ends_with('"') && !lines[0].ends_with("\\\"") {
            out.push(' ');
        }
        out.push_str("\"\"\"");
        out
    }

    fn is_fit_for_raw(text: &str) -> bool {
        !text.contains("\"\"\"") && !text.ends_with('\\') && !text.chars().any(is_unprintable)
    }
}

fn is_unprintable(character: char) -> bool {
    literal::is_hidden(character) && character != '\n' && character != '\t'
}

fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            c if is_unprintable(c) => out.push_str(&literal::escape(c)),
            c => out.push(c),
        }
    }
    out.replace("\"\"\"", "\\\"\\\"\\\"")
}

#[cfg(test)]
mod tests {
    use super::Docstring;

    fn written(lines: &[&str]) -> String {
        Docstring::new(lines).expect("a docstring").write(4)
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(written(&["", "A point. ", ""]), r#""""A point.""""#);
        assert_eq!(Docstring::new([" ", ""]), None);
    }

    #[test]
    fn later_lines_are_indented() {
        assert_eq!(written(&["A.", "", "B."]), "\"\"\"A.\n\n    B.\n    \"\"\"");
        assert_eq!(
            written(&["A.", "  b", "   c"]),
            "\"\"\"A.\n    b\n     c\n    \"\"\""
        );
    }

    #[test]
    fn a_first_line_above_indented_ones_stands_among_them() {
        let doc = Docstring::of(["Raises:", "    Error: If so."]).expect("a docstring");
        let expected = "\"\"\"\n    Raises:\n        Error: If so.\n    \"\"\"";
        assert_eq!(doc.write(4), expected);
    }

    #[test]
    fn quotes_and_backslashes_survive() {
        assert_eq!(written(&[r#"Say "hi""#]), r#""""Say "hi" """"#);
        assert_eq!(written(&[r"a\b"]), r#"r"""a\b""""#);
        assert_eq!(written(&[r#"a """ b"#]), r#""""a \"\"\" b""""#);
        assert_eq!(written(&[r"ends in \"]), r#""""ends in \\""""#);
    }
}
