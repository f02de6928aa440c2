//! Dockerfiles: what their last stage is made of and whom it runs as.

use super::paths;
use super::unit::Root;
use crate::knowledge::schema::WorkloadPack;
use crate::model::ModelFile;
use crate::source::{FileKind, Place};
use crate::syntax::Node;
use std::collections::{BTreeMap, BTreeSet};

/// How many stages one may stand on.
const MAX_STAGES: usize = 32;

/// A Dockerfile.
pub(super) struct Image {
    pub(super) path: String,
    /// The `FROM` of its last stage.
    pub(super) place: Place,
    /// Folder of the context that it is built in, as its own `COPY` lines tell it.
    pub(super) context: String,
    /// Sources of `COPY` and `ADD`, as written.
    pub(super) copies: Vec<String>,
    /// What is installed, by name.
    pub(super) packages: Vec<String>,
    /// Command and entry point of the last stage.
    pub(super) command: Vec<String>,
    /// Names of variables.
    pub(super) environment: Vec<String>,
    stages: Vec<Stage>,
}

struct Stage {
    name: Option<String>,
    /// The image or stage it stands on, with the arguments filled in; `None` when that cannot be done.
    from: Option<String>,
    /// The last user, and where.
    user: Option<(Option<String>, Place)>,
}

impl Image {
    /// Whether the stage `target`, or the last one, runs as root.
    pub(super) fn root(&self, target: Option<&str>, pack: &WorkloadPack) -> Root {
        let by_name = |name: &str, before: usize| {
            self.stages[..before]
                .iter()
                .rposition(|stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)))
        };
        let last = self.stages.len().checked_sub(1);
        let Some(mut index) = target.and_then(|name| by_name(name, self.stages.len())).or(last) else {
            return Root::Unknown;
        };
        for _ in 0..MAX_STAGES {
            let stage = &self.stages[index];
            match &stage.user {
                Some((Some(user), place)) => return named(user, *place),
                Some((None, _)) => return Root::Unknown,
                None => {}
            }
            let Some(from) = &stage.from else { return Root::Unknown };
            match by_name(from, index) {
                Some(below) => index = below,
                None => {
                    return match base_is_root(from, pack) {
                        Some(true) => Root::Yes { place: self.place, by_default: true },
                        Some(false) => Root::No,
                        None => Root::Unknown,
                    };
                }
            }
        }
        Root::Unknown
    }

    /// The image outside of the file that the last stage stands on.
    pub(super) fn base(&self) -> Option<&str> {
        let mut index = self.stages.len().checked_sub(1)?;
        for _ in 0..MAX_STAGES {
            let from = self.stages[index].from.as_deref()?;
            match self.stages[..index].iter().rposition(|stage| stage.name.as_deref() == Some(from)) {
                Some(below) => index = below,
                None => return Some(from),
            }
        }
        None
    }
}

fn named(user: &str, place: Place) -> Root {
    match user.split(':').next().unwrap_or_default() {
        "root" | "0" => Root::Yes { place, by_default: false },
        "" => Root::Unknown,
        _ => Root::No,
    }
}

/// Whether an image that says nothing of its user runs as root.
pub(super) fn base_is_root(image: &str, pack: &WorkloadPack) -> Option<bool> {
    let image = image.split('@').next().unwrap_or(image);
    let (path, tag) = match image.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, tag),
        _ => (image, ""),
    };
    let full = format!("{path}:{tag}");
    let plain = [
        "docker.io/library/",
        "docker.io/",
        "index.docker.io/library/",
        "public.ecr.aws/docker/library/",
        "library/",
        "ghcr.io/",
        "mirror.gcr.io/library/",
    ]
    .iter()
    .find_map(|registry| path.strip_prefix(registry))
    .unwrap_or(path);
    let matches = |patterns: &[String]| {
        patterns.iter().any(|pattern| {
            paths::fits(pattern, plain)
                || paths::fits(pattern, path)
                || (pattern.contains(':') || pattern.starts_with("*-")) && paths::fits(pattern, &full)
        })
    };
    if matches(&pack.user_images) {
        return Some(false);
    }
    if path.contains("distroless/") {
        return Some(true);
    }
    matches(&pack.root_images).then_some(true)
}

/// All Dockerfiles of the tree, in the order of their paths.
pub(super) fn images(files: &[ModelFile], all: &BTreeSet<&str>) -> Vec<Image> {
    files.iter().filter(|file| file.kind == FileKind::Dockerfile).filter_map(|file| image(file, all)).collect()
}

fn image(file: &ModelFile, all: &BTreeSet<&str>) -> Option<Image> {
    let root = file.facts.document.as_deref()?.roots.first()?;
    let mut image = Image {
        path: file.path.clone(),
        place: file.at(root.span),
        context: String::new(),
        copies: Vec::new(),
        packages: Vec::new(),
        command: Vec::new(),
        environment: Vec::new(),
        stages: Vec::new(),
    };
    let mut arguments: BTreeMap<&str, &str> = BTreeMap::new();
    for line in root.items() {
        let text = |key: &str| line.get(key).and_then(Node::scalar);
        let args = line.get("args");
        match text("instruction").unwrap_or_default() {
            "FROM" => {
                let from = text("image").and_then(|image| fill(image, &arguments));
                image.place = file.at(line.span);
                image.command.clear();
                image.stages.push(Stage { name: text("as").map(str::to_owned), from, user: None });
            }
            "ARG" | "ENV" => {
                for entry in args.map_or(&[][..], Node::entries) {
                    if let Some(value) = entry.value.scalar() {
                        arguments.insert(&entry.key.text, value);
                    }
                    image.environment.push(entry.key.text.to_string());
                }
            }
            "USER" => {
                let user = args.and_then(Node::scalar).unwrap_or_default();
                let user = (fill(user, &arguments), file.at(line.span));
                if let Some(stage) = image.stages.last_mut() {
                    stage.user = Some(user);
                }
            }
            "COPY" | "ADD" if line.at(&["flags", "from"]).is_none() => {
                let words = args.map_or(&[][..], Node::items);
                let sources = words.split_last().map_or(&[][..], |(_, sources)| sources);
                image.copies.extend(
                    sources.iter().filter_map(Node::as_str).filter(|path| !path.starts_with("<<")).map(str::to_owned),
                );
            }
            "RUN" => {
                let heredocs = line.get("heredocs").map_or(&[][..], Node::items).iter().filter_map(Node::scalar);
                let words = args.map_or(&[][..], Node::items).iter().filter_map(Node::scalar);
                let text: Vec<&str> = args.and_then(Node::scalar).into_iter().chain(heredocs).chain(words).collect();
                image.packages.extend(installed(&text.join(" ")));
            }
            // An entry point resets the command that is written before it in the base, not the one beside it.
            "CMD" | "ENTRYPOINT" => image.command.extend(words_of(args)),
            _ => {}
        }
    }
    if image.stages.is_empty() {
        return None;
    }
    image.context = context(&image, all);
    Some(image)
}

/// The words of a command in either form.
pub(super) fn words_of(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    match node.as_str() {
        Some(text) => text.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect(),
        None => node.items().iter().filter_map(Node::scalar).map(str::to_owned).collect(),
    }
}

/// Text with its `$NAME`, `${NAME}` and `${NAME:-default}` filled in.
fn fill(text: &str, arguments: &BTreeMap<&str, &str>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    for _ in 0..16 {
        let Some((before, after)) = rest.split_once('$') else {
            out.push_str(rest);
            return Some(out);
        };
        out.push_str(before);
        let (name, tail) = if let Some(inner) = after.strip_prefix('{') {
            inner.split_once('}')?
        } else {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            (after.get(..end)?, after.get(end..)?)
        };
        let (name, default) = name.split_once(":-").map_or((name, None), |(name, default)| (name, Some(default)));
        let value = arguments.get(name).copied().filter(|value| !value.is_empty()).or(default)?;
        if value.contains('$') {
            return None;
        }
        out.push_str(value);
        rest = tail;
    }
    None
}

/// Names of what package managers are told to install.
pub(super) fn installed(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut installing = false;
    for word in text.split([' ', '\t', '\n', '\\']).filter(|word| !word.is_empty()) {
        match word {
            "&&" | ";" | "||" | "|" => installing = false,
            "install" | "add" | "i" => installing = true,
            _ if installing && !word.starts_with('-') => found.push(package_name(word)),
            _ => {}
        }
        if word.ends_with(';') {
            installing = false;
        }
    }
    found
}

/// The name of a package without version, extras and quotes.
pub(super) fn package_name(word: &str) -> String {
    let word = word.trim_matches(['"', '\'', ',', ';']);
    let end = word
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '=' | '<' | '>' | '~' | '!' | '[' | '@' | ';' | ' ' | '^' | '('))
        .map_or(word.len(), |(at, _)| at);
    word.get(..end).unwrap_or(word).trim().to_ascii_lowercase()
}

/// The nearest folder, from that of the file upwards, that has the most of what is copied.
fn context(image: &Image, all: &BTreeSet<&str>) -> String {
    let sources: Vec<&str> = image
        .copies
        .iter()
        .map(|source| source.trim_start_matches("./").trim_end_matches('/'))
        .filter(|source| !source.is_empty() && *source != "." && !source.contains(['*', '$', '?']))
        .collect();
    let own = paths::folder(&image.path);
    let mut best = (own.to_owned(), 0);
    let mut folder = Some(own);
    while let Some(at) = folder {
        let there = sources
            .iter()
            .filter(|source| paths::join(at, source).is_some_and(|path| paths::exists(all, &path)))
            .count();
        if there > best.1 {
            best = (at.to_owned(), there);
        }
        folder = (!at.is_empty()).then(|| paths::folder(at));
    }
    best.0
}
