//! From byte offsets to lines and columns.

/// Byte offsets at which the lines of a file start. Built only for files that something is printed about.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes `bytes`. A line ends with `\n`; a `\r` before it belongs to the line.
    pub fn new(bytes: &[u8]) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1));
        Self { starts, len: bytes.len() as u32 }
    }

    /// Zero-based line that holds the byte at `offset`; an offset past the end counts as the end.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset.min(self.len)) - 1
    }

    /// Number of lines, at least one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Byte range of zero-based `line` with its line ending; the empty range at the end when there is no such line.
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.len);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        start as usize..end as usize
    }

    /// One-based line and one-based column, the column in characters of UTF-8 (an invalid byte counts as one).
    pub fn position(&self, bytes: &[u8], offset: u32) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.range(line).start;
        let end = (offset as usize).clamp(start, bytes.len());
        let column = String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default()).chars().count();
        (line + 1, column + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_one_based_and_count_characters() {
        let text = "aé\nb\r\n\n".as_bytes();
        let index = LineIndex::new(text);
        for (offset, expected, why) in [
            (0, (1, 1), "first byte"),
            (1, (1, 2), "start of a two-byte character"),
            (3, (1, 3), "the line feed belongs to its line"),
            (4, (2, 1), "after the line feed"),
            (5, (2, 2), "a carriage return belongs to its line"),
            (7, (3, 1), "an empty line"),
            (8, (4, 1), "the empty line at the end"),
            (99, (4, 1), "past the end is the end"),
        ] {
            assert_eq!(index.position(text, offset), expected, "{why}");
        }
        assert_eq!(index.count(), 4);
        assert_eq!(index.range(1), 4..7);
        assert_eq!(index.range(9), 8..8);
    }
}
