//! Just enough JSON to find the strings of a notebook: a flat reader that keeps no tree, since most of a notebook is output.

use crate::source::Span;

/// What the reader came upon.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// `{` or `[`, as a value.
    Open,
    /// The end of one. The path is that of the value.
    Close,
    /// A string that is a value, with its quotes.
    Text,
    /// Any other value.
    Other,
}

/// Levels that are followed by name. The code of a notebook lies above; deeper ones are only counted.
const MAX_DEPTH: usize = 16;

#[derive(Copy, Clone, PartialEq, Eq)]
enum Level {
    Object(Span),
    List,
}

pub(super) struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    levels: Vec<Level>,
    /// Open levels that are not in `levels`, innermost last: `true` for an object.
    deep: Vec<bool>,
    /// Opened by the last event, entered by the next.
    pending: Option<Level>,
    /// The one value at the top was begun.
    begun: bool,
    done: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        let at = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { bytes, at, levels: Vec::new(), deep: Vec::new(), pending: None, begun: false, done: false }
    }

    /// The keys that lead to the value of the last event; empty ones stand for lists.
    pub(super) fn path<'p, 's>(&self, text: &'s str, path: &'p mut Vec<&'s str>) -> &'p [&'s str] {
        path.clear();
        if !self.deep.is_empty() {
            path.push("\0");
            return path;
        }
        path.extend(self.levels.iter().map(|level| match level {
            Level::Object(key) => unquoted(text, *key).unwrap_or("\0"),
            Level::List => "",
        }));
        path
    }

    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r' | b',') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn string(&mut self) -> Option<Span> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.bytes.get(at..)?)?;
            if self.bytes[at] == b'"' {
                self.at = at + 1;
                return Some(Span::new(start, at + 1));
            }
            at += 2;
        }
    }

    fn in_object(&self) -> bool {
        self.deep.last().copied().unwrap_or(matches!(self.levels.last(), Some(Level::Object(_))))
    }
}

impl Iterator for Reader<'_> {
    /// An event and its place, or the offset of what is no JSON.
    type Item = Result<(Event, Span), usize>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if let Some(level) = self.pending.take() {
            if self.levels.len() < MAX_DEPTH && self.deep.is_empty() {
                self.levels.push(level);
            } else {
                self.deep.push(matches!(level, Level::Object(_)));
            }
        }
        let event = self.event();
        self.done = !matches!(event, Some(Ok(_)));
        event
    }
}

impl Reader<'_> {
    fn event(&mut self) -> Option<Result<(Event, Span), usize>> {
        let open = !self.levels.is_empty() || !self.deep.is_empty();
        let Some(mut byte) = self.peek() else {
            return if open { Some(Err(self.at)) } else { None };
        };
        if !open && std::mem::replace(&mut self.begun, true) {
            return Some(Err(self.at));
        }
        let key_at = self.at;
        if self.in_object() && byte == b'"' {
            let Some(key) = self.string() else { return Some(Err(self.at)) };
            if let (Some(Level::Object(at)), true) = (self.levels.last_mut(), self.deep.is_empty()) {
                *at = key;
            }
            if self.peek() != Some(b':') {
                return Some(Err(self.at));
            }
            self.at += 1;
            let Some(value) = self.peek() else { return Some(Err(self.at)) };
            byte = value;
        }
        let start = self.at;
        match byte {
            _ if self.in_object() && start == key_at && byte != b'}' => Some(Err(start)),
            b'"' => Some(self.string().map(|at| (Event::Text, at)).ok_or(start)),
            b'{' | b'[' => {
                self.at += 1;
                self.pending = Some(if byte == b'{' { Level::Object(Span::default()) } else { Level::List });
                Some(Ok((Event::Open, Span::new(start, start + 1))))
            }
            b'}' | b']' => {
                if self.in_object() != (byte == b'}') || !open {
                    return Some(Err(start));
                }
                if self.deep.pop().is_none() {
                    self.levels.pop();
                }
                self.at += 1;
                Some(Ok((Event::Close, Span::new(start, start + 1))))
            }
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'N' | b'I' => {
                let rest = &self.bytes[start..];
                let is_part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.') || byte.is_ascii_alphanumeric();
                let word = &rest[..rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len())];
                self.at += word.len();
                // Notebooks are written by Python, which has the last ones.
                let is_value = matches!(byte, b'-' | b'0'..=b'9')
                    || matches!(word, b"true" | b"false" | b"null" | b"NaN" | b"Infinity");
                Some(if is_value { Ok((Event::Other, Span::new(start, self.at))) } else { Err(start) })
            }
            _ => Some(Err(start)),
        }
    }
}

/// A string without its quotes, escapes as they stand.
pub(super) fn unquoted(text: &str, string: Span) -> Option<&str> {
    text.get(string.range())?.strip_prefix('"')?.strip_suffix('"')
}

/// The character that `text`, which starts with a backslash, begins with, and how many bytes it takes. What is no escape is
/// read as it stands.
pub(super) fn escape(text: &str) -> (char, usize) {
    let mut chars = text.chars();
    chars.next();
    match chars.next() {
        Some('n') => ('\n', 2),
        Some('t') => ('\t', 2),
        Some('r') => ('\r', 2),
        Some('b') => ('\u{8}', 2),
        Some('f') => ('\u{c}', 2),
        Some('u') => unicode(text),
        Some(other) => (other, 1 + other.len_utf8()),
        None => ('\\', 1),
    }
}

fn unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| text.get(at..at + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(2) else { return ('u', 2) };
    let second = if text.get(6..8) == Some("\\u") { unit(8) } else { None };
    let pair = second.map(|second| [first, second]);
    match char::decode_utf16([first]).next() {
        Some(Ok(character)) => (character, 6),
        _ => match pair.and_then(|pair| char::decode_utf16(pair).next()) {
            Some(Ok(character)) => (character, 12),
            _ => (char::REPLACEMENT_CHARACTER, 6),
        },
    }
}
