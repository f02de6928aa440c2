//! `secret-in-log` and `unattributed-log`: what a record says, and what it should not.

use super::{Check, Words, agent_name, finding, meta, verdict};
use crate::knowledge::schema::Grade;
use crate::knowledge::{Knowledge, Severity};
use crate::ledger::{Evidence, Finding, Label, Verdict};
use crate::model::Model;
use crate::model::agents::Leak;
use crate::source::PathClass;

/// A credential that code writes to a log or a console.
pub(super) fn secrets(model: &Model, knowledge: &Knowledge) -> Verdict {
    let leaks = &model.agents().leaks;
    let findings = leaks.iter().filter_map(|leak| leaked(model, knowledge, leak)).collect();
    // The secrets engine examines every file; this check adds what code of agents writes.
    let examined = model.files().iter().filter(|file| file.facts.code.is_some()).count();
    verdict(meta(knowledge, Check::SecretInLog), examined, findings)
}

fn leaked(model: &Model, knowledge: &Knowledge, leak: &Leak) -> Option<Finding> {
    let file = model.files().get(leak.place.file.0 as usize)?;
    let words = Words {
        subject: leak.name.clone(),
        message: format!("`{}` is written to {}", leak.name, leak.sink),
        label: "the secret".into(),
        help: format!("leave `{}` out of the record, or log whether it is set", leak.name),
    };
    let mut found = finding(meta(knowledge, Check::SecretInLog), file, leak.place.span, leak.name.as_bytes(), words);
    found.evidence = vec![Evidence::Seen(Label { place: leak.call, text: format!("{} records it here", leak.sink) })];
    if file.class != PathClass::Main {
        found.severity = found.severity.min(Severity::Low);
        found.evidence.push(Evidence::Reason("the path is not that of deployed code: weighed lower".into()));
    }
    Some(found)
}

/// Tools whose own record does not say on whose behalf they ran.
pub(super) fn unattributed(model: &Model, knowledge: &Knowledge) -> Verdict {
    let meta = meta(knowledge, Check::UnattributedLog);
    let agents = model.agents();
    let mut findings = Vec::new();
    let mut judged = 0;
    for tool in agents.tools.iter().filter(|tool| tool.audit == Grade::Full) {
        let Some(attributed) = tool.attributed else { continue };
        judged += 1;
        let record = tool.evidence.iter().find_map(|(_, at)| *at);
        let (false, Some(record)) = (attributed, record) else { continue };
        let Some(file) = model.files().get(record.file.0 as usize) else { continue };
        let words = Words {
            subject: tool.name.clone(),
            message: format!("the record of tool `{}` does not say on whose behalf it ran", tool.name),
            label: "recorded here".into(),
            help: "add the user, session or request to the record".into(),
        };
        let mut found = finding(meta, file, record.span, tool.name.as_bytes(), words);
        found.agent = tool.agents.first().map(|agent| agent_name(model, &agents.agents[agent.0 as usize]));
        found.evidence = vec![Evidence::Seen(Label { place: tool.place, text: "the tool".into() })];
        findings.push(found);
    }
    Verdict { subjects: "tools", ..verdict(meta, judged, findings) }
}
