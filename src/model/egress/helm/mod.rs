//! Charts: their templates, filled with the values that they come with.
//!
//! A subset of the template language is understood. A value that is not worked out stands in the text in the form of one that is filled
//! in later; a condition that is not decided makes all of its file uncertain.

mod eval;
mod functions;
mod parse;
mod value;

use super::paths;
use crate::knowledge::schema::WorkloadPack;
use crate::model::ModelFile;
use crate::source::{FileId, FileKind, Place, Span};
use crate::syntax::{self, Document};
use eval::{Filled, Filler};
use parse::Part;
use std::collections::{BTreeMap, BTreeSet};
use value::{UNKNOWN, Value};

/// A template that was filled.
pub(super) struct Rendered {
    pub(super) file: FileId,
    /// The folder of its chart.
    pub(super) folder: String,
    pub(super) document: Document,
    /// A condition in it was not decided.
    pub(super) uncertain: bool,
    origins: Vec<(usize, usize)>,
}

impl Rendered {
    /// The place in the template from which a place of the filled text comes.
    pub(super) fn place(&self, span: Span) -> Place {
        let start = span.start as usize;
        let at = self.origins.partition_point(|(out, _)| *out <= start);
        let origin = at.checked_sub(1).and_then(|index| self.origins.get(index));
        let start = origin.map_or(0, |(out, source)| source + (start - out));
        Place { file: self.file, span: Span::new(start, start + span.len()) }
    }
}

/// The templates of all charts, filled.
pub(super) fn render(files: &[ModelFile], pack: &WorkloadPack) -> Vec<Rendered> {
    // Some charts get their own description only when they are released; their values are there.
    let is_chart =
        |file: &&ModelFile| matches!(file.path.rsplit('/').next(), Some("Chart.yaml" | "values.yaml" | "values.yml"));
    let folders: BTreeSet<&str> = files.iter().filter(is_chart).map(|file| paths::folder(&file.path)).collect();
    folders.into_iter().flat_map(|folder| of_chart(folder, files, pack)).collect()
}

fn of_chart(folder: &str, files: &[ModelFile], pack: &WorkloadPack) -> Vec<Rendered> {
    let within = if folder.is_empty() { "templates".to_owned() } else { format!("{folder}/templates") };
    let templates: Vec<(&ModelFile, &str, Option<Vec<Part>>)> = files
        .iter()
        .filter(|file| paths::is_below(&file.path, &within))
        .filter_map(|file| Some((file, file.facts.text.as_deref()?)))
        .map(|(file, text)| (file, text, parse::parse(text)))
        .collect();
    let mut named = BTreeMap::new();
    let mut bodies = Vec::new();
    for (file, text, parts) in templates {
        let Some(parts) = parts else {
            bodies.push((file, text, None));
            continue;
        };
        let mut body = Vec::new();
        for part in parts {
            match part {
                Part::Define(name, inner) => {
                    named.insert(name, inner);
                }
                part => body.push(part),
            }
        }
        bodies.push((file, text, Some(body)));
    }
    if bodies.is_empty() {
        return Vec::new();
    }
    let root = root(folder, files);
    let rendered = |(file, text, body): &(&ModelFile, &str, Option<Vec<Part>>)| {
        if file.kind != FileKind::Yaml || file.path.contains("/templates/tests/") || !speaks(text, pack) {
            return None;
        }
        let filled = body.as_ref().and_then(|body| Filler::new(&named, &root).fill(body));
        let filled = filled.unwrap_or_else(|| skeleton(text));
        let document = syntax::parse(FileKind::Yaml, &filled.text)?;
        let broken = !document.problems.is_empty();
        Some(Rendered {
            file: file.id,
            folder: folder.to_owned(),
            document,
            uncertain: filled.uncertain || broken,
            origins: filled.origins,
        })
    };
    bodies.iter().filter_map(rendered).collect()
}

/// Whether a template can declare something that is asked for.
fn speaks(text: &str, pack: &WorkloadPack) -> bool {
    let kinds = pack.kinds.iter().flat_map(|kind| &kind.kinds).map(String::as_str);
    text.contains("kind:") && kinds.chain(["Policy", "ServiceAccount"]).any(|kind| text.contains(kind))
}

/// What `$` stands for: the values and names of a release.
fn root(folder: &str, files: &[ModelFile]) -> Value {
    let tree =
        |file: &ModelFile| file.facts.document.as_deref().and_then(|document| document.roots.first()).map(Value::of);
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let names = [beside("values.yaml"), beside("values.yml")];
    let values = files.iter().find(|file| names.contains(&file.path)).and_then(tree).unwrap_or(Value::Map(Vec::new()));
    let name = folder.rsplit('/').next().unwrap_or_default();
    let nameless = || Value::Map(vec![("name".into(), Value::text(name)), ("version".into(), Value::text("0.0.0"))]);
    let about = files.iter().find(|file| file.path == beside("Chart.yaml")).and_then(tree).unwrap_or_else(nameless);
    let about = match about {
        // Its fields are written with a capital in templates.
        Value::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let mut letters = key.chars();
                    (letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect(), value)
                })
                .collect(),
        ),
        other => other,
    };
    let map = |entries: &[(&str, Value)]| {
        Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    };
    let release = map(&[
        ("Name", Value::text("release")),
        ("Namespace", Value::text(UNKNOWN)),
        ("Service", Value::text("Helm")),
        ("IsInstall", Value::Bool(true)),
        ("IsUpgrade", Value::Bool(false)),
        ("Revision", Value::Int(1)),
    ]);
    let version = map(&[
        ("Version", Value::text("v1.32.0")),
        ("Major", Value::text("1")),
        ("Minor", Value::text("32")),
        ("GitVersion", Value::text("v1.32.0")),
    ]);
    map(&[
        ("Values", values),
        ("Chart", about),
        ("Release", release),
        ("Capabilities", map(&[("KubeVersion", version), ("APIVersions", Value::Unknown)])),
        ("Template", map(&[("BasePath", Value::text("templates")), ("Name", Value::text("template"))])),
        ("Files", Value::Unknown),
    ])
}

/// A template that was not understood: without its lines that are actions only, and with something filled in later in place of the others.
fn skeleton(text: &str) -> Filled {
    let mut out = Filled { uncertain: true, ..Filled::default() };
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !(trimmed.starts_with("{{") && trimmed.ends_with("}}")) {
            out.origins.push((out.text.len(), offset));
            let mut rest = line;
            while let Some((before, after)) = rest.split_once("{{") {
                out.text.push_str(before);
                out.text.push_str(UNKNOWN);
                rest = after.split_once("}}").map_or("\n", |(_, after)| after);
            }
            out.text.push_str(rest);
        }
        offset += line.len();
    }
    out
}
