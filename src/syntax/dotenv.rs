//! Files of `NAME=value` lines, as the common loaders and `docker --env-file` read them.
//!
//! `export` before the name is allowed; values are bare, `'…'` or `` `…` `` as they are, or `"…"` with escapes; quoted values
//! can span lines. References such as `${X}` stay as they are written. A name alone passes a variable on and is null.

use super::document::Sink;
use super::offsets::{Decoder, Style};
use super::{Document, Entry, Key, Node, Value};
use std::ops::Range;

pub(super) fn parse(text: &str, base: usize) -> Document {
    let mut lexer = Lexer { sink: Sink::new(text, base), at: 0 };
    let mut entries = Vec::new();
    while lexer.at < text.len() {
        if let Some(entry) = lexer.line() {
            if !lexer.sink.count() {
                break;
            }
            entries.push(entry);
        }
        lexer.at = lexer.line_end();
        lexer.at += lexer.rest().bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    }
    if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
        let span = super::document::hull(first.key.span, super::document::hull(last.key.span, last.value.span));
        let root = Node::new(span, Value::Map(entries.into()));
        lexer.sink.document.roots.push(root);
    }
    lexer.sink.document
}

struct Lexer<'a> {
    sink: Sink<'a>,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.sink.slice(self.at..self.sink.text.len())
    }

    fn line_end(&self) -> usize {
        self.at + self.rest().find(['\n', '\r']).unwrap_or(self.rest().len())
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    /// One assignment, from the start of its line to the end of its value or comment.
    fn line(&mut self) -> Option<Entry> {
        self.skip_blanks();
        let start = self.at;
        match self.rest().chars().next()? {
            '\n' | '\r' => return None,
            '#' => {
                self.sink.comment(start..self.line_end());
                return None;
            }
            _ => {}
        }
        if let Some(after) = self.rest().strip_prefix("export")
            && after.starts_with([' ', '\t'])
            && !after.trim_start_matches([' ', '\t']).starts_with('=')
        {
            self.at += "export".len();
            self.skip_blanks();
        }
        let name = self.name();
        let key = Key { text: self.sink.slice(name.clone()).into(), span: self.sink.span(name.clone()) };
        self.skip_blanks();
        let value = match self.rest().chars().next() {
            _ if name.is_empty() => None,
            Some('=') => {
                self.at += 1;
                Some(self.value())
            }
            None | Some('\n' | '\r' | '#') => {
                self.comment();
                Some(Node::new(self.sink.span(name.end..name.end), Value::Null))
            }
            Some(_) => None,
        };
        if value.is_none() {
            self.sink.problem(start..self.line_end(), "not an assignment `NAME=value`");
        }
        Some(Entry { key, value: value? })
    }

    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if !self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            self.at += self.rest().find(|c| !is_name(c)).unwrap_or(self.rest().len());
        }
        start..self.at
    }

    fn value(&mut self) -> Node {
        let equals = self.at;
        self.skip_blanks();
        let start = self.at;
        if let Some(node) = self.quoted() {
            return node;
        }
        let line = self.sink.slice(start..self.line_end());
        let hash = line.match_indices('#').map(|(at, _)| at).find(|&at| match at.checked_sub(1) {
            Some(before) => line.as_bytes().get(before).is_some_and(|byte| matches!(byte, b' ' | b'\t')),
            // Right after `=` it is the first character of the value, if more than words of a comment follow.
            None => start > equals || line.as_bytes().get(1).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'#')),
        });
        let content = line.get(..hash.unwrap_or(line.len())).unwrap_or_default().trim_end();
        self.at = start + hash.unwrap_or(line.len());
        self.comment();
        // The blanks before a comment belong to nothing: an empty value stands right behind `=`.
        let start = if content.is_empty() { equals } else { start };
        let span = self.sink.span(start..start + content.len());
        Node::text(span, span, Style::Verbatim, content)
    }

    /// A value in quotes that close, with nothing but a comment behind them.
    fn quoted(&mut self) -> Option<Node> {
        let start = self.at;
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let body = self.rest().get(1..)?;
        let len = if quote == '"' { closing_quote(body) } else { body.find(quote) };
        let Some(len) = len else {
            self.sink.problem(start..self.line_end(), "quote that does not close");
            return None;
        };
        let content = start + 1..start + 1 + len;
        self.at = content.end + 1;
        self.skip_blanks();
        if !matches!(self.rest().chars().next(), None | Some('\n' | '\r' | '#')) {
            // `"a"b` is no quoted value: the loaders take such a line as it is.
            self.at = start;
            return None;
        }
        let source = self.sink.slice(content.clone());
        let (span, inner) = (self.sink.span(start..content.end + 1), self.sink.span(content));
        self.comment();
        Some(match quote {
            '"' if source.contains('\\') => Node::text(span, inner, Style::Dotenv, unescape(source).text),
            _ => Node::text(span, inner, Style::Verbatim, source),
        })
    }

    fn comment(&mut self) {
        if self.rest().starts_with('#') {
            let end = self.line_end();
            self.sink.comment(self.at..end);
            self.at = end;
        }
    }
}

fn closing_quote(body: &str) -> Option<usize> {
    let mut escaped = false;
    body.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

/// The text of a double-quoted value. An escape that the loaders do not know stays as it is written.
pub(super) fn unescape(source: &str) -> Decoder {
    let mut decoder = Decoder::default();
    let mut parts = source.split('\\');
    decoder.copy(parts.next().unwrap_or_default());
    while let Some(part) = parts.next() {
        let mut chars = part.chars();
        let known = match chars.next() {
            Some('n') => "\n",
            Some('r') => "\r",
            Some('t') => "\t",
            Some('"') => "\"",
            Some('\'') => "'",
            Some('$') => "$",
            // An empty part is the second of two backslashes.
            None => {
                if let Some(next) = parts.next() {
                    decoder.replace(2, "\\");
                    decoder.copy(next);
                } else {
                    decoder.copy("\\");
                }
                continue;
            }
            Some(_) => {
                decoder.copy("\\");
                decoder.copy(part);
                continue;
            }
        };
        decoder.replace(2, known);
        decoder.copy(chars.as_str());
    }
    decoder
}
