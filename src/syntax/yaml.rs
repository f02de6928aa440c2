//! YAML: documents, anchors, aliases, merge keys, tags.

mod text;

use super::document::{MAX_ALIAS_NODES, MAX_DEPTH, Sink, hull, message};
use super::offsets::Style;
use super::{Document, Entry, Key, Node, Value};
use crate::source::Span;
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn parse(text: &str, base: usize) -> Document {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        // As libyaml has it, and so that no byte of a text comes from nowhere.
        block_scalar_eof_without_line_feed: true,
        // Bounded by the file, which can hold nothing but comments.
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder {
        sink: Sink::new(text, base),
        open: Vec::new(),
        root: None,
        anchors: BTreeMap::new(),
        allowance: MAX_ALIAS_NODES,
        // Copies of anchored values are of use only if something refers to them.
        keep_anchors: memchr::memchr(b'*', text.as_bytes()).is_some(),
        is_template: None,
    };
    while let Some(next) = parser.next_event() {
        let stop = match next {
            Ok((event, span)) => {
                let tag = span.tag_span().and_then(|tag| tag.byte_range());
                builder.event(event, span.byte_range().unwrap_or_default(), tag).err()
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                Some(Stop::Syntax(at, message("yaml", &error.kind().to_string())))
            }
        };
        if let Some(stop) = stop {
            builder.abandon(stop);
            if !parser.proceed_next_document().unwrap_or(false) {
                break;
            }
        }
    }
    builder.sink.document
}

/// Why the current document is given up.
enum Stop {
    /// At an offset, with a message.
    Syntax(usize, String),
    /// For a reason that has been reported.
    Limit,
}

struct Builder<'a> {
    sink: Sink<'a>,
    /// Collections that have begun and not ended, outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Finished>,
    /// What aliases can still add, in the unit of [`Finished::weight`].
    allowance: usize,
    keep_anchors: bool,
    /// Whether the file is a template; looked at when a document could not be read.
    is_template: Option<bool>,
}

/// A collection that has begun.
struct Open {
    items: Items,
    span: Span,
    tag: Option<Box<str>>,
    anchor: usize,
    height: usize,
    weight: usize,
    is_flow: bool,
    is_template: bool,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, merged: Vec<Entry>, key: Option<PendingKey> },
}

struct PendingKey {
    key: Key,
    is_merge: bool,
}

/// A value that has ended, and what it takes to copy it.
#[derive(Clone)]
struct Finished {
    node: Node,
    /// Levels below it.
    height: usize,
    /// Values in it, and one more for every 64 bytes of text.
    weight: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event, range: Range<usize>, tag: Option<Range<usize>>) -> Result<(), Stop> {
        match event {
            Event::Comment(..) => self.sink.comment(range),
            Event::Scalar(text, style, anchor, resolved) => {
                let is_merge = style == ScalarStyle::Plain && text == "<<" && tag.is_none();
                let node = self.scalar(&text, style, range, resolved.as_deref(), tag);
                let extent = node.span;
                let finished = Finished { node, height: 0, weight: 1 + text.len() / 64 };
                self.remember(anchor, &finished);
                self.attach(finished, extent, is_merge)?;
            }
            Event::SequenceStart(style, anchor, resolved) => {
                let tag = self.kept_tag(resolved.as_deref(), tag);
                self.begin(Items::List(Vec::new()), style, range, anchor, tag)?;
            }
            Event::MappingStart(style, anchor, resolved) => {
                let tag = self.kept_tag(resolved.as_deref(), tag);
                let map = Items::Map { entries: Vec::new(), merged: Vec::new(), key: None };
                self.begin(map, style, range, anchor, tag)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range)?,
            Event::Alias(anchor) => self.alias(anchor, range)?,
            Event::UnresolvedAlias(_) => {
                self.sink.problem(range.clone(), "alias without an anchor");
                self.unexpanded(range)?;
            }
            Event::DocumentEnd => {
                self.sink.document.roots.extend(self.root.take());
                self.anchors.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(
        &mut self,
        items: Items,
        style: StructureStyle,
        range: Range<usize>,
        anchor: usize,
        tag: Option<Box<str>>,
    ) -> Result<(), Stop> {
        if self.open.len() == MAX_DEPTH {
            return Err(Stop::Syntax(range.start, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        // `{{ x }}` is a map with a map for its key by the letter of YAML, and a template by intention.
        let is_template = self.sink.slice(range.start..range.start + 2) == "{{" && matches!(items, Items::Map { .. });
        // A pair without braces within a flow sequence is a flow map of no bracket.
        let is_flow = style == StructureStyle::Flow && !range.is_empty();
        let span = self.sink.span(range);
        self.open.push(Open { items, span, tag, anchor, height: 0, weight: 1, is_flow, is_template });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block collection ends with its last child; its end event comes after comments and blank lines.
        let span = if open.is_flow { hull(open.span, self.sink.span(range)) } else { open.span };
        let value = match open.items {
            _ if open.is_template => Value::Raw(self.sink.slice_of(span).into()),
            Items::List(items) => Value::List(items.into()),
            Items::Map { entries, mut merged, .. } => {
                merged.extend(entries);
                Value::Map(merged.into())
            }
        };
        let mut node = Node::new(span, value);
        node.tag = open.tag;
        let finished = Finished { node, height: open.height, weight: open.weight };
        self.remember(open.anchor, &finished);
        self.attach(finished, span, false)
    }

    /// Puts a value where it belongs. `extent` is what it covers in its parent: the alias, for a value that one brought in.
    fn attach(&mut self, finished: Finished, extent: Span, is_merge: bool) -> Result<(), Stop> {
        if !self.sink.count() {
            return Err(Stop::Limit);
        }
        let Finished { node, height, weight } = finished;
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.span = hull(open.span, extent);
        open.height = open.height.max(height + 1);
        open.weight += weight;
        match &mut open.items {
            Items::List(items) => items.push(node),
            Items::Map { entries, merged, key } => match key.take() {
                None => {
                    let text = node.as_str().map_or_else(|| self.sink.slice_of(node.span).into(), Into::into);
                    *key = Some(PendingKey { key: Key { text, span: extent }, is_merge });
                }
                Some(pending) if pending.is_merge && is_mergeable(&node) => merge(merged, node),
                Some(pending) => entries.push(Entry { key: pending.key, value: node }),
            },
        }
        Ok(())
    }

    /// Keeps a copy of an anchored value.
    fn remember(&mut self, anchor: usize, finished: &Finished) {
        if anchor != 0 && self.keep_anchors && finished.weight <= self.allowance {
            self.allowance -= finished.weight;
            self.anchors.insert(anchor, finished.clone());
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Stop> {
        let why = match self.anchors.get(&anchor) {
            Some(original) if original.weight > self.allowance => {
                format!("aliases make more than {MAX_ALIAS_NODES} values")
            }
            Some(original) if self.open.len() + original.height >= MAX_DEPTH => {
                format!("alias nests deeper than {MAX_DEPTH} levels")
            }
            Some(original) => {
                self.allowance -= original.weight;
                let copy = original.clone();
                let extent = self.sink.span(range);
                return self.attach(copy, extent, false);
            }
            None if self.open.iter().any(|open| open.anchor == anchor) => "alias to a value that it is part of".into(),
            None => format!("aliases make more than {MAX_ALIAS_NODES} values"),
        };
        self.sink.problem(range.clone(), why);
        self.unexpanded(range)
    }

    /// An alias that stands for itself.
    fn unexpanded(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let span = self.sink.span(range);
        let node = Node::new(span, Value::Raw(self.sink.slice_of(span).into()));
        self.attach(Finished { node, height: 0, weight: 1 }, span, false)
    }

    fn abandon(&mut self, stop: Stop) {
        self.open.clear();
        self.anchors.clear();
        self.root = None;
        let Stop::Syntax(at, message) = stop else { return };
        if self.is_template.is_none() {
            let action = text::template_action(self.sink.text);
            self.is_template = Some(action.is_some());
            if let Some(action) = action {
                self.sink.problem(action, "a template, not yaml: it was not read");
            }
        }
        if self.is_template == Some(false) {
            self.sink.problem(at..at + 1, message);
        }
    }

    fn scalar(
        &self,
        text: &str,
        style: ScalarStyle,
        range: Range<usize>,
        resolved: Option<&Tag>,
        tag: Option<Range<usize>>,
    ) -> Node {
        let is_absent = range.is_empty() && style == ScalarStyle::Plain;
        let text = if is_absent { "" } else { text };
        let span = self.sink.span(range.clone());
        let (style, content) = match style {
            ScalarStyle::Plain => (Style::YamlPlain, range),
            ScalarStyle::SingleQuoted => (Style::YamlSingle, range.start + 1..range.end.saturating_sub(1)),
            ScalarStyle::DoubleQuoted => (Style::YamlDouble, range.start + 1..range.end.saturating_sub(1)),
            ScalarStyle::Literal => (Style::YamlLiteral, text::block_content(self.sink.text, range, text)),
            ScalarStyle::Folded => (Style::YamlFolded, text::block_content(self.sink.text, range, text)),
        };
        let content = self.sink.span(content);
        let value = match resolved.map(|tag| tag.core_suffix()) {
            Some(Some("null")) => Some(Value::Null),
            Some(Some("str")) => None,
            _ if is_absent => Some(Value::Null),
            // The core schema says what quoted text is a number; it must be what is written.
            Some(Some(_)) => text::resolve(text).filter(|_| self.sink.slice_of(content) == text),
            // A tag of the application's own takes the text as it is.
            Some(None) => None,
            None => text::resolve(text).filter(|_| style == Style::YamlPlain),
        };
        let mut node = match value {
            Some(value) => Node { content, ..Node::new(span, value) },
            None => Node::text(hull(span, content), content, style, text),
        };
        node.tag = self.kept_tag(resolved, tag);
        node
    }

    fn kept_tag(&self, resolved: Option<&Tag>, range: Option<Range<usize>>) -> Option<Box<str>> {
        let written = self.sink.slice(range?);
        (resolved?.is_custom() && written != "!").then(|| written.into())
    }
}

fn is_mergeable(node: &Node) -> bool {
    match &node.value {
        Value::Map(_) => true,
        Value::List(items) => items.iter().all(|item| matches!(item.value, Value::Map(_))),
        _ => false,
    }
}

/// Of several merged maps the first wins, so it comes last.
fn merge(merged: &mut Vec<Entry>, node: Node) {
    match node.value {
        Value::Map(entries) => merged.extend(entries),
        Value::List(items) => items.into_iter().rev().for_each(|item| merge(merged, item)),
        _ => {}
    }
}
