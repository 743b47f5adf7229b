//! What points to something, but for what counts its items: none of it is followed here.

use super::{either, reversed};
use crate::opaque::Context;
use interoptopus::inventory::RustInventory;
use interoptopus::{builtins_vec, ffi, function};
use std::ffi::c_void;

/// Pointers and functions as items of arrays.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct Board {
    pub addresses: [*const c_void; 2],
    pub contexts: [*const Context; 2],
    pub functions: [extern "C" fn(u32) -> u32; 2],
}

/// Pointers as payload.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub enum Pin {
    Nowhere,
    Address(*const c_void),
    Context(*const Context),
}

/// The pointers in reverse.
#[ffi]
pub fn reverse_vec_pointers(items: ffi::Vec<*const u32>) -> ffi::Vec<*const u32> {
    reversed(items)
}

/// Returns `x`.
#[ffi]
pub fn same_board(x: Board) -> Board {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_pin(x: Pin) -> Pin {
    x
}

/// Returns `x`.
#[ffi]
pub fn same_option_address(x: ffi::Option<*const c_void>) -> ffi::Option<*const c_void> {
    x
}

/// The address, or fails with it.
#[ffi]
pub fn address_or_error(
    x: *const c_void,
    is_error: bool,
) -> ffi::Result<*const c_void, *const c_void> {
    either(x, is_error)
}

/// The last address; null if there is none.
#[ffi]
pub fn last_address(items: ffi::Slice<*const c_void>) -> *const c_void {
    items.last().copied().unwrap_or(std::ptr::null())
}

/// The addresses in reverse.
#[ffi]
pub fn reverse_vec_addresses(items: ffi::Vec<*const c_void>) -> ffi::Vec<*const c_void> {
    reversed(items)
}

/// The address that is there.
#[ffi]
pub fn address_at(x: &*const c_void) -> *const c_void {
    *x
}

/// Returns `x`.
#[ffi]
pub fn same_option_context(x: ffi::Option<*const Context>) -> ffi::Option<*const Context> {
    x
}

/// The context, or fails with it.
#[ffi]
pub fn context_or_error(
    x: *const Context,
    is_error: bool,
) -> ffi::Result<*const Context, *const Context> {
    either(x, is_error)
}

/// The last context; null if there is none.
#[ffi]
pub fn last_context(items: ffi::Slice<*const Context>) -> *const Context {
    items.last().copied().unwrap_or(std::ptr::null())
}

/// The contexts in reverse.
#[ffi]
pub fn reverse_vec_contexts(items: ffi::Vec<*const Context>) -> ffi::Vec<*const Context> {
    reversed(items)
}

/// The context that is there.
#[ffi]
pub fn context_at(x: &*const Context) -> *const Context {
    *x
}

/// The function, or fails with it.
#[ffi]
pub fn function_or_error(
    f: extern "C" fn(u32) -> u32,
    is_error: bool,
) -> ffi::Result<extern "C" fn(u32) -> u32, extern "C" fn(u32) -> u32> {
    either(f, is_error)
}

/// The functions in reverse.
#[ffi]
pub fn reverse_vec_functions(
    items: ffi::Vec<extern "C" fn(u32) -> u32>,
) -> ffi::Vec<extern "C" fn(u32) -> u32> {
    reversed(items)
}

/// What the function that is there makes of `x`.
#[ffi]
pub fn apply_function_at(f: &extern "C" fn(u32) -> u32, x: u32) -> u32 {
    f(x)
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins_vec!(*const u32))
        .register(builtins_vec!(*const c_void))
        .register(builtins_vec!(*const Context))
        .register(builtins_vec!(extern "C" fn(u32) -> u32))
        .register(function!(reverse_vec_pointers))
        .register(function!(same_board))
        .register(function!(same_pin))
        .register(function!(same_option_address))
        .register(function!(address_or_error))
        .register(function!(last_address))
        .register(function!(reverse_vec_addresses))
        .register(function!(address_at))
        .register(function!(same_option_context))
        .register(function!(context_or_error))
        .register(function!(last_context))
        .register(function!(reverse_vec_contexts))
        .register(function!(context_at))
        .register(function!(function_or_error))
        .register(function!(reverse_vec_functions))
        .register(function!(apply_function_at));
}
