//! A service without constructors, which another one makes.

use super::{Live, assert_shared};
use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, service};
use std::sync::Arc;

/// Is issued by a booth.
#[ffi(service)]
pub struct Ticket {
    number: u32,
    _live: Live,
}

#[ffi]
impl Ticket {
    /// Its number.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// Issues tickets, but not for ever.
#[ffi(service)]
pub struct Booth {
    issued: u32,
    limit: u32,
    _live: Live,
}

#[ffi]
impl Booth {
    /// A booth with so many tickets.
    pub fn create(limit: u32) -> Self {
        Self {
            issued: 0,
            limit,
            _live: Live::new(),
        }
    }

    /// The next ticket.
    pub fn issue(&mut self) -> ffi::Result<*const Ticket, MathError> {
        if self.issued == self.limit {
            return ffi::Err(MathError::Overflow);
        }
        ffi::Ok(self.ticket())
    }

    /// The next ticket if there is one.
    pub fn issue_maybe(&mut self) -> ffi::Option<*const Ticket> {
        if self.issued == self.limit {
            return ffi::None;
        }
        ffi::Some(self.ticket())
    }

    #[ffi::skip]
    fn ticket(&mut self) -> *const Ticket {
        self.issued = self.issued.saturating_add(1);
        Arc::into_raw(Arc::new(Ticket {
            number: self.issued,
            _live: Live::new(),
        }))
    }
}

const _: () = assert_shared::<Ticket>();
const _: () = assert_shared::<Booth>();

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(service!(Ticket))
        .register(service!(Booth));
}
