//! Pointers: `*const T` and `*mut T`, pointers to pointers, `c_void`, and pointers in structs.
//!
//! Functions that follow a raw pointer are `unsafe` in Rust. In Python they look like all others.

use crate::structs::Vec2;
use interoptopus::inventory::RustInventory;
use interoptopus::lang::types::TypeInfo;
use interoptopus::{ffi, function};
use std::ffi::c_void;
use std::ptr;

/// References as fields, one of them optional.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub id: u8,
    /// It must be there.
    pub number: &'a u32,
    /// It may be missing.
    pub point: Option<&'a Vec2>,
}

/// Pointers as fields.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub source: *const u32,
    pub destination: *mut u32,
    pub step: u32,
}

/// A field that Rust writes through.
#[ffi]
#[derive(Debug)]
pub struct Writer<'a> {
    pub counter: &'a mut u64,
    pub step: u64,
}

/// A reference to whatever there is.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct Borrowed<'a, T: TypeInfo> {
    pub item: &'a T,
}

/// A pointer to a struct that holds pointers, and one to nothing in particular.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a> {
    pub view: &'a View<'a>,
    pub raw: *const c_void,
}

/// The number, or -1 where there is none.
///
/// # Safety
///
/// `x` is null or points to a number.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn read_const(x: *const i64) -> i64 {
    // SAFETY: the caller promises it.
    unsafe { x.as_ref() }.copied().unwrap_or(-1)
}

/// Adds one, wrapping, where there is a number; tells whether there was.
///
/// # Safety
///
/// `x` is null or points to a number that nothing else uses.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn increment_mut(x: *mut i64) -> bool {
    // SAFETY: the caller promises it.
    unsafe { x.as_mut() }.is_some_and(|x| {
        *x = x.wrapping_add(1);
        true
    })
}

/// Negates the coordinates where there is a point; tells whether there was.
///
/// # Safety
///
/// `x` is null or points to a point that nothing else uses.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn negate_mut(x: *mut Vec2) -> bool {
    // SAFETY: the caller promises it.
    unsafe { x.as_mut() }.is_some_and(|point| {
        point.x = -point.x;
        point.y = -point.y;
        true
    })
}

/// Returns `x`.
#[ffi]
pub fn same_const_i64(x: *const i64) -> *const i64 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_mut_i64(x: *mut i64) -> *mut i64 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_const_vec2(x: *const Vec2) -> *const Vec2 {
    x
}

/// Null.
#[ffi]
pub fn null_const() -> *const i64 {
    ptr::null()
}

/// Null.
#[ffi]
pub fn null_mut() -> *mut Vec2 {
    ptr::null_mut()
}

/// The number behind two pointers, or -1 where one of them is null.
///
/// # Safety
///
/// `x` is null, or points to what is null or points to a number.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn read_twice(x: *const *const i64) -> i64 {
    // SAFETY: the caller promises it.
    let inner = unsafe { x.as_ref() }.copied().unwrap_or(ptr::null());
    // SAFETY: the caller promises it.
    unsafe { read_const(inner) }
}

/// Adds one to the number behind two pointers, wrapping; tells whether there was one.
///
/// # Safety
///
/// `x` is null, or points to what is null or points to a number that nothing else uses.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn increment_twice(x: *mut *mut i64) -> bool {
    // SAFETY: the caller promises it.
    let inner = unsafe { x.as_ref() }.copied().unwrap_or(ptr::null_mut());
    // SAFETY: the caller promises it.
    unsafe { increment_mut(inner) }
}

/// Exchanges where two pointers point to.
///
/// # Safety
///
/// Both point to pointers.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn exchange_pointers(a: *mut *mut i64, b: *mut *mut i64) {
    // SAFETY: the caller promises it.
    unsafe { ptr::swap(a, b) }
}

/// Returns `x`.
#[ffi]
pub fn same_const_const(x: *const *const i64) -> *const *const i64 {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_void_const(x: *const c_void) -> *const c_void {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_void_mut(x: *mut c_void) -> *mut c_void {
    x
}

/// Null.
#[ffi]
pub fn null_void() -> *const c_void {
    ptr::null()
}

/// The address as a number.
#[ffi]
pub fn address_of_void(x: *const c_void) -> usize {
    x.addr()
}

/// The number at an address, or 0 at none.
///
/// # Safety
///
/// `x` is null or points to a number.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn read_void(x: *const c_void) -> u32 {
    // SAFETY: the caller promises it.
    unsafe { x.cast::<u32>().as_ref() }.copied().unwrap_or(0)
}

/// Writes a number to an address.
///
/// # Safety
///
/// `x` is null or points to a number that nothing else uses.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn write_void(x: *mut c_void, number: u32) {
    // SAFETY: the caller promises it.
    if let Some(x) = unsafe { x.cast::<u32>().as_mut() } {
        *x = number;
    }
}

/// The sum of all there is.
#[ffi]
pub fn view_sum(x: View) -> f64 {
    let point = x.point.map_or(0.0, |point| point.x + point.y);
    f64::from(x.id) + f64::from(*x.number) + f64::from(point)
}

/// The sum of all there is, in a struct that stays where it is.
#[ffi]
pub fn view_ref_sum(x: &View) -> f64 {
    view_sum(*x)
}

/// Returns `x`.
#[ffi]
pub fn same_view(x: View) -> View {
    x
}

/// Without a point.
#[ffi]
pub fn forget_point(x: &mut View) {
    x.point = None;
}

/// Adds what it reads at the source, and the step, to the destination, wrapping.
///
/// # Safety
///
/// Each pointer is null or points to a number.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn copy_target(x: Target) -> bool {
    // SAFETY: the caller promises it.
    let source = unsafe { x.source.as_ref() }.copied();
    let Some(source) = source else { return false };
    // SAFETY: the caller promises it.
    unsafe { x.destination.as_mut() }.is_some_and(|destination| {
        *destination = destination.wrapping_add(source).wrapping_add(x.step);
        true
    })
}

/// Returns `x`.
#[ffi]
pub fn same_target(x: Target) -> Target {
    x
}

/// Adds the step to the counter, wrapping.
#[ffi]
pub fn advance_writer(x: Writer) {
    *x.counter = x.counter.wrapping_add(x.step);
}

/// The next number, wrapping.
#[ffi]
pub fn borrowed_next(x: Borrowed<u32>) -> u32 {
    x.item.wrapping_add(1)
}

/// The sum of the coordinates.
#[ffi]
pub fn borrowed_sum(x: Borrowed<Vec2>) -> f32 {
    x.item.x + x.item.y
}

/// What is at the end, and whether there is something else.
#[ffi]
pub fn chain_sum(x: &Chain) -> f64 {
    view_ref_sum(x.view) + f64::from(u8::from(!x.raw.is_null()))
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(read_const))
        .register(function!(increment_mut))
        .register(function!(negate_mut))
        .register(function!(same_const_i64))
        .register(function!(same_mut_i64))
        .register(function!(same_const_vec2))
        .register(function!(null_const))
        .register(function!(null_mut))
        .register(function!(read_twice))
        .register(function!(increment_twice))
        .register(function!(exchange_pointers))
        .register(function!(same_const_const))
        .register(function!(same_void_const))
        .register(function!(same_void_mut))
        .register(function!(null_void))
        .register(function!(address_of_void))
        .register(function!(read_void))
        .register(function!(write_void))
        .register(function!(view_sum))
        .register(function!(view_ref_sum))
        .register(function!(same_view))
        .register(function!(forget_point))
        .register(function!(copy_target))
        .register(function!(same_target))
        .register(function!(advance_writer))
        .register(function!(borrowed_next))
        .register(function!(borrowed_sum))
        .register(function!(chain_sum));
}
