//! Documentation as lines.

use interoptopus::lang::meta;

/// The documentation of an item, empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    pub(crate) lines: Vec<String>,
}

impl Docs {
    pub(super) fn lower(docs: &meta::Docs) -> Self {
        // `/** … */` arrives as one line with line breaks in it.
        let lines = docs.lines.iter().flat_map(|text| text.split('\n'));
        let lines = lines
            .map(|line| line.trim_end_matches('\r').to_owned())
            .collect();
        Self { lines }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.trim().is_empty())
    }
}
