//! Callbacks: any callable on the way in, a callable on the way out.

use super::{Construct, Misfit, construct, docstring};
use crate::model::{Callback, Ident, Signature, Type};
use crate::python::{self, Class, Docstring, Expr, Function, Op, Stmt};

/// The class and its codec.
pub(super) fn definition(item: &Callback) -> Vec<Stmt> {
    let default = "A function that Rust calls, or a closure of Rust.";
    let doc = docstring(&item.docs).or_else(|| Docstring::new([default]));
    let class = class(&item.name, "_Callback", doc, &item.signature);
    let codec = codec("_CallbackCodec", &item.name, &item.signature);
    vec![Stmt::Class(class), Stmt::assign(&item.codec, codec)]
}

/// The class of functions of that signature, as far as its users see it.
pub(crate) fn callable(name: &Ident, signature: &Signature) -> Class {
    class(name, "_Callback", None, signature)
}

/// The class of functions of that signature.
pub(super) fn class(
    name: &Ident,
    base: &str,
    doc: Option<Docstring>,
    signature: &Signature,
) -> Class {
    let constructor = Function {
        decorators: Vec::new(),
        is_async: false,
        name: "__init__".to_owned(),
        parameters: vec![
            python::Parameter::receiver(),
            python::Parameter::new("function", signature.callable()),
        ],
        result: Expr::none(),
        doc: None,
        body: Vec::new(),
    };
    let parameters = &signature.parameters;
    let own = parameters
        .iter()
        .map(|p| python::Parameter::new(&p.name, construct(&p.ty).assignable()));
    let values = parameters.iter().map(|p| Expr::name(&p.name));
    let call = Expr::name("self._codec.call").call([Expr::name("self")].into_iter().chain(values));
    let body = match &signature.result {
        Type::Void => vec![Stmt::Expr(call)],
        _ => super::returned_value(signature.outcome(), call),
    };
    let caller = Function {
        decorators: Vec::new(),
        is_async: false,
        name: "__call__".to_owned(),
        parameters: [python::Parameter::receiver()]
            .into_iter()
            .chain(own)
            .collect(),
        result: signature.outcome(),
        doc: None,
        body,
    };
    Class {
        name: name.to_string(),
        bases: vec![Expr::name(base)],
        doc,
        body: vec![
            Stmt::assign("__slots__", Expr::Tuple(Vec::new())),
            Stmt::when(
                Expr::name("_t.TYPE_CHECKING"),
                vec![Stmt::Function(constructor)],
            ),
            Stmt::Blank,
            Stmt::Function(caller),
        ],
    }
}

/// The codec of the class of that name.
pub(super) fn codec(kind: &str, name: &Ident, signature: &Signature) -> Expr {
    let parameters = signature
        .parameters
        .iter()
        .map(|p| Expr::Tuple(vec![Expr::str(&p.name), construct(&p.ty).codec()]));
    Expr::name(kind).call([
        Expr::name(name),
        construct(&signature.result).codec(),
        Expr::Tuple(parameters.collect()),
    ])
}

/// The type of what a function gets for an argument.
fn arriving(ty: &Type) -> Expr {
    let annotation = construct(ty).annotation();
    match ty {
        Type::Pointer(pointer) if pointer.is_mutable && !pointer.is_kept() => {
            let target = construct(&pointer.target).annotation();
            Expr::union([Expr::name("Ref").index([target]), Expr::none()])
        }
        _ => annotation,
    }
}

impl Signature {
    /// The type of the functions that may be given.
    pub(super) fn callable(&self) -> Expr {
        let parameters = self.parameters.iter();
        let parameters = parameters.map(|p| arriving(&p.ty)).collect();
        let result = match &self.result {
            // What a function that is called for its effect returns is of no interest.
            Type::Void => Expr::name("object"),
            Type::Result(result) => {
                let value = construct(&result.ok.ty).assignable();
                Expr::union([value, construct(&self.result).assignable()])
            }
            other => construct(other).assignable(),
        };
        Expr::name("_t.Callable").index([Expr::List(parameters), result])
    }

    /// The type of what a call from Python gives.
    fn outcome(&self) -> Expr {
        construct(&self.result).annotation()
    }
}

impl Construct for Callback {
    fn annotation(&self) -> Expr {
        Expr::union([Expr::name(&self.name), Expr::none()])
    }

    fn assignable(&self) -> Expr {
        self.signature.callable()
    }

    fn held(&self) -> Expr {
        self.signature.callable()
    }

    fn c_type(&self) -> Expr {
        Expr::name("_CCallback")
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn is_owned(&self) -> bool {
        true
    }

    fn misfit(&self, name: &str) -> Misfit {
        // A closure of Rust is moved, which the slow way does.
        let callable = Expr::name("callable").call([Expr::name(name)]);
        let no_function = Expr::not(callable);
        let class = [Expr::name(name), Expr::name("_Callback")];
        let is_own = Expr::name("isinstance").call(class);
        Misfit::Test(no_function.binary(Op::Or, is_own))
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        Some(super::loaded(self, owners))
    }
}
