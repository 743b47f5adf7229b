//! Invents types of all sizes and shapes, from a seed.

use super::layout::Layout;
use super::random::Random;
use super::types::{Definition, Packing, Scalar, Shape, Type, Variant};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The largest type, in bytes.
pub(crate) const MAX_SIZE: usize = 200;

/// How deep structs, data enums, options and results are nested.
pub(crate) const MAX_DEPTH: usize = 3;

/// What to invent beside structs, unit enums and arrays.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each switches one construct, apart from the others"
)]
pub(crate) struct Kinds {
    pub(crate) data_enums: bool,
    pub(crate) options: bool,
    pub(crate) results: bool,
    /// `()` as payload of results.
    pub(crate) units: bool,
    /// Arrays as payload of data enums.
    pub(crate) array_payloads: bool,
    /// Functions that take `&mut T`.
    pub(crate) mutable_references: bool,
    /// Packed structs with unaligned fields as arguments and results, not only behind references.
    pub(crate) unaligned_by_value: bool,
}

/// A type to test, and what its functions look like.
#[derive(Debug)]
pub(crate) struct Subject {
    /// What the names of its functions end with.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) by_value: bool,
    pub(crate) by_mutable_reference: bool,
    /// A struct that holds the type between other fields, if it may travel by value.
    pub(crate) around: Option<Type>,
    /// How many integers and floats precede the type as arguments: nearly as many as there are
    /// registers for them, so that the type takes the last ones or finds too few.
    pub(crate) preceding: (usize, usize),
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Invention {
    /// Each after those it is made of.
    pub(crate) definitions: Vec<Rc<Definition>>,
    pub(crate) subjects: Vec<Subject>,
}

pub(crate) fn invent(seed: u64, count: usize, kinds: Kinds) -> Invention {
    let mut inventor = Inventor {
        random: Random::new(seed),
        kinds,
        enums: Vec::new(),
        pool: Vec::new(),
        definitions: Vec::new(),
        anonymous: BTreeSet::new(),
    };
    inventor.unit_enums();
    let subjects = (0..count).map(|index| inventor.subject(index)).collect();
    Invention {
        definitions: inventor.definitions,
        subjects,
    }
}

struct Inventor {
    random: Random,
    kinds: Kinds,
    /// Unit enums.
    enums: Vec<Type>,
    /// Subjects so far that may be part of others.
    pool: Vec<Type>,
    definitions: Vec<Rc<Definition>>,
    /// Subjects without a name of their own.
    anonymous: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Struct(Packing),
    DataEnum,
    Option,
    Result,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Scalar,
    Float,
    Enum,
    FromPool,
    Array,
    Option,
    Result,
}

impl Inventor {
    /// For each representation several enums, from its lowest to its highest number.
    fn unit_enums(&mut self) {
        let ranges = [
            (0, 0),
            (0, 2),
            (0, 0xFF),
            (0, 0xFFFF),
            (0, 0xFFFF_FFFF),
            (-0x80, 0x7F),
            (-1, 0),
            (-0x8000, 0x7FFF),
            (-0x8000_0000, 0x7FFF_FFFF),
            (-0x8000_0000, -1),
        ];
        for (index, (low, high)) in ranges.into_iter().enumerate() {
            let numbers = self.numbers(low, high);
            let ty = self.define(format!("U{index}"), Shape::UnitEnum(numbers));
            self.enums.push(ty);
        }
    }

    /// The lowest, the highest and some between, in order: an enum with that many numbers of its
    /// own must not have one that is its position, after one that is not.
    fn numbers(&mut self, low: i64, high: i64) -> Vec<i64> {
        loop {
            let mut numbers = BTreeSet::from([low, high]);
            for _ in 0..self.random.between(0, 5) {
                let span = usize::try_from(high - low).expect("ranges are ascending");
                let step = self.random.between(0, span);
                numbers.insert(low + i64::try_from(step).expect("within the range"));
            }
            let positions = || numbers.iter().zip(0..).map(|(number, at)| *number == at);
            if positions().skip_while(|same| *same).all(|same| !same) {
                return numbers.into_iter().collect();
            }
        }
    }

    fn define(&mut self, name: String, shape: Shape) -> Type {
        let definition = Rc::new(Definition { name, shape });
        self.definitions.push(Rc::clone(&definition));
        Type::Named(definition)
    }

    fn subject(&mut self, index: usize) -> Subject {
        let ty = self.subject_type(index);
        if ty.depth() < MAX_DEPTH {
            self.pool.push(ty.clone());
        }
        let float = || Type::Scalar(Scalar::F32);
        let byte = || Type::Scalar(Scalar::U8);
        let fields = match index % 8 {
            0 => vec![byte(), ty.clone()],
            1 => vec![ty.clone(), float()],
            2 => vec![float(), ty.clone()],
            3 => vec![float(), ty.clone(), float()],
            4 => vec![byte(), ty.clone(), Type::Scalar(Scalar::U16)],
            5 => vec![Type::Scalar(Scalar::F64), ty.clone()],
            6 => vec![ty.clone(), ty.clone()],
            _ => vec![ty.clone()],
        };
        let name = format!("Around{index}");
        let around = self.define(name, Shape::Struct(Packing::C, fields));
        // Five integers: the last register is left, and libraries below ctypes err most there.
        let preceding = [
            (5, 7),
            (4, 6),
            (5, 6),
            (4, 7),
            (5, 7),
            (6, 7),
            (5, 8),
            (5, 1),
        ];
        Subject {
            name: format!("t{index}"),
            by_value: self.may_go_by_value(&ty),
            by_mutable_reference: self.kinds.mutable_references,
            ty,
            around: self.may_go_by_value(&around).then_some(around),
            // Not in step with the structs around.
            preceding: preceding[index / 3 % preceding.len()],
        }
    }

    fn may_go_by_value(&self, ty: &Type) -> bool {
        self.kinds.unaligned_by_value || !ty.is_unaligned()
    }

    fn subject_type(&mut self, index: usize) -> Type {
        loop {
            let (kind, size) = match index {
                0 => (Kind::Struct(Packing::C), 1),
                1 => (Kind::Struct(Packing::C), MAX_SIZE),
                _ => (self.kind(), self.size()),
            };
            let depth = MAX_DEPTH - 1;
            let ty = match kind {
                Kind::Struct(packing) => {
                    let fields = self.fields(packing, size);
                    self.define(format!("T{index}"), Shape::Struct(packing, fields))
                }
                Kind::DataEnum => {
                    let variants = self.variants(size);
                    self.define(format!("T{index}"), Shape::DataEnum(variants))
                }
                Kind::Option => Type::option(self.part(size, depth, 0)),
                Kind::Result => self.result(size, depth),
            };
            // Others are there already.
            if matches!(ty, Type::Named(_)) || self.anonymous.insert(ty.to_string()) {
                return ty;
            }
        }
    }

    fn kind(&mut self) -> Kind {
        let Kinds {
            data_enums,
            options,
            results,
            ..
        } = self.kinds;
        self.random.weighted(&[
            (8, Kind::Struct(Packing::C)),
            (4, Kind::Struct(Packing::Packed)),
            (2, Kind::Struct(Packing::Transparent)),
            (10 * usize::from(data_enums), Kind::DataEnum),
            (4 * usize::from(options), Kind::Option),
            (4 * usize::from(results), Kind::Result),
        ])
    }

    /// About how large a type is to be: most often what fits into registers.
    fn size(&mut self) -> usize {
        let (low, high) =
            self.random
                .weighted(&[(3, (1, 8)), (4, (9, 16)), (2, (17, 40)), (2, (41, 192))]);
        self.random.between(low, high)
    }

    fn fields(&mut self, packing: Packing, size: usize) -> Vec<Type> {
        if packing == Packing::Transparent {
            return vec![self.part(size, MAX_DEPTH - 1, 2)];
        }
        let mut fields = Vec::new();
        loop {
            let room = size.saturating_sub(Layout::sequence(&fields, packing).0.size);
            if room == 0 {
                return fields;
            }
            let field = if fields.len() < 20 {
                self.part(room, MAX_DEPTH - 1, 2)
            } else {
                Type::array(Type::Scalar(Scalar::U8), room)
            };
            // What interoptopus makes of packed structs copies the fields.
            if packing != Packing::Packed || field.is_copy() {
                fields.push(field);
            }
        }
    }

    fn variants(&mut self, size: usize) -> Vec<Variant> {
        let arrays = usize::from(self.kinds.array_payloads);
        loop {
            let mut variants = Vec::new();
            for _ in 0..self.random.between(1, 5) {
                variants.push(if self.random.percent(25) {
                    Variant::Unit
                } else {
                    Variant::Payload(self.part(size, MAX_DEPTH - 1, arrays))
                });
            }
            if variants.iter().all(|variant| variant.payload().is_none()) {
                continue;
            }
            if self.random.percent(30) {
                let wide = [200, 300, 70_000, 0xFFFF_FFFF, -1, -129, -40_000];
                variants.push(Variant::Numbered(*self.random.pick(&wide)));
            }
            return variants;
        }
    }

    fn result(&mut self, size: usize, depth: usize) -> Type {
        let units = usize::from(self.kinds.units);
        let mut payload = |weight: usize| {
            if self.random.percent(weight * units) {
                Type::Unit
            } else {
                self.part(size, depth, 0)
            }
        };
        Type::result(payload(15), payload(5))
    }

    /// A part of at most so many bytes and so deep, and with at most so many arrays in arrays.
    fn part(&mut self, size: usize, depth: usize, arrays: usize) -> Type {
        for _ in 0..20 {
            let nested = usize::from(depth > 0);
            let part = self.random.weighted(&[
                (30, Part::Scalar),
                // More often than two of fifteen: they decide about registers.
                (14, Part::Float),
                (8, Part::Enum),
                (30 * usize::from(!self.pool.is_empty()), Part::FromPool),
                (16 * usize::from(arrays > 0), Part::Array),
                (6 * nested * usize::from(self.kinds.options), Part::Option),
                (6 * nested * usize::from(self.kinds.results), Part::Result),
            ]);
            let ty = match part {
                Part::Scalar => Type::Scalar(*self.random.pick(&Scalar::ALL)),
                Part::Float => Type::Scalar(*self.random.pick(&[Scalar::F32, Scalar::F64])),
                Part::Enum => self.random.pick(&self.enums).clone(),
                Part::FromPool => self.random.pick(&self.pool).clone(),
                Part::Array => {
                    let length = self.random.between(1, size.min(10));
                    let item = self.part(size / length, depth, arrays - 1);
                    // What interoptopus makes of arrays copies the items.
                    if !item.is_copy() {
                        continue;
                    }
                    Type::array(item, length)
                }
                Part::Option => Type::option(self.part(size, depth - 1, 0)),
                Part::Result => self.result(size, depth - 1),
            };
            if ty.layout().size <= size && ty.depth() <= depth {
                return ty;
            }
        }
        Type::Scalar(Scalar::U8)
    }
}
