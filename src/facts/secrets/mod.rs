//! Credentials in one file: value first, context second; checksum and structure before entropy.
//!
//! [`runs`] finds runs of token bytes and dispatches on what they begin with; a literal search finds the anchors of everything
//! else. [`confirm`] and the modules of `shape` judge each candidate; [`placeholder`] and [`random`] decide whether it can be a
//! credential at all. Nothing is allocated until a candidate is confirmed, and the text of a credential never leaves this room:
//! a [`Credential`] holds its span, a redacted form and a digest.

mod confirm;
mod manifest;
mod names;
mod placeholder;
mod random;
mod runs;
mod shape;
mod verify;

use crate::knowledge::schema::Structure;
use crate::knowledge::{Confidence, SecretTable, Severity, TypeId};
use crate::source::{Problem, SourceFile, Span};
use sha2::{Digest as _, Sha256};

pub use names::is_secret_name;
pub use placeholder::{is_default, is_placeholder};

/// A credential that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What kind.
    pub ty: TypeId,
    /// Its bytes, without quotes.
    pub span: Span,
    /// A form that can be printed: the public prefix and the length.
    pub redacted: String,
    /// First 8 bytes of the SHA-256 of its text.
    pub digest: [u8; 8],
    /// Certainty from shape, checksum and structure.
    pub confidence: Confidence,
    /// Harm, unless the type's own is right.
    pub severity: Option<Severity>,
    /// Whether an offline proof holds.
    pub proved: bool,
    /// Why it is believed: each a fact.
    pub reasons: Vec<String>,
}

/// A confirmed match, before overlapping ones are settled.
#[derive(Clone, Debug)]
struct Candidate {
    credential: Credential,
    /// The larger of two overlapping candidates of equal rank wins; the higher rank always does.
    rank: u8,
}

/// What a shape analysis says of one literal hit.
struct Match {
    span: Span,
    /// Bytes at the start of `span` that may be shown.
    shown: usize,
    confidence: Confidence,
    severity: Option<Severity>,
    proved: bool,
    reasons: Vec<String>,
}

/// Finds the credentials of one file, sorted by span, at most one for a span.
pub fn extract(table: &SecretTable, file: &SourceFile, problems: &mut Vec<Problem>) -> Vec<Credential> {
    let mut found = Vec::new();
    let manifest = candidates(table, file.bytes(), &mut found);
    if let Some(ty) = manifest {
        manifest::values(table, ty, file, &mut found, problems);
    }
    if !found.is_empty() {
        settle(&mut found);
    }
    found.into_iter().map(|candidate| candidate.credential).collect()
}

/// All candidates in `bytes`; returns the type for Kubernetes manifests when its anchor was seen, because a manifest is read as
/// a whole.
fn candidates(table: &SecretTable, bytes: &[u8], found: &mut Vec<Candidate>) -> Option<TypeId> {
    runs::scan(bytes, |start, end| {
        for start in runs::entries(bytes, start, end) {
            for (token, prefix, ty) in table.at_run(bytes, start, end) {
                if let Some(matched) = confirm::at_prefix(table, ty, bytes, token, prefix) {
                    found.push(candidate(table, ty, bytes, matched));
                }
            }
        }
    });
    let mut manifest = None;
    table.literals_in(bytes, |start, end, types| {
        for &ty in types {
            let entry = table.entry(ty);
            let matched = match &entry.meta.structure {
                _ if !entry.meta.prefix.is_empty() => confirm::at_prefix(table, ty, bytes, start, end - start),
                Some(Structure::KubernetesSecret) => {
                    manifest = Some(ty);
                    None
                }
                Some(structure) => shape::analyse(table, structure, bytes, start..end),
                None => confirm::around_anchor(table, ty, bytes, start..end),
            };
            if let Some(matched) = matched {
                found.push(candidate(table, ty, bytes, matched));
            }
        }
    });
    manifest
}

fn candidate(table: &SecretTable, ty: TypeId, bytes: &[u8], matched: Match) -> Candidate {
    let entry = table.entry(ty);
    let text = &bytes[matched.span.range()];
    let mut digest = [0; 8];
    digest.copy_from_slice(&Sha256::digest(text)[..8]);
    // A prefix that names the provider says more than a structure, and a structure more than a name in front.
    let rank = match (&entry.meta.structure, entry.meta.prefix.is_empty()) {
        (None, false) => 4,
        (None, true) => 3,
        (Some(structure), _) => shape::rank(structure),
    };
    Candidate {
        credential: Credential {
            ty,
            span: matched.span,
            redacted: redact(text, matched.shown),
            digest,
            confidence: matched.confidence.min(entry.confidence()),
            severity: matched.severity,
            proved: matched.proved,
            reasons: matched.reasons,
        },
        rank,
    }
}

/// The public beginning of a credential and its length. Never shows more than a third of it.
fn redact(text: &[u8], shown: usize) -> String {
    let shown = shown.min(text.len() / 3);
    let head: String =
        text.iter().take(shown).map(|&byte| if byte.is_ascii_graphic() { byte as char } else { '.' }).collect();
    format!("{head}… ({} characters)", text.len())
}

/// One finding for a span: of overlapping candidates the more specific stays, then the longer, then the first type.
fn settle(found: &mut Vec<Candidate>) {
    found.sort_by(|a, b| {
        let key = |c: &Candidate| {
            (std::cmp::Reverse(c.rank), std::cmp::Reverse(c.credential.span.len()), c.credential.span, c.credential.ty)
        };
        key(a).cmp(&key(b))
    });
    let mut kept: std::collections::BTreeMap<u32, Candidate> = std::collections::BTreeMap::new();
    for candidate in found.drain(..) {
        let span = candidate.credential.span;
        let before = kept.range(..span.end).next_back();
        if !before.is_some_and(|(_, other)| other.credential.span.overlaps(span)) {
            kept.insert(span.start, candidate);
        }
    }
    found.extend(kept.into_values());
}
