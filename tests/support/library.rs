//! The native libraries that Cargo built along with the tests, and the bindings beside them.

use interoptopus_backend_cpython::Generator;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// Writes `<name>.py` into `folder`, and the native library of that name beside it.
pub(crate) fn write_bindings(folder: &Path, name: &str, generator: &Generator) {
    write_bindings_for(&library(name), folder, name, generator);
}

/// Writes `<name>.py` into `folder`, and that native library beside it.
///
/// Other processes may do the same at the same time, or have the files in use: so each appears
/// whole, and one that would not change stays untouched.
pub(crate) fn write_bindings_for(native: &Path, folder: &Path, name: &str, generator: &Generator) {
    let staging = folder.join(format!("staging-{}", process::id()));
    fs::create_dir_all(&staging).expect("the bindings folder can be made");

    let native_name = native.file_name().expect("a library is a file");
    fs::copy(native, staging.join(native_name)).expect("the native library can be copied");
    publish(&staging.join(native_name), &folder.join(native_name));

    let module = format!("{name}.py");
    generator
        .write_file(staging.join(&module))
        .unwrap_or_else(|error| panic!("the bindings of {name} cannot be generated: {error}"));
    publish(&staging.join(&module), &folder.join(&module));

    fs::remove_dir_all(&staging).expect("the staging folder can be removed");
}

/// Moves a complete file to its place, unless one with the same content is there.
fn publish(from: &Path, to: &Path) {
    let new = fs::read(from).expect("the staged file can be read");
    if fs::read(to).is_ok_and(|old| old == new) {
        return;
    }
    fs::rename(from, to)
        .unwrap_or_else(|error| panic!("{} cannot be replaced: {error}", to.display()));
}

/// The native library of a workspace member, as Cargo built it for this test run.
pub(crate) fn library(name: &str) -> PathBuf {
    let file = profile_folder()
        .join("deps")
        .join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"));
    assert!(
        file.exists(),
        "{} is missing: is `{name}` a dev-dependency here?",
        file.display()
    );
    file
}

/// Cargo's `target` folder.
pub(crate) fn target_folder() -> PathBuf {
    profile_folder()
        .parent()
        .expect("profiles have a folder within `target`")
        .to_owned()
}

/// `target/<profile>`. Tests run from `deps` within it, examples from `examples`.
pub(crate) fn profile_folder() -> PathBuf {
    let executable = env::current_exe().expect("a running program has a path");
    let folder = executable.parent().expect("an executable is in a folder");
    folder
        .parent()
        .expect("Cargo's folders are nested")
        .to_owned()
}
