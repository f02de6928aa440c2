//! What was found, freed from the code: the part of the model that checks and renderers read.

use super::audit::{Audit, Audits};
use super::effect::Effects;
use super::leaks::{Leak, attributed, leaks};
use super::{Found, FoundTool, collect};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{Capability, Effect, Grade, Language};
use crate::model::code::{Code, Imports};
use crate::source::{FileId, Place, Span};

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

/// All agents and tools of a tree.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    /// Sorted by place.
    pub tools: Vec<Tool>,
    /// Sorted by place.
    pub agents: Vec<Agent>,
    /// Secrets that the code logs, sorted by place.
    pub leaks: Vec<Leak>,
}

impl Agents {
    /// Finds and judges the tools and agents of `code`. `imports` gives for each file the files that it imports.
    pub fn link(code: &Code<'_>, knowledge: &Knowledge, imports: &Imports) -> Self {
        let mut found = collect(code, knowledge);
        sort_agents(&mut found);
        let effects = Effects::new(knowledge);
        let audits = Audits::new(code, knowledge, imports);
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
        Self { tools, agents, leaks }
    }
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

fn own<'m>(code: &Code<'m>, knowledge: &Knowledge, effects: &Effects<'_>, tool: &FoundTool<'m>, audit: Audit) -> Tool {
    let place = |(file, span): (FileId, Span)| Place { file, span };
    let reach = tool.handler.as_ref().map(|handler| effects.of(code, handler));
    let stated = tool.stated.as_ref();
    let effect = reach.as_ref().map(|reach| reach.effect).max(stated.map(|(effect, ..)| *effect));
    let reversible = match (&reach, stated) {
        (Some(reach), _) => reach.reversible,
        (None, Some((effect, reversible, _))) => *reversible || *effect <= Effect::Read,
        (None, None) => false,
    };
    let reach = reach.unwrap_or_default();
    let mut capabilities: Vec<Capability> = reach
        .capabilities
        .iter()
        .copied()
        .chain(stated.into_iter().flat_map(|(_, _, more)| more.iter().copied()))
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
        name: tool
            .name
            .clone()
            .or_else(|| tool.handler.as_ref().and_then(|handler| handler.function.bound_name()).map(str::to_owned))
            .unwrap_or_else(|| "?".into()),
        framework: pack.id.clone(),
        language: pack.language,
        place: place(tool.at),
        handler,
        agents: tool.agents.iter().map(|agent| AgentId(*agent as u32)).collect(),
        effect,
        reversible,
        witness: reach.witness.map(place),
        capabilities,
        hosts: reach.hosts.into_iter().collect(),
        calls: reach.calls.into_iter().collect(),
        audit: audit.grade,
        evidence: audit.evidence.into_iter().map(|(title, at)| (title, at.map(place))).collect(),
        remote: tool.remote,
        attributed: None,
    }
}
