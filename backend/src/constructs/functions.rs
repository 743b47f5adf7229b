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
    // What ctypes returns, before it becomes what Python sees.
    let returned = match &item.result {
        Type::Enum(_) => Expr::name("int"),
        Type::Struct(_) if result.passed_type().flat() != result.c_type().flat() => {
            Expr::name("_t.Any")
        }
        _ => result.annotation(),
    };
    let annotation = Expr::name("_t.Callable").index([Expr::name("..."), returned]);
    let arguments = item
        .parameters
        .iter()
        .map(|p| construct(&p.ty).passed_type());
    let signature = [Expr::str(&item.symbol), result.passed_type()]
        .into_iter()
        .chain(arguments);
    let function = Expr::name("_library.function").call(signature);
    Stmt::define(&item.native, annotation, function)
}

fn function(item: &Function) -> python::Function {
    let parameters = item
        .parameters
        .iter()
        .map(|p| python::Parameter::new(&p.name, construct(&p.ty).annotation()))
        .collect();
    python::Function {
        decorators: Vec::new(),
        name: item.name.to_string(),
        parameters,
        result: construct(&item.result).annotation(),
        doc: docstring(&item.docs),
        body: body(item),
    }
}

fn body(item: &Function) -> Vec<Stmt> {
    let native = Expr::name(&item.native);
    let received = construct(&item.result).receive(&Expr::name("_result"));
    let deliver = |call: Expr| match (&item.result, &received) {
        (Type::Void, _) => Stmt::Expr(call),
        (_, None) => Stmt::Return(call),
        (_, Some(_)) => Stmt::assign("_result", call),
    };
    if item.parameters.is_empty() {
        let call = native.call([]);
        let result = construct(&item.result);
        return vec![match item.result {
            Type::Void => Stmt::Expr(call),
            _ => Stmt::Return(result.receive(&call).unwrap_or(call)),
        }];
    }
    let slow = item.parameters.iter().map(|p| {
        let place = format!("{}(): argument '{}'", item.name, p.name);
        let ty = construct(&p.ty);
        ty.pass(ty.check(Expr::name(&p.name), &place))
    });
    let whole = Stmt::Try {
        body: attempt(&item.parameters, |arguments| {
            deliver(native.clone().call(arguments))
        }),
        except: Expr::name("_MISFITS"),
        handler: vec![deliver(native.clone().call(slow))],
    };
    // Outside of `try`: what it raises is no sign that an argument did not fit.
    [whole]
        .into_iter()
        .chain(received.map(Stmt::Return))
        .collect()
}

/// The fast way: raise if an argument does not fit, else call.
///
/// Nothing is assigned to a parameter, because the slow way needs the values as they were given.
fn attempt(parameters: &[Parameter], call: impl Fn(Vec<Expr>) -> Stmt) -> Vec<Stmt> {
    let narrow_signed =
        |p: &&Parameter| matches!(p.ty, Type::Int(int) if int.is_signed() && int.size() < 8);
    let lone = match parameters
        .iter()
        .filter(narrow_signed)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [
            Parameter {
                name,
                ty: Type::Int(int),
            },
        ] => Some((name, *int)),
        _ => None,
    };
    // ctypes is slow with negative integers; their low 32 bits are all that C sees.
    let low_bits = |value: Expr| value.binary(Op::BitAnd, Expr::hex(0xFFFF_FFFF, 8));
    let arguments = |is_lone_negative: bool| {
        let argument = |p: &Parameter| {
            let value = construct(&p.ty).pass(Expr::name(&p.name));
            let is_masked = narrow_signed(&p) && (lone.is_none() || is_lone_negative);
            if is_masked { low_bits(value) } else { value }
        };
        parameters.iter().map(argument).collect()
    };
    let mut statements = Vec::new();
    let refuse = || vec![Stmt::Raise(Expr::name("_Misfit"))];
    if let Some(test) = misfit(parameters, lone.is_some()) {
        statements.push(Stmt::when(test, refuse()));
    }
    let regular = call(arguments(false));
    let Some((name, int)) = lone else {
        statements.push(regular);
        return statements;
    };
    let out_of_range = sign(name.as_str(), int).binary(Op::NOT_EQUAL, Expr::int(-1));
    let negative = vec![Stmt::when(out_of_range, refuse()), call(arguments(true))];
    let is_returning = matches!(regular, Stmt::Return(_));
    let (orelse, last) = if is_returning {
        (vec![], vec![regular])
    } else {
        (vec![regular], vec![])
    };
    statements.push(Stmt::If {
        test: sign(name.as_str(), int),
        body: negative,
        orelse,
    });
    statements.extend(last);
    statements
}

/// True if an argument does not fit. Leaves out small signed integers if `but_narrow_signed`.
fn misfit(parameters: &[Parameter], but_narrow_signed: bool) -> Option<Expr> {
    let mut tests = Vec::new();
    let mut unsigned: Vec<(Int, Vec<Expr>)> = Vec::new();
    for Parameter { name, ty } in parameters {
        match construct(ty).misfit(name.as_str()) {
            Misfit::Unseen => {}
            Misfit::Test(test) => tests.push(test),
            Misfit::Range(int) if !int.is_signed() => {
                match unsigned
                    .iter_mut()
                    .find(|(other, _)| other.size() == int.size())
                {
                    Some((_, names)) => names.push(Expr::name(name)),
                    None => unsigned.push((int, vec![Expr::name(name)])),
                }
            }
            Misfit::Range(int) if int.size() < 8 && but_narrow_signed => {}
            Misfit::Range(int) => {
                let in_range = Expr::Tuple(vec![Expr::int(0), Expr::int(-1)]);
                tests.push(sign(name.as_str(), int).binary(Op::NOT_IN, in_range));
            }
        }
    }
    // One shift tells of several integers at once whether one has bits beyond the width.
    let shifts = unsigned.into_iter().filter_map(|(int, names)| {
        let bits = Expr::size(int.value_bits());
        Some(Expr::join(Op::BitOr, names)?.binary(Op::Shift, bits))
    });
    Expr::join(Op::Or, shifts.chain(tests).collect())
}

/// Zero for what is not negative and in range, minus one for what is negative and in range.
fn sign(name: &str, int: Int) -> Expr {
    Expr::name(name).binary(Op::Shift, Expr::size(int.value_bits()))
}
