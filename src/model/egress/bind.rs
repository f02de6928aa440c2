//! Which Dockerfile an image is built from, and which agents of the tree are in it.

use super::image::{Image, base_is_root};
use super::manifest::Manifest;
use super::paths::{self, speaks, words};
use super::signals::{Score, Signals};
use super::unit::{Container, Root, Unit, User};
use crate::model::ModelFile;
use crate::model::agents::{AgentId, Agents};
use crate::source::PathClass;
use std::collections::BTreeMap;

/// The images of the tree with what is known of each.
pub(super) struct Stock<'a> {
    pub(super) images: &'a [Image],
    pub(super) manifests: &'a BTreeMap<&'a str, Manifest>,
    /// Names that compose files and build commands give to Dockerfiles: name of the image, path of the file.
    pub(super) built: Vec<(String, String)>,
    pub(super) signals: &'a Signals<'a>,
}

impl Stock<'_> {
    /// The Dockerfile of a container's image: its index and the stage.
    pub(super) fn image_of(&self, unit: &Unit, container: &Container) -> Option<usize> {
        let by_path = |path: &str| self.images.iter().position(|image| image.path == path);
        if let Some(build) = &container.build {
            return build.dockerfile.as_deref().and_then(by_path);
        }
        let image = container.image.as_deref()?;
        let name = last_name(image);
        if base_is_root(image, self.signals.pack).is_some() || self.signals.is_infrastructure(image) {
            return None;
        }
        let mut named = self.built.iter().filter(|(built, _)| *built == name).filter_map(|(_, path)| by_path(path));
        if let Some(first) = named.next() {
            return Some(first);
        }
        // A folder of the image's name, near to the one that names it.
        let in_folder = |image: &Image| {
            let folder = paths::folder(&image.path).rsplit('/').next().unwrap_or_default().to_owned();
            !name.is_empty() && folder == name
        };
        let mut candidates = self.images.iter().enumerate().filter(|(_, image)| in_folder(image));
        if let (Some((index, _)), None) = (candidates.next(), candidates.next()) {
            return Some(index);
        }
        self.beside(unit, container)
    }

    /// The one Dockerfile in the folder of the manifest: an assumption for images that carry no registry's name.
    fn beside(&self, unit: &Unit, container: &Container) -> Option<usize> {
        let mut here = self.images.iter().enumerate().filter(|(_, image)| paths::folder(&image.path) == unit.folder);
        let first = here.next()?;
        let several = here.next().is_some();
        if container.init && several {
            return None;
        }
        if several {
            // The plain one beside those with a purpose of their own.
            return self.images.iter().position(|image| image.path == format!("{}/Dockerfile", unit.folder));
        }
        Some(first.0)
    }

    /// Whether a container runs as root: by its own words, else by those of its image.
    pub(super) fn root_of(&self, container: &Container, bound: Option<usize>) -> Root {
        match container.user {
            User::Root(place) => return Root::Yes { place, by_default: false },
            User::Other => return Root::No,
            User::Unknown => return Root::Unknown,
            User::Unset => {}
        }
        if let Some(image) = bound.and_then(|index| self.images.get(index)) {
            let target = container.build.as_ref().and_then(|build| build.target.as_deref());
            return image.root(target, self.signals.pack);
        }
        let image = container.image.as_deref().filter(|image| !image.contains('$') && !image.contains("{{"));
        match image.and_then(|image| base_is_root(image, self.signals.pack)) {
            Some(true) => Root::Yes { place: container.place, by_default: true },
            Some(false) => Root::No,
            None => Root::Unknown,
        }
    }

    /// The signs in a Dockerfile and in what it copies.
    pub(super) fn score_of(
        &self,
        image: &Image,
        context: &str,
        agents: &[(AgentId, &str, bool)],
    ) -> (Score, Vec<AgentId>) {
        let mut score = Score::default();
        if image.base().is_some_and(|base| self.signals.is_infrastructure(base)) {
            score.other_trade = true;
            return (score, Vec::new());
        }
        if let Some(base) = image.base() {
            self.signals.image(&mut score, base);
        }
        self.signals.command(&mut score, &image.command);
        self.signals.environment(&mut score, &image.environment);
        self.signals.packages(&mut score, &image.packages);
        let copied: Vec<String> = image.copies.iter().filter_map(|source| paths::join(context, source)).collect();
        for path in &copied {
            self.manifest_signs(&mut score, path);
        }
        let inside = |path: &str| copied.iter().any(|source| paths::is_below(path, source) || star(source, path));
        let bound: Vec<AgentId> = agents.iter().filter(|(_, path, _)| inside(path)).map(|(id, ..)| *id).collect();
        let deployed = agents.iter().any(|(_, path, main)| inside(path) && (*main || !context.is_empty()));
        if deployed {
            score.add(self.signals.pack.agent_at, "code of an agent is copied into it");
        }
        self.project_signs(&mut score, &image.path);
        (score, bound)
    }

    /// The signs in the manifests that a copied path brings: those right in a folder, or the file itself.
    fn manifest_signs(&self, score: &mut Score, path: &str) {
        let whole = self.manifests.get(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_manifest = ["package", "pyproject", "requirements", "go.mod", "Cargo", "pom", "build.gradle", "*"];
        let part =
            is_manifest.iter().any(|start| name.starts_with(start)).then(|| self.manifests.get(paths::folder(path)));
        for manifest in [whole, part.flatten()].into_iter().flatten() {
            self.signals.packages(score, &manifest.packages);
            if self.signals.is_agent_project(manifest.name.as_deref(), &[]) {
                score.add(self.signals.pack.agent_at, "it is the project of an agent");
            }
        }
    }

    /// Signs of the project that a Dockerfile belongs to: that of the nearest folder whose manifest names a project.
    pub(super) fn project_signs(&self, score: &mut Score, path: &str) {
        if PathClass::of(path) == PathClass::Test {
            return;
        }
        let mut folder = Some(paths::folder(path));
        while let Some(at) = folder {
            if let Some(manifest) = self.manifests.get(at) {
                if self.signals.is_agent_project(manifest.name.as_deref(), &manifest.packages) {
                    score.add(self.signals.pack.possible_at, "it belongs to a project of agents");
                    return;
                }
                if manifest.name.is_some() {
                    return;
                }
            }
            folder = (!at.is_empty()).then(|| paths::folder(at));
        }
    }
}

/// A copied pattern such as `src/*.py`: a star stands for any text.
fn star(source: &str, path: &str) -> bool {
    source.contains('*') && paths::fits(source, path)
}

/// The last part of an image's name, without tag and digest.
pub(super) fn last_name(image: &str) -> String {
    let path = image.split('@').next().unwrap_or(image);
    let last = path.rsplit('/').next().unwrap_or(path);
    last.split(':').next().unwrap_or(last).to_ascii_lowercase()
}

/// Agents with the path of their file and whether it is deployed.
pub(super) fn agents_by_path<'a>(files: &'a [ModelFile], agents: &Agents) -> Vec<(AgentId, &'a str, bool)> {
    let file = |id: u32| files.get(id as usize);
    agents
        .agents
        .iter()
        .enumerate()
        .filter_map(|(index, agent)| {
            let file = file(agent.place.file.0)?;
            (file.class != PathClass::Test && file.class != PathClass::Doc).then_some((
                AgentId(index as u32),
                file.path.as_str(),
                file.class == PathClass::Main,
            ))
        })
        .collect()
}

/// Images that scripts and makefiles build: `docker build -t NAME -f FILE CONTEXT`.
pub(super) fn built_by_scripts(files: &[ModelFile]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in files {
        let Some(text) = file.facts.text.as_deref() else { continue };
        let joined = text.replace("\\\n", " ");
        for line in joined.lines().filter(|line| line.contains("docker") && line.contains("build")) {
            let mut parts = line.split_whitespace().skip_while(|word| !word.ends_with("docker")).skip(1);
            let (mut tag, mut dockerfile, mut context) = (None, None, None);
            while let Some(word) = parts.next() {
                match word {
                    "build" | "buildx" => {}
                    "-t" | "--tag" => tag = parts.next(),
                    "-f" | "--file" => dockerfile = parts.next(),
                    "&&" | ";" | "|" | "||" => break,
                    _ if word.starts_with("--tag=") => tag = word.strip_prefix("--tag="),
                    _ if word.starts_with('-') => {
                        if !word.contains('=')
                            && matches!(word, "--build-arg" | "--platform" | "--target" | "--progress")
                        {
                            parts.next();
                        }
                    }
                    _ => context = Some(word),
                }
            }
            let (Some(tag), Some(context)) = (tag, context) else { continue };
            let clean = |text: &str| text.trim_matches(['"', '\'']).to_owned();
            let (tag, context) = (clean(tag), clean(context));
            let folder = paths::folder(&file.path);
            let Some(context) = paths::join(folder, &context) else { continue };
            let path = match dockerfile {
                Some(file) => paths::join(folder, &clean(file)),
                None => paths::join(&context, "Dockerfile"),
            };
            if let Some(path) = path.filter(|_| !last_name(&tag).contains('$')) {
                found.push((last_name(&tag), path));
            }
        }
    }
    found
}

/// The name of a Dockerfile in messages: its folder, and what its name says beside the word.
pub(super) fn title(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = paths::folder(path).rsplit('/').next().unwrap_or_default();
    if folder.is_empty() || speaks(&words(name), words(folder).trim()) {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
