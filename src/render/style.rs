//! How text looks: colours, wrapping, and repository-controlled strings made fit for one line of a terminal.

use crate::knowledge::Severity;
use crate::source::sanitize;
use colored::{Colorize, control};
use std::time::Duration;

/// What a user or a terminal asks of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colour are written. Only `text` has colours.
    pub color: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// Whether `text` prints suppressed findings too; `json` and `sarif` always hold them.
    pub show_suppressed: bool,
    /// Number of findings of pedantic checks that were left out of the report.
    pub pedantic_hint: usize,
    /// How long the scan took. Only `text` prints it.
    pub elapsed: Option<Duration>,
}

impl Default for Style {
    /// No colour, 100 columns, nothing extra.
    fn default() -> Self {
        Self { color: false, width: 100, show_suppressed: false, pedantic_hint: 0, elapsed: None }
    }
}

/// What a piece of text is, which decides its colour.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Bad,
    Warn,
    Good,
    Note,
    Strong,
    Faint,
}

impl Style {
    /// Tells `colored` not to ask the environment. Without colour it is never called, so nothing is shared between outputs.
    pub(super) fn prepare(&self) {
        if self.color {
            control::set_override(true);
        }
    }

    pub(super) fn paint(&self, text: &str, ink: Ink) -> String {
        if !self.color {
            return text.to_owned();
        }
        match ink {
            Ink::Bad => text.red().bold(),
            Ink::Warn => text.yellow().bold(),
            Ink::Good => text.green(),
            Ink::Note => text.cyan(),
            Ink::Strong => text.bold(),
            Ink::Faint => text.dimmed(),
        }
        .to_string()
    }
}

impl Ink {
    pub(super) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Bad,
            Severity::Medium => Self::Warn,
            Severity::Low => Self::Note,
        }
    }
}

/// Sanitised, on one line: a line feed in a file name must not begin a line of the output.
pub(super) fn inline(text: &str) -> String {
    sanitize(text.as_bytes()).replace('\n', "?").replace('\t', " ")
}

/// Breaks `text` at spaces so that no line is longer than `width` columns where a break is possible. The first line begins
/// at column `indent`, and all others are indented so. Line feeds in `text` stay.
pub(super) fn wrap(text: &str, indent: usize, width: usize) -> String {
    let room = width.saturating_sub(indent).max(24);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.chars().count() <= room {
            lines.push(line.to_owned());
            continue;
        }
        let (mut current, mut used) = (String::new(), 0);
        for word in line.split_whitespace() {
            let len = word.chars().count();
            if used > 0 && used + 1 + len > room {
                lines.push(std::mem::take(&mut current));
                used = 0;
            }
            if used > 0 {
                current.push(' ');
                used += 1;
            }
            current.push_str(word);
            used += len;
        }
        lines.push(current);
    }
    lines.join(&format!("\n{:indent$}", ""))
}

/// "1 finding", "2 findings".
pub(super) fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// A size in decimal units, as disks are sold.
pub(super) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => tenths(1_000) + " kB",
        1_000_000..1_000_000_000 => tenths(1_000_000) + " MB",
        _ => tenths(1_000_000_000) + " GB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_breaks_at_spaces_only() {
        for (text, expected, why) in [
            ("short", "short", "fits"),
            ("aaaa bbbb cccc dddd eeee ffff", "aaaa bbbb cccc dddd eeee\n  ffff", "breaks at the width"),
            ("a_very_long_name_that_has_no_space x", "a_very_long_name_that_has_no_space\n  x", "words stay whole"),
            ("one\n    code", "one\n      code", "line feeds and indentation stay"),
            ("", "", "nothing"),
        ] {
            assert_eq!(wrap(text, 2, 26), expected, "{why}");
        }
    }

    #[test]
    fn sizes_and_counts() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_250_000), "1.2 MB");
        assert_eq!(size(41_000), "41.0 kB");
        assert_eq!(count(1, "path"), "1 path");
        assert_eq!(count(0, "path"), "0 paths");
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(inline("a\nb\tc\r\u{1b}[0m"), "a?b c??[0m");
    }
}
