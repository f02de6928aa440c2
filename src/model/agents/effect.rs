//! What a tool's code does to the outside world: the strongest effect that its calls reach.

use super::Handler;
use super::collect::language;
use super::opaque::Harmless;
use crate::knowledge::schema::{Action, Argument, Capability, Effect, HostEffect, Language};
use crate::knowledge::{Knowledge, Patterns};
use crate::model::code::{Code, External, Value};
use crate::source::{FileId, Span};
use crate::syntax::code::{Call, Expr, ExprKind, Function, Node, Part};
use std::collections::BTreeSet;

/// How many functions deep calls are followed: a tool, its helper, the helper's client.
const DEPTH: usize = 5;

/// What was reached.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The strongest effect.
    pub effect: Effect,
    /// Whether that effect can be undone.
    pub reversible: bool,
    /// The call that has it.
    pub witness: Option<(FileId, Span)>,
    /// Everything the calls bring, in order.
    pub capabilities: BTreeSet<Capability>,
    /// Qualified names of the calls with an effect, in order.
    pub calls: BTreeSet<String>,
    /// Hosts of constant URLs, in order.
    pub hosts: BTreeSet<String>,
    /// A call that hides what it does.
    pub opaque: bool,
    /// The strongest effect is that of a request whose receiver no pack knows.
    pub generic: bool,
}

/// The action packs by the names that they know.
pub struct Effects<'k> {
    by_language: [Patterns<&'k Action>; 3],
    harmless: Harmless<'k>,
    knowledge: &'k Knowledge,
}

impl<'k> Effects<'k> {
    /// Indexes the packs.
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let mut by_language: [Patterns<&'k Action>; 3] = Default::default();
        for pack in knowledge.actions() {
            for action in &pack.actions {
                for call in &action.calls {
                    for slot in slots(pack.language) {
                        by_language[*slot].add(call, action);
                    }
                }
            }
        }
        Self { by_language, harmless: Harmless::new(knowledge), knowledge }
    }

    /// The effect of a handler.
    pub fn of<'m>(&self, code: &Code<'m>, handler: &Handler<'m>) -> Reach {
        let mut reach = Reach { reversible: true, ..Reach::default() };
        let mut seen = vec![handler.function];
        match handler.branch {
            Some(branch) => {
                for stmt in branch.iter() {
                    for node in stmt.walk() {
                        self.node(code, node, &mut reach, &mut seen, 0);
                    }
                }
            }
            None => self.function(code, handler.function, &mut reach, &mut seen, 0),
        }
        if let Some(outer) = handler.outer {
            self.follow(code, outer, &mut reach, &mut seen, 0);
        }
        reach
    }

    fn function<'m>(
        &self,
        code: &Code<'m>,
        function: Function<'m>,
        reach: &mut Reach,
        seen: &mut Vec<Function<'m>>,
        depth: usize,
    ) {
        for stmt in function.body().iter() {
            for node in stmt.walk() {
                self.node(code, node, reach, seen, depth);
            }
        }
    }

    fn node<'m>(&self, code: &Code<'m>, node: Node<'m>, reach: &mut Reach, seen: &mut Vec<Function<'m>>, depth: usize) {
        let Node::Expr(expr) = node else { return };
        let Some(call) = expr.as_call() else { return };
        self.callee(code, call.callee, call, reach, seen, depth);
        // Functions handed on: `asyncio.to_thread(os.remove, path)`.
        for arg in call.args() {
            if matches!(arg.value.kind(), ExprKind::Name(_) | ExprKind::Attribute(_)) {
                match code.value(arg.value) {
                    Value::External(external) if !external.called => self.external(code, &external, call, true, reach),
                    Value::Function(function) => self.follow(code, function, reach, seen, depth),
                    _ => {}
                }
            }
        }
    }

    fn callee<'m>(
        &self,
        code: &Code<'m>,
        callee: Expr<'m>,
        call: Call<'m>,
        reach: &mut Reach,
        seen: &mut Vec<Function<'m>>,
        depth: usize,
    ) {
        match code.value(callee) {
            Value::External(external) => self.external(code, &external, call, false, reach),
            Value::Function(function) => self.follow(code, function, reach, seen, depth),
            Value::Class(class) => {
                if let Some(constructor) = class.method("__init__").or_else(|| class.method("constructor")) {
                    self.follow(code, constructor, reach, seen, depth);
                }
            }
            Value::Object(class, _) => {
                if let Some(method) = class.method("__call__") {
                    self.follow(code, method, reach, seen, depth);
                }
            }
            _ => reach.opaque |= self.harmless.hides(call),
        }
    }

    fn follow<'m>(
        &self,
        code: &Code<'m>,
        function: Function<'m>,
        reach: &mut Reach,
        seen: &mut Vec<Function<'m>>,
        depth: usize,
    ) {
        if depth < DEPTH && seen.len() < 200 && !seen.contains(&function) {
            seen.push(function);
            self.function(code, function, reach, seen, depth + 1);
            // What stands behind an interface: every method of its package that fits.
            for method in code.implementations(function) {
                self.follow(code, *method, reach, seen, depth + 1);
            }
        }
    }

    fn external<'m>(
        &self,
        code: &Code<'m>,
        external: &External<'m>,
        call: Call<'m>,
        handed_on: bool,
        reach: &mut Reach,
    ) {
        let slot = slots(language(call.expr().module()))[0];
        let actions = self.by_language[slot].find(&external.path);
        let first = external.origin.and_then(Expr::as_call).unwrap_or(call);
        let fits = |argument: &Argument| fits(code, argument, call) || fits(code, argument, first);
        // An entry whose test holds beats those without a test; among equals the strongest.
        let best = actions
            .iter()
            .filter(|action| action.argument.as_ref().is_none_or(|argument| !handed_on && fits(argument)))
            .max_by_key(|action| (action.argument.is_some(), action.effect, !action.reversible));
        let Some(action) = best else {
            reach.opaque |= !handed_on && self.harmless.hides_external(code, external, call);
            return;
        };
        let (mut effect, mut reversible) = (action.effect, action.reversible);
        let mut capabilities = action.capabilities.clone();
        let url = (!handed_on).then(|| url(code, call)).flatten();
        let mut generic = action.http;
        if action.http
            && let Some(host) = url.as_deref().and_then(|url| self.host(url))
        {
            generic = false;
            (effect, reversible) =
                (if effect == Effect::Delete { effect.max(host.effect) } else { host.effect }, host.reversible);
            capabilities.extend_from_slice(&host.capabilities);
        }
        if effect == Effect::Execute
            && let Some((better, undo)) = self.statement(code, call)
        {
            (effect, reversible) = (better, undo);
            if better <= Effect::Read {
                capabilities.retain(|capability| *capability != Capability::CodeExec);
            }
        }
        reversible |= effect <= Effect::Read;
        reach.capabilities.extend(capabilities);
        reach.calls.insert(external.path.clone());
        reach.hosts.extend(url.as_deref().and_then(host_of).map(str::to_owned));
        if (effect, !reversible) > (reach.effect, !reach.reversible) {
            reach.effect = effect;
            reach.reversible = reversible;
            reach.generic = generic;
            reach.witness = Some((code.file(call.expr()), call.span()));
        }
    }

    fn host(&self, url: &str) -> Option<&'k HostEffect> {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let all = self.knowledge.actions().iter().flat_map(|pack| &pack.hosts);
        all.filter(|row| {
            let (host, path) = row.host.split_once('/').unwrap_or((&row.host, ""));
            let (given, given_path) = rest.split_once('/').unwrap_or((rest, ""));
            let given = given.split([':', '?']).next().unwrap_or(given);
            (given == host || given.ends_with(&format!(".{host}"))) && given_path.starts_with(path)
        })
        .max_by_key(|row| row.host.len())
    }

    /// The effect of a constant statement of SQL or of a shell.
    fn statement<'m>(&self, code: &Code<'m>, call: Call<'m>) -> Option<(Effect, bool)> {
        let first = call.args().next()?.value;
        let text = leading_text(code, first)?;
        let verb: String =
            text.trim_start().chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
        for pack in self.knowledge.actions() {
            if let Some(row) = pack.sql.iter().find(|row| row.verbs.contains(&verb)) {
                return Some((row.effect, row.reversible));
            }
        }
        let command = match code.value(first) {
            Value::List(items) => {
                items.iter().filter_map(|item| code.value(*item).text()).collect::<Vec<_>>().join(" ")
            }
            _ => text,
        };
        let rows = self.knowledge.actions().iter().flat_map(|pack| &pack.shell);
        let found =
            rows.filter(|row| command.contains(&row.contains)).max_by_key(|row| (row.effect, row.contains.len()));
        found.map(|row| (row.effect, row.reversible))
    }
}

pub(super) fn slots(language: Language) -> &'static [usize] {
    match language {
        Language::Python => &[0],
        Language::TypeScript => &[1],
        Language::Go => &[2],
        Language::Any => &[0, 1, 2],
    }
}

fn fits<'m>(code: &Code<'m>, argument: &Argument, call: Call<'m>) -> bool {
    let value = argument
        .keyword
        .as_ref()
        .and_then(|keyword| call.option(keyword))
        .or_else(|| argument.position.and_then(|at| call.positional(usize::from(at))));
    value.and_then(|value| code.value(value).text()).is_some_and(|text| text.starts_with(&argument.text))
}

fn url<'m>(code: &Code<'m>, call: Call<'m>) -> Option<String> {
    let value = call.option("url").or_else(|| call.positional(0))?;
    let text = leading_text(code, value)?;
    if text.contains("://") {
        return Some(text);
    }
    // `requests.request("POST", url)`
    leading_text(code, call.positional(1)?).filter(|text| text.contains("://"))
}

/// The text up to the first hole.
fn leading_text<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<String> {
    match expr.kind() {
        ExprKind::Template(template) => {
            let mut text = String::new();
            for part in template.parts() {
                match part {
                    Part::Text(inner) => text.push_str(inner.value()),
                    Part::Hole { value, .. } => match code.value(value) {
                        Value::Text(inner) => text.push_str(inner),
                        _ => break,
                    },
                }
            }
            Some(text)
        }
        ExprKind::Binary { operands, .. } => leading_text(code, operands.first()?),
        ExprKind::Call(call) => leading_text(code, call.positional(0)?)
            .filter(|_| matches!(call.last_name(), Some("text" | "dedent" | "URL"))),
        _ => match code.value(expr) {
            Value::Text(text) => Some(text.to_owned()),
            Value::List(items) => code.value(*items.first()?).text().map(str::to_owned),
            _ => None,
        },
    }
}

fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', ':', '?', '#']).next()?;
    (!host.is_empty() && host.contains('.')).then_some(host)
}
