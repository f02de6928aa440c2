//! Low-level protocol servers: one function lists the tools, another one runs them by name.

use super::collect::Collector;
use super::names;
use super::{FoundTool, Handler, Key};
use crate::knowledge::schema::ToolShape;
use crate::knowledge::{Forms, Role};
use crate::model::code::Value;
use crate::source::FileId;
use crate::syntax::code::{Block, Call, CompareOp, Expr, ExprKind, Function, Module, Node, StmtKind};

/// One of the two registrations.
#[derive(Clone)]
pub(super) struct Registration<'m> {
    pub(super) pack: usize,
    pub(super) form: usize,
    pub(super) call: Call<'m>,
    /// It registers the list, not the calls.
    pub(super) list: bool,
}

/// `server.setRequestHandler(ListToolsRequestSchema, …)`: the schema in the first argument decides.
pub(super) fn registration<'m>(
    collector: &Collector<'_, 'm>,
    forms: &Forms,
    path: &str,
    call: Call<'m>,
    lists: &mut Vec<Registration<'m>>,
) {
    if !path.ends_with(".setRequestHandler") {
        return;
    }
    let Some(first) = call.positional(0) else { return };
    let schema = match collector.code.value(first) {
        Value::External(external) => collector.code.canonical(&external.path),
        Value::Text(text) => text.to_owned(),
        _ => return,
    };
    for role in forms.roles(&schema) {
        match *role {
            Role::DispatchList(pack, form) => lists.push(Registration { pack, form, call, list: true }),
            Role::DispatchCall(pack, form) => lists.push(Registration { pack, form, call, list: false }),
            _ => {}
        }
    }
}

/// Adds the tools of the low-level servers of a module.
pub(super) fn collect<'m>(
    collector: &mut Collector<'_, 'm>,
    file: FileId,
    module: &'m Module,
    registrations: &[Registration<'m>],
) {
    let mut lists: Vec<(usize, usize, Function<'m>, Option<Expr<'m>>)> = Vec::new();
    let mut runners: Vec<Function<'m>> = Vec::new();
    for registration in registrations {
        let handler = registration.call.args().rev().find_map(|arg| names::function(collector.code, arg.value));
        let server = registration.call.receiver().and_then(|server| collector.origin(server));
        match handler {
            Some(function) if registration.list => lists.push((registration.pack, registration.form, function, server)),
            Some(function) => runners.push(function),
            None => {}
        }
    }
    let forms = collector.forms(module);
    for function in module.functions() {
        for decorator in function.decorators().iter() {
            let callee = decorator.as_call().map_or(decorator, |call| call.callee);
            let Some(path) = collector.path(callee) else { continue };
            let server = match callee.kind() {
                ExprKind::Attribute(attribute) => collector.origin(attribute.base),
                _ => None,
            };
            for role in forms.roles(&path) {
                match *role {
                    Role::DispatchList(pack, form) => lists.push((pack, form, function, server)),
                    Role::DispatchCall(..) => runners.push(function),
                    _ => {}
                }
            }
        }
    }
    for (pack, form, function, server) in lists {
        let items = items(collector, forms, pack, form, function);
        for (item, name) in items {
            let handler = own_code(collector, item)
                .or_else(|| runners.iter().find_map(|runner| branch(collector, *runner, &name, 0)))
                .or_else(|| Some(Handler { function: *runners.first()?, branch: None, outer: None }));
            let at = (collector.code.file(item), item.span());
            let _ = file;
            collector.add(FoundTool {
                name: Some(name),
                pack,
                at,
                handler,
                stated: None,
                remote: false,
                key: Key::Expr(item),
                agents: Vec::new(),
                server,
            });
        }
    }
}

/// The tools that the listing function returns, with their names.
fn items<'m>(
    collector: &Collector<'_, 'm>,
    forms: &Forms,
    pack: usize,
    form: usize,
    function: Function<'m>,
) -> Vec<(Expr<'m>, String)> {
    let mut found: Vec<(Expr<'m>, String)> = Vec::new();
    let item_names = match &collector.pack(pack).tools[form].shape {
        ToolShape::Dispatch { item, .. } => item.as_slice(),
        _ => &[],
    };
    let mut stack: Vec<Expr<'m>> = collector.code.returns(function);
    if let Some(only) = function.body().first()
        && function.body().len() == 1
        && let StmtKind::Expr(expr) = only.kind()
    {
        stack.push(expr);
    }
    let mut seen: Vec<Expr<'m>> = Vec::new();
    while let Some(expr) = stack.pop() {
        if seen.len() > 2000 || seen.contains(&expr) {
            continue;
        }
        seen.push(expr);
        match expr.kind() {
            ExprKind::Call(call) => {
                let is_item = collector.path(call.callee).is_some_and(|path| {
                    item_names.contains(&path)
                        || forms.roles(&path).iter().any(|role| matches!(role, Role::DispatchItem(..)))
                });
                match call.option("name").filter(|_| is_item).and_then(|name| names::text(collector.code, name)) {
                    Some(name) => found.push((expr, name)),
                    // `ListToolsResult(tools=[…])`, `list(TOOLS.values())`, `TOOLS.map(…)`
                    None => stack.extend(call.args().map(|arg| arg.value).chain(call.receiver())),
                }
            }
            ExprKind::Dict(dict) => match dict.get("name").and_then(|name| names::text(collector.code, name)) {
                Some(name) if dict.get("inputSchema").is_some() || dict.get("description").is_some() => {
                    found.push((expr, name));
                }
                _ => stack.extend(dict.entries().map(|entry| entry.value)),
            },
            ExprKind::List(items) | ExprKind::Tuple(items) => stack.extend(items.iter()),
            ExprKind::Spread(inner) | ExprKind::Await(inner) => stack.push(inner),
            ExprKind::Conditional { then, otherwise, .. } => stack.extend([then, otherwise]),
            _ => match collector.code.value(expr) {
                Value::List(items) => stack.extend(items),
                Value::Dict(dict) => stack.extend(dict.entries().map(|entry| entry.value)),
                Value::External(external) => stack.extend(external.last.filter(|last| *last != expr)),
                _ => {}
            },
        }
    }
    // A list that grows by `append` and `push` is not returned as a literal: its items stand in the function.
    if found.is_empty() {
        found.extend(function.walk().filter_map(|node| {
            let Node::Expr(expr) = node else { return None };
            let call = expr.as_call()?;
            let path = collector.path(call.callee)?;
            let is_item = forms.roles(&path).iter().any(|role| matches!(role, Role::DispatchItem(..)));
            Some((expr, names::text(collector.code, call.option("name").filter(|_| is_item)?)?))
        }));
    }
    found.sort_by_key(|(expr, _)| expr.span());
    found
}

/// The code that the description of a tool carries itself: `{ name, inputSchema, handler }`.
fn own_code<'m>(collector: &Collector<'_, 'm>, item: Expr<'m>) -> Option<Handler<'m>> {
    let member = |name: &str| match item.kind() {
        ExprKind::Dict(dict) => dict.get(name),
        _ => None,
    };
    let code = ["handler", "execute", "run", "callback"].iter().find_map(|name| member(name))?;
    names::function(collector.code, code).map(|function| Handler { function, branch: None, outer: None })
}

/// The part of `runner` that runs for the tool called `name`: a branch, an entry of a table, or the same in a function that it calls.
fn branch<'m>(collector: &Collector<'_, 'm>, runner: Function<'m>, name: &str, depth: usize) -> Option<Handler<'m>> {
    let is_name = |expr: Expr<'m>| names::text(collector.code, expr).as_deref() == Some(name);
    let own = runner.walk().find_map(|node| {
        let stmt = match node {
            Node::Stmt(stmt) => stmt,
            Node::Expr(expr) => return entry(collector, expr, name),
            _ => return None,
        };
        let body: Option<Block<'m>> = match stmt.kind() {
            StmtKind::If(chain) => {
                chain.branches().find(|branch| compares(branch.test, &is_name)).map(|branch| branch.body)
            }
            StmtKind::Match(chain) => {
                // `case "a": case "b": …` runs the next body that there is.
                let mut cases = chain.cases().skip_while(|case| !case.pattern.is_some_and(&is_name));
                cases.find(|case| case.body.first().is_some()).map(|case| case.body)
            }
            _ => None,
        };
        body.map(|branch| Handler { function: runner, branch: Some(branch), outer: None })
    });
    if own.is_some() || depth > 2 {
        return own;
    }
    runner.walk().find_map(|node| {
        let Node::Expr(expr) = node else { return None };
        match collector.code.value(expr.as_call()?.callee) {
            Value::Function(inner) if inner != runner => branch(collector, inner, name, depth + 1),
            _ => None,
        }
    })
}

/// The function that a table of functions has under `name`: `HANDLERS[name](…)`, `HANDLERS.get(name)`.
fn entry<'m>(collector: &Collector<'_, 'm>, expr: Expr<'m>, name: &str) -> Option<Handler<'m>> {
    let table = match expr.kind() {
        ExprKind::Subscript(subscript) if !matches!(subscript.index.kind(), ExprKind::Str(_)) => subscript.base,
        ExprKind::Call(call) if call.last_name() == Some("get") => call.receiver()?,
        _ => return None,
    };
    let Value::Dict(dict) = collector.code.value(table) else { return None };
    let entry = dict.get(name)?;
    let function = names::function(collector.code, entry).or_else(|| match collector.code.value(entry) {
        Value::Dict(inner) => ["handler", "execute", "function", "run"]
            .iter()
            .find_map(|member| names::function(collector.code, inner.get(member)?)),
        _ => None,
    });
    function.map(|function| Handler { function, branch: None, outer: None })
}

fn compares<'m>(test: Expr<'m>, is_name: &impl Fn(Expr<'m>) -> bool) -> bool {
    match test.kind() {
        ExprKind::Compare(compare) => compare.single().is_some_and(|(left, op, right)| {
            matches!(op, CompareOp::Eq | CompareOp::Is) && (is_name(left) || is_name(right))
        }),
        _ => false,
    }
}
