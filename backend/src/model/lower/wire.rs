//! `Wire`, and the types that only it can pass.

use super::super::{
    Composite, Definition, Int, Number, Numbers, Shape, Shared, Type, Wire, Wired, Wires,
};
use super::Lowering;
use super::types::{MAX_DEPTH, lower_primitive, plural};
use interoptopus::inventory::{RustInventory, TypeId};
use interoptopus::lang::types::{self, TypeKind, TypePattern, VariantKind, WireOnly};
use std::collections::BTreeSet;

const WIRE_CREATE: &str = "interoptopus_wire_create_";
const WIRE_DESTROY: &str = "interoptopus_wire_destroy_";

/// Whether the function comes from `builtins_wire!`.
pub(super) fn is_wire_builtin(name: &str) -> bool {
    [WIRE_CREATE, WIRE_DESTROY].iter().any(|prefix| {
        let number = name.strip_prefix(prefix);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The functions that make and free what is in a `Wire`. Where there are several, they are alike.
pub(super) fn wires(inventory: &RustInventory) -> Option<Wires> {
    let symbol = |prefix: &str| {
        let names = inventory.functions.values().map(|it| &it.name);
        let of_wires = names.filter(|name| is_wire_builtin(name) && name.starts_with(prefix));
        of_wires.min().cloned()
    };
    Some(Wires {
        create: symbol(WIRE_CREATE)?,
        destroy: symbol(WIRE_DESTROY)?,
    })
}

impl Lowering<'_> {
    pub(super) fn wire(&mut self, id: TypeId, of: TypeId, item: &str) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let wired = self.wired(of, item)?;
        if self.wires.is_none() {
            let reason = "`Wire` needs functions that make and free its memory";
            self.refuse(item, reason, "register `builtins_wire!()`");
            return None;
        }
        let key = format!("Wire<{}>", wired.key());
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let base = format!("_codec_Wire{}", wired.short_name());
        let lowered = Shared::new(Wire {
            name: self.scope.free_name(&base),
            item: wired,
        });
        self.types.push(Definition::Wire(lowered.clone()));
        Some(self.know(id, key, Type::Wire(lowered)))
    }

    /// The type as a part of what a `Wire` holds.
    pub(super) fn wired(&mut self, id: TypeId, item: &str) -> Option<Wired> {
        if let Some(lowered) = self.wired.get(&id) {
            return lowered.clone();
        }
        if self.depth == MAX_DEPTH {
            self.refuse(item, "its type is nested too deeply", "flatten the type");
            return None;
        }
        self.depth += 1;
        let lowered = self.wired_within(id, item);
        self.depth -= 1;
        self.wired.insert(id, lowered.clone());
        lowered
    }

    fn wired_within(&mut self, id: TypeId, item: &str) -> Option<Wired> {
        let Some(ty) = self.inventory.types.get(&id) else {
            let hint = "register the type";
            self.refuse(item, "its type is not in the inventory", hint);
            return None;
        };
        let (shape, base) = match &ty.kind {
            TypeKind::Primitive(primitive) => match lower_primitive(*primitive) {
                Type::Bool => return Some(Wired::Bool),
                Type::Int(int) => return Some(Wired::Int(int)),
                Type::Float(float) => return Some(Wired::Float(float)),
                _ => {
                    self.refuse_wired(ty, item);
                    return None;
                }
            },
            TypeKind::WireOnly(WireOnly::String) => return Some(Wired::String),
            TypeKind::WireOnly(WireOnly::Vec(of)) => self.wired_items(*of, None, item)?,
            TypeKind::Array(array) => self.wired_items(array.ty, Some(array.len), item)?,
            TypeKind::WireOnly(WireOnly::Map(key, of)) => self.wired_map(*key, *of, item)?,
            TypeKind::WireOnly(WireOnly::Option(of))
            | TypeKind::TypePattern(TypePattern::Option(of)) => {
                let of = self.wired(*of, item)?;
                let base = format!("Option{}", of.short_name());
                (Shape::Option(of), base)
            }
            TypeKind::Struct(data) => return self.wired_struct(id, data, item),
            TypeKind::Enum(data) => return self.wired_enum(id, data, item),
            TypeKind::FnPointer(_)
            | TypeKind::ReadPointer(_)
            | TypeKind::ReadWritePointer(_)
            | TypeKind::Service
            | TypeKind::Opaque
            | TypeKind::TypePattern(_) => {
                self.refuse_wired(ty, item);
                return None;
            }
        };
        let key = shape.key();
        if let Some(known) = self.unnamed_wired.get(&key) {
            return Some(known.clone());
        }
        let lowered = self.composite(shape, &base, None);
        self.unnamed_wired.insert(key, lowered.clone());
        Some(lowered)
    }

    /// A type with functions of its own; `name` is that of a struct which only `Wire` can pass.
    fn composite(&mut self, shape: Shape, base: &str, name: Option<super::Ident>) -> Wired {
        let name = name.unwrap_or_else(|| self.scope.free_name(&format!("_wire_{base}")));
        let lowered = Shared::new(Composite {
            name,
            write: self.scope.free_name(&format!("_write_{base}")),
            read: self.scope.free_name(&format!("_read_{base}")),
            layouts: self.scope.free_name(&format!("_layouts_{base}")),
            shape,
        });
        self.types.push(Definition::Composite(lowered.clone()));
        Wired::Composite(lowered)
    }

    /// A vector, or an array of that length.
    fn wired_items(
        &mut self,
        of: TypeId,
        length: Option<usize>,
        item: &str,
    ) -> Option<(Shape, String)> {
        let of = self.wired(of, item)?;
        if of.least() == 0 {
            let hint = "pass the number of them";
            self.refuse(item, "its items have no size", hint);
            return None;
        }
        let number = match &of {
            Wired::Int(int) => Some(Number::Int(*int)),
            Wired::Float(float) => Some(Number::Float(*float)),
            Wired::Bool | Wired::String | Wired::Enum(_) | Wired::Composite(_) => None,
        };
        let base = match length {
            Some(length) => format!("{}x{length}", of.short_name()),
            None => format!("Vec{}", of.short_name()),
        };
        let shape = match (number, length) {
            (Some(Number::Int(Int::U8)), _) => Shape::Bytes(length),
            (Some(item), _) => Shape::Numbers(Numbers {
                item,
                length,
                is_array: self.wire_arrays,
            }),
            (None, Some(length)) => Shape::Array(of, length),
            (None, None) => Shape::Vec(of),
        };
        Some((shape, base))
    }

    fn wired_map(&mut self, key: TypeId, of: TypeId, item: &str) -> Option<(Shape, String)> {
        let name = self.inventory.types.get(&key).map_or("?", |ty| &ty.name);
        let key = self.wired(key, &format!("{item}, key"));
        let of = self.wired(of, item);
        let (key, of) = (key?, of?);
        if !key.is_hashable() {
            let reason = format!("Python has no `dict` with keys like `{name}`");
            let hint = "use keys of integers, `bool`, `String`, `Vec<u8>`, `[u8; N]` or enums, or a \
                        `Vec` of structs";
            self.refuse(item, reason, hint);
            return None;
        }
        let base = format!("Map{}{}", key.short_name(), of.short_name());
        Some((Shape::Map(key, of), base))
    }

    fn wired_struct(&mut self, id: TypeId, data: &types::Struct, item: &str) -> Option<Wired> {
        let Type::Struct(of) = self.definition(id)? else {
            return None;
        };
        let fields: Vec<_> = data
            .fields
            .iter()
            .map(|field| self.wired(field.ty, &format!("{item}, field `{}`", field.name)))
            .collect();
        let fields: Vec<Wired> = fields.into_iter().collect::<Option<_>>()?;
        let name = of.is_wired.then(|| of.codec.clone());
        let base = of.name.to_string();
        Some(self.composite(Shape::Struct(of, fields), &base, name))
    }

    fn wired_enum(&mut self, id: TypeId, data: &types::Enum, item: &str) -> Option<Wired> {
        let ty = self.definition(id)?;
        self.check_tags(id, &ty, item)?;
        let of = match ty {
            Type::Enum(of) => return Some(Wired::Enum(of)),
            Type::DataEnum(of) => of,
            _ => return None,
        };
        let payloads: Vec<_> = data
            .variants
            .iter()
            .map(|variant| match variant.kind {
                VariantKind::Unit(_) => Some(None),
                VariantKind::Tuple(payload) => {
                    let item = format!("{item}, variant `{}`", variant.name);
                    self.wired(payload, &item).map(Some)
                }
            })
            .collect();
        let payloads: Vec<Option<Wired>> = payloads.into_iter().collect::<Option<_>>()?;
        // A transparent enum has no tag in memory, but has one here.
        let tag = of.repr.unwrap_or(Int::U8);
        let name = of.is_wired.then(|| of.codec.clone());
        let base = of.name.to_string();
        Some(self.composite(Shape::DataEnum(of, tag, payloads), &base, name))
    }

    /// Refuses an enum whose tags the core writes otherwise than it stores them.
    ///
    /// It does so for a variant whose value is no literal. Then the representation is `i32`,
    /// which values that are known choose only if no smaller one holds them.
    fn check_tags(&mut self, id: TypeId, ty: &Type, item: &str) -> Option<()> {
        let (repr, values): (_, Vec<i64>) = match ty {
            Type::Enum(of) => (
                Some(of.repr),
                of.variants.iter().map(|variant| variant.value).collect(),
            ),
            Type::DataEnum(of) => (
                of.repr,
                of.variants.iter().map(|variant| variant.tag).collect(),
            ),
            _ => return Some(()),
        };
        let is_counted = (0..)
            .zip(&values)
            .all(|(position, value)| position == *value);
        let low = values.iter().min().copied().unwrap_or(0);
        let is_wide = low < 0 && !values.iter().all(|value| Int::I16.holds(*value));
        if repr != Some(Int::I32) || is_counted || is_wide {
            return Some(());
        }
        let name = self.inventory.types.get(&id).map_or("?", |ty| &ty.name);
        let reason =
            format!("a value of a variant of `{name}` is no literal, so a `Wire` has another one");
        let hint = "write each value as a number";
        self.refuse(item, reason, hint);
        None
    }

    /// Refuses what the core cannot write: it would end the process.
    fn refuse_wired(&mut self, ty: &types::Type, item: &str) {
        let name = &ty.name;
        let (what, hint) = match &ty.kind {
            TypeKind::Primitive(_) => ("values without a size", "leave it out"),
            TypeKind::TypePattern(TypePattern::Utf8String) => ("`ffi::String`s", "use `String`"),
            TypeKind::TypePattern(
                TypePattern::Vec(_) | TypePattern::Slice(_) | TypePattern::SliceMut(_),
            ) => (plural(&ty.kind), "use `Vec`"),
            TypeKind::TypePattern(TypePattern::Bool) => ("`ffi::Bool`s", "use `bool`"),
            TypeKind::TypePattern(TypePattern::CChar) => ("`ffi::CChar`s", "use `u8`"),
            TypeKind::TypePattern(TypePattern::CStrPointer) => ("`ffi::CStrPtr`s", "use `String`"),
            TypeKind::TypePattern(TypePattern::Result(..)) => (
                "`ffi::Result`s",
                "return a `ffi::Result<Wire<T>, E>`, or use an enum with data",
            ),
            TypeKind::TypePattern(TypePattern::Wire(_)) => ("`Wire`s", "leave out the inner one"),
            kind => (
                plural(kind),
                "leave it out, or pass it as an argument of its own",
            ),
        };
        let reason = format!("`{name}`: a `Wire` cannot hold {what}");
        self.refuse(item, reason, hint);
    }

    /// Whether only `Wire` can pass the type, because some part of it has no layout.
    pub(super) fn is_wire_only(&self, id: TypeId) -> bool {
        self.has_wire_only(id, &mut BTreeSet::new())
    }

    pub(super) fn is_enum_wire_only(&self, data: &types::Enum) -> bool {
        self.has_wire_only_payload(data, &mut BTreeSet::new())
    }

    fn has_wire_only_payload(&self, data: &types::Enum, seen: &mut BTreeSet<TypeId>) -> bool {
        data.variants.iter().any(|variant| match variant.kind {
            VariantKind::Unit(_) => false,
            VariantKind::Tuple(payload) => self.has_wire_only(payload, seen),
        })
    }

    fn has_wire_only(&self, id: TypeId, seen: &mut BTreeSet<TypeId>) -> bool {
        if !seen.insert(id) {
            return false;
        }
        let Some(ty) = self.inventory.types.get(&id) else {
            return false;
        };
        match &ty.kind {
            TypeKind::WireOnly(_) => true,
            TypeKind::Array(array) => self.has_wire_only(array.ty, seen),
            TypeKind::TypePattern(TypePattern::Option(of)) => self.has_wire_only(*of, seen),
            TypeKind::Struct(data) => {
                let mut fields = data.fields.iter();
                fields.any(|field| self.has_wire_only(field.ty, seen))
            }
            TypeKind::Enum(data) => self.has_wire_only_payload(data, seen),
            TypeKind::Primitive(_)
            | TypeKind::FnPointer(_)
            | TypeKind::ReadPointer(_)
            | TypeKind::ReadWritePointer(_)
            | TypeKind::Service
            | TypeKind::Opaque
            | TypeKind::TypePattern(_) => false,
        }
    }
}

impl Shape {
    /// What tells a type without a name from all others.
    fn key(&self) -> String {
        match self {
            Self::Struct(of, _) => of.codec.to_string(),
            Self::DataEnum(of, ..) => of.codec.to_string(),
            Self::Bytes(length) => format!("[u8; {length:?}]"),
            Self::Numbers(numbers) => format!("[{:?}; {:?}]", numbers.item, numbers.length),
            Self::Vec(of) => format!("[{}]", of.key()),
            Self::Array(of, length) => format!("[{}; {length}]", of.key()),
            Self::Map(key, of) => format!("{{{}: {}}}", key.key(), of.key()),
            Self::Option(of) => format!("{}?", of.key()),
        }
    }
}
