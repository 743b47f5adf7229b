//! What a `Wire` holds: for each type a function that writes values, one that reads them, and the
//! object that knows them.

use super::slices::readable;
use super::{Construct, construct};
use crate::model::{Composite, DataEnum, Field, Int, Shape, Struct, Type, Wired};
use crate::python::{Expr, Function, Op, Parameter, Stmt};
use std::collections::BTreeSet;

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

    fn parameter(
        &self,
        item: &Composite,
        number: usize,
        method: &str,
        annotation: &str,
    ) -> Parameter {
        let layout = Expr::name(&item.layouts).index([Expr::size(number - 1)]);
        let stem = method.trim_end_matches("_from");
        Parameter {
            name: format!("_{stem}{number}"),
            annotation: Some(Expr::name(annotation)),
            default: Some(layout.attribute(method)),
        }
    }
}

/// Puts together the function that writes values.
#[derive(Default)]
struct Writer {
    layouts: Layouts,
    /// The numbers of the layouts that the function uses.
    used: BTreeSet<usize>,
    structs: usize,
    texts: usize,
    run: Run<Expr>,
    /// What is written next.
    parts: Vec<Expr>,
    body: Vec<Stmt>,
}

fn writer(item: &Composite, layouts: &mut Layouts) -> Function {
    let mut writer = Writer {
        layouts: std::mem::take(layouts),
        ..Writer::default()
    };
    writer.shape(&item.shape);
    writer.flush();
    *layouts = writer.layouts;
    let packs = writer.used.into_iter();
    let packs = packs.map(|number| layouts.parameter(item, number, "pack", "_Packs"));
    let parameters = [
        Parameter::new("_value", any()),
        Parameter::new("_out", Expr::name("list").index([any()])),
    ];
    Function {
        decorators: Vec::new(),
        name: item.write.to_string(),
        parameters: parameters.into_iter().chain(packs).collect(),
        result: Expr::none(),
        doc: None,
        body: writer.body,
    }
}

impl Writer {
    fn add(&mut self, value: Expr) {
        self.pack();
        self.parts.push(value);
    }

    /// Leaves the quick way for a value of another type.
    fn leave_unless(&mut self, class: impl AsRef<str>, value: Expr) {
        self.body.push(leave_if(is_of_other_type(value, class)));
    }

    /// Packs the numbers so far.
    fn pack(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.parts.is_empty() {
            return;
        }
        let number = self.layouts.number(&run.format);
        self.used.insert(number);
        let name = format!("_pack{number}");
        self.parts.push(Expr::name(name).call(run.parts));
    }

    /// Writes all that there is so far.
    fn flush(&mut self) {
        self.pack();
        let mut parts = std::mem::take(&mut self.parts);
        self.texts = 0;
        if parts.len() > 1 {
            self.body.push(Stmt::extend("_out", Expr::Tuple(parts)));
        } else if let Some(part) = parts.pop() {
            self.body
                .push(Stmt::Expr(Expr::name("_out.append").call([part])));
        }
    }

    /// What is written only under some condition.
    fn nested(&mut self, write: impl FnOnce(&mut Self)) -> Vec<Stmt> {
        self.flush();
        let outer = std::mem::take(&mut self.body);
        write(self);
        self.flush();
        std::mem::replace(&mut self.body, outer)
    }

    fn shape(&mut self, shape: &Shape) {
        let value = || Expr::name("_value");
        match shape {
            Shape::Struct(of, fields) => self.structure(of, fields),
            Shape::DataEnum(of, tag, payloads) => self.variants(of, *tag, payloads),
            Shape::Vec(of) | Shape::Array(of, _) => {
                self.leave_unless("list", value());
                // Nobody else changes it.
                let copy = Expr::name("list").call([value()]);
                self.body.push(assign("_items", copy));
                let count = Expr::name("len").call([Expr::name("_items")]);
                if let Shape::Array(_, length) = shape {
                    let differs = count.binary(Op::NOT_EQUAL, Expr::size(*length));
                    self.body.push(leave_if(differs));
                } else {
                    self.run.push('I', 4, count);
                }
                let body = self.nested(|it| it.value(of, Expr::name("_item"), false));
                self.each("_item", body);
            }
            Shape::Map(key, of) => self.map(key, of),
            Shape::Option(of) => self.option(of, value(), false),
            // These have functions already.
            Shape::Bytes(_) | Shape::Numbers(_) => {}
        }
    }

    fn each(&mut self, target: &str, body: Vec<Stmt>) {
        self.body.push(Stmt::For {
            target: target.to_owned(),
            items: Expr::name("_items"),
            body,
        });
    }

    fn structure(&mut self, of: &Struct, fields: &[Wired]) {
        let value = || Expr::name("_value");
        self.leave_unless(&of.name, value());
        if of.is_wired_memory() {
            self.add(Expr::name("bytes").call([value()]));
            return;
        }
        for (field, ty) in of.fields.iter().zip(fields) {
            self.value(ty, value().attribute(attribute(of, field)), true);
        }
    }

    fn variants(&mut self, of: &DataEnum, tag: Int, payloads: &[Option<Wired>]) {
        self.body
            .push(assign("_kind", type_of(Expr::name("_value"))));
        let mut chain = vec![Stmt::Raise(Expr::name("_Misfit"))];
        let variants: Vec<_> = of.variants.iter().zip(payloads).collect();
        let mut bodies: Vec<_> = variants
            .iter()
            .map(|(variant, payload)| {
                let body = self.nested(|it| {
                    let code = tag.pack_code().unwrap_or_default();
                    it.run.push(code, tag.size(), Expr::int(variant.tag));
                    if let Some(payload) = payload {
                        it.value(payload, Expr::name("_value.value"), true);
                    }
                });
                (&variant.class_name, body)
            })
            .collect();
        while let Some((class, body)) = bodies.pop() {
            let test = Expr::name("_kind").binary(Op::IS, Expr::name(class));
            chain = vec![Stmt::If {
                test,
                body,
                orelse: chain,
            }];
        }
        self.body.extend(chain);
    }

    fn map(&mut self, key: &Wired, of: &Wired) {
        let class = match key {
            Wired::Bool => "bool",
            Wired::Int(_) => "int",
            Wired::Float(_) => "float",
            Wired::String => "str",
            Wired::Enum(item) => item.name.as_str(),
            Wired::Composite(item) if matches!(item.shape, Shape::Bytes(_)) => "bytes",
            Wired::Composite(_) => {
                // Whether two of them mean the same is for the other way to find out.
                self.body.push(Stmt::Raise(Expr::name("_Misfit")));
                return;
            }
        };
        let value = || Expr::name("_value");
        self.leave_unless("dict", value());
        // Nobody else changes it.
        let items = value().attribute("items").call([]);
        let copy = Expr::name("list").call([items]);
        self.body.push(assign("_items", copy));
        let count = Expr::name("len").call([Expr::name("_items")]);
        self.run.push('I', 4, count);
        let body = self.nested(|it| {
            // Keys of other classes may be equal in one language only.
            it.leave_unless(class, Expr::name("_key"));
            it.value(key, Expr::name("_key"), true);
            it.value(of, Expr::name("_item"), false);
        });
        self.each("_key, _item", body);
    }

    fn option(&mut self, of: &Wired, value: Expr, is_checked: bool) {
        let some = || Expr::name("_some");
        if value.flat() != "_some" {
            self.body.push(assign("_some", value));
        }
        let is_some = some().differs_from(Expr::none());
        self.run.push('B', 1, is_some.clone());
        let body = self.nested(|it| {
            if of.takes_none() {
                it.leave_unless("Some", some());
                it.body.push(assign("_some", some().attribute("value")));
            }
            it.value(of, some(), is_checked);
        });
        self.body.push(Stmt::when(is_some, body));
    }

    /// Writes a value, of which only what is fixed needs no look if it `is_checked`.
    fn value(&mut self, ty: &Wired, value: Expr, is_checked: bool) {
        if let Some((code, size)) = scalar(ty) {
            match ty {
                Wired::Bool if !is_checked => self.leave_unless("bool", value.clone()),
                Wired::Enum(item) if !is_checked => self.leave_unless(&item.name, value.clone()),
                _ => {}
            }
            self.run.push(code, size, value);
            return;
        }
        if let (Some((of, fields)), true) = (simple_fields(ty), is_checked) {
            self.structs += 1;
            let part = format!("_part{}", self.structs);
            self.body.push(assign(&part, value));
            for (field, ty) in of.fields.iter().zip(fields) {
                let value = Expr::name(&part).attribute(attribute(of, field));
                self.value(ty, value, true);
            }
            return;
        }
        match ty {
            Wired::String => {
                self.texts += 1;
                let text = format!("_text{}", self.texts);
                let utf8 = Expr::name("_encode").call([value]);
                self.body.push(assign(&text, utf8));
                let size = Expr::name("len").call([Expr::name(&text)]);
                self.run.push('I', 4, size);
                self.add(Expr::name(&text));
            }
            Wired::Composite(item) => {
                if let Shape::Option(of) = &item.shape {
                    self.option(of, value, is_checked);
                    return;
                }
                self.flush();
                let write = Expr::name(&item.write).call([value, Expr::name("_out")]);
                self.body.push(Stmt::Expr(write));
            }
            Wired::Bool | Wired::Int(_) | Wired::Float(_) | Wired::Enum(_) => {}
        }
    }
}

/// Puts together the function that reads values.
#[derive(Default)]
struct Reader {
    layouts: Layouts,
    /// The numbers of the layouts that the function uses.
    used: BTreeSet<usize>,
    structs: usize,
    run: Run<String>,
    /// What follows when the run is unpacked.
    after: Vec<Stmt>,
    body: Vec<Stmt>,
}

fn reader(item: &Composite, layouts: &mut Layouts) -> Function {
    let mut reader = Reader {
        layouts: std::mem::take(layouts),
        ..Reader::default()
    };
    reader.shape(&item.shape);
    *layouts = reader.layouts;
    let unpacks = reader.used.into_iter();
    let unpacks = unpacks.map(|number| layouts.parameter(item, number, "unpack_from", "_Unpacks"));
    let parameters = [
        Parameter::new("_data", Expr::name("bytes")),
        Parameter::new("_at", Expr::name("int")),
    ];
    let result = item.shape.annotation();
    Function {
        decorators: Vec::new(),
        name: item.read.to_string(),
        parameters: parameters.into_iter().chain(unpacks).collect(),
        result: Expr::name("tuple").index([result, Expr::name("int")]),
        doc: None,
        body: reader.body,
    }
}

fn returned(value: Expr) -> Stmt {
    Stmt::Return(Expr::Pair(vec![value, Expr::name("_at")]))
}

impl Reader {
    /// Unpacks the numbers so far, and goes on behind them.
    fn flush(&mut self) {
        let size = self.unpack();
        if size > 0 {
            self.advance(size);
        }
        self.body.append(&mut self.after);
    }

    /// Unpacks the numbers so far, which take so many bytes.
    fn unpack(&mut self) -> usize {
        let run = std::mem::take(&mut self.run);
        if !run.parts.is_empty() {
            let number = self.layouts.number(&run.format);
            self.used.insert(number);
            let name = format!("_unpack{number}");
            let value = Expr::name(name).call([Expr::name("_data"), Expr::name("_at")]);
            self.body.push(match run.parts.as_slice() {
                [only] => assign(only, value.index([Expr::int(0)])),
                _ => Stmt::Unpack {
                    targets: run.parts,
                    value,
                },
            });
        }
        run.size
    }

    fn advance(&mut self, size: usize) {
        self.body.push(Stmt::extend("_at", Expr::size(size)));
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self)) -> Vec<Stmt> {
        self.flush();
        let outer = std::mem::take(&mut self.body);
        read(self);
        self.flush();
        std::mem::replace(&mut self.body, outer)
    }

    fn declare(&mut self, names: &[&str]) {
        let declared = names.iter().map(|name| Stmt::declare(name, any()));
        self.body.extend(declared);
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Struct(of, fields) => self.structure(of, fields),
            Shape::DataEnum(of, tag, payloads) => self.variants(of, *tag, payloads),
            Shape::Vec(of) | Shape::Array(of, _) => {
                self.declare(&["_item"]);
                let items = match shape {
                    Shape::Array(_, length) => Expr::size(*length),
                    _ => self.count(of.least()),
                };
                let made = Stmt::define("_made", shape.annotation(), Expr::List(Vec::new()));
                self.body.push(made);
                let append = Expr::name("_made.append").call([Expr::name("_item")]);
                let mut body = self.nested(|it| it.value(of, "_item"));
                body.push(Stmt::Expr(append));
                self.repeat(items, body);
                self.body.push(returned(Expr::name("_made")));
            }
            Shape::Map(key, of) => {
                self.declare(&["_key", "_item"]);
                let count = self.count(key.least() + of.least());
                let made = Stmt::define("_made", shape.annotation(), Expr::name("{}"));
                self.body.push(made);
                let body = self.nested(|it| {
                    it.value(key, "_key");
                    it.value(of, "_item");
                    it.flush();
                    it.body.push(assign("_made[_key]", Expr::name("_item")));
                });
                self.repeat(count, body);
                let found = Expr::name("len").call([Expr::name("_made")]);
                let twice = Expr::name("ValueError").call([Expr::str("a key occurs twice")]);
                let differs = found.binary(Op::NOT_EQUAL, Expr::name("_count"));
                self.body
                    .push(Stmt::when(differs, vec![Stmt::Raise(twice)]));
                self.body.push(returned(Expr::name("_made")));
            }
            Shape::Option(of) => {
                self.declare(&["_item"]);
                self.option(of, "_item");
                self.body.push(returned(Expr::name("_item")));
            }
            // These have functions already.
            Shape::Bytes(_) | Shape::Numbers(_) => {}
        }
    }

    /// The number of items that follow, which take so many bytes each at least.
    fn count(&mut self, least: usize) -> Expr {
        let arguments = [Expr::name("_data"), Expr::name("_at"), Expr::size(least)];
        self.body
            .push(assign("_count", Expr::name("_counted").call(arguments)));
        self.advance(4);
        Expr::name("_count")
    }

    fn repeat(&mut self, count: Expr, body: Vec<Stmt>) {
        self.body.push(Stmt::For {
            target: "_".to_owned(),
            items: Expr::name("range").call([count]),
            body,
        });
    }

    fn structure(&mut self, of: &Struct, fields: &[Wired]) {
        let class = Expr::name(&of.name);
        if of.is_wired_memory() {
            let memory = class.attribute("from_buffer_copy");
            let value = memory.call([Expr::name("_data"), Expr::name("_at")]);
            let end = Expr::name("_at").binary(Op::Add, Expr::size(of.layout.size));
            self.body.push(Stmt::Return(Expr::Pair(vec![value, end])));
            return;
        }
        if of.is_wired {
            self.body
                .push(assign("_made", Expr::name("_new").call([class])));
            for (field, ty) in of.fields.iter().zip(fields) {
                self.value(ty, &format!("_made.{}", field.storage));
            }
            self.flush();
            self.body.push(returned(Expr::name("_made")));
            return;
        }
        let names: Vec<_> = (1..=fields.len()).map(|n| format!("_field{n}")).collect();
        let declared: Vec<_> = names.iter().map(String::as_str).collect();
        self.declare(&declared);
        for (name, ty) in names.iter().zip(fields) {
            self.value(ty, name);
        }
        self.flush();
        let value = class.call(names.iter().map(Expr::name));
        self.body.push(assign("_made", value));
        self.body.push(returned(Expr::name("_made")));
    }

    fn variants(&mut self, of: &DataEnum, tag: Int, payloads: &[Option<Wired>]) {
        self.declare(&["_item", "_made"]);
        self.run.push(
            tag.pack_code().unwrap_or_default(),
            tag.size(),
            "_tag".into(),
        );
        self.flush();
        for (variant, payload) in of.variants.iter().zip(payloads) {
            let body = self.nested(|it| {
                let class = Expr::name(&variant.class_name);
                let Some(payload) = payload else {
                    it.body.push(returned(class.call([])));
                    return;
                };
                it.value(payload, "_item");
                it.flush();
                if !of.is_wired {
                    // What it carries is kept in another form where C knows it too.
                    let made = class.call([Expr::name("_item")]);
                    it.body.push(assign("_made", made));
                    it.body.push(returned(Expr::name("_made")));
                    return;
                }
                let made = Expr::name("_new").call([class]);
                it.body.push(assign("_made", made));
                let store = [Expr::name("_made"), Expr::name("_item")];
                let store = Expr::name("_set_payload").call(store);
                it.body.push(Stmt::Expr(store));
                it.body.push(returned(Expr::name("_made")));
            });
            let test = Expr::name("_tag").binary(Op::EQUAL, Expr::int(variant.tag));
            self.body.push(Stmt::when(test, body));
        }
        let error = [Expr::name("_tag"), Expr::str(&of.name)];
        self.body
            .push(Stmt::Raise(Expr::name("_no_tag").call(error)));
    }

    fn option(&mut self, of: &Wired, target: &str) {
        self.run.push('B', 1, "_tag".to_owned());
        self.flush();
        let tag = || Expr::name("_tag");
        let error = Expr::name("_no_tag").call([tag(), Expr::str("tag of an option")]);
        let test = tag().binary(Op::GREATER, Expr::int(1));
        self.body.push(Stmt::when(test, vec![Stmt::Raise(error)]));
        let body = self.nested(|it| {
            it.value(of, target);
            it.flush();
            if of.takes_none() {
                let some = Expr::name("Some").call([Expr::name(target)]);
                it.body.push(assign(target, some));
            }
        });
        self.body.push(Stmt::If {
            test: tag(),
            body,
            orelse: vec![assign(target, Expr::none())],
        });
    }

    /// Reads a value into what is assigned to.
    fn value(&mut self, ty: &Wired, target: &str) {
        if let Some((code, size)) = scalar(ty) {
            self.run.push(code, size, target.to_owned());
            if let Wired::Enum(item) = ty {
                let member = item.member(Expr::name(target));
                self.after.push(assign(target, member));
            }
            return;
        }
        if let Some((of, fields)) = simple_fields(ty) {
            self.structs += 1;
            let part = format!("_part{}", self.structs);
            let made = Expr::name("_new").call([Expr::name(&of.name)]);
            self.body.push(assign(&part, made));
            self.body.push(assign(target, Expr::name(&part)));
            for (field, ty) in of.fields.iter().zip(fields) {
                self.value(ty, &format!("{part}.{}", field.storage));
            }
            return;
        }
        match ty {
            Wired::String => {
                self.run.push('I', 4, "_size".to_owned());
                let size = self.unpack();
                let sum = |from: &str, size: Expr| Expr::name(from).binary(Op::Add, size);
                self.body
                    .push(assign("_start", sum("_at", Expr::size(size))));
                self.body
                    .push(assign("_at", sum("_start", Expr::name("_size"))));
                let text = Expr::name("_data").slice(Expr::name("_start"), Expr::name("_at"));
                self.body
                    .push(assign(target, text.attribute("decode").call([])));
                self.body.append(&mut self.after);
            }
            Wired::Composite(item) => {
                if let Shape::Option(of) = &item.shape {
                    self.option(of, target);
                    return;
                }
                self.flush();
                let arguments = [Expr::name("_data"), Expr::name("_at")];
                self.body.push(Stmt::Unpack {
                    targets: vec![target.to_owned(), "_at".to_owned()],
                    value: Expr::name(&item.read).call(arguments),
                });
            }
            Wired::Bool | Wired::Int(_) | Wired::Float(_) | Wired::Enum(_) => {}
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
