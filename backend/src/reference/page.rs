//! The reference as lines: a part for each kind of item, in each an item after the other.

use super::terms::{Terms, explanation};
use super::{DocConfig, anchors};
use crate::constructs::{self, construct};
use crate::model::{
    Api, Constant, DataEnum, Definition, Docs, Enum, Function, Ident, Members, Signature, Struct,
};
use crate::python::{self, Class, Docstring, Expr, Module, Stmt, lay_out};
use std::collections::{BTreeMap, BTreeSet};

/// A page on its way.
pub(super) struct Page<'a> {
    config: &'a DocConfig,
    /// Where items are, by name; nothing as long as nobody knows.
    anchors: &'a BTreeMap<String, String>,
    terms: Terms,
    lines: Vec<String>,
    /// The items by the numbers of the lines where they start.
    places: Vec<(usize, String)>,
    /// The terms that are used.
    used: BTreeSet<String>,
}

/// Where a part stands in the table of contents.
struct Part {
    title: &'static str,
    names: Vec<String>,
}

impl<'a> Page<'a> {
    pub(super) fn write(
        api: &Api,
        module: &Module,
        config: &'a DocConfig,
        anchors: &'a BTreeMap<String, String>,
    ) -> Self {
        let mut page = Self {
            config,
            anchors,
            terms: Terms {
                public: module.public.iter().cloned().collect(),
                shown: shown(api),
            },
            lines: Vec::new(),
            places: Vec::new(),
            used: BTreeSet::new(),
        };
        page.all(api, module);
        page
    }

    /// Where the items are.
    pub(super) fn anchors(&self) -> BTreeMap<String, String> {
        let addresses = anchors::addresses(&self.lines);
        let places = self.places.iter();
        places
            .filter_map(|(line, name)| Some((name.clone(), addresses.get(line)?.clone())))
            .collect()
    }

    pub(super) fn text(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    fn all(&mut self, api: &Api, module: &Module) {
        self.heading(0, "", &self.config.title);
        self.paragraph(Docs::plain(&self.config.preamble).page(self.level(0), &|_| None));
        let contents = self.lines.len();
        let mut parts = Vec::new();
        self.constants(api, &mut parts);
        self.types(api, &mut parts);
        self.services(api, &mut parts);
        self.functions(api, &mut parts);
        self.exceptions(api, &mut parts);
        self.module(api, module, &mut parts);
        self.glossary(&mut parts);
        let table = self.contents(&parts);
        let added = table.len();
        self.lines.splice(contents..contents, table);
        for (line, _) in &mut self.places {
            *line += if *line >= contents { added } else { 0 };
        }
    }

    /// The table of contents.
    fn contents(&self, parts: &[Part]) -> Vec<String> {
        let mut members: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for (_, key) in &self.places {
            if let Some((item, member)) = key.split_once('.') {
                members.entry(item).or_default().push((key, member));
            }
        }
        let mut lines = Vec::new();
        for part in parts {
            lines.push(format!("- {}", self.link(part.title, part.title)));
            for name in &part.names {
                let members = members.get(name.as_str());
                let members: Vec<_> = members
                    .into_iter()
                    .flatten()
                    .map(|(key, member)| self.link(&format!("`{member}`"), key))
                    .collect();
                let mut line = format!("  - {}", self.link(&format!("`{name}`"), name));
                if !members.is_empty() {
                    line = format!("{line}: {}", members.join(", "));
                }
                lines.push(line);
            }
        }
        lines.push(String::new());
        lines
    }

    /// What is not of the library itself.
    fn module(&mut self, api: &Api, module: &Module, parts: &mut Vec<Part>) {
        let title = "The module";
        self.heading(1, title, title);
        self.item(2, "init_lib", "init_lib");
        self.code("def init_lib(path: str | PathLike[str] | None = None) -> None: ...");
        self.line(INIT_LIB);
        let mut names = vec!["init_lib".to_owned()];
        let own: BTreeSet<_> = api.exports.iter().map(|it| it.name.to_string()).collect();
        let fixed: Vec<&str> = module
            .body
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Verbatim(text) => Some(*text),
                _ => None,
            })
            .collect();
        let mut others: Vec<_> = module
            .public
            .iter()
            .filter(|it| !own.contains(*it))
            .collect();
        others.sort();
        for name in others {
            let Some((bases, doc)) = fixed.iter().find_map(|text| fixed_class(text, name)) else {
                continue;
            };
            self.item(2, name, name);
            self.paragraph(doc);
            let base = words(bases).find(|base| module.public.iter().any(|it| it == base));
            if let Some(base) = base {
                let base = self.link(&format!("`{base}`"), base);
                self.line(&format!("A kind of {base}."));
            }
            names.push(name.clone());
        }
        parts.push(Part { title, names });
    }

    fn constants(&mut self, api: &Api, parts: &mut Vec<Part>) {
        let named = api.constants.iter().map(|it| (&it.name, it));
        self.part(
            api,
            "Constants",
            named,
            parts,
            |page, constant: &Constant| {
                let mut definition = constructs::constant(constant);
                if let Stmt::Assign { annotation, .. } = &mut definition {
                    *annotation = annotation.as_ref().map(|it| page.terms.expr(it));
                }
                page.code(lay_out(&[definition]));
                page.docs(&constant.docs, 2);
            },
        );
    }

    fn types(&mut self, api: &Api, parts: &mut Vec<Part>) {
        let named = api.types.iter().filter_map(|it| Some((name(it)?, it)));
        self.part(api, "Types", named, parts, Self::definition);
    }

    fn services(&mut self, api: &Api, parts: &mut Vec<Part>) {
        let named = api.services.iter().map(|it| (&it.service.name, it));
        self.part(api, "Services", named, parts, |page, members: &Members| {
            page.service(members, api.has_callbacks());
        });
    }

    fn functions(&mut self, api: &Api, parts: &mut Vec<Part>) {
        let named = api.functions.iter().map(|it| (&it.name, it));
        self.part(
            api,
            "Functions",
            named,
            parts,
            |page, function: &Function| {
                page.function(function, None, 2);
            },
        );
    }

    fn exceptions(&mut self, api: &Api, parts: &mut Vec<Part>) {
        let named = api.types.iter().filter_map(|definition| match definition {
            Definition::Result(item) => {
                let exception = item.exception.as_ref()?;
                exception.is_defined_here.then_some((&exception.name, item))
            }
            _ => None,
        });
        self.part(api, "Exceptions", named, parts, |page, item| {
            let name = item.exception.as_ref().map_or("", |it| it.name.as_str());
            let error = page.terms.expr(&construct(&item.err.ty).annotation());
            page.class(
                name,
                vec![Expr::name("RustError").index([error.clone()])],
                vec![],
            );
            let error = page.ty(&error);
            page.line(&format!(
                "Raised for an error of Rust: {error}, in `error`."
            ));
        });
    }

    fn glossary(&mut self, parts: &mut Vec<Part>) {
        let used = std::mem::take(&mut self.used);
        if used.is_empty() {
            return;
        }
        let title = "Words in signatures";
        self.heading(1, title, title);
        self.line("These have no name that can be imported.");
        for term in &used {
            self.item(2, term, term);
            self.line(explanation(term).unwrap_or_default());
        }
        let names = used.into_iter().collect();
        parts.push(Part { title, names });
    }

    /// A heading and all public items below it, by name.
    fn part<'i, T: ?Sized + 'i>(
        &mut self,
        api: &Api,
        title: &'static str,
        items: impl Iterator<Item = (&'i Ident, &'i T)>,
        parts: &mut Vec<Part>,
        mut write: impl FnMut(&mut Self, &'i T),
    ) {
        let mut items: Vec<_> = items
            .filter(|(name, _)| !name.as_str().starts_with('_'))
            .collect();
        items.sort_by(|(a, _), (b, _)| python::natural_order(a.as_str(), b.as_str()));
        if items.is_empty() {
            return;
        }
        self.heading(1, title, title);
        let names = items.iter().map(|(name, _)| name.to_string()).collect();
        for (name, item) in items {
            self.item(2, name.shown(), name.as_str());
            self.home(api, name);
            write(self, item);
        }
        parts.push(Part { title, names });
    }

    fn definition(&mut self, definition: &Definition) {
        match definition {
            Definition::Enum(item) => self.enumeration(item),
            Definition::Struct(item) => self.structure(item),
            Definition::DataEnum(item) => self.data_enum(item),
            Definition::Opaque(item) => {
                self.class(item.name.as_str(), vec![], vec![]);
                self.docs(&item.docs, 2);
                self.line("A handle, which only functions of the library make.");
            }
            Definition::Callback(item) => self.callable(&item.name, &item.docs, &item.signature),
            Definition::FnPointer(item) => {
                self.callable(&item.name, &Docs::default(), &item.signature);
            }
            // Without names of their own, or elsewhere on the page.
            Definition::Array(_)
            | Definition::Option(_)
            | Definition::Result(_)
            | Definition::Pointer(_)
            | Definition::Slice(_)
            | Definition::Vec(_)
            | Definition::Service(_)
            | Definition::Completions(_)
            | Definition::Wire(_)
            | Definition::Composite(_) => {}
        }
    }

    fn structure(&mut self, item: &Struct) {
        let fields: Vec<_> = item
            .fields
            .iter()
            .map(|field| {
                let (read, given) = constructs::field_types(item, field);
                (field, self.terms.expr(&read), self.terms.expr(&given))
            })
            .collect();
        let parameters = fields
            .iter()
            .map(|(field, _, given)| python::Parameter::new(&field.name, given.clone()));
        let parameters = [python::Parameter::receiver()]
            .into_iter()
            .chain(parameters);
        let constructor = declaration("__init__", parameters.collect(), Expr::none());
        self.class(item.name.as_str(), vec![], vec![constructor]);
        self.docs(&item.docs, 2);
        self.line("Fields:");
        let mut lines = Vec::new();
        for (field, read, given) in &fields {
            let mut ty = self.ty(read);
            if read.flat() != given.flat() {
                ty = format!("{ty}, set from {}", self.ty(given));
            }
            lines.extend(self.entry(&format!("`{}`: {ty}", field.name), &field.docs));
        }
        self.paragraph(lines);
    }

    fn enumeration(&mut self, item: &Enum) {
        let variants = item.variants.iter();
        let body = variants.map(|it| Stmt::assign(&it.name, Expr::int(it.value)));
        let bases = vec![Expr::name("IntEnum")];
        self.class(item.name.as_str(), bases, body.collect());
        self.docs(&item.docs, 2);
        let documented = item.variants.iter().filter(|it| !it.docs.is_empty());
        let lines = documented.flat_map(|it| self.entry(&format!("`{}`", it.name), &it.docs));
        let lines: Vec<_> = lines.collect();
        if !lines.is_empty() {
            self.line("Variants:");
            self.paragraph(lines);
        }
    }

    fn data_enum(&mut self, item: &DataEnum) {
        let mut body = Vec::new();
        for variant in &item.variants {
            let value = variant.payload.as_ref().map(|payload| {
                let given = self.terms.expr(&construct(&payload.ty).assignable());
                let parameters = [
                    python::Parameter::receiver(),
                    python::Parameter::new("value", given),
                ];
                declaration("__init__", parameters.into(), Expr::none())
            });
            let value = value.unwrap_or_else(|| Stmt::Expr(Expr::ellipsis()));
            body.push(Stmt::Class(Class {
                name: variant.name.to_string(),
                bases: Vec::new(),
                doc: None,
                body: vec![value],
            }));
        }
        self.class(item.name.as_str(), vec![], body);
        self.docs(&item.docs, 2);
        self.line(&format!(
            "Variants, of which `{}.Any` is the union:",
            item.name
        ));
        let mut lines = Vec::new();
        for variant in &item.variants {
            let mut start = format!("`{}.{}`", item.name, variant.name);
            if let Some(payload) = &variant.payload {
                let held = self.terms.expr(&construct(&payload.ty).held());
                start = format!("{start}, with a `value`: {}", self.ty(&held));
            }
            lines.extend(self.entry(&start, &variant.docs));
        }
        self.paragraph(lines);
    }

    /// A callback or a function pointer.
    fn callable(&mut self, name: &Ident, docs: &Docs, signature: &Signature) {
        let class = constructs::callable(name, signature);
        let functions = functions(&class.body);
        let functions: Vec<_> = functions
            .into_iter()
            .map(|it| self.terms.signature(it, None))
            .collect();
        let body = functions.iter().cloned().map(Stmt::Function).collect();
        self.class(name.as_str(), vec![], body);
        let types: Vec<_> = functions.iter().flat_map(types).collect();
        self.see(name.as_str(), &types);
        self.docs(docs, 2);
        self.line("Any callable of that type may be given in its place.");
    }

    fn service(&mut self, members: &Members, calls_back: bool) {
        let name = members.service.name.as_str();
        let class = constructs::service(members, calls_back);
        let init = functions(&class.body)
            .into_iter()
            .find(|it| it.name == "__init__");
        let init = init.map(|it| Stmt::Function(self.terms.signature(it, None)));
        let close = declaration("close", vec![python::Parameter::receiver()], Expr::none());
        self.class(name, vec![], init.into_iter().chain([close]).collect());
        self.docs(&members.service.docs, 2);
        self.line("Freed by `close()`, at the end of a `with`, or with the object.");
        let all = members.constructors.iter().chain(&members.methods);
        for function in all {
            let full = format!("{name}.{}", function.name);
            self.item(3, &full, &full);
            self.function(function, Some(name), 3);
        }
    }

    fn function(&mut self, item: &Function, class: Option<&str>, level: usize) {
        let function = constructs::function(item, false);
        let function = self.terms.signature(&function, class);
        self.code(lay_out(&[Stmt::Function(function.clone())]));
        self.see(class.unwrap_or_default(), &types(&function));
        self.docs(&item.docs, level);
    }

    /// Where the types of a signature are.
    fn see(&mut self, own: &str, types: &[Expr]) {
        let mut links = Vec::new();
        for ty in types {
            for name in words(&ty.flat()) {
                self.use_term(name);
                let link = self.link(&format!("`{name}`"), name);
                if name != own && link.starts_with('[') && !links.contains(&link) {
                    links.push(link);
                }
            }
        }
        if !links.is_empty() {
            self.line(&format!("Types: {}.", links.join(", ")));
        }
    }

    /// A type with links.
    fn ty(&mut self, ty: &Expr) -> String {
        let text = ty.flat();
        let mut out = String::new();
        let mut plain = String::new();
        let flush = |plain: &mut String, out: &mut String| {
            if !plain.is_empty() {
                out.push_str(&format!("`{plain}`"));
                plain.clear();
            }
        };
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let starts_word = rest.starts_with(is_word);
            let end = rest.find(|c| is_word(c) != starts_word);
            let (token, tail) = rest.split_at(end.unwrap_or(rest.len()));
            rest = tail;
            self.use_term(token);
            let link = self.link(&format!("`{token}`"), token);
            if link.starts_with('[') {
                flush(&mut plain, &mut out);
                out.push_str(&link);
            } else {
                plain.push_str(token);
            }
        }
        flush(&mut plain, &mut out);
        out
    }

    fn use_term(&mut self, name: &str) {
        if explanation(name).is_some() && !self.terms.public.contains(name) {
            self.used.insert(name.to_owned());
        }
    }

    /// A link to an item, or the text alone.
    fn link(&self, text: &str, item: &str) -> String {
        match self.anchors.get(item) {
            Some(place) => format!("[{text}](#{place})"),
            None => text.to_owned(),
        }
    }

    fn docs(&mut self, docs: &Docs, level: usize) {
        let lines = self.doc_lines(docs, level);
        self.paragraph(lines);
    }

    fn doc_lines(&self, docs: &Docs, level: usize) -> Vec<String> {
        docs.page(self.level(level), &|target| {
            // Fields and variants stand with their type.
            let whole = self.anchors.get(target);
            let item = || target.split('.').next().and_then(|it| self.anchors.get(it));
            whole.or_else(item).cloned()
        })
    }

    /// An item of a list, with its docs.
    fn entry(&self, start: &str, docs: &Docs) -> Vec<String> {
        if docs.is_empty() {
            return vec![format!("- {start}")];
        }
        let docs = self.doc_lines(docs, 2);
        Docs::entry(&format!("{start}: "), docs)
    }

    fn level(&self, level: usize) -> usize {
        self.config.heading_level + level
    }

    /// Where a package has the item, unless that is in the package itself.
    fn home(&mut self, api: &Api, name: &Ident) {
        let mut exports = api.exports.iter().filter(|it| it.definition == *name);
        let Some(export) = exports.next().filter(|it| !it.home.is_root()) else {
            return;
        };
        self.line(&format!("In the module `{}` of a package.\n", export.home));
    }

    fn item(&mut self, level: usize, name: &str, key: &str) {
        self.heading(level, key, &format!("`{name}`"));
    }

    fn heading(&mut self, level: usize, key: &str, title: &str) {
        if !key.is_empty() {
            self.places.push((self.lines.len(), key.to_owned()));
        }
        let marks = "#".repeat(self.level(level));
        self.line(&format!("{marks} {title}"));
    }

    fn class(&mut self, name: &str, bases: Vec<Expr>, body: Vec<Stmt>) {
        let body = if body.is_empty() {
            vec![Stmt::Expr(Expr::ellipsis())]
        } else {
            body
        };
        let class = Class {
            name: name.to_owned(),
            bases,
            doc: None,
            body,
        };
        self.code(lay_out(&[Stmt::Class(class)]));
    }

    fn code(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref().trim();
        self.line(&format!("```python\n{text}\n```"));
    }

    /// A paragraph of its own.
    fn line(&mut self, text: &str) {
        self.paragraph(text.split('\n').map(ToOwned::to_owned).collect());
    }

    fn paragraph(&mut self, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
        self.lines.push(String::new());
    }
}

const INIT_LIB: &str = "Loads the native library. Only needed where it is not found by itself: \
    otherwise the first call loads it. Without a path, what the environment variable `NAME_LIBRARY` \
    names is loaded, where `NAME` is the library's name in capitals, else the library beside the \
    module, else what the system's loader finds. Loading the same file again does nothing.";

/// The bases and the docs of a class of the static part, or of its only object, if the text defines it.
fn fixed_class<'t>(text: &'t str, name: &str) -> Option<(&'t str, Vec<String>)> {
    if text.starts_with(&format!("{name} = _{name}(")) {
        let doc = match name {
            "Panic" => "The result of code that panicked.",
            _ => "The null result.",
        };
        return Some(("", vec![doc.to_owned()]));
    }
    let start = format!("class {name}(");
    let class = text
        .split_once(&start)
        .filter(|(before, _)| before.is_empty() || before.ends_with('\n'));
    let (bases, rest) = class.map(|(_, class)| class)?.split_once(':')?;
    let doc = rest.split("\"\"\"").nth(1)?;
    let doc = Docstring::new(doc.lines()).map(Docstring::into_lines);
    Some((bases, doc.unwrap_or_default()))
}

/// The name under which a type stands on the page, unless it has none.
fn name(definition: &Definition) -> Option<&Ident> {
    match definition {
        Definition::Enum(item) => Some(&item.name),
        Definition::Struct(item) => Some(&item.name),
        Definition::DataEnum(item) => Some(&item.name),
        Definition::Opaque(item) => Some(&item.name),
        Definition::Callback(item) => Some(&item.name),
        Definition::FnPointer(item) => Some(&item.name),
        Definition::Array(_)
        | Definition::Option(_)
        | Definition::Result(_)
        | Definition::Pointer(_)
        | Definition::Slice(_)
        | Definition::Vec(_)
        | Definition::Service(_)
        | Definition::Completions(_)
        | Definition::Wire(_)
        | Definition::Composite(_) => None,
    }
}

/// The functions of a class, those for type checkers alone too.
fn functions(body: &[Stmt]) -> Vec<&python::Function> {
    let all = body.iter().flat_map(|statement| match statement {
        Stmt::Function(function) => vec![function],
        Stmt::If { body, .. } => functions(body),
        _ => Vec::new(),
    });
    all.collect()
}

/// The types of parameters and of the result.
fn types(function: &python::Function) -> Vec<Expr> {
    let parameters = function.parameters.iter();
    let parameters = parameters.filter_map(|it| it.annotation.clone());
    parameters.chain([function.result.clone()]).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

fn declaration(name: &str, parameters: Vec<python::Parameter>, result: Expr) -> Stmt {
    Stmt::Function(python::Function {
        decorators: Vec::new(),
        is_async: false,
        name: name.to_owned(),
        parameters,
        result,
        doc: None,
        body: Vec::new(),
    })
}

/// What users call the items that share their names.
fn shown(api: &Api) -> BTreeMap<String, String> {
    let names = api.exports.iter().map(|export| &export.definition);
    names
        .filter(|name| name.shown() != name.as_str())
        .map(|name| (name.to_string(), name.shown().to_owned()))
        .collect()
}
