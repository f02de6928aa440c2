//! Lists of scopes that are joined of other lists, and places that name the scopes of one product.

use super::catalogue::{ProviderId, words};
use super::declare::{Declarations, Root};
use crate::knowledge::schema::ScopeLevel;
use crate::model::code::Value;
use crate::source::{FileId, Place};
use crate::syntax::code::{Attribute, Call, Dict, Entry, Expr, ExprKind, Function, Module, Node, Operator, StmtKind};
use std::collections::BTreeSet;

/// How many parts a join is split into, and how deep.
const MAX_PARTS: usize = 60;
const MAX_DEPTH: u32 = 12;
/// How much of an expression is searched for names.
const MAX_WALK: usize = 200;

/// Scopes by what they are of.
#[derive(Clone, Debug)]
pub(super) struct Scoped {
    pub(super) provider: ProviderId,
    /// First part of the scope's name: `gmail`, `Mail`.
    pub(super) product: String,
    /// As it is written.
    pub(super) value: String,
    /// Where it is written.
    pub(super) place: Place,
}

/// Something that a join is made of.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The name that it has.
    pub(super) name: String,
    /// Where it is joined.
    pub(super) place: Place,
    pub(super) scopes: Vec<Scoped>,
    /// Whether it is a list: somebody keeps the scopes of a product together.
    pub(super) list: bool,
}

/// A list that is made of others.
#[derive(Clone, Debug)]
pub(super) struct Join {
    pub(super) place: Place,
    /// The name that it goes by.
    pub(super) name: String,
    /// The function that puts it together.
    pub(super) maker: Option<String>,
    /// Whether it stands where a login takes its scopes.
    pub(super) handed: bool,
    pub(super) parts: Vec<Part>,
}

/// Where scopes of one product are named for one use.
#[derive(Clone, Debug)]
pub(super) struct Apart {
    /// The function around it, or the place itself outside of functions.
    pub(super) unit: Place,
    pub(super) place: Place,
    pub(super) scopes: Vec<Scoped>,
}

/// What a tree says of lists beside their scopes.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    pub(super) joins: Vec<Join>,
    pub(super) apart: Vec<Apart>,
    /// Names of what is handed to logins, with the file.
    pub(super) handed: BTreeSet<(FileId, String)>,
    /// Names that hold scopes, each with a name that it is made of.
    pub(super) made: BTreeSet<(FileId, String, String)>,
}

impl<'m> Declarations<'_, 'm, '_> {
    /// The joins of a module.
    pub(super) fn lists(&self, file: FileId, module: &'m Module, lists: &mut Lists) {
        let mut roots = self.roots(module);
        let uses = roots.len();
        for function in module.functions() {
            if let Some(name) = function.bound_name().filter(|name| self.speaks(name)) {
                let returns = self.code.returns(function).into_iter();
                roots.extend(returns.map(|expr| Root { expr, name, around: None, handed: false }));
            }
        }
        for (index, root) in roots.into_iter().enumerate() {
            let asks = root.around.is_some() && self.asks(root.name);
            let names = root.expr.walk().take(MAX_WALK).filter_map(|node| match node {
                Node::Expr(expr) => label(expr).map(str::to_owned),
                _ => None,
            });
            if asks {
                lists.handed.extend(names.map(|name| (file, name)));
            } else if root.around.is_none() {
                lists.made.extend(names.map(|name| (file, root.name.to_owned(), name)));
            }
            let place = Place { file, span: root.expr.span() };
            let unit = root.expr.function().map(|function| unit(file, function));
            let scopes = self.scoped(root.expr);
            let products: BTreeSet<(ProviderId, &str)> =
                scopes.iter().map(|one| (one.provider, one.product.as_str())).collect();
            // A function that only gives back a list is no use of it.
            if products.len() == 1 && index < uses && (root.around.is_some() || unit.is_some()) {
                lists.apart.push(Apart { unit: unit.unwrap_or(place), place, scopes });
                continue;
            }
            let mut parts = Vec::new();
            if let Some(table) = self.looped(root) {
                self.of_entries(table.entries(), &mut parts);
            } else {
                self.parts(root.expr, true, &mut parts, 0);
            }
            if parts.len() > 1 {
                let maker = root.expr.function().and_then(Function::bound_name).map(str::to_owned);
                lists.joins.push(Join { place, name: root.name.to_owned(), maker, handed: asks, parts });
            }
        }
    }

    /// Whether the name of a function speaks of scopes: `get_scopes_for_tools`.
    fn speaks(&self, name: &str) -> bool {
        let mut parts = BTreeSet::new();
        words(name, &mut parts);
        self.catalogue.packs().forms.names.iter().any(|word| parts.contains(word))
    }

    /// Whether an argument of that name is what a login asks for.
    fn asks(&self, name: &str) -> bool {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        self.catalogue.packs().forms.consents.contains(&name.to_ascii_lowercase())
    }

    /// Named things that an expression puts together. `list` is false inside brackets, where each item is one scope.
    fn parts(&self, expr: Expr<'m>, list: bool, parts: &mut Vec<Part>, depth: u32) {
        if depth > MAX_DEPTH || parts.len() >= MAX_PARTS {
            return;
        }
        let next = depth + 1;
        match expr.kind() {
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
                items.iter().for_each(|item| self.parts(item, false, parts, next));
            }
            ExprKind::Spread(inner) | ExprKind::Await(inner) => self.parts(inner, true, parts, next),
            ExprKind::Binary { op: Operator::Add | Operator::BitOr, operands } => {
                operands.iter().for_each(|operand| self.parts(operand, list, parts, next));
            }
            ExprKind::Comprehension(_) => self.of_tables(expr, parts),
            ExprKind::Call(call) => self.of_wrapper(expr, call, list, parts, next),
            ExprKind::Name(_) | ExprKind::Attribute(_) | ExprKind::Subscript(_) => {
                let Some(name) = label(expr) else { return };
                let list = list && !matches!(self.code.value(expr), Value::Text(_));
                self.part(name, expr, list, parts);
            }
            _ => {}
        }
    }

    fn of_wrapper(&self, expr: Expr<'m>, call: Call<'m>, list: bool, parts: &mut Vec<Part>, depth: u32) {
        match call.last_name().unwrap_or_default() {
            "set" | "list" | "tuple" | "frozenset" | "sorted" | "Set" | "from" | "freeze" | "chain"
            | "from_iterable" => {
                call.args().for_each(|arg| self.parts(arg.value, list, parts, depth));
            }
            "join" | "concat" | "union" => {
                if let Some(receiver) = call.receiver() {
                    self.parts(receiver, true, parts, depth);
                }
                call.args().for_each(|arg| self.parts(arg.value, true, parts, depth));
            }
            "flat" | "values" => self.of_tables(expr, parts),
            _ if matches!(self.code.value(call.callee), Value::Function(_)) => {
                if let Some(name) = call.last_name() {
                    self.part(name, expr, true, parts);
                }
            }
            _ => {}
        }
    }

    /// All lists of a table: `[s for part in SCOPES.values() for s in part]`, `Object.values(SCOPES).flat()`.
    pub(super) fn tables(&self, expr: Expr<'m>) -> Vec<Entry<'m>> {
        let tables = expr.walk().take(MAX_WALK).filter_map(|node| {
            let Node::Expr(inner) = node else { return None };
            let call = inner.as_call().filter(|call| call.last_name() == Some("values"))?;
            match self.code.value(call.positional(0).or_else(|| call.receiver())?) {
                Value::Dict(dict) => Some(dict),
                _ => None,
            }
        });
        tables.flat_map(Dict::entries).take(MAX_PARTS).collect()
    }

    fn of_tables(&self, expr: Expr<'m>, parts: &mut Vec<Part>) {
        self.of_entries(self.tables(expr), parts);
    }

    /// The table of which a loop adds one list after the other: `for tool in tools: scopes.extend(SCOPES[tool])`.
    fn looped(&self, root: Root<'m>) -> Option<Dict<'m>> {
        let (table, key) = match root.expr.kind() {
            ExprKind::Subscript(subscript) => (subscript.base, subscript.index),
            ExprKind::Call(call) if call.last_name() == Some("get") => (call.receiver()?, call.positional(0)?),
            _ => return None,
        };
        let adds = matches!(root.expr.parent(), Some(Node::Expr(parent)) if parent.as_call().is_some());
        let in_loop = Node::Expr(root.expr)
            .ancestors()
            .take_while(|node| !matches!(node, Node::Function(_)))
            .any(|node| matches!(node, Node::Stmt(stmt) if matches!(stmt.kind(), StmtKind::Loop(_))));
        if !adds || !in_loop || root.around.is_some() || self.code.value(key).text().is_some() {
            return None;
        }
        match self.code.value(table) {
            Value::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    fn of_entries(&self, entries: impl IntoIterator<Item = Entry<'m>>, parts: &mut Vec<Part>) {
        for entry in entries.into_iter().take(MAX_PARTS) {
            if let Some(name) = entry.name() {
                let list = !matches!(self.code.value(entry.value), Value::Text(_));
                self.part(name, entry.value, list, parts);
            }
        }
    }

    fn part(&self, name: &str, at: Expr<'m>, list: bool, parts: &mut Vec<Part>) {
        let scopes = self.scoped(at);
        if !scopes.is_empty() && parts.len() < MAX_PARTS {
            let place = Place { file: self.code.file(at), span: at.span() };
            parts.push(Part { name: name.to_owned(), place, scopes, list });
        }
    }

    /// The scopes in an expression that are of a product.
    fn scoped(&self, expr: Expr<'m>) -> Vec<Scoped> {
        let mut found = Vec::new();
        self.gather(expr, false, &mut found, 0);
        let catalogue = self.catalogue;
        let of = |value: &str| {
            let provider = catalogue.distinct(value)?;
            if !catalogue.provider(provider).products {
                return None;
            }
            let known = catalogue.known(provider, value)?;
            let apis = known.entry.map(|entry| entry.apis.as_slice()).unwrap_or_default();
            let product = match catalogue.short(provider, value) {
                full if full.contains("://") => apis.first()?.as_str(),
                short => short.split(['.', ':']).next()?,
            };
            (known.level != ScopeLevel::Identity).then(|| (provider, product.to_owned()))
        };
        found
            .into_iter()
            .filter_map(|one| {
                let (provider, product) = of(one.value)?;
                let place = Place { file: one.file, span: one.span };
                Some(Scoped { provider, product, value: one.value.to_owned(), place })
            })
            .collect()
    }
}

/// The place that stands for a function.
pub(super) fn unit(file: FileId, function: Function<'_>) -> Place {
    Place { file, span: function.span() }
}

/// The last name in an expression that is a name.
fn label(expr: Expr<'_>) -> Option<&str> {
    match expr.kind() {
        ExprKind::Name(name) | ExprKind::Attribute(Attribute { name, .. }) => Some(name),
        ExprKind::Subscript(subscript) => subscript.index.as_str(),
        _ => None,
    }
}
