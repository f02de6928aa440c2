//! What a parse gives back, and the accounting that every parser shares: places in the file, limits, problems.

use super::Node;
use crate::source::{Problem, Span};
use std::ops::Range;

/// How deep values may nest. The deepest of fifteen thousand public files, a generated resource definition, has 31 levels;
/// recursion over a tree of this depth needs a few dozen kilobytes of stack.
pub const MAX_DEPTH: usize = 128;

/// How many values one file may hold: about 130 MB of tree. The largest lock file among those had fifty thousand.
pub const MAX_NODES: usize = 2_000_000;

/// What YAML aliases and merge keys may add to a tree, counted in values and in 64 bytes of text. The most that a file among
/// those adds is 546; nine lines of nested aliases would make a billion.
pub const MAX_ALIAS_NODES: usize = 250_000;

/// How many problems one file reports: more say nothing new, and a binary file under the wrong name would have thousands.
pub const MAX_PROBLEMS: usize = 16;

/// A parsed data file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The values at the top: one for each document of a YAML stream, else at most one. Markdown: its front matter.
    pub roots: Vec<Node>,
    /// Comments from their marker to the end of the text, in the order of the file.
    pub comments: Vec<Span>,
    /// Why parts of the file are not in the tree, at most [`MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
}

/// Collects a [`Document`] while a part of a file is parsed.
pub(super) struct Sink<'a> {
    /// The part that is parsed; offsets count in it until [`Self::span`] turns them into places of the file.
    pub(super) text: &'a str,
    base: usize,
    nodes: usize,
    pub(super) document: Document,
}

impl<'a> Sink<'a> {
    /// For `text`, which starts at byte `base` of the file.
    pub(super) fn new(text: &'a str, base: usize) -> Self {
        Self { text, base, nodes: 0, document: Document::default() }
    }

    /// A range of `text` as a place in the file. A range that is out of bounds, runs backwards or cuts a character (other
    /// crates promise nothing) is moved to the nearest one that does not.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.ceil_char_boundary(range.end).max(start);
        Span::new(self.base + start, self.base + end)
    }

    /// The text of a range, empty when there is none.
    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The text at a place that [`Self::span`] gave.
    pub(super) fn slice_of(&self, span: Span) -> &'a str {
        let range = span.range();
        self.slice(range.start.saturating_sub(self.base)..range.end.saturating_sub(self.base))
    }

    /// Counts one more value; false, and a problem the first time, when there are too many.
    pub(super) fn count(&mut self) -> bool {
        self.nodes += 1;
        if self.nodes == MAX_NODES + 1 {
            self.document.problems.push(Problem::whole(format!("more than {MAX_NODES} values; the rest was not read")));
        }
        self.nodes <= MAX_NODES
    }

    /// Notes a problem with the first line of a range.
    pub(super) fn problem(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.report(self.span(at), message);
    }

    /// Notes a problem with the first line of a place that [`Self::span`] gave.
    pub(super) fn report(&mut self, span: Span, message: impl Into<String>) {
        if self.document.problems.len() == MAX_PROBLEMS {
            return;
        }
        let len = self.slice_of(span).find(['\n', '\r']).unwrap_or(span.len());
        let problem = Problem::at(Span { start: span.start, end: span.start + len as u32 }, message);
        // What is read twice is reported once.
        if !self.document.problems.contains(&problem) {
            self.document.problems.push(problem);
        }
    }

    /// Notes a comment, unless it was noted when the same bytes were read before.
    pub(super) fn comment(&mut self, range: Range<usize>) {
        let span = self.span(range);
        if self.document.comments.last().is_none_or(|last| last.end <= span.start) {
            self.document.comments.push(span);
        }
    }
}

/// The smallest span around both.
pub fn hull(a: Span, b: Span) -> Span {
    Span { start: a.start.min(b.start), end: a.end.max(b.end) }
}

/// The message of another crate in the style of this one: lower case at the start, no full stop.
pub(super) fn message(format: &str, cause: &str) -> String {
    let cause = cause.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut chars = cause.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    format!("not valid {format}: {}{}", first.map(String::from).unwrap_or_default(), chars.as_str())
}
