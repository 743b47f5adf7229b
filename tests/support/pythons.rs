//! The Pythons on this machine: CPython 3.7 and later, one for each minor version.

use std::collections::BTreeMap;
use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fmt, fs};

/// The oldest version that the bindings support.
const OLDEST_MINOR: u32 = 7;

/// A working interpreter.
#[derive(Debug, Clone)]
pub(crate) struct Python {
    pub(crate) executable: PathBuf,
    pub(crate) minor: u32,
    pub(crate) patch: u32,
    pub(crate) free_threaded: bool,
    has_venv: bool,
}

/// All that were found.
#[derive(Debug)]
pub(crate) struct Pythons {
    /// Oldest first; never more than one for a minor version and threading model.
    pub(crate) usable: Vec<Python>,
    /// Versions that no virtual environment can be made for: Debian packages that part separately.
    pub(crate) without_venv: Vec<Python>,
}

impl fmt::Display for Python {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = if self.free_threaded { "t" } else { "" };
        write!(f, "3.{}.{}{suffix}", self.minor, self.patch)
    }
}

impl Python {
    /// Sorts a free-threaded build before the default build of its version: so the newest one,
    /// which the tools for code quality run on, is a default build where there is one.
    fn sort_key(&self) -> (u32, bool) {
        (self.minor, !self.free_threaded)
    }
}

/// Finds the Pythons, once per process.
pub(crate) fn pythons() -> &'static Pythons {
    static PYTHONS: OnceLock<Pythons> = OnceLock::new();
    PYTHONS.get_or_init(|| {
        let mut best = BTreeMap::<_, Python>::new();
        for python in candidates().iter().filter_map(|path| probe(path)) {
            let known = best
                .entry(python.sort_key())
                .or_insert_with(|| python.clone());
            if (python.has_venv, python.patch) > (known.has_venv, known.patch) {
                *known = python;
            }
        }
        let (usable, without_venv) = best.into_values().partition(|python| python.has_venv);
        Pythons {
            usable,
            without_venv,
        }
    })
}

/// Files that may be a Python, each once: on `PATH`, then installed by pyenv, then by uv.
fn candidates() -> Vec<PathBuf> {
    let names: Vec<_> = (OLDEST_MINOR..=20)
        .flat_map(|minor| [format!("python3.{minor}"), format!("python3.{minor}t")])
        .chain(["python3".to_owned(), "python".to_owned()])
        .map(|name| name + EXE_SUFFIX)
        .collect();
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).flat_map(|folder| {
        names
            .iter()
            .map(move |name| folder.join(name))
            .collect::<Vec<_>>()
    });
    let installed = install_folders()
        .into_iter()
        .flat_map(|folder| subfolders(&folder))
        .map(|version| version.join("bin").join("python3"));

    let mut files = Vec::new();
    let mut seen = Vec::new();
    for file in on_path.chain(installed) {
        // By the file it leads to: `python3`, `python3.12` and its like are often links to one.
        if let Ok(target) = file.canonicalize()
            && !seen.contains(&target)
        {
            seen.push(target);
            files.push(file);
        }
    }
    files
}

/// Folders with one subfolder for each installed Python.
fn install_folders() -> Vec<PathBuf> {
    let variable = |name| env::var_os(name).map(PathBuf::from);
    let home = env::home_dir().unwrap_or_default();
    let pyenv = variable("PYENV_ROOT").unwrap_or_else(|| home.join(".pyenv"));
    let data = variable("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local").join("share"));
    let uv = variable("UV_PYTHON_INSTALL_DIR").unwrap_or_else(|| data.join("uv").join("python"));
    vec![pyenv.join("versions"), uv]
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// Prints eight words about the interpreter, then its path.
const PROBE: &str = "
import platform, sys, sysconfig
try:
    import ensurepip, venv
    has_venv = True
except ImportError:
    has_venv = False
print(
    platform.python_implementation(), sys.version_info[0], sys.version_info[1],
    sys.version_info[2], sys.version_info[3], sys.maxsize.bit_length() + 1,
    bool(sysconfig.get_config_var('Py_GIL_DISABLED')), has_venv,
)
print(sys.executable)
";

/// Asks a candidate what it is. One that does not run (pyenv puts a stand-in on `PATH` for each
/// version, and refuses those not chosen), another implementation, version, pointer width or a
/// pre-release is none of ours.
fn probe(candidate: &Path) -> Option<Python> {
    let output = Command::new(candidate)
        .args(["-I", "-c", PROBE])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (facts, executable) = text.trim_end().split_once('\n')?;
    let [
        name,
        major,
        minor,
        patch,
        level,
        bits,
        free_threaded,
        has_venv,
    ] = facts
        .split_whitespace()
        .collect::<Vec<_>>()
        .try_into()
        .ok()?;
    let python = Python {
        executable: PathBuf::from(executable.trim()),
        minor: minor.parse().ok()?,
        patch: patch.parse().ok()?,
        free_threaded: free_threaded == "True",
        has_venv: has_venv == "True",
    };
    let supported = name == "CPython"
        && major == "3"
        && python.minor >= OLDEST_MINOR
        && level == "final"
        && bits == usize::BITS.to_string();
    supported.then_some(python)
}
