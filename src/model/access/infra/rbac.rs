//! RBAC of Kubernetes: rules of roles, and bindings to the roles that every cluster has.

use super::matching::fits;
use super::{Found, Granted};
use crate::knowledge::schema::{RbacCase, RoleCase};
use crate::model::ModelFile;
use crate::source::FileKind;
use crate::syntax::{Node, parse};
use std::ops::Range;

/// Reads a chart's template: its actions are blanked, so that what stands in it literally can be read at its place.
pub(super) fn read_template(found: &mut Found<'_>, file: &ModelFile, text: &str) {
    if file.kind != FileKind::Yaml || !text.contains("{{") || !text.contains(API) {
        return;
    }
    // Definitions stand beside manifests: each is read alone.
    let blanked = blanked(text);
    for part in parts(text) {
        let Some(document) = blanked.get(part.clone()).and_then(|part| parse(FileKind::Yaml, part)) else { continue };
        for root in &document.roots {
            if root.items().iter().any(|item| item.get("verbs").is_some()) {
                list(found, file, root, "a template", part.start);
            } else {
                manifest(found, file, root, part.start);
            }
        }
    }
}

/// The bytes of the definitions in a template, and those between them.
fn parts(text: &str) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut at, mut is_definition) = (Vec::new(), 0, 0, false);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let action = line.strip_prefix("{{").map(|rest| rest.trim_start_matches('-').trim_start()).unwrap_or_default();
        if action.starts_with("define") || (is_definition && action.starts_with("end")) {
            is_definition = action.starts_with("define");
            parts.push(start..at);
            start = end;
        }
        at = end;
    }
    parts.push(start..at);
    parts
}

/// The text with every action of a template replaced by as many bytes: a line that holds nothing else is empty, elsewhere
/// stands a word.
fn blanked(text: &str) -> String {
    let mut blanked = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("{{") && trimmed.ends_with("}}") {
            let end = line.strip_suffix('\n').map_or(line.len(), str::len);
            blanked.extend(std::iter::repeat_n(' ', end));
            blanked.push_str(line.get(end..).unwrap_or_default());
            continue;
        }
        let mut rest = line;
        while let Some((before, action)) = rest.split_once("{{") {
            blanked.push_str(before);
            let len = action.find("}}").map_or(action.trim_end_matches(['\r', '\n']).len(), |end| end + 2);
            blanked.extend(std::iter::repeat_n('x', len + 2));
            rest = action.get(len..).unwrap_or_default();
        }
        blanked.push_str(rest);
    }
    blanked
}

const API: &str = "rbac.authorization.k8s.io/";

/// Reads a manifest; a `List` holds several.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    manifest(found, file, root, 0);
}

/// A manifest that begins at byte `base` of its file.
fn manifest(found: &mut Found<'_>, file: &ModelFile, root: &Node, base: usize) {
    let items = match text(root, "kind") {
        Some("List") => root.get("items").map(Node::items).unwrap_or_default(),
        _ => std::slice::from_ref(root),
    };
    for item in items {
        if !text(item, "apiVersion").is_some_and(|version| version.starts_with(API)) {
            continue;
        }
        if is_infrastructure(found, item) {
            continue;
        }
        match text(item, "kind") {
            Some(kind @ ("Role" | "ClusterRole")) => {
                if let Some(rules) = item.get("rules") {
                    list(found, file, rules, &holder(item, kind), base);
                }
            }
            Some(kind @ ("RoleBinding" | "ClusterRoleBinding")) => binding(found, file, item, kind, base),
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

/// The rules of a role.
fn list(found: &mut Found<'_>, file: &ModelFile, rules: &Node, holder: &str, base: usize) {
    for rule in rules.items() {
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
            span: rule.span.shifted(base),
            at: rule.get("resources").map(|node| node.span.shifted(base)),
            shown: None,
            holder: holder.to_owned(),
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
    // The name of a chart's role is mostly an action, which is blanked.
    let name = item.at(&["metadata", "name"]).and_then(Node::as_str).filter(|name| !name.contains("xxxxxxxx"));
    match name {
        Some(name) => format!("{kind} `{name}`"),
        None => kind.to_owned(),
    }
}

fn binding(found: &mut Found<'_>, file: &ModelFile, item: &Node, kind: &str, base: usize) {
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
            span: subject.span.shifted(base),
            at: None,
            shown: None,
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
        span: role.span.shifted(base),
        at: None,
        shown: None,
        holder: holder(item, kind),
    };
    found.push(file, granted, case.broad.as_ref(), "reads, and no secrets");
}

/// The case of a role. `whole` when it holds for everything there is.
pub(super) fn find<'a>(cases: &'a [RoleCase], name: &str, whole: bool) -> Option<&'a RoleCase> {
    cases.iter().find(|case| (whole || !case.whole) && case.names.iter().any(|pattern| fits(pattern, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_keeps_its_places() {
        for (text, wanted, why) in [
            ("{{- if .x }}\na: 1\n", "            \na: 1\n", "a control line"),
            ("a: {{ .x }}-b\n", "a: xxxxxxxx-b\n", "an action in a value"),
            ("a: {{ \"é\" }}\n{{ end }}\n", "a: xxxxxxxxxx\n         \n", "bytes, not characters"),
            ("a: {{ open\nb: 1\n", "a: xxxxxxx\nb: 1\n", "one that does not close"),
        ] {
            assert_eq!(blanked(text), wanted, "{why}");
            assert_eq!(blanked(text).len(), text.len(), "{why}");
        }
    }

    #[test]
    fn a_definition_is_a_part_of_its_own() {
        let text = "a: 1\n{{- define \"x\" -}}\n- b\n{{- end }}\nc: 2\n";
        let found: Vec<&str> = parts(text).into_iter().filter_map(|part| text.get(part)).collect();
        assert_eq!(found, ["a: 1\n", "- b\n", "c: 2\n"]);
    }
}
