//! The functions that write values.

use super::{
    Layouts, Run, any, assign, attribute, is_of_other_type, leave_if, scalar, simple_fields,
    type_of,
};
use crate::constructs::Construct as _;
use crate::model::{Composite, DataEnum, Int, Shape, Struct, Wired};
use crate::python::{Expr, Function, Op, Parameter, Stmt};
use std::collections::BTreeSet;

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

pub(super) fn writer(item: &Composite, layouts: &mut Layouts) -> Function {
    let mut writer = Writer {
        layouts: std::mem::take(layouts),
        ..Writer::default()
    };
    writer.shape(&item.shape);
    writer.flush();
    *layouts = writer.layouts;
    let packs = writer.used.into_iter();
    let packs = packs.map(|number| Layouts::parameter(item, number, "pack", "_Packs"));
    let parameters = [
        Parameter::new("_value", any()),
        Parameter::new("_out", Expr::name("list").index([any()])),
    ];
    Function {
        is_async: false,
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
