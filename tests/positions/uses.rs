//! Where the reference project has what.

use super::construct::{Construct, Position, parts};
use interoptopus::inventory::{RustInventory, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// What stands where, and the symbols of the functions that show it.
pub(crate) type Uses = BTreeMap<(Construct, Position), BTreeSet<String>>;

/// All uses of an inventory.
pub(crate) fn uses(inventory: &RustInventory) -> Uses {
    let mut uses = Uses::new();
    // What frees and makes strings, vecs and wires is not called by anybody's code.
    let functions = inventory.functions.values();
    for function in functions.filter(|it| !it.name.starts_with("interoptopus_")) {
        let mut walk = Walk {
            inventory,
            symbol: &function.name,
            seen: BTreeSet::new(),
            uses: &mut uses,
        };
        for argument in &function.signature.arguments {
            walk.visit(argument.ty, Position::Argument);
        }
        walk.visit(function.signature.rval, Position::Result);
    }
    uses
}

struct Walk<'a> {
    inventory: &'a RustInventory,
    symbol: &'a str,
    seen: BTreeSet<(TypeId, Position)>,
    uses: &'a mut Uses,
}

impl Walk<'_> {
    fn visit(&mut self, id: TypeId, position: Position) {
        if !self.seen.insert((id, position)) {
            return;
        }
        let construct = Construct::of(&self.inventory.types, id);
        let symbols = self.uses.entry((construct, position)).or_default();
        symbols.insert(self.symbol.to_owned());
        for (inner, part) in parts(&self.inventory.types[&id]) {
            // All that is in a `Wire` travels as bytes, however it is nested.
            let is_wired = position == Position::Wired;
            self.visit(part, if is_wired { position } else { inner });
        }
    }
}
