//! Where the code of a notebook stands in its file.
//!
//! A notebook is JSON: its code is decoded from strings, one for each line or one for a whole cell. The map leads from the
//! decoded text back to the bytes of the file, exactly: a character that is written as an escape has the escape as its place.

use super::pool::Text;
use crate::source::Span;

/// A code cell of a notebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its position among all cells of the notebook, from zero.
    pub index: usize,
    /// Its source in the file: the string, or the list of strings.
    pub span: Span,
    /// Its code in the heap.
    pub(super) code: Text,
}

/// A place in a notebook as its reader sees it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct CellPosition {
    /// Position among all cells of the notebook, from zero.
    pub cell: usize,
    /// Line in the cell, from one.
    pub line: usize,
    /// Column in the line, in characters, from one.
    pub column: usize,
}

/// A stretch of code and the stretch of the file that it was decoded from.
#[derive(Copy, Clone, Debug)]
struct Segment {
    code: u32,
    file: u32,
    file_len: u32,
    /// Byte for byte the same; else one character, or the break between two cells.
    verbatim: bool,
}

/// From offsets in the code of a notebook to offsets in its file.
#[derive(Clone, Debug, Default)]
pub(super) struct SpanMap {
    segments: Vec<Segment>,
    code_len: u32,
}

impl SpanMap {
    /// Appends `code_len` bytes of code that stand at `file`.
    pub(super) fn push(&mut self, code_len: usize, file: Span, verbatim: bool) {
        if code_len > 0 {
            let (file_len, file) = (file.end - file.start, file.start);
            self.segments.push(Segment { code: self.code_len, file, file_len, verbatim });
            self.code_len += code_len as u32;
        }
    }

    /// The segment that holds the byte at `at`.
    fn segment(&self, at: u32) -> Option<&Segment> {
        let count = self.segments.partition_point(|segment| segment.code <= at);
        self.segments[..count].last()
    }

    /// Where the character at `at` starts.
    pub(super) fn start(&self, at: u32) -> u32 {
        if at >= self.code_len {
            return self.end(self.code_len);
        }
        self.segment(at).map_or(0, |it| if it.verbatim { it.file + (at - it.code) } else { it.file })
    }

    /// Where the character before `at` ends.
    fn end(&self, at: u32) -> u32 {
        let before = at.min(self.code_len).saturating_sub(1);
        self.segment(before)
            .map_or(0, |it| if it.verbatim { it.file + (before + 1 - it.code) } else { it.file + it.file_len })
    }

    /// The place of a range of the code.
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        let from = self.start(start);
        if start >= end { Span { start: from, end: from } } else { Span { start: from, end: self.end(end).max(from) } }
    }

    /// The offset in the code of the character that stands at `file`.
    fn code_at(&self, file: u32) -> Option<u32> {
        let count = self.segments.partition_point(|segment| segment.file <= file);
        let segment = self.segments[..count].last()?;
        let end = self.segments.get(count).map_or(self.code_len, |next| next.code);
        Some(if segment.verbatim { (segment.code + (file - segment.file)).min(end) } else { segment.code })
    }
}

/// Cell, line and column of a byte of the file.
pub(super) fn locate(map: &SpanMap, cells: &[Cell], heap: &str, file: u32) -> Option<CellPosition> {
    let cell = cells.iter().find(|cell| cell.span.start <= file && file <= cell.span.end)?;
    let at = map.code_at(file)?.clamp(cell.code.start, cell.code.end);
    let before = heap.get(cell.code.start as usize..at as usize)?;
    let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
    Some(CellPosition {
        cell: cell.index,
        line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
        column: before.get(line_start..)?.chars().count() + 1,
    })
}
