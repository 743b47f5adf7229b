//! Checksums over values: what the library found in the values that it was given.
//!
//! Over values rather than memory, as padding holds anything. Python computes the same.

use interoptopus::ffi;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU64, Ordering};

/// A checksum that goes on: no change of a single word goes unnoticed.
pub struct Sum(u64);

/// What checksums are taken of.
pub trait Summed {
    fn add_to(&self, sum: &mut Sum);
}

impl Sum {
    pub fn of(value: &impl Summed) -> u64 {
        let mut sum = Self::new();
        value.add_to(&mut sum);
        sum.0
    }

    pub fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    pub fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29);
    }

    pub fn add(mut self, value: &impl Summed) -> Self {
        value.add_to(&mut self);
        self
    }

    /// Adds a field, which need not be aligned.
    pub fn field<T: Summed>(&mut self, field: *const T) {
        // SAFETY: it is a field of a value that outlives this; dropped where that one is.
        let value = ManuallyDrop::new(unsafe { field.read_unaligned() });
        value.add_to(self);
    }

    /// Adds what is behind a reference, and whether that may be a reference at all.
    pub fn target<T: Summed>(mut self, target: &T) -> Self {
        let address = std::ptr::from_ref(target).addr() as u64;
        self.word(address % align_of::<T>() as u64);
        self.add(target)
    }

    pub fn finish(self) -> u64 {
        self.0
    }

    /// Remembers it for `last_sum`.
    pub fn remember(self) {
        LAST.store(self.0, Ordering::Relaxed);
    }
}

static LAST: AtomicU64 = AtomicU64::new(0);

pub fn last() -> u64 {
    LAST.load(Ordering::Relaxed)
}

macro_rules! summed_integers {
    ($($integer:ty)*) => {$(
        impl Summed for $integer {
            fn add_to(&self, sum: &mut Sum) {
                sum.word(*self as u64);
            }
        }
    )*};
}

summed_integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Summed for f32 {
    fn add_to(&self, sum: &mut Sum) {
        sum.word(u64::from(self.to_bits()));
    }
}

impl Summed for f64 {
    fn add_to(&self, sum: &mut Sum) {
        sum.word(self.to_bits());
    }
}

impl Summed for bool {
    fn add_to(&self, sum: &mut Sum) {
        sum.word(u64::from(*self));
    }
}

impl Summed for ffi::Bool {
    fn add_to(&self, sum: &mut Sum) {
        sum.word(u64::from(self.is()) + 2 * u64::from(self.is_strange()));
    }
}

impl Summed for ffi::CChar {
    fn add_to(&self, sum: &mut Sum) {
        sum.word(std::ffi::c_char::from(*self) as u8 as u64);
    }
}

impl Summed for () {
    fn add_to(&self, _: &mut Sum) {}
}

impl<T: Summed, const N: usize> Summed for [T; N] {
    fn add_to(&self, sum: &mut Sum) {
        self.iter().for_each(|item| item.add_to(sum));
    }
}

impl<T: Summed> Summed for ffi::Option<T> {
    fn add_to(&self, sum: &mut Sum) {
        match self {
            ffi::Some(value) => {
                sum.word(0);
                value.add_to(sum);
            }
            ffi::None => sum.word(1),
        }
    }
}

impl<T: Summed, E: Summed> Summed for ffi::Result<T, E> {
    fn add_to(&self, sum: &mut Sum) {
        match self {
            ffi::Ok(value) => {
                sum.word(0);
                value.add_to(sum);
            }
            ffi::Err(error) => {
                sum.word(1);
                error.add_to(sum);
            }
            ffi::Result::Panic => sum.word(2),
            ffi::Result::Null => sum.word(3),
        }
    }
}
