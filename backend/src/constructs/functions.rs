//! Free functions: a fast way for values that fit, a slow way that converts or explains.

use super::{Misfit, construct, docstring};
use crate::model::{Api, Function, Int, Parameter, Type};
use crate::python::{self, Expr, Op, Stmt};

/// For each function the native one, and the one that checks its arguments and calls it.
pub(crate) fn functions(api: &Api) -> Vec<Stmt> {
    api.functions
        .iter()
        .flat_map(|item| [native(item), Stmt::Function(function(item))])
        .collect()
}

/// The native function, with its symbol and its C signature: the result, then the arguments.
fn native(item: &Function) -> Stmt {
    let result = construct(&item.result);
    let annotation = Expr::name("_t.Callable").index([Expr::ellipsis(), result.returned()]);
    let arguments = item
        .parameters
        .iter()
        .map(|p| construct(&p.ty).passed_type());
    let signature = [Expr::str(&item.symbol), result.passed_type()];
    let function = Expr::name("_library.function").call(signature.into_iter().chain(arguments));
    Stmt::define(&item.native, annotation, function)
}

fn function(item: &Function) -> python::Function {
    let parameters = item
        .parameters
        .iter()
        .map(|p| python::Parameter::new(&p.name, construct(&p.ty).assignable()))
        .collect();
    let result = match &item.result {
        Type::Result(result) => construct(&result.ok.ty).annotation(),
        other => construct(other).annotation(),
    };
    python::Function {
        decorators: Vec::new(),
        name: item.name.to_string(),
        parameters,
        result,
        doc: docstring(&item.docs),
        body: body(item),
    }
}

fn body(item: &Function) -> Vec<Stmt> {
    let native = Expr::name(&item.native);
    let arguments: Vec<_> = item
        .parameters
        .iter()
        .map(|p| Argument::new(item, p))
        .collect();
    // What the result may point into lives as long as the result.
    let owners: Vec<_> = arguments
        .iter()
        .filter(|a| item.result.has_pointers() && a.ty.has_pointers())
        .map(|a| Expr::name(a.name))
        .collect();
    let place = format!("{}()", item.name);
    let received = construct(&item.result).receive(&place, &owners);
    let deliver = |call: Expr| match (&item.result, &received) {
        (Type::Void, _) => Stmt::Expr(call),
        (_, None) => Stmt::Return(call),
        (_, Some(_)) => Stmt::assign("_result", call),
    };
    let mut body: Vec<Stmt> = arguments
        .iter()
        .filter(|a| a.is_prepared)
        .map(|a| Stmt::assign(a.name, construct(a.ty).pass(a.checked())))
        .collect();
    if arguments.iter().all(Argument::is_converted) {
        let values = arguments.iter().map(Argument::fast);
        body.push(deliver(native.call(values)));
    } else {
        body.push(Stmt::Try {
            body: attempt(&arguments, |values| deliver(native.clone().call(values))),
            except: Expr::name("_MISFITS"),
            handler: vec![deliver(
                native.clone().call(arguments.iter().map(Argument::slow)),
            )],
        });
    }
    // Outside of `try`: what it raises is no sign that an argument did not fit.
    body.extend(received.into_iter().flatten());
    body
}

/// A parameter on its way to C.
struct Argument<'a> {
    name: &'a str,
    ty: &'a Type,
    place: String,
    /// Whether the parameter is replaced by what C takes before the call.
    is_prepared: bool,
}

/// Whether what C takes is another object than the argument, and holds what it points into.
fn is_made_for_call(ty: &Type) -> bool {
    match ty {
        Type::Pointer(_) => true,
        Type::Option(_) | Type::Result(_) | Type::DataEnum(_) => ty.has_pointers(),
        _ => false,
    }
}

impl<'a> Argument<'a> {
    fn new(item: &Function, parameter: &'a Parameter) -> Self {
        let Parameter { name, ty } = parameter;
        Self {
            name: name.as_str(),
            ty,
            place: format!("{}(): argument '{name}'", item.name),
            is_prepared: is_made_for_call(ty) && item.result.has_pointers(),
        }
    }

    fn misfit(&self) -> Misfit {
        construct(self.ty).misfit(self.name)
    }

    /// Whether there is no fast way.
    fn is_converted(&self) -> bool {
        self.is_prepared || matches!(self.misfit(), Misfit::Converted)
    }

    fn checked(&self) -> Expr {
        construct(self.ty).check(Expr::name(self.name), &self.place)
    }

    fn slow(&self) -> Expr {
        if self.is_prepared {
            return Expr::name(self.name);
        }
        construct(self.ty).pass(self.checked())
    }

    fn fast(&self) -> Expr {
        if self.is_converted() {
            return self.slow();
        }
        construct(self.ty).pass(Expr::name(self.name))
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
    let mut statements = Vec::new();
    let refuse = || vec![Stmt::Raise(Expr::name("_Misfit"))];
    let tests = misfits(arguments, lone.is_some());
    match Expr::join(Op::Or, tests.clone()) {
        Some(all) if python::fits(12, &format!("if {}:", all.flat())) => {
            statements.push(Stmt::when(all, refuse()));
        }
        _ => statements.extend(tests.into_iter().map(|test| Stmt::when(test, refuse()))),
    }
    let regular = call(values(false));
    let Some((name, int)) = lone else {
        statements.push(regular);
        return statements;
    };
    let out_of_range = sign(name, int).binary(Op::NOT_EQUAL, Expr::int(-1));
    let negative = vec![Stmt::when(out_of_range, refuse()), call(values(true))];
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

/// The ways in which an argument does not fit. Leaves out small signed integers if
/// `but_narrow_signed`.
fn misfits(arguments: &[Argument], but_narrow_signed: bool) -> Vec<Expr> {
    let test = |argument: &Argument| match argument.misfit() {
        Misfit::Unseen | Misfit::Converted => None,
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
