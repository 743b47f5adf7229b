//! What a `Wire` holds: for each type a function that writes values, one that reads them, and the
//! object that knows them.

mod reader;
mod writer;

use self::reader::reader;
use self::writer::writer;
use super::slices::readable;
use super::{Construct, construct};
use crate::model::{Composite, Field, Int, Shape, Struct, Type, Wired};
use crate::python::{Expr, Parameter, Stmt};

/// The functions and the object that joins them.
pub(super) fn definition(item: &Composite) -> Vec<Stmt> {
    let functions = || [Expr::name(&item.write), Expr::name(&item.read)];
    let made = |name: &str, parts: Vec<Expr>| {
        let arguments = parts.into_iter().chain(functions());
        Expr::name(name).call(arguments)
    };
    let object = match &item.shape {
        Shape::Bytes(length) => {
            let object = Expr::name("_wired_bytes").call(length.map(Expr::size));
            return joined(item, object);
        }
        Shape::Numbers(numbers) => {
            let codec = construct(&numbers.item.ty()).codec();
            let arguments = [codec].into_iter().chain(numbers.length.map(Expr::size));
            let array = numbers.is_array.then(|| ("is_array", Expr::bool(true)));
            let object = Expr::name("_wired_numbers").call_with(arguments, array);
            return joined(item, object);
        }
        Shape::Struct(of, fields) => {
            let parts = of.fields.iter().zip(fields).map(|(field, ty)| {
                let attribute = Expr::str(attribute(of, field));
                Expr::Tuple(vec![Expr::str(&field.name), attribute, ty.codec()])
            });
            made(
                "_wired_struct",
                vec![Expr::name(&of.name), Expr::Tuple(parts.collect())],
            )
        }
        Shape::DataEnum(of, tag, payloads) => {
            let parts = of.variants.iter().zip(payloads).map(|(variant, payload)| {
                let payload = payload.as_ref().map_or_else(Expr::none, Wired::codec);
                let class = Expr::name(&variant.class_name);
                Expr::Tuple(vec![class, Expr::int(variant.tag), payload])
            });
            let table = Expr::Tuple(parts.collect());
            let code = Expr::str(tag.pack_code().map(String::from).unwrap_or_default());
            made("_wired_variants", vec![Expr::name(&of.name), code, table])
        }
        Shape::Vec(Wired::String) => return joined(item, Expr::name("_wired_texts").call([])),
        Shape::Vec(of) => made("_wired_items", vec![of.codec()]),
        Shape::Array(of, length) => {
            let arguments = [of.codec()].into_iter().chain(functions());
            Expr::name("_wired_items").call(arguments.chain([Expr::size(*length)]))
        }
        Shape::Map(key, of) => made("_wired_map", vec![key.codec(), of.codec()]),
        Shape::Option(of) => {
            let wrapped = of.takes_none().then(|| ("is_wrapped", Expr::bool(true)));
            let arguments = [of.codec()].into_iter().chain(functions());
            Expr::name("_wired_option").call_with(arguments, wrapped)
        }
    };
    let mut layouts = Layouts::default();
    let write = writer(item, &mut layouts);
    let read = reader(item, &mut layouts);
    let layouts = layouts
        .0
        .iter()
        .map(|format| Expr::str(format!("<{format}")));
    let layouts = Expr::name("_layouts").call(layouts);
    vec![
        Stmt::assign(&item.layouts, layouts),
        Stmt::Function(write),
        Stmt::Function(read),
        Stmt::assign(&item.name, object),
    ]
}

/// An object that has functions already.
fn joined(item: &Composite, object: Expr) -> Vec<Stmt> {
    let of = |name: &str| Expr::name(&item.name).attribute(name);
    vec![
        Stmt::assign(&item.name, object),
        Stmt::assign(&item.write, of("write")),
        Stmt::assign(&item.read, of("read")),
    ]
}

/// What the value of a field is read from: its memory where that is a number.
fn attribute<'a>(of: &'a Struct, field: &'a Field) -> &'a str {
    let is_number = matches!(field.ty, Type::Bool | Type::Int(_) | Type::Float(_));
    let has_property = construct(&field.ty).property(field, "", None).is_some();
    if of.is_wired || (is_number && has_property) {
        field.storage.as_str()
    } else {
        field.name.as_str()
    }
}

impl Struct {
    /// Whether the memory of a value is what a `Wire` holds, whatever the value.
    fn is_wired_memory(&self) -> bool {
        let sizes = self.fields.iter().map(|field| field.ty.layout().size);
        let is_dense = |ty: &Type| match ty {
            Type::Struct(item) => item.is_wired_memory(),
            Type::Array(item) => match &item.item {
                Type::Struct(item) => item.is_wired_memory(),
                other => other.is_plain(),
            },
            other => other.is_plain(),
        };
        !self.is_wired
            && sizes.sum::<usize>() == self.layout.size
            && self.fields.iter().all(|field| is_dense(&field.ty))
    }
}

fn any() -> Expr {
    Expr::name("_t.Any")
}

/// The type of a value, in a way that type checkers draw no conclusions from: they would go on to
/// know the value by its public fields only.
fn type_of(value: Expr) -> Expr {
    Expr::name("_type_of").call([value])
}

fn is_of_other_type(value: Expr, class: impl AsRef<str>) -> Expr {
    type_of(value).differs_from(Expr::name(class))
}

/// Leaves the quick way if the test holds.
fn leave_if(test: Expr) -> Stmt {
    Stmt::when(test, vec![Stmt::Raise(Expr::name("_Misfit"))])
}

fn assign(target: &str, value: Expr) -> Stmt {
    Stmt::assign(target, value)
}

/// Numbers that are packed or unpacked together, one behind the other.
struct Run<T> {
    format: String,
    size: usize,
    parts: Vec<T>,
}

impl<T> Default for Run<T> {
    fn default() -> Self {
        Self {
            format: String::new(),
            size: 0,
            parts: Vec::new(),
        }
    }
}

impl<T> Run<T> {
    fn push(&mut self, code: char, size: usize, part: T) {
        self.format.push(code);
        self.size += size;
        self.parts.push(part);
    }
}

/// What a number is to the `struct` module, and its size.
fn scalar(ty: &Wired) -> Option<(char, usize)> {
    let code = match ty {
        Wired::Bool => '?',
        Wired::Int(int) => int.pack_code()?,
        Wired::Enum(item) => item.repr.pack_code()?,
        Wired::Float(_) => construct(&ty.ty()).pack_code()?,
        Wired::String | Wired::Composite(_) => return None,
    };
    Some((code, ty.least()))
}

/// Whether a value is a number or a text, or an option of one.
fn is_simple(ty: &Wired) -> bool {
    match ty {
        Wired::Composite(item) => match &item.shape {
            Shape::Option(of) => !of.takes_none() && is_simple(of),
            _ => false,
        },
        Wired::Bool | Wired::Int(_) | Wired::Float(_) | Wired::String | Wired::Enum(_) => true,
    }
}

/// The fields of a struct that only `Wire` can pass and whose fields are simple: they are written
/// and read as if they were those of the struct around it.
fn simple_fields(ty: &Wired) -> Option<(&Struct, &[Wired])> {
    let Wired::Composite(item) = ty else {
        return None;
    };
    let Shape::Struct(of, fields) = &item.shape else {
        return None;
    };
    (of.is_wired && fields.iter().all(is_simple)).then_some((of, fields.as_slice()))
}

/// The formats of runs. What packs and unpacks them becomes a parameter, which is found faster than
/// what stands in the module.
#[derive(Default)]
struct Layouts(Vec<String>);

impl Layouts {
    /// The number of a format, counted from 1.
    fn number(&mut self, format: &str) -> usize {
        let known = self.0.iter().position(|other| other == format);
        let index = known.unwrap_or_else(|| {
            self.0.push(format.to_owned());
            self.0.len() - 1
        });
        index + 1
    }

    fn parameter(item: &Composite, number: usize, method: &str, annotation: &str) -> Parameter {
        let layout = Expr::name(&item.layouts).index([Expr::size(number - 1)]);
        let stem = method.trim_end_matches("_from");
        Parameter {
            name: format!("_{stem}{number}"),
            annotation: Some(Expr::name(annotation)),
            default: Some(layout.attribute(method)),
        }
    }
}

impl Shape {
    fn annotation(&self) -> Expr {
        let of = |ty: &Wired| construct(&ty.ty()).annotation();
        self.typed("list", "dict", &of)
    }

    /// The type of values whose parts are of these types.
    fn typed(&self, list: &str, dict: &str, of: &dyn Fn(&Wired) -> Expr) -> Expr {
        match self {
            Self::Struct(item, _) => construct(&Type::Struct(item.clone())).annotation(),
            Self::DataEnum(item, ..) => construct(&Type::DataEnum(item.clone())).annotation(),
            Self::Bytes(_) => Expr::name("bytes"),
            Self::Numbers(numbers) => {
                let item = construct(&numbers.item.ty()).annotation();
                let kind = if numbers.is_array {
                    "_std_array.array"
                } else {
                    list
                };
                Expr::name(kind).index([item])
            }
            Self::Vec(item) | Self::Array(item, _) => Expr::name(list).index([of(item)]),
            Self::Map(key, item) => {
                let key = construct(&key.ty()).annotation();
                Expr::name(dict).index([key, of(item)])
            }
            Self::Option(item) => {
                let some = of(item);
                let some = if item.takes_none() {
                    Expr::name("Some").index([some])
                } else {
                    some
                };
                Expr::union([some, Expr::none()])
            }
        }
    }
}

impl Construct for Wired {
    fn annotation(&self) -> Expr {
        match self {
            Self::Composite(item) => item.shape.annotation(),
            Self::String => Expr::name("str"),
            Self::Bool | Self::Int(_) | Self::Float(_) | Self::Enum(_) => {
                construct(&self.ty()).annotation()
            }
        }
    }

    fn assignable(&self) -> Expr {
        let Self::Composite(item) = self else {
            return self.annotation();
        };
        match &item.shape {
            Shape::Bytes(_) => readable(&Type::Int(Int::U8)),
            Shape::Numbers(numbers) => readable(&numbers.item.ty()),
            shape => {
                let of = |ty: &Self| construct(&ty.ty()).assignable();
                shape.typed("_t.Sequence", "_t.Mapping", &of)
            }
        }
    }

    fn held(&self) -> Expr {
        let Self::Composite(item) = self else {
            return self.annotation();
        };
        match &item.shape {
            // A buffer is kept as it is.
            Shape::Numbers(numbers) => {
                let item = construct(&numbers.item.ty()).annotation();
                Expr::name("_t.Sequence").index([item])
            }
            shape => {
                let of = |ty: &Self| construct(&ty.ty()).held();
                shape.typed("list", "dict", &of)
            }
        }
    }

    fn codec(&self) -> Expr {
        Self::codec(self)
    }
}
