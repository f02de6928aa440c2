//! `perimeter check --fix` and `--diff`: the edits that clear findings.

use super::args::CheckArgs;
use super::load::{self, Setup};
use super::{Failure, Outcome, note, print};
use crate::ledger::{Report, apply, fixes};
use crate::render::render_diff;

/// Prints what would change; exit 1 when something would.
pub(super) fn show(args: &CheckArgs, report: &Report) -> Result<Outcome, Failure> {
    let mut out = Vec::new();
    let changed = render_diff(report, args.unsafe_fixes, &mut out)?;
    print(&out)?;
    if changed == 0 {
        note(&nothing(args, report));
    }
    Ok(if changed == 0 { Outcome::Clean } else { Outcome::Findings })
}

/// Writes the edits into the files of the tree; gives whether there were any.
pub(super) fn write(args: &CheckArgs, setup: &Setup, report: &Report) -> Result<bool, Failure> {
    let fixes = fixes(report, args.unsafe_fixes);
    if fixes.is_empty() {
        note(&nothing(args, report));
    }
    for (file, edits) in &fixes {
        let (Some(source), Some(path)) = (report.sources.get(file), report.paths.get(file.0 as usize)) else {
            continue;
        };
        let target = setup.root.dir().join(path);
        // The tree can change between the scan and the write; a link could lead out of it.
        let is_file = target.symlink_metadata().is_ok_and(|found| found.is_file());
        if !is_file || load::bytes(&target)? != source.bytes() {
            return Err(Failure(format!("{path} changed while it was scanned: run it again")));
        }
        load::write(&target, &apply(source.bytes(), edits))?;
    }
    Ok(!fixes.is_empty())
}

/// What to say when no edit is at hand.
fn nothing(args: &CheckArgs, report: &Report) -> String {
    let more = if args.unsafe_fixes { 0 } else { fixes(report, true).values().map(Vec::len).sum() };
    match more {
        0 => "no finding has an edit that clears it".into(),
        _ => format!("no edit is safe unseen; {more} with --unsafe-fixes: look at them with --diff first"),
    }
}
