//! Types: what a position may hold, and the types that the module defines.

use super::super::names::{self, Scope};
use super::super::{
    Array, Definition, Docs, Enum, Field, Float, Ident, Int, Reference, Shared, Struct, StructKind,
    Type, Variant,
};
use super::Lowering;
use super::functions::by_value_problem;
use interoptopus::inventory::TypeId;
use interoptopus::lang::meta::Emission;
use interoptopus::lang::types::{
    self, Layout as ReprLayout, Primitive, TypeKind, TypePattern, VariantKind,
};

/// Where a type is used, which decides what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Argument,
    Result,
    /// In a struct or an array.
    Field,
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
        let Some(ty) = self.inventory.types.get(&id) else {
            self.refuse(
                item,
                "its type is not in the inventory",
                "register the type",
            );
            return None;
        };
        let lowered = match &ty.kind {
            TypeKind::Primitive(primitive) => Some(lower_primitive(*primitive)),
            TypeKind::TypePattern(TypePattern::Bool) => Some(Type::Bool),
            TypeKind::TypePattern(TypePattern::CChar) => Some(Type::Char),
            // Refused where it is defined, and nothing new to say here.
            TypeKind::Struct(_) | TypeKind::Enum(_) => Some(self.definition(id)?),
            TypeKind::Array(array) if position == Position::Field => {
                Some(self.array(id, array, item)?)
            }
            TypeKind::ReadPointer(target) if position == Position::Argument => {
                match self.inventory.types.get(target).map(|ty| &ty.kind) {
                    Some(TypeKind::Struct(_)) => match self.definition(*target)? {
                        Type::Struct(target) => Some(Type::Reference(Reference { target })),
                        _ => None,
                    },
                    _ => None,
                }
            }
            TypeKind::Array(_)
            | TypeKind::ReadPointer(_)
            | TypeKind::FnPointer(_)
            | TypeKind::Service
            | TypeKind::ReadWritePointer(_)
            | TypeKind::Opaque
            | TypeKind::WireOnly(_)
            | TypeKind::TypePattern(_) => None,
        };
        let Some(lowered) = lowered else {
            self.refuse_type(&ty.kind, position, item);
            return None;
        };
        if matches!(lowered, Type::Void) && position != Position::Result {
            self.refuse(item, "`()` is not supported here yet", "leave it out");
            return None;
        }
        if position != Position::Field
            && let Some((reason, hint)) = by_value_problem(&lowered)
        {
            self.refuse(item, reason, hint);
            return None;
        }
        Some(lowered)
    }

    fn refuse_type(&mut self, kind: &TypeKind, position: Position, item: &str) {
        if let (TypeKind::Array(_), Position::Argument | Position::Result) = (kind, position) {
            let hint = "put it into a struct, or pass a slice";
            self.refuse(item, "arrays cannot be passed by value in C", hint);
            return;
        }
        let reason = format!("{} are not supported here yet", plural(kind));
        self.refuse(item, reason, "leave the item out of the inventory");
    }

    /// A struct or an enum, defined on its first use.
    fn definition(&mut self, id: TypeId) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        // Without a name there is a problem that was reported when names were given.
        let name = self.type_names.get(&id)?.clone();
        let ty = self.inventory.types.get(&id)?;
        let item = match &ty.kind {
            TypeKind::Struct(_) => format!("struct `{}`", ty.name),
            _ => format!("enum `{}`", ty.name),
        };
        if !self.open.insert(id) {
            self.refuse(&item, "contains itself", "put a pointer in between");
            return None;
        }
        let docs = Docs::lower(&ty.docs);
        let lowered = match (&ty.emission, &ty.kind) {
            (Emission::External, _) => {
                let hint = "leave it out of the inventory";
                self.refuse(&item, "external types are not supported yet", hint);
                None
            }
            (_, TypeKind::Struct(data)) => self.structure(data, name, docs, &item),
            (_, TypeKind::Enum(data)) => self.enumeration(data, name, docs, &item),
            _ => None,
        };
        self.open.remove(&id);
        self.lowered.insert(id, lowered.clone());
        lowered
    }

    fn structure(
        &mut self,
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
                self.refuse(
                    item,
                    "has no layout that C knows",
                    "declare it with `#[ffi]`",
                );
                return None;
            }
        };
        if data.repr.alignment.is_some() {
            self.refuse(
                item,
                "explicit alignment is not supported",
                "leave `align` out",
            );
            return None;
        }
        let types: Vec<_> = data
            .fields
            .iter()
            .map(|field| {
                self.ty(
                    field.ty,
                    Position::Field,
                    &format!("{item}, field `{}`", field.name),
                )
            })
            .collect();
        let types: Vec<Type> = types.into_iter().collect::<Option<_>>()?;
        let mut scope = Scope::class(&names::struct_reserved());
        types.iter().for_each(|ty| ty.occupy_in_class(&mut scope));
        let names: Vec<_> = data
            .fields
            .iter()
            .map(|field| scope.free_name(&field.name))
            .collect();
        let mut fields: Vec<_> = data
            .fields
            .iter()
            .zip(names)
            .zip(types)
            .map(|((field, name), ty)| {
                let storage = scope.free_name(&format!("_{name}"));
                Field {
                    name,
                    storage,
                    docs: Docs::lower(&field.docs),
                    ty,
                    offset: 0,
                }
            })
            .collect();
        let Some(layout) = Struct::lay_out(&mut fields, kind) else {
            self.refuse(item, "is larger than any address space", "make it smaller");
            return None;
        };
        let pack_name = self.scope.free_name(&format!("_pack_{name}"));
        let lowered = Shared::new(Struct {
            name,
            pack_name,
            docs,
            fields,
            kind,
            layout,
        });
        self.types.push(Definition::Struct(lowered.clone()));
        Some(Type::Struct(lowered))
    }

    fn array(&mut self, id: TypeId, array: &types::Array, item: &str) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let item_type = self.ty(array.ty, Position::Field, item)?;
        let Some(layout) = item_type.layout().repeat(array.len) else {
            self.refuse(item, "is larger than any address space", "make it smaller");
            return None;
        };
        let name = self
            .scope
            .free_name(&format!("_{}x{}", array_base(&item_type), array.len));
        let lowered = Shared::new(Array {
            name,
            item: item_type,
            length: array.len,
            layout,
        });
        self.types.push(Definition::Array(lowered.clone()));
        self.lowered.insert(id, Some(Type::Array(lowered.clone())));
        Some(Type::Array(lowered))
    }

    fn enumeration(
        &mut self,
        data: &types::Enum,
        name: Ident,
        docs: Docs,
        item: &str,
    ) -> Option<Type> {
        let ReprLayout::Primitive(primitive) = data.repr.layout else {
            let hint = "leave `transparent` out";
            self.refuse(item, "transparent enums are not supported yet", hint);
            return None;
        };
        let Type::Int(repr) = lower_primitive(primitive) else {
            self.refuse(
                item,
                "its representation is no integer",
                "declare it with `#[ffi]`",
            );
            return None;
        };
        let mut scope = Scope::class(&names::enum_reserved());
        let mut variants = Vec::new();
        // The first variant whose value is not its position.
        let mut explicit: Option<&str> = None;
        let mut is_right = true;
        for (index, variant) in data.variants.iter().enumerate() {
            let item = format!("{item}, variant `{}`", variant.name);
            let VariantKind::Unit(value) = variant.kind else {
                let hint = "leave the item out of the inventory";
                self.refuse(&item, "variants with data are not supported yet", hint);
                is_right = false;
                continue;
            };
            let value = value as i64;
            let is_index = i64::try_from(index) == Ok(value);
            if let (Some(explicit), true) = (explicit, is_index) {
                let reason = format!(
                    "its value is unknown: the inventory tells its position, {value}, which may \
                     stand for one more than the variant before it, after `{explicit}`"
                );
                let hint = "give every variant from there on a value of its own that is not its \
                            position, or order the variants by value";
                self.refuse(&item, reason, hint);
                is_right = false;
            } else if !repr.holds(value) {
                let reason = format!("its value {value} does not fit the enum's representation");
                self.refuse(&item, reason, "give the variant a value that fits 32 bits");
                is_right = false;
            }
            if !is_index && explicit.is_none() {
                explicit = Some(&variant.name);
            }
            let docs = Docs::lower(&variant.docs);
            variants.push(Variant {
                name: scope.free_name(&variant.name),
                docs,
                value,
            });
        }
        if !is_right {
            return None;
        }
        let variants_name = self.scope.free_name(&format!("_{name}_variants"));
        let lowered = Shared::new(Enum {
            name,
            variants_name,
            docs,
            repr,
            variants,
        });
        self.types.push(Definition::Enum(lowered.clone()));
        Some(Type::Enum(lowered))
    }
}

impl Type {
    /// Keeps from parameters what the body of a function names for a value of the type.
    pub(super) fn occupy_in_function(&self, scope: &mut Scope) {
        match self {
            Self::Bool => scope.occupy("bool"),
            Self::Char => scope.occupy("bytes"),
            Self::Enum(item) => scope.occupy(item.name.as_str()),
            Self::Struct(item) => scope.occupy(item.name.as_str()),
            Self::Reference(item) => scope.occupy(item.target.name.as_str()),
            Self::Void | Self::Int(_) | Self::Float(_) | Self::Array(_) => {}
        }
    }

    /// Keeps from fields what the body of a class names for a field of the type.
    fn occupy_in_class(&self, scope: &mut Scope) {
        match self {
            Self::Int(_) => scope.occupy("int"),
            Self::Float(_) => scope.occupy("float"),
            Self::Array(item) => {
                scope.occupy("property");
                item.item.occupy_in_class(scope);
            }
            Self::Void
            | Self::Bool
            | Self::Char
            | Self::Enum(_)
            | Self::Struct(_)
            | Self::Reference(_) => self.occupy_in_function(scope),
        }
    }
}

fn lower_primitive(primitive: Primitive) -> Type {
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

/// How the private name of an array begins: as its items are called in Rust.
fn array_base(item: &Type) -> String {
    match item {
        Type::Void => "Unit".to_owned(),
        Type::Bool => "Bool".to_owned(),
        Type::Char => "Char".to_owned(),
        Type::Int(int) => format!("{int:?}"),
        Type::Float(float) => format!("{float:?}"),
        Type::Enum(item) => item.name.to_string(),
        Type::Struct(item) => item.name.to_string(),
        Type::Reference(reference) => reference.target.name.to_string(),
        Type::Array(item) => item.name.as_str().trim_start_matches('_').to_owned(),
    }
}

/// What an author calls types of that kind.
fn plural(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Array(_) => "arrays",
        TypeKind::Primitive(_) => "primitives",
        TypeKind::Struct(_) => "structs",
        TypeKind::Enum(_) => "enums",
        TypeKind::FnPointer(_) => "function pointers",
        TypeKind::ReadPointer(_) => "`&T`, `*const T` and `Option<&T>` of this type",
        TypeKind::ReadWritePointer(_) => "`&mut T`, `*mut T` and `Option<&mut T>`",
        TypeKind::Service => "services",
        TypeKind::Opaque => "opaque types",
        TypeKind::WireOnly(_) => "types that only `Wire` can pass",
        TypeKind::TypePattern(pattern) => match pattern {
            TypePattern::CStrPointer => "`ffi::CStrPtr`s",
            TypePattern::Utf8String => "`ffi::String`s",
            TypePattern::Version => "`Version`s outside an API guard",
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
