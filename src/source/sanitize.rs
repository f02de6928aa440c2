//! Text of a scanned repository made safe for a terminal, without changing its length in bytes.

/// Whether a terminal or a reader can be misled by this character: controls except tab and line feed, bidirectional
/// overrides and isolates, zero-width characters, and the tag characters used to smuggle instructions.
pub fn is_unsafe(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        c if c.is_control() => true,
        '\u{00AD}'
        | '\u{061C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => true,
        _ => false,
    }
}

/// Replaces every unsafe character by a visible one of the same length in UTF-8, so that all spans stay valid.
/// Invalid UTF-8 becomes `?`, one for each byte.
pub fn sanitize(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if is_unsafe(c) {
                out.push_str(match c.len_utf8() {
                    1 => "?",
                    2 => "\u{00B7}",
                    3 => "\u{FFFD}",
                    _ => "\u{1F6AB}",
                });
            } else {
                out.push(c);
            }
        }
        out.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_kept_and_nothing_unsafe_is_left() {
        for bad in ["\u{1b}[31mred", "a\u{202e}b", "z\u{200b}w", "tag\u{e0041}", "c1\u{9b}x", "\u{7f}\r", "bom\u{feff}"]
        {
            let clean = sanitize(bad.as_bytes());
            assert_eq!(clean.len(), bad.len(), "{bad:?}");
            assert!(!clean.chars().any(is_unsafe), "{bad:?} -> {clean:?}");
        }
        assert_eq!(sanitize(b"ok \xff\xfe\tend\n"), "ok ??\tend\n");
        assert_eq!(sanitize("plain é 漢".as_bytes()), "plain é 漢");
    }
}
