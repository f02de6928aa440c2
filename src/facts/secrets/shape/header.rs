//! Credentials in HTTP headers, Docker logins and curl commands.

use super::{found, is_opaque_credential, length_while};
use crate::facts::secrets::{Match, placeholder, verify};
use crate::knowledge::{Confidence, SecretTable};
use std::ops::Range;

/// base64 of `user:password` behind `anchor`, with quotes, colons and blanks between.
pub(super) fn basic(table: &SecretTable, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let gap =
        length_while(&bytes[anchor.end..], 8, |byte| matches!(byte, b' ' | b'"' | b'\'' | b':' | b'=' | b'\\' | b'\t'));
    let start = anchor.end + gap;
    let length =
        length_while(&bytes[start..], 1024, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    let text = &bytes[start..start + length];
    let decoded = verify::decode(text)?;
    let pair = std::str::from_utf8(&decoded).ok()?;
    let (user, password) = pair.split_once(':')?;
    let printable = pair.chars().all(|c| !c.is_control());
    let stands_in = |text: &str| placeholder::is_placeholder(table.placeholders(), text.as_bytes());
    if length < 12
        || !printable
        || user.is_empty()
        || password.len() < 3
        || password == user
        || stands_in(password)
        || stands_in(user)
    {
        return None;
    }
    (!placeholder::is_default(password.as_bytes()))
        .then(|| found(start..start + length, Confidence::High, "base64 that decodes to a user name and a password"))
}

/// An opaque literal behind `Bearer`.
pub(super) fn bearer(table: &SecretTable, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let gap = length_while(&bytes[anchor.end..], 2, |byte| byte == b' ');
    let start = anchor.end + gap;
    let length = length_while(&bytes[start..], 512, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'-')
    });
    let text = &bytes[start..start + length];
    let goes_on = bytes.get(start + length).is_some_and(|byte| matches!(byte, b'$' | b'{' | b'<' | b'(' | b'*'));
    if length < 20 || goes_on || !is_opaque_credential(table, text) {
        return None;
    }
    Some(found(start..start + length, Confidence::Medium, "an `Authorization` header carries a random literal"))
}

/// `curl -u user:password`: `anchor` is `curl`.
pub(super) fn curl_user(table: &SecretTable, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    if anchor.start.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
        return None;
    }
    let line = command_line(&bytes[anchor.end..]);
    let flag = [b" -u ".as_slice(), b" --user ", b" --user=", b" -u=", b" -u'", b" -u\""]
        .iter()
        .filter_map(|flag| memchr::memmem::find(line, flag).map(|at| at + flag.len()))
        .min()?;
    let quote = length_while(&line[flag..], 1, |byte| byte == b'"' || byte == b'\'');
    let start = flag + quote;
    let length = length_while(&line[start..], 200, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'`')
    });
    let pair = &line[start..start + length];
    let colon = memchr::memchr(b':', pair)?;
    let (user, password) = (&pair[..colon], &pair[colon + 1..]);
    let stands_in = |text: &[u8]| placeholder::is_placeholder(table.placeholders(), text);
    if user.is_empty()
        || password.len() < 3
        || password == user
        || stands_in(password)
        || stands_in(user)
        || placeholder::is_default(password)
    {
        return None;
    }
    let start = anchor.end + start + colon + 1;
    Some(found(start..start + password.len(), Confidence::Medium, "a curl command carries a literal password"))
}

/// The command up to its end: a line break that is not continued by a backslash.
fn command_line(text: &[u8]) -> &[u8] {
    let mut end = 0;
    while let Some(at) = memchr::memchr(b'\n', &text[end..text.len().min(600)]) {
        if end + at > 0 && text[..end + at].trim_ascii_end().last() == Some(&b'\\') {
            end += at + 1;
            continue;
        }
        return &text[..end + at];
    }
    &text[..text.len().min(600)]
}
