//! Kubernetes `Secret` manifests: literal values, and what their base64 holds.

use super::names::is_secret_name;
use super::{Candidate, Match, candidate, candidates, placeholder, random, verify};
use crate::facts::tree;
use crate::knowledge::schema::Randomness;
use crate::knowledge::{Confidence, SecretTable, TypeId};
use crate::source::{Problem, SourceFile, Span};
use crate::syntax::Node;

/// Adds the literal values of every `Secret` in `file`.
pub(super) fn values(
    table: &SecretTable,
    ty: TypeId,
    file: &SourceFile,
    found: &mut Vec<Candidate>,
    problems: &mut Vec<Problem>,
) {
    let Some(document) = tree(file, problems) else { return };
    for root in &document.roots {
        let listed = root.get("items").map_or(&[][..], Node::items);
        for object in std::iter::once(root).chain(listed) {
            if object.get("kind").and_then(Node::as_str) == Some("Secret")
                && object.get("apiVersion").and_then(Node::as_str) == Some("v1")
            {
                secret(table, ty, object, found);
            }
        }
    }
}

fn secret(table: &SecretTable, ty: TypeId, object: &Node, found: &mut Vec<Candidate>) {
    for entry in object.get("data").map_or(&[][..], Node::entries) {
        let Some(encoded) = entry.value.as_str() else { continue };
        let compact: Vec<u8> = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let Some(value) = verify::decode(&compact) else { continue };
        if !decoded(table, &value, entry.value.content, found) {
            generic(table, ty, &entry.key.text, &value, entry.value.content, found);
        }
    }
    for entry in object.get("stringData").map_or(&[][..], Node::entries) {
        if let Some(value) = entry.value.scalar() {
            generic(table, ty, &entry.key.text, value.as_bytes(), entry.value.content, found);
        }
    }
}

/// Credentials of a known kind inside the decoded value: each is reported at the encoded text. True when there is one.
fn decoded(table: &SecretTable, value: &[u8], place: Span, found: &mut Vec<Candidate>) -> bool {
    let mut inside = Vec::new();
    candidates(table, value, &mut inside);
    let best = inside.into_iter().max_by_key(|candidate| (candidate.rank, candidate.credential.span.len()));
    let Some(mut best) = best else { return false };
    best.credential.span = place;
    best.credential.reasons.push("it is base64 in the `data` of a Kubernetes Secret".into());
    found.push(best);
    true
}

/// A value of no known kind under a name that says it is a secret, or one that only chance can have made.
fn generic(table: &SecretTable, ty: TypeId, name: &str, value: &[u8], place: Span, found: &mut Vec<Candidate>) {
    let text = value.trim_ascii();
    let random = text.len() >= 16 && random::is_random(text, Randomness::Strong, false);
    let named = is_secret_name(name) && text.len() >= 6 && !placeholder::is_default(text);
    let printable = std::str::from_utf8(text).is_ok_and(|text| !text.chars().any(char::is_control));
    if !(random || named)
        || !printable
        || text.starts_with(b"-----BEGIN CERT")
        || placeholder::is_placeholder(table.placeholders(), text)
    {
        return;
    }
    let mut inside = Vec::new();
    candidates(table, name.as_bytes(), &mut inside);
    let reason = if named && inside.is_empty() {
        format!("`{name}` of a Kubernetes Secret has a literal value")
    } else if named {
        "a name of a Kubernetes Secret has a literal value, and holds a credential itself".into()
    } else {
        "a Kubernetes Secret holds a random literal".into()
    };
    let span = Span::new(0, value.len());
    let matched =
        Match { span, shown: 0, confidence: Confidence::High, severity: None, proved: false, reasons: vec![reason] };
    // Identity is that of the value, not of its encoding; the place is that of the encoded text.
    let mut made = candidate(table, ty, value, matched);
    made.credential.span = place;
    found.push(made);
}
