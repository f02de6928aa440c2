//! Where a declaration says its name and its code.

use super::Handler;
use crate::knowledge::schema::{HandlerSource, NameSource, Source};
use crate::model::code::{Code, Value};
use crate::syntax::code::{Call, Class, Expr, ExprKind, Function, Node};

/// Where to look.
#[derive(Copy, Clone, Default)]
pub(super) struct Site<'m> {
    /// The call that declares, or the decorator's.
    pub(super) call: Option<Call<'m>>,
    /// The decorated definition.
    pub(super) definition: Option<Function<'m>>,
    /// The class.
    pub(super) class: Option<Class<'m>>,
    /// Qualified name of what was called.
    pub(super) path: Option<&'m str>,
}

/// The first name that one of `sources` gives.
pub(super) fn name<'m>(
    code: &Code<'m>,
    sources: &[NameSource],
    site: Site<'m>,
    handler: Option<Function<'m>>,
) -> Option<String> {
    sources.iter().find_map(|source| match source {
        NameSource::Keyword(keyword) => text(code, option(code, site.call?, keyword)?),
        NameSource::Position(at) => text(code, site.call?.positional(usize::from(*at))?),
        NameSource::Definition => site.definition.or(handler).and_then(Function::bound_name).map(str::to_owned),
        NameSource::Attribute(attribute) => attribute_name(code, site.class?, attribute),
        NameSource::Class => site
            .class
            .and_then(Class::name)
            .map(str::to_owned)
            .or_else(|| site.path.and_then(|path| path.rsplit(['.', ':']).next()).map(str::to_owned)),
        NameSource::Agent => agent_name(code, site.call?),
        NameSource::Key => key(site.call?.expr()),
    })
}

/// The key under which an expression stands in an object.
fn key(expr: Expr<'_>) -> Option<String> {
    let Some(Node::Expr(outer)) = expr.parent() else { return None };
    let ExprKind::Dict(dict) = outer.kind() else { return None };
    dict.entries().find(|entry| entry.value == expr)?.name().map(str::to_owned)
}

/// Class attribute, or keyword of `super().__init__(…)`, also of the class above.
fn attribute_name<'m>(code: &Code<'m>, class: Class<'m>, attribute: &str) -> Option<String> {
    if let Some(value) = class.field(attribute).and_then(|field| field.value) {
        return text(code, value);
    }
    let constructor = class.method("__init__").or_else(|| class.method("constructor"))?;
    constructor.walk().find_map(|node| {
        let Node::Expr(expr) = node else { return None };
        let call = expr.as_call()?;
        let is_super = call.callee.as_name() == Some("super")
            || call.last_name() == Some("__init__")
                && call.receiver().and_then(Expr::as_call).is_some_and(|inner| inner.callee.as_name() == Some("super"));
        if is_super { text(code, call.option(attribute)?) } else { None }
    })
}

/// The name of the agent that a call wraps: the receiver of `x.as_tool()`, the argument of `AgentTool(x)`.
fn agent_name<'m>(code: &Code<'m>, call: Call<'m>) -> Option<String> {
    let agent = call
        .receiver()
        .filter(|receiver| made(code, *receiver).is_some())
        .or_else(|| call.option("agent"))
        .or_else(|| call.positional(0))?;
    let made = made(code, agent)?;
    text(code, option(code, made, "name").or_else(|| made.positional(0))?)
}

fn made<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<Call<'m>> {
    match code.value(expr) {
        Value::External(external) => external.origin?.as_call(),
        Value::Object(_, Some(call)) => call.as_call(),
        _ => None,
    }
}

/// A keyword or property, also of a nested object: `config.tools`; spreads of known objects are looked into.
pub(super) fn option<'m>(code: &Code<'m>, call: Call<'m>, path: &str) -> Option<Expr<'m>> {
    let mut parts = path.split('.');
    let first = parts.next()?;
    let mut found = call.option(first).or_else(|| {
        // The object can be a variable, and a Python call can spread a dict.
        call.args().find_map(|arg| match arg.value.kind() {
            ExprKind::Name(_) | ExprKind::Attribute(_) if arg.name.is_none() => match code.value(arg.value) {
                Value::Dict(dict) => dict.get(first),
                _ => None,
            },
            _ => None,
        })
    })?;
    for part in parts {
        found = match found.kind() {
            ExprKind::Dict(dict) => dict.get(part)?,
            ExprKind::Call(call) => call.option(part)?,
            _ => match code.value(found) {
                Value::Dict(dict) => dict.get(part)?,
                Value::External(external) => external.last?.as_call()?.option(part)?,
                _ => return None,
            },
        };
    }
    Some(found)
}

/// The text that an expression stands for.
pub(super) fn text<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<String> {
    match code.value(expr) {
        Value::Text(text) => Some(text.to_owned()),
        _ => None,
    }
}

/// The first function that one of `sources` gives.
pub(super) fn handler<'m>(code: &Code<'m>, sources: &[HandlerSource], site: Site<'m>) -> Option<Handler<'m>> {
    let whole = |function| Handler { function, branch: None, outer: None };
    sources.iter().find_map(|source| match source {
        HandlerSource::Definition => site.definition.map(whole),
        HandlerSource::Keyword(keyword) => function(code, option(code, site.call?, keyword)?).map(whole),
        HandlerSource::Position(at) => function(code, site.call?.positional(usize::from(*at))?).map(whole),
        HandlerSource::Last => function(code, site.call?.args().next_back()?.value).map(whole),
        HandlerSource::Outer => {
            let Some(Node::Expr(outer)) = site.call?.expr().parent() else { return None };
            let outer = outer.as_call().filter(|outer| Some(outer.callee) == site.call.map(Call::expr))?;
            function(code, outer.positional(0)?).map(whole)
        }
        HandlerSource::Methods(methods) => {
            let class = site.class?;
            methods.iter().find_map(|method| class.method(method)).map(whole)
        }
        HandlerSource::Receiver => None,
    })
}

/// The function that an expression stands for; a wrapper around a function gives the function it is handed.
pub(super) fn function<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<Function<'m>> {
    match code.value(expr) {
        Value::Function(function) => Some(function),
        Value::Class(class) | Value::Object(class, _) => class.method("__call__"),
        Value::External(external) => {
            let call = external.last?.as_call()?;
            call.args().find_map(|arg| match code.value(arg.value) {
                Value::Function(function) => Some(function),
                _ => None,
            })
        }
        _ => {
            // `wrap(handler)` of a project's own wrapper.
            let call = expr.as_call()?;
            call.args().find_map(|arg| match code.value(arg.value) {
                Value::Function(function) => Some(function),
                _ => None,
            })
        }
    }
}

/// The value that one of `sources` names in a call.
pub(super) fn values<'m>(code: &Code<'m>, sources: &[Source], call: Call<'m>) -> Vec<Expr<'m>> {
    sources
        .iter()
        .filter_map(|source| match source {
            Source::Keyword(keyword) => option(code, call, keyword),
            Source::Position(at) => call.positional(usize::from(*at)),
            Source::Method(_) => None,
        })
        .collect()
}
