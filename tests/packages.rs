//! The bindings as a package, and types that come from other bindings.

// Not all of `support`: see there.
#[path = "support/announce.rs"]
mod announce;
#[path = "support/diff.rs"]
mod diff;
#[expect(dead_code, reason = "a part of it is used")]
#[path = "support/library.rs"]
mod library;
#[path = "support/packages.rs"]
mod packages;
#[expect(dead_code, reason = "a part of it is used")]
#[path = "support/pythons.rs"]
mod pythons;
#[expect(dead_code, reason = "a part of it is used")]
#[path = "support/venv.rs"]
mod venv;

use diff::assert_snapshot;
use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{Config, Generator};
use library::target_folder;
use packages::{check_types, lint, run, write};
use pythons::pythons;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn atlas(folder: &str) -> PathBuf {
    let generator = Generator::new(Config::default(), atlas::inventory());
    write(
        folder,
        "atlas",
        &generator,
        &["tests/packages/atlas_client.py"],
    )
}

#[test]
fn what_a_package_reads_like() {
    let generator = Generator::new(Config::default(), atlas::inventory());
    let texts = generator.package_texts("atlas").expect("it is supported");
    let files: Vec<_> = texts.keys().map(String::as_str).collect();
    assert_eq!(
        files,
        [
            "__init__.py",
            "_bindings.py",
            "_runtime.py",
            "land.py",
            "py.typed",
            "sea/__init__.py",
            "sea/deep.py",
        ]
    );
    // What is static is shown elsewhere.
    let shown = texts.iter().filter(|(file, _)| *file != "_runtime.py");
    let shown: String = shown
        .map(|(file, text)| format!("==> {file} <==\n{text}\n"))
        .collect();
    assert_snapshot("package", &shown);
}

#[test]
fn the_client_runs_on_every_python() {
    let folder = atlas("client");
    for python in &pythons().usable {
        let said = run(python, &folder, &["-X", "dev", "atlas_client.py"]);
        assert_eq!(said.trim(), "all is well", "CPython {python}");
    }
}

#[test]
fn the_package_and_its_client_pass_all_checks() {
    let folder = atlas("checked");
    lint(&folder, &["atlas", "atlas_client.py"]);
    check_types(&folder, &["atlas", "atlas_client.py"]);
}

#[test]
fn what_is_there_already_is_left_alone() {
    let folder = target_folder().join("packages").join("again");
    let _ = fs::remove_dir_all(&folder);
    let package = folder.join("atlas");
    let generator = Generator::new(Config::default(), atlas::inventory());
    generator.write_package(&package).expect("it is supported");

    // Of an earlier run, and of others.
    let mark = fs::read_to_string(package.join("land.py")).expect("it was written");
    let files = [
        ("old.py", mark.as_str(), false),
        ("gone/deep.py", &mark, false),
        ("extra/__init__.py", "# Ours.\n", true),
        ("notes.txt", &mark, true),
        ("sea/extra.py", "", true),
    ];
    for (file, text, _) in files {
        let path = package.join(file);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    // Other bindings in the same folder.
    generator
        .write_file(package.join("other.py"))
        .expect_err("in one file the names collide");
    let other = Generator::new(Config::default(), RustInventory::new());
    other
        .write_file(package.join("other.py"))
        .expect("it is supported");

    // A package of the same name further down, and what would have to be written over.
    generator
        .write_package(package.join("vendored").join("atlas"))
        .expect("it is supported");
    let own = folder.join("own").join("atlas");
    fs::create_dir_all(&own).expect("it can be made");
    fs::write(own.join("land.py"), "# Ours.\n").expect("it can be written");
    let error = generator.write_package(&own).expect_err("it is refused");
    assert!(error.to_string().contains("land.py"), "{error}");
    assert!(!own.join("__init__.py").exists());

    let times = times(&package);
    generator.write_package(&package).expect("it is supported");
    for (file, _, is_kept) in files {
        assert_eq!(package.join(file).exists(), is_kept, "{file}");
    }
    assert!(!package.join("gone").exists());
    assert!(package.join("other.py").exists());
    assert!(package.join("vendored/atlas/sea/deep.py").exists());
    for (path, time) in self::times(&package) {
        assert_eq!(times.get(&path), Some(&time), "{}", path.display());
    }
}

/// Modules and items that are called as what modules of packages name themselves.
mod odd {
    #![expect(unreachable_pub, reason = "items as an author would write them")]

    use interoptopus::ffi;

    #[ffi(module = "globals")]
    pub fn spin() -> u8 {
        1
    }

    #[ffi(module = "annotations")]
    pub fn note() -> u8 {
        2
    }

    #[ffi(module = "_publish.inner")]
    pub fn print_out() -> u8 {
        3
    }

    #[ffi(module = "inner")]
    pub fn annotations() -> u8 {
        4
    }

    /// What enums with data keep under that name.
    #[ffi(module = "globals")]
    #[derive(Clone, Copy)]
    pub struct Twin {
        pub _names: u8,
    }

    pub mod other {
        use interoptopus::ffi;

        #[ffi(module = "inner")]
        #[derive(Clone, Copy)]
        pub struct Twin {
            pub _names: u16,
        }
    }

    /// Called `_bindings`, as the module, if nothing is done.
    #[ffi]
    fn bindings() -> u8 {
        5
    }

    pub(crate) fn inventory() -> interoptopus::inventory::RustInventory {
        use interoptopus::{extra_type, function};
        interoptopus::inventory::RustInventory::new()
            .register(function!(spin))
            .register(function!(note))
            .register(function!(print_out))
            .register(function!(annotations))
            .register(function!(bindings))
            .register(extra_type!(Twin))
            .register(extra_type!(other::Twin))
            .validate()
    }
}

#[test]
fn names_that_modules_of_packages_use() {
    let folder = target_folder().join("packages").join("odd");
    let generator = Generator::new(Config::default(), odd::inventory());
    generator
        .write_package(folder.join("odd"))
        .expect("it is supported");
    let script = "import types, odd\n\
        modules = (odd.globals_, odd.annotations_, odd._publish_.inner, odd.inner, odd._bindings)\n\
        assert all(isinstance(module, types.ModuleType) for module in modules)\n\
        assert odd.globals_.spin.__module__ == 'odd.globals_'\n\
        assert odd.annotations_.note is odd.note\n\
        assert odd.inner.annotations_ and odd._bindings_\n\
        assert odd.globals_.Twin is not odd.inner.Twin\n\
        assert odd.inner.Twin(500)._names == 500\n";
    for python in &pythons().usable {
        run(python, &folder, &["-c", script]);
    }
    lint(&folder, &["odd"]);
    check_types(&folder, &["odd"]);
}

fn times(folder: &Path) -> BTreeMap<PathBuf, std::time::SystemTime> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            found.extend(times(&path));
        } else {
            let time = path.metadata().and_then(|it| it.modified());
            found.insert(path, time.expect("files have times"));
        }
    }
    found
}

#[test]
fn folders_that_python_cannot_import() {
    let generator = Generator::new(Config::default(), atlas::inventory());
    for name in ["my-atlas", "class", "2d"] {
        let folder = target_folder().join("packages").join(name);
        let error = generator.write_package(&folder).expect_err("it is refused");
        assert!(error.to_string().contains("no way to import"), "{error}");
        assert!(!folder.exists());
    }
}

/// `Config::search`, from the folder of the package.
#[test]
fn libraries_in_other_folders() {
    let config = Config::builder().search(["nowhere", "../native libraries"]);
    let generator = Generator::new(config.build(), atlas::inventory());
    let folder = target_folder().join("packages").join("search");
    generator
        .write_package(folder.join("atlas"))
        .expect("it is supported");
    let native = library::library("atlas");
    let name = native.file_name().expect("a library is a file");
    let other = folder.join("native libraries");
    fs::create_dir_all(&other).expect("it can be made");
    let script = "import atlas\n\
        try: atlas.colour_of(1.0)\n\
        except atlas.LoadError as error: print(error)\n\
        else: print(repr(atlas.colour_of(1.0)))\n";
    for python in &pythons().usable {
        let _ = fs::remove_file(other.join(name));
        let said = run(python, &folder, &["-c", script]);
        let tried: Vec<_> = said.lines().filter(|line| line.starts_with("  ")).collect();
        let [beside, first, second, system] = tried.as_slice() else {
            panic!("{said}");
        };
        assert!(beside.contains("atlas"), "{beside}");
        assert!(first.contains("nowhere"), "{first}");
        assert!(second.contains("native libraries"), "{second}");
        assert!(!second.contains(".."), "{second}");
        assert!(
            !system.contains('/') || system.contains("cannot"),
            "{system}"
        );

        fs::copy(&native, other.join(name)).expect("it can be copied");
        let said = run(python, &folder, &["-c", script]);
        assert!(said.contains("Colour.Green"), "{said}");
    }
    lint(&folder, &["atlas"]);
}

mod external {
    use super::library::library;
    use super::{Config, Generator, Path, check_types, fs, lint, pythons, run, target_folder};
    use interoptopus_backend_cpython::Error;

    fn second(source: &str) -> Generator {
        let config = Config::builder()
            .library("atlas")
            .external("land.Point", source)
            .external("Colour", "colours");
        Generator::new(config.build(), atlas::inventory())
    }

    fn write(folder: &Path) {
        let first = Generator::new(Config::default(), atlas::inventory());
        first
            .write_package(folder.join("atlas"))
            .expect("it is supported");
        second("atlas.land")
            .write_package(folder.join("second"))
            .expect("it is supported");
        second("wrong")
            .write_package(folder.join("third"))
            .expect("it is supported");
        let files = [
            (
                "colours.py",
                "\"\"\"Colours.\"\"\"\n\nimport enum\n\n\nclass Colour(enum.IntEnum):\n    \"\"\"By hand.\"\"\"\n\n    Green = 0\n    Blue = 1\n",
            ),
            (
                "wrong.py",
                "import ctypes\nclass Point(ctypes.Structure):\n    _fields_ = [('x', ctypes.c_float), ('y', ctypes.c_int)]\n",
            ),
            (
                "client.py",
                "import atlas, colours, second\n\
                assert second.land.Point is atlas.land.Point\n\
                assert second.land.Point.__module__ == 'atlas.land'\n\
                assert second.colour_of(-1.0) is colours.Colour.Blue\n\
                assert second.land.walk(atlas.land.Point(1, 1), second.land.Point(2, 3)) == atlas.land.Point(1, 2)\n\
                assert second.landing(atlas.land.Point(1, 1)).quay == atlas.land.Point(1, 1)\n\
                try: import third\n\
                except ImportError as error: print(error)\n",
            ),
        ];
        for (file, text) in files {
            fs::write(folder.join(file), text).expect("it can be written");
        }
        let native = library("atlas");
        let name = native.file_name().expect("a library is a file");
        for package in ["atlas", "second"] {
            fs::copy(&native, folder.join(package).join(name)).expect("it can be copied");
        }
    }

    #[test]
    fn types_of_other_bindings_are_used() {
        let folder = target_folder().join("packages").join("external");
        fs::create_dir_all(&folder).expect("the folder can be made");
        write(&folder);
        for python in &pythons().usable {
            let said = run(python, &folder, &["client.py"]);
            let expected =
                "wrong.Point.y is not what the native library has there: generate both anew";
            assert_eq!(said.trim(), expected, "CPython {python}");
        }
        lint(&folder, &["second", "colours.py"]);
        check_types(&folder, &["second", "colours.py"]);
    }

    #[test]
    fn what_cannot_come_from_elsewhere() {
        let config = Config::builder()
            .external("Ship", "ships")
            .external("sea.Trouble", "troubles")
            .external("Kraken", "myths")
            .external("Point", "points")
            .external("Colour", "my-colours");
        let refusal = |config: Config| match Generator::new(config, atlas::inventory())
            .package_texts("atlas")
        {
            Err(error @ Error::Refused { .. }) => error.to_string(),
            other => panic!("{other:?}"),
        };
        let parts = Config::builder().external("sea.Island", "islands");
        let text = format!("{}\n\n{}", refusal(config.build()), refusal(parts.build()));
        super::assert_snapshot("error_external", &text);
    }
}
