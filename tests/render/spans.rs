//! Random spans in random bytes: nothing panics, nothing leaks, and every location leads back to its bytes.

use super::output;
use super::report::finding;
use perimeter::knowledge::{Control, Severity};
use perimeter::ledger::{Evidence, Label, Report};
use perimeter::render::location::{Locator, Region, Unit};
use perimeter::render::{Format, Style};
use perimeter::source::{FileId, Place, SourceFile, Span, Tracked, is_unsafe};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Offset of a one-based line and column, found by walking the bytes: the inverse of what is tested.
fn offset_of(bytes: &[u8], line: usize, column: usize, unit: Unit) -> usize {
    let start: usize = bytes.split_inclusive(|&byte| byte == b'\n').take(line - 1).map(<[u8]>::len).sum();
    let mark = if start == 0 && bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let (mut offset, mut left) = (start + mark, column - 1);
    for chunk in bytes[start + mark..].utf8_chunks() {
        let valid = chunk.valid().chars().map(|c| (c.len_utf8(), if unit == Unit::Char { 1 } else { c.len_utf16() }));
        for (bytes, columns) in valid.chain(chunk.invalid().iter().map(|_| (1, 1))) {
            if left == 0 {
                return offset;
            }
            left = left.checked_sub(columns).expect("a column between two halves of a character");
            offset += bytes;
        }
    }
    assert_eq!(left, 0, "a column past the end");
    offset
}

fn boundary(bytes: &[u8], offset: usize) -> bool {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        if (at..at + chunk.valid().len()).contains(&offset) {
            return chunk.valid().is_char_boundary(offset - at);
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    true
}

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "a",
        "word ",
        "é",
        "漢",
        "😀",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "\u{202e}",
        "\u{1b}[1m",
        "\u{feff}",
        "ZZZZ",
        "ZéZ",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "\"",
        "\\n",
        "{\"cells\":[{\"source\":[",
    ]);
    let piece = prop_oneof![
        9 => piece.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(vec![b"\xff".to_vec(), b"\xe2\x82".to_vec(), b"\xf0\x9f".to_vec(), b"\x80".to_vec()]),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_span_in_any_bytes(
        bytes in pieces(),
        spans in prop::collection::vec((0..2000_usize, 0..300_usize), 1..6),
        notebook: bool,
        width in 0..200_usize,
    ) {
        let path = if notebook { "x.ipynb" } else { "x.py" };
        let source = SourceFile::new(FileId(0), path.into(), Tracked::Yes, bytes.clone());
        let spans: Vec<Span> = spans
            .into_iter()
            .map(|(start, len)| (start % (bytes.len() + 3), len))
            .map(|(start, len)| Span::new(start, start + len))
            .collect();
        let labels: Vec<Label> = spans
            .iter()
            .map(|&span| Label { place: Place { file: FileId(0), span }, text: "here".into() })
            .collect();
        let mut only = finding("check", Control::Egress, Severity::High, "message", labels[0].clone());
        only.evidence = labels[1..].iter().cloned().map(Evidence::Seen).collect();
        let masked = (0..bytes.len()).filter(|&at| bytes[at] == b'Z').map(|at| Span::new(at, at + 1)).collect();
        let report = Report {
            findings: vec![only],
            paths: vec![path.into()],
            sources: BTreeMap::from([(FileId(0), source)]),
            masked: BTreeMap::from([(FileId(0), masked)]),
            ..Report::default()
        };
        for format in Format::ALL {
            let text = output(format, &report, &Style { width, ..Style::default() });
            prop_assert!(!text.contains('Z') && !text.chars().any(is_unsafe), "{}:\n{text}", format.name());
        }
        let locator = Locator::new(&report.paths, &report.sources);
        for &span in &spans {
            for unit in [Unit::Char, Unit::Utf16] {
                let Region { line, column, end_line, end_column } = locator.region(Place { file: FileId(0), span }, unit);
                let start = offset_of(&bytes, line, column, unit);
                let end = offset_of(&bytes, end_line, end_column, unit);
                // A byte order mark is in no column: its own bytes count as what follows it.
                let mark = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
                let from = span.range().start.min(bytes.len()).max(mark);
                let to = span.range().end.min(bytes.len()).max(mark);
                prop_assert!(start <= from && (to <= end || span.is_empty()), "the location covers the span");
                prop_assert!(start == from || !boundary(&bytes, from), "and begins with it");
                prop_assert!(end == if to > from { to } else { start } || !boundary(&bytes, to), "and ends with it");
            }
        }
        let region = locator.region(labels[0].place, Unit::Char);
        let text = output(Format::Text, &report, &Style { width, ..Style::default() });
        let head = format!("[{path}:{}:{}]", region.line, region.column);
        prop_assert!(text.contains(&head), "no {head} in\n{text}");
    }
}
