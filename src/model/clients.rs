//! Programs of others that run an agent here (editors, assistants), with the servers that a file of the tree gives them.
//!
//! They are no agents of the repository: what they run is on the machine of whoever opens it, and which tools a server offers is
//! decided elsewhere. So they stand beside the agents, not among them.

use super::ModelFile;
use super::agents::{AgentId, Agents};
use super::folders::{ancestors, parent};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::ClientFile;
use crate::source::{FileId, PathClass, Place};
use crate::syntax::{Node, Value};
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;

/// Servers of one client that are read from one file: more say nothing new.
const MAX_SERVERS: usize = 500;

/// A client in one file.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its name: "Claude Code".
    pub name: String,
    /// Id of its pack.
    pub pack: String,
    /// The first server.
    pub place: Place,
    /// Its servers, in the order of the file.
    pub servers: Vec<Server>,
}

/// A server that a client runs or calls.
#[derive(Clone, Debug)]
pub struct Server {
    /// The name that the client knows it by.
    pub name: String,
    /// The entry's name in the file.
    pub place: Place,
    /// How it is reached.
    pub reach: Reached,
    /// Not switched off in the file.
    pub enabled: bool,
    /// Servers of the tree whose code it runs.
    pub agents: Vec<AgentId>,
}

/// How a client reaches a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// By running a program on the client's machine: the last part of its name.
    Program(String),
    /// Over the network: host and port, empty when the address is not in the file.
    Host(String),
}

/// All clients of a tree.
#[derive(Clone, Debug, Default)]
pub struct Clients {
    /// Sorted by place and pack.
    pub clients: Vec<Client>,
}

impl Clients {
    /// Finds the clients. `agents` are those of the tree, whose servers a client can run.
    pub fn link(files: &[ModelFile], agents: &Agents, knowledge: &Knowledge) -> Self {
        if files.iter().all(|file| file.facts.document.is_none()) {
            return Self::default();
        }
        let forms: Vec<(&str, &str, &ClientFile)> = knowledge
            .clients()
            .iter()
            .flat_map(|pack| pack.files.iter().map(|form| (pack.id.as_str(), pack.title.as_str(), form)))
            .collect();
        let (globs, owners) = globs(&forms);
        let paths: BTreeMap<&str, FileId> = files.iter().map(|file| (file.path.as_str(), file.id)).collect();
        let mut clients = Vec::new();
        for file in files.iter().filter(|file| !matches!(file.class, PathClass::Vendored | PathClass::Test)) {
            let Some(document) = &file.facts.document else { continue };
            let mut fitting: Vec<usize> = globs.matches(&file.path).into_iter().map(|glob| owners[glob]).collect();
            fitting.dedup();
            for index in fitting {
                let (pack, name, form) = forms[index];
                let reader = Reader { file, form, paths: &paths, agents };
                let servers = reader.servers(&document.roots);
                if let Some(place) = servers.iter().map(|server| server.place).min() {
                    clients.push(Client { name: name.to_owned(), pack: pack.to_owned(), place, servers });
                }
            }
        }
        clients.sort_by(|a, b| (a.place, &a.pack).cmp(&(b.place, &b.pack)));
        Self { clients }
    }
}

/// The globs of all forms, and the form of each.
fn globs(forms: &[(&str, &str, &ClientFile)]) -> (GlobSet, Vec<usize>) {
    let mut set = GlobSetBuilder::new();
    let mut owners = Vec::new();
    for (index, (_, _, form)) in forms.iter().enumerate() {
        for glob in form.globs.iter().filter_map(|glob| Glob::new(glob).ok()) {
            set.add(glob);
            owners.push(index);
        }
    }
    (set.build().unwrap_or_else(|_| GlobSet::empty()), owners)
}

/// Reads the servers of one file by one form.
struct Reader<'a> {
    file: &'a ModelFile,
    form: &'a ClientFile,
    paths: &'a BTreeMap<&'a str, FileId>,
    agents: &'a Agents,
}

impl Reader<'_> {
    fn servers(&self, roots: &[Node]) -> Vec<Server> {
        let mut found: Vec<Server> = Vec::new();
        for path in &self.form.servers {
            for holder in roots.iter().flat_map(|root| at(root, path)) {
                match &holder.value {
                    Value::Map(entries) => {
                        let named = entries.iter().map(|entry| (&*entry.key.text, entry.key.span, &entry.value));
                        found.extend(named.filter_map(|(name, span, value)| self.server(name, span, value)));
                    }
                    Value::List(items) => found.extend(items.iter().filter_map(|item| {
                        let name = item.get("name")?;
                        self.server(name.as_str()?, name.span, item)
                    })),
                    _ => {}
                }
                found.truncate(MAX_SERVERS);
            }
        }
        found.sort_by_key(|server| server.place);
        found.dedup_by_key(|server| server.place);
        found
    }

    fn server(&self, name: &str, span: crate::source::Span, value: &Node) -> Option<Server> {
        let is_program = |node: &&Node| matches!(node.value, Value::Text(_) | Value::List(_));
        let command = self.form.command.iter().flat_map(|key| at(value, key)).find(is_program);
        let url = self.form.url.iter().find_map(|key| at(value, key).next()).filter(|node| !node.is_null());
        let program = command.and_then(|node| match &node.value {
            Value::List(items) => items.first()?.as_str(),
            _ => node.as_str(),
        });
        let reach = match (program, url) {
            (Some(program), _) => Reached::Program(last_part(program).to_owned()),
            (None, Some(url)) => Reached::Host(url.as_str().and_then(host).unwrap_or_default().to_owned()),
            (None, None) => return None,
        };
        let off = self.form.off.iter().any(|(key, off)| value.get(key).and_then(Node::as_bool) == Some(*off));
        let given = self.form.arguments.iter().flat_map(|key| at(value, key));
        let words = command.into_iter().chain(given).flat_map(|node| match &node.value {
            Value::List(items) => items.iter().filter_map(Node::as_str).collect(),
            _ => node.as_str().into_iter().flat_map(str::split_whitespace).collect::<Vec<_>>(),
        });
        let code: Vec<FileId> = words.filter_map(|word| self.local(word)).collect();
        let run = self.agents.agents.iter().enumerate();
        let run = run.filter(|(_, agent)| agent.server && code.contains(&agent.place.file));
        Some(Server {
            name: name.to_owned(),
            place: self.file.at(span),
            reach,
            enabled: !off,
            agents: run.map(|(index, _)| AgentId(index as u32)).collect(),
        })
    }

    /// The file of the tree that an argument names: from the root, or from a folder around the configuration.
    fn local(&self, word: &str) -> Option<FileId> {
        let word = ["${workspaceFolder}/", "${CLAUDE_PLUGIN_ROOT}/", "${extensionPath}/", "./"]
            .iter()
            .find_map(|base| word.strip_prefix(base))
            .unwrap_or(word);
        if !word.contains('.') || word.starts_with(['/', '-']) {
            return None;
        }
        ancestors(parent(&self.file.path)).find_map(|base| {
            let path = if base.is_empty() { word.to_owned() } else { format!("{base}/{word}") };
            self.paths.get(path.as_str()).copied()
        })
    }
}

/// The values at the end of a path of keys.
fn at<'n>(node: &'n Node, path: &str) -> std::vec::IntoIter<&'n Node> {
    let mut found = vec![node];
    for step in path.split('/') {
        found = found
            .into_iter()
            .flat_map(|node| match (&node.value, step) {
                (Value::Map(entries), "*") => entries.iter().map(|entry| &entry.value).collect(),
                (Value::List(items), "*") => items.iter().collect(),
                _ => node.get(step).into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    found.into_iter()
}

/// The name of a program without its folder and without what stands behind it on the line.
fn last_part(program: &str) -> &str {
    let word = program.split_whitespace().next().unwrap_or(program);
    word.rsplit(['/', '\\']).next().unwrap_or(word)
}

/// Host and port of an address: never what stands before `@` or behind `/`, where keys stand.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.contains(['$', '{', '}'])).then_some(host)
}
