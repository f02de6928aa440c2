//! Candidates with a pattern: match it, check the token boundaries, the proof, placeholders and randomness, in order of cost.

use super::verify::{Verdict, verify};
use super::{Match, placeholder, random, runs};
use crate::knowledge::schema::Verify;
use crate::knowledge::{Confidence, SecretTable, TypeEntry, TypeId};
use crate::source::Span;
use std::ops::Range;

/// Longest token a pattern can match, in bytes; the longest documented one (a 1Password service account) has about 900.
const LONGEST: usize = 4096;

/// Longest text that one anchor hit looks at behind the anchor, in bytes.
const WINDOW: usize = 1024;

/// A token that begins at `start` with a prefix of `prefix` bytes.
pub(super) fn at_prefix(table: &SecretTable, ty: TypeId, bytes: &[u8], start: usize, prefix: usize) -> Option<Match> {
    let entry = table.entry(ty);
    let window = &bytes[start..bytes.len().min(start + LONGEST)];
    let captures = entry.regex()?.captures(window)?;
    let whole = captures.get(0)?;
    let token = captures.name("secret").unwrap_or(whole);
    let body = captures.name("body").map_or(prefix.min(token.end())..token.end(), |body| body.range());
    if !is_bounded(bytes, start + whole.start()..start + whole.end()) {
        return None;
    }
    judge(table, entry, window, token.range(), body, prefix).map(|matched| shift(matched, start))
}

/// A token around the literal at `anchor`.
pub(super) fn around_anchor(table: &SecretTable, ty: TypeId, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let entry = table.entry(ty);
    let from = anchor.start.saturating_sub(usize::from(entry.meta.reach));
    let window = &bytes[from..bytes.len().min(anchor.end + WINDOW)];
    let regex = entry.regex()?;
    // The match that covers the anchor: an earlier one in the window belongs to another hit.
    let captures = regex.captures_iter(window).find(|found| {
        found.get(0).is_some_and(|whole| whole.start() + from <= anchor.start && anchor.end <= whole.end() + from)
    })?;
    let whole = captures.get(0)?;
    let token = captures.name("secret").unwrap_or(whole);
    let body = captures.name("body").map_or(token.range(), |body| body.range());
    if !is_bounded(bytes, from + token.start()..from + token.end()) {
        return None;
    }
    judge(table, entry, window, token.range(), body, 0).map(|matched| shift(matched, from))
}

/// A token ends where no further byte could belong to it, and does not lie inside a longer blob of base64.
fn is_bounded(bytes: &[u8], token: Range<usize>) -> bool {
    let first_is_token = runs::is_token_at(bytes, token.start);
    let left = first_is_token
        && token.start.checked_sub(1).is_some_and(|at| {
            runs::is_token_at(bytes, at)
                && !runs::entries(bytes, run_start(bytes, at), token.end).any(|entry| entry == token.start)
        });
    let right = runs::is_token_at(bytes, token.end - 1) && runs::is_token_at(bytes, token.end);
    !left && !right && !is_inside_base64(bytes, token)
}

fn run_start(bytes: &[u8], mut at: usize) -> usize {
    // An escape is at most five bytes long: further back it makes no difference where the run begins.
    let floor = at.saturating_sub(8);
    while at > floor && runs::is_token_at(bytes, at - 1) {
        at -= 1;
    }
    at
}

fn is_inside_base64(bytes: &[u8], token: Range<usize>) -> bool {
    const ENOUGH: usize = 64;
    let is_blob = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let left = bytes[..token.start].iter().rev().take(ENOUGH).take_while(is_blob).count();
    let right = bytes[token.end..].iter().take(ENOUGH).take_while(is_blob).count();
    let beside = &bytes[token.start - left..token.start];
    left + right >= ENOUGH && memchr::memmem::find(beside, b"//").is_none()
}

fn judge(
    table: &SecretTable,
    entry: &TypeEntry,
    window: &[u8],
    token: Range<usize>,
    body: Range<usize>,
    shown: usize,
) -> Option<Match> {
    let text = &window[token.clone()];
    let body = &window[body];
    let mut confidence = Confidence::High;
    let mut reasons = Vec::new();
    if entry.meta.prefix.is_empty() {
        reasons.push(format!("it has the shape of a {} credential", entry.provider));
    } else {
        reasons.push(format!(
            "the prefix `{}` and the length are those of {}",
            String::from_utf8_lossy(&text[..shown.min(text.len())]),
            entry.provider
        ));
    }
    let mut proved = false;
    if let Some(proof) = &entry.meta.verify {
        match verify(proof, text, body) {
            Verdict::Holds => {
                proved = true;
                reasons.push(held(proof).into());
            }
            Verdict::Fails => {
                confidence = Confidence::Low;
                reasons.push(failed(proof).into());
            }
        }
    }
    if !proved && !random::is_random(body, entry.meta.random, entry.meta.mixed) {
        return None;
    }
    if placeholder::is_placeholder(table.placeholders(), text) {
        return None;
    }
    Some(Match { span: Span::new(token.start, token.end), shown, confidence, severity: None, proved, reasons })
}

fn held(proof: &Verify) -> &'static str {
    match proof {
        Verify::Base62Crc32 | Verify::HexCrc32 | Verify::BodyHexCrc32 | Verify::Bech32 => "its checksum is right",
        Verify::Base64Contains(_) | Verify::Base64Json | Verify::Base64Decimal => {
            "its inner structure decodes as documented"
        }
    }
}

fn failed(proof: &Verify) -> &'static str {
    match proof {
        Verify::Base62Crc32 | Verify::HexCrc32 | Verify::BodyHexCrc32 | Verify::Bech32 => {
            "its checksum is wrong: truncated, or invented"
        }
        Verify::Base64Contains(_) | Verify::Base64Json | Verify::Base64Decimal => {
            "its inner structure does not decode as documented"
        }
    }
}

fn shift(matched: Match, by: usize) -> Match {
    Match { span: matched.span.shifted(by), ..matched }
}
