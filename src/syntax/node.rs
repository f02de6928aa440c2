//! The one tree for data files: what a key or a value says, and the exact bytes that say it.
//!
//! Knows nothing of formats; the parsers beside this file build it and keep their own trees to themselves.

use super::offsets::{OffsetMap, Style};
use crate::source::Span;
use std::ops::Range;

/// A value of a data file.
///
/// Spans of children lie within the span of their parent, except in what a YAML alias or merge key brought in: there every
/// span is that of the anchored original. Trees are at most [`super::MAX_DEPTH`] deep, so that recursion over them is safe.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// All bytes of the value: with quotes and brackets, without a tag or an anchor.
    pub span: Span,
    /// Bytes of the content: without quotes or heredoc delimiters. The same as `span` for what has neither.
    pub content: Span,
    /// What it is.
    pub value: Value,
    /// A mark that changes the meaning of the value: a YAML tag as written (`!Ref`, `!vault`; tags of the core schema such as
    /// `!!str` are applied, not kept), or in HCL the function around a collection (`jsonencode` in `jsonencode({…})`).
    pub tag: Option<Box<str>>,
    pub(super) style: Style,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Null, or nothing at all where a value was due.
    Null,
    /// A truth value. YAML: only `true` and `false` in the spellings of the core schema; `yes` and `on` are text.
    Bool(bool),
    /// A number, as it is written.
    Number(Box<str>),
    /// A string, decoded.
    Text(Box<str>),
    /// An expression that is not a literal, as it is written: an HCL reference, a template with holes, an alias that was not
    /// expanded.
    Raw(Box<str>),
    /// Values in order.
    List(Box<[Node]>),
    /// Keys and values in the order of the file; what a YAML merge key brings in stands before all others. Keys can repeat.
    Map(Box<[Entry]>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key, decoded; the source text of a key that is not a scalar.
    pub text: Box<str>,
    /// All its bytes, with quotes.
    pub span: Span,
}

/// One step from a node to a child.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Step<'a> {
    /// Into the map entry with this key.
    Key(&'a Key),
    /// Into the list item at this zero-based position.
    Index(usize),
}

impl Node {
    pub(super) fn new(span: Span, value: Value) -> Self {
        Self { span, content: span, value, tag: None, style: Style::Verbatim }
    }

    pub(super) fn text(span: Span, content: Span, style: Style, text: impl Into<Box<str>>) -> Self {
        Self { span, content, value: Value::Text(text.into()), tag: None, style }
    }

    /// The value of the last entry with this key, as later entries win in every format that allows them. `None` unless a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The last entry with this key. `None` unless a map.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| &*entry.key.text == key)
    }

    /// The values of all entries with this key, in the order of the file: repeated blocks of HCL.
    pub fn get_all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Self> {
        self.entries().iter().filter(move |entry| &*entry.key.text == key).map(|entry| &entry.value)
    }

    /// The value at the end of a path of keys; in a list a step is a decimal index.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match &node.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(step),
        })
    }

    /// The decoded string, if this is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if this is an integer that fits. Understands `_` between digits, `0x`, `0o` and `0b`.
    pub fn as_int(&self) -> Option<i64> {
        let Value::Number(source) = &self.value else { return None };
        let digits = source.replace('_', "");
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.strip_prefix('+').unwrap_or(&digits)),
        };
        let (radix, digits) = match digits.get(..2) {
            Some("0x" | "0X") => (16, digits.get(2..)?),
            Some("0o" | "0O") => (8, digits.get(2..)?),
            Some("0b" | "0B") => (2, digits.get(2..)?),
            _ => (10, digits),
        };
        // `from_str_radix` would take a second sign.
        if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        let value = i128::from_str_radix(digits, radix).ok()?;
        i64::try_from(if negative { -value } else { value }).ok()
    }

    /// The text of any scalar that is known: a string decoded, a number as written, `true` or `false`. `None` for null, for an
    /// expression and for collections.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::Raw(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The items, if this is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if this is a map.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list, none for anything else.
    pub fn items(&self) -> &[Self] {
        self.as_list().unwrap_or_default()
    }

    /// The entries of a map, none for anything else.
    pub fn entries(&self) -> &[Entry] {
        self.as_map().unwrap_or_default()
    }

    /// Visits this node and all below it, parents first, in order. The path leads from this node to the visited one.
    pub fn walk<'a>(&'a self, mut visit: impl FnMut(&[Step<'a>], &'a Self)) {
        let mut path: Vec<Step<'a>> = Vec::new();
        // Each level holds a collection and the position of the child to visit next.
        let mut levels: Vec<(&'a Self, usize)> = Vec::new();
        visit(&path, self);
        levels.push((self, 0));
        while let Some((node, next)) = levels.last_mut() {
            let child = match &node.value {
                Value::List(items) => items.get(*next).map(|item| (Step::Index(*next), item)),
                Value::Map(entries) => entries.get(*next).map(|entry| (Step::Key(&entry.key), &entry.value)),
                _ => None,
            };
            *next += 1;
            if let Some((step, child)) = child {
                path.push(step);
                visit(&path, child);
                levels.push((child, 0));
            } else {
                levels.pop();
                path.pop();
            }
        }
    }

    /// Where the characters of the decoded text came from. `source` is the text of the whole file.
    pub fn offsets(&self, source: &str) -> OffsetMap {
        match &self.value {
            Value::Text(text) => OffsetMap::of(self.style, self.content, source, text),
            _ => OffsetMap::verbatim(self.content),
        }
    }

    /// The bytes of the file that became the bytes `decoded` of the text: exact through escapes, folded lines and indentation;
    /// the whole content when that cannot be told. `source` is the text of the whole file.
    pub fn source_span(&self, source: &str, decoded: Range<usize>) -> Span {
        self.offsets(source).span(decoded)
    }

    /// Whether the decoded text and the bytes of `content` are the same.
    pub fn is_verbatim(&self, source: &str) -> bool {
        self.as_str().is_none_or(|text| source.get(self.content.range()) == Some(text))
    }
}
