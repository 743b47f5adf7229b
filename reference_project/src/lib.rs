//! An FFI crate that uses every construct the Python backend supports. Copy it as a template.
//!
//! One module per construct, named by one word. Each shows its construct in `#[ffi]` items and
//! ends in a `register` function that lists them; [`inventory`] joins the modules and is what the
//! generator reads. The feature `counting` adds an allocator that counts, for tests.
//!
//! What the compiler cannot check is the author's duty; the crate shows it where it matters:
//!
//! - an exported function never panics, so arithmetic wraps;
//! - after an enum variant with a number of its own, every variant has one;
//! - a skipped field has no size;
//! - a surrogate has the layout of what it stands for: `const` assertions compare them.

#![expect(
    clippy::must_use_candidate,
    reason = "other languages call these functions"
)]

use interoptopus::guard;
use interoptopus::inventory::RustInventory;

pub mod arrays;
pub mod asyncs;
pub mod borrows;
pub mod callbacks;
pub mod chars;
pub mod constants;
#[cfg(feature = "counting")]
pub mod counting;
pub mod cstrings;
pub mod data_enums;
pub mod enums;
pub mod fn_pointers;
pub mod functions;
pub mod generics;
pub mod layout;
pub mod meta;
pub mod opaque;
pub mod options;
pub mod pointers;
pub mod positions;
pub mod primitives;
pub mod records;
pub mod references;
pub mod results;
pub mod services;
pub mod slices;
pub mod strings;
pub mod structs;
pub mod surrogates;
pub mod synchronized;
pub mod vecs;
pub mod wire;

/// What Python gets to see.
///
/// The guard lets the generated module refuse a library that was built from another version of
/// this crate.
#[must_use]
pub fn inventory() -> RustInventory {
    RustInventory::new()
        .register(primitives::register)
        .register(chars::register)
        .register(constants::register)
        .register(functions::register)
        .register(structs::register)
        .register(arrays::register)
        .register(enums::register)
        .register(generics::register)
        .register(surrogates::register)
        .register(meta::register)
        .register(data_enums::register)
        .register(options::register)
        .register(results::register)
        .register(references::register)
        .register(borrows::register)
        .register(pointers::register)
        .register(opaque::register)
        .register(strings::register)
        .register(cstrings::register)
        .register(slices::register)
        .register(vecs::register)
        .register(records::register)
        .register(callbacks::register)
        .register(fn_pointers::register)
        .register(services::register)
        .register(asyncs::register)
        .register(synchronized::register)
        .register(wire::register)
        .register(positions::register)
        .register(guard!(inventory))
        .validate()
}
