//! What can go wrong: all problems of an inventory at once, or a file that cannot be written.

use std::fmt::{self, Debug, Display};
use std::io;
use std::path::PathBuf;

/// Why no bindings were written.
///
/// ```
/// use interoptopus::inventory::RustInventory;
/// use interoptopus_backend_cpython::{Config, Error, Generator};
///
/// let generator = Generator::new(Config::default(), RustInventory::new());
/// match generator.write_file("/dev/null/no/such/folder/example.py") {
///     Err(Error::Write { path, source, .. }) => println!("{}: {source}", path.display()),
///     Err(error) => println!("{error}"),
///     Ok(()) => println!("written"),
/// }
/// ```
#[non_exhaustive]
pub enum Error {
    /// The inventory holds what cannot be expressed in Python; nothing was written.
    #[non_exhaustive]
    Refused {
        /// Every problem found, in the order of the API: at least one.
        problems: Vec<Problem>,
    },
    /// A file or folder could not be read or written.
    #[non_exhaustive]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// One thing that cannot be expressed in Python, and what the author can do about it.
///
/// ```
/// use interoptopus::inventory::RustInventory;
/// use interoptopus::{ffi, function};
/// use interoptopus_backend_cpython::{Config, Error, Generator};
///
/// #[ffi]
/// pub fn init_lib() {}
///
/// let inventory = RustInventory::new().register(function!(init_lib)).validate();
/// match Generator::new(Config::default(), inventory).file_text("example") {
///     Err(Error::Refused { problems, .. }) => assert_eq!(problems[0].item(), "function `init_lib`"),
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    item: String,
    reason: String,
    hint: String,
}

impl Problem {
    pub(crate) fn new(
        item: impl Into<String>,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            item: item.into(),
            reason: reason.into(),
            hint: hint.into(),
        }
    }

    /// The item as the author knows it, such as ``struct `Vec2`, field `x` ``.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Why it was refused.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What the author can do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  hint: {}", self.item, self.reason, self.hint)
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { problems } => {
                let problem = if problems.len() == 1 {
                    "problem"
                } else {
                    "problems"
                };
                write!(
                    f,
                    "no Python was written, because of {} {problem}",
                    problems.len()
                )?;
                problems
                    .iter()
                    .try_for_each(|problem| write!(f, "\n{problem}"))
            }
            Self::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
        }
    }
}

/// As [`Display`], because this is what a test or a `main` that returns the error prints.
impl Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused { .. } => None,
            Self::Write { source, .. } => Some(source),
        }
    }
}
