//! Callbacks: what `callback!` defines is a function of another language with its context, and owns
//! both. Whoever drops the callback frees what is behind it.
//!
//! A callback may lack its function, come from any thread, and call back into this library before
//! it returns. So nothing in here
//!
//! - uses `call`, which panics where there is no function: `call_if_some` does not;
//! - holds a lock while it calls or drops one: what is stored is shared by `Arc`, and taken out
//!   before it is used.
//!
//! The macro takes no docs, so what is said about a callback is a plain comment. It takes no `pub`
//! either: what it defines is public.

use crate::{strings, vecs};
use interoptopus::inventory::RustInventory;

pub mod arguments;
pub mod closures;
pub mod counts;
pub mod exit;
pub mod nested;
pub mod primitives;
pub mod references;
pub mod results;
pub mod signals;
pub mod slices;
pub mod stored;
pub mod tables;
pub mod threads;

/// Registers what these modules export.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(vecs::builtins)
        .register(primitives::register)
        .register(counts::register)
        .register(arguments::register)
        .register(references::register)
        .register(slices::register)
        .register(results::register)
        .register(nested::register)
        .register(tables::register)
        .register(closures::register)
        .register(stored::register)
        .register(threads::register)
        .register(signals::register)
        .register(exit::register);
}
