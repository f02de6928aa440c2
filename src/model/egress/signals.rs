//! Whether a workload runs an agent: signs with weights, each counted once.

use super::RunsAgent;
use super::paths::{speaks, words};
use crate::knowledge::schema::{SignalPlace, WorkloadPack};
use std::collections::BTreeSet;

/// What was seen.
#[derive(Clone, Default)]
pub(super) struct Score {
    weight: u32,
    /// The signs that were counted, by their title.
    titles: BTreeSet<String>,
    /// All of its images are those of other trades.
    pub(super) other_trade: bool,
}

impl Score {
    /// Counts a sign once.
    pub(super) fn add(&mut self, weight: u32, title: &str) {
        if self.titles.insert(title.to_owned()) {
            self.weight += weight;
        }
    }

    /// Raises the weight to what something else is known to be.
    pub(super) fn at_least(&mut self, weight: u32, title: &str) {
        self.weight = self.weight.max(weight);
        self.titles.insert(title.to_owned());
    }

    /// Counts what another saw.
    pub(super) fn merge(&mut self, other: &Self) {
        // The signs of an image are those of its container.
        let new = other.titles.iter().any(|title| !self.titles.contains(title));
        if new {
            self.weight = self.weight.max(other.weight);
            self.titles.extend(other.titles.iter().cloned());
        }
    }

    /// Whether they suffice.
    pub(super) fn runs_agent(&self, pack: &WorkloadPack) -> RunsAgent {
        match self.weight {
            weight if weight >= pack.agent_at => RunsAgent::Yes,
            weight if weight >= pack.possible_at => RunsAgent::Possible,
            _ => RunsAgent::No,
        }
    }
}

/// Asks the pack for signs.
pub(super) struct Signals<'p> {
    pub(super) pack: &'p WorkloadPack,
}

impl Signals<'_> {
    /// Counts the signs that `found` gives for a text of `place`.
    fn count(&self, score: &mut Score, place: SignalPlace, holds: impl Fn(&str) -> bool) {
        for signal in self.pack.signals.iter().filter(|signal| signal.on == place) {
            let mut pairs = signal
                .prefixes
                .iter()
                .flat_map(|prefix| signal.suffixes.iter().map(move |suffix| format!("{prefix}_{suffix}")));
            if signal.words.iter().any(|word| holds(word)) || pairs.any(|pair| holds(&pair)) {
                score.add(signal.weight, &signal.title);
            }
        }
    }

    /// Whether an image runs no agent whatever it is called.
    pub(super) fn is_infrastructure(&self, image: &str) -> bool {
        let path = image.split('@').next().unwrap_or(image);
        let path = path.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(path, |(path, _)| path);
        let last = words(path.rsplit('/').next().unwrap_or(path));
        let whole = words(path);
        // A server of tools for one of them carries its name too.
        let mut score = Score::default();
        self.name(&mut score, path);
        if score.runs_agent(self.pack) != RunsAgent::No {
            return false;
        }
        self.pack.infrastructure.iter().any(|name| {
            let name = words(name);
            last == name || (name.trim().contains(' ') && whole.ends_with(&name))
        })
    }

    /// The signs in the name of an image.
    pub(super) fn image(&self, score: &mut Score, image: &str) {
        let path = image.split('@').next().unwrap_or(image);
        let path = path.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(path, |(path, _)| path);
        let name = words(path);
        self.count(score, SignalPlace::Image, |word| speaks(&name, word));
        if !self.is_other_agent(&name) {
            self.name(score, path.rsplit('/').next().unwrap_or(path));
        }
    }

    /// The signs in a command.
    pub(super) fn command(&self, score: &mut Score, command: &[String]) {
        let parts: Vec<String> = command
            .iter()
            .flat_map(|word| word.split([' ', '\n', ';', '&', '|', '"', '\'']))
            .filter(|word| !word.is_empty())
            .map(|word| word.rsplit('/').next().unwrap_or(word).to_owned())
            .collect();
        let starts = |wanted: &str| {
            let wanted: Vec<&str> = wanted.split(' ').collect();
            // Of a single word only a program at the start of a command counts: as an argument it is a name like others.
            parts.windows(wanted.len()).enumerate().any(|(at, window)| {
                window.iter().zip(&wanted).all(|(part, word)| part == word)
                    && (wanted.len() > 1 || at == 0 || is_launcher(&parts[..at]))
            })
        };
        self.count(score, SignalPlace::Command, starts);
    }

    /// The signs in what is installed.
    pub(super) fn packages(&self, score: &mut Score, packages: &[String]) {
        self.count(score, SignalPlace::Package, |word| packages.iter().any(|package| package == word));
    }

    /// Whether a name or what a project depends on is a framework of agents.
    pub(super) fn is_agent_project(&self, name: Option<&str>, packages: &[String]) -> bool {
        let mut score = Score::default();
        self.packages(&mut score, packages);
        self.packages(&mut score, &name.map(str::to_owned).into_iter().collect::<Vec<_>>());
        let name = name.map(words).unwrap_or_default();
        self.count(&mut score, SignalPlace::Image, |word| speaks(&name, word));
        score.runs_agent(self.pack) == RunsAgent::Yes
    }

    /// The signs in the names of variables.
    pub(super) fn environment(&self, score: &mut Score, names: &[String]) {
        self.count(score, SignalPlace::Environment, |word| names.iter().any(|name| name == word));
    }

    /// The signs in labels.
    pub(super) fn labels(&self, score: &mut Score, labels: &super::selector::Labels) {
        let texts = labels.iter().flat_map(|(key, value)| [Some(key), value.as_ref()]).flatten();
        let texts: Vec<String> = texts.map(|text| words(text)).filter(|text| !self.is_other_agent(text)).collect();
        self.count(score, SignalPlace::Label, |word| texts.iter().any(|text| speaks(text, word)));
    }

    /// The signs in a name.
    pub(super) fn name(&self, score: &mut Score, name: &str) {
        let name = words(name);
        if !self.is_other_agent(&name) {
            self.count(score, SignalPlace::Name, |word| speaks(&name, word));
        }
    }

    fn is_other_agent(&self, words: &str) -> bool {
        self.pack
            .other_agents
            .iter()
            .any(|trade| speaks(words, &format!("{trade} agent")) || speaks(words, &format!("{trade} cluster agent")))
    }
}

/// Whether what stands before a word only starts it.
fn is_launcher(before: &[String]) -> bool {
    const LAUNCHERS: [&str; 22] = [
        "uv",
        "uvx",
        "npx",
        "exec",
        "sh",
        "bash",
        "-c",
        "-lc",
        "run",
        "python",
        "python3",
        "-m",
        "tini",
        "dumb-init",
        "--",
        "poetry",
        "nohup",
        "pnpm",
        "yarn",
        "bunx",
        "sudo",
        "env",
    ];
    before.iter().all(|word| LAUNCHERS.contains(&word.as_str()) || word.starts_with('-'))
}
