//! Which cell of a Jupyter notebook a byte belongs to. Works on the raw JSON, because that is what spans count in.

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::ops::Range;

const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The cells of one notebook, in order.
#[derive(Debug)]
pub(super) struct Notebook {
    cells: Vec<Cell>,
}

#[derive(Debug)]
struct Cell {
    range: Range<usize>,
    /// Bytes of the value of `source`.
    source: Range<usize>,
    /// Offsets of the escapes in `source` that stand for a line feed, ascending.
    breaks: Vec<usize>,
}

impl Notebook {
    /// Finds the cells in the raw text of a notebook. Text that is no notebook has none.
    pub(super) fn parse(text: &str) -> Self {
        let (text, shift) = text.strip_prefix(BYTE_ORDER_MARK).map_or((text, 0), |rest| (rest, BYTE_ORDER_MARK.len()));
        let root = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok().and_then(|r| r.value);
        let cells = root.as_ref().and_then(Value::as_object).and_then(|root| root.get_array("cells"));
        let cells = cells.map(|cells| cells.elements.as_slice()).unwrap_or_default();
        Self { cells: cells.iter().map(|cell| Cell::of(cell, text, shift)).collect() }
    }

    /// One-based cell that holds the byte at `offset`, and the one-based line of its source when the byte belongs to the
    /// source and not to the outputs or the metadata.
    pub(super) fn cell(&self, offset: usize) -> Option<(usize, Option<usize>)> {
        let at = self.cells.partition_point(|cell| cell.range.end <= offset);
        let cell = self.cells.get(at).filter(|cell| cell.range.contains(&offset))?;
        let line = cell.source.contains(&offset).then(|| 1 + cell.breaks.partition_point(|&at| at < offset));
        Some((at + 1, line))
    }
}

impl Cell {
    fn of(cell: &Value<'_>, text: &str, shift: usize) -> Self {
        let range = range_of(cell);
        let mut found = Self { range: range.start + shift..range.end + shift, source: 0..0, breaks: Vec::new() };
        let Some(ObjectProp { value: source, .. }) = cell.as_object().and_then(|cell| cell.get("source")) else {
            return found;
        };
        let range = range_of(source);
        found.source = range.start + shift..range.end + shift;
        let literals = match source {
            Value::Array(lines) => lines.elements.as_slice(),
            one => std::slice::from_ref(one),
        };
        for literal in literals.iter().filter(|value| matches!(value, Value::StringLit(_))) {
            line_breaks(text.as_bytes(), range_of(literal), shift, &mut found.breaks);
        }
        found
    }
}

fn range_of(value: &Value<'_>) -> Range<usize> {
    let range = match value {
        Value::StringLit(literal) => literal.range,
        Value::NumberLit(literal) => literal.range,
        Value::BooleanLit(literal) => literal.range,
        Value::Object(object) => object.range,
        Value::Array(array) => array.range,
        Value::NullKeyword(null) => null.range,
    };
    range.start..range.end
}

fn line_breaks(bytes: &[u8], range: Range<usize>, shift: usize, found: &mut Vec<usize>) {
    let mut at = range.start;
    while at < range.end {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let rest = bytes.get(at + 1..range.end).unwrap_or_default();
        if rest.starts_with(b"n") || rest.get(..5).is_some_and(|escape| escape.eq_ignore_ascii_case(b"u000a")) {
            found.push(at + shift);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_belong_to_cells_and_lines() {
        let lines =
            r#"{"cells": [{"source": ["a\n", "é = here\n", "c"], "outputs": [{"text": ["out"]}]}, {"source": []}]}"#;
        let one = r#"{"cells": [{"source": "x"}, {"source": "a\\n still\nb\u000Ac here", "metadata": {"k": "meta"}}]}"#;
        let marked = format!("\u{feff}{one}");
        for (text, needle, expected, why) in [
            (lines, "a\\n", Some((1, Some(1))), "first element"),
            (lines, "here", Some((1, Some(2))), "second element, after a two-byte character"),
            (lines, "c\"]", Some((1, Some(3))), "third element"),
            (lines, "out\"", Some((1, None)), "an output has a cell and no line"),
            (lines, "{\"cells", None, "before the cells"),
            (lines, "[]}", Some((2, Some(1))), "an empty source"),
            (one, "still", Some((2, Some(1))), "an escaped backslash before an n is no line feed"),
            (one, "c here", Some((2, Some(3))), "both spellings of a line feed count"),
            (one, "meta\"", Some((2, None)), "metadata"),
            (&marked, "c here", Some((2, Some(3))), "a byte order mark shifts all offsets"),
            ("{\"cells\": [1, null, {\"source\": 7}]}", "7", Some((3, Some(1))), "values of the wrong type"),
            ("not json", "json", None, "no notebook"),
            ("", "", None, "nothing at all"),
        ] {
            let offset = text.find(needle).unwrap();
            assert_eq!(Notebook::parse(text).cell(offset), expected, "{why}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = "[".repeat(100_000);
        assert_eq!(Notebook::parse(&text).cell(5), None);
    }
}
