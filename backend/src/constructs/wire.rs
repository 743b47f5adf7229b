//! `Wire`: plain values of Python, written on the way in, read on the way out.

use super::{Construct, construct, native_type};
use crate::model::{Api, Wire, Wired};
use crate::python::{Expr, Stmt};

/// The native functions that make and free what is in a `Wire`.
pub(crate) fn natives(api: &Api) -> Vec<Stmt> {
    let helper = |name: &str, symbol: &str| {
        let function = Expr::name("_library.helper").call([Expr::str(symbol)]);
        Stmt::define(name, native_type(Expr::name("int")), function)
    };
    let functions = api.wires.iter().flat_map(|wires| {
        [
            helper("_wire_create", &wires.create),
            helper("_wire_destroy", &wires.destroy),
        ]
    });
    functions.collect()
}

/// The codec, which is all there is of it.
pub(super) fn definition(item: &Wire) -> Vec<Stmt> {
    let destroy = Expr::name("_wire_destroy");
    let codec = Expr::name("_WireCodec").call([item.item.codec(), destroy]);
    vec![Stmt::assign(&item.name, codec)]
}

impl Wired {
    /// The object that knows the values of the type: of a number or an enum that of any value.
    pub(super) fn codec(&self) -> Expr {
        match self {
            Self::Composite(item) => Expr::name(&item.name),
            Self::String => Expr::name("_wired_string"),
            Self::Bool | Self::Int(_) | Self::Float(_) | Self::Enum(_) => {
                construct(&self.ty()).codec()
            }
        }
    }
}

impl Construct for Wire {
    fn annotation(&self) -> Expr {
        construct(&self.item.ty()).annotation()
    }

    fn assignable(&self) -> Expr {
        construct(&self.item.ty()).assignable()
    }

    fn held(&self) -> Expr {
        construct(&self.item.ty()).held()
    }

    fn c_type(&self) -> Expr {
        Expr::name("_CWire")
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn is_owned(&self) -> bool {
        true
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, place: &str, _owners: &[Expr]) -> Option<Vec<Stmt>> {
        let arguments = [Expr::name("_result"), Expr::str(place)];
        let value = self.codec().attribute("result").call(arguments);
        Some(super::returned_value(self.annotation(), value))
    }
}
