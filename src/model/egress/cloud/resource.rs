//! Resources of one stack: the files of a Terraform folder, or one `CloudFormation` template.

use crate::model::ModelFile;
use crate::model::folders::parent;
use crate::source::{FileKind, PathClass, Place};
use crate::syntax::{Entry, Node, Value};
use std::collections::BTreeMap;

/// A resource.
pub(super) struct Resource<'a> {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) body: &'a Node,
}

/// Resources that can name each other.
pub(super) struct Stack<'a> {
    pub(super) tool: &'static str,
    pub(super) resources: Vec<Resource<'a>>,
    /// What names of variables stand for.
    constants: BTreeMap<String, &'a Node>,
}

/// The stacks of a tree, in the order of their folders and files.
pub(super) fn stacks(files: &[ModelFile]) -> Vec<Stack<'_>> {
    let mut folders: BTreeMap<&str, Stack<'_>> = BTreeMap::new();
    let mut templates = Vec::new();
    for file in files.iter().filter(|file| !matches!(file.class, PathClass::Vendored | PathClass::Test)) {
        let Some(document) = file.facts.document.as_deref() else { continue };
        match file.kind {
            FileKind::Hcl => {
                let folder = parent(&file.path);
                let stack = folders.entry(folder).or_insert_with(|| Stack::new("terraform"));
                document.roots.iter().for_each(|root| stack.terraform(file, root));
            }
            FileKind::Yaml | FileKind::Json => {
                templates.extend(document.roots.iter().filter_map(|root| template(file, root)));
            }
            _ => {}
        }
    }
    folders.into_values().chain(templates).collect()
}

fn template<'a>(file: &'a ModelFile, root: &'a Node) -> Option<Stack<'a>> {
    let mut stack = Stack::new("cloudformation");
    for Entry { key, value } in root.get("Resources")?.entries() {
        let Some(kind) = value.get("Type").and_then(Node::as_str).filter(|kind| kind.starts_with("AWS::")) else {
            continue;
        };
        let body = value.get("Properties").unwrap_or(value);
        let (name, place) = (key.text.to_string(), file.at(key.span));
        stack.resources.push(Resource { kind: kind.to_owned(), name, place, body });
    }
    for Entry { key, value } in root.get("Parameters").map(Node::entries).unwrap_or_default() {
        if let Some(default) = value.get("Default") {
            stack.constants.insert(key.text.to_string(), default);
        }
    }
    (!stack.resources.is_empty()).then_some(stack)
}

impl<'a> Stack<'a> {
    fn new(tool: &'static str) -> Self {
        Self { tool, resources: Vec::new(), constants: BTreeMap::new() }
    }

    fn terraform(&mut self, file: &'a ModelFile, root: &'a Node) {
        for kinds in root.get_all("resource") {
            for Entry { key: kind, value } in kinds.entries() {
                for Entry { key: name, value: body } in value.entries() {
                    let (kind, place) = (kind.text.to_string(), file.at(name.span));
                    self.resources.push(Resource { kind, name: name.text.to_string(), place, body });
                }
            }
        }
        for Entry { key, value } in root.get_all("variable").flat_map(Node::entries) {
            if let Some(default) = value.get("default") {
                self.constants.insert(format!("var.{}", key.text), default);
            }
        }
        for Entry { key, value } in root.get_all("locals").flat_map(Node::entries) {
            self.constants.insert(format!("local.{}", key.text), value);
        }
    }

    /// The value at the end of a path of keys, through variables.
    pub(super) fn at(&self, body: &'a Node, key: &str) -> Option<&'a Node> {
        let mut node = body;
        for part in key.split('.') {
            let resolved = self.resolve(node)?;
            // A block that is written once can be a list of one.
            node = match resolved.as_list() {
                Some(items) => items.first()?.get(part)?,
                None => resolved.get(part)?,
            };
        }
        Some(node)
    }

    /// What a node stands for: itself when it is known, the default of a variable; `None` when it is set elsewhere.
    pub(super) fn resolve(&self, node: &'a Node) -> Option<&'a Node> {
        match &node.value {
            Value::Raw(text) => self
                .constants
                .get(bare(text))
                .copied()
                .filter(|known| !matches!(known.value, Value::Raw(_) | Value::Null)),
            _ if node.tag.as_deref() == Some("!Ref") => self.constants.get(node.as_str()?).copied(),
            _ if node.tag.as_deref().is_some_and(|tag| tag.starts_with('!')) => None,
            Value::Map(entries) if entries.len() == 1 => match entries.first() {
                Some(entry) if &*entry.key.text == "Ref" => self.constants.get(entry.value.as_str()?).copied(),
                Some(entry) if entry.key.text.starts_with("Fn::") => None,
                _ => Some(node),
            },
            _ => Some(node),
        }
    }

    /// The text that a reference stands for.
    pub(super) fn constant(&self, node: &Node) -> Option<String> {
        self.constants_of(node)?.into_iter().next()
    }

    /// The texts that a reference stands for.
    pub(super) fn constants_of(&self, node: &Node) -> Option<Vec<String>> {
        let name = match &node.value {
            Value::Raw(text) => bare(text),
            Value::Text(text) if node.tag.as_deref() == Some("!Ref") => text,
            Value::Map(_) => node.get("Ref")?.as_str()?,
            _ => return None,
        };
        let known = self.constants.get(name)?;
        match &known.value {
            Value::Text(text) => Some(vec![text.to_string()]),
            Value::List(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            _ => None,
        }
    }

    /// The resource that a reference names.
    pub(super) fn referenced(&self, node: &Node) -> Option<&Resource<'a>> {
        match &node.value {
            Value::Raw(text) => {
                let mut parts = bare(text).split('.');
                let (kind, name) = (parts.next()?, parts.next()?);
                let name = name.split('[').next().unwrap_or(name);
                self.resources.iter().find(|resource| resource.kind == kind && resource.name == name)
            }
            Value::Text(text) if matches!(node.tag.as_deref(), Some("!Ref" | "!GetAtt")) => self.named(text),
            Value::List(items) if node.tag.as_deref() == Some("!GetAtt") => self.named(items.first()?.as_str()?),
            Value::Map(_) => {
                let value = node.get("Ref").or_else(|| node.get("Fn::GetAtt"))?;
                self.named(value.as_str().or_else(|| value.items().first()?.as_str())?)
            }
            _ => None,
        }
    }

    fn named(&self, text: &str) -> Option<&Resource<'a>> {
        let name = text.split('.').next().unwrap_or(text);
        self.resources.iter().find(|resource| resource.name == name)
    }
}

/// A reference without the marks of a template around it.
fn bare(text: &str) -> &str {
    let text = text.trim().trim_matches('"');
    text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(text).trim()
}
