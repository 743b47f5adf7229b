//! The native library: it exports what `doubling_library` does. `build.rs` writes its bindings.

pub use doubling_library::*;
