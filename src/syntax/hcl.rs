//! HCL as Terraform, `OpenTofu` and Packer write it: blocks, attributes, and the expressions that are literals.
//!
//! A block is an entry under its type; each label is one more map on the way, so `resource "a" "b" {}` is found at
//! `resource.a.b`, and repeated blocks are repeated keys. Whatever is not a literal is [`Value::Raw`]: references, operators,
//! calls, templates with holes. A call with a list or a map for its only argument is that argument with the function for a
//! tag. An error costs the line it is on.

mod expr;
mod text;

use super::document::{MAX_DEPTH, Sink, hull};
use super::{Document, Entry, Key, Node, Value};
use std::ops::Range;

pub(super) use text::{dedent, unquote};

pub(super) fn parse(text: &str, base: usize) -> Document {
    let mut parser = Parser { sink: Sink::new(text, base), at: 0, depth: 1, is_unclosed: false };
    let entries = parser.body(false);
    if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
        let root = Node::new(hull(first.key.span, last.value.span), Value::Map(entries.into()));
        parser.sink.document.roots.push(root);
    }
    parser.sink.document
}

struct Parser<'a> {
    sink: Sink<'a>,
    at: usize,
    /// Levels of the tree around `at`.
    depth: usize,
    /// Whether a bracket was found that does not close: then none of those around it does, and looking for their ends would
    /// only read the rest of the file once more for each.
    is_unclosed: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.sink.slice(self.at..self.sink.text.len())
    }

    fn peek(&self) -> Option<u8> {
        self.sink.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// Skips blanks and comments, and line endings if `lines`.
    fn skip(&mut self, lines: bool) {
        loop {
            let rest = self.rest();
            let start = self.at;
            match rest.as_bytes() {
                [b' ' | b'\t' | b'\r', ..] => self.at += 1,
                [b'\n', ..] if lines => self.at += 1,
                [b'#', ..] | [b'/', b'/', ..] => {
                    let line = rest.split('\n').next().unwrap_or_default();
                    self.at += line.strip_suffix('\r').unwrap_or(line).len();
                    self.sink.comment(start..self.at);
                }
                [b'/', b'*', ..] => {
                    let len = memchr::memmem::find(&rest.as_bytes()[2..], b"*/").map_or(rest.len(), |len| len + 4);
                    self.at += len;
                    self.sink.comment(start..self.at);
                }
                _ => return,
            }
        }
    }

    /// Attributes and blocks, up to the closing brace if `braced`, else to the end of the file.
    fn body(&mut self, braced: bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        loop {
            self.skip(true);
            match self.peek() {
                None => return entries,
                Some(b'}') if braced => return entries,
                _ => {}
            }
            let start = self.at;
            match self.item() {
                Ok(entry) if self.sink.count() => entries.push(entry),
                Ok(_) => {
                    self.at = self.sink.text.len();
                    return entries;
                }
                Err(why) => {
                    self.sink.problem(self.at..self.at + 1, format!("not valid hcl: {why}"));
                    self.skip_line();
                    // Whatever could not be read, the parser must not stay where it is.
                    self.at = self.at.max(start + 1);
                }
            }
        }
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn identifier(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let rest = self.rest();
        let is_start = |c: char| c.is_alphabetic() || c == '_';
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if !rest.starts_with(is_start) {
            return None;
        }
        self.at += rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        Some(start..self.at)
    }

    /// An attribute or a block.
    fn item(&mut self) -> Result<Entry, &'static str> {
        // JSON-like files quote the names of their attributes.
        let key = self.label().ok_or("expected the name of an attribute or a block")?;
        self.skip(false);
        if self.peek() == Some(b'=') {
            self.at += 1;
            self.skip(false);
            let value = self.expression(expr::Ends::Line)?;
            self.skip(false);
            return match self.peek() {
                None | Some(b'\n' | b'}') => Ok(Entry { key, value }),
                Some(_) => Err("expected the end of the line behind a value"),
            };
        }
        let mut labels = Vec::new();
        while self.peek() != Some(b'{') {
            labels.push(self.label().ok_or("expected `=`, `{` or a label")?);
            if labels.len() > MAX_LABELS {
                return Err("more labels than a block can have");
            }
            self.skip(false);
        }
        self.depth += labels.len();
        let mut value = self.block();
        self.depth -= labels.len();
        for key in labels.into_iter().rev() {
            let span = hull(key.span, value.span);
            value = Node::new(span, Value::Map(Box::new([Entry { key, value }])));
        }
        Ok(Entry { key, value })
    }

    /// A name, or a string without holes.
    fn label(&mut self) -> Option<Key> {
        if let Some(name) = self.identifier() {
            return Some(Key { text: self.sink.slice(name.clone()).into(), span: self.sink.span(name) });
        }
        // Only this line: a label that does not close must not cost the rest of the file.
        let line = self.sink.slice(0..self.at + self.rest().find('\n').unwrap_or(self.rest().len()));
        let string = text::string(line, self.at).filter(|string| string.closed && !string.has_holes)?;
        let span = self.sink.span(self.at..string.end);
        let source = self.sink.slice(self.at + 1..string.end - 1);
        self.at = string.end;
        Some(Key { text: unquote(source).text.into(), span })
    }

    /// `{ … }` with attributes and blocks in it.
    fn block(&mut self) -> Node {
        let start = self.at;
        if self.depth >= MAX_DEPTH {
            self.sink.problem(start..start + 1, format!("nested deeper than {MAX_DEPTH} levels"));
            self.at = text::balanced_end(self.sink.text, start);
            return Node::new(self.sink.span(start..self.at), Value::Raw(self.sink.slice(start..self.at).into()));
        }
        self.at += 1;
        self.depth += 1;
        let entries = self.body(true);
        self.depth -= 1;
        if !self.eat(b'}') {
            self.sink.problem(start..start + 1, "not valid hcl: block that does not close");
        }
        Node::new(self.sink.span(start..self.at), Value::Map(entries.into()))
    }
}

/// Terraform has blocks with two labels, other tools with three. Each label is a level of the tree.
const MAX_LABELS: usize = 8;
