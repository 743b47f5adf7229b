//! A package: a module for each of the author's, over two private ones.
//!
//! Rust's modules may use each other in circles, Python's may not. So all items are defined in
//! `_bindings`, on top of the static code in `_runtime`, and the author's modules import theirs.

use super::{
    GENERATED, GLUE, PRIVATE, Parts, SCOPES, docstring, external, import, part, parts, pragmas,
};
use crate::config::Config;
use crate::model::{Api, BINDINGS, Export, Form, Home, RUNTIME};
use crate::python::{Docstring, Expr, Import, Module, Names, Stmt};
use crate::shelf::Shelf;
use std::collections::{BTreeMap, BTreeSet};

/// The first line of every module of any package.
pub(crate) fn first_line() -> String {
    format!("# {GENERATED}\n")
}

/// The first lines of each module of that package, which tell it from those of others.
pub(crate) fn mark(name: &str) -> String {
    header(name)
        .iter()
        .map(|line| format!("# {line}\n"))
        .collect()
}

fn header(name: &str) -> Vec<String> {
    vec![
        GENERATED.to_owned(),
        format!("A module of the package `{name}`."),
    ]
}

/// The modules of the package that is imported by the name `name`, by their paths.
pub(crate) fn modules(api: &Api, config: &Config, name: &str) -> Vec<(String, Module)> {
    let library = config.library.as_deref().unwrap_or(name);
    let package = Expr::name("__name__.rpartition").call([Expr::str(".")]);
    let parts = parts(
        api,
        config,
        library,
        package.index([Expr::int(0)]),
        Form::Package,
    );
    // In order, as they are written.
    let names: BTreeSet<&str> = Module::names_of(&parts.items).into_iter().collect();
    let shared = from_runtime(&parts, &names);
    let public: Vec<String> = [parts.taken.public.as_slice(), &["init_lib".to_owned()]].concat();
    let mut modules = vec![
        (
            file(&[RUNTIME.to_owned()], false),
            runtime(&parts, &shared, name, &public),
        ),
        (
            file(&[BINDINGS.to_owned()], false),
            bindings(api, &parts, &names, &shared, name),
        ),
    ];
    let homes: BTreeSet<Home> = api
        .exports
        .iter()
        .flat_map(|export| export.home.way())
        .chain([Home::default()])
        .collect();
    for home in &homes {
        let children: Vec<_> = homes
            .iter()
            .filter_map(Home::split)
            .filter(|(parent, _)| parent == home)
            .map(|(_, name)| name.to_string())
            .collect();
        let way: Vec<_> = home.names().iter().map(ToString::to_string).collect();
        let is_package = home.is_root() || !children.is_empty();
        let dots = way.len() + usize::from(is_package);
        let mut module = home_module(api, home, &children, dots, &public);
        module.header.splice(..0, header(name));
        module.doc = if home.is_root() {
            docstring(config, library)
        } else {
            Docstring::new([format!("`{home}` of the native library `{library}`.")])
        };
        modules.push((file(&way, is_package), module));
    }
    modules
}

fn file(way: &[String], is_package: bool) -> String {
    let mut parts = way.to_vec();
    if is_package {
        parts.push("__init__".to_owned());
    }
    format!("{}.py", parts.join("/"))
}

/// What is the same for all items, and the native library.
fn runtime(parts: &Parts, shared: &BTreeSet<&str>, name: &str, public: &[String]) -> Module {
    let mut body = part(
        "What every such package holds",
        parts.taken.statements.clone(),
    );
    body.extend(part("The native library", parts.library.clone()));
    let mut header = header(name);
    header.push(PRIVATE.to_owned());
    let shared = shared.iter().map(ToString::to_string);
    let exported: BTreeSet<String> = shared.chain(public.iter().cloned()).collect();
    Module {
        header,
        doc: Docstring::new(["What the bindings stand on: import nothing from here."]),
        imports: parts.taken.imports.clone(),
        relative: Vec::new(),
        public: exported.into_iter().collect(),
        body,
    }
}

/// The names that the items need of the runtime, and those that modules need.
fn from_runtime<'a>(parts: &'a Parts, names: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let shelf = Shelf::get();
    let made: BTreeSet<&str> = parts
        .library
        .iter()
        .filter_map(|statement| match statement {
            Stmt::Assign { target, .. } => Some(target.as_str()),
            _ => None,
        })
        .collect();
    names
        .iter()
        .copied()
        .chain(GLUE)
        .filter(|name| shelf.has(name) || made.contains(name))
        .filter(|name| shelf.hint(name).is_none())
        .collect()
}

/// All that the library exports.
fn bindings(
    api: &Api,
    parts: &Parts,
    names: &BTreeSet<&str>,
    shared: &BTreeSet<&str>,
    name: &str,
) -> Module {
    let shelf = Shelf::get();
    let from_runtime = shared
        .iter()
        .filter(|name| **name == SCOPES || names.contains(*name))
        .map(|name| ((*name).to_owned(), None));
    let mut relative = external(api);
    relative.extend(import(sibling(1, RUNTIME), from_runtime));
    let hints: Vec<_> = names
        .iter()
        .filter_map(|name| Some((name, shelf.hint(name)?)))
        .map(|(alias, (module, name))| {
            let names = vec![(name.to_owned(), Some(alias.to_string()))];
            let module = module.to_owned();
            Stmt::ImportFrom { module, names }
        })
        .collect();
    let has_hints = !hints.is_empty();
    if has_hints {
        relative.push(Stmt::Blank);
        relative.push(Stmt::when(Expr::name("_t.TYPE_CHECKING"), hints));
    }
    let mut header = header(name);
    let pragmas = pragmas(api, parts);
    header.extend(pragmas.iter().filter(|it| *it != PRIVATE).cloned());
    header.push(PRIVATE.to_owned());
    let mut public: BTreeSet<String> = api
        .exports
        .iter()
        .map(|it| it.definition.to_string())
        .collect();
    // Linters do not see what is used in quotes, which this tells them.
    let quoted = quoted(&parts.items).into_iter().map(ToOwned::to_owned);
    public.extend(quoted.filter(|name| shelf.has(name)));
    let scope = Expr::name("globals").call([]);
    let mut body = vec![Stmt::Expr(Expr::name("_scopes.append").call([scope]))];
    body.extend(parts.items.iter().cloned());
    let used =
        |import: &&Import| names.contains(import.alias) || (import.alias == "_t" && has_hints);
    let imports = parts.taken.imports.iter().filter(used).copied().collect();
    Module {
        header,
        doc: Docstring::new([
            "All that the native library exports: import it from the modules beside.",
        ]),
        imports,
        relative,
        public: public.into_iter().collect(),
        body,
    }
}

/// What the bases of classes name in quotes.
fn quoted(items: &[Stmt]) -> Names<'_> {
    let mut names = Names::default();
    for statement in items {
        let Stmt::Class(class) = statement else {
            continue;
        };
        for base in &class.bases {
            if let Expr::Subscript(_, arguments) = base {
                let quoted = arguments.iter();
                let quoted = quoted.filter(|it| matches!(it, Expr::Quoted(_)));
                quoted.for_each(|it| it.collect_names(&mut names));
            }
        }
    }
    names
}

/// A module of the package, from one that is `dots` below what both are in.
fn sibling(dots: usize, module: &str) -> String {
    ".".repeat(dots) + module
}

/// A module of the author's: the names that it has, for what is defined in `_bindings`.
fn home_module(
    api: &Api,
    home: &Home,
    children: &[String],
    dots: usize,
    runtime: &[String],
) -> Module {
    let mut exports: Vec<_> = api.exports.iter().filter(|it| it.home == *home).collect();
    let mut names: BTreeSet<String> = children.iter().cloned().collect();
    let mut from_runtime = vec![("_publish".to_owned(), None)];
    if home.is_root() {
        names.extend(runtime.iter().cloned());
        from_runtime.extend(runtime.iter().map(|name| (name.clone(), None)));
        names.extend(exports.iter().map(|export| export.name.to_string()));
        exports.extend(lone(api, &names));
    }
    let from_bindings: Vec<_> = exports
        .iter()
        .map(|export| {
            let is_renamed = export.name != export.definition;
            let alias = is_renamed.then(|| export.name.to_string());
            (export.definition.to_string(), alias)
        })
        .collect();
    let mut relative = Vec::new();
    relative.extend(import(sibling(dots, BINDINGS), from_bindings));
    relative.extend(import(sibling(dots, RUNTIME), from_runtime));
    let inner = import(".", children.iter().map(|name| (name.clone(), None)));
    // What is further away comes first.
    let place = if dots == 1 { 0 } else { relative.len() };
    relative.splice(place..place, inner);
    names.extend(exports.iter().map(|export| export.name.to_string()));
    let mut header = vec![PRIVATE.to_owned()];
    let is_usual = |c: char| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit();
    let mut file = home
        .names()
        .last()
        .filter(|_| children.is_empty())
        .into_iter();
    if file.any(|name| !name.as_str().chars().all(is_usual)) {
        // The module is called as in Rust.
        header.push("ruff: noqa: N999".to_owned());
    }
    // What is private here is of no use but that: so it is no import in vain.
    let private = names
        .iter()
        .filter(|name| name.starts_with('_'))
        .map(|name| (name.as_str(), Expr::name(name)));
    let private: Vec<_> = private.collect();
    let [module, all] = ["__name__", "__all__"].map(Expr::name);
    let scope = Expr::name("globals").call([]);
    Module {
        header,
        doc: None,
        imports: Vec::new(),
        relative,
        public: names
            .iter()
            .filter(|name| !name.starts_with('_'))
            .cloned()
            .collect(),
        body: vec![Stmt::Expr(
            Expr::name("_publish").call_with([module, scope, all], private),
        )],
    }
}

/// What can be imported from the package itself as well: no other item has its name.
fn lone<'a>(api: &'a Api, taken: &BTreeSet<String>) -> Vec<&'a Export> {
    let mut by_name: BTreeMap<&str, Vec<&Export>> = BTreeMap::new();
    for export in api.exports.iter().filter(|export| !export.home.is_root()) {
        by_name
            .entry(export.name.as_str())
            .or_default()
            .push(export);
    }
    // An exception goes with its error.
    let is_lone = |name: &str| {
        !taken.contains(name) && by_name.get(name).is_none_or(|exports| exports.len() == 1)
    };
    by_name
        .iter()
        .filter(|(name, _)| !name.starts_with('_') && is_lone(name))
        .filter(|(name, _)| name.strip_suffix("Exception").is_none_or(is_lone))
        .filter_map(|(_, exports)| match exports.as_slice() {
            [export] => Some(*export),
            _ => None,
        })
        .collect()
}
