//! Closures and functions of Rust, for other languages to call.
//!
//! They are freed by whoever drops them, like any other callback.

use super::arguments::TakeSliceU32;
use super::counts::{Combine, Produce};
use super::nested::{Delegate, MakeMap};
use super::primitives::MapU32;
use super::references::WriteU32;
use super::results::{MakeOptionU32, MakeResultU32, MakeVec2, MakeVec4, Rewrite};
use super::slices::ChangeF64;
use crate::results::{Ending, MathError};
use crate::structs::{Vec2, Vec4};
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::ffi::c_void;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// One that adds `step`, wrapping.
#[ffi]
pub fn closure_adding(step: u32) -> MapU32 {
    adding(step)
}

/// One without arguments: it counts up from `start`, wrapping.
#[ffi]
pub fn closure_counting(start: u32) -> Produce {
    let next = AtomicU32::new(start);
    Produce::from_fn(move || next.fetch_add(1, Relaxed))
}

/// One with two numbers: the first one `factor` times and the second one, wrapping.
#[ffi]
pub fn closure_combining(factor: i32) -> Combine {
    Combine::from_fn(move |a, b| a.wrapping_mul(factor).wrapping_add(b))
}

/// One with a text, which it puts behind `prefix`.
#[ffi]
pub fn closure_prefixing(prefix: ffi::String) -> Rewrite {
    Rewrite::from_fn(move |text| format!("{}{}", prefix.as_str(), text.as_str()).into())
}

/// One that returns a struct: `x` and `y`.
#[ffi]
#[expect(clippy::cast_precision_loss, reason = "a large number is rounded")]
pub fn closure_vec2(y: f32) -> MakeVec2 {
    MakeVec2::from_fn(move |x| Vec2 { x: x as f32, y })
}

/// One that returns a struct that is larger than any register.
#[ffi]
pub fn closure_vec4(w: f64) -> MakeVec4 {
    MakeVec4::from_fn(move |x| Vec4 {
        x: f64::from(x),
        y: 1.5,
        z: -2.5,
        w,
    })
}

/// One that returns a result: what is left below `limit`, else an error.
#[ffi]
pub fn closure_result(limit: u32) -> MakeResultU32 {
    MakeResultU32::from_fn(move |x| limit.checked_sub(x).ok_or(MathError::Negative).into())
}

/// One that returns an option: half the number, if it is even.
#[ffi]
pub fn closure_option() -> MakeOptionU32 {
    MakeOptionU32::from_fn(|x| (x % 2 == 0).then_some(x / 2).into())
}

/// One that sums up a slice and adds `start`, wrapping.
#[ffi]
pub fn closure_summing(start: u64) -> TakeSliceU32 {
    TakeSliceU32::from_fn(move |items| {
        let items = items.iter().copied().map(u64::from);
        items.fold(start, u64::wrapping_add)
    })
}

/// One that doubles a slice in place, and returns the first item.
#[ffi]
pub fn closure_doubling() -> ChangeF64 {
    ChangeF64::from_fn(|mut items| {
        items.iter_mut().for_each(|item| *item *= 2.0);
        items.first().copied().unwrap_or_default()
    })
}

/// One that writes through a reference: it adds `step`, wrapping.
#[ffi]
pub fn closure_writing(step: u32) -> WriteU32 {
    WriteU32::from_fn(move |x| *x = x.wrapping_add(step))
}

/// One that calls the callback that it was made of twice.
#[ffi]
pub fn closure_twice(callback: MapU32) -> MapU32 {
    MapU32::from_fn(move |x| {
        let once = callback.call_if_some(x).unwrap_or(x);
        callback.call_if_some(once).unwrap_or(once)
    })
}

/// One that calls the callback that it is given.
#[ffi]
pub fn closure_delegating() -> Delegate {
    Delegate::from_fn(|inner, x| inner.call_if_some(x).unwrap_or_default())
}

/// One that makes closures that add `step` and `x`, wrapping.
#[ffi]
pub fn closure_making(step: u32) -> MakeMap {
    MakeMap::from_fn(move |x| adding(x.wrapping_add(step)))
}

/// One, if `is_present`.
#[ffi]
pub fn closure_if(is_present: bool, step: u32) -> ffi::Option<MapU32> {
    is_present.then(|| adding(step)).into()
}

/// One or an error.
#[ffi]
pub fn end_closure(ending: Ending, step: u32) -> ffi::Result<MapU32, MathError> {
    match ending {
        Ending::Success => ffi::Ok(adding(step)),
        Ending::Error => ffi::Err(MathError::Overflow),
        Ending::Panicked => ffi::Result::Panic,
        Ending::Nothing => ffi::Result::Null,
    }
}

/// A function without a context, which triples, wrapping: there is nothing to free.
#[ffi]
pub fn plain_callback() -> MapU32 {
    let triple: extern "C" fn(u32, *const c_void) -> u32 = triple;
    triple.into()
}

/// No function, no context.
#[ffi]
pub fn null_callback() -> MapU32 {
    MapU32::default()
}

pub(super) fn adding(step: u32) -> MapU32 {
    MapU32::from_fn(move |x| x.wrapping_add(step))
}

extern "C" fn triple(x: u32, _: *const c_void) -> u32 {
    x.wrapping_mul(3)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(closure_adding))
        .register(function!(closure_counting))
        .register(function!(closure_combining))
        .register(function!(closure_prefixing))
        .register(function!(closure_vec2))
        .register(function!(closure_vec4))
        .register(function!(closure_result))
        .register(function!(closure_option))
        .register(function!(closure_summing))
        .register(function!(closure_doubling))
        .register(function!(closure_writing))
        .register(function!(closure_twice))
        .register(function!(closure_delegating))
        .register(function!(closure_making))
        .register(function!(closure_if))
        .register(function!(end_closure))
        .register(function!(plain_callback))
        .register(function!(null_callback));
}
