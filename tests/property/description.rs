//! What Python gets to know about the invented types, as JSON. All names in it are plain words.

use super::invent::{Invention, Subject};
use super::types::{Definition, Packing, Shape, Type, Variant};

/// `{"definitions": {name: …}, "subjects": […]}`
pub(crate) fn description(invention: &Invention) -> String {
    let definitions = invention.definitions.iter().map(|item| definition(item));
    let subjects = invention.subjects.iter().map(subject);
    format!(
        "{{\"definitions\": {{\n{}\n}}, \"subjects\": [\n{}\n]}}\n",
        definitions.collect::<Vec<_>>().join(",\n"),
        subjects.collect::<Vec<_>>().join(",\n"),
    )
}

fn definition(item: &Definition) -> String {
    let body = match &item.shape {
        Shape::UnitEnum(numbers) => format!("\"kind\": \"unit enum\", \"numbers\": {numbers:?}"),
        Shape::Struct(packing, fields) => {
            let kind = match packing {
                Packing::C => "struct",
                Packing::Packed => "packed struct",
                Packing::Transparent => "transparent struct",
            };
            format!(
                "\"kind\": \"{kind}\", \"fields\": {}",
                list(fields.iter().map(ty))
            )
        }
        Shape::DataEnum(variants) => {
            let payload = |variant: &Variant| variant.payload().map_or("null".to_owned(), ty);
            let payloads = list(variants.iter().map(payload));
            format!("\"kind\": \"data enum\", \"payloads\": {payloads}")
        }
    };
    format!("\"{}\": {{{body}}}", item.name)
}

fn subject(subject: &Subject) -> String {
    let (integers, floats) = subject.preceding;
    format!(
        "{{\"name\": \"{}\", \"type\": {}, \"size\": {}, \"around\": {}, \"by_value\": {}, \
         \"by_mutable_reference\": {}, \"preceding\": [{integers}, {floats}]}}",
        subject.name,
        ty(&subject.ty),
        subject.ty.layout().size,
        subject.around.as_ref().map_or("null".to_owned(), ty),
        subject.by_value,
        subject.by_mutable_reference,
    )
}

/// A list of the kind of type and what it is made of.
fn ty(item: &Type) -> String {
    match item {
        Type::Unit => "[\"()\"]".to_owned(),
        Type::Scalar(scalar) => format!("[\"{}\"]", scalar.name()),
        Type::Named(item) => format!("[\"named\", \"{}\"]", item.name),
        Type::Array(item, length) => format!("[\"array\", {}, {length}]", ty(item)),
        Type::Option(some) => format!("[\"option\", {}]", ty(some)),
        Type::Result(ok, err) => format!("[\"result\", {}, {}]", ty(ok), ty(err)),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}
