//! References and pointers to data, and to `c_void`.

use super::{Construct, Misfit, construct, slices};
use crate::model::{Field, Pointer, Type};
use crate::python::{Expr, Stmt};

/// The codec, which is all there is of it.
pub(super) fn definition(item: &Pointer) -> Vec<Stmt> {
    let mutable = item.is_mutable.then(|| ("is_mutable", Expr::bool(true)));
    // Behind a reference a `Wire` is there: an optional one is `Wire<Option<T>>`.
    let is_wire = matches!(item.target, Type::Wire(_));
    let nullable = is_wire.then(|| ("takes_null", Expr::bool(false)));
    let target = construct(&item.target).codec();
    let options = mutable.into_iter().chain(nullable);
    let codec = match item.target {
        Type::Char => "_CharPointerCodec",
        _ => "_PointerCodec",
    };
    let codec = Expr::name(codec).call_with([target], options);
    vec![Stmt::assign(&item.name, codec)]
}

/// `*const c_void` and its like: a number.
pub(super) struct Address;

impl Pointer {
    /// Whether Python gets a pointer, not a copy of what it points to.
    pub(super) fn is_kept(&self) -> bool {
        match self.target {
            Type::Struct(ref item) => !item.is_owned,
            Type::Bool
            | Type::Char
            | Type::Int(_)
            | Type::Float(_)
            | Type::Array(_)
            | Type::Pointer(_) => true,
            Type::Void
            | Type::Enum(_)
            | Type::DataEnum(_)
            | Type::Option(_)
            | Type::Result(_)
            | Type::String
            | Type::CString
            | Type::Slice(_)
            | Type::Vec(_)
            | Type::Callback(_)
            | Type::FnPointer(_)
            | Type::Handle(_)
            | Type::Service(..)
            | Type::Address
            | Type::Wire(_)
            | Type::Wired(_) => false,
        }
    }
}

impl Construct for Pointer {
    fn annotation(&self) -> Expr {
        let target = construct(&self.target).annotation();
        let seen = if self.is_kept() {
            Expr::name("_Pointer").index([target])
        } else {
            target
        };
        Expr::union([seen, Expr::none()])
    }

    fn assignable(&self) -> Expr {
        let target = construct(&self.target);
        if let Type::Pointer(_) = self.target {
            return self.annotation();
        }
        let held = || [target.held()];
        // What Rust writes into a number would be lost; a struct is written to where it is.
        let is_struct = matches!(&self.target, Type::Struct(item) if !item.is_owned);
        let is_taken = !self.is_mutable || is_struct;
        let value = is_taken.then(|| target.assignable());
        let pointer = self.is_kept().then(|| Expr::name("_Pointer").index(held()));
        let references = match &self.target {
            Type::Vec(vec) => slices::references(&construct(&vec.item).annotation()).to_vec(),
            _ => vec![Expr::name("Ref").index(held())],
        };
        // Where `None` is a value, null can only be given as a pointer.
        let null = (!matches!(self.target, Type::Option(_) | Type::Wire(_))).then(Expr::none);
        let parts = value.into_iter().chain(references).chain(pointer);
        Expr::union(parts.chain(null))
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn misfit(&self, name: &str) -> Misfit {
        // ctypes takes a struct by its address; all else is put into memory of its own first.
        match &self.target {
            Type::Struct(target) if !target.is_owned => target.misfit(name),
            _ => Misfit::Converted,
        }
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        self.codec()
            .attribute("argument")
            .call([value, Expr::str(place)])
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        let arguments = [Expr::name("_result")]
            .into_iter()
            .chain(owners.iter().cloned());
        let call = self.codec().attribute("result").call(arguments);
        Some(super::returned_value(self.annotation(), call))
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let arguments = [Expr::str(&field.storage), Expr::str(place), self.codec()];
        Some(Expr::name("_pointer_field").call(arguments.into_iter().chain(doc)))
    }
}

impl Construct for Address {
    fn annotation(&self) -> Expr {
        Expr::union([Expr::name("int"), Expr::none()])
    }

    fn assignable(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn c_type(&self) -> Expr {
        Expr::name("_ctypes.c_void_p")
    }

    fn codec(&self) -> Expr {
        Expr::name("_codec_address")
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_address").call([value, Expr::str(place)])
    }
}
