//! What the generated Python reads like: for each construct what its module of the reference
//! project becomes, without the static part, and once the whole module.

mod support;

use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{Config, Generator};
use reference_project as reference;
use support::assert_snapshot;

/// The text of a module, without the hash of the API, which changes with every source line.
fn text(config: Config, inventory: RustInventory) -> String {
    let text = Generator::new(config, inventory)
        .file_text("reference_project")
        .expect("everything in the reference project is supported");
    let hidden = text
        .lines()
        .map(|line| match line.split_once("(\"__api_guard\", 0x") {
            Some((before, _)) => format!("{before}(\"__api_guard\", 0x<hash>)\n"),
            None => format!("{line}\n"),
        });
    hidden.collect()
}

fn assert_construct(word: &str, config: Config, register: fn(&mut RustInventory)) {
    let text = text(config, RustInventory::new().register(register).validate());
    let (_, own) = text
        .split_once("\n# The native library ")
        .expect("the static part ends here");
    let (_, own) = own
        .split_once("_library.load(path)\n")
        .expect("init_lib ends here");
    assert_snapshot(word, own.trim_start());
}

macro_rules! constructs {
    ($($word:ident)*) => {
        $(#[test]
        fn $word() {
            assert_construct(stringify!($word), Config::default(), reference::$word::register);
        })*
    };
}

constructs! {
    arrays asyncs borrows callbacks chars constants cstrings data_enums enums fn_pointers functions generics meta opaque options
    pointers positions primitives records references results services slices strings structs surrogates vecs wire
}

/// What the author chooses for the reference project.
fn config() -> Config {
    Config::builder()
        .synchronized(reference::synchronized::SERVICES)
        .build()
}

#[test]
fn synchronized() {
    assert_construct("synchronized", config(), reference::synchronized::register);
}

#[test]
fn whole_module() {
    assert_snapshot("whole_module", &text(config(), reference::inventory()));
}

/// The guard has no items of its own to show, but a line in the loader.
#[test]
fn guard() {
    let text = text(config(), reference::inventory());
    let start = text
        .find("\n# The native library ")
        .expect("the loader has a heading");
    let end = text.find("\n# Constants ").expect("constants follow");
    assert_snapshot("guard", text[start..end].trim_start());
}
