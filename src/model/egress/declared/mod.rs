//! What the code contacts beside what the allowlists of its workloads name.

mod mentions;
mod pattern;

use super::destinations::Contacted;
use super::{Listed, RunsAgent, Workload};
use crate::knowledge::EgressPacks;
use crate::model::agents::Agents;
use crate::model::code::{Code, Imports};
use crate::model::{Flaw, ModelFile};
use crate::source::{FileId, PathClass, Place};
use pattern::meet;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of workloads that stand for another one or are run by people, by their end.
const NO_PROGRAMS: [&str; 4] = ["dockerfile", "devcontainer", "/settings", "/job"];

/// How many entries of allowlists are looked for in the code.
const MAX_LISTED: usize = 200;

/// What is compared.
pub(super) struct Declared<'a, 'm> {
    pub(super) files: &'a [ModelFile],
    pub(super) code: Option<&'a Code<'m>>,
    pub(super) imports: &'a Imports,
    pub(super) agents: &'a Agents,
    pub(super) packs: &'a EgressPacks,
    pub(super) workloads: &'a [Workload],
}

/// A workload with the files that it runs.
struct Program<'a> {
    workload: &'a Workload,
    files: BTreeSet<FileId>,
}

impl Program<'_> {
    fn names(&self, host: &str) -> bool {
        self.workload.egress.allowlist.hosts.iter().any(|listed| meet(&listed.host, host))
    }
}

impl Declared<'_, '_> {
    /// Notes which destinations are declared, and what is on one side only.
    pub(super) fn compare(&self, contacted: &mut Contacted) -> Vec<Flaw> {
        if self.workloads.iter().all(|workload| workload.egress.allowlist.hosts.is_empty()) {
            return Vec::new();
        }
        let programs = self.programs(contacted);
        let mut flaws = self.undeclared(&programs, contacted);
        flaws.extend(self.unused(&programs, contacted));
        flaws
    }

    /// The workloads of which it is known what code they run.
    fn programs(&self, contacted: &Contacted) -> Vec<Program<'_>> {
        let run: Vec<&Workload> = self
            .workloads
            .iter()
            .filter(|each| {
                each.runs_agent != RunsAgent::No && !NO_PROGRAMS.iter().any(|kind| each.kind.ends_with(kind))
            })
            .collect();
        let bound: Vec<Program<'_>> = run
            .iter()
            .filter(|workload| !workload.agents.is_empty())
            .map(|workload| {
                let agents = workload.agents.iter().filter_map(|id| self.agents.agents.get(id.0 as usize));
                Program { workload, files: self.reached(agents.map(|agent| agent.place.file)) }
            })
            .collect();
        if !bound.is_empty() {
            return bound;
        }
        let [only] = run.as_slice() else { return bound };
        // Nothing says which image holds the agents: the one workload does when its list names what they contact.
        let main = |file: &FileId| self.file(*file).is_some_and(|file| file.class == PathClass::Main);
        let agents = self.agents.agents.iter().map(|agent| agent.place.file).filter(main);
        let program = Program { workload: only, files: self.reached(agents) };
        let knows = contacted.destinations.iter().any(|each| {
            program.names(&each.host) && each.places.iter().any(|place| program.files.contains(&place.file))
        });
        if knows { vec![program] } else { bound }
    }

    /// Files with all that they import.
    fn reached(&self, from: impl Iterator<Item = FileId>) -> BTreeSet<FileId> {
        let mut found: BTreeSet<FileId> = from.collect();
        let mut stack: Vec<FileId> = found.iter().copied().collect();
        while let Some(file) = stack.pop() {
            stack.extend(self.imports.of(file).filter(|next| found.insert(*next)));
        }
        found
    }

    fn file(&self, id: FileId) -> Option<&ModelFile> {
        self.files.get(id.0 as usize)
    }

    fn undeclared(&self, programs: &[Program<'_>], contacted: &mut Contacted) -> Vec<Flaw> {
        // One library has hosts to choose from: one that is named suffices for the place that imports it.
        let mut by_place: BTreeMap<Place, Vec<String>> = BTreeMap::new();
        for each in &contacted.destinations {
            for place in &each.places {
                by_place.entry(*place).or_default().push(each.host.clone());
            }
        }
        let mut flaws = Vec::new();
        for each in contacted.destinations.iter_mut().filter(|each| !each.host.contains(' ')) {
            let mut missing: Option<(Place, &Program<'_>)> = None;
            for place in &each.places {
                let runners: Vec<&Program<'_>> =
                    programs.iter().filter(|program| program.files.contains(&place.file)).collect();
                if runners.iter().any(|program| program.names(&each.host)) {
                    each.declared = Some(true);
                    break;
                }
                let choices = by_place.get(place).map(Vec::as_slice).unwrap_or_default();
                let has_other =
                    |program: &&&Program<'_>| choices.iter().any(|host| program.names(host)) || !is_whole(program);
                if let Some(first) = runners.first()
                    && runners.iter().find(has_other).is_none()
                    && !contacted.elsewhere.contains(place)
                    && !self.is_default(*place)
                {
                    missing = missing.or(Some((*place, first)));
                }
            }
            let Some((place, program)) = missing.filter(|_| each.declared.is_none()) else { continue };
            each.declared = Some(false);
            // That reports to a maker stay in is what a list is for.
            if each.class != "telemetry" && each.class != "analytics" {
                flaws.push(undeclared(&each.host, place, program));
            }
        }
        flaws
    }

    /// Whether an address is only what holds when a setting gives no other.
    fn is_default(&self, place: Place) -> bool {
        self.code
            .and_then(|code| code.module(place.file))
            .is_some_and(|module| mentions::is_default(module, place.span))
    }

    /// Entries that no code contacts; silent unless all of the code and all that is listed is known.
    fn unused(&self, programs: &[Program<'_>], contacted: &Contacted) -> Vec<Flaw> {
        let anywhere = contacted.destinations.iter().any(|each| each.host.contains(' '));
        if anywhere || contacted.undecided || mentions::has_unread_code(self.files) {
            return Vec::new();
        }
        let mut done: BTreeSet<Place> = BTreeSet::new();
        let mut flaws = Vec::new();
        for program in programs {
            let listed = &program.workload.egress.allowlist.hosts;
            let contacts = |listed: &Listed| contacted.destinations.iter().any(|each| meet(&listed.host, &each.host));
            // A list of which nothing is contacted is that of another program.
            if !listed.iter().any(contacts) {
                continue;
            }
            for entry in listed.iter().take(MAX_LISTED) {
                let is_idle = entry.own
                    && !contacts(entry)
                    && !self.is_plumbing(&entry.host)
                    && !self.is_shared(programs, entry)
                    && !mentions::mentions(self.files, self.code, self.packs, entry);
                if is_idle && done.insert(entry.place) {
                    flaws.push(unused(entry, program));
                }
            }
        }
        flaws
    }

    fn is_plumbing(&self, host: &str) -> bool {
        let words = &self.packs.literals;
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let bare = host.trim_start_matches(['*', '.']);
        let is_below = |known: &String| {
            bare.strip_suffix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        !bare.contains('.')
            || words.plumbing.iter().any(is_below)
            || words.not_hosts.iter().any(is_below)
            || words.not_suffixes.iter().any(|suffix| bare.ends_with(suffix.as_str()))
    }

    /// Whether an entry also holds for a workload whose code is not known.
    fn is_shared(&self, programs: &[Program<'_>], entry: &Listed) -> bool {
        self.workloads.iter().filter(|each| !NO_PROGRAMS.iter().any(|kind| each.kind.ends_with(kind))).any(|each| {
            each.egress.allowlist.hosts.iter().any(|listed| listed.place == entry.place)
                && !programs.iter().any(|program| std::ptr::eq(program.workload, each))
        })
    }
}

/// Whether all that a workload can reach is on its list.
fn is_whole(program: &Program<'_>) -> bool {
    let allowlist = &program.workload.egress.allowlist;
    allowlist.complete && !allowlist.hosts.is_empty()
}

fn undeclared(host: &str, place: Place, program: &Program<'_>) -> Flaw {
    let workload = program.workload;
    Flaw {
        check: "undeclared-destination",
        place,
        label: "contacted here".into(),
        subject: host.to_owned(),
        message: format!("`{host}` is contacted and the allowlist of `{}` does not name it", workload.name),
        help: format!("add `{host}` to the allowlist of `{}`, or remove the call", workload.name),
        seen: workload
            .egress
            .allowlist
            .hosts
            .first()
            .map(|listed| (listed.place, "the allowlist".into()))
            .into_iter()
            .collect(),
        severity: (workload.runs_agent == RunsAgent::Possible).then_some(crate::knowledge::Severity::Low),
        edits: Vec::new(),
    }
}

fn unused(entry: &Listed, program: &Program<'_>) -> Flaw {
    let (host, name) = (&entry.host, &program.workload.name);
    Flaw {
        check: "unused-destination",
        place: entry.place,
        label: "on the allowlist".into(),
        subject: format!("{host} of {name}"),
        message: format!("the allowlist of `{name}` names `{host}` and no code contacts it"),
        help: format!("remove `{host}` from the allowlist"),
        seen: Vec::new(),
        severity: None,
        edits: Vec::new(),
    }
}
