//! The lines of a file that one finding is printed with: masked, sanitised, long lines cut to a window.
//!
//! miette's own sources scan the file from its start for every label; here only the lines shown are touched.

use super::location::{FileIndex, Unit};
use crate::source::{Span, sanitize};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A span of more lines is shown by its first ones: a finding is to be recognised, the file can be opened.
const MAX_LINES: usize = 8;
const CUT: &str = "…";

/// A place to be shown and its role.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) text: String,
}

/// What is shown for one finding in one file.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    text: String,
    lines: Vec<Shown>,
    /// Offset in `text` of each label's start, with its true zero-based line and column.
    heads: Vec<(usize, usize, usize)>,
    pub(super) labels: Vec<LabeledSpan>,
}

/// One line of the excerpt.
#[derive(Debug)]
struct Shown {
    /// Zero-based, in the file.
    number: usize,
    /// Where the line starts in the excerpt.
    start: usize,
    /// Where the first byte of `window` is in the excerpt.
    shift: usize,
    /// Bytes of the file that are shown.
    window: Range<usize>,
}

/// A mark fitted to the lines of the file.
struct Extent<'m> {
    mark: &'m Mark,
    span: Range<usize>,
    lines: Range<usize>,
    /// One-based last line of the mark, when not all of its lines are shown.
    cut: Option<usize>,
}

impl Snippet {
    /// The lines around `primary` and those of `others` that can be shown with it, windows at most `room` characters wide.
    /// Gives back the marks that found no room: behind the edge of a window, or on top of another mark.
    pub(super) fn new<'m>(
        index: &FileIndex<'_>,
        masked: &[Span],
        name: String,
        (primary, others): (&Mark, &'m [Mark]),
        room: usize,
    ) -> (Self, Vec<&'m Mark>) {
        let mut windows = BTreeMap::new();
        let mut accepted: Vec<Extent<'_>> = Vec::new();
        let mut rejected = Vec::new();
        let first = Extent::new(index, primary);
        first.place(index, &mut windows, room);
        accepted.push(first);
        for mark in others {
            let extent = Extent::new(index, mark);
            if accepted.iter().any(|other| extent.collides(other)) || !extent.place(index, &mut windows, room) {
                rejected.push(mark);
            } else {
                accepted.push(extent);
            }
        }
        let mut shown = BTreeSet::new();
        for extent in &accepted {
            shown.extend(extent.lines.start.saturating_sub(1)..(extent.lines.end + 1).min(index.line_count()));
        }
        // The empty "line" behind the last line feed is no line to a reader, unless something points at it.
        let last = index.line_count() - 1;
        if index.content(last).is_empty() && !accepted.iter().any(|extent| extent.lines.contains(&last)) {
            shown.remove(&last);
        }
        let mut snippet = Self { name, text: String::new(), lines: Vec::new(), heads: Vec::new(), labels: Vec::new() };
        for line in shown {
            let content = index.content(line);
            let window = windows.remove(&line).unwrap_or_else(|| {
                let start = content.start;
                window(index, &content, start..start, room)
            });
            snippet.push_line(index, masked, line, window);
        }
        for (position, extent) in accepted.iter().enumerate() {
            snippet.push_label(index, extent, position == 0);
        }
        snippet.labels.sort_by_key(LabeledSpan::offset);
        (snippet, rejected)
    }

    fn push_line(&mut self, index: &FileIndex<'_>, masked: &[Span], number: usize, window: Range<usize>) {
        let content = index.content(number);
        let start = self.text.len();
        if window.start > content.start {
            self.text.push_str(CUT);
        }
        let shift = self.text.len();
        self.text.push_str(&visible(index.bytes(), masked, window.clone()));
        if window.end < content.end {
            self.text.push_str(CUT);
        }
        // Every line ends with a line feed, so that no label can be one past the end, where miette panics.
        self.text.push('\n');
        self.lines.push(Shown { number, start, shift, window });
    }

    fn push_label(&mut self, index: &FileIndex<'_>, extent: &Extent<'_>, primary: bool) {
        let start = self.offset_of(extent.lines.start, extent.span.start);
        let end = self.offset_of(extent.lines.end - 1, extent.span.end).max(start);
        let region = index.region(extent.mark.span.range(), Unit::Char);
        self.heads.push((start, region.line - 1, region.column - 1));
        let text = match extent.cut {
            Some(last) => format!("{} (to line {last})", extent.mark.text),
            None => extent.mark.text.clone(),
        };
        let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let span = SourceSpan::from(start..end);
        self.labels.push(if primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        });
    }

    fn offset_of(&self, line: usize, offset: usize) -> usize {
        let at = self.lines.partition_point(|shown| shown.number < line);
        self.lines
            .get(at)
            .map_or(0, |shown| shown.shift + offset.clamp(shown.window.start, shown.window.end) - shown.window.start)
    }

    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    fn line_end(&self, line: usize) -> usize {
        self.lines.get(line + 1).map_or(self.text.len(), |next| next.start)
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = |range: Range<usize>, line, column, count| {
            let data = self.text.as_bytes().get(range.clone()).ok_or(MietteError::OutOfBounds)?;
            let contents = MietteSpanContents::new_named(self.name.clone(), data, range.into(), line, column, count);
            Ok(Box::new(contents) as Box<dyn SpanContents<'a> + 'a>)
        };
        let (start, end) = (span.offset(), span.offset() + span.len());
        if before == 0 && after == 0 {
            // Asked for the header only: the true line and column, whatever window is shown.
            let head = self.heads.iter().find(|head| head.0 == start);
            let (_, line, column) = head.copied().ok_or(MietteError::OutOfBounds)?;
            return contents(start..end, line, column, 1);
        }
        let first = self.line_at(start).saturating_sub(before);
        let last = (self.line_at(end) + after).min(self.lines.len().saturating_sub(1));
        let number = |line: usize| self.lines.get(line).map_or(0, |shown| shown.number);
        let follows = |line: usize| number(line) == number(line - 1) + 1;
        let first = (first + 1..=self.line_at(start)).rev().find(|&line| !follows(line)).unwrap_or(first);
        let last = (self.line_at(end) + 1..=last).find(|&line| !follows(line)).map_or(last, |line| line - 1);
        if number(last) - number(first) != last - first {
            // Two places far apart: miette then draws two boxes.
            return Err(MietteError::OutOfBounds);
        }
        let start = self.lines.get(first).map_or(0, |shown| shown.start);
        contents(start..self.line_end(last), number(first), 0, last - first + 1)
    }
}

impl<'m> Extent<'m> {
    fn new(index: &FileIndex<'_>, mark: &'m Mark) -> Self {
        let mut span = index.fit(mark.span.range());
        let first = index.line(span.start);
        // The line feed that ends a span belongs to the line it ends.
        let mut last = index.line(if span.is_empty() { span.end } else { span.end - 1 });
        let cut = (last - first >= MAX_LINES).then_some(last + 1);
        if cut.is_some() {
            last = first + MAX_LINES - 1;
            span.end = index.content(last).end;
        }
        Self { mark, span, lines: first..last + 1, cut }
    }

    /// Opens windows for the lines in which this begins and ends; false when one is open already and does not show it.
    fn place(&self, index: &FileIndex<'_>, windows: &mut BTreeMap<usize, Range<usize>>, room: usize) -> bool {
        let last = self.lines.end - 1;
        let ends = if self.lines.len() == 1 {
            vec![(last, self.span.clone())]
        } else {
            vec![(self.lines.start, self.span.start..self.span.start), (last, self.span.end..self.span.end)]
        };
        let hidden = ends.iter().any(|(line, focus)| {
            let content = index.content(*line);
            windows.get(line).is_some_and(|window| {
                let (start, end) = (focus.start.min(content.end), focus.end.min(content.end));
                start < window.start || end > window.end
            })
        });
        if !hidden {
            for (line, focus) in ends {
                windows.entry(line).or_insert_with(|| window(index, &index.content(line), focus, room));
            }
        }
        !hidden
    }

    /// Whether both would underline the same characters, which nobody can read.
    fn collides(&self, other: &Self) -> bool {
        let overlap = self.span.start == other.span.start
            || (self.span.start < other.span.end && other.span.start < self.span.end);
        overlap && (self.lines.len() == 1) == (other.lines.len() == 1)
    }
}

/// The part of the line `content` that is shown: all of it if it has at most `room` characters, else so many around `focus`.
fn window(index: &FileIndex<'_>, content: &Range<usize>, focus: Range<usize>, room: usize) -> Range<usize> {
    let forward = |from: usize, to: usize, mut steps: usize| {
        let mut at = from;
        while at < to && steps > 0 {
            at += 1;
            while at < to && !index.starts_char(at) {
                at += 1;
            }
            steps -= 1;
        }
        (at, steps)
    };
    let back = |from: usize, mut steps: usize| {
        let mut at = from;
        while at > content.start && steps > 0 {
            at -= 1;
            while at > content.start && !index.starts_char(at) {
                at -= 1;
            }
            steps -= 1;
        }
        (at, steps)
    };
    if forward(content.start, content.end, room).0 == content.end {
        return content.clone();
    }
    let start = focus.start.clamp(content.start, content.end);
    let (end, spare) = forward(start, focus.end.clamp(start, content.end), room);
    let (start, unused) = back(start, spare / 2);
    let (end, unused) = forward(end, content.end, spare - spare / 2 + unused);
    back(start, unused).0..end
}

/// The bytes `range` as they are printed, of the same length: masked, then sanitised. A character that is masked in part
/// falls to pieces that are not valid, and those are replaced as well.
fn visible(bytes: &[u8], masked: &[Span], range: Range<usize>) -> String {
    let mut part = bytes[range.clone()].to_vec();
    let first = masked.partition_point(|span| span.range().end <= range.start);
    for span in masked[first..].iter().take_while(|span| span.range().start < range.end) {
        let from = span.range().start.max(range.start) - range.start;
        let to = span.range().end.min(range.end) - range.start;
        part[from..to].fill(b'*');
    }
    sanitize(&part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::location::Locator;
    use crate::source::{FileId, SourceFile, Tracked};

    fn mark(span: Range<usize>, text: &str) -> Mark {
        Mark { span: Span::new(span.start, span.end), text: text.into() }
    }

    /// The excerpt, what each label covers in it with its text, and the number of marks without room.
    fn shown(bytes: &[u8], masked: Option<Range<usize>>, marks: &[Mark]) -> (String, Vec<(String, String)>, usize) {
        let file = SourceFile::new(FileId(0), "x".into(), Tracked::Yes, bytes.to_vec());
        let (paths, sources) = (Vec::new(), BTreeMap::from([(FileId(0), file)]));
        let index = Locator::new(&paths, &sources).index(FileId(0)).unwrap();
        let masked: Vec<Span> = masked.into_iter().map(|span| Span::new(span.start, span.end)).collect();
        let (snippet, rejected) = Snippet::new(&index, &masked, "x".into(), (&marks[0], &marks[1..]), 20);
        let labels = snippet.labels.iter().map(|label| {
            let covered = snippet.text.get(label.offset()..label.offset() + label.len()).unwrap_or("?").to_owned();
            (covered, label.label().unwrap_or_default().to_owned())
        });
        (snippet.text.clone(), labels.collect(), rejected.len())
    }

    #[test]
    fn excerpts_show_what_the_marks_cover() {
        let long = b"0123456789012345678901234567890123456789HERE0123456789012345678901234567890123456789\n";
        for (bytes, masked, span, text, covered, why) in [
            (&b"a\nbc\nd\ne\n"[..], None, 2..4, "a\nbc\nd\n", "bc", "one line of context on either side"),
            (b"a\r\nbc\r\n", None, 3..7, "a\nbc\n", "bc", "line endings are not shown, nor the nothing after the last"),
            (b"a\n", None, 2..2, "a\n\n", "", "unless something points at it"),
            (b"a", None, 9..12, "a\n", "", "past the end is the end"),
            (b"", None, 0..0, "\n", "", "an empty file has one line"),
            (long, None, 40..44, "…23456789HERE01234567…\n", "HERE", "a window around the span"),
            (long, None, 0..4, "01234567890123456789…\n", "0123", "at the start of the line"),
            (long, None, 83..84, "…01234567890123456789\n", "9", "at the end of the line"),
            (long, None, 10..80, "…01234567890123456789…\n", "01234567890123456789", "a span wider than the window"),
            ("kéy=é\n".as_bytes(), Some(1..3), 0..4, "k**y=é\n", "k**y", "as many bytes as were masked"),
            ("kéy\n".as_bytes(), Some(2..4), 0..4, "k?**\n", "k?**", "half a character falls to pieces"),
            (b"a\x1b\xffb\n", None, 1..3, "a??b\n", "??", "sanitised, of the same length"),
        ] {
            let (excerpt, labels, _) = shown(bytes, masked, &[mark(span, "it")]);
            assert_eq!((excerpt.as_str(), labels), (text, vec![(covered.to_owned(), "it".to_owned())]), "{why}");
        }
    }

    #[test]
    fn long_spans_are_cut_and_say_so() {
        let lines = "ab\n".repeat(20);
        let (excerpt, labels, _) = shown(lines.as_bytes(), None, &[mark(3..45, "a key")]);
        assert_eq!(excerpt, "ab\n".repeat(10), "eight lines and one on either side");
        assert_eq!(labels, [("ab\n".repeat(8).trim_end().to_owned(), "a key (to line 15)".to_owned())]);
    }

    #[test]
    fn marks_that_cannot_be_drawn_come_back() {
        let text = format!("{}\nshort line here\n{}\n", "x".repeat(200), "y\n".repeat(5));
        for (primary, other, rejected, why) in [
            (201..206, 207..211, 0, "beside each other"),
            (201..206, 204..208, 1, "overlapping"),
            (201..206, 201..201, 1, "at the same place"),
            (201..220, 207..211, 0, "one line within many"),
            (201..220, 204..222, 1, "many lines twice"),
            (0..4, 150..154, 1, "behind the edge of the window"),
            (0..4, 10..14, 0, "within the window"),
            (0..4, 221..222, 0, "on another line"),
            (0..4, 150..206, 1, "begins behind the edge"),
        ] {
            let (_, labels, back) = shown(text.as_bytes(), None, &[mark(primary, ""), mark(other, "")]);
            assert_eq!((labels.len(), back), (2 - rejected, rejected), "{why}");
        }
    }
}
