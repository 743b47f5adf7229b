//! The API reference: `docs/reference.md` is that of the reference project, and whole.

mod support;

use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{
    Config, DocConfig, DocGenerator, DocstringStyle, Error, Generator,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};
use support::{bindings, generator, target_folder, unified_diff};

fn config() -> DocConfig {
    DocConfig::builder()
        .title("Reference project")
        .preamble(
            "What Python sees of the [reference project](../reference_project/src), as `DocGenerator` \
             writes it.",
        )
        .build()
}

fn text() -> String {
    DocGenerator::new(&generator(), config())
        .text()
        .expect("the reference project is supported")
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join("reference.md")
}

#[test]
fn the_committed_one_is_current() {
    let file = committed();
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        DocGenerator::new(&generator(), config())
            .write_file(&file)
            .expect("it can be written");
    }
    let old = fs::read_to_string(&file).unwrap_or_default();
    let new = text();
    assert!(
        old == new,
        "{} is not current: run `INSTA_UPDATE=always cargo test --test reference`\n{}",
        file.display(),
        unified_diff(&old, &new)
    );
}

/// The lines outside of code, by number. Fails if a block of code does not end.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut fence: Option<&str> = None;
    let mut prose = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let mark = &trimmed[..trimmed.len() - trimmed.trim_start_matches('`').len()];
        match fence {
            None if mark.len() >= 3 && !trimmed[mark.len()..].contains('`') => fence = Some(mark),
            Some(open) if trimmed == open => fence = None,
            None => prose.push((number, line)),
            Some(_) => {}
        }
    }
    assert_eq!(fence, None, "a block of code does not end");
    prose
}

/// A line without what stands in backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// The addresses of headings as GitHub makes them, each once.
fn addresses(prose: &[(usize, &str)]) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose.iter().filter(|(_, line)| line.starts_with('#'));
    let mut addresses = BTreeSet::new();
    for (_, line) in headings {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
        let address: String = title.chars().filter(kept).collect();
        let address = address.replace(' ', "-");
        let count = seen.entry(address.clone()).or_default();
        let number = *count;
        *count += 1;
        let unique = match number {
            0 => address,
            number => format!("{address}-{number}"),
        };
        assert!(addresses.insert(unique.clone()), "{unique} twice");
    }
    addresses
}

#[test]
fn every_link_leads_somewhere() {
    let text = text();
    let prose = prose(&text);
    let addresses = addresses(&prose);
    let mut count = 0;
    for (number, line) in &prose {
        for link in line.split("](#").skip(1) {
            let (target, _) = link.split_once(')').expect("a link ends");
            assert!(
                addresses.contains(target),
                "line {}: no heading for #{target}",
                number + 1
            );
            count += 1;
        }
    }
    assert!(count > 1000, "{count} links");
}

#[test]
fn no_private_name_is_shown() {
    let text = text();
    for line in text.lines() {
        for private in [
            "_t.", "_Slice", "_Vec", "_Buffer", "_Self", "_Result", "_ctypes.",
        ] {
            assert!(!line.contains(private), "{line}");
        }
    }
}

/// Names stand in backticks, where Markdown has no say in them.
#[test]
fn names_are_code() {
    for (_, line) in prose(&text()) {
        if line.starts_with("###") && !line.starts_with("#### ") {
            let title = without_code(line);
            assert!(!title.contains(['_', '<', '*', '|']), "{line}");
        }
    }
}

#[test]
fn everything_public_has_a_heading() {
    let module = fs::read_to_string(bindings().join("reference_project.py"));
    let module = module.expect("the module is there");
    let (_, all) = module.split_once("__all__ = [").expect("there is a list");
    let (all, _) = all.split_once(']').expect("the list ends");
    let public = all.split(',').map(|name| name.trim().trim_matches('"'));
    let text = text();
    let prose = prose(&text);
    let headings: BTreeSet<&str> = prose.iter().map(|(_, line)| *line).collect();
    for name in public.filter(|name| !name.is_empty()) {
        let heading = format!("### `{name}`");
        assert!(headings.contains(heading.as_str()), "{heading} is missing");
    }
    for member in ["Counter.create", "Counter.step"] {
        let heading = format!("#### `{member}`");
        assert!(headings.contains(heading.as_str()), "{heading} is missing");
    }
}

#[test]
fn the_style_of_docstrings_does_not_matter() {
    let text = |style| {
        let config = Config::builder().docstring_style(style).build();
        let inventory = RustInventory::new()
            .register(reference_project::meta::register)
            .validate();
        let generator = Generator::new(config, inventory);
        let reference = DocGenerator::new(&generator, DocConfig::default()).text();
        reference.expect("it is supported")
    };
    assert_eq!(text(DocstringStyle::Google), text(DocstringStyle::Markdown));
}

#[test]
fn a_current_file_is_left_alone() {
    let file = target_folder().join("reference").join("a").join("docs.md");
    let generator = generator();
    let reference = DocGenerator::new(&generator, config());
    let write = || {
        reference.write_file(&file).expect("it can be written");
        let metadata = fs::metadata(&file).expect("it is there");
        metadata.modified().expect("the system knows the time")
    };
    let first = write();
    assert_eq!(first, write());
    fs::write(&file, "old").expect("it can be written");
    write();
    assert_eq!(fs::read_to_string(&file).expect("it is there"), text());
}

#[test]
fn problems_are_errors() {
    let generator = generator();
    let reference = DocGenerator::new(&generator, config());
    let folder = target_folder();
    assert!(matches!(
        reference.write_file(&folder),
        Err(Error::Write { path, .. }) if path == folder
    ));
}
