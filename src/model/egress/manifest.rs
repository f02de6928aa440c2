//! Manifests of packages: what the code of a folder depends on.

use super::image::package_name;
use super::paths;
use crate::model::ModelFile;
use crate::syntax::Node;
use std::collections::BTreeMap;

/// How many lines of a list are read.
const MAX_LINES: usize = 5000;

/// What the manifests of a folder name.
#[derive(Default)]
pub(super) struct Manifest {
    /// Its dependencies.
    pub(super) packages: Vec<String>,
    /// What it calls itself.
    pub(super) name: Option<String>,
}

/// All manifests by folder.
pub(super) fn manifests(files: &[ModelFile]) -> BTreeMap<&str, Manifest> {
    let mut found: BTreeMap<&str, Manifest> = BTreeMap::new();
    for file in files {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let root = file.facts.document.as_deref().and_then(|document| document.roots.first());
        let text = file.facts.text.as_deref();
        // A folder of requirements belongs to the one above.
        let folder =
            if folder.ends_with("/requirements") || folder == "requirements" { paths::folder(folder) } else { folder };
        let (packages, own) = match (name, root, text) {
            ("package.json", Some(root), _) => npm(root),
            ("pyproject.toml", Some(root), _) => python(root),
            ("Cargo.toml", Some(root), _) => (keys(root.get("dependencies")), None),
            ("go.mod" | "pom.xml", _, Some(text)) => (words(text), None),
            (_, _, Some(text)) if extension == "txt" => (lines(text), None),
            (_, _, Some(text)) if matches!(extension, "gradle" | "kts") => (words(text), None),
            _ => continue,
        };
        let entry = found.entry(folder).or_default();
        entry.packages.extend(packages);
        entry.name = own.or(entry.name.take());
    }
    found
}

fn keys(node: Option<&Node>) -> Vec<String> {
    node.map_or(&[][..], Node::entries).iter().map(|entry| entry.key.text.to_ascii_lowercase()).collect()
}

fn npm(root: &Node) -> (Vec<String>, Option<String>) {
    let name = root.get("name").and_then(Node::scalar).map(str::to_owned);
    (keys(root.get("dependencies")), name)
}

fn python(root: &Node) -> (Vec<String>, Option<String>) {
    let listed = root.at(&["project", "dependencies"]).map_or(&[][..], Node::items);
    let mut packages: Vec<String> = listed.iter().filter_map(Node::scalar).map(package_name).collect();
    packages.extend(keys(root.at(&["tool", "poetry", "dependencies"])));
    let name = root.at(&["project", "name"]).or_else(|| root.at(&["tool", "poetry", "name"]));
    (packages, name.and_then(Node::scalar).map(str::to_ascii_lowercase))
}

fn lines(text: &str) -> Vec<String> {
    let plain = |line: &&str| !line.is_empty() && !line.starts_with(['#', '-']);
    text.lines().take(MAX_LINES).map(str::trim).filter(plain).map(package_name).collect()
}

/// Words that look like the name of a module; of `group` and `artifact` both and the pair.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut group = "";
    let split = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')');
    for word in text
        .lines()
        .take(MAX_LINES)
        .flat_map(|line| line.split(split))
        .filter(|word| word.contains(['.', ':', '-', '/']))
    {
        let parts: Vec<&str> = word.split(':').collect();
        if let [group, artifact, _] = parts.as_slice() {
            found.push(format!("{group}:{artifact}"));
        }
        if !group.is_empty() {
            found.push(format!("{group}:{word}"));
        }
        group = word;
        found.push(word.to_owned());
    }
    found
}
