//! Types that only `Wire` can pass, invented from a seed, with values of each: in Rust for the
//! library, in JSON for Python.

use super::random::Random;
use std::fmt::Write as _;

/// How deep types are nested.
const MAX_DEPTH: usize = 4;

/// The types with their values.
pub(crate) struct Wires {
    definitions: Vec<Definition>,
    subjects: Vec<Ty>,
    /// Of each type the values, the first ones in the library too.
    values: Vec<Vec<Value>>,
}

/// How many values of each type the library itself has.
const KNOWN: usize = 3;

#[derive(Clone, Debug)]
enum Ty {
    Bool,
    Int(&'static str),
    F32,
    F64,
    String,
    /// By its number among the definitions.
    Named(usize),
    Vec(Box<Ty>),
    Array(Box<Ty>, usize),
    Map(Box<Ty>, Box<Ty>),
    Option(Box<Ty>),
    FfiOption(Box<Ty>),
}

#[derive(Debug)]
enum Definition {
    Unit(Vec<i64>),
    Struct(Vec<Ty>),
    Data(Vec<Option<Ty>>),
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Bool(bool),
    Int(i128),
    F32(u32),
    F64(u64),
    String(String),
    Unit(usize),
    Struct(Vec<Value>),
    Data(usize, Option<Box<Value>>),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    None,
    Some(Box<Value>),
}

const INTS: [(&str, i128, i128); 10] = [
    ("u8", 0, 0xFF),
    ("u16", 0, 0xFFFF),
    ("u32", 0, 0xFFFF_FFFF),
    ("u64", 0, 0xFFFF_FFFF_FFFF_FFFF),
    ("usize", 0, 0xFFFF_FFFF_FFFF_FFFF),
    ("i8", -0x80, 0x7F),
    ("i16", -0x8000, 0x7FFF),
    ("i32", -0x8000_0000, 0x7FFF_FFFF),
    ("i64", -0x8000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF),
    ("isize", -0x8000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF),
];

impl Wires {
    /// So many types, and so many values of each.
    pub(crate) fn invent(seed: u64, count: usize, values: usize) -> Self {
        let mut wires = Self {
            definitions: Vec::new(),
            subjects: Vec::new(),
            values: Vec::new(),
        };
        let mut random = Random::new(seed);
        for numbers in [vec![0, 1, 2], vec![-3, 7], vec![0, 300], vec![5, 70_000]] {
            wires.definitions.push(Definition::Unit(numbers));
        }
        for _ in 0..count {
            let ty = wires.ty(&mut random, MAX_DEPTH);
            let made = (0..values.max(KNOWN))
                .map(|number| wires.value(&mut random, &ty, number >= KNOWN))
                .collect();
            wires.subjects.push(ty);
            wires.values.push(made);
        }
        wires
    }

    fn ty(&mut self, random: &mut Random, depth: usize) -> Ty {
        if depth == 0 {
            return Self::leaf(random);
        }
        let boxed = |it| Box::new(it);
        match random.weighted(&[
            (1, 0),
            (5, 1),
            (3, 2),
            (2, 3),
            (1, 4),
            (2, 5),
            (2, 6),
            (1, 7),
        ]) {
            0 => Self::leaf(random),
            1 => self.structure(random, depth - 1),
            2 => Ty::Vec(boxed(self.ty(random, depth - 1))),
            3 => Ty::Map(boxed(Self::key(random)), boxed(self.ty(random, depth - 1))),
            4 => {
                let item = Self::copy(random);
                Ty::Array(boxed(item), random.between(1, 5))
            }
            5 => Ty::Option(boxed(self.ty(random, depth - 1))),
            6 => self.data(random, depth - 1),
            _ => Ty::FfiOption(boxed(self.ty(random, depth - 1))),
        }
    }

    fn leaf(random: &mut Random) -> Ty {
        match random.between(0, 9) {
            0 => Ty::Bool,
            1 => Ty::F32,
            2 => Ty::F64,
            3 | 4 => Ty::String,
            5 => Ty::Named(random.between(0, 3)),
            6 => Ty::Vec(Box::new(Self::copy(random))),
            _ => Ty::Int(random.pick(&INTS).0),
        }
    }

    /// What may be an item of an array: one that is copied bit by bit.
    fn copy(random: &mut Random) -> Ty {
        match random.between(0, 5) {
            0 => Ty::Bool,
            1 => Ty::F32,
            2 => Ty::Named(random.between(0, 3)),
            3 => Ty::Int("u8"),
            _ => Ty::Int(random.pick(&INTS).0),
        }
    }

    fn key(random: &mut Random) -> Ty {
        let byte = || Box::new(Ty::Int("u8"));
        match random.between(0, 8) {
            0 => Ty::Bool,
            1 => Ty::Named(random.between(0, 3)),
            2 => Ty::Vec(byte()),
            3 => Ty::Array(byte(), 2),
            4 => Ty::Option(byte()),
            5 | 6 => Ty::Int(random.pick(&INTS).0),
            _ => Ty::String,
        }
    }

    fn structure(&mut self, random: &mut Random, depth: usize) -> Ty {
        let count = random.between(1, 7);
        // Some of numbers alone, which C knows too.
        let is_plain = random.percent(25);
        let fields = (0..count)
            .map(|_| match random.percent(50) {
                _ if is_plain => Self::copy(random),
                true => Self::leaf(random),
                false => self.ty(random, depth),
            })
            .collect();
        self.definitions.push(Definition::Struct(fields));
        Ty::Named(self.definitions.len() - 1)
    }

    fn data(&mut self, random: &mut Random, depth: usize) -> Ty {
        let count = random.between(2, 4);
        let mut variants: Vec<_> = (0..count)
            .map(|_| random.percent(70).then(|| self.ty(random, depth)))
            .collect();
        variants.push(Some(Self::leaf(random)));
        self.definitions.push(Definition::Data(variants));
        Ty::Named(self.definitions.len() - 1)
    }

    fn value(&self, random: &mut Random, ty: &Ty, may_be_nan: bool) -> Value {
        match ty {
            Ty::Bool => Value::Bool(random.percent(50)),
            Ty::Int(name) => {
                let (_, low, high) = INTS.iter().find(|it| it.0 == *name).expect("a type");
                Value::Int(match random.between(0, 4) {
                    0 => *low,
                    1 => *high,
                    2 => (*low).max(0),
                    _ => low + i128::from(random.bits()) % (high - low + 1),
                })
            }
            Ty::F32 => {
                let nan = if may_be_nan { f32::NAN } else { 0.0 };
                let numbers = [0.0, -0.0, 1.5, f32::INFINITY, f32::MIN_POSITIVE, 1e-45, nan];
                Value::F32(random.pick(&numbers).to_bits())
            }
            Ty::F64 => {
                let nan = if may_be_nan { f64::NAN } else { 0.0 };
                let numbers = [0.0, -0.0, 0.1, f64::MAX, f64::NEG_INFINITY, 5e-324, nan];
                Value::F64(random.pick(&numbers).to_bits())
            }
            Ty::String => {
                let pieces = ["", "a", "\0", "ß", "\u{10FFFF}", "long ", "\"", "'\\"];
                let text = (0..random.between(0, 6)).map(|_| *random.pick(&pieces));
                Value::String(text.collect())
            }
            Ty::Vec(item) => {
                let count = *random.pick(&[0, 1, 2, 3, 7]);
                let items = (0..count).map(|_| self.value(random, item, may_be_nan));
                Value::List(items.collect())
            }
            Ty::Array(item, length) => {
                let items = (0..*length).map(|_| self.value(random, item, may_be_nan));
                Value::List(items.collect())
            }
            Ty::Map(key, item) => {
                let mut entries: Vec<(Value, Value)> = Vec::new();
                for _ in 0..random.between(0, 4) {
                    let key = self.value(random, key, may_be_nan);
                    let item = self.value(random, item, may_be_nan);
                    if entries.iter().all(|(other, _)| *other != key) {
                        entries.push((key, item));
                    }
                }
                Value::Map(entries)
            }
            Ty::Option(some) | Ty::FfiOption(some) => {
                if random.percent(30) {
                    return Value::None;
                }
                Value::Some(Box::new(self.value(random, some, may_be_nan)))
            }
            Ty::Named(number) => match &self.definitions[*number] {
                Definition::Unit(numbers) => Value::Unit(random.between(0, numbers.len() - 1)),
                Definition::Struct(fields) => {
                    let fields = fields.iter().map(|it| self.value(random, it, may_be_nan));
                    Value::Struct(fields.collect())
                }
                Definition::Data(variants) => {
                    let variant = random.between(0, variants.len() - 1);
                    let payload = variants[variant].as_ref();
                    let payload = payload.map(|it| self.value(random, it, may_be_nan));
                    Value::Data(variant, payload.map(Box::new))
                }
            },
        }
    }

    /// The text of `lib.rs`.
    pub(crate) fn rust(&self) -> String {
        let mut out = "\
#![allow(warnings)]
use interoptopus::inventory::RustInventory;
use interoptopus::wire::Wire;
use interoptopus::{builtins_wire, ffi, function};
use std::collections::HashMap;

"
        .to_owned();
        for (number, definition) in self.definitions.iter().enumerate() {
            out.push_str(&self.definition(number, definition));
        }
        for (number, (ty, values)) in self.subjects.iter().zip(&self.values).enumerate() {
            let ty_name = Self::ty_name(ty);
            let known: String = values[..KNOWN]
                .iter()
                .enumerate()
                .map(|(at, value)| format!("        {at} => {},\n", self.expression(ty, value)))
                .collect();
            let _ = write!(
                out,
                "
fn known{number}(at: u32) -> {ty_name} {{
    match at {{
{known}        _ => unreachable!(),
    }}
}}

#[ffi]
pub fn same{number}(mut x: Wire<{ty_name}>) -> Wire<{ty_name}> {{
    Wire::from(x.unwire())
}}

#[ffi]
pub fn given{number}(at: u32) -> Wire<{ty_name}> {{
    Wire::from(known{number}(at))
}}

#[ffi]
pub fn equals{number}(at: u32, mut x: Wire<{ty_name}>) -> bool {{
    x.unwire() == known{number}(at)
}}
"
            );
        }
        out.push_str("\npub fn inventory() -> RustInventory {\n    RustInventory::new()\n");
        out.push_str("        .register(builtins_wire!())\n");
        for number in 0..self.subjects.len() {
            for name in ["same", "given", "equals"] {
                let _ = writeln!(out, "        .register(function!({name}{number}))");
            }
        }
        out.push_str("        .validate()\n}\n");
        out
    }

    fn is_copy(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Bool | Ty::Int(_) | Ty::F32 | Ty::F64 => true,
            Ty::String | Ty::Vec(_) | Ty::Map(..) => false,
            Ty::Array(item, _) | Ty::Option(item) | Ty::FfiOption(item) => self.is_copy(item),
            Ty::Named(number) => match &self.definitions[*number] {
                Definition::Unit(_) => true,
                Definition::Struct(fields) => fields.iter().all(|it| self.is_copy(it)),
                Definition::Data(variants) => variants.iter().flatten().all(|it| self.is_copy(it)),
            },
        }
    }

    fn definition(&self, number: usize, definition: &Definition) -> String {
        let copy = if self.is_copy(&Ty::Named(number)) {
            ", Copy"
        } else {
            ""
        };
        let hash = if matches!(definition, Definition::Unit(_)) {
            ", Eq, Hash"
        } else {
            ""
        };
        let (kind, body): (_, String) = match definition {
            Definition::Unit(numbers) => {
                let variant = |(at, value)| format!("    V{at} = {value},\n");
                ("enum", numbers.iter().enumerate().map(variant).collect())
            }
            Definition::Struct(fields) => {
                let field = |(at, ty)| format!("    pub f{at}: {},\n", Self::ty_name(ty));
                ("struct", fields.iter().enumerate().map(field).collect())
            }
            Definition::Data(variants) => {
                let variant = |(at, ty): (usize, &Option<Ty>)| match ty {
                    Some(ty) => format!("    V{at}({}),\n", Self::ty_name(ty)),
                    None => format!("    V{at},\n"),
                };
                ("enum", variants.iter().enumerate().map(variant).collect())
            }
        };
        format!(
            "#[ffi]\n#[derive(Debug, Clone, PartialEq{copy}{hash})]\npub {kind} T{number} \
             {{\n{body}}}\n\n"
        )
    }

    fn ty_name(ty: &Ty) -> String {
        let of = Self::ty_name;
        match ty {
            Ty::Bool => "bool".to_owned(),
            Ty::Int(name) => (*name).to_owned(),
            Ty::F32 => "f32".to_owned(),
            Ty::F64 => "f64".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::Named(number) => format!("T{number}"),
            Ty::Vec(item) => format!("Vec<{}>", of(item)),
            Ty::Array(item, length) => format!("[{}; {length}]", of(item)),
            Ty::Map(key, item) => format!("HashMap<{}, {}>", of(key), of(item)),
            Ty::Option(some) => format!("Option<{}>", of(some)),
            Ty::FfiOption(some) => format!("ffi::Option<{}>", of(some)),
        }
    }

    /// A value as Rust writes it.
    fn expression(&self, ty: &Ty, value: &Value) -> String {
        let all = |ty: &Ty, values: &[Value]| {
            let items: Vec<_> = values.iter().map(|it| self.expression(ty, it)).collect();
            items.join(", ")
        };
        match (ty, value) {
            (_, Value::Bool(value)) => value.to_string(),
            (Ty::Int(name), Value::Int(value)) => format!("{value}_{name}"),
            (_, Value::F32(bits)) => format!("f32::from_bits({bits})"),
            (_, Value::F64(bits)) => format!("f64::from_bits({bits})"),
            (_, Value::String(text)) => format!("String::from({text:?})"),
            (Ty::Vec(item), Value::List(values)) => format!("vec![{}]", all(item, values)),
            (Ty::Array(item, _), Value::List(values)) => format!("[{}]", all(item, values)),
            (Ty::Map(key, item), Value::Map(entries)) => {
                let entry = |(k, v): &(Value, Value)| {
                    format!(
                        "({}, {})",
                        self.expression(key, k),
                        self.expression(item, v)
                    )
                };
                let entries: Vec<_> = entries.iter().map(entry).collect();
                format!("HashMap::from([{}])", entries.join(", "))
            }
            (Ty::Option(_), Value::None) => "None".to_owned(),
            (Ty::FfiOption(_), Value::None) => "ffi::Option::None".to_owned(),
            (Ty::Option(some), Value::Some(value)) => {
                format!("Some({})", self.expression(some, value))
            }
            (Ty::FfiOption(some), Value::Some(value)) => {
                format!("ffi::Option::Some({})", self.expression(some, value))
            }
            (Ty::Named(number), value) => match (&self.definitions[*number], value) {
                (Definition::Unit(_), Value::Unit(at)) => format!("T{number}::V{at}"),
                (Definition::Struct(fields), Value::Struct(values)) => {
                    let field = |(at, (ty, value)): (usize, (&Ty, &Value))| {
                        format!("f{at}: {}", self.expression(ty, value))
                    };
                    let pairs = fields.iter().zip(values).enumerate();
                    let fields: Vec<_> = pairs.map(field).collect();
                    format!("T{number} {{ {} }}", fields.join(", "))
                }
                (Definition::Data(variants), Value::Data(at, payload)) => {
                    match (&variants[*at], payload) {
                        (Some(ty), Some(value)) => {
                            format!("T{number}::V{at}({})", self.expression(ty, value))
                        }
                        _ => format!("T{number}::V{at}"),
                    }
                }
                other => unreachable!("{other:?}"),
            },
            other => unreachable!("{other:?}"),
        }
    }

    /// What Python gets to know: of each type its name and the values.
    pub(crate) fn description(&self) -> String {
        let subjects = self.subjects.iter().zip(&self.values).map(|(ty, values)| {
            let values: Vec<_> = values.iter().map(|it| self.json(ty, it)).collect();
            format!(
                "[\"{}\", {KNOWN}, [{}]]",
                Self::ty_name(ty),
                values.join(",\n")
            )
        });
        format!("[\n{}\n]\n", subjects.collect::<Vec<_>>().join(",\n"))
    }

    fn json(&self, ty: &Ty, value: &Value) -> String {
        let hex = |bytes: &[u8]| {
            bytes
                .iter()
                .map(|it| format!("{it:02x}"))
                .collect::<String>()
        };
        let all = |ty: &Ty, values: &[Value]| {
            let items: Vec<_> = values.iter().map(|it| self.json(ty, it)).collect();
            items.join(", ")
        };
        match (ty, value) {
            (_, Value::Bool(value)) => value.to_string(),
            (_, Value::Int(value)) => value.to_string(),
            (_, Value::F32(bits)) => format!("{{\"f32\": {bits}}}"),
            (_, Value::F64(bits)) => format!("{{\"f64\": {bits}}}"),
            (_, Value::String(text)) => format!("{{\"str\": \"{}\"}}", hex(text.as_bytes())),
            (Ty::Vec(item) | Ty::Array(item, _), Value::List(values)) => {
                let is_bytes = matches!(**item, Ty::Int("u8"));
                let kind = if is_bytes { "bytes" } else { "list" };
                format!("{{\"{kind}\": [{}]}}", all(item, values))
            }
            (Ty::Map(key, item), Value::Map(entries)) => {
                let entry = |(k, v): &(Value, Value)| {
                    format!("[{}, {}]", self.json(key, k), self.json(item, v))
                };
                let entries: Vec<_> = entries.iter().map(entry).collect();
                format!("{{\"dict\": [{}]}}", entries.join(", "))
            }
            (_, Value::None) => "null".to_owned(),
            (Ty::Option(some) | Ty::FfiOption(some), Value::Some(value)) => {
                let value = self.json(some, value);
                match **some {
                    Ty::Option(_) | Ty::FfiOption(_) => format!("{{\"some\": {value}}}"),
                    _ => value,
                }
            }
            (Ty::Named(number), value) => match (&self.definitions[*number], value) {
                (_, Value::Unit(at)) => format!("{{\"unit\": [\"T{number}\", {at}]}}"),
                (Definition::Struct(fields), Value::Struct(values)) => {
                    let pairs = fields.iter().zip(values);
                    let fields: Vec<_> = pairs.map(|(ty, it)| self.json(ty, it)).collect();
                    format!("{{\"struct\": [\"T{number}\", [{}]]}}", fields.join(", "))
                }
                (Definition::Data(variants), Value::Data(at, payload)) => {
                    let payload = match (&variants[*at], payload) {
                        (Some(ty), Some(value)) => format!(", {}", self.json(ty, value)),
                        _ => String::new(),
                    };
                    format!("{{\"data\": [\"T{number}\", \"V{at}\"{payload}]}}")
                }
                other => unreachable!("{other:?}"),
            },
            other => unreachable!("{other:?}"),
        }
    }
}
