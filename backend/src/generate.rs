//! The whole way: lower, check, emit, lay out, write.

use crate::config::Config;
use crate::error::{Error, Problem};
use crate::forms::{file, package};
use crate::model::{Api, Form, RUNTIME, is_importable, lower};
use crate::shelf::Shelf;
use interoptopus::inventory::RustInventory;
use std::collections::{BTreeMap, BTreeSet};
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
        let model = self.model(Form::File)?;
        Ok(file::module(&model, &self.config, stem).text())
    }

    /// Writes a package: a module for each `#[ffi(module = "…")]`, with the rest in the package itself,
    /// and `py.typed`, which tells type checkers to look. Missing folders are created, files that
    /// hold the same text already are left untouched, and modules that an earlier run wrote to the
    /// package and this one does not are deleted. Modules that somebody else wrote are not touched: where
    /// one would have to be, nothing is written.
    ///
    /// All that the package itself does not have in another meaning can be imported from it, too:
    /// what works with one file works with the package.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with every problem of the inventory, before anything is written;
    /// [`Error::Write`] if a file cannot be written or deleted.
    ///
    /// ```no_run
    /// # use interoptopus::inventory::RustInventory;
    /// # fn my_inventory() -> RustInventory { RustInventory::new() }
    /// use interoptopus_backend_cpython::{Config, Generator};
    ///
    /// Generator::new(Config::default(), my_inventory())
    ///     .write_package("bindings/python/example_library")?;
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn write_package(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        let folder = folder.as_ref();
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        check_importable(&name, &format!("folder `{}`", folder.display()))?;
        let texts = self.package_texts(&name)?;
        check_foreign(folder, &texts)?;
        // Last what imports the others, which are whole by then.
        for (file, text) in texts.iter().rev() {
            let path = folder.join(file);
            write_if_changed(&path, text).map_err(|source| Error::Write { path, source })?;
        }
        let written = texts.keys().map(|file| file.to_lowercase()).collect();
        remove_stale(folder, folder, &name, &written)?;
        Ok(())
    }

    /// The texts that [`write_package`](Self::write_package) writes to the folder `name`, by their
    /// paths in it, of which the parts are joined by `/`.
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
    /// let generator = Generator::new(Config::default(), my_inventory());
    /// let texts = generator.package_texts("example_library")?;
    /// assert!(texts["__init__.py"].contains("init_lib"));
    /// assert_eq!(texts["py.typed"], "");
    /// # Ok::<(), interoptopus_backend_cpython::Error>(())
    /// ```
    pub fn package_texts(&self, name: &str) -> Result<BTreeMap<String, String>, Error> {
        let model = self.model(Form::Package)?;
        let modules = package::modules(&model, &self.config, name);
        let mut texts: BTreeMap<_, _> = modules
            .into_iter()
            .map(|(path, module)| (path, module.text()))
            .collect();
        texts.insert("py.typed".to_owned(), String::new());
        Ok(texts)
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
        let model = self.model(Form::File)?;
        let module = || file::module(&model, &self.config, stem);
        Ok(match stage {
            Stage::Model => format!("{model:#?}"),
            Stage::Module => format!("{:#?}", module()),
            Stage::Text => module().text(),
        })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn model(&self, form: Form) -> Result<Api, Error> {
        lower(
            &self.inventory,
            &self.config,
            &Shelf::get().reserved(),
            form,
        )
        .map_err(|problems| Error::Refused { problems })
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
    let item = format!("file `{}`", path.display());
    if path.extension().is_none_or(|extension| extension != "py") {
        let reason = "Python imports files that end in `.py`";
        let problems = vec![Problem::new(item, reason, "add the ending")];
        return Err(Error::Refused { problems });
    }
    let stem = match path.file_stem() {
        Some(stem) if stem == "__init__" => path.parent().and_then(Path::file_name),
        stem => stem,
    };
    let stem = stem
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    check_importable(&stem, &item)?;
    Ok(stem)
}

fn check_importable(name: &str, item: &str) -> Result<(), Error> {
    if is_importable(name) {
        return Ok(());
    }
    let reason = format!("Python has no way to import `{name}`");
    let hint = "choose a name of letters, digits and underscores that is no keyword; the name \
                of the native library may differ, see `Config::library`";
    Err(Error::Refused {
        problems: vec![Problem::new(item, reason, hint)],
    })
}

/// Refuses to write over what somebody else wrote.
fn check_foreign(folder: &Path, texts: &BTreeMap<String, String>) -> Result<(), Error> {
    let is_foreign = |file: &&String| {
        let old = fs::read(folder.join(file)).unwrap_or_default();
        !old.is_empty() && !old.starts_with(package::first_line().as_bytes())
    };
    let modules = texts
        .keys()
        .filter(|file| Path::new(file).extension().is_some_and(|it| it == "py"));
    let problems: Vec<_> = modules
        .filter(is_foreign)
        .map(|file| {
            let item = format!("file `{}`", folder.join(file).display());
            let reason = "is there already, and this generator did not write it";
            Problem::new(
                item,
                reason,
                "move it, or write the package to another folder",
            )
        })
        .collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error::Refused { problems })
}

/// Deletes the modules that an earlier run wrote to the package, and this one did not. Returns whether
/// there were any.
fn remove_stale(
    package: &Path,
    folder: &Path,
    name: &str,
    written: &BTreeSet<String>,
) -> Result<bool, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| Error::Write { path, source }
    };
    let mut found: Vec<_> = fs::read_dir(folder)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(failed(folder))?;
    found.sort_by_key(fs::DirEntry::path);
    let mut has_removed = false;
    for entry in found {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            // A package of its own, whatever its name, belongs to somebody else.
            let is_other = path.join(format!("{RUNTIME}.py")).exists();
            if !is_other && remove_stale(package, &path, name, written)? {
                has_removed = true;
                // Unless there is something else in it.
                let _ = fs::remove_dir(&path);
            }
            continue;
        }
        let parts: Option<Vec<_>> = path
            .strip_prefix(package)
            .ok()
            .map(|path| path.iter().map(|part| part.to_string_lossy()).collect());
        // Some file systems do not tell case apart.
        let is_written = parts.is_some_and(|it| written.contains(&it.join("/").to_lowercase()));
        let is_python = path.extension().is_some_and(|extension| extension == "py");
        if is_written || !is_python {
            continue;
        }
        // What cannot be read was not written here.
        let text = fs::read(&path).unwrap_or_default();
        if text.starts_with(package::mark(name).as_bytes()) {
            fs::remove_file(&path).map_err(failed(&path))?;
            has_removed = true;
        }
    }
    Ok(has_removed)
}

pub(crate) fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
