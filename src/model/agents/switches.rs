//! Switches of tracing: variables that manifests and environment files set, and calls that turn a record off.
//!
//! A variable counts where it surely reaches the process: in a file of the agent's own project that is committed as it is used.
//! Elsewhere (a template, a manifest that names only an image) it makes the record unknown, never kept.

use super::FoundTool;
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{Grade, RecordForm};
use crate::model::ModelFile;
use crate::model::folders::{ancestors, is_below, parent};
use crate::source::{FileId, FileKind, PathClass, Span, Tracked};
use crate::syntax::code::{Call, ExprKind};
use crate::syntax::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Files whose folder is a project: code below it runs together.
const MANIFESTS: [&str; 10] = [
    "pyproject.toml",
    "requirements.txt",
    "setup.py",
    "Pipfile",
    "package.json",
    "deno.json",
    "go.mod",
    "langgraph.json",
    "serverless.yml",
    "environment.yml",
];

/// A record of a pack: index of the pack, index of the record.
type Of = (usize, usize);

/// A variable that a file sets to a value that switches a record.
#[derive(Clone, Debug)]
struct Setting {
    of: Of,
    at: (FileId, Span),
    name: String,
    /// Folder whose code it reaches.
    folder: String,
    /// Whether the process surely gets it.
    sure: bool,
}

/// A call that switches a record off.
#[derive(Clone, Debug)]
pub(super) struct Off {
    pub(super) of: Of,
    pub(super) at: (FileId, Span),
    /// What is written: `set_tracing_disabled`, `tracing_disabled`.
    pub(super) name: String,
    /// For the whole process, not for one agent or run.
    pub(super) whole: bool,
}

/// All switches of a tree.
#[derive(Debug, Default)]
pub(super) struct Switches {
    on: Vec<Setting>,
    off: Vec<Setting>,
    pub(super) calls: Vec<Off>,
    projects: BTreeSet<String>,
}

impl Switches {
    /// Looks for variables in the documents of `files`.
    pub(super) fn new(files: &[ModelFile], knowledge: &Knowledge) -> Self {
        let mut switches = Self::default();
        let documents: Vec<_> = files.iter().filter(|file| file.facts.document.is_some() && reaches(file)).collect();
        if documents.is_empty() {
            return switches;
        }
        switches.projects = files.iter().filter_map(|file| project_of_manifest(&file.path)).collect();
        let mut wanted: BTreeMap<&str, Vec<(Of, &str, bool)>> = BTreeMap::new();
        for (pack, framework) in knowledge.frameworks().iter().enumerate() {
            for (record, form) in framework.records.iter().enumerate() {
                for (on, pairs) in [(true, &form.variables), (false, &form.off_variables)] {
                    for (name, value) in pairs {
                        wanted.entry(name).or_default().push(((pack, record), value, on));
                    }
                }
            }
        }
        for file in documents {
            for (name, value, span, folder, sure) in variables(file) {
                for (of, expected, on) in wanted.get(name.as_str()).into_iter().flatten() {
                    if value.trim().eq_ignore_ascii_case(expected) {
                        let (folder, name) = (folder.clone(), name.clone());
                        let setting = Setting { of: *of, at: (file.id, span), name, folder, sure };
                        if *on { &mut switches.on } else { &mut switches.off }.push(setting);
                    }
                }
            }
        }
        switches
    }

    /// Notes a call that switches `of` off, unless its first argument says that it does not.
    pub(super) fn called(&mut self, of: Of, call: Call<'_>, file: FileId) {
        let first = call.args().next().map(|arg| arg.value.kind());
        if matches!(first, Some(ExprKind::Bool(false))) {
            return;
        }
        let name = call.last_name().unwrap_or("off").to_owned();
        self.calls.push(Off { of, at: (file, call.span()), name, whole: true });
    }

    /// Notes an option of a call that switches `of` off for what the call makes or runs.
    pub(super) fn given(&mut self, of: Of, form: &RecordForm, path: &str, call: Call<'_>, file: FileId) {
        for (symbol, keyword, off) in &form.off_options {
            let value = keyword.split('.').try_fold(None, |found: Option<crate::syntax::code::Expr<'_>>, step| {
                Some(Some(match found.map(crate::syntax::code::Expr::kind) {
                    None => call.option(step)?,
                    Some(ExprKind::Dict(dict)) => dict.get(step)?,
                    Some(ExprKind::Call(inner)) => inner.option(step)?,
                    Some(_) => return None,
                }))
            });
            let Some(Some(value)) = value else { continue };
            if symbol == path && matches!(value.kind(), ExprKind::Bool(given) if given == *off) {
                self.calls.push(Off { of, at: (file, value.span()), name: keyword.clone(), whole: false });
            }
        }
    }

    /// The variable that switches a record on for code at `path`, with what it is worth.
    pub(super) fn on(&self, of: Of, form: &RecordForm, path: &str) -> Option<(Grade, String, (FileId, Span))> {
        let fitting = self.on.iter().filter(|setting| setting.of == of).filter_map(|setting| {
            let sure = self.reach(setting, path)?;
            let grade = if sure { form.grade } else { form.grade.min(Grade::Unknown) };
            Some((grade, format!("{}, switched on by `{}`", form.title, setting.name), setting.at))
        });
        fitting.max_by_key(|(grade, ..)| *grade)
    }

    /// Whether a variable surely switches a record off for code at `path`.
    pub(super) fn is_off(&self, of: Of, path: &str) -> bool {
        self.off.iter().any(|setting| setting.of == of && self.reach(setting, path) == Some(true))
    }

    /// Variables that surely switch a record of the tool's pack off.
    pub(super) fn off_for(&self, tool: &FoundTool<'_>, path: &str) -> impl Iterator<Item = Off> {
        let fitting = self
            .off
            .iter()
            .filter(|setting| setting.of.0 == tool.pack && self.reach(setting, path) == Some(true))
            .map(|setting| Off { of: setting.of, at: setting.at, name: setting.name.clone(), whole: true });
        fitting.collect::<Vec<_>>().into_iter()
    }

    /// Whether a setting reaches code at `path`: surely, or not so surely; `None` when it is of another project.
    fn reach(&self, setting: &Setting, path: &str) -> Option<bool> {
        let code = parent(path);
        let project = self.project(code);
        if is_below(code, &setting.folder) {
            return Some(setting.sure && is_below(&setting.folder, project));
        }
        (self.project(&setting.folder) == project).then_some(false)
    }

    fn project<'p>(&self, folder: &'p str) -> &'p str {
        ancestors(folder).find(|around| self.projects.contains(*around)).unwrap_or_default()
    }
}

/// Whether what a file sets can reach an agent that is deployed.
fn reaches(file: &ModelFile) -> bool {
    let runs_checks = [".github/", ".circleci/", ".gitlab-ci"].iter().any(|start| file.path.starts_with(start));
    file.class == PathClass::Main && file.tracked != Tracked::No && !runs_checks
}

fn project_of_manifest(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    MANIFESTS.contains(&name).then(|| parent(path).to_owned())
}

/// A name, its value and place, the folder that it reaches, and whether it surely does.
type Variable = (String, String, Span, String, bool);

/// What a document sets.
fn variables(file: &ModelFile) -> Vec<Variable> {
    let Some(document) = &file.facts.document else { return Vec::new() };
    let own = parent(&file.path);
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let mut found = Vec::new();
    for root in &document.roots {
        match file.kind {
            FileKind::Dotenv => {
                collect(root, own, !crate::facts::environment::is_template(&file.path), &mut found);
            }
            FileKind::Dockerfile => collect(root, own, true, &mut found),
            FileKind::Json if name == "langgraph.json" => collect(root, own, true, &mut found),
            FileKind::Yaml => match root.get("services").filter(|services| services.as_map().is_some()) {
                Some(services) => {
                    for service in services.entries() {
                        let context = service.value.get("build").and_then(|build| match build.get("context") {
                            Some(context) => context.as_str(),
                            None => build.as_str().or(build.as_map().map(|_| ".")),
                        });
                        let folder = context.and_then(|context| inside(own, context));
                        let sure = folder.is_some();
                        let folder = folder.unwrap_or_else(|| own.to_owned());
                        for environment in service.value.get_all("environment") {
                            collect(environment, &folder, sure, &mut found);
                        }
                    }
                }
                None => collect(root, own, false, &mut found),
            },
            _ => collect(root, own, false, &mut found),
        }
    }
    found
}

/// `./agent` of a compose file in `base`; `None` when it leads out of the tree or has a variable in it.
fn inside(base: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if part.contains('$') => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `NAME: value`, `"NAME=value"` and `{name: NAME, value: value}` below `root`.
fn collect(root: &Node, folder: &str, sure: bool, found: &mut Vec<Variable>) {
    let mut add = |name: &str, value: &str, span: Span| {
        found.push((name.to_owned(), value.to_owned(), span, folder.to_owned(), sure));
    };
    root.walk(|_, node| match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                if let Some(value) = entry.value.scalar() {
                    add(&entry.key.text, value, crate::syntax::hull(entry.key.span, entry.value.span));
                }
            }
            if let (Some(name), Some(value)) =
                (node.get("name").and_then(Node::as_str), node.get("value").and_then(Node::scalar))
            {
                add(name, value, node.span);
            }
        }
        Value::List(items) => {
            for item in items {
                if let Some((name, value)) = item.as_str().and_then(|text| text.split_once('=')) {
                    add(name, value, item.span);
                }
            }
        }
        _ => {}
    });
}
