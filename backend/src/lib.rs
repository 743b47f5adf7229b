//! Python bindings for Rust libraries: one typed module over ctypes, no dependency, no C compiler.
//!
//! Mark functions and types with `#[ffi]`, collect them in an inventory, and let a [`Generator`]
//! write the Python module that loads the compiled library and calls it:
//!
//! ```
//! use interoptopus::inventory::RustInventory;
//! use interoptopus::{ffi, function};
//! use interoptopus_backend_cpython::{Config, Generator};
//!
//! /// A point on the map.
//! #[ffi]
//! pub struct Vec2 {
//!     pub x: f32,
//!     pub y: f32,
//! }
//!
//! /// Mirrors a point.
//! #[ffi]
//! pub fn my_function(point: Vec2) -> Vec2 {
//!     Vec2 { x: point.y, y: point.x }
//! }
//!
//! pub fn my_inventory() -> RustInventory {
//!     RustInventory::new().register(function!(my_function)).validate()
//! }
//!
//! let module = Generator::new(Config::default(), my_inventory()).file_text("example_library")?;
//! assert!(module.contains("def my_function(point: Vec2) -> Vec2:"));
//! # Ok::<(), interoptopus_backend_cpython::Error>(())
//! ```
//!
//! # A map of this crate
//!
//! `RustInventory --lower--> Model --emit--> python::Module --layout--> String --> files`
//!
//! - `generate`: the whole way, on one page;
//! - `model`: what is exported, with Python names and C layouts; `model::lower` alone sees the
//!   inventory, and finds every problem before any text is made;
//! - `constructs`: how each construct looks in Python, one file each;
//! - `forms`: one module or a package, made of the same parts;
//! - `python`: Python text as data, and the one place that lays it out;
//! - `shelf` and `runtime/*.py`: the Python that never varies.

mod config;
mod constructs;
mod error;
mod forms;
mod generate;
mod model;
mod python;
mod shelf;

pub use config::{Config, ConfigBuilder};
pub use error::{Error, Problem};
pub use generate::{Generator, Stage};
