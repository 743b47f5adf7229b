//! `docs/troubleshooting.md` is right: it has each message that users may meet, and no other. What it
//! has of the compiler, the compiler says.

mod support;

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use support::{announce, nested_cargo, pythons, target_folder};

/// The `ast` module knows constants as such.
const OLDEST_MINOR: u32 = 8;

#[test]
fn it_has_each_message_of_the_sources() {
    let newest = pythons().usable.last().expect("at least one");
    if newest.minor < OLDEST_MINOR {
        announce("troubleshooting: the sources are read by CPython 3.8 and later");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(&newest.executable)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(root.join("tests").join("troubleshooting").join("check.py"))
        .arg(root)
        .output()
        .expect("Python starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
}

/// What the items of the page's examples mention.
const AROUND: &str = "
use interoptopus::{ffi, service};

#[ffi]
pub struct Holder {
    pub names: Vec<String>,
}

pub struct Plain {
    pub x: u32,
}

#[ffi(service)]
pub struct Counter {
    count: u32,
}

pub fn register(inventory: interoptopus::inventory::RustInventory) {
    inventory.register(service!(Counter));
}

fn main() {}
";

#[test]
fn the_compiler_says_what_the_page_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs").join("troubleshooting.md")).expect("the page");
    let folder = target_folder().join("troubleshooting");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let lock = File::create(folder.join("lock")).expect("a lock file can be made");
    lock.lock().expect("a lock file can be locked");
    let manifest = "[package]\nname = 'refused'\nversion = '0.0.0'\nedition = '2024'\n
                    [dependencies]\ninteroptopus = '0.16.6'\n\n[workspace]\n";
    write(&folder.join("Cargo.toml"), manifest);
    write(&folder.join("src").join("lib.rs"), "");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("Cargo keeps one");
    let examples = folder.join("examples");
    if examples.exists() {
        fs::remove_dir_all(&examples).expect("it can be removed");
    }

    let cases = compiler_cases(&page);
    assert!(cases.len() > 10, "{} examples", cases.len());
    for (number, (item, _)) in cases.iter().enumerate() {
        let mut text = format!("{AROUND}\n#[ffi]\n{item}\n");
        if !item.contains("Counter") {
            // It is no service without methods.
            text += "#[ffi]\nimpl Counter { pub fn current(&self) -> u32 { self.count } }\n";
        }
        write(&examples.join(format!("case_{number}.rs")), &text);
    }
    let output = nested_cargo(&folder)
        .args([
            "check",
            "--examples",
            "--keep-going",
            "--message-format",
            "short",
        ])
        .output()
        .expect("Cargo can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    for (number, (item, messages)) in cases.iter().enumerate() {
        let file = Path::new("examples").join(format!("case_{number}.rs:"));
        let file = file.to_string_lossy();
        let lines: Vec<_> = said.lines().filter(|it| it.starts_with(&*file)).collect();
        for message in messages {
            let is_said = lines.iter().any(|it| it.contains(message));
            assert!(
                is_said,
                "{item}: not {message}, but\n{}\nof\n{said}",
                lines.join("\n")
            );
        }
    }
}

/// Each example of the section, and what is said of it.
fn compiler_cases(page: &str) -> Vec<(&str, Vec<&str>)> {
    let (_, section) = page
        .split_once("\n## What the Rust compiler says\n")
        .expect("the section is there");
    let (section, _) = section.split_once("\n## ").expect("it is not the last one");
    let rows = section.lines().filter_map(|it| it.strip_prefix("| *"));
    let cases = rows.flat_map(|row| {
        let (messages, rest) = row.split_once(" | ").expect("a second column");
        let (items, _) = rest.split_once(" | ").expect("a third column");
        let messages: Vec<_> = messages
            .split('*')
            .step_by(2)
            .filter(|it| !it.is_empty())
            .collect();
        let items = items.split('`').skip(1).step_by(2);
        items.map(move |item| (item, messages.clone()))
    });
    cases.collect()
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(path, text).expect("it can be written");
}
