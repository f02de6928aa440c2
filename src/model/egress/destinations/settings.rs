//! Environment variables that files of the tree set.

use super::Tree;
use crate::knowledge::EgressPacks;
use crate::source::FileId;
use crate::syntax::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the tree sets of the variables that packs name.
pub(super) struct Settings<'a> {
    /// By name: the project and the value, which is empty when it is decided elsewhere.
    set: BTreeMap<&'a str, Vec<(&'a str, String)>>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(tree: &Tree<'a>, packs: &'a EgressPacks) -> Self {
        let rows = packs.hosts.iter().flat_map(|pack| &pack.rows).flat_map(|row| &row.variables);
        let telemetry = packs.telemetry.telemetry.iter().flat_map(|row| row.variables.keys());
        let wanted: BTreeSet<&str> = rows.chain(telemetry).map(String::as_str).collect();
        let mut settings = Self { set: BTreeMap::new() };
        for file in tree.files.iter().filter(|file| tree.counts(file.id)) {
            for root in file.facts.document.iter().flat_map(|document| &document.roots) {
                root.walk(|_, node| settings.node(tree, file.id, node, &wanted));
            }
        }
        settings
    }

    fn node(&mut self, tree: &Tree<'a>, file: FileId, node: &Node, wanted: &BTreeSet<&'a str>) {
        let mut add = |name: &str, value: &str| {
            if let Some(known) = wanted.get(name) {
                self.set.entry(known).or_default().push((tree.project(file), value.to_owned()));
            }
        };
        match &node.value {
            Value::Map(entries) => {
                for entry in entries {
                    add(&entry.key.text, entry.value.scalar().unwrap_or_default());
                }
                if let Some(name) = node.get("name").and_then(Node::as_str) {
                    add(name, node.get("value").and_then(Node::scalar).unwrap_or_default());
                }
            }
            Value::Text(text) => {
                if let Some((name, value)) = text.split_once('=') {
                    add(name, value);
                }
            }
            _ => {}
        }
    }

    /// The values that a variable has in a project.
    pub(super) fn values(&self, name: &str, project: &str) -> impl Iterator<Item = &str> {
        let all = self.set.get(name).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter(move |(at, _)| *at == project || at.is_empty()).map(|(_, value)| value.as_str())
    }
}
