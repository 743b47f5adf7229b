//! Carriers: structs that C passes by value as it passes a union.
//!
//! A data enum in C is a union of `{tag, payload}` pairs, and ctypes passes unions wrongly. By the
//! System V ABI for x86-64, each eight bytes of up to 16 travel in an integer register if any byte
//! in them belongs to an integer, else in a floating-point register; what is larger travels in
//! memory. A struct of units of the union's alignment, each of the right kind, falls into the same
//! registers, also as a field of another struct. On `AArch64` and 64-bit Windows the size decides,
//! since the tag makes every union a mixed one.

use super::{Layout, Type};

/// How C sees a value that has a tag.
#[derive(Clone, Debug)]
pub(crate) enum Carrier {
    /// The tag, then this payload as it is: all variants travel as this one does.
    Tagged { layout: Layout },
    /// Units of one size, as many as fill the whole.
    Units { layout: Layout, units: Vec<Unit> },
}

/// The register that a unit travels in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Integer,
    Float,
}

/// A scalar somewhere in a value.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    offset: usize,
    size: usize,
    is_float: bool,
}

/// What is larger than this travels in memory, whatever is in it.
const MAX_IN_REGISTERS: usize = 16;

impl Carrier {
    /// The carrier of a tag of that size and payloads at these offsets. If the value travels as the
    /// payload numbered `preferred` alone would, the carrier shows that payload.
    pub(super) fn new(
        tag_size: usize,
        payloads: &[(&Type, usize)],
        preferred: Option<usize>,
    ) -> Option<Self> {
        let whole = layout(tag_size, payloads)?;
        let seen = units(whole, tag_size, payloads);
        let is_alike = |payload: (&Type, usize)| {
            let alone = [payload];
            !matches!(payload.0, Type::Void)
                && layout(tag_size, &alone) == Some(whole)
                && units(whole, tag_size, &alone) == seen
        };
        if preferred.is_some_and(|number| is_alike(payloads[number])) {
            return Some(Self::Tagged { layout: whole });
        }
        Some(Self::Units {
            layout: whole,
            units: seen,
        })
    }

    /// No carrier: the value is its only payload.
    pub(super) fn transparent(payload: &Type) -> Self {
        Self::Tagged {
            layout: payload.layout(),
        }
    }

    pub(crate) fn layout(&self) -> Layout {
        match self {
            Self::Tagged { layout } | Self::Units { layout, .. } => *layout,
        }
    }
}

fn layout(tag_size: usize, payloads: &[(&Type, usize)]) -> Option<Layout> {
    let mut size = tag_size;
    let mut align = tag_size;
    for (ty, offset) in payloads {
        let layout = ty.layout();
        size = size.max(offset.checked_add(layout.size)?);
        align = align.max(layout.align);
    }
    Some(Layout {
        size: size.checked_next_multiple_of(align)?,
        align,
    })
}

/// The kind of each unit. Only asked for what may travel in registers: else all are integers.
fn units(whole: Layout, tag_size: usize, payloads: &[(&Type, usize)]) -> Vec<Unit> {
    let count = whole.size / whole.align;
    if whole.size > MAX_IN_REGISTERS {
        return vec![Unit::Integer; count];
    }
    let mut leaves = vec![Leaf {
        offset: 0,
        size: tag_size,
        is_float: false,
    }];
    for (ty, offset) in payloads {
        ty.leaves(*offset, &mut leaves);
    }
    (0..count)
        .map(|number| {
            let (start, end) = (number * whole.align, (number + 1) * whole.align);
            let mut inside = leaves
                .iter()
                .filter(|leaf| leaf.offset < end && leaf.offset + leaf.size > start)
                .peekable();
            // A float that no unit can hold is unaligned: it travels in memory.
            let is_float = inside.peek().is_some()
                && inside.all(|leaf| leaf.is_float && leaf.size <= whole.align);
            if is_float { Unit::Float } else { Unit::Integer }
        })
        .collect()
}

impl Type {
    /// The scalars of a type that is small enough for registers.
    fn leaves(&self, offset: usize, leaves: &mut Vec<Leaf>) {
        let layout = self.layout();
        match self {
            Self::Void | Self::Wired(_) => {}
            Self::Bool
            | Self::Char
            | Self::Int(_)
            | Self::Enum(_)
            | Self::Pointer(_)
            | Self::CString
            | Self::Handle(_)
            | Self::FnPointer(_)
            | Self::Service(..)
            | Self::Address
            // Two or three words, which travel alike.
            | Self::Slice(_)
            | Self::String
            | Self::Vec(_)
            | Self::Callback(_)
            | Self::Wire(_) => {
                leaves.push(Leaf {
                    offset,
                    size: layout.size,
                    is_float: false,
                });
            }
            Self::Float(_) => leaves.push(Leaf {
                offset,
                size: layout.size,
                is_float: true,
            }),
            Self::Struct(item) => {
                for field in &item.fields {
                    field.ty.leaves(offset + field.offset, leaves);
                }
            }
            Self::Array(array) => {
                let size = array.item.layout().size;
                for number in 0..layout.size.checked_div(size).unwrap_or(0) {
                    array.item.leaves(offset + number * size, leaves);
                }
            }
            Self::DataEnum(item) => {
                leaves.extend(item.repr.map(|repr| Leaf {
                    offset,
                    size: repr.size(),
                    is_float: false,
                }));
                for payload in item.payloads() {
                    payload.ty.leaves(offset + payload.offset, leaves);
                }
            }
            Self::Option(item) => {
                leaves.push(Leaf {
                    offset,
                    size: 4,
                    is_float: false,
                });
                item.some.ty.leaves(offset + item.some.offset, leaves);
            }
            Self::Result(item) => {
                leaves.push(Leaf {
                    offset,
                    size: 4,
                    is_float: false,
                });
                for payload in [&item.ok, &item.err] {
                    payload.ty.leaves(offset + payload.offset, leaves);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Carrier, Unit};
    use crate::model::{Float, Int, Type};

    fn units(tag_size: usize, payloads: &[(&Type, usize)]) -> Vec<Unit> {
        match Carrier::new(tag_size, payloads, None) {
            Some(Carrier::Units { units, .. }) => units,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn integers_win_within_a_unit() {
        use Unit::{Float as F, Integer as I};
        let (f32, f64) = (Type::Float(Float::F32), Type::Float(Float::F64));
        let (u8, u64) = (Type::Int(Int::U8), Type::Int(Int::U64));
        assert_eq!(units(4, &[(&f32, 4)]), [I, F]);
        assert_eq!(units(1, &[(&f64, 8)]), [I, F]);
        assert_eq!(units(1, &[(&f64, 8), (&u64, 8)]), [I, I]);
        assert_eq!(units(1, &[(&f32, 4), (&u8, 1)]), [I, F]);
        assert_eq!(units(1, &[(&u8, 1)]), [I, I]);
    }

    #[test]
    fn a_payload_is_shown_where_it_travels_alike() {
        let (u32, f32) = (Type::Int(Int::U32), Type::Float(Float::F32));
        let u64 = Type::Int(Int::U64);
        let is_tagged = |payloads: &[(&Type, usize)]| {
            matches!(
                Carrier::new(4, payloads, Some(0)),
                Some(Carrier::Tagged { .. })
            )
        };
        assert!(is_tagged(&[(&u32, 4)]));
        assert!(is_tagged(&[(&u32, 4), (&Type::Void, 4)]));
        assert!(is_tagged(&[(&u64, 8), (&u32, 4)]));
        assert!(!is_tagged(&[(&f32, 4), (&u32, 4)]));
        assert!(!is_tagged(&[(&u32, 4), (&u64, 8)]));
        assert!(!is_tagged(&[(&Type::Void, 4), (&u32, 4)]));
    }
}
