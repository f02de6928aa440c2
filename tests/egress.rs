//! What a workload can reach, by the semantics of each mechanism: a table of what complies, what is absent, what does nothing, and of traps.

#![allow(clippy::too_many_lines, reason = "one table for each mechanism, a row for each trap")]

use perimeter::knowledge::Knowledge;
use perimeter::model::egress::{EgressVerdict, RunsAgent, Workload};
use perimeter::scan::map;
use perimeter::source::Files;

#[path = "egress/compose.rs"]
mod compose;
#[path = "egress/devcontainer.rs"]
mod devcontainer;
#[path = "egress/helm.rs"]
mod helm;
#[path = "egress/kubernetes.rs"]
mod kubernetes;
#[path = "egress/root.rs"]
mod root;

fn workloads(knowledge: &Knowledge, files: &[(&str, String)]) -> Vec<Workload> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    map(&Files::from_memory(files), knowledge).model.network.workloads
}

/// The one workload of that name.
fn workload(knowledge: &Knowledge, files: &[(&str, String)], name: &str) -> Workload {
    let mut found = workloads(knowledge, files);
    found.retain(|workload| workload.name.rsplit('/').next() == Some(name));
    assert_eq!(found.len(), 1, "one workload is called `{name}`");
    found.remove(0)
}

/// Whether the verdict and the flaw of a workload say the same: what is open is a finding, what is kept in is none.
fn assert_consistent(workload: &Workload, why: &str) {
    let flaws: Vec<&str> =
        workload.flaws.iter().map(|flaw| flaw.check).filter(|check| check.contains("egress")).collect();
    let expected: &[&str] = match workload.egress.verdict {
        EgressVerdict::Open => &["missing-egress-rules"],
        EgressVerdict::OpenIneffective | EgressVerdict::PortOnly | EgressVerdict::InternetOpenInternalBlocked => {
            &["ineffective-egress-rules"]
        }
        _ => &[],
    };
    assert_eq!(flaws, expected, "{why}");
    assert_eq!(workload.runs_agent, RunsAgent::Yes, "{why}");
}
