//! The model itself: as a tree of text, as `perimeter-map/1`, as a Mermaid graph.

use super::escape;
use super::location::{Location, Locator};
use crate::knowledge::schema::{Capability, Effect, Grade, Language};
use crate::ledger::{Located, Map};
use crate::model::agents::{Agent, Tool};
use crate::source::{Place, Problem, sanitize};
use serde::Serialize;
use std::io;

/// A form of the map.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum MapFormat {
    /// For people.
    Text,
    /// `perimeter-map/1`.
    Json,
    /// A graph that Markdown viewers draw.
    Mermaid,
}

/// Writes `map` to `out`. The same map gives the same bytes.
///
/// # Errors
/// Those of `out`.
pub fn render_map(format: MapFormat, map: &Map, out: &mut dyn io::Write) -> io::Result<()> {
    let locator = Locator::new(&map.paths, &map.sources);
    match format {
        MapFormat::Text => text(map, &locator, out),
        MapFormat::Json => json(map, &locator, out),
        MapFormat::Mermaid => mermaid(map, out),
    }
}

fn effect(effect: Option<Effect>) -> &'static str {
    match effect {
        None => "unknown",
        Some(Effect::None) => "none",
        Some(Effect::Read) => "read",
        Some(Effect::Write) => "write",
        Some(Effect::Send) => "send",
        Some(Effect::Publish) => "publish",
        Some(Effect::Delete) => "delete",
        Some(Effect::Pay) => "pay",
        Some(Effect::Execute) => "execute",
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::None => "none",
        Grade::Weak => "weak",
        Grade::Unknown => "unknown",
        Grade::Full => "full",
    }
}

fn capability(capability: Capability) -> &'static str {
    match capability {
        Capability::PrivateData => "private-data",
        Capability::UntrustedContent => "untrusted-content",
        Capability::ExternalSend => "external-send",
        Capability::CodeExec => "code-exec",
        Capability::FileWrite => "file-write",
        Capability::FileRead => "file-read",
        Capability::Money => "money",
        Capability::Delete => "delete",
    }
}

fn language(language: Language) -> &'static str {
    match language {
        Language::Python => "python",
        Language::TypeScript => "typescript",
        Language::Go => "go",
        Language::Any => "any",
    }
}

fn clean(text: &str) -> String {
    sanitize(text.as_bytes()).replace('\n', " ")
}

fn text(map: &Map, locator: &Locator<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let place = |place: Place| {
        let location = locator.locate(place);
        format!("{}:{}", clean(&location.path), location.region.line)
    };
    for agent in &map.agents.agents {
        let kind = if agent.server { "server" } else { "agent" };
        writeln!(out, "{kind} {}  ({})  {}", clean(&agent.name), agent.framework, place(agent.place))?;
        for (index, id) in agent.tools.iter().enumerate() {
            let last = index + 1 == agent.tools.len();
            line(out, if last { "└─ " } else { "├─ " }, &map.agents.tools[id.0 as usize], &place)?;
        }
    }
    let free: Vec<&Tool> = map.agents.tools.iter().filter(|tool| tool.agents.is_empty()).collect();
    if !free.is_empty() {
        writeln!(out, "tools that no agent in this tree is given")?;
        for (index, tool) in free.iter().enumerate() {
            line(out, if index + 1 == free.len() { "└─ " } else { "├─ " }, tool, &place)?;
        }
    }
    writeln!(
        out,
        "\n{} agents and servers, {} tools, {} files; {} problems",
        map.agents.agents.len(),
        map.agents.tools.len(),
        map.scanned.files,
        map.problems.len()
    )
}

fn line(out: &mut dyn io::Write, branch: &str, tool: &Tool, place: &dyn Fn(Place) -> String) -> io::Result<()> {
    let undo = if tool.effect > Some(Effect::Read) && !tool.reversible { ", cannot be undone" } else { "" };
    let why = tool.evidence.first().map_or_else(String::new, |(title, at)| match at {
        Some(at) => format!(" by {title} ({})", place(*at)),
        None => format!(" by {title}"),
    });
    writeln!(
        out,
        "{branch}{:28} {}{undo}; recorded: {}{}  {}",
        clean(&tool.name),
        effect(tool.effect),
        grade(tool.audit),
        clean(&why),
        place(tool.place)
    )
}

fn mermaid(map: &Map, out: &mut dyn io::Write) -> io::Result<()> {
    // Mermaid reads quotes and brackets: names keep only what an identifier has.
    let label = |text: &str| {
        text.chars().map(|c| if c.is_alphanumeric() || "_-. ".contains(c) { c } else { '_' }).collect::<String>()
    };
    writeln!(out, "graph LR")?;
    for (index, agent) in map.agents.agents.iter().enumerate() {
        writeln!(out, "  a{index}([\"{}\"])", label(&agent.name))?;
    }
    for (index, tool) in map.agents.tools.iter().enumerate() {
        writeln!(out, "  t{index}[\"{}<br/>{}\"]", label(&tool.name), effect(tool.effect))?;
        for agent in &tool.agents {
            writeln!(out, "  a{} --> t{index}", agent.0)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct MapV1<'a> {
    schema: &'static str,
    agents: Vec<AgentV1>,
    tools: Vec<ToolV1<'a>>,
    grants: [(); 0],
    workloads: [(); 0],
    destinations: [(); 0],
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

fn json(map: &Map, locator: &Locator<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let view = MapV1 {
        schema: "perimeter-map/1",
        agents: map.agents.agents.iter().enumerate().map(|(index, agent)| agent_v1(index, agent, locator)).collect(),
        tools: map.agents.tools.iter().enumerate().map(|(index, tool)| tool_v1(index, tool, locator)).collect(),
        grants: [],
        workloads: [],
        destinations: [],
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

fn problem_v1(problem: &Located<Problem>, locator: &Locator<'_>) -> ProblemV1 {
    let span = problem.value.span.filter(|_| locator.knows(problem.file));
    ProblemV1 {
        path: locator.path(problem.file).to_owned(),
        message: clean(&problem.value.message),
        location: span.map(|span| locator.locate(Place { file: problem.file, span })),
    }
}
