//! Types: what a position may hold, and the types that the module defines.

use super::super::names::{self, Scope};
use super::super::{
    Access, Array, Definition, Docs, Field, Float, Ident, Int, Opaque, Pointer, Shape, Shared,
    Signature, Struct, StructKind, Type, Wired,
};
use super::Lowering;
use super::functions::by_value_problem;
use interoptopus::inventory::TypeId;
use interoptopus::lang::meta::Emission;
use interoptopus::lang::types::{
    self, Layout as ReprLayout, Primitive, TypeKind, TypePattern, WireOnly,
};

/// How deep types may be nested: no real type is, and the stack holds it.
pub(super) const MAX_DEPTH: usize = 100;

/// Where a type is used, which decides what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Argument,
    Result,
    /// In a struct, an array, or a variant of an enum.
    Field,
    /// In an option or a result.
    Payload,
    /// Behind a pointer.
    Target,
}

impl Lowering<'_> {
    /// All types that the module defines, each after those it is made of.
    pub(super) fn types(&mut self) {
        let mut sorted: Vec<_> = self
            .type_names
            .iter()
            .map(|(id, name)| (name.clone(), *id))
            .collect();
        sorted.sort();
        for (_, id) in sorted {
            self.definition(id);
        }
    }

    /// The type at a position, unless it cannot stand there.
    pub(super) fn ty(&mut self, id: TypeId, position: Position, item: &str) -> Option<Type> {
        if self.depth == MAX_DEPTH {
            // Only an inventory made by hand can hold an array or a pointer that contains itself.
            self.refuse(item, "its type is nested too deeply", "flatten the type");
            return None;
        }
        self.depth += 1;
        let lowered = self.ty_within(id, position, item);
        self.depth -= 1;
        lowered
    }

    fn ty_within(&mut self, id: TypeId, position: Position, item: &str) -> Option<Type> {
        let Some(ty) = self.inventory.types.get(&id) else {
            let hint = "register the type";
            self.refuse(item, "its type is not in the inventory", hint);
            return None;
        };
        let is_in_memory = !matches!(position, Position::Argument | Position::Result);
        let lowered = match &ty.kind {
            TypeKind::Primitive(primitive) => lower_primitive(*primitive),
            TypeKind::TypePattern(TypePattern::Bool) => Type::Bool,
            TypeKind::TypePattern(TypePattern::CChar) => Type::Char,
            TypeKind::TypePattern(TypePattern::Utf8String) => self.string(item)?,
            TypeKind::TypePattern(TypePattern::CStrPointer) => Type::CString,
            TypeKind::TypePattern(TypePattern::Slice(of)) => self.slice(id, *of, false, item)?,
            TypeKind::TypePattern(TypePattern::SliceMut(of)) => self.slice(id, *of, true, item)?,
            TypeKind::TypePattern(TypePattern::Vec(of)) => self.vec(id, *of, item)?,
            TypeKind::TypePattern(TypePattern::Wire(of)) => self.wire(id, *of, item)?,
            // Refused where it is defined, and nothing new to say here.
            TypeKind::Struct(_)
            | TypeKind::Enum(_)
            | TypeKind::TypePattern(TypePattern::NamedCallback(_)) => self.definition(id)?,
            TypeKind::Array(array) if is_in_memory => self.array(id, array, item)?,
            TypeKind::ReadPointer(target) => self.pointer(id, *target, false, item)?,
            TypeKind::ReadWritePointer(target) => self.pointer(id, *target, true, item)?,
            TypeKind::TypePattern(TypePattern::Option(some)) => self.option(id, *some, item)?,
            TypeKind::TypePattern(TypePattern::Result(ok, err)) => {
                self.result(id, *ok, *err, item)?
            }
            TypeKind::FnPointer(signature) => self.fn_pointer(id, signature, item)?,
            TypeKind::Array(_)
            | TypeKind::Service
            | TypeKind::Opaque
            | TypeKind::WireOnly(_)
            | TypeKind::TypePattern(_) => {
                self.refuse_type(ty, position, item);
                return None;
            }
        };
        if matches!(&lowered, Type::Struct(item) if item.is_wired)
            || matches!(&lowered, Type::DataEnum(item) if item.is_wired)
        {
            self.refuse_wire_only(ty, item);
            return None;
        }
        if matches!(lowered, Type::Void) && position == Position::Argument {
            let hint = "leave the argument out";
            self.refuse(item, "C has no values without a size", hint);
            return None;
        }
        if matches!(lowered, Type::Service(..))
            && matches!(position, Position::Field | Position::Target)
        {
            let hint = "pass the service as an argument of its own";
            self.refuse(item, "a service cannot be a part of another value", hint);
            return None;
        }
        if !is_in_memory && let Some((reason, hint)) = by_value_problem(&lowered) {
            self.refuse(item, reason, hint);
            return None;
        }
        Some(lowered)
    }

    fn refuse_type(&mut self, ty: &types::Type, position: Position, item: &str) {
        let name = &ty.name;
        match (&ty.kind, position) {
            (TypeKind::Array(_), Position::Argument | Position::Result) => {
                let hint = "put it into a struct, or pass a reference to it";
                self.refuse(item, "arrays cannot be passed by value in C", hint);
            }
            (TypeKind::Service, _) => {
                let reason = format!("the service `{name}` has no size that C knows");
                self.refuse(item, reason, "pass a reference or a pointer to it");
            }
            (TypeKind::Opaque, _) => {
                let reason = format!("the opaque type `{name}` has no size that C knows");
                self.refuse(item, reason, "pass a reference or a pointer to it");
            }
            (TypeKind::WireOnly(_), _) => self.refuse_wire_only(ty, item),
            (kind, _) => {
                let (place, hint) = only_place(kind);
                self.refuse(item, format!("`{name}` stands only {place}"), hint);
            }
        }
    }

    fn refuse_wire_only(&mut self, ty: &types::Type, item: &str) {
        let name = &ty.name;
        let reason = format!("`{name}` has no layout that C knows");
        let other = match &ty.kind {
            TypeKind::WireOnly(WireOnly::String) => "use `ffi::String`, or ",
            TypeKind::WireOnly(WireOnly::Vec(_)) => "use `ffi::Vec`, or ",
            TypeKind::WireOnly(WireOnly::Option(_)) => "use `ffi::Option`, or ",
            _ => "",
        };
        self.refuse(item, reason, format!("{other}pass a `Wire<{name}>`"));
    }

    /// A named type, defined on its first use.
    pub(super) fn definition(&mut self, id: TypeId) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        // Without a name there is a problem that was reported when names were given.
        let name = self.type_names.get(&id)?.clone();
        let ty = self.inventory.types.get(&id)?;
        let kind = match &ty.kind {
            TypeKind::Struct(_) => "struct",
            TypeKind::Opaque => "opaque type",
            TypeKind::Service => "service",
            TypeKind::TypePattern(_) => "callback",
            _ => "enum",
        };
        let item = format!("{kind} `{}`", ty.name);
        if !self.open.insert(id) {
            self.refuse(&item, "contains itself", "put a pointer in between");
            return None;
        }
        let docs = self.docs(&ty.docs, Some(name.as_str()));
        let source = self.source(&name);
        let lowered = match (&ty.emission, &ty.kind) {
            (Emission::External, _) if source.is_none() => {
                let hint = format!("choose one with `Config::external(\"{name}\", \"…\")`");
                self.refuse(&item, "is external, of a module that is not known", hint);
                None
            }
            (_, TypeKind::Struct(data)) => self.structure(id, data, name, docs, &item),
            (_, TypeKind::Enum(data)) => self.enumeration(data, name, docs, &item),
            (_, TypeKind::TypePattern(TypePattern::NamedCallback(signature))) => {
                self.callback(signature, name, docs, &item)
            }
            (_, TypeKind::Service) => self.service(id, ty, name, docs, &item),
            (_, TypeKind::Opaque) => {
                let codec = self.scope.free_name(&format!("_codec_{name}"));
                let lowered = Shared::new(Opaque { name, codec, docs });
                self.types.push(Definition::Opaque(lowered.clone()));
                Some(Type::Handle(lowered))
            }
            _ => None,
        };
        self.open.remove(&id);
        if let (Some(_), Some(lowered)) = (source, &lowered) {
            self.check_external(lowered, &item);
        }
        self.lowered.insert(id, lowered.clone());
        lowered
    }

    fn structure(
        &mut self,
        id: TypeId,
        data: &types::Struct,
        name: Ident,
        docs: Docs,
        item: &str,
    ) -> Option<Type> {
        let kind = match data.repr.layout {
            ReprLayout::C => StructKind::C,
            ReprLayout::Packed => StructKind::Packed,
            ReprLayout::Transparent => StructKind::Transparent,
            ReprLayout::Opaque | ReprLayout::Primitive(_) => {
                let hint = "declare it with `#[ffi]`";
                self.refuse(item, "has no layout that C knows", hint);
                return None;
            }
        };
        if data.fields.is_empty() {
            let hint = "declare it opaque, or give it a field";
            self.refuse(
                item,
                "has no fields, and C has no values without a size",
                hint,
            );
            return None;
        }
        if data.repr.alignment.is_some() {
            let hint = "leave `align` out";
            self.refuse(item, "explicit alignment is not supported", hint);
            return None;
        }
        let is_wired = self.is_wire_only(id);
        let types: Vec<_> = data
            .fields
            .iter()
            .map(|field| {
                let item = format!("{item}, field `{}`", field.name);
                if is_wired {
                    return Some(self.wired(field.ty, &item)?.ty());
                }
                self.ty(field.ty, Position::Field, &item)
            })
            .collect();
        let types: Vec<Type> = types.into_iter().collect::<Option<_>>()?;
        let pack_name = self.scope.free_name(&format!("_pack_{name}"));
        let mut scope = Scope::class(&names::struct_reserved());
        scope.occupy("self");
        types.iter().for_each(|ty| ty.occupy_in_class(&mut scope));
        let names: Vec<_> = data
            .fields
            .iter()
            // The body of the class names what is private in the module.
            .map(|field| scope.inner_name(&field.name, &self.scope))
            .collect();
        let mut fields: Vec<_> = data
            .fields
            .iter()
            .zip(names)
            .zip(types)
            .map(|((field, name), ty)| {
                let storage = scope.free_name(&format!("_{name}"));
                let docs = self.docs(&field.docs, Some(name.as_str()));
                Field {
                    name,
                    storage,
                    docs,
                    ty,
                    offset: 0,
                }
            })
            .collect();
        let Some(layout) = Struct::lay_out(&mut fields, kind) else {
            self.refuse_size(item);
            return None;
        };
        let has_pointers = fields.iter().any(|field| field.ty.has_pointers());
        let is_owned = fields.iter().any(|field| field.ty.is_owned());
        let codec = self.codec_name(&name, is_wired);
        let source = self.source(&name);
        let lowered = Shared::new(Struct {
            name,
            pack_name,
            codec,
            source,
            docs,
            fields,
            kind,
            layout,
            has_pointers,
            is_owned,
            is_wired,
        });
        self.types.push(Definition::Struct(lowered.clone()));
        Some(Type::Struct(lowered))
    }

    /// What is to know how values of a named type are passed.
    pub(super) fn codec_name(&mut self, name: &Ident, is_wired: bool) -> Ident {
        let kind = if is_wired { "wire" } else { "codec" };
        self.scope.free_name(&format!("_{kind}_{name}"))
    }

    fn array(&mut self, id: TypeId, array: &types::Array, item: &str) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let item_type = self.ty(array.ty, Position::Field, item)?;
        if item_type.is_owned() {
            // The core has no such arrays either.
            let hint = "use an `ffi::Vec`, or a field for each";
            self.refuse(item, "arrays cannot hold items that own memory", hint);
            return None;
        }
        let Some(layout) = item_type.layout().repeat(array.len) else {
            self.refuse_size(item);
            return None;
        };
        let base = format!("{}x{}", item_type.short_name(), array.len);
        let key = format!("[{}; {}]", item_type.key(), array.len);
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let name = self.scope.free_name(&format!("_{base}"));
        let codec = self.scope.free_name(&format!("_codec_{base}"));
        let length = array.len;
        let lowered = Shared::new(Array {
            name,
            codec,
            item: item_type,
            length,
            layout,
        });
        self.types.push(Definition::Array(lowered.clone()));
        Some(self.know(id, key, Type::Array(lowered)))
    }

    /// What another id stands for already: `bool` and `ffi::Bool` are alike, and so are their arrays.
    pub(super) fn known(&mut self, id: TypeId, key: &str) -> Option<Type> {
        let known = self.unnamed.get(key)?.clone();
        self.lowered.insert(id, Some(known.clone()));
        Some(known)
    }

    pub(super) fn know(&mut self, id: TypeId, key: String, lowered: Type) -> Type {
        self.unnamed.insert(key, lowered.clone());
        self.lowered.insert(id, Some(lowered.clone()));
        lowered
    }

    fn pointer(
        &mut self,
        id: TypeId,
        target: TypeId,
        is_mutable: bool,
        item: &str,
    ) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let kind = self.inventory.types.get(&target).map(|ty| &ty.kind);
        let lowered = match kind {
            Some(TypeKind::Opaque) => self.definition(target)?,
            Some(TypeKind::Service) => match self.definition(target)? {
                Type::Service(service, _) if is_mutable => {
                    Type::Service(service, Access::Exclusive)
                }
                shared => shared,
            },
            Some(
                TypeKind::TypePattern(TypePattern::CVoid) | TypeKind::Primitive(Primitive::Void),
            ) => Type::Address,
            _ => {
                let target = self.ty(target, Position::Target, item)?;
                let prefix = if is_mutable { "MutPointer" } else { "Pointer" };
                let base = format!("{prefix}{}", target.short_name());
                let key = format!("{prefix} {}", target.key());
                if let Some(lowered) = self.known(id, &key) {
                    return Some(lowered);
                }
                let name = self.scope.free_name(&format!("_codec_{base}"));
                let lowered = Shared::new(Pointer {
                    name,
                    target,
                    is_mutable,
                });
                self.types.push(Definition::Pointer(lowered.clone()));
                self.know(id, key, Type::Pointer(lowered))
            }
        };
        self.lowered.insert(id, Some(lowered.clone()));
        Some(lowered)
    }

    pub(super) fn refuse_size(&mut self, item: &str) {
        self.refuse(item, "is larger than any address space", "make it smaller");
    }
}

impl Type {
    /// What names of codecs and arrays call the type.
    pub(in super::super) fn short_name(&self) -> String {
        let codec = |name: &Ident| name.as_str().trim_start_matches("_codec_").to_owned();
        match self {
            Self::Void => "Unit".to_owned(),
            Self::Bool => "Bool".to_owned(),
            Self::Char => "Char".to_owned(),
            Self::Int(int) => format!("{int:?}"),
            Self::Float(float) => format!("{float:?}"),
            Self::Enum(item) => item.name.to_string(),
            Self::Struct(item) => item.name.to_string(),
            Self::DataEnum(item) => item.name.to_string(),
            Self::Array(item) => codec(&item.codec),
            Self::Option(item) => codec(&item.name),
            Self::Result(item) => codec(&item.name),
            Self::Pointer(item) => codec(&item.name),
            Self::String => "String".to_owned(),
            Self::CString => "CString".to_owned(),
            Self::Slice(item) => codec(&item.name),
            Self::Vec(item) => codec(&item.name),
            Self::Callback(item) => item.name.to_string(),
            Self::FnPointer(item) => item.name.to_string(),
            Self::Handle(item) => item.name.to_string(),
            Self::Service(item, _) => item.name.to_string(),
            Self::Address => "Address".to_owned(),
            Self::Wire(item) => codec(&item.name),
            Self::Wired(item) => item.short_name(),
        }
    }

    /// What tells the type from all others, also from one of a user that is called `U8`.
    pub(in super::super) fn key(&self) -> String {
        match self {
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Float(_)
            | Self::String
            | Self::CString
            | Self::Address => {
                format!("{self:?}")
            }
            Self::Enum(item) => item.codec.to_string(),
            Self::Struct(item) => item.codec.to_string(),
            Self::DataEnum(item) => item.codec.to_string(),
            Self::Array(item) => item.codec.to_string(),
            Self::Handle(item) => item.codec.to_string(),
            Self::Service(item, _) => item.codec.to_string(),
            Self::Option(item) => item.name.to_string(),
            Self::Result(item) => item.name.to_string(),
            Self::Pointer(item) => item.name.to_string(),
            Self::Slice(item) => item.name.to_string(),
            Self::Vec(item) => item.name.to_string(),
            Self::Callback(item) => item.codec.to_string(),
            Self::FnPointer(item) => item.codec.to_string(),
            Self::Wire(item) => item.name.to_string(),
            Self::Wired(item) => item.key(),
        }
    }

    /// Keeps from parameters what the body of a function names for an argument of the type.
    pub(super) fn occupy_in_function(&self, scope: &mut Scope) {
        match self {
            Self::Bool
            | Self::Char
            | Self::Enum(_)
            | Self::Struct(_)
            | Self::DataEnum(_)
            | Self::Handle(_)
            | Self::Service(..)
            | Self::FnPointer(_) => self.occupy_mentioned(scope),
            Self::Callback(item) => {
                let names = ["callable", "isinstance", item.name.as_str()];
                names.into_iter().for_each(|name| scope.occupy(name));
            }
            Self::Pointer(item) => item.target.occupy_in_function(scope),
            Self::Void
            | Self::Int(_)
            | Self::Float(_)
            | Self::Array(_)
            | Self::Option(_)
            | Self::Result(_)
            | Self::String
            | Self::CString
            | Self::Slice(_)
            | Self::Vec(_)
            | Self::Address
            | Self::Wire(_)
            | Self::Wired(_) => {}
        }
    }

    /// Keeps from parameters what the body of a function names for a result of the type, where that
    /// is put together before it is returned.
    pub(super) fn occupy_by_result(&self, scope: &mut Scope) {
        match self {
            Self::Void | Self::Int(_) | Self::Float(_) | Self::Address => {}
            _ => self.occupy_mentioned(scope),
        }
    }

    /// Keeps from fields and methods what the body of a class names for one of the type.
    pub(super) fn occupy_in_class(&self, scope: &mut Scope) {
        match self {
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Float(_)
            | Self::Enum(_)
            | Self::Struct(_)
            | Self::String
            | Self::Handle(_)
            | Self::Service(..)
            | Self::Address => {}
            Self::Array(_)
            | Self::DataEnum(_)
            | Self::Option(_)
            | Self::Result(_)
            | Self::Pointer(_)
            | Self::CString
            | Self::Slice(_)
            | Self::Vec(_)
            | Self::Callback(_)
            | Self::FnPointer(_)
            | Self::Wire(_)
            | Self::Wired(_) => scope.occupy("property"),
        }
        self.occupy_mentioned(scope);
    }

    /// Keeps the names that annotations of values of the type mention.
    pub(super) fn occupy_mentioned(&self, scope: &mut Scope) {
        match self {
            Self::Void => {}
            Self::Bool => scope.occupy("bool"),
            Self::Char => scope.occupy("bytes"),
            Self::Int(_) | Self::Address => scope.occupy("int"),
            Self::Float(_) => scope.occupy("float"),
            Self::String => scope.occupy("str"),
            Self::CString => ["str", "bytes"]
                .into_iter()
                .for_each(|name| scope.occupy(name)),
            Self::Enum(item) => scope.occupy(item.name.as_str()),
            Self::Struct(item) => scope.occupy(item.name.as_str()),
            Self::DataEnum(item) => scope.occupy(item.name.as_str()),
            Self::Handle(item) => scope.occupy(item.name.as_str()),
            Self::Service(item, _) => scope.occupy(item.name.as_str()),
            Self::Array(item) => item.item.occupy_mentioned(scope),
            Self::Option(item) => {
                scope.occupy("Some");
                item.some.ty.occupy_mentioned(scope);
            }
            Self::Result(item) => {
                item.ok.ty.occupy_mentioned(scope);
                item.err.ty.occupy_mentioned(scope);
            }
            Self::Pointer(item) => {
                ["Ref", "list"]
                    .into_iter()
                    .for_each(|name| scope.occupy(name));
                item.target.occupy_mentioned(scope);
            }
            Self::Slice(item) => {
                ["Ref", "list"]
                    .into_iter()
                    .for_each(|name| scope.occupy(name));
                item.item.occupy_mentioned(scope);
            }
            Self::Vec(item) => {
                scope.occupy("list");
                item.item.occupy_mentioned(scope);
            }
            Self::Wire(item) => item.item.occupy_mentioned(scope),
            Self::Wired(item) => item.occupy_mentioned(scope),
            Self::Callback(item) => {
                scope.occupy(item.name.as_str());
                item.signature.occupy_mentioned(scope);
            }
            Self::FnPointer(item) => {
                scope.occupy(item.name.as_str());
                item.signature.occupy_mentioned(scope);
            }
        }
    }
}

impl Wired {
    fn occupy_mentioned(&self, scope: &mut Scope) {
        let Self::Composite(item) = self else {
            match self {
                Self::String => scope.occupy("str"),
                _ => self.ty().occupy_mentioned(scope),
            }
            return;
        };
        match &item.shape {
            Shape::Struct(..) | Shape::DataEnum(..) => self.ty().occupy_mentioned(scope),
            Shape::Bytes(_) => ["bytes", "int"]
                .into_iter()
                .for_each(|name| scope.occupy(name)),
            Shape::Numbers(numbers) => {
                scope.occupy("list");
                numbers.item.ty().occupy_mentioned(scope);
            }
            Shape::Vec(of) | Shape::Array(of, _) => {
                scope.occupy("list");
                of.occupy_mentioned(scope);
            }
            Shape::Map(key, of) => {
                scope.occupy("dict");
                key.occupy_mentioned(scope);
                of.occupy_mentioned(scope);
            }
            Shape::Option(of) => {
                scope.occupy("Some");
                of.occupy_mentioned(scope);
            }
        }
    }
}

impl Signature {
    fn occupy_mentioned(&self, scope: &mut Scope) {
        for parameter in &self.parameters {
            parameter.ty.occupy_mentioned(scope);
        }
        match self.result {
            Type::Void => scope.occupy("object"),
            _ => self.result.occupy_mentioned(scope),
        }
    }
}

pub(super) fn lower_primitive(primitive: Primitive) -> Type {
    match primitive {
        Primitive::Void => Type::Void,
        Primitive::Bool => Type::Bool,
        Primitive::U8 => Type::Int(Int::U8),
        Primitive::U16 => Type::Int(Int::U16),
        Primitive::U32 => Type::Int(Int::U32),
        Primitive::U64 => Type::Int(Int::U64),
        Primitive::Usize => Type::Int(Int::Usize),
        Primitive::I8 => Type::Int(Int::I8),
        Primitive::I16 => Type::Int(Int::I16),
        Primitive::I32 => Type::Int(Int::I32),
        Primitive::I64 => Type::Int(Int::I64),
        Primitive::Isize => Type::Int(Int::Isize),
        Primitive::F32 => Type::Float(Float::F32),
        Primitive::F64 => Type::Float(Float::F64),
    }
}

/// The only place of what the macros of the core write, and what to do elsewhere.
const fn only_place(kind: &TypeKind) -> (&'static str, &'static str) {
    match kind {
        TypeKind::TypePattern(TypePattern::AsyncCallback(_)) => (
            "in the arguments of async methods",
            "make it an `async fn` of a service",
        ),
        TypeKind::TypePattern(TypePattern::TaskHandle) => (
            "in the results of async methods",
            "make it an `async fn` of a service",
        ),
        TypeKind::TypePattern(TypePattern::Version) => (
            "in the result of the API guard",
            "register `guard!(inventory)`, which makes that function",
        ),
        // `c_void`: all else is lowered, or was refused before.
        _ => ("behind a pointer", "pass `*const c_void` or `*mut c_void`"),
    }
}

/// What an author calls types of that kind.
pub(super) fn plural(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Array(_) => "arrays",
        TypeKind::Primitive(_) => "primitives",
        TypeKind::Struct(_) => "structs",
        TypeKind::Enum(_) => "enums",
        TypeKind::FnPointer(_) => "function pointers",
        TypeKind::ReadPointer(_) | TypeKind::ReadWritePointer(_) => "pointers",
        TypeKind::Service => "services",
        TypeKind::Opaque => "opaque types",
        TypeKind::WireOnly(_) => "types that only `Wire` can pass",
        TypeKind::TypePattern(pattern) => match pattern {
            TypePattern::CStrPointer => "`ffi::CStrPtr`s",
            TypePattern::Utf8String => "`ffi::String`s",
            TypePattern::Version => "`Version`s",
            TypePattern::Slice(_) => "`ffi::Slice`s",
            TypePattern::SliceMut(_) => "`ffi::SliceMut`s",
            TypePattern::Option(_) => "`ffi::Option`s",
            TypePattern::Result(..) => "`ffi::Result`s",
            TypePattern::Bool => "`ffi::Bool`s",
            TypePattern::CChar => "`ffi::CChar`s",
            TypePattern::CVoid => "`c_void`s",
            TypePattern::NamedCallback(_) => "callbacks",
            TypePattern::AsyncCallback(_) => "async callbacks",
            TypePattern::Vec(_) => "`ffi::Vec`s",
            TypePattern::Wire(_) => "`Wire`s",
            TypePattern::TaskHandle => "task handles",
        },
    }
}
