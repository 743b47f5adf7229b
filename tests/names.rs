//! Names of an author beside those of the generator: what is called alike is still told apart.
#![expect(unreachable_pub, reason = "items as an author would write them")]

mod support;

use interoptopus::function;
use interoptopus::inventory::{FunctionId, RustInventory, ServiceId, TypeId};
use interoptopus::lang::function::{Argument, Function, Signature};
use interoptopus::lang::meta::{Docs, Emission, FileEmission, Visibility};
use interoptopus::lang::service::Service;
use interoptopus::lang::types::{
    Enum, Field, Layout, Primitive, Repr, Struct, Type, TypeInfo, TypeKind, Variant, VariantKind,
};
use interoptopus_backend_cpython::{Config, Generator};
use items::{level, number, wrapped};
use std::fs;
use std::path::Path;
use std::process::Command;
use support::{Python, pythons, target_folder};

mod items {
    use interoptopus::ffi;

    /// As the generator calls an unsigned byte in the name of an option.
    #[ffi]
    #[derive(Clone, Copy)]
    pub enum U8 {
        Low,
        High,
    }

    /// As the generator calls an option of an unsigned byte.
    #[ffi]
    #[derive(Clone, Copy)]
    pub struct OptionU8 {
        pub number: u8,
    }

    #[ffi]
    pub fn level(x: ffi::Option<U8>) -> ffi::Option<U8> {
        x
    }

    #[ffi]
    pub fn number(x: ffi::Option<u8>) -> ffi::Option<u8> {
        x
    }

    #[ffi]
    pub fn wrapped(x: ffi::Option<OptionU8>) -> ffi::Option<OptionU8> {
        x
    }
}

#[test]
fn types_called_as_primitives_are_no_primitives() {
    let inventory = RustInventory::new()
        .register(function!(level))
        .register(function!(number))
        .register(function!(wrapped))
        .validate();
    let text = Generator::new(Config::default(), inventory)
        .file_text("example")
        .expect("the names are allowed");
    let codecs: Vec<_> = text
        .lines()
        .filter_map(|line| line.split_once(" = _option("))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(codecs.len(), 3, "{codecs:?}");
    for function in ["level", "number", "wrapped"] {
        let (_, body) = text
            .split_once(&format!("\ndef {function}("))
            .expect("it is there");
        let (body, _) = body.split_once("\n\n\n").unwrap_or((body, ""));
        let used: Vec<_> = codecs
            .iter()
            .filter(|codec| body.contains(&format!("{codec}.")))
            .collect();
        assert_eq!(used.len(), 1, "{function} uses {used:?}");
    }
}

/// A struct, one that owns memory, an enum, one with data, a service and functions, with members and
/// parameters of these names, and functions of the others.
fn members(names: &[&str], functions: &[&str]) -> RustInventory {
    let mut inventory = RustInventory::new();
    let _ = inventory.register(reference_project::strings::builtins);
    u8::register(&mut inventory);
    <()>::register(&mut inventory);
    let (number, text) = (u8::id(), interoptopus::ffi::String::id());
    let [plain, owned, units, data, service, pointer] = [1, 2, 3, 4, 5, 6].map(TypeId::new);
    let mut add = |id, name: &str, kind| {
        let ty = Type {
            name: name.to_owned(),
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::FileEmission(FileEmission::Default),
            kind,
        };
        inventory.register_type(id, ty);
    };
    let structure = |ty: TypeId| {
        let fields = names.iter().map(|name| Field::new(name, ty)).collect();
        let repr = Repr::c();
        TypeKind::Struct(Struct { fields, repr })
    };
    add(plain, "Plain", structure(number));
    add(owned, "Owned", structure(text));
    let enumeration = |kind: &dyn Fn(isize) -> VariantKind| {
        let variants = names.iter().zip(0..);
        let variants = variants.map(|(name, value)| Variant::new(name, kind(value)));
        let repr = Repr {
            layout: Layout::Primitive(Primitive::U32),
            alignment: None,
        };
        TypeKind::Enum(Enum {
            variants: variants.collect(),
            repr,
        })
    };
    add(units, "Units", enumeration(&VariantKind::Unit));
    add(data, "Data", enumeration(&|_| VariantKind::Tuple(number)));
    add(service, "Server", TypeKind::Service);
    add(pointer, "*const T", TypeKind::ReadPointer(service));
    let mut ids = (1..).map(FunctionId::new);
    let mut add = |name: &str, arguments: Vec<Argument>, rval| {
        let id = ids.next().expect("there is always another");
        let function = Function {
            name: name.to_owned(),
            visibility: Visibility::Public,
            docs: Docs::empty(),
            emission: Emission::FileEmission(FileEmission::Default),
            signature: Signature { arguments, rval },
        };
        inventory.register_function(id, function);
        id
    };
    let instance = || vec![Argument::new("instance", pointer)];
    let destructor = add("server_destroy", instance(), <()>::id());
    let methods = names
        .iter()
        .map(|name| add(&format!("server_{name}"), instance(), number))
        .collect();
    for (function, ty) in [("numbers", number), ("texts", text)] {
        let arguments = names.iter().map(|name| Argument::new(name, ty)).collect();
        add(function, arguments, data);
    }
    for name in functions {
        add(name, Vec::new(), number);
    }
    let service = Service::new(service, Vec::new(), destructor, methods);
    inventory.register_service(ServiceId::new(1), service);
    inventory
}

/// What Python says when it runs the script with the module of these members as `m`.
fn run(python: &Python, names: &[&str], functions: &[&str], script: &str) -> String {
    let folder = target_folder().join("names").join(python.to_string());
    Generator::new(Config::default(), members(names, functions))
        .write_file(folder.join("named.py"))
        .expect("the names are allowed");
    let output = Command::new(&python.executable)
        .args(["-W", "error", "-c", &format!("import named as m\n{script}")])
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .expect("Python starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "CPython {python}: {message}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whatever a class has, in any version of Python, stays what it is: members are called otherwise.
#[test]
fn what_classes_have_anyway_stays() {
    for python in &pythons().usable {
        let listed = run(
            python,
            &["only"],
            &[],
            "kinds = [m.Plain, m.Owned, m.Units, m.Data, m.Server]\n\
             for kind in kinds:\n    \
                 for of in kind.__mro__[1:] + type(kind).__mro__[:-1]:\n        \
                     print(*(it for it in vars(of)), sep='\\n')\n",
        );
        let mut names: Vec<_> = listed.lines().filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.contains(&"from_buffer") && names.contains(&"close"));
        // Slots have names of fields behind an underscore.
        let bare: Vec<_> = names
            .iter()
            .map(|name| name.trim_matches('_'))
            .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
            .collect();
        names.extend(bare);
        names.sort_unstable();
        names.dedup();
        run(
            python,
            &names,
            &[],
            "for kind in [m.Plain, m.Owned, m.Units, m.Data, m.Server]:\n    \
                 inherited = {n for k in kind.__mro__[1:] + type(kind).__mro__[:-1] for n in vars(k)}\n    \
                 inherited -= {n for n in inherited if n.startswith('__')} | {'_codec', '_fields_', '_pack_'}\n    \
                 own = set(getattr(kind, '__members__', vars(kind)))\n    \
                 own = {n for n in own if kind is not m.Data or isinstance(vars(kind)[n], type)}\n    \
                 assert not inherited & own, (kind, inherited & own)\n",
        );
    }
}

/// Keywords, old, soft and new; what Python looks up by itself; and what generated code uses.
#[test]
fn names_of_the_language() {
    let names = [
        "None",
        "True",
        "False",
        "async",
        "await",
        "nonlocal",
        "r#match",
        "case",
        "type",
        "print",
        "exec",
        "_",
        "__",
        "___",
        "__x",
        "___x",
        "__x_",
        "_x_",
        "__init__",
        "__init_subclass__",
        "__class__",
        "__dict__",
        "__slots__",
        "__debug__",
        "__peg_parser__",
        "mro",
        "name",
        "value",
        "_value_",
        "_name_",
        "_missing_",
        "_ignore_",
        "_order_",
        "_names_",
        "_names",
        "_generate_next_value_",
        "_Units__x",
        "_Plain__x",
        "_Server__x",
        "self",
        "cls",
        "int",
        "str",
        "float",
        "bytes",
        "bool",
        "list",
        "dict",
        "tuple",
        "object",
        "property",
        "classmethod",
        "callable",
        "isinstance",
        "Plain",
        "Owned",
        "Units",
        "Data",
        "Server",
        "_t",
        "_ctypes",
        "_Self",
        "_result",
        "_value",
        "_library",
        "Any",
        "Ref",
        "Some",
        "\u{B5}",
        "e\u{301}",
        "\u{FB01}n",
        "\u{540D}\u{524D}",
        "X",
        "x",
    ];
    for python in &pythons().usable {
        let counts = run(
            python,
            &names,
            &[],
            "print(len(m.Plain._fields_), len(m.Owned.__match_args__), len(m.Units))\n\
             print(len(m.Data._names if hasattr(m.Data, '_names') else ()) or 0)\n\
             print(sum(1 for it in vars(m.Server).values() if type(it).__name__ == 'function'))\n\
             import inspect\n\
             print(len(inspect.signature(m.numbers).parameters))\n\
             plain = m.Plain(*range(len(m.Plain._fields_)))\n\
             assert m.Plain(**{n: i for i, n in enumerate(m.Plain.__match_args__)}) == plain\n\
             assert repr(plain).startswith('Plain(')\n\
             owned = m.Owned(*map(str, range(len(m.Owned.__match_args__))))\n\
             assert [getattr(owned, n) for n in m.Owned.__match_args__] == list(map(str, range(len(m.Owned.__match_args__))))\n",
        );
        let counts: Vec<usize> = counts
            .split_whitespace()
            .map(|it| it.parse().expect("a number"))
            .collect();
        let count = names.len();
        assert_eq!(counts[..3], [count; 3], "CPython {python}");
        assert_eq!(counts[4..], [count; 2], "CPython {python}");
    }
}

/// Functions may be called like builtins, which the module goes on to use.
#[test]
fn builtins_stay() {
    for python in &pythons().usable {
        let listed = run(
            python,
            &["only"],
            &[],
            "import builtins\nprint(*(n for n in dir(builtins) if n[0] != '_'), sep='\\n')",
        );
        let builtins: Vec<_> = listed.lines().collect();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inventories/check.py");
        run(python, &["only"], &builtins, "");
        let folder = target_folder().join("names").join(python.to_string());
        let alone = folder.join("alone");
        fs::create_dir_all(&alone).expect("the folder can be made");
        fs::copy(folder.join("named.py"), alone.join("named.py")).expect("it can be copied");
        let output = Command::new(&python.executable)
            .args(["-I".as_ref(), script.as_os_str()])
            .args([&alone, &alone])
            .output()
            .expect("Python starts");
        let said = String::from_utf8_lossy(&output.stdout);
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.is_empty() && failed.is_empty(),
            "CPython {python}: {said}{failed}"
        );
    }
}
