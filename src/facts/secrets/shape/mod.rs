//! Credentials whose shape takes more than an expression: URLs, key blocks, JSON, headers, manifests.

mod header;
mod json;
mod jwt;
mod mnemonic;
mod pem;
mod uri;

use super::{Match, placeholder, random};
use crate::knowledge::schema::{Randomness, Structure};
use crate::knowledge::{Confidence, SecretTable};
use crate::source::Span;
use std::ops::Range;

/// Analyses the `anchor` hit of a type with the given structure.
pub(super) fn analyse(table: &SecretTable, structure: &Structure, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    match structure {
        Structure::Uri { schemes } => uri::password(table, schemes, bytes, anchor),
        Structure::QueryParameter => uri::query_parameter(table, bytes, anchor),
        Structure::KeyValueList => uri::key_value_list(table, bytes, anchor),
        Structure::Jwt { claim } => jwt::token(table, claim.as_ref(), bytes, anchor),
        Structure::Pem => pem::private_key(bytes, anchor),
        Structure::PemBase64 => pem::encoded(bytes, anchor),
        Structure::Putty => pem::putty(bytes, anchor),
        Structure::ServiceAccount => json::service_account(bytes, anchor),
        Structure::AuthorizedUser => json::authorized_user(table, bytes, anchor),
        Structure::Jwk => json::web_key(bytes, anchor),
        Structure::BasicAuth => header::basic(table, bytes, anchor),
        Structure::Bearer => header::bearer(table, bytes, anchor),
        Structure::CurlUser => header::curl_user(table, bytes, anchor),
        // Read as a whole file by `manifest`.
        Structure::KubernetesSecret => None,
        Structure::Mnemonic => mnemonic::phrase(bytes, anchor),
    }
}

/// Which of two overlapping finds says more; 3 and 4 are types with a pattern.
pub(super) fn rank(structure: &Structure) -> u8 {
    match structure {
        Structure::ServiceAccount | Structure::AuthorizedUser | Structure::Jwt { claim: Some(_) } => 5,
        Structure::Pem | Structure::PemBase64 | Structure::Putty | Structure::Jwk | Structure::Jwt { claim: None } => 4,
        Structure::Uri { schemes } if schemes.iter().any(|scheme| scheme.starts_with("http")) => 1,
        Structure::Uri { .. } | Structure::Mnemonic => 2,
        Structure::QueryParameter
        | Structure::KeyValueList
        | Structure::BasicAuth
        | Structure::Bearer
        | Structure::CurlUser => 1,
        Structure::KubernetesSecret => 0,
    }
}

/// A find of this room: nothing of the text may be shown.
fn found(span: Range<usize>, confidence: Confidence, reason: &str) -> Match {
    Match {
        span: Span::new(span.start, span.end),
        shown: 0,
        confidence,
        severity: None,
        proved: false,
        reasons: vec![reason.to_owned()],
    }
}

/// Whether an opaque literal can be a credential: it looks random and stands for nothing else.
fn is_opaque_credential(table: &SecretTable, text: &[u8]) -> bool {
    random::is_random(text, Randomness::Strong, false) && !placeholder::is_placeholder(table.placeholders(), text)
}

/// Number of leading bytes of `bytes` that satisfy `test`, at most `most`.
fn length_while(bytes: &[u8], most: usize, test: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take(most).take_while(|&&byte| test(byte)).count()
}

/// Number of trailing bytes of `bytes` that satisfy `test`, at most `most`.
fn length_while_back(bytes: &[u8], most: usize, test: impl Fn(u8) -> bool) -> usize {
    bytes.iter().rev().take(most).take_while(|&&byte| test(byte)).count()
}
