//! Addresses that are written in code and contacted by it.

use super::libraries::class_of;
use super::{Contacts, OTHER, Tree, host_of};
use crate::knowledge::EgressPacks;
use crate::knowledge::schema::Literals;
use crate::model::code::Code;
use crate::source::Place;
use crate::syntax::code::{Call, Expr, ExprKind, Node, StmtKind};

pub(super) fn find(tree: &Tree<'_>, code: &Code<'_>, packs: &EgressPacks, contacts: &mut Contacts) {
    let words = &packs.literals;
    for (file, module) in code.modules().filter(|(file, _)| tree.counts(*file)) {
        for expr in module.exprs() {
            let text = match expr.kind() {
                ExprKind::Str(text) => text.value().to_owned(),
                ExprKind::Template(template) => template.prefix(),
                _ => continue,
            };
            let Some(host) = address(words, &text, matches!(expr.kind(), ExprKind::Template(_))) else { continue };
            if is_contacted(words, expr, 0) {
                let class = class_of(packs, &host).unwrap_or(OTHER);
                contacts.add(&host, class, Place { file, span: expr.span() });
            }
        }
    }
}

/// Whether some code that counts fetches from an address that is not written where it fetches.
pub(super) fn leaves_open(tree: &Tree<'_>, code: &Code<'_>, packs: &EgressPacks) -> bool {
    let words = &packs.literals;
    code.modules().filter(|(file, _)| tree.counts(*file)).any(|(_, module)| {
        let root = |source: &str| source.split(['.', '/']).next().unwrap_or_default().to_owned();
        let fetches = module.imports().any(|import| words.clients.contains(&root(import.source())));
        module.calls().any(|call| {
            let Some(name) = call.last_name().map(str::to_ascii_lowercase) else { return false };
            let is_fetch = name == "fetch" || (fetches && words.calls.contains(&name));
            let first = call.positional(usize::from(name == "request")).or_else(|| call.option("url"));
            is_fetch && first.is_some_and(|first| !says_host(first))
        })
    })
}

/// Whether the host of an address stands in the code; a text without one is no address.
fn says_host(expr: Expr<'_>) -> bool {
    match expr.kind() {
        ExprKind::Str(_) => true,
        ExprKind::Template(template) => {
            template.prefix().split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?', ':']))
        }
        _ => false,
    }
}

/// The host of a text that is an address and nothing else.
fn address(words: &Literals, text: &str, has_holes: bool) -> Option<String> {
    if text.len() > 500
        || text.contains(char::is_whitespace)
        || words.not_urls.iter().any(|url| text.starts_with(url.as_str()))
    {
        return None;
    }
    // What a hole follows directly can be a part of the host.
    let (_, rest) = text.split_once("://")?;
    if has_holes && !rest.contains(['/', '?', ':']) {
        return None;
    }
    let host = host_of(text)?;
    (!is_nothing(words, &host)).then_some(host)
}

/// Whether a host is that of an example, of an identifier or of something inside.
pub(super) fn is_nothing(words: &Literals, host: &str) -> bool {
    words
        .not_hosts
        .iter()
        .any(|known| host.strip_suffix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        || words.not_suffixes.iter().any(|suffix| host.ends_with(suffix.as_str()))
}

/// Whether an address is contacted, by where it stands.
fn is_contacted(words: &Literals, expr: Expr<'_>, depth: u32) -> bool {
    if depth > 4 {
        return false;
    }
    let named = |name: &str| is_name(words, name);
    match expr.parent() {
        Some(Node::Expr(parent)) => match parent.kind() {
            ExprKind::Call(call) => argument(words, call, expr, depth),
            ExprKind::Dict(dict) => dict
                .entries()
                .find(|entry| entry.value == expr)
                .and_then(crate::syntax::code::Entry::name)
                .is_some_and(named),
            ExprKind::Binary { .. } | ExprKind::Conditional { .. } | ExprKind::Await(_) => {
                is_contacted(words, parent, depth + 1)
            }
            ExprKind::Assign { target, .. } => last_name(target).is_some_and(named),
            _ => false,
        },
        Some(Node::Stmt(stmt)) => match stmt.kind() {
            StmtKind::Assign(assign) => {
                assign.targets.single().and_then(last_name).or_else(|| assign.name()).is_some_and(named)
            }
            _ => false,
        },
        Some(Node::Function(function)) => {
            let param = function.params().find(|param| param.default() == Some(expr));
            param.and_then(crate::syntax::code::Param::name).is_some_and(named)
        }
        _ => false,
    }
}

fn argument(words: &Literals, call: Call<'_>, expr: Expr<'_>, depth: u32) -> bool {
    let Some(arg) = call.args().find(|arg| arg.value == expr) else { return false };
    let last = call.last_name().unwrap_or_default();
    if let Some((name, _)) = arg.name {
        // A default of a field: what it is called decides.
        return if name == "default" { is_contacted(words, call.expr(), depth + 1) } else { is_name(words, name) };
    }
    let first = call.positional(0) == Some(expr);
    if !first && matches!(last, "get" | "getenv" | "setdefault" | "config" | "str") {
        return is_contacted(words, call.expr(), depth + 1);
    }
    if matches!(last, "URL" | "urljoin" | "AnyUrl" | "HttpUrl" | "rstrip" | "Field") {
        return is_contacted(words, call.expr(), depth + 1);
    }
    let lower = last.to_ascii_lowercase();
    // `request("GET", url)` is the one form with the address behind.
    (first || lower == "request")
        && (words.calls.contains(&lower) || lower.ends_with("client") || lower.ends_with("transport"))
}

fn is_name(words: &Literals, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    words.names.iter().any(|part| lower.contains(part.as_str()))
        && !words.not_names.iter().any(|part| lower.contains(part.as_str()))
}

fn last_name(target: Expr<'_>) -> Option<&str> {
    match target.kind() {
        ExprKind::Name(name) => Some(name),
        ExprKind::Attribute(attribute) => Some(attribute.name),
        _ => None,
    }
}
