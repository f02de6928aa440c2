//! Command lines in text: where one begins and ends, its words, the value of an option.

use std::ops::Range;

/// A command line: its bytes, with continued lines.
#[derive(Clone, Debug)]
pub(super) struct Command<'t> {
    text: &'t str,
    range: Range<usize>,
}

/// A word of a command, without quotes.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    /// What it says.
    pub(super) text: &'t str,
    /// Its bytes, without quotes.
    pub(super) range: Range<usize>,
    /// Whether a bracket opens right behind it.
    pub(super) opens: bool,
}

/// The commands of a script. A comment is none.
pub(super) fn commands(text: &str) -> impl Iterator<Item = Command<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            if at >= text.len() {
                return None;
            }
            let start = at;
            let end = end_of(text, start);
            // The separator is one byte; at the end of the text there is none.
            at = end + 1;
            let line = text.get(start..end).unwrap_or_default();
            let is_comment = line.trim_start().starts_with('#');
            if is_comment {
                // What looks like a separator in a comment is none.
                at = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |len| start + len + 1);
                continue;
            }
            if !line.trim().is_empty() {
                return Some(Command { text, range: start..end });
            }
        }
    })
}

/// The end of the command that begins at `start`: a line that is not continued, or a separator outside of quotes.
fn end_of(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut quote: Option<u8> = None;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match (byte, quote) {
            (b'\\', _) => {
                // A continued line, with either line ending.
                at += if bytes.get(at + 1) == Some(&b'\r') { 3 } else { 2 };
                continue;
            }
            // A quote that does not close on its line is an apostrophe.
            (b'\n', Some(_)) => quote = None,
            (b'\n' | b';' | b'|' | b'&', None) => return at,
            (b'"' | b'\'', None) => {
                let line = bytes.get(at + 1..).unwrap_or_default();
                let end = memchr::memchr(byte, line);
                let breaks = end.map_or(usize::MAX, |end| line.iter().take(end).filter(|byte| **byte == b'\n').count());
                if breaks < MAX_QUOTED_LINES {
                    quote = Some(byte);
                }
            }
            (_, Some(open)) if byte == open => quote = None,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// A quoted argument may hold a few lines; what is longer is a quote that belongs to prose.
const MAX_QUOTED_LINES: usize = 3;

impl<'t> Command<'t> {
    /// Its words.
    pub(super) fn words(&self) -> Vec<Word<'t>> {
        let mut words = Vec::new();
        let base = self.range.start;
        let text = self.text.get(self.range.clone()).unwrap_or_default();
        let mut start = None;
        for (at, char) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
            let parts = char.is_whitespace() || matches!(char, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | ',' | '\\');
            match (start, parts) {
                (None, false) => start = Some(at),
                (Some(first), true) => {
                    let word = text.get(first..at).unwrap_or_default();
                    words.push(Word { text: word, range: base + first..base + at, opens: char == '(' });
                    start = None;
                }
                _ => {}
            }
        }
        words
    }

    /// What stands between quotes, each as one word.
    pub(super) fn quoted(&self) -> Vec<Word<'t>> {
        let text = self.text.get(self.range.clone()).unwrap_or_default();
        let mut found = Vec::new();
        let mut at = 0;
        while let Some((start, quote)) = next_quote(text, at) {
            let Some(len) = text.get(start + 1..).and_then(|rest| rest.find(quote)) else { break };
            let range = start + 1..start + 1 + len;
            at = range.end + 1;
            let word = text.get(range.clone()).unwrap_or_default();
            let range = self.range.start + range.start..self.range.start + range.end;
            found.push(Word { text: word, range, opens: false });
        }
        found
    }
}

fn next_quote(text: &str, from: usize) -> Option<(usize, char)> {
    let rest = text.get(from..)?;
    let at = rest.find(['"', '\''])?;
    Some((from + at, rest.get(at..)?.chars().next()?))
}

/// The value of `--name value` or `--name=value` among words.
pub(super) fn option<'t>(words: &[Word<'t>], name: &str) -> Option<Word<'t>> {
    let at = words
        .iter()
        .position(|word| word.text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))?;
    let word = &words[at];
    match word.text.strip_prefix(name)?.strip_prefix('=') {
        Some(value) if !value.is_empty() => {
            let start = word.range.end - value.len();
            Some(Word { text: value, range: start..word.range.end, opens: word.opens })
        }
        _ => words.get(at + 1).cloned(),
    }
}

/// Whether a word starts one of the programs: by its name, in whatever folder, at whatever version.
pub(super) fn starts(word: &str, programs: &[String]) -> bool {
    let without_version = match word.rfind('@') {
        Some(at) if at > 0 => word.get(..at).unwrap_or(word),
        _ => word,
    };
    let name = if without_version.starts_with('@') {
        without_version
    } else {
        without_version.rsplit('/').next().unwrap_or(without_version)
    };
    programs.iter().any(|program| program == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_end_where_the_shell_ends_them() {
        for (text, wanted, why) in [
            ("a b\nc", vec!["a b", "c"], "lines"),
            ("a \\\n b\nc", vec!["a b", "c"], "a continued line"),
            ("a && b; c | d", vec!["a", "b", "c", "d"], "separators"),
            ("a 'b; c' d", vec!["a b; c d"], "not inside of quotes"),
            ("# a && b\nc", vec!["c"], "a comment"),
            ("don't\nc", vec!["don t", "c"], "an apostrophe closes with its line"),
        ] {
            let have: Vec<String> = commands(text)
                .map(|command| command.words().iter().map(|word| word.text).collect::<Vec<_>>().join(" "))
                .collect();
            assert_eq!(have, wanted, "{why}");
        }
    }

    #[test]
    fn an_option_has_its_value_behind_a_blank_or_an_equals_sign() {
        for (text, wanted, why) in [
            ("x --role=roles/a", Some("roles/a"), "equals"),
            ("x --role \"roles/a\"", Some("roles/a"), "blank and quotes"),
            ("x --role=\"roles/a\"", Some("roles/a"), "equals and quotes"),
            ("x --roles a", None, "another option"),
        ] {
            let words: Vec<Word<'_>> = commands(text).flat_map(|command| command.words()).collect();
            assert_eq!(option(&words, "--role").map(|word| word.text), wanted, "{why}");
        }
    }

    #[test]
    fn a_program_is_known_in_any_folder_and_version() {
        let programs = ["claude".to_owned(), "@openai/codex".to_owned()];
        for (word, wanted) in [
            ("claude", true),
            ("/usr/bin/claude", true),
            ("@openai/codex@latest", true),
            ("claude@1.2", true),
            ("claude-mem", false),
        ] {
            assert_eq!(starts(word, &programs), wanted, "{word}");
        }
    }
}
