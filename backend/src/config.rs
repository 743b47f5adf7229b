//! What an author can choose.

use std::collections::{BTreeMap, BTreeSet};

/// How the bindings are written; the defaults serve.
///
/// ```
/// use interoptopus_backend_cpython::Config;
///
/// let config = Config::builder()
///     .library("example_library")
///     .docstring("Bindings of the example library.")
///     .build();
/// assert_eq!(config, config.clone());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    pub(crate) library: Option<String>,
    pub(crate) docstring: Option<String>,
    /// Folders, relative to that of the module.
    pub(crate) search: Vec<String>,
    /// Services, as they are called in Python.
    pub(crate) synchronized: BTreeSet<String>,
    pub(crate) wire_arrays: bool,
    /// Services, as they are called in Python.
    pub(crate) nonblocking_spawn: BTreeSet<String>,
    /// Python modules, by the types that they have.
    pub(crate) external: BTreeMap<String, String>,
    pub(crate) docstring_style: DocstringStyle,
}

/// How docstrings show the Markdown of Rust's docs, for [`ConfigBuilder::docstring_style`].
///
/// In both, links between items become the names that Python knows, and of examples in Rust the
/// lines that rustdoc hides are left out.
///
/// ```
/// use interoptopus_backend_cpython::DocstringStyle;
///
/// assert_eq!(DocstringStyle::default(), DocstringStyle::Google);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocstringStyle {
    /// Sections such as `Raises:`, with their text indented, which Python's editors and
    /// documentation tools know.
    ///
    /// ```text
    /// Divides `x` by `y`.
    ///
    /// Raises:
    ///     MathErrorException: If `y` is zero.
    ///     RustPanicError: If Rust reports a panic.
    ///     NullError: If Rust returns null.
    /// ```
    #[default]
    Google,
    /// Markdown, with headings as the author wrote them.
    ///
    /// ```text
    /// Divides `x` by `y`.
    ///
    /// # Errors
    ///
    /// If `y` is zero.
    ///
    /// Raises `MathErrorException`, `RustPanicError` or `NullError`.
    /// ```
    Markdown,
}

impl Config {
    /// Starts from the defaults.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// assert_eq!(Config::builder().build(), Config::default());
    /// ```
    #[must_use]
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }
}

/// Builds a [`Config`], one choice after another.
///
/// ```
/// use interoptopus_backend_cpython::Config;
///
/// let config = Config::builder().library("example_library").build();
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConfigBuilder {
    config: Config,
}

impl ConfigBuilder {
    /// The name of the native library: `example` for `libexample.so`, `libexample.dylib` and
    /// `example.dll`. By default the stem of the Python file.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().library("example_library").build();
    /// ```
    #[must_use]
    pub fn library(mut self, name: impl Into<String>) -> Self {
        self.config.library = Some(name.into());
        self
    }

    /// More folders in which the native library is looked for, in that order, after the folder of the
    /// module and before what the system's loader finds. A path that is not absolute starts at the
    /// folder of the module. None by default; several calls add up.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().search(["../../target/debug", "lib"]).build();
    /// ```
    #[must_use]
    pub fn search<S: Into<String>>(mut self, folders: impl IntoIterator<Item = S>) -> Self {
        let folders = folders.into_iter().map(Into::into);
        self.config.search.extend(folders);
        self
    }

    /// The docstring of the module. By default it names the native library.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().docstring("Talks to the example library.").build();
    /// ```
    #[must_use]
    pub fn docstring(mut self, text: impl Into<String>) -> Self {
        self.config.docstring = Some(text.into());
        self
    }

    /// The services, as they are called in Python, that one thread at a time may use: those whose
    /// types in Rust are `Send`, but not `Sync`, which nothing that the generator sees tells. None by
    /// default; several calls add up.
    ///
    /// Calls that use such a service, also as an argument, and its end wait until no other thread is
    /// in a call of any of these services. A name that no service has is refused.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().synchronized(["Basin", "Stick"]).build();
    /// ```
    #[must_use]
    pub fn synchronized<S: Into<String>>(mut self, services: impl IntoIterator<Item = S>) -> Self {
        let services = services.into_iter().map(Into::into);
        self.config.synchronized.extend(services);
        self
    }

    /// The services, as they are called in Python, whose runtimes start a task without waiting for any
    /// other thread, as Tokio's do: there `AsyncRuntime::spawn` only puts it in a queue. None by
    /// default; several calls add up.
    ///
    /// Then Python does not let other threads run while a task of such a service is started, which is
    /// over before they could do anything of use. Awaits that start together take about two thirds of
    /// the time then, awaits one after another slightly more than before. If a `spawn` waits all the same, for a lock that another thread holds while it calls Python, both
    /// wait for ever: that no `spawn` does is for the author to know. A name that no service has, or
    /// one that starts no tasks, is refused.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().nonblocking_spawn(["Worker"]).build();
    /// ```
    #[must_use]
    pub fn nonblocking_spawn<S: Into<String>>(
        mut self,
        services: impl IntoIterator<Item = S>,
    ) -> Self {
        let services = services.into_iter().map(Into::into);
        self.config.nonblocking_spawn.extend(services);
        self
    }

    /// Whether vectors and arrays of numbers in a `Wire` are read as `array.array`, not as `list`: a
    /// fraction of the time and memory for many numbers. Those of `u8` are `bytes` in any case.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().wire_arrays(true).build();
    /// ```
    #[must_use]
    pub fn wire_arrays(mut self, choice: bool) -> Self {
        self.config.wire_arrays = choice;
        self
    }

    /// The Python module that has a type already, such as the bindings of another library: there
    /// it is imported from, in place of a definition of its own. None by default; a call for each.
    ///
    /// The type is named as it is called in Python, in a package with its module if need be
    /// (`shapes.Vec2`). It must be a struct of plain data or an enum without data, and when the
    /// bindings are imported it must be laid out as this library has it.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().external("Vec2", "vectors").build();
    /// ```
    #[must_use]
    pub fn external(mut self, name: impl Into<String>, module: impl Into<String>) -> Self {
        self.config.external.insert(name.into(), module.into());
        self
    }

    /// How docstrings show the Markdown of Rust's docs.
    ///
    /// ```
    /// use interoptopus_backend_cpython::{Config, DocstringStyle};
    ///
    /// let config = Config::builder().docstring_style(DocstringStyle::Markdown).build();
    /// ```
    #[must_use]
    pub fn docstring_style(mut self, style: DocstringStyle) -> Self {
        self.config.docstring_style = style;
        self
    }

    /// The finished choices.
    ///
    /// ```
    /// use interoptopus_backend_cpython::Config;
    ///
    /// let config = Config::builder().build();
    /// ```
    #[must_use]
    pub fn build(self) -> Config {
        self.config
    }
}
