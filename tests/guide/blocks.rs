//! The code blocks of a page in Markdown.

/// What stands between two fences.
#[derive(Debug)]
pub(crate) struct Block {
    /// The heading it is under.
    pub(crate) section: String,
    pub(crate) language: String,
    /// The line of the first fence, from 1.
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Block {
    /// The file that its first line names, and the items that are said to be in it.
    pub(crate) fn excerpt(&self) -> Option<(&str, Vec<&str>)> {
        let (first, rest) = self.text.split_once('\n')?;
        let file = first.strip_prefix("// ")?;
        let is_file = file.starts_with("reference_project/");
        is_file.then(|| (file, rest.trim_end().split("\n\n").collect()))
    }
}

/// Whether a source has these lines, all of an item, at whatever indentation.
pub(crate) fn stands_in(item: &str, source: &str) -> bool {
    let item: Vec<_> = item.lines().collect();
    let source: Vec<_> = source.lines().collect();
    if item.is_empty() {
        return false;
    }
    source.windows(item.len()).enumerate().any(|(at, lines)| {
        let indent = indent_of(lines[0]);
        let pairs = lines.iter().zip(&item);
        let is_same = pairs.into_iter().all(|(a, b)| a.get(indent..) == Some(*b));
        let starts = at == 0 || !source[at - 1].trim_start().starts_with(['/', '#']);
        let ends = source.get(at + item.len()).is_none_or(|next| {
            let is_inside = indent_of(next) > indent;
            let is_end = indent_of(next) == indent && next.trim_start().starts_with(['}', ')']);
            next.is_empty() || !(is_inside || is_end)
        });
        is_same && starts && ends
    })
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// All blocks that are not part of a list.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut section = String::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        if let Some(mut block) = open.take() {
            if line == "```" {
                blocks.push(block);
            } else {
                block.text += line;
                block.text += "\n";
                open = Some(block);
            }
        } else if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut section);
        } else if let Some(language) = line.strip_prefix("```") {
            open = Some(Block {
                section: section.clone(),
                language: language.to_owned(),
                line: index + 1,
                text: String::new(),
            });
        }
    }
    assert!(open.is_none(), "a block without an end: {open:?}");
    blocks
}
