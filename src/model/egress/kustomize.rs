//! Kustomizations: what is applied together, in which namespace, with which labels, and which files are only patches.

use super::object::Object;
use super::paths;
use crate::model::ModelFile;
use crate::syntax::Node;
use std::collections::{BTreeMap, BTreeSet};

/// How many kustomizations may use one another in a row.
const MAX_CHAIN: usize = 8;

/// Names of the file.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// One kustomization.
struct Kustomization<'a> {
    folder: &'a str,
    root: &'a Node,
    /// Paths that it applies, of files and of folders with a kustomization of their own.
    resources: BTreeSet<String>,
}

/// Gives `objects` what the kustomizations that apply them add, and drops those that are only patches.
pub(super) fn apply(files: &[ModelFile], objects: &mut Vec<Object<'_>>) {
    let all: Vec<Kustomization<'_>> = files.iter().filter_map(read).collect();
    if all.is_empty() {
        return;
    }
    let patches: BTreeSet<String> = all.iter().flat_map(patches).collect();
    let path_of =
        |object: &Object<'_>| files.get(object.file.0 as usize).map_or("", |file| file.path.as_str()).to_owned();
    objects.retain(|object| !patches.contains(&path_of(object)));
    // Where a folder is used by another, the user speaks last.
    let users: BTreeMap<&str, Vec<usize>> = all
        .iter()
        .map(|one| {
            (
                one.folder,
                all.iter()
                    .enumerate()
                    .filter(|(_, user)| user.resources.contains(one.folder))
                    .map(|(index, _)| index)
                    .collect(),
            )
        })
        .collect();
    for object in objects.iter_mut() {
        let path = path_of(object);
        let Some(mut at) = all.iter().position(|one| one.resources.contains(&path)) else { continue };
        for _ in 0..MAX_CHAIN {
            add(&all[at], object);
            // Of several overlays each is a deployment of its own: what they add differs.
            match users.get(all[at].folder).map(Vec::as_slice) {
                Some([one]) if *one != at => at = *one,
                _ => break,
            }
        }
    }
}

fn read(file: &ModelFile) -> Option<Kustomization<'_>> {
    let name = file.path.rsplit('/').next()?;
    let root = file.facts.document.as_deref()?.roots.first().filter(|_| NAMES.contains(&name))?;
    let folder = paths::folder(&file.path);
    let lists =
        ["resources", "bases", "components"].into_iter().flat_map(|key| root.get(key).map_or(&[][..], Node::items));
    let resources = lists.filter_map(|item| paths::join(folder, item.scalar()?)).collect();
    Some(Kustomization { folder, root, resources })
}

/// Files that change objects and are none themselves.
fn patches(one: &Kustomization<'_>) -> Vec<String> {
    let lists = ["patches", "patchesStrategicMerge", "patchesJson6902"];
    let items = lists.into_iter().flat_map(|key| one.root.get(key).map_or(&[][..], Node::items));
    let path = |item: &Node| {
        let text = item.scalar().or_else(|| item.get("path").and_then(Node::scalar))?;
        (!text.contains('\n')).then(|| paths::join(one.folder, text)).flatten()
    };
    items.filter_map(path).filter(|path| !one.resources.contains(path)).collect()
}

/// What a kustomization adds to an object: its namespace, its labels, and the folder from which it is applied.
fn add(one: &Kustomization<'_>, object: &mut Object<'_>) {
    if let Some(namespace) = one.root.get("namespace").and_then(Node::scalar) {
        object.namespace = Some(namespace.to_owned());
    }
    let listed = one.root.get("labels").map_or(&[][..], Node::items).iter().filter(|item| {
        ["includeSelectors", "includeTemplates"].iter().any(|key| item.get(key).and_then(Node::as_bool) == Some(true))
    });
    let pairs = listed.filter_map(|item| item.get("pairs")).chain(one.root.get("commonLabels"));
    for entry in pairs.flat_map(Node::entries) {
        object.labels.retain(|(key, _)| key != &*entry.key.text);
        object.labels.push((entry.key.text.to_string(), entry.value.scalar().map(str::to_owned)));
    }
    one.folder.clone_into(&mut object.folder);
}
