//! Small modules are as whole as the large one: whatever an inventory has of each construct, what
//! Python gets can be imported, and needs nothing that was left out.
#![expect(unreachable_pub, reason = "items as an author would write them")]

mod support;

use interoptopus::inventory::RustInventory;
use interoptopus::{function, service};
use interoptopus_backend_cpython::{Config, Generator};
use reference_project as reference;
use std::fs;
use std::process::Command;
use support::{Tools, pythons, target_folder, venv};

mod items {
    #![expect(
        clippy::ptr_cast_constness,
        reason = "the macro makes such casts for services that are not changed"
    )]

    use interoptopus::ffi;

    #[ffi]
    pub fn takes_text(_: ffi::String) {}

    #[ffi]
    pub fn returns_text() -> ffi::String {
        ffi::String::from(String::new())
    }

    #[ffi]
    pub fn takes_bytes(_: ffi::Slice<u8>) {}

    #[ffi]
    pub fn takes_texts(_: ffi::Slice<ffi::String>) {}

    #[ffi]
    pub fn returns_slice() -> ffi::Slice<'static, u32> {
        ffi::Slice::from_slice(&[])
    }

    #[ffi(service)]
    pub struct Lonely;

    #[ffi]
    impl Lonely {
        pub fn create() -> Self {
            Self
        }
    }
}

fn text(config: Config, inventory: RustInventory) -> String {
    Generator::new(config, inventory)
        .file_text("part")
        .expect("it is supported")
}

fn parts() -> Vec<(String, String)> {
    macro_rules! words {
        ($($word:ident)*) => {
            vec![$((
                stringify!($word).to_owned(),
                text(Config::default(), RustInventory::new().register(reference::$word::register).validate()),
            )),*]
        };
    }
    let mut parts = words! {
        arrays asyncs borrows callbacks chars constants cstrings data_enums enums fn_pointers functions generics
        meta opaque options pointers positions primitives records references results services slices strings
        structs surrogates vecs wire
    };
    let synchronized = Config::builder().synchronized(reference::synchronized::SERVICES);
    let inventory = RustInventory::new()
        .register(reference::synchronized::register)
        .validate();
    parts.push((
        "synchronized".to_owned(),
        text(synchronized.build(), inventory),
    ));
    let mut add = |name: &str, register: fn(&mut RustInventory)| {
        let inventory = RustInventory::new().register(register).validate();
        parts.push((name.to_owned(), text(Config::default(), inventory)));
    };
    add("nothing", |_| ());
    add("unused_strings", reference::strings::builtins);
    add("text_in", |it| {
        let _ = it
            .register(reference::strings::builtins)
            .register(function!(items::takes_text));
    });
    add("text_out", |it| {
        let _ = it
            .register(reference::strings::builtins)
            .register(function!(items::returns_text));
    });
    add("texts_in", |it| {
        let _ = it
            .register(reference::strings::builtins)
            .register(function!(items::takes_texts));
    });
    add("bytes_in", |it| {
        let _ = it.register(function!(items::takes_bytes));
    });
    add("slice_out", |it| {
        let _ = it.register(function!(items::returns_slice));
    });
    add("service", |it| {
        let _ = it.register(service!(items::Lonely));
    });
    parts
}

#[test]
fn every_part_can_be_imported() {
    let folder = target_folder().join("imports");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let mut script = String::new();
    for (name, text) in parts() {
        fs::write(folder.join(format!("part_{name}.py")), text).expect("it can be written");
        script.push_str(&format!("import part_{name}\n"));
    }
    for python in &pythons().usable {
        let output = Command::new(&python.executable)
            .args(["-c", &script])
            .env("PYTHONPATH", &folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("Python starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "CPython {python}: {message}");
    }
    // Functions may still name what is missing, which nobody notices before they are called.
    let newest = pythons().usable.last().expect("at least one");
    if newest.minor < 10 {
        return; // which ruff does not run on
    }
    let output = Command::new(venv(newest, Tools::Quality).python())
        .args(["-m", "ruff", "check", "--isolated", "--select=F"])
        .args(["--target-version=py37", "--output-format=concise"])
        .arg(&folder)
        .output()
        .expect("Python starts");
    let message = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{message}");
}
