//! The whole way: lower, check, emit, lay out, write.

use crate::config::Config;
use crate::constructs;
use crate::error::{Error, Problem};
use crate::model::{Api, is_importable, lower};
use crate::python::{Docstring, Module, Stmt};
use crate::shelf::Shelf;
use interoptopus::inventory::RustInventory;
use std::path::Path;
use std::{fs, io};

/// Writes Python bindings for the items of one inventory.
///
/// ```
/// use interoptopus::inventory::RustInventory;
/// use interoptopus::{ffi, function};
/// use interoptopus_backend_cpython::{Config, Generator};
///
/// #[ffi]
/// pub fn sum(x: u32, y: u32) -> u32 {
///     x.wrapping_add(y)
/// }
///
/// fn my_inventory() -> RustInventory {
///     RustInventory::new().register(function!(sum)).validate()
/// }
///
/// # let folder = std::env::temp_dir().join("interoptopus_backend_cpython_generator");
/// let file = folder.join("example_library.py");
/// Generator::new(Config::default(), my_inventory()).write_file(file)?;
/// # Ok::<(), interoptopus_backend_cpython::Error>(())
/// ```
pub struct Generator {
    config: Config,
    inventory: RustInventory,
}

impl Generator {
    /// Prepares the bindings of an inventory.
    ///
    /// ```
    /// use interoptopus::inventory::RustInventory;
    /// use interoptopus_backend_cpython::{Config, Generator};
    ///
    /// let generator = Generator::new(Config::default(), RustInventory::new());
    /// ```
    #[must_use]
    pub fn new(config: Config, inventory: RustInventory) -> Self {
        Self { config, inventory }
    }

    /// Writes one self-contained module. Missing folders are created, a file that holds the same
    /// text already is left untouched.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with every problem of the inventory, before anything is written;
    /// [`Error::Write`] if the file cannot be written.
    ///
    /// ```no_run
    /// # use interoptopus::inventory::RustInventory;
    /// # fn my_inventory() -> RustInventory { RustInventory::new() }
    /// use interoptopus_backend_cpython::{Config, Generator};
    ///
    /// Generator::new(Config::default(), my_inventory())
    ///     .write_file("bindings/python/example_library.py")?;
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn write_file(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let stem = module_name(path)?;
        let text = self.file_text(&stem)?;
        write_if_changed(path, &text).map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })
    }

    /// The text that [`write_file`](Self::write_file) writes to `{stem}.py`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with every problem of the inventory.
    ///
    /// ```
    /// # use interoptopus::inventory::RustInventory;
    /// # fn my_inventory() -> RustInventory { RustInventory::new() }
    /// use interoptopus_backend_cpython::{Config, Generator};
    ///
    /// let text = Generator::new(Config::default(), my_inventory()).file_text("example_library")?;
    /// assert!(text.contains("EXAMPLE_LIBRARY_LIBRARY"));
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn file_text(&self, stem: &str) -> Result<String, Error> {
        Ok(self.module(&self.model()?, stem).text())
    }

    /// A look inside, for contributors: what one stage makes of the inventory.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with every problem of the inventory.
    ///
    /// ```
    /// # use interoptopus::inventory::RustInventory;
    /// # fn my_inventory() -> RustInventory { RustInventory::new() }
    /// use interoptopus_backend_cpython::{Config, Generator, Stage};
    ///
    /// let generator = Generator::new(Config::default(), my_inventory());
    /// println!("{}", generator.inspect(Stage::Model, "example_library")?);
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn inspect(&self, stage: Stage, stem: &str) -> Result<String, Error> {
        let model = self.model()?;
        Ok(match stage {
            Stage::Model => format!("{model:#?}"),
            Stage::Module => format!("{:#?}", self.module(&model, stem)),
            Stage::Text => self.module(&model, stem).text(),
        })
    }

    fn model(&self) -> Result<Api, Error> {
        lower(&self.inventory, &self.config, &Shelf::get().reserved())
            .map_err(|problems| Error::Refused { problems })
    }

    fn module(&self, api: &Api, stem: &str) -> Module {
        let library = self.config.library.as_deref().unwrap_or(stem);
        let mut own = constructs::library(api, library);
        own.extend(constructs::natives(api));
        let natives_end = own.len();
        own.extend(part("Constants", constructs::constants(api)));
        let services = constructs::services(api);
        let functions = constructs::functions(api);
        let mut names = Module::names_of(functions.iter().chain(&services));
        let types = constructs::types(api, names.clone());
        names.extend(Module::names_of(own.iter().chain(&types)));
        let mut taken = Shelf::get().take(&names);
        let mut no_strings = Vec::new();
        if api.strings.is_none() && taken.has_strings {
            // What is taken knows strings too, which this library has none of.
            no_strings = constructs::no_strings();
            let mut names = names.clone();
            names.extend(Module::names_of(&no_strings));
            taken = Shelf::get().take(&names);
        }
        let has_views = ["_SliceCodec", "_VecCodec"]
            .iter()
            .any(|it| names.contains(it));
        own.splice(natives_end..natives_end, no_strings);
        own.extend(part("Types", types));
        own.extend(part("Services", services));
        own.extend(part("Functions", functions));
        let mut public = constructs::public_names(api);
        public.extend(taken.public);
        public.push("init_lib".to_owned());
        let doc = match &self.config.docstring {
            Some(text) => Docstring::new(text.lines()),
            None => Docstring::new([format!(
                "Python bindings of the native library `{library}`."
            )]),
        };
        let mut header =
            vec!["Generated by interoptopus_backend_cpython: changes belong into the Rust source."];
        if constructs::has_private_functions(api) {
            // Functions that are not `pub` are private in Python, where nothing here calls them.
            header.push("pyright: reportUnusedFunction=false");
        }
        if constructs::has_private_classes(api) {
            header.push("pyright: reportUnusedClass=false");
        }
        if Module::redefines_constants(&own) {
            // What is called as in Rust is no constant for that.
            header.push("pyright: reportConstantRedefinition=false");
        }
        if has_views || !api.services.is_empty() {
            // Codecs look into views, vectors and services, as nobody else should.
            header.push("pyright: reportPrivateUsage=false");
        }
        if constructs::has_lowercase_variants(api) {
            // Classes of variants are called as in Rust.
            header.push("ruff: noqa: PYI042");
        }
        let mut body = part("What every such module holds", taken.statements);
        body.extend(part("The native library", own));
        Module {
            header,
            doc,
            imports: taken.imports,
            public,
            body,
        }
    }
}

/// A stage on the way from the inventory to the text, for [`Generator::inspect`].
///
/// ```
/// use interoptopus_backend_cpython::Stage;
///
/// assert_ne!(Stage::Model, Stage::Text);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// What is exported, named and ordered.
    Model,
    /// The Python module as a tree.
    Module,
    /// The Python module as it stands in the file.
    Text,
}

/// The name under which Python imports the file. The module of a folder is called as the folder.
fn module_name(path: &Path) -> Result<String, Error> {
    let refuse = |reason: &str, hint: &str| {
        let item = format!("file `{}`", path.display());
        Err(Error::Refused {
            problems: vec![Problem::new(item, reason, hint)],
        })
    };
    if path.extension().is_none_or(|extension| extension != "py") {
        return refuse("Python imports files that end in `.py`", "add the ending");
    }
    let stem = match path.file_stem() {
        Some(stem) if stem == "__init__" => path.parent().and_then(Path::file_name),
        stem => stem,
    };
    let stem = stem
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    if !is_importable(&stem) {
        let reason = format!("Python has no way to import `{stem}`");
        let hint = "choose a name of letters, digits and underscores that is no keyword; the name \
                    of the native library may differ, see `Config::library`";
        return refuse(&reason, hint);
    }
    Ok(stem)
}

/// Statements under a heading, unless there are none.
fn part(title: &'static str, statements: Vec<Stmt>) -> Vec<Stmt> {
    if statements.is_empty() {
        return Vec::new();
    }
    [Stmt::Blank, Stmt::Section(title)]
        .into_iter()
        .chain(statements)
        .collect()
}

fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
