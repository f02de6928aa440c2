//! Calls of an API by address: a path in a text, and the HTTP method of the call that it is handed to.

use super::calls::{Use, Uses, chain};
use super::catalogue::ProviderId;
use super::table::Table;
use crate::model::code::Code;
use crate::source::{FileId, Place};
use crate::syntax::code::{Attribute, Call, Expr, ExprKind, Module, Node, Part, StmtKind};
use std::collections::BTreeSet;

const VERBS: [&str; 5] = ["get", "post", "patch", "put", "delete"];

/// Finds the paths and the chains of the client of one module.
pub(super) fn find<'m, 'k>(
    code: &Code<'m>,
    file: FileId,
    module: &'m Module,
    provider: ProviderId,
    table: &Table<'k>,
    imported: bool,
    uses: &mut Uses<'k>,
) {
    let search = Search { code, table, provider };
    let speaks = imported || module.strings().any(|(_, text)| text.value().contains("graph.microsoft.com"));
    for expr in module.exprs() {
        let path = match expr.kind() {
            ExprKind::Str(text) => search.path(text.value(), speaks),
            ExprKind::Template(template) => {
                let mut text = String::new();
                for part in template.parts() {
                    match part {
                        Part::Text(part) => text.push_str(part.value()),
                        Part::Hole { .. } => text.push_str(if text.is_empty() { "" } else { "{}" }),
                    }
                }
                search.path(&text, true)
            }
            ExprKind::Attribute(Attribute { name, .. }) if imported && VERBS.contains(&name) => {
                if let Some((names, _)) = chain(expr) {
                    search.client(&names, Place { file, span: expr.span() }, uses);
                }
                continue;
            }
            _ => continue,
        };
        if let Some(path) = path {
            search.addressed(expr, &path, Place { file, span: expr.span() }, uses);
        }
    }
}

struct Search<'s, 'c, 'm, 'k> {
    code: &'c Code<'m>,
    table: &'s Table<'k>,
    provider: ProviderId,
}

impl<'m, 'k> Search<'_, '_, 'm, 'k> {
    /// A path of the API in lower case, ids as `{}`; `None` when the text is none.
    fn path(&self, text: &str, speaks: bool) -> Option<String> {
        let (host, rest) = match text.split_once("graph.microsoft.com/") {
            Some((_, rest)) => (true, rest),
            None => (false, text),
        };
        let rest = rest.trim_start_matches('/');
        let rest = rest.strip_prefix("v1.0/").or_else(|| rest.strip_prefix("beta/")).unwrap_or(rest);
        if rest.len() > 200 || rest.contains(char::is_whitespace) || !host && !speaks {
            return None;
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
        let mut parts = Vec::new();
        for part in rest.split('/') {
            match part.split_once("('") {
                Some((name, _)) => parts.extend([name.to_owned(), "{}".to_owned()]),
                None if part.starts_with(['{', ':', '<']) || part.contains("{}") => parts.push("{}".to_owned()),
                None => parts.push(part.to_owned()),
            }
        }
        let first = parts.first().map(String::as_str).unwrap_or_default();
        let fits = self.table.firsts.contains(first) && (host || parts.len() > 1);
        // The address of a permission is no path.
        (fits && !text.ends_with(".default")).then(|| parts.join("/"))
    }

    fn addressed(&self, expr: Expr<'m>, path: &str, place: Place, uses: &mut Uses<'k>) {
        let verbs = self.verbs(expr);
        if verbs.is_empty() {
            uses.opaque.push((
                self.provider,
                "graph".to_owned(),
                place,
                "the HTTP method of the call is not written beside it",
            ));
        }
        for verb in verbs {
            self.push(&verb, path, place, uses);
        }
    }

    /// `graph.me.messages.by_message_id(id).get()`
    fn client(&self, names: &[&str], place: Place, uses: &mut Uses<'k>) {
        let Some((verb, parts)) = names.split_last() else { return };
        let parts: Vec<String> = parts
            .iter()
            .skip(1)
            .map(|part| match part.strip_prefix("by_") {
                Some(_) => "{}".to_owned(),
                None => part.replace('_', "").to_ascii_lowercase(),
            })
            .collect();
        let start = parts.iter().position(|part| self.table.firsts.contains(part.as_str()));
        if let Some(path) = start.and_then(|start| parts.get(start..)) {
            self.push(verb, &path.join("/"), place, uses);
        }
    }

    fn push(&self, verb: &str, path: &str, place: Place, uses: &mut Uses<'k>) {
        let upper = verb.to_ascii_uppercase();
        let mut path = path;
        loop {
            let name = format!("{upper}:/{path}");
            let found = match self.table.get(&name) {
                [] => self.table.names().find(|known| same(known, &name)).map(|known| self.table.get(known)),
                found => Some(found),
            };
            if let Some(found) = found {
                uses.calls.extend(found.iter().map(|one| Use {
                    provider: self.provider,
                    api: one.api,
                    method: format!("{upper} /{path}"),
                    any: one.any.clone(),
                    place,
                }));
                return;
            }
            match path.rsplit_once('/') {
                Some((rest, last)) if last.starts_with('$') || last == "content" => path = rest,
                _ => break,
            }
        }
        uses.opaque.push((
            self.provider,
            "graph".to_owned(),
            place,
            "the permission of the path is not in the catalogue",
        ));
    }

    /// The HTTP methods with which a path is called.
    fn verbs(&self, expr: Expr<'m>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut at = Node::Expr(expr);
        for _ in 0..6 {
            let Some(parent) = at.parent() else { break };
            match parent {
                Node::Expr(outer) => {
                    if let Some(call) = outer.as_call() {
                        found.extend(self.of_call(call));
                        found.extend(after(outer));
                        break;
                    }
                }
                Node::Stmt(stmt) => {
                    if let StmtKind::Assign(assign) = stmt.kind()
                        && let Some(name) = assign.targets.iter().find_map(Expr::as_name)
                    {
                        self.of_variable(stmt.function().map(crate::syntax::code::Function::walk), name, &mut found);
                    }
                    break;
                }
                _ => break,
            }
            at = parent;
        }
        found
    }

    /// The calls to which a variable is handed in its function.
    fn of_variable(&self, walk: Option<crate::syntax::code::Walk<'m>>, name: &str, found: &mut BTreeSet<String>) {
        for node in walk.into_iter().flatten() {
            let Node::Expr(expr) = node else { continue };
            let Some(call) = expr.as_call() else { continue };
            let takes = |arg: Expr<'m>| match arg.kind() {
                ExprKind::Template(template) => template.holes().any(|hole| hole.as_name() == Some(name)),
                _ => arg.as_name() == Some(name),
            };
            if call.args().any(|arg| takes(arg.value)) {
                found.extend(self.of_call(call));
                found.extend(after(expr));
            }
        }
    }

    /// The method that a call names: its own name, a text among its arguments, an option.
    fn of_call(&self, call: Call<'m>) -> Option<String> {
        let is_verb =
            |word: &str| VERBS.iter().find(|verb| word.eq_ignore_ascii_case(verb)).map(|verb| (*verb).to_owned());
        let by_option = call.option("method").and_then(|method| is_verb(self.code.value(method).text()?));
        let by_argument = || {
            let mut texts = call.args().filter_map(|arg| arg.value.as_str());
            texts.find(|text| text.chars().all(|c| c.is_ascii_uppercase())).and_then(is_verb)
        };
        let name = call.last_name().unwrap_or_default();
        let by_name = || {
            let word = name.rsplit('_').next().unwrap_or(name);
            is_verb(word).filter(|_| word.len() == name.len() || !name.starts_with("get_"))
        };
        by_option.or_else(by_argument).or_else(by_name).or_else(|| (name == "fetch").then(|| "get".to_owned()))
    }
}

/// `.api(path).select(…).get()`: the method behind a call, in its chain.
fn after(call: Expr<'_>) -> Option<String> {
    let mut at = Node::Expr(call);
    for _ in 0..12 {
        let Some(Node::Expr(parent)) = at.parent() else { return None };
        match parent.kind() {
            ExprKind::Attribute(Attribute { name, .. }) if VERBS.contains(&name) => return Some(name.to_owned()),
            ExprKind::Attribute(_) | ExprKind::Call(_) => at = Node::Expr(parent),
            _ => return None,
        }
    }
    None
}

/// Whether a path fits a known one, where `{}` of the known one stands for anything.
fn same(known: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    known.split('/').all(|part| parts.next().is_some_and(|given| part == given || part == "{}"))
        && parts.next().is_none()
}
