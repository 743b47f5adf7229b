//! The static Python: the files of `runtime/`, cut into definitions, of which a module takes those
//! it uses.

use crate::model::Reserved;
use crate::python::{Import, Names, Stmt};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Each file after those it imports from.
const FILES: &[&str] = &[
    include_str!("runtime/errors.py"),
    include_str!("runtime/scopes.py"),
    include_str!("runtime/c_types.py"),
    include_str!("runtime/checks.py"),
    include_str!("runtime/enums.py"),
    include_str!("runtime/external.py"),
    include_str!("runtime/addresses.py"),
    include_str!("runtime/memory.py"),
    include_str!("runtime/codecs.py"),
    include_str!("runtime/arrays.py"),
    include_str!("runtime/owners.py"),
    include_str!("runtime/fields.py"),
    include_str!("runtime/structs.py"),
    include_str!("runtime/data_enums.py"),
    include_str!("runtime/options.py"),
    include_str!("runtime/results.py"),
    include_str!("runtime/pointers.py"),
    include_str!("runtime/by_value.py"),
    include_str!("runtime/sequences.py"),
    include_str!("runtime/formats.py"),
    include_str!("runtime/strings.py"),
    include_str!("runtime/cstrings.py"),
    include_str!("runtime/views.py"),
    include_str!("runtime/slices.py"),
    include_str!("runtime/vecs.py"),
    include_str!("runtime/records.py"),
    include_str!("runtime/wired.py"),
    include_str!("runtime/wired_numbers.py"),
    include_str!("runtime/wire.py"),
    include_str!("runtime/loading.py"),
    include_str!("runtime/pending.py"),
    include_str!("runtime/shield.py"),
    include_str!("runtime/exits.py"),
    include_str!("runtime/closures.py"),
    include_str!("runtime/loans.py"),
    include_str!("runtime/trampolines.py"),
    include_str!("runtime/callbacks.py"),
    include_str!("runtime/fn_pointers.py"),
    include_str!("runtime/services.py"),
    include_str!("runtime/asyncs.py"),
    include_str!("runtime/synchronized.py"),
];

/// What generated code names beside what is in the files.
const GENERATED_PUBLIC: &[&str] = &["init_lib"];
const GENERATED_PRIVATE: &[&str] = &[
    "_API_GUARD",
    // Modules of a package.
    "_bindings",
    "_runtime",
    // `from __future__` binds it.
    "annotations",
    // In the body of a class.
    "_codec",
    "_fields_",
    "_layout_",
    "_library",
    "_pack_",
    "_string_create",
    "_string_destroy",
    "_wire_create",
    "_wire_destroy",
    "ValueError",
    "bool",
    "bytes",
    "dict",
    "float",
    "globals",
    "int",
    "len",
    "list",
    "property",
    "range",
    "str",
    "tuple",
];

static SHELF: LazyLock<Shelf> = LazyLock::new(|| Shelf::cut(FILES));

/// All definitions, in the order of the files.
#[derive(Debug)]
pub(crate) struct Shelf {
    chunks: Vec<Chunk>,
    /// The number of the chunk that defines a name.
    homes: BTreeMap<&'static str, usize>,
    imports: Vec<Import>,
}

/// One definition at the top of a file, with the comment above it.
#[derive(Debug)]
struct Chunk {
    text: &'static str,
    defines: BTreeSet<&'static str>,
    uses: BTreeSet<&'static str>,
}

/// What a module takes from the shelf.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) statements: Vec<Stmt>,
    pub(crate) imports: Vec<Import>,
    /// The names that users of the module see.
    pub(crate) public: Vec<String>,
    /// Whether some of it makes or frees strings, if there are any.
    pub(crate) has_strings: bool,
}

impl Shelf {
    pub(crate) fn get() -> &'static Self {
        &SHELF
    }

    /// The definitions that code with these names needs, and those that they need in turn.
    pub(crate) fn take(&self, names: &Names) -> Taken {
        let mut wanted: BTreeSet<usize> = BTreeSet::new();
        let homes = self.homes.iter();
        let mut open: Vec<usize> = homes
            .filter(|(name, _)| names.contains(*name))
            .map(|(_, number)| *number)
            .collect();
        while let Some(number) = open.pop() {
            if wanted.insert(number) {
                let needed = self.chunks[number].uses.iter();
                open.extend(needed.filter_map(|name| self.homes.get(name)));
            }
        }
        let is_used = |name: &str| {
            let mut chunks = wanted.iter().map(|number| &self.chunks[*number]);
            names.contains(name) || chunks.any(|chunk| chunk.uses.contains(name))
        };
        let has_strings = is_used("_string_create") || is_used("_string_destroy");
        let chunks = || wanted.iter().map(|number| &self.chunks[*number]);
        let public = |name: &&str| !name.starts_with('_');
        Taken {
            statements: chunks().map(|chunk| Stmt::Verbatim(chunk.text)).collect(),
            imports: self
                .imports
                .iter()
                .copied()
                .filter(|import| is_used(import.alias))
                .collect(),
            public: chunks()
                .flat_map(|chunk| chunk.defines.iter().copied().filter(public))
                .map(ToOwned::to_owned)
                .collect(),
            has_strings,
        }
    }

    /// Whether the static code defines the name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.homes.contains_key(name)
    }

    /// The module and the name there of what static code imports for type checkers alone.
    pub(crate) fn hint(&self, name: &str) -> Option<(&'static str, &'static str)> {
        // Several files import the same name, some of them in a longer definition.
        let chunks = self.chunks.iter().filter(|it| it.defines.contains(name));
        let chunks = chunks.filter(|it| !it.text.contains("\nelse:"));
        let mut lines = chunks.flat_map(|chunk| chunk.text.lines());
        lines.find_map(|line| {
            let (module, import) = line.strip_prefix("    from ")?.split_once(" import ")?;
            let (original, alias) = import.split_once(" as ")?;
            (alias == name).then_some((module, original))
        })
    }

    /// The names that the static code defines or relies on.
    pub(crate) fn reserved(&self) -> Reserved {
        let mut reserved = Reserved::default();
        reserved
            .public
            .extend(GENERATED_PUBLIC.iter().map(ToString::to_string));
        reserved
            .private
            .extend(GENERATED_PRIVATE.iter().map(ToString::to_string));
        reserved
            .private
            .extend(self.imports.iter().map(|import| import.alias.to_owned()));
        for chunk in &self.chunks {
            for name in &chunk.defines {
                let names = if name.starts_with('_') {
                    &mut reserved.private
                } else {
                    &mut reserved.public
                };
                names.insert((*name).to_owned());
            }
            let builtins = chunk.uses.iter().filter(|name| BUILTINS.contains(name));
            reserved.private.extend(builtins.map(ToString::to_string));
        }
        reserved
    }

    fn cut(files: &[&'static str]) -> Self {
        let mut chunks = Vec::new();
        let mut imports = Vec::new();
        for file in files {
            for block in blocks(file) {
                if let Some(import) = import(block) {
                    imports.push(import);
                } else if !block.starts_with("\"\"\"") && !block.starts_with("from ") {
                    chunks.push(Chunk {
                        text: block,
                        defines: defines(block),
                        uses: uses(block),
                    });
                }
            }
        }
        imports.sort();
        imports.dedup();
        let numbered = chunks.iter().enumerate();
        let homes = numbered
            .flat_map(|(number, chunk)| chunk.defines.iter().map(move |name| (*name, number)))
            .collect();
        Self {
            chunks,
            homes,
            imports,
        }
    }
}

/// The top-level statements of a file, each with the comment above it.
fn blocks(file: &'static str) -> Vec<&'static str> {
    let mut starts = Vec::new();
    let mut offset = 0;
    let mut in_docstring = false;
    // Whether the next line belongs to the block that is open, whatever it is.
    let mut is_held = false;
    for line in file.split_inclusive('\n') {
        let text = line.trim_end();
        let continues = in_docstring
            || is_held
            || text.is_empty()
            || text.starts_with([' ', ')', ']', '}'])
            || ["else:", "elif ", "except", "finally:"]
                .iter()
                .any(|w| text.starts_with(w));
        if !continues {
            starts.push(offset);
        }
        if text.matches("\"\"\"").count() % 2 == 1 {
            in_docstring = !in_docstring;
        }
        is_held = text.starts_with(['#', '@']);
        offset += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([file.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| file[*start..end].trim_end())
        .collect()
}

fn import(block: &'static str) -> Option<Import> {
    let (module, alias) = block.strip_prefix("import ")?.split_once(" as ")?;
    Some(Import { module, alias })
}

/// The names that a block binds, also those inside its `if` and `else`.
fn defines(block: &'static str) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    let is_conditional = block.starts_with("if ");
    for line in block
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
    {
        let indent = line.len() - line.trim_start().len();
        if indent != if is_conditional { 4 } else { 0 } {
            continue;
        }
        let line = line.trim_start();
        let head = line
            .strip_prefix("def ")
            .or_else(|| line.strip_prefix("class "));
        let name = if let Some(head) = head {
            words(head).next()
        } else if let Some((_, alias)) = line.rsplit_once(" as ") {
            words(alias).next()
        } else if line.contains(" = ") {
            words(line).next()
        } else {
            None
        };
        names.extend(name);
    }
    names
}

/// The identifiers in a block, outside docstrings and comments, and but for attributes and slots.
fn uses(block: &'static str) -> BTreeSet<&'static str> {
    let code = block.split("\"\"\"").step_by(2);
    code.flat_map(str::lines)
        .map(|line| line.split_once("  # ").map_or(line, |(code, _)| code))
        .filter(|line| !line.trim_start().starts_with('#') && !is_slot(line))
        .flat_map(names)
        .collect()
}

/// Whether the line is nothing but a word in quotes.
fn is_slot(line: &'static str) -> bool {
    let line = line.trim();
    let word = line.strip_prefix('"').and_then(|it| it.strip_suffix("\","));
    word.is_some_and(|word| words(word).next() == Some(word))
}

/// The words that do not stand behind a dot or `def`.
fn names(line: &'static str) -> impl Iterator<Item = &'static str> {
    let definition = line.trim_start().strip_prefix("def ");
    let is_defined = definition.is_some();
    let parts = definition.unwrap_or(line).split('.').enumerate();
    parts.flat_map(move |(number, part)| {
        let is_attribute = number > 0 && part.starts_with(is_of_word);
        words(part).skip(usize::from(is_attribute || (number == 0 && is_defined)))
    })
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(|c| !is_of_word(c))
        .filter(|word| !word.is_empty())
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What Python defines everywhere, as far as a user's item may have such a name.
const BUILTINS: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BufferError",
    "BytesWarning",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EnvironmentError",
    "Exception",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "IndexError",
    "InterruptedError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "NameError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PermissionError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SystemError",
    "SystemExit",
    "TimeoutError",
    "TypeError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

#[cfg(test)]
mod tests {
    use super::{Names, Shelf};

    #[test]
    fn a_definition_brings_what_it_needs_and_no_more() {
        let taken = Shelf::get().take(&Names::from(["LoadError"]));
        assert_eq!(taken.public, ["InteropError", "LoadError"]);
        assert_eq!(taken.statements.len(), 2);
        assert!(taken.imports.is_empty());
    }

    #[test]
    fn every_private_name_of_a_file_is_reserved() {
        let reserved = Shelf::get().reserved();
        for name in [
            "_Struct",
            "_array",
            "_Array",
            "_LoadedArray",
            "_Self",
            "_ctypes",
            "_u8",
        ] {
            assert!(reserved.private.contains(name), "{name}");
        }
        for name in ["len", "isinstance", "int"] {
            assert!(reserved.private.contains(name), "{name}");
        }
        assert!(!reserved.private.contains("print"));
        assert!(reserved.public.contains("init_lib"));
        assert!(reserved.public.contains("LoadError"));
    }
}
