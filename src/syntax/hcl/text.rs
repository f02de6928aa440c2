//! The lexical rules of HCL: strings, holes in them, heredocs, brackets.

use crate::syntax::offsets::Decoder;

/// A quoted string.
pub(super) struct StringEnd {
    /// The offset behind it.
    pub(super) end: usize,
    /// Whether it holds `${…}` or `%{…}`.
    pub(super) has_holes: bool,
    /// Whether there is a closing quote; without one it ends with its line.
    pub(super) closed: bool,
}

/// Measures the string that starts at `at`, with whatever its holes hold.
pub(super) fn string(text: &str, at: usize) -> Option<StringEnd> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    // What is open around the current byte: quotes, and the braces of holes.
    let mut open = vec![b'"'];
    let mut has_holes = false;
    let mut at = at + 1;
    while let (Some(&byte), Some(&innermost)) = (bytes.get(at), open.last()) {
        at += 1;
        match (innermost, byte) {
            (b'"', b'\\') if bytes.get(at) != Some(&b'\n') => at += 1,
            (b'"', b'$' | b'%') if bytes.get(at) == Some(&b'{') => {
                at += 1;
                open.push(b'{');
                has_holes = true;
            }
            // A doubled sign before a brace stands for itself.
            (b'"', b'$' | b'%') if bytes.get(at) == Some(&byte) && bytes.get(at + 1) == Some(&b'{') => at += 2,
            (b'"', b'"') | (b'{', b'}') => {
                open.pop();
            }
            (b'"', b'\n') if open.len() == 1 => return Some(StringEnd { end: at - 1, has_holes, closed: false }),
            (b'{', b'"' | b'{') => open.push(byte),
            _ => {}
        }
    }
    // A skipped escape can be longer than a byte, or than the file.
    let end = text.ceil_char_boundary(at.min(text.len()));
    Some(StringEnd { end, has_holes, closed: open.is_empty() })
}

/// The text of a string or of a heredoc line without holes.
pub(in crate::syntax) fn unquote(source: &str) -> Decoder {
    let mut decoder = Decoder::default();
    unescape(&mut decoder, source, true);
    decoder
}

/// The text of a heredoc: every line loses `indent` blanks. Backslashes mean nothing there.
pub(in crate::syntax) fn dedent(source: &str, indent: usize) -> Decoder {
    let mut decoder = Decoder::default();
    for line in source.split_inclusive('\n') {
        let blanks = line.bytes().take_while(|&byte| byte == b' ' || byte == b'\t').count().min(indent);
        decoder.skip(blanks);
        unescape(&mut decoder, line.get(blanks..).unwrap_or_default(), false);
    }
    decoder
}

fn unescape(decoder: &mut Decoder, source: &str, backslashes: bool) {
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '$', '%']) {
        decoder.copy(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let len = if rest.starts_with("$${") || rest.starts_with("%%{") {
            decoder.replace(2, rest.get(..1).unwrap_or_default());
            2
        } else if let Some((len, c)) = escape(rest).filter(|_| backslashes) {
            decoder.replace(len, c.encode_utf8(&mut [0; 4]));
            len
        } else {
            decoder.copy(rest.get(..1).unwrap_or_default());
            1
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    decoder.copy(rest);
}

/// The length and the character of an escape sequence; `None` for one that HCL does not have.
fn escape(source: &str) -> Option<(usize, char)> {
    let digits = match source.as_bytes().get(..2)? {
        b"\\n" => return Some((2, '\n')),
        b"\\r" => return Some((2, '\r')),
        b"\\t" => return Some((2, '\t')),
        b"\\\"" => return Some((2, '"')),
        b"\\\\" => return Some((2, '\\')),
        b"\\u" => 4,
        b"\\U" => 8,
        _ => return None,
    };
    let code = source.get(2..2 + digits).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((2 + digits, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
}

/// A heredoc.
pub(super) struct Heredoc {
    /// Offsets of the lines between the delimiters.
    pub(super) body: std::ops::Range<usize>,
    /// The offset behind the closing delimiter.
    pub(super) end: usize,
    /// Whether it is `<<-`, which drops the indentation that all lines share.
    pub(super) strip: bool,
    /// Whether there is a closing delimiter; without one it ends with the file.
    pub(super) closed: bool,
}

/// The heredoc that starts at `at`.
pub(super) fn heredoc(text: &str, at: usize) -> Option<Heredoc> {
    let rest = text.get(at..)?.strip_prefix("<<")?;
    let (rest, strip) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let delimiter = rest.get(..rest.find(|c| !is_part(c))?).filter(|delimiter| !delimiter.is_empty())?;
    let blank = rest.get(delimiter.len()..)?;
    let line_end = blank
        .find(|c| !matches!(c, ' ' | '\t' | '\r'))
        .filter(|&at| blank.get(at..).is_some_and(|b| b.starts_with('\n')))?;
    let start = text.len() - blank.len() + line_end + 1;
    let mut line_start = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if line.trim() == delimiter {
            let end = line_start + line.trim_end().len();
            return Some(Heredoc { body: start..line_start, end, strip, closed: true });
        }
        line_start += line.len();
    }
    Some(Heredoc { body: start..text.len(), end: text.len(), strip, closed: false })
}

/// The blanks that all lines begin with, of those that hold anything else.
pub(super) fn common_indent(body: &str) -> usize {
    let indents = body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len());
    indents.min().unwrap_or(0)
}

/// Whether a heredoc holds `${…}` or `%{…}`.
pub(super) fn has_holes(body: &str) -> bool {
    ["${", "%{"].into_iter().any(|hole| {
        let sign = hole.as_bytes().first();
        body.match_indices(hole).any(|(at, _)| at == 0 || body.as_bytes().get(at - 1) != sign)
    })
}

/// The offset behind the bracket that closes the one at `at`, or the end of the text.
pub(super) fn balanced_end(text: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = at;
    while let Some(token) = token(text, at) {
        at = token.end;
        match token.byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// One token, as far as brackets and line endings go.
pub(super) struct Token {
    /// Its first byte.
    pub(super) byte: u8,
    /// The offset behind it.
    pub(super) end: usize,
    /// Whether it is a comment.
    pub(super) is_comment: bool,
}

/// The token at `at`: a string or heredoc whole, a comment up to its line ending, any other character alone.
pub(super) fn token(text: &str, at: usize) -> Option<Token> {
    let rest = text.get(at..)?;
    let byte = *rest.as_bytes().first()?;
    let comment = match rest.as_bytes() {
        [b'#', ..] | [b'/', b'/', ..] => {
            let line = rest.split('\n').next().unwrap_or_default();
            Some(line.strip_suffix('\r').unwrap_or(line).len())
        }
        [b'/', b'*', ..] => Some(memchr::memmem::find(&rest.as_bytes()[2..], b"*/").map_or(rest.len(), |len| len + 4)),
        _ => None,
    };
    let end = match byte {
        _ if comment.is_some() => at + comment.unwrap_or_default(),
        b'"' => string(text, at)?.end,
        b'<' => heredoc(text, at).map_or(at + 1, |heredoc| heredoc.end),
        _ => text.ceil_char_boundary(at + 1),
    };
    Some(Token { byte, end, is_comment: comment.is_some() })
}
