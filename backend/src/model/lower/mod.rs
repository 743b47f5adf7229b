//! From the inventory to the model: the only code that sees the inventory.

mod asyncs;
mod callbacks;
mod exports;
mod external;
mod functions;
mod sequences;
mod services;
mod sums;
mod types;
mod wire;

use super::docs::{Kind, Links};
use super::names::{self, Reserved, Scope};
use super::{
    Api, Completions, Constant, Definition, Docs, Form, Home, Ident, Shared, Strings, Type, Value,
    Wired, Wires,
};
use crate::config::{Config, DocstringStyle};
use crate::error::Problem;
use exports::Exports;
use interoptopus::inventory::{FunctionId, RustInventory, TypeId};
use interoptopus::lang;
use interoptopus::lang::meta;
use interoptopus::lang::types::{PrimitiveValue, TypeKind, TypePattern, VariantKind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The model of an inventory, or everything in it that Python cannot express.
pub(crate) fn lower(
    inventory: &RustInventory,
    config: &Config,
    reserved: &Reserved,
    form: Form,
) -> Result<Api, Vec<Problem>> {
    let mut lowering = Lowering {
        inventory,
        reserved,
        synchronized: &config.synchronized,
        external: &config.external,
        nonblocking_spawn: &config.nonblocking_spawn,
        scope: Scope::new(&Rc::new(reserved.private.clone())),
        problems: Vec::new(),
        exports: Exports::new(form),
        type_names: BTreeMap::new(),
        function_names: BTreeMap::new(),
        links: Links::default(),
        docstring_style: config.docstring_style,
        lowered: BTreeMap::new(),
        unnamed: BTreeMap::new(),
        wired: BTreeMap::new(),
        unnamed_wired: BTreeMap::new(),
        wire_arrays: config.wire_arrays,
        depth: 0,
        open: BTreeSet::new(),
        exceptions: BTreeMap::new(),
        completions: BTreeMap::new(),
        types: Vec::new(),
        strings: sequences::strings(inventory),
        wires: wire::wires(inventory),
    };
    lowering.find_shared_names();
    // Public names first, so that no private one pushes them aside.
    lowering.name_types();
    lowering.name_functions();
    lowering.check_external_names();
    let constants = lowering.name_constants();
    lowering.link(&constants);
    let constants = lowering.constants(constants);
    lowering.types();
    let services = lowering.services();
    lowering.refuse_shared_alone(&services);
    lowering.check_service_names(&services);
    let functions = lowering.functions();
    let guard = lowering.guard();
    lowering.check_modules();
    let Lowering {
        mut problems,
        exports,
        types,
        strings,
        wires,
        ..
    } = lowering;
    if problems.is_empty() {
        return Ok(Api {
            exports: exports.into_list(),
            guard,
            constants,
            strings,
            wires,
            types,
            services,
            functions,
        });
    }
    problems.sort_by(|a, b| a.item().cmp(b.item()));
    problems.dedup();
    Err(problems)
}

/// The inventory on its way to the model.
struct Lowering<'a> {
    inventory: &'a RustInventory,
    reserved: &'a Reserved,
    synchronized: &'a BTreeSet<String>,
    external: &'a BTreeMap<String, String>,
    nonblocking_spawn: &'a BTreeSet<String>,
    scope: Scope,
    problems: Vec<Problem>,
    exports: Exports,
    type_names: BTreeMap<TypeId, Ident>,
    function_names: BTreeMap<FunctionId, Ident>,
    /// What docs may link to.
    links: Links,
    docstring_style: DocstringStyle,
    /// The types that the module defines; `None` where a problem was reported.
    lowered: BTreeMap<TypeId, Option<Type>>,
    /// The types without a name in Rust, by what tells them apart.
    unnamed: BTreeMap<String, Type>,
    /// The same of the types inside of a `Wire`.
    wired: BTreeMap<TypeId, Option<Wired>>,
    unnamed_wired: BTreeMap<String, Wired>,
    /// Whether numbers in a `Wire` are read as `array.array`.
    wire_arrays: bool,
    depth: usize,
    /// The types that are being lowered, to find those that hold themselves.
    open: BTreeSet<TypeId>,
    types: Vec<Definition>,
    strings: Option<Strings>,
    wires: Option<Wires>,
    /// The exception class of each error type.
    exceptions: BTreeMap<Ident, Ident>,
    /// How Python hears of the results of async functions, by the type of the result.
    completions: BTreeMap<String, Shared<Completions>>,
}

impl<'a> Lowering<'a> {
    fn refuse(&mut self, item: &str, reason: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem::new(item, reason, hint));
    }

    /// The docs of an owner, or of a part of it.
    fn docs(&self, docs: &meta::Docs, owner: Option<&str>) -> Docs {
        Docs::lower(docs, &self.links, owner, self.docstring_style)
    }

    /// Lets docs link to all that has a name.
    fn link(&mut self, constants: &[(Ident, &lang::constant::Constant)]) {
        let types = self.type_names.iter().filter_map(|(id, name)| {
            let ty = self.inventory.types.get(id)?;
            let is_unit =
                |variant: &lang::types::Variant| matches!(variant.kind, VariantKind::Unit(_));
            let kind = match &ty.kind {
                TypeKind::Struct(_) => Kind::Struct,
                TypeKind::Enum(of) if of.variants.iter().all(is_unit) => Kind::Enum,
                TypeKind::Enum(_) => Kind::DataEnum,
                TypeKind::Service => Kind::Service,
                _ => Kind::Other,
            };
            Some((ty.name.as_str(), name, kind))
        });
        let functions = self.function_names.iter().filter_map(|(id, name)| {
            let function = self.inventory.functions.get(id)?;
            Some((function.name.as_str(), name, Kind::Other))
        });
        let constants = constants.iter();
        let constants = constants.map(|(name, it)| (it.name.as_str(), name, Kind::Other));
        for (rust_name, name, kind) in types.chain(functions).chain(constants) {
            self.links.add(rust_name, name.as_str(), kind);
        }
    }

    fn name_constants(&mut self) -> Vec<(Ident, &'a lang::constant::Constant)> {
        let mut sorted: Vec<_> = self.inventory.constants.values().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        let mut constants = Vec::new();
        for constant in sorted {
            let item = format!("constant `{}`", constant.name);
            let hint = "choose another name with `#[ffi(name = \"…\")]`";
            let home = Home::default();
            if let Some(name) = self.public_name(&constant.name, &home, &item, hint) {
                constants.push((name, constant));
            }
        }
        constants
    }

    fn constants(&self, named: Vec<(Ident, &lang::constant::Constant)>) -> Vec<Constant> {
        let constants = named.into_iter().map(|(name, constant)| Constant {
            name,
            docs: self.docs(&constant.docs, None),
            value: lower_value(&constant.value),
        });
        constants.collect()
    }

    fn name_types(&mut self) {
        let mut named: Vec<_> = named_types(self.inventory)
            .map(|it| (self.type_home(it.id, it.ty), it))
            .collect();
        named.sort_by(|(a_home, a), (b_home, b)| {
            (&a.name, a_home, &a.ty.name, a.kind).cmp(&(&b.name, b_home, &b.ty.name, b.kind))
        });
        for (home, it) in named {
            let item = format!("{} `{}`", it.kind, it.ty.name);
            let hint = "choose another name with `#[ffi(name = \"…\")]`";
            if let Some(name) = self.public_name(&it.name, &home, &item, hint) {
                self.type_names.insert(it.id, name);
            }
        }
    }

    fn type_home(&mut self, id: TypeId, ty: &lang::types::Type) -> Home {
        match &ty.kind {
            // The inventory knows that there is a module, but not which one.
            TypeKind::TypePattern(_) => self.home_of_parts(id),
            _ => self.home(&ty.emission),
        }
    }
}

/// A type with a name of its own.
struct Named<'a> {
    /// In Python.
    name: String,
    /// What an author calls such types.
    kind: &'static str,
    id: TypeId,
    ty: &'a lang::types::Type,
}

fn named_types(inventory: &RustInventory) -> impl Iterator<Item = Named<'_>> {
    inventory.types.iter().filter_map(|(id, ty)| {
        let kind = match &ty.kind {
            TypeKind::Struct(_) => "struct",
            TypeKind::Enum(_) => "enum",
            TypeKind::Opaque => "opaque type",
            TypeKind::Service => "service",
            TypeKind::TypePattern(TypePattern::NamedCallback(_)) => "callback",
            TypeKind::Array(_)
            | TypeKind::Primitive(_)
            | TypeKind::FnPointer(_)
            | TypeKind::ReadPointer(_)
            | TypeKind::ReadWritePointer(_)
            | TypeKind::WireOnly(_)
            | TypeKind::TypePattern(_) => return None,
        };
        Some(Named {
            name: names::type_name(&ty.name),
            kind,
            id: *id,
            ty,
        })
    })
}

fn lower_value(value: &lang::constant::Value) -> Value {
    let lang::constant::Value::Primitive(value) = value;
    match *value {
        PrimitiveValue::Bool(value) => Value::Bool(value),
        PrimitiveValue::U8(value) => Value::Int(value.into()),
        PrimitiveValue::U16(value) => Value::Int(value.into()),
        PrimitiveValue::U32(value) => Value::Int(value.into()),
        PrimitiveValue::U64(value) => Value::Int(value.into()),
        PrimitiveValue::Usize(value) => Value::Int(i128::try_from(value).unwrap_or(i128::MAX)),
        PrimitiveValue::I8(value) => Value::Int(value.into()),
        PrimitiveValue::I16(value) => Value::Int(value.into()),
        PrimitiveValue::I32(value) => Value::Int(value.into()),
        PrimitiveValue::I64(value) => Value::Int(value.into()),
        PrimitiveValue::Isize(value) => Value::Int(i128::try_from(value).unwrap_or(i128::MAX)),
        PrimitiveValue::F32(value) => Value::Float(value.into()),
        PrimitiveValue::F64(value) => Value::Float(value),
    }
}
