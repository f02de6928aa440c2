//! Security groups: what their rules for the way out let through.

use super::resource::{Resource, Stack};
use crate::knowledge::schema::{CloudPack, Reach};
use crate::source::Place;
use crate::syntax::{Node, Value};

/// What one rule or group lets out.
#[derive(Clone)]
struct Part {
    reach: Reach,
    why: String,
    at: Option<Place>,
}

/// How wide a part is, the widest last; what cannot be told hides what is narrower.
fn width(reach: Reach) -> u8 {
    match reach {
        Reach::DenyAll => 0,
        Reach::Allowlist => 1,
        Reach::InternalOnly => 2,
        Reach::Platform | Reach::Unknown => 3,
        Reach::PortOnly => 4,
        Reach::OpenIneffective => 5,
        Reach::Open => 6,
    }
}

/// The union of all groups of a workload.
pub(super) fn together(
    pack: &CloudPack,
    stack: &Stack<'_>,
    lists: &[&Node],
    seen: &mut Vec<(Place, String)>,
) -> (Reach, String) {
    let mut parts: Vec<Part> = Vec::new();
    for list in lists {
        let items: Vec<&Node> = match &list.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![list],
        };
        for item in items {
            parts.push(match stack.referenced(item) {
                Some(group) => of_group(pack, stack, group),
                None => unknown("a security group that is declared elsewhere decides", None),
            });
        }
    }
    let widest = parts.into_iter().max_by_key(|part| width(part.reach));
    let Some(part) = widest else { return (Reach::Unknown, "its list of security groups is empty".into()) };
    if let Some(at) = part.at {
        seen.insert(0, (at, if part.reach == Reach::DenyAll { "lets nothing out" } else { "lets this out" }.into()));
    }
    (part.reach, part.why)
}

fn unknown(why: &str, at: Option<Place>) -> Part {
    Part { reach: Reach::Unknown, why: why.into(), at }
}

fn of_group(pack: &CloudPack, stack: &Stack<'_>, group: &Resource<'_>) -> Part {
    let Some(form) = pack.groups.iter().find(|form| form.kind == group.kind) else {
        return unknown("what its security group is cannot be told", Some(group.place));
    };
    let file = group.place.file;
    let mut parts: Vec<Part> = Vec::new();
    for rules in group.body.get_all(&form.rules) {
        let rules: Vec<&Node> = match &rules.value {
            Value::List(items) => items.iter().collect(),
            Value::Map(_) => vec![rules],
            _ => {
                parts.push(unknown("rules that are set elsewhere decide", Some(group.place)));
                continue;
            }
        };
        parts.extend(rules.into_iter().map(|rule| of_rule(pack, stack, rule, Place { file, span: first(rule) })));
    }
    if group.body.get("dynamic").is_some_and(|dynamic| dynamic.get(&form.rules).is_some()) {
        parts.push(unknown("rules that are made from a list decide", Some(group.place)));
    }
    for resource in &stack.resources {
        let Some(rule) = pack.rules.iter().find(|rule| rule.kind == resource.kind) else { continue };
        let wanted = rule
            .only
            .as_ref()
            .is_none_or(|(key, value)| resource.body.get(key).and_then(Node::scalar).is_some_and(|text| text == value));
        let belongs = resource
            .body
            .get(&rule.group)
            .and_then(|node| stack.referenced(node))
            .is_some_and(|other| other.place == group.place);
        if wanted && belongs {
            parts.push(of_rule(pack, stack, resource.body, resource.place));
        }
    }
    parts.into_iter().max_by_key(|part| width(part.reach)).unwrap_or_else(|| {
        if form.closed {
            Part {
                reach: Reach::DenyAll,
                why: "its security group has no rule for the way out".into(),
                at: Some(group.place),
            }
        } else {
            let why = "its security group has no rule for the way out, and the one that lets out everything stays";
            Part { reach: Reach::Open, why: why.into(), at: Some(group.place) }
        }
    })
}

/// The key of the first entry: a rule is a block of many lines.
fn first(rule: &Node) -> crate::source::Span {
    rule.entries().first().map_or(rule.span, |entry| entry.key.span)
}

fn of_rule(pack: &CloudPack, stack: &Stack<'_>, rule: &Node, at: Place) -> Part {
    let keys = &pack.keys;
    let part = |reach, why: &str| Part { reach, why: why.into(), at: Some(at) };
    let mut ranges: Vec<String> = Vec::new();
    for node in keys.addresses.iter().filter_map(|key| rule.get(key)) {
        let Some(known) = resolved(stack, node) else {
            return unknown("addresses that are set elsewhere decide", Some(at));
        };
        ranges.extend(known);
    }
    let everything = ranges.iter().any(|range| range.rsplit('/').next() == Some("0"));
    if everything {
        let protocol = keys.protocol.iter().find_map(|key| rule.get(key)).and_then(Node::scalar).unwrap_or("-1");
        let ports: Vec<i64> = keys.ports.iter().filter_map(|key| rule.get(key)).filter_map(Node::as_int).collect();
        let all_ports =
            ports.is_empty() || ports.iter().any(|port| *port >= 65535) || ports.iter().all(|port| *port <= 0);
        return if matches!(protocol, "-1" | "all") || all_ports {
            part(Reach::Open, "a rule of its security group lets out everything to every address")
        } else {
            part(Reach::PortOnly, "a rule of its security group lets out some ports to every address")
        };
    }
    if ranges.iter().any(|range| !is_private(range)) {
        return part(Reach::Allowlist, "its security group lists where it goes");
    }
    if !ranges.is_empty() || keys.targets.iter().any(|key| rule.get(key).is_some()) {
        return part(Reach::InternalOnly, "its security group lets it reach the inside only");
    }
    unknown("a rule whose destination cannot be told decides", Some(at))
}

/// The texts of a value; `None` when one of them is set elsewhere.
fn resolved(stack: &Stack<'_>, node: &Node) -> Option<Vec<String>> {
    // Only what the stack holds lives long enough to be asked for; literals need no asking.
    match &node.value {
        Value::List(items) => {
            items.iter().map(|item| item.as_str().map(str::to_owned).or_else(|| stack.constant(item))).collect()
        }
        Value::Text(text) if node.tag.is_none() => Some(vec![text.to_string()]),
        Value::Null => Some(Vec::new()),
        _ => stack.constants_of(node),
    }
}

fn is_private(range: &str) -> bool {
    let mut octets = range.split(['.', '/', ':']);
    match (octets.next(), octets.next().and_then(|octet| octet.parse::<u8>().ok())) {
        (Some("10" | "127"), _) | (Some("192"), Some(168)) | (Some("169"), Some(254)) => true,
        (Some("172"), Some(second)) => (16..32).contains(&second),
        (Some(first), _) => first.starts_with("fc") || first.starts_with("fd") || first.starts_with("fe80"),
        (None, _) => false,
    }
}
