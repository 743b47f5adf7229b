//! A type of each kind, and an inventory with it in each position.

use super::construct::{Construct, Position};
use interoptopus::inventory::{FunctionId, RustInventory, ServiceId, TypeId};
use interoptopus::lang::function::{Argument, Function, Signature};
use interoptopus::lang::meta::{Docs, Emission, FileEmission, Visibility};
use interoptopus::lang::service::Service;
use interoptopus::lang::types::{
    Array, Enum, Field, Layout, Primitive, Repr, Struct, Type, TypeInfo, TypeKind, TypePattern,
    Variant, VariantKind,
};
use interoptopus::pattern::asynk::{AsyncCallback, TaskHandle};
use interoptopus::pattern::guard::Version;
use interoptopus::wire::Wire;
use interoptopus::{callback, ffi};
use reference_project::{strings, vecs, wire};
use std::collections::HashMap;
use std::ffi::c_void;

#[ffi]
pub struct Plain {
    pub x: f32,
}

#[ffi(transparent)]
pub struct Thin {
    pub x: u32,
}

#[ffi(packed)]
pub struct Tight {
    pub x: u8,
    pub y: u32,
}

#[ffi]
pub struct Owning {
    pub name: ffi::String,
}

#[ffi]
pub enum Choice {
    One,
    Two,
}

#[ffi]
pub enum Shape {
    Circle(f32),
    Nothing,
}

#[ffi(opaque)]
pub struct Hidden {
    _x: u8,
}

callback!(Told(x: u32) -> u32);

/// The type of a service that `Sample::service` makes.
const SERVICE: TypeId = TypeId::new(1);

/// An inventory in the making.
pub(crate) struct Sample {
    inventory: RustInventory,
    next: u128,
    offers: Offers,
}

/// What the macros of the core let a type do.
#[derive(Clone, Copy)]
struct Offers {
    raw: bool,
    awaited: bool,
    wired: bool,
}

/// What the core asks of a type there, if that does not hold: an author cannot write it.
pub(crate) fn core_refusal(construct: Construct, position: Position) -> Option<&'static str> {
    let mut sample = Sample::new();
    sample.of(construct);
    let offers = sample.offers;
    match position {
        Position::Awaited => (!offers.awaited).then_some("a task may outlive what it borrows"),
        Position::Wired => (!offers.wired).then_some("its `WIRE_SAFE` is false"),
        Position::ArrayItem if !is_copy(construct) => Some("items of arrays have to be `Copy`"),
        Position::VecItem if !is_clone(construct) => Some("items of vecs have to be `Clone`"),
        _ => (!offers.raw).then_some("its `RAW_SAFE` is false"),
    }
}

/// `TypeInfo` is implemented for arrays of what is `Copy`. What owns memory is not, and the generator
/// says so itself.
const fn is_copy(construct: Construct) -> bool {
    !matches!(
        construct,
        Construct::Result | Construct::CString | Construct::SliceMut
    )
}

/// `builtins_vec!` copies what another language lends. `callback!` derives no `Clone`.
const fn is_clone(construct: Construct) -> bool {
    !matches!(
        construct,
        Construct::CString | Construct::SliceMut | Construct::Callback
    )
}

/// An inventory with the construct in that position: several where the position has several forms,
/// one of which has to be supported.
pub(crate) fn samples(construct: Construct, position: Position) -> Vec<RustInventory> {
    let form = |build: fn(&mut Sample, TypeId)| {
        let mut sample = Sample::new();
        let id = sample.of(construct);
        build(&mut sample, id);
        sample.inventory
    };
    let forms: &[fn(&mut Sample, TypeId)] = match position {
        Position::Argument => &[Sample::argument, Sample::service_argument],
        Position::Result => &[Sample::result],
        Position::Field => &[Sample::field],
        Position::Payload => &[Sample::payload],
        Position::Some => &[
            |it, id| it.returned(TypePattern::Option(id)),
            |it, id| it.taken(TypePattern::Option(id)),
        ],
        Position::Ok => &[
            |it, id| {
                let error = it.rust::<Choice>();
                it.returned(TypePattern::Result(id, error));
            },
            |it, id| {
                let error = it.rust::<Choice>();
                it.taken(TypePattern::Result(id, error));
            },
        ],
        Position::Error => &[
            |it, id| {
                let ok = it.rust::<u32>();
                it.returned(TypePattern::Result(ok, id));
            },
            |it, id| {
                let ok = it.rust::<u32>();
                it.taken(TypePattern::Result(ok, id));
            },
        ],
        Position::ArrayItem => &[Sample::array_item],
        Position::SliceItem => &[
            |it, id| it.taken(TypePattern::Slice(id)),
            |it, id| it.taken(TypePattern::SliceMut(id)),
        ],
        Position::VecItem => &[Sample::vec_item],
        Position::Pointee => &[Sample::pointee],
        Position::CallbackArgument => &[|it, id| {
            let nothing = it.rust::<()>();
            it.callback(vec![id], nothing);
        }],
        Position::CallbackResult => &[|it, id| it.callback(vec![], id)],
        Position::Awaited => &[Sample::awaited],
        Position::Wired => &[
            |it, id| it.taken(TypePattern::Wire(id)),
            Sample::wired_field,
        ],
    };
    forms.iter().map(|build| form(*build)).collect()
}

impl Sample {
    fn new() -> Self {
        Self {
            inventory: RustInventory::new()
                .register(strings::builtins)
                .register(vecs::builtins)
                .register(wire::builtins)
                .validate(),
            next: 1_000,
            // Those of services, which are made by hand.
            offers: Offers {
                raw: true,
                awaited: false,
                wired: false,
            },
        }
    }

    fn next(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    fn rust<T: TypeInfo>(&mut self) -> TypeId {
        T::register(&mut self.inventory);
        T::id()
    }

    fn sample<T: TypeInfo>(&mut self) -> TypeId {
        self.offers = Offers {
            raw: T::RAW_SAFE,
            awaited: T::ASYNC_SAFE,
            wired: T::WIRE_SAFE,
        };
        self.rust::<T>()
    }

    fn of(&mut self, construct: Construct) -> TypeId {
        match construct {
            Construct::Unit => self.sample::<()>(),
            Construct::Bool => self.sample::<bool>(),
            Construct::Integer => self.sample::<u32>(),
            Construct::Float => self.sample::<f64>(),
            Construct::FfiBool => self.sample::<ffi::Bool>(),
            Construct::Char => self.sample::<ffi::CChar>(),
            Construct::Struct => self.sample::<Plain>(),
            Construct::Transparent => self.sample::<Thin>(),
            Construct::Packed => self.sample::<Tight>(),
            Construct::Record => self.sample::<Owning>(),
            Construct::Array => self.sample::<[u16; 3]>(),
            Construct::Enum => self.sample::<Choice>(),
            Construct::DataEnum => self.sample::<Shape>(),
            Construct::Option => self.sample::<ffi::Option<u32>>(),
            Construct::Result => self.sample::<ffi::Result<u32, Choice>>(),
            Construct::Pointer => self.sample::<*const u32>(),
            Construct::Address => self.sample::<*const c_void>(),
            Construct::OpaquePointer => self.sample::<*const Hidden>(),
            Construct::ServicePointer => {
                self.service(vec![]);
                self.add("pointer", TypeKind::ReadPointer(SERVICE))
            }
            Construct::String => self.sample::<ffi::String>(),
            Construct::CString => self.sample::<ffi::CStrPtr<'static>>(),
            Construct::Slice => self.sample::<ffi::Slice<'static, u32>>(),
            Construct::SliceMut => self.sample::<ffi::SliceMut<'static, u32>>(),
            Construct::Vec => self.sample::<ffi::Vec<u8>>(),
            Construct::Callback => self.sample::<Told>(),
            Construct::Function => self.sample::<extern "C" fn(u32) -> u32>(),
            Construct::Wire => self.sample::<Wire<String>>(),
            Construct::WireString => self.sample::<String>(),
            Construct::WireVec => self.sample::<Vec<u32>>(),
            Construct::WireMap => self.sample::<HashMap<u32, u32>>(),
            Construct::WireOption => self.sample::<Option<u32>>(),
            Construct::Version => self.sample::<Version>(),
            Construct::AsyncCallback => self.sample::<AsyncCallback<u32>>(),
            Construct::TaskHandle => self.sample::<TaskHandle>(),
            Construct::Opaque => self.sample::<Hidden>(),
            Construct::Service => {
                self.service(vec![]);
                SERVICE
            }
            Construct::Void => self.sample::<c_void>(),
        }
    }

    fn add(&mut self, name: &str, kind: TypeKind) -> TypeId {
        let id = TypeId::new(self.next());
        self.insert(id, name, kind);
        id
    }

    fn insert(&mut self, id: TypeId, name: &str, kind: TypeKind) {
        let ty = Type {
            name: name.to_owned(),
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::FileEmission(FileEmission::Default),
            kind,
        };
        self.inventory.register_type(id, ty);
    }

    fn function(&mut self, name: &str, arguments: Vec<TypeId>, rval: TypeId) -> FunctionId {
        let id = FunctionId::new(self.next());
        let arguments = arguments.into_iter().zip('a'..);
        let arguments = arguments.map(|(ty, name)| Argument::new(name.to_string(), ty));
        let function = Function {
            name: name.to_owned(),
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::FileEmission(FileEmission::Default),
            signature: Signature {
                arguments: arguments.collect(),
                rval,
            },
        };
        self.inventory.register_function(id, function);
        id
    }

    /// A service with these methods, and with what each must have.
    fn service(&mut self, methods: Vec<FunctionId>) {
        self.insert(SERVICE, "Shop", TypeKind::Service);
        let nothing = self.rust::<()>();
        let this = self.add("pointer", TypeKind::ReadPointer(SERVICE));
        let destructor = self.function("shop_destroy", vec![this], nothing);
        let service = Service::new(SERVICE, vec![], destructor, methods);
        // In place of the one without methods, if that is there.
        self.inventory.services.insert(ServiceId::new(1), service);
    }

    fn argument(&mut self, id: TypeId) {
        let nothing = self.rust::<()>();
        self.function("sample", vec![id], nothing);
    }

    /// What only methods take.
    fn service_argument(&mut self, id: TypeId) {
        let this = self.add("pointer", TypeKind::ReadPointer(SERVICE));
        let task = self.rust::<TaskHandle>();
        let method = self.function("shop_sample", vec![this, id], task);
        self.service(vec![method]);
    }

    fn result(&mut self, id: TypeId) {
        self.function("sample", vec![], id);
    }

    fn taken(&mut self, pattern: TypePattern) {
        let id = self.add("Pattern", TypeKind::TypePattern(pattern));
        self.argument(id);
    }

    fn returned(&mut self, pattern: TypePattern) {
        let id = self.add("Pattern", TypeKind::TypePattern(pattern));
        self.result(id);
    }

    fn holder(&mut self, id: TypeId) -> TypeId {
        let kind = TypeKind::Struct(Struct {
            fields: vec![Field::new("part", id)],
            repr: Repr::c(),
        });
        self.add("Holder", kind)
    }

    fn field(&mut self, id: TypeId) {
        let holder = self.holder(id);
        self.argument(holder);
    }

    fn payload(&mut self, id: TypeId) {
        let kind = TypeKind::Enum(Enum {
            variants: vec![
                Variant::new("Full", VariantKind::Tuple(id)),
                Variant::new("Empty", VariantKind::Unit(1)),
            ],
            repr: Repr {
                layout: Layout::Primitive(Primitive::U32),
                alignment: None,
            },
        });
        let holder = self.add("Holder", kind);
        self.argument(holder);
    }

    fn array_item(&mut self, id: TypeId) {
        let array = self.add("Items", TypeKind::Array(Array { ty: id, len: 2 }));
        self.field(array);
    }

    fn vec_item(&mut self, id: TypeId) {
        let vec = self.add("Items", TypeKind::TypePattern(TypePattern::Vec(id)));
        let nothing = self.rust::<()>();
        let slot = self.add("pointer", TypeKind::ReadWritePointer(vec));
        self.function("interoptopus_vec_create_1", vec![slot], nothing);
        self.function("interoptopus_vec_destroy_1", vec![vec], nothing);
        self.argument(vec);
    }

    fn pointee(&mut self, id: TypeId) {
        let pointer = self.add("pointer", TypeKind::ReadPointer(id));
        self.argument(pointer);
    }

    fn callback(&mut self, arguments: Vec<TypeId>, rval: TypeId) {
        let arguments = arguments.into_iter();
        let signature = Signature {
            arguments: arguments.map(|ty| Argument::new("x", ty)).collect(),
            rval,
        };
        let pattern = TypePattern::NamedCallback(signature);
        let callback = self.add("Called", TypeKind::TypePattern(pattern));
        self.argument(callback);
    }

    fn awaited(&mut self, id: TypeId) {
        let pattern = TypePattern::AsyncCallback(id);
        let callback = self.add("Awaited", TypeKind::TypePattern(pattern));
        self.service_argument(callback);
    }

    fn wired_field(&mut self, id: TypeId) {
        let holder = self.holder(id);
        self.taken(TypePattern::Wire(holder));
    }
}
