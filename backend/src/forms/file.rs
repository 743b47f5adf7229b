//! One self-contained module.

use super::{GENERATED, docstring, external, part, parts, pragmas, public_start};
use crate::config::Config;
use crate::model::{Api, Form};
use crate::python::{Expr, Module};

/// The module that is imported by the name `stem`.
pub(crate) fn module(api: &Api, config: &Config, stem: &str) -> Module {
    let library = config.library.as_deref().unwrap_or(stem);
    let parts = parts(api, config, library, Expr::name("__name__"), Form::File);
    let mut header = vec![GENERATED.to_owned()];
    header.extend(pragmas(api, &parts));
    let mut own = parts.library;
    own.extend(parts.items);
    let mut body: Vec<_> = public_start(&own).into_iter().collect();
    body.extend(part("What every such module holds", parts.taken.statements));
    body.extend(part("The native library", own));
    let names = api.exports.iter().map(|export| export.name.to_string());
    let mut public: Vec<_> = names.filter(|name| !name.starts_with('_')).collect();
    public.extend(parts.taken.public);
    public.push("init_lib".to_owned());
    Module {
        header,
        doc: docstring(config, library),
        imports: parts.taken.imports,
        relative: external(api),
        public,
        body,
    }
}
