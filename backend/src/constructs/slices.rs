//! `ffi::Slice` and `ffi::SliceMut`: buffers and sequences on the way in, views on the way out.

use super::{Construct, construct};
use crate::model::{Slice, Type};
use crate::python::{Expr, Stmt};

/// The codec, which is all there is of it.
pub(super) fn definition(item: &Slice) -> Vec<Stmt> {
    let mutable = item.is_mutable.then(|| ("is_mutable", Expr::bool(true)));
    let items = construct(&item.item).codec();
    let codec = Expr::name("_SliceCodec").call_with([items], mutable);
    vec![Stmt::assign(&item.name, codec)]
}

/// What may be given where items of that type are read: a sequence of them, or a buffer.
pub(super) fn readable(item: &Type) -> Expr {
    let sequence = Expr::name("_t.Sequence").index([construct(item).assignable()]);
    if has_buffers(item) {
        return Expr::union([sequence, Expr::name("_Buffer")]);
    }
    sequence
}

/// What holds a sequence of such items that Rust may change. What a `Ref` holds is known by its
/// exact type.
pub(super) fn references(item: &Expr) -> [Expr; 2] {
    ["_t.Sequence", "list"].map(|kind| {
        let values = Expr::name(kind).index([item.clone()]);
        Expr::name("Ref").index([values])
    })
}

/// Whether there are buffers of such items.
fn has_buffers(item: &Type) -> bool {
    matches!(item, Type::Bool) || item.is_plain()
}

impl Construct for Slice {
    fn annotation(&self) -> Expr {
        let item = construct(&self.item).annotation();
        let kind = if self.is_mutable {
            "_SliceMut"
        } else {
            "_Slice"
        };
        Expr::name(kind).index([item])
    }

    fn assignable(&self) -> Expr {
        if !self.is_mutable {
            return readable(&self.item);
        }
        let items = || construct(&self.item).annotation();
        let view = self.annotation();
        let references = references(&items());
        let buffer = has_buffers(&self.item).then(|| Expr::name("_Buffer"));
        Expr::union([view].into_iter().chain(references).chain(buffer))
    }

    fn held(&self) -> Expr {
        if self.is_mutable {
            return self.annotation();
        }
        Expr::name("_t.Sequence").index([construct(&self.item).annotation()])
    }

    fn c_type(&self) -> Expr {
        Expr::name("_CSlice")
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.name)
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
}
