//! Virtual environments with pinned tools, made on demand under `target/python/`.

use super::library::target_folder;
use super::pythons::Python;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What an environment holds besides Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tools {
    /// pytest and what the tests import.
    Tests,
    /// The same, and the linters and type checkers.
    Quality,
    /// What builds wheels, and nothing else.
    Wheel,
}

/// A virtual environment that is ready to use.
#[derive(Debug)]
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The environment that is in that folder, or will be.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The environment's own interpreter.
    pub(crate) fn python(&self) -> PathBuf {
        if cfg!(windows) {
            self.folder.join("Scripts").join("python.exe")
        } else {
            self.folder.join("bin").join("python")
        }
    }
}

impl Tools {
    fn folder_suffix(self) -> &'static str {
        match self {
            Self::Tests => "",
            Self::Quality => "-quality",
            Self::Wheel => "-wheel",
        }
    }

    fn requirements(self) -> PathBuf {
        let name = match self {
            Self::Tests => "requirements.txt",
            Self::Quality => "requirements-quality.txt",
            Self::Wheel => "requirements-wheel.txt",
        };
        python_tests().join(name)
    }
}

/// An environment for this interpreter: the one of the last run where nothing changed since, or a
/// new one. Other processes wait meanwhile.
pub(crate) fn venv(python: &Python, tools: Tools) -> Venv {
    let folder = target_folder()
        .join("python")
        .join(format!("{python}{}", tools.folder_suffix()));
    fs::create_dir_all(&folder).expect("the folder of the environment can be made");

    let lock = File::create(folder.with_added_extension("lock")).expect("a lock file can be made");
    lock.lock().expect("a lock file can be locked");
    // Written last, so that an interrupted installation is started over.
    let stamp_file = folder.join("complete");
    let stamp = stamp(python, tools);
    let venv = Venv { folder };
    if fs::read_to_string(&stamp_file).ok().as_ref() != Some(&stamp) {
        fs::remove_dir_all(&venv.folder).expect("an outdated environment can be removed");
        install(python, tools, &venv);
        fs::write(&stamp_file, stamp).expect("the stamp can be written");
    }
    venv
}

/// All that the content of an environment depends on.
fn stamp(python: &Python, tools: Tools) -> String {
    let read = |tools: Tools| {
        let file = tools.requirements();
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let mut parts = vec![python.executable.display().to_string()];
    match tools {
        // Both files, as one includes the other.
        Tools::Tests | Tools::Quality => parts.extend([read(Tools::Tests), read(Tools::Quality)]),
        Tools::Wheel => parts.push(read(tools)),
    }
    parts.join("\n")
}

fn install(python: &Python, tools: Tools, venv: &Venv) {
    let mut create = Command::new(&python.executable);
    create.args(["-I", "-m", "venv"]).arg(&venv.folder);
    run(
        create,
        &format!("make a virtual environment with CPython {python}"),
    );

    let mut pip = Command::new(venv.python());
    pip.args([
        "-I",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(["--no-input", "--prefer-binary", "--requirement"])
    .arg(tools.requirements());
    run(pip, &format!("install the tools for CPython {python}"));
}

fn run(mut command: Command, task: &str) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot {task}: {error}"));
    assert!(
        output.status.success(),
        "cannot {task}: {command:?} ended with {}\n{}{}\n\
         hint: pip needs the package index (or PIP_INDEX_URL for a mirror); \
         the pins are in python_tests/requirements*.txt",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

/// The folder of the Python tests.
fn python_tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python_tests")
}
