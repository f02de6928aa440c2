//! How names and values are compared with what packs say.

use regex::Regex;
use std::collections::HashMap;

/// Whether `text` fits a pattern in which `*` stands for any characters. Upper and lower case are the same.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut in_text) = (0, 0);
    // Where the last star stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&text[in_text]) => {
                at += 1;
                in_text += 1;
            }
            _ => match star {
                Some((back, taken)) => {
                    star = Some((back, taken + 1));
                    at = back + 1;
                    in_text = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// The regular expressions of packs, each compiled when it is first asked.
#[derive(Default)]
pub(super) struct Expressions<'a>(HashMap<&'a str, Option<Regex>>);

impl<'a> Expressions<'a> {
    /// Whether the whole of `text` fits `pattern`, in upper or lower case. A pattern that is none fits nothing; a test of the packs finds it.
    pub(super) fn fits(&mut self, pattern: &'a str, text: &str) -> bool {
        let compiled = self.0.entry(pattern).or_insert_with(|| Regex::new(&format!("^(?is:{pattern})$")).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, wanted, why) in [
            ("roles/*.admin", "roles/storage.admin", true, "in the middle"),
            ("roles/*.admin", "roles/storage.adminView", false, "the end counts"),
            ("*FullAccess", "AmazonS3FullAccess", true, "at the start"),
            ("owner", "Owner", true, "case does not matter"),
            ("a*b*c", "aXbYbZc", true, "a star gives back"),
            ("a*b*c", "aXbYbZ", false, "what follows the last star must be there"),
            ("", "", true, "nothing fits nothing"),
        ] {
            assert_eq!(fits(pattern, text), wanted, "{pattern} {text}: {why}");
        }
    }
}
