//! The lexical rules of Dockerfiles: continued lines, words, quotes, heredocs. Knows no instruction.

use crate::syntax::offsets::Decoder;
use std::ops::Range;

const DEFAULT_ESCAPE: u8 = b'\\';

/// The escape character that a directive among the first lines chooses.
pub(super) fn escape_directive(text: &str) -> u8 {
    for line in text.lines() {
        // Directives end with the first line that is none.
        let Some((name, value)) = line.trim().strip_prefix('#').and_then(|rest| rest.split_once('=')) else { break };
        match name.trim().to_ascii_lowercase().as_str() {
            "escape" if value.trim() == "`" => return b'`',
            "escape" => return DEFAULT_ESCAPE,
            "syntax" | "check" => {}
            _ => break,
        }
    }
    DEFAULT_ESCAPE
}

/// The end of the line that holds `at`, before its line ending.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    at + line.strip_suffix('\r').unwrap_or(line).len()
}

/// Joins the first line of `source` with the lines that it continues on. Also gives the comments between them and the length
/// of all that, without the last line ending.
pub(super) fn join(source: &str, escape: u8) -> (Decoder, Vec<Range<usize>>, usize) {
    let mut decoder = Decoder::default();
    let mut comments = Vec::new();
    let mut at = 0;
    let mut is_first = true;
    loop {
        let end = line_end(source, at);
        let next = source.get(end..).and_then(|rest| rest.find('\n')).map(|len| end + len + 1);
        let line = source.get(at..end).unwrap_or_default();
        let skipped = !is_first && (line.trim().is_empty() || line.trim_start().starts_with('#'));
        let kept = if skipped { Some(0) } else { continued_len(line, escape) };
        if skipped && !line.trim().is_empty() {
            comments.push(at + line.len() - line.trim_start().len()..end);
        }
        decoder.copy(line.get(..kept.unwrap_or(line.len())).unwrap_or_default());
        match (kept, next) {
            (Some(kept), Some(next)) => {
                decoder.skip(next - at - kept);
                at = next;
            }
            _ => return (decoder, comments, end),
        }
        is_first = false;
    }
}

/// The text of a command.
pub(in crate::syntax) fn join_lines(source: &str, escape: u8) -> Decoder {
    join(source, escape).0
}

/// The length of a line without the escape character at its end that continues it. A doubled one does not.
fn continued_len(line: &str, escape: u8) -> Option<usize> {
    let kept = line.trim_end_matches([' ', '\t']).strip_suffix(escape as char)?;
    (!kept.ends_with(escape as char)).then_some(kept.len())
}

/// The length of the first word: up to a blank that is neither quoted nor escaped.
pub(super) fn word_len(text: &str, escape: u8) -> usize {
    let mut quote = None;
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        if escaped {
            escaped = false;
            return false;
        }
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None | Some(b'"') if byte == escape => escaped = true,
            None if byte.is_ascii_whitespace() => return true,
            _ => {}
        }
        false
    });
    end.unwrap_or(text.len())
}

/// A word as the shell understands it: without line continuations, quotes and escapes.
pub(in crate::syntax) fn unquote(source: &str, escape: u8) -> Decoder {
    let mut decoder = Decoder::default();
    let mut quote = None;
    let mut at = 0;
    while let Some(c) = source.get(at..).and_then(|rest| rest.chars().next()) {
        let len = c.len_utf8();
        let rest = source.get(at + len..).unwrap_or_default();
        let is_escape = c == escape as char;
        let skipped = if is_escape { continuation_len(rest) } else { None };
        match (quote, c) {
            _ if skipped.is_some() => {
                let skipped = len + skipped.unwrap_or_default();
                decoder.skip(skipped);
                at += skipped;
                continue;
            }
            (Some(open), _) if c == open => {
                quote = None;
                decoder.skip(len);
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                decoder.skip(len);
            }
            (None | Some('"'), _) if is_escape => match rest.chars().next() {
                // Within quotes an escape that is not needed stays.
                Some(next) if quote.is_none() || next == '"' || next == '$' || next == escape as char => {
                    decoder.replace(len + next.len_utf8(), next.encode_utf8(&mut [0; 4]));
                    at += next.len_utf8();
                }
                _ => decoder.copy(c.encode_utf8(&mut [0; 4])),
            },
            _ => decoder.copy(c.encode_utf8(&mut [0; 4])),
        }
        at += len;
    }
    decoder
}

/// The length of a line ending behind an escape character and of all blank and comment lines after it.
fn continuation_len(rest: &str) -> Option<usize> {
    let (first, mut after) = rest.split_once('\n')?;
    if !first.trim().is_empty() {
        return None;
    }
    while let Some((line, next)) = after.split_once('\n') {
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            break;
        }
        after = next;
    }
    Some(rest.len() - after.len())
}

/// The strings of a JSON array that holds nothing else, with their ranges; `None` for all other text.
pub(super) fn json_strings(text: &str) -> Option<Vec<(Range<usize>, String)>> {
    let mut strings = Vec::new();
    let skip = |at: usize| text.get(at..).map(|rest| at + rest.len() - rest.trim_start().len());
    let mut at = skip(text.strip_prefix('[').map(|_| 1)?)?;
    while text.get(at..)?.starts_with('"') {
        let mut escaped = false;
        let len = text.get(at + 1..)?.bytes().position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        })?;
        let range = at..at + len + 2;
        strings.push((range.clone(), serde_json::from_str(text.get(range.clone())?).ok()?));
        at = skip(range.end)?;
        match text.as_bytes().get(at)? {
            // A comma must not be the last.
            b',' => at = skip(at + 1).filter(|&at| text.as_bytes().get(at) == Some(&b'"'))?,
            b']' => break,
            _ => return None,
        }
    }
    (text.get(at..) == Some("]")).then_some(strings)
}

/// The delimiter of a word such as `<<EOF`, `3<<-"EOF"`, and whether leading tabs are dropped.
pub(super) fn heredoc_delimiter(word: &str, escape: u8) -> Option<(String, bool)> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (rest, strip) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    let delimiter = unquote(rest, escape).text;
    (!delimiter.is_empty() && !rest.contains('<')).then_some((delimiter, strip))
}

/// The body of a heredoc whose announcement ends at `at`, and the end of the line that closes it.
pub(super) fn heredoc_body(text: &str, at: usize, delimiter: &str, strip: bool) -> (Range<usize>, Option<usize>) {
    let rest = text.get(at..).unwrap_or_default();
    let start = at + rest.find('\n').map_or(rest.len(), |len| len + 1);
    let mut line_start = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if content == delimiter || (strip && content.trim_start_matches('\t') == delimiter) {
            return (start..line_start, Some(line_start + content.len()));
        }
        line_start += line.len();
    }
    (start..line_start, None)
}

/// The body of a heredoc that drops the tabs its lines begin with.
pub(in crate::syntax) fn strip_tabs(source: &str) -> Decoder {
    let mut decoder = Decoder::default();
    for line in source.split_inclusive('\n') {
        let kept = line.trim_start_matches('\t');
        decoder.skip(line.len() - kept.len());
        decoder.copy(kept);
    }
    decoder
}
