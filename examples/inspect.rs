//! Prints what one stage of the generator makes of the reference project:
//! `cargo run --example inspect -- model`, `module` or `text`; or writes the whole as a package:
//! `cargo run --example inspect -- package target/reference_project`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use interoptopus_backend_cpython::{Config, Generator, Stage};
use reference_project::synchronized;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::builder().synchronized(synchronized::SERVICES);
    let generator = Generator::new(config.build(), reference_project::inventory());
    let mut arguments = std::env::args().skip(1);
    let stage = match arguments.next().as_deref() {
        Some("model") => Stage::Model,
        Some("module") => Stage::Module,
        Some("text") => Stage::Text,
        Some("package") => {
            let folder = arguments.next().ok_or("into which folder?")?;
            return Ok(generator.write_package(folder)?);
        }
        _ => return Err("which stage: model, module, text, or package?".into()),
    };
    println!("{}", generator.inspect(stage, "reference_project")?);
    Ok(())
}
