//! From a plan to an inventory.

use super::plan::{Item, Kind, Member, Part, Plan, Service, Signature, Ty};
use interoptopus::inventory::{ConstantId, FunctionId, RustInventory, ServiceId, TypeId};
use interoptopus::lang;
use interoptopus::lang::constant::{Constant, Value};
use interoptopus::lang::function::{Argument, Function};
use interoptopus::lang::meta::{Docs, Emission, FileEmission, Module, Visibility};
use interoptopus::lang::types::{
    Array, Enum, Field, Layout, Primitive, PrimitiveValue, Repr, Struct, Type, TypeKind,
    TypePattern, Variant, VariantKind, WireOnly,
};
use std::collections::BTreeMap;

/// The inventory of a plan.
pub(crate) fn build(plan: &Plan) -> RustInventory {
    let mut builder = Builder {
        inventory: RustInventory::new(),
        known: BTreeMap::new(),
        next: 1_000,
    };
    builder.builtins();
    for (at, item) in plan.items.iter().enumerate() {
        builder.item(at, item);
    }
    builder.inventory
}

struct Builder {
    inventory: RustInventory,
    /// The types without a definition.
    known: BTreeMap<String, TypeId>,
    next: u128,
}

fn of_item(at: usize) -> TypeId {
    TypeId::new(at as u128)
}

impl Builder {
    fn next(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    /// What makes and frees strings and wires.
    fn builtins(&mut self) {
        let void = self.ty(&Ty::Primitive(Primitive::Void));
        for name in [
            "interoptopus_string_create",
            "interoptopus_string_destroy",
            "interoptopus_wire_create_1",
            "interoptopus_wire_destroy_1",
        ] {
            self.function(name, Docs::empty(), None, false, Vec::new(), void);
        }
    }

    fn item(&mut self, at: usize, item: &Item) {
        let kind = match &item.kind {
            Kind::Constant(value) => {
                let constant = Constant {
                    name: item.name.clone(),
                    visibility: Visibility::Public,
                    docs: item.docs.clone(),
                    emission: emission(item.module.as_deref()),
                    ty: self.ty(&Ty::Primitive(primitive(value))),
                    value: Value::Primitive(*value),
                };
                let id = ConstantId::new(at as u128);
                self.inventory.register_constant(id, constant);
                return;
            }
            Kind::Function(signature, is_private) => {
                let (arguments, result) = self.signature(signature);
                let (docs, module) = (item.docs.clone(), item.module.as_deref());
                self.function(&item.name, docs, module, *is_private, arguments, result);
                return;
            }
            Kind::Struct(layout, fields) => {
                let fields = fields.iter().map(|part| Field {
                    docs: part.docs.clone(),
                    ..Field::new(&part.name, self.part(part))
                });
                TypeKind::Struct(Struct {
                    fields: fields.collect(),
                    repr: repr(*layout),
                })
            }
            Kind::Enum(of, variants) => {
                let variants = variants.iter().zip(0..).map(|(part, position)| Variant {
                    docs: part.docs.clone(),
                    ..Variant::new(
                        &part.name,
                        match &part.ty {
                            Some(ty) => VariantKind::Tuple(self.ty(ty)),
                            None => VariantKind::Unit(position),
                        },
                    )
                });
                TypeKind::Enum(Enum {
                    variants: variants.collect(),
                    repr: repr(Layout::Primitive(*of)),
                })
            }
            Kind::Opaque => TypeKind::Opaque,
            Kind::Callback(signature) => {
                let signature = self.lang_signature(signature);
                TypeKind::TypePattern(TypePattern::NamedCallback(signature))
            }
            Kind::Service(service) => {
                self.service(at, service);
                TypeKind::Service
            }
        };
        let ty = Type {
            name: item.name.clone(),
            visibility: Visibility::Public,
            docs: item.docs.clone(),
            emission: emission(item.module.as_deref()),
            kind,
        };
        self.inventory.register_type(of_item(at), ty);
    }

    fn function(
        &mut self,
        name: &str,
        docs: Docs,
        module: Option<&str>,
        is_private: bool,
        arguments: Vec<Argument>,
        rval: TypeId,
    ) -> FunctionId {
        let id = FunctionId::new(self.next());
        let visibility = if is_private {
            Visibility::Private
        } else {
            Visibility::Public
        };
        let function = Function {
            name: name.to_owned(),
            visibility,
            docs,
            emission: emission(module),
            signature: lang::function::Signature { arguments, rval },
        };
        self.inventory.register_function(id, function);
        id
    }

    fn service(&mut self, at: usize, service: &Service) {
        let own = |is_exclusive| Ty::Pointer(Box::new(Ty::Item(at)), is_exclusive);
        let prefix = format!("s{at}");
        let void = self.ty(&Ty::Primitive(Primitive::Void));
        let instance =
            |it: &mut Self, is_exclusive| Argument::new("instance", it.ty(&own(is_exclusive)));
        let receiver = instance(self, false);
        let destructor = format!("{prefix}_destroy");
        let destructor = self.function(
            &destructor,
            Docs::empty(),
            None,
            false,
            vec![receiver],
            void,
        );
        let mut members = |members: &[Member], is_method: bool| -> Vec<FunctionId> {
            let mut ids = Vec::new();
            for member in members {
                let (mut arguments, mut result) = self.signature(&member.signature);
                if is_method {
                    arguments.insert(0, instance(self, member.is_exclusive));
                }
                if member.is_async {
                    let pattern = TypePattern::AsyncCallback(result);
                    let callback = self.pattern("AsyncCallback", pattern);
                    arguments.push(Argument::new("_async_callback", callback));
                    result = self.pattern("TaskHandle", TypePattern::TaskHandle);
                }
                let name = format!("{prefix}_{}", member.name.trim_start_matches("r#"));
                ids.push(self.function(&name, member.docs.clone(), None, false, arguments, result));
            }
            ids
        };
        let constructors = members(&service.constructors, false);
        let methods = members(&service.methods, true);
        let service = lang::service::Service::new(of_item(at), constructors, destructor, methods);
        let id = ServiceId::new(at as u128);
        self.inventory.register_service(id, service);
    }

    fn signature(&mut self, signature: &Signature) -> (Vec<Argument>, TypeId) {
        let arguments = signature
            .parameters
            .iter()
            .map(|part| Argument::new(&part.name, self.part(part)))
            .collect();
        (arguments, self.ty(&signature.result))
    }

    fn lang_signature(&mut self, signature: &Signature) -> lang::function::Signature {
        let (arguments, rval) = self.signature(signature);
        lang::function::Signature { arguments, rval }
    }

    fn part(&mut self, part: &Part) -> TypeId {
        self.ty(part.ty.as_ref().expect("it is no variant"))
    }

    fn pattern(&mut self, name: &str, pattern: TypePattern) -> TypeId {
        let name = format!("{name} {pattern:?}");
        self.intern(name, TypeKind::TypePattern(pattern))
    }

    fn intern(&mut self, name: String, kind: TypeKind) -> TypeId {
        if let Some(id) = self.known.get(&name) {
            return *id;
        }
        let id = TypeId::new(self.next());
        self.known.insert(name.clone(), id);
        let ty = Type {
            name,
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::Builtin,
            kind,
        };
        self.inventory.register_type(id, ty);
        id
    }

    fn ty(&mut self, ty: &Ty) -> TypeId {
        let kind = match ty {
            Ty::Item(at) => return of_item(*at),
            Ty::Primitive(primitive) => TypeKind::Primitive(*primitive),
            Ty::Bool => TypeKind::TypePattern(TypePattern::Bool),
            Ty::Char => TypeKind::TypePattern(TypePattern::CChar),
            Ty::String => TypeKind::TypePattern(TypePattern::Utf8String),
            Ty::CString => TypeKind::TypePattern(TypePattern::CStrPointer),
            Ty::Address => {
                let void = self.pattern("c_void", TypePattern::CVoid);
                TypeKind::ReadPointer(void)
            }
            Ty::Array(of, len) => TypeKind::Array(Array {
                ty: self.ty(of),
                len: *len,
            }),
            Ty::Option(of) => TypeKind::TypePattern(TypePattern::Option(self.ty(of))),
            Ty::Result(ok, err) => {
                let (ok, err) = (self.ty(ok), self.ty(err));
                TypeKind::TypePattern(TypePattern::Result(ok, err))
            }
            Ty::Slice(of, false) => TypeKind::TypePattern(TypePattern::Slice(self.ty(of))),
            Ty::Slice(of, true) => TypeKind::TypePattern(TypePattern::SliceMut(self.ty(of))),
            Ty::Vec(of) => return self.vec(of),
            Ty::Pointer(of, false) => TypeKind::ReadPointer(self.ty(of)),
            Ty::Pointer(of, true) => TypeKind::ReadWritePointer(self.ty(of)),
            Ty::Function(signature) => TypeKind::FnPointer(self.lang_signature(signature)),
            Ty::Wire(of) => TypeKind::TypePattern(TypePattern::Wire(self.ty(of))),
            Ty::WireString => TypeKind::WireOnly(WireOnly::String),
            Ty::WireVec(of) => TypeKind::WireOnly(WireOnly::Vec(self.ty(of))),
            Ty::WireMap(key, of) => {
                let (key, of) = (self.ty(key), self.ty(of));
                TypeKind::WireOnly(WireOnly::Map(key, of))
            }
            Ty::WireOption(of) => TypeKind::WireOnly(WireOnly::Option(self.ty(of))),
        };
        self.intern(format!("{kind:?}"), kind)
    }

    /// A vec, with what makes and frees it.
    fn vec(&mut self, of: &Ty) -> TypeId {
        let pattern = TypePattern::Vec(self.ty(of));
        let count = self.known.len();
        let vec = self.pattern("Vec", pattern);
        if self.known.len() > count {
            let void = self.ty(&Ty::Primitive(Primitive::Void));
            let out = self.intern(format!("out {vec:?}"), TypeKind::ReadWritePointer(vec));
            let number = self.next();
            for (kind, last) in [("create", out), ("destroy", vec)] {
                let name = format!("interoptopus_vec_{kind}_{number}");
                let arguments = vec![Argument::new("x", last)];
                self.function(&name, Docs::empty(), None, false, arguments, void);
            }
        }
        vec
    }
}

impl Plan {
    /// The same, with names of parameters and fields that are in nobody's way.
    pub(crate) fn with_plain_parts(&self) -> Self {
        let mut plan = self.clone();
        for item in &mut plan.items {
            match &mut item.kind {
                Kind::Struct(_, fields) => rename(fields),
                Kind::Callback(signature) | Kind::Function(signature, _) => {
                    rename(&mut signature.parameters);
                }
                Kind::Service(service) => service
                    .constructors
                    .iter_mut()
                    .chain(&mut service.methods)
                    .for_each(|member| rename(&mut member.signature.parameters)),
                Kind::Enum(..) | Kind::Constant(_) | Kind::Opaque => {}
            }
        }
        plan
    }
}

fn rename(parts: &mut [Part]) {
    for (part, number) in parts.iter_mut().zip(0..) {
        // Of the same length, so that what fits on a line is the same.
        let length = part.name.trim_start_matches("r#").chars().count();
        part.name = format!("p{number}{}", "q".repeat(length.saturating_sub(2)));
    }
}

fn emission(module: Option<&str>) -> Emission {
    Emission::FileEmission(match module {
        Some("common") => FileEmission::Common,
        Some(module) => FileEmission::CustomModule(Module::from_string(module)),
        None => FileEmission::Default,
    })
}

fn repr(layout: Layout) -> Repr {
    Repr {
        layout,
        alignment: None,
    }
}

fn primitive(value: &PrimitiveValue) -> Primitive {
    match value {
        PrimitiveValue::Bool(_) => Primitive::Bool,
        PrimitiveValue::U64(_) => Primitive::U64,
        PrimitiveValue::I64(_) => Primitive::I64,
        PrimitiveValue::F32(_) => Primitive::F32,
        PrimitiveValue::F64(_) => Primitive::F64,
        _ => Primitive::U8,
    }
}
