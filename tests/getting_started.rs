//! The first section of the guide leads to a result: its steps, in an empty folder.

#![cfg(target_os = "linux")]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{nested_target, pythons, target_folder};

#[test]
fn its_steps_lead_to_a_result() {
    let folder = target_folder().join("getting_started");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let lock = File::create(folder.join("lock")).expect("a lock file can be made");
    lock.lock().expect("a lock file can be locked");
    let hello = folder.join("hello");
    if hello.exists() {
        fs::remove_dir_all(&hello).expect("it can be removed");
    }
    let [manifest, library, test, commands] = steps().try_into().expect("four steps");
    let manifest = manifest.replace("/path/to", &root().to_string_lossy());
    write(&hello.join("Cargo.toml"), &manifest);
    write(&hello.join("src").join("lib.rs"), &library);
    write(&hello.join("tests").join("bindings.rs"), &test);
    // What nested builds share, and no version that is not on this machine.
    fs::create_dir_all(nested_target()).expect("a folder can be made");
    symlink(nested_target(), hello.join("target")).expect("a link can be made");
    fs::copy(root().join("Cargo.lock"), hello.join("Cargo.lock")).expect("Cargo keeps one");
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).expect("a folder can be made");
    let python = &pythons().usable.last().expect("at least one").executable;
    write(
        &bin.join("python3"),
        &format!("#!/bin/sh\nexec '{}' \"$@\"\n", python.display()),
    );
    run(Command::new("chmod").arg("+x").arg(bin.join("python3")));

    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path)));
    let printed = run(Command::new("sh")
        .current_dir(&hello)
        .args(["-e", "-c", &commands])
        .env("PATH", path.expect("folders without colons"))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_TARGET_DIR"));
    assert!(printed.ends_with("\n42\n"), "{printed}");
}

/// What stands in the code blocks of the section's steps.
fn steps() -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs").join("guide.md")).expect("the guide");
    let (_, section) = guide
        .split_once("\n## Getting started\n")
        .expect("the section is there");
    let (section, _) = section.split_once("\n## ").expect("it is not the last one");
    let blocks = section.split("   ```").skip(1).step_by(2);
    blocks
        .map(|block| {
            let lines = block.lines().skip(1);
            let lines = lines.map(|line| line.strip_prefix("   ").unwrap_or(line));
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect()
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("it can be started");
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr),
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(path, text).expect("it can be written");
}
