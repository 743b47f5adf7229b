//! Opaque types: other languages hold a pointer to them and know nothing else.
//!
//! Whoever gets a `*mut T` from a function must hand it to the function that destroys it, once.

use crate::results::MathError;
use interoptopus::inventory::RustInventory;
use interoptopus::lang::types::TypeInfo;
use interoptopus::{ffi, function};
use std::ptr;

/// Sums up, and remembers what.
#[ffi(opaque)]
#[derive(Debug)]
pub struct Context {
    history: Vec<u32>,
}

/// Another one, which is no [`Context`].
#[ffi(opaque)]
#[derive(Debug)]
pub struct Ledger {
    balance: i64,
}

/// Holds whatever there is.
#[ffi(opaque)]
#[derive(Debug)]
pub struct Vault<T: TypeInfo> {
    item: T,
}

/// Handles as fields.
#[ffi]
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    pub context: *const Context,
    pub ledger: *const Ledger,
    pub number: u32,
}

/// A context that holds one number.
#[ffi]
pub fn context_create(first: u32) -> *mut Context {
    let history = vec![first];
    Box::into_raw(Box::new(Context { history }))
}

/// A context, or an error where the number is zero.
#[ffi]
pub fn context_try_create(first: u32) -> ffi::Result<*mut Context, MathError> {
    match first {
        0 => ffi::Err(MathError::Negative),
        _ => ffi::Ok(context_create(first)),
    }
}

/// Ends a context.
///
/// # Safety
///
/// `context` is null, or comes from a function that makes one, and is used for the last time.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn context_destroy(context: *mut Context) {
    if !context.is_null() {
        // SAFETY: the caller promises it.
        drop(unsafe { Box::from_raw(context) });
    }
}

/// The sum of all numbers.
#[ffi]
pub fn context_total(context: &Context) -> u64 {
    context.history.iter().copied().map(u64::from).sum()
}

/// How many numbers there are; none where there is no context.
///
/// # Safety
///
/// `context` is null or a context.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn context_count(context: *const Context) -> usize {
    // SAFETY: the caller promises it.
    unsafe { context.as_ref() }.map_or(0, |context| context.history.len())
}

/// Adds a number.
#[ffi]
pub fn context_append(context: &mut Context, number: u32) {
    context.history.push(number);
}

/// The sum of all numbers, or -1 where there is no context.
#[ffi]
pub fn context_optional_count(context: Option<&Context>) -> i64 {
    context.map_or(-1, |context| {
        i64::try_from(context.history.len()).unwrap_or(i64::MAX)
    })
}

/// The last number, in place.
#[ffi]
pub fn context_last(context: &Context) -> Option<&u32> {
    context.history.last()
}

/// Returns `context`.
#[ffi]
pub fn context_same(context: &Context) -> &Context {
    context
}

/// Null.
#[ffi]
pub fn context_null() -> *mut Context {
    ptr::null_mut()
}

/// An empty ledger.
#[ffi]
pub fn ledger_create() -> *mut Ledger {
    Box::into_raw(Box::new(Ledger { balance: 0 }))
}

/// Ends a ledger.
///
/// # Safety
///
/// `ledger` is null, or comes from `ledger_create` and is used for the last time.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn ledger_destroy(ledger: *mut Ledger) {
    if !ledger.is_null() {
        // SAFETY: the caller promises it.
        drop(unsafe { Box::from_raw(ledger) });
    }
}

/// Adds the total of a context.
#[ffi]
pub fn ledger_book(ledger: &mut Ledger, context: &Context) -> i64 {
    ledger.balance = ledger.balance.wrapping_add_unsigned(context_total(context));
    ledger.balance
}

/// A vault for a number.
#[ffi]
pub fn vault_create(item: u32) -> *mut Vault<u32> {
    Box::into_raw(Box::new(Vault { item }))
}

/// Ends a vault.
///
/// # Safety
///
/// `vault` is null, or comes from `vault_create` and is used for the last time.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn vault_destroy(vault: *mut Vault<u32>) {
    if !vault.is_null() {
        // SAFETY: the caller promises it.
        drop(unsafe { Box::from_raw(vault) });
    }
}

/// What is in it.
#[ffi]
pub fn vault_item(vault: &Vault<u32>) -> u32 {
    vault.item
}

/// What was in it before.
#[ffi]
pub fn vault_replace(vault: &mut Vault<u32>, item: u32) -> u32 {
    std::mem::replace(&mut vault.item, item)
}

/// What is in a vault of another kind, which nobody makes.
#[ffi]
pub fn vault_item_f64(vault: Option<&Vault<f64>>) -> f64 {
    vault.map_or(-1.0, |vault| vault.item)
}

/// The handles and the number side by side.
#[ffi]
pub fn desk_create(context: *const Context, ledger: *const Ledger, number: u32) -> Desk {
    Desk {
        context,
        ledger,
        number,
    }
}

/// How many numbers the context has, and the number of the desk.
///
/// # Safety
///
/// The handles of the desk are null or alive.
#[ffi]
#[expect(
    clippy::missing_safety_doc,
    reason = "the macro moves the docs to the inventory"
)]
pub unsafe fn desk_count(desk: Desk) -> usize {
    // SAFETY: the caller promises it.
    let count = unsafe { context_count(desk.context) };
    usize::try_from(desk.number).map_or(count, |number| count.wrapping_add(number))
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(context_create))
        .register(function!(context_try_create))
        .register(function!(context_destroy))
        .register(function!(context_total))
        .register(function!(context_count))
        .register(function!(context_append))
        .register(function!(context_optional_count))
        .register(function!(context_last))
        .register(function!(context_same))
        .register(function!(context_null))
        .register(function!(ledger_create))
        .register(function!(ledger_destroy))
        .register(function!(ledger_book))
        .register(function!(vault_create))
        .register(function!(vault_destroy))
        .register(function!(vault_item))
        .register(function!(vault_replace))
        .register(function!(vault_item_f64))
        .register(function!(desk_create))
        .register(function!(desk_count));
}
