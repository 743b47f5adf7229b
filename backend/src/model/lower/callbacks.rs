//! Callbacks and function pointers: functions that Rust calls.

use super::super::{
    Callback, Definition, Docs, FnPointer, Ident, Parameter, Shared, Signature, Type, names::Scope,
};
use super::functions::parameter_name;
use super::types::Position;
use super::{Lowering, names};
use interoptopus::inventory::TypeId;
use interoptopus::lang::function;

impl Lowering<'_> {
    pub(super) fn callback(
        &mut self,
        signature: &function::Signature,
        name: Ident,
        docs: Docs,
        item: &str,
    ) -> Option<Type> {
        let signature = self.signature(signature, item)?;
        let codec = self.scope.free_name(&format!("_codec_{name}"));
        let lowered = Shared::new(Callback {
            name,
            codec,
            docs,
            signature,
        });
        self.types.push(Definition::Callback(lowered.clone()));
        Some(Type::Callback(lowered))
    }

    pub(super) fn fn_pointer(
        &mut self,
        id: TypeId,
        signature: &function::Signature,
        item: &str,
    ) -> Option<Type> {
        if let Some(lowered) = self.lowered.get(&id) {
            return lowered.clone();
        }
        let signature = self.signature(signature, item)?;
        let (name, key) = signature.names();
        if let Some(lowered) = self.known(id, &key) {
            return Some(lowered);
        }
        let name = self.made_name(&name);
        let codec = self.scope.free_name(&format!("_codec_{name}"));
        let lowered = Shared::new(FnPointer {
            name,
            codec,
            signature,
        });
        self.types.push(Definition::FnPointer(lowered.clone()));
        Some(self.know(id, key, Type::FnPointer(lowered)))
    }

    fn signature(&mut self, signature: &function::Signature, item: &str) -> Option<Signature> {
        let types: Vec<_> = signature
            .arguments
            .iter()
            .map(|argument| {
                let item = format!("{item}, argument `{}`", argument.name);
                self.ty(argument.ty, Position::Argument, &item)
            })
            .collect();
        let result_item = format!("{item}, result");
        let result = self.ty(signature.rval, Position::Result, &result_item);
        let types: Vec<Type> = types.into_iter().collect::<Option<_>>()?;
        let result = result?;
        if types.iter().chain([&result]).any(Type::has_service) {
            let reason = "services cannot be arguments or results of callbacks";
            let hint = "pass what the callback needs of it";
            self.refuse(item, reason, hint);
            return None;
        }
        let mut scope = Scope::new(&names::function_reserved());
        scope.occupy("self");
        result.occupy_mentioned(&mut scope);
        types
            .iter()
            .for_each(|ty| ty.occupy_in_function(&mut scope));
        let parameters = signature
            .arguments
            .iter()
            .zip(types)
            .enumerate()
            .map(|(number, (argument, ty))| Parameter {
                name: scope.inner_name(&parameter_name(&argument.name, number), &self.scope),
                ty,
            })
            .collect();
        Some(Signature { parameters, result })
    }
}

impl Signature {
    /// What to call the class of such functions, and what tells them from all others.
    fn names(&self) -> (String, String) {
        let types = || self.parameters.iter().map(|parameter| &parameter.ty);
        let mut name: String = types().map(Type::short_name).collect();
        name.insert_str(0, "Fn");
        if !matches!(self.result, Type::Void) {
            name = format!("{name}To{}", self.result.short_name());
        }
        let keys: Vec<_> = types().map(Type::key).collect();
        let key = format!("fn({}) -> {}", keys.join(", "), self.result.key());
        (name, key)
    }
}
