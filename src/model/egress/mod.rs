//! Workloads: what runs an agent, what it can reach, and as whom.

mod destinations;
mod runtime;
mod verdict;
mod ask;
mod bind;
mod calico;
mod cilium;
mod cloud;
mod compose;
mod declared;
mod devcontainer;
mod firewall;
mod flaws;
mod helm;
mod hosted;
mod image;
mod judge;
mod kustomize;
mod manifest;
mod object;
mod paths;
mod pod;
mod policy;
mod proxy;
mod rules;
mod selector;
mod signals;
mod unit;
mod workloads;

use super::agents::{AgentId, Agents};
use super::code::{Code, Imports};
use super::{Flaw, ModelFile};
use crate::knowledge::Knowledge;
use crate::source::Place;

/// Something that runs: a pod, a compose service, an image, a task, a job, a coding agent on a developer's machine.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Its name, with the namespace where there is one: `agents/worker`.
    pub name: String,
    /// What declares it: `kubernetes/Deployment`, `compose/service`, `dockerfile`, `terraform/aws_ecs_task_definition`.
    pub kind: String,
    /// The declaration.
    pub place: Place,
    /// Whether it runs an agent.
    pub runs_agent: RunsAgent,
    /// The agents of the tree that it runs, when that can be told.
    pub agents: Vec<AgentId>,
    /// What it can reach.
    pub egress: Egress,
    /// Whether it runs as root; `None` when that cannot be told.
    pub root: Option<bool>,
    /// What is wrong with it; each becomes a finding.
    pub flaws: Vec<Flaw>,
}

/// Whether a workload runs an agent.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RunsAgent {
    /// Its signals suffice.
    Yes,
    /// Some signals.
    Possible,
    /// None.
    No,
}

/// What a workload can reach.
#[derive(Clone, Debug)]
pub struct Egress {
    /// The verdict.
    pub verdict: EgressVerdict,
    /// Ids of what an allowlist leaves open.
    pub holes: Vec<String>,
    /// What proves it, with what each place is.
    pub seen: Vec<(Place, String)>,
    /// Why, in one sentence.
    pub why: String,
    /// Hosts that its rules name.
    pub allowlist: Allowlist,
}

/// The hosts that rules let out by name.
#[derive(Clone, Debug, Default)]
pub struct Allowlist {
    /// In the order of the rules.
    pub hosts: Vec<Listed>,
    /// Nothing else leads out: no range of addresses, no proxy, no name that is filled in later.
    pub complete: bool,
}

/// A host on an allowlist.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The host or a pattern of hosts.
    pub host: String,
    /// Where it is named.
    pub place: Place,
    /// The list is that of one program, not of a namespace or of containers that stand together.
    pub own: bool,
}

/// What is let out.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum EgressVerdict {
    /// Nothing.
    DenyAll,
    /// Name resolution only.
    DnsOnly,
    /// Named destinations.
    Allowlist,
    /// Only the inside.
    InternalOnly,
    /// The internet, but not the inside.
    InternetOpenInternalBlocked,
    /// Every host, on some ports.
    PortOnly,
    /// Everything, although something looks like a rule.
    OpenIneffective,
    /// Everything.
    Open,
    /// The platform decides; the tree cannot say.
    Platform,
    /// It cannot be told.
    Unknown,
}

/// A host that the code contacts or a rule names.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The host; `{region}` and the like are holes.
    pub host: String,
    /// What it is: `model`, `data`, `telemetry`, …
    pub class: String,
    /// Where it is named or its library imported.
    pub places: Vec<Place>,
    /// Whether a declared allowlist names it; `None` without an allowlist.
    pub declared: Option<bool>,
}

/// Workloads and destinations of a tree.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Sorted by place and name.
    pub workloads: Vec<Workload>,
    /// Sorted by host.
    pub destinations: Vec<Destination>,
    /// What is wrong with what belongs to no workload: destinations, servers, code that runs code.
    pub flaws: Vec<Flaw>,
}

impl Network {
    /// Finds the workloads and judges what they can reach. `code` is there when the tree has code of agents.
    pub fn link(
        files: &[ModelFile],
        code: Option<&Code<'_>>,
        imports: &Imports,
        agents: &Agents,
        knowledge: &Knowledge,
    ) -> Self {
        let mut found = verdict::Collected::default();
        runtime::find(files, knowledge, &mut found);
        cloud::find(files, knowledge, &mut found);
        let hosted = hosted::find(files, code, agents, knowledge, &mut found);
        let mut workloads = workloads::workloads(files, agents, knowledge);
        workloads.append(&mut found.workloads);
        workloads.sort_by(|a, b| (a.place, &a.name).cmp(&(b.place, &b.name)));
        let mut contacted = code.map(|code| destinations::find(files, code, knowledge)).unwrap_or_default();
        let tree =
            declared::Declared { files, code, imports, agents, packs: knowledge.egress(), workloads: &workloads };
        let mut flaws = tree.compare(&mut contacted);
        let destinations = contacted.destinations;
        flaws.append(&mut contacted.flaws);
        flaws.extend(hosted);
        Self { workloads, destinations, flaws }
    }
}
