//! Checks whose verdicts are made where the model is linked: those of grants and of workloads.

use super::{Check, agent_name, meta};
use crate::knowledge::{Confidence, Knowledge, Severity};
use crate::ledger::{Edit, Evidence, Finding, Fingerprint, Fix, Label, Safety, Verdict};
use crate::model::access::GrantVerdict;
use crate::model::agents::AgentId;
use crate::model::egress::{EgressVerdict, RunsAgent};
use crate::model::{Flaw, Model};
use crate::source::PathClass;

/// A check of grants.
pub(super) fn grants(check: Check, model: &Model, knowledge: &Knowledge) -> Verdict {
    let grants = &model.access().grants;
    let flaws = grants.iter().flat_map(|grant| grant.flaws.iter().map(|flaw| (flaw, grant.agents.as_slice())));
    let fine = grants.iter().filter(|grant| grant.verdict == GrantVerdict::Fine);
    Verdict {
        examined: grants.len(),
        unknown: grants.iter().filter(|grant| grant.verdict == GrantVerdict::Unknown).count(),
        subjects: "grants",
        met: fine
            .map(|grant| {
                Evidence::Seen(Label { place: grant.place, text: format!("`{}`: {}", grant.value, grant.why) })
            })
            .collect(),
        limits: vec!["whether anybody reviewed the grants cannot be told from the repository".into()],
        ..verdict(check, model, knowledge, flaws)
    }
}

/// A check of workloads.
pub(super) fn workloads(check: Check, model: &Model, knowledge: &Knowledge) -> Verdict {
    let all = &model.network().workloads;
    let agents: Vec<_> = all.iter().filter(|workload| workload.runs_agent != RunsAgent::No).collect();
    let flaws = all.iter().flat_map(|each| each.flaws.iter().map(|flaw| (flaw, each.agents.as_slice())));
    let is_unknown = |verdict: EgressVerdict| matches!(verdict, EgressVerdict::Unknown | EgressVerdict::Platform);
    let holds = |verdict: EgressVerdict| {
        matches!(
            verdict,
            EgressVerdict::DenyAll | EgressVerdict::DnsOnly | EgressVerdict::Allowlist | EgressVerdict::InternalOnly
        )
    };
    let met = agents.iter().filter(|workload| holds(workload.egress.verdict));
    let unknown = agents.iter().filter(|workload| is_unknown(workload.egress.verdict)).count();
    Verdict {
        examined: agents.len(),
        unknown,
        subjects: "workloads",
        met: met
            .flat_map(|workload| &workload.egress.seen)
            .map(|(place, text)| Evidence::Seen(Label { place: *place, text: text.clone() }))
            .collect(),
        limits: (unknown > 0)
            .then(|| format!("what {unknown} of {} workloads can reach cannot be told", agents.len()))
            .into_iter()
            .collect(),
        ..verdict(check, model, knowledge, flaws)
    }
}

/// The verdict of one check over flaws.
pub(super) fn verdict<'a>(
    check: Check,
    model: &Model,
    knowledge: &Knowledge,
    flaws: impl Iterator<Item = (&'a Flaw, &'a [AgentId])>,
) -> Verdict {
    let findings = flaws
        .filter(|(flaw, _)| flaw.check == check.id())
        .map(|(flaw, agents)| finding(check, model, knowledge, flaw, agents))
        .collect();
    super::verdict(meta(knowledge, check), 0, findings)
}

fn finding(check: Check, model: &Model, knowledge: &Knowledge, flaw: &Flaw, agents: &[AgentId]) -> Finding {
    let meta = meta(knowledge, check);
    let file = model.files().get(flaw.place.file.0 as usize);
    let path = file.map_or("", |file| file.path.as_str());
    let agent = agents.first().and_then(|agent| model.agents().agents.get(agent.0 as usize));
    let deployed = file.is_none_or(|file| file.class == PathClass::Main);
    let severity = flaw.severity.unwrap_or(meta.severity).min(meta.severity);
    let mut evidence: Vec<Evidence> =
        flaw.seen.iter().map(|(place, text)| Evidence::Seen(Label { place: *place, text: text.clone() })).collect();
    if !deployed {
        evidence.push(Evidence::Reason("the path is not that of deployed code: weighed lower".into()));
    }
    Finding {
        check: meta.id.clone(),
        control: meta.control,
        severity: if deployed { severity } else { severity.min(Severity::Medium) },
        confidence: if deployed { meta.confidence } else { meta.confidence.min(Confidence::Medium) },
        subject: flaw.subject.clone(),
        agent: agent.map(|agent| agent_name(model, agent)),
        message: flaw.message.clone(),
        at: Label { place: flaw.place, text: flaw.label.clone() },
        evidence,
        help: flaw.help.clone(),
        fingerprint: Fingerprint::of(&[meta.id.as_bytes(), path.as_bytes(), flaw.subject.as_bytes()]),
        fix: fix(flaw),
        suppressed: None,
    }
}

fn fix(flaw: &Flaw) -> Option<Fix> {
    let safe = flaw.edits.iter().all(|(_, _, safe)| *safe);
    (!flaw.edits.is_empty()).then(|| Fix {
        title: flaw.help.clone(),
        edits: flaw.edits.iter().map(|(place, text, _)| Edit { place: *place, text: text.clone() }).collect(),
        safety: if safe { Safety::Safe } else { Safety::Unsafe },
    })
}
