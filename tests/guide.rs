//! The guide is right, and so is what else shows code: its Rust compiles, and its Python does what it
//! says, with the bindings of the library that the Rust before it in the same section makes, or else
//! of the reference project. Rust that starts with the name of a file stands in that file, and the
//! Python after it is about the reference project.
//!
//! What a comment behind an expression says is what comes of it: a value, or an exception.

#[path = "guide/blocks.rs"]
mod blocks;
#[expect(dead_code, reason = "positions are for another test")]
#[path = "positions/construct.rs"]
mod construct;
mod support;

use blocks::{Block, blocks};
use construct::Construct;
use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{
    announce, bindings, nested_cargo, nested_library, pythons, run_nested, target_folder,
};

/// The `match` statement is.
const OLDEST_MINOR: u32 = 10;

/// The pages, and what their libraries are called.
const PAGES: [(&str, &str); 2] = [("guide.md", "guide"), ("migration.md", "migration")];

/// What the guide leaves out around its shorter Rust: a part of the code, what stands before all
/// of it, and what stands after it.
const AROUND: [(&str, &str, &str); 6] = [
    (
        "pub enum Shape",
        "use interoptopus::inventory::RustInventory;
         use interoptopus::{extra_type, ffi};",
        "pub fn my_inventory() -> RustInventory {
             RustInventory::new().register(extra_type!(Shape)).validate()
         }",
    ),
    (
        "synchronized([\"Basin\"])",
        "use interoptopus::inventory::RustInventory;
         use interoptopus::{builtins_string, ffi, service};
         #[ffi(service)]
         pub struct Basin {
             level: std::cell::Cell<u32>,
         }
         #[ffi]
         impl Basin {
             pub fn create(level: u32) -> Self {
                 Self { level: std::cell::Cell::new(level) }
             }
             pub fn level(&self) -> u32 {
                 self.level.get()
             }
         }
         pub fn my_inventory() -> RustInventory {
             RustInventory::new()
                 .register(builtins_string!())
                 .register(service!(Basin))
                 .validate()
         }",
        "",
    ),
    (
        "nonblocking_spawn([\"Worker\"])",
        "use interoptopus::inventory::RustInventory;
         use interoptopus::pattern::asynk::Async;
         use interoptopus::rt::Tokio;
         use interoptopus::{AsyncRuntime, builtins_string, ffi, service};
         #[ffi(service)]
         #[derive(AsyncRuntime)]
         pub struct Worker {
             runtime: Tokio,
         }
         #[ffi]
         impl Worker {
             pub fn create() -> Self {
                 Self { runtime: Tokio::new() }
             }
             pub async fn twice(_: Async<Self>, x: u32) -> u32 {
                 x.wrapping_mul(2)
             }
         }
         pub fn my_inventory() -> RustInventory {
             RustInventory::new()
                 .register(builtins_string!())
                 .register(service!(Worker))
                 .validate()
         }",
        "",
    ),
    (
        ".write_package(",
        "use interoptopus::inventory::RustInventory;
         pub fn my_inventory() -> RustInventory {
             RustInventory::new().validate()
         }",
        "",
    ),
    (
        "DocGenerator::new(",
        "use interoptopus::inventory::RustInventory;
         pub fn my_inventory() -> RustInventory {
             RustInventory::new().validate()
         }",
        "",
    ),
    (
        "pub struct Cursor<'a>",
        "use interoptopus::inventory::RustInventory;
         use interoptopus::{builtins_string, ffi, service};
         #[ffi(service)]
         pub struct Track {
             samples: Vec<u32>,
         }",
        "pub fn my_inventory() -> RustInventory {
             RustInventory::new()
                 .register(builtins_string!())
                 .register(service!(Track))
                 .register(service!(Cursor))
                 .validate()
         }",
    ),
];

#[test]
fn its_code_does_what_it_says() {
    let folder = target_folder().join("guide");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let lock = File::create(folder.join("lock")).expect("a lock file can be made");
    lock.lock().expect("a lock file can be locked");

    let pages = PAGES.map(|(page, stem)| {
        let text = fs::read_to_string(root().join("docs").join(page)).expect("a page");
        (stem, blocks(&text))
    });
    let libraries: Vec<_> = pages
        .iter()
        .flat_map(|(stem, blocks)| libraries(stem, blocks))
        .collect();
    build(&folder, &libraries);
    for library in &libraries {
        library.run(&folder);
    }
}

#[test]
fn its_excerpts_stand_in_the_files_that_they_name() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (page, _) in PAGES {
        let text = fs::read_to_string(root().join("docs").join(page)).expect("a page");
        for block in blocks(&text) {
            let Some((file, items)) = block.excerpt() else {
                continue;
            };
            let source = fs::read_to_string(root().join(file))
                .unwrap_or_else(|error| panic!("{page}, line {}: {file}: {error}", block.line));
            for item in items {
                count += 1;
                if !blocks::stands_in(item, &source) {
                    wrong.push(format!(
                        "{page}, line {}: not in {file}:\n{item}\n",
                        block.line
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 30, "{count} items");
}

#[test]
fn an_excerpt_is_of_whole_items() {
    let source = "/// One.\n#[ffi]\nfn one() {\n    two();\n}\n\nimpl It {\n    fn it() {}\n}\n";
    for item in [
        "/// One.\n#[ffi]\nfn one() {\n    two();\n}",
        "impl It {\n    fn it() {}\n}",
        "fn it() {}",
    ] {
        assert!(blocks::stands_in(item, source), "{item}");
    }
    for item in [
        "fn one() {\n    two();\n}",
        "/// One.\n#[ffi]\nfn one() {",
        "/// One.\n#[ffi]\nfn one() {\n    two();",
        "fn one() {}",
        "fn it()",
        "",
    ] {
        assert!(!blocks::stands_in(item, source), "{item}");
    }
}

#[test]
fn each_construct_is_shown_in_both_languages() {
    let text = fs::read_to_string(root().join("docs").join("guide.md")).expect("the guide");
    let blocks = blocks(&text);
    let sections = Construct::ALL.iter().map(|construct| construct.section());
    let sections: BTreeSet<_> = sections.chain(["Constants"]).collect();
    let mut missing = Vec::new();
    for section in sections {
        for language in ["rust", "python"] {
            let is_shown = |block: &Block| block.section == section && block.language == language;
            if !blocks.iter().any(is_shown) {
                missing.push(format!("{section}: no {language}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// They are in no interface of the core, so this reads its source.
#[test]
fn it_lists_the_names_that_the_core_refuses() {
    let output = nested_cargo(root())
        .args(["metadata", "--format-version", "1"])
        .output()
        .expect("Cargo can be started");
    let metadata = String::from_utf8_lossy(&output.stdout);
    let manifest = metadata
        .split('"')
        .find(|it| it.contains("interoptopus_proc_impl") && it.ends_with("Cargo.toml"))
        .expect("the core depends on it")
        .replace(r"\\", r"\");
    let source = Path::new(&manifest)
        .with_file_name("src")
        .join("forbidden.rs");
    let source = fs::read_to_string(source).expect("its source");
    let refused: BTreeSet<_> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
        .collect();

    let text = fs::read_to_string(root().join("docs").join("guide.md")).expect("the guide");
    let paragraph = format!("\nThe core refuses {} names itself", refused.len());
    let (_, rest) = text.split_once(&paragraph).expect("as many as there are");
    let (_, rest) = rest.split_once(":\n").expect("the list follows");
    let (list, _) = rest.split_once("\n\n").expect("it ends");
    let listed: BTreeSet<_> = list.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, refused);
}

/// A library of the guide, and the Python that uses it.
#[derive(Default)]
struct Library<'a> {
    /// None for the reference project.
    rust: Option<&'a str>,
    /// The line of `Cargo.toml` for the core, if it is in the guide.
    dependency: Option<&'a str>,
    /// The text of each block, and where it is.
    python: Vec<&'a Block>,
    name: String,
    page: &'a str,
}

/// Each Rust block starts a library, and each section without one uses the reference project, as
/// does what follows an excerpt from it.
fn libraries<'a>(page: &'a str, blocks: &'a [Block]) -> Vec<Library<'a>> {
    let mut libraries: Vec<Library<'a>> = Vec::new();
    let mut section = None;
    let mut dependency = None;
    for block in blocks {
        if section != Some(&block.section) {
            section = Some(&block.section);
            dependency = None;
            libraries.push(Library::of_reference(page));
        }
        match block.language.as_str() {
            "rust" if block.excerpt().is_some() => libraries.push(Library::of_reference(page)),
            "rust" => libraries.push(Library {
                rust: Some(&block.text),
                dependency,
                python: Vec::new(),
                name: format!("{page}_{}", libraries.len()),
                page,
            }),
            "toml" => dependency = Some(block.text.trim_end()),
            "python" => {
                let library = libraries.last_mut().expect("there is one for each section");
                library.python.push(block);
            }
            "console" | "text" => (),
            other => panic!("line {}: what is {other}?", block.line),
        }
    }
    libraries
}

/// Compiles all libraries and writes their bindings.
fn build(folder: &Path, libraries: &[Library<'_>]) {
    let mut members = Vec::new();
    for library in libraries {
        let Some(rust) = library.rust else { continue };
        let crate_folder = folder.join(&library.name);
        members.push(format!("'{}'", library.name));
        write(&crate_folder.join("Cargo.toml"), &library.manifest());
        let (source, generate) = sources(&library.name, rust);
        write(&crate_folder.join("src").join("lib.rs"), &source);
        let example = format!("generate_{}.rs", library.name);
        write(&crate_folder.join("examples").join(example), &generate);
    }
    let manifest = format!(
        "[workspace]\nmembers = [{}]\nresolver = '3'\n
         [profile.dev]\ndebug = false\nincremental = false\n",
        members.join(", ")
    );
    write(&folder.join("Cargo.toml"), &manifest);
    // The same versions as here, and none that is not on this machine.
    let versions = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo keeps one");
    write(&folder.join("Cargo.lock"), &versions);
    for library in libraries.iter().filter(|library| library.rust.is_some()) {
        let mut cargo = nested_cargo(&folder.join(&library.name));
        let example = format!("generate_{}", library.name);
        cargo.args(["run", "--example", &example]);
        run_nested(cargo);
    }
}

/// The library that a block is, or is about, and the program that writes its bindings.
fn sources(name: &str, rust: &str) -> (String, String) {
    let found = AROUND.iter().find(|(part, ..)| rust.contains(part));
    let (before, after) = found.map_or(("", ""), |(_, before, after)| (*before, *after));
    let import = format!("use {name}::my_inventory;");
    if rust.starts_with("use interoptopus_backend_cpython::") {
        // A test as its author has it, run as a program.
        let test = rust.replace("#[test]\n", "");
        let main = "fn main() -> Result<(), Error> { bindings() }";
        return (before.to_owned(), format!("{import}\n{test}\n{main}\n"));
    }
    let (block, generator) = if rust.starts_with("Generator::new(") {
        ("", rust.trim_end())
    } else {
        let generator = "Generator::new(Config::default(), my_inventory())";
        (rust, generator)
    };
    let generate = format!(
        "use interoptopus_backend_cpython::{{Config, Error, Generator}};
         {import}
         fn main() -> Result<(), Error> {{
             {generator}.write_file(\"{name}.py\")
         }}
"
    );
    (format!("{before}\n{block}\n{after}\n"), generate)
}

impl<'a> Library<'a> {
    fn of_reference(page: &'a str) -> Self {
        Self {
            name: "reference_project".to_owned(),
            page,
            ..Self::default()
        }
    }

    fn manifest(&self) -> String {
        format!(
            "[package]
name = '{}'
version = '0.0.0'
edition = '2024'
publish = false

[lib]
crate-type = ['cdylib', 'rlib']

[dependencies]
{}

[dev-dependencies]
interoptopus_backend_cpython = {{ path = '{}' }}
",
            self.name,
            self.dependency.unwrap_or("interoptopus = '0.16.6'"),
            root().join("backend").display(),
        )
    }

    fn run(&self, folder: &Path) {
        let newest = pythons().usable.last().expect("at least one");
        if newest.minor < OLDEST_MINOR {
            announce("guide: its Python is for CPython 3.10 and later");
            return;
        }
        let (modules, native) = match self.rust {
            Some(_) => (folder.join(&self.name), nested_library(&self.name)),
            None => (bindings().to_owned(), PathBuf::new()),
        };
        for block in &self.python {
            let file = folder.join(format!("{}_{}.txt", self.page, block.line));
            // So that complaints tell the line on the page.
            let text = "\n".repeat(block.line) + &block.text;
            fs::write(&file, text).expect("the block can be written");
            let output = Command::new(&newest.executable)
                .args(["-W", "error"])
                .arg(root().join("tests").join("guide").join("check.py"))
                .arg(&self.name)
                .arg(&file)
                .env("PYTHONPATH", &modules)
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env(format!("{}_LIBRARY", self.name.to_uppercase()), &native)
                .output()
                .expect("Python starts");
            let message = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "line {} of the {}:\n{message}",
                block.line,
                self.page
            );
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Writes a file, unless it would not change: Cargo compiles only what is new.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
