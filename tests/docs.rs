//! Rust's docs as Python's users meet them: what `help()` shows, in both styles.
#![expect(unreachable_pub, reason = "items as an author would write them")]

#[expect(dead_code, reason = "a part of it is used")]
#[path = "property/random.rs"]
mod random;
mod support;

use interoptopus::function;
use interoptopus::inventory::{FunctionId, RustInventory};
use interoptopus::lang::function::{Function, Signature};
use interoptopus::lang::meta::{Docs, Emission, FileEmission, Visibility};
use interoptopus::lang::types::TypeInfo as _;
use interoptopus_backend_cpython::{Config, DocConfig, DocGenerator, DocstringStyle, Generator};
use items::{awkward, divided, headed, linked, nested, quoted, unfinished};
use random::Random;
use std::process::Command;
use support::{pythons, target_folder};

mod items {
    #![allow(
        rustdoc::all,
        clippy::doc_markdown,
        reason = "docs as authors may write them"
    )]

    use interoptopus::ffi;

    #[ffi]
    #[derive(Clone, Copy)]
    pub enum Fault {
        Zero,
    }

    #[doc = "Ends with \"quotes\""]
    #[doc = "and \"\"\"three\"\"\" and ''' and \\N{BULLET} \\u12 \\"]
    #[doc = ""]
    #[doc = "größe 数 🦀 \u{7} \u{202E} \u{FEFF} a\tb \\"]
    #[ffi]
    pub fn quoted() {}

    /// [`Fault::Zero`] and [faults](Fault) of [`quoted()`] on [a page](https://example.org/[a](b)).
    ///
    /// ```rust,ignore
    /// # hidden();
    /// #
    /// ## shown
    /// #[shown]
    /// quoted();
    /// ```
    #[ffi]
    pub fn linked() {}

    /// Divides.
    ///
    /// # Examples
    ///
    /// ```
    /// divided(1);
    /// ```
    ///
    /// # Errors
    ///
    /// Where `x` is zero.
    ///
    /// ```text
    /// 1 / 0
    /// ```
    ///
    /// ## Which
    ///
    /// [`Fault::Zero`].
    ///
    /// # Panics
    ///
    /// Never.
    #[ffi]
    pub fn divided(x: u32) -> ffi::Result<u32, Fault> {
        1_u32.checked_div(x).map_or(ffi::Err(Fault::Zero), ffi::Ok)
    }

    /// # Errors
    /// - a list
    ///   of one
    #[ffi]
    pub fn headed() -> ffi::Result<u32, Fault> {
        ffi::Ok(1)
    }

    /// Outer
    /// =====
    ///
    /// First.
    ///
    /// Inner
    /// -----
    /// Second.
    ///
    /// # `fault` ##
    ///
    /// Third.
    #[ffi]
    pub fn nested() {}

    /// ````text
    /// ```
    /// # no heading, [`no link`]
    #[ffi]
    pub fn unfinished(x: Fault) -> Fault {
        x
    }

    /// # Awkward
    /// ## unfinished
    /// ###### Deep [`Fault`]
    /// | a | b |
    /// |---|---|
    /// | [`Fault`] | `x|y` |
    ///
    /// ~~~text
    /// ```
    /// ~~~
    /// - one
    ///
    ///
    /// ![an image](image.png) and [a file](docs/guide.md)
    #[ffi]
    pub fn awkward() {}
}

fn generator(style: DocstringStyle) -> Generator {
    let inventory = RustInventory::new()
        .register(function!(awkward))
        .register(function!(divided))
        .register(function!(headed))
        .register(function!(linked))
        .register(function!(nested))
        .register(function!(quoted))
        .register(function!(unfinished))
        .validate();
    let config = Config::builder().docstring_style(style);
    Generator::new(config.build(), inventory)
}

/// What `inspect.getdoc` gives for a function, on every Python.
fn docs(folder: &str, style: DocstringStyle, function: &str) -> String {
    let folder = target_folder().join("docs").join(folder).join(function);
    generator(style)
        .write_file(folder.join("documented.py"))
        .expect("the docs are allowed");
    let script = "import documented, inspect, sys\n\
         doc = inspect.getdoc(getattr(documented, sys.argv[1]))\n\
         sys.stdout.buffer.write(doc.encode())";
    let mut found: Option<String> = None;
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-W", "error", "-c", script, function])
            .env("PYTHONPATH", &folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("Python starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "CPython {python}: {message}");
        let doc = String::from_utf8(output.stdout).expect("it was written as UTF-8");
        assert!(found.is_none_or(|it| it == doc), "CPython {python}: {doc}");
        found = Some(doc);
    }
    found.expect("there is a Python")
}

fn google(function: &str) -> String {
    docs("google", DocstringStyle::Google, function)
}

#[test]
fn every_character_arrives() {
    // As `inspect` does with tabs.
    let expected = "Ends with \"quotes\"\nand \"\"\"three\"\"\" and ''' and \\N{BULLET} \\u12 \\\n\
                    \ngröße 数 🦀 \u{7} \u{202E} \u{FEFF} a";
    let doc = google("quoted");
    let (before, after) = doc.split_at(expected.len());
    assert_eq!(before, expected);
    assert_eq!(after.trim_start(), "b \\");
}

#[test]
fn links_and_examples_are_those_of_python() {
    assert_eq!(
        google("linked"),
        "`Fault.Zero` and faults of `quoted()` on [a page](https://example.org/[a](b)).\n\
         \n\
         ```rust\n\
         # shown\n\
         #[shown]\n\
         quoted();\n\
         ```"
    );
}

#[test]
fn sections_are_those_of_google() {
    assert_eq!(
        google("divided"),
        "Divides.\n\
         \n\
         Examples:\n    \
             ```rust\n    \
             divided(1);\n    \
             ```\n\
         \n\
         Raises:\n    \
             FaultException: Where `x` is zero.\n\
         \n        \
                 ```text\n        \
                 1 / 0\n        \
                 ```\n\
         \n        \
                 Which:\n            \
                     `Fault.Zero`.\n    \
             RustPanicError: If Rust reports a panic.\n    \
             NullError: If Rust returns null.\n\
         \n\
         Panics:\n    \
             Never."
    );
    assert_eq!(
        google("headed"),
        "Raises:\n    \
             FaultException:\n        \
                 - a list\n        \
                 of one\n    \
             RustPanicError: If Rust reports a panic.\n    \
             NullError: If Rust returns null."
    );
    assert_eq!(
        google("nested"),
        "Outer:\n    First.\n\n    Inner:\n        Second.\n\n`fault`:\n    Third."
    );
}

#[test]
fn markdown_stays_markdown() {
    let markdown = |function| docs("markdown", DocstringStyle::Markdown, function);
    assert_eq!(
        markdown("divided"),
        "Divides.\n\
         \n\
         # Examples\n\
         \n\
         ```rust\n\
         divided(1);\n\
         ```\n\
         \n\
         # Errors\n\
         \n\
         Where `x` is zero.\n\
         \n\
         ```text\n\
         1 / 0\n\
         ```\n\
         \n\
         ## Which\n\
         \n\
         `Fault.Zero`.\n\
         \n\
         Raises `FaultException`, `RustPanicError` or `NullError`.\n\
         \n\
         # Panics\n\
         \n\
         Never."
    );
    assert_eq!(
        markdown("nested"),
        "# Outer\n\nFirst.\n\n## Inner\n\nSecond.\n\n# `fault`\n\nThird."
    );
}

#[test]
fn code_ends_where_the_docs_end() {
    let expected = "````text\n```\n# no heading, [`no link`]\n````";
    assert_eq!(google("unfinished"), expected);
}

/// Headings of docs stand below those of the items, and fences are closed: the next item is found.
#[test]
fn docs_stay_within_their_place_in_the_reference() {
    let generator = generator(DocstringStyle::default());
    let config = DocConfig::builder()
        .heading_level(2)
        .preamble("# First\n```\n# x");
    let text = DocGenerator::new(&generator, config.build())
        .text()
        .expect("the docs are allowed");
    let headings = headings(&text);
    let of_items = headings.iter().filter(|it| it.starts_with("#### `"));
    let of_items: Vec<_> = of_items
        .map(|it| it.trim_matches(['#', ' ', '`']))
        .collect();
    assert_eq!(
        of_items[..8],
        [
            "Fault",
            "awkward",
            "divided",
            "headed",
            "linked",
            "nested",
            "quoted",
            "unfinished"
        ]
    );
    for heading in [
        "### First",
        "##### Awkward",
        "###### unfinished",
        "###### Deep [`Fault`](#fault)",
        "##### `fault`",
        "###### Inner",
    ] {
        assert!(headings.contains(&heading), "{heading}: {headings:?}");
    }
    // The heading in docs took the address of an item's.
    assert!(text.contains("  - [`unfinished`](#unfinished-1)"), "{text}");
    assert!(text.contains("\n```\n# x\n```\n"), "{text}");
}

/// Pieces of Markdown, and of what is none.
const PIECES: &[&str] = &[
    "[",
    "]",
    "(",
    ")",
    "[`",
    "`]",
    "`",
    "``",
    "```",
    "````",
    "~~~",
    "[a]",
    "[a]: ",
    "[`f1`]",
    "[f2](f3)",
    "[x](https://a.b/c)",
    "[f1][",
    "[]",
    "![",
    "](",
    "f1",
    "f2()",
    "Self",
    "Self::x",
    "crate::f3",
    "::",
    "<",
    ">",
    "# ",
    "## ",
    "#",
    "====",
    "----",
    "- ",
    "1. ",
    "| ",
    " ",
    "  ",
    "\t",
    "\\",
    "\"",
    "\"\"\"",
    "'''",
    "é",
    "数",
    "🦀",
    "\u{202E}",
    "\u{7}",
    "\u{2028}",
    "\r",
    "\n",
    "Errors",
    "Panics",
    ":",
    "@",
    "struct@",
    "!",
    "*",
    "_",
    "word",
    "rust",
    "no_run",
    "{",
    "}",
    "%",
    "\\N{",
    "\0",
    "\u{85}",
    "\u{C}",
];

const FUNCTIONS: u32 = 400;

fn random_docs(random: &mut Random) -> Docs {
    let lines = (0..random.between(0, 12)).map(|_| {
        let pieces = (0..random.between(0, 9)).map(|_| *random.pick(PIECES));
        pieces.collect::<String>()
    });
    Docs::from_lines(lines.collect())
}

fn random_generator(seed: u64, style: DocstringStyle) -> Generator {
    let mut random = Random::new(seed);
    let mut inventory = RustInventory::new();
    <()>::register(&mut inventory);
    for number in 0..FUNCTIONS {
        let function = Function {
            name: format!("f{number:03}"),
            visibility: Visibility::Public,
            docs: random_docs(&mut random),
            emission: Emission::FileEmission(FileEmission::Default),
            signature: Signature {
                arguments: Vec::new(),
                rval: <()>::id(),
            },
        };
        inventory.register_function(FunctionId::new(number.into()), function);
    }
    let config = Config::builder().docstring_style(style);
    Generator::new(config.build(), inventory)
}

/// Whatever stands in docs: the module can be imported, nothing of what surrounds it is lost, and
/// the next item of the reference is found.
#[test]
fn any_docs_are_harmless() {
    for seed in 0..5 {
        for style in [DocstringStyle::Google, DocstringStyle::Markdown] {
            let folder = target_folder()
                .join("docs")
                .join(format!("{style:?}{seed}"));
            random_generator(seed, style)
                .write_file(folder.join("documented.py"))
                .expect("the docs are allowed");
            let script = format!(
                "import documented\n\
                 functions = [getattr(documented, f'f{{n:03}}') for n in range({FUNCTIONS})]\n\
                 documents = [f.__doc__ for f in functions if f.__doc__]\n\
                 assert len(documents) > {FUNCTIONS} // 2, len(documents)"
            );
            let usable = &pythons().usable;
            for python in [usable.first(), usable.last()].into_iter().flatten() {
                let output = Command::new(&python.executable)
                    .args(["-W", "error", "-c", &script])
                    .env("PYTHONPATH", &folder)
                    .env("PYTHONDONTWRITEBYTECODE", "1")
                    .output()
                    .expect("Python starts");
                let message = String::from_utf8_lossy(&output.stderr);
                let is_fine = output.status.success();
                assert!(is_fine, "seed {seed}, CPython {python}: {message}");
            }
        }
        let generator = random_generator(seed, DocstringStyle::default());
        let text = DocGenerator::new(&generator, DocConfig::default())
            .text()
            .expect("the docs are allowed");
        let headings = headings(&text);
        for number in 0..FUNCTIONS {
            let heading = format!("### `f{number:03}`");
            assert!(
                headings.contains(&heading.as_str()),
                "seed {seed}: {heading}"
            );
        }
    }
}

/// The lines that are headings.
fn headings(text: &str) -> Vec<&str> {
    let mut fence = None;
    let lines = text.lines().filter(|line| {
        let mark = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            // What has more of them behind it is code within a line.
            None if mark.len() >= 3 && !line[mark.len()..].contains('`') => fence = Some(mark),
            Some(open) if *line == open => fence = None,
            None => return line.starts_with('#'),
            Some(_) => {}
        }
        false
    });
    lines.collect()
}
