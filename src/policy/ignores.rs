//! Inline ignores: each suppresses one finding on its line, or the one it names by fingerprint.

use crate::facts::directives::{Directive, Ignore};
use crate::knowledge::Knowledge;
use crate::ledger::{Evidence, Finding, Fingerprint, Label, SuppressedBy, Suppression};
use crate::model::{Model, ModelFile};

/// Marks suppressed findings, and adds a finding for every ignore that is malformed or suppresses nothing.
///
/// An ignore without a fingerprint suppresses one finding of its check on the line. A second credential that appears on an ignored
/// line is therefore still reported.
pub(super) fn apply(findings: &mut Vec<Finding>, model: &Model, knowledge: &Knowledge, wants: impl Fn(&str) -> bool) {
    let mut about = Vec::new();
    for file in model.files() {
        if file.facts.directives.is_empty() {
            continue;
        }
        // They are sorted by place; a file can have as many ignores as findings.
        let from = findings.partition_point(|finding| finding.at.place.file < file.id);
        let to = findings.partition_point(|finding| finding.at.place.file <= file.id);
        let findings = &mut findings[from..to];
        let longest = findings.iter().map(|finding| finding.at.place.span.len()).max().unwrap_or(0) as u32;
        for directive in &file.facts.directives {
            match &directive.ignore {
                Err(error) => about.push(complaint(
                    knowledge,
                    file,
                    directive,
                    "invalid-ignore",
                    error.clone(),
                    "correct the comment, or delete it",
                )),
                Ok(ignore) => {
                    let first = findings.partition_point(|finding| {
                        finding.at.place.span.start.saturating_add(longest) < directive.covers.start
                    });
                    let behind =
                        findings.partition_point(|finding| finding.at.place.span.start <= directive.covers.end);
                    let near = &mut findings[first..behind.max(first)];
                    one(near, &mut about, file, directive, ignore, knowledge, &wants);
                }
            }
        }
    }
    // They stand in the order of files and places.
    let mut about: Vec<Finding> = about.into_iter().flatten().collect();
    super::tell_apart(&mut about);
    findings.extend(about);
}

/// `findings` are those near the line, in order.
fn one(
    findings: &mut [Finding],
    about: &mut Vec<Option<Finding>>,
    file: &ModelFile,
    directive: &Directive,
    ignore: &Ignore,
    knowledge: &Knowledge,
    wants: &impl Fn(&str) -> bool,
) {
    for (check, fingerprint) in &ignore.checks {
        if knowledge.check(check).is_none() {
            let message = format!("no check is called `{check}`");
            about.push(complaint(
                knowledge,
                file,
                directive,
                "invalid-ignore",
                message,
                "name a check that `perimeter rules` lists",
            ));
            continue;
        }
        let hit = findings.iter_mut().find(|finding| {
            finding.check == *check
                && finding.suppressed.is_none()
                && (finding.at.place.span.overlaps(directive.covers)
                    || directive.covers.contains(finding.at.place.span))
                && fingerprint.as_ref().is_none_or(|wanted| finding.fingerprint.to_string() == *wanted)
        });
        match hit {
            Some(finding) => {
                finding.suppressed = Some(Suppression {
                    by: SuppressedBy::Inline,
                    reason: ignore.reason.clone(),
                    place: Some(file.at(directive.span)),
                });
            }
            // Of a check that is switched off nobody can tell whether the ignore is needed.
            None if wants(check) => {
                let message = format!("nothing of `{check}` to ignore here");
                about.push(complaint(knowledge, file, directive, "unused-ignore", message, "delete the comment"));
            }
            None => {}
        }
    }
}

fn complaint(
    knowledge: &Knowledge,
    file: &ModelFile,
    directive: &Directive,
    check: &str,
    message: String,
    help: &str,
) -> Option<Finding> {
    let meta = knowledge.check(check)?;
    Some(Finding {
        check: meta.id.clone(),
        control: meta.control,
        severity: meta.severity,
        confidence: meta.confidence,
        subject: file.path.clone(),
        agent: None,
        fingerprint: Fingerprint::of(&[check.as_bytes(), file.path.as_bytes(), message.as_bytes()]),
        message,
        at: Label { place: file.at(directive.span), text: "this comment".into() },
        evidence: vec![Evidence::Reason("an ignore that does nothing hides the next true finding".into())],
        help: help.to_owned(),
        fix: None,
        suppressed: None,
    })
}
