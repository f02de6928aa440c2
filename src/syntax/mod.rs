//! Parsers of data files and the tree they all give: YAML, JSON with comments, TOML, `.env`, Dockerfiles, HCL, front matter.
//!
//! One file parses one format; no type of another crate leaves it. Nothing here knows what a key means. No input makes a
//! parser panic, recurse without bound or take more than linear time: see the limits in `document`.

pub mod code;
mod dockerfile;
mod document;
mod dotenv;
mod front_matter;
mod hcl;
mod json;
mod node;
mod offsets;
#[cfg(test)]
mod tests;
mod toml;
mod yaml;

use crate::source::FileKind;

pub use document::{Document, MAX_ALIAS_NODES, MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, hull};
pub use node::{Entry, Key, Node, Step, Value};
pub use offsets::OffsetMap;

/// The tree of a data file; `None` for kinds that hold none. A notebook is JSON; of Markdown the front matter is read.
///
/// `text` is the whole file, a byte order mark included: spans count its bytes. It must be shorter than 4 GiB.
pub fn parse(kind: FileKind, text: &str) -> Option<Document> {
    let parser = match kind {
        FileKind::Yaml => yaml::parse,
        FileKind::Json | FileKind::Notebook => json::parse,
        FileKind::Toml => toml::parse,
        FileKind::Dotenv => dotenv::parse,
        FileKind::Dockerfile => dockerfile::parse,
        FileKind::Hcl => hcl::parse,
        FileKind::Markdown => front_matter::parse,
        FileKind::Python | FileKind::TypeScript | FileKind::Go | FileKind::Shell | FileKind::Other => return None,
    };
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    Some(parser(body, text.len() - body.len()))
}
