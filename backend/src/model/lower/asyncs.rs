//! Async functions: methods and constructors of services whose result comes later.

use super::super::{
    Access, Completions, Definition, Function, Members, Payload, Receiver, Service, Shared, Type,
};
use super::Lowering;
use super::types::Position;
use interoptopus::inventory::TypeId;
use interoptopus::lang::function::Signature;
use interoptopus::lang::types::{TypeKind, TypePattern};
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// The type of what an async function calls when it is done, its last argument; `None` for any
    /// other function.
    pub(super) fn outcome(&self, signature: &Signature) -> Option<TypeId> {
        let pattern = |id: TypeId| match &self.inventory.types.get(&id)?.kind {
            TypeKind::TypePattern(pattern) => Some(pattern),
            _ => None,
        };
        let last = signature.arguments.last()?;
        match (pattern(signature.rval)?, pattern(last.ty)?) {
            (TypePattern::TaskHandle, TypePattern::AsyncCallback(result)) => Some(*result),
            _ => None,
        }
    }

    /// How Python hears of results of that type.
    pub(super) fn completions(&mut self, id: TypeId, item: &str) -> Option<Shared<Completions>> {
        let ty = self.ty(id, Position::Payload, item)?;
        let key = ty.key();
        if let Some(known) = self.completions.get(&key) {
            return Some(known.clone());
        }
        let name = format!("_completions_{}", ty.short_name());
        let name = self.scope.free_name(&name);
        // Behind one byte.
        let offset = ty.layout().align;
        let result = Payload { ty, offset };
        let lowered = Shared::new(Completions { name, result });
        self.types.push(Definition::Completions(lowered.clone()));
        self.completions.insert(key, lowered.clone());
        Some(lowered)
    }

    /// Whether a task, which outlives the call that starts it, may have such an argument.
    pub(super) fn may_be_kept(&mut self, ty: &Type, is_runtime: bool, item: &str) -> bool {
        if is_runtime {
            return true; // of which the task has a share
        }
        if ty.has_service() {
            let hint = "let the service hold the other one, in an `Arc`";
            let reason = "a task outlives the call that starts it, so it cannot borrow a service";
            self.refuse(item, reason, hint);
            return false;
        }
        if ty.has_pointers() {
            let reason = "a task outlives the call that starts it, so it cannot borrow from Python";
            let hint = "take what owns its memory, such as `ffi::String`, `ffi::Vec` or a callback";
            self.refuse(item, reason, hint);
            return false;
        }
        true
    }

    /// Refuses services that tasks share while others use them alone, or are to wait for their turn.
    pub(super) fn refuse_shared_alone(&mut self, services: &[Members]) {
        let mut shared: BTreeSet<&str> = BTreeSet::new();
        for members in services {
            if members.methods.iter().any(Function::is_async) {
                shared.insert(members.service.name.as_str());
            }
            let constructors = members.constructors.iter().filter(|it| it.is_async());
            shared.extend(
                constructors.filter_map(|it| match &it.parameters.first()?.ty {
                    Type::Service(runtime, _) => Some(runtime.name.as_str()),
                    _ => None,
                }),
            );
        }
        for members in services {
            let Service {
                name,
                is_exclusive,
                is_synchronized,
                ..
            } = &*members.service;
            if !shared.contains(name.as_str()) {
                continue;
            }
            let item = format!("service `{name}`");
            if *is_synchronized {
                let reason = "tasks share it among threads, which cannot take turns";
                let hint = "it is `Sync`, or Rust would refuse it: leave it out of \
                            `Config::synchronized`";
                self.refuse(&item, reason, hint);
            }
            if *is_exclusive {
                let reason = "tasks share it, and some function takes it by `&mut`";
                self.refuse(&item, reason, "take it by `&`");
            }
        }
    }
}

impl Receiver {
    /// Whether the first argument of a constructor that is async runs it.
    pub(super) fn has_runtime(&self) -> bool {
        match self {
            Self::Class(_) => true,
            Self::None | Self::Object(_, Access::Shared | Access::Exclusive) => false,
        }
    }
}
