//! The API reference in `docs/reference.md`, which `INSTA_UPDATE=always cargo test` writes anew.

mod support;

use interoptopus_backend_cpython::{DocConfig, DocGenerator};
use std::path::Path;
use std::{env, fs};
use support::generator;

fn config() -> DocConfig {
    DocConfig::builder()
        .title("Reference project")
        .preamble(
            "What Python sees of the [reference project](../reference_project/src). Written by \
             `DocGenerator` from the docs of its Rust.",
        )
        .build()
}

#[test]
fn the_committed_reference_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    let generator = generator();
    let reference = DocGenerator::new(&generator, config());
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        reference
            .write_file(&file)
            .expect("docs/reference.md can be written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let actual = reference
        .text()
        .expect("the reference project is supported");
    if committed != actual {
        let diff = support::unified_diff(&committed, &actual);
        panic!(
            "docs/reference.md is not current: run `INSTA_UPDATE=always cargo test --test reference`\n{diff}"
        );
    }
}
