//! Policies of a cluster: whom they select, and what they let out.

use super::object::Object;
use super::rules::{self, Rule};
use super::selector::{Labels, Selector};
use crate::source::Place;
use crate::syntax::Node;

/// A policy, reduced to what it says of the way out.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) namespace: Option<String>,
    /// It holds in every namespace.
    pub(super) clusterwide: bool,
    pub(super) folder: String,
    pub(super) selector: Selector,
    /// Whether what it selects may leave only by its rules.
    pub(super) closes: Closes,
    /// What it lets out.
    pub(super) rules: Vec<Rule>,
    /// What it keeps in whatever others let out: a rule that denies the internet.
    pub(super) denies: Vec<Rule>,
    /// A part of it is filled in later.
    pub(super) unread: bool,
    /// It is applied only under a condition.
    pub(super) conditional: bool,
}

/// Whether a policy closes the way out.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) enum Closes {
    /// What no rule lets out stays in.
    Yes,
    /// It is about the way in, with the place that says so.
    InboundOnly(Place),
    /// It was made not to.
    SwitchedOff(Place),
}

impl Policy {
    /// Whether it selects a pod; `None` when that cannot be told.
    pub(super) fn selects(
        &self,
        namespace: Option<&str>,
        folder: &str,
        labels: &Labels,
        deploy_folders: &[String],
    ) -> Option<bool> {
        let together = || super::paths::together(&self.folder, folder, deploy_folders);
        // One side has a namespace and the other none: whether they meet is decided by who applies them.
        let mut decided = true;
        let meet = match (self.namespace.as_deref(), namespace) {
            _ if self.clusterwide => together(),
            (Some(a), Some(b)) if a != b => false,
            // The namespace that everything lands in says nothing of what is applied together.
            (Some("default"), Some(_)) | (None, None) => together(),
            (Some(_), Some(_)) => true,
            _ => {
                decided = false;
                together()
            }
        };
        match self.selector.fits(labels) {
            _ if !meet => Some(false),
            Some(true) if !decided => None,
            fits => fits,
        }
    }
}

/// The policies among `objects`.
pub(super) fn policies(objects: &[Object<'_>]) -> Vec<Policy> {
    let mut found = Vec::new();
    for object in objects {
        match (object.kind, object.group) {
            ("NetworkPolicy", "networking.k8s.io" | "extensions") => found.extend(network_policy(object)),
            ("CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy", "cilium.io") => {
                found.extend(super::cilium::policies(object));
            }
            ("NetworkPolicy" | "GlobalNetworkPolicy", "projectcalico.org" | "crd.projectcalico.org") => {
                found.push(super::calico::policy(object));
            }
            _ => {}
        }
    }
    found
}

/// A policy without rules yet.
pub(super) fn blank(object: &Object<'_>) -> Policy {
    Policy {
        name: object.name.clone(),
        place: object.place(),
        namespace: object.namespace.clone(),
        clusterwide: false,
        folder: object.folder.clone(),
        selector: Selector::default(),
        closes: Closes::Yes,
        rules: Vec::new(),
        denies: Vec::new(),
        unread: object.uncertain,
        conditional: object.conditional,
    }
}

/// The `NetworkPolicy` of Kubernetes itself. Without `policyTypes` it is about the way in, and about the way out when it has rules for it.
fn network_policy(object: &Object<'_>) -> Option<Policy> {
    let spec = object.node.get("spec")?;
    let egress = spec.get("egress");
    let types = spec.get("policyTypes");
    let closes = match types {
        Some(list) if list.as_list().is_some() => {
            let listed = list.items().iter().any(|item| item.scalar() == Some("Egress"));
            if listed { Closes::Yes } else { Closes::InboundOnly(object.at(list.span)) }
        }
        _ if egress.is_some_and(|list| !list.items().is_empty()) => Closes::Yes,
        _ => Closes::InboundOnly(object.place()),
    };
    let mut policy = Policy { selector: Selector::of(spec.get("podSelector")), closes, ..blank(object) };
    fill(object, egress, &mut policy);
    Some(policy)
}

/// The rules that an object hands to its controller; without any nothing leaves.
pub(super) fn managed(object: &Object<'_>, node: &Node) -> Policy {
    let mut policy = blank(object);
    policy.place = object.at(node.span);
    fill(object, node.get("egress"), &mut policy);
    policy
}

fn fill(object: &Object<'_>, egress: Option<&Node>, policy: &mut Policy) {
    let Some(egress) = egress else { return };
    if egress.as_list().is_none() && !egress.is_null() {
        policy.unread = true;
        return;
    }
    // A range or a peer that is filled in later can be anything.
    egress.walk(|_, node| policy.unread |= node.scalar().is_some_and(super::selector::is_template));
    policy.rules = egress.items().iter().flat_map(|rule| rules::of_kubernetes(object, rule)).collect();
}
