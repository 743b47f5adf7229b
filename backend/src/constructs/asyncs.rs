//! Async methods and constructors: tasks of Rust, awaited on asyncio.

use super::{construct, returned_value};
use crate::model::{Completions, Function, Receiver, Type};
use crate::python::{Expr, Stmt};

/// What Rust calls when tasks with such results end.
pub(super) fn definition(item: &Completions) -> Vec<Stmt> {
    let codec = construct(&item.result.ty).codec();
    let made = Expr::name("_Completions").call([codec, Expr::size(item.result.offset)]);
    vec![Stmt::assign(&item.name, made)]
}

/// The body of an async function around the statements that start the task.
pub(super) fn awaited(
    item: &Function,
    completions: &Completions,
    place: &str,
    start: Vec<Stmt>,
) -> Vec<Stmt> {
    let settled = Stmt::Await(Expr::name("_call.future"));
    let body = start.into_iter().chain([settled]).collect();
    let call = Expr::name("_Call").call([Expr::name(&completions.name), Expr::str(place)]);
    let call = Stmt::With {
        context: call,
        target: Some("_call"),
        body,
    };
    let result = Expr::name("_call.result").call([]);
    let rest = match (&item.receiver, &item.result) {
        (Receiver::Class(_), _) => {
            vec![Stmt::Return(Expr::name("cls._turned").call([result]))]
        }
        (_, Type::Void) => vec![Stmt::Expr(result)],
        (_, Type::Result(fallible)) if matches!(fallible.ok.ty, Type::Void) => {
            vec![Stmt::Expr(result)]
        }
        (_, Type::Result(fallible)) => {
            returned_value(construct(&fallible.ok.ty).annotation(), result)
        }
        (_, other) => returned_value(construct(other).annotation(), result),
    };
    [call].into_iter().chain(rest).collect()
}

/// What Rust is given to call in the end.
pub(super) fn completion() -> Expr {
    Expr::name("_call.completion").call([])
}

/// The call that starts the task.
pub(super) fn started(call: Expr) -> Expr {
    Expr::name("_call.started").call([call])
}
