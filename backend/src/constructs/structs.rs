//! Structs: `ctypes.Structure`s whose fields check what is assigned to them.

use super::{Construct, Misfit, class_docstring, construct, docstring, external, records};
use crate::model::{Field, Struct, StructKind, Type};
use crate::python::{Class, Expr, Function, Parameter, Stmt};

/// The private function that packs the fields, the class, the codec.
///
/// A struct that owns memory is a plain object in Python, with the same fields and constructor.
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
        .any(|field| matches!(field.ty, Type::Int(_)))
        && !item.is_record();
    let mut body = if item.is_record() {
        vec![match_arguments(item)]
    } else {
        memory(item, &fields)
    };
    body.extend(fields.iter().flat_map(Part::declaration));
    let typed: Vec<_> = fields.iter().flat_map(Part::typed_property).collect();
    let slots = item.is_record().then(|| records::slots(item));
    let properties: Vec<_> = slots
        .into_iter()
        .chain(fields.iter().filter_map(Part::property))
        .collect();
    if !typed.is_empty() {
        let test = Expr::name("_t.TYPE_CHECKING");
        body.push(Stmt::If {
            test,
            body: typed,
            orelse: properties,
        });
    } else if !properties.is_empty() {
        body.push(Stmt::when(
            Expr::not(Expr::name("_t.TYPE_CHECKING")),
            properties,
        ));
    }
    body.push(Stmt::Blank);
    body.push(Stmt::Function(constructor(item, &fields, is_packing)));
    let parts = item
        .fields
        .iter()
        .map(|field| (field.name.as_str(), &field.docs));
    let class = Stmt::Class(Class {
        name: item.name.to_string(),
        bases: vec![Expr::name(if item.is_record() {
            "_Record"
        } else {
            "_Struct"
        })],
        doc: class_docstring(&item.docs, "A struct of the native library.", parts),
        body,
    });
    if item.is_wired {
        // What knows how it is passed stands where that is needed.
        return vec![class];
    }
    if item.is_owned {
        return vec![class, records::codec(item)];
    }
    let is_plain = item.fields.iter().all(|field| field.ty.is_plain());
    let plain = is_plain.then(|| ("is_plain", Expr::bool(true)));
    let codec = Expr::name("_struct_codec").call_with([Expr::name(&item.name)], plain);
    if item.source.is_some() {
        let check = external::structure(item);
        return vec![check, Stmt::assign(&item.codec, codec)];
    }
    let format = Expr::str(format(item));
    let packer = Expr::name("_packer").call([format]);
    vec![
        Stmt::assign(&item.pack_name, packer),
        class,
        Stmt::assign(&item.codec, codec),
    ]
}

fn match_arguments(item: &Struct) -> Stmt {
    let names = item.fields.iter().map(|field| Expr::str(&field.name));
    Stmt::assign("__match_args__", Expr::Tuple(names.collect()))
}

/// What ctypes must know of the struct.
fn memory(item: &Struct, fields: &[Part]) -> Vec<Stmt> {
    let slots = if item.has_pointers {
        vec![Expr::str("__weakref__"), Expr::str("_owners")]
    } else {
        Vec::new()
    };
    let mut body = vec![
        Stmt::assign("__slots__", Expr::Tuple(slots)),
        match_arguments(item),
    ];
    if item.kind == StructKind::Packed {
        body.push(Stmt::assign("_pack_", Expr::int(1)));
        // The only layout that can be packed, which Python 3.14 and later want to be told.
        body.push(Stmt::assign("_layout_", Expr::str("ms")));
    }
    let memory = fields
        .iter()
        .map(|part| Expr::Tuple(vec![Expr::str(part.memory()), part.construct.c_type()]))
        .collect();
    body.push(Stmt::assign("_fields_", Expr::Tuple(memory)));
    body
}

/// What is read of a field, and what may be assigned to it.
pub(crate) fn field_types(item: &Struct, field: &Field) -> (Expr, Expr) {
    let part = Part::new(item, field);
    let given = part.construct.assignable();
    (part.annotation, given)
}

/// A field, with what its type says about it.
struct Part<'a> {
    field: &'a Field,
    construct: &'a dyn Construct,
    place: String,
    property: Option<Expr>,
    /// What is read.
    annotation: Expr,
}

impl<'a> Part<'a> {
    fn new(item: &Struct, field: &'a Field) -> Self {
        let construct = construct(&field.ty);
        let doc = docstring(&field.docs).map(|doc| Expr::str(doc.into_lines().join("\n")));
        let place = format!("{}.{}", item.name.shown(), field.name);
        let (property, annotation) = if item.is_record() {
            let property = records::property(field, &place, doc);
            (Some(property), construct.held())
        } else {
            let property = construct.property(field, &place, doc);
            (property, construct.annotation())
        };
        Self {
            field,
            construct,
            place,
            property,
            annotation,
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

    /// Whether what is read has another type than what may be assigned.
    fn is_asymmetric(&self) -> bool {
        self.annotation.flat() != self.construct.assignable().flat()
    }

    /// The type of a field that is read as it is assigned.
    fn declaration(&self) -> Vec<Stmt> {
        if self.is_asymmetric() {
            return Vec::new();
        }
        let declaration = Stmt::declare(&self.field.name, self.annotation.clone());
        let doc = docstring(&self.field.docs).map(Stmt::Docstring);
        [declaration].into_iter().chain(doc).collect()
    }

    /// The types of a field that is not, for type checkers and editors.
    fn typed_property(&self) -> Vec<Stmt> {
        if !self.is_asymmetric() {
            return Vec::new();
        }
        let name = &self.field.name;
        let doc = docstring(&self.field.docs);
        let getter = Function {
            decorators: vec![Expr::name("property")],
            is_async: false,
            name: name.to_string(),
            parameters: vec![Parameter::receiver()],
            result: self.annotation.clone(),
            // A docstring alone is a body that returns nothing.
            body: doc.iter().map(|_| Stmt::Expr(Expr::ellipsis())).collect(),
            doc,
        };
        let setter = Function {
            decorators: vec![Expr::name(format!("{name}.setter"))],
            is_async: false,
            name: name.to_string(),
            parameters: vec![
                Parameter::receiver(),
                Parameter::new("value", self.construct.assignable()),
            ],
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

    /// As `assignment`, where the property does no more than to check and to store.
    fn stored(&self) -> Stmt {
        let Field { name, storage, .. } = self.field;
        let check = self.construct.codec().attribute("check");
        let checked = check.call([Expr::name(name), Expr::str(&self.place)]);
        Stmt::assign(format!("self.{storage}"), checked)
    }

    /// As `assignment`, but what ctypes would refuse in its own words is refused in ours.
    fn checked_assignment(&self) -> Stmt {
        if self.property.is_some() {
            return self.assignment();
        }
        let name = &self.field.name;
        let checked = self.construct.check(Expr::name(name), &self.place);
        Stmt::assign(format!("self.{name}"), checked)
    }
}

fn constructor(item: &Struct, fields: &[Part], is_packing: bool) -> Function {
    let parameters = fields
        .iter()
        .map(|part| Parameter::new(&part.field.name, part.construct.assignable()));
    // A property raises its own errors; the others are packed or assigned, and explained on failure.
    let (quick, careful): (Vec<_>, Vec<_>) = fields.iter().partition(|part| {
        part.property.is_none() || (is_packing && part.construct.pack_code().is_some())
    });
    let mut attempt = Vec::new();
    if is_packing {
        let packed = quick
            .iter()
            .filter(|part| part.construct.pack_code().is_some());
        let values = packed.map(|part| Expr::name(&part.field.name));
        let arguments = [Expr::name("self"), Expr::int(0)].into_iter().chain(values);
        attempt.push(Stmt::Expr(Expr::name(&item.pack_name).call(arguments)));
    } else {
        attempt.extend(quick.iter().map(|part| part.assignment()));
    }
    let mut body = Vec::new();
    if !quick.is_empty() {
        body.push(Stmt::Try {
            body: attempt,
            except: Expr::name("_MISFITS"),
            handler: quick.iter().map(|part| part.checked_assignment()).collect(),
        });
    }
    body.extend(careful.iter().map(|part| {
        if item.is_record() {
            part.stored()
        } else {
            part.assignment()
        }
    }));
    Function {
        decorators: Vec::new(),
        is_async: false,
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
    /// Whether it is a plain object in Python, without memory that C knows.
    fn is_record(&self) -> bool {
        self.is_owned || self.is_wired
    }

    /// The only field of a transparent struct that C passes as a number, not as a struct.
    fn scalar(&self) -> Option<&Field> {
        let [field] = self.fields.as_slice() else {
            return None;
        };
        let is_scalar = match &field.ty {
            Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) | Type::Enum(_) => true,
            Type::Struct(inner) => inner.scalar().is_some(),
            // As a struct of one word they travel alike.
            Type::Void
            | Type::Array(_)
            | Type::DataEnum(_)
            | Type::Option(_)
            | Type::Result(_)
            | Type::Pointer(_)
            | Type::String
            | Type::CString
            | Type::Slice(_)
            | Type::Vec(_)
            | Type::Callback(_)
            | Type::FnPointer(_)
            | Type::Handle(_)
            | Type::Service(..)
            | Type::Address
            | Type::Wire(_)
            | Type::Wired(_) => false,
        };
        (self.kind == StructKind::Transparent && is_scalar).then_some(field)
    }

    /// The struct around what C returned for it: the struct itself, or its only field.
    pub(super) fn around_scalar(&self, value: Expr) -> Expr {
        let Some(field) = self.scalar() else {
            return value;
        };
        let inner = match &field.ty {
            Type::Enum(item) => item.member(value),
            Type::Struct(item) => item.around_scalar(value),
            _ => value,
        };
        Expr::name(&self.name).call([inner])
    }
}

impl Construct for Struct {
    fn annotation(&self) -> Expr {
        Expr::name(&self.name)
    }

    fn c_type(&self) -> Expr {
        if self.is_owned {
            return self.codec().attribute("c_type");
        }
        Expr::name(&self.name)
    }

    fn passed_type(&self) -> Expr {
        self.scalar()
            .map_or_else(|| self.c_type(), |field| construct(&field.ty).passed_type())
    }

    fn codec(&self) -> Expr {
        Expr::name(&self.codec)
    }

    fn is_owned(&self) -> bool {
        self.is_owned
    }

    fn misfit(&self, name: &str) -> Misfit {
        // Rust gets a copy that keeps alive what it points to, whatever becomes of the original.
        if self.is_owned || self.has_pointers {
            return Misfit::Converted;
        }
        Misfit::Test(super::is_of_another_class(name, &self.name))
    }

    fn check(&self, value: Expr, place: &str) -> Expr {
        if self.is_owned || self.has_pointers {
            return super::converted(self, value, place);
        }
        Expr::name("_check_instance").call([value, Expr::name(&self.name), Expr::str(place)])
    }

    fn pass(&self, value: Expr) -> Expr {
        if self.is_owned {
            return super::made(self, value);
        }
        let Some(field) = self.scalar() else {
            return value;
        };
        let inner = value.attribute(&field.name);
        match &field.ty {
            Type::Struct(_) | Type::Enum(_) => construct(&field.ty).pass(inner),
            _ => inner,
        }
    }

    fn returned(&self) -> Expr {
        if self.is_owned || self.scalar().is_some() {
            return Expr::name("_t.Any");
        }
        self.annotation()
    }

    fn receive(&self, _place: &str, owners: &[Expr]) -> Option<Vec<Stmt>> {
        if self.is_owned {
            return Some(super::loaded(self, owners));
        }
        if self.scalar().is_some() {
            return Some(vec![Stmt::Return(
                self.around_scalar(Expr::name("_result")),
            )]);
        }
        if !self.has_pointers || owners.is_empty() {
            return None;
        }
        // What it points into must live as long as it does.
        Some(vec![Stmt::Return(super::kept(
            Expr::name("_result"),
            owners,
        ))])
    }

    fn property(&self, field: &Field, place: &str, doc: Option<Expr>) -> Option<Expr> {
        let function = if self.has_pointers {
            "_owning_field"
        } else {
            "_struct_field"
        };
        let arguments = [
            Expr::str(&field.storage),
            Expr::str(place),
            Expr::name(&self.name),
        ];
        Some(Expr::name(function).call(arguments.into_iter().chain(doc)))
    }
}
