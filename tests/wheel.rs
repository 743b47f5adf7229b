//! The template makes one wheel, which every Python installs and uses as it is; and a copy of the
//! template, made by the steps in the guide, does so too.

mod support;

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{Python, Tools, Venv, announce, nested_target, pythons, target_folder, venv};

/// Variables that would lead Python or the library astray. Cargo itself has the system's loader look
/// where it builds.
const STRAY: [&str; 6] = [
    "CARGO_BUILD_TARGET",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "LD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "REFERENCE_PROJECT_LIBRARY",
];

#[test]
fn one_wheel_serves_the_oldest_and_the_newest_python() {
    let folder = folder("template");
    let _lock = lock(&folder);
    let template = root().join("reference_project");
    let [oldest, newest] = oldest_and_newest();

    let dist = folder.join("dist");
    clear(&dist);
    let mut pip = pip(&builder(newest), "wheel");
    pip.args(["--no-deps", "--no-build-isolation", "--wheel-dir"])
        .arg(&dist)
        .arg(&template);
    run(pip);
    let wheel = only_file(&dist);
    let name = wheel.file_name().expect("it is a file").to_string_lossy();
    let platform = name
        .strip_prefix("reference_project-0.1.0-py3-none-")
        .and_then(|rest| rest.strip_suffix(".whl"))
        .unwrap_or_else(|| panic!("{name} is not for every CPython 3"));
    announce(&format!("wheel: one for {platform}"));

    let client = root().join("tests").join("wheel").join("client.py");
    for python in [oldest, newest] {
        let installed = install(python, &wheel, &folder);
        use_it(&installed, &client, &folder);
    }
    // mypy does not run on older ones.
    if newest.minor >= 10 {
        check_types(newest, &client, &folder);
    }
}

/// mypy sees the types of the package that is installed in the environment of that Python.
fn check_types(python: &Python, client: &Path, folder: &Path) {
    let mut mypy = Command::new(venv(python, Tools::Quality).python());
    mypy.current_dir(folder)
        .args(["-m", "mypy", "--strict", "--python-executable"])
        .arg(environment(python, folder).python())
        .arg("--cache-dir")
        .arg(folder.join("mypy"))
        .arg(client);
    run(mypy);
}

#[test]
fn wheels_are_named_by_the_target() {
    let script = "
import sys
from hatch_build import CustomBuildHook as Hook
from pathlib import Path

hook = Hook(sys.argv[1], {}, None, None, '', '')
for target in sys.argv[2:]:
    print(hook.platform(target))
";
    let expected = [
        ("x86_64-unknown-linux-gnu", "linux_x86_64"),
        ("aarch64-unknown-linux-gnu", "linux_aarch64"),
        ("x86_64-unknown-linux-gnu.2.17", "manylinux_2_17_x86_64"),
        ("riscv64gc-unknown-linux-gnu", "linux_riscv64"),
        ("aarch64-unknown-linux-musl", "musllinux_1_2_aarch64"),
        ("x86_64-pc-windows-msvc", "win_amd64"),
        ("x86_64-pc-windows-gnu", "win_amd64"),
        ("aarch64-pc-windows-msvc", "win_arm64"),
        ("x86_64-apple-darwin", "macosx_10_12_x86_64"),
        ("aarch64-apple-darwin", "macosx_11_0_arm64"),
    ];
    let run_hook = |targets: &[&str], minimum: Option<&str>| {
        let [_, newest] = oldest_and_newest();
        let mut command = Command::new(builder(newest).python());
        command
            .current_dir(root().join("reference_project"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("MACOSX_DEPLOYMENT_TARGET")
            .args(["-c", script, "."])
            .args(targets);
        if let Some(minimum) = minimum {
            command.env("MACOSX_DEPLOYMENT_TARGET", minimum);
        }
        command.output().expect("Python starts")
    };

    let output = run_hook(&expected.map(|(target, _)| target), None);
    let names = String::from_utf8_lossy(&output.stdout);
    let names: Vec<_> = names.lines().collect();
    assert_eq!(names, expected.map(|(_, name)| name), "{}", said(&output));

    // The oldest macOS is the author's choice. pip knows no `macosx_13_3`.
    let output = run_hook(&["aarch64-apple-darwin"], Some("13.3"));
    let name = String::from_utf8_lossy(&output.stdout);
    assert_eq!(name.trim_end(), "macosx_14_0_arm64", "{}", said(&output));

    for target in [
        "i686-pc-windows-msvc",
        "x86_64-unknown-linux-gnux32",
        "aarch64-linux-android",
    ] {
        let output = run_hook(&[target], None);
        assert!(!output.status.success(), "{target}: {}", said(&output));
        let reason = format!("no tag of wheels is known for {target}");
        assert!(said(&output).contains(&reason), "{}", said(&output));
    }
}

#[test]
fn what_keeps_it_from_building_is_told() {
    let [_, newest] = oldest_and_newest();
    let folder = folder("broken");
    let _lock = lock(&folder);
    let build = |prepare: &dyn Fn(&mut Command)| {
        let mut pip = pip(&builder(newest), "wheel");
        pip.args(["--no-deps", "--no-build-isolation", "--wheel-dir"])
            .arg(&folder)
            .arg(root().join("reference_project"));
        prepare(&mut pip);
        let output = pip.output().expect("Python starts");
        assert!(!output.status.success(), "{}", said(&output));
        said(&output)
    };

    let without_rust = build(&|pip| {
        for variable in ["CARGO", "RUSTC"] {
            pip.env_remove(variable);
        }
        pip.env("PATH", &folder);
    });
    let expected = "there is no `rustc`: install Rust, see https://rustup.rs";
    assert!(without_rust.contains(expected), "{without_rust}");

    let without_cargo = build(&|pip| {
        pip.env("CARGO", folder.join("nowhere"));
    });
    assert!(
        without_cargo.contains("nowhere`: install Rust"),
        "{without_cargo}"
    );

    // What cargo says comes first, then which command it was.
    let failing = build(&|pip| {
        pip.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "eleven");
    });
    let said = failing.find("eleven").expect("cargo says what is wrong");
    let told = failing
        .find("`cargo build --release --lib")
        .expect("the hook tells");
    assert!(said < told, "{failing}");
    assert!(!failing.contains("Traceback"), "{failing}");
}

#[test]
#[cfg_attr(not(unix), ignore = "the steps are commands of a Unix shell")]
#[cfg_attr(unix, ignore = "takes minutes: compiles two copies of the template")]
fn a_copy_made_by_the_guide_is_a_library_of_its_own() {
    let [oldest, newest] = oldest_and_newest();
    let folder = folder("copy");
    let _lock = lock(&folder);
    // What the guide calls this repository: as much of it as the steps need.
    let checkout = folder.join("checkout");
    clear(&checkout);
    copy(
        &root().join("reference_project"),
        &checkout.join("reference_project"),
    );
    clear(&folder.join("my_library"));
    fs::remove_dir(folder.join("my_library")).expect("it is empty");

    let steps = steps();
    let [copying, renaming, generator, building, ..] = steps.as_slice() else {
        panic!("four steps: {steps:?}");
    };
    // On the oldest Python, for the tools there must do as well.
    let builder = builder(oldest);
    shell(&checkout, &builder, copying);
    let copied = folder.join("my_library");
    shell(&copied, &builder, renaming);
    let manifest = copied.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("it was copied");
    let (name, _) = generator.split_once(" = ").expect("a line of Cargo.toml");
    let lines = text.lines().map(|line| {
        if line.starts_with(name) {
            generator.replace("/path/to", &root().to_string_lossy())
        } else {
            line.to_owned()
        }
    });
    let text: Vec<_> = lines.collect();
    fs::write(&manifest, text.join("\n")).expect("it can be written");
    shell(&copied, &builder, building);

    let wheel = only_file(&copied.join("dist"));
    let client = client_of("my_library", &folder);
    for python in [oldest, newest] {
        use_it(&install(python, &wheel, &folder), &client, &folder);
    }

    // All that the wheel is made of is in the source distribution.
    let sources = folder.join("sources");
    clear(&sources);
    let mut sdist = Command::new(builder.python());
    sdist
        .current_dir(&copied)
        .args([
            "-m",
            "hatchling",
            "build",
            "--target",
            "sdist",
            "--directory",
        ])
        .arg(&sources);
    run(sdist);
    let archive = only_file(&sources);
    let dist = folder.join("dist");
    clear(&dist);
    let mut pip = pip(&builder, "wheel");
    pip.args(["--no-deps", "--no-build-isolation", "--wheel-dir"])
        .arg(&dist)
        .arg(archive);
    run(pip);
    use_it(
        &install(newest, &only_file(&dist), &folder),
        &client,
        &folder,
    );
}

/// The numbered steps in the guide's section, each with the code block in it.
fn steps() -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs").join("guide.md")).expect("the guide");
    let (_, section) = guide
        .split_once("\n## Copy the template\n")
        .expect("the section is there");
    let (section, _) = section.split_once("\n## ").unwrap_or((section, ""));
    let blocks = section.split("   ```").skip(1).step_by(2);
    blocks
        .map(|block| {
            let lines = block.lines().skip(1).map(str::trim_start);
            lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
        })
        .collect()
}

fn shell(folder: &Path, builder: &Venv, commands: &str) {
    let mut shell = Command::new("sh");
    // `pip` is that of the environment.
    let path = env::var_os("PATH").unwrap_or_default();
    let bin = builder.python();
    let bin = bin.parent().expect("an executable is in a folder");
    let path = env::join_paths([bin.to_owned()].into_iter().chain(env::split_paths(&path)));
    shell
        .current_dir(folder)
        .args(["-e", "-c", commands])
        .env("PATH", path.expect("folders without colons"))
        // Stands for `--no-build-isolation`: with the tools that are there.
        .env("PIP_NO_BUILD_ISOLATION", "0");
    prepare(&mut shell);
    run(shell);
}

/// The client, of a library with that name.
fn client_of(name: &str, folder: &Path) -> PathBuf {
    let client = root().join("tests").join("wheel").join("client.py");
    let text = fs::read_to_string(client).expect("the client can be read");
    let file = folder.join("client.py");
    fs::write(&file, text.replace("reference_project", name)).expect("it can be written");
    file
}

/// Installs that wheel and nothing else into a new environment.
fn install(python: &Python, wheel: &Path, folder: &Path) -> Venv {
    let environment = environment(python, folder);
    let mut create = Command::new(&python.executable);
    create
        .args(["-I", "-m", "venv", "--clear"])
        .arg(environment.folder());
    run(create);
    let mut pip = pip(&environment, "install");
    pip.args(["--no-index", "--no-deps"]).arg(wheel);
    run(pip);
    environment
}

fn environment(python: &Python, folder: &Path) -> Venv {
    Venv::at(folder.join("environments").join(python.to_string()))
}

/// Runs the client, wherever it is called from.
fn use_it(environment: &Venv, client: &Path, folder: &Path) {
    for working in [folder, &env::temp_dir()] {
        let mut command = Command::new(environment.python());
        command
            .current_dir(working)
            // Without the folder of the script on the path.
            .args(["-I", "-X", "dev", "-W", "error"])
            .arg(client);
        prepare(&mut command);
        run(command);
    }
}

fn builder(python: &Python) -> Venv {
    venv(python, Tools::Wheel)
}

fn pip(environment: &Venv, command: &str) -> Command {
    let mut pip = Command::new(environment.python());
    pip.args(["-I", "-m", "pip", command]).args([
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]);
    prepare(&mut pip);
    pip
}

/// Cargo within it uses what is on this machine, as all builds of the tests do.
fn prepare(command: &mut Command) {
    command
        .env("CARGO_TARGET_DIR", nested_target())
        .env("CARGO_NET_OFFLINE", "true");
    for variable in STRAY {
        command.env_remove(variable);
    }
}

fn run(mut command: Command) {
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?}\n{}", said(&output));
}

fn said(output: &Output) -> String {
    let parts = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    format!("{}\n{}{}", output.status, parts[0], parts[1])
}

fn oldest_and_newest() -> [&'static Python; 2] {
    let usable = &pythons().usable;
    [usable.first(), usable.last()].map(|python| python.expect("a Python with `venv`"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder(name: &str) -> PathBuf {
    let folder = target_folder().join("wheel").join(name);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// No other process uses the folder as long as this lives.
fn lock(folder: &Path) -> File {
    let lock = File::create(folder.with_added_extension("lock")).expect("a lock file can be made");
    lock.lock().expect("a lock file can be locked");
    lock
}

/// An empty folder.
fn clear(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("an old folder can be removed");
    }
    fs::create_dir_all(folder).expect("a folder can be made");
}

fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder can be read").path())
        .collect();
    let [file] = files.as_slice() else {
        panic!("one file expected: {files:?}");
    };
    file.clone()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
