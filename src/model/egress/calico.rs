//! Policies of Calico: rules in order, selectors in a language of their own.

use super::object::Object;
use super::policy::{Closes, Policy, blank};
use super::rules::{Reach, Rule, of_block};
use crate::syntax::Node;

/// Reads a policy. Its selectors are read where they are a list of equal labels; everything else is left undecided.
pub(super) fn policy(object: &Object<'_>) -> Policy {
    let spec = object.node.get("spec");
    let of = |key: &str| spec.and_then(|spec| spec.get(key));
    let egress = of("egress").map_or(&[][..], Node::items);
    let closes = match of("types") {
        Some(types) if types.items().iter().any(|one| one.scalar() == Some("Egress")) => Closes::Yes,
        Some(types) => Closes::InboundOnly(object.at(types.span)),
        None if !egress.is_empty() => Closes::Yes,
        None => Closes::InboundOnly(object.place()),
    };
    let (selector, read) = selector(of("selector").and_then(Node::scalar).unwrap_or_default());
    let limited = of("namespaceSelector").is_some() || of("serviceAccountSelector").is_some();
    let mut policy = Policy {
        clusterwide: object.kind == "GlobalNetworkPolicy",
        selector,
        closes,
        unread: object.uncertain || !read || limited,
        ..blank(object)
    };
    for rule in egress {
        let action = rule.get("action").and_then(Node::scalar).unwrap_or_default();
        let rules = rules(object, rule);
        let all = rules.iter().any(|rule| rule.reach == Reach::Everywhere && rule.ports.is_empty());
        match action {
            "Allow" => policy.rules.extend(rules),
            // What comes behind a denial of everything is never asked.
            "Deny" if all => break,
            "Deny" => policy.denies.extend(rules),
            "Pass" => policy.unread = true,
            _ => {}
        }
    }
    policy
}

fn rules(object: &Object<'_>, rule: &Node) -> Vec<Rule> {
    let to = rule.get("destination");
    let of = |key: &str| to.and_then(|to| to.get(key));
    let ports: Vec<String> =
        of("ports").map_or(&[][..], Node::items).iter().filter_map(Node::scalar).map(str::to_owned).collect();
    let place = object.at(rule.span);
    let nets = of("nets").map_or(&[][..], Node::items);
    if !nets.is_empty() {
        let except: Vec<&str> = of("notNets").map_or(&[][..], Node::items).iter().filter_map(Node::scalar).collect();
        return nets
            .iter()
            .map(|net| of_block(object.at(net.span), net.scalar().unwrap_or_default(), &except, ports.clone()))
            .collect();
    }
    if let Some(except) = of("notNets") {
        let except: Vec<&str> = except.items().iter().filter_map(Node::scalar).collect();
        return vec![of_block(place, "0.0.0.0/0", &except, ports)];
    }
    let listed =
        ["selector", "namespaceSelector", "services", "domains", "serviceAccounts"].iter().any(|key| of(key).is_some());
    let everyone = of("selector").and_then(Node::scalar) == Some("all()");
    let reach = match (listed, everyone) {
        (true, true) => Reach::Inside,
        (true, false) => Reach::Listed,
        (false, _) => Reach::Everywhere,
    };
    vec![Rule::new(place, reach, ports)]
}

/// `a == 'b' && has(c)` as a selector, and whether all of it was read.
fn selector(text: &str) -> (super::selector::Selector, bool) {
    let text = text.trim();
    if text.is_empty() || text == "all()" {
        return (super::selector::Selector::default(), true);
    }
    let mut parts = Vec::new();
    for part in text.split("&&") {
        let part = part.trim();
        if let Some((key, value)) = part.split_once("==") {
            let value = value.trim().trim_matches(['\'', '"']);
            let key = key.trim();
            if key.contains(['(', '|', '!']) || value.contains(['|', '\'', '"']) {
                return (super::selector::Selector::default(), false);
            }
            parts.push((key.to_owned(), Some(value.to_owned())));
        } else if let Some(key) = part.strip_prefix("has(").and_then(|rest| rest.strip_suffix(')')) {
            parts.push((key.trim().to_owned(), None));
        } else {
            return (super::selector::Selector::default(), false);
        }
    }
    (super::selector::Selector::equal(parts), true)
}
