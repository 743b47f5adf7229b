//! What is awaited.

#![expect(
    clippy::items_after_statements,
    clippy::ptr_cast_constness,
    clippy::used_underscore_binding,
    reason = "the macro writes so"
)]
#![expect(
    clippy::unused_async,
    reason = "what a task does on its way is of no interest"
)]

use crate::services::{Live, assert_shared};
use crate::structs::{Identifier, PackedHeader};
use interoptopus::inventory::RustInventory;
use interoptopus::pattern::asynk::Async;
use interoptopus::rt::Tokio;
use interoptopus::{AsyncRuntime, ffi, service};

/// Hands back what it gets, in the background.
#[ffi(service)]
#[derive(AsyncRuntime)]
pub struct Courier {
    runtime: Tokio,
    _live: Live,
}

#[ffi]
impl Courier {
    pub fn create() -> Self {
        Self {
            runtime: Tokio::new(),
            _live: Live::new(),
        }
    }

    pub async fn carry_flag(_: Async<Self>, x: ffi::Bool) -> ffi::Bool {
        x
    }

    pub async fn carry_char(_: Async<Self>, x: ffi::CChar) -> ffi::CChar {
        x
    }

    pub async fn carry_identifier(_: Async<Self>, x: Identifier) -> Identifier {
        x
    }

    pub async fn carry_header(_: Async<Self>, x: PackedHeader) -> PackedHeader {
        x
    }

    /// So many numbers from `start`, wrapping.
    pub async fn carry_array(_: Async<Self>, start: u16) -> [u16; 3] {
        [0, 1, 2].map(|more| start.wrapping_add(more))
    }

    /// One that adds one, wrapping.
    pub async fn fetch_function(_: Async<Self>) -> extern "C" fn(u32) -> u32 {
        next
    }
}

extern "C" fn next(x: u32) -> u32 {
    x.wrapping_add(1)
}

const _: () = assert_shared::<Courier>();

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory.register(service!(Courier));
}
