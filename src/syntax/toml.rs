//! TOML.

use super::document::{MAX_DEPTH, Sink, hull, message};
use super::offsets::Style;
use super::{Document, Entry, Key, Node, Value};
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

pub(super) fn parse(text: &str, base: usize) -> Document {
    let mut sink = Sink::new(text, base);
    // The crate bounds nesting by itself: 80 levels of values, of keys, and of headers.
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        sink.problem(error.span().unwrap_or(0..0), message("toml", error.message()));
    }
    comments(&mut sink);
    let entries = entries(&mut sink, table.get_ref(), 1);
    if let Some(span) = extent(&entries) {
        sink.document.roots.push(Node::new(span, Value::Map(entries)));
    }
    sink.document
}

/// A table in the order of the file: the crate sorts by key.
fn entries(sink: &mut Sink, table: &DeTable, depth: usize) -> Box<[Entry]> {
    let mut sorted: Vec<_> = table.iter().collect();
    sorted.sort_by_key(|(key, _)| key.span().start);
    let mut entries = Vec::with_capacity(sorted.len());
    for (key, value) in sorted {
        if !sink.count() {
            break;
        }
        let key = Key { text: (&**key.get_ref()).into(), span: sink.span(key.span()) };
        let value = lower(sink, value, depth);
        entries.push(Entry { key, value });
    }
    entries.into()
}

fn lower(sink: &mut Sink, spanned: &Spanned<DeValue>, depth: usize) -> Node {
    let range = spanned.span();
    let span = sink.span(range.clone());
    let source = sink.slice_of(span);
    let value = match spanned.get_ref() {
        DeValue::String(text) => return string(sink, range, text),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number(source.into()),
        DeValue::Boolean(value) => Value::Bool(*value),
        // A date is a literal that no other format of this tree has: its text says all.
        DeValue::Datetime(_) => return Node::text(span, span, Style::Verbatim, source),
        DeValue::Array(_) | DeValue::Table(_) if depth == MAX_DEPTH => {
            sink.report(span, format!("nested deeper than {MAX_DEPTH} levels"));
            Value::Raw(source.into())
        }
        DeValue::Array(items) => {
            let items: Box<[Node]> =
                items.iter().map_while(|item| sink.count().then(|| lower(sink, item, depth + 1))).collect();
            let span = items.iter().fold(span, |span, item| hull(span, item.span));
            return Node::new(span, Value::List(items));
        }
        DeValue::Table(table) => {
            let entries = entries(sink, table, depth + 1);
            // The parts of a table can be spread over the file: it covers the header and everything in it.
            let span = extent(&entries).map_or(span, |extent| hull(span, extent));
            return Node::new(span, Value::Map(entries));
        }
    };
    Node::new(span, value)
}

fn string(sink: &Sink, range: std::ops::Range<usize>, text: &str) -> Node {
    let source = sink.slice(range.clone());
    let style = if source.starts_with('\'') { Style::TomlLiteral } else { Style::TomlBasic };
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| source.starts_with(quote)).map_or(0, str::len);
    let mut content = range.start + quote..range.end.saturating_sub(quote);
    if quote == 3 {
        // A line ending right behind the opening quotes does not count.
        let inner = sink.slice(content.clone());
        content.start += inner.len() - inner.strip_prefix('\n').or(inner.strip_prefix("\r\n")).unwrap_or(inner).len();
    }
    Node::text(sink.span(range), sink.span(content), style, text)
}

fn extent(entries: &[Entry]) -> Option<crate::source::Span> {
    entries.iter().map(|entry| hull(entry.key.span, entry.value.span)).reduce(hull)
}

fn comments(sink: &mut Sink) {
    let bytes = sink.text.as_bytes();
    let mut at = 0;
    while let Some(len) = memchr::memchr3(b'#', b'"', b'\'', &bytes[at..]) {
        let start = at + len;
        let quote = bytes[start];
        at = if quote == b'#' {
            let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |len| start + len);
            let end = if bytes.get(end.wrapping_sub(1)) == Some(&b'\r') { end - 1 } else { end };
            sink.comment(start..end);
            end
        } else {
            string_end(bytes, start, quote)
        };
    }
}

/// The offset behind the string that starts at `start`; one that does not close ends with its line.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let rest = &bytes[start..];
    let is_long = rest.starts_with(&[quote; 3]);
    let mut at = if is_long { 3 } else { 1 };
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 2,
            b'\n' if !is_long => return start + at,
            _ if is_long && rest[at..].starts_with(&[quote; 3]) => return start + at + 3,
            _ if !is_long && byte == quote => return start + at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}
