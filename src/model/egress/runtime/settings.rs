//! Settings of coding agents, kept in the tree.

use super::ask::{Settings, at_path, decide, holds, texts};
use crate::knowledge::schema::{Reach, Runtime};
use crate::knowledge::{Knowledge, Severity};
use crate::model::ModelFile;
use crate::model::egress::RunsAgent;
use crate::model::egress::verdict::{Collected, Judged};
use crate::source::{PathClass, Place};
use crate::syntax::Node;
use globset::{Glob, GlobMatcher};
use std::collections::BTreeMap;

/// Settings files of one folder, the strongest first.
struct Layers<'a> {
    files: Vec<(&'a ModelFile, &'a Node)>,
}

impl<'a> Settings<'a> for Layers<'a> {
    fn values(&self, key: &str) -> Vec<&'a Node> {
        self.files.iter().filter_map(|(_, root)| at_path(root, key)).collect()
    }

    fn text(&self, _key: &str) -> Option<&str> {
        None
    }
}

impl<'a> Layers<'a> {
    /// The place of a value of one of the files.
    fn place(&self, node: &Node) -> Option<Place> {
        let (file, _) = self.files.iter().find(|(_, root)| holds_node(root, node))?;
        Some(file.at(node.span))
    }
}

fn holds_node(root: &Node, wanted: &Node) -> bool {
    let mut found = false;
    root.walk(|_, node| found |= std::ptr::eq(node, wanted));
    found
}

pub(super) fn find(files: &[ModelFile], knowledge: &Knowledge, found: &mut Collected) {
    let documents: Vec<(&ModelFile, &Node)> = files
        .iter()
        .filter(|file| file.class != PathClass::Vendored)
        .filter_map(|file| Some((file, file.facts.document.as_deref()?.roots.first()?)))
        .collect();
    if documents.is_empty() {
        return;
    }
    for runtime in &knowledge.egress().runtimes.runtimes {
        let globs: Vec<GlobMatcher> =
            runtime.files.iter().filter_map(|glob| Glob::new(glob).ok()).map(|glob| glob.compile_matcher()).collect();
        // Files of a folder are layers of one configuration; a workflow of prose is one by itself.
        let mut folders: BTreeMap<&str, Vec<(usize, &ModelFile, &Node)>> = BTreeMap::new();
        for (file, root) in &documents {
            if let Some(rank) = globs.iter().position(|glob| glob.is_match(&file.path)) {
                let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let key = if globs.len() > 1 { folder } else { file.path.as_str() };
                folders.entry(key).or_default().push((rank, file, root));
            }
        }
        for mut layers in folders.into_values() {
            layers.sort_by_key(|(rank, file, _)| (*rank, file.id));
            let layers = Layers { files: layers.into_iter().map(|(_, file, root)| (file, root)).collect() };
            if let Some(judged) = judge(runtime, &layers) {
                found.add(judged);
            }
        }
    }
}

fn judge(runtime: &Runtime, layers: &Layers<'_>) -> Option<Judged> {
    let declared = runtime.declares.iter().find(|test| holds(test, layers))?;
    let declaration = layers.values(&declared.key).into_iter().next()?;
    let place = layers.place(declaration).map(|place| first_line(layers, place, declaration))?;
    let (case, decisive) = decide(&runtime.cases, layers)?;
    let hosts: Vec<String> = runtime.hosts.iter().flat_map(|key| layers.values(key)).flat_map(texts).collect();
    let mut seen: Vec<(Place, String)> = Vec::new();
    if let Some(at) = decisive.and_then(|node| Some(first_line(layers, layers.place(node)?, node))) {
        seen.push((at, "this decides".into()));
    }
    if seen.first().is_none_or(|(at, _)| *at != place) {
        seen.push((place, "declared here".into()));
    }
    let (file, _) = layers.files.first()?;
    let reach = if case.verdict == Reach::Allowlist
        && runtime.hosts.iter().any(|key| !layers.values(key).is_empty())
        && hosts.is_empty()
    {
        Reach::DenyAll
    } else {
        case.verdict
    };
    Some(Judged {
        name: format!("{} in {}", runtime.title, file.path),
        kind: format!("{}/settings", runtime.id),
        place,
        runs_agent: RunsAgent::Yes,
        reach,
        why: case.why.clone(),
        seen,
        help: case.help.clone().unwrap_or_else(|| "name the hosts that it needs".into()),
        // What a developer runs beside an editor is watched; it is no deployment.
        severity: Some(Severity::Medium),
        hosts,
        root: None,
    })
}

/// A block spans many lines: the finding points at its key.
fn first_line(layers: &Layers<'_>, place: Place, node: &Node) -> Place {
    let Some((file, root)) = layers.files.iter().find(|(file, _)| file.id == place.file) else { return place };
    if node.as_map().is_none() && node.as_list().is_none() {
        return place;
    }
    let mut key = None;
    root.walk(|path, visited| {
        if std::ptr::eq(visited, node)
            && let Some(crate::syntax::Step::Key(found)) = path.last()
        {
            key = Some(found.span);
        }
    });
    match key.or_else(|| root.entries().first().map(|entry| entry.key.span)) {
        Some(span) => file.at(span),
        None => place,
    }
}
