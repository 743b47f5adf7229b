//! The source text of a library with the invented types, and functions that take and return them.

use super::invent::{Invention, Subject};
use super::types::{Definition, Packing, Shape, Type, Variant};
use std::fmt::Write as _;
use std::iter;

/// Into how many modules the functions go: the compiler works on several at a time.
const MODULES: usize = 8;

/// Every file of the library's source folder, by name.
pub(crate) fn files(invention: &Invention) -> Vec<(String, String)> {
    let modules: Vec<_> = (0..MODULES).map(|index| format!("calls{index}")).collect();
    let calls = modules.iter().enumerate().map(|(index, module)| {
        let subjects = invention.subjects.iter().skip(index).step_by(MODULES);
        (format!("{module}.rs"), calls(subjects))
    });
    let fixed = [
        ("lib.rs".to_owned(), root(&modules)),
        ("sum.rs".to_owned(), include_str!("sum.rs").to_owned()),
        ("types.rs".to_owned(), types(invention)),
    ];
    fixed.into_iter().chain(calls).collect()
}

fn root(modules: &[String]) -> String {
    let declared: String = modules.iter().map(|it| format!("mod {it};\n")).collect();
    let registered: String = modules
        .iter()
        .map(|it| format!("        .register({it}::register)\n"))
        .collect();
    format!(
        "#![allow(warnings)]

use interoptopus::inventory::RustInventory;
use interoptopus::{{ffi, function, guard}};

{declared}mod sum;
mod types;

/// The checksum of what the last function was given.
#[ffi]
pub fn last_sum() -> u64 {{
    sum::last()
}}

pub fn inventory() -> RustInventory {{
    RustInventory::new()
{registered}        .register(function!(last_sum))
        .register(guard!(inventory))
        .validate()
}}
"
    )
}

fn types(invention: &Invention) -> String {
    let mut text = "use crate::sum::{Sum, Summed};\nuse interoptopus::ffi;\n\n".to_owned();
    for item in &invention.definitions {
        text += &definition(item);
    }
    text += "const _: () = {\n";
    for subject in &invention.subjects {
        let (ty, layout) = (&subject.ty, subject.ty.layout());
        writeln!(text, "    assert!(size_of::<{ty}>() == {});", layout.size).expect("grows");
        writeln!(text, "    assert!(align_of::<{ty}>() == {});", layout.align).expect("grows");
    }
    text + "};\n"
}

fn definition(item: &Definition) -> String {
    let name = &item.name;
    let (declared, summed) = match &item.shape {
        Shape::UnitEnum(numbers) => unit_enum(name, numbers),
        Shape::Struct(packing, fields) => structure(name, *packing, fields),
        Shape::DataEnum(variants) => data_enum(name, variants),
    };
    let derived = if item.is_copy() {
        "#[derive(Clone, Copy)]\n"
    } else {
        ""
    };
    format!(
        "{derived}{declared}
impl Summed for {name} {{
    fn add_to(&self, sum: &mut Sum) {{
{summed}    }}
}}

"
    )
}

fn unit_enum(name: &str, numbers: &[i64]) -> (String, String) {
    let variants: String = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| format!("    V{index} = {number},\n"))
        .collect();
    (
        format!("#[ffi]\npub enum {name} {{\n{variants}}}\n"),
        "        sum.word(*self as i64 as u64);\n".to_owned(),
    )
}

fn structure(name: &str, packing: Packing, fields: &[Type]) -> (String, String) {
    let attribute = match packing {
        Packing::C => "#[ffi]",
        Packing::Packed => "#[ffi(packed)]",
        Packing::Transparent => "#[ffi(transparent)]",
    };
    let fields = || fields.iter().enumerate();
    let declared: String = fields()
        .map(|(index, ty)| format!("    pub f{index}: {ty},\n"))
        .collect();
    let summed = fields()
        .map(|(index, _)| format!("        sum.field(&raw const self.f{index});\n"))
        .collect();
    (
        format!("{attribute}\npub struct {name} {{\n{declared}}}\n"),
        summed,
    )
}

fn data_enum(name: &str, variants: &[Variant]) -> (String, String) {
    let mut declared = format!("#[ffi]\npub enum {name} {{\n");
    let mut summed = "        match self {\n".to_owned();
    for (index, variant) in variants.iter().enumerate() {
        let variant_text = match variant {
            Variant::Unit => format!("V{index}"),
            Variant::Numbered(number) => format!("V{index} = {number}"),
            Variant::Payload(ty) => format!("V{index}({ty})"),
        };
        declared += &format!("    {variant_text},\n");
        summed += &if variant.payload().is_some() {
            format!(
                "            Self::V{index}(value) => {{
                sum.word({index});
                value.add_to(sum);
            }}\n"
            )
        } else {
            format!("            Self::V{index} => sum.word({index}),\n")
        };
    }
    (declared + "}\n", summed + "        }\n")
}

fn calls<'a>(subjects: impl Iterator<Item = &'a Subject>) -> String {
    let mut functions = Vec::new();
    let mut text = "use crate::sum::Sum;
use crate::types::*;
use interoptopus::inventory::RustInventory;
use interoptopus::{ffi, function};

"
    .to_owned();
    for subject in subjects {
        for (name, function) in subject_functions(subject) {
            text += &function;
            functions.push(name);
        }
    }
    let registered: String = functions
        .iter()
        .map(|name| format!("        .register(function!({name}))\n"))
        .collect();
    text + &format!(
        "pub fn register(inventory: &mut RustInventory) {{
    let _ = inventory
{registered}        ;
}}
"
    )
}

/// By name the functions of a type; Python knows what each does.
fn subject_functions(subject: &Subject) -> Vec<(String, String)> {
    let Subject { name, ty, .. } = subject;
    let mut functions = vec![(
        format!("touch_{name}"),
        format!(
            "#[ffi]
pub fn touch_{name}(x: &{ty}) -> u64 {{
    Sum::new().target(x).finish()
}}

"
        ),
    )];
    if subject.by_value {
        functions.push((format!("echo_{name}"), echo("echo", name, &ty.to_string())));
        functions.push((format!("after_{name}"), after(subject)));
    }
    if let Some(around) = &subject.around {
        let around = echo("around", name, &around.to_string());
        functions.push((format!("around_{name}"), around));
    }
    if subject.by_mutable_reference {
        functions.push((
            format!("swap_{name}"),
            format!(
                "#[ffi]
pub fn swap_{name}(x: &mut {ty}, y: &mut {ty}) -> u64 {{
    let sum = Sum::new().target(x).target(y).finish();
    std::mem::swap(x, y);
    sum
}}

"
            ),
        ));
    }
    functions
}

/// Returns what it takes.
fn echo(prefix: &str, name: &str, ty: &str) -> String {
    format!(
        "#[ffi]
pub fn {prefix}_{name}(x: {ty}) -> {ty} {{
    Sum::new().add(&x).remember();
    x
}}

"
    )
}

/// Returns what it takes after a number of integers and floats, and before others.
fn after(subject: &Subject) -> String {
    let Subject { name, ty, .. } = subject;
    let (integers, floats) = subject.preceding;
    let before = (0..integers)
        .map(|index| (format!("i{index}"), "u64".to_owned()))
        .chain((0..floats).map(|index| (format!("d{index}"), "f64".to_owned())));
    let parameters: Vec<_> = before
        .chain(iter::once(("x".to_owned(), ty.to_string())))
        .chain([
            ("last_i".to_owned(), "u32".to_owned()),
            ("last_f".to_owned(), "f32".to_owned()),
        ])
        .collect();
    let declared: Vec<_> = parameters
        .iter()
        .map(|(name, ty)| format!("{name}: {ty}"))
        .collect();
    let summed: String = parameters
        .iter()
        .map(|(name, _)| format!(".add(&{name})"))
        .collect();
    format!(
        "#[ffi]
pub fn after_{name}({}) -> {ty} {{
    Sum::new(){summed}.remember();
    x
}}

",
        declared.join(", ")
    )
}
