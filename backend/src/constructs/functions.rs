//! Functions, free or of a service: a fast way for values that fit, a slow way that converts or
//! explains.

use super::{
    Construct, Misfit, asyncs, construct, docstring, is_of_another_class, native_type, services,
};
use crate::model::{Access, Api, Function, Int, Parameter, Receiver, Type};
use crate::python::{self, Expr, Op, Stmt};

/// For each function the native one, and the one that checks its arguments and calls it.
pub(crate) fn functions(api: &Api) -> Vec<Stmt> {
    api.functions
        .iter()
        .flat_map(|item| {
            let function = function(item, api.has_callbacks());
            [native(item), Stmt::Function(function)]
        })
        .collect()
}

/// The native function, with its symbol and its C signature: the result, then the arguments.
pub(super) fn native(item: &Function) -> Stmt {
    let result = construct(&item.result);
    let (returned, result_type) = if item.is_async() {
        (Expr::name("_CTask"), Expr::name("_CTask"))
    } else {
        (result.returned(), result.passed_type())
    };
    let annotation = native_type(returned);
    let instance = match &item.receiver {
        Receiver::Object(service, _) => Some(service.c_type()),
        Receiver::None | Receiver::Class(_) => None,
    };
    let arguments = item
        .parameters
        .iter()
        .map(|p| construct(&p.ty).passed_type());
    let completion = item.is_async().then(|| Expr::name("_CCompletion"));
    let signature = [Expr::str(&item.symbol), result_type];
    let signature = signature.into_iter().chain(instance).chain(arguments);
    let signature = signature.chain(completion);
    let bind = match &item.receiver {
        Receiver::Class(service) | Receiver::Object(service, _)
            if item.is_async() && service.has_nonblocking_spawn =>
        {
            "_library.starter"
        }
        _ => "_library.function",
    };
    let function = Expr::name(bind).call(signature);
    Stmt::define(&item.native, annotation, function)
}

/// The function that checks its arguments and calls the native one.
pub(crate) fn function(item: &Function, calls_back: bool) -> python::Function {
    let (decorators, receiver) = match &item.receiver {
        Receiver::None => (Vec::new(), None),
        Receiver::Class(_) => {
            let class = python::Parameter {
                name: "cls".to_owned(),
                ..python::Parameter::receiver()
            };
            (vec![Expr::name("classmethod")], Some(class))
        }
        Receiver::Object(..) => (Vec::new(), Some(python::Parameter::receiver())),
    };
    let given = item
        .parameters
        .iter()
        .map(|p| python::Parameter::new(&p.name, construct(&p.ty).assignable()));
    let result = match (&item.receiver, &item.result) {
        (Receiver::Class(_), _) => Expr::name("_Self"),
        (_, Type::Result(result)) => construct(&result.ok.ty).annotation(),
        (_, other) => construct(other).annotation(),
    };
    python::Function {
        decorators,
        is_async: item.is_async(),
        name: item.name.to_string(),
        parameters: receiver.into_iter().chain(given).collect(),
        result,
        doc: docstring(&item.docs),
        body: body(item, calls_back, false),
    }
}

/// What the function does; `is_init` if it is a constructor that fills an object which exists.
pub(super) fn body(item: &Function, calls_back: bool, is_init: bool) -> Vec<Stmt> {
    let place = place(item);
    if let Some(completions) = &item.completions {
        let start = services::guarded(item, &place, call(item, Delivery::start(item)));
        return asyncs::awaited(item, completions, &place, start);
    }
    let owners = owners(item);
    let delivery = Delivery::new(item, &owners, calls_back, is_init);
    services::guarded(item, &place, call(item, delivery))
}

/// How errors call the function.
fn place(item: &Function) -> String {
    match &item.receiver {
        Receiver::None => format!("{}()", item.name.shown()),
        Receiver::Class(service) | Receiver::Object(service, _) => {
            format!("{}.{}()", service.name.shown(), item.name)
        }
    }
}

/// What the result may point into lives as long as the result.
fn owners(item: &Function) -> Vec<Expr> {
    // C strings and addresses are read at once.
    if !item.result.has_pointers() || matches!(item.result, Type::CString | Type::Address) {
        return Vec::new();
    }
    let is_service = |ty: &Type| matches!(ty, Type::Service(..));
    // A service goes on to use what it was made from.
    let goes_on = item.result.has_service();
    let of_self = match &item.receiver {
        Receiver::Object(_, Access::Exclusive) if goes_on => Some("self._lend_alone"),
        Receiver::Object(..) => Some("self._lend"),
        Receiver::None | Receiver::Class(_) => None,
    };
    let of_self = of_self.map(|lend| Expr::name(lend).call([]));
    let has_services = item.parameters.iter().any(|p| is_service(&p.ty));
    let lend = if goes_on {
        "_used.lend_on"
    } else {
        "_used.lend"
    };
    let of_services = has_services.then(|| Expr::name(lend).call([]));
    let others = item.parameters.iter();
    let others = others.filter(|p| p.ty.has_pointers() && !is_service(&p.ty));
    let others = others.map(|p| Expr::name(&p.name));
    of_self
        .into_iter()
        .chain(of_services)
        .chain(others)
        .collect()
}

fn call(item: &Function, result: Delivery) -> Vec<Stmt> {
    let arguments: Vec<_> = item
        .parameters
        .iter()
        .map(|p| Argument::new(item, p))
        .collect();
    let call_on = |instance: Option<Expr>, values: Vec<Expr>| {
        let completion = item.is_async().then(asyncs::completion);
        let values = instance.into_iter().chain(values).chain(completion);
        Expr::name(&item.native).call(values)
    };
    let call = |values: Vec<Expr>| call_on(services::handle(item), values);
    let slow = || {
        let values = arguments.iter().map(Argument::slow).collect();
        call_on(services::checked_handle(item, &place(item)), values)
    };
    let mut body: Vec<Stmt> = arguments
        .iter()
        .filter(|a| a.is_prepared)
        .map(|a| Stmt::assign(a.name, a.checked()))
        .collect();
    let is_lowered = is_all_lowered(item);
    if is_lowered {
        // Nothing is made for Rust before all that may be refused has been looked at.
        body.extend(lower(&arguments));
        body.extend(claim(&arguments));
    }
    let has_fast_way = !is_lowered && !arguments.iter().all(Argument::is_converted);
    if !has_fast_way && !services::is_held_by_handle(item) {
        body.extend(result.deliver(call(arguments.iter().map(Argument::fast).collect())));
        return body;
    }
    body.push(Stmt::Try {
        body: attempt(&arguments, |values| result.attempt(call(values))),
        except: Expr::name("_MISFITS"),
        handler: vec![result.attempt(slow())],
    });
    // Outside of `try`: what it raises is no sign that an argument did not fit.
    body.extend(result.received());
    body
}

/// Whether the fast way of a call leaves nothing to be made, and its result points nowhere.
pub(super) fn is_simple(item: &Function) -> bool {
    let is_fast = |parameter: &Parameter| {
        let argument = Argument::new(item, parameter);
        !argument.is_converted() && !argument.is_owned()
    };
    item.parameters.iter().all(is_fast) && !item.result.has_pointers()
}

/// What becomes of what the native function returns.
struct Delivery<'a> {
    item: &'a Function,
    received: Option<Vec<Stmt>>,
    /// Whether a callback may have run, and raised.
    calls_back: bool,
}

impl<'a> Delivery<'a> {
    fn new(item: &'a Function, owners: &[Expr], calls_back: bool, is_init: bool) -> Self {
        let construct = construct(&item.result);
        let place = place(item);
        let received = match (&item.receiver, construct.wrap(Expr::name("_result"))) {
            (Receiver::Class(_), _) => Some(services::constructed(item, &place, owners, is_init)),
            (_, Some(value)) => Some(vec![Stmt::Return(value)]),
            (_, None) => construct.receive(&place, owners),
        };
        Self {
            item,
            received,
            calls_back,
        }
    }

    /// The same for the task that an async function starts.
    fn start(item: &'a Function) -> Self {
        Self {
            item,
            received: Some(Vec::new()),
            calls_back: true,
        }
    }

    /// The call in a place where nothing else may raise.
    fn attempt(&self, call: Expr) -> Stmt {
        if self.item.is_async() {
            return Stmt::Expr(asyncs::started(call));
        }
        match (&self.item.result, &self.received) {
            (Type::Void, _) => Stmt::Expr(call),
            (_, None) if !self.calls_back => Stmt::Return(call),
            (_, None | Some(_)) => Stmt::assign("_result", call),
        }
    }

    /// What follows an attempt.
    fn received(self) -> Vec<Stmt> {
        if !self.calls_back {
            return self.received.unwrap_or_default();
        }
        let result = &self.item.result;
        let is_owned = result.is_owned() && !self.item.is_async();
        let owned = is_owned.then(|| [construct(result).codec(), Expr::name("_result")]);
        let reraise = Expr::name("_reraise").call(owned.into_iter().flatten());
        let pending = Stmt::when(Expr::name("_pending"), vec![Stmt::Expr(reraise)]);
        let received = match (result, self.received) {
            (Type::Void, _) => Vec::new(),
            (_, Some(received)) => received,
            (_, None) => vec![Stmt::Return(Expr::name("_result"))],
        };
        [pending].into_iter().chain(received).collect()
    }

    /// The call and all that follows.
    fn deliver(self, call: Expr) -> Vec<Stmt> {
        if let Some(value) = construct(&self.item.result).wrap(call.clone())
            && !self.calls_back
            && !self.item.is_async()
        {
            return vec![Stmt::Return(value)];
        }
        let attempt = self.attempt(call);
        [attempt].into_iter().chain(self.received()).collect()
    }
}

/// Replaces each parameter by what is left to be made of it, or raises.
fn lower(arguments: &[Argument]) -> Vec<Stmt> {
    let lowered: Vec<_> = arguments
        .iter()
        .filter_map(|a| match a.misfit() {
            Misfit::Lowered(value) => Some((a.name, value)),
            _ => None,
        })
        .collect();
    let mut attempt = refuse(no_integers(arguments));
    let (names, values): (Vec<_>, Vec<_>) = lowered.into_iter().unzip();
    if let ([name], [value]) = (names.as_slice(), values.as_slice()) {
        attempt.push(Stmt::assign(name, value.clone()));
    } else if !names.is_empty() {
        // All or none: the slow way needs them as they were given.
        attempt.push(Stmt::Unpack {
            targets: names.into_iter().map(ToOwned::to_owned).collect(),
            value: Expr::Tuple(values),
        });
    }
    // ctypes would refuse these when there is something to lose.
    let floats = arguments.iter().filter_map(|a| {
        let checked = Stmt::assign(a.name, a.checked());
        Some(Stmt::when(a.is_no_float()?, vec![checked]))
    });
    let mut statements: Vec<_> = floats.collect();
    if attempt.is_empty() {
        return statements;
    }
    let handler = arguments
        .iter()
        .filter(|a| !a.is_prepared && a.is_no_float().is_none())
        .map(|a| Stmt::assign(a.name, a.checked()))
        .collect();
    statements.push(Stmt::Try {
        body: attempt,
        except: Expr::name("_MISFITS"),
        handler,
    });
    statements
}

/// Takes from Python what can only be given once: all of it or, if something is missing, nothing.
fn claim(arguments: &[Argument]) -> Option<Stmt> {
    let is_lone = arguments.iter().filter(|a| a.is_owned()).count() == 1;
    let moved = arguments.iter().filter(|a| a.ty.moves());
    let moved: Vec<_> = moved
        .filter(|a| !(is_lone && matches!(a.ty, Type::Vec(_) | Type::Callback(_))))
        .map(|a| Expr::name(a.name))
        .collect();
    (!moved.is_empty()).then(|| Stmt::Expr(Expr::name("_claim").call(moved)))
}

/// A parameter on its way to C.
struct Argument<'a> {
    name: &'a str,
    ty: &'a Type,
    place: String,
    /// Whether the parameter is replaced by what C takes before the call.
    is_prepared: bool,
}

/// Whether all arguments are looked at before the call: if one is, or if it is async, which then
/// fails before it starts or not at all.
fn is_all_lowered(item: &Function) -> bool {
    item.is_async() || item.parameters.iter().any(|p| is_lowered(&p.ty))
}

/// Whether the argument is looked at before the call: if Rust is to own something, or may call
/// what then must not run inside the handler of a misfit.
fn is_lowered(ty: &Type) -> bool {
    is_given(ty) || ty.has_functions()
}

/// Whether what C takes is another object than the argument, and holds what it points into.
fn is_made_for_call(ty: &Type) -> bool {
    match ty {
        Type::Pointer(_) | Type::CString | Type::Slice(_) | Type::FnPointer(_) => true,
        Type::Struct(_) | Type::Option(_) | Type::Result(_) | Type::DataEnum(_) => {
            ty.has_pointers()
        }
        _ => false,
    }
}

/// Whether Rust owns the argument from the call on.
fn is_given(ty: &Type) -> bool {
    ty.is_owned() && !matches!(ty, Type::Service(..))
}

impl<'a> Argument<'a> {
    fn new(item: &Function, parameter: &'a Parameter) -> Self {
        let Parameter { name, ty } = parameter;
        let is_converted = matches!(construct(ty).misfit(name.as_str()), Misfit::Converted);
        let is_service = matches!(ty, Type::Service(..));
        let owns = is_all_lowered(item);
        Self {
            name: name.as_str(),
            ty,
            place: format!("{}: argument '{name}'", place(item)),
            is_prepared: is_service
                || (is_made_for_call(ty) && item.result.has_pointers())
                || (owns && is_converted),
        }
    }

    fn is_owned(&self) -> bool {
        is_given(self.ty)
    }

    fn misfit(&self) -> Misfit {
        construct(self.ty).misfit(self.name)
    }

    /// Whether there is no fast way.
    fn is_converted(&self) -> bool {
        self.is_prepared || matches!(self.misfit(), Misfit::Converted)
    }

    fn checked(&self) -> Expr {
        if let Type::Service(service, access) = self.ty {
            return services::used(service, *access, self.name, &self.place);
        }
        construct(self.ty).check(Expr::name(self.name), &self.place)
    }

    fn slow(&self) -> Expr {
        if self.is_prepared {
            return self.fast();
        }
        construct(self.ty).pass(self.checked())
    }

    fn fast(&self) -> Expr {
        if self.is_converted() && !self.is_prepared {
            return self.slow();
        }
        construct(self.ty).pass(Expr::name(self.name))
    }

    /// For a number with a point: whether it is something that ctypes would convert or refuse.
    fn is_no_float(&self) -> Option<Expr> {
        let is_float = matches!(self.ty, Type::Float(_));
        is_float.then(|| is_of_another_class(self.name, "float"))
    }

    /// The type of an integer that ctypes passes as a C int and that may be negative.
    fn narrow_signed(&self) -> Option<Int> {
        match self.ty {
            Type::Int(int) if int.is_signed() && int.size() < 8 => Some(*int),
            _ => None,
        }
    }

    /// Whether the value is a member that may be negative.
    fn is_signed_enum(&self) -> bool {
        matches!(self.ty, Type::Enum(item) if item.repr.is_signed())
    }
}

/// The fast way: raise if an argument does not fit, else call.
///
/// Nothing is assigned to a parameter, because the slow way needs the values as they were given.
fn attempt(arguments: &[Argument], call: impl Fn(Vec<Expr>) -> Stmt) -> Vec<Stmt> {
    let mut narrow = arguments
        .iter()
        .filter_map(|a| Some((a.name, a.narrow_signed()?)));
    let lone = narrow.next().filter(|_| narrow.next().is_none());
    // ctypes is slow with negative integers; their low 32 bits are all that C sees.
    let low_bits = |value: Expr| value.binary(Op::BitAnd, Expr::hex(0xFFFF_FFFF, 8));
    let values = |is_lone_negative: bool| {
        let value = |argument: &Argument| {
            let is_narrow = argument.narrow_signed().is_some();
            let is_masked = is_narrow && (lone.is_none() || is_lone_negative);
            if is_masked || argument.is_signed_enum() {
                return low_bits(argument.fast());
            }
            argument.fast()
        };
        arguments.iter().map(value).collect()
    };
    let mut statements = refuse(misfits(arguments, lone.is_some()));
    let regular = call(values(false));
    let Some((name, int)) = lone else {
        statements.push(regular);
        return statements;
    };
    let out_of_range = sign(name, int).binary(Op::NOT_EQUAL, Expr::int(-1));
    let mut negative = refuse(vec![out_of_range]);
    negative.push(call(values(true)));
    let is_returning = matches!(regular, Stmt::Return(_));
    let (orelse, last) = if is_returning {
        (vec![], vec![regular])
    } else {
        (vec![regular], vec![])
    };
    statements.push(Stmt::If {
        test: sign(name, int),
        body: negative,
        orelse,
    });
    statements.extend(last);
    statements
}

/// The ways in which an argument does not fit, also where ctypes would refuse it.
fn no_integers(arguments: &[Argument]) -> Vec<Expr> {
    let classes = arguments.iter().filter_map(|a| {
        let is_integer = matches!(a.ty, Type::Int(_));
        is_integer.then(|| is_of_another_class(a.name, "int"))
    });
    classes.chain(misfits(arguments, false)).collect()
}

/// Leaves the fast way if one of the tests is true.
fn refuse(tests: Vec<Expr>) -> Vec<Stmt> {
    let refuse = || vec![Stmt::Raise(Expr::name("_Misfit"))];
    match Expr::join(Op::Or, tests.clone()) {
        Some(all) if python::fits(12, &format!("if {}:", all.flat())) => {
            vec![Stmt::when(all, refuse())]
        }
        _ => {
            let each = tests.into_iter().map(|test| Stmt::when(test, refuse()));
            each.collect()
        }
    }
}

/// The ways in which an argument does not fit. Leaves out small signed integers if
/// `but_narrow_signed`.
fn misfits(arguments: &[Argument], but_narrow_signed: bool) -> Vec<Expr> {
    let test = |argument: &Argument| match argument.misfit() {
        Misfit::Unseen | Misfit::Converted | Misfit::Lowered(_) => None,
        _ if argument.is_prepared => None,
        Misfit::Test(test) => Some(test),
        Misfit::Range(int) if !int.is_signed() => Some(sign(argument.name, int)),
        Misfit::Range(int) if int.size() < 8 && but_narrow_signed => None,
        Misfit::Range(int) => {
            let in_range = Expr::Tuple(vec![Expr::int(0), Expr::int(-1)]);
            Some(sign(argument.name, int).binary(Op::NOT_IN, in_range))
        }
    };
    arguments.iter().filter_map(test).collect()
}

/// Zero for what is not negative and in range, minus one for what is negative and in range.
fn sign(name: &str, int: Int) -> Expr {
    Expr::name(name).binary(Op::Shift, Expr::size(int.value_bits()))
}
