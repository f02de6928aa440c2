//! JSON Web Tokens.

use super::{found, length_while};
use crate::facts::secrets::{Match, placeholder, verify};
use crate::knowledge::{Confidence, SecretTable, Severity};
use serde_json::{Map, Value};
use std::ops::Range;

/// Longest part that is decoded, in bytes.
const LONGEST: usize = 8192;

/// A token that begins at `anchor`. With `claim` only those whose payload has that member.
pub(super) fn token(
    table: &SecretTable,
    claim: Option<&(String, String)>,
    bytes: &[u8],
    anchor: Range<usize>,
) -> Option<Match> {
    let start = anchor.start;
    if start.checked_sub(1).is_some_and(|at| is_part(bytes[at]) || bytes[at] == b'.') {
        return None;
    }
    let rest = &bytes[start..];
    let header = length_while(rest, LONGEST, is_part);
    let payload_at = header + 1;
    if rest.get(header) != Some(&b'.') {
        return None;
    }
    let payload = length_while(&rest[payload_at..], LONGEST, is_part);
    let signature_at = payload_at + payload + 1;
    if payload < 4 || rest.get(signature_at - 1) != Some(&b'.') {
        return None;
    }
    let signature = length_while(&rest[signature_at..], LONGEST, is_part);
    let head = object(&rest[..header])?;
    let body = object(&rest[payload_at..payload_at + payload])?;
    head.get("alg")?;
    // Shorter than any signature: a truncated sample.
    if signature < 10 || placeholder::is_placeholder(table.placeholders(), &rest[..signature_at + signature]) {
        return None;
    }
    let mut matched = found(
        start..start + signature_at + signature,
        Confidence::High,
        "header and payload decode as JSON, the header names an algorithm",
    );
    match claim {
        Some((name, value)) => {
            let holds = body.get(name).and_then(Value::as_str).is_some_and(|text| text.starts_with(value.as_str()));
            if !holds {
                return None;
            }
            matched.reasons.push(format!("the payload has `{name}` = `{value}`"));
        }
        None => {
            if body.get("role").and_then(Value::as_str) == Some("anon") {
                matched.confidence = Confidence::Low;
                matched.severity = Some(Severity::Low);
                matched.reasons.push("the payload has `role` = `anon`: meant for browsers".into());
            }
        }
    }
    Some(matched)
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn object(part: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(&verify::decode(part)?).ok()
}
