//! What cannot be expressed is refused before any text is made: everything at once, each with the
//! item, the reason and what the author can do.
#![expect(unreachable_pub, reason = "items as an author would write them")]

mod support;

use interoptopus::inventory::{FunctionId, RustInventory, TypeId};
use interoptopus::lang::function::{Argument, Function, Signature};
use interoptopus::lang::meta::{Docs, Emission, FileEmission, Visibility};
use interoptopus::lang::types::{Type, TypeInfo};
use interoptopus::pattern::guard::Version;
use interoptopus::{constant, extra_type, ffi, function};
use interoptopus_backend_cpython::{Config, Error, Generator};
use support::assert_snapshot;

fn generate(inventory: RustInventory) -> Result<String, Error> {
    Generator::new(Config::default(), inventory).file_text("example")
}

/// The message; what was refused once is refused again, in the same words.
fn refusal(inventory: RustInventory) -> String {
    match generate(inventory) {
        Err(error @ Error::Refused { .. }) => error.to_string(),
        Err(error) => panic!("refused for another reason: {error}"),
        Ok(text) => panic!("not refused:\n{text}"),
    }
}

mod names {
    use super::{constant, ffi, function, refusal};
    use interoptopus::extra_type;
    use interoptopus::inventory::RustInventory;

    #[ffi]
    pub fn init_lib() {}

    #[ffi]
    #[allow(
        non_camel_case_types,
        reason = "a name that a function may have; the macro allows it too"
    )]
    pub struct twice {
        pub x: u8,
    }

    #[ffi(export = "twice")]
    pub fn other_twice() {}

    #[ffi(name = "twice")]
    pub const TWICE: u8 = 2;

    #[ffi]
    pub struct LoadError {
        pub code: u32,
    }

    pub mod inner {
        use interoptopus::ffi;

        #[ffi(name = "LoadError")]
        pub enum Reason {
            Unknown,
        }
    }

    #[test]
    fn names_that_are_taken() {
        let inventory = RustInventory::new()
            .register(function!(init_lib))
            .register(function!(other_twice))
            .register(constant!(TWICE))
            .register(extra_type!(twice))
            .register(extra_type!(LoadError))
            .register(extra_type!(inner::Reason))
            .validate();
        super::assert_snapshot("error_names", &refusal(inventory));
    }
}

mod modules {
    use interoptopus::inventory::RustInventory;
    use interoptopus::{constant, extra_type, ffi, function};
    use interoptopus_backend_cpython::{Config, Error, Generator};

    #[ffi(module = "shapes")]
    pub struct Circle {
        pub radius: f32,
    }

    pub mod flat {
        use interoptopus::ffi;

        #[ffi(module = "flat.shapes")]
        pub struct Circle {
            pub radius: f64,
        }

        #[ffi(module = "flat-shapes")]
        pub struct Square {
            pub side: f64,
        }
    }

    pub mod again {
        use interoptopus::ffi;

        #[ffi(module = "shapes", name = "Circle")]
        pub struct Ring {
            pub radius: f32,
        }
    }

    /// Called as a module beside it.
    #[ffi(module = common)]
    pub fn shapes() {}

    /// Called as a module in its module.
    #[ffi(module = "shapes")]
    pub fn solid() {}

    #[ffi(module = "shapes.solid")]
    pub fn cube() {}

    #[ffi(module = "flat_shapes")]
    pub fn area() {}

    #[ffi(module = "Shapes.Solid")]
    pub fn sphere() {}

    #[ffi(module = "init_lib")]
    pub fn start() {}

    #[ffi(module = common)]
    pub struct MovedError {
        pub code: u32,
    }

    /// In one file the module itself has the name.
    #[ffi(module = "errors")]
    pub struct LoadError {
        pub code: u32,
    }

    #[ffi(name = "flat")]
    pub const FLAT: u8 = 1;

    fn inventory() -> RustInventory {
        RustInventory::new()
            .register(extra_type!(Circle))
            .register(extra_type!(flat::Circle))
            .register(extra_type!(flat::Square))
            .register(extra_type!(again::Ring))
            .register(extra_type!(MovedError))
            .register(extra_type!(LoadError))
            .register(function!(shapes))
            .register(function!(solid))
            .register(function!(cube))
            .register(function!(area))
            .register(function!(sphere))
            .register(function!(start))
            .register(constant!(FLAT))
            .validate()
    }

    #[test]
    fn modules_that_share_names() {
        let generator = Generator::new(Config::default(), inventory());
        match generator.package_texts("example") {
            Err(error @ Error::Refused { .. }) => {
                super::assert_snapshot("error_modules", &error.to_string());
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn items_of_modules_that_share_names_in_one_file() {
        super::assert_snapshot("error_modules_file", &super::refusal(inventory()));
    }
}

mod discriminants {
    use super::{extra_type, ffi, refusal};
    use interoptopus::inventory::RustInventory;

    /// Rust says 6 for `B`, the inventory says 1.
    #[ffi]
    pub enum AfterExplicit {
        A = 5,
        B,
    }

    /// Rust says 0 for `B`, the inventory says 1.
    #[ffi]
    pub enum AfterNegative {
        A = -1,
        B,
        C,
    }

    /// Right, but not to be told from the first.
    #[ffi]
    pub enum Descending {
        A = 5,
        B = 1,
    }

    /// Right: every value is its own or its position.
    #[ffi]
    pub enum Explicit {
        A = 1,
        B = 5,
        C = 7,
    }

    #[test]
    fn discriminants_that_look_wrong() {
        let inventory = RustInventory::new()
            .register(extra_type!(AfterExplicit))
            .register(extra_type!(AfterNegative))
            .register(extra_type!(Descending))
            .register(extra_type!(Explicit))
            .validate();
        super::assert_snapshot("error_discriminants", &refusal(inventory));
    }
}

mod values {
    use super::{Version, ffi, function, refusal};
    use interoptopus::inventory::RustInventory;
    use std::ffi::c_void;

    #[ffi]
    #[derive(Clone, Copy)]
    pub struct Empty {
        pub nothing: [u8; 0],
    }

    #[ffi]
    pub fn takes_empty(_: Empty) {}

    #[ffi]
    #[expect(improper_ctypes_definitions, reason = "which is why it is refused")]
    pub fn takes_array(x: [u8; 4]) -> [u8; 4] {
        x
    }

    #[ffi]
    pub fn takes_void(_: c_void) {}

    #[ffi]
    pub fn takes_version(_: Version) {}

    #[test]
    fn values_that_c_cannot_pass() {
        let inventory = RustInventory::new()
            .register(function!(takes_empty))
            .register(function!(takes_array))
            .register(function!(takes_void))
            .register(function!(takes_version))
            .validate();
        super::assert_snapshot("error_values", &refusal(inventory));
    }
}

#[expect(improper_ctypes_definitions, reason = "which is why they are refused")]
mod callbacks {
    use super::{extra_type, ffi, function, refusal};
    use interoptopus::callback;
    use interoptopus::inventory::RustInventory;

    // The macro checks this where the callbacks are used, and not all of it.
    callback!(TakeArray(x: [u8; 4]) -> u8);
    callback!(ReturnArray() -> [u8; 4]);
    callback!(TakeText(x: String) -> u8);
    callback!(TakeOptional(x: Option<TakeArray>, y: Option<Unnamed>));
    callback!(Unnamed(x: ffi::Slice<()>));

    #[ffi]
    pub struct Table {
        pub f: extern "C" fn(ffi::String) -> u8,
    }

    #[ffi]
    pub fn takes_callbacks(_: TakeArray, _: ReturnArray) {}

    #[ffi]
    pub fn takes_function(_: extern "C" fn(ffi::Vec<i8>)) {}

    #[test]
    fn functions_that_c_cannot_call() {
        let inventory = RustInventory::new()
            .register(function!(takes_callbacks))
            .register(function!(takes_function))
            .register(extra_type!(Table))
            .register(extra_type!(TakeText))
            .register(extra_type!(TakeOptional))
            .validate();
        super::assert_snapshot("error_callbacks", &refusal(inventory));
    }
}

mod owned {
    use super::{ffi, function, refusal};
    use interoptopus::builtins_vec;
    use interoptopus::inventory::RustInventory;

    #[ffi]
    pub struct Named {
        pub name: ffi::String,
    }

    #[ffi]
    pub fn takes_string(_: ffi::String) {}

    #[ffi]
    pub fn returns_named(count: u32) -> Named {
        let name = count.to_string().into();
        Named { name }
    }

    #[ffi]
    pub fn takes_vecs(_: ffi::Vec<i8>, _: ffi::Vec<u16>) {}

    #[ffi]
    pub fn takes_nothings(_: ffi::Slice<()>) {}

    #[test]
    fn values_that_nobody_could_make_or_free() {
        let inventory = RustInventory::new()
            .register(function!(takes_string))
            .register(function!(returns_named))
            .register(builtins_vec!(i8))
            .register(function!(takes_vecs))
            .register(function!(takes_nothings))
            .validate();
        super::assert_snapshot("error_owned", &refusal(inventory));
    }
}

mod services {
    #![expect(
        clippy::elidable_lifetime_names,
        clippy::items_after_statements,
        clippy::ptr_cast_constness,
        clippy::unused_async,
        clippy::unused_self,
        clippy::used_underscore_binding,
        reason = "in what the macro makes, and in what is only declared"
    )]

    use super::{Config, Generator, ffi, function, refusal};
    use interoptopus::inventory::RustInventory;
    use interoptopus::pattern::asynk::{Async, AsyncRuntime, TaskHandle};
    use interoptopus::{callback, service};

    #[ffi(service)]
    pub struct Smith;

    impl AsyncRuntime for Smith {
        type T = ();

        fn spawn<Fn, F>(&self, _: Fn) -> TaskHandle
        where
            Fn: FnOnce(Self::T) -> F + Send + 'static,
            F: Future<Output = ()> + Send + 'static,
        {
            TaskHandle::from_handle((), |()| ())
        }
    }

    #[ffi]
    impl Smith {
        pub fn create() -> Self {
            Self
        }

        pub async fn work(_: Async<Self>, x: u32) -> u32 {
            x
        }
    }

    #[ffi(service)]
    pub struct Later;

    #[ffi]
    impl Later {
        pub async fn make(_: Async<Smith>) -> Self {
            Self
        }

        pub fn take_nothings(&self, nothings: ffi::Slice<()>) -> usize {
            nothings.len()
        }
    }

    #[ffi(service)]
    pub struct Unknown;

    #[ffi]
    impl Unknown {}

    #[ffi]
    pub fn takes_unknown(_: &Unknown) {}

    #[ffi]
    pub struct Holder<'a> {
        pub smith: &'a Smith,
    }

    #[ffi]
    pub fn takes_holder<'a>(_: Holder<'a>) {}

    #[ffi]
    pub fn takes_optional(_: ffi::Option<*const Smith>) {}

    #[ffi]
    pub fn takes_pointer(_: *const *const Smith) {}

    callback!(OnSmith(smith: &Smith) -> u32);

    #[ffi]
    pub fn calls(_: OnSmith) {}

    #[ffi(export = "Later")]
    pub fn another_later() {}

    #[test]
    fn services_that_are_used_in_other_ways() {
        let inventory = RustInventory::new()
            .register(service!(Smith))
            .register(service!(Later))
            .register(function!(takes_unknown))
            .register(function!(takes_holder))
            .register(function!(takes_optional))
            .register(function!(takes_pointer))
            .register(function!(calls))
            .register(function!(another_later))
            .validate();
        super::assert_snapshot("error_services", &refusal(inventory));
    }

    #[ffi(service)]
    pub struct Lonely;

    #[ffi]
    impl Lonely {
        pub fn create() -> Self {
            Self
        }
    }

    #[test]
    fn names_that_no_service_has() {
        let refused = |inventory: RustInventory| {
            let config = Config::builder()
                .synchronized(["Lonely", "lonely", "Missing"])
                .nonblocking_spawn(["Lonely"]);
            let generator = Generator::new(config.build(), inventory);
            let error = generator.file_text("example").expect_err("it is refused");
            error.to_string()
        };
        let some = refused(RustInventory::new().register(service!(Lonely)).validate());
        let none = refused(RustInventory::new());
        super::assert_snapshot("error_synchronized", &format!("{some}\n\n{none}"));
    }
}

mod asyncs {
    #![expect(
        clippy::items_after_statements,
        clippy::ptr_cast_constness,
        clippy::trivially_copy_pass_by_ref,
        clippy::unused_async,
        clippy::used_underscore_binding,
        reason = "in what the macro makes, and in what is only declared"
    )]

    use super::{Config, Generator, ffi, function};
    use interoptopus::inventory::RustInventory;
    use interoptopus::pattern::asynk::{Async, AsyncCallback, AsyncRuntime, TaskHandle};
    use interoptopus::pattern::cstr::CStrPtr;
    use interoptopus::service;

    macro_rules! runtime {
        ($service:ident) => {
            impl AsyncRuntime for $service {
                type T = ();

                fn spawn<Fn, F>(&self, _: Fn) -> TaskHandle
                where
                    Fn: FnOnce(Self::T) -> F + Send + 'static,
                    F: Future<Output = ()> + Send + 'static,
                {
                    TaskHandle::dummy()
                }
            }
        };
    }

    #[ffi]
    pub struct Label {
        pub text: CStrPtr<'static>,
    }

    #[ffi(service)]
    pub struct Borrower;

    runtime!(Borrower);

    #[ffi]
    impl Borrower {
        pub async fn cstring(_: Async<Self>, _text: CStrPtr<'static>) {}

        pub async fn referred(_: Async<Self>, _number: &'static u32) {}

        pub async fn labelled(_: Async<Self>, _label: Label) {}

        pub async fn mapped(_: Async<Self>, _map: extern "C" fn(u32) -> u32) {}

        pub async fn served(_: Async<Self>, _other: &'static Borrower) {}

        pub async fn fine(_: Async<Self>, number: u32) -> u32 {
            number
        }
    }

    #[ffi(service)]
    pub struct Made;

    #[ffi]
    impl Made {
        pub async fn twice(_: Async<Borrower>, _other: &'static Borrower) -> Self {
            Self
        }
    }

    #[ffi]
    pub fn changes_borrower(_: &mut Borrower) {}

    #[ffi(service)]
    pub struct Host;

    runtime!(Host);

    #[ffi]
    impl Host {
        pub fn create() -> Self {
            Self
        }
    }

    #[ffi(service)]
    pub struct Guest;

    #[ffi]
    impl Guest {
        pub async fn create(_: Async<Host>) -> Self {
            Self
        }
    }

    #[ffi]
    pub fn changes_host(_: &mut Host) {}

    #[ffi]
    pub fn by_hand(_: AsyncCallback<u32>) -> TaskHandle {
        TaskHandle::dummy()
    }

    #[test]
    fn tasks_that_borrow_or_share() {
        let inventory = RustInventory::new()
            .register(service!(Borrower))
            .register(service!(Made))
            .register(service!(Host))
            .register(service!(Guest))
            .register(function!(changes_borrower))
            .register(function!(changes_host))
            .register(function!(by_hand))
            .validate();
        let config = Config::builder().synchronized(["Host"]).build();
        let refused = Generator::new(config, inventory).file_text("example");
        let error = refused.expect_err("it is refused");
        super::assert_snapshot("error_asyncs", &error.to_string());
    }
}

#[expect(improper_ctypes_definitions, reason = "which is why they are refused")]
mod wires {
    use super::{extra_type, ffi, function, refusal};
    use interoptopus::callback;
    use interoptopus::inventory::RustInventory;
    use interoptopus::wire::Wire;
    use std::collections::HashMap;

    const LATER: i32 = 7;

    /// A `Wire` has 1 for `B`, C has 7.
    #[ffi]
    pub enum ByConstant {
        A = 0,
        B = LATER,
    }

    #[ffi]
    pub struct Text {
        pub text: ffi::String,
    }

    #[ffi]
    pub struct Parts<'a> {
        pub name: String,
        pub items: ffi::Vec<u8>,
        pub bytes: ffi::Slice<'a, u8>,
        pub flag: ffi::Bool,
        pub letter: ffi::CChar,
        pub outcome: ffi::Result<u8, u8>,
        pub number: &'a u32,
        pub nothing: Option<()>,
        pub inner: Option<Wire<u8>>,
    }

    #[ffi(opaque)]
    pub struct Hidden {
        _x: u8,
    }

    #[ffi]
    pub struct Plain {
        pub name: String,
    }

    #[ffi]
    #[derive(PartialEq, Eq, Hash)]
    pub struct Key {
        pub number: u32,
    }

    #[ffi]
    pub fn takes_text(_: Wire<Text>) {}

    #[ffi]
    pub fn takes_parts<'a>(_: &'a Wire<Parts<'a>>) {}

    #[ffi]
    pub fn takes_hidden(_: Wire<Vec<Hidden>>) {}

    #[ffi]
    pub fn takes_wired_nothings(_: Wire<Vec<[u8; 0]>>) {}

    #[ffi]
    pub fn takes_constants(_: Wire<ByConstant>) {}

    #[ffi]
    pub fn takes_keys(_: Wire<HashMap<Key, u8>>, _: Wire<HashMap<Vec<u16>, u8>>) {}

    // The macro checks this only where the callback is used.
    callback!(TakePlain(x: Plain) -> u8);

    #[ffi]
    pub fn takes_plain(_: Wire<Plain>) {}

    #[test]
    fn what_the_core_cannot_write() {
        let inventory = RustInventory::new()
            .register(reference_project::wire::builtins)
            .register(reference_project::strings::builtins)
            .register(function!(takes_text))
            .register(function!(takes_parts))
            .register(function!(takes_hidden))
            .register(function!(takes_wired_nothings))
            .register(function!(takes_constants))
            .register(function!(takes_keys))
            .register(extra_type!(TakePlain))
            .validate();
        super::assert_snapshot("error_wire", &refusal(inventory));
    }

    #[test]
    fn memory_that_nobody_could_make_or_free() {
        let inventory = RustInventory::new()
            .register(function!(takes_plain))
            .validate();
        super::assert_snapshot("error_wire_builtins", &refusal(inventory));
    }
}

#[test]
fn two_api_guards() {
    let guard = |name: &str| Function {
        name: name.to_owned(),
        visibility: Visibility::Public,
        docs: Docs::empty(),
        emission: Emission::FileEmission(FileEmission::Default),
        signature: Signature {
            arguments: vec![],
            rval: Version::id(),
        },
    };
    let mut inventory = RustInventory::new();
    Version::register(&mut inventory);
    inventory.register_function(FunctionId::new(1), guard("guard_a"));
    inventory.register_function(FunctionId::new(2), guard("guard_b"));
    assert_snapshot("error_guards", &refusal(inventory));
}

/// Inventories made by hand can be wrong in ways that those of the macros cannot.
#[test]
fn inventories_made_by_hand() {
    use interoptopus::lang::types::{Field, Repr, Struct, TypeKind, WireOnly};
    let mut inventory = RustInventory::new();
    let id = TypeId::new(1);
    inventory.register_type(
        id,
        Type {
            name: "Endless".to_owned(),
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::FileEmission(FileEmission::Default),
            kind: TypeKind::Struct(Struct {
                fields: vec![Field::new("again", id)],
                repr: Repr::c(),
            }),
        },
    );
    inventory.register_function(
        FunctionId::new(1),
        Function {
            name: "unknown".to_owned(),
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::FileEmission(FileEmission::Default),
            signature: Signature {
                arguments: vec![Argument::new("x", TypeId::new(2))],
                rval: TypeId::new(3),
            },
        },
    );
    let (tree, trees) = (TypeId::new(4), TypeId::new(5));
    let named = |name: &str, kind| Type {
        name: name.to_owned(),
        visibility: Visibility::Public,
        docs: Docs::empty(),
        emission: Emission::FileEmission(FileEmission::Default),
        kind,
    };
    let fields = vec![Field::new("trees", trees)];
    let repr = Repr::c();
    let kind = TypeKind::Struct(Struct { fields, repr });
    inventory.register_type(tree, named("Tree", kind));
    let kind = TypeKind::WireOnly(WireOnly::Vec(tree));
    inventory.register_type(trees, named("Vec<Tree>", kind));
    assert_snapshot("error_by_hand", &refusal(inventory));
}
