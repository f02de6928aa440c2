//! Credentials that are JSON objects. They are read as text near the anchor, because they also stand in environment files, Python
//! strings and Markdown, where quotes can be escaped.

use super::{found, length_while, pem};
use crate::facts::secrets::{Match, placeholder, random};
use crate::knowledge::schema::Randomness;
use crate::knowledge::{Confidence, SecretTable};
use memchr::memmem;
use std::ops::Range;

/// How far from the anchor a member of the same object is looked for, in bytes: a service-account file has 2.4 kB.
const REACH: usize = 4096;

/// `private_key` of the service account around `anchor`.
pub(super) fn service_account(bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let value = member(bytes, &anchor, b"private_key")?;
    let begin = memmem::find(&bytes[value.start..value.end.min(bytes.len())], b"-----BEGIN")? + value.start;
    let block = pem::block(&bytes[begin..bytes.len().min(begin + 24 * 1024)])?;
    Some(found(
        begin..begin + block.length,
        Confidence::High,
        "the private key of a Google service account, in its key file's form",
    ))
}

/// `refresh_token` of the application-default credentials around `anchor`.
pub(super) fn authorized_user(table: &SecretTable, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    member(bytes, &anchor, b"client_secret")?;
    let value = member(bytes, &anchor, b"refresh_token")?;
    let text = &bytes[value.clone()];
    if text.len() < 20
        || placeholder::is_placeholder(table.placeholders(), text)
        || !random::is_random(text, Randomness::Weak, false)
    {
        return None;
    }
    Some(found(value, Confidence::High, "the refresh token of Google application-default credentials"))
}

/// The private member of the JSON Web Key around `anchor`.
pub(super) fn web_key(bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let kind = value_at(bytes, anchor.end)?;
    let name: &[u8] = match &bytes[kind] {
        b"RSA" | b"EC" | b"OKP" => b"d",
        b"oct" => b"k",
        _ => return None,
    };
    let value = member(bytes, &anchor, name)?;
    let text = &bytes[value.clone()];
    let base64url = text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'='));
    if text.len() < 20 || !base64url || !random::is_random(text, Randomness::Weak, false) {
        return None;
    }
    Some(found(value, Confidence::High, "a JSON Web Key with its private member"))
}

/// The string value of member `name` in the object around `anchor`: the braces nearest to it bound the search.
fn member(bytes: &[u8], anchor: &Range<usize>, name: &[u8]) -> Option<Range<usize>> {
    let low = anchor.start.saturating_sub(REACH);
    let from = memchr::memrchr(b'{', &bytes[low..anchor.start]).map_or(low, |at| low + at);
    let high = bytes.len().min(anchor.end + REACH);
    let to = memchr::memchr(b'}', &bytes[anchor.end..high]).map_or(high, |at| anchor.end + at);
    memmem::find_iter(&bytes[from..to], name).find_map(|at| {
        let start = from + at;
        let quoted = start.checked_sub(1).is_some_and(|before| matches!(bytes[before], b'"' | b'\''));
        let after = start + name.len();
        let closed = bytes.get(after).is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
        (quoted && closed).then(|| value_at(bytes, after)).flatten()
    })
}

/// The string literal that begins within a few bytes of `at`: after the closing quote of the key, a colon and blanks.
fn value_at(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let gap = length_while(&bytes[at..], 16, |byte| {
        matches!(byte, b'"' | b'\'' | b'\\' | b':' | b' ' | b'\t' | b'\n' | b'\r' | b'=')
    });
    let quote = *bytes.get((at + gap).checked_sub(1)?)?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let start = at + gap;
    let length = length_while(&bytes[start..], 24 * 1024, |byte| byte != quote);
    // An escaped quote ends with the backslash before it.
    let text = &bytes[start..start + length];
    let length = length
        - length_while(&text.iter().rev().copied().collect::<Vec<_>>()[..text.len().min(8)], 8, |byte| byte == b'\\');
    Some(start..start + length)
}
