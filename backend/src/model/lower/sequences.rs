//! Strings, slices and vectors.

use super::super::{Definition, Shared, Slice, Strings, Type, Vector};
use super::Lowering;
use super::types::Position;
use interoptopus::inventory::{RustInventory, TypeId};
use interoptopus::lang::types::{TypeKind, TypePattern};

const STRING_CREATE: &str = "interoptopus_string_create";
const STRING_DESTROY: &str = "interoptopus_string_destroy";
const STRING_CLONE: &str = "interoptopus_string_clone";
const VEC_CREATE: &str = "interoptopus_vec_create_";
const VEC_DESTROY: &str = "interoptopus_vec_destroy_";

/// Whether the function comes from `builtins_string!`, `builtins_vec!` or `builtins_wire!`, and so is
/// no function of the API.
pub(super) fn is_builtin(name: &str) -> bool {
    let is_numbered = |prefix: &str| {
        let number = name.strip_prefix(prefix);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    [STRING_CREATE, STRING_DESTROY, STRING_CLONE].contains(&name)
        || super::wire::is_wire_builtin(name)
        || is_numbered(VEC_CREATE)
        || is_numbered(VEC_DESTROY)
}

/// The functions that make and free strings.
pub(super) fn strings(inventory: &RustInventory) -> Option<Strings> {
    let is_there = |name: &str| {
        let mut functions = inventory.functions.values();
        functions.any(|function| function.name == name)
    };
    (is_there(STRING_CREATE) && is_there(STRING_DESTROY)).then(|| Strings {
        create: STRING_CREATE.to_owned(),
        destroy: STRING_DESTROY.to_owned(),
    })
}

impl Lowering<'_> {
    pub(super) fn string(&mut self, item: &str) -> Option<Type> {
        if self.strings.is_none() {
            let reason = "`ffi::String` needs functions that make and free strings";
            self.refuse(item, reason, "register `builtins_string!()`");
            return None;
        }
        Some(Type::String)
    }

    pub(super) fn slice(
        &mut self,
        id: TypeId,
        of: TypeId,
        is_mutable: bool,
        item: &str,
    ) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let item_type = self.sized(of, item)?;
        let prefix = if is_mutable { "SliceMut" } else { "Slice" };
        let base = format!("{prefix}{}", item_type.short_name());
        let key = format!("{prefix}<{}>", item_type.key());
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let name = self.scope.free_name(&format!("_codec_{base}"));
        let lowered = Shared::new(Slice {
            name,
            item: item_type,
            is_mutable,
        });
        self.types.push(Definition::Slice(lowered.clone()));
        Some(self.know(id, key, Type::Slice(lowered)))
    }

    pub(super) fn vec(&mut self, id: TypeId, of: TypeId, item: &str) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let item_type = self.sized(of, item)?;
        let Some((create, destroy)) = self.vec_functions(id) else {
            let name = self.inventory.types.get(&of).map_or("?", |ty| &ty.name);
            let reason = format!("`ffi::Vec<{name}>` needs functions that make and free it");
            let hint = format!("register `builtins_vec!({name})`");
            self.refuse(item, reason, hint);
            return None;
        };
        let base = format!("Vec{}", item_type.short_name());
        let key = format!("Vec<{}>", item_type.key());
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let name = self.scope.free_name(&format!("_codec_{base}"));
        let lowered = Shared::new(Vector {
            name,
            item: item_type,
            create,
            destroy,
        });
        self.types.push(Definition::Vec(lowered.clone()));
        Some(self.know(id, key, Type::Vec(lowered)))
    }

    /// The type of items, which have a size.
    fn sized(&mut self, of: TypeId, item: &str) -> Option<Type> {
        let ty = self.ty(of, Position::Field, item)?;
        if ty.layout().size == 0 {
            let hint = "pass the number of them";
            self.refuse(item, "its items have no size", hint);
            return None;
        }
        Some(ty)
    }

    /// The symbols of the functions that make and free vectors of that type. Only their signatures
    /// tell what they are for: the numbers in their names have nothing in common.
    fn vec_functions(&self, vec: TypeId) -> Option<(String, String)> {
        let is_out = |id: &TypeId| {
            let kind = self.inventory.types.get(id).map(|ty| &ty.kind);
            matches!(kind, Some(TypeKind::ReadWritePointer(target)) if self.is_same_vec(*target, vec))
        };
        let symbol = |prefix: &str, is_meant: &dyn Fn(&TypeId) -> bool| {
            let functions = self.inventory.functions.values();
            functions
                .filter(|function| is_builtin(&function.name) && function.name.starts_with(prefix))
                .filter(|function| {
                    let last = function.signature.arguments.last();
                    last.is_some_and(|argument| is_meant(&argument.ty))
                })
                .map(|function| function.name.clone())
                .min()
        };
        let create = symbol(VEC_CREATE, &is_out)?;
        let destroy = symbol(VEC_DESTROY, &|id| self.is_same_vec(*id, vec))?;
        Some((create, destroy))
    }

    fn is_same_vec(&self, id: TypeId, vec: TypeId) -> bool {
        let kind = self.inventory.types.get(&id).map(|ty| &ty.kind);
        id == vec && matches!(kind, Some(TypeKind::TypePattern(TypePattern::Vec(_))))
    }
}
