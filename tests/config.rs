//! What `Config` chooses, where no other test shows it, in both forms of the output.

use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{Config, Generator};

/// The text with the docstring, and that with the library.
fn texts(config: Config) -> [[String; 2]; 2] {
    let generator = Generator::new(config, RustInventory::new());
    let file = generator.file_text("example").expect("it is supported");
    let package = generator.package_texts("example").expect("it is supported");
    [
        [file.clone(), file],
        ["__init__.py", "_runtime.py"].map(|name| package[name].clone()),
    ]
}

#[test]
fn the_defaults_name_the_library() {
    for [docstring, library] in texts(Config::default()) {
        let expected = "\"\"\"Python bindings of the native library `example`.\"\"\"\n";
        assert!(docstring.contains(expected), "{docstring}");
        assert!(library.contains("name=\"example\","), "{library}");
        assert!(library.contains("variable=\"EXAMPLE_LIBRARY\","));
        assert!(!library.contains("search=("));
    }
}

#[test]
fn the_library_is_called_otherwise() {
    for [_, library] in texts(Config::builder().library("native-code").build()) {
        assert!(library.contains("name=\"native-code\","), "{library}");
        assert!(library.contains("variable=\"NATIVE_CODE_LIBRARY\","));
    }
}

#[test]
fn the_docstring_is_the_author_s() {
    let config = Config::builder().docstring("Says \"hi\".\n\nAnd more: C:\\new.");
    for [docstring, _] in texts(config.build()) {
        let expected = "r\"\"\"Says \"hi\".\n\nAnd more: C:\\new.\n\"\"\"\n";
        assert!(docstring.contains(expected), "{docstring}");
    }
}
