//! The bindings of the reference project, with the library that counts what it allocates.

use super::bindings::generator;
use super::library::{target_folder, write_bindings_for};
use super::nested::{nested_cargo, nested_library, run_nested};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder with `reference_project.py` and, beside it, the native library built with the
/// feature `counting`. Written once per process, shared by all.
pub(crate) fn counting_bindings() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = target_folder().join("counting");
        fs::create_dir_all(&folder).expect("the bindings folder can be made");
        // Until the library is copied, another process must not build it anew.
        let lock =
            File::create(folder.with_added_extension("lock")).expect("a lock file can be made");
        lock.lock().expect("a lock file can be locked");
        build();
        write_bindings_for(
            &nested_library("reference_project"),
            &folder,
            "reference_project",
            &generator(),
        );
        folder
    })
}

fn build() {
    let mut command = nested_cargo(Path::new(env!("CARGO_MANIFEST_DIR")));
    command
        .args(["build", "--locked", "--package", "reference_project"])
        .args(["--features", "counting"])
        // Lines of this crate, for valgrind. Dependencies as the other nested builds have them.
        .args(["--config", "profile.dev.debug='line-tables-only'"])
        .args(["--config", "profile.dev.package.'*'.debug=false"]);
    run_nested(command);
}
