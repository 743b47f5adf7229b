//! Structs: `ctypes.Structure`s whose fields check what is assigned to them.

use super::{Construct, Misfit, class_docstring, construct, docstring};
use crate::model::{Field, Struct, StructKind, Type};
use crate::python::{Class, Expr, Function, Parameter, Stmt};

/// The private function that packs the fields, and the class.
pub(super) fn definition(item: &Struct) -> Vec<Stmt> {
    let fields: Vec<_> = item
        .fields
        .iter()
        .map(|field| Part::new(item, field))
        .collect();
    // Packing checks integers; floats alone are faster assigned one by one.
    let is_packing = item
        .fields
        .iter()
        .any(|field| matches!(field.ty, Type::Int(_)));
    let names = fields
        .iter()
        .map(|part| Expr::str(&part.field.name))
        .collect();
    let memory = fields
        .iter()
        .map(|part| Expr::Tuple(vec![Expr::str(part.memory()), part.construct.c_type()]))
        .collect();
    let mut body = vec![
        Stmt::assign("__slots__", Expr::Tuple(Vec::new())),
        Stmt::assign("__match_args__", Expr::Tuple(names)),
    ];
    if item.kind == StructKind::Packed {
        body.push(Stmt::assign("_pack_", Expr::int(1)));
        // The only layout that can be packed, which Python 3.14 and later want to be told.
        body.push(Stmt::assign("_layout_", Expr::str("ms")));
    }
    body.push(Stmt::assign("_fields_", Expr::Tuple(memory)));
    body.push(Stmt::If {
        test: Expr::name("_t.TYPE_CHECKING"),
        body: fields.iter().flat_map(Part::declaration).collect(),
        orelse: fields.iter().filter_map(Part::property).collect(),
    });
    body.push(Stmt::Function(constructor(item, &fields, is_packing)));
    let parts = item
        .fields
        .iter()
        .map(|field| (field.name.as_str(), &field.docs));
    let class = Stmt::Class(Class {
        name: item.name.to_string(),
        bases: vec![Expr::name("_Struct")],
        doc: class_docstring(&item.docs, "A struct of the native library.", parts),
        body,
    });
    if !is_packing {
        return vec![class];
    }
    let format = Expr::str(format(item));
    let packer = Expr::name("_struct.Struct")
        .call([format])
        .attribute("pack_into");
    vec![Stmt::assign(&item.pack_name, packer), class]
}

/// A field, with what its type says about it.
struct Part<'a> {
    field: &'a Field,
    construct: &'a dyn Construct,
    property: Option<Expr>,
}

impl<'a> Part<'a> {
    fn new(item: &Struct, field: &'a Field) -> Self {
        let construct = construct(&field.ty);
        let doc = docstring(&field.docs).map(|doc| Expr::str(doc.into_lines().join("\n")));
        let place = format!("{}.{}", item.name, field.name);
        let property = construct.property(field.storage.as_str(), &place, doc);
        Self {
            field,
            construct,
            property,
        }
    }

    /// The name of the memory: private where a property checks what is assigned to it.
    fn memory(&self) -> &'a str {
        let Field { name, storage, .. } = self.field;
        if self.property.is_some() {
            storage.as_str()
        } else {
            name.as_str()
        }
    }

    fn property(&self) -> Option<Stmt> {
        Some(Stmt::assign(&self.field.name, self.property.clone()?))
    }

    /// What type checkers and editors see.
    fn declaration(&self) -> Vec<Stmt> {
        let name = &self.field.name;
        let doc = docstring(&self.field.docs);
        let (read, written) = (self.construct.annotation(), self.construct.assignable());
        if read.flat() == written.flat() {
            let doc = doc.map(Stmt::Docstring);
            return [Stmt::declare(name, read)].into_iter().chain(doc).collect();
        }
        let getter = Function {
            decorators: vec![Expr::name("property")],
            name: name.to_string(),
            parameters: vec![Parameter::receiver()],
            result: read,
            // A docstring alone is a body that returns nothing.
            body: doc.iter().map(|_| Stmt::Expr(Expr::ellipsis())).collect(),
            doc,
        };
        let setter = Function {
            decorators: vec![Expr::name(format!("{name}.setter"))],
            name: name.to_string(),
            parameters: vec![Parameter::receiver(), Parameter::new("values", written)],
            result: Expr::none(),
            doc: None,
            body: Vec::new(),
        };
        vec![Stmt::Function(getter), Stmt::Function(setter)]
    }

    fn assignment(&self) -> Stmt {
        let name = &self.field.name;
        Stmt::assign(format!("self.{name}"), Expr::name(name))
    }
}

fn constructor(item: &Struct, fields: &[Part], is_packing: bool) -> Function {
    let parameters = fields
        .iter()
        .map(|part| Parameter::new(&part.field.name, part.construct.assignable()));
    let (packed, assigned): (Vec<_>, Vec<_>) = fields
        .iter()
        .partition(|part| is_packing && part.construct.pack_code().is_some());
    let mut body = Vec::new();
    if is_packing {
        let values = packed.iter().map(|part| Expr::name(&part.field.name));
        let arguments = [Expr::name("self"), Expr::int(0)].into_iter().chain(values);
        body.push(Stmt::Try {
            body: vec![Stmt::Expr(Expr::name(&item.pack_name).call(arguments))],
            except: Expr::name("_MISFITS"),
            // One of these says what is wrong, or converts what `struct` does not.
            handler: packed.iter().map(|part| part.assignment()).collect(),
        });
    }
    body.extend(assigned.iter().map(|part| part.assignment()));
    Function {
        decorators: Vec::new(),
        name: "__init__".to_owned(),
        parameters: [Parameter::receiver()]
            .into_iter()
            .chain(parameters)
            .collect(),
        result: Expr::none(),
        doc: None,
        body,
    }
}

/// The layout of the packed fields for the `struct` module, the others left out as padding.
fn format(item: &Struct) -> String {
    let mut format = "=".to_owned();
    let mut end = 0;
    for field in &item.fields {
        let Some(code) = construct(&field.ty).pack_code() else {
            continue;
        };
        match field.offset - end {
            0 => {}
            1 => format.push('x'),
            gap => format.push_str(&format!("{gap}x")),
        }
        format.push(code);
        end = field.offset + field.ty.layout().size;
    }
    format
}

impl Struct {
    /// The only field of a transparent struct that C passes as a number, not as a struct.
    fn scalar(&self) -> Option<&Field> {
        let [field] = self.fields.as_slice() else {
            return None;
        };
        let is_scalar = match &field.ty {
            Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) | Type::Enum(_) => true,
            Type::Struct(inner) => inner.scalar().is_some(),
            Type::Void | Type::Array(_) | Type::Reference(_) => false,
        };
        (self.kind == StructKind::Transparent && is_scalar).then_some(field)
    }
}

impl Construct for Struct {
    fn annotation(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn c_type(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn passed_type(&self) -> Expr {
        self.scalar()
            .map_or_else(|| self.c_type(), |field| construct(&field.ty).passed_type())
    }

    fn misfit(&self, name: &str) -> Misfit {
        Misfit::Test(Expr::name(format!("{name}.__class__")).differs_from(Expr::name(&self.name)))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        Expr::name("_check_instance").call([value, Expr::name(&self.name), Expr::str(place)])
    }

    fn pass(&self, value: Expr) -> Expr {
        let Some(field) = self.scalar() else {
            return value;
        };
        let inner = value.attribute(&field.name);
        match &field.ty {
            Type::Struct(_) | Type::Enum(_) => construct(&field.ty).pass(inner),
            _ => inner,
        }
    }

    fn receive(&self, result: &Expr) -> Option<Expr> {
        let field = self.scalar()?;
        let inner = construct(&field.ty)
            .receive(result)
            .unwrap_or_else(|| result.clone());
        Some(Expr::name(&self.name).call([inner]))
    }

    fn property(&self, _storage: &str, _place: &str, _doc: Option<Expr>) -> Option<Expr> {
        None
    }

    fn array(&self, length: usize) -> Expr {
        Expr::name("_array_of_structs").call([Expr::name(&self.name), Expr::size(length)])
    }
}
