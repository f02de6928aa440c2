//! Passwords in URLs and in lists of `key=value`.

use super::{found, is_opaque_credential, length_while, length_while_back};
use crate::facts::secrets::{Match, placeholder};
use crate::knowledge::{Confidence, SecretTable, Severity};
use std::ops::Range;

/// `scheme://user:password@host` around the `://` at `anchor`.
pub(super) fn password(table: &SecretTable, schemes: &[String], bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let left = length_while_back(&bytes[..anchor.start], 32, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-')
    });
    let scheme = &bytes[anchor.start - left..anchor.start];
    let base = scheme.split(|&byte| byte == b'+').next().unwrap_or(scheme);
    if !schemes
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(scheme) || known.as_bytes().eq_ignore_ascii_case(base))
    {
        return None;
    }
    let rest = &bytes[anchor.end..];
    // User information ends at the last `@` before the path; a `/` or a quote before it means there is none.
    let authority = length_while(rest, 512, |byte| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'/' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'?' | b'#' | b'\\' | b',')
    });
    let at = memchr::memrchr(b'@', &rest[..authority])?;
    let colon = memchr::memchr(b':', &rest[..at])?;
    let (user, secret) = (&rest[..colon], &rest[colon + 1..at]);
    let host_length = length_while(&rest[at + 1..], 253, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'[' | b']')
    });
    let host = &rest[at + 1..at + 1 + host_length];
    if secret.len() < 3 || host.is_empty() || is_stand_in(table, user, secret) {
        return None;
    }
    let start = anchor.end + colon + 1;
    let mut matched = found(
        start..start + secret.len(),
        Confidence::High,
        "the URL carries a literal password between the user name and the host",
    );
    if is_local(host) {
        matched.confidence = Confidence::Low;
        matched.severity = Some(Severity::Low);
        matched.reasons.push("the host is this machine".into());
    } else if !host.contains(&b'.') {
        matched.confidence = Confidence::Medium;
        matched.severity = Some(Severity::Medium);
        matched.reasons.push("the host is a name inside one network".into());
    } else if is_documentation_host(host) {
        return None;
    }
    Some(matched)
}

fn is_stand_in(table: &SecretTable, user: &[u8], secret: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(secret).to_ascii_lowercase();
    secret.eq_ignore_ascii_case(user)
        || placeholder::is_default(secret)
        || lower.starts_with('$')
        || lower.starts_with('%')
        || lower.contains("password")
        || lower.contains("passwd")
        || secret.iter().all(|byte| matches!(byte, b'*' | b'x' | b'X' | b'.' | b'-' | b'_' | b'#'))
        || secret.iter().any(|byte| matches!(byte, b'(' | b')' | b'{' | b'}' | b'[' | b']'))
        || placeholder::is_placeholder(table.placeholders(), secret)
        || placeholder::is_placeholder(table.placeholders(), user) && lower.len() < 8
}

fn is_local(host: &[u8]) -> bool {
    matches!(host, b"localhost" | b"127.0.0.1" | b"0.0.0.0" | b"[" | b"host.docker.internal")
        || host.starts_with(b"127.")
}

/// Names that RFC 2606 reserves for documentation.
fn is_documentation_host(host: &[u8]) -> bool {
    let host = host.to_ascii_lowercase();
    ["example.com", "example.org", "example.net"].iter().any(|name| host.ends_with(name.as_bytes()))
        || [".example", ".test", ".invalid"].iter().any(|name| host.ends_with(name.as_bytes()))
        || host == b"host"
        || host == b"hostname"
}

/// `?api_key=literal`: `anchor` is the name with its `=`.
pub(super) fn query_parameter(table: &SecretTable, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let left = length_while_back(&bytes[..anchor.start], 512, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b' ')
    });
    let url = &bytes[anchor.start - left..anchor.start];
    let mark = url.iter().rposition(|byte| matches!(byte, b'?' | b'&'))?;
    let scheme = memchr::memmem::rfind(&url[..mark], b"://")?;
    // Only the name, or a longer name that ends with it, stands between the mark and the anchor.
    if !url[mark + 1..].iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return None;
    }
    let host = &url[scheme + 3..];
    let host = &host[..length_while(host, 253, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'@' | b':' | b'_')
    })];
    let length = length_while(&bytes[anchor.end..], 512, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'%' | b'-')
    });
    let value = anchor.end..anchor.end + length;
    // Interpolation continues where the token characters stop.
    let goes_on = bytes.get(value.end).is_some_and(|byte| matches!(byte, b'$' | b'{' | b'<' | b'('));
    if length < 16
        || goes_on
        || is_documentation_host(host)
        || is_local(host)
        || !is_opaque_credential(table, &bytes[value.clone()])
    {
        return None;
    }
    Some(found(value, Confidence::Medium, "a URL carries a random literal under the name of a credential"))
}

/// `Server=…;Password=literal`: `anchor` is the name with its `=`.
pub(super) fn key_value_list(table: &SecretTable, bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    let is_list = |byte: u8| byte != b'\n' && byte != b'"' && byte != b'\'' && byte != b'`';
    let left = length_while_back(&bytes[..anchor.start], 512, is_list);
    let before = bytes[anchor.start - left..anchor.start].to_ascii_lowercase();
    let server = before.split(|&byte| byte == b';').find_map(|part| {
        let equals = memchr::memchr(b'=', part)?;
        let name = part[..equals].trim_ascii();
        let known: [&[u8]; 5] = [b"server", b"data source", b"host", b"addr", b"address"];
        known.iter().any(|key| name == *key || name.ends_with(key)).then(|| part[equals + 1..].trim_ascii().to_vec())
    })?;
    if !before.contains(&b';') {
        return None;
    }
    let length = length_while(&bytes[anchor.end..], 128, |byte| {
        is_list(byte) && !matches!(byte, b';' | b'\\' | b'<' | b' ' | b'\r')
    });
    let value = anchor.end..anchor.end + length;
    let secret = &bytes[value.clone()];
    if length < 4 || is_stand_in(table, b"", secret) {
        return None;
    }
    let mut matched = found(value, Confidence::High, "a connection string carries a literal password");
    let host = server.split(|byte| matches!(byte, b',' | b':' | b'\\')).next().unwrap_or(&server);
    let host = host.strip_prefix(b"tcp:".as_slice()).unwrap_or(host);
    if is_local(host) || host == b"(localdb)" || host == b"." {
        matched.confidence = Confidence::Low;
        matched.severity = Some(Severity::Low);
        matched.reasons.push("the host is this machine".into());
    }
    Some(matched)
}
