//! An API reference in Markdown: what the generated module offers, in the terms of its users.

mod anchors;
mod page;
mod terms;

use crate::error::Error;
use crate::forms::file;
use crate::generate::{Generator, write_if_changed};
use crate::model::Form;
use page::Page;
use std::collections::BTreeMap;
use std::path::Path;

/// How the reference is written; the defaults serve.
///
/// ```
/// use interoptopus_backend_cpython::DocConfig;
///
/// let config = DocConfig::builder()
///     .title("Example library")
///     .preamble("Install it with `pip install example_library`.")
///     .build();
/// assert_eq!(config, config.clone());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocConfig {
    title: String,
    preamble: String,
    heading_level: usize,
}

impl Default for DocConfig {
    fn default() -> Self {
        Self {
            title: "API reference".to_owned(),
            preamble: String::new(),
            heading_level: 1,
        }
    }
}

impl DocConfig {
    /// Starts from the defaults.
    ///
    /// ```
    /// use interoptopus_backend_cpython::DocConfig;
    ///
    /// assert_eq!(DocConfig::builder().build(), DocConfig::default());
    /// ```
    #[must_use]
    pub fn builder() -> DocConfigBuilder {
        DocConfigBuilder::default()
    }
}

/// Builds a [`DocConfig`], one choice after another.
///
/// ```
/// use interoptopus_backend_cpython::DocConfig;
///
/// let config = DocConfig::builder().title("Example library").build();
/// ```
#[derive(Clone, Debug, Default)]
pub struct DocConfigBuilder {
    config: DocConfig,
}

impl DocConfigBuilder {
    /// The heading of the whole, in Markdown. By default "API reference".
    ///
    /// ```
    /// use interoptopus_backend_cpython::DocConfig;
    ///
    /// let config = DocConfig::builder().title("Example library").build();
    /// ```
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.config.title = title.into();
        self
    }

    /// Markdown between the title and the table of contents. None by default.
    ///
    /// ```
    /// use interoptopus_backend_cpython::DocConfig;
    ///
    /// let config = DocConfig::builder().preamble("For version 2.").build();
    /// ```
    #[must_use]
    pub fn preamble(mut self, text: impl Into<String>) -> Self {
        self.config.preamble = text.into();
        self
    }

    /// The level of the title, from 1 to 3; by default 1. For a text that becomes a part of another
    /// page.
    ///
    /// ```
    /// use interoptopus_backend_cpython::DocConfig;
    ///
    /// let config = DocConfig::builder().heading_level(2).build();
    /// ```
    #[must_use]
    pub fn heading_level(mut self, level: usize) -> Self {
        self.config.heading_level = level.clamp(1, 3);
        self
    }

    /// The finished choices.
    ///
    /// ```
    /// use interoptopus_backend_cpython::DocConfig;
    ///
    /// let config = DocConfig::builder().build();
    /// ```
    #[must_use]
    pub fn build(self) -> DocConfig {
        self.config
    }
}

/// Writes an API reference in Markdown: every type, service, function, callback and constant with
/// its Python signature and its docs, linked to each other.
///
/// ```
/// use interoptopus::inventory::RustInventory;
/// use interoptopus::{ffi, function};
/// use interoptopus_backend_cpython::{Config, DocConfig, DocGenerator, Generator};
///
/// /// Adds two numbers.
/// #[ffi]
/// pub fn sum(x: u32, y: u32) -> u32 {
///     x.wrapping_add(y)
/// }
///
/// fn my_inventory() -> RustInventory {
///     RustInventory::new().register(function!(sum)).validate()
/// }
///
/// # let folder = std::env::temp_dir().join("interoptopus_backend_cpython_docs");
/// let generator = Generator::new(Config::default(), my_inventory());
/// DocGenerator::new(&generator, DocConfig::default()).write_file(folder.join("docs.md"))?;
/// # Ok::<(), interoptopus_backend_cpython::Error>(())
/// ```
pub struct DocGenerator<'a> {
    generator: &'a Generator,
    config: DocConfig,
}

impl<'a> DocGenerator<'a> {
    /// Prepares the reference of what a generator writes.
    ///
    /// ```
    /// use interoptopus::inventory::RustInventory;
    /// use interoptopus_backend_cpython::{Config, DocConfig, DocGenerator, Generator};
    ///
    /// let generator = Generator::new(Config::default(), RustInventory::new());
    /// let reference = DocGenerator::new(&generator, DocConfig::default());
    /// ```
    #[must_use]
    pub fn new(generator: &'a Generator, config: DocConfig) -> Self {
        Self { generator, config }
    }

    /// Writes the reference to a file. Missing folders are created, a file that holds the same text
    /// already is left untouched.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with every problem of the inventory, before anything is written;
    /// [`Error::Write`] if the file cannot be written.
    ///
    /// ```no_run
    /// # use interoptopus::inventory::RustInventory;
    /// # fn my_inventory() -> RustInventory { RustInventory::new() }
    /// use interoptopus_backend_cpython::{Config, DocConfig, DocGenerator, Generator};
    ///
    /// let generator = Generator::new(Config::default(), my_inventory());
    /// DocGenerator::new(&generator, DocConfig::default()).write_file("docs.md")?;
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn write_file(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        write_if_changed(path, &self.text()?).map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })
    }

    /// The text that [`write_file`](Self::write_file) writes.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with every problem of the inventory.
    ///
    /// ```
    /// # use interoptopus::inventory::RustInventory;
    /// # fn my_inventory() -> RustInventory { RustInventory::new() }
    /// use interoptopus_backend_cpython::{Config, DocConfig, DocGenerator, Generator};
    ///
    /// let generator = Generator::new(Config::default(), my_inventory());
    /// let text = DocGenerator::new(&generator, DocConfig::default()).text()?;
    /// assert!(text.starts_with("# API reference\n"));
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn text(&self) -> Result<String, Error> {
        // What one file holds may not fit into a package, and the other way round.
        let api = match self.generator.model(Form::Package) {
            Ok(api) => api,
            Err(_) => self.generator.model(Form::File)?,
        };
        // Its name is that of the file, which the reference knows nothing of.
        let module = file::module(&api, self.generator.config(), "module");
        let page = |anchors| Page::write(&api, &module, &self.config, anchors);
        // Where the headings are is known once all of them are written.
        let nowhere = BTreeMap::new();
        let anchors = page(&nowhere).anchors();
        Ok(page(&anchors).text())
    }
}
