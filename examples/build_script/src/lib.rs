//! The native library: it exports what `hello_world` exports. `build.rs` writes its bindings.

pub use hello_world::*;
