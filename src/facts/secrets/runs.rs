//! Runs of token bytes. Most bytes of code and prose belong to short words and are never looked at.

use crate::knowledge::{RUN_MIN, is_token_byte};

static TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_' || byte as u8 == b'-';
        byte += 1;
    }
    table
};

/// Calls `visit(start, end)` for every maximal run of at least [`RUN_MIN`] token bytes, in order.
///
/// Looks at the last byte that a run starting here would need; if that is no token byte, no run can hold any byte up to it.
#[inline]
pub(super) fn scan(bytes: &[u8], mut visit: impl FnMut(usize, usize)) {
    let mut at = 0;
    while let Some(&last) = bytes.get(at + RUN_MIN - 1) {
        if !TOKEN[usize::from(last)] {
            at += RUN_MIN;
            continue;
        }
        let probe = at + RUN_MIN - 1;
        let mut start = probe;
        while start > at && TOKEN[usize::from(bytes[start - 1])] {
            start -= 1;
        }
        // Bytes before `at` are known not to belong: the byte at `at - 1` ended the last run or was no token byte.
        let mut end = probe + 1;
        while end < bytes.len() && TOKEN[usize::from(bytes[end])] {
            end += 1;
        }
        if end - start >= RUN_MIN {
            visit(start, end);
        }
        at = end + 1;
    }
}

/// Where a token can begin in the run `start..end`: at its first byte, and behind what is left of an escape in front of it (the
/// `n` of `\n`, the digits of `\u003d` and of `%3D`), which belongs to the text around the token.
pub(super) fn entries(bytes: &[u8], start: usize, end: usize) -> impl Iterator<Item = usize> {
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let escape = match (before, bytes[start]) {
        (Some(b'\\'), b'u') => 5,
        (Some(b'\\'), b'x') => 3,
        (Some(b'\\'), b'n' | b't' | b'r' | b'b' | b'f') => 1,
        (Some(b'%'), first) if first.is_ascii_hexdigit() => 2,
        _ => 0,
    };
    [0, escape]
        .into_iter()
        .take(if escape == 0 { 1 } else { 2 })
        .map(move |skip| start + skip)
        .filter(move |&at| at < end)
}

/// Whether the byte at `index` exists and is a token byte.
pub(super) fn is_token_at(bytes: &[u8], index: usize) -> bool {
    bytes.get(index).is_some_and(|&byte| is_token_byte(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(bytes: &[u8]) -> Vec<(usize, usize)> {
        let regex = regex::bytes::Regex::new(&format!("(?-u)[A-Za-z0-9_-]{{{RUN_MIN},}}")).expect("constant");
        regex.find_iter(bytes).map(|found| (found.start(), found.end())).collect()
    }

    proptest! {
        #[test]
        fn equals_a_regular_expression(text in "[a-zA-Z0-9_. \n-]{0,200}") {
            let mut runs = Vec::new();
            scan(text.as_bytes(), |start, end| runs.push((start, end)));
            prop_assert_eq!(runs, naive(text.as_bytes()));
        }
    }

    #[test]
    fn a_token_begins_behind_an_escape() {
        for (text, run, expected, why) in [
            (r"\nghp_abcdefghijklmnop", 1, vec![1, 2], "line feed in a string"),
            (r"\u003dghp_abcdefghijkl", 1, vec![1, 6], "unicode escape"),
            ("%3Dghp_abcdefghijklmno", 1, vec![1, 3], "percent escape"),
            ("=ghp_abcdefghijklmnopq", 1, vec![1], "no escape"),
        ] {
            let entries: Vec<_> = entries(text.as_bytes(), run, text.len()).collect();
            assert_eq!(entries, expected, "{why}");
        }
    }
}
