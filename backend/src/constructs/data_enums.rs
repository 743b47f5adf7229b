//! Enums with data: a class for each variant, below the class of the enum.

use super::options::is_read_by_ctypes;
use super::{Construct, Misfit, carrier, class_docstring, construct, docstring};
use crate::model::{DataEnum, DataVariant, Payload, Type};
use crate::python::{Class, Docstring, Expr, Function, Parameter, Stmt};

/// The class of the enum, those of its variants, and the codec that puts them together.
pub(super) fn definition(item: &DataEnum) -> Vec<Stmt> {
    let alias = |name: &str, target: Expr| Stmt::define(name, Expr::name("_TypeAlias"), target);
    let class_names: Vec<_> = item
        .variants
        .iter()
        .map(|v| Expr::str(&v.class_name))
        .collect();
    let any = match class_names.as_slice() {
        [only] => only.clone(),
        _ => Expr::name("_t.Union").index(class_names.iter().cloned()),
    };
    let aliases = item
        .variants
        .iter()
        .zip(class_names)
        .map(|(variant, class)| alias(variant.name.as_str(), class))
        .chain([alias("Any", any)]);
    let parts = item
        .variants
        .iter()
        .map(|variant| (variant.name.as_str(), &variant.docs));
    let class = Class {
        name: item.name.to_string(),
        bases: vec![Expr::name("_DataEnum")],
        doc: class_docstring(&item.docs, "An enum of the native library.", parts),
        body: vec![
            Stmt::assign("__slots__", Expr::Tuple(Vec::new())),
            Stmt::when(Expr::name("_t.TYPE_CHECKING"), aliases.collect()),
        ],
    };
    let variants = item
        .variants
        .iter()
        .map(|variant| Stmt::Class(variant_class(item, variant)));
    let table = item.variants.iter().map(
        |DataVariant {
             name,
             class_name,
             tag,
             payload,
             ..
         }| {
            let (codec, offset) = match payload {
                Some(Payload { ty, offset }) => (construct(ty).codec(), *offset),
                None => (Expr::none(), 0),
            };
            let tag = Expr::int(*tag);
            let class = Expr::name(class_name);
            Expr::Tuple(vec![Expr::str(name), class, tag, codec, Expr::size(offset)])
        },
    );
    if item.is_wired {
        let names = item.variants.iter().map(|variant| {
            let codec = variant.payload.as_ref();
            let codec = codec.map_or_else(Expr::none, |it| construct(&it.ty).codec());
            let class = Expr::name(&variant.class_name);
            Expr::Tuple(vec![Expr::str(&variant.name), class, codec])
        });
        let arguments = [Expr::name(&item.name), Expr::Tuple(names.collect())];
        let made = Stmt::Expr(Expr::name("_join_variants").call(arguments));
        let class = [Stmt::Class(class)].into_iter();
        return class.chain(variants).chain([made]).collect();
    }
    let (c_type, code) = match item.repr {
        Some(repr) => (carrier(&item.carrier, repr, None), repr.pack_code()),
        // There is no tag, and no carrier but what the only variant carries.
        None => (item.memory(), None),
    };
    let code = Expr::str(code.map(String::from).unwrap_or_default());
    let arguments = [
        Expr::name(&item.name),
        c_type,
        code,
        Expr::Tuple(table.collect()),
    ];
    let codec = Expr::name("_data_enum_codec").call(arguments);
    [Stmt::Class(class)]
        .into_iter()
        .chain(variants)
        .chain([Stmt::assign(&item.codec, codec)])
        .collect()
}

fn variant_class(item: &DataEnum, variant: &DataVariant) -> Class {
    let mut body = vec![Stmt::assign("__slots__", Expr::Tuple(Vec::new()))];
    let base = match &variant.payload {
        Some(payload) => {
            let value = construct(&payload.ty).held();
            let given = construct(&payload.ty).assignable();
            if value.flat() != given.flat() {
                // More is taken than what is kept.
                let constructor = Function {
                    decorators: Vec::new(),
                    is_async: false,
                    name: "__init__".to_owned(),
                    parameters: vec![Parameter::receiver(), Parameter::new("value", given)],
                    result: Expr::none(),
                    doc: None,
                    body: Vec::new(),
                };
                let typed = vec![Stmt::Function(constructor)];
                body.push(Stmt::when(Expr::name("_t.TYPE_CHECKING"), typed));
            }
            Expr::name("_Variant").index([value.quoted()])
        }
        None => Expr::name("_UnitVariant"),
    };
    Class {
        name: variant.class_name.to_string(),
        bases: vec![base, Expr::name(&item.name)],
        // Without one, `help()` parses the whole file in search of a comment.
        doc: docstring(&variant.docs)
            .or_else(|| Docstring::new([format!("A variant of `{}`.", item.name.shown())])),
        body,
    }
}

impl DataEnum {
    /// The only variant of a transparent enum and what it carries, which is passed in its place.
    fn only(&self) -> Option<(&DataVariant, &Type)> {
        match (self.repr, self.variants.as_slice()) {
            (None, [variant]) => Some((variant, &variant.payload.as_ref()?.ty)),
            _ => None,
        }
        .filter(|(_, ty)| !ty.is_owned())
    }

    /// The ctypes type of the only variant of a transparent enum.
    fn memory(&self) -> Expr {
        let payload = self.payloads().next();
        payload.map_or_else(Expr::none, |payload| construct(&payload.ty).c_type())
    }
}

impl Construct for DataEnum {
    fn annotation(&self) -> Expr {
        Expr::name(&self.name).attribute("Any")
    }

    fn assignable(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn c_type(&self) -> Expr {
        match self.only() {
            Some((_, ty)) => construct(ty).c_type(),
            None => self.codec().attribute("c_type"),
        }
    }

    fn passed_type(&self) -> Expr {
        match self.only() {
            Some((_, ty)) => construct(ty).passed_type(),
            None => self.c_type(),
        }
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn is_owned(&self) -> bool {
        DataEnum::is_owned(self)
    }

    fn misfit(&self, name: &str) -> Misfit {
        let Some((variant, ty)) = self.only() else {
            return Misfit::Converted;
        };
        match construct(ty).misfit(name) {
            Misfit::Converted => Misfit::Converted,
            Misfit::Unseen | Misfit::Test(_) | Misfit::Range(_) | Misfit::Lowered(_) => {
                Misfit::Test(super::is_of_another_class(name, &variant.class_name))
            }
        }
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        let Some((_, ty)) = self.only() else {
            return super::converted(self, value, place);
        };
        let check = self.codec().attribute("check");
        let checked = check.call([value, Expr::str(place)]);
        match construct(ty).misfit("") {
            Misfit::Converted => construct(ty).check(checked.attribute("value"), place),
            Misfit::Unseen | Misfit::Test(_) | Misfit::Range(_) | Misfit::Lowered(_) => checked,
        }
    }

    fn pass(&self, value: Expr) -> Expr {
        let Some((_, ty)) = self.only() else {
            return super::made(self, value);
        };
        match construct(ty).misfit("") {
            Misfit::Converted => value,
            Misfit::Unseen | Misfit::Test(_) | Misfit::Range(_) | Misfit::Lowered(_) => {
                construct(ty).pass(value.attribute("value"))
            }
        }
    }

    fn returned(&self) -> Expr {
        Expr::name("_t.Any")
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        let result = Expr::name("_result");
        let value = match self.only() {
            Some((variant, Type::Enum(item))) => (variant, item.member(result)),
            Some((variant, Type::Struct(item))) => (variant, item.around_scalar(result)),
            Some((variant, ty)) if is_read_by_ctypes(ty) => (variant, result),
            Some(_) | None => return Some(super::loaded(self, owners)),
        };
        let (variant, value) = value;
        let value = super::kept(value, owners);
        Some(vec![Stmt::Return(
            Expr::name(&variant.class_name).call([value]),
        )])
    }
}
