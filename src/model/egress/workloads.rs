//! All containers of a tree: read, bound to their images and agents, judged.

use super::bind::{Stock, agents_by_path, built_by_scripts, last_name, title};
use super::image::{Image, images};
use super::judge::judge;
use super::policy::{Policy, policies};
use super::signals::{Score, Signals};
use super::unit::{Container, Exit, Root, Unit, User, Verdict};
use super::{
    EgressVerdict, RunsAgent, Workload, compose, devcontainer, flaws, helm, kustomize, manifest, object, paths, pod,
};
use crate::knowledge::Knowledge;
use crate::model::ModelFile;
use crate::model::agents::{AgentId, Agents};
use crate::source::PathClass;
use std::collections::BTreeSet;

/// Finds and judges the workloads of a tree.
pub(super) fn workloads(files: &[ModelFile], agents: &Agents, knowledge: &Knowledge) -> Vec<Workload> {
    if files.iter().all(|file| file.facts.document.is_none()) {
        return Vec::new();
    }
    let signals = Signals { pack: &knowledge.egress().workloads };
    let all: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let images = images(files, &all);
    let manifests = manifest::manifests(files);
    let charts = helm::render(files, signals.pack);
    let mut objects = object::objects(files, &charts, signals.pack);
    kustomize::apply(files, &mut objects);
    let policies = policies(&objects);
    let mut units = pod::units(&objects, signals.pack);
    units.extend(compose::units(files));
    units.extend(devcontainer::units(files));
    units.retain(|unit| files.get(unit.place.file.0 as usize).is_some_and(|file| file.class != PathClass::Vendored));
    let mut built = built_by_scripts(files);
    built.extend(units.iter().flat_map(|unit| &unit.containers).filter_map(built_by_compose));
    let stock = Stock { images: &images, manifests: &manifests, built, signals: &signals };
    Judge {
        stock,
        policies: &policies,
        agents: agents_by_path(files, agents),
        found: Vec::new(),
        runs: vec![Vec::new(); images.len()],
    }
    .all(&units)
}

fn built_by_compose(container: &Container) -> Option<(String, String)> {
    let build = container.build.as_ref()?;
    let name = last_name(container.image.as_deref()?);
    (!name.contains('$')).then_some((name, build.dockerfile.clone()?))
}

struct Judge<'a> {
    stock: Stock<'a>,
    policies: &'a [Policy],
    agents: Vec<(AgentId, &'a str, bool)>,
    found: Vec<Workload>,
    /// For each image, who runs it: whether it runs an agent, and its verdict.
    runs: Vec<Vec<(RunsAgent, Verdict)>>,
}

impl Judge<'_> {
    fn all(mut self, units: &[Unit]) -> Vec<Workload> {
        for unit in units {
            self.unit(unit);
        }
        for index in 0..self.stock.images.len() {
            let unit = of_image(index, &self.stock.images[index]);
            self.unit(&unit);
        }
        self.found.sort_by(|a, b| (a.place, &a.name).cmp(&(b.place, &b.name)));
        self.found
    }

    fn unit(&mut self, unit: &Unit) {
        let pack = self.stock.signals.pack;
        let own = match unit.exit {
            Exit::Runner(index) => Some(index),
            _ => None,
        };
        let bound: Vec<Option<usize>> =
            unit.containers.iter().map(|container| own.or_else(|| self.stock.image_of(unit, container))).collect();
        let (mut score, mut agents) = self.score(unit, &bound);
        let runners = own.map_or(&[][..], |index| self.runs[index].as_slice());
        if let Some(best) = runners.iter().map(|(runs, _)| *runs).min_by_key(|runs| order(*runs)) {
            match best {
                RunsAgent::Yes => score.at_least(pack.agent_at, "what runs it runs an agent"),
                RunsAgent::Possible => score.at_least(pack.possible_at, "what runs it seems to run an agent"),
                RunsAgent::No => {}
            }
        }
        let runs = if score.other_trade && unit.stated.is_none() { RunsAgent::No } else { score.runs_agent(pack) };
        let mut verdict = self.verdict(unit, runners);
        if unit.containers.len() > 1 {
            verdict.egress.allowlist.hosts.iter_mut().for_each(|listed| listed.own = false);
        }
        let root = self.root(unit, &bound);
        agents.sort_unstable();
        agents.dedup();
        let workload = Workload {
            name: unit.name.clone(),
            kind: unit.kind.clone(),
            place: unit.place,
            runs_agent: runs,
            agents,
            egress: verdict.egress.clone(),
            root: match root {
                Root::Yes { .. } => Some(true),
                Root::No => Some(false),
                Root::Unknown => None,
            },
            flaws: flaws::flaws(unit, runs, &verdict, root, own.is_some(), !runners.is_empty()),
        };
        self.found.push(workload);
        if own.is_none() {
            for (container, index) in unit.containers.iter().zip(&bound) {
                if let Some(index) = index {
                    // What prepares a workload runs no agent itself.
                    let runs = if container.init { RunsAgent::No } else { runs };
                    self.runs[*index].push((runs, verdict.clone()));
                }
            }
        }
    }

    /// The signs of all containers; those of an image count for what runs it.
    fn score(&self, unit: &Unit, bound: &[Option<usize>]) -> (Score, Vec<AgentId>) {
        let signals = self.stock.signals;
        let (mut score, mut agents) = (Score::default(), Vec::new());
        if let Some((weight, title)) = &unit.stated {
            score.add(*weight, title);
        }
        let mut other_trades = 0;
        for (container, index) in unit.containers.iter().zip(bound) {
            if container.image.as_deref().is_some_and(|image| signals.is_infrastructure(image)) {
                other_trades += 1;
                continue;
            }
            if let Some(image) = index.and_then(|index| self.stock.images.get(index)) {
                let context = container.build.as_ref().map_or(image.context.as_str(), |build| build.context.as_str());
                let (of_image, inside) = self.stock.score_of(image, context, &self.agents);
                other_trades += usize::from(of_image.other_trade);
                score.merge(&of_image);
                agents.extend(inside);
            }
            if let Some(image) = &container.image {
                signals.image(&mut score, image);
            }
            signals.command(&mut score, &container.command);
            signals.environment(&mut score, &container.environment);
            signals.name(&mut score, &container.name);
        }
        signals.packages(&mut score, &unit.packages);
        if unit.kind == "devcontainer" {
            self.stock.project_signs(&mut score, &unit.folder);
        }
        if matches!(unit.exit, Exit::Runner(_)) {
            // An image is named after the folder of its Dockerfile.
            signals.image(&mut score, &unit.name);
        }
        signals.labels(&mut score, &unit.labels);
        signals.name(&mut score, unit.name.rsplit('/').next().unwrap_or(&unit.name));
        score.other_trade = !unit.containers.is_empty() && other_trades == unit.containers.len();
        (score, agents)
    }

    fn verdict(&self, unit: &Unit, runners: &[(RunsAgent, Verdict)]) -> Verdict {
        match &unit.exit {
            Exit::Stated(verdict) => verdict.clone(),
            Exit::Policies { .. } => judge(unit, self.policies, &self.stock.signals.pack.deploy_folders),
            // The widest of what its runners can reach.
            Exit::Runner(_) => runners
                .iter()
                .map(|(_, verdict)| verdict)
                .max_by_key(|verdict| width(verdict.egress.verdict))
                .cloned()
                .unwrap_or_else(|| Verdict::new(EgressVerdict::Open, "nothing in the tree says what it may reach")),
        }
    }

    /// Root, when one container is; not root, when all are known not to be.
    fn root(&self, unit: &Unit, bound: &[Option<usize>]) -> Root {
        let each = unit.containers.iter().zip(bound);
        let roots: Vec<Root> = each.map(|(container, index)| self.stock.root_of(container, *index)).collect();
        match roots.iter().find(|root| matches!(root, Root::Yes { .. })) {
            Some(root) => *root,
            None if !roots.is_empty() && roots.iter().all(|root| *root == Root::No) => Root::No,
            None => Root::Unknown,
        }
    }
}

fn order(runs: RunsAgent) -> u8 {
    match runs {
        RunsAgent::Yes => 0,
        RunsAgent::Possible => 1,
        RunsAgent::No => 2,
    }
}

/// How wide a verdict is.
fn width(verdict: EgressVerdict) -> u8 {
    match verdict {
        EgressVerdict::DenyAll => 0,
        EgressVerdict::DnsOnly => 1,
        EgressVerdict::Allowlist => 2,
        EgressVerdict::InternalOnly => 3,
        EgressVerdict::Platform => 4,
        EgressVerdict::Unknown => 5,
        EgressVerdict::PortOnly => 6,
        EgressVerdict::InternetOpenInternalBlocked => 7,
        EgressVerdict::OpenIneffective => 8,
        EgressVerdict::Open => 9,
    }
}

/// A Dockerfile as a workload of its own.
fn of_image(index: usize, image: &Image) -> Unit {
    let container = Container {
        name: title(&image.path),
        image: None,
        build: None,
        command: Vec::new(),
        environment: Vec::new(),
        user: User::Unset,
        init: false,
        place: image.place,
    };
    Unit {
        name: title(&image.path),
        kind: "dockerfile".into(),
        place: image.place,
        namespace: None,
        folder: paths::folder(&image.path).to_owned(),
        labels: Vec::new(),
        containers: vec![container],
        packages: Vec::new(),
        stated: None,
        exit: Exit::Runner(index),
        exposures: Vec::new(),
    }
}
