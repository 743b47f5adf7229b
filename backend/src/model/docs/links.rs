//! What the items that docs link to are called in Python.

use super::super::names::{self, Scope};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The items of the API by their names in Rust.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// `None` where several items have the name, as those of one generic type have.
    items: BTreeMap<String, Option<(String, Kind)>>,
    members: BTreeMap<String, Kind>,
}

/// What decides how members of an item are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    DataEnum,
    Service,
    /// Without members.
    Other,
}

impl Links {
    pub(in super::super) fn add(&mut self, rust_name: &str, python_name: &str, kind: Kind) {
        let bare = rust_name.split('<').next().unwrap_or(rust_name);
        let bare = bare.strip_prefix("r#").unwrap_or(bare);
        let item = (python_name.to_owned(), kind);
        let entry = self.items.entry(bare.to_owned());
        entry
            .and_modify(|known| *known = None)
            .or_insert(Some(item));
        self.members.insert(python_name.to_owned(), kind);
    }

    /// The Python name of what a path leads to, with a dot before that of a member.
    pub(super) fn resolve(&self, path: &str, owner: Option<&str>) -> Option<String> {
        let mut segments = path.rsplit("::");
        let last = segments.next()?;
        match segments.next() {
            None | Some("crate" | "self" | "super") if last == "Self" => owner.map(str::to_owned),
            Some("Self") => self.member(owner?, last),
            Some(before) => match self.item(before) {
                Some((item, _)) => self.member(item, last),
                None => Some(self.item(last)?.0.clone()),
            },
            None => Some(self.item(last)?.0.clone()),
        }
    }

    fn item(&self, name: &str) -> Option<&(String, Kind)> {
        let name = name.strip_prefix("r#").unwrap_or(name);
        self.items.get(name)?.as_ref()
    }

    fn member(&self, item: &str, member: &str) -> Option<String> {
        let reserved = match self.members.get(item)? {
            Kind::Struct => names::struct_reserved(),
            Kind::Enum => names::enum_reserved(),
            Kind::DataEnum => names::data_enum_reserved(),
            Kind::Service => names::service_reserved(),
            Kind::Other => Rc::default(),
        };
        let member = Scope::class(&reserved).free_name(member);
        Some(format!("{item}.{member}"))
    }
}
