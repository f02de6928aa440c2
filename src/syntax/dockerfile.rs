//! Dockerfiles, read as `BuildKit` reads them, one instruction at a time: an unknown one costs only itself.
//!
//! The root is a list of maps, one for each instruction. Keys that no byte of the file stands for have the span of the
//! instruction's keyword. What is in each map:
//!
//! - `instruction`: the keyword in upper case, as text;
//! - `flags` (not for `FROM`): a map from the names of `--name=value` to text, or true for one without a value;
//! - `FROM`: `image`, `as`, and each flag by its name (`platform`), as text;
//! - `ENV`, `ARG`, `LABEL`: `args`, a map from names to text, null for an `ARG` without a default;
//! - `COPY`, `ADD`, `EXPOSE`, `VOLUME`: `args`, a list of text; the last item of the first two is the destination;
//! - `RUN`, `CMD`, `ENTRYPOINT`, `SHELL`, `HEALTHCHECK`: `args`, text for the shell form, a list of text for the exec form, null
//!   for `HEALTHCHECK NONE`;
//! - `ONBUILD`: `args`, the map of the other instruction;
//! - all others: `args`, the rest of the line as text;
//! - `heredocs`, where there are any: a list of their bodies.
//!
//! Line continuations are gone from all text, quotes and escapes from words; `$NAME` stays.

mod lines;

use super::document::{Sink, hull};
use super::offsets::{OffsetMap, Style};
use super::{Document, Entry, Key, Node, Value};
use crate::source::Span;
use std::ops::Range;

pub(super) use lines::{join_lines, strip_tabs, unquote};

pub(super) fn parse(text: &str, base: usize) -> Document {
    let mut lexer = Lexer { sink: Sink::new(text, base), at: 0, escape: lines::escape_directive(text) };
    let mut instructions = Vec::new();
    while lexer.skip_to_instruction() {
        let Some(node) = lexer.next() else { continue };
        if !lexer.sink.count() {
            break;
        }
        instructions.push(node);
    }
    if let (Some(first), Some(last)) = (instructions.first(), instructions.last()) {
        let root = Node::new(hull(first.span, last.span), Value::List(instructions.into()));
        lexer.sink.document.roots.push(root);
    }
    lexer.sink.document
}

struct Lexer<'a> {
    sink: Sink<'a>,
    at: usize,
    escape: u8,
}

/// An instruction with its continued lines joined.
struct Line {
    text: String,
    map: OffsetMap,
}

impl Line {
    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.map.span(range)
    }

    /// The range without the blanks at its ends.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = self.slice(range.clone());
        let start = range.start + text.len() - text.trim_start().len();
        start..start + text.trim().len()
    }
}

impl Lexer<'_> {
    /// Moves to the next line that is neither blank nor a comment; false at the end of the file.
    fn skip_to_instruction(&mut self) -> bool {
        loop {
            let rest = self.sink.slice(self.at..self.sink.text.len());
            self.at += rest.len() - rest.trim_start().len();
            if !rest.trim_start().starts_with('#') {
                return self.at < self.sink.text.len();
            }
            let start = self.at;
            self.at = lines::line_end(self.sink.text, start);
            self.sink.comment(start..self.at);
        }
    }

    fn next(&mut self) -> Option<Node> {
        let rest = self.sink.slice(self.at..self.sink.text.len());
        let (decoder, comments, len) = lines::join(rest, self.escape);
        for comment in comments {
            self.sink.comment(self.at + comment.start..self.at + comment.end);
        }
        let start = self.at;
        self.at += len;
        let (text, map) = decoder.into_map(self.sink.span(start..start + len));
        let line = Line { text, map };
        let all = line.trimmed(0..line.text.len());
        self.instruction(&line, all, true)
    }

    /// The instruction in `range` of the line; `may_nest` unless it stands behind `ONBUILD`.
    fn instruction(&mut self, line: &Line, range: Range<usize>, may_nest: bool) -> Option<Node> {
        let (keyword, rest) = split_word(line, range.clone());
        let name = line.slice(keyword.clone()).to_ascii_uppercase();
        let at = line.span(keyword.clone());
        let mut map = Fields { keyword: at, entries: Vec::new() };
        map.push("instruction", Node::text(at, at, Style::Verbatim, &*name));
        let rest = if matches!(&*name, "FROM" | "RUN" | "COPY" | "ADD" | "HEALTHCHECK") {
            self.flags(line, rest, &mut map, name == "FROM")
        } else {
            rest
        };
        let mut end = line.span(range.clone()).end;
        match &*name {
            "FROM" => self.from(line, rest, &mut map),
            "ENV" | "LABEL" | "ARG" => self.assignments(line, rest, &mut map, name == "ARG"),
            "COPY" | "ADD" => {
                let words = exec(line, rest.clone()).unwrap_or_else(|| self.words(line, rest.clone()));
                map.push("args", words);
                end = self.heredocs(line, rest, &mut map).max(end);
            }
            "EXPOSE" | "VOLUME" => {
                let words = exec(line, rest.clone()).unwrap_or_else(|| self.words(line, rest));
                map.push("args", words);
            }
            "RUN" | "CMD" | "ENTRYPOINT" | "SHELL" => {
                let exec = exec(line, rest.clone());
                let is_shell = exec.is_none();
                map.push("args", exec.unwrap_or_else(|| self.shell(line, rest.clone())));
                if is_shell && name == "RUN" {
                    end = self.heredocs(line, rest, &mut map).max(end);
                }
            }
            "HEALTHCHECK" => {
                let (kind, command) = split_word(line, rest);
                let args = if line.slice(kind.clone()).eq_ignore_ascii_case("none") {
                    Node::new(line.span(kind), Value::Null)
                } else {
                    exec(line, command.clone()).unwrap_or_else(|| self.shell(line, command))
                };
                map.push("args", args);
            }
            "ONBUILD" if may_nest => {
                let nested = self.instruction(line, rest, false)?;
                map.push("args", nested);
            }
            "USER" | "WORKDIR" | "STOPSIGNAL" | "MAINTAINER" => map.push("args", self.word(line, rest)),
            _ => {
                self.sink.report(at, "unknown instruction");
                return None;
            }
        }
        Some(Node::new(Span { start: at.start, end }, Value::Map(map.entries.into())))
    }

    /// Takes `--name=value` words off the front.
    fn flags(&self, line: &Line, rest: Range<usize>, map: &mut Fields, inline: bool) -> Range<usize> {
        let mut rest = rest;
        let mut flags = Vec::new();
        loop {
            let (word, after) = self.first_word(line, rest.clone());
            let Some(flag) = line.slice(word.clone()).strip_prefix("--").filter(|flag| !flag.is_empty()) else { break };
            let name_len = flag.find('=').unwrap_or(flag.len());
            let name = word.start + 2..word.start + 2 + name_len;
            let key = Key { text: line.slice(name.clone()).into(), span: line.span(name.clone()) };
            let value = if name.end < word.end {
                self.word(line, name.end + 1..word.end)
            } else {
                Node::new(line.span(word), Value::Bool(true))
            };
            flags.push(Entry { key, value });
            rest = after;
        }
        if inline {
            map.entries.extend(flags);
        } else if let (Some(first), Some(last)) = (flags.first(), flags.last()) {
            let span = hull(first.key.span, hull(last.key.span, hull(first.value.span, last.value.span)));
            map.push("flags", Node::new(span, Value::Map(flags.into())));
        }
        rest
    }

    fn from(&mut self, line: &Line, rest: Range<usize>, map: &mut Fields) {
        let (image, rest) = self.first_word(line, rest);
        if !image.is_empty() {
            map.push("image", self.word(line, image));
        }
        let (word, rest) = self.first_word(line, rest);
        if line.slice(word.clone()).eq_ignore_ascii_case("as") {
            let (name, _) = self.first_word(line, rest);
            let key = Key { text: "as".into(), span: line.span(word) };
            map.entries.push(Entry { key, value: self.word(line, name) });
        }
    }

    /// `NAME=value …`, `NAME rest of the line` as `ENV` and `LABEL` once were, or `NAME` alone as `ARG` can be.
    fn assignments(&mut self, line: &Line, rest: Range<usize>, map: &mut Fields, is_arg: bool) {
        let mut entries = Vec::new();
        let all = rest.clone();
        let mut rest = rest;
        while !rest.is_empty() {
            let (word, after) = self.first_word(line, rest);
            rest = after;
            let equals = line.slice(word.clone()).find('=').map(|len| word.start + len);
            let name = word.start..equals.unwrap_or(word.end);
            let key = self.word(line, name.clone());
            let key = Key { text: key.as_str().unwrap_or_default().into(), span: key.span };
            let value = match equals {
                Some(equals) => self.word(line, equals + 1..word.end),
                None if is_arg => Node::new(line.span(name.end..name.end), Value::Null),
                None => self.word(line, std::mem::replace(&mut rest, all.end..all.end)),
            };
            entries.push(Entry { key, value });
        }
        // An empty name stands behind the blanks before it.
        let span = entries.iter().fold(line.span(all), |span, entry: &Entry| hull(span, entry.key.span));
        map.push("args", Node::new(span, Value::Map(entries.into())));
    }

    fn shell(&self, line: &Line, range: Range<usize>) -> Node {
        let span = line.span(range.clone());
        Node::text(span, span, Style::DockerLine(self.escape), line.slice(range))
    }

    fn words(&self, line: &Line, range: Range<usize>) -> Node {
        let span = line.span(range.clone());
        let mut items = Vec::new();
        let mut rest = range;
        while !rest.is_empty() {
            let (word, after) = self.first_word(line, rest);
            items.push(self.word(line, word));
            rest = after;
        }
        Node::new(span, Value::List(items.into()))
    }

    /// A word, or several that count as one.
    fn word(&self, line: &Line, range: Range<usize>) -> Node {
        let span = line.span(range);
        let source = self.sink.slice_of(span);
        for quote in ['"', '\''] {
            let inner = source.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
            if let Some(inner) = inner.filter(|inner| !inner.contains([quote, self.escape as char, '\n'])) {
                let content = Span { start: span.start + 1, end: span.end - 1 };
                return Node::text(span, content, Style::Verbatim, inner);
            }
        }
        Node::text(span, span, Style::DockerWord(self.escape), unquote(source, self.escape).text)
    }

    /// The first word of a range, with quoted and escaped blanks in it, and the trimmed rest.
    fn first_word(&self, line: &Line, range: Range<usize>) -> (Range<usize>, Range<usize>) {
        let len = lines::word_len(line.slice(range.clone()), self.escape);
        (range.start..range.start + len, line.trimmed(range.start + len..range.end))
    }

    /// Reads the bodies of the heredocs that the line announces; the offset in the file at which they end.
    fn heredocs(&mut self, line: &Line, range: Range<usize>, map: &mut Fields) -> u32 {
        let mut items: Vec<Node> = Vec::new();
        let mut end = 0;
        let mut rest = range;
        while !rest.is_empty() {
            let (word, after) = self.first_word(line, rest);
            rest = after;
            let Some((delimiter, strip)) = lines::heredoc_delimiter(line.slice(word.clone()), self.escape) else {
                continue;
            };
            let (body, after_body) = lines::heredoc_body(self.sink.text, self.at, &delimiter, strip);
            let Some(after_body) = after_body else {
                self.sink.problem(self.at..self.at, "heredoc that does not end");
                self.at = self.sink.text.len();
                break;
            };
            self.at = after_body;
            let source = self.sink.slice(body.clone());
            let span = self.sink.span(body);
            items.push(if strip {
                Node::text(span, span, Style::DockerHeredoc, strip_tabs(source).text)
            } else {
                Node::text(span, span, Style::Verbatim, source)
            });
            end = self.sink.span(self.at..self.at).end;
        }
        if let (Some(first), Some(last)) = (items.first(), items.last()) {
            map.push("heredocs", Node::new(hull(first.span, last.span), Value::List(items.into())));
        }
        end
    }
}

/// The entries of an instruction's map.
struct Fields {
    keyword: Span,
    entries: Vec<Entry>,
}

impl Fields {
    fn push(&mut self, name: &str, value: Node) {
        self.entries.push(Entry { key: Key { text: name.into(), span: self.keyword }, value });
    }
}

/// The bytes up to the first blank, and the trimmed rest.
fn split_word(line: &Line, range: Range<usize>) -> (Range<usize>, Range<usize>) {
    let len = line.slice(range.clone()).find(char::is_whitespace).unwrap_or(range.len());
    (range.start..range.start + len, line.trimmed(range.start + len..range.end))
}

/// A list of strings in JSON.
fn exec(line: &Line, range: Range<usize>) -> Option<Node> {
    let mut items = Vec::new();
    for (string, text) in lines::json_strings(line.slice(range.clone()))? {
        let string = range.start + string.start..range.start + string.end;
        let content = line.span(string.start + 1..string.end - 1);
        items.push(Node::text(line.span(string), content, Style::Json, text));
    }
    Some(Node::new(line.span(range), Value::List(items.into())))
}
