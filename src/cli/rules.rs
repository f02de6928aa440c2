//! `perimeter rules`: the list, and the test of a user's own packs.

use super::args::{RulesArgs, RulesCommand};
use super::{Failure, Outcome, load, print};
use crate::knowledge::{Knowledge, Severity};
use crate::rule_tests;
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn run(args: &RulesArgs) -> Result<Outcome, Failure> {
    match &args.command {
        Some(RulesCommand::Test { dir }) => test(dir),
        None => list(args.secrets),
    }
}

fn list(secrets: bool) -> Result<Outcome, Failure> {
    let knowledge = Knowledge::builtin();
    let mut out = String::new();
    let width = knowledge.checks().iter().map(|check| check.id.len()).max().unwrap_or(0);
    for check in knowledge.checks() {
        let control = knowledge
            .controls()
            .iter()
            .find(|control| control.id == check.control)
            .map_or("", |control| &control.title);
        let _ = writeln!(out, "{:width$}  {:8}  {:18}  {}", check.id, severity(check.severity), control, check.title);
    }
    if secrets {
        let types = knowledge.secrets().types();
        let width = types.iter().map(|ty| ty.meta.id.len()).max().unwrap_or(0);
        let _ = writeln!(out, "\ncredential types of `hardcoded-secret` ({}):", types.len());
        for ty in types {
            let _ = writeln!(out, "{:width$}  {:8}  {}", ty.meta.id, severity(ty.meta.severity), ty.meta.title);
        }
    }
    print(out.as_bytes())?;
    Ok(Outcome::Clean)
}

/// A severity as a word.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

fn test(dir: &Path) -> Result<Outcome, Failure> {
    let files = load::packs(dir)?;
    let builtin = Knowledge::builtin();
    let knowledge = Knowledge::with_own(&files)?;
    let known: Vec<&str> = ids(&builtin).collect();
    let own: Vec<String> = ids(&knowledge).filter(|id| !known.contains(id)).map(str::to_owned).collect();
    let mut out = String::new();
    let (mut passed, mut failed) = (0, 0);
    for test in rule_tests::all(&knowledge).into_iter().filter(|test| test.concerns(&own)) {
        match test.run(&knowledge) {
            Ok(()) => passed += 1,
            Err(message) => {
                failed += 1;
                let _ = writeln!(out, "failed  {}\n        {message}", test.name);
            }
        }
    }
    let _ = writeln!(out, "{} files, {passed} examples passed, {failed} failed", files.len());
    print(out.as_bytes())?;
    if passed + failed == 0 {
        return Err(Failure(format!("no example ran: the packs in {} define no type with examples", dir.display())));
    }
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn ids(knowledge: &Knowledge) -> impl Iterator<Item = &str> {
    let types = knowledge.secrets().types().iter().map(|ty| ty.meta.id.as_str());
    types.chain(knowledge.checks().iter().map(|check| check.id.as_str()))
}
