//! Agents that are written down as data: exports of workflows, resources of platforms. `rules/definitions/<id>.yaml`.

use super::{Capability, DocumentKind, Effect, Grade};
use serde::{Deserialize, Serialize};

/// How a platform writes agents and their tools.
///
/// A path is keys with `/` between; `*` is any key or item, `.` the value itself. A pattern is a text with at most one `*`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinitionPack {
    /// Kebab-case id; the name of the file.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Formats of its files.
    pub kinds: Vec<DocumentKind>,
    /// One of these occurs in every file.
    pub words: Vec<String>,
    /// Agents that hold their tools.
    #[serde(default)]
    pub agents: Vec<DefinedAgent>,
    /// Agents that edges connect with their tools.
    #[serde(default)]
    pub graphs: Vec<DefinedGraph>,
    /// What is known of tools by their kind; the first that fits.
    #[serde(default)]
    pub known: Vec<KnownKind>,
    /// What the platform records when nothing in the file says more.
    pub records: Grade,
    /// Words for that.
    pub records_title: String,
    /// Values of the file that change it: path, value, grade.
    #[serde(default)]
    pub records_if: Vec<(String, String, Grade)>,
    /// Version in which this was read, or its documentation.
    pub source: String,
}

/// An agent with its tools.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinedAgent {
    /// Path to agents from the top of a document.
    pub at: String,
    /// What holds of each: path and pattern.
    #[serde(rename = "where", default)]
    pub when: Vec<(String, String)>,
    /// Paths to its name; the first that is there. The key of the agent when there is none.
    #[serde(default)]
    pub name: Vec<String>,
    /// Its tools.
    pub tools: Vec<DefinedTools>,
}

/// Tools of an agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinedTools {
    /// Path to tools from the agent.
    pub at: String,
    /// What holds of each: path and pattern.
    #[serde(rename = "where", default)]
    pub when: Vec<(String, String)>,
    /// What does not hold: a path that is there and not empty, or with a pattern what its value is.
    #[serde(default)]
    pub unless: Vec<(String, String)>,
    /// Path to the name.
    pub name: String,
    /// Path to the kind, for what is known of it; the name when there is none.
    #[serde(default)]
    pub kind: Option<String>,
    /// Stands for all tools of a server.
    #[serde(default)]
    pub remote: bool,
}

/// Nodes and edges.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinedGraph {
    /// Path to nodes.
    pub nodes: String,
    /// Path to what edges call a node by.
    pub key: String,
    /// Path to the name of a node; what edges call it when there is none.
    #[serde(default)]
    pub name: Vec<String>,
    /// Path to the kind of a node.
    pub kind: String,
    /// A path to edges below a map whose keys are the tools: the path to the map, the path to edges below a key, the path to the agent.
    #[serde(default)]
    pub by_tool: Option<(String, String, String)>,
    /// Edges as a list: the path to them, the paths to tool and agent.
    #[serde(default)]
    pub listed: Option<(String, String, String)>,
    /// What holds of a listed edge: path and pattern.
    #[serde(rename = "where", default)]
    pub when: Vec<(String, String)>,
    /// Kinds of nodes that stand for all tools of a server.
    #[serde(default)]
    pub remote: Vec<String>,
}

/// What is known of a kind of tools.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownKind {
    /// Patterns of kinds.
    pub kinds: Vec<String>,
    /// What holds of the tool: path and pattern.
    #[serde(rename = "where", default)]
    pub when: Vec<(String, String)>,
    /// Its strongest effect.
    pub effect: Effect,
    /// Whether that can be undone.
    #[serde(default)]
    pub reversible: bool,
    /// What it brings.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
}
