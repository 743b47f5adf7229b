//! The pages for people: links lead somewhere, files that are named exist, contents are complete.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Those written by hand.
const PAGES: &[&str] = &[
    "README.md",
    "CHANGELOG.md",
    "docs/constructs.md",
    "docs/features.md",
    "docs/guide.md",
    "docs/migration.md",
    "docs/troubleshooting.md",
];

/// What the paths of this repository that pages name start with.
const FOLDERS: &[&str] = &[
    "backend/",
    "benches/",
    "docs/",
    "examples/",
    "python_tests/",
    "reference_project/",
    "tests/",
];

/// Those of a crate that the reader has.
const READERS: &[&str] = &["examples/bindings.rs", "tests/bindings.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The lines outside of code blocks.
fn prose(page: &str) -> Vec<&str> {
    let mut is_code = false;
    let lines = page.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines.collect()
}

/// What headings are called in addresses, as GitHub has it.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose(page).into_iter().filter(|line| line.starts_with('#'));
    let anchors = headings.map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
        let anchor: String = title.chars().filter(kept).collect();
        let anchor = anchor.replace(' ', "-");
        let count = seen.entry(anchor.clone()).or_default();
        *count += 1;
        match *count {
            1 => anchor,
            count => format!("{anchor}-{}", count - 1),
        }
    });
    anchors.collect()
}

/// The text of a page with what stands in code taken out.
fn without_code(page: &str) -> String {
    let text = prose(page).join("\n");
    text.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Where the links of a page go to.
fn targets(page: &str) -> Vec<String> {
    let text = without_code(page);
    let links = text.split("](").skip(1);
    let targets = links.map(|link| link.split_once(')').expect("a link ends").0.to_owned());
    targets.collect()
}

#[test]
fn each_link_leads_somewhere() {
    let mut missing = Vec::new();
    let mut count = 0;
    for name in PAGES {
        let page = root().join(name);
        for target in targets(&read(&page)) {
            if target.starts_with("https://") {
                continue;
            }
            count += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let folder = page.parent().expect("a page is in a folder");
            let file = match path {
                "" => page.clone(),
                path => folder.join(path),
            };
            let is_there =
                file.exists() && (anchor.is_empty() || anchors(&read(&file)).contains(anchor));
            if !is_there {
                missing.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(missing.is_empty(), "no such place:\n{}", missing.join("\n"));
    assert!(count > 50, "{count} links");
}

#[test]
fn each_file_that_is_named_exists() {
    let mut missing = Vec::new();
    let mut count = 0;
    for name in PAGES {
        for part in prose(&read(&root().join(name)))
            .join("\n")
            .split('`')
            .skip(1)
            .step_by(2)
        {
            let path = part.replace("<word>", "chars");
            let is_path = FOLDERS.iter().any(|folder| path.starts_with(folder))
                && !path.contains(char::is_whitespace)
                && !READERS.contains(&part);
            if !is_path {
                continue;
            }
            count += 1;
            // Of those with a star, the folder.
            let path: PathBuf = path.split('/').take_while(|it| !it.contains('*')).collect();
            if !root().join(&path).exists() {
                missing.push(format!("{name}: {part}"));
            }
        }
    }
    assert!(missing.is_empty(), "no such file:\n{}", missing.join("\n"));
    assert!(count > 50, "{count} files");
}

/// What it shows of the code is there still, but for lines with an ellipsis.
#[test]
fn the_page_on_constructs_quotes_the_sources() {
    let page = read(&root().join("docs").join("constructs.md"));
    let named = prose(&page).join("\n");
    let files = named
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|it| root().join(it));
    let sources: String = files
        .filter(|it| it.is_file())
        .map(|it| read(&it))
        .collect();
    let mut count = 0;
    for block in page.split("   ```").skip(1).step_by(2) {
        for line in block.lines().skip(1).map(str::trim) {
            let is_there = line.contains('…') || sources.contains(line);
            assert!(is_there, "no source has: {line}");
            count += 1;
        }
    }
    assert!(count > 10, "{count} lines");
}

#[test]
fn the_guide_has_a_complete_table_of_contents() {
    let guide = read(&root().join("docs").join("guide.md"));
    let (start, rest) = guide.split_once("\n## ").expect("there are sections");
    let sections = prose(rest);
    let wanted: BTreeSet<String> = sections
        .iter()
        .filter_map(|line| line.strip_prefix("## "))
        .chain(rest.lines().next())
        .map(str::to_owned)
        .collect();
    let listed: BTreeSet<String> = start
        .split('[')
        .skip(1)
        .map(|link| {
            link.split_once("](#")
                .map_or("", |(title, _)| title)
                .to_owned()
        })
        .filter(|title| !title.is_empty())
        .collect();
    assert_eq!(listed, wanted);
}

#[test]
fn each_footnote_is_there_and_needed() {
    let page = read(&root().join("docs").join("features.md"));
    let marks = |text: &str| -> BTreeSet<String> {
        let marks = text
            .split("[^")
            .skip(1)
            .filter_map(|rest| rest.split_once(']'));
        marks.map(|(mark, _)| mark.to_owned()).collect()
    };
    let (notes, text): (Vec<_>, Vec<_>) = page.lines().partition(|line| line.starts_with("[^"));
    assert_eq!(marks(&text.join("\n")), marks(&notes.join("\n")));
}

#[test]
fn each_code_block_ends() {
    for name in PAGES {
        let page = read(&root().join(name));
        let fences = page
            .lines()
            .filter(|line| line.trim_start().starts_with("```"));
        assert_eq!(fences.count() % 2, 0, "{name}");
    }
}
