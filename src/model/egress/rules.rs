//! What one rule of a policy lets out.

use super::object::Object;
use super::selector::Selector;
use crate::source::Place;
use crate::syntax::Node;
use std::net::{IpAddr, Ipv4Addr};

/// One thing that a rule lets out.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) place: Place,
    pub(super) reach: Reach,
    /// Ports; none: all.
    pub(super) ports: Vec<String>,
    /// Ids of what it leaves open.
    pub(super) holes: Vec<&'static str>,
    /// The host, when it lets out one by name.
    pub(super) host: Option<String>,
    /// It lets out programs of the cluster that do not lead further.
    pub(super) inside: bool,
}

/// How far a rule reaches.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Named destinations.
    Listed,
    /// All of the cluster, or of a private network.
    Inside,
    /// All of the internet, but no private address.
    Internet,
    /// Everything.
    Everywhere,
}

impl Rule {
    pub(super) fn new(place: Place, reach: Reach, ports: Vec<String>) -> Self {
        let mut rule = Self { place, reach, ports, holes: Vec::new(), host: None, inside: false };
        if rule.reach == Reach::Everywhere && rule.is_dns() {
            rule.holes.push("hole-dns-any-resolver");
        }
        rule
    }

    /// Whether it lets out name resolution only.
    pub(super) fn is_dns(&self) -> bool {
        !self.ports.is_empty()
            && self.ports.iter().all(|port| matches!(port.as_str(), "53" | "dns" | "dns-tcp" | "dns-udp"))
    }
}

/// The rules of one item of `egress` of a `NetworkPolicy`.
pub(super) fn of_kubernetes(object: &Object<'_>, node: &Node) -> Vec<Rule> {
    let ports = kubernetes_ports(node.get("ports"));
    let peers = node.get("to").map_or(&[][..], Node::items);
    if peers.is_empty() {
        return vec![Rule::new(object.at(node.span), Reach::Everywhere, ports)];
    }
    peers
        .iter()
        .map(|peer| {
            let place = object.at(peer.span);
            if let Some(block) = peer.get("ipBlock") {
                let except: Vec<&str> =
                    block.get("except").map_or(&[][..], Node::items).iter().filter_map(Node::scalar).collect();
                let cidr = block.get("cidr").and_then(Node::scalar).unwrap_or_default();
                return of_block(place, cidr, &except, ports.clone());
            }
            let every_pod = peer.get("podSelector").is_none_or(|node| Selector::of(Some(node)).is_empty());
            let every_namespace = peer.get("namespaceSelector").is_some_and(|node| Selector::of(Some(node)).is_empty());
            let reach = if every_pod && every_namespace { Reach::Inside } else { Reach::Listed };
            Rule::new(place, reach, ports.clone())
        })
        .collect()
}

/// Ports as text; a rule for all of them has none.
fn kubernetes_ports(node: Option<&Node>) -> Vec<String> {
    let ports = node.map_or(&[][..], Node::items);
    let port = |one: &Node| match (one.get("port").and_then(Node::scalar), one.get("endPort").and_then(Node::scalar)) {
        (Some(from), Some(to)) => Some(format!("{from}-{to}")),
        (Some(from), None) => Some(from.to_owned()),
        _ => None,
    };
    let all: Option<Vec<String>> = ports.iter().map(port).collect();
    // A protocol without a port is every port of it.
    let mut all = all.unwrap_or_default();
    all.sort();
    all.dedup();
    if all.iter().any(|range| matches!(range.as_str(), "1-65535" | "0-65535" | "0")) { Vec::new() } else { all }
}

/// A range of addresses with what is taken out of it.
pub(super) fn of_block(place: Place, cidr: &str, except: &[&str], ports: Vec<String>) -> Rule {
    let Some((address, prefix)) = parse(cidr) else { return Rule::new(place, Reach::Listed, ports) };
    let reach = match address {
        // Halves and quarters of everything are everything by two or four rules.
        _ if prefix < 4 => {
            if takes_out_private(address, except) {
                Reach::Internet
            } else {
                Reach::Everywhere
            }
        }
        IpAddr::V4(address) if address.is_private() && prefix <= 16 => Reach::Inside,
        _ => Reach::Listed,
    };
    let mut rule = Rule::new(place, reach, ports);
    if prefix < 4 && !rule.is_dns() {
        rule.holes.push(if address.is_ipv4() { "hole-any-ipv4" } else { "hole-any-ipv6" });
        if address.is_ipv4() && !except.iter().any(|block| covers(block, Ipv4Addr::new(169, 254, 169, 254), 32)) {
            rule.holes.push("hole-imds");
        }
    }
    rule
}

/// Whether no private address is left.
fn takes_out_private(address: IpAddr, except: &[&str]) -> bool {
    if address.is_ipv6() {
        return except.iter().any(|block| block.starts_with("fc00:") || block.starts_with("fd"));
    }
    [(Ipv4Addr::new(10, 0, 0, 0), 8), (Ipv4Addr::new(172, 16, 0, 0), 12), (Ipv4Addr::new(192, 168, 0, 0), 16)]
        .into_iter()
        .all(|(network, prefix)| except.iter().any(|block| covers(block, network, prefix)))
}

/// Whether a block holds another.
fn covers(block: &str, network: Ipv4Addr, prefix: u32) -> bool {
    let Some((IpAddr::V4(outer), length)) = parse(block) else { return false };
    let mask = if length == 0 { 0 } else { u32::MAX << (32 - length.min(32)) };
    length <= prefix && u32::from(outer) & mask == u32::from(network) & mask
}

fn parse(cidr: &str) -> Option<(IpAddr, u32)> {
    let (address, prefix) = cidr.trim().split_once('/').unwrap_or((cidr.trim(), ""));
    let address: IpAddr = address.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = if prefix.is_empty() { longest } else { prefix.parse().ok()? };
    (prefix <= longest).then_some((address, prefix))
}

/// Whether a pattern of names bounds nothing: everything, or everything below a top-level name.
pub(super) fn is_any_name(pattern: &str) -> bool {
    let rest = pattern.trim_start_matches(['*', '.']);
    pattern.starts_with('*') && !rest.contains('.')
}
