//! Meta: what `#[ffi(...)]` says about names, modules and docs of an item.

use interoptopus::inventory::RustInventory;
use interoptopus::{constant, ffi, function};

/// Two Rust modules may each have a type of the same name.
pub mod metric {
    use interoptopus::ffi;

    /// A length in metres.
    #[ffi(name = "MetricLength")]
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Length {
        pub metres: f64,
    }
}

/// The other one of them.
pub mod imperial {
    use interoptopus::ffi;

    /// A length in feet.
    #[ffi(name = "ImperialLength")]
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Length {
        pub feet: f64,
    }
}

/// A struct with *docs*.
///
/// They have `code`, "quotes" and a list:
///
/// - one,
/// - two.
#[ffi(name = "Documented")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DocumentedStruct {
    /// A field with """quotes""" and a \ in its docs.
    pub first: u8,
    pub second: u8,
    /// A field
    /// with docs
    ///
    /// of several lines.
    pub third: u8,
}

/// An enum with docs, under another name.
#[ffi(name = "Phase")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentedEnum {
    /// Before it starts.
    Waiting,
    /// While it lasts: "quoted" and \ escaped.
    Running,
    Done,
}

/// Placed in a module of its own, where the output has several.
#[ffi(module = "shapes")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    pub radius: f32,
}

/// An enum in the same place.
#[ffi(module = "shapes")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircleKind {
    Point,
    Proper,
}

/// In a module within a module.
#[ffi(module = "shapes.solid")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ball {
    pub equator: Circle,
}

/// Placed where what is common to all modules goes.
#[ffi(module = common)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    pub x: u8,
}

/// A constant with a place; constants are common to all modules.
#[ffi(module = "shapes")]
pub const UNIT_RADIUS: f32 = 1.0;

/// Converts between two types that Rust knows by one name.
#[ffi]
pub fn metric_to_imperial(length: metric::Length) -> imperial::Length {
    imperial::Length {
        feet: length.metres / 0.3048,
    }
}

/// And back.
#[ffi]
pub fn imperial_to_metric(length: imperial::Length) -> metric::Length {
    metric::Length {
        metres: length.feet * 0.3048,
    }
}

/// Exchanges the first and the last.
#[ffi]
pub fn swap_documented(x: DocumentedStruct) -> DocumentedStruct {
    DocumentedStruct {
        first: x.third,
        second: x.second,
        third: x.first,
    }
}

/// What comes after.
#[ffi]
pub fn next_phase(phase: DocumentedEnum) -> DocumentedEnum {
    match phase {
        DocumentedEnum::Waiting => DocumentedEnum::Running,
        DocumentedEnum::Running | DocumentedEnum::Done => DocumentedEnum::Done,
    }
}

/// Why [`phase_after()`] has no phase.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseError {
    /// [`Self::Over`], not [`PhaseError::None`]: the last phase was before.
    Over,
    /// There are none at all, see [`MAX`](u8::MAX).
    r#None,
}

/// The phase that [`next_phase()`] finds in so many steps, see [its docs][next].
///
/// Docs in Markdown: [`u8::checked_add`], [a page](https://example.org/a_page), `code` and
/// a [struct@Circle] with `[brackets]`.
///
/// # Examples
///
/// ```rust,no_run
/// # use reference_project::meta::phase_after;
/// let phase = phase_after(1);
/// # drop(phase);
/// ```
///
/// # Errors
///
/// [`PhaseError::Over`] where there is no such phase,
/// and [`PhaseError::None`] never:
///
/// - there are some.
///
/// # Panics
///
/// Never: it counts to [`UNIT_RADIUS`], and not beyond.
///
/// [next]: crate::meta::next_phase
#[ffi]
pub fn phase_after(steps: u8) -> ffi::Result<DocumentedEnum, PhaseError> {
    match steps {
        0 => ffi::Ok(DocumentedEnum::Waiting),
        1 => ffi::Ok(DocumentedEnum::Running),
        2 => ffi::Ok(DocumentedEnum::Done),
        _ => ffi::Err(PhaseError::Over),
    }
}

/** Docs in one comment,
 * with a margin of stars.
 *
 * ```text
 * It keeps
 *     its indentation.
 * ```
 */
#[ffi]
pub fn block_documented() {}

/// Twice as large.
#[ffi(module = "shapes")]
pub fn double_circle(circle: Circle) -> Circle {
    Circle {
        radius: circle.radius * 2.0,
    }
}

/// Tells a point from a proper circle.
#[ffi(module = "shapes")]
pub fn circle_kind(circle: Circle) -> CircleKind {
    if circle.radius > 0.0 {
        CircleKind::Proper
    } else {
        CircleKind::Point
    }
}

/// Twice as large.
#[ffi(module = "shapes.solid")]
pub fn double_ball(ball: Ball) -> Ball {
    Ball {
        equator: double_circle(ball.equator),
    }
}

/// Returns `shared`.
#[ffi(module = common)]
pub fn same_shared(shared: Shared) -> Shared {
    shared
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(constant!(UNIT_RADIUS))
        .register(function!(metric_to_imperial))
        .register(function!(imperial_to_metric))
        .register(function!(swap_documented))
        .register(function!(next_phase))
        .register(function!(phase_after))
        .register(function!(block_documented))
        .register(function!(double_circle))
        .register(function!(circle_kind))
        .register(function!(double_ball))
        .register(function!(same_shared));
}
