//! What is exported: owned, ordered and named, with no trace of the inventory it came from.
//!
//! Only [`lower`] sees the inventory. Every name in here has passed the gate in [`names`].

mod carrier;
mod docs;
mod layout;
mod lower;
mod names;
mod wire;

pub(crate) use carrier::{Carrier, Unit};
pub(crate) use docs::Docs;
pub(crate) use layout::Layout;
pub(crate) use lower::lower;
pub(crate) use names::{BINDINGS, Ident, RUNTIME, Reserved, is_importable};
pub(crate) use wire::{Composite, Number, Numbers, Shape, Wire, Wired};

use std::fmt::{self, Debug, Display};
use std::ops::Deref;
use std::rc::Rc;

/// How the output is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One module, where every name can be given once.
    File,
    /// A package, in which each module of the author's has names of its own.
    Package,
}

/// A module of a package, by the names on the way to it; the package itself has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Home(Vec<Ident>);

impl Home {
    pub(crate) fn new(names: impl IntoIterator<Item = Ident>) -> Self {
        Self(names.into_iter().collect())
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn names(&self) -> &[Ident] {
        &self.0
    }

    /// The module that this one lies in, and its name there; the package itself lies nowhere.
    pub(crate) fn split(&self) -> Option<(Self, &Ident)> {
        let (name, parent) = self.0.split_last()?;
        Some((Self(parent.to_vec()), name))
    }

    /// All modules on the way to this one, which is the last.
    pub(crate) fn way(&self) -> impl Iterator<Item = Self> {
        (0..=self.0.len()).map(|depth| Self(self.0[..depth].to_vec()))
    }

    /// A name that tells the module, too.
    fn prefixed(&self, name: &str) -> String {
        let prefix: String = self.0.iter().map(|it| format!("{it}_")).collect();
        prefix + name
    }
}

impl Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(Ident::as_str).collect();
        f.write_str(&names.join("."))
    }
}

/// A name by which others import an item.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    pub(crate) home: Home,
    pub(crate) name: Ident,
    /// What it is called where it is defined.
    pub(crate) definition: Ident,
}

/// Everything that one library exports.
#[derive(Debug)]
pub(crate) struct Api {
    /// The public names of all items, by what they are called where they are defined.
    pub(crate) exports: Vec<Export>,
    pub(crate) guard: Option<Guard>,
    pub(crate) constants: Vec<Constant>,
    /// The functions that make and free strings, where there are any.
    pub(crate) strings: Option<Strings>,
    /// Those that make and free what is in a `Wire`, where there are any.
    pub(crate) wires: Option<Wires>,
    /// Each after all that it is made of, otherwise by name.
    pub(crate) types: Vec<Definition>,
    /// By name.
    pub(crate) services: Vec<Members>,
    pub(crate) functions: Vec<Function>,
}

/// The function that tells which API the library was built with.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) symbol: String,
    pub(crate) hash: u64,
}

impl Api {
    /// The types that are defined elsewhere: the module, and what this one calls them.
    pub(crate) fn external(&self) -> impl Iterator<Item = (&str, &Ident)> {
        self.types.iter().filter_map(|definition| match definition {
            Definition::Enum(item) => Some((item.source.as_deref()?, &item.name)),
            Definition::Struct(item) => Some((item.source.as_deref()?, &item.name)),
            _ => None,
        })
    }

    /// Whether Rust may call Python.
    pub(crate) fn has_callbacks(&self) -> bool {
        let mut types = self.types.iter();
        types.any(|definition| {
            matches!(
                definition,
                Definition::Callback(_) | Definition::FnPointer(_)
            )
        })
    }
}

/// The symbols of the functions that make and free strings.
#[derive(Clone, Debug)]
pub(crate) struct Strings {
    pub(crate) create: String,
    pub(crate) destroy: String,
}

/// The symbols of the functions that make and free what is in a `Wire`.
#[derive(Clone, Debug)]
pub(crate) struct Wires {
    pub(crate) create: String,
    pub(crate) destroy: String,
}

#[derive(Debug)]
pub(crate) struct Constant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) value: Value,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Bool(bool),
    Int(i128),
    Float(f64),
}

/// A type that the module defines.
pub(crate) enum Definition {
    Enum(Shared<Enum>),
    Struct(Shared<Struct>),
    Array(Shared<Array>),
    DataEnum(Shared<DataEnum>),
    Option(Shared<Optional>),
    Result(Shared<Fallible>),
    Pointer(Shared<Pointer>),
    Slice(Shared<Slice>),
    Vec(Shared<Vector>),
    Callback(Shared<Callback>),
    FnPointer(Shared<FnPointer>),
    Opaque(Shared<Opaque>),
    Service(Shared<Service>),
    Completions(Shared<Completions>),
    Wire(Shared<Wire>),
    Composite(Shared<Composite>),
}

impl Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enum(item) => (**item).fmt(f),
            Self::Struct(item) => (**item).fmt(f),
            Self::Array(item) => (**item).fmt(f),
            Self::DataEnum(item) => (**item).fmt(f),
            Self::Option(item) => (**item).fmt(f),
            Self::Result(item) => (**item).fmt(f),
            Self::Pointer(item) => (**item).fmt(f),
            Self::Slice(item) => (**item).fmt(f),
            Self::Vec(item) => (**item).fmt(f),
            Self::Callback(item) => (**item).fmt(f),
            Self::FnPointer(item) => (**item).fmt(f),
            Self::Opaque(item) => (**item).fmt(f),
            Self::Service(item) => (**item).fmt(f),
            Self::Completions(item) => (**item).fmt(f),
            Self::Wire(item) => (**item).fmt(f),
            Self::Composite(item) => (**item).fmt(f),
        }
    }
}

/// A type where it is used.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    Void,
    Bool,
    Char,
    Int(Int),
    Float(Float),
    Enum(Shared<Enum>),
    Struct(Shared<Struct>),
    Array(Shared<Array>),
    DataEnum(Shared<DataEnum>),
    Option(Shared<Optional>),
    Result(Shared<Fallible>),
    Pointer(Shared<Pointer>),
    /// `ffi::String`.
    String,
    /// `ffi::CStrPtr`.
    CString,
    Slice(Shared<Slice>),
    Vec(Shared<Vector>),
    Callback(Shared<Callback>),
    /// `extern "C" fn`.
    FnPointer(Shared<FnPointer>),
    /// A pointer to an opaque type.
    Handle(Shared<Opaque>),
    /// A pointer to the object of a service: an argument lends it, a result gives it to Python.
    Service(Shared<Service>, Access),
    /// A pointer to `c_void`.
    Address,
    Wire(Shared<Wire>),
    /// A field or payload of what only `Wire` can pass.
    Wired(Wired),
}

/// `&T`, `*const T` or `Option<&T>`, or the same with `mut`: the inventory does not tell them apart.
#[derive(Debug)]
pub(crate) struct Pointer {
    /// The private name of the codec, which is all there is of it.
    pub(crate) name: Ident,
    pub(crate) target: Type,
    pub(crate) is_mutable: bool,
}

/// `ffi::Slice` or `ffi::SliceMut`.
#[derive(Debug)]
pub(crate) struct Slice {
    /// The private name of the codec, which is all there is of it.
    pub(crate) name: Ident,
    pub(crate) item: Type,
    pub(crate) is_mutable: bool,
}

/// `ffi::Vec`.
#[derive(Debug)]
pub(crate) struct Vector {
    /// The private name of the codec, which is all there is of it.
    pub(crate) name: Ident,
    pub(crate) item: Type,
    /// The symbol of the function that makes one of a copy of items.
    pub(crate) create: String,
    /// The symbol of the function that frees one.
    pub(crate) destroy: String,
}

/// A type of `callback!`: a function with the data it was made with.
#[derive(Debug)]
pub(crate) struct Callback {
    pub(crate) name: Ident,
    pub(crate) codec: Ident,
    pub(crate) docs: Docs,
    pub(crate) signature: Signature,
}

/// `extern "C" fn`, or the same in `Option`: the inventory does not tell them apart.
#[derive(Debug)]
pub(crate) struct FnPointer {
    /// Made of what the function takes and returns.
    pub(crate) name: Ident,
    pub(crate) codec: Ident,
    pub(crate) signature: Signature,
}

/// What a function that crosses the border takes and returns.
#[derive(Debug)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) result: Type,
}

/// A type of which Python sees only the address.
#[derive(Debug)]
pub(crate) struct Opaque {
    pub(crate) name: Ident,
    pub(crate) codec: Ident,
    pub(crate) docs: Docs,
}

/// A type whose objects Python owns and uses through their methods.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells something else of the type in Rust"
)]
pub(crate) struct Service {
    pub(crate) name: Ident,
    pub(crate) codec: Ident,
    pub(crate) docs: Docs,
    /// The symbol of the function that frees an object.
    pub(crate) destroy: String,
    /// Whether an object may point into what it was made from.
    pub(crate) may_borrow: bool,
    /// Whether some function uses an object alone.
    pub(crate) is_exclusive: bool,
    /// Whether one thread at a time uses objects.
    pub(crate) is_synchronized: bool,
    /// Whether its tasks are started without letting other threads of Python run meanwhile.
    pub(crate) has_nonblocking_spawn: bool,
}

/// How a function uses an object of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// `&S`: at the same time as others.
    Shared,
    /// `&mut S`: alone.
    Exclusive,
}

/// How Python hears of the end of async functions with results of one type.
#[derive(Debug)]
pub(crate) struct Completions {
    /// The private name of the object, which is all there is of it.
    pub(crate) name: Ident,
    /// Where the result lies, behind what tells whether there is one.
    pub(crate) result: Payload,
}

/// The functions of a service, in the order of the source.
#[derive(Debug)]
pub(crate) struct Members {
    pub(crate) service: Shared<Service>,
    pub(crate) constructors: Vec<Function>,
    pub(crate) methods: Vec<Function>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Int {
    U8,
    U16,
    U32,
    U64,
    Usize,
    I8,
    I16,
    I32,
    I64,
    Isize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Float {
    F32,
    F64,
}

/// An enum whose variants carry no data.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: Ident,
    /// The private name of the members by value.
    pub(crate) variants_name: Ident,
    pub(crate) codec: Ident,
    /// The Python module that it is imported from, if it is defined elsewhere.
    pub(crate) source: Option<String>,
    pub(crate) docs: Docs,
    pub(crate) repr: Int,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) value: i64,
}

/// A struct. Unless it owns memory, every bit pattern that its fields allow may be copied.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: Ident,
    /// The private name of the function that packs the fields, where one is used.
    pub(crate) pack_name: Ident,
    pub(crate) codec: Ident,
    /// The Python module that it is imported from, if it is defined elsewhere.
    pub(crate) source: Option<String>,
    pub(crate) docs: Docs,
    pub(crate) fields: Vec<Field>,
    pub(crate) kind: StructKind,
    pub(crate) layout: Layout,
    pub(crate) has_pointers: bool,
    /// Whether some part of it is memory in Rust that must be freed.
    pub(crate) is_owned: bool,
    /// Whether only `Wire` can pass it: then it has no layout.
    pub(crate) is_wired: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StructKind {
    C,
    Packed,
    Transparent,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    /// The private name of the memory where the public one checks.
    pub(crate) storage: Ident,
    pub(crate) docs: Docs,
    pub(crate) ty: Type,
    /// In bytes from the start of the struct.
    pub(crate) offset: usize,
}

/// A fixed number of items of one type, inside a struct.
#[derive(Debug)]
pub(crate) struct Array {
    /// The private name of the type.
    pub(crate) name: Ident,
    pub(crate) codec: Ident,
    pub(crate) item: Type,
    pub(crate) length: usize,
    pub(crate) layout: Layout,
}

/// An enum of which some variant carries data.
#[derive(Debug)]
pub(crate) struct DataEnum {
    pub(crate) name: Ident,
    pub(crate) codec: Ident,
    pub(crate) docs: Docs,
    /// The type of the tag; `None` for a transparent enum, which is what its only variant carries.
    pub(crate) repr: Option<Int>,
    pub(crate) variants: Vec<DataVariant>,
    pub(crate) carrier: Carrier,
    pub(crate) has_pointers: bool,
    /// Whether only `Wire` can pass it: then it has no layout.
    pub(crate) is_wired: bool,
}

#[derive(Debug)]
pub(crate) struct DataVariant {
    /// The name within the enum.
    pub(crate) name: Ident,
    /// The private name of the class.
    pub(crate) class_name: Ident,
    pub(crate) docs: Docs,
    pub(crate) tag: i64,
    pub(crate) payload: Option<Payload>,
}

/// A value behind a tag.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    pub(crate) ty: Type,
    /// In bytes from the start of the tag.
    pub(crate) offset: usize,
}

/// `ffi::Option`.
#[derive(Debug)]
pub(crate) struct Optional {
    /// The private name of the codec, which is all there is of it.
    pub(crate) name: Ident,
    pub(crate) some: Payload,
    pub(crate) carrier: Carrier,
    pub(crate) has_pointers: bool,
}

/// `ffi::Result`.
#[derive(Debug)]
pub(crate) struct Fallible {
    /// The private name of the codec, which is all there is of it.
    pub(crate) name: Ident,
    pub(crate) ok: Payload,
    pub(crate) err: Payload,
    /// The class that is raised, where the error type has a name.
    pub(crate) exception: Option<Exception>,
    pub(crate) carrier: Carrier,
    pub(crate) has_pointers: bool,
}

impl Fallible {
    /// What a function raises that returns it: the exception for the error first.
    fn exceptions(&self) -> Vec<String> {
        let exception = self.exception.as_ref();
        let exception = exception.map_or("RustError", |it| it.name.shown());
        let all = [exception, "RustPanicError", "NullError"];
        all.map(str::to_owned).into()
    }
}

/// The exception class of an error type.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    pub(crate) name: Ident,
    /// Whether this is the first result with the error, whose definition brings the class.
    pub(crate) is_defined_here: bool,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: Ident,
    pub(crate) receiver: Receiver,
    /// The private name of the native function.
    pub(crate) native: Ident,
    pub(crate) symbol: String,
    pub(crate) docs: Docs,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) result: Type,
    /// For an async function, which returns before there is a result.
    pub(crate) completions: Option<Shared<Completions>>,
}

impl Function {
    pub(crate) fn is_async(&self) -> bool {
        self.completions.is_some()
    }
}

impl Function {
    /// The services that a call uses.
    pub(crate) fn services(&self) -> impl Iterator<Item = &Shared<Service>> {
        let instance = match &self.receiver {
            Receiver::Object(service, _) => Some(service),
            Receiver::None | Receiver::Class(_) => None,
        };
        let arguments = self.parameters.iter().filter_map(|it| match &it.ty {
            Type::Service(service, _) => Some(service),
            _ => None,
        });
        instance.into_iter().chain(arguments)
    }
}

/// What a function is called on.
#[derive(Clone, Debug)]
pub(crate) enum Receiver {
    /// A free function.
    None,
    /// A constructor of a service.
    Class(Shared<Service>),
    /// A method of a service.
    Object(Shared<Service>, Access),
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// A definition that several types refer to. It prints as its name; [`Definition`] prints it whole.
pub(crate) struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

macro_rules! print_as_name {
    ($($shared:ty),*) => {
        $(impl Debug for Shared<$shared> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name.as_str())
            }
        })*
    };
}

print_as_name!(
    Enum,
    Struct,
    Array,
    DataEnum,
    Optional,
    Fallible,
    Pointer,
    Slice,
    Vector,
    Callback,
    FnPointer,
    Opaque,
    Service,
    Completions,
    Wire,
    Composite
);
