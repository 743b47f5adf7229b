//! Enums without data: `enum.IntEnum`s.

use super::{Construct, Misfit, class_docstring, docstring, external};
use crate::model::{Enum, Field, Variant};
use crate::python::{Class, Expr, Stmt};

/// The class, and its members by value.
pub(super) fn definition(item: &Enum) -> Vec<Stmt> {
    let class = match item.source {
        Some(_) => external::enumeration(item),
        None => Stmt::Class(class(item)),
    };
    let class_name = Expr::name(&item.name);
    let variants = Expr::name("_Variants").call([class_name.clone()]);
    let code = item
        .repr
        .pack_code()
        .map(|code| Expr::str(code.to_string()));
    let arguments = [item.repr.c_type()].into_iter().chain(code);
    let codec = Expr::name("_enum_codec")
        .call(arguments.chain([class_name, Expr::name(&item.variants_name)]));
    vec![
        class,
        Stmt::assign(&item.variants_name, variants),
        Stmt::assign(&item.codec, codec),
    ]
}

fn class(item: &Enum) -> Class {
    let mut body = Vec::new();
    for Variant { name, docs, value } in &item.variants {
        body.push(Stmt::assign(name, Expr::int(*value)));
        body.extend(docstring(docs).map(Stmt::Docstring));
    }
    let parts = item
        .variants
        .iter()
        .map(|variant| (variant.name.as_str(), &variant.docs));
    Class {
        name: item.name.to_string(),
        bases: vec![Expr::name("_enum.IntEnum")],
        doc: class_docstring(&item.docs, "An enum of the native library.", parts),
        body,
    }
}

impl Enum {
    /// The member for a value that C returned.
    pub(super) fn member(&self, value: Expr) -> Expr {
        Expr::name(&self.variants_name).index([value])
    }
}

impl Construct for Enum {
    fn annotation(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn c_type(&self) -> Expr {
        self.repr.c_type()
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn misfit(&self, name: &str) -> Misfit {
        Misfit::Test(super::is_of_another_class(name, &self.name))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_variant").call([value, Expr::name(&self.name), Expr::str(place)])
    }

    fn returned(&self) -> Expr {
        Expr::name("int")
    }

    fn receive(&self, _place: &str, _owners: &[Expr]) -> Option<Vec<Stmt>> {
        Some(vec![Stmt::Return(self.member(Expr::name("_result")))])
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let arguments = [
            Expr::str(&field.storage),
            Expr::str(place),
            Expr::name(&self.name),
            Expr::name(&self.variants_name),
        ];
        Some(Expr::name("_enum_field").call(arguments.into_iter().chain(doc)))
    }
}
