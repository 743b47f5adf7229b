//! Literals as Python and `ruff format` write them.

use std::fmt::Write as _;

/// A string literal: double quotes unless that needs more escapes.
pub(super) fn string(text: &str) -> String {
    let count = |quote: char| text.chars().filter(|c| *c == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Whether a character does something else than stand in the text where it is written.
pub(super) fn is_hidden(character: char) -> bool {
    let changes_direction = matches!(
        character,
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    );
    let breaks_lines = matches!(character, '\u{2028}' | '\u{2029}');
    let has_no_width = character == '\u{200B}';
    character.is_control() || changes_direction || breaks_lines || has_no_width
}

/// The escape sequence of a character that cannot stand in source text.
pub(super) fn escape(character: char) -> String {
    let code = u32::from(character);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = match code {
        0..=0xFF => write!(out, "\\x{code:02x}"),
        0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    out
}

/// A float literal that reads back as the same value, or the name that `float()` takes.
pub(super) fn float(value: f64) -> Result<String, &'static str> {
    if value.is_nan() {
        Err("nan")
    } else if value.is_infinite() {
        Err(if value > 0.0 { "inf" } else { "-inf" })
    } else {
        Ok(format!("{value:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{float, string};

    #[test]
    fn strings_prefer_double_quotes() {
        assert_eq!(string("a"), r#""a""#);
        assert_eq!(string(r#"say "a""#), r#"'say "a"'"#);
        assert_eq!(string(r#"'"'"#), r#""'\"'""#);
        assert_eq!(string(r#""'""#), r#"'"\'"'"#);
        assert_eq!(string("a\\b\n\u{1}é"), "\"a\\\\b\\n\\x01é\"");
    }

    #[test]
    fn floats_are_exact() {
        assert_eq!(float(0.1), Ok("0.1".to_owned()));
        assert_eq!(float(-0.0), Ok("-0.0".to_owned()));
        assert_eq!(float(1e300), Ok("1e300".to_owned()));
        assert_eq!(float(f64::NAN), Err("nan"));
        assert_eq!(float(f64::NEG_INFINITY), Err("-inf"));
    }
}
