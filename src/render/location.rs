//! The only place where bytes become lines and columns.

use super::notebook::Notebook;
use crate::source::{FileId, FileKind, LineIndex, Place, SourceFile};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Distance in bytes of the stored counts: a column in a minified file of one line costs at most this many bytes.
const BLOCK: usize = 1024;

/// What a column counts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Characters of UTF-8; a byte that is not valid UTF-8 counts as one.
    Char,
    /// Code units of UTF-16, as editors and SARIF viewers count.
    Utf16,
}

/// A span in lines and columns, all one-based; the end is exclusive. A byte order mark is in no column.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Line of the first byte.
    pub line: usize,
    /// Column of the first byte.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column one past the last character.
    pub end_column: usize,
}

/// A place as people and programs read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Path relative to the scan root, as it is: sanitise before printing.
    pub path: String,
    /// Lines, and columns in characters.
    pub region: Region,
    /// Byte offset in the file.
    pub offset: usize,
    /// Number of bytes.
    pub length: usize,
    /// One-based cell, in a notebook.
    pub cell: Option<usize>,
    /// One-based line in the source of that cell; absent for outputs and metadata.
    pub cell_line: Option<usize>,
}

/// Turns places into locations; indexes each file once, when it is first asked for.
pub struct Locator<'a> {
    paths: &'a [String],
    sources: &'a BTreeMap<FileId, SourceFile>,
    indexes: RefCell<BTreeMap<FileId, Rc<FileIndex<'a>>>>,
}

impl<'a> Locator<'a> {
    /// A locator for places in `sources`; `paths` holds the path of every file by id.
    pub fn new(paths: &'a [String], sources: &'a BTreeMap<FileId, SourceFile>) -> Self {
        Self { paths, sources, indexes: RefCell::default() }
    }

    /// Path of `file`, as it is: sanitise before printing.
    pub fn path(&self, file: FileId) -> &'a str {
        let known = self.paths.get(file.0 as usize).map(String::as_str);
        known.or_else(|| self.sources.get(&file).map(|source| source.path.as_str())).unwrap_or_default()
    }

    /// Whether the contents of `file` are at hand, so that places in it have true lines and columns.
    pub fn knows(&self, file: FileId) -> bool {
        self.sources.contains_key(&file)
    }

    /// Lines and columns of `place`. A span that runs past the end of the file ends there; one whose file is not at hand is
    /// at the start of the file.
    pub fn region(&self, place: Place, unit: Unit) -> Region {
        match self.index(place.file) {
            Some(index) => index.region(place.span.range(), unit),
            None => Region { line: 1, column: 1, end_line: 1, end_column: 1 },
        }
    }

    /// The whole location of `place`, columns in characters.
    pub fn locate(&self, place: Place) -> Location {
        let cell = self.index(place.file).and_then(|index| index.cell(place.span.start as usize));
        Location {
            path: self.path(place.file).to_owned(),
            region: self.region(place, Unit::Char),
            offset: place.span.start as usize,
            length: place.span.len(),
            cell: cell.map(|(cell, _)| cell),
            cell_line: cell.and_then(|(_, line)| line),
        }
    }

    pub(super) fn index(&self, file: FileId) -> Option<Rc<FileIndex<'a>>> {
        if let Some(index) = self.indexes.borrow().get(&file) {
            return Some(Rc::clone(index));
        }
        let index = Rc::new(FileIndex::new(self.sources.get(&file)?));
        self.indexes.borrow_mut().insert(file, Rc::clone(&index));
        Some(index)
    }
}

/// Line starts of one file and running counts of its characters.
pub(super) struct FileIndex<'a> {
    file: &'a SourceFile,
    lines: LineIndex,
    counts: Vec<Count>,
    notebook: OnceCell<Notebook>,
}

/// Characters, and those among them that take two code units of UTF-16.
#[derive(Copy, Clone, Default)]
struct Count {
    chars: usize,
    wide: usize,
}

impl<'a> FileIndex<'a> {
    fn new(file: &'a SourceFile) -> Self {
        let bytes = file.bytes();
        let mut index = Self { file, lines: LineIndex::new(bytes), counts: Vec::new(), notebook: OnceCell::new() };
        let mut total = Count::default();
        for start in (0..=bytes.len()).step_by(BLOCK) {
            index.counts.push(total);
            total = total.plus(index.count_in(start..bytes.len().min(start + BLOCK)));
        }
        index
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.file.bytes()
    }

    /// Number of lines, at least one.
    pub(super) fn line_count(&self) -> usize {
        self.lines.count()
    }

    /// Zero-based line that holds the byte at `offset`.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.line(offset as u32)
    }

    /// Bytes of zero-based `line` without its line ending.
    pub(super) fn content(&self, line: usize) -> Range<usize> {
        let Range { start, end } = self.lines.range(line);
        let text = self.bytes().get(start..end).unwrap_or_default();
        let text = text.strip_suffix(b"\n").map_or(text, |text| text.strip_suffix(b"\r").unwrap_or(text));
        start..start + text.len()
    }

    /// `span` cut to the file and widened to whole characters; an empty span stays empty.
    pub(super) fn fit(&self, span: Range<usize>) -> Range<usize> {
        let bytes = self.bytes();
        let mut start = span.start.min(bytes.len());
        let empty = span.end.min(bytes.len()) <= start;
        while !self.starts_char(start) {
            start -= 1;
        }
        let mut end = if empty { start } else { span.end.min(bytes.len()) };
        while !self.starts_char(end) {
            end += 1;
        }
        start..end
    }

    /// Whether a character starts at `offset`, or the file ends there. A byte that is not valid UTF-8 is a character.
    pub(super) fn starts_char(&self, offset: usize) -> bool {
        let bytes = self.bytes();
        let continues = |at: usize| bytes.get(at).is_some_and(|byte| (0x80..0xC0).contains(byte));
        if !continues(offset) {
            return true;
        }
        if self.file.text().is_some() {
            return false;
        }
        let lead = (offset.saturating_sub(3)..offset).rev().find(|&at| !continues(at));
        lead.is_none_or(|lead| char_len(bytes, lead) <= offset - lead)
    }

    fn count_in(&self, range: Range<usize>) -> Count {
        let part = &self.bytes()[range.clone()];
        if self.file.text().is_some() {
            let chars = part.iter().filter(|&&byte| !(0x80..0xC0).contains(&byte)).count();
            return Count { chars, wide: part.iter().filter(|&&byte| byte >= 0xF0).count() };
        }
        let chars = range.clone().filter(|&at| self.starts_char(at)).count();
        Count { chars, wide: range.filter(|&at| char_len(self.bytes(), at) == 4).count() }
    }

    fn count_to(&self, offset: usize) -> Count {
        let block = offset / BLOCK;
        self.counts[block].plus(self.count_in(block * BLOCK..offset))
    }

    fn position(&self, offset: usize, unit: Unit) -> (usize, usize) {
        let line = self.line(offset);
        let mark = if line == 0 && self.bytes().starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let start = (self.lines.range(line).start + mark).min(offset);
        let (from, to) = (self.count_to(start), self.count_to(offset));
        let wide = if unit == Unit::Utf16 { to.wide - from.wide } else { 0 };
        (line + 1, to.chars - from.chars + wide + 1)
    }

    /// Lines and columns of a byte range.
    pub(super) fn region(&self, span: Range<usize>, unit: Unit) -> Region {
        let span = self.fit(span);
        let (line, column) = self.position(span.start, unit);
        let (end_line, end_column) = self.position(span.end, unit);
        Region { line, column, end_line, end_column }
    }

    /// Cell and line in the cell, in a notebook.
    pub(super) fn cell(&self, offset: usize) -> Option<(usize, Option<usize>)> {
        let text = self.file.text().filter(|_| self.file.kind == FileKind::Notebook)?;
        self.notebook.get_or_init(|| Notebook::parse(text)).cell(offset)
    }
}

impl Count {
    fn plus(self, other: Self) -> Self {
        Self { chars: self.chars + other.chars, wide: self.wide + other.wide }
    }
}

/// Number of bytes of the valid character that starts at `at`; 1 when there is none.
fn char_len(bytes: &[u8], at: usize) -> usize {
    let len = match bytes.get(at) {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => return 1,
    };
    let valid = bytes.get(at..at + len).is_some_and(|char| std::str::from_utf8(char).is_ok());
    if valid { len } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Span, Tracked};

    fn regions(bytes: &[u8], span: Range<usize>) -> (Region, Region) {
        let file = SourceFile::new(FileId(0), "a.txt".into(), Tracked::Yes, bytes.to_vec());
        let index = FileIndex::new(&file);
        (index.region(span.clone(), Unit::Char), index.region(span, Unit::Utf16))
    }

    #[test]
    fn columns_count_characters_or_code_units() {
        for (bytes, span, chars, utf16, why) in [
            ("aé😀b\n".as_bytes(), 7..8, (1, 4, 1, 5), (1, 5, 1, 6), "one astral character is two code units"),
            ("aé😀b\n".as_bytes(), 4..5, (1, 3, 1, 4), (1, 3, 1, 5), "inside a character: the whole character"),
            ("aé\n".as_bytes(), 2..2, (1, 2, 1, 2), (1, 2, 1, 2), "an empty span stays empty"),
            (b"a\r\nbc\r\n", 3..5, (2, 1, 2, 3), (2, 1, 2, 3), "carriage returns"),
            (b"a\nb\n", 0..2, (1, 1, 2, 1), (1, 1, 2, 1), "with its line feed: ends at the start of the next line"),
            (b"a\n", 2..2, (2, 1, 2, 1), (2, 1, 2, 1), "at the end"),
            (b"a\n", 9..12, (2, 1, 2, 1), (2, 1, 2, 1), "past the end is the end"),
            (b"\xff\xe2\x82x", 3..4, (1, 4, 1, 5), (1, 4, 1, 5), "each invalid byte is a character"),
            (b"\xff\xf0\x9f\x98\x80x", 5..6, (1, 3, 1, 4), (1, 4, 1, 5), "a valid character among invalid bytes"),
            (b"\xef\xbb\xbfab\n", 4..5, (1, 2, 1, 3), (1, 2, 1, 3), "a byte order mark is in no column"),
            (b"", 0..0, (1, 1, 1, 1), (1, 1, 1, 1), "an empty file"),
        ] {
            let expect = |(line, column, end_line, end_column)| Region { line, column, end_line, end_column };
            assert_eq!(regions(bytes, span), (expect(chars), expect(utf16)), "{why}");
        }
    }

    #[test]
    fn counts_are_right_on_both_sides_of_a_block() {
        let text = "é".repeat(BLOCK);
        for offset in [BLOCK - 2, BLOCK, BLOCK + 2, 2 * BLOCK] {
            let (chars, _) = regions(text.as_bytes(), offset..offset);
            assert_eq!(chars.column, offset / 2 + 1);
            let (chars, _) = regions(&[text.as_bytes(), b"\xff"].concat(), offset..offset);
            assert_eq!(chars.column, offset / 2 + 1, "the same in a file that is not valid UTF-8");
        }
    }

    #[test]
    fn a_place_without_its_file_is_at_the_start() {
        let (paths, sources) = (vec!["x.py".to_owned()], BTreeMap::new());
        let location = Locator::new(&paths, &sources).locate(Place { file: FileId(0), span: Span::new(4, 6) });
        assert_eq!((location.path.as_str(), location.region.line, location.offset), ("x.py", 1, 4));
    }
}
