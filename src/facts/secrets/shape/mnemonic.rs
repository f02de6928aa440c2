//! Wallet recovery phrases (BIP-39).

use super::{found, length_while};
use crate::facts::secrets::Match;
use crate::knowledge::Confidence;
use std::ops::Range;

/// A phrase of 12 to 24 words near `anchor` (a name such as `mnemonic`), with a valid checksum.
pub(super) fn phrase(bytes: &[u8], anchor: Range<usize>) -> Option<Match> {
    // The name, an operator and quotes stand between the anchor and the phrase.
    let window = &bytes[anchor.end..bytes.len().min(anchor.end + 64)];
    let gap = window.iter().position(|&byte| matches!(byte, b'=' | b':'))? + 1;
    let gap = gap + length_while(&window[gap..], 16, |byte| matches!(byte, b' ' | b'"' | b'\'' | b'`' | b'\\' | b'\t'));
    let start = anchor.end + gap;
    let length = length_while(&bytes[start..], 24 * 9, |byte| byte.is_ascii_lowercase() || byte == b' ');
    let text = std::str::from_utf8(&bytes[start..start + length]).ok()?.trim_end();
    let words: Vec<&str> = text.split(' ').collect();
    if !matches!(words.len(), 12 | 15 | 18 | 21 | 24)
        || words.iter().collect::<std::collections::BTreeSet<_>>().len() * 2 < words.len()
    {
        return None;
    }
    bip39::Mnemonic::parse_in_normalized(bip39::Language::English, text).ok()?;
    Some(found(start..start + text.len(), Confidence::High, "the words are a BIP-39 phrase with a valid checksum"))
}
