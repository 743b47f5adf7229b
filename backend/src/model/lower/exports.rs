//! Public names: what each item is called, and the module it is imported from.

use super::super::names::{self, Reserved, Scope};
use super::super::{Export, Form, Home, Ident};
use super::{Lowering, named_types};
use interoptopus::inventory::TypeId;
use interoptopus::lang::meta::{Emission, FileEmission, Module};
use interoptopus::lang::types::{TypeKind, TypePattern, VariantKind, WireOnly};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The public names given so far.
pub(super) struct Exports {
    form: Form,
    /// The names of each module.
    scopes: BTreeMap<Home, Scope>,
    /// What authors call the modules.
    modules: BTreeMap<Home, String>,
    /// Names of items in several modules.
    shared: BTreeSet<String>,
    /// By what the item is called where it is defined.
    list: BTreeMap<Ident, Export>,
}

impl Exports {
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            scopes: BTreeMap::new(),
            modules: BTreeMap::new(),
            shared: BTreeSet::new(),
            list: BTreeMap::new(),
        }
    }

    fn add(&mut self, home: Home, name: Ident, definition: &Ident) {
        let export = Export {
            home,
            name,
            definition: definition.clone(),
        };
        self.list.insert(definition.clone(), export);
    }

    /// The item that is defined under that name.
    pub(super) fn get(&self, definition: &Ident) -> Option<&Export> {
        self.list.get(definition)
    }

    pub(super) fn into_list(self) -> Vec<Export> {
        self.list.into_values().collect()
    }

    /// The names of a module.
    fn scope(&mut self, home: &Home, reserved: &Reserved) -> &mut Scope {
        self.scopes
            .entry(home.clone())
            .or_insert_with(|| Scope::new(&Rc::new(reserved.private.clone())))
    }
}

impl Lowering<'_> {
    /// Finds the names that are not enough to tell which item is meant.
    pub(super) fn find_shared_names(&mut self) {
        if self.exports.form == Form::File {
            return;
        }
        let inventory = self.inventory;
        let mut homes: BTreeMap<String, BTreeSet<Home>> = BTreeMap::new();
        for it in named_types(inventory) {
            let home = self.type_home(it.id, it.ty);
            homes.entry(it.name).or_default().insert(home);
        }
        for function in inventory.functions.values() {
            let home = self.home(&function.emission);
            homes.entry(function.name.clone()).or_default().insert(home);
        }
        for constant in inventory.constants.values() {
            homes
                .entry(constant.name.clone())
                .or_default()
                .insert(Home::default());
        }
        homes.retain(|_, homes| homes.len() > 1);
        self.exports.shared = homes.into_keys().collect();
    }

    /// The public name of an item, unless the module or another item has it. Returns what it is
    /// called where it is defined.
    pub(super) fn public_name(
        &mut self,
        rust_name: &str,
        wanted: &Home,
        item: &str,
        hint: &str,
    ) -> Option<Ident> {
        let home = match self.exports.form {
            Form::File => Home::default(),
            Form::Package => wanted.clone(),
        };
        let reserved = self.reserved;
        let scope = self.exports.scope(&home, reserved);
        let name = match scope.name(rust_name, item) {
            Ok(name) => name,
            Err(other) => {
                let reason = format!("shares its Python name with the {other}");
                self.refuse_name(item, reason, hint, wanted);
                return None;
            }
        };
        if home.is_root() && reserved.public.contains(name.as_str()) {
            let reason = format!("`{name}` is a name of the module itself");
            self.refuse_name(item, reason, hint, wanted);
            return None;
        }
        // All definitions stand in one file, where names of other modules may be in the way.
        let is_free =
            !self.scope.is_used(name.as_str()) && !reserved.public.contains(name.as_str());
        let is_shared = self.exports.shared.contains(name.as_str())
            || name
                .as_str()
                .strip_suffix("Exception")
                .is_some_and(|error| self.exports.shared.contains(error));
        let definition = if home.is_root() || (is_free && !is_shared) {
            let definition = self.scope.name(rust_name, item);
            definition.unwrap_or_else(|_| self.scope.free_name(rust_name))
        } else {
            let definition = self.scope.free_name(&home.prefixed(name.as_str()));
            definition.called(format!("{home}.{name}"))
        };
        self.exports.add(home, name, &definition);
        Some(definition)
    }

    /// The public name of an item whose name in Rust does not matter: never refused.
    pub(super) fn made_name(&mut self, base: &str) -> Ident {
        let home = Home::default();
        let reserved = self.reserved;
        let mut definition = self.scope.free_name(base);
        while self
            .exports
            .scope(&home, reserved)
            .name(definition.as_str(), "")
            .is_err()
        {
            definition = self.scope.free_name(base);
        }
        self.exports.add(home, definition.clone(), &definition);
        definition
    }

    /// Whether an author may mean that item by the name, with or without its module.
    pub(super) fn is_called(&self, definition: &Ident, name: &str) -> bool {
        self.exports.get(definition).is_some_and(|export| {
            export.name.as_str() == name || format!("{}.{}", export.home, export.name) == name
        })
    }

    fn refuse_name(&mut self, item: &str, reason: String, hint: &str, home: &Home) {
        let hint = if self.exports.form == Form::File && !home.is_root() {
            format!("{hint}, or write a package: there each module has names of its own")
        } else {
            hint.to_owned()
        };
        self.refuse(item, reason, hint);
    }

    /// The module that an author chose.
    pub(super) fn home(&mut self, emission: &Emission) -> Home {
        match emission {
            Emission::Builtin
            | Emission::External
            | Emission::FileEmission(FileEmission::Common | FileEmission::Default) => {
                Home::default()
            }
            Emission::FileEmission(FileEmission::CustomModule(module)) => self.module(module),
        }
    }

    fn module(&mut self, module: &Module) -> Home {
        // There is no other way to its name.
        let text = format!("{module:?}");
        let name = text
            .strip_prefix("Module(\"")
            .and_then(|text| text.strip_suffix("\")"))
            .unwrap_or(&text);
        let home = Home::new(
            name.split('.')
                .filter(|it| !it.is_empty())
                .map(names::module),
        );
        if !home.is_root() {
            let known = self.exports.modules.entry(home.clone());
            let known = known.or_insert_with(|| name.to_owned()).clone();
            if known != name && self.exports.form == Form::Package {
                let item = format!("module `{}`", known.clone().max(name.to_owned()));
                let other = known.min(name.to_owned());
                let reason = format!("shares its Python name with the module `{other}`");
                self.refuse(&item, reason, "call one of them otherwise");
            }
        }
        home
    }

    /// The module of a type that has none of its own: that of all that it is made of, if that is one.
    pub(super) fn home_of_parts(&mut self, id: TypeId) -> Home {
        let mut homes = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let inventory = self.inventory;
            let Some(ty) = inventory.types.get(&id).filter(|_| seen.insert(id)) else {
                continue;
            };
            match &ty.kind {
                TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Opaque | TypeKind::Service => {
                    homes.insert(self.home(&ty.emission));
                }
                kind => open.extend(parts(kind)),
            }
        }
        match homes.len() {
            1 => homes.pop_first().unwrap_or_default(),
            _ => Home::default(),
        }
    }

    /// Refuses modules that share a name with an item beside them, or a file with another module.
    pub(super) fn check_modules(&mut self) {
        if self.exports.form == Form::File {
            return;
        }
        let homes: BTreeSet<Home> = self.exports.modules.keys().flat_map(Home::way).collect();
        let mut files: BTreeMap<String, &Home> = BTreeMap::new();
        for home in &homes {
            let Some((parent, name)) = home.split() else {
                continue;
            };
            let item = format!("module `{home}`");
            let hint = "call one of them otherwise";
            let owner = self
                .exports
                .scopes
                .get(&parent)
                .and_then(|scope| scope.owner(name.as_str()))
                .map(ToOwned::to_owned);
            if let Some(owner) = owner {
                let reason = format!("shares its Python name with the {owner}");
                self.refuse(&item, reason, hint);
            } else if parent.is_root() && self.reserved.public.contains(name.as_str()) {
                let reason = format!("`{name}` is a name of the package itself");
                self.refuse(&item, reason, "call it otherwise");
            }
            // Some file systems do not tell case apart.
            let file = home.to_string().to_lowercase();
            if let Some(other) = files.insert(file, home) {
                let reason = format!("shares its file with the module `{other}` on some systems");
                self.refuse(&item, reason, hint);
            }
        }
    }
}

/// The types that a type without a name is made of.
fn parts(kind: &TypeKind) -> Vec<TypeId> {
    match kind {
        TypeKind::Struct(_)
        | TypeKind::Primitive(_)
        | TypeKind::Service
        | TypeKind::Opaque
        | TypeKind::WireOnly(WireOnly::String)
        | TypeKind::TypePattern(
            TypePattern::CStrPointer
            | TypePattern::Utf8String
            | TypePattern::Version
            | TypePattern::Bool
            | TypePattern::CChar
            | TypePattern::CVoid
            | TypePattern::TaskHandle,
        ) => Vec::new(),
        TypeKind::Array(array) => vec![array.ty],
        TypeKind::Enum(data) => data
            .variants
            .iter()
            .filter_map(|variant| match variant.kind {
                VariantKind::Unit(_) => None,
                VariantKind::Tuple(ty) => Some(ty),
            })
            .collect(),
        TypeKind::FnPointer(signature)
        | TypeKind::TypePattern(TypePattern::NamedCallback(signature)) => {
            let arguments = signature.arguments.iter().map(|argument| argument.ty);
            arguments.chain([signature.rval]).collect()
        }
        TypeKind::ReadPointer(ty)
        | TypeKind::ReadWritePointer(ty)
        | TypeKind::WireOnly(WireOnly::Vec(ty) | WireOnly::Option(ty))
        | TypeKind::TypePattern(
            TypePattern::Slice(ty)
            | TypePattern::SliceMut(ty)
            | TypePattern::Vec(ty)
            | TypePattern::Option(ty)
            | TypePattern::Wire(ty)
            | TypePattern::AsyncCallback(ty),
        ) => vec![*ty],
        TypeKind::WireOnly(WireOnly::Map(a, b))
        | TypeKind::TypePattern(TypePattern::Result(a, b)) => {
            vec![*a, *b]
        }
    }
}
