//! From what is decided of a workload to the workload with its finding.

use super::{Allowlist, Egress, EgressVerdict, RunsAgent, Workload};
use crate::knowledge::Severity;
use crate::knowledge::schema::Reach;
use crate::model::Flaw;
use crate::source::Place;

/// What the analyses of this folder find.
#[derive(Default)]
pub(super) struct Collected {
    /// Workloads.
    pub(super) workloads: Vec<Workload>,
}

impl Collected {
    /// Adds a workload.
    pub(super) fn add(&mut self, judged: Judged) {
        self.workloads.push(judged.workload());
    }
}

/// A workload of which it was decided what it can reach.
pub(super) struct Judged {
    /// Its name.
    pub(super) name: String,
    /// What declares it.
    pub(super) kind: String,
    /// The declaration.
    pub(super) place: Place,
    /// Whether it runs an agent.
    pub(super) runs_agent: RunsAgent,
    /// What it can reach.
    pub(super) reach: Reach,
    /// Why, in one sentence.
    pub(super) why: String,
    /// What decides, with what each place is; the finding is at the first.
    pub(super) seen: Vec<(Place, String)>,
    /// The smallest change that closes it.
    pub(super) help: String,
    /// The severity of the finding, when it is lower than that of the check.
    pub(super) severity: Option<Severity>,
    /// Hosts that are let through.
    pub(super) hosts: Vec<String>,
    /// Whether it runs as root.
    pub(super) root: Option<bool>,
}

impl Judged {
    /// The workload, with a finding when everything can be reached.
    pub(super) fn workload(self) -> Workload {
        let verdict = match self.reach {
            Reach::Open => EgressVerdict::Open,
            Reach::OpenIneffective => EgressVerdict::OpenIneffective,
            Reach::PortOnly => EgressVerdict::PortOnly,
            Reach::InternalOnly => EgressVerdict::InternalOnly,
            Reach::Allowlist => EgressVerdict::Allowlist,
            Reach::DenyAll => EgressVerdict::DenyAll,
            Reach::Platform => EgressVerdict::Platform,
            Reach::Unknown => EgressVerdict::Unknown,
        };
        let (at, label) = self.seen.first().cloned().unwrap_or((self.place, "declared here".into()));
        let (severity, what) = match self.runs_agent {
            RunsAgent::Possible => (Some(Severity::Low), "seems to run an agent and can"),
            _ => (self.severity, "can"),
        };
        let flaw = |check, message| Flaw {
            check,
            place: at,
            label,
            subject: self.name.clone(),
            message,
            help: self.help.clone(),
            seen: self.seen.iter().skip(1).cloned().collect(),
            severity,
            edits: Vec::new(),
        };
        let flaws = match verdict {
            EgressVerdict::Open if self.runs_agent != RunsAgent::No => {
                vec![flaw("missing-egress-rules", format!("`{}` {what} reach every host: {}", self.name, self.why))]
            }
            EgressVerdict::OpenIneffective if self.runs_agent != RunsAgent::No => {
                let message = format!("rules for `{}` do not limit what it can reach: {}", self.name, self.why);
                vec![flaw("ineffective-egress-rules", message)]
            }
            _ => Vec::new(),
        };
        // A star over a whole top-level domain lists nobody.
        let is_wide = |host: &String| host.strip_prefix("*.").is_some_and(|rest| !rest.contains('.'));
        let holes = if self.hosts.iter().any(is_wide) { vec!["hole-wildcard-name".to_owned()] } else { Vec::new() };
        Workload {
            name: self.name,
            kind: self.kind,
            place: self.place,
            runs_agent: self.runs_agent,
            agents: Vec::new(),
            egress: Egress { verdict, holes, seen: self.seen, why: self.why, allowlist: Allowlist::default() },
            root: self.root,
            flaws,
        }
    }
}
