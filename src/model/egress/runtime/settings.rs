//! Settings of coding agents, kept in the tree.

use crate::knowledge::schema::{Reach, Runtime};
use crate::knowledge::{Knowledge, Severity};
use crate::model::ModelFile;
use crate::model::egress::RunsAgent;
use crate::model::egress::ask::{Answer, Decision, Known, Setting, Settings, ask, at_path, decide, known};
use crate::model::egress::verdict::{Collected, Judged};
use crate::model::folders::parent;
use crate::source::{PathClass, Place, Span};
use crate::syntax::Node;
use globset::{Glob, GlobMatcher};
use std::collections::BTreeMap;

/// Settings files of one folder, the strongest first.
struct Layers<'a> {
    files: Vec<(&'a ModelFile, &'a Node)>,
}

impl Settings for Layers<'_> {
    fn values(&self, key: &str) -> Vec<Setting> {
        self.files
            .iter()
            .filter_map(|(file, root)| {
                let node = at_path(root, key)?;
                Some(Setting { value: known(node), place: file.at(first_line(root, node)) })
            })
            .collect()
    }
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
                let folder = parent(&file.path);
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
    let place = runtime.declares.iter().find_map(|test| match ask(test, layers) {
        Answer::Yes(at) => at,
        Answer::Open(at) => Some(at),
        Answer::No => None,
    })?;
    let (reach, why, help, decisive) = match decide(&runtime.cases, layers) {
        Decision::Case(case, at) => (case.verdict, case.why.clone(), case.help.clone(), at),
        Decision::Open(at) => (Reach::Unknown, "a value that is set elsewhere decides".into(), None, Some(at)),
        Decision::None => return None,
    };
    let lists: Vec<Setting> = runtime.hosts.iter().flat_map(|key| layers.values(key)).collect();
    let hosts: Vec<String> = lists
        .iter()
        .filter_map(|list| if let Known::List(items) = &list.value { Some(items.clone()) } else { None })
        .flatten()
        .collect();
    let mut seen: Vec<(Place, String)> = decisive.into_iter().map(|at| (at, "this decides".to_owned())).collect();
    if seen.first().is_none_or(|(at, _)| *at != place) {
        seen.push((place, "declared here".into()));
    }
    let (file, _) = layers.files.first()?;
    let is_empty = reach == Reach::Allowlist && !lists.is_empty() && hosts.is_empty();
    Some(Judged {
        name: format!("{} in {}", runtime.title, file.path),
        kind: format!("{}/settings", runtime.id),
        place,
        runs_agent: RunsAgent::Yes,
        reach: if is_empty { Reach::DenyAll } else { reach },
        why,
        seen,
        help: help.unwrap_or_else(|| "name the hosts that it needs".into()),
        // What a developer runs beside an editor is watched; it is no deployment.
        severity: Some(Severity::Medium),
        hosts,
        root: None,
    })
}

/// A block spans many lines: what is pointed at is its key.
fn first_line(root: &Node, node: &Node) -> Span {
    if node.as_map().is_none() && node.as_list().is_none() {
        return node.span;
    }
    let mut key = None;
    root.walk(|path, visited| {
        if std::ptr::eq(visited, node)
            && let Some(crate::syntax::Step::Key(found)) = path.last()
        {
            key = Some(found.span);
        }
    });
    key.or_else(|| root.entries().first().map(|entry| entry.key.span)).unwrap_or(node.span)
}
