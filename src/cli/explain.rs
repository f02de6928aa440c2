//! `perimeter explain`: what a check or a credential type is, why it matters, how to fix it.

use super::args::ExplainArgs;
use super::rules::severity;
use super::{Failure, Outcome, print};
use crate::knowledge::schema::{CheckMeta, Example};
use crate::knowledge::{Knowledge, TypeEntry, unmark};
use std::fmt::Write as _;

pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let knowledge = Knowledge::builtin();
    let text = if let Some(meta) = knowledge.check(&args.id) {
        check(&knowledge, meta)
    } else if let Some(entry) = knowledge.secrets().types().iter().find(|entry| entry.meta.id == args.id) {
        secret(entry)
    } else {
        return Err(Failure(format!(
            "no check or credential type is called `{}`; `perimeter rules --secrets` lists them",
            args.id
        )));
    };
    print(text.as_bytes())?;
    Ok(Outcome::Clean)
}

fn check(knowledge: &Knowledge, meta: &CheckMeta) -> String {
    let control = knowledge.controls().iter().find(|control| control.id == meta.control);
    let mut out = format!("{} ({})\n{}\n\n", meta.id, severity(meta.severity), meta.title);
    if let Some(control) = control {
        let _ = writeln!(out, "control: {}\n  {}\n", control.title, control.question);
    }
    let _ = writeln!(out, "why\n{}", indent(&meta.rationale));
    let _ = writeln!(out, "what to do\n{}", indent(&meta.remediation));
    for (framework, items) in &meta.mappings {
        let _ = writeln!(out, "{framework}: {}", items.join(", "));
    }
    for (title, examples) in [("reported", &meta.examples.bad), ("not reported", &meta.examples.good)] {
        for example in examples {
            let _ = writeln!(out, "\n{title}: {}\n{}", example.title, files(example));
        }
    }
    out
}

fn files(example: &Example) -> String {
    let mut out = String::new();
    for (path, text) in &example.files {
        let _ = writeln!(out, "  {path}");
        let text = unmark(text).map_or_else(|error| error, |example| underlined(&example));
        let _ = write!(out, "{}", indent(&text));
    }
    out
}

/// The example with its marked bytes underlined.
fn underlined(example: &crate::knowledge::Unmarked) -> String {
    let mut out = String::new();
    let mut start = 0;
    for line in example.text.split_inclusive('\n') {
        let end = start + line.len();
        let _ = writeln!(out, "{}", line.trim_end_matches('\n'));
        let mut under = String::new();
        for mark in example.marks.iter().map(|mark| mark.range()).filter(|mark| mark.start >= start && mark.end <= end)
        {
            let from = example.text.get(start..mark.start).map_or(0, |text| text.chars().count());
            let length = example.text.get(mark).map_or(0, |text| text.chars().count());
            while under.chars().count() < from {
                under.push(' ');
            }
            under.extend(std::iter::repeat_n('^', length));
        }
        if !under.is_empty() {
            let _ = writeln!(out, "{under}");
        }
        start = end;
    }
    out
}

fn secret(entry: &TypeEntry) -> String {
    let mut out = format!(
        "{} ({})\n{}, issued by {}\n\n",
        entry.meta.id,
        severity(entry.meta.severity),
        entry.meta.title,
        entry.provider
    );
    if let Some(pattern) = &entry.meta.pattern {
        let _ = writeln!(out, "form: {pattern}");
    }
    if entry.meta.verify.is_some() {
        let _ = writeln!(out, "its form can be proved offline");
    }
    if let Some(revoke) = &entry.revoke {
        let _ = writeln!(out, "after a leak: {revoke}");
    }
    if let Some(variable) = &entry.meta.variable {
        let _ = writeln!(out, "usual variable: {variable}");
    }
    let _ = writeln!(out, "source: {}\ncheck: hardcoded-secret", entry.meta.source);
    out
}

fn indent(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}
