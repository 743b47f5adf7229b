//! What an inventory is to hold, before it has ids.

use super::random::Random;
use super::texts::docs;
use super::words::Words;
use interoptopus::lang::meta::Docs;
use interoptopus::lang::types::{Layout, Primitive, PrimitiveValue};

/// The items of an inventory; those that make up types stand before those that use them.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) items: Vec<Item>,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) module: Option<String>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Constant(PrimitiveValue),
    /// The layout is of no meaning where only a `Wire` can pass it.
    Struct(Layout, Vec<Part>),
    Enum(Primitive, Vec<Part>),
    Opaque,
    Callback(Signature),
    Function(Signature, bool),
    Service(Service),
}

/// A parameter, field or variant, the last perhaps without a type.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) ty: Option<Ty>,
}

#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Part>,
    pub(crate) result: Box<Ty>,
}

#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) constructors: Vec<Member>,
    pub(crate) methods: Vec<Member>,
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) is_async: bool,
    pub(crate) is_exclusive: bool,
    pub(crate) signature: Signature,
}

#[derive(Clone, Debug)]
pub(crate) enum Ty {
    Primitive(Primitive),
    Bool,
    Char,
    String,
    CString,
    Address,
    /// A type of the plan, by its position.
    Item(usize),
    Array(Box<Ty>, usize),
    Option(Box<Ty>),
    Result(Box<Ty>, Box<Ty>),
    Slice(Box<Ty>, bool),
    Vec(Box<Ty>),
    Pointer(Box<Ty>, bool),
    Function(Signature),
    Wire(Box<Ty>),
    WireString,
    WireVec(Box<Ty>),
    WireMap(Box<Ty>, Box<Ty>),
    WireOption(Box<Ty>),
}

/// What has become of the types so far, as far as other types need to know.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself")]
struct Traits {
    /// It owns memory, so no array may hold it.
    is_owned: bool,
    /// It points to what others own, so no task may have it.
    has_pointers: bool,
    /// Only `Wire` can pass it.
    is_wired: bool,
    /// It may be inside of a `Wire`.
    is_wire_safe: bool,
    /// It may be the key of a map.
    is_key: bool,
}

/// Makes a plan.
pub(crate) struct Planner<'a> {
    random: Random,
    words: &'a mut Words,
    items: Vec<Item>,
    traits: Vec<(usize, Traits)>,
}

pub(crate) const NUMBERS: &[Primitive] = &[
    Primitive::U8,
    Primitive::U16,
    Primitive::U32,
    Primitive::U64,
    Primitive::Usize,
    Primitive::I8,
    Primitive::I16,
    Primitive::I32,
    Primitive::I64,
    Primitive::Isize,
    Primitive::F32,
    Primitive::F64,
];

impl<'a> Planner<'a> {
    pub(crate) fn new(seed: u64, words: &'a mut Words) -> Self {
        words.start();
        Self {
            random: Random::new(seed),
            words,
            items: Vec::new(),
            traits: Vec::new(),
        }
    }

    pub(crate) fn plan(mut self) -> Plan {
        for _ in 0..self.random.between(0, 3) {
            let value = self.constant();
            self.item(Kind::Constant(value));
        }
        for _ in 0..self.random.between(1, 7) {
            let (kind, traits) = self.named_type();
            self.traits.push((self.items.len(), traits));
            self.item(kind);
        }
        for _ in 0..self.random.between(0, 2) {
            self.service();
        }
        for _ in 0..self.random.between(1, 6) {
            let signature = self.signature(4, true);
            let is_private = self.random.percent(15);
            self.item(Kind::Function(signature, is_private));
        }
        Plan { items: self.items }
    }

    fn name(&mut self) -> String {
        self.words.name(&mut self.random)
    }

    fn item(&mut self, kind: Kind) {
        let name = self.name();
        let is_generic = matches!(kind, Kind::Struct(..)) && self.random.percent(8);
        let suffix = if is_generic {
            *self.random.pick(&[
                "<i32>",
                "<'_>",
                "<Pair<u8>, 4>",
                "<-5>",
                "<[u8; 4]>",
                "<'a'>",
            ])
        } else {
            ""
        };
        let module = self.random.percent(25).then(|| {
            let module = match self.random.between(1, 4) {
                1 => "a.b".to_owned(),
                2 => format!("{}.{}", self.name(), self.name()),
                _ => self.name(),
            };
            if self.random.percent(10) {
                format!("{module}-!")
            } else {
                module
            }
        });
        let docs = docs(&mut self.random);
        self.items.push(Item {
            name: name + suffix,
            docs,
            module,
            kind,
        });
    }

    fn parts(&mut self, most: usize, mut ty: impl FnMut(&mut Self) -> Option<Ty>) -> Vec<Part> {
        let count = self.random.between(1, most);
        (0..count)
            .map(|_| Part {
                name: self.name(),
                docs: docs(&mut self.random),
                ty: ty(self),
            })
            .collect()
    }

    fn constant(&mut self) -> PrimitiveValue {
        let bits = self.random.bits();
        match self.random.between(1, 6) {
            1 => PrimitiveValue::Bool(bits.is_multiple_of(2)),
            2 => PrimitiveValue::U64(bits),
            3 => PrimitiveValue::I64(bits.cast_signed()),
            4 => PrimitiveValue::F32(f32::from_bits((bits >> 32) as u32)),
            5 => PrimitiveValue::F64(f64::from_bits(bits)),
            _ => PrimitiveValue::U8((bits & 0xFF) as u8),
        }
    }

    fn named_type(&mut self) -> (Kind, Traits) {
        match self.random.between(1, 100) {
            1..=30 => self.structure(),
            31..=40 => self.wired_structure(),
            41..=60 => self.enumeration(),
            61..=75 => self.data_enum(),
            76..=80 => (Kind::Opaque, Traits::default()),
            _ => {
                let signature = self.signature(3, false);
                let traits = Traits {
                    is_owned: true,
                    ..Traits::default()
                };
                (Kind::Callback(signature), traits)
            }
        }
    }

    fn structure(&mut self) -> (Kind, Traits) {
        let most = if self.random.percent(10) { 20 } else { 5 };
        let mut fields = self.parts(most, |it| Some(it.field(2)));
        let layout = match self.random.between(1, 10) {
            1 => Layout::Transparent,
            2 => Layout::Packed,
            _ => Layout::C,
        };
        if layout == Layout::Transparent {
            fields.truncate(1);
        }
        let traits = self.all(&fields);
        (Kind::Struct(layout, fields), traits)
    }

    fn wired_structure(&mut self) -> (Kind, Traits) {
        let mut fields = self.parts(5, |it| Some(it.wired(2)));
        fields[0].ty = Some(Ty::WireString);
        let traits = Traits {
            is_wired: true,
            is_wire_safe: true,
            ..Traits::default()
        };
        (Kind::Struct(Layout::C, fields), traits)
    }

    fn enumeration(&mut self) -> (Kind, Traits) {
        let most = if self.random.percent(10) { 30 } else { 5 };
        let variants = self.parts(most, |_| None);
        let repr = self.repr();
        let traits = Traits {
            is_wire_safe: true,
            is_key: true,
            ..Traits::default()
        };
        (Kind::Enum(repr, variants), traits)
    }

    fn data_enum(&mut self) -> (Kind, Traits) {
        let is_wired = self.random.percent(25);
        let mut variants = self.parts(5, |it| {
            it.random
                .percent(70)
                .then(|| if is_wired { it.wired(1) } else { it.field(1) })
        });
        if is_wired {
            variants[0].ty = Some(Ty::WireString);
        }
        let traits = if is_wired {
            Traits {
                is_wired,
                is_wire_safe: true,
                ..Traits::default()
            }
        } else {
            self.all(&variants)
        };
        (Kind::Enum(self.repr(), variants), traits)
    }

    fn repr(&mut self) -> Primitive {
        *self
            .random
            .pick(&[Primitive::U8, Primitive::U8, Primitive::U32, Primitive::I16])
    }

    fn service(&mut self) {
        let own = self.items.len();
        let is_exclusive = self.random.percent(40);
        let has_tasks = !is_exclusive && self.random.percent(40);
        let constructors = (0..self.random.between(0, 3))
            .map(|_| {
                let mut member = self.member(false, false);
                if self.random.percent(30) {
                    "create".clone_into(&mut member.name);
                }
                let made = Ty::Pointer(Box::new(Ty::Item(own)), false);
                *member.signature.result = if self.random.percent(30) {
                    Ty::Result(Box::new(made), Box::new(self.error()))
                } else {
                    made
                };
                member
            })
            .collect();
        let methods = (0..self.random.between(0, 5))
            .map(|_| {
                let is_async = has_tasks && self.random.percent(60);
                let is_exclusive = is_exclusive && self.random.percent(60);
                self.member(is_async, is_exclusive)
            })
            .collect();
        let service = Service {
            constructors,
            methods,
        };
        self.item(Kind::Service(service));
    }

    fn member(&mut self, is_async: bool, is_exclusive: bool) -> Member {
        let mut signature = self.signature(3, !is_async);
        if is_async {
            for parameter in &mut signature.parameters {
                let is_kept = parameter.ty.as_ref().is_some_and(|ty| {
                    let traits = self.of(ty);
                    !traits.has_pointers && !matches!(ty, Ty::Pointer(..) | Ty::CString)
                });
                if !is_kept {
                    parameter.ty = Some(Ty::String);
                }
            }
            if self.of(&signature.result).has_pointers {
                *signature.result = Ty::Bool;
            }
        }
        Member {
            name: self.name(),
            docs: docs(&mut self.random),
            is_async,
            is_exclusive,
            signature,
        }
    }

    /// What is an argument or a result, of functions that may use services or of others.
    fn signature(&mut self, most: usize, has_services: bool) -> Signature {
        let count = self.random.between(0, most);
        let parameters = (0..count)
            .map(|_| Part {
                name: self.name(),
                docs: Docs::empty(),
                ty: Some(self.argument(2, has_services)),
            })
            .collect();
        let result = match self.random.between(1, 100) {
            1..=20 => Ty::Primitive(Primitive::Void),
            21..=35 => {
                let ok = if self.random.percent(30) {
                    Ty::Primitive(Primitive::Void)
                } else {
                    self.argument(1, false)
                };
                Ty::Result(Box::new(ok), Box::new(self.error()))
            }
            _ => self.argument(2, has_services),
        };
        Signature {
            parameters,
            result: Box::new(result),
        }
    }

    fn error(&mut self) -> Ty {
        match self.find(|kind, traits| matches!(kind, Kind::Enum(..)) && !traits.is_wired) {
            Some(item) if self.random.percent(80) => item,
            _ => Ty::String,
        }
    }

    /// A number, text, or one of the types so far.
    fn leaf(&mut self) -> Ty {
        let item = self.find(|kind, traits| {
            !traits.is_wired && !matches!(kind, Kind::Opaque | Kind::Service(_))
        });
        match (self.random.between(1, 100), item) {
            (1..=40, Some(item)) => item,
            (41..=50, _) => Ty::Bool,
            (51..=55, _) => Ty::Char,
            (56..=65, _) => Ty::String,
            (66..=70, _) => Ty::CString,
            (71..=73, _) => Ty::Address,
            _ => Ty::Primitive(*self.random.pick(NUMBERS)),
        }
    }

    fn argument(&mut self, depth: usize, has_services: bool) -> Ty {
        if has_services
            && self.random.percent(10)
            && let Some(service) = self.find(|kind, _| matches!(kind, Kind::Service(_)))
        {
            return Ty::Pointer(Box::new(service), false);
        }
        if self.random.percent(10) {
            return Ty::Wire(Box::new(self.wired(2)));
        }
        if self.random.percent(8) {
            let pointer = |ty| Ty::Pointer(Box::new(ty), false);
            if let Some(opaque) = self.find(|kind, _| matches!(kind, Kind::Opaque)) {
                return pointer(opaque);
            }
        }
        self.composed(depth)
    }

    fn field(&mut self, depth: usize) -> Ty {
        if self.random.percent(15) {
            let item = self.composed(depth.min(1));
            if !self.of(&item).is_owned {
                return Ty::Array(Box::new(item), self.random.between(1, 5));
            }
        }
        self.composed(depth)
    }

    fn composed(&mut self, depth: usize) -> Ty {
        if depth == 0 || self.random.percent(45) {
            return self.leaf();
        }
        let inner = self.composed(depth - 1);
        let inner = Box::new(inner);
        match self.random.between(1, 8) {
            1 | 2 => Ty::Option(inner),
            3 => Ty::Slice(inner, self.random.percent(30)),
            4 => Ty::Vec(inner),
            5 => Ty::Result(inner, Box::new(self.error())),
            6 => Ty::Pointer(inner, false),
            7 => Ty::Pointer(inner, true),
            _ => Ty::Function(self.signature(2, false)),
        }
    }

    /// What a `Wire` may hold.
    fn wired(&mut self, depth: usize) -> Ty {
        let item = self.find(|_, traits| traits.is_wire_safe);
        if let Some(item) = item
            && self.random.percent(35)
        {
            return item;
        }
        if depth == 0 || self.random.percent(40) {
            return match self.random.between(1, 5) {
                1 | 2 => Ty::WireString,
                3 => Ty::Primitive(Primitive::Bool),
                _ => Ty::Primitive(*self.random.pick(NUMBERS)),
            };
        }
        let inner = Box::new(self.wired(depth - 1));
        match self.random.between(1, 4) {
            1 => Ty::WireVec(inner),
            2 => Ty::WireOption(inner),
            3 => {
                let key = self.find(|_, traits| traits.is_key);
                let key = key.unwrap_or(Ty::WireString);
                Ty::WireMap(Box::new(key), inner)
            }
            _ => Ty::Array(inner, self.random.between(1, 4)),
        }
    }

    /// One of the types so far for which that holds.
    fn find(&mut self, is_meant: impl Fn(&Kind, &Traits) -> bool) -> Option<Ty> {
        let found: Vec<_> = self
            .traits
            .iter()
            .filter(|(at, traits)| is_meant(&self.items[*at].kind, traits))
            .map(|(at, _)| *at)
            .collect();
        (!found.is_empty()).then(|| Ty::Item(*self.random.pick(&found)))
    }

    fn all(&self, parts: &[Part]) -> Traits {
        let all: Vec<_> = parts
            .iter()
            .filter_map(|part| Some(self.of(part.ty.as_ref()?)))
            .collect();
        Traits {
            is_owned: all.iter().any(|it| it.is_owned),
            has_pointers: all.iter().any(|it| it.has_pointers),
            is_wire_safe: all.iter().all(|it| it.is_wire_safe),
            ..Traits::default()
        }
    }

    fn of(&self, ty: &Ty) -> Traits {
        let owned = Traits {
            is_owned: true,
            ..Traits::default()
        };
        let pointing = Traits {
            has_pointers: true,
            ..Traits::default()
        };
        match ty {
            Ty::Primitive(_) => Traits {
                is_wire_safe: true,
                ..Traits::default()
            },
            Ty::Bool | Ty::Char => Traits::default(),
            Ty::String | Ty::Wire(_) => owned,
            Ty::CString | Ty::Address | Ty::Function(_) => pointing,
            Ty::Item(at) => {
                let found = self.traits.iter().find(|(other, _)| other == at);
                found.map(|(_, traits)| *traits).unwrap_or_default()
            }
            Ty::Array(of, _) => self.of(of),
            Ty::Option(of) => Traits {
                is_wire_safe: false,
                ..self.of(of)
            },
            Ty::Result(ok, err) => {
                let (ok, err) = (self.of(ok), self.of(err));
                Traits {
                    is_owned: ok.is_owned || err.is_owned,
                    has_pointers: ok.has_pointers || err.has_pointers,
                    ..Traits::default()
                }
            }
            Ty::Slice(of, _) | Ty::Pointer(of, _) => Traits {
                is_owned: self.of(of).is_owned,
                ..pointing
            },
            Ty::Vec(of) => Traits {
                has_pointers: self.of(of).has_pointers,
                ..owned
            },
            Ty::WireString | Ty::WireVec(_) | Ty::WireMap(..) | Ty::WireOption(_) => Traits {
                is_wired: true,
                is_wire_safe: true,
                ..Traits::default()
            },
        }
    }
}
