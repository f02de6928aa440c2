//! Which files tell an agent's client what servers to run, written in `rules/clients/<id>.yaml`.

use serde::{Deserialize, Serialize};

/// A program that runs an agent and reads its servers from a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientPack {
    /// Kebab-case id; the name of the file.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its files.
    pub files: Vec<ClientFile>,
    /// Version in which this was read, or its documentation.
    pub source: String,
}

/// A file with servers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientFile {
    /// Globs of paths relative to the scan root.
    pub globs: Vec<String>,
    /// Paths of keys, with `/` between, to a map of servers by name or to a list of servers with names; `*` is any key or item.
    pub servers: Vec<String>,
    /// Keys of the program that is run; a list holds its arguments too.
    #[serde(default = "command")]
    pub command: Vec<String>,
    /// Keys of its arguments.
    #[serde(default = "arguments")]
    pub arguments: Vec<String>,
    /// Keys of the address of a server that runs elsewhere.
    #[serde(default = "url")]
    pub url: Vec<String>,
    /// Keys that switch a server off, with the value that does.
    #[serde(default = "off")]
    pub off: Vec<(String, bool)>,
}

fn command() -> Vec<String> {
    vec!["command".into()]
}

fn arguments() -> Vec<String> {
    vec!["args".into()]
}

fn url() -> Vec<String> {
    vec!["url".into()]
}

fn off() -> Vec<(String, bool)> {
    vec![("disabled".into(), true), ("enabled".into(), false)]
}
