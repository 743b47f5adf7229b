//! Types that are defined elsewhere, where `Config::external` says.

use super::super::{Ident, Type, is_importable};
use super::Lowering;

impl Lowering<'_> {
    /// The Python module that has the type, unless the bindings define it.
    pub(super) fn source(&self, definition: &Ident) -> Option<String> {
        // A name with its module means more than one without.
        let mut names: Vec<_> = self.external.keys().collect();
        names.sort_by_key(|name| !name.contains('.'));
        let name = names
            .into_iter()
            .find(|it| self.is_called(definition, it))?;
        self.external.get(name).cloned()
    }

    /// Refuses types that are more than memory: each module of bindings has its own ways with those.
    pub(super) fn check_external(&mut self, lowered: &Type, item: &str) {
        let Type::Struct(structure) = lowered else {
            if !matches!(lowered, Type::Enum(_)) {
                self.refuse_external(item);
            }
            return;
        };
        if structure.has_pointers || structure.is_owned || structure.is_wired {
            self.refuse_external(item);
            return;
        }
        for field in &structure.fields {
            let mut ty = &field.ty;
            while let Type::Array(array) = ty {
                ty = &array.item;
            }
            let own = match ty {
                Type::Enum(part) if part.source.is_none() => &part.name,
                Type::Struct(part) if part.source.is_none() => &part.name,
                Type::DataEnum(part) => &part.name,
                _ => continue,
            };
            let item = format!("{item}, field `{}`", field.name);
            let own = own.shown();
            let reason = format!("comes from elsewhere, but `{own}` in it does not");
            let hint = format!("say where that is, too: `Config::external(\"{own}\", \"…\")`");
            self.refuse(&item, reason, hint);
        }
    }

    fn refuse_external(&mut self, item: &str) {
        let reason = "cannot come from elsewhere: only structs of plain data and enums can";
        self.refuse(item, reason, "leave it out of `Config::external`");
    }

    /// Refuses names of `Config::external` that no type has, and modules that Python cannot import.
    pub(super) fn check_external_names(&mut self) {
        for (name, module) in self.external {
            let item = format!("`Config::external(\"{name}\", \"{module}\")`");
            let meant: Vec<_> = self.type_names.values().collect();
            let meant = meant.into_iter().filter(|it| self.is_called(it, name));
            match meant.count() {
                0 => self.refuse(&item, "names no type", "write it as it is called in Python"),
                1 => (),
                _ => {
                    let hint = "write it with its module: `module.Type`";
                    self.refuse(&item, "names several types", hint);
                }
            }
            if !module.split('.').all(is_importable) {
                let reason = format!("Python has no way to import `{module}`");
                self.refuse(&item, reason, "write it as in `import`: `package.module`");
            }
        }
    }
}
