//! Private keys in PEM, in base64 of PEM, and in the form of `PuTTY`.

use super::{found, length_while};
use crate::facts::secrets::{Match, verify};
use crate::knowledge::{Confidence, Severity};
use memchr::memmem;
use std::ops::Range;

/// Longest key block that is looked at, in bytes: a 16384-bit RSA key has 13 kB.
const LONGEST: usize = 24 * 1024;

/// How every block begins.
const BEGIN: &[u8] = b"-----BEGIN";

/// Smallest body of a private key, in characters of base64: an Ed25519 key has 64.
const SHORTEST_BODY: usize = 60;

/// A block that begins with the `-----BEGIN` at `anchor`. The span runs from there to the end of the END line.
pub(super) fn private_key(bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let rest = &bytes[anchor.start..bytes.len().min(anchor.start + LONGEST)];
    let block = block(rest)?;
    let mut matched = found(
        anchor.start..anchor.start + block.length,
        Confidence::High,
        "a PEM block of a private key with a base64 body",
    );
    if block.encrypted {
        matched.severity = Some(Severity::Medium);
        matched.reasons.push("the key is encrypted with a passphrase".into());
    }
    if !block.complete {
        matched.confidence = Confidence::Medium;
        matched.reasons.push("the END line is missing".into());
    }
    Some(matched)
}

pub(super) struct Block {
    pub(super) length: usize,
    encrypted: bool,
    complete: bool,
}

/// Reads one private-key block at the start of `text`. Line breaks may be real, escaped (`\n`) or spaces.
pub(super) fn block(text: &[u8]) -> Option<Block> {
    let title_end = memmem::find(&text[5..text.len().min(80)], b"-----")? + 5;
    let title = &text[5..title_end];
    let label = title.strip_prefix(b"BEGIN ")?;
    if memmem::find(label, b"PRIVATE KEY").is_none()
        || !label.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' ')
    {
        return None;
    }
    let body_start = title_end + 5;
    // A block ends before the next begins: thousands of beginnings must not each read on to the limit.
    let next = memmem::find(&text[body_start..], BEGIN).map_or(text.len(), |at| body_start + at);
    let text = &text[..next];
    let end_line = memmem::find(&text[body_start..], b"-----END ");
    let body_end = end_line.map_or_else(
        || {
            body_start
                + length_while(&text[body_start..], LONGEST, |byte| !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b','))
        },
        |at| body_start + at,
    );
    let body = &text[body_start..body_end];
    let (encoded, encrypted) = base64_body(body);
    if encoded.len() < SHORTEST_BODY || memmem::find(body, b"...").is_some() || distinct_below(&encoded, 20) {
        return None;
    }
    let length = match end_line {
        Some(_) => {
            let tail = body_end + 5;
            tail + memmem::find(&text[tail..text.len().min(tail + 80)], b"-----")? + 5
        }
        None => body_start + body.trim_ascii_end().len(),
    };
    Some(Block {
        length,
        encrypted: encrypted || memmem::find(label, b"ENCRYPTED").is_some(),
        complete: end_line.is_some(),
    })
}

/// The base64 characters of a body without headers and (escaped) line breaks, and whether a header says it is encrypted.
fn base64_body(body: &[u8]) -> (Vec<u8>, bool) {
    let encrypted = memmem::find(body, b"ENCRYPTED").is_some();
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        match byte {
            // `\n`, `\\n`, `\r`: the letter belongs to the escape.
            b'\\' => {
                while body.get(at) == Some(&b'\\') {
                    at += 1;
                }
                at += 1;
                continue;
            }
            // A header line such as `Proc-Type: 4,ENCRYPTED`: what was collected so far was its name.
            b':' => {
                out.clear();
                at += length_while(&body[at..], 200, |byte| byte != b'\n' && byte != b'\\');
                continue;
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') => out.push(byte),
            _ => {}
        }
        at += 1;
    }
    (out, encrypted)
}

/// Whether fewer than `least` different characters occur: a drawing, not a key.
fn distinct_below(text: &[u8], least: usize) -> bool {
    let mut seen = [false; 256];
    text.iter().filter(|&&byte| !std::mem::replace(&mut seen[usize::from(byte)], true)).take(least).count() < least
}

/// base64 of a PEM block, beginning at `anchor`.
pub(super) fn encoded(bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let rest = &bytes[anchor.start..bytes.len().min(anchor.start + LONGEST * 4 / 3)];
    // The same beginning again: of thousands none must be decoded to the limit.
    let behind = anchor.len();
    let next = memmem::find(&rest[behind..], &rest[..behind]).map_or(rest.len(), |at| behind + at);
    let length = length_while(rest, next, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    let decoded = verify::decode(&rest[..length])?;
    block(&decoded)?;
    Some(found(
        anchor.start..anchor.start + length,
        Confidence::High,
        "base64 that decodes to a PEM block of a private key",
    ))
}

/// A `PuTTY` key file: the span is its first line to the end of the private lines.
pub(super) fn putty(bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let rest = &bytes[anchor.start..bytes.len().min(anchor.start + LONGEST)];
    let private = memmem::find(rest, b"Private-Lines:")?;
    let count_at = private + b"Private-Lines:".len();
    let digits = length_while(rest[count_at..].trim_ascii_start(), 4, |byte| byte.is_ascii_digit());
    let count: usize = std::str::from_utf8(&rest[count_at..].trim_ascii_start()[..digits]).ok()?.parse().ok()?;
    let mut end = private;
    for _ in 0..=count {
        end += memchr::memchr(b'\n', &rest[end..])? + 1;
    }
    let mut matched = found(
        anchor.start..anchor.start + rest[..end].trim_ascii_end().len(),
        Confidence::High,
        "a PuTTY key file with its private lines",
    );
    if memmem::find(&rest[..private], b"Encryption: none").is_none() {
        matched.severity = Some(Severity::Medium);
        matched.reasons.push("the key is encrypted with a passphrase".into());
    }
    Some(matched)
}
