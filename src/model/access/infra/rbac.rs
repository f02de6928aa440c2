//! RBAC of Kubernetes: rules of roles, and bindings to the roles that every cluster has.

use super::matching::fits;
use super::{Found, Granted};
use crate::knowledge::schema::{RbacCase, RoleCase};
use crate::model::ModelFile;
use crate::syntax::Node;

/// Reads a manifest; a `List` holds several.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    let items = match text(root, "kind") {
        Some("List") => root.get("items").map(Node::items).unwrap_or_default(),
        _ => std::slice::from_ref(root),
    };
    for item in items {
        if !text(item, "apiVersion").is_some_and(|version| version.starts_with("rbac.authorization.k8s.io/")) {
            continue;
        }
        if is_infrastructure(found, item) {
            continue;
        }
        match text(item, "kind") {
            Some(kind @ ("Role" | "ClusterRole")) => rules(found, file, item, kind),
            Some(kind @ ("RoleBinding" | "ClusterRoleBinding")) => binding(found, file, item, kind),
            _ => {}
        }
    }
}

/// Whether a role belongs to what the cluster is built of, by its name and labels.
fn is_infrastructure(found: &Found<'_>, item: &Node) -> bool {
    let known = &found.knowledge.access().kubernetes.infrastructure;
    let labels = item.at(&["metadata", "labels"]).map(Node::entries).unwrap_or_default();
    let name = item.at(&["metadata", "name"]).and_then(Node::as_str);
    let words = labels.iter().filter_map(|label| label.value.as_str()).chain(name);
    words.into_iter().any(|word| known.iter().any(|pattern| fits(pattern, word)))
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key)?.as_str()
}

fn words(rule: &Node, key: &str) -> Vec<String> {
    let items = rule.get(key).map(Node::items).unwrap_or_default();
    items.iter().filter_map(Node::scalar).map(str::to_owned).collect()
}

fn rules(found: &mut Found<'_>, file: &ModelFile, item: &Node, kind: &str) {
    let holder = holder(item, kind);
    for rule in item.get("rules").map(Node::items).unwrap_or_default() {
        let (resources, verbs) = (words(rule, "resources"), words(rule, "verbs"));
        if verbs.is_empty() || resources.is_empty() {
            continue;
        }
        let groups = words(rule, "apiGroups");
        let is_named = rule.get("resourceNames").is_some_and(|names| !names.items().is_empty());
        let cases = &found.knowledge.access().kubernetes.rules;
        let broad = cases.iter().find(|case| matches(case, &groups, &resources, &verbs, is_named));
        let granted = Granted {
            provider: "kubernetes",
            kind: "rbac-rule",
            value: resources.join(", "),
            span: rule.span,
            at: rule.get("resources").map(|node| node.span),
            holder: holder.clone(),
        };
        let why = format!("{} of {}", verbs.join(", "), if is_named { "named objects" } else { "named resources" });
        found.push(file, granted, broad.map(|case| &case.broad), &why);
    }
}

fn matches(case: &RbacCase, groups: &[String], resources: &[String], verbs: &[String], is_named: bool) -> bool {
    let meets = |wanted: &[String], have: &[String]| wanted.is_empty() || have.iter().any(|one| wanted.contains(one));
    (case.named || !is_named)
        && meets(&case.groups, groups)
        && meets(&case.resources, resources)
        && meets(&case.verbs, verbs)
}

fn holder(item: &Node, kind: &str) -> String {
    match item.at(&["metadata", "name"]).and_then(Node::as_str) {
        Some(name) => format!("{kind} `{name}`"),
        None => kind.to_owned(),
    }
}

fn binding(found: &mut Found<'_>, file: &ModelFile, item: &Node, kind: &str) {
    let Some(role) = item.at(&["roleRef", "name"]) else { return };
    let Some(name) = role.as_str() else { return };
    let pack = &found.knowledge.access().kubernetes;
    let subjects = item.get("subjects").map(Node::items).unwrap_or_default();
    let everybody = subjects.iter().filter_map(|subject| subject.get("name")).find_map(|subject| {
        let name = subject.as_str()?;
        Some((subject, find(&pack.subjects, name, true)?))
    });
    if let Some((subject, case)) = everybody {
        let value = format!("{name} to {}", subject.as_str().unwrap_or_default());
        let granted = Granted {
            provider: "kubernetes",
            kind: "role",
            value,
            span: subject.span,
            at: None,
            holder: holder(item, kind),
        };
        found.push(file, granted, case.broad.as_ref(), "");
        return;
    }
    let is_cluster_role = item.at(&["roleRef", "kind"]).and_then(Node::as_str) == Some("ClusterRole");
    let Some(case) = find(&pack.roles, name, kind == "ClusterRoleBinding").filter(|_| is_cluster_role) else { return };
    let granted = Granted {
        provider: "kubernetes",
        kind: "role",
        value: name.to_owned(),
        span: role.span,
        at: None,
        holder: holder(item, kind),
    };
    found.push(file, granted, case.broad.as_ref(), "reads, and no secrets");
}

/// The case of a role. `whole` when it holds for everything there is.
pub(super) fn find<'a>(cases: &'a [RoleCase], name: &str, whole: bool) -> Option<&'a RoleCase> {
    cases.iter().find(|case| (whole || !case.whole) && case.names.iter().any(|pattern| fits(pattern, name)))
}
