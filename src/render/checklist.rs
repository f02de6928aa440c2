//! The checklist of every agent and the summary below it, in text.

use super::style::{Ink, Style, count, inline, size, wrap};
use super::{RuleIndex, names};
use crate::knowledge::Severity;
use crate::ledger::{LedgerRow, Report, Status};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Reasons for skipped paths that are spelt out.
const MAX_REASONS: usize = 6;

pub(super) fn write(report: &Report, rules: &RuleIndex<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut scanned = Some(scanned(report, style));
    for row in &report.ledger.rows {
        writeln!(out, "{}", heading(&inline(&row.agent), scanned.take(), style))?;
        write_row(row, rules, style, out)?;
        writeln!(out)?;
    }
    if let Some(scanned) = scanned {
        writeln!(out, "{}\n", heading("", Some(scanned), style))?;
    }
    let skipped = skipped(report);
    if !skipped.is_empty() {
        writeln!(out, "{} {}", style.paint("skipped:", Ink::Faint), wrap(&skipped, 9, style.width))?;
    }
    writeln!(out, "{}", summary(report, style))
}

fn write_row(row: &LedgerRow, rules: &RuleIndex<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let titles = row.controls.iter().map(|control| rules.title(control.control).chars().count());
    let width = titles.max().unwrap_or(0);
    for control in &row.controls {
        let (symbol, status, ink) = match control.status {
            Status::Met => ("✓", "met", Ink::Good),
            Status::Partial => ("◐", "partial", Ink::Warn),
            Status::NotMet => ("✗", "not met", Ink::Bad),
            Status::Unknown => ("?", "unknown", Ink::Note),
            Status::NotApplicable => ("–", "n/a", Ink::Faint),
        };
        let title = format!("{:width$}", rules.title(control.control));
        let reason = wrap(&inline(&control.reason), width + 16, style.width);
        let line =
            format!("  {}  {title}  {}  {reason}", style.paint(symbol, ink), style.paint(&format!("{status:7}"), ink));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// "checklist   agent        41 files, 1.2 MB", the last part at the right edge.
fn heading(agent: &str, scanned: Option<String>, style: &Style) -> String {
    let left = format!("{}   {}", style.paint("checklist", Ink::Strong), style.paint(agent, Ink::Strong));
    let Some(scanned) = scanned else { return left };
    let used = "checklist   ".len() + agent.chars().count() + scanned.chars().count();
    let gap = style.width.min(80).saturating_sub(used).max(2);
    format!("{left}{:gap$}{}", "", style.paint(&scanned, Ink::Faint))
}

fn scanned(report: &Report, style: &Style) -> String {
    let text = format!("{}, {}", count(report.scanned.files, "file"), size(report.scanned.bytes));
    match style.elapsed {
        Some(elapsed) => format!("{text}, {:.2} s", elapsed.as_secs_f64()),
        None => text,
    }
}

/// "binary file (3 paths), larger than 10 bytes (1 path)".
fn skipped(report: &Report) -> String {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for skip in &report.scanned.skipped {
        *reasons.entry(inline(&skip.reason)).or_default() += 1;
    }
    let spelt = reasons.iter().take(MAX_REASONS).map(|(reason, paths)| format!("{reason} ({})", count(*paths, "path")));
    let mut parts: Vec<String> = spelt.collect();
    if reasons.len() > MAX_REASONS {
        parts.push(format!("… and {}", count(reasons.len() - MAX_REASONS, "other reason")));
    }
    parts.join(", ")
}

/// One line that says what there is: never a verdict.
pub(super) fn summary(report: &Report, style: &Style) -> String {
    let open: Vec<Severity> =
        report.findings.iter().filter(|finding| finding.suppressed.is_none()).map(|finding| finding.severity).collect();
    let mut parts = vec![count(open.len(), "finding")];
    let severities = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low].map(|severity| {
        let n = open.iter().filter(|&&other| other == severity).count();
        (n > 0).then(|| format!("{n} {}", names::severity(severity)))
    });
    if !open.is_empty() {
        let split = severities.into_iter().flatten().collect::<Vec<_>>().join(", ");
        parts[0] = format!("{} ({split})", parts[0]);
    }
    let suppressed = report.findings.len() - open.len();
    if suppressed > 0 {
        parts.push(format!("{suppressed} suppressed"));
    }
    if !report.problems.is_empty() {
        parts.push(count(report.problems.len(), "problem"));
    }
    if !report.scanned.skipped.is_empty() {
        parts.push(format!("{} skipped (--format json lists them)", count(report.scanned.skipped.len(), "path")));
    }
    if style.pedantic_hint > 0 {
        parts.push(format!("{} more with --pedantic", style.pedantic_hint));
    }
    parts.join(", ")
}
