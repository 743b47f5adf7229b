//! Prints what one stage of the generator makes of the reference project:
//! `cargo run --example inspect -- model`, `module` or `text`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use interoptopus_backend_cpython::{Config, Generator, Stage};
use reference_project::synchronized;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let stage = match std::env::args().nth(1).as_deref() {
        Some("model") => Stage::Model,
        Some("module") => Stage::Module,
        Some("text") => Stage::Text,
        _ => return Err("which stage: model, module or text?".into()),
    };
    let config = Config::builder().synchronized(synchronized::SERVICES);
    let generator = Generator::new(config.build(), reference_project::inventory());
    println!("{}", generator.inspect(stage, "reference_project")?);
    Ok(())
}
