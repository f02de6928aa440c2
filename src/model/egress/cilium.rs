//! Policies of Cilium.

use super::object::{Object, find};
use super::policy::{Closes, Policy, blank};
use super::rules::{Reach, Rule, is_any_name, of_block};
use super::selector::{Selector, is_template};
use crate::syntax::Node;

/// The label of a pod that holds its namespace.
const NAMESPACE: &str = "io.kubernetes.pod.namespace";

/// Parts of the names of programs that let others out.
const WAYS_OUT: [&str; 7] = ["proxy", "gateway", "egress", "squid", "envoy", "router", "litellm"];

/// One policy for each rule of the object: `spec` and each of `specs`.
pub(super) fn policies(object: &Object<'_>) -> Vec<Policy> {
    let specs = object.node.get("specs").map_or(&[][..], Node::items);
    object.node.get("spec").into_iter().chain(specs).filter_map(|spec| policy(object, spec)).collect()
}

fn policy(object: &Object<'_>, spec: &Node) -> Option<Policy> {
    // A policy of nodes says nothing of pods.
    let selector = Selector::of(Some(spec.get("endpointSelector")?));
    let clusterwide = object.kind == "CiliumClusterwideNetworkPolicy";
    let (egress, deny) = (spec.get("egress"), spec.get("egressDeny"));
    let off = find(spec, "enableDefaultDeny.egress").filter(|node| node.as_bool() == Some(false));
    let speaks = [egress, deny].into_iter().flatten().any(|list| !list.items().is_empty());
    let closes = match off {
        Some(node) => Closes::SwitchedOff(object.at(node.span)),
        None if speaks => Closes::Yes,
        None => Closes::InboundOnly(object.place()),
    };
    let namespace = match selector.value_of(NAMESPACE) {
        Some([one]) if clusterwide => Some(one.clone()),
        _ => object.namespace.clone(),
    };
    let everywhere = clusterwide && namespace.is_none();
    let list = |node: Option<&Node>| {
        node.map_or(&[][..], Node::items).iter().flat_map(|rule| rules(object, rule)).collect::<Vec<_>>()
    };
    Some(Policy {
        selector: selector.without("io.kubernetes.pod.").without("io.cilium.k8s."),
        clusterwide: everywhere,
        namespace,
        closes,
        rules: list(egress),
        denies: list(deny),
        unread: object.uncertain || egress.is_some_and(|list| list.as_list().is_none() && !list.is_null()),
        ..blank(object)
    })
}

/// What one rule lets out; a rule without peers and ports lets out nothing and closes the rest.
fn rules(object: &Object<'_>, node: &Node) -> Vec<Rule> {
    let ports = ports(node.get("toPorts"));
    let mut found = Vec::new();
    let mut peers = false;
    let items = |key: &str| node.get(key).map_or(&[][..], Node::items);
    for entity in items("toEntities") {
        peers = true;
        let reach = match entity.scalar() {
            Some("all") => Reach::Everywhere,
            Some("world" | "world-ipv4" | "world-ipv6") => Reach::Internet,
            Some("cluster") => Reach::Inside,
            _ => Reach::Listed,
        };
        let mut rule = Rule::new(object.at(entity.span), reach, ports.clone());
        if reach >= Reach::Internet {
            rule.holes.push("hole-any-ipv4");
        }
        found.push(rule);
    }
    for cidr in items("toCIDR") {
        peers = true;
        found.push(inside_kept(of_block(object.at(cidr.span), cidr.scalar().unwrap_or_default(), &[], ports.clone())));
    }
    for set in items("toCIDRSet") {
        peers = true;
        let except: Vec<&str> =
            set.get("except").map_or(&[][..], Node::items).iter().filter_map(Node::scalar).collect();
        let cidr = set.get("cidr").and_then(Node::scalar).unwrap_or_default();
        found.push(inside_kept(of_block(object.at(set.span), cidr, &except, ports.clone())));
    }
    for name in items("toFQDNs") {
        peers = true;
        let pattern = name.get("matchPattern").or_else(|| name.get("matchName")).and_then(Node::scalar);
        let any = pattern.is_some_and(is_any_name);
        let reach = if any { Reach::Internet } else { Reach::Listed };
        let mut rule = Rule::new(object.at(name.span), reach, ports.clone());
        rule.host = pattern.filter(|pattern| !is_template(pattern)).map(str::to_owned);
        if any {
            rule.holes.push("hole-wildcard-name");
        }
        found.push(rule);
    }
    for endpoints in items("toEndpoints") {
        peers = true;
        let all = Selector::of(Some(endpoints)).is_empty() && object.kind == "CiliumClusterwideNetworkPolicy";
        let reach = if all { Reach::Inside } else { Reach::Listed };
        let mut rule = Rule::new(object.at(endpoints.span), reach, ports.clone());
        rule.inside = !leads_further(endpoints);
        if rule.is_dns() && !names_are_limited(node) {
            rule.holes.push("hole-dns-any-resolver");
        }
        found.push(rule);
    }
    for other in ["toServices", "toGroups", "toNodes", "toRequires"] {
        for peer in items(other) {
            peers = true;
            found.push(Rule::new(object.at(peer.span), Reach::Listed, ports.clone()));
        }
    }
    if !peers && !ports.is_empty() {
        found.push(Rule::new(object.at(node.span), Reach::Everywhere, ports));
    }
    found
}

/// Whether the labels of a program are those of one that lets others out.
fn leads_further(endpoints: &Node) -> bool {
    let mut found = Selector::of(Some(endpoints)).is_empty();
    endpoints.walk(|_, node| {
        let text = node.scalar().unwrap_or_default().to_ascii_lowercase();
        found |= is_template(&text) || WAYS_OUT.iter().any(|word| text.contains(word));
    });
    found
}

/// Ranges of addresses stand for what is outside of the cluster: its pods are told by their labels.
fn inside_kept(mut rule: Rule) -> Rule {
    if rule.reach == Reach::Everywhere {
        rule.reach = Reach::Internet;
    }
    rule
}

/// Whether a rule for name resolution names the names.
fn names_are_limited(node: &Node) -> bool {
    let mut names = node
        .get("toPorts")
        .map_or(&[][..], Node::items)
        .iter()
        .flat_map(|ports| find(ports, "rules.dns").map_or(&[][..], Node::items))
        .peekable();
    names.peek().is_some()
        && names.all(|name| {
            let pattern = name.get("matchPattern").or_else(|| name.get("matchName")).and_then(Node::scalar);
            pattern.is_some_and(|pattern| !is_any_name(pattern))
        })
}

fn ports(node: Option<&Node>) -> Vec<String> {
    let lists = node.map_or(&[][..], Node::items).iter();
    let ports = lists.flat_map(|list| list.get("ports").map_or(&[][..], Node::items));
    let mut all: Vec<String> =
        ports.filter_map(|port| port.get("port").and_then(Node::scalar)).map(str::to_owned).collect();
    all.sort();
    all.dedup();
    if all.iter().any(|port| port == "0") { Vec::new() } else { all }
}
