//! Calls that need a scope: methods of API clients, by the chain of names that leads to them.

use super::catalogue::{Catalogue, ProviderId};
use super::graph;
use super::table::{self, Table};
use crate::knowledge::Knowledge;
use crate::model::code::{Code, Value};
use crate::source::{FileId, Place};
use crate::syntax::code::{Attribute, Expr, ExprKind, Language, Module, Part, Subscript};
use std::collections::{BTreeMap, BTreeSet};

/// A call that needs one of several scopes.
#[derive(Clone, Debug)]
pub(super) struct Use<'k> {
    pub(super) provider: ProviderId,
    /// The API without its version.
    pub(super) api: &'k str,
    /// The method, as the provider names it.
    pub(super) method: String,
    /// Any one of these suffices.
    pub(super) any: BTreeSet<&'k str>,
    pub(super) place: Place,
}

/// What a tree calls.
#[derive(Default)]
pub(super) struct Uses<'k> {
    /// In the order of files and places.
    pub(super) calls: Vec<Use<'k>>,
    /// APIs of which something is called that cannot be told, where, and what it is.
    pub(super) opaque: Vec<(ProviderId, String, Place, &'static str)>,
    /// APIs that code names, and where.
    pub(super) named: Vec<(ProviderId, String, Place)>,
    /// Scopes that open a method of the tables, by provider.
    pub(super) opening: BTreeMap<ProviderId, BTreeSet<&'k str>>,
}

/// Longest chain of names that is looked at.
const MAX_CHAIN: usize = 12;

/// Finds the calls of the providers that are asked for something. `granted` are the APIs that their scopes open.
pub(super) fn find<'k>(
    code: &Code<'_>,
    knowledge: &'k Knowledge,
    catalogue: &Catalogue<'k>,
    granted: &BTreeMap<ProviderId, BTreeSet<&'k str>>,
) -> Uses<'k> {
    let mut uses = Uses::default();
    for (provider, apis) in granted {
        let id = catalogue.provider(*provider).id.as_str();
        let all = table::apis(knowledge, id);
        if all.is_empty() {
            continue;
        }
        let mut wanted: BTreeSet<&str> = apis.clone();
        if all.len() == 1 {
            wanted.extend(&all);
        }
        for (file, module) in code.modules() {
            named(code, file, module, *provider, &all, &mut uses);
        }
        let named_here: Vec<String> =
            uses.named.iter().filter(|(of, ..)| of == provider).map(|(_, api, _)| api.clone()).collect();
        let takes = |api: &str| wanted.contains(api) || named_here.iter().any(|named| named == api);
        let Some(table) = Table::new(knowledge, catalogue, *provider, takes) else { continue };
        uses.opening.insert(*provider, table.opening.clone());
        let search = Search { code, catalogue, provider: *provider, table: &table };
        for (file, module) in code.modules() {
            search.of(file, module, &mut uses);
        }
    }
    uses.calls.sort_by(|a, b| (a.place, &a.method, a.api).cmp(&(b.place, &b.method, b.api)));
    uses
}

/// The APIs that code names: `build("gmail", "v1")`, `google.gmail(…)`, an address.
fn named<'m>(
    code: &Code<'m>,
    file: FileId,
    module: &'m Module,
    provider: ProviderId,
    all: &BTreeSet<&str>,
    uses: &mut Uses<'_>,
) {
    for call in module.calls() {
        let place = Place { file, span: call.span() };
        let first = call.arg("serviceName", 0).and_then(|first| code.value(first).text());
        let version = call.arg("version", 1).and_then(Expr::as_str).is_some_and(|version| {
            version.starts_with('v') || version.starts_with("directory_") || version.starts_with("reports_")
        });
        let by_text = first.filter(|api| version && all.contains(api));
        let by_name = match call.callee.kind() {
            ExprKind::Attribute(Attribute { base, name, .. })
                if base.as_name() == Some("google") && all.contains(name) =>
            {
                Some(name)
            }
            _ => None,
        };
        if let Some(api) = by_text.or(by_name) {
            uses.named.push((provider, api.to_owned(), place));
        }
    }
    for (expr, text) in module.strings() {
        address(Place { file, span: expr.span() }, text.value(), provider, all, uses);
    }
    for expr in module.exprs() {
        if let ExprKind::Template(template) = expr.kind() {
            for part in template.parts() {
                if let Part::Text(text) = part {
                    address(Place { file, span: expr.span() }, text.value(), provider, all, uses);
                }
            }
        }
    }
}

/// A call by plain HTTP: the API is known, the method is not.
fn address(place: Place, text: &str, provider: ProviderId, all: &BTreeSet<&str>, uses: &mut Uses<'_>) {
    let Some((before, after)) = text.split_once("googleapis.com/") else { return };
    if after.starts_with("auth/") || after.starts_with("oauth2") {
        return;
    }
    let host = before.rsplit("//").next().unwrap_or_default().trim_end_matches('.');
    let mut path = after.split(['/', '?']).filter(|part| !matches!(*part, "upload" | "batch" | ""));
    let api = [Some(host), path.next()].into_iter().flatten().find(|api| all.contains(api));
    if let Some(api) = api {
        uses.opaque.push((provider, api.to_owned(), place, "called by its address"));
    }
}

/// The search for the methods of one provider.
struct Search<'s, 'c, 'm, 'k> {
    code: &'c Code<'m>,
    catalogue: &'s Catalogue<'k>,
    provider: ProviderId,
    table: &'s Table<'k>,
}

impl<'m, 'k> Search<'_, '_, 'm, 'k> {
    fn of(&self, file: FileId, module: &'m Module, uses: &mut Uses<'k>) {
        let id = self.catalogue.provider(self.provider).id.as_str();
        let imported = module.imports().any(|import| self.catalogue.is_client(self.provider, import.source()));
        if id == "microsoft" {
            graph::find(self.code, file, module, self.provider, self.table, imported, uses);
            return;
        }
        for expr in module.exprs() {
            match expr.kind() {
                ExprKind::Attribute(Attribute { name, .. }) => self.attribute(file, expr, name, imported, uses),
                ExprKind::Str(text) if self.table.hears(text.value()) => {
                    self.push(&format!("text:{}", text.value()), Place { file, span: expr.span() }, uses);
                }
                ExprKind::Str(text) if imported || text.value().contains("/api/") => {
                    // `api_call("chat.postMessage")`, `https://slack.com/api/chat.postMessage`
                    let method = text.value().rsplit('/').next().unwrap_or_default();
                    if method.contains('.') && self.is_addressed(text.value(), expr) {
                        self.push(method, Place { file, span: expr.span() }, uses);
                    }
                }
                ExprKind::Call(call) if imported => self.heard(file, call, uses),
                _ => {}
            }
        }
    }

    /// Whether a text that is a method is sent to the provider.
    fn is_addressed(&self, text: &str, expr: Expr<'m>) -> bool {
        let provider = self.catalogue.provider(self.provider);
        let is_argument =
            matches!(expr.parent(), Some(crate::syntax::code::Node::Expr(parent)) if parent.as_call().is_some());
        provider.alternatives && (is_argument || text.contains("/api/"))
    }

    /// What an application hears: `app.event("app_mention")`, `@app.command("/x")`.
    fn heard(&self, file: FileId, call: crate::syntax::code::Call<'m>, uses: &mut Uses<'k>) {
        let Some(name) = call.last_name().filter(|_| call.receiver().is_some()) else { return };
        let place = Place { file, span: call.span() };
        match name {
            "event" => {
                if let Some(event) = call.positional(0).and_then(Expr::as_str) {
                    self.push(&format!("event:{event}"), place, uses);
                }
            }
            "message" => {
                self.push("event:message", place, uses);
            }
            "command" | "shortcut" => {
                self.push(&format!("on:{name}"), place, uses);
            }
            "api_call" | "apiCall"
                if call.positional(0).is_none_or(|method| self.code.value(method).text().is_none()) =>
            {
                let api = self.catalogue.provider(self.provider).id.clone();
                uses.opaque.push((self.provider, api, place, "its method is not written here"));
            }
            _ => {}
        }
    }

    fn attribute(&self, file: FileId, expr: Expr<'m>, last: &'m str, imported: bool, uses: &mut Uses<'k>) {
        let alternatives = self.catalogue.provider(self.provider).alternatives;
        let last = last_of(last);
        // `client.chat_postMessage(…)`: the Python client joins the parts.
        if alternatives && imported && last.contains('_') {
            self.push(&last.replace('_', "."), Place { file, span: expr.span() }, uses);
            self.push(last, Place { file, span: expr.span() }, uses);
            return;
        }
        if !self.table.ends_with(last) {
            return;
        }
        let Some((mut names, called)) = chain(expr) else { return };
        if let Some(end) = names.last_mut() {
            *end = last;
        }
        let value = self.code.value(expr);
        let by_value = value.path().map(str::to_owned);
        let foreign = self.is_foreign(expr, &value);
        if foreign {
            return;
        }
        let python = expr.module().language() == Language::Python;
        for length in (2..=self.table.longest).rev() {
            if let Some(tail) = names.len().checked_sub(length).filter(|at| *at > 0).and_then(|at| names.get(at..)) {
                // Resources are called in Python; `client.files.list` is another client.
                if (!python || called || alternatives)
                    && self.push(&tail.join("."), Place { file, span: expr.span() }, uses)
                {
                    return;
                }
            }
        }
        let Some(path) = by_value else { return };
        let parts: Vec<&str> = path.split(['.', ':']).collect();
        for length in (2..=self.table.longest).rev() {
            if let Some(tail) = parts.len().checked_sub(length).and_then(|at| parts.get(at..)) {
                let mut tail = tail.to_vec();
                if let Some(end) = tail.last_mut() {
                    *end = last;
                }
                if self.push(&tail.join("."), Place { file, span: expr.span() }, uses) {
                    return;
                }
            }
        }
    }

    /// Whether a chain is one of somebody else's client: the same names are another call there.
    fn is_foreign(&self, expr: Expr<'m>, value: &Value<'m>) -> bool {
        let Value::External(external) = value else { return false };
        // What a function gives back can be anything; what a class makes is of that class.
        let made = external.origin.and_then(Expr::as_call).and_then(crate::syntax::code::Call::last_name);
        if made.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')) {
            return false;
        }
        !self.catalogue.is_client(self.provider, &external.path)
            && expr.module().imports().any(|import| {
                !import.source().is_empty() && external.path.starts_with(import.source()) && import.level() == 0
            })
    }

    /// Notes a use of every API that has the method.
    fn push(&self, method: &str, place: Place, uses: &mut Uses<'k>) -> bool {
        let methods = self.table.get(method);
        let mut named = methods
            .iter()
            .filter(|one| uses.named.iter().any(|(provider, api, _)| *provider == self.provider && api == one.api));
        // Of several APIs with such a method those that code names are meant.
        let any_named = named.next().is_some();
        for one in methods {
            let is_named = uses.named.iter().any(|(provider, api, _)| *provider == self.provider && api == one.api);
            if is_named || !any_named {
                uses.calls.push(Use {
                    provider: self.provider,
                    api: one.api,
                    method: method.trim_start_matches("text:").to_owned(),
                    any: one.any.clone(),
                    place,
                });
            }
        }
        !methods.is_empty()
    }
}

/// The name of a method behind the forms that clients make of it.
fn last_of(name: &str) -> &str {
    match name {
        "get_media" => "get",
        "export_media" => "export",
        "import_" => "import",
        "list_next" => "list",
        name => name,
    }
}

/// The names that lead to an attribute, the root first, and whether each resource between is called.
pub(super) fn chain(expr: Expr<'_>) -> Option<(Vec<&str>, bool)> {
    let mut names = Vec::new();
    let mut called = false;
    let mut at = expr;
    while names.len() < MAX_CHAIN {
        match at.kind() {
            ExprKind::Attribute(Attribute { base, name, .. }) => {
                names.push(name);
                at = base;
            }
            ExprKind::Call(call) => {
                called = called || !names.is_empty();
                at = call.callee;
            }
            ExprKind::Subscript(Subscript { base, .. }) => at = base,
            ExprKind::Await(inner) => at = inner,
            ExprKind::Name(name) => {
                names.push(name);
                names.reverse();
                return Some((names, called));
            }
            _ => {
                names.push("");
                names.reverse();
                return Some((names, called));
            }
        }
    }
    None
}
