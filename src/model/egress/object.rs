//! Objects of Kubernetes: what a stream of manifests declares, with where it is written.

use super::helm::Rendered;
use super::selector::{Labels, is_template};
use crate::knowledge::schema::WorkloadPack;
use crate::model::ModelFile;
use crate::source::{FileId, Place, Span};
use crate::syntax::Node;

/// How many objects may be nested in lists.
const MAX_NESTING: u32 = 4;

/// One object.
#[derive(Clone)]
pub(super) struct Object<'a> {
    /// Its tree.
    pub(super) node: &'a Node,
    /// The file that declares it.
    pub(super) file: FileId,
    /// The folder from which it is applied.
    pub(super) folder: String,
    /// Its kind.
    pub(super) kind: &'a str,
    /// Its API group, without the version.
    pub(super) group: &'a str,
    /// Its name.
    pub(super) name: String,
    /// Its namespace, when it has one.
    pub(super) namespace: Option<String>,
    /// It is there only under a condition.
    pub(super) conditional: bool,
    /// What it says depends on something that was not worked out.
    pub(super) uncertain: bool,
    /// Labels that are added to its pods where it is applied.
    pub(super) labels: Labels,
    /// The one place that stands for all of it, when its tree was put together from several texts.
    pub(super) origin: Option<Place>,
}

impl Object<'_> {
    /// A place in the object.
    pub(super) fn at(&self, span: Span) -> Place {
        self.origin.unwrap_or(Place { file: self.file, span })
    }

    /// The place that stands for the object: its kind.
    pub(super) fn place(&self) -> Place {
        self.at(self.node.get("kind").map_or(self.node.span, |kind| kind.span))
    }

    /// The value at a path with dots.
    pub(super) fn find(&self, path: &str) -> Option<&Node> {
        find(self.node, path)
    }
}

/// The value at a path with dots.
pub(super) fn find<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(node, Node::get)
}

/// All objects of the manifests of the tree, in the order of their places.
pub(super) fn objects<'a>(files: &'a [ModelFile], charts: &'a [Rendered], pack: &WorkloadPack) -> Vec<Object<'a>> {
    let mut found = Vec::new();
    for file in files {
        let Some(document) = file.facts.document.as_deref() else { continue };
        if file.kind != crate::source::FileKind::Yaml {
            continue;
        }
        let folder = super::paths::folder(&file.path);
        for root in &document.roots {
            collect(root, file.id, folder, false, 0, pack, &mut found);
        }
    }
    for template in charts {
        let first = found.len();
        for root in &template.document.roots {
            collect(root, template.file, &template.folder, false, 0, pack, &mut found);
        }
        for object in found.iter_mut().skip(first) {
            object.origin = Some(template.place(object.place().span));
            object.uncertain = template.uncertain;
        }
    }
    found
}

/// Adds the object `node`, or those that it holds.
pub(super) fn collect<'a>(
    node: &'a Node,
    file: FileId,
    folder: &str,
    conditional: bool,
    depth: u32,
    pack: &WorkloadPack,
    found: &mut Vec<Object<'a>>,
) {
    let text = |key| node.get(key).and_then(Node::scalar);
    let (Some(kind), Some(version)) = (text("kind"), text("apiVersion")) else { return };
    if let Some(container) = pack.containers.iter().find(|container| container.kind == kind) {
        if depth < MAX_NESTING {
            for item in find(node, &container.path).map_or(&[][..], Node::items) {
                let inner = container.item.as_ref().map_or(Some(item), |key| item.get(key));
                let when = conditional || container.when.iter().any(|key| item.get(key).is_some());
                if let Some(inner) = inner {
                    collect(inner, file, folder, when, depth + 1, pack, found);
                }
            }
        }
        return;
    }
    let namespace = find(node, "metadata.namespace").and_then(Node::scalar);
    found.push(Object {
        node,
        file,
        folder: folder.to_owned(),
        kind,
        group: version.rsplit_once('/').map_or("", |(group, _)| group),
        name: find(node, "metadata.name")
            .or_else(|| find(node, "metadata.generateName"))
            .and_then(Node::scalar)
            .unwrap_or("?")
            .to_owned(),
        namespace: namespace.filter(|name| !is_template(name)).map(str::to_owned),
        conditional,
        uncertain: false,
        labels: Labels::new(),
        origin: None,
    });
}
