//! Comments that steer perimeter: `perimeter: ignore[check] -- reason`.

use super::secrets::Credential;
use crate::source::{FileKind, SourceFile, Span};
use memchr::memmem;
use std::ops::Range;

const MARK: &[u8] = b"perimeter: ignore";

/// Comments of one line, and checks in one comment, beyond which nobody means what stands there: each is compared with every finding
/// of the line.
const MOST_IN_LINE: usize = 64;
const MOST_CHECKS: usize = 16;

/// One ignore comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// From `perimeter:` to the end of the reason.
    pub span: Span,
    /// The line that it speaks of: its own, or the next one when it stands alone.
    pub covers: Span,
    /// What it says, or what is wrong with it.
    pub ignore: Result<Ignore, String>,
}

/// A well-formed ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// Checks, each with the fingerprint of the one finding it means, if given.
    pub checks: Vec<(String, Option<String>)>,
    /// Why.
    pub reason: String,
}

/// All ignore comments of a file. Text that merely mentions the form (a string, prose, a code block in Markdown) is none: the mark
/// must come right after a comment sign of the language. What they say is printed, so `credentials` of the file, sorted, are masked
/// in it.
pub fn extract(file: &SourceFile, credentials: &[Credential]) -> Vec<Directive> {
    let bytes = file.bytes();
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut marks = memmem::find_iter(bytes, MARK).peekable();
    while let Some(at) = marks.next() {
        if at >= line.end {
            line = Line::around(bytes, at);
        }
        let end = marks.peek().map_or(line.end, |&next| line.end.min(next));
        let Some(mut directive) = directive(file.kind, bytes, at..end, &line, credentials) else { continue };
        line.directives += 1;
        if line.directives > MOST_IN_LINE {
            continue;
        }
        if line.directives == MOST_IN_LINE {
            directive.ignore =
                Err(format!("{MOST_IN_LINE} ignores on one line: this one and those behind it do nothing"));
        }
        found.push(directive);
    }
    found
}

/// The line that marks stand in. It is measured once for all of them: a file can be one line.
#[derive(Default)]
struct Line {
    start: usize,
    /// First byte that is not blank.
    code: usize,
    end: usize,
    /// How many comments were found in it.
    directives: usize,
}

impl Line {
    fn around(bytes: &[u8], at: usize) -> Self {
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |found| found + 1);
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        Self { start, code: end - bytes[start..end].trim_ascii_start().len(), end, directives: 0 }
    }
}

fn comment_signs(kind: FileKind) -> &'static [&'static [u8]] {
    match kind {
        FileKind::Python
        | FileKind::Yaml
        | FileKind::Toml
        | FileKind::Dotenv
        | FileKind::Dockerfile
        | FileKind::Shell
        | FileKind::Notebook => &[b"#"],
        FileKind::TypeScript | FileKind::Json | FileKind::Go => &[b"//", b"/*"],
        FileKind::Hcl => &[b"#", b"//", b"/*"],
        FileKind::Markdown => &[b"<!--"],
        FileKind::Other => &[b"#", b"//", b"/*", b"<!--", b"--", b";", b"%"],
    }
}

/// The comment with the mark at the start of `range`, which ends with the line or before the next mark.
fn directive(
    kind: FileKind,
    bytes: &[u8],
    range: Range<usize>,
    line: &Line,
    credentials: &[Credential],
) -> Option<Directive> {
    let at = range.start;
    let before = bytes[line.code..at].trim_ascii_end();
    let signs = comment_signs(kind);
    let sign = signs.iter().find(|sign| before.ends_with(sign))?;
    // In a notebook each line of a cell is a JSON string.
    let code = &before[..before.len() - sign.len()];
    let alone = code.is_empty() || (kind == FileKind::Notebook && code.trim_ascii_end() == b"\"");
    let is_cut = range.end < line.end;
    let text = &bytes[range];
    let end = ["*/", "-->", "\\n"]
        .iter()
        .filter_map(|close| memmem::find(text, close.as_bytes()))
        .min()
        .unwrap_or_else(|| text.trim_ascii_end().len());
    let text = text[..end].trim_ascii_end();
    // The sign of the next comment is no part of this one.
    let next = signs.iter().find(|sign| is_cut && text.ends_with(sign)).map_or(0, |sign| sign.len());
    let text = text[..text.len() - next].trim_ascii_end();
    let span = Span::new(at, at + text.len());
    let mut text = text.to_vec();
    let first = credentials.partition_point(|credential| credential.span.end <= span.start);
    for credential in credentials[first..].iter().take_while(|credential| credential.span.start < span.end) {
        let (from, to) = (credential.span.start.max(span.start), credential.span.end.min(span.end));
        text[(from - span.start) as usize..(to - span.start) as usize].fill(b'*');
    }
    Some(Directive {
        span,
        covers: if alone { next_line(bytes, line.end) } else { Span::new(line.start, line.end) },
        ignore: parse(&String::from_utf8_lossy(&text[MARK.len()..])),
    })
}

/// The next line that is not blank.
fn next_line(bytes: &[u8], mut end: usize) -> Span {
    while end < bytes.len() {
        let start = end + 1;
        end = memchr::memchr(b'\n', &bytes[start.min(bytes.len())..]).map_or(bytes.len(), |found| start + found);
        if start < end && !bytes[start..end].trim_ascii().is_empty() {
            return Span::new(start, end);
        }
    }
    Span::new(bytes.len(), bytes.len())
}

fn parse(rest: &str) -> Result<Ignore, String> {
    let expected = "expected `perimeter: ignore[check-id] -- reason`";
    let (list, rest) = rest
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .ok_or_else(|| format!("no list of checks: {expected}"))?;
    let checks: Vec<_> = list
        .split(',')
        .map(str::trim)
        .filter(|check| !check.is_empty())
        .take(MOST_CHECKS + 1)
        .map(|check| match check.split_once('@') {
            Some((check, fingerprint)) => (check.to_owned(), Some(fingerprint.to_owned())),
            None => (check.to_owned(), None),
        })
        .collect();
    if checks.is_empty() {
        return Err(format!("an empty list of checks: {expected}"));
    }
    if checks.len() > MOST_CHECKS {
        return Err(format!("more than {MOST_CHECKS} checks"));
    }
    let reason = rest.trim_start().strip_prefix("--").map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason.ok_or_else(|| format!("no reason: {expected}"))?;
    Ok(Ignore { checks, reason: reason.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Tracked};

    fn directives(path: &str, text: &str) -> Vec<Directive> {
        extract(&SourceFile::new(FileId(0), path.into(), Tracked::Yes, text.into()), &[])
    }

    #[test]
    fn a_comment_covers_its_own_line_or_the_next() {
        for (path, text, covered, why) in [
            (
                "a.py",
                "x = 1  # perimeter: ignore[a] -- r\ny = 2\n",
                "x = 1  # perimeter: ignore[a] -- r",
                "behind code",
            ),
            ("a.py", "# perimeter: ignore[a] -- r\n\ny = 2\n", "y = 2", "alone, a blank line between"),
            (
                "a.ts",
                "/* perimeter: ignore[a] -- r */ let x = 1\n",
                "let x = 1",
                "block comment before code stands alone",
            ),
            (
                "a.ipynb",
                "  \"# perimeter: ignore[a] -- r\\n\",\n  \"key = 1\\n\"\n",
                "  \"key = 1\\n\"",
                "notebook line",
            ),
            ("a.md", "<!-- perimeter: ignore[a] -- r -->\ntext\n", "text", "Markdown comment"),
        ] {
            let found = directives(path, text);
            assert_eq!(found.len(), 1, "{why}");
            let covers = String::from_utf8_lossy(&text.as_bytes()[found[0].covers.range()]).into_owned();
            if path == "a.ts" {
                assert_eq!(found[0].ignore.as_ref().expect("well-formed").reason, "r", "{why}");
            } else {
                assert_eq!(covers, covered, "{why}");
                assert_eq!(found[0].ignore.as_ref().expect("well-formed").reason, "r", "{why}");
            }
        }
    }

    #[test]
    fn mentions_are_no_directives() {
        for (path, text, why) in [
            ("a.md", "write `# perimeter: ignore[a] -- r` there", "code in Markdown"),
            ("a.py", "print('perimeter: ignore[a] -- r')", "a string"),
            ("a.json", "{\"x\": \"# perimeter: ignore[a] -- r\"}", "no comment sign of JSON"),
        ] {
            assert_eq!(directives(path, text), [], "{why}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, message) in [
            ("# perimeter: ignore -- r", "no list"),
            ("# perimeter: ignore[] -- r", "an empty list"),
            ("# perimeter: ignore[a]", "no reason"),
            ("# perimeter: ignore[a] --", "no reason"),
        ] {
            let found = directives("a.py", text);
            let error = found[0].ignore.as_ref().expect_err(text);
            assert!(error.starts_with(message), "{text}: {error}");
        }
        let found = directives("a.py", "# perimeter: ignore[a@0123456789abcdef, b] -- two");
        let ignore = found[0].ignore.as_ref().expect("well-formed");
        assert_eq!(ignore.checks, [("a".into(), Some("0123456789abcdef".into())), ("b".into(), None)]);
    }
}
