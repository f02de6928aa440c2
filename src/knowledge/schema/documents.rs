//! Which data files and scripts the model reads, written in `rules/documents/`.

use serde::{Deserialize, Serialize};

/// A file of `rules/documents/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// A file that fits one of these is kept.
    pub documents: Vec<DocumentRule>,
}

/// Files that say something of deployment or access.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRule {
    /// Globs of paths relative to the scan root, `**/` before a bare name understood; none: every file of the kinds.
    #[serde(default)]
    pub files: Vec<String>,
    /// Formats; none: every one.
    #[serde(default)]
    pub kinds: Vec<DocumentKind>,
    /// One of these must occur in the file; none: nothing must.
    #[serde(default)]
    pub words: Vec<String>,
    /// It is a template: its text is kept in place of a tree.
    #[serde(default)]
    pub template: bool,
}

/// A format of a kept file.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// YAML.
    Yaml,
    /// JSON, with comments or without.
    Json,
    /// TOML.
    Toml,
    /// `NAME=value`.
    Dotenv,
    /// Dockerfile.
    Dockerfile,
    /// Terraform.
    Hcl,
    /// Markdown with front matter.
    Markdown,
    /// Shell script, kept as text.
    Shell,
    /// Code that imports no framework, kept as its tree.
    Code,
    /// Anything without a tree (SQL, Makefile), kept as text.
    Other,
}
