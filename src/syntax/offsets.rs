//! From bytes of a decoded text back to the bytes of the file that say it.
//!
//! Trees keep no map: it is made on demand, for the few texts that something is found in. The lexers of this room decode
//! through [`Decoder`] and so know the map for certain; what other crates decoded is aligned with its source, and an alignment
//! that does not come out gives the whole content instead of a guess.

use super::{dockerfile, dotenv, hcl};
use crate::source::Span;
use std::ops::Range;

/// How a text is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// The bytes of the content are the text.
    Verbatim,
    /// String of JSON or JSON5.
    Json,
    /// `"…"` of YAML.
    YamlDouble,
    /// `'…'` of YAML.
    YamlSingle,
    /// Unquoted, possibly over several lines.
    YamlPlain,
    /// `|` of YAML.
    YamlLiteral,
    /// `>` of YAML.
    YamlFolded,
    /// `"…"` or `"""…"""` of TOML.
    TomlBasic,
    /// `'…'` or `'''…'''` of TOML.
    TomlLiteral,
    /// `"…"` of HCL.
    HclQuoted,
    /// Heredoc of HCL; the number of leading blanks that every line loses.
    HclHeredoc(u32),
    /// `"…"` of a .env file.
    Dotenv,
    /// A word of a Dockerfile, with this escape character: quotes, escapes and line continuations are removed.
    DockerWord(u8),
    /// A command of a Dockerfile, with this escape character: line continuations are removed.
    DockerLine(u8),
    /// Heredoc of a Dockerfile that loses its leading tabs.
    DockerHeredoc,
}

/// Maps ranges of a decoded text to spans of the file.
#[derive(Clone, Debug)]
pub struct OffsetMap {
    content: Span,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Verbatim,
    Pieces(Vec<Piece>),
    Unknown,
}

/// `decoded_len` bytes of the text that `source_len` bytes of the content became. Equal lengths map byte by byte.
#[derive(Copy, Clone, Debug)]
struct Piece {
    decoded: usize,
    decoded_len: usize,
    source: usize,
    source_len: usize,
}

impl OffsetMap {
    pub(super) fn verbatim(content: Span) -> Self {
        Self { content, kind: Kind::Verbatim }
    }

    pub(super) fn of(style: Style, content: Span, file: &str, decoded: &str) -> Self {
        let Some(source) = file.get(content.range()) else { return Self { content, kind: Kind::Unknown } };
        if source == decoded {
            return Self::verbatim(content);
        }
        let own = match style {
            Style::HclQuoted => Some(hcl::unquote(source)),
            Style::HclHeredoc(indent) => Some(hcl::dedent(source, indent as usize)),
            Style::Dotenv => Some(dotenv::unescape(source)),
            Style::DockerWord(escape) => Some(dockerfile::unquote(source, escape)),
            Style::DockerLine(escape) => Some(dockerfile::join_lines(source, escape)),
            Style::DockerHeredoc => Some(dockerfile::strip_tabs(source)),
            _ => None,
        };
        let pieces = if let Some(own) = own {
            (own.text == decoded).then_some(own.pieces)
        } else {
            let line = file.get(..content.start as usize).and_then(|before| before.rfind('\n'));
            let column = content.start as usize - line.map_or(0, |newline| newline + 1);
            Aligner::new(style, source, decoded, column).run()
        };
        Self { content, kind: pieces.map_or(Kind::Unknown, |pieces| Kind::Pieces(pieces.list)) }
    }

    /// The smallest span of the file that the bytes `decoded` of the text came from; the whole content when that is unknown.
    /// What lies beyond the text is cut off.
    pub fn span(&self, decoded: Range<usize>) -> Span {
        let len = self.content.len();
        let (start, end) = match &self.kind {
            Kind::Unknown => (0, len),
            Kind::Verbatim => (decoded.start, decoded.end),
            Kind::Pieces(pieces) => {
                let end = match decoded.end.checked_sub(1) {
                    Some(last) => source_end(pieces, last).unwrap_or(len),
                    None => 0,
                };
                // An empty range stands behind the byte before it, whatever was dropped there.
                let start = if decoded.is_empty() { end } else { source_start(pieces, decoded.start).unwrap_or(len) };
                (start, end)
            }
        };
        let start = start.min(len);
        Span::new(start, end.clamp(start, len)).shifted(self.content.start as usize)
    }

    /// Whether [`Self::span`] can tell parts of the text apart.
    pub fn is_exact(&self) -> bool {
        !matches!(self.kind, Kind::Unknown)
    }
}

fn piece_at(pieces: &[Piece], decoded: usize) -> Option<&Piece> {
    let next = pieces.partition_point(|piece| piece.decoded <= decoded);
    pieces.get(next.checked_sub(1)?).filter(|piece| decoded < piece.decoded + piece.decoded_len)
}

fn source_start(pieces: &[Piece], decoded: usize) -> Option<usize> {
    let piece = piece_at(pieces, decoded)?;
    let within = if piece.decoded_len == piece.source_len { decoded - piece.decoded } else { 0 };
    Some(piece.source + within)
}

fn source_end(pieces: &[Piece], last: usize) -> Option<usize> {
    let piece = piece_at(pieces, last)?;
    let within = if piece.decoded_len == piece.source_len { last - piece.decoded + 1 } else { piece.source_len };
    Some(piece.source + within)
}

/// Pieces in order, without gaps in the decoded text.
#[derive(Clone, Debug, Default)]
struct Pieces {
    list: Vec<Piece>,
    decoded: usize,
    source: usize,
}

impl Pieces {
    /// The next `source_len` bytes became the next `decoded_len` bytes.
    fn push(&mut self, source_len: usize, decoded_len: usize) {
        let linear = source_len == decoded_len;
        match self.list.last_mut() {
            Some(last)
                if linear && last.decoded_len == last.source_len && last.source + last.source_len == self.source =>
            {
                last.decoded_len += decoded_len;
                last.source_len += source_len;
            }
            _ if decoded_len > 0 => {
                self.list.push(Piece { decoded: self.decoded, decoded_len, source: self.source, source_len });
            }
            _ => {}
        }
        self.decoded += decoded_len;
        self.source += source_len;
    }
}

/// Decodes a text and remembers where each byte came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    pub(super) text: String,
    pieces: Pieces,
}

impl Decoder {
    /// The next bytes of the source are bytes of the text.
    pub(super) fn copy(&mut self, source: &str) {
        self.text.push_str(source);
        self.pieces.push(source.len(), source.len());
    }

    /// The next `source_len` bytes of the source mean `text`.
    pub(super) fn replace(&mut self, source_len: usize, text: &str) {
        self.text.push_str(text);
        self.pieces.push(source_len, text.len());
    }

    /// The next `source_len` bytes of the source mean nothing.
    pub(super) fn skip(&mut self, source_len: usize) {
        self.pieces.push(source_len, 0);
    }

    /// The map of the text decoded so far, for source that starts at `content`.
    pub(super) fn into_map(self, content: Span) -> (String, OffsetMap) {
        (self.text, OffsetMap { content, kind: Kind::Pieces(self.pieces.list) })
    }
}

/// Walks source and decoded text side by side.
struct Aligner<'a> {
    style: Style,
    source: &'a str,
    decoded: &'a str,
    /// What every line of a block scalar loses.
    indent: usize,
    pieces: Pieces,
}

impl<'a> Aligner<'a> {
    /// For content that starts in `column` of its line, counted in bytes.
    fn new(style: Style, source: &'a str, decoded: &'a str, column: usize) -> Self {
        let mut aligner = Self { style, source, decoded, indent: 0, pieces: Pieces::default() };
        if matches!(style, Style::YamlLiteral | Style::YamlFolded) {
            aligner.indent = block_indent(source, decoded, column);
            if column == 0 {
                aligner.pieces.push(blanks(source.as_bytes(), 0).min(aligner.indent), 0);
            }
        }
        aligner
    }

    fn run(mut self) -> Option<Pieces> {
        while self.pieces.decoded < self.decoded.len() {
            let (source, decoded) = (self.source.as_bytes(), self.decoded.as_bytes());
            let (s, d) = (self.pieces.source, self.pieces.decoded);
            let next = source.get(s).copied();
            match (self.style, next) {
                (Style::Json | Style::YamlDouble | Style::TomlBasic, Some(b'\\')) => self.escape()?,
                (Style::YamlSingle, Some(b'\'')) => self.pieces.push(2, 1),
                (Style::YamlLiteral | Style::YamlFolded, Some(b'\n' | b'\r')) => self.block_line_end()?,
                (Style::YamlDouble | Style::YamlSingle | Style::YamlPlain, Some(b' ' | b'\t' | b'\n' | b'\r'))
                    if line_ends(source, s).0 > 0 =>
                {
                    self.fold(0)?;
                }
                (Style::Json | Style::TomlBasic | Style::TomlLiteral, Some(b'\r'))
                    if source.get(s + 1) == Some(&b'\n') && decoded[d] == b'\n' =>
                {
                    self.pieces.push(2, 1);
                }
                (_, Some(byte)) if byte == decoded[d] => self.pieces.push(1, 1),
                _ => return None,
            }
        }
        Some(self.pieces)
    }

    fn rest(&self) -> &str {
        self.decoded.get(self.pieces.decoded..).unwrap_or_default()
    }

    /// A backslash and what it makes.
    fn escape(&mut self) -> Option<()> {
        let after = self.source.get(self.pieces.source + 1..)?;
        let first = after.chars().next()?;
        let (ends, len) = line_ends(after.as_bytes(), 0);
        match (self.style, first) {
            (Style::TomlBasic, ' ' | '\t' | '\n' | '\r') => {
                let blank = after.len() - after.trim_start_matches([' ', '\t', '\n', '\r']).len();
                self.pieces.push(1 + blank, 0);
                return Some(());
            }
            (Style::Json, '\n' | '\r' | '\u{2028}' | '\u{2029}') => {
                let len = if after.starts_with("\r\n") { 2 } else { first.len_utf8() };
                self.pieces.push(1 + len, 0);
                return Some(());
            }
            (Style::YamlDouble, '\n' | '\r') if ends == 1 => {
                self.pieces.push(1 + len, 0);
                return Some(());
            }
            (Style::YamlDouble, '\n' | '\r') => {
                self.pieces.push(1, 0);
                return self.fold(1);
            }
            _ => {}
        }
        let decoded = self.rest().chars().next()?.len_utf8();
        let len = match (first, self.style) {
            ('x', _) => 4,
            // Only a pair of surrogates gives a character outside of the basic plane.
            ('u', _) if decoded == 4 => 12,
            ('u', _) => 6,
            ('U', Style::YamlDouble | Style::TomlBasic) => 10,
            _ => 1 + first.len_utf8(),
        };
        self.source.get(self.pieces.source..self.pieces.source + len)?;
        self.pieces.push(len, decoded);
        Some(())
    }

    /// Line endings within a quoted or plain scalar: one is a blank, of more the first is dropped. `free` were already dropped.
    fn fold(&mut self, free: usize) -> Option<()> {
        let (ends, len) = line_ends(self.source.as_bytes(), self.pieces.source);
        let expected = match ends {
            1 => " ".to_owned(),
            _ => "\n".repeat(ends - 1),
        };
        debug_assert!(free == 0 || ends > 1);
        self.rest().strip_prefix(expected.as_str())?;
        self.pieces.push(len, expected.len());
        Some(())
    }

    /// A line ending within a block scalar, and the indentation that follows.
    fn block_line_end(&mut self) -> Option<()> {
        let (source, at) = (self.source.as_bytes(), self.pieces.source);
        let (mut ends, mut next) = (0, at);
        while newline_len(source, next) > 0 {
            ends += 1;
            next += newline_len(source, next);
            // A line with more blanks than the indentation is content.
            next += blanks(source, next).min(self.indent);
        }
        let kept = self.rest().bytes().take_while(|&byte| byte == b'\n').count();
        let decoded_len = match (kept, ends) {
            // A fold.
            (0, 1) if self.style == Style::YamlFolded && self.rest().starts_with(' ') => 1,
            (0, _) => return None,
            // Of several line endings in folded text the first is dropped; next to a line that is indented more, none is.
            (_, _) if self.style == Style::YamlFolded && kept + 1 == ends => 0,
            (_, _) => 1,
        };
        self.pieces.push(newline_len(source, at), decoded_len);
        self.pieces.push(blanks(source, self.pieces.source).min(self.indent), 0);
        Some(())
    }
}

/// The indentation of a block scalar whose content starts in `column`: what its first line that is not blank loses.
fn block_indent(source: &str, decoded: &str, column: usize) -> usize {
    let blank = |text: &str| text.len() - text.trim_start_matches(['\n', '\r', ' ', '\t']).len();
    let leading = |text: &str| {
        let before = text.get(..blank(text)).unwrap_or_default();
        before.len() - before.rfind('\n').map_or(0, |newline| newline + 1)
    };
    let column = if source.get(..blank(source)).unwrap_or_default().contains('\n') { 0 } else { column };
    (column + leading(source)).saturating_sub(leading(decoded))
}

/// The number of line endings from `at` on, with the blanks around them, and the length of all that; no line ending, no length.
fn line_ends(source: &[u8], at: usize) -> (usize, usize) {
    let (mut ends, mut end) = (0, at);
    loop {
        let newline = end + blanks(source, end);
        match newline_len(source, newline) {
            0 if ends == 0 => return (0, 0),
            0 => return (ends, newline - at),
            len => (ends, end) = (ends + 1, newline + len),
        }
    }
}

fn newline_len(source: &[u8], at: usize) -> usize {
    match source.get(at..).unwrap_or_default() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn blanks(source: &[u8], at: usize) -> usize {
    source.get(at..).unwrap_or_default().iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count()
}
