//! Workloads of Kubernetes.

use super::object::{Object, find};
use super::policy;
use super::selector::{Labels, is_template};
use super::unit::{Container, Exit, Exposure, Managed, Unit, User};
use crate::knowledge::schema::{WorkloadKind, WorkloadPack};
use crate::source::Place;
use crate::syntax::Node;

/// Paths of sockets that give control of the machine.
const SOCKETS: [&str; 4] = ["docker.sock", "containerd.sock", "crio.sock", "podman.sock"];

/// The workloads among `objects`.
pub(super) fn units(objects: &[Object<'_>], pack: &WorkloadPack) -> Vec<Unit> {
    let tokens = accounts_without_token(objects);
    let unit = |object: &Object<'_>| {
        let kind = pack.kinds.iter().find(|kind| {
            kind.group == object.group
                && kind.kinds.iter().any(|name| name == object.kind)
                && object.find(&kind.pod).is_some_and(|node| node.as_map().is_some())
        })?;
        let pod = object.find(&kind.pod)?;
        Some(unit(object, kind, pod, &tokens))
    };
    objects.iter().filter_map(unit).collect()
}

/// Service accounts that mount no token: namespace and name.
fn accounts_without_token(objects: &[Object<'_>]) -> Vec<(Option<String>, String)> {
    let off = |object: &&Object<'_>| {
        object.kind == "ServiceAccount"
            && object.node.get("automountServiceAccountToken").and_then(Node::as_bool) == Some(false)
    };
    objects.iter().filter(off).map(|object| (object.namespace.clone(), object.name.clone())).collect()
}

fn unit(object: &Object<'_>, kind: &WorkloadKind, pod: &Node, tokens: &[(Option<String>, String)]) -> Unit {
    let mut labels: Labels = kind.labels.as_ref().and_then(|path| object.find(path)).map(labels).unwrap_or_default();
    let filled_later =
        kind.labels.as_ref().and_then(|path| object.find(path)).is_some_and(|node| {
            node.scalar().is_some() || node.entries().iter().any(|entry| is_template(&entry.key.text))
        });
    for (key, value) in &object.labels {
        labels.retain(|(known, _)| known != key);
        labels.push((key.clone(), value.clone()));
    }
    let containers = if kind.single { vec![single(object, pod)] } else { containers(object, pod) };
    let host = pod.get("hostNetwork").filter(|node| node.as_bool() == Some(true)).map(|node| object.at(node.span));
    let managed = kind.managed.as_ref().and_then(|managed| {
        let off = object.find(&managed.mode).and_then(Node::scalar) == Some(managed.off.as_str());
        (!off).then(|| match object.find(&managed.policy) {
            Some(rules) => Managed::Rules(Box::new(policy::managed(object, rules))),
            None => Managed::Default(object.place()),
        })
    });
    let place = object.place();
    Unit {
        name: object.namespace.as_ref().map_or_else(|| object.name.clone(), |space| format!("{space}/{}", object.name)),
        kind: format!("kubernetes/{}", object.kind),
        place,
        namespace: object.namespace.clone(),
        folder: object.folder.clone(),
        labels,
        exposures: exposures(object, kind, pod, &containers, tokens),
        containers,
        packages: Vec::new(),
        stated: (kind.weight > 0).then(|| (kind.weight, kind.title.clone())),
        exit: Exit::Policies { made: kind.made, uncertain: object.uncertain || filled_later, host, managed },
    }
}

/// Labels with their values; those that are filled in later have none.
fn labels(node: &Node) -> Labels {
    let value = |value: &Node| value.scalar().filter(|text| !is_template(text)).map(str::to_owned);
    node.entries().iter().map(|entry| (entry.key.text.to_string(), value(&entry.value))).collect()
}

fn containers(object: &Object<'_>, pod: &Node) -> Vec<Container> {
    let whole = pod.get("securityContext");
    let lists = [("initContainers", true), ("containers", false)];
    lists
        .into_iter()
        .flat_map(|(key, init)| pod.get(key).map_or(&[][..], Node::items).iter().map(move |node| (node, init)))
        .map(|(node, init)| Container {
            // A sidecar is an init container that stays.
            init: init && node.get("restartPolicy").is_none(),
            ..container(object, node, [node.get("securityContext"), whole])
        })
        .collect()
}

/// A specification of one container, in the words of a resource of its own.
fn single(object: &Object<'_>, node: &Node) -> Container {
    let inner = node.get("deployment").filter(|inner| inner.as_map().is_some()).unwrap_or(node);
    let mut one = container(object, inner, [inner.get("securityContext"), inner.get("podSecurityContext")]);
    one.command.extend(inner.get("cmd").and_then(Node::scalar).map(str::to_owned));
    one
}

fn container(object: &Object<'_>, node: &Node, contexts: [Option<&Node>; 2]) -> Container {
    let words = |key: &str| {
        let value = node.get(key);
        let items = value.map_or(&[][..], Node::items).iter().filter_map(Node::scalar);
        items.chain(value.and_then(Node::scalar)).map(str::to_owned).collect::<Vec<_>>()
    };
    let env = node.get("env").map_or(&[][..], Node::items);
    let names = env.iter().filter_map(|one| one.get("name").and_then(Node::scalar));
    Container {
        name: node.get("name").and_then(Node::scalar).unwrap_or_default().to_owned(),
        image: node.get("image").and_then(Node::scalar).map(str::to_owned),
        build: None,
        command: words("command").into_iter().chain(words("args")).collect(),
        environment: names.map(str::to_owned).collect(),
        user: user(object, contexts),
        init: false,
        place: object.at(node.get("name").map_or(node.span, |name| name.span)),
    }
}

/// The user that the container's or else the pod's settings name. A promise not to be root is kept by the node: a container that
/// breaks it does not start.
fn user(object: &Object<'_>, contexts: [Option<&Node>; 2]) -> User {
    if object.uncertain {
        return User::Unknown;
    }
    let of = |key: &str| contexts.iter().flatten().find_map(|context| context.get(key));
    let promised = of("runAsNonRoot").and_then(Node::as_bool) == Some(true);
    match of("runAsUser") {
        Some(id) => match id.scalar() {
            Some("0") => User::Root(object.at(id.span)),
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => User::Other,
            _ => User::Unknown,
        },
        None if promised => User::Other,
        None => User::Unset,
    }
}

fn exposures(
    object: &Object<'_>,
    kind: &WorkloadKind,
    pod: &Node,
    containers: &[Container],
    tokens: &[(Option<String>, String)],
) -> Vec<Exposure> {
    let mut found = Vec::new();
    for (key, what) in [("hostNetwork", "network"), ("hostPID", "processes"), ("hostIPC", "shared memory")] {
        if let Some(node) = pod.get(key).filter(|node| node.as_bool() == Some(true)) {
            found.push(Exposure {
                check: "host-access",
                place: object.at(node.span),
                message: format!("`{}` shares the {what} of its node", object.name),
                help: format!("remove `{key}: true`"),
                minor: false,
            });
        }
    }
    for volume in pod.get("volumes").map_or(&[][..], Node::items) {
        let Some(path) = find(volume, "hostPath.path") else { continue };
        found.extend(path.scalar().map(|text| mount(&object.name, text, object.at(path.span))));
    }
    let lists = ["initContainers", "containers"].into_iter().flat_map(|key| pod.get(key).map_or(&[][..], Node::items));
    for container in lists.chain(kind.single.then_some(pod)) {
        let Some(node) = find(container, "securityContext.privileged") else { continue };
        if node.as_bool() == Some(true) {
            found.push(privileged(&object.name, object.at(node.span), "remove `privileged: true`"));
        }
    }
    if !containers.is_empty() && !kind.single {
        found.extend(token(object, kind, pod, tokens));
    }
    found
}

/// A folder or socket of the machine inside a container.
pub(super) fn mount(name: &str, path: &str, place: Place) -> Exposure {
    if SOCKETS.iter().any(|socket| path.ends_with(socket)) {
        return Exposure {
            check: "docker-socket",
            place,
            message: format!("`{name}` can start containers on its host through `{path}`"),
            help: "remove the mount; start containers through a service that limits what they can be".into(),
            minor: false,
        };
    }
    Exposure {
        check: "host-access",
        place,
        message: format!("`{name}` has `{path}` of its host"),
        help: "use a volume of its own in place of the folder of the host".into(),
        minor: true,
    }
}

/// A container with the rights of its host.
pub(super) fn privileged(name: &str, place: Place, help: &str) -> Exposure {
    Exposure {
        check: "privileged-workload",
        place,
        message: format!("`{name}` runs with all rights on its host"),
        help: help.to_owned(),
        minor: false,
    }
}

/// The token of a service account that is mounted because nobody said otherwise.
fn token(
    object: &Object<'_>,
    kind: &WorkloadKind,
    pod: &Node,
    tokens: &[(Option<String>, String)],
) -> Option<Exposure> {
    let place = match pod.get("automountServiceAccountToken") {
        Some(node) if node.as_bool() == Some(true) => object.at(node.span),
        Some(_) => return None,
        None if kind.token_off => return None,
        None => object.place(),
    };
    let account = pod.get("serviceAccountName").and_then(Node::scalar);
    let off =
        |(namespace, name): &(Option<String>, String)| account == Some(name.as_str()) && *namespace == object.namespace;
    if pod.get("automountServiceAccountToken").is_none() && tokens.iter().any(off) {
        return None;
    }
    // A named account was chosen for what it may do: that is for the checks of grants.
    if account.is_some_and(|name| name != "default") {
        return None;
    }
    Some(Exposure {
        check: "service-account-token",
        place,
        message: format!("`{}` is given the token of the default service account", object.name),
        help: "set `automountServiceAccountToken: false` in the pod".into(),
        minor: false,
    })
}
