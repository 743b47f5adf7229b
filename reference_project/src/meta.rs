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
        .register(function!(double_circle))
        .register(function!(circle_kind))
        .register(function!(double_ball))
        .register(function!(same_shared));
}
