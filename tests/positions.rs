//! Every construct in every position is in the reference project, the guide and the tests, or it is
//! refused: `docs/coverage.md` lists which, and is held against all of them.
#![expect(unreachable_pub, reason = "items as an author would write them")]

#[path = "positions/construct.rs"]
mod construct;
#[path = "positions/samples.rs"]
mod samples;
mod support;
#[path = "positions/uses.rs"]
mod uses;

use construct::{Construct, Position};
use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{Config, Error, Generator};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};
use support::unified_diff;
use uses::uses;

/// What becomes of a construct in a position.
enum Cell {
    /// The functions of the reference project that have it there.
    Used(BTreeSet<String>),
    /// The generator's reason.
    Refused(String),
    /// What the core asks for.
    NotOffered(&'static str),
    /// The generator takes it, and the reference project does not have it.
    Gap,
}

/// The table: all cells. To fill it takes hundreds of inventories, so the tests share it.
static CELLS: LazyLock<BTreeMap<(Construct, Position), Cell>> = LazyLock::new(cells);

fn cells() -> BTreeMap<(Construct, Position), Cell> {
    let mut uses = uses(&reference_project::inventory());
    let mut cells = BTreeMap::new();
    for construct in Construct::ALL.iter().copied() {
        for position in Position::ALL.iter().copied() {
            let key = (construct, position);
            let cell = match uses.remove(&key) {
                Some(symbols) => Cell::Used(symbols),
                None => match refusal(construct, position) {
                    Some(reason) => Cell::Refused(reason),
                    None => samples::core_refusal(construct, position)
                        .map_or(Cell::Gap, Cell::NotOffered),
                },
            };
            cells.insert(key, cell);
        }
    }
    cells
}

/// Why the generator refuses it there, unless one form of it is supported.
fn refusal(construct: Construct, position: Position) -> Option<String> {
    let mut first = None;
    for inventory in samples::samples(construct, position) {
        match Generator::new(Config::default(), inventory).file_text("sample") {
            Ok(_) => return None,
            Err(Error::Refused { problems, .. }) => {
                first.get_or_insert_with(|| readable(problems[0].reason()));
            }
            Err(error) => panic!("{}, {}: {error}", construct.shown(), position.shown()),
        }
    }
    first
}

/// The reason without what is only the sample's.
fn readable(reason: &str) -> String {
    // Which type it is about is clear.
    let what = reason.split_once("`: ").map_or(reason, |(_, what)| what);
    if what.contains("`Holder`") {
        return "what holds it travels in a `Wire` only".to_owned();
    }
    what.to_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a client calls, by symbol: functions, and methods with their classes.
fn names(inventory: &RustInventory) -> BTreeMap<&str, String> {
    let symbols = inventory.functions.values().map(|it| it.name.as_str());
    let mut names: BTreeMap<_, _> = symbols.map(|it| (it, it.to_owned())).collect();
    for service in inventory.services.values() {
        let class = &inventory.types[&service.ty].name;
        let destructor = &inventory.functions[&service.destructor].name;
        let prefix = destructor.rsplit_once("destroy").map(|(prefix, _)| prefix);
        let prefix = prefix.expect("destructors are called so");
        for id in service.ctors.iter().chain(&service.methods) {
            let symbol = inventory.functions[id].name.as_str();
            let method = symbol.trim_start_matches(prefix);
            names.insert(symbol, format!("{class}.{method}"));
        }
    }
    names
}

/// The name of a function, or of a method in its class.
fn own_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Where what is shown is not to be had everywhere.
const fn remark(construct: Construct, position: Position) -> &'static str {
    match (construct, position) {
        (Construct::Packed, Position::CallbackArgument) => {
            ", not on x86-64: see [Callbacks](guide.md#callbacks)"
        }
        _ => "",
    }
}

/// All words of the tests in Python.
fn tested() -> BTreeSet<String> {
    let folder = root().join("python_tests");
    let mut words = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("there are tests in Python") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or("");
        if name.starts_with("test_") && path.extension().is_some_and(|it| it == "py") {
            let text = fs::read_to_string(&path).expect("the tests can be read");
            let parts = text.split(|it: char| !it.is_alphanumeric() && it != '_');
            words.extend(parts.map(ToOwned::to_owned));
        }
    }
    words
}

#[test]
fn nothing_is_taken_that_the_reference_project_does_not_show() {
    let gaps: Vec<_> = CELLS
        .iter()
        .filter(|(_, cell)| matches!(cell, Cell::Gap))
        .map(|((construct, position), _)| format!("{}: {}", construct.shown(), position.shown()))
        .collect();
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn what_the_reference_project_shows_is_tested() {
    let inventory = reference_project::inventory();
    let (names, tested) = (names(&inventory), tested());
    let is_tested = |symbol: &String| tested.contains(own_name(&names[symbol.as_str()]));
    let mut untested = Vec::new();
    for ((construct, position), cell) in CELLS.iter() {
        if let Cell::Used(symbols) = cell
            && !symbols.iter().any(is_tested)
        {
            let (construct, position) = (construct.shown(), position.shown());
            untested.push(format!("{construct}, {position}: one of {symbols:?}"));
        }
    }
    assert!(
        untested.is_empty(),
        "no test in Python calls\n{}",
        untested.join("\n")
    );
}

#[test]
fn every_construct_has_a_section_of_the_guide() {
    let guide = fs::read_to_string(root().join("docs/guide.md")).expect("there is a guide");
    for construct in Construct::ALL {
        let heading = format!("## {}", construct.section());
        assert!(
            guide.lines().any(|line| line == heading),
            "docs/guide.md lacks `{heading}`"
        );
    }
}

const INTRODUCTION: &str = "# What may stand where

Every kind of type that an inventory of `interoptopus` can hold, in every position. Where it is supported there is a
function or a method that shows it: it is exported by the [reference project](../reference_project/src), called by the
[tests](../python_tests), and in the [API reference](reference.md). Where it is not, there is the reason that the generator
gives. Constants are primitives, always.

`tests/positions.rs` writes this page, and fails where it is not so.
";

/// The page.
fn page() -> String {
    let inventory = reference_project::inventory();
    let (names, tested) = (names(&inventory), tested());
    let reference = fs::read_to_string(root().join("docs/reference.md"));
    let reference = reference.expect("there is an API reference");
    // Simple functions are better examples than those that show everything.
    let mut breadth: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in CELLS.values() {
        if let Cell::Used(symbols) = cell {
            for symbol in symbols {
                *breadth.entry(symbol).or_default() += 1;
            }
        }
    }
    let mut page = INTRODUCTION.to_owned();
    for construct in Construct::ALL {
        let mut shown = String::new();
        let mut refused: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for position in Position::ALL {
            match &CELLS[&(*construct, *position)] {
                Cell::Used(symbols) => {
                    // What is called otherwise in Python is in the reference by that name.
                    let symbols = symbols.iter().filter(|it| {
                        let name = own_name(&names[it.as_str()]);
                        tested.contains(name) && reference.contains(&format!("def {name}("))
                    });
                    let first = symbols.min_by_key(|it| (breadth[it.as_str()], it.len(), *it));
                    let first = first.map(|it| format!("`{}`", names[it.as_str()]));
                    let first = first.as_deref().unwrap_or("the API guard");
                    let remark = remark(*construct, *position);
                    shown += &format!("| {} | {first}{remark} |\n", position.shown());
                }
                Cell::Refused(reason) => {
                    refused
                        .entry(reason.clone())
                        .or_default()
                        .push(position.shown());
                }
                Cell::NotOffered(reason) => {
                    let reason = format!("Rust does not compile it: {reason}");
                    refused.entry(reason).or_default().push(position.shown());
                }
                Cell::Gap => {}
            }
        }
        page += &format!(
            "\n## {}\n\nIn the guide: [{1}](guide.md#{2}).\n",
            capitalized(construct.shown()),
            construct.section(),
            anchor(construct.section())
        );
        if !shown.is_empty() {
            page += &format!("\n| as | shown by |\n|---|---|\n{shown}");
        }
        if !refused.is_empty() {
            page += "\nRefused:\n\n";
            let mut refused: Vec<_> = refused.into_iter().collect();
            refused.sort_by_key(|(_, positions)| positions.len());
            let last = refused.len() - 1;
            for (number, (reason, positions)) in refused.into_iter().enumerate() {
                let is_rest = number == last && positions.len() > 5;
                let places = if is_rest {
                    "everywhere else".to_owned()
                } else {
                    positions.join(", ")
                };
                page += &format!("- {places}: {reason}\n");
            }
        }
    }
    page
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let letters = heading.to_lowercase();
    let letters = letters
        .chars()
        .filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    letters.map(|it| if it == ' ' { '-' } else { it }).collect()
}

#[test]
fn the_page_is_current() {
    let file: PathBuf = root().join("docs/coverage.md");
    let new = page();
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&file, &new).expect("it can be written");
    }
    let old = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        old == new,
        "{} is not current: run `INSTA_UPDATE=always cargo test --test positions`\n{}",
        file.display(),
        unified_diff(&old, &new)
    );
}
