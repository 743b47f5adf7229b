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
