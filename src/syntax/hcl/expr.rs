//! Expressions of HCL: literals become values, everything else stays source text.

use super::{Parser, text};
use crate::syntax::document::MAX_DEPTH;
use crate::syntax::offsets::Style;
use crate::syntax::{Entry, Key, Node, Value};

/// What ends an expression, besides a closing bracket and a comma.
#[derive(Copy, Clone, PartialEq)]
pub(super) enum Ends {
    /// The line: the value of an attribute or of an entry of a map.
    Line,
    /// Nothing more: an item of a list, an argument.
    Bracket,
    /// The line, `=` and `:`: the key of an entry of a map.
    Key,
}

impl Parser<'_> {
    /// An expression; what follows it is not yet skipped.
    pub(super) fn expression(&mut self, ends: Ends) -> Result<Node, &'static str> {
        let start = self.at;
        let literal = self.literal();
        if let Some(node) = literal {
            let end = self.at;
            self.skip(ends == Ends::Bracket);
            if self.at_end(ends) {
                self.at = end;
                return Ok(node);
            }
        }
        // The literal was the first operand of something else, or there was none.
        self.raw(start, ends)
    }

    fn at_end(&self, ends: Ends) -> bool {
        match self.peek() {
            None | Some(b',' | b')' | b']' | b'}') => true,
            Some(b'\n') => ends != Ends::Bracket,
            Some(b':') => ends == Ends::Key,
            Some(b'=') => ends == Ends::Key && !self.rest().starts_with("=="),
            _ => false,
        }
    }

    /// The source from `start` to the end of the expression; reading goes on at `self.at`.
    fn raw(&mut self, start: usize, ends: Ends) -> Result<Node, &'static str> {
        let mut depth = 0_usize;
        let mut end = self.at;
        while !self.is_unclosed && (depth > 0 || !self.at_end(ends)) {
            let Some(token) = text::token(self.sink.text, self.at) else { break };
            if token.is_comment {
                self.sink.comment(self.at..token.end);
            }
            match token.byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
            self.at = token.end;
            if !token.is_comment && !token.byte.is_ascii_whitespace() {
                end = token.end;
            }
        }
        if depth > 0 || self.is_unclosed {
            self.is_unclosed = true;
            self.at = self.sink.text.len();
            return Err("bracket that does not close");
        }
        if end <= start {
            return Err("expected a value");
        }
        self.at = end;
        Ok(Node::new(self.sink.span(start..end), Value::Raw(self.sink.slice(start..end).into())))
    }

    /// A literal, or `None` with `self.at` somewhere in the expression that is none.
    fn literal(&mut self) -> Option<Node> {
        let start = self.at;
        match self.peek()? {
            b'"' => self.string(),
            b'<' => self.heredoc(),
            b'[' => self.list(),
            b'{' => self.map(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let name = self.identifier()?;
                let word = self.sink.slice(name.clone());
                let value = match word {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    "null" => Value::Null,
                    _ => return self.call(start),
                };
                Some(Node::new(self.sink.span(name), value))
            }
        }
    }

    fn string(&mut self) -> Option<Node> {
        let start = self.at;
        let string = text::string(self.sink.text, start)?;
        self.at = string.end;
        if !string.closed {
            self.sink.problem(start..string.end, "not valid hcl: string that does not close");
        }
        if string.has_holes {
            return None;
        }
        let content = start + 1..string.end - usize::from(string.closed);
        let source = self.sink.slice(content.clone());
        let (span, content) = (self.sink.span(start..string.end), self.sink.span(content));
        Some(Node::text(span, content, Style::HclQuoted, text::unquote(source).text))
    }

    fn heredoc(&mut self) -> Option<Node> {
        let start = self.at;
        let heredoc = text::heredoc(self.sink.text, start)?;
        self.at = heredoc.end;
        if !heredoc.closed {
            self.sink.problem(start..heredoc.end, "not valid hcl: heredoc that does not end");
        }
        let body = self.sink.slice(heredoc.body.clone());
        if text::has_holes(body) {
            return None;
        }
        let indent = if heredoc.strip { text::common_indent(body) } else { 0 };
        let (span, content) = (self.sink.span(start..heredoc.end), self.sink.span(heredoc.body));
        Some(Node::text(span, content, Style::HclHeredoc(indent as u32), text::dedent(body, indent).text))
    }

    fn number(&mut self) -> Option<Node> {
        let start = self.at;
        let is_part = |(at, byte): (usize, u8)| match byte {
            b'0'..=b'9' | b'.' | b'e' | b'E' => true,
            b'-' | b'+' => at == 0 || matches!(self.rest().as_bytes().get(at - 1), Some(b'e' | b'E')),
            _ => false,
        };
        let len = self.rest().bytes().enumerate().take_while(|&part| is_part(part)).count();
        let source = self.rest().get(..len)?;
        let digits = source.strip_prefix('-').unwrap_or(source);
        // `1...` and `-x` are operators around something.
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || source.parse::<f64>().is_err() {
            return None;
        }
        self.at += len;
        Some(Node::new(self.sink.span(start..self.at), Value::Number(source.into())))
    }

    /// Whether a `for` expression follows the bracket at `self.at`.
    fn is_for(&self) -> bool {
        let inside = self.rest().get(1..).unwrap_or_default().trim_start();
        inside.strip_prefix("for").is_some_and(|rest| rest.starts_with([' ', '\t', '\n', '\r']))
    }

    fn list(&mut self) -> Option<Node> {
        let start = self.at;
        if self.is_for() {
            return None;
        }
        let items = self.nested(|parser| parser.items(b']'))?;
        Some(Node::new(self.sink.span(start..self.at), Value::List(items.into())))
    }

    /// Expressions between commas, up to `close`, which is taken.
    fn items(&mut self, close: u8) -> Option<Vec<Node>> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip(true);
            if self.eat(close) {
                return Some(items);
            }
            items.push(self.expression(Ends::Bracket).ok().filter(|_| self.sink.count())?);
            self.skip(true);
            if !self.eat(b',') && self.peek() != Some(close) {
                return None;
            }
        }
    }

    fn map(&mut self) -> Option<Node> {
        let start = self.at;
        if self.is_for() {
            return None;
        }
        let entries = self.nested(Self::map_entries)?;
        Some(Node::new(self.sink.span(start..self.at), Value::Map(entries.into())))
    }

    fn map_entries(&mut self) -> Option<Vec<Entry>> {
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            self.skip(true);
            if self.eat(b'}') {
                return Some(entries);
            }
            let key = self.expression(Ends::Key).ok().filter(|_| self.sink.count())?;
            self.skip(false);
            if !self.eat(b'=') && !self.eat(b':') {
                return None;
            }
            self.skip(true);
            let value = self.expression(Ends::Line).ok()?;
            let text = key.scalar().unwrap_or_else(|| self.sink.slice_of(key.span)).into();
            entries.push(Entry { key: Key { text, span: key.span }, value });
            self.skip(false);
            if !self.eat(b',') && !matches!(self.peek(), Some(b'\n' | b'}')) {
                return None;
            }
        }
    }

    /// A call whose only argument is a list or a map: that argument, with the function for a tag.
    fn call(&mut self, start: usize) -> Option<Node> {
        let name = self.sink.slice(start..self.at);
        if self.peek() != Some(b'(') {
            return None;
        }
        let arguments = self.nested(|parser| parser.items(b')'))?;
        let [mut argument] = <[Node; 1]>::try_from(arguments).ok()?;
        if argument.tag.is_some() || !matches!(argument.value, Value::List(_) | Value::Map(_)) {
            return None;
        }
        argument.span = self.sink.span(start..self.at);
        argument.content = argument.span;
        argument.tag = Some(name.into());
        Some(argument)
    }

    /// Reads one level deeper; `None` at the limit, so that what is there stays source text.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        if self.depth >= MAX_DEPTH {
            self.sink.problem(start..start + 1, format!("nested deeper than {MAX_DEPTH} levels"));
            return None;
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        if read.is_none() {
            self.at = start;
        }
        read
    }
}
