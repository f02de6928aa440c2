//! For people: findings with the lines they point at, problems, the checklist.

use super::location::Locator;
use super::snippet::{Mark, Snippet};
use super::style::{Ink, Style, inline, wrap};
use super::{RuleIndex, checklist, names};
use crate::ledger::{Evidence, Finding, Label, Report};
use crate::source::{FileId, Place, sanitize};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::fmt;
use std::io::{self, Write};

/// Labels drawn into one snippet, and further evidence listed below it; the rest is counted.
const MAX_LABELS: usize = 6;
const MAX_LISTED: usize = 12;
/// Files named as searched.
const MAX_SEARCHED: usize = 6;
const MAX_PROBLEMS: usize = 10;

pub(super) fn render(
    report: &Report,
    locator: &Locator<'_>,
    rules: &RuleIndex<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    style.prepare();
    let page = Page { report, locator, style };
    for finding in report.findings.iter().filter(|finding| style.show_suppressed || finding.suppressed.is_none()) {
        writeln!(out, "{}", page.finding(finding))?;
    }
    for problem in report.problems.iter().take(MAX_PROBLEMS) {
        let span = problem.value.span.filter(|_| locator.knows(problem.file));
        let at = match span {
            Some(span) => page.position(Place { file: problem.file, span }),
            None => inline(locator.path(problem.file)),
        };
        let text = format!("{at} {}", inline(&problem.value.message));
        writeln!(out, "{} {}", style.paint("problem:", Ink::Warn), wrap(&text, 9, style.width))?;
    }
    if report.problems.len() > MAX_PROBLEMS {
        writeln!(out, "… and {} more", report.problems.len() - MAX_PROBLEMS)?;
    }
    if !report.problems.is_empty() {
        writeln!(out)?;
    }
    checklist::write(report, rules, style, out)
}

struct Page<'a, 'l> {
    report: &'a Report,
    locator: &'a Locator<'l>,
    style: &'a Style,
}

impl Page<'_, '_> {
    fn finding(&self, finding: &Finding) -> String {
        let head = format!("{}[{}]", names::severity(finding.severity), inline(&finding.check));
        let mut text = self.style.paint(&head, Ink::of(finding.severity));
        text += &self.style.paint(&format!(": {}", inline(&finding.message)), Ink::Strong);
        text.push('\n');
        if let Some(suppression) = &finding.suppressed {
            let by = format!("suppressed ({}): {}", names::suppressed_by(suppression.by), inline(&suppression.reason));
            text += &self.line("", &by, Ink::Faint);
        }
        let mut listed = self.snippet(finding, &mut text);
        if let Some(agent) = finding.agent.as_ref().filter(|_| self.report.ledger.rows.len() > 1) {
            text += &self.line("agent: ", &inline(agent), Ink::Faint);
        }
        listed.extend(finding.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Seen(_) => None,
            Evidence::Reason(reason) => Some(("note: ", inline(reason))),
            Evidence::Absent { expected, searched } => Some(("", self.absent(expected, searched))),
        }));
        for (word, line) in listed.iter().take(MAX_LISTED) {
            text += &self.line(word, line, Ink::Strong);
        }
        if listed.len() > MAX_LISTED {
            text += &self.line("", &format!("… and {} more", listed.len() - MAX_LISTED), Ink::Faint);
        }
        text += &self.line("help: ", &sanitize(finding.help.as_bytes()), Ink::Note);
        let explain = self.style.paint(&format!("perimeter explain {}", inline(&finding.check)), Ink::Faint);
        text + "  " + &explain + "\n"
    }

    /// Draws the primary place and what else lies in its file; gives back the places that are to be listed.
    fn snippet(&self, finding: &Finding, text: &mut String) -> Vec<(&'static str, String)> {
        let at = finding.at.place;
        let mark = |label: &Label| Mark { span: label.place.span, text: inline(&label.text) };
        let seen = finding.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Seen(label) if *label != finding.at => Some(label),
            _ => None,
        });
        let (same, other): (Vec<&Label>, Vec<&Label>) = seen.partition(|label| label.place.file == at.file);
        let mut others: Vec<Mark> = same.into_iter().map(mark).collect();
        let mut listed = others.split_off(others.len().min(MAX_LABELS));
        let drawn = self.locator.index(at.file).and_then(|index| {
            let masked = self.report.masked.get(&at.file).map(Vec::as_slice).unwrap_or_default();
            let room = self.style.width.saturating_sub(10).clamp(60, 120);
            let name = inline(self.locator.path(at.file));
            let (snippet, rejected) = Snippet::new(&index, masked, name, (&mark(&finding.at), &others), room);
            Some((self.draw(snippet, finding)?, rejected))
        });
        if let Some((drawn, rejected)) = drawn {
            text.push_str(&drawn);
            listed.splice(0..0, rejected.into_iter().cloned());
            if let Some(cell) = self.cell(at) {
                *text += &self.line("", &format!("in {cell}"), Ink::Faint);
            }
        } else {
            *text += &self.line("at: ", &self.labelled(at, &finding.at.text), Ink::Strong);
            listed.splice(0..0, others);
        }
        let listed = listed.iter().map(|mark| (Place { file: at.file, span: mark.span }, mark.text.as_str()));
        let other = other.into_iter().map(|label| (label.place, label.text.as_str()));
        listed.chain(other).map(|(place, text)| ("seen: ", self.labelled(place, text))).collect()
    }

    fn draw(&self, snippet: Snippet, finding: &Finding) -> Option<String> {
        let mut theme = if self.style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let strong = match Ink::of(finding.severity) {
            Ink::Bad => theme.styles.error,
            Ink::Warn => theme.styles.warning,
            _ => theme.styles.advice,
        };
        let faint = theme.styles.advice;
        // miette hands the styles out in the order of the labels.
        theme.styles.highlights =
            snippet.labels.iter().map(|label| if label.primary() { strong } else { faint }).collect();
        let mut drawn = String::new();
        let handler = GraphicalReportHandler::new_themed(theme).with_width(self.style.width).with_context_lines(1);
        handler.render_report(&mut drawn, &Drawing(snippet)).ok()?;
        // The first line is miette's place for the message, which stands above already.
        drawn.split_once('\n').map(|(_, rest)| rest.lines().map(|line| line.trim_end().to_owned() + "\n").collect())
    }

    fn absent(&self, expected: &str, searched: &[FileId]) -> String {
        let mut text = format!("looked for {}", inline(expected));
        let paths: Vec<_> = searched.iter().take(MAX_SEARCHED).map(|&file| inline(self.locator.path(file))).collect();
        if !paths.is_empty() {
            text = format!("{text} in {}", paths.join(", "));
        }
        match searched.len().saturating_sub(MAX_SEARCHED) {
            0 => text,
            more => format!("{text} and {more} more"),
        }
    }

    fn labelled(&self, place: Place, label: &str) -> String {
        let cell = self.cell(place).map(|cell| format!(" ({cell})")).unwrap_or_default();
        format!("{}{cell} {}", self.position(place), inline(label)).trim_end().to_owned()
    }

    fn position(&self, place: Place) -> String {
        let location = self.locator.locate(place);
        format!("{}:{}:{}", inline(&location.path), location.region.line, location.region.column)
    }

    fn cell(&self, place: Place) -> Option<String> {
        let location = self.locator.locate(place);
        let line = location.cell_line.map(|line| format!(", line {line}")).unwrap_or_default();
        location.cell.map(|cell| format!("cell {cell}{line}"))
    }

    /// "  word: text", wrapped below the text.
    fn line(&self, word: &str, text: &str, ink: Ink) -> String {
        let indent = 2 + word.chars().count();
        let text = wrap(text, indent, self.style.width);
        if word.is_empty() {
            return format!("  {}\n", if ink == Ink::Faint { self.style.paint(&text, ink) } else { text });
        }
        format!("  {}{text}\n", self.style.paint(word, ink))
    }
}

/// A snippet as miette wants it: all words around it are ours.
#[derive(Debug)]
struct Drawing(Snippet);

impl fmt::Display for Drawing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels.iter().cloned()))
    }
}
