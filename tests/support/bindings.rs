//! The bindings of the reference project. Apart from the other helpers, because a test that uses
//! another library must not link this one: both export an API guard.

use super::library::{profile_folder, write_bindings};
use interoptopus_backend_cpython::{Config, Generator};
use reference_project::synchronized;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder with the bindings of the reference project: `reference_project.py` and, beside it,
/// the native library. Written once per process, shared by all.
pub(crate) fn bindings() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = profile_folder().join("bindings");
        write_bindings(&folder, "reference_project", &generator());
        folder
    })
}

/// What writes them.
pub(crate) fn generator() -> Generator {
    let config = Config::builder().synchronized(synchronized::SERVICES);
    Generator::new(config.build(), reference_project::inventory())
}
