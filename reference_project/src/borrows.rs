//! References and pointers inside of other types, each kept alive by the value it is in.

use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};
use std::ffi::c_void;

/// A number that is somewhere else.
#[ffi]
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub number: &'a u32,
}

/// What may point elsewhere.
#[ffi]
#[derive(Clone, Copy, Debug)]
pub enum Loan<'a> {
    /// It does not.
    Nothing,
    /// It is a pointer.
    Number(&'a u32),
    /// It holds one.
    Held(Holder<'a>),
}

/// All that may hold a pointer, as a field.
#[ffi]
#[derive(Clone, Copy, Debug)]
pub struct Lender<'a> {
    pub loan: Loan<'a>,
    pub maybe: ffi::Option<*const u32>,
    pub pair: [&'a u32; 2],
    pub held: [Holder<'a>; 2],
    pub loans: [Loan<'a>; 2],
    pub raw: *const c_void,
}

/// The number behind a loan, or 0.
#[ffi]
pub fn loan_number(loan: Loan) -> u32 {
    match loan {
        Loan::Nothing => 0,
        Loan::Number(number) => *number,
        Loan::Held(holder) => *holder.number,
    }
}

/// The sum of all numbers that a lender points to, but for those behind raw pointers.
#[ffi]
pub fn lender_sum(lender: &Lender) -> u32 {
    let pairs = lender.pair.iter().zip(&lender.held).zip(&lender.loans);
    let sum = |((a, b), c): ((&&u32, &Holder), &Loan)| **a + *b.number + loan_number(*c);
    loan_number(lender.loan) + pairs.map(sum).sum::<u32>()
}

/// Returns `lender`.
#[ffi]
pub fn same_lender(lender: Lender) -> Lender {
    lender
}

/// The number in an option, or 0.
#[ffi]
pub fn number_in_option(option: ffi::Option<&u32>) -> u32 {
    option.into_option().copied().unwrap_or_default()
}

/// The number in an option that stays where it is, or 0.
#[ffi]
pub fn number_behind_option(option: &ffi::Option<&u32>) -> u32 {
    number_in_option(*option)
}

/// The number in a result, or 0.
#[ffi]
pub fn number_in_result(result: ffi::Result<&u32, u8>) -> u32 {
    match result {
        ffi::Ok(number) => *number,
        _ => 0,
    }
}

/// Returns `option`.
#[ffi]
pub fn same_holder_option(option: ffi::Option<Holder>) -> ffi::Option<Holder> {
    option
}

/// Returns `option`.
#[ffi]
pub fn same_number_option(option: ffi::Option<&u32>) -> ffi::Option<&u32> {
    option
}

/// Returns `loan`.
#[ffi]
pub fn same_loan(loan: Loan) -> Loan {
    loan
}

/// Lends a number.
#[ffi]
pub fn lend(number: &u32) -> Loan<'_> {
    Loan::Number(number)
}

/// Lends a number, inside a struct.
#[ffi]
pub fn lend_held(number: &u32) -> Loan<'_> {
    Loan::Held(Holder { number })
}

/// Returns a holder, or fails with it.
#[ffi]
pub fn holder_or_error(holder: Holder, is_error: bool) -> ffi::Result<Holder, Holder> {
    if is_error {
        ffi::Err(holder)
    } else {
        ffi::Ok(holder)
    }
}

/// Returns a number, or fails with it.
#[ffi]
pub fn number_or_error(number: &u32, is_error: bool) -> ffi::Result<&u32, &u32> {
    if is_error {
        ffi::Err(number)
    } else {
        ffi::Ok(number)
    }
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(function!(loan_number))
        .register(function!(lender_sum))
        .register(function!(same_lender))
        .register(function!(number_in_option))
        .register(function!(number_behind_option))
        .register(function!(number_in_result))
        .register(function!(same_holder_option))
        .register(function!(same_number_option))
        .register(function!(same_loan))
        .register(function!(lend))
        .register(function!(lend_held))
        .register(function!(holder_or_error))
        .register(function!(number_or_error));
}
