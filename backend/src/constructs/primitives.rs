//! Numbers, `bool` and `()`.

use super::{Construct, Misfit};
use crate::model::{Field, Float, Int};
use crate::python::Expr;

/// `()`: a result, or what a variant carries without need.
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

    fn codec(&self) -> Expr {
        Expr::name(format!("_codec_{}", self.rust_name()))
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Range(*self)
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        self.checker().call([value, Expr::str(place)])
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let bits = Expr::size(self.value_bits());
        let arguments = [
            Expr::str(&field.storage),
            Expr::str(place),
            self.checker(),
            bits,
        ];
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
}

impl Int {
    /// The check of a value; pointer-sized integers are checked as those of 64 bits.
    fn checker(self) -> Expr {
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

    fn codec(&self) -> Expr {
        Expr::name(format!("_codec_{}", self.rust_name()))
    }

    fn misfit(&self, _name: &str) -> Misfit {
        Misfit::Unseen
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_float").call([value, Expr::str(place)])
    }

    fn property(&self, _field: &Field, _place: &str, _doc: Option<Expr>) -> Option<Expr> {
        None
    }

    fn pack_code(&self) -> Option<char> {
        Some(match self {
            Self::F32 => 'f',
            Self::F64 => 'd',
        })
    }
}

impl Construct for Bool {
    fn annotation(&self) -> Expr {
        Expr::name("bool")
    }

    fn c_type(&self) -> Expr {
        Expr::name("_bool")
    }

    fn codec(&self) -> Expr {
        Expr::name("_codec_bool")
    }

    fn misfit(&self, name: &str) -> Misfit {
        Misfit::Test(super::is_of_another_class(name, "bool"))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_bool").call([value, Expr::str(place)])
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        Some(checked_field(field, place, "_check_bool", doc))
    }
}

impl Construct for Void {
    fn annotation(&self) -> Expr {
        Expr::none()
    }

    fn passed_type(&self) -> Expr {
        Expr::none()
    }

    fn codec(&self) -> Expr {
        Expr::name("_codec_unit")
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_unit").call([value, Expr::str(place)])
    }
}

/// A field whose every value goes through a check.
pub(super) fn checked_field(field: &Field, place: &str, check: &str, doc: Option<Expr>) -> Expr {
    let arguments = [
        Expr::str(&field.storage),
        Expr::str(place),
        Expr::name(check),
    ];
    Expr::name("_checked_field").call(arguments.into_iter().chain(doc))
}
