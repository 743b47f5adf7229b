//! Enums, options and results: types whose values start with a tag.

use super::super::names::{self, Scope};
use super::super::{
    Carrier, DataEnum, DataVariant, Definition, Docs, Enum, Exception, Fallible, Ident, Int,
    Optional, Payload, Shared, Type, Variant,
};
use super::Lowering;
use super::types::{Position, lower_primitive};
use interoptopus::inventory::TypeId;
use interoptopus::lang::types::{self, Layout as ReprLayout, VariantKind};

/// The tag of `ffi::Option` and `ffi::Result`, in bytes.
const PATTERN_TAG: usize = 4;

impl Lowering<'_> {
    pub(super) fn enumeration(
        &mut self,
        data: &types::Enum,
        name: Ident,
        docs: Docs,
        item: &str,
    ) -> Option<Type> {
        let primitive = match data.repr.layout {
            ReprLayout::Primitive(primitive) => primitive,
            ReprLayout::Transparent => return self.transparent_enum(data, name, docs, item),
            ReprLayout::C | ReprLayout::Packed | ReprLayout::Opaque => {
                let hint = "declare it with `#[ffi]`";
                self.refuse(item, "has no layout that C knows", hint);
                return None;
            }
        };
        let Type::Int(repr) = lower_primitive(primitive) else {
            let hint = "declare it with `#[ffi]`";
            self.refuse(item, "its representation is no integer", hint);
            return None;
        };
        let values = self.discriminants(data, repr, item)?;
        let is_plain = data
            .variants
            .iter()
            .all(|v| matches!(v.kind, VariantKind::Unit(_)));
        if !is_plain {
            return self.data_enum(data, name, docs, repr, &values, item);
        }
        let mut scope = Scope::of_enum(&names::enum_reserved(), &name);
        let variants = data
            .variants
            .iter()
            .zip(values)
            .map(|(variant, value)| Variant {
                name: scope.free_name(&variant.name),
                docs: self.docs(&variant.docs, Some(name.as_str())),
                value,
            })
            .collect();
        let source = self.source(&name);
        let variants_name = self.scope.free_name(&format!("_{name}_variants"));
        let codec = self.scope.free_name(&format!("_codec_{name}"));
        let lowered = Shared::new(Enum {
            name,
            variants_name,
            codec,
            source,
            docs,
            repr,
            variants,
        });
        self.types.push(Definition::Enum(lowered.clone()));
        Some(Type::Enum(lowered))
    }

    /// An enum with one variant, which is what the variant carries and nothing else.
    fn transparent_enum(
        &mut self,
        data: &types::Enum,
        name: Ident,
        docs: Docs,
        item: &str,
    ) -> Option<Type> {
        let [variant] = data.variants.as_slice() else {
            let hint = "leave `transparent` out";
            self.refuse(item, "is transparent but has several variants", hint);
            return None;
        };
        let VariantKind::Tuple(payload) = variant.kind else {
            let hint = "leave `transparent` out";
            self.refuse(item, "is transparent but carries nothing", hint);
            return None;
        };
        let item = format!("{item}, variant `{}`", variant.name);
        let is_wired = self.is_enum_wire_only(data);
        let ty = self.payload(payload, is_wired, &item)?;
        let carrier = Carrier::transparent(&ty);
        let has_pointers = ty.has_pointers();
        let payload = Payload { ty, offset: 0 };
        let variant_name = data_enum_scope().free_name(&variant.name);
        let variants = vec![DataVariant {
            class_name: self.scope.free_name(&format!("_{name}_{variant_name}")),
            name: variant_name,
            docs: self.docs(&variant.docs, Some(name.as_str())),
            tag: 0,
            payload: Some(payload),
        }];
        let codec = self.codec_name(&name, is_wired);
        let lowered = Shared::new(DataEnum {
            name,
            codec,
            docs,
            repr: None,
            variants,
            carrier,
            has_pointers,
            is_wired,
        });
        self.types.push(Definition::DataEnum(lowered.clone()));
        Some(Type::DataEnum(lowered))
    }

    /// What a variant carries.
    fn payload(&mut self, id: TypeId, is_wired: bool, item: &str) -> Option<Type> {
        if is_wired {
            return Some(self.wired(id, item)?.ty());
        }
        self.ty(id, Position::Field, item)
    }

    /// The value of each variant, unless the inventory leaves a doubt.
    fn discriminants(&mut self, data: &types::Enum, repr: Int, item: &str) -> Option<Vec<i64>> {
        // The first variant whose value is not its position.
        let mut explicit: Option<&str> = None;
        let mut is_right = true;
        let mut values: Vec<i64> = Vec::new();
        for (index, variant) in data.variants.iter().enumerate() {
            let name = &variant.name;
            let item = format!("{item}, variant `{name}`");
            let position = i64::try_from(index).unwrap_or(i64::MAX);
            let value = match variant.kind {
                VariantKind::Unit(value) => i64::try_from(value).unwrap_or(i64::MAX),
                VariantKind::Tuple(_) => position,
            };
            let next = values.last().map_or(0, |last| last.saturating_add(1));
            if explicit.is_some() && value == position && next != position {
                let first = explicit.unwrap_or_default();
                let reason = format!(
                    "its value is {next} or {position}: after `{first}` the inventory tells only \
                     the position of a variant that has no value of its own"
                );
                let hint = match variant.kind {
                    VariantKind::Unit(_) => format!(
                        "write `{name} = {next}` if that is its value, else list the variants by value"
                    ),
                    VariantKind::Tuple(_) => format!("list `{name}` before `{first}`"),
                };
                self.refuse(&item, reason, hint);
                is_right = false;
            } else if !repr.holds(value) {
                let reason = format!("its value {value} does not fit the enum's representation");
                self.refuse(&item, reason, "give the variant a value that fits 32 bits");
                is_right = false;
            }
            if value != position && explicit.is_none() {
                explicit = Some(&variant.name);
            }
            values.push(value);
        }
        is_right.then_some(values)
    }

    fn data_enum(
        &mut self,
        data: &types::Enum,
        name: Ident,
        docs: Docs,
        repr: Int,
        values: &[i64],
        item: &str,
    ) -> Option<Type> {
        let is_wired = self.is_enum_wire_only(data);
        let payloads: Vec<_> = data
            .variants
            .iter()
            .map(|variant| match variant.kind {
                VariantKind::Unit(_) => Some(None),
                VariantKind::Tuple(ty) => {
                    let item = format!("{item}, variant `{}`", variant.name);
                    let ty = self.payload(ty, is_wired, &item)?;
                    Some(Some(Payload::behind(repr.size(), ty)))
                }
            })
            .collect();
        let payloads: Vec<Option<Payload>> = payloads.into_iter().collect::<Option<_>>()?;
        let parts: Vec<_> = payloads
            .iter()
            .flatten()
            .map(|p| (&p.ty, p.offset))
            .collect();
        let Some(carrier) = Carrier::new(repr.size(), &parts, None) else {
            self.refuse_size(item);
            return None;
        };
        let has_pointers = parts.iter().any(|(ty, _)| ty.has_pointers());
        let mut scope = data_enum_scope();
        let variants = data.variants.iter();
        let names: Vec<_> = variants.map(|it| scope.free_name(&it.name)).collect();
        // In the class of the enum the name of a class is not to mean a variant.
        let class_names: Vec<_> = names
            .iter()
            .map(|variant| {
                loop {
                    let class_name = self.scope.free_name(&format!("_{name}_{variant}"));
                    if !names.contains(&class_name) {
                        return class_name;
                    }
                }
            })
            .collect();
        let variants = data
            .variants
            .iter()
            .zip(values)
            .zip(payloads)
            .zip(names.iter().zip(class_names))
            .map(|(((variant, tag), payload), (variant_name, class_name))| {
                let docs = self.docs(&variant.docs, Some(name.as_str()));
                DataVariant {
                    name: variant_name.clone(),
                    class_name,
                    docs,
                    tag: *tag,
                    payload,
                }
            })
            .collect();
        let codec = self.codec_name(&name, is_wired);
        let lowered = Shared::new(DataEnum {
            name,
            codec,
            docs,
            repr: Some(repr),
            variants,
            carrier,
            has_pointers,
            is_wired,
        });
        self.types.push(Definition::DataEnum(lowered.clone()));
        Some(Type::DataEnum(lowered))
    }

    pub(super) fn option(&mut self, id: TypeId, some: TypeId, item: &str) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let some = Payload::behind(PATTERN_TAG, self.ty(some, Position::Payload, item)?);
        let base = format!("Option{}", some.ty.short_name());
        let key = format!("Option<{}>", some.ty.key());
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let Some(carrier) = Carrier::new(PATTERN_TAG, &[(&some.ty, some.offset)], Some(0)) else {
            self.refuse_size(item);
            return None;
        };
        let name = self.scope.free_name(&format!("_codec_{base}"));
        let has_pointers = some.ty.has_pointers();
        let lowered = Shared::new(Optional {
            name,
            some,
            carrier,
            has_pointers,
        });
        self.types.push(Definition::Option(lowered.clone()));
        Some(self.know(id, key, Type::Option(lowered)))
    }

    pub(super) fn result(
        &mut self,
        id: TypeId,
        ok: TypeId,
        err: TypeId,
        item: &str,
    ) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let ok = self.ty(ok, Position::Payload, item);
        let err = self.ty(err, Position::Payload, item);
        let ok = Payload::behind(PATTERN_TAG, ok?);
        let err = Payload::behind(PATTERN_TAG, err?);
        let base = format!("Result{}{}", ok.ty.short_name(), err.ty.short_name());
        let key = format!("Result<{}, {}>", ok.ty.key(), err.ty.key());
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let payloads = [(&ok.ty, ok.offset), (&err.ty, err.offset)];
        let Some(carrier) = Carrier::new(PATTERN_TAG, &payloads, Some(0)) else {
            self.refuse_size(item);
            return None;
        };
        let exception = self.exception(&err.ty);
        let name = self.scope.free_name(&format!("_codec_{base}"));
        let has_pointers = ok.ty.has_pointers() || err.ty.has_pointers();
        let lowered = Shared::new(Fallible {
            name,
            ok,
            err,
            exception,
            carrier,
            has_pointers,
        });
        self.types.push(Definition::Result(lowered.clone()));
        Some(self.know(id, key, Type::Result(lowered)))
    }

    /// The exception class of an error type that has a name.
    fn exception(&mut self, err: &Type) -> Option<Exception> {
        let error = match err {
            Type::Enum(item) => &item.name,
            Type::DataEnum(item) => &item.name,
            Type::Struct(item) => &item.name,
            _ => return None,
        };
        let is_defined_here = !self.exceptions.contains_key(error);
        if is_defined_here {
            let export = self.exports.get(error)?;
            let (home, error_name) = (export.home.clone(), export.name.clone());
            let item = format!("error type `{error_name}`, exception `{error_name}Exception`");
            let hint = "rename the other item, or the error type with `#[ffi(name = \"…\")]`";
            let name = format!("{error_name}Exception");
            let name = self.public_name(&name, &home, &item, hint)?;
            self.exceptions.insert(error.clone(), name);
        }
        let name = self.exceptions.get(error)?.clone();
        Some(Exception {
            name,
            is_defined_here,
        })
    }
}

fn data_enum_scope() -> Scope {
    let mut scope = Scope::class(&names::data_enum_reserved());
    // What the body of the class uses.
    ["_t", "_TypeAlias"]
        .into_iter()
        .for_each(|taken| scope.occupy(taken));
    scope
}
