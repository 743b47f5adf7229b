//! Services: types with constructors, methods and a destructor.

use super::super::names::{self, Scope};
use super::super::{Access, Definition, Docs, Function, Ident, Members, Receiver, Shared, Type};
use super::Lowering;
use super::functions::Typed;
use interoptopus::inventory::{FunctionId, TypeId};
use interoptopus::lang::types::{self, TypeKind};
use interoptopus::lang::{function, service};
use std::collections::BTreeSet;

/// How the names of a service's functions start and end: all have what the destructor has.
#[derive(Debug, PartialEq, Eq)]
struct Affixes {
    prefix: String,
    /// The number that `export = unique` adds.
    suffix: String,
}

impl Affixes {
    /// From the name of the destructor: `{prefix}_destroy` or `{prefix}_destroy_{number}`.
    fn of_destructor(symbol: &str) -> Option<Self> {
        let (prefix, suffix) = symbol.rsplit_once("_destroy")?;
        let is_number = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit());
        let is_suffix = suffix.is_empty() || suffix.strip_prefix('_').is_some_and(is_number);
        is_suffix.then(|| Self {
            prefix: format!("{prefix}_"),
            suffix: suffix.to_owned(),
        })
    }

    /// What the member is called in Rust.
    fn member<'a>(&self, symbol: &'a str) -> Option<&'a str> {
        let name = symbol.strip_prefix(&self.prefix)?;
        name.strip_suffix(&self.suffix)
    }
}

/// The constructors or the methods of a service on their way.
struct Draft<'a> {
    /// As Rust has it.
    name: &'a str,
    function: &'a function::Function,
    receiver: Receiver,
    /// Unless there was a problem with them, which was reported.
    typed: Option<Typed>,
}

impl Lowering<'_> {
    /// The type of a service, which is the same for all kinds of access.
    pub(super) fn service(
        &mut self,
        id: TypeId,
        ty: &types::Type,
        name: Ident,
        docs: Docs,
        item: &str,
    ) -> Option<Type> {
        let mut services = self.inventory.services.values();
        let Some(service) = services.find(|service| service.ty == id) else {
            let hint = format!("register `service!({})`", ty.name);
            self.refuse(item, "is used, but not registered as a service", hint);
            return None;
        };
        let Some(destructor) = self.inventory.functions.get(&service.destructor) else {
            self.refuse(item, "has no destructor", "register it with `service!`");
            return None;
        };
        let mut types = self.inventory.types.values();
        let is_exclusive =
            types.any(|ty| matches!(ty.kind, TypeKind::ReadWritePointer(target) if target == id));
        let codec = self.scope.free_name(&format!("_codec_{name}"));
        let has_nonblocking_spawn = self
            .nonblocking_spawn
            .iter()
            .any(|it| self.is_called(&name, it));
        let is_synchronized = self.synchronized.iter().any(|it| self.is_called(&name, it));
        let lowered = Shared::new(super::super::Service {
            name,
            codec,
            docs,
            destroy: destructor.name.clone(),
            // Only a type with a lifetime can hold a reference to what it was made from.
            may_borrow: ty.name.contains('\''),
            is_exclusive,
            is_synchronized,
            has_nonblocking_spawn,
        });
        self.types.push(Definition::Service(lowered.clone()));
        Some(Type::Service(lowered, Access::Shared))
    }

    /// The constructors and methods of all services, by the name of the service.
    pub(super) fn services(&mut self) -> Vec<Members> {
        let inventory = self.inventory;
        let mut named: Vec<_> = inventory
            .services
            .values()
            .filter_map(|service| Some((self.type_names.get(&service.ty)?.clone(), service)))
            .collect();
        named.sort_by(|(a, _), (b, _)| a.cmp(b));
        let members = named.into_iter();
        members
            .filter_map(|(_, service)| self.members(service))
            .collect()
    }

    /// Refuses names of services in `Config` that no service has.
    pub(super) fn check_service_names(&mut self, services: &[Members]) {
        let starts_tasks = |it: &&Members| {
            let mut functions = it.constructors.iter().chain(&it.methods);
            functions.any(super::super::Function::is_async)
        };
        let asynchronous: Vec<_> = services.iter().filter(starts_tasks).collect();
        let all: Vec<_> = services.iter().collect();
        self.check_names("synchronized", self.synchronized, &all, "services");
        let kind = "services that start tasks";
        self.check_names(
            "nonblocking_spawn",
            self.nonblocking_spawn,
            &asynchronous,
            kind,
        );
    }

    fn check_names(
        &mut self,
        option: &str,
        chosen: &BTreeSet<String>,
        services: &[&Members],
        kind: &str,
    ) {
        for name in chosen {
            let is_meant = |it: &&Members| self.is_called(&it.service.name, name);
            if !services.iter().any(is_meant) {
                let names: Vec<_> = services.iter().map(|it| it.service.name.as_str()).collect();
                let hint = match names.as_slice() {
                    [] => format!("there are no {kind}"),
                    names => format!("the {kind} are `{}`", names.join("`, `")),
                };
                let item = format!("`Config::{option}(\"{name}\")`");
                let reason = match kind {
                    "services" => "names no service",
                    _ => "names no service that starts tasks",
                };
                self.refuse(&item, reason, hint);
            }
        }
    }

    fn members(&mut self, service: &service::Service) -> Option<Members> {
        let Some(Some(Type::Service(lowered, _))) = self.lowered.get(&service.ty).cloned() else {
            return None; // and that was reported
        };
        let item = format!("service `{}`", lowered.name);
        let Some(affixes) = Affixes::of_destructor(&lowered.destroy) else {
            let reason = format!(
                "its destructor `{}` is not called `…_destroy`",
                lowered.destroy
            );
            self.refuse(&item, reason, "declare it with `#[ffi] impl`");
            return None;
        };
        let mut drafts = |ids: &[FunctionId], kind: &str| -> Vec<Draft> {
            ids.iter()
                .filter_map(|id| self.draft(&lowered, &affixes, *id, kind))
                .collect()
        };
        let constructors = drafts(&service.ctors, "constructor");
        let methods = drafts(&service.methods, "method");
        let mut scope = member_scope(&lowered, constructors.iter().chain(&methods));
        Some(Members {
            constructors: self.finish(constructors, &mut scope, &lowered),
            methods: self.finish(methods, &mut scope, &lowered),
            service: lowered,
        })
    }

    fn draft<'a>(
        &mut self,
        service: &Shared<super::super::Service>,
        affixes: &Affixes,
        id: FunctionId,
        kind: &str,
    ) -> Option<Draft<'a>>
    where
        Self: 'a,
    {
        let function = self.inventory.functions.get(&id)?;
        let item = format!("service `{}`, function `{}`", service.name, function.name);
        let Some(name) = affixes.member(&function.name) else {
            let reason = format!("is not called `{}…` as the destructor is", affixes.prefix);
            self.refuse(&item, reason, "declare it with `#[ffi] impl`");
            return None;
        };
        let item = format!("service `{}`, {kind} `{name}`", service.name);
        let receiver = match kind {
            "method" => Receiver::Object(service.clone(), self.access(function, &item)?),
            _ => Receiver::Class(service.clone()),
        };
        let typed = self.typed(function, &receiver, &item);
        Some(Draft {
            name,
            function,
            receiver,
            typed,
        })
    }

    /// How a method uses its object, which is its first argument.
    fn access(&mut self, function: &function::Function, item: &str) -> Option<Access> {
        let first = function.signature.arguments.first();
        let ty = first.and_then(|argument| self.inventory.types.get(&argument.ty));
        match ty.map(|ty| &ty.kind) {
            Some(TypeKind::ReadPointer(_)) => Some(Access::Shared),
            Some(TypeKind::ReadWritePointer(_)) => Some(Access::Exclusive),
            _ => {
                let reason = "its first argument is no pointer to the service";
                self.refuse(item, reason, "declare it with `#[ffi] impl`");
                None
            }
        }
    }

    fn finish(
        &mut self,
        drafts: Vec<Draft>,
        members: &mut Scope,
        service: &Shared<super::super::Service>,
    ) -> Vec<Function> {
        let names: Vec<_> = drafts
            .iter()
            .map(|draft| {
                let native = format!("_native_{}", draft.function.name);
                let name = members.inner_name(draft.name, &self.scope);
                (name, self.scope.free_name(&native))
            })
            .collect();
        let reserved = names::function_reserved();
        let mut functions = Vec::new();
        for (draft, (name, native)) in drafts.into_iter().zip(names) {
            let mut scope = Scope::new(&reserved);
            match draft.receiver {
                Receiver::Object(..) => scope.occupy("self"),
                Receiver::None | Receiver::Class(_) => {
                    ["cls", "self", service.name.as_str()]
                        .into_iter()
                        .for_each(|name| scope.occupy(name));
                }
            }
            let Draft {
                name: _,
                function,
                receiver,
                typed,
            } = draft;
            let finish = |typed| self.function(function, name, native, receiver, typed, scope);
            functions.extend(typed.map(finish));
        }
        functions
    }
}

/// The scope of the class, in which annotations and decorators are looked up too.
fn member_scope<'a>(
    service: &super::super::Service,
    members: impl Iterator<Item = &'a Draft<'a>>,
) -> Scope {
    let mut scope = Scope::class(&names::service_reserved());
    for typed in members.filter_map(|member| member.typed.as_ref()) {
        let types = typed.types.iter().chain([&typed.result]);
        types.for_each(|ty| ty.occupy_in_class(&mut scope));
    }
    ["bool", "bytes", "float", "int", "property", "str"]
        .into_iter()
        .for_each(|name| scope.occupy(name));
    scope.occupy(&format!("_handle_{}", service.name));
    scope
}

#[cfg(test)]
mod tests {
    use super::Affixes;

    fn member(destructor: &str, symbol: &str) -> Option<String> {
        let affixes = Affixes::of_destructor(destructor)?;
        affixes.member(symbol).map(ToOwned::to_owned)
    }

    #[test]
    fn the_destructor_tells_how_members_are_called() {
        let name = |destructor, symbol| member(destructor, symbol).unwrap_or_default();
        assert_eq!(name("counter_destroy", "counter_step"), "step");
        assert_eq!(name("_destroy", "_step"), "step");
        assert_eq!(name("h_destroy_123", "h_step_123"), "step");
        assert_eq!(name("a_destroy_b_destroy", "a_destroy_b_step"), "step");
        assert_eq!(member("counter_free", "counter_step"), None);
        assert_eq!(member("counter_destroy", "other_step"), None);
        assert_eq!(member("h_destroy_123", "h_step_124"), None);
    }
}
