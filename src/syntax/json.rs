//! JSON, JSON with comments, JSON5 and notebooks.

use super::document::{MAX_DEPTH, MAX_NODES, Sink, message};
use super::offsets::Style;
use super::{Document, Entry, Key, Node, Value};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;

pub(super) fn parse(text: &str, base: usize) -> Document {
    let mut sink = Sink::new(text, base);
    if survey(&mut sink) {
        match jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &options()) {
            Ok(parsed) => {
                if let Some(value) = parsed.value {
                    let root = lower(&mut sink, &value);
                    sink.document.roots.push(root);
                }
            }
            Err(error) => {
                let range = error.range();
                sink.problem(range.start..range.end, message("json", &error.kind().to_string()));
            }
        }
    }
    sink.document
}

/// What editors and runtimes that read commented JSON accept. A missing comma is an error in all of them.
fn options() -> jsonc_parser::ParseOptions {
    jsonc_parser::ParseOptions { allow_missing_commas: false, ..Default::default() }
}

/// Notes the comments and measures the text before a recursive parser sees it; false when it must not.
fn survey(sink: &mut Sink) -> bool {
    let bytes = sink.text.as_bytes();
    let (mut at, mut depth, mut nodes) = (0, 0_usize, 1_usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' | b'\'' => at = string_end(bytes, at, byte),
            b'/' if bytes.get(at) == Some(&b'/') => {
                at = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |len| at + len);
                sink.comment(start..at);
            }
            b'/' if bytes.get(at) == Some(&b'*') => {
                at = memchr::memmem::find(&bytes[at + 1..], b"*/").map_or(bytes.len(), |len| at + len + 3);
                sink.comment(start..at);
            }
            b'[' | b'{' => {
                (depth, nodes) = (depth + 1, nodes + 1);
                if depth > MAX_DEPTH {
                    sink.problem(start..at, format!("nested deeper than {MAX_DEPTH} levels; the file was not read"));
                    return false;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => nodes += 1,
            _ => {}
        }
    }
    if nodes > MAX_NODES {
        sink.problem(0..0, format!("more than {MAX_NODES} values; the file was not read"));
    }
    nodes <= MAX_NODES
}

/// The offset after the closing quote, or the end of the text.
fn string_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(len) = memchr::memchr2(quote, b'\\', &bytes[at..]) {
        at += len + 1;
        if bytes[at - 1] == quote {
            return at;
        }
        at = (at + 1).min(bytes.len());
    }
    bytes.len()
}

fn lower(sink: &mut Sink, value: &ast::Value) -> Node {
    let range = value.start()..value.end();
    let span = sink.span(range.clone());
    let value = match value {
        ast::Value::StringLit(literal) => {
            let content = sink.span(range.start + 1..range.end.saturating_sub(1));
            return Node::text(span, content, Style::Json, &*literal.value);
        }
        ast::Value::NumberLit(literal) => Value::Number(literal.value.into()),
        ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::List(array.elements.iter().map(|item| lower(sink, item)).collect()),
        ast::Value::Object(object) => {
            Value::Map(object.properties.iter().map(|property| entry(sink, property)).collect())
        }
    };
    Node::new(span, value)
}

fn entry(sink: &mut Sink, property: &ast::ObjectProp) -> Entry {
    let (text, range) = match &property.name {
        ast::ObjectPropName::String(name) => (&*name.value, name.range),
        ast::ObjectPropName::Word(name) => (name.value, name.range),
    };
    Entry {
        key: Key { text: text.into(), span: sink.span(range.start..range.end) },
        value: lower(sink, &property.value),
    }
}
