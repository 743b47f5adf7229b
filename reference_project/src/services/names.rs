//! Services whose functions are not called as the type is.

#![expect(
    clippy::ptr_cast_constness,
    reason = "the macro makes such casts for services that are not changed"
)]
#![expect(
    clippy::used_underscore_binding,
    reason = "a parameter may be called so"
)]

use super::Live;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, service};

/// Has a name of capitals.
#[ffi(service)]
pub struct HTTPServer {
    port: u16,
    _live: Live,
}

#[ffi]
impl HTTPServer {
    pub fn create(port: u16) -> Self {
        Self {
            port,
            _live: Live::new(),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Has functions with a prefix of their own.
#[ffi(service)]
pub struct Relay {
    open: bool,
    _live: Live,
}

#[ffi(prefix = "my_switch_")]
impl Relay {
    pub fn create() -> Self {
        Self {
            open: false,
            _live: Live::new(),
        }
    }

    pub fn toggle(&mut self) -> bool {
        self.open = !self.open;
        self.open
    }
}

/// Has functions with a number at the end of their names.
#[ffi(service)]
pub struct Beacon {
    range: u32,
    _live: Live,
}

#[ffi(export = unique)]
impl Beacon {
    pub fn with_range(range: u32) -> Self {
        Self {
            range,
            _live: Live::new(),
        }
    }

    pub fn range(&self) -> u32 {
        self.range
    }
}

/// Has members called as Python's words and as those of every service.
#[ffi(service)]
pub struct Oddity {
    calls: u32,
    _live: Live,
}

#[ffi]
impl Oddity {
    pub fn create(cls: u32) -> Self {
        Self {
            calls: cls,
            _live: Live::new(),
        }
    }

    pub fn close(&mut self, more: u32) -> u32 {
        self.calls = self.calls.wrapping_add(more);
        self.calls
    }

    pub fn r#pass(&self, len: u32, _shared: u32) -> u32 {
        self.calls.wrapping_add(len).wrapping_sub(_shared)
    }

    pub fn list(&self) -> ffi::Vec<u32> {
        vec![self.calls].into()
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(HTTPServer))
        .register(service!(Relay))
        .register(service!(Beacon))
        .register(service!(Oddity));
}
