//! The same API gives the same bytes, whatever the order of registration and the source lines.

use interoptopus::inventory::{FunctionId, Id, RustInventory, ServiceId, TypeId};
use interoptopus::lang::function::Signature;
use interoptopus::lang::types::{Type, TypeKind, TypePattern, VariantKind, WireOnly};
use interoptopus_backend_cpython::{Config, DocConfig, DocGenerator, Generator};
use reference_project as reference;

/// The text without the line that holds the hash, which the core computes over source lines.
fn text(inventory: RustInventory) -> String {
    let text = whole_text(inventory);
    let (kept, hash): (Vec<&str>, Vec<&str>) = text
        .lines()
        .partition(|line| !line.starts_with("_API_GUARD = "));
    assert_eq!(hash.len(), 1, "the hash stands on one line");
    kept.join("\n")
}

#[test]
fn the_order_of_registration_does_not_matter() {
    // Without a guard, which is the line left out of the comparison.
    let backwards = || {
        RustInventory::new()
            .register(reference::positions::register)
            .register(reference::asyncs::register)
            .register(reference::synchronized::register)
            .register(reference::wire::register)
            .register(reference::services::register)
            .register(reference::callbacks::register)
            .register(reference::fn_pointers::register)
            .register(reference::records::register)
            .register(reference::vecs::register)
            .register(reference::slices::register)
            .register(reference::cstrings::register)
            .register(reference::strings::register)
            .register(reference::opaque::register)
            .register(reference::pointers::register)
            .register(reference::borrows::register)
            .register(reference::references::register)
            .register(reference::results::register)
            .register(reference::options::register)
            .register(reference::data_enums::register)
            .register(reference::meta::register)
            .register(reference::surrogates::register)
            .register(reference::generics::register)
            .register(reference::enums::register)
            .register(reference::arrays::register)
            .register(reference::structs::register)
            .register(reference::functions::register)
            .register(reference::constants::register)
            .register(reference::chars::register)
            .register(reference::primitives::register)
            .validate()
    };
    assert_eq!(text(reference::inventory()), text(backwards()));
    assert_eq!(
        api_reference(reference::inventory()),
        api_reference(backwards())
    );
}

/// Ids hash the line an item stands on: other ids are what a comment above it makes of them.
#[test]
fn source_lines_do_not_matter() {
    let expected = text(reference::inventory());
    for salt in 1..=20 {
        assert_eq!(
            expected,
            text(shifted(reference::inventory(), salt)),
            "salt {salt}"
        );
    }
    assert_eq!(
        api_reference(reference::inventory()),
        api_reference(shifted(reference::inventory(), 1))
    );
}

#[test]
fn the_files_of_a_package_are_always_the_same() {
    let texts = |inventory| -> Vec<(String, String)> {
        let config = Config::builder().synchronized(reference::synchronized::SERVICES);
        let generator = Generator::new(config.build(), inventory);
        let texts = generator
            .package_texts("reference_project")
            .expect("the reference project is supported");
        let without_hash = |text: &str| {
            let kept = text.lines().filter(|it| !it.starts_with("_API_GUARD = "));
            kept.map(|line| format!("{line}\n")).collect()
        };
        let texts = texts.iter();
        texts
            .map(|(file, text)| (file.clone(), without_hash(text)))
            .collect()
    };
    let expected = texts(reference::inventory());
    assert!(expected.len() > 5);
    for salt in 1..=5 {
        assert!(
            expected == texts(shifted(reference::inventory(), salt)),
            "salt {salt}"
        );
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let run = || whole_text(reference::inventory());
    assert_eq!(run(), run());
    let run = || api_reference(reference::inventory());
    assert_eq!(run(), run());
}

fn generator(inventory: RustInventory) -> Generator {
    let config = Config::builder().synchronized(reference::synchronized::SERVICES);
    Generator::new(config.build(), inventory)
}

fn whole_text(inventory: RustInventory) -> String {
    generator(inventory)
        .file_text("reference_project")
        .expect("the reference project is supported")
}

fn api_reference(inventory: RustInventory) -> String {
    DocGenerator::new(&generator(inventory), DocConfig::default())
        .text()
        .expect("the reference project is supported")
}

/// The same inventory under other ids, and so in another order.
fn shifted(inventory: RustInventory, salt: u128) -> RustInventory {
    let ty = |id: TypeId| TypeId::from_id(id.id().derive(salt));
    let id = |id: Id| id.derive(salt);
    let signature = |mut signature: Signature| {
        for argument in &mut signature.arguments {
            argument.ty = ty(argument.ty);
        }
        signature.rval = ty(signature.rval);
        signature
    };
    let mut shifted = RustInventory::new();
    for (old, value) in inventory.types {
        shifted.register_type(ty(old), shifted_type(value, ty, signature));
    }
    for (old, mut value) in inventory.functions {
        value.signature = signature(value.signature);
        shifted.register_function(FunctionId::from_id(id(old.id())), value);
    }
    for (old, mut value) in inventory.constants {
        value.ty = ty(value.ty);
        shifted.register_constant(
            interoptopus::inventory::ConstantId::from_id(id(old.id())),
            value,
        );
    }
    for (old, mut value) in inventory.services {
        let function = |it: FunctionId| FunctionId::from_id(id(it.id()));
        value.ty = ty(value.ty);
        value.destructor = function(value.destructor);
        value.ctors = value.ctors.into_iter().map(function).collect();
        value.methods = value.methods.into_iter().map(function).collect();
        shifted.register_service(ServiceId::from_id(id(old.id())), value);
    }
    shifted
}

fn shifted_type(
    mut value: Type,
    ty: impl Fn(TypeId) -> TypeId,
    signature: impl Fn(Signature) -> Signature,
) -> Type {
    value.kind = match value.kind {
        TypeKind::Array(mut array) => {
            array.ty = ty(array.ty);
            TypeKind::Array(array)
        }
        TypeKind::Struct(mut item) => {
            for field in &mut item.fields {
                field.ty = ty(field.ty);
            }
            TypeKind::Struct(item)
        }
        TypeKind::Enum(mut item) => {
            for variant in &mut item.variants {
                if let VariantKind::Tuple(payload) = &mut variant.kind {
                    *payload = ty(*payload);
                }
            }
            TypeKind::Enum(item)
        }
        TypeKind::FnPointer(it) => TypeKind::FnPointer(signature(it)),
        TypeKind::ReadPointer(target) => TypeKind::ReadPointer(ty(target)),
        TypeKind::ReadWritePointer(target) => TypeKind::ReadWritePointer(ty(target)),
        TypeKind::WireOnly(wire) => TypeKind::WireOnly(match wire {
            WireOnly::String => WireOnly::String,
            WireOnly::Vec(item) => WireOnly::Vec(ty(item)),
            WireOnly::Map(key, item) => WireOnly::Map(ty(key), ty(item)),
            WireOnly::Option(item) => WireOnly::Option(ty(item)),
        }),
        TypeKind::TypePattern(pattern) => TypeKind::TypePattern(match pattern {
            TypePattern::Slice(item) => TypePattern::Slice(ty(item)),
            TypePattern::SliceMut(item) => TypePattern::SliceMut(ty(item)),
            TypePattern::Option(item) => TypePattern::Option(ty(item)),
            TypePattern::Result(ok, err) => TypePattern::Result(ty(ok), ty(err)),
            TypePattern::NamedCallback(it) => TypePattern::NamedCallback(signature(it)),
            TypePattern::AsyncCallback(item) => TypePattern::AsyncCallback(ty(item)),
            TypePattern::Vec(item) => TypePattern::Vec(ty(item)),
            TypePattern::Wire(item) => TypePattern::Wire(ty(item)),
            fixed @ (TypePattern::CStrPointer
            | TypePattern::Utf8String
            | TypePattern::Version
            | TypePattern::Bool
            | TypePattern::CChar
            | TypePattern::CVoid
            | TypePattern::TaskHandle) => TypePattern::clone(&fixed),
        }),
        fixed @ (TypeKind::Primitive(_) | TypeKind::Service | TypeKind::Opaque) => fixed,
    };
    value
}
