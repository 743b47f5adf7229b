//! Docs that get in the way of quotes, escapes and terminals.

use super::random::Random;
use interoptopus::lang::meta::Docs;

/// Nothing, or some lines of docs.
pub(crate) fn docs(random: &mut Random) -> Docs {
    if random.percent(50) {
        return Docs::empty();
    }
    let count = random.between(1, 6);
    let lines = (0..count).map(|_| line(random)).collect();
    Docs::from_lines(lines)
}

fn line(random: &mut Random) -> String {
    let count = random.between(1, 3);
    let parts: Vec<_> = (0..count).map(|_| *random.pick(PARTS)).collect();
    let mut line = parts.join(*random.pick(&[" ", "", "  "]));
    if random.percent(5) {
        line = line.repeat(40);
    }
    line
}

const PARTS: &[&str] = &[
    "",
    " ",
    "Plain words.",
    "    indented",
    "tabs\there",
    "# Errors",
    "# Panics",
    "# Safety",
    "# Examples",
    "## A heading",
    "```",
    "```rust,no_run",
    "# hidden",
    "let x = \"\\n\";",
    "~~~",
    "[`Vec2`]",
    "[text](crate::Vec2)",
    "[`Self::x`]: crate::x",
    "<https://example.com/a?b=c#d>",
    "* item",
    "1. item",
    "| a | b |",
    "|---|---|",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\"\"\"\"\"\"\"",
    "\\",
    "\\\\",
    "\\\"\"\"",
    "ends in \\",
    "C:\\new\\users\\N{x}",
    "\\N{DASH}",
    "\\u12",
    "\\x",
    "{braces} {{}} %s %(x)d",
    "a line of words that goes on and on, far beyond what any line of code should ever hold, and then some more",
    "größe 名前 अक्षर 한글 🦀",
    "e\u{301} \u{200b}\u{200d}\u{feff}",
    "\u{202e}backwards\u{202c} \u{2066}isolated\u{2069}",
    "\u{0}nul",
    "\u{7}bell\u{8}\u{b}\u{c}\u{1b}[31mred",
    "\u{85}next\u{2028}line\u{2029}paragraph",
    "\r",
    "carriage\r\nreturn\nnewline",
    "trailing space   ",
    "# noqa",
    "# type: ignore",
    "# fmt: off",
    ">>> doctest()",
    "Attributes:",
    "Args:",
    "Raises:",
];
