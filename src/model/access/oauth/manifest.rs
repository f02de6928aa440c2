//! Scopes in manifests and settings: what an application is registered with.

use super::catalogue::{Catalogue, ProviderId, words};
use super::declare::pieces;
use crate::source::Span;
use crate::syntax::{Document, Node, Step, Value};
use std::collections::BTreeSet;

/// A scope in a data file.
#[allow(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
pub(super) struct Listed {
    pub(super) provider: ProviderId,
    pub(super) value: String,
    pub(super) span: Span,
    /// The collection that it is an item of.
    pub(super) group: Span,
    /// Whether it is held without a user.
    pub(super) app: bool,
    /// Whether the span covers the whole text.
    pub(super) whole: bool,
    /// Whether only the name of the setting says that it holds scopes.
    loose: bool,
    /// Whether the code that uses it is in a language that is not read.
    pub(super) unread: bool,
}

/// Files that speak of more providers than this are catalogues of connections, not requests.
const MAX_PROVIDERS: usize = 4;

/// So many scopes in settings of one file are a catalogue too.
const MAX_LISTED: usize = 25;

/// All scopes of a data file.
pub(super) fn of_document(catalogue: &Catalogue<'_>, path: &str, document: &Document) -> Vec<Listed> {
    let mut found = Vec::new();
    for root in &document.roots {
        root.walk(|steps, node| at_node(catalogue, path, root, steps, node, &mut found));
    }
    if found.iter().filter(|one: &&Listed| one.loose).count() > MAX_LISTED {
        found.retain(|one| !one.loose);
    }
    let providers: BTreeSet<ProviderId> = found.iter().map(|one| one.provider).collect();
    if providers.len() > MAX_PROVIDERS { Vec::new() } else { found }
}

fn at_node<'d>(
    catalogue: &Catalogue<'_>,
    path: &str,
    root: &'d Node,
    steps: &[Step<'d>],
    node: &'d Node,
    found: &mut Vec<Listed>,
) {
    let keys: Vec<&str> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(&*key.text),
            Step::Index(_) => None,
        })
        .collect();
    match keys.as_slice() {
        [.., "oauth_config", "scopes", "bot" | "user" | "bot_optional" | "user_optional"] => {
            if let (Some(provider), Some(_)) = (catalogue.by_id("slack"), node.as_list()) {
                texts(node, &mut |value, span, whole| {
                    if catalogue.known(provider, value).is_some() {
                        found.push(listed(provider, value, span, node.span, whole));
                    }
                });
            }
        }
        [.., "default_permissions"] => of_permissions(catalogue, node, found),
        [.., "resourceAccess"] => of_registration(catalogue, node, found),
        [.., "flows", _, "scopes"] => of_flow(catalogue, root, steps, node, found),
        [.., name] if holds_scopes(catalogue, name) && !keys.contains(&"oauth_config") => {
            of_setting(catalogue, path, &keys, node, found);
        }
        _ => of_pair(catalogue, node, found),
    }
}

/// `- GOOGLE_SCOPES=a b` in the environment of a container.
fn of_pair(catalogue: &Catalogue<'_>, node: &Node, found: &mut Vec<Listed>) {
    let Some((name, values)) = node.as_str().and_then(|text| text.split_once('=')) else { return };
    if name.len() < 60 && !name.contains(char::is_whitespace) && holds_scopes(catalogue, name) {
        pieces(values, |value, _| {
            if let Some(provider) = catalogue.distinct(value) {
                found.push(listed(provider, value, node.content, node.span, false));
            }
        });
    }
}

/// The permissions of a GitHub App.
fn of_permissions(catalogue: &Catalogue<'_>, node: &Node, found: &mut Vec<Listed>) {
    let Some(provider) = catalogue.by_id("github-app") else { return };
    for entry in node.entries() {
        let Some(access) = entry.value.as_str() else { continue };
        let value = format!("{}:{access}", entry.key.text);
        if catalogue.known(provider, &value).is_some() {
            let span = Span { start: entry.key.span.start, end: entry.value.span.end };
            found.push(Listed { value, ..listed(provider, "", span, node.span, false) });
        }
    }
}

/// The permissions of an application registered with Entra, by id.
fn of_registration(catalogue: &Catalogue<'_>, node: &Node, found: &mut Vec<Listed>) {
    let Some(provider) = catalogue.by_id("microsoft") else { return };
    for item in node.items() {
        let Some(id) = item.get("id").filter(|id| id.as_str().is_some()) else { continue };
        let wanted = id.as_str().unwrap_or_default().to_ascii_lowercase();
        let entry = catalogue.provider(provider).scopes.iter().find(|entry| entry.ids.contains(&wanted));
        if let Some(entry) = entry {
            let app = item.get("type").and_then(Node::as_str) == Some("Role");
            found.push(Listed { app, ..listed(provider, &entry.scope, id.content, node.span, false) });
        }
    }
}

/// The scopes of a flow of a security scheme: its keys.
fn of_flow<'d>(catalogue: &Catalogue<'_>, root: &'d Node, steps: &[Step<'d>], node: &'d Node, found: &mut Vec<Listed>) {
    let mut flow = Some(root);
    for step in steps.iter().take(steps.len().saturating_sub(1)) {
        flow = flow.and_then(|at| match step {
            Step::Key(key) => at.get(&key.text),
            Step::Index(index) => at.items().get(*index),
        });
    }
    let page = flow.and_then(|flow| flow.get("authorizationUrl")).and_then(Node::as_str).unwrap_or_default();
    let consents = catalogue.consents(page);
    for entry in node.entries() {
        let value = &*entry.key.text;
        let by_page = consents.filter(|provider| catalogue.known(*provider, value).is_some());
        if let Some(provider) = catalogue.distinct(value).or(by_page) {
            found.push(listed(provider, value, entry.key.span, node.span, false));
        }
    }
}

/// A setting with the name of scopes: what only one provider has, or what the names around it say.
fn of_setting(catalogue: &Catalogue<'_>, path: &str, keys: &[&str], node: &Node, found: &mut Vec<Listed>) {
    if matches!(node.value, Value::Map(_)) {
        return;
    }
    let mut spoken = BTreeSet::new();
    keys.iter().rev().take(4).for_each(|key| words(key, &mut spoken));
    let strong = catalogue.spoken_of(&spoken);
    words(path, &mut spoken);
    let weak = catalogue.spoken_of(&spoken);
    texts(node, &mut |value, span, whole| {
        let holds = |id: &ProviderId| !catalogue.provider(*id).manifest && catalogue.known(*id, value).is_some();
        let named = strong.iter().copied().find(holds).or_else(|| {
            let specific = !catalogue.is_common(value) && value.contains([':', '.']);
            specific.then(|| weak.iter().copied().find(holds)).flatten()
        });
        if let Some(provider) = catalogue.distinct(value).or(named) {
            let unread = keys == ["oauthScopes"];
            found.push(Listed { loose: !unread, unread, ..listed(provider, value, span, node.span, whole) });
        }
    });
}

fn holds_scopes(catalogue: &Catalogue<'_>, name: &str) -> bool {
    let forms = &catalogue.packs().forms;
    let lower = name.to_ascii_lowercase();
    let mut parts = BTreeSet::new();
    words(name, &mut parts);
    forms.names.iter().any(|end| lower.ends_with(end.as_str()))
        && !forms.not_names.iter().any(|word| parts.contains(word.as_str()))
}

/// The words of a text or of each text of a list.
fn texts(node: &Node, each: &mut impl FnMut(&str, Span, bool)) {
    for item in node.as_list().unwrap_or(std::slice::from_ref(node)) {
        let Some(text) = item.as_str() else { continue };
        let same = text.len() == item.content.len();
        pieces(text, |value, at| {
            let start = item.content.start as usize + at;
            let span = if same { Span::new(start, start + value.len()) } else { item.content };
            each(value, span, same && value.len() == text.len());
        });
    }
}

fn listed(provider: ProviderId, value: &str, span: Span, group: Span, whole: bool) -> Listed {
    Listed { provider, value: value.to_owned(), span, group, app: false, whole, loose: false, unread: false }
}
