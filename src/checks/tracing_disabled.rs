//! `tracing-disabled`: a record of tool calls that is there, and is switched off.

use super::{Check, Words, agent_name, finding, meta, verdict};
use crate::knowledge::{Confidence, Knowledge, Severity};
use crate::ledger::{Evidence, Label, Verdict};
use crate::model::Model;
use crate::source::PathClass;

/// At most this many tools are named in the evidence.
const NAMED: usize = 3;

pub(super) fn run(model: &Model, knowledge: &Knowledge) -> Verdict {
    let meta = meta(knowledge, Check::TracingDisabled);
    let agents = model.agents();
    let mut findings = Vec::new();
    for off in &agents.switched_off {
        let Some(file) = model.files().get(off.place.file.0 as usize) else { continue };
        let tools: Vec<_> = off.tools.iter().map(|id| &agents.tools[id.0 as usize]).collect();
        let count = match tools.len() {
            1 => "one tool".to_owned(),
            count => format!("{count} tools"),
        };
        let part = if off.in_part { " for one agent or run" } else { "" };
        let words = Words {
            subject: off.name.clone(),
            message: format!(
                "`{}` switches off {}{part}, and nothing else records {count} in full",
                off.name, off.record
            ),
            label: "switched off here".into(),
            help: format!("record the calls by a logger or a trace processor of your own, or remove `{}`", off.name),
        };
        let mut one = finding(meta, file, off.place.span, off.name.as_bytes(), words);
        one.agent = tools
            .first()
            .and_then(|tool| tool.agents.first())
            .map(|agent| agent_name(model, &agents.agents[agent.0 as usize]));
        one.evidence.extend(tools.iter().take(NAMED).map(|tool| {
            Evidence::Seen(Label { place: tool.place, text: format!("`{}` is not recorded in full", tool.name) })
        }));
        if file.class != PathClass::Main {
            one.severity = one.severity.min(Severity::Low);
            one.confidence = one.confidence.min(Confidence::Medium);
            one.evidence.push(Evidence::Reason("the path is not that of deployed code: weighed lower".into()));
        }
        findings.push(one);
    }
    let mut verdict = verdict(meta, 0, findings);
    verdict.subjects = "switches";
    verdict.examined = agents.switched_off.len();
    verdict
}
