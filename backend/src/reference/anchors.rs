//! The addresses of headings within a page, as GitHub and most others make them.

use std::collections::BTreeMap;

/// The headings among the lines, by the number of the line: those outside of code.
fn headings(lines: &[String]) -> impl Iterator<Item = (usize, &str)> {
    let mut fence: Option<&str> = None;
    lines.iter().enumerate().filter_map(move |(number, line)| {
        let line = line.trim();
        let mark = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) => {
                if line.starts_with(open) && line[mark..].is_empty() {
                    fence = None;
                }
                return None;
            }
            None if mark >= 3 && !line[mark..].contains('`') => {
                fence = Some(&line[..mark]);
                return None;
            }
            None => {}
        }
        let line = line.trim_start_matches("- ");
        let text = line.trim_start_matches('#');
        let level = line.len() - text.len();
        let is_heading = (1..=6).contains(&level) && text.starts_with(' ');
        is_heading.then(|| (number, text.trim()))
    })
}

/// The addresses of all headings, by the number of the line.
pub(super) fn addresses(lines: &[String]) -> BTreeMap<usize, String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut addresses = BTreeMap::new();
    for (number, title) in headings(lines) {
        let plain = address(title);
        let mut unique = plain.clone();
        while counts.contains_key(&unique) {
            let count = counts.entry(plain.clone()).or_default();
            *count += 1;
            unique = format!("{plain}-{count}");
        }
        counts.insert(unique.clone(), 0);
        addresses.insert(number, unique);
    }
    addresses
}

/// The address of a heading, as far as its text tells.
fn address(title: &str) -> String {
    let mut text = String::new();
    let mut rest = title;
    // Of links only what is shown.
    while let Some((before, after)) = rest.split_once("](") {
        text.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    let kept = text.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then_some(c),
    });
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::addresses;

    fn of(text: &str) -> Vec<String> {
        let lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
        addresses(&lines).into_values().collect()
    }

    #[test]
    fn addresses_are_those_of_git_hub() {
        assert_eq!(
            of("# The `my_function` *way*, 2\n## Größe: x.y()"),
            ["the-my_function-way-2", "größe-xy"]
        );
        assert_eq!(of("# See [`Vec2`](#vec2)"), ["see-vec2"]);
    }

    #[test]
    fn addresses_are_unique() {
        assert_eq!(of("# a\n# A\n# a-1\n# a"), ["a", "a-1", "a-1-1", "a-2"]);
    }

    #[test]
    fn code_has_no_headings() {
        assert_eq!(of("# a\n```python\n# b\n```\n# c"), ["a", "c"]);
        assert_eq!(of("````\n```\n# b\n````\n#c\n- # d"), ["d"]);
    }
}
