//! The block of settings at the start of a Markdown file: YAML between lines of `---`, TOML between lines of `+++`.

use super::{Document, toml, yaml};

/// The document of a front matter; empty when there is none, or when it does not end.
pub(super) fn parse(text: &str, base: usize) -> Document {
    let fence = text.get(..3).unwrap_or_default();
    let parser = match fence {
        "---" => yaml::parse,
        "+++" => toml::parse,
        _ => return Document::default(),
    };
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == fence) else { return Document::default() };
    let start = first.len();
    let mut end = start;
    for line in lines {
        let trimmed = line.trim_end();
        if trimmed == fence || (fence == "---" && trimmed == "...") {
            return parser(text.get(start..end).unwrap_or_default(), base + start);
        }
        end += line.len();
    }
    Document::default()
}
