//! Jobs of a build service that run a coding agent.

use super::shell::commands;
use crate::knowledge::schema::{JobAgent, JobGuard, Jobs, Reach};
use crate::knowledge::{Knowledge, Severity};
use crate::model::ModelFile;
use crate::model::egress::RunsAgent;
use crate::model::egress::ask::{Decision, Known, Setting, Settings, at_path, decide, known, texts};
use crate::model::egress::verdict::{Collected, Judged};
use crate::model::folders::parent;
use crate::source::{FileKind, Place, Span};
use crate::syntax::{Entry, Node};

pub(super) fn find(files: &[ModelFile], knowledge: &Knowledge, found: &mut Collected) {
    for file in files.iter().filter(|file| file.kind == FileKind::Yaml && is_workflow(&file.path)) {
        let Some(document) = file.facts.document.as_deref() else { continue };
        let jobs = document.roots.iter().filter_map(|root| root.get("jobs")).flat_map(Node::entries);
        for job in jobs {
            let job = Job { file, pack: &knowledge.egress().jobs, entry: job };
            if let Some(judged) = job.judge() {
                found.add(judged);
            }
        }
    }
}

fn is_workflow(path: &str) -> bool {
    let folder = parent(path);
    folder == ".github/workflows" || folder.ends_with("/.github/workflows")
}

/// A step that runs an agent.
struct Run<'a> {
    agent: &'a JobAgent,
    /// Position among the steps.
    at: usize,
    step: &'a Node,
    /// What names the agent: the action, or the script.
    place: Place,
    /// The command, when it is a script.
    command: String,
}

impl Settings for Run<'_> {
    fn values(&self, key: &str) -> Vec<Setting> {
        let place = self.place;
        if key == "run" {
            return vec![Setting { value: Known::Scalar(self.command.clone()), place }];
        }
        at_path(self.step, key).map(|node| Setting { value: known(node), place }).into_iter().collect()
    }
}

/// What limits the network of a job.
enum Limit {
    Blocked { at: Span, hosts: Vec<String> },
    Watched { at: Span, why: &'static str },
    Elsewhere { at: Span },
}

struct Job<'a> {
    file: &'a ModelFile,
    pack: &'a Jobs,
    entry: &'a Entry,
}

impl<'a> Job<'a> {
    fn judge(&self) -> Option<Judged> {
        let steps = self.entry.value.get("steps")?.items();
        let runs: Vec<Run<'a>> = steps.iter().enumerate().filter_map(|(at, step)| self.run(at, step)).collect();
        let first = runs.first()?;
        let stem = self.file.path.rsplit('/').next().unwrap_or_default();
        let name = format!("{} in {stem}", self.entry.key.text);
        let mut judged = Judged {
            name,
            kind: "github-actions/job".into(),
            place: self.place(self.entry.key.span),
            runs_agent: RunsAgent::Yes,
            reach: Reach::Open,
            why: format!("{} runs on a runner whose network is open", first.agent.title),
            seen: vec![(first.place, format!("runs {} here", first.agent.title))],
            help: self.help(),
            severity: Some(if runs.iter().any(Run::reaches_out) { Severity::Medium } else { Severity::Low }),
            hosts: Vec::new(),
            root: None,
        };
        self.limit(steps, first, &mut judged);
        // A job that nothing limits is as closed as the least closed of its agents.
        if judged.reach == Reach::Open
            && let Some((reach, why)) = Self::sandboxed(&runs)
        {
            judged.reach = reach;
            judged.why = why;
        }
        Some(judged)
    }

    fn place(&self, span: Span) -> Place {
        self.file.at(span)
    }

    fn help(&self) -> String {
        match self.pack.guards.first() {
            Some(guard) => format!(
                "make `{}` with `{}: {}` and `{}` the first step of the job",
                guard.action,
                guard.input,
                guard.blocks.first().map_or("", String::as_str),
                guard.hosts
            ),
            None => "limit the network of the job".into(),
        }
    }

    /// The agent that a step runs.
    fn run(&self, at: usize, step: &'a Node) -> Option<Run<'a>> {
        let of = |agent, span, command| Run { agent, at, step, place: self.place(span), command };
        if let Some(uses) = step.get("uses") {
            let action = action(uses)?;
            let agent = self.pack.agents.iter().find(|agent| named(&agent.actions, action))?;
            return Some(of(agent, uses.span, String::new()));
        }
        let script = step.get("run")?;
        let commands = commands(script.as_str()?);
        let fits = |pattern: &String| commands.iter().find(|command| command.fits(pattern));
        let (agent, command) = self.pack.agents.iter().find_map(|agent| {
            let command = agent.commands.iter().find_map(fits)?;
            Some((agent, command.text.clone()))
        })?;
        // A script can be long: its key is what is pointed at.
        let span = step.entry("run").map_or(script.span, |entry| entry.key.span);
        Some(of(agent, span, command))
    }

    fn limit(&self, steps: &'a [Node], first: &Run<'a>, judged: &mut Judged) {
        if let Some((span, true)) = self.container() {
            judged.reach = Reach::DenyAll;
            judged.why = "its container has no network".into();
            judged.seen.insert(0, (self.place(span), "switches the network off".into()));
            return;
        }
        let guards: Vec<(usize, Limit)> =
            steps.iter().enumerate().filter_map(|(at, step)| Some((at, self.guard(step)?))).collect();
        let before = guards.iter().find(|(at, _)| *at < first.at);
        match before.or_else(|| guards.first()) {
            Some((at, Limit::Blocked { at: span, hosts })) if *at < first.at => {
                judged.reach = if hosts.iter().any(|host| matches!(host.split(':').next(), Some("*" | "**"))) {
                    Reach::OpenIneffective
                } else {
                    Reach::Allowlist
                };
                judged.why = if judged.reach == Reach::Allowlist {
                    "a step before it lets only listed hosts through".into()
                } else {
                    "the list of hosts has an entry that fits every host".into()
                };
                judged.hosts.clone_from(hosts);
                judged.seen.insert(0, (self.place(*span), "limits the network from here on".into()));
            }
            Some((at, Limit::Watched { at: span, why })) if *at < first.at => {
                judged.reach = Reach::OpenIneffective;
                judged.why = (*why).into();
                judged.seen.insert(0, (self.place(*span), "only watches".into()));
            }
            Some((at, Limit::Elsewhere { at: span })) if *at < first.at => {
                judged.reach = Reach::Platform;
                judged.why = "its rules are kept outside of the repository".into();
                judged.seen.insert(0, (self.place(*span), "fetches its rules".into()));
            }
            Some((_, Limit::Blocked { at: span, .. })) => {
                judged.reach = Reach::OpenIneffective;
                judged.why = "the step that limits the network stands behind the agent".into();
                judged.seen.insert(0, (self.place(*span), "starts too late".into()));
            }
            _ => {
                if let Some(span) = self.own_runner() {
                    judged.reach = Reach::Platform;
                    judged.why = "it runs on a runner whose network is set up elsewhere".into();
                    judged.seen.insert(0, (self.place(span), "the runner".into()));
                }
            }
        }
    }

    /// What a step does to the network.
    fn guard(&self, step: &'a Node) -> Option<Limit> {
        let uses = step.get("uses")?;
        let name = action(uses)?;
        let guard: &JobGuard = self.pack.guards.iter().find(|guard| guard.action.eq_ignore_ascii_case(name))?;
        let with = step.get("with");
        let input = |name: &str| with.and_then(|with| with.get(name));
        if let Some(elsewhere) = guard.elsewhere.iter().find_map(|name| input(name)).filter(|node| is_on(node)) {
            return Some(Limit::Elsewhere { at: elsewhere.span });
        }
        let mode = input(&guard.input);
        let text = mode.and_then(Node::scalar).unwrap_or_default();
        let at = mode.map_or(uses.span, |mode| mode.span);
        if text.contains("${{") {
            return Some(Limit::Elsewhere { at });
        }
        if guard.blocks.iter().any(|block| block == text) {
            return Some(Limit::Blocked { at, hosts: input(&guard.hosts).map(texts).unwrap_or_default() });
        }
        Some(Limit::Watched { at, why: "the step that could limit the network only records what leaves" })
    }

    /// Where the job's container says something of its network, and whether that is: none.
    fn container(&self) -> Option<(Span, bool)> {
        let options = self.entry.value.at(&["container", "options"])?;
        let text = options.as_str()?;
        let words: Vec<&str> = text.split([' ', '=']).filter(|word| !word.is_empty()).collect();
        let none = words.windows(2).any(|pair| matches!(pair, ["--network" | "--net", "none"]));
        Some((options.span, none))
    }

    /// The runner, when it is none of the build service.
    fn own_runner(&self) -> Option<Span> {
        let runner = self.entry.value.get("runs-on")?;
        let labels: Vec<&str> = match runner.scalar() {
            Some(label) => vec![label],
            None => runner.items().iter().filter_map(Node::scalar).collect(),
        };
        let hosted = |label: &&str| self.pack.hosted.iter().any(|start| label.starts_with(start.as_str()));
        (!labels.is_empty() && !labels.iter().any(hosted)).then_some(runner.span)
    }

    /// What the agents' own sandboxes let out: the most of all.
    fn sandboxed(runs: &[Run<'a>]) -> Option<(Reach, String)> {
        let mut decided = Vec::new();
        for run in runs {
            decided.push(match decide(&run.agent.cases, run) {
                Decision::Case(case, _) => (case.verdict, case.why.clone()),
                Decision::Open(_) => (Reach::Unknown, "a value that is set elsewhere decides".into()),
                Decision::None => return None,
            });
        }
        let rank = |reach: Reach| match reach {
            Reach::Open | Reach::OpenIneffective | Reach::PortOnly => 0,
            Reach::Unknown | Reach::Platform => 1,
            Reach::InternalOnly | Reach::Allowlist => 2,
            Reach::DenyAll => 3,
        };
        decided.into_iter().min_by_key(|(reach, _)| rank(*reach))
    }
}

impl Run<'_> {
    /// Whether the agent can run commands or fetch pages.
    fn reaches_out(&self) -> bool {
        let words = &self.agent.network_words;
        let mut found = words.is_empty();
        let mut look = |text: &str| found |= words.iter().any(|word| text.contains(word.as_str()));
        look(&self.command);
        if let Some(with) = self.step.get("with") {
            // A prompt can speak of a tool that is not allowed.
            let inputs = with.entries().iter().filter(|entry| !entry.key.text.contains("prompt"));
            inputs.filter_map(|entry| entry.value.scalar()).for_each(&mut look);
        }
        found
    }
}

/// The action of a step, without its version.
fn action(uses: &Node) -> Option<&str> {
    uses.as_str().map(|text| text.split('@').next().unwrap_or(text))
}

fn named(actions: &[String], action: &str) -> bool {
    actions.iter().any(|known| known.eq_ignore_ascii_case(action))
}

fn is_on(node: &Node) -> bool {
    node.scalar().is_some_and(|text| !text.is_empty() && text != "false")
}
