//! Values of templates.

use crate::syntax::{Node, Value as Written};

/// How deep values are printed.
const MAX_DEPTH: usize = 24;

/// What stands in the text for a value that was not worked out: the form that readers of manifests take for a value filled in later.
pub(super) const UNKNOWN: &str = "${unknown}";

/// A value of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Value>),
    /// In the order of the file.
    Map(Vec<(String, Value)>),
    /// It was not worked out.
    Unknown,
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number of things.
    pub(super) fn count(number: usize) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// The value of a tree.
    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Written::Null => Self::Null,
            Written::Bool(value) => Self::Bool(*value),
            Written::Number(text) => node.as_int().map_or_else(|| Self::text(&**text), Self::Int),
            Written::Text(text) => Self::text(&**text),
            Written::Raw(_) => Self::Unknown,
            Written::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Written::Map(entries) => {
                Self::Map(entries.iter().map(|entry| (entry.key.text.to_string(), Self::of(&entry.value))).collect())
            }
        }
    }

    pub(super) fn get(&self, key: &str) -> Self {
        match self {
            Self::Map(entries) => {
                entries.iter().rev().find(|(name, _)| name == key).map_or(Self::Null, |(_, value)| value.clone())
            }
            Self::Unknown => Self::Unknown,
            _ => Self::Null,
        }
    }

    /// Whether a condition takes it for true; `None` when that cannot be told.
    pub(super) fn holds(&self) -> Option<bool> {
        Some(match self {
            Self::Unknown => return None,
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Text(text) if text.contains(UNKNOWN) => return None,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
        })
    }

    /// As it is printed.
    pub(super) fn print(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(_) | Self::Map(_) => self.json(0),
            Self::Unknown => UNKNOWN.to_owned(),
        }
    }

    /// As YAML: flow style, which is the same to a reader, on one line; maps at the top in block style so that keys can stand beside.
    pub(super) fn yaml(&self) -> String {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                let line = |(key, value): &(String, Self)| format!("{}: {}", quoted(key), value.json(1));
                entries.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            Self::List(items) if !items.is_empty() => {
                items.iter().map(|item| format!("- {}", item.json(1))).collect::<Vec<_>>().join("\n")
            }
            other => other.json(0),
        }
    }

    fn json(&self, depth: usize) -> String {
        if depth > MAX_DEPTH {
            return quoted(UNKNOWN);
        }
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Text(text) => quoted(text),
            Self::Unknown => quoted(UNKNOWN),
            Self::List(items) => {
                format!("[{}]", items.iter().map(|item| item.json(depth + 1)).collect::<Vec<_>>().join(", "))
            }
            Self::Map(entries) => {
                let pair = |(key, value): &(String, Self)| format!("{}: {}", quoted(key), value.json(depth + 1));
                format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
