//! Sandboxes that code makes, and code that runs without one.

use super::arguments::Arguments;
use super::counts;
use crate::knowledge::schema::{ExecutionPack, ExecutorForm, Reach, SandboxForm};
use crate::knowledge::{Knowledge, Patterns, Severity};
use crate::model::code::{Code, Value};
use crate::model::egress::RunsAgent;
use crate::model::egress::ask::{Answer, Decision, Known, Settings, ask, decide};
use crate::model::egress::verdict::{Collected, Judged};
use crate::model::{Flaw, ModelFile};
use crate::source::Place;
use crate::syntax::code::Call;
use std::collections::BTreeSet;

#[derive(Copy, Clone)]
enum Form<'k> {
    Sandbox(&'k SandboxForm),
    Executor(&'k ExecutorForm),
}

/// Finds both in one pass over the calls.
pub(super) fn find(
    files: &[ModelFile],
    code: &Code<'_>,
    knowledge: &Knowledge,
    found: &mut Collected,
    flaws: &mut Vec<Flaw>,
) {
    let patterns = index(&knowledge.egress().execution);
    // A file that makes the same sandbox in two branches makes one.
    let mut known = BTreeSet::new();
    for (file, module) in code.modules().filter(|(file, _)| counts(files, *file)) {
        for call in module.calls() {
            let Value::External(external) = code.value(call.callee) else { continue };
            // A method of what was made is another call.
            let place = Place { file, span: call.span() };
            // One call is one thing, however many patterns it fits.
            if let Some(form) = patterns.find(&external.path).into_iter().next() {
                let arguments = Arguments { code, call };
                match form {
                    Form::Sandbox(form) => {
                        if let Some(judged) = sandbox(form, &arguments, place, files)
                            && known.insert((file, judged.name.clone(), judged.why.clone()))
                        {
                            found.add(judged);
                        }
                    }
                    Form::Executor(form) => flaws.extend(executor(form, &arguments, place, call)),
                }
            }
        }
    }
}

fn index(pack: &ExecutionPack) -> Patterns<Form<'_>> {
    let mut patterns = Patterns::default();
    for form in &pack.sandboxes {
        form.calls.iter().for_each(|call| patterns.add(call, Form::Sandbox(form)));
    }
    for form in &pack.executors {
        form.calls.iter().for_each(|call| patterns.add(call, Form::Executor(form)));
    }
    patterns
}

fn sandbox(form: &SandboxForm, arguments: &Arguments<'_, '_>, place: Place, files: &[ModelFile]) -> Option<Judged> {
    if !form.applies.iter().all(|test| matches!(ask(test, arguments), Answer::Yes(_))) {
        return None;
    }
    let (mut reach, mut why, at) = match decide(&form.cases, arguments) {
        Decision::Case(case, at) => (case.verdict, case.why.clone(), at),
        Decision::Open(at) => (Reach::Unknown, "a value that is set elsewhere decides".into(), Some(at)),
        Decision::None => return None,
    };
    // What is not given here can be given there.
    if at.is_none() && arguments.are_hidden() {
        (reach, why) = (Reach::Unknown, "its options are put together elsewhere".into());
    }
    let lists = form.hosts.iter().flat_map(|key| arguments.values(key));
    let hosts = lists.filter_map(|list| if let Known::List(items) = list.value { Some(items) } else { None }).flatten();
    let path = files.get(place.file.0 as usize).map_or("", |file| file.path.as_str());
    let mut seen: Vec<(Place, String)> = at.into_iter().map(|at| (at, "this decides".to_owned())).collect();
    seen.push((place, "made here".into()));
    Some(Judged {
        name: format!("{} in {}", form.title, path.rsplit('/').next().unwrap_or(path)),
        kind: "code/sandbox".into(),
        place,
        runs_agent: RunsAgent::Yes,
        reach,
        why,
        seen,
        help: form.help.clone(),
        severity: Some(Severity::Medium),
        hosts: hosts.collect(),
        root: None,
    })
}

fn executor(form: &ExecutorForm, arguments: &Arguments<'_, '_>, place: Place, call: Call<'_>) -> Option<Flaw> {
    let needed = form.needs.iter().all(|test| matches!(ask(test, arguments), Answer::Yes(_)));
    let safe = form.safe.iter().any(|test| !matches!(ask(test, arguments), Answer::No));
    if !needed || safe || (!form.safe.is_empty() && arguments.are_hidden()) {
        return None;
    }
    Some(Flaw {
        check: "unsandboxed-execution",
        place,
        label: "runs code of the model here".into(),
        subject: call.last_name().unwrap_or(&form.title).to_owned(),
        message: format!("code that the model wrote runs without a sandbox: {}", form.title),
        help: form.help.clone(),
        seen: Vec::new(),
        severity: form.severity,
        edits: Vec::new(),
    })
}
