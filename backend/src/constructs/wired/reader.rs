//! The functions that read values.

use super::{Layouts, Run, any, assign, scalar, simple_fields};
use crate::constructs::Construct as _;
use crate::model::{Composite, DataEnum, Int, Shape, Struct, Wired};
use crate::python::{Expr, Function, Op, Parameter, Stmt};
use std::collections::BTreeSet;

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

pub(super) fn reader(item: &Composite, layouts: &mut Layouts) -> Function {
    let mut reader = Reader {
        layouts: std::mem::take(layouts),
        ..Reader::default()
    };
    reader.shape(&item.shape);
    *layouts = reader.layouts;
    let unpacks = reader.used.into_iter();
    let unpacks = unpacks.map(|number| Layouts::parameter(item, number, "unpack_from", "_Unpacks"));
    let parameters = [
        Parameter::new("_data", Expr::name("bytes")),
        Parameter::new("_at", Expr::name("int")),
    ];
    let result = item.shape.annotation();
    Function {
        is_async: false,
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
