//! Loading the library, and the API guard that is checked when it is loaded.

use crate::model::Api;
use crate::python::{Docstring, Expr, Function, Op, Parameter, Stmt};

/// The library and `init_lib`, in errors of the module of that name.
pub(crate) fn library(api: &Api, library: &str, search: &[String], module: Expr) -> Vec<Stmt> {
    let variable = variable(library);
    let guard = match &api.guard {
        Some(guard) => Expr::Tuple(vec![Expr::str(&guard.symbol), Expr::hex(guard.hash, 16)]),
        None => Expr::none(),
    };
    let folders = (!search.is_empty()).then(|| {
        (
            "search",
            Expr::Tuple(search.iter().map(Expr::str).collect()),
        )
    });
    let loader = Expr::name("_Library").call_with(
        [module, Expr::name("__file__")],
        [
            ("name", Expr::str(library)),
            ("variable", Expr::str(&variable)),
            ("guard", Expr::name("_API_GUARD")),
        ]
        .into_iter()
        .chain(folders),
    );
    let places = if search.is_empty() {
        "loaded, else the library beside this module, else what the system's loader finds."
            .to_owned()
    } else {
        let folders = search.join("`, `");
        format!(
            "loaded, else the library beside this module, else, from there, in\n`{folders}`,\n\
             else what the system's loader finds."
        )
    };
    let doc = format!(
        "Load the native library.\n\
         \n\
         Only needed where it is not found by itself: otherwise the first call loads it.\n\
         Without a path, what the environment variable `{variable}` names is\n\
         {places}\n\
         Loading the same file again does nothing.\n\
         \n\
         Raises:\n    \
             LoadError: The library is not found, cannot be loaded, or lacks a symbol; or\n        \
                 another one is loaded already. The message names the paths tried.\n    \
             ApiMismatchError: The library was built from another version of the API."
    );
    let os_path = Expr::name("_os.PathLike").index([Expr::name("str")]);
    let path = Expr::Binary(Op::BitOr, vec![Expr::name("str"), os_path, Expr::none()]);
    let path = Parameter {
        default: Some(Expr::none()),
        ..Parameter::new("path", path)
    };
    let init = Function {
        decorators: Vec::new(),
        is_async: false,
        name: "init_lib".to_owned(),
        parameters: vec![path],
        result: Expr::none(),
        doc: Docstring::new(doc.lines()),
        body: vec![Stmt::Expr(
            Expr::name("_library.load").call([Expr::name("path")]),
        )],
    };
    vec![
        // On a line of its own: all else stays the same when a source line moves.
        Stmt::assign("_API_GUARD", guard),
        Stmt::assign("_library", loader),
        Stmt::Function(init),
    ]
}

/// The environment variable that names the library's file.
fn variable(library: &str) -> String {
    let capitals = library.to_uppercase();
    let name: String = capitals
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    format!("{name}_LIBRARY")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_variable_is_the_name_in_capitals() {
        assert_eq!(super::variable("my-library2"), "MY_LIBRARY2_LIBRARY");
    }
}
