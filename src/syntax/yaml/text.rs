//! What the text of YAML means by itself: plain scalars, the extent of block scalars, templates that only look like YAML.

use crate::syntax::Value;
use std::ops::Range;

/// The bytes of a block scalar, with the blank lines before it and without those after it that do not count.
pub(super) fn block_content(text: &str, range: Range<usize>, decoded: &str) -> Range<usize> {
    if decoded.is_empty() {
        return range.end..range.end;
    }
    let leading = decoded.len() - decoded.trim_start_matches('\n').len();
    let before = text.get(..range.start).unwrap_or_default();
    let start = if leading == 0 { None } else { before.rmatch_indices('\n').nth(leading) };
    let start = start.map_or(range.start, |(newline, _)| newline + 1);
    let source = text.get(range.clone()).unwrap_or_default();
    let trailing = source.get(source.trim_end().len()..).unwrap_or_default();
    let lines = decoded.get(decoded.trim_end().len()..).unwrap_or_default().matches('\n').count();
    let mut newlines = trailing.match_indices('\n').map(|(at, _)| at);
    let kept = if decoded.ends_with('\n') {
        newlines.nth(lines.saturating_sub(1)).map_or(trailing.len(), |at| at + 1)
    } else {
        let line = newlines.nth(lines).and_then(|at| trailing.get(..at)).unwrap_or(trailing);
        line.strip_suffix('\r').unwrap_or(line).len()
    };
    start..range.end - trailing.len() + kept
}

/// What a plain scalar is by the core schema; `None` for text.
pub(super) fn resolve(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ if is_number(text) => Some(Value::Number(text.into())),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, is: fn(&u8) -> bool| !digits.is_empty() && digits.bytes().all(|byte| is(&byte));
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |byte| (b'0'..=b'7').contains(byte));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && whole.len() + fraction.len() > 0 && all(exponent, u8::is_ascii_digit)
}

/// The first action of a template language outside of quotes and comments. `${{ … }}` is an expression within a YAML text.
pub(super) fn template_action(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#')
            && let Some(at) = action(line.as_bytes())
        {
            let rest = line.get(at..)?.trim_end();
            let len = rest.find("}}").or_else(|| rest.find("%}")).map_or(rest.len(), |len| len + 2);
            return Some(start + at..start + at + len);
        }
        start += line.len();
    }
    None
}

fn action(line: &[u8]) -> Option<usize> {
    let mut quote = None;
    line.iter().enumerate().position(|(at, &byte)| {
        match quote {
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            Some(open) if byte == open => quote = None,
            _ => {}
        }
        let opens = byte == b'{' && matches!(line.get(at + 1), Some(b'{' | b'%'));
        opens && quote.is_none() && (at == 0 || line[at - 1] != b'$')
    })
}
