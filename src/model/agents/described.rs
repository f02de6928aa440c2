//! Tools that are described in one expression and handed on with their code: an argument beside it, a value returned with it, or a
//! function of the project that takes the name and the code.

use super::collect::{Collector, bound_name};
use super::names::{self, Site};
use super::{FoundTool, Handler, Key};
use crate::knowledge::schema::NameSource;
use crate::model::code::{Code, Value};
use crate::source::{FileId, PathClass};
use crate::syntax::code::{Call, Expr, ExprKind, Function, Language, Node, StmtKind};

/// How many functions of the project may lie between a description and its name.
const LEVELS: usize = 3;

/// How often a variable that holds a description is followed.
const STEPS: usize = 3;

/// A function of the project that describes a tool whose name is one of its parameters.
pub(super) struct Factory<'m> {
    function: Function<'m>,
    position: usize,
    pack: usize,
    /// The code that it hands on with the description.
    outer: Option<Function<'m>>,
}

/// A description at `call`: a tool when its name is written there, a factory when it is a parameter.
pub(super) fn describe<'m>(
    collector: &mut Collector<'_, 'm>,
    file: FileId,
    (pack, form): (usize, usize),
    call: Call<'m>,
) {
    let sources = &collector.pack(pack).tools[form].name;
    let site = Site { call: Some(call), ..Site::default() };
    if let Some(name) = names::name(collector.code, sources, site, None) {
        let function = beside(collector.code, call.expr(), 0);
        let handler = function.map(|function| Handler { function, branch: None, outer: None });
        add(collector, file, pack, call, name, handler);
        return;
    }
    let given = sources.iter().find_map(|source| match source {
        NameSource::Keyword(keyword) => call.option(keyword),
        NameSource::Position(at) => call.positional(usize::from(*at)),
        _ => None,
    });
    if let Some((function, position)) = given.and_then(parameter) {
        let outer = beside(collector.code, call.expr(), 0);
        collector.factories.push(Factory { function, position, pack, outer });
    }
}

/// The calls of factories, and the server of every tool that is described.
pub(super) fn finish(collector: &mut Collector<'_, '_>) {
    for _ in 0..LEVELS {
        let factories = std::mem::take(&mut collector.factories);
        if factories.is_empty() {
            break;
        }
        for (file, module) in collector.code.modules() {
            let class = PathClass::of(collector.code.path(file));
            if module.language() != Language::Go || matches!(class, PathClass::Test | PathClass::Vendored) {
                continue;
            }
            for call in module.calls() {
                let Value::Function(called) = collector.code.value(call.callee) else { continue };
                let Some(factory) = factories.iter().find(|factory| factory.function == called) else { continue };
                let Some(given) = call.positional(factory.position) else { continue };
                if let Some(name) = names::text(collector.code, given) {
                    let function = function_among(collector.code, call, given);
                    let outer = factory.outer.filter(|outer| Some(*outer) != function);
                    let handler = function.or(outer).map(|function| Handler { function, branch: None, outer });
                    add(collector, file, factory.pack, call, name, handler);
                } else if let Some((function, position)) = parameter(given) {
                    collector.factories.push(Factory { function, position, ..*factory });
                }
            }
        }
    }
    for index in 0..collector.found.tools.len() {
        let tool = &collector.found.tools[index];
        let described = collector.described.contains(&index);
        if !described || tool.server.is_some() || !tool.agents.is_empty() {
            continue;
        }
        let servers = collector.found.agents.iter().enumerate().filter(|(_, agent)| {
            let deployed = PathClass::of(collector.code.path(agent.at.0)) == PathClass::Main;
            agent.server && agent.pack == tool.pack && deployed
        });
        // Which server gets it is decided elsewhere; where there is one, there is no question.
        if let [(server, _)] = servers.take(2).collect::<Vec<_>>().as_slice() {
            let server = *server;
            collector.found.tools[index].agents.push(server);
        }
    }
}

fn add<'m>(
    collector: &mut Collector<'_, 'm>,
    file: FileId,
    pack: usize,
    call: Call<'m>,
    name: String,
    handler: Option<Handler<'m>>,
) {
    let index = collector.add(FoundTool {
        name: Some(name),
        pack,
        at: (file, call.span()),
        handler,
        stated: None,
        remote: false,
        key: Key::Expr(call.expr()),
        agents: Vec::new(),
        server: None,
    });
    collector.described.insert(index);
}

/// The function around `expr` of which it is a parameter, with the position.
fn parameter(expr: Expr<'_>) -> Option<(Function<'_>, usize)> {
    let name = expr.as_name()?;
    let function = expr.function()?;
    // The receiver of a method is no argument.
    let receiver = usize::from(function.kind() == crate::syntax::code::FunctionKind::Method);
    let position = function.params().position(|param| param.name() == Some(name))?;
    Some((function, position.checked_sub(receiver)?))
}

/// The code that is handed on together with a description.
fn beside<'m>(code: &Code<'m>, description: Expr<'m>, step: usize) -> Option<Function<'m>> {
    let mut at = description;
    for _ in 0..STEPS {
        match at.parent()? {
            Node::Expr(parent) => {
                let found = match parent.kind() {
                    ExprKind::Call(call) if call.callee != at => function_among(code, call, at),
                    ExprKind::Tuple(items) | ExprKind::List(items) => {
                        items.iter().filter(|item| *item != at).find_map(|item| names::function(code, item))
                    }
                    ExprKind::Dict(dict) => {
                        dict.entries().filter(|e| e.value != at).find_map(|e| names::function(code, e.value))
                    }
                    _ => None,
                };
                if found.is_some() {
                    return found;
                }
                at = parent;
            }
            Node::Stmt(stmt) => {
                let StmtKind::Assign(_) = stmt.kind() else { return None };
                let name = bound_name(at)?;
                if step >= STEPS {
                    return None;
                }
                let scope = stmt.function()?;
                let uses = scope.walk().filter_map(|node| match node {
                    Node::Expr(expr) if expr.as_name() == Some(name.as_str()) => Some(expr),
                    _ => None,
                });
                return uses
                    .filter(|used| used.span().start > at.span().end)
                    .find_map(|used| beside(code, used, STEPS));
            }
            _ => return None,
        }
    }
    None
}

/// The last function among the other arguments of a call.
fn function_among<'m>(code: &Code<'m>, call: Call<'m>, given: Expr<'m>) -> Option<Function<'m>> {
    call.args().rev().filter(|arg| arg.value != given).find_map(|arg| match arg.value.kind() {
        ExprKind::Str(_) | ExprKind::List(_) | ExprKind::Dict(_) => None,
        _ => names::function(code, arg.value),
    })
}
