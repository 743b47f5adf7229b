//! Services: classes whose objects live in Rust, used under Rust's rule of one or many.

use super::{Construct, construct, docstring, functions};
use crate::model::{Access, Api, Function, Members, Receiver, Service, Type};
use crate::python::{self, Class, Docstring, Expr, Op, Parameter, Stmt};

/// The codec, which natives and results name before there is a class.
pub(super) fn definition(item: &Service) -> Vec<Stmt> {
    let signature = [Expr::str(&item.destroy), Expr::none(), item.c_type()];
    let destroy = Expr::name("_library.function").call(signature);
    let borrows = item.may_borrow.then(|| ("may_borrow", Expr::bool(true)));
    let codec = if item.is_synchronized {
        "_SynchronizedCodec"
    } else {
        "_ServiceCodec"
    };
    let codec = Expr::name(codec).call_with([destroy], borrows);
    vec![Stmt::assign(&item.codec, codec)]
}

/// The native functions and the classes.
pub(crate) fn services(api: &Api) -> Vec<Stmt> {
    let calls_back = api.has_callbacks();
    api.services
        .iter()
        .flat_map(|members| {
            let functions = members.constructors.iter().chain(&members.methods);
            let natives = functions.map(functions::native);
            natives.chain([Stmt::Class(class(members, calls_back))])
        })
        .collect()
}

/// The class of one service.
pub(crate) fn class(members: &Members, calls_back: bool) -> Class {
    let Members {
        service,
        constructors,
        methods,
    } = members;
    let mut body = vec![
        // By its name, Python tells the objects from those of other services.
        Stmt::assign("__slots__", Expr::Tuple(vec![Expr::str(slot(service))])),
        Stmt::assign("_codec", Expr::name(&service.codec)),
        Stmt::declare(slot(service), Expr::name("_t.Any")),
        Stmt::Blank,
    ];
    match constructors.as_slice() {
        [lone] if lone.name.as_str() == "create" && !lone.is_async() => {
            let create = functions::function(lone, calls_back);
            body.push(Stmt::Function(init(lone, &create, calls_back)));
            body.push(Stmt::Function(python::Function {
                body: made_by_init(lone, service),
                ..create
            }));
        }
        several => {
            let several = several.iter();
            body.extend(several.map(|it| Stmt::Function(functions::function(it, calls_back))));
        }
    }
    let methods = methods.iter();
    body.extend(methods.map(|it| Stmt::Function(functions::function(it, calls_back))));
    Class {
        name: service.name.to_string(),
        bases: vec![Expr::name(if service.is_synchronized {
            "_Synchronized"
        } else {
            "_Service"
        })],
        doc: docstring(&service.docs)
            .or_else(|| Docstring::new(["A service of the native library."])),
        body,
    }
}

/// The lone constructor once more, for `Service(…)`.
fn init(item: &Function, create: &python::Function, calls_back: bool) -> python::Function {
    let rest = create.parameters.iter().skip(1).cloned();
    python::Function {
        decorators: Vec::new(),
        is_async: false,
        name: "__init__".to_owned(),
        parameters: [Parameter::receiver()].into_iter().chain(rest).collect(),
        result: Expr::none(),
        doc: create.doc.clone(),
        body: functions::body(item, calls_back, true),
    }
}

/// A constructor that leaves all to `__init__`.
fn made_by_init(item: &Function, service: &Service) -> Vec<Stmt> {
    let values = item.parameters.iter().map(|p| Expr::name(&p.name));
    let init = Expr::name(format!("{}.__init__", service.name));
    vec![
        Stmt::define(
            "_made",
            Expr::name("_Self"),
            Expr::name("_new").call([Expr::name("cls")]),
        ),
        Stmt::Expr(init.call([Expr::name("_made")].into_iter().chain(values))),
        Stmt::Return(Expr::name("_made")),
    ]
}

/// What becomes of `_result` of a constructor, or of `__init__`.
pub(super) fn constructed(
    item: &Function,
    place: &str,
    owners: &[Expr],
    is_init: bool,
) -> Vec<Stmt> {
    let arguments = [Expr::name("_result"), Expr::str(place)].into_iter();
    let arguments = arguments.chain(owners.iter().cloned());
    if let Type::Result(_) = item.result {
        let value = construct(&item.result).codec().attribute("value");
        let value = value.call(arguments);
        if is_init {
            return vec![Stmt::Expr(Expr::name("self._become").call([value]))];
        }
        return vec![Stmt::Return(Expr::name("cls._turned").call([value]))];
    }
    if is_init {
        return vec![Stmt::Expr(Expr::name("self._start").call(arguments))];
    }
    vec![Stmt::Return(Expr::name("cls._adopt").call(arguments))]
}

/// What C takes for the object that a method is called on.
pub(super) fn handle(item: &Function) -> Option<Expr> {
    let Receiver::Object(service, _) = &item.receiver else {
        return None;
    };
    Some(Expr::name(format!("self.{}", slot(service))))
}

/// The slot of the handle.
fn slot(service: &Service) -> String {
    format!("_handle_{}", service.name)
}

/// The same, or an error if that is what did not fit.
pub(super) fn checked_handle(item: &Function, place: &str) -> Option<Expr> {
    let handle = handle(item)?;
    if is_held_by_handle(item) {
        return Some(Expr::name("self._opened").call([handle, Expr::str(place)]));
    }
    Some(handle)
}

/// Whether a call needs no other guard than that it holds the handle.
pub(super) fn is_held_by_handle(item: &Function) -> bool {
    match &item.receiver {
        Receiver::Object(service, _) => {
            // An async function must know for certain that the call started, or that it did not.
            !service.is_exclusive && !item.is_async() && functions::is_simple(item)
        }
        Receiver::None | Receiver::Class(_) => false,
    }
}

/// What C takes for an argument, which is used as long as the call lasts.
pub(super) fn used(service: &Service, access: Access, name: &str, place: &str) -> Expr {
    let used = match access {
        Access::Shared => "_used.share",
        Access::Exclusive => "_used.exclude",
    };
    Expr::name(used).call([
        Expr::name(name),
        Expr::name(&service.name),
        Expr::str(place),
    ])
}

/// The body of a function, as a use of all services in it, when it is this thread's turn.
pub(super) fn guarded(item: &Function, place: &str, body: Vec<Stmt>) -> Vec<Stmt> {
    let body = used_meanwhile(item, place, body);
    let is_synchronized = item.services().any(|service| service.is_synchronized);
    if is_synchronized {
        // Some of it may stand in the way of this use.
        let drop = Stmt::Expr(Expr::name("_left.drop").call([]));
        let left = Stmt::when(Expr::name("_left.items"), vec![drop]);
        let context = Expr::name("_turn");
        let body = [left].into_iter().chain(body).collect();
        return vec![Stmt::With {
            context,
            target: None,
            body,
        }];
    }
    body
}

/// The body of a function, as a use of all services in it.
fn used_meanwhile(item: &Function, place: &str, body: Vec<Stmt>) -> Vec<Stmt> {
    let has_services = item
        .parameters
        .iter()
        .any(|p| matches!(p.ty, Type::Service(..)));
    let mut before = Vec::new();
    if has_services {
        before.push(Stmt::assign("_used", Expr::name("_Uses").call([])));
    }
    let end = || Stmt::Expr(Expr::name("_used.end").call([]));
    // The second time for what an interrupt left of the first.
    let end = has_services.then(|| Stmt::Finally {
        body: vec![end()],
        last: vec![end()],
    });
    let Some(uses) = uses_of_self(item) else {
        let Some(end) = end else {
            return body;
        };
        let last = vec![end];
        before.push(Stmt::Finally { body, last });
        return before;
    };
    let place = || [Expr::str(place)];
    let refused = vec![Stmt::Raise(Expr::name("self._refused").call(place()))];
    before.push(Stmt::assign(uses, Expr::name(format!("self.{uses}"))));
    let in_the_way = if uses == ALONE {
        let settle = Stmt::Expr(Expr::name("self._settle").call(place()));
        before.push(Stmt::when(Expr::name("self._shared"), vec![settle]));
        let others = Expr::name(ALONE).binary(Op::NOT_EQUAL, Expr::name("_ONE_USE"));
        Expr::name("self._shared").binary(Op::Or, others)
    } else {
        Expr::name("self._alone")
    };
    // Added by the statement before the `try`: no handler of a signal comes in between.
    before.push(Stmt::extend(uses, Expr::name("_USE")));
    let first = Stmt::when(in_the_way, refused);
    let remove = Stmt::Delete(Expr::name(uses).index([Expr::int(0)]));
    before.push(Stmt::Finally {
        body: [first].into_iter().chain(body).collect(),
        last: [remove].into_iter().chain(end).collect(),
    });
    before
}

const ALONE: &str = "_alone";
const SHARED: &str = "_shared";

/// The list to which a method adds its use of the object.
fn uses_of_self(item: &Function) -> Option<&'static str> {
    match &item.receiver {
        Receiver::Object(..) if is_held_by_handle(item) => None,
        Receiver::Object(_, Access::Shared) => Some(SHARED),
        Receiver::Object(_, Access::Exclusive) => Some(ALONE),
        Receiver::None | Receiver::Class(_) => None,
    }
}

impl Construct for Service {
    fn annotation(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn c_type(&self) -> Expr {
        Expr::name("_Instance")
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn is_owned(&self) -> bool {
        true
    }

    fn pass(&self, value: Expr) -> Expr {
        value
    }

    fn returned(&self) -> Expr {
        Expr::name("_Instance")
    }

    fn receive(&self, place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        let arguments = [Expr::name("_result"), Expr::str(place)].into_iter();
        let adopt = Expr::name(&self.name).attribute("_adopt");
        let made = adopt.call(arguments.chain(owners.iter().cloned()));
        Some(vec![Stmt::Return(made)])
    }
}
