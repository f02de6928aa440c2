//! Containers that people develop in, when a coding agent works there too.

use super::firewall::{self, Firewall};
use super::image::words_of;
use super::unit::{Build, Container, Exit, Exposure, Unit, User, Verdict};
use super::{EgressVerdict, paths, pod};
use crate::model::ModelFile;
use crate::source::{FileKind, Place};
use crate::syntax::Node;

/// Commands that run in the container, first those that run at each start.
const COMMANDS: [&str; 5] =
    ["postStartCommand", "postAttachCommand", "postCreateCommand", "onCreateCommand", "updateContentCommand"];

/// The containers of all `devcontainer.json`.
pub(super) fn units(files: &[ModelFile]) -> Vec<Unit> {
    let mut found = Vec::new();
    for file in files {
        if !matches!(file.path.rsplit('/').next(), Some("devcontainer.json" | ".devcontainer.json")) {
            continue;
        }
        let Some(root) = file.facts.document.as_deref().and_then(|document| document.roots.first()) else { continue };
        // A service of a compose file is judged where it is declared.
        if root.get("dockerComposeFile").is_none() && root.as_map().is_some() {
            found.push(Devcontainer { files, file, root }.unit());
        }
    }
    found
}

struct Devcontainer<'a> {
    files: &'a [ModelFile],
    file: &'a ModelFile,
    root: &'a Node,
}

impl Devcontainer<'_> {
    fn unit(&self) -> Unit {
        let text = |path: &[&str]| self.root.at(path).and_then(Node::scalar);
        let place = match self.root.entry("name") {
            Some(name) => self.file.at(name.value.span),
            None => {
                self.root.entries().first().map_or(self.file.at(self.root.span), |first| self.file.at(first.key.span))
            }
        };
        let folder = paths::folder(&self.file.path);
        let dockerfile = text(&["build", "dockerfile"]).or_else(|| text(&["dockerFile"]));
        let context = text(&["build", "context"]).or_else(|| text(&["context"])).unwrap_or(".");
        let environment =
            ["containerEnv", "remoteEnv"].iter().flat_map(|key| self.root.get(key).map_or(&[][..], Node::entries));
        let mut command: Vec<String> = Vec::new();
        for key in COMMANDS {
            command.extend(self.command(key));
        }
        let name = text(&["name"]).unwrap_or("devcontainer").to_owned();
        let container = Container {
            name: name.clone(),
            image: text(&["image"]).map(str::to_owned),
            build: dockerfile.map(|path| Build {
                dockerfile: paths::join(folder, path),
                context: paths::join(folder, context).unwrap_or_default(),
                target: text(&["build", "target"]).map(str::to_owned),
            }),
            command: command.clone(),
            environment: environment.map(|entry| entry.key.text.to_string()).collect(),
            user: self.user(),
            init: false,
            place,
        };
        Unit {
            exit: Exit::Stated(self.exit(&name, &command)),
            exposures: self.exposures(&name),
            kind: "devcontainer".into(),
            place,
            namespace: None,
            folder: folder.to_owned(),
            labels: Vec::new(),
            containers: vec![container],
            packages: self.packages(&command),
            stated: None,
            name,
        }
    }

    fn command(&self, key: &str) -> Vec<String> {
        let node = self.root.get(key);
        let named = node.map_or(&[][..], Node::entries).iter().flat_map(|entry| words_of(Some(&entry.value)));
        words_of(node).into_iter().chain(named).collect()
    }

    /// What is installed: by commands, as features, as extensions of the editor.
    fn packages(&self, command: &[String]) -> Vec<String> {
        let mut found = super::image::installed(&command.join(" "));
        for feature in self.root.get("features").map_or(&[][..], Node::entries) {
            let name = feature.key.text.rsplit('/').next().unwrap_or_default();
            found.push(format!("feature:{}", name.split(':').next().unwrap_or(name)));
        }
        let extensions = self.root.at(&["customizations", "vscode", "extensions"]).map_or(&[][..], Node::items);
        found.extend(
            extensions.iter().filter_map(Node::scalar).map(|name| format!("extension:{}", name.to_ascii_lowercase())),
        );
        found
    }

    /// Who works in it. Without a word the image decides, and the images made for this name their user in a place of their own.
    fn user(&self) -> User {
        let node = self.root.get("remoteUser").or_else(|| self.root.get("containerUser"));
        match node.map(|node| (node, node.scalar())) {
            Some((node, Some("root" | "0"))) => User::Root(self.file.at(node.span)),
            Some((_, Some(name))) if !name.contains('$') => User::Other,
            Some(_) => User::Unknown,
            None => User::Unset,
        }
    }

    fn arguments(&self) -> Vec<(&str, Place)> {
        let list = self.root.get("runArgs").map_or(&[][..], Node::items);
        list.iter().filter_map(|node| Some((node.scalar()?, self.file.at(node.span)))).collect()
    }

    /// The value of an argument in either form: `--network=none`, `--network none`.
    fn argument(&self, names: &[&str]) -> Option<(String, Place)> {
        let all = self.arguments();
        all.iter().enumerate().find_map(|(at, (text, place))| {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            let value = if text.contains('=') { value } else { all.get(at + 1).map_or("", |(next, _)| *next) };
            names.contains(&name).then(|| (value.to_owned(), *place))
        })
    }

    fn exit(&self, name: &str, command: &[String]) -> Verdict {
        if let Some((network, place)) = self.argument(&["--network", "--net"]) {
            match network.as_str() {
                "none" => return Verdict::new(EgressVerdict::DenyAll, "it has no network").seen(place, "no network"),
                "host" => {
                    return Verdict::new(EgressVerdict::Open, "it uses the network of its host")
                        .seen(place, "the host's");
                }
                "bridge" => {}
                _ => {
                    return Verdict::new(EgressVerdict::Unknown, "its network is made elsewhere")
                        .seen(place, "this network");
                }
            }
        }
        let Some((script, firewall)) = self.script() else {
            return Verdict::new(EgressVerdict::Open, "nothing closes the network of containers");
        };
        let script_name = script.path.rsplit('/').next().unwrap_or_default();
        let place = script.at(crate::source::Span::new(0, 0));
        let ineffective = |why: String, help: &str| {
            Verdict::new(EgressVerdict::OpenIneffective, why.clone()).ineffective(
                place,
                format!("`{name}` can reach every host: {why}"),
                help,
            )
        };
        let Firewall::Closes(holes) = firewall else {
            return ineffective(
                format!("`{script_name}` does not close the way out"),
                "add `iptables -P OUTPUT DROP` behind the rules that let out named hosts",
            );
        };
        if !command.iter().any(|word| word.contains(script_name)) {
            return ineffective(format!("nothing runs `{script_name}`"), "run the script in `postStartCommand`");
        }
        let caps =
            self.root.get("capAdd").map_or(&[][..], Node::items).iter().filter_map(Node::scalar).map(str::to_owned);
        let may = caps
            .chain(self.arguments().iter().map(|(text, _)| (*text).to_owned()))
            .any(|text| text.contains("NET_ADMIN"))
            || self.root.get("privileged").and_then(Node::as_bool) == Some(true);
        if !may {
            return ineffective(
                format!("`{script_name}` has no right to set rules"),
                "add `--cap-add=NET_ADMIN` to `runArgs`",
            );
        }
        let mut verdict = Verdict::new(EgressVerdict::Allowlist, format!("`{script_name}` lets out named hosts only"))
            .seen(place, "closes the way out");
        verdict.egress.holes = holes.iter().map(|hole| (*hole).to_owned()).collect();
        verdict
    }

    /// The script beside it that speaks of a firewall.
    fn script(&self) -> Option<(&ModelFile, Firewall)> {
        let folder = paths::folder(&self.file.path);
        self.files
            .iter()
            .filter(|file| file.kind == FileKind::Shell && !folder.is_empty() && paths::is_below(&file.path, folder))
            .filter_map(|file| Some((file, firewall::read(file.facts.text.as_deref()?))))
            .find(|(_, firewall)| *firewall != Firewall::None)
    }

    fn exposures(&self, name: &str) -> Vec<Exposure> {
        let mut found = Vec::new();
        let privileged =
            self.root.get("privileged").filter(|node| node.as_bool() == Some(true)).map(|node| self.file.at(node.span));
        let by_argument =
            self.arguments().into_iter().find(|(text, _)| *text == "--privileged").map(|(_, place)| place);
        if let Some(place) = privileged.or(by_argument) {
            found.push(pod::privileged(name, place, "remove `privileged` and `--privileged`"));
        }
        if let Some((network, place)) = self.argument(&["--network", "--net"]).filter(|(network, _)| network == "host")
        {
            found.push(Exposure {
                check: "host-access",
                place,
                message: format!("`{name}` shares the network of its host"),
                help: format!("remove `--network={network}`"),
                minor: false,
            });
        }
        for feature in self.root.get("features").map_or(&[][..], Node::entries) {
            if feature.key.text.contains("/docker-outside-of-docker") {
                let mut exposure = pod::mount(name, "/var/run/docker.sock", self.file.at(feature.key.span));
                exposure.help = "remove the feature, or use one that starts an engine of its own".into();
                found.push(exposure);
            }
        }
        for mount in self.root.get("mounts").map_or(&[][..], Node::items) {
            let text = mount.scalar().or_else(|| mount.get("source").and_then(Node::scalar)).unwrap_or_default();
            if text.contains("docker.sock") {
                found.push(pod::mount(name, "/var/run/docker.sock", self.file.at(mount.span)));
            }
        }
        found
    }
}
