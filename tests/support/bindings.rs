//! The bindings of the reference project. Apart from the other helpers, because a test that uses
//! another library must not link this one: both export an API guard.

use super::library::{profile_folder, write_bindings};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder with the bindings of the reference project: `reference_project.py` and, beside it,
/// the native library. Written once per process, shared by all.
pub(crate) fn bindings() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = profile_folder().join("bindings");
        write_bindings(&folder, "reference_project", reference_project::inventory());
        folder
    })
}
