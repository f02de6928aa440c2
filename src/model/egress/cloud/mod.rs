//! Workloads of clouds: what their security groups and network settings let them reach.

mod groups;
mod resource;

use super::RunsAgent;
use super::ask::{Decision, Known, Setting, Settings, decide};
use super::signals::{Score, Signals};
use super::verdict::{Collected, Judged};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{CloudPack, CloudWorkload, Reach};
use crate::model::ModelFile;
use crate::source::Place;
use crate::syntax::{Node, Value};
use resource::{Resource, Stack, stacks};

/// Workloads of clouds in the tree, judged.
pub(super) fn find(files: &[ModelFile], knowledge: &Knowledge, found: &mut Collected) {
    let packs = knowledge.egress();
    for stack in stacks(files) {
        for resource in &stack.resources {
            let form = packs.cloud.workloads.iter().find(|form| form.types.contains(&resource.kind));
            if let Some(form) = form {
                let signals = Signals { pack: &packs.workloads };
                if let Some(judged) = (Workload { pack: &packs.cloud, form, stack: &stack, resource }).judge(&signals) {
                    found.add(judged);
                }
            }
        }
    }
}

struct Workload<'s, 'a> {
    pack: &'s CloudPack,
    form: &'s CloudWorkload,
    stack: &'s Stack<'a>,
    resource: &'s Resource<'a>,
}

impl Settings for Workload<'_, '_> {
    fn values(&self, key: &str) -> Vec<Setting> {
        let Some(node) = self.stack.at(self.resource.body, key) else { return Vec::new() };
        let place = Place { file: self.resource.place.file, span: node.span };
        let value = match self.stack.resolve(node) {
            Some(known) => super::ask::known(known),
            None => Known::Open,
        };
        // A block is as long as it is: what is pointed at is the resource.
        let place = if matches!(value, Known::Other) { self.resource.place } else { place };
        vec![Setting { value, place }]
    }
}

impl Workload<'_, '_> {
    fn judge(&self, signals: &Signals<'_>) -> Option<Judged> {
        let runs_agent = if self.form.agent { RunsAgent::Yes } else { self.runs_agent(signals) };
        if runs_agent == RunsAgent::No {
            return None;
        }
        let mut seen: Vec<(Place, String)> = Vec::new();
        let (reach, why, help) = match decide(&self.form.cases, self) {
            Decision::Case(case, at) => {
                seen.extend(at.map(|at| (at, "this decides".to_owned())));
                (case.verdict, case.why.clone(), self.form.help.clone())
            }
            Decision::Open(at) => {
                seen.push((at, "this is set elsewhere".into()));
                (Reach::Unknown, "a value that is set elsewhere decides".into(), None)
            }
            Decision::None => self.by_groups(&mut seen),
        };
        if seen.first().is_none_or(|(at, _)| *at != self.resource.place) {
            seen.push((self.resource.place, "declared here".into()));
        }
        Some(Judged {
            name: self.resource.name.clone(),
            kind: format!("{}/{}", self.stack.tool, self.resource.kind),
            place: self.resource.place,
            runs_agent,
            reach,
            why,
            seen,
            help: help.unwrap_or_else(|| "list in its security group where it goes, instead of every address".into()),
            severity: None,
            hosts: Vec::new(),
            root: None,
        })
    }

    /// What the security groups let out, taken together.
    fn by_groups(&self, seen: &mut Vec<(Place, String)>) -> (Reach, String, Option<String>) {
        let lists: Vec<&Node> =
            self.form.groups.iter().filter_map(|key| self.stack.at(self.resource.body, key)).collect();
        if lists.is_empty() {
            let outside = &self.form.outside;
            return (outside.verdict, outside.why.clone(), self.form.help.clone());
        }
        let (mut reach, mut why) = groups::together(self.pack, self.stack, &lists, seen);
        let narrows = |resource: &Resource<'_>| self.pack.narrowing.contains(&resource.kind);
        if matches!(reach, Reach::Open | Reach::PortOnly)
            && let Some(firewall) = self.stack.resources.iter().find(|resource| narrows(resource))
        {
            seen.insert(0, (firewall.place, "a firewall".into()));
            (reach, why) =
                (Reach::Unknown, "a firewall of the same stack decides, if its network leads through it".into());
        }
        (reach, why, None)
    }

    /// Signs of an agent in its containers, variables and names.
    fn runs_agent(&self, signals: &Signals<'_>) -> RunsAgent {
        let mut score = Score::default();
        signals.name(&mut score, &self.resource.name);
        let task = self.form.task.as_ref().and_then(|key| self.stack.at(self.resource.body, key));
        let task = task.and_then(|node| self.stack.referenced(node));
        for body in [Some(self.resource.body), task.map(|task| task.body)].into_iter().flatten() {
            signs(body, signals, &mut score);
        }
        score.runs_agent(signals.pack)
    }
}

/// Counts the signs in a resource.
fn signs(body: &Node, signals: &Signals<'_>, score: &mut Score) {
    let mut variables: Vec<String> = Vec::new();
    let is_variable =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    body.walk(|path, node| {
        let key = path.iter().rev().find_map(|step| match step {
            crate::syntax::Step::Key(key) => Some(&*key.text),
            crate::syntax::Step::Index(_) => None,
        });
        match &node.value {
            Value::Map(entries) => {
                variables
                    .extend(entries.iter().map(|entry| entry.key.text.to_string()).filter(|text| is_variable(text)));
                let name = node.get("name").or_else(|| node.get("Name")).and_then(Node::as_str);
                variables.extend(name.filter(|text| is_variable(text)).map(str::to_owned));
            }
            Value::Text(text) | Value::Raw(text) => match key {
                Some("image" | "image_uri" | "container_uri" | "Image" | "ImageUri") => signals.image(score, text),
                Some("function_name" | "FunctionName" | "family" | "Family" | "service_name") => {
                    signals.name(score, text);
                }
                _ => {}
            },
            Value::List(items)
                if matches!(key, Some("command" | "args" | "Command" | "entryPoint" | "entry_point")) =>
            {
                let words: Vec<String> = items.iter().filter_map(|item| item.scalar().map(str::to_owned)).collect();
                signals.command(score, &words);
            }
            _ => {}
        }
    });
    signals.environment(score, &variables);
}
