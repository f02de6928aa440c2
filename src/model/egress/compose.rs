//! Services of compose files.

use super::image::words_of;
use super::proxy::{self, Lets};
use super::selector::{Labels, is_template};
use super::unit::{Build, Container, Exit, Exposure, Unit, User, Verdict};
use super::{Allowlist, EgressVerdict, Listed, paths, pod};
use crate::model::ModelFile;
use crate::source::{Place, Span};
use crate::syntax::Node;

/// How many services may share the network of one another in a row.
const MAX_SHARED: u32 = 8;

/// The services of all compose files.
pub(super) fn units(files: &[ModelFile]) -> Vec<Unit> {
    let mut found = Vec::new();
    for file in files {
        if !is_compose(&file.path) {
            continue;
        }
        let Some(root) = file.facts.document.as_deref().and_then(|document| document.roots.first()) else { continue };
        for entry in root.get("services").map_or(&[][..], Node::entries) {
            let compose = Compose { files, file, root };
            if entry.value.as_map().is_some() {
                found.push(compose.unit(&entry.key.text, file.at(entry.key.span), &entry.value));
            }
        }
    }
    found
}

/// Whether a file is called like a compose file.
pub(super) fn is_compose(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.contains("compose") && [".yml", ".yaml"].iter().any(|end| name.ends_with(end))
}

struct Compose<'a> {
    files: &'a [ModelFile],
    file: &'a ModelFile,
    root: &'a Node,
}

impl Compose<'_> {
    fn unit(&self, name: &str, place: Place, service: &Node) -> Unit {
        let text = |key: &str| service.get(key).and_then(Node::scalar);
        let folder = paths::folder(&self.file.path);
        let mut command = words_of(service.get("entrypoint"));
        command.extend(words_of(service.get("command")));
        let container = Container {
            name: name.to_owned(),
            image: text("image").map(str::to_owned),
            build: service.get("build").map(|build| self.build(build)),
            command,
            environment: names(service.get("environment")),
            user: self.user(service),
            init: false,
            place,
        };
        Unit {
            name: name.to_owned(),
            kind: "compose/service".into(),
            place,
            namespace: None,
            folder: folder.to_owned(),
            labels: labels(service.get("labels")),
            containers: vec![container],
            packages: Vec::new(),
            stated: None,
            exit: Exit::Stated(self.exit(name, service, 0)),
            exposures: self.exposures(name, service),
        }
    }

    fn build(&self, build: &Node) -> Build {
        let folder = paths::folder(&self.file.path);
        let text = |key: &str| build.get(key).and_then(Node::scalar);
        let context = build.scalar().or_else(|| text("context")).unwrap_or(".");
        let context = paths::join(folder, default_of(context));
        let dockerfile = text("dockerfile").map_or("Dockerfile", default_of);
        Build {
            dockerfile: context.as_ref().and_then(|context| paths::join(context, dockerfile)),
            context: context.unwrap_or_default(),
            target: text("target").map(str::to_owned),
        }
    }

    fn user(&self, service: &Node) -> User {
        let Some(node) = service.get("user") else { return User::Unset };
        match node.scalar() {
            Some(text) => match default_of(text).split(':').next().unwrap_or_default() {
                "0" | "root" => User::Root(self.file.at(node.span)),
                user if user.is_empty() || is_template(user) || user.contains('$') => User::Unknown,
                _ => User::Other,
            },
            None => User::Unknown,
        }
    }

    /// What a service can reach: everything, unless each of its networks is closed.
    fn exit(&self, name: &str, service: &Node, depth: u32) -> Verdict {
        if let Some(mode) = service.get("network_mode") {
            let place = self.file.at(mode.span);
            let text = mode.scalar().unwrap_or_default();
            let other = text.strip_prefix("service:");
            return match (text, other) {
                ("none", _) => Verdict::new(EgressVerdict::DenyAll, "it has no network").seen(place, "no network"),
                (_, Some(other)) if depth < MAX_SHARED => match self.root.at(&["services", other]) {
                    Some(shared) => self.exit(other, shared, depth + 1),
                    None => Verdict::new(
                        EgressVerdict::Unknown,
                        format!("its network is that of `{other}`, which is not here"),
                    ),
                },
                (text, _) if text.starts_with("container:") || text.contains('$') || other.is_some() => {
                    Verdict::new(EgressVerdict::Unknown, "its network is that of another container")
                        .seen(place, "shared")
                }
                ("host", _) => Verdict::new(EgressVerdict::Open, "it uses the network of its host")
                    .seen(place, "the network of the host"),
                _ => Verdict::new(EgressVerdict::Open, "nothing closes the network of containers")
                    .seen(place, "open by default"),
            };
        }
        let (mut closed, mut open, mut elsewhere) = (Vec::new(), Vec::new(), Vec::new());
        for (network, place) in self.networks(service) {
            let declared = self.root.at(&["networks", &network]);
            let flag = |key: &str| declared.and_then(|node| node.get(key));
            match flag("internal").map(|node| (node.as_bool(), node)) {
                Some((Some(true), node)) => closed.push(self.file.at(node.span)),
                _ if flag("external").is_some_and(|node| node.as_bool() != Some(false)) => elsewhere.push(place),
                Some((None, node)) => elsewhere.push(self.file.at(node.span)),
                _ => open.push((network, place)),
            }
        }
        match (open.first(), elsewhere.first(), closed.first()) {
            (Some((network, place)), _, Some(inner)) => Verdict::new(
                EgressVerdict::OpenIneffective,
                format!("its network `{network}` leads out, beside one that is closed"),
            )
            .seen(*inner, "a closed network")
            .ineffective(
                *place,
                format!(
                    "`{name}` can reach every host through `{network}`: the closed network beside it holds nothing back"
                ),
                format!("leave only closed networks to `{name}`, and let a proxy join `{network}`"),
            ),
            (None, Some(place), _) => Verdict::new(EgressVerdict::Unknown, "one of its networks is declared elsewhere")
                .seen(*place, "declared elsewhere"),
            (None, None, Some(inner)) => self.inside(name, service, *inner),
            (Some(_), _, None) | (None, None, None) => Verdict::new(EgressVerdict::Open, "its network leads out"),
        }
    }

    /// All networks are closed: the way out is that of the proxy it is told of, if any.
    fn inside(&self, name: &str, service: &Node, place: Place) -> Verdict {
        let proxy = self.root.get("services").map_or(&[][..], Node::entries).iter().find(|entry| {
            let other = &*entry.key.text;
            other != name
                && values(service.get("environment")).iter().any(|(key, value)| {
                    key.to_ascii_uppercase().ends_with("_PROXY")
                        && paths::speaks(&paths::words(value), paths::words(other).trim())
                })
        });
        let Some(proxy) = proxy else {
            return Verdict::new(EgressVerdict::InternalOnly, "all of its networks are closed")
                .seen(place, "a closed network");
        };
        let other = &*proxy.key.text;
        let (verdict, why, file) = match self.list_of(&proxy.value) {
            Some((Lets::Listed, file)) => (
                EgressVerdict::Allowlist,
                format!("its only way out is the proxy `{other}`, which has a list"),
                Some(file),
            ),
            Some((Lets::Everything, file)) => {
                (EgressVerdict::OpenIneffective, format!("its proxy `{other}` lets through every host"), Some(file))
            }
            _ => (
                EgressVerdict::Unknown,
                format!("its only way out is the proxy `{other}`, whose list was not read"),
                None,
            ),
        };
        let mut verdict = Verdict::new(verdict, why.clone())
            .seen(place, "a closed network")
            .seen(self.file.at(proxy.key.span), "the proxy");
        if let Some(file) = file {
            let whole = file.at(Span::new(0, 0));
            verdict = verdict.seen(whole, "its rules");
            if verdict.egress.verdict == EgressVerdict::Allowlist {
                let (hosts, complete) = proxy::squid_hosts(file.facts.text.as_deref().unwrap_or_default());
                let hosts = hosts.into_iter();
                verdict.egress.allowlist = Allowlist {
                    hosts: hosts.map(|(host, span)| Listed { host, place: file.at(span), own: true }).collect(),
                    complete,
                };
            }
            if verdict.egress.verdict == EgressVerdict::OpenIneffective {
                verdict = verdict.ineffective(
                    self.file.at(proxy.key.span),
                    format!("`{name}` can reach every host: {why}"),
                    "let the proxy through to named hosts only, and deny the rest",
                );
            }
        }
        verdict
    }

    /// What the configuration that is mounted into a proxy lets through.
    fn list_of(&self, proxy: &Node) -> Option<(Lets, &ModelFile)> {
        let folder = paths::folder(&self.file.path);
        let sources = proxy.get("volumes").map_or(&[][..], Node::items).iter().filter_map(|volume| {
            let source = volume.scalar().map(source_of).or_else(|| volume.get("source").and_then(Node::scalar))?;
            paths::join(folder, source)
        });
        let sources: Vec<String> = sources.filter(|source| !source.is_empty()).collect();
        let file = self.files.iter().find(|file| {
            file.facts.text.is_some()
                && file.path.rsplit('/').next().is_some_and(|name| name.contains("squid"))
                && sources.iter().any(|source| paths::is_below(&file.path, source))
        })?;
        Some((proxy::squid(file.facts.text.as_deref()?), file))
    }

    /// The networks of a service with the place that names them; the one that all share when it names none.
    fn networks(&self, service: &Node) -> Vec<(String, Place)> {
        let node = service.get("networks");
        let listed = node
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(|item| Some((item.scalar()?.to_owned(), self.file.at(item.span))));
        let keyed = node
            .map_or(&[][..], Node::entries)
            .iter()
            .map(|entry| (entry.key.text.to_string(), self.file.at(entry.key.span)));
        let found: Vec<_> = listed.chain(keyed).collect();
        if found.is_empty() { vec![("default".into(), self.file.at(service.span))] } else { found }
    }

    fn exposures(&self, name: &str, service: &Node) -> Vec<Exposure> {
        let mut found = Vec::new();
        if let Some(node) = service.get("privileged").filter(|node| node.as_bool() == Some(true)) {
            found.push(pod::privileged(name, self.file.at(node.span), "remove `privileged: true`"));
        }
        for (key, what) in [("network_mode", "network"), ("pid", "processes"), ("ipc", "shared memory")] {
            if let Some(node) = service.get(key).filter(|node| node.scalar() == Some("host")) {
                found.push(Exposure {
                    check: "host-access",
                    place: self.file.at(node.span),
                    message: format!("`{name}` shares the {what} of its host"),
                    help: format!("remove `{key}: host`"),
                    minor: false,
                });
            }
        }
        for volume in service.get("volumes").map_or(&[][..], Node::items) {
            let source = volume.scalar().map(source_of).or_else(|| volume.get("source").and_then(Node::scalar));
            if let Some(source) = source.filter(|source| is_sensitive(source)) {
                found.push(pod::mount(name, default_of(source), self.file.at(volume.span)));
            }
        }
        found
    }
}

/// The part of a short mount before the colon; a default in a variable holds colons too.
fn source_of(volume: &str) -> &str {
    let mut depth = 0;
    for (at, c) in volume.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 0 => return volume.get(..at).unwrap_or(volume),
            _ => {}
        }
    }
    volume
}

/// Whether a path of the host gives more than a project's own files.
fn is_sensitive(path: &str) -> bool {
    let path = default_of(path);
    let home = ["~", "$HOME", "${HOME}", "/root", "/home/"].iter().any(|home| path.starts_with(home));
    let whole = matches!(
        path,
        "/" | "~"
            | "~/"
            | "$HOME"
            | "${HOME}"
            | "/root"
            | "/etc"
            | "/proc"
            | "/sys"
            | "/dev"
            | "/var"
            | "/var/run"
            | "/home"
    );
    let keys = [
        ".ssh",
        ".aws",
        ".kube",
        ".git-credentials",
        ".npmrc",
        ".netrc",
        ".docker",
        ".gnupg",
        ".config/gcloud",
        ".azure",
    ];
    whole || path.contains(".sock") || (home && keys.iter().any(|key| path.contains(key)))
}

/// The default in `${NAME:-default}`, or the text itself.
pub(super) fn default_of(text: &str) -> &str {
    let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inner
        .and_then(|inner| inner.split_once(":-").or_else(|| inner.split_once('-')))
        .map_or(text, |(_, default)| default)
}

fn values(node: Option<&Node>) -> Vec<(String, String)> {
    let Some(node) = node else { return Vec::new() };
    let keyed = node
        .entries()
        .iter()
        .map(|entry| (entry.key.text.to_string(), entry.value.scalar().unwrap_or_default().to_owned()));
    let listed = node.items().iter().filter_map(Node::scalar).map(|item| {
        let (name, value) = item.split_once('=').unwrap_or((item, ""));
        (name.trim().to_owned(), value.to_owned())
    });
    keyed.chain(listed).collect()
}

fn names(node: Option<&Node>) -> Vec<String> {
    values(node).into_iter().map(|(name, _)| name).collect()
}

fn labels(node: Option<&Node>) -> Labels {
    values(node).into_iter().map(|(name, value)| (name, Some(value))).collect()
}
