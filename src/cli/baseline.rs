//! `perimeter baseline`: accept today's findings by content.

use super::args::BaselineArgs;
use super::load::{self, BASELINE};
use super::{Failure, Outcome, note, print};
use crate::discover;
use crate::policy::Baseline;
use crate::scan::scan;
use std::path::Path;

pub(super) fn run(args: &BaselineArgs) -> Result<Outcome, Failure> {
    let setup = load::setup(&args.scan, &args.scan.paths, None, true)?;
    let files = discover::tree(&setup.root, &setup.options)?;
    let report = scan(&files, &setup.knowledge, &setup.policy);
    if report.scanned.files == 0 && report.findings.is_empty() {
        return Err(Failure("no file was read: a baseline of nothing accepts nothing".into()));
    }
    let accepted: Vec<_> = report
        .findings
        .iter()
        // An ignored finding is accepted where it stands, with its reason.
        .filter(|finding| finding.suppressed.is_none())
        .map(|finding| (finding, report.paths[finding.at.place.file.0 as usize].as_str()))
        .collect();
    let count = accepted.len();
    let text = Baseline::write(accepted);
    let path = args.output.clone().unwrap_or_else(|| setup.root.dir().join(BASELINE));
    if path == Path::new("-") {
        print(text.as_bytes())?;
    } else {
        load::write(&path, text.as_bytes())?;
    }
    note(&format!("{count} accepted"));
    Ok(Outcome::Clean)
}
