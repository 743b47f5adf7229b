//! Numbers, `bool` and `()`.

use super::{Construct, Misfit};
use crate::model::{Float, Int};
use crate::python::Expr;

/// `()`, which only a result can be.
pub(super) struct Void;

/// `bool` and `ffi::Bool`, which are alike in C.
pub(super) struct Bool;

impl Construct for Int {
    fn annotation(&self) -> Expr {
        Expr::name("int")
    }

    fn c_type(&self) -> Expr {
        Expr::name(format!("_{}", self.rust_name()))
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Range(*self)
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        self.checker().call([value, Expr::str(place)])
    }

    fn property(&self, storage: &str, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let bits = Expr::int(i128::try_from(self.value_bits()).unwrap_or(0));
        let arguments = [Expr::str(storage), Expr::str(place), self.checker(), bits];
        Some(Expr::name("_int_field").call(arguments.into_iter().chain(doc)))
    }

    fn pack_code(&self) -> Option<char> {
        Some(match self {
            Self::U8 => 'B',
            Self::U16 => 'H',
            Self::U32 => 'I',
            Self::U64 | Self::Usize => 'Q',
            Self::I8 => 'b',
            Self::I16 => 'h',
            Self::I32 => 'i',
            Self::I64 | Self::Isize => 'q',
        })
    }

    fn array(&self, length: usize) -> Expr {
        packed_array(self.c_type(), length, self.checker(), self.pack_code())
    }
}

impl Int {
    /// The check of a value; pointer-sized integers are checked as those of 64 bits.
    pub(super) fn checker(self) -> Expr {
        let checked = match self {
            Self::Usize => Self::U64,
            Self::Isize => Self::I64,
            other => other,
        };
        Expr::name(format!("_check_{}", checked.rust_name()))
    }
}

impl Construct for Float {
    fn annotation(&self) -> Expr {
        Expr::name("float")
    }

    fn c_type(&self) -> Expr {
        Expr::name(format!("_{}", self.rust_name()))
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Unseen
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_float").call([value, Expr::str(place)])
    }

    fn property(&self, _storage: &str, _place: &str, _doc: Option<Expr>) -> Option<Expr> {
        None
    }

    fn pack_code(&self) -> Option<char> {
        Some(match self {
            Self::F32 => 'f',
            Self::F64 => 'd',
        })
    }

    fn array(&self, length: usize) -> Expr {
        packed_array(
            self.c_type(),
            length,
            Expr::name("_check_float"),
            self.pack_code(),
        )
    }
}

impl Construct for Bool {
    fn annotation(&self) -> Expr {
        Expr::name("bool")
    }

    fn c_type(&self) -> Expr {
        Expr::name("_bool")
    }

    fn misfit(&self, name: &str) -> Misfit {
        Misfit::Test(Expr::name(format!("{name}.__class__")).differs_from(Expr::name("bool")))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_bool").call([value, Expr::str(place)])
    }

    fn property(&self, storage: &str, place: &str, doc: Option<Expr>) -> Option<Expr> {
        Some(checked_field(storage, place, "_check_bool", doc))
    }

    fn array(&self, length: usize) -> Expr {
        packed_array(self.c_type(), length, Expr::name("_check_bool"), None)
    }
}

impl Construct for Void {
    fn annotation(&self) -> Expr {
        Expr::none()
    }

    fn c_type(&self) -> Expr {
        Expr::none()
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Unseen
    }

    fn check(&self, value: Expr, _place: &str) -> Expr {
        value
    }

    fn property(&self, _storage: &str, _place: &str, _doc: Option<Expr>) -> Option<Expr> {
        None
    }

    fn array(&self, _length: usize) -> Expr {
        Expr::none()
    }
}

/// A field whose every value goes through a check.
pub(super) fn checked_field(storage: &str, place: &str, check: &str, doc: Option<Expr>) -> Expr {
    let arguments = [Expr::str(storage), Expr::str(place), Expr::name(check)];
    Expr::name("_checked_field").call(arguments.into_iter().chain(doc))
}

/// An array whose items ctypes reads as they are.
pub(super) fn packed_array(item: Expr, length: usize, check: Expr, code: Option<char>) -> Expr {
    let code = code.map(|code| Expr::str(code.to_string()));
    let arguments = [item, Expr::size(length), check];
    Expr::name("_array").call(arguments.into_iter().chain(code))
}
