//! Workflows of GitHub: what the token of a job that runs an agent may do, and what the agent is started with.

use super::commands::{Word, commands, starts};
use super::{Found, Granted};
use crate::knowledge::schema::{TokenPermission, WorkflowPack};
use crate::model::ModelFile;
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};

/// Words that may stand before the program they start.
const RUNNERS: [&str; 10] = ["npx", "bunx", "uvx", "pnpm", "yarn", "dlx", "exec", "sudo", "-y", "--yes"];

pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    if !file.path.contains(".github/workflows/") && !file.path.contains(".gitea/workflows/") {
        return;
    }
    let pack = &found.knowledge.access().workflows;
    let is_untrusted =
        root.get("on").is_some_and(|on| events(on).iter().any(|event| pack.untrusted.iter().any(|one| one == event)));
    let mut shared = false;
    for job in root.get("jobs").map(Node::entries).unwrap_or_default() {
        if !runs_agent(found, pack, &job.value) {
            continue;
        }
        let holder = format!("job `{}`", job.key.text);
        let untrusted = is_untrusted && !asks_who(&job.value);
        match (job.value.get("permissions"), root.get("permissions")) {
            (Some(own), _) => permissions(found, file, own, untrusted, &holder),
            // Said once, however many jobs inherit it.
            (None, Some(all)) if !shared => {
                shared = true;
                permissions(found, file, all, untrusted, &holder);
            }
            _ => {}
        }
        for step in job.value.get("steps").map(Node::items).unwrap_or_default() {
            inputs(found, file, step, &holder);
        }
    }
}

/// The events that start a workflow.
fn events(on: &Node) -> Vec<&str> {
    match &on.value {
        Value::Text(event) => vec![event],
        Value::List(items) => items.iter().filter_map(Node::as_str).collect(),
        Value::Map(entries) => entries.iter().map(|entry| &*entry.key.text).collect(),
        _ => Vec::new(),
    }
}

/// Whether the condition of a job looks at who caused it.
fn asks_who(job: &Node) -> bool {
    job.get("if").and_then(Node::as_str).is_some_and(|condition| {
        ["author_association", "github.actor", "sender.login", "user.login"].iter().any(|word| condition.contains(word))
    })
}

fn uses<'n>(step: &'n Node, known: &[String]) -> Option<&'n str> {
    let uses = step.get("uses")?.as_str()?;
    known
        .iter()
        .any(|action| {
            let rest = uses
                .get(..action.len())
                .filter(|start| start.eq_ignore_ascii_case(action))
                .and(uses.get(action.len()..));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', '/']))
        })
        .then_some(uses)
}

fn runs_agent(found: &Found<'_>, pack: &WorkflowPack, job: &Node) -> bool {
    let runtimes = &found.knowledge.access().runtimes;
    job.get("steps").map(Node::items).unwrap_or_default().iter().any(|step| {
        let script = step.get("run").and_then(Node::as_str).unwrap_or_default();
        uses(step, &pack.uses).is_some()
            || commands(script).any(|command| {
                let words = command.words();
                program(&words).is_some_and(|word| runtimes.iter().any(|runtime| starts(word.text, &runtime.programs)))
            })
    })
}

/// The word that a command starts, behind assignments and runners.
fn program<'w, 't>(words: &'w [Word<'t>]) -> Option<&'w Word<'t>> {
    words.iter().find(|word| !RUNNERS.contains(&word.text) && !word.text.contains('='))
}

fn permissions(found: &mut Found<'_>, file: &ModelFile, node: &Node, untrusted: bool, holder: &str) {
    match &node.value {
        Value::Text(all) => {
            permission(found, file, (None, all), node.span, untrusted, holder);
        }
        Value::Map(entries) => {
            for Entry { key, value } in entries {
                let Some(access) = value.scalar().filter(|access| *access != "none") else { continue };
                let span = Span { start: key.span.start, end: value.span.end.max(key.span.end) };
                permission(found, file, (Some(&key.text), access), span, untrusted, holder);
            }
        }
        _ => {}
    }
}

fn permission(
    found: &mut Found<'_>,
    file: &ModelFile,
    (name, access): (Option<&str>, &str),
    span: Span,
    untrusted: bool,
    holder: &str,
) {
    let fits = |case: &&TokenPermission| {
        case.access == access
            && name.map_or(case.names.is_empty(), |name| case.names.iter().any(|one| one == name))
            && (!case.untrusted || untrusted)
    };
    let case = found.knowledge.access().workflows.permissions.iter().find(fits);
    let granted = Granted {
        provider: "github",
        kind: "token-permission",
        value: name.map_or_else(|| access.to_owned(), |name| format!("{name}: {access}")),
        span,
        at: None,
        shown: None,
        holder: holder.to_owned(),
    };
    let narrow = match (access, untrusted) {
        ("read" | "read-all", _) => "reads only",
        (_, true) => "neither pushes nor publishes",
        (_, false) => "what starts the job is not written by strangers",
    };
    found.push(file, granted, case.and_then(|case| case.broad.as_ref()), narrow);
}

fn inputs(found: &mut Found<'_>, file: &ModelFile, step: &Node, holder: &str) {
    let cases = &found.knowledge.access().workflows.inputs;
    for input in cases.iter().filter(|input| uses(step, &input.uses).is_some()) {
        let Some(entry) = step.get("with").and_then(|with| with.entry(&input.input)) else { continue };
        let Some(value) = entry.value.scalar() else { continue };
        let Some(broad) =
            found.case(&input.cases, &input.input, value.trim(), &|_| false).and_then(|case| case.broad.as_ref())
        else {
            continue;
        };
        let is_short = !value.contains('\n') && value.len() < 40;
        let granted = Granted {
            provider: "github",
            kind: "agent-permission",
            value: if is_short { format!("{}: {value}", input.input) } else { input.input.clone() },
            span: Span { start: entry.key.span.start, end: entry.value.span.end.max(entry.key.span.end) },
            at: Some(entry.key.span),
            shown: None,
            holder: holder.to_owned(),
        };
        found.push(file, granted, Some(broad), "");
    }
}
