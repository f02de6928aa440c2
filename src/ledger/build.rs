//! From verdicts to the ledger.

use super::{ControlRow, Evidence, Finding, Ledger, LedgerRow, Status, Verdict};
use crate::knowledge::{Control, Severity};
use std::collections::BTreeSet;

const ORDER: [Control; 8] = [
    Control::LeastPrivilege,
    Control::Egress,
    Control::Approval,
    Control::Secrets,
    Control::AuditLog,
    Control::Monitoring,
    Control::Residency,
    Control::Readiness,
];

/// Name of the row that stands for the whole tree where no agent is known.
pub const REPOSITORY: &str = "repository";

/// Builds the ledger. `findings` are those of all verdicts after the policy was applied; `problems` and `skipped` count what could
/// not be looked at: while there is any, no control of the whole tree is met.
pub fn ledger(verdicts: &[Verdict], findings: &[Finding], problems: usize, skipped: usize) -> Ledger {
    let mut agents: BTreeSet<&str> = verdicts.iter().filter_map(|verdict| verdict.agent.as_deref()).collect();
    if agents.is_empty() {
        agents.insert(REPOSITORY);
    }
    let rows = agents
        .into_iter()
        .map(|agent| LedgerRow {
            agent: agent.to_owned(),
            controls: ORDER.iter().map(|&control| row(control, agent, verdicts, findings, problems, skipped)).collect(),
        })
        .collect();
    Ledger { rows }
}

fn row(
    control: Control,
    agent: &str,
    verdicts: &[Verdict],
    findings: &[Finding],
    problems: usize,
    skipped: usize,
) -> ControlRow {
    let concerns = |of: &Option<String>| of.as_deref().is_none_or(|of| of == agent);
    let verdicts: Vec<_> =
        verdicts.iter().filter(|verdict| verdict.control == control && concerns(&verdict.agent)).collect();
    let open: Vec<_> = findings
        .iter()
        .filter(|finding| finding.control == control && finding.suppressed.is_none() && concerns(&finding.agent))
        .collect();
    let examined = verdicts.iter().map(|verdict| verdict.examined).max().unwrap_or(0);
    let (status, reason) = judge(&verdicts, &open, examined, problems, skipped);
    ControlRow {
        control,
        status,
        examined,
        reason,
        evidence: verdicts.iter().flat_map(|verdict| evidence(verdict)).cloned().collect(),
        findings: open.iter().map(|finding| finding.fingerprint).collect(),
    }
}

/// Pieces of evidence about the whole tree that each row repeats: a tree can have a thousand agents and as many grants.
const MOST_SHARED: usize = 10;

/// What proves a control: all that is said of the agent itself, the first of what holds for the whole tree.
fn evidence(verdict: &Verdict) -> impl Iterator<Item = &Evidence> {
    let most = if verdict.agent.is_some() { verdict.met.len() } else { MOST_SHARED };
    verdict.met.iter().take(most)
}

fn judge(
    verdicts: &[&Verdict],
    open: &[&Finding],
    examined: usize,
    problems: usize,
    skipped: usize,
) -> (Status, String) {
    let subjects = verdicts.iter().max_by_key(|verdict| verdict.examined).map_or("", |verdict| verdict.subjects);
    if let Some(worst) = open.iter().map(|finding| finding.severity).max() {
        let count = open.len();
        let plural = if count == 1 { "finding" } else { "findings" };
        let status = if worst >= Severity::Medium { Status::NotMet } else { Status::Partial };
        let place = if examined == 0 { String::new() } else { format!(" in {}", counted(examined, subjects)) };
        return (status, format!("{count} {plural}{place}"));
    }
    if verdicts.is_empty() {
        return (Status::Unknown, "no check of this version looks at it".into());
    }
    if examined == 0 {
        return (Status::Unknown, "nothing to examine was found".into());
    }
    // Nothing was found, because nothing could be told: that proves no part of the control.
    if verdicts.iter().all(|verdict| verdict.unknown == verdict.examined) {
        return (Status::Unknown, format!("none of {} can be judged from the repository", counted(examined, subjects)));
    }
    let mut limits: Vec<String> = verdicts.iter().flat_map(|verdict| verdict.limits.iter().cloned()).collect();
    limits.sort();
    limits.dedup();
    if problems > 0 {
        limits.push(format!("{problems} {} not understood", if problems == 1 { "place" } else { "places" }));
    }
    if skipped > 0 {
        limits.push(format!("{skipped} {} passed over", if skipped == 1 { "path" } else { "paths" }));
    }
    let examined = format!("nothing found in {}", counted(examined, subjects));
    if limits.is_empty() {
        (Status::Met, examined)
    } else {
        (Status::Partial, format!("{examined}; {}", limits.join("; ")))
    }
}

/// `1 file`, `41 files`: the subjects of all checks are plain plurals.
fn counted(count: usize, subjects: &str) -> String {
    format!("{count} {}", if count == 1 { subjects.trim_end_matches('s') } else { subjects })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(examined: usize, limits: &[&str]) -> Verdict {
        Verdict {
            check: "hardcoded-secret".into(),
            control: Control::Secrets,
            agent: None,
            examined,
            unknown: 0,
            subjects: "files",
            findings: Vec::new(),
            met: Vec::new(),
            limits: limits.iter().map(|&limit| limit.to_owned()).collect(),
        }
    }

    fn secrets(verdicts: &[Verdict], problems: usize) -> Status {
        let ledger = ledger(verdicts, &[], problems, 0);
        ledger.rows[0].controls.iter().find(|row| row.control == Control::Secrets).expect("all controls").status
    }

    #[test]
    fn what_cannot_be_judged_is_unknown() {
        let unknown = |unknown| Verdict { unknown, ..verdict(3, &["some cannot be judged"]) };
        assert_eq!(secrets(&[unknown(3)], 0), Status::Unknown, "all of them");
        assert_eq!(secrets(&[unknown(2)], 0), Status::Partial, "one was judged");
    }

    #[test]
    fn silence_is_never_met() {
        for (verdicts, problems, status, why) in [
            (vec![], 0, Status::Unknown, "no check"),
            (vec![verdict(0, &[])], 0, Status::Unknown, "nothing examined"),
            (vec![verdict(9, &["history not read"])], 0, Status::Partial, "a limit"),
            (vec![verdict(9, &[])], 1, Status::Partial, "a problem"),
            (vec![verdict(9, &[])], 0, Status::Met, "all examined, no limit"),
        ] {
            assert_eq!(secrets(&verdicts, problems), status, "{why}");
        }
    }
}
