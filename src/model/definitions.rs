//! Agents and tools that are written down as data: exports of workflows, resources of platforms.

use super::ModelFile;
use super::agents::{Agent, AgentId, Agents, Tool, ToolId};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{DefinedAgent, DefinedGraph, DefinedTools, DefinitionPack, Grade, Language};
use crate::source::{PathClass, Span};
use crate::syntax::{Node, Value};
use std::collections::BTreeMap;

/// Tools that are read from one file: more say nothing new.
const MAX_TOOLS: usize = 2000;

/// Adds what the documents define behind what the code does.
pub fn add(files: &[ModelFile], agents: &mut Agents, knowledge: &Knowledge) {
    for file in files.iter().filter(|file| !matches!(file.class, PathClass::Vendored | PathClass::Test)) {
        let Some(document) = &file.facts.document else { continue };
        for pack in knowledge.definitions() {
            let mut reader = Reader { file, pack, agents, left: MAX_TOOLS };
            for root in &document.roots {
                pack.agents.iter().for_each(|form| reader.agents_at(root, form));
                pack.graphs.iter().for_each(|form| reader.graph(root, form));
            }
        }
    }
}

/// A value with the key it stands under, if it stands under one.
#[derive(Copy, Clone)]
struct Found<'n> {
    node: &'n Node,
    key: Option<(&'n str, Span)>,
}

/// The values at the end of a path.
fn at<'n>(node: &'n Node, path: &str) -> Vec<Found<'n>> {
    let mut found = vec![Found { node, key: None }];
    for step in path.split('/').filter(|step| *step != ".") {
        let mut next = Vec::new();
        for Found { node, .. } in found {
            match (&node.value, step) {
                (Value::Map(entries), step) => {
                    // A block that is repeated is a key that is repeated.
                    let fitting = entries.iter().filter(|entry| step == "*" || *entry.key.text == *step);
                    next.extend(
                        fitting
                            .map(|entry| Found { node: &entry.value, key: Some((&*entry.key.text, entry.key.span)) }),
                    );
                }
                (Value::List(items), "*") => next.extend(items.iter().map(|node| Found { node, key: None })),
                _ => {}
            }
        }
        found = next;
    }
    found
}

fn scalar<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    at(node, path).into_iter().map(|found| found.node).find(|node| node.scalar().is_some_and(|text| !text.is_empty()))
}

/// Whether `text` is what a pattern with at most one `*` says.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => {
            text.len() >= before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
    }
}

fn all_hold(node: &Node, conditions: &[(String, String)]) -> bool {
    conditions
        .iter()
        .all(|(path, pattern)| scalar(node, path).and_then(Node::scalar).is_some_and(|text| fits(pattern, text)))
}

/// Whether a path is there and not empty, or with a pattern has such a value.
fn some_hold(node: &Node, conditions: &[(String, String)]) -> bool {
    conditions.iter().any(|(path, pattern)| {
        at(node, path).into_iter().any(|found| match &found.node.value {
            Value::List(items) => !items.is_empty() && pattern.is_empty(),
            Value::Map(entries) => !entries.is_empty() && pattern.is_empty(),
            Value::Null => false,
            _ => pattern.is_empty() || found.node.scalar().is_some_and(|text| fits(pattern, text)),
        })
    })
}

/// Reads one file by one pack.
struct Reader<'a> {
    file: &'a ModelFile,
    pack: &'a DefinitionPack,
    agents: &'a mut Agents,
    left: usize,
}

impl Reader<'_> {
    fn agents_at(&mut self, root: &Node, form: &DefinedAgent) {
        for found in at(root, &form.at).into_iter().filter(|found| all_hold(found.node, &form.when)) {
            let name = form.name.iter().find_map(|path| scalar(found.node, path));
            let (text, span) = match (name, found.key) {
                (Some(name), _) => (name.scalar().unwrap_or_default(), name.span),
                (None, Some((key, span))) => (key, span),
                (None, None) => (self.pack.title.as_str(), Span { end: found.node.span.start, ..found.node.span }),
            };
            let agent = self.agent(text, span);
            for tools in &form.tools {
                self.tools(root, found.node, tools, agent);
            }
        }
    }

    fn tools(&mut self, root: &Node, agent: &Node, form: &DefinedTools, id: AgentId) {
        for found in at(agent, &form.at) {
            if !all_hold(found.node, &form.when) || some_hold(found.node, &form.unless) {
                continue;
            }
            let Some(name) = scalar(found.node, &form.name) else { continue };
            let text = name.scalar().unwrap_or_default();
            let kind = form.kind.as_ref().and_then(|path| scalar(found.node, path)).and_then(Node::scalar);
            self.tool(root, (text, name.span), kind.unwrap_or(text), found.node, form.remote, &[id]);
        }
    }

    fn graph(&mut self, root: &Node, form: &DefinedGraph) {
        let nodes: BTreeMap<&str, &Node> = at(root, &form.nodes)
            .into_iter()
            .filter_map(|found| Some((scalar(found.node, &form.key)?.scalar()?, found.node)))
            .collect();
        let mut edges: Vec<(&str, &str)> = Vec::new();
        if let Some((map, below, target)) = &form.by_tool {
            for entry in at(root, map).into_iter().flat_map(|found| found.node.entries()) {
                let targets =
                    at(&entry.value, below).into_iter().filter_map(|edge| scalar(edge.node, target)?.scalar());
                edges.extend(targets.map(|agent| (&*entry.key.text, agent)));
            }
        }
        if let Some((list, source, target)) = &form.listed {
            let fitting = at(root, list).into_iter().filter(|edge| all_hold(edge.node, &form.when));
            edges.extend(
                fitting.filter_map(|edge| {
                    Some((scalar(edge.node, source)?.scalar()?, scalar(edge.node, target)?.scalar()?))
                }),
            );
        }
        let named = |node: &Node| {
            let mut paths = form.name.iter().map(String::as_str).chain([form.key.as_str()]);
            let name = paths.find_map(|path| scalar(node, path))?;
            Some((name.scalar()?.to_owned(), name.span))
        };
        let mut ids: BTreeMap<&str, AgentId> = BTreeMap::new();
        let mut by_tool: BTreeMap<&str, Vec<AgentId>> = BTreeMap::new();
        for (tool, agent) in edges {
            let Some((name, span)) = nodes.get(agent).and_then(|node| named(node)) else { continue };
            let id = *ids.entry(agent).or_insert_with(|| self.agent(&name, span));
            by_tool.entry(tool).or_default().push(id);
        }
        for (tool, mut agents) in by_tool {
            let Some(node) = nodes.get(tool) else { continue };
            let Some((name, span)) = named(node) else { continue };
            let kind = scalar(node, &form.kind).and_then(Node::scalar).unwrap_or_default();
            let remote = form.remote.iter().any(|pattern| fits(pattern, kind));
            agents.sort_unstable();
            agents.dedup();
            self.tool(root, (&name, span), kind, node, remote, &agents);
        }
    }

    fn agent(&mut self, name: &str, span: Span) -> AgentId {
        self.agents.agents.push(Agent {
            name: name.to_owned(),
            framework: self.pack.id.clone(),
            place: self.file.at(span),
            tools: Vec::new(),
            server: false,
        });
        AgentId(self.agents.agents.len() as u32 - 1)
    }

    fn tool(&mut self, root: &Node, name: (&str, Span), kind: &str, node: &Node, remote: bool, agents: &[AgentId]) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let known = self
            .pack
            .known
            .iter()
            .find(|known| known.kinds.iter().any(|pattern| fits(pattern, kind)) && all_hold(node, &known.when));
        let set = self.pack.records_if.iter().find_map(|(path, value, grade)| {
            let given = scalar(root, path)?;
            (given.scalar() == Some(value)).then_some((*grade, given.span))
        });
        let audit = set.map_or(self.pack.records, |(grade, _)| grade);
        let evidence =
            (audit != Grade::None).then(|| (self.pack.records_title.clone(), set.map(|(_, span)| self.file.at(span))));
        let id = ToolId(self.agents.tools.len() as u32);
        for agent in agents {
            self.agents.agents[agent.0 as usize].tools.push(id);
        }
        self.agents.tools.push(Tool {
            name: name.0.to_owned(),
            framework: self.pack.id.clone(),
            language: Language::Any,
            place: self.file.at(name.1),
            handler: None,
            agents: agents.to_vec(),
            effect: known.map(|known| known.effect),
            reversible: known.is_some_and(|known| known.reversible),
            witness: None,
            capabilities: known.map(|known| known.capabilities.clone()).unwrap_or_default(),
            hosts: Vec::new(),
            calls: Vec::new(),
            audit,
            evidence: evidence.into_iter().collect(),
            attributed: None,
            remote,
        });
    }
}
