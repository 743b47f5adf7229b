//! The gate that every Python identifier passes.
//!
//! A name keeps its Rust spelling wherever Python allows; where it does not, or where the module
//! itself needs the name in the same scope, it gets a trailing underscore.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Display};
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization as _;

/// A name that Python accepts and that is free in its scope.
#[derive(Clone)]
pub(crate) struct Ident {
    text: String,
    /// What users call the item, where that is something else.
    shown: Option<String>,
}

impl Ident {
    fn new(text: String) -> Self {
        Self { text, shown: None }
    }

    /// The same name, of an item that users call otherwise.
    pub(super) fn called(self, shown: String) -> Self {
        Self {
            shown: Some(shown),
            ..self
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What messages call the item.
    pub(crate) fn shown(&self) -> &str {
        self.shown.as_ref().unwrap_or(&self.text)
    }
}

impl PartialEq for Ident {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Ident {}

impl PartialOrd for Ident {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ident {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl AsRef<str> for Ident {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The names of one module, class or function.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// Names that no item may have, because the text around it uses them.
    reserved: Rc<BTreeSet<String>>,
    /// The names given so far, and to what.
    taken: BTreeMap<String, String>,
    /// Whether names that start and end with one underscore are Python's own here.
    is_class: bool,
    /// How the names start that an enum takes for private ones of its class.
    mangled: Option<String>,
}

/// What a module's own code calls by name, so that no item of that name may hide it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reserved {
    /// Names that users of the module see, such as `init_lib`.
    pub(crate) public: BTreeSet<String>,
    /// Private names and builtins.
    pub(crate) private: BTreeSet<String>,
}

impl Scope {
    /// The scope of a module or of a function.
    pub(super) fn new(reserved: &Rc<BTreeSet<String>>) -> Self {
        Self {
            reserved: Rc::clone(reserved),
            taken: BTreeMap::new(),
            is_class: false,
            mangled: None,
        }
    }

    /// The scope of a class.
    pub(super) fn class(reserved: &Rc<BTreeSet<String>>) -> Self {
        Self {
            is_class: true,
            ..Self::new(reserved)
        }
    }

    /// The scope of the class of an enum with that name.
    pub(super) fn of_enum(reserved: &Rc<BTreeSet<String>>, name: &Ident) -> Self {
        Self {
            mangled: Some(format!("_{name}__")),
            ..Self::class(reserved)
        }
    }

    /// The item of the scope that has the name, if that is one.
    pub(super) fn owner(&self, name: &str) -> Option<&str> {
        self.taken.get(name).map(String::as_str)
    }

    /// Whether the module or another item of the scope uses the name.
    pub(super) fn is_used(&self, name: &str) -> bool {
        self.reserved.contains(name) || self.taken.contains_key(name)
    }

    /// The Python name of what Rust calls `rust_name`, or the other item that has it already.
    pub(super) fn name(&mut self, rust_name: &str, owner: &str) -> Result<Ident, String> {
        let mut name = identifier(rust_name);
        while self.is_kept(&name) {
            name.push('_');
        }
        match self.taken.get(&name) {
            Some(other) => Err(other.clone()),
            None => Ok(self.take(name, owner)),
        }
    }

    /// Keeps a name from all that are still to be named.
    pub(super) fn occupy(&mut self, name: &str) {
        self.take(name.to_owned(), "");
    }

    /// As [`Scope::name`], but a name that is taken gets another underscore.
    pub(super) fn free_name(&mut self, rust_name: &str) -> Ident {
        let mut name = identifier(rust_name);
        while self.is_kept(&name) || self.taken.contains_key(&name) {
            name.push('_');
        }
        self.take(name, "")
    }

    /// As [`Scope::free_name`], for what stands in a class or a function of that module, whose private
    /// names are used there.
    pub(super) fn inner_name(&mut self, rust_name: &str, module: &Self) -> Ident {
        let mut name = identifier(rust_name);
        while self.is_kept(&name)
            || self.taken.contains_key(&name)
            || (name.starts_with('_') && module.is_used(&name))
        {
            name.push('_');
        }
        self.take(name, "")
    }

    fn take(&mut self, name: String, owner: &str) -> Ident {
        self.taken.insert(name.clone(), owner.to_owned());
        Ident::new(name)
    }

    /// Whether no item may have the name, because Python or the text around it does.
    fn is_kept(&self, name: &str) -> bool {
        let is_mangled = |start: &String| name.starts_with(start) && !name.ends_with("__");
        KEYWORDS.contains(&name)
            || is_dunder(name)
            || self.reserved.contains(name)
            || (self.is_class && is_sunder(name))
            || self.mangled.as_ref().is_some_and(is_mangled)
    }
}

/// Rust's spelling without `r#`, as Python reads it, with underscores for what no identifier may
/// hold, and one underscore at the start where there are more.
fn identifier(rust_name: &str) -> String {
    let name = rust_name.strip_prefix("r#").unwrap_or(rust_name);
    // Python compares identifiers in this form, and so does every attribute and keyword.
    let in_identifier = |c| {
        if unicode_ident::is_xid_continue(c) {
            c
        } else {
            '_'
        }
    };
    let mut out: String = if name.is_ascii() {
        name.chars().map(in_identifier).collect()
    } else {
        name.nfkc().map(in_identifier).collect()
    };
    let is_start = |c: char| c == '_' || unicode_ident::is_xid_start(c);
    if !out.starts_with(is_start) {
        out.insert(0, '_');
    }
    if out.starts_with("__") && !out.ends_with("__") {
        // In a class Python would mangle it with the name of the class.
        let start = out.len() - out.trim_start_matches('_').len();
        out.drain(..start - 1);
    }
    out
}

/// What Python calls a module of a package.
pub(super) fn module(rust_name: &str) -> Ident {
    let mut name = Scope::new(&Rc::default()).free_name(rust_name).text;
    let lowercase = name.to_lowercase();
    let is_device = match lowercase.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "com" | "lpt" => lowercase.len() == 4,
        _ => DEVICES.contains(&lowercase.as_str()),
    };
    if is_device || OF_MODULES.contains(&lowercase.as_str()) {
        name.push('_');
    }
    Ident::new(name)
}

/// The modules of a package that are no module of the author's.
pub(crate) const RUNTIME: &str = "_runtime";
pub(crate) const BINDINGS: &str = "_bindings";

/// What modules of a package name themselves.
const OF_MODULES: [&str; 5] = [RUNTIME, BINDINGS, "_publish", "annotations", "globals"];

/// Windows has no files of these names, whatever their ending.
const DEVICES: [&str; 4] = ["aux", "con", "nul", "prn"];

/// Whether `import` takes the name as it is.
pub(crate) fn is_importable(name: &str) -> bool {
    identifier(name) == name && !KEYWORDS.contains(&name)
}

/// The Python name of a type, from the name that the inventory has: `Pair<i32>` is `PairI32`.
pub(super) fn type_name(rust_name: &str) -> String {
    let rust_name = &without_lifetimes(rust_name);
    let mut out = String::new();
    for (number, part) in rust_name
        .split(|c: char| "<>(), &'\"".contains(c))
        .enumerate()
    {
        let part = part.rsplit("::").next().unwrap_or(part);
        if number == 0 {
            out.push_str(part);
            continue;
        }
        // Arrays: `[u8; 4]` arrives as `[u8;` and `4]`.
        let part = part
            .replace(['[', ']'], "")
            .replace(';', "x")
            .replace('-', "Minus");
        let mut characters = part.chars();
        if let Some(first) = characters.next() {
            out.extend(first.to_uppercase());
            out.push_str(characters.as_str());
        }
    }
    if is_local_of_wires(&out) {
        out.push('_');
    }
    out
}

/// Lifetimes stand in the names of generic types: `View<'_>`. Characters do too: `Is<'a'>`.
fn without_lifetimes(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('\'') {
        out.push_str(before);
        let end = after
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(after.len());
        let is_character = after[end..].starts_with('\'');
        out.push_str(if is_character { &after[..end] } else { "" });
        rest = &after[end + usize::from(is_character)..];
    }
    out + rest
}

/// The names that the class of an enum has anyway.
pub(super) fn enum_reserved() -> Rc<BTreeSet<String>> {
    Rc::new(ENUM_ATTRIBUTES.iter().map(ToString::to_string).collect())
}

/// The names that the class of an enum with data has anyway.
pub(super) fn data_enum_reserved() -> Rc<BTreeSet<String>> {
    Rc::new(
        DATA_ENUM_ATTRIBUTES
            .iter()
            .map(ToString::to_string)
            .collect(),
    )
}

/// The names that the class of a struct has anyway.
pub(super) fn struct_reserved() -> Rc<BTreeSet<String>> {
    Rc::new(STRUCT_ATTRIBUTES.iter().map(ToString::to_string).collect())
}

/// The names that the class of a service has anyway.
pub(super) fn service_reserved() -> Rc<BTreeSet<String>> {
    Rc::new(SERVICE_ATTRIBUTES.iter().map(ToString::to_string).collect())
}

/// The names that functions have anyway.
pub(super) fn function_reserved() -> Rc<BTreeSet<String>> {
    Rc::new(FUNCTION_BODY.iter().map(ToString::to_string).collect())
}

/// Whether the functions that write and read what is in a `Wire`, where types are named, have such a
/// local.
fn is_local_of_wires(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    WIRE_LOCALS.contains(&stem)
}

/// Whether a name starts and ends with two underscores, as those that Python looks up itself.
fn is_dunder(name: &str) -> bool {
    let inner = name.strip_prefix("__").and_then(|it| it.strip_suffix("__"));
    inner.is_some_and(|it| !it.is_empty() && !it.starts_with('_') && !it.ends_with('_'))
}

/// Whether a name starts and ends with one underscore.
fn is_sunder(name: &str) -> bool {
    name.starts_with('_') && name.ends_with('_') && !name.ends_with("__")
}

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// What the body of a function names, beside the module's private names and types.
const FUNCTION_BODY: &[&str] = &[
    "_alone", "_call", "_made", "_result", "_shared", "_used", "_value",
];

/// The locals of functions that write and read what is in a `Wire`, without numbers at the end.
const WIRE_LOCALS: &[&str] = &[
    "_at", "_count", "_data", "_field", "_item", "_items", "_key", "_kind", "_made", "_out",
    "_pack", "_part", "_size", "_some", "_start", "_tag", "_text", "_unpack", "_value",
];

/// Attributes of `enum.IntEnum`, `int` and their metaclass.
const ENUM_ATTRIBUTES: &[&str] = &[
    "_check_for_existing_members",
    "_convert",
    "as_integer_ratio",
    "bit_count",
    "bit_length",
    "conjugate",
    "denominator",
    "from_bytes",
    "imag",
    "is_integer",
    "mro",
    "name",
    "numerator",
    "real",
    "to_bytes",
    "value",
];

/// Attributes of the base of enums with data, and the name of the union of the variants.
const DATA_ENUM_ATTRIBUTES: &[&str] = &[
    "Any",
    "_instance",
    "_is_case",
    "_names",
    "_payload",
    "_where",
    "mro",
    "value",
];

/// Attributes of `ctypes.Structure` and its metaclass.
const STRUCT_ATTRIBUTES: &[&str] = &[
    "_abstract_",
    "_align_",
    "_anonymous_",
    "_b_base_",
    "_b_needsfree_",
    "_fields_",
    "_layout_",
    "_objects",
    "_pack_",
    "_swappedbytes_",
    "_values",
    "from_address",
    "from_buffer",
    "from_buffer_copy",
    "from_param",
    "in_dll",
    "mro",
];

/// Attributes of the base of services and its metaclass, and what the body of the class names.
const SERVICE_ATTRIBUTES: &[&str] = &[
    "_adopt",
    "_alone",
    "_become",
    "_borrowed",
    "_closed",
    "_closing",
    "_codec",
    "_handle",
    "_is_borrower",
    "_lend",
    "_lend_alone",
    "_lender",
    "_opened",
    "_opened_lender",
    "_owners",
    "_refuse_init",
    "_refused",
    "_settle",
    "_shared",
    "_start",
    "_taken",
    "_turned",
    "classmethod",
    "close",
    "list",
    "mro",
];

#[cfg(test)]
mod tests {
    use super::{Scope, type_name};
    use std::rc::Rc;

    #[test]
    fn keywords_and_reserved_names_get_an_underscore() {
        let mut scope = Scope::new(&Rc::new(["_ctypes".to_owned()].into()));
        let mut name = |rust: &str| scope.name(rust, "item").map(|ident| ident.to_string());
        assert_eq!(name("r#match").as_deref(), Ok("match"));
        assert_eq!(name("None").as_deref(), Ok("None_"));
        assert_eq!(name("_ctypes").as_deref(), Ok("_ctypes_"));
        assert_eq!(name("__all__").as_deref(), Ok("__all___"));
        assert_eq!(name("__private").as_deref(), Ok("_private"));
        assert_eq!(name("\u{B5}s").as_deref(), Ok("\u{3BC}s"));
        assert_eq!(name("2²").as_deref(), Ok("_22"));
        assert_eq!(name("a-b").as_deref(), Ok("a_b"));
        assert_eq!(name("a_b"), Err("item".to_owned()));
    }

    #[test]
    fn class_names_are_neither_mangled_nor_python_s_own() {
        let mut scope = Scope::class(&Rc::default());
        assert_eq!(scope.free_name("__x").as_str(), "_x");
        assert_eq!(scope.free_name("_x").as_str(), "_x__");
        assert_eq!(scope.free_name("_value_").as_str(), "_value__");
        assert_eq!(scope.free_name("_").as_str(), "__");
        assert_eq!(scope.free_name("___y").as_str(), "_y");
        assert_eq!(scope.free_name("_y").as_str(), "_y__");
        assert_eq!(scope.free_name("__init__").as_str(), "__init___");
    }

    #[test]
    fn generic_types_are_camel_case() {
        assert_eq!(type_name("Vec2"), "Vec2");
        assert_eq!(type_name("Pair<i32>"), "PairI32");
        assert_eq!(type_name("Outer<Pair<i32>, 32>"), "OuterPairI3232");
        assert_eq!(type_name("FixedString<32>"), "FixedString32");
        assert_eq!(type_name("Offset<-5>"), "OffsetMinus5");
        assert_eq!(type_name("Of<[u8; 4]>"), "OfU8x4");
        assert_eq!(type_name("Ref<&a::B>"), "RefB");
        assert_eq!(type_name("View<'_>"), "View");
        assert_eq!(type_name("Borrowed<'_, u32>"), "BorrowedU32");
        assert_eq!(type_name("Is<'a'>"), "IsA");
        assert_eq!(type_name("_data"), "_data_");
        assert_eq!(type_name("_text1"), "_text1_");
    }
}
