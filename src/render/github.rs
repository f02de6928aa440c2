//! Workflow commands of GitHub Actions: annotations beside the lines of a pull request.

use super::location::{Locator, Unit};
use super::style::{Style, inline};
use super::{checklist, names};
use crate::knowledge::Severity;
use crate::ledger::{Finding, Report};
use crate::source::sanitize;
use std::cmp::Reverse;
use std::io::{self, Write};

pub(super) fn render(report: &Report, locator: &Locator<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<_> = report.findings.iter().filter(|finding| finding.suppressed.is_none()).collect();
    // Only the first ten annotations of a level are shown for a step, so the worst come first.
    findings.sort_by_key(|finding| Reverse(finding.severity));
    for finding in findings {
        writeln!(out, "{}", command(finding, locator))?;
    }
    writeln!(out, "{}", checklist::summary(report, style))
}

fn command(finding: &Finding, locator: &Locator<'_>) -> String {
    let level = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    };
    let region = locator.region(finding.at.place, Unit::Char);
    // A span with its last line feed ends, for an annotation, on the line before.
    let whole_lines = region.end_column == 1 && region.end_line > region.line;
    let end_line = region.end_line - usize::from(whole_lines);
    let mut properties = vec![
        format!("file={}", property(&inline(locator.path(finding.at.place.file)))),
        format!("line={}", region.line),
        format!("endLine={end_line}"),
    ];
    // Columns are taken only when both ends are on one line.
    if region.line == region.end_line {
        properties.push(format!("col={}", region.column));
        properties.push(format!("endColumn={}", region.end_column));
    }
    let title = format!("{}[{}]", names::severity(finding.severity), inline(&finding.check));
    properties.push(format!("title={}", property(&title)));
    let message = sanitize(format!("{}\nhelp: {}", finding.message, finding.help).as_bytes());
    format!("::{level} {}::{}", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_a_command_or_a_property() {
        assert_eq!(data("50% of\r\n::error::x"), "50%25 of%0D%0A::error::x");
        assert_eq!(property("a,line=1::b%2C"), "a%2Cline=1%3A%3Ab%252C");
    }
}
