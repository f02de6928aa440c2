//! `unlogged-tool` and `weak-audit-log`: does every call of a tool leave a record?

use super::{Check, agent_name, meta};
use crate::knowledge::schema::{CheckMeta, Effect, Grade};
use crate::knowledge::{Knowledge, Severity};
use crate::ledger::{Evidence, Finding, Fingerprint, Label, Verdict};
use crate::model::Model;
use crate::model::agents::{Tool, ToolId};

/// One verdict for each agent, and one for the tools that no agent of the tree is given.
pub(super) fn run(check: Check, model: &Model, knowledge: &Knowledge) -> Vec<Verdict> {
    let meta = meta(knowledge, check);
    let wanted = if check == Check::UnloggedTool { Grade::None } else { Grade::Weak };
    let agents = model.agents();
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut reported: Vec<ToolId> = Vec::new();
    for agent in &agents.agents {
        if agent.tools.is_empty() {
            continue;
        }
        let name = agent_name(model, agent);
        // A tool that several agents share is reported once, with the first of them.
        let fresh: Vec<ToolId> = agent.tools.iter().copied().filter(|tool| !reported.contains(tool)).collect();
        reported.extend(&fresh);
        verdicts.push(verdict(model, meta, wanted, Some(name), &agent.tools, &fresh));
    }
    let free: Vec<ToolId> = (0..agents.tools.len() as u32)
        .map(ToolId)
        .filter(|tool| agents.tools[tool.0 as usize].agents.is_empty())
        .collect();
    verdicts.push(verdict(model, meta, wanted, None, &free, &free));
    verdicts
}

fn verdict(
    model: &Model,
    meta: &CheckMeta,
    wanted: Grade,
    agent: Option<String>,
    tools: &[ToolId],
    report: &[ToolId],
) -> Verdict {
    let all = &model.agents().tools;
    let of = |ids: &[ToolId]| ids.iter().map(|id| &all[id.0 as usize]).collect::<Vec<_>>();
    let findings = of(report)
        .into_iter()
        .filter(|tool| tool.audit == wanted && !tool.remote)
        .map(|tool| finding(model, meta, agent.clone(), tool))
        .collect();
    let mut met = Vec::new();
    for tool in of(tools).into_iter().filter(|tool| tool.audit == Grade::Full) {
        met.extend(tool.evidence.iter().filter_map(|(title, at)| {
            let label = Label { place: (*at)?, text: format!("`{}` is recorded by {title}", tool.name) };
            Some(Evidence::Seen(label))
        }));
    }
    // The tools of a remote server run elsewhere; what only a vendor's default traces cannot be told from the repository.
    let is_unknown = |tool: &&Tool| tool.audit == Grade::Unknown || (tool.remote && tool.audit == Grade::None);
    let unknown = of(tools).into_iter().filter(is_unknown).count();
    let limits = match unknown {
        0 => Vec::new(),
        unknown => vec![format!("{unknown} of {} tools cannot be judged from the repository", tools.len())],
    };
    Verdict {
        check: meta.id.clone(),
        control: meta.control,
        agent,
        examined: tools.len(),
        unknown,
        subjects: "tools",
        findings,
        met,
        limits,
    }
}

fn finding(model: &Model, meta: &CheckMeta, agent: Option<String>, tool: &Tool) -> Finding {
    let path = model.files().get(tool.place.file.0 as usize).map_or("", |file| file.path.as_str());
    let weak = tool.audit == Grade::Weak;
    let mut evidence: Vec<Evidence> = Vec::new();
    if let Some(witness) = tool.witness {
        evidence.push(Evidence::Seen(Label { place: witness, text: format!("the effect: {}", word(tool.effect)) }));
    }
    if weak {
        evidence.extend(tool.evidence.iter().map(|(title, at)| match at {
            Some(place) => Evidence::Seen(Label { place: *place, text: format!("all that is recorded: {title}") }),
            None => Evidence::Reason(format!("all that is recorded: {title}")),
        }));
    } else {
        let searched = tool
            .handler
            .iter()
            .map(|handler| handler.file)
            .chain([tool.place.file])
            .collect::<std::collections::BTreeSet<_>>();
        evidence.push(Evidence::Absent {
            expected: "a logger, span or audit call in its body, its decorators, its agent or the process".into(),
            searched: searched.into_iter().collect(),
        });
    }
    Finding {
        check: meta.id.clone(),
        control: meta.control,
        severity: severity(meta, tool),
        confidence: meta.confidence,
        subject: tool.name.clone(),
        agent,
        message: if weak {
            format!("calls of tool `{}` ({}) are recorded only in part", tool.name, word(tool.effect))
        } else {
            format!("calls of tool `{}` ({}) leave no record", tool.name, word(tool.effect))
        },
        at: Label { place: tool.place, text: "declared here".into() },
        evidence,
        help: help(tool, weak),
        fingerprint: Fingerprint::of(&[meta.id.as_bytes(), path.as_bytes(), tool.name.as_bytes()]),
        fix: None,
        suppressed: None,
    }
}

/// What cannot be undone or leaves the house weighs most; a read weighs least.
fn severity(meta: &CheckMeta, tool: &Tool) -> Severity {
    let outward = tool.effect >= Some(Effect::Send);
    match tool.effect {
        Some(Effect::None | Effect::Read) => Severity::Low,
        Some(_) if outward || !tool.reversible => meta.severity,
        _ => meta.severity.min(Severity::Medium),
    }
}

fn word(effect: Option<Effect>) -> &'static str {
    match effect {
        None => "effect unknown",
        Some(Effect::None) => "no outside effect",
        Some(Effect::Read) => "reads",
        Some(Effect::Write) => "writes",
        Some(Effect::Send) => "sends",
        Some(Effect::Publish) => "publishes",
        Some(Effect::Delete) => "deletes",
        Some(Effect::Pay) => "pays",
        Some(Effect::Execute) => "executes",
    }
}

fn help(tool: &Tool, weak: bool) -> String {
    use crate::knowledge::schema::Language;
    let line = match tool.language {
        Language::TypeScript => format!("logger.info({{ tool: \"{}\" }})", tool.name),
        Language::Go => format!("slog.Info(\"{}\")", tool.name),
        _ => format!("log.info(\"{}\")", tool.name),
    };
    let place = if tool.handler.is_some() { "as the first statement of the tool" } else { "where the tool is run" };
    if weak {
        format!("record every call through a logger: `{line}` {place}")
    } else {
        format!("write a record on every call: `{line}` {place}")
    }
}
