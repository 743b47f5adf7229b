//! A Cargo project of its own with the invented library: written, compiled, and its bindings
//! generated.

use crate::support::{nested_cargo, nested_library, run_nested, target_folder};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The project, built. No other process touches it as long as this lives.
pub(crate) struct Project {
    /// Where the bindings are, under the project's name.
    pub(crate) bindings: PathBuf,
    /// The native library.
    pub(crate) library: PathBuf,
    /// What Python gets to know about the types.
    pub(crate) description: PathBuf,
    _lock: File,
}

impl Project {
    /// From the files of its sources and the description of its types.
    pub(crate) fn build(name: &str, sources: &[(String, String)], description: &str) -> Self {
        let folder = target_folder().join("property").join(name);
        fs::create_dir_all(folder.join("src")).expect("the project's folder can be made");
        fs::create_dir_all(folder.join("examples")).expect("the project's folder can be made");
        let lock = File::create(folder.join("lock")).expect("a lock file can be made");
        lock.lock().expect("the lock can be taken");

        write(&folder.join("Cargo.toml"), &manifest(name));
        // The same versions as here, and none that is not on this machine.
        let versions = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo keeps one");
        write(&folder.join("Cargo.lock"), &versions);
        write(
            &folder.join("examples").join("generate.rs"),
            &generate(name),
        );
        for (file, text) in sources {
            write(&folder.join("src").join(file), text);
        }
        let description_file = folder.join("types.json");
        write(&description_file, description);

        let bindings = folder.join("bindings");
        let mut generate = nested_cargo(&folder);
        generate
            .args(["run", "--example", "generate", "--"])
            .arg(bindings.join(format!("{name}.py")));
        run_nested(generate);
        Self {
            bindings,
            library: nested_library(name),
            description: description_file,
            _lock: lock,
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Optimised, as registers that hold nonsense often do no harm otherwise.
fn manifest(name: &str) -> String {
    format!(
        "[package]
name = \"{name}\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[workspace]

[lib]
crate-type = [\"cdylib\", \"rlib\"]

[dependencies]
interoptopus = \"0.16\"

[dev-dependencies]
interoptopus_backend_cpython = {{ path = '{}' }}

[profile.dev]
opt-level = 1
debug = false
incremental = false

[profile.dev.package.\"*\"]
opt-level = 0
",
        root().join("backend").display()
    )
}

/// A program that writes the bindings.
fn generate(name: &str) -> String {
    format!(
        "use interoptopus_backend_cpython::{{Config, Generator}};

fn main() {{
    let path = std::env::args_os().nth(1).expect(\"the path of the bindings\");
    let generator = Generator::new(Config::default(), {name}::inventory());
    if let Err(error) = generator.write_file(std::path::PathBuf::from(path)) {{
        eprintln!(\"{{error}}\");
        std::process::exit(1);
    }}
}}
"
    )
}

/// Writes a file, unless it would not change: Cargo compiles only what is new.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
