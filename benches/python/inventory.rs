//! A large inventory, put together by a program: functions with up to four arguments, structs, and
//! services.

use interoptopus::inventory::{FunctionId, RustInventory, ServiceId, TypeId};
use interoptopus::lang::function::{Argument, Function, Signature};
use interoptopus::lang::meta::{Docs, Emission, FileEmission, Visibility};
use interoptopus::lang::service::Service;
use interoptopus::lang::types::{Field, Repr, Struct, Type, TypeInfo, TypeKind};

/// An inventory of so many functions, structs and services: always the same one.
///
/// A third of the arguments and results are structs, where there are any.
pub(crate) fn inventory(functions: u32, structs: u32, services: u32) -> RustInventory {
    let mut inventory = RustInventory::new();
    let mut choice = Choice(1);
    let scalars = scalars(&mut inventory);
    let mut types = Vec::new();
    for number in 0..structs {
        let id = TypeId::new(u128::from(number));
        // Every struct may hold those before it, so that some are nested.
        let fields = fields(&mut choice, &scalars, &types);
        types.push(id);
        inventory.register_type(id, structure(number, fields));
    }
    for number in 0..functions {
        let mut function = function(number, &mut choice, &scalars, &types);
        if number == 0 {
            // One that the reference library has, too: to be called.
            "same_u32".clone_into(&mut function.name);
            function.signature = Signature {
                arguments: vec![Argument::new("x", u32::id())],
                rval: u32::id(),
            };
        }
        inventory.register_function(FunctionId::new(u128::from(number)), function);
    }
    for number in 0..services {
        service(number, &mut inventory, &mut choice, &scalars, &types);
    }
    inventory
}

/// A service with a constructor and ten methods.
fn service(
    number: u32,
    inventory: &mut RustInventory,
    choice: &mut Choice,
    scalars: &[TypeId],
    structs: &[TypeId],
) {
    let first = 1_000_000 + u128::from(number) * 100;
    let (ty, pointer) = (TypeId::new(first), TypeId::new(first + 1));
    let named = |name: String, kind| Type {
        name,
        visibility: Visibility::Public,
        docs: docs(&["What serves."]),
        emission: Emission::FileEmission(FileEmission::Default),
        kind,
    };
    inventory.register_type(ty, named(format!("Service{number:03}"), TypeKind::Service));
    let kind = TypeKind::ReadPointer(ty);
    inventory.register_type(pointer, named("*const T".to_owned(), kind));
    <()>::register(inventory);
    let mut ids = (0..12).map(|member| FunctionId::new(first + member));
    let mut add = |name: &str, instance: Option<TypeId>, rval: Option<TypeId>| {
        let mut member = function(0, choice, scalars, structs);
        member.name = format!("service_{number:03}_{name}");
        let arguments = &mut member.signature.arguments;
        arguments.splice(0..0, instance.map(|ty| Argument::new("instance", ty)));
        if name == "destroy" {
            arguments.truncate(1);
        }
        member.signature.rval = rval.unwrap_or(member.signature.rval);
        let id = ids.next().expect("there are enough");
        inventory.register_function(id, member);
        id
    };
    let constructor = add("create", None, Some(pointer));
    let destructor = add("destroy", Some(pointer), Some(<()>::id()));
    let methods = (0..10).map(|method| add(&format!("method_{method}"), Some(pointer), None));
    let methods = methods.collect();
    let service = Service::new(ty, vec![constructor], destructor, methods);
    inventory.register_service(ServiceId::new(first), service);
}

/// Types without a definition. As in most libraries, some are used more often than others.
fn scalars(inventory: &mut RustInventory) -> Vec<TypeId> {
    fn add<T: TypeInfo>(inventory: &mut RustInventory, times: usize) -> Vec<TypeId> {
        T::register(inventory);
        vec![T::id(); times]
    }
    [
        add::<u32>(inventory, 6),
        add::<i32>(inventory, 4),
        add::<f64>(inventory, 4),
        add::<f32>(inventory, 3),
        add::<bool>(inventory, 3),
        add::<u64>(inventory, 3),
        add::<i64>(inventory, 2),
        add::<u8>(inventory, 2),
        add::<usize>(inventory, 1),
        add::<u16>(inventory, 1),
        add::<i16>(inventory, 1),
        add::<i8>(inventory, 1),
    ]
    .concat()
}

fn structure(number: u32, fields: Vec<Field>) -> Type {
    Type {
        name: format!("Record{number:04}"),
        visibility: Visibility::Public,
        docs: docs(&["What is known about an item.", "", "More is in the manual."]),
        emission: Emission::FileEmission(FileEmission::Default),
        kind: TypeKind::Struct(Struct {
            fields,
            repr: Repr::c(),
        }),
    }
}

fn fields(choice: &mut Choice, scalars: &[TypeId], structs: &[TypeId]) -> Vec<Field> {
    (1..=2 + choice.below(4))
        .map(|number| Field {
            docs: docs(&["What the field says."]),
            ..Field::new(
                format!("field_{number}"),
                if structs.is_empty() || choice.below(8) > 0 {
                    choice.among(scalars)
                } else {
                    choice.among(structs)
                },
            )
        })
        .collect()
}

fn function(number: u32, choice: &mut Choice, scalars: &[TypeId], structs: &[TypeId]) -> Function {
    let any = |choice: &mut Choice| {
        if structs.is_empty() || choice.below(3) > 0 {
            choice.among(scalars)
        } else {
            choice.among(structs)
        }
    };
    let arguments = (0..choice.below(5))
        .map(|number| Argument::new(format!("argument_{number}"), any(choice)))
        .collect();
    let rval = any(choice);
    Function {
        name: format!("library_function_{number:05}"),
        visibility: Visibility::Public,
        docs: docs(&[
            "Computes one thing from the others.",
            "",
            "There is more to say about it, and what is said stays on a line of its own.",
        ]),
        emission: Emission::FileEmission(FileEmission::Default),
        signature: Signature { arguments, rval },
    }
}

fn docs(lines: &[&str]) -> Docs {
    Docs::from_lines(lines.iter().map(ToString::to_string).collect())
}

/// Chooses as if by chance, the same every time: a linear congruential generator.
struct Choice(u64);

impl Choice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).expect("31 bits fit");
        high % limit
    }

    fn among(&mut self, types: &[TypeId]) -> TypeId {
        types[self.below(types.len())]
    }
}
