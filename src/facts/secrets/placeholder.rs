//! What people write where a credential will stand later.

use crate::knowledge::schema::Placeholders;
use sha2::{Digest as _, Sha256};

/// Passwords that local set-ups are shipped with: no secret is lost when they are read.
const DEFAULTS: [&str; 22] = [
    "password",
    "passwd",
    "passw0rd",
    "pass",
    "pwd",
    "secret",
    "postgres",
    "postgresql",
    "mysql",
    "mongo",
    "mongodb",
    "redis",
    "rabbitmq",
    "root",
    "admin",
    "user",
    "username",
    "guest",
    "test",
    "example",
    "changeme",
    "default",
];

/// Whether `text` is a password that everybody tries first.
pub fn is_default(text: &[u8]) -> bool {
    DEFAULTS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(text))
}

/// Whether `text` stands for a credential instead of being one: interpolation, a placeholder word, a masked value, or a sample
/// that public documentation prints.
pub fn is_placeholder(known: &Placeholders, text: &[u8]) -> bool {
    is_interpolated(text) || is_masked(text) || has_word(known, text) || is_sample(known, text)
}

/// `${X}`, `{{ x }}`, `<your key>`, `%(x)s`, `$X`, `%s`, `#{x}`, `ENC[…]`.
fn is_interpolated(text: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(text, needle).is_some();
    matches!(text.first(), Some(b'$' | b'<' | b'{' | b'%' | b'[' | b'('))
        || has(b"${")
        || has(b"{{")
        || has(b"$(")
        || has(b"#{")
        || has(b"<")
        || has(b"ENC[")
        || (has(b"{") && has(b"}"))
}

/// `****`, `xxxx`, `....`, `…`.
fn is_masked(text: &[u8]) -> bool {
    ["***", "...", "…", "xxxx", "XXXX"].iter().any(|mask| memchr::memmem::find(text, mask.as_bytes()).is_some())
}

/// A long word anywhere, or a short word that stands alone between separators.
fn has_word(known: &Placeholders, text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    known.substrings.iter().any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some())
        || lower
            .split(|byte| !byte.is_ascii_alphanumeric())
            .any(|segment| known.words.iter().any(|word| word.as_bytes() == segment))
}

fn is_sample(known: &Placeholders, text: &[u8]) -> bool {
    if known.samples.is_empty() {
        return false;
    }
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(text)[..8]);
    known.samples.iter().any(|sample| sample.sha256 == digest)
}
