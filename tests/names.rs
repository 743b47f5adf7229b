//! Names of an author beside those of the generator: what is called alike is still told apart.
#![expect(unreachable_pub, reason = "items as an author would write them")]

use interoptopus::function;
use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{Config, Generator};
use items::{level, number, wrapped};

mod items {
    use interoptopus::ffi;

    /// As the generator calls an unsigned byte in the name of an option.
    #[ffi]
    #[derive(Clone, Copy)]
    pub enum U8 {
        Low,
        High,
    }

    /// As the generator calls an option of an unsigned byte.
    #[ffi]
    #[derive(Clone, Copy)]
    pub struct OptionU8 {
        pub number: u8,
    }

    #[ffi]
    pub fn level(x: ffi::Option<U8>) -> ffi::Option<U8> {
        x
    }

    #[ffi]
    pub fn number(x: ffi::Option<u8>) -> ffi::Option<u8> {
        x
    }

    #[ffi]
    pub fn wrapped(x: ffi::Option<OptionU8>) -> ffi::Option<OptionU8> {
        x
    }
}

#[test]
fn types_called_as_primitives_are_no_primitives() {
    let inventory = RustInventory::new()
        .register(function!(level))
        .register(function!(number))
        .register(function!(wrapped))
        .validate();
    let text = Generator::new(Config::default(), inventory)
        .file_text("example")
        .expect("the names are allowed");
    let codecs: Vec<_> = text
        .lines()
        .filter_map(|line| line.split_once(" = _option("))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(codecs.len(), 3, "{codecs:?}");
    for function in ["level", "number", "wrapped"] {
        let (_, body) = text
            .split_once(&format!("\ndef {function}("))
            .expect("it is there");
        let (body, _) = body.split_once("\n\n\n").unwrap_or((body, ""));
        let used: Vec<_> = codecs
            .iter()
            .filter(|codec| body.contains(&format!("{codec}.")))
            .collect();
        assert_eq!(used.len(), 1, "{function} uses {used:?}");
    }
}
