//! The map as `perimeter-map/1`.

use super::{capability, clean, effect, egress, grade, grant, language, runs_agent};
use crate::knowledge::schema::Effect;
use crate::ledger::{Located, Map};
use crate::model::access::Grant;
use crate::model::agents::{Agent, AgentId, Tool};
use crate::model::clients::{Client, Reached};
use crate::model::egress::{Destination, Workload};
use crate::render::escape;
use crate::render::location::{Location, Locator};
use crate::source::{Place, Problem};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct MapV1<'a> {
    schema: &'static str,
    agents: Vec<AgentV1>,
    tools: Vec<ToolV1<'a>>,
    clients: Vec<ClientV1>,
    grants: Vec<GrantV1>,
    workloads: Vec<WorkloadV1>,
    destinations: Vec<DestinationV1>,
    problems: Vec<ProblemV1>,
}

#[derive(Serialize)]
struct AgentV1 {
    id: String,
    name: String,
    framework: String,
    location: Location,
    tools: Vec<String>,
    limits: [(); 0],
}

#[derive(Serialize)]
struct ToolV1<'a> {
    id: String,
    name: String,
    framework: &'a str,
    language: &'static str,
    location: Location,
    handler: Option<Location>,
    agents: Vec<String>,
    effect: &'static str,
    reversible: bool,
    capabilities: Vec<&'static str>,
    audit: AuditV1,
    approval: ApprovalV1,
    hosts: &'a [String],
    calls: &'a [String],
}

#[derive(Serialize)]
struct ClientV1 {
    name: String,
    client: String,
    location: Location,
    servers: Vec<ServerV1>,
}

#[derive(Serialize)]
struct ServerV1 {
    name: String,
    location: Location,
    runs: Option<String>,
    host: Option<String>,
    enabled: bool,
    agents: Vec<String>,
}

#[derive(Serialize)]
struct AuditV1 {
    grade: &'static str,
    evidence: Vec<EvidenceV1>,
}

#[derive(Serialize)]
struct ApprovalV1 {
    status: &'static str,
    evidence: [(); 0],
}

#[derive(Serialize)]
struct EvidenceV1 {
    kind: &'static str,
    message: String,
    location: Option<Location>,
}

#[derive(Serialize)]
struct ProblemV1 {
    path: String,
    message: String,
    location: Option<Location>,
}

pub(super) fn render(map: &Map, locator: &Locator<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let view = MapV1 {
        schema: "perimeter-map/1",
        agents: map
            .model
            .agents
            .agents
            .iter()
            .enumerate()
            .map(|(index, agent)| agent_v1(index, agent, locator))
            .collect(),
        tools: map.model.agents.tools.iter().enumerate().map(|(index, tool)| tool_v1(index, tool, locator)).collect(),
        clients: map.model.clients.clients.iter().map(|client| client_v1(client, locator)).collect(),
        grants: map.model.access.grants.iter().map(|grant| grant_v1(grant, locator)).collect(),
        workloads: map.model.network.workloads.iter().map(|workload| workload_v1(workload, locator)).collect(),
        destinations: map.model.network.destinations.iter().map(|each| destination_v1(each, locator)).collect(),
        problems: map.problems.iter().map(|problem| problem_v1(problem, locator)).collect(),
    };
    escape::write_json(&view, out)
}

fn agent_v1(index: usize, agent: &Agent, locator: &Locator<'_>) -> AgentV1 {
    AgentV1 {
        id: format!("agent-{index}"),
        name: clean(&agent.name),
        framework: agent.framework.clone(),
        location: locator.locate(agent.place),
        tools: agent.tools.iter().map(|tool| format!("tool-{}", tool.0)).collect(),
        limits: [],
    }
}

fn tool_v1<'a>(index: usize, tool: &'a Tool, locator: &Locator<'_>) -> ToolV1<'a> {
    let evidence = tool.evidence.iter().map(|(title, at)| EvidenceV1 {
        kind: "seen",
        message: clean(title),
        location: at.map(|at| locator.locate(at)),
    });
    ToolV1 {
        id: format!("tool-{index}"),
        name: clean(&tool.name),
        framework: &tool.framework,
        language: language(tool.language),
        location: locator.locate(tool.place),
        handler: tool.handler.map(|at| locator.locate(at)),
        agents: tool.agents.iter().map(|agent| format!("agent-{}", agent.0)).collect(),
        effect: effect(tool.effect),
        reversible: tool.reversible,
        capabilities: tool.capabilities.iter().map(|each| capability(*each)).collect(),
        audit: AuditV1 { grade: grade(tool.audit), evidence: evidence.collect() },
        // No check of this version looks for approvals.
        approval: ApprovalV1 {
            status: if tool.effect.is_some_and(|effect| effect <= Effect::Read) { "n/a" } else { "unknown" },
            evidence: [],
        },
        hosts: &tool.hosts,
        calls: &tool.calls,
    }
}

fn client_v1(client: &Client, locator: &Locator<'_>) -> ClientV1 {
    let servers = client.servers.iter().map(|server| {
        let (runs, host) = match &server.reach {
            Reached::Program(program) => (Some(clean(program)), None),
            Reached::Host(host) => (None, Some(clean(host))),
        };
        ServerV1 {
            name: clean(&server.name),
            location: locator.locate(server.place),
            runs,
            host,
            enabled: server.enabled,
            agents: ids(&server.agents),
        }
    });
    ClientV1 {
        name: client.name.clone(),
        client: client.pack.clone(),
        location: locator.locate(client.place),
        servers: servers.collect(),
    }
}

fn problem_v1(problem: &Located<Problem>, locator: &Locator<'_>) -> ProblemV1 {
    let span = problem.value.span.filter(|_| locator.knows(problem.file));
    ProblemV1 {
        path: locator.path(problem.file).to_owned(),
        message: clean(&problem.value.message),
        location: span.map(|span| locator.locate(Place { file: problem.file, span })),
    }
}

#[derive(Serialize)]
struct GrantV1 {
    provider: String,
    value: String,
    kind: &'static str,
    location: Location,
    agents: Vec<String>,
    verdict: &'static str,
    narrower: Vec<String>,
    why: String,
}

#[derive(Serialize)]
struct WorkloadV1 {
    name: String,
    kind: String,
    location: Location,
    runs_agent: &'static str,
    agents: Vec<String>,
    egress: EgressV1,
    root: Option<bool>,
}

#[derive(Serialize)]
struct EgressV1 {
    verdict: &'static str,
    why: String,
    holes: Vec<String>,
    evidence: Vec<EvidenceV1>,
}

#[derive(Serialize)]
struct DestinationV1 {
    host: String,
    class: String,
    locations: Vec<Location>,
    declared: Option<bool>,
}

fn ids(agents: &[AgentId]) -> Vec<String> {
    agents.iter().map(|agent| format!("agent-{}", agent.0)).collect()
}

fn grant_v1(each: &Grant, locator: &Locator<'_>) -> GrantV1 {
    GrantV1 {
        provider: each.provider.clone(),
        value: clean(&each.value),
        kind: each.kind,
        location: locator.locate(each.place),
        agents: ids(&each.agents),
        verdict: grant(each.verdict),
        narrower: each.narrower.iter().map(|one| clean(one)).collect(),
        why: clean(&each.why),
    }
}

fn workload_v1(each: &Workload, locator: &Locator<'_>) -> WorkloadV1 {
    let evidence = each.egress.seen.iter().map(|(place, message)| EvidenceV1 {
        kind: "seen",
        message: clean(message),
        location: Some(locator.locate(*place)),
    });
    WorkloadV1 {
        name: clean(&each.name),
        kind: clean(&each.kind),
        location: locator.locate(each.place),
        runs_agent: runs_agent(each.runs_agent),
        agents: ids(&each.agents),
        egress: EgressV1 {
            verdict: egress(each.egress.verdict),
            why: clean(&each.egress.why),
            holes: each.egress.holes.clone(),
            evidence: evidence.collect(),
        },
        root: each.root,
    }
}

fn destination_v1(each: &Destination, locator: &Locator<'_>) -> DestinationV1 {
    DestinationV1 {
        host: clean(&each.host),
        class: clean(&each.class),
        locations: each.places.iter().map(|place| locator.locate(*place)).collect(),
        declared: each.declared,
    }
}
