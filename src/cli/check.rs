//! `perimeter check`.

use super::args::{CheckArgs, ColorArg, FailOn, FormatArg};
use super::load::{self, Setup};
use super::{Failure, Outcome, print};
use crate::discover;
use crate::knowledge::Severity;
use crate::ledger::Report;
use crate::render::{Format, RuleIndex, Style, render};
use crate::scan::scan;
use crate::source::Files;
use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::time::Instant;

pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let mut setup = load::setup(&args.scan, args.baseline.as_deref(), args.no_baseline)?;
    setup.policy.min_confidence = args.min_confidence.map(Into::into);
    if args.staged {
        // What git names when it runs a hook for `git commit --all`.
        setup.options.index_file =
            std::env::var_os("GIT_INDEX_FILE").map(|path| std::path::absolute(path).unwrap_or_default());
    }
    let files = files(args, &setup)?;
    if files.entries().is_empty() {
        return Err(nothing(args, &files));
    }
    let report = scan(&files, &setup.knowledge, &setup.policy);
    if report.scanned.files == 0 {
        return Err(Failure(format!(
            "nothing was read: all {} files were passed over, the first because it is {}",
            files.entries().len(),
            report.scanned.skipped.first().map_or("unknown", |skip| skip.reason.as_str())
        )));
    }
    let style = style(args, started);
    let mut out = Vec::new();
    let index = RuleIndex { checks: setup.knowledge.checks(), controls: setup.knowledge.controls() };
    render(format(args.format), &report, &index, &style, &mut out)?;
    match &args.output {
        Some(path) => load::write(path, &out)?,
        None => print(&out)?,
    }
    Ok(outcome(
        &report,
        args.fail_on.map_or_else(|| Some(setup.policy.config.fail_on.unwrap_or(Severity::High)), threshold),
    ))
}

fn files(args: &CheckArgs, setup: &Setup) -> Result<Files, Failure> {
    let from_stdin = args.scan.paths.as_slice() == [Path::new("-")];
    if from_stdin || args.stdin_filename.is_some() {
        let name = args
            .stdin_filename
            .as_deref()
            .ok_or_else(|| Failure("`-` needs --stdin-filename NAME: the name decides how the text is read".into()))?;
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(setup.options.max_file_size + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > setup.options.max_file_size {
            return Err(Failure(format!("standard input is larger than {} bytes", setup.options.max_file_size)));
        }
        return Ok(discover::stdin(name, bytes));
    }
    Ok(if args.staged {
        discover::staged(&setup.root, &setup.options)?
    } else if let Some(rev) = &args.since {
        discover::since(&setup.root, rev, &setup.options)?
    } else {
        discover::tree(&setup.root, &setup.options)?
    })
}

/// A gate that examined nothing must not pass.
fn nothing(args: &CheckArgs, files: &Files) -> Failure {
    let skipped = files.skipped().len();
    Failure(if args.staged && skipped == 0 {
        "nothing is staged: `perimeter check` without --staged scans the work tree".into()
    } else if let (Some(rev), 0) = (&args.since, skipped) {
        format!("no file differs from {rev}")
    } else {
        format!("no file to scan: {skipped} paths were passed over")
    })
}

fn style(args: &CheckArgs, started: Instant) -> Style {
    let terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => terminal && !no_color,
    };
    Style {
        color,
        show_suppressed: args.show_suppressed,
        // Only people read the time: a file must be the same for the same tree.
        elapsed: terminal.then(|| started.elapsed()),
        ..Style::default()
    }
}

fn format(arg: FormatArg) -> Format {
    match arg {
        FormatArg::Text => Format::Text,
        FormatArg::Json => Format::Json,
        FormatArg::Sarif => Format::Sarif,
        FormatArg::Github => Format::Github,
    }
}

fn threshold(arg: FailOn) -> Option<Severity> {
    match arg {
        FailOn::Low => Some(Severity::Low),
        FailOn::Medium => Some(Severity::Medium),
        FailOn::High => Some(Severity::High),
        FailOn::Critical => Some(Severity::Critical),
        FailOn::Never => None,
    }
}

fn outcome(report: &Report, threshold: Option<Severity>) -> Outcome {
    let fails = |severity| threshold.is_some_and(|threshold| severity >= threshold);
    if report.findings.iter().any(|finding| finding.suppressed.is_none() && fails(finding.severity)) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}
