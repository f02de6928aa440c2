//! What is wrong with a workload, as findings.

use super::unit::{Root, Unit, Verdict};
use super::{EgressVerdict, RunsAgent};
use crate::knowledge::Severity;
use crate::model::Flaw;

/// The flaws of a unit that runs an agent. `runner` tells that its file is run by another unit, which has them.
pub(super) fn flaws(
    unit: &Unit,
    runs: RunsAgent,
    verdict: &Verdict,
    root: Root,
    is_image: bool,
    has_runner: bool,
) -> Vec<Flaw> {
    if runs == RunsAgent::No || has_runner {
        return Vec::new();
    }
    let subject = format!("{} ({})", unit.name, unit.kind);
    let lowest = |severity: Option<Severity>| if runs == RunsAgent::Possible { Some(Severity::Low) } else { severity };
    let mut found = Vec::new();
    let what = if runs == RunsAgent::Possible { "seems to run an agent and" } else { "runs an agent and" };
    if verdict.egress.verdict == EgressVerdict::Open {
        let help = if unit.kind.starts_with("kubernetes/") {
            "add a policy that selects it, denies egress and lists the hosts that it needs"
        } else if unit.kind.starts_with("compose/") {
            "put it on networks with `internal: true` and let a proxy with a list of hosts be its only way out"
        } else {
            "run it where a policy or proxy with a list of hosts is its only way out, and keep that in the repository"
        };
        found.push(Flaw {
            check: "missing-egress-rules",
            place: unit.place,
            label: "declared here".into(),
            subject: subject.clone(),
            message: format!("`{}` {what} can reach every host: {}", unit.name, verdict.egress.why),
            help: help.into(),
            seen: verdict.egress.seen.clone(),
            severity: lowest(is_image.then_some(Severity::Medium)),
            edits: Vec::new(),
        });
    }
    if let Some(ineffective) = &verdict.ineffective {
        found.push(Flaw {
            check: "ineffective-egress-rules",
            place: ineffective.place,
            label: "does not close the way out".into(),
            subject: subject.clone(),
            message: ineffective.message.clone(),
            help: ineffective.help.clone(),
            seen: verdict.egress.seen.iter().filter(|(place, _)| *place != ineffective.place).cloned().collect(),
            severity: lowest(ineffective.partial.then_some(Severity::Medium)),
            edits: Vec::new(),
        });
    }
    if let Root::Yes { place, by_default } = root {
        let why = if by_default { "nothing names another user" } else { "this line says so" };
        found.push(Flaw {
            check: "root-workload",
            place: unit.place,
            label: "runs as root".into(),
            subject: subject.clone(),
            message: format!("`{}` {what} is root in its container", unit.name),
            help: if unit.kind.starts_with("kubernetes/") {
                "set `runAsNonRoot: true` and a `runAsUser` above 0 in the pod's `securityContext`".into()
            } else {
                "add a `USER` that is not root to the last stage of its Dockerfile".into()
            },
            seen: (place != unit.place).then(|| (place, why.to_owned())).into_iter().collect(),
            severity: lowest(None),
            edits: Vec::new(),
        });
    }
    found.extend(unit.exposures.iter().map(|exposure| {
        let mut flaw = exposure.flaw(&subject);
        flaw.severity = lowest(flaw.severity);
        flaw
    }));
    found
}
