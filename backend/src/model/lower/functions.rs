//! Free functions and the API guard.

use super::super::{
    Completions, Function, Guard, Ident, Parameter, Receiver, Shared, Type, names::Scope,
};
use super::sequences::is_builtin;
use super::types::Position;
use super::{Lowering, names};
use interoptopus::inventory::FunctionId;
use interoptopus::lang::function;
use interoptopus::lang::meta::Visibility;
use interoptopus::lang::types::{TypeKind, TypePattern};
use interoptopus::pattern::guard::Hash;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// The types of a function.
pub(super) struct Typed {
    /// Which of the arguments in Rust are arguments in Python.
    arguments: Range<usize>,
    pub(super) types: Vec<Type>,
    pub(super) result: Type,
    /// For an async function.
    completions: Option<Shared<Completions>>,
}

impl Lowering<'_> {
    /// The functions that become functions in Python, by name.
    fn free_functions(&self) -> Vec<(FunctionId, &function::Function)> {
        let services = self.inventory.services.values();
        let owned: BTreeSet<FunctionId> = services
            .flat_map(|service| {
                let others = service.ctors.iter().chain(&service.methods);
                others
                    .copied()
                    .chain([service.destructor])
                    .collect::<Vec<_>>()
            })
            .collect();
        let mut functions: Vec<_> = self
            .inventory
            .functions
            .iter()
            .map(|(id, function)| (*id, function))
            .filter(|(id, function)| {
                let is_helper = self.is_guard(function) || is_builtin(&function.name);
                !owned.contains(id) && !is_helper
            })
            .collect();
        functions.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        functions
    }

    pub(super) fn name_functions(&mut self) {
        let functions: Vec<_> = self
            .free_functions()
            .into_iter()
            .map(|(id, function)| (id, function.clone()))
            .collect();
        for (id, function) in functions {
            let symbol = &function.name;
            let rust_name = symbol.strip_prefix("r#").unwrap_or(symbol);
            let python_name = match function.visibility {
                Visibility::Private if !rust_name.starts_with('_') => format!("_{rust_name}"),
                Visibility::Private | Visibility::Public => rust_name.to_owned(),
            };
            let item = format!("function `{symbol}`");
            let hint = "choose another name with `#[ffi(export = \"…\")]`";
            let home = self.home(&function.emission);
            if let Some(name) = self.public_name(&python_name, &home, &item, hint) {
                self.function_names.insert(id, name);
            }
        }
    }

    pub(super) fn functions(&mut self) -> Vec<Function> {
        let inventory = self.inventory;
        let functions: Vec<_> = self
            .free_functions()
            .into_iter()
            .filter_map(|(id, _)| {
                let name = self.function_names.get(&id)?.clone();
                Some((name, inventory.functions.get(&id)?))
            })
            .collect();
        let natives: Vec<_> = functions
            .iter()
            .map(|(name, _)| self.scope.free_name(&format!("_native_{name}")))
            .collect();
        // All types before any parameter, which could be called like what stands for a type.
        let drafts: Vec<_> = functions
            .iter()
            .map(|(_, function)| {
                let item = format!("function `{}`", function.name);
                self.typed(function, &Receiver::None, &item)
            })
            .collect();
        let reserved = names::function_reserved();
        let mut lowered = Vec::new();
        for (((name, function), native), typed) in functions.iter().zip(natives).zip(drafts) {
            let scope = Scope::new(&reserved);
            let finish =
                |typed| self.function(function, name.clone(), native, Receiver::None, typed, scope);
            lowered.extend(typed.map(finish));
        }
        lowered.sort_by(|a, b| a.name.cmp(&b.name));
        lowered
    }

    /// The types of a function or of a member of a service, of which the first argument is the object
    /// itself.
    pub(super) fn typed(
        &mut self,
        function: &function::Function,
        receiver: &Receiver,
        item: &str,
    ) -> Option<Typed> {
        let outcome = match receiver {
            // Only the macro of services makes sure that a task shares what it uses.
            Receiver::None => None,
            Receiver::Class(_) | Receiver::Object(..) => self.outcome(&function.signature),
        };
        let given = usize::from(matches!(receiver, Receiver::Object(..)));
        let arguments = &function.signature.arguments;
        let arguments = given..arguments.len() - usize::from(outcome.is_some());
        let types: Vec<_> = function
            .signature
            .arguments
            .get(arguments.clone())?
            .iter()
            .enumerate()
            .map(|(number, argument)| {
                let item = format!("{item}, argument `{}`", argument.name);
                let ty = self.ty(argument.ty, Position::Argument, &item)?;
                let is_runtime = number == 0 && receiver.has_runtime();
                if outcome.is_some() && !self.may_be_kept(&ty, is_runtime, &item) {
                    return None;
                }
                if ty.has_service() && !matches!(ty, Type::Service(..)) {
                    let hint = "pass the service as an argument of its own";
                    self.refuse(&item, "a service cannot be a part of another value", hint);
                    return None;
                }
                Some(ty)
            })
            .collect();
        let result_item = format!("{item}, result");
        let (result, completions) = if let Some(outcome) = outcome {
            let completions = self.completions(outcome, &result_item);
            let result = completions.as_ref().map(|it| it.result.ty.clone());
            (result, completions)
        } else {
            let result = self.ty(function.signature.rval, Position::Result, &result_item);
            (result, None)
        };
        Some(Typed {
            arguments,
            types: types.into_iter().collect::<Option<_>>()?,
            result: result?,
            completions,
        })
    }

    /// The whole function, of which the types are known; `scope` is that of its parameters.
    pub(super) fn function(
        &self,
        function: &function::Function,
        name: Ident,
        native: Ident,
        receiver: Receiver,
        typed: Typed,
        mut scope: Scope,
    ) -> Function {
        let Typed {
            arguments,
            types,
            result,
            completions,
        } = typed;
        result.occupy_by_result(&mut scope);
        types
            .iter()
            .for_each(|ty| ty.occupy_in_function(&mut scope));
        let is_number = |ty: &Type| matches!(ty, Type::Int(_) | Type::Float(_));
        let are_mixed = types.iter().any(is_number) && !types.iter().all(is_number);
        if completions.is_some() || are_mixed {
            // Of numbers that stand beside what is converted first, the class is looked at.
            scope.occupy("int");
            scope.occupy("float");
        }
        let parameters = function.signature.arguments[arguments]
            .iter()
            .zip(types)
            .enumerate()
            .map(|(number, (argument, ty))| Parameter {
                name: scope.inner_name(&parameter_name(&argument.name, number), &self.scope),
                ty,
            })
            .collect();
        let owner = match &receiver {
            Receiver::None => None,
            Receiver::Class(service) | Receiver::Object(service, _) => Some(service.name.as_str()),
        };
        let docs = self.docs(&function.docs, owner);
        let docs = match &result {
            Type::Result(result) => docs.raising(result.exceptions()),
            _ => docs,
        };
        Function {
            name,
            receiver,
            native,
            symbol: function.name.clone(),
            docs,
            parameters,
            result,
            completions,
        }
    }

    /// Whether the function tells the version of the API, and so is called before all others.
    fn is_guard(&self, function: &function::Function) -> bool {
        let result = self.inventory.types.get(&function.signature.rval);
        function.signature.arguments.is_empty()
            && result
                .is_some_and(|ty| matches!(ty.kind, TypeKind::TypePattern(TypePattern::Version)))
    }

    pub(super) fn guard(&mut self) -> Option<Guard> {
        let functions = self.inventory.functions.values();
        let mut symbols: Vec<_> = functions
            .filter(|function| self.is_guard(function))
            .map(|function| function.name.clone())
            .collect();
        symbols.sort();
        for symbol in symbols.iter().skip(1) {
            let item = format!("function `{symbol}`");
            let reason = format!("is a second API guard beside `{}`", symbols[0]);
            self.refuse(&item, reason, "register one API guard");
        }
        let symbol = symbols.into_iter().next()?;
        Some(Guard {
            symbol,
            hash: Hash::from_rust(self.inventory).hash(),
        })
    }
}

/// What a parameter is called, which in Rust may have no name.
pub(super) fn parameter_name(rust_name: &str, position: usize) -> Cow<'_, str> {
    match rust_name {
        "_" => format!("_{position}").into(),
        name => name.into(),
    }
}

/// What a parameter or result of a by-value type must fulfil.
pub(super) fn by_value_problem(ty: &Type) -> Option<(&'static str, &'static str)> {
    if ty.layout().size == 0 && !matches!(ty, Type::Void) {
        return Some((
            "C has no values without a size",
            "pass it by reference (`&T`)",
        ));
    }
    None
}
