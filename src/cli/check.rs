//! `perimeter check`.

use super::args::{CheckArgs, ColorArg, FailOn, FormatArg};
use super::load::{self, Setup};
use super::{Failure, Outcome, fix, note, print};
use crate::discover;
use crate::knowledge::Severity;
use crate::ledger::Report;
use crate::render::{Format, RuleIndex, Style, render};
use crate::scan::scan;
use crate::source::{Files, Skip};
use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::time::Instant;

pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let piped = stdin_name(args)?;
    let paths = if piped.is_some() { &[] } else { args.scan.paths.as_slice() };
    let mut setup = load::setup(&args.scan, paths, args.baseline.as_deref(), args.no_baseline)?;
    setup.policy.min_confidence = args.min_confidence.map(Into::into);
    if args.staged || args.since.is_some() || piped.is_some() {
        // A part of the tree does not tell what nothing grants.
        setup.policy.declared = None;
    }
    if args.staged {
        // What git names when it runs a hook for `git commit --all`.
        setup.options.index_file =
            std::env::var_os("GIT_INDEX_FILE").map(|path| std::path::absolute(path).unwrap_or_default());
    }
    let mut files = files(args, piped, &setup)?;
    let mut report = scan(&files, &setup.knowledge, &setup.policy);
    if args.diff {
        return fix::show(args, &report);
    }
    if args.fix && fix::write(args, &setup, &report)? {
        files = self::files(args, piped, &setup)?;
        report = scan(&files, &setup.knowledge, &setup.policy);
    }
    // A file that is a credential as a whole is found by its name.
    if report.scanned.files == 0 && report.findings.is_empty() {
        note(&idle(args, &setup, &files, &report.scanned.skipped)?);
        if args.format == FormatArg::Text && args.output.is_none() {
            return Ok(Outcome::Clean);
        }
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

/// The name of the text on standard input, when that is what is to be scanned.
fn stdin_name(args: &CheckArgs) -> Result<Option<&str>, Failure> {
    let asked = args.scan.paths.as_slice() == [Path::new("-")];
    match args.stdin_filename.as_deref() {
        None if !asked => Ok(None),
        None | Some("") => {
            Err(Failure("`-` needs --stdin-filename NAME: the name decides how the text is read".into()))
        }
        Some(_) if !asked && !args.scan.paths.is_empty() => {
            Err(Failure("--stdin-filename names standard input: give no path, or `-`".into()))
        }
        name => Ok(name),
    }
}

fn files(args: &CheckArgs, piped: Option<&str>, setup: &Setup) -> Result<Files, Failure> {
    if let Some(name) = piped {
        let limit = setup.options.limit();
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(Failure(format!("standard input is larger than {limit} bytes")));
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

/// What there is to say when nothing was examined. A gate that examined nothing must not pass; but a change that only deletes, or
/// brings a picture, is examined when that is known: a hook that refuses such a commit is a hook that people switch off.
fn idle(args: &CheckArgs, setup: &Setup, files: &Files, skipped: &[Skip]) -> Result<String, Failure> {
    // What the walk passed over need not differ from the revision.
    let unchanged = |skip: &Skip| args.since.is_some() && files.skipped().binary_search(skip).is_ok();
    let concerned: Vec<&Skip> = skipped.iter().filter(|skip| !unchanged(skip)).collect();
    let doubt = concerned.iter().find(|skip| skip.is_doubt());
    let text = match (doubt.or(concerned.first()), &args.since) {
        (Some(skip), _) => {
            let more = if concerned.len() > 1 { format!(", and {} more", concerned.len() - 1) } else { String::new() };
            format!("no text to scan: {}: {}{more}", skip.path, skip.reason)
        }
        (None, Some(rev)) => {
            let unknown = skipped.iter().find(|skip| skip.is_doubt());
            let unknown =
                unknown.map(|skip| format!("; not compared: {}: {}", skip.path, skip.reason)).unwrap_or_default();
            format!("no text to scan: no file differs from {rev}{unknown}")
        }
        (None, None) if !args.staged => "no file to scan".into(),
        (None, None) if discover::stages_deletions(&setup.root, &setup.options)? => {
            "no text to scan: only deletions are staged".into()
        }
        (None, None) => {
            return Err(Failure("nothing is staged: `perimeter check` without --staged scans the work tree".into()));
        }
    };
    let is_change = args.staged || args.since.is_some();
    if is_change && doubt.is_none() { Ok(text) } else { Err(Failure(text)) }
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
