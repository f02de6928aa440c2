//! What was found, freed from the code: the part of the model that checks and renderers read.

use super::audit::{Audit, Audits};
use super::effect::{Effects, Reach};
use super::leaks::{Leak, attributed, leaks};
use super::switches::Switches;
use super::{Found, FoundTool, collect, intent};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{Capability, Effect, Grade, Language, NameEffect};
use crate::model::ModelFile;
use crate::model::code::{Code, Imports};
use crate::source::{FileId, Place, Span};
use std::collections::BTreeMap;

/// Index of a tool in [`Agents`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToolId(pub u32);

/// Index of an agent in [`Agents`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId(pub u32);

/// A tool that an agent or a client can call.
#[derive(Clone, Debug)]
pub struct Tool {
    /// The name that the model sees; the name of its code or `?` when it cannot be told.
    pub name: String,
    /// Id of the framework pack.
    pub framework: String,
    /// Language of the declaration.
    pub language: Language,
    /// The declaration.
    pub place: Place,
    /// Its code, when that is in the tree.
    pub handler: Option<Place>,
    /// Agents that can call it.
    pub agents: Vec<AgentId>,
    /// The strongest effect; `None` when its code is elsewhere and nothing is known of it.
    pub effect: Option<Effect>,
    /// Whether that effect can be undone.
    pub reversible: bool,
    /// The call that has the effect.
    pub witness: Option<Place>,
    /// What it brings.
    pub capabilities: Vec<Capability>,
    /// Hosts that its code names.
    pub hosts: Vec<String>,
    /// Calls with an effect.
    pub calls: Vec<String>,
    /// What records its calls.
    pub audit: Grade,
    /// The mechanisms, with their places.
    pub evidence: Vec<(String, Option<Place>)>,
    /// Whether the records of its own code say who asked; `None` when they are made elsewhere.
    pub attributed: Option<bool>,
    /// Stands for the tools of a remote server.
    pub remote: bool,
}

/// An agent, or a server that offers tools.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Its name.
    pub name: String,
    /// Id of the framework pack.
    pub framework: String,
    /// The declaration.
    pub place: Place,
    /// Its tools.
    pub tools: Vec<ToolId>,
    /// It is a server.
    pub server: bool,
}

/// A switch that stops a record of tools.
#[derive(Clone, Debug)]
pub struct SwitchedOff {
    /// The switch.
    pub place: Place,
    /// What is written there: `set_tracing_disabled`, `OPENAI_AGENTS_DISABLE_TRACING`.
    pub name: String,
    /// Words for the record.
    pub record: String,
    /// For one agent or run only.
    pub in_part: bool,
    /// Tools that nothing else records in full.
    pub tools: Vec<ToolId>,
}

/// All agents and tools of a tree.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    /// Sorted by place.
    pub tools: Vec<Tool>,
    /// Sorted by place.
    pub agents: Vec<Agent>,
    /// Secrets that the code logs, sorted by place.
    pub leaks: Vec<Leak>,
    /// Sorted by place.
    pub switched_off: Vec<SwitchedOff>,
}

impl Agents {
    /// Finds and judges the tools and agents of `code`. `imports` gives for each file the files that it imports.
    pub fn link(code: &Code<'_>, knowledge: &Knowledge, imports: &Imports, files: &[ModelFile]) -> Self {
        let mut found = collect(code, knowledge);
        sort_agents(&mut found);
        let effects = Effects::new(knowledge);
        let audits = Audits::new(code, knowledge, imports, Switches::new(files, knowledge));
        let tools: Vec<Tool> = found
            .tools
            .iter()
            .map(|tool| {
                let audit = audits.of(&found, tool);
                let attributed = (audit.grade == Grade::Full)
                    .then(|| audit.evidence.iter().filter_map(|(_, at)| attributed(code, &audits, (*at)?)).max())
                    .flatten();
                Tool { attributed, ..own(code, knowledge, &effects, tool, audit) }
            })
            .collect();
        let mut given: Vec<Vec<ToolId>> = vec![Vec::new(); found.agents.len()];
        for (index, tool) in tools.iter().enumerate() {
            for agent in &tool.agents {
                given[agent.0 as usize].push(ToolId(index as u32));
            }
        }
        let agents = found.agents.iter().zip(given).map(|(agent, tools)| Agent {
            name: agent.name.clone(),
            framework: knowledge.frameworks()[agent.pack].id.clone(),
            place: Place { file: agent.at.0, span: agent.at.1 },
            tools,
            server: agent.server,
        });
        let agents = agents.collect();
        let leaks = leaks(code, &audits);
        let switched_off = switched_off(&audits, &found, &tools);
        Self { tools, agents, leaks, switched_off }
    }
}

fn switched_off<'m>(audits: &Audits<'_, 'm>, found: &Found<'m>, tools: &[Tool]) -> Vec<SwitchedOff> {
    let mut by_place: BTreeMap<(FileId, Span), SwitchedOff> = BTreeMap::new();
    for (index, tool) in found.tools.iter().enumerate().filter(|(index, _)| tools[*index].audit != Grade::Full) {
        for (off, record) in audits.switched_off(tool) {
            let known = by_place.entry(off.at).or_insert_with(|| SwitchedOff {
                place: Place { file: off.at.0, span: off.at.1 },
                name: off.name,
                record: record.to_owned(),
                in_part: !off.whole,
                tools: Vec::new(),
            });
            let id = ToolId(index as u32);
            if known.tools.last() != Some(&id) {
                known.tools.push(id);
            }
        }
    }
    by_place.into_values().collect()
}

fn sort_agents(found: &mut Found<'_>) {
    let mut order: Vec<usize> = (0..found.agents.len()).collect();
    order.sort_by_key(|index| found.agents[*index].at);
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    found.agents.sort_by_key(|agent| agent.at);
    for tool in &mut found.tools {
        for agent in &mut tool.agents {
            *agent = place[*agent];
        }
        tool.agents.sort_unstable();
    }
}

/// What a tool does after its code, its pack and its name are heard.
struct Outcome<'k> {
    effect: Option<Effect>,
    reversible: bool,
    /// The promise of the name, where it decides.
    promise: Option<&'k NameEffect>,
}

/// The code says most. A name counts where the code shows nothing, or hides what it does: a stub, a call that cannot be followed, a
/// request to an unknown host.
fn outcome<'k>(
    reach: Option<&Reach>,
    stated: Option<&(Effect, bool, Vec<Capability>)>,
    promise: Option<&'k NameEffect>,
) -> Outcome<'k> {
    let known = |effect, reversible| Outcome { effect: Some(effect), reversible, promise: None };
    let promised = |row: &'k NameEffect| Outcome {
        effect: Some(row.effect),
        reversible: row.reversible || row.effect <= Effect::Read,
        promise: Some(row),
    };
    match (reach, stated, promise) {
        (None, Some((effect, reversible, _)), _) => known(*effect, *reversible || *effect <= Effect::Read),
        (Some(reach), Some((effect, ..)), _) => known(reach.effect.max(*effect), reach.reversible),
        (None, None, Some(row)) => promised(row),
        (None, None, None) => Outcome { effect: None, reversible: false, promise: None },
        (Some(reach), None, Some(row))
            if reach.generic && (row.effect > reach.effect || reach.effect == Effect::Write) =>
        {
            // A request reads at least.
            let effect = row.effect.max(Effect::Read);
            Outcome { effect: Some(effect), reversible: row.reversible || effect <= Effect::Read, promise: Some(row) }
        }
        (Some(reach), None, Some(row))
            if row.effect > reach.effect
                && (reach.effect == Effect::None || reach.effect == Effect::Read && reach.opaque) =>
        {
            promised(row)
        }
        (Some(reach), None, None) if reach.effect == Effect::None && reach.opaque => {
            Outcome { effect: None, reversible: false, promise: None }
        }
        (Some(reach), None, _) => known(reach.effect, reach.reversible),
    }
}

fn own<'m>(code: &Code<'m>, knowledge: &Knowledge, effects: &Effects<'_>, tool: &FoundTool<'m>, audit: Audit) -> Tool {
    let place = |(file, span): (FileId, Span)| Place { file, span };
    let name = tool
        .name
        .clone()
        .or_else(|| tool.handler.as_ref().and_then(|handler| handler.function.bound_name()).map(str::to_owned))
        .unwrap_or_else(|| "?".into());
    let reach = tool.handler.as_ref().map(|handler| effects.of(code, handler));
    let stated = tool.stated.as_ref();
    let outcome = outcome(reach.as_ref(), stated, intent::promised(knowledge, &name));
    let reach = reach.unwrap_or_default();
    let mut capabilities: Vec<Capability> = reach
        .capabilities
        .iter()
        .copied()
        .chain(stated.into_iter().flat_map(|(_, _, more)| more.iter().copied()))
        .chain(outcome.promise.into_iter().flat_map(|row| row.capabilities.iter().copied()))
        .collect();
    capabilities.sort_unstable();
    capabilities.dedup();
    let handler = tool.handler.as_ref().map(|handler| {
        let span = handler
            .branch
            .and_then(crate::syntax::code::Block::first)
            .map_or(handler.function.span(), crate::syntax::code::Stmt::span);
        place((code.file_of(handler.function.module()), span))
    });
    let pack = &knowledge.frameworks()[tool.pack];
    Tool {
        name,
        framework: pack.id.clone(),
        language: pack.language,
        place: place(tool.at),
        handler,
        agents: tool.agents.iter().map(|agent| AgentId(*agent as u32)).collect(),
        effect: outcome.effect,
        reversible: outcome.reversible,
        witness: reach.witness.map(place).filter(|_| outcome.promise.is_none()),
        capabilities,
        hosts: reach.hosts.into_iter().collect(),
        calls: reach.calls.into_iter().collect(),
        audit: audit.grade,
        evidence: audit.evidence.into_iter().map(|(title, at)| (title, at.map(place))).collect(),
        remote: tool.remote,
        attributed: None,
    }
}
