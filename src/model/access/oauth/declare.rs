//! Scopes that code asks for: in lists and constants of such a name, in arguments of logins, as keys of flows.

use super::catalogue::{Catalogue, ProviderId, words};
use super::{Asked, Origin};
use crate::knowledge::schema::ScopeCall;
use crate::model::code::{Code, Value};
use crate::source::{FileId, Place, Span};
use crate::syntax::code::{Attribute, Call, Expr, ExprKind, Module, Node, Operator, Part, Spread, StmtKind, Subscript};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many literals one root may reach, and how deep.
const MAX_LITERALS: usize = 400;
const MAX_DEPTH: u32 = 12;

/// An expression that stands where scopes stand.
#[derive(Copy, Clone)]
pub(super) struct Root<'m> {
    pub(super) expr: Expr<'m>,
    /// The name that it has there.
    pub(super) name: &'m str,
    /// The call or object that it is handed to.
    pub(super) around: Option<Expr<'m>>,
    /// Whether the keys of a dict are the scopes.
    pub(super) handed: bool,
}

/// Finds what code asks for.
pub(super) struct Declarations<'c, 'm, 'k> {
    pub(super) code: &'c Code<'m>,
    pub(super) catalogue: &'c Catalogue<'k>,
    /// Where a text of a module is written, by the address of its bytes: values carry texts without places.
    literals: HashMap<*const u8, Expr<'m>>,
    calls: HashMap<&'k str, &'k ScopeCall>,
}

/// A text where scopes stand, with the bytes that say it.
pub(super) struct Found<'m> {
    pub(super) value: &'m str,
    pub(super) file: FileId,
    pub(super) span: Span,
    /// Whether `span` covers one whole literal, so that it can be replaced.
    literal: Option<Span>,
    /// The list inside a table that it stands in: another choice than the rest.
    choice: Option<Span>,
}

impl<'c, 'm, 'k> Declarations<'c, 'm, 'k> {
    pub(super) fn new(code: &'c Code<'m>, catalogue: &'c Catalogue<'k>) -> Self {
        let forms = &catalogue.packs().forms;
        let mut literals = HashMap::new();
        for (_, module) in code.modules() {
            for (expr, text) in module.strings() {
                if !text.value().is_empty() {
                    literals.insert(text.value().as_ptr(), expr);
                }
            }
        }
        Self { code, catalogue, literals, calls: forms.calls.iter().map(|call| (call.call.as_str(), call)).collect() }
    }

    /// Everything that `module` asks for, each place once, with the roots that reach it.
    pub(super) fn of(&self, file: FileId, module: &'m Module, asked: &mut BTreeMap<(Place, String), Asked>) {
        let weak = self.weak(file, module);
        for root in self.roots(module) {
            let mut found = Vec::new();
            self.gather(root.expr, root.handed, &mut found, 0);
            if found.is_empty() {
                continue;
            }
            // What a list asks for beside the scopes of one provider is of that provider: `openid` says nothing alone.
            let mut strong: BTreeSet<ProviderId> =
                found.iter().filter_map(|one| self.catalogue.distinct(one.value)).collect();
            strong.extend(self.strong(root));
            let group = Place { file, span: root.expr.span() };
            let open = found.iter().any(|one| one.value.is_empty());
            for one in found.into_iter().filter(|one| !one.value.is_empty()) {
                let Some(provider) = self.provider(&one, &strong, &weak) else { continue };
                let place = Place { file: one.file, span: one.span };
                let entry = asked.entry((place, one.value.to_owned())).or_insert_with(|| Asked {
                    provider,
                    value: one.value.to_owned(),
                    place,
                    literal: one.literal.map(|span| Place { file: one.file, span }),
                    groups: BTreeSet::new(),
                    origin: Origin::Code,
                    implicit: None,
                    open: false,
                    unread: false,
                });
                entry.open |= open;
                entry.groups.insert(one.choice.map_or(group, |span| Place { file, span }));
            }
        }
    }

    fn provider(
        &self,
        one: &Found<'_>,
        strong: &BTreeSet<ProviderId>,
        weak: &BTreeSet<ProviderId>,
    ) -> Option<ProviderId> {
        let holds = |id: &&ProviderId| {
            !self.catalogue.provider(**id).manifest && self.catalogue.known(**id, one.value).is_some()
        };
        if let Some(provider) = self.catalogue.distinct(one.value) {
            return Some(provider);
        }
        strong.iter().find(holds).copied().or_else(|| {
            let several = weak.iter().filter(holds).count() > 1;
            (!several && !self.catalogue.is_common(one.value)).then(|| weak.iter().find(holds).copied()).flatten()
        })
    }

    pub(super) fn roots(&self, module: &'m Module) -> Vec<Root<'m>> {
        let mut roots = Vec::new();
        for stmt in module.stmts() {
            let StmtKind::Assign(assign) = stmt.kind() else { continue };
            let Some(value) = assign.value else { continue };
            for target in assign.targets.iter() {
                if let Some(name) = last_name(target).filter(|name| self.holds_scopes(name)) {
                    roots.push(Root { expr: value, name, around: None, handed: false });
                }
            }
        }
        for function in module.functions() {
            for param in function.params() {
                if let (Some(name), Some(default)) = (param.name(), param.default())
                    && self.holds_scopes(name)
                {
                    roots.push(Root { expr: default, name, around: None, handed: false });
                }
            }
        }
        for expr in module.exprs() {
            match expr.kind() {
                ExprKind::Call(call) => self.of_call(call, &mut roots),
                ExprKind::Dict(dict) => {
                    for entry in dict.entries() {
                        if let Some(name) = entry.name().filter(|name| self.holds_scopes(name)) {
                            roots.push(Root { expr: entry.value, name, around: Some(expr), handed: true });
                        }
                    }
                }
                _ => {}
            }
        }
        roots
    }

    fn of_call(&self, call: Call<'m>, roots: &mut Vec<Root<'m>>) {
        let around = Some(call.expr());
        for arg in call.args() {
            if let Some((name, _)) = arg.name.filter(|(name, _)| self.holds_scopes(name)) {
                roots.push(Root { expr: arg.value, name, around, handed: true });
            }
        }
        let Some(name) = call.last_name() else { return };
        if let Some(form) = self.calls.get(name) {
            let args = call.args().filter(|arg| arg.name.is_none() && arg.spread == Spread::No).skip(form.position);
            for arg in args.take(if form.rest { usize::MAX } else { 1 }) {
                roots.push(Root { expr: arg.value, name: "scopes", around, handed: true });
            }
        }
        // `SCOPES.extend([…])`, `scopes.push(…)`
        if matches!(name, "extend" | "append" | "add" | "update" | "push")
            && let Some(name) = call.receiver().and_then(last_name).filter(|name| self.holds_scopes(name))
        {
            roots.extend(call.args().map(|arg| Root { expr: arg.value, name, around: None, handed: false }));
        }
    }

    /// Whether a name says that it holds scopes which are asked for.
    pub(super) fn holds_scopes(&self, name: &str) -> bool {
        let forms = &self.catalogue.packs().forms;
        let mut parts = BTreeSet::new();
        words(name, &mut parts);
        let lower = name.to_ascii_lowercase();
        forms.names.iter().any(|end| lower.ends_with(end.as_str()))
            && !forms.not_names.iter().any(|word| parts.contains(word.as_str()))
    }

    /// The texts that an expression is made of.
    pub(super) fn gather(&self, expr: Expr<'m>, keys: bool, found: &mut Vec<Found<'m>>, depth: u32) {
        if depth > MAX_DEPTH || found.len() > MAX_LITERALS {
            return;
        }
        let next = depth + 1;
        match expr.kind() {
            ExprKind::Str(_) => self.literal(expr, found),
            ExprKind::Template(template) => {
                if template.holes().next().is_none() {
                    return;
                }
                for part in template.parts() {
                    match part {
                        Part::Hole { value, .. } => self.gather(value, false, found, next),
                        Part::Text(text) => pieces(text.value(), |value, _| {
                            // A word that touches a hole is only a part of one.
                            if self.catalogue.distinct(value).is_some() {
                                found.push(self.at(expr, value, text.content(), None));
                            }
                        }),
                    }
                }
            }
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
                items.iter().for_each(|item| self.gather(item, false, found, next));
            }
            ExprKind::Spread(inner) | ExprKind::Await(inner) => self.gather(inner, false, found, next),
            ExprKind::Binary { op: Operator::Add | Operator::Or | Operator::Coalesce | Operator::BitOr, operands } => {
                operands.iter().for_each(|operand| self.gather(operand, false, found, next));
            }
            ExprKind::Conditional { then, otherwise, .. } => {
                self.gather(then, false, found, next);
                self.gather(otherwise, false, found, next);
            }
            ExprKind::Dict(dict) => {
                for entry in dict.entries() {
                    match entry.key {
                        Some(key) if keys => self.gather(key, false, found, next),
                        // A table from words to single scopes asks for none of them.
                        _ if matches!(entry.value.kind(), ExprKind::List(_) | ExprKind::Spread(_)) => {
                            let from = found.len();
                            self.gather(entry.value, false, found, next);
                            let choice = Some(entry.value.span());
                            found.iter_mut().skip(from).for_each(|one| one.choice = choice);
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::Call(call) => self.of_made(call, found, next),
            ExprKind::Comprehension(_) => self.of_table(expr, found, next),
            ExprKind::Name(_) | ExprKind::Attribute(_) | ExprKind::Subscript(_) => {
                self.of_value(Some(expr), self.code.value(expr), found, next);
            }
            _ => {}
        }
    }

    /// What a call hands on: `" ".join(SCOPES)`, `set(A + B)`, `os.getenv("SCOPES", "…")`, a function that returns a list.
    fn of_made(&self, call: Call<'m>, found: &mut Vec<Found<'m>>, depth: u32) {
        let name = call.last_name().unwrap_or_default();
        match name {
            "join" | "split" | "concat" | "copy" | "trim" | "strip" | "slice" => {
                if let Some(receiver) = call.receiver() {
                    self.gather(receiver, false, found, depth);
                }
                call.args().for_each(|arg| self.gather(arg.value, false, found, depth));
            }
            "flat" | "values" => self.of_table(call.expr(), found, depth),
            "set" | "list" | "tuple" | "frozenset" | "sorted" | "Set" | "from" | "freeze" | "Array" => {
                call.args().take(1).for_each(|arg| self.gather(arg.value, false, found, depth));
            }
            "get" | "getenv" | "Field" | "default" => {
                let default = call.arg("default", 1).or_else(|| call.keyword("default_factory"));
                if let Some(default) = default.or_else(|| call.positional(0).filter(|_| name == "default")) {
                    self.gather(default, false, found, depth);
                }
            }
            _ => {
                if let Value::Function(function) = self.code.value(call.callee) {
                    for returned in self.code.returns(function) {
                        self.gather(returned, false, found, depth);
                    }
                }
            }
        }
    }

    fn of_table(&self, expr: Expr<'m>, found: &mut Vec<Found<'m>>, depth: u32) {
        self.tables(expr).into_iter().for_each(|entry| self.gather(entry.value, false, found, depth));
    }

    /// A text without bytes stands for what cannot be told.
    fn of_value(&self, at: Option<Expr<'m>>, value: Value<'m>, found: &mut Vec<Found<'m>>, depth: u32) {
        match value {
            Value::Text(text) => {
                if let Some(literal) = self.literals.get(&text.as_ptr()) {
                    self.literal(*literal, found);
                }
            }
            Value::List(items) => items.into_iter().for_each(|item| self.gather(item, false, found, depth)),
            _ => found.extend(at.map(|at| self.at(at, "", at.span(), None))),
        }
    }

    fn literal(&self, expr: Expr<'m>, found: &mut Vec<Found<'m>>) {
        let ExprKind::Str(text) = expr.kind() else { return };
        let (mut all, mut known) = (0, 0);
        pieces(text.value(), |value, _| {
            all += 1;
            known += usize::from(self.catalogue.is_known(value));
        });
        // A sentence about scopes is no list of them.
        if all > 2 && known * 2 < all {
            return;
        }
        pieces(text.value(), |value, at| {
            let whole = value.len() == text.value().len();
            let exact = text.is_verbatim().then(|| {
                let start = text.content().start as usize + at;
                Span::new(start, start + value.len())
            });
            let span = exact.unwrap_or(text.content());
            found.push(self.at(expr, value, span, (whole && text.is_verbatim()).then_some(span)));
        });
    }

    fn at(&self, expr: Expr<'m>, value: &'m str, span: Span, literal: Option<Span>) -> Found<'m> {
        Found { value, file: self.code.file(expr), span, literal, choice: None }
    }

    /// Providers that the name, the call or the object itself names.
    fn strong(&self, root: Root<'m>) -> BTreeSet<ProviderId> {
        let mut spoken = BTreeSet::new();
        words(root.name, &mut spoken);
        let mut found = BTreeSet::new();
        for around in around(root) {
            for node in around.walk().take(300) {
                let Node::Expr(expr) = node else { continue };
                match expr.kind() {
                    ExprKind::Name(name) | ExprKind::Attribute(Attribute { name, .. }) => words(name, &mut spoken),
                    ExprKind::Str(text) => {
                        found.extend(self.catalogue.consents(text.value()));
                        if text.value().len() < 100 {
                            words(text.value(), &mut spoken);
                        }
                    }
                    _ => {}
                }
            }
        }
        found.extend(self.catalogue.spoken_of(&spoken));
        found
    }

    /// Providers whose clients the module imports, or that its path names.
    fn weak(&self, file: FileId, module: &'m Module) -> BTreeSet<ProviderId> {
        let mut found: BTreeSet<ProviderId> =
            module.imports().filter_map(|import| self.catalogue.of_module(import.source())).collect();
        let mut spoken = BTreeSet::new();
        words(self.code.path(file), &mut spoken);
        found.extend(self.catalogue.spoken_of(&spoken));
        found
    }
}

/// The call or object, and the one around that when it is handed on at once.
fn around(root: Root<'_>) -> Vec<Expr<'_>> {
    let mut found: Vec<Expr<'_>> = root.around.into_iter().collect();
    let mut at = root.around;
    for _ in 0..3 {
        at = match at.and_then(Expr::parent) {
            Some(Node::Expr(parent)) => Some(parent),
            _ => break,
        };
        found.extend(at.filter(|outer| matches!(outer.kind(), ExprKind::Dict(_) | ExprKind::Call(_))));
    }
    found.truncate(2);
    found
}

/// The last part of what an assignment sets.
fn last_name(target: Expr<'_>) -> Option<&str> {
    match target.kind() {
        ExprKind::Name(name) | ExprKind::Attribute(Attribute { name, .. }) => Some(name),
        ExprKind::Subscript(Subscript { index, .. }) => index.as_str(),
        _ => None,
    }
}

/// The words between white space and commas, each with its offset.
pub(super) fn pieces<'v>(text: &'v str, mut each: impl FnMut(&'v str, usize)) {
    let mut at = 0;
    for piece in text.split([' ', '\t', '\n', '\r', ',']) {
        if !piece.is_empty() {
            each(piece, at);
        }
        at += piece.len() + 1;
    }
}
