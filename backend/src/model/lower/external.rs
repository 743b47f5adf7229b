//! Types that are defined elsewhere, where `Config::external` says.

use super::super::{Ident, Type, is_importable};
use super::Lowering;

impl Lowering<'_> {
    /// The Python module that has the type, unless the bindings define it.
    pub(super) fn source(&self, definition: &Ident) -> Option<String> {
        let mut sources = self.external.iter();
        let found = sources.find(|(name, _)| self.is_called(definition, name));
        found.map(|(_, module)| module.clone())
    }

    /// Refuses types that are more than memory: each module of bindings has its own ways with those.
    pub(super) fn check_external(&mut self, lowered: &Type, item: &str) {
        let is_plain = match lowered {
            Type::Enum(_) => true,
            Type::Struct(it) => !(it.has_pointers || it.is_owned || it.is_wired),
            _ => false,
        };
        if !is_plain {
            let reason = "cannot come from elsewhere: only structs of plain data and enums can";
            self.refuse(item, reason, "leave it out of `Config::external`");
        }
    }

    /// Refuses names of `Config::external` that no type has, and modules that Python cannot import.
    pub(super) fn check_external_names(&mut self) {
        for (name, module) in self.external {
            let item = format!("`Config::external(\"{name}\", \"{module}\")`");
            if !self.type_names.values().any(|it| self.is_called(it, name)) {
                self.refuse(&item, "names no type", "write it as it is called in Python");
            }
            if !module.split('.').all(is_importable) {
                let reason = format!("Python has no way to import `{module}`");
                self.refuse(&item, reason, "write it as in `import`: `package.module`");
            }
        }
    }
}
