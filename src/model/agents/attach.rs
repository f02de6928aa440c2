//! Which agent can call which tool: the lists of tools that agents are given.

use super::collect::{Collector, bound_name};
use super::names::{self, Site};
use super::{FoundTool, Handler, Key};
use crate::knowledge::Role;
use crate::knowledge::schema::{AgentForm, Source, ToolShape};
use crate::model::code::Value;
use crate::source::FileId;
use crate::syntax::code::{Call, Class, Expr, ExprKind, Function};
use rustc_hash::{FxHashMap, FxHashSet};

/// Draws the edges, and finds tools that only a list makes tools: plain functions, descriptions, keyed objects.
pub(super) fn attach(collector: &mut Collector<'_, '_>) {
    for agent in 0..collector.found.agents.len() {
        let (pack, call) = (collector.found.agents[agent].pack, collector.found.agents[agent].call);
        let Some(call) = call.as_call() else { continue };
        for form in forms(collector, pack, call) {
            for list in lists(collector, form, call) {
                attach_list(collector, agent, pack, list);
            }
        }
    }
    // Tools that register themselves on a server belong to it.
    let mut servers: FxHashMap<Expr<'_>, usize> = FxHashMap::default();
    for (index, agent) in collector.found.agents.iter().enumerate() {
        servers.entry(agent.call).or_insert(index);
    }
    for tool in &mut collector.found.tools {
        let Some(server) = tool.server else { continue };
        if let Some(agent) = servers.get(&server) {
            tool.agents.push(*agent);
        }
    }
    drop_inner(collector);
    for tool in &mut collector.found.tools {
        tool.agents.sort_unstable();
        tool.agents.dedup();
        if tool.name.is_none()
            && let Key::Expr(expr) = tool.key
        {
            // `const search = () => tool({…})` is called by the name of the function that makes it.
            tool.name = bound_name(expr).or_else(|| expr.function().and_then(Function::bound_name).map(str::to_owned));
        }
    }
}

/// A tool that is made inside the code of another one, and given to no agent, is how that one works.
fn drop_inner(collector: &mut Collector<'_, '_>) {
    let handlers: FxHashSet<Function<'_>> =
        collector.found.tools.iter().filter_map(|tool| Some(tool.handler.as_ref()?.function)).collect();
    collector.found.tools.retain(|tool| {
        let Key::Expr(expr) = tool.key else { return true };
        !tool.agents.is_empty() || !expr.function().is_some_and(|function| handlers.contains(&function))
    });
}

fn forms<'a, 'm>(collector: &Collector<'a, 'm>, pack: usize, call: Call<'m>) -> Vec<&'a AgentForm> {
    let Some(path) = collector.path(call.callee) else { return Vec::new() };
    let forms = collector.forms(call.expr().module());
    forms
        .roles(&path)
        .iter()
        .filter_map(|role| match *role {
            Role::Agent(owner, form) if owner == pack => Some(&collector.pack(pack).agents[form]),
            _ => None,
        })
        .collect()
}

fn lists<'m>(collector: &Collector<'_, 'm>, form: &AgentForm, call: Call<'m>) -> Vec<Expr<'m>> {
    let mut found = names::values(collector.code, &form.tools, call);
    for source in &form.tools {
        let Source::Method(method) = source else { continue };
        let (file, module) = (collector.code.file(call.expr()), call.expr().module());
        let _ = file;
        let later = module.calls().filter(|later| later.last_name() == Some(method.as_str()));
        found.extend(later.filter_map(|later| {
            let receiver = later.receiver()?;
            let is_ours = collector.origin(receiver).is_some_and(|origin| origin == call.expr());
            if is_ours { later.positional(0).or_else(|| later.option("tools")) } else { None }
        }));
    }
    found
}

fn attach_list<'m>(collector: &mut Collector<'_, 'm>, agent: usize, pack: usize, list: Expr<'m>) {
    if let Value::Dict(dict) = collector.code.value(list) {
        for entry in dict.entries() {
            let name = entry.name().map(str::to_owned);
            attach_item(collector, agent, pack, entry.value, name);
        }
        return;
    }
    for item in collector.code.items(list) {
        attach_item(collector, agent, pack, item, None);
    }
}

fn attach_item<'m>(collector: &mut Collector<'_, 'm>, agent: usize, pack: usize, item: Expr<'m>, key: Option<String>) {
    let file = collector.code.file(item);
    if let ExprKind::Conditional { then, otherwise, .. } = item.kind() {
        attach_item(collector, agent, pack, then, key.clone());
        attach_item(collector, agent, pack, otherwise, key);
        return;
    }
    let tool = match collector.code.value(item) {
        Value::Function(function) => function_tool(collector, pack, function),
        Value::Class(class) | Value::Object(class, _) => {
            collector.find(Key::Class(class)).or_else(|| described_by_class(collector, pack, class))
        }
        Value::External(external) => {
            let known = external.last.and_then(|call| collector.find(Key::Expr(call)));
            known.or_else(|| mentioned(collector, file, &external.path, item))
        }
        Value::Dict(_) => described(collector, file, pack, item, key.as_deref()),
        // A list inside the list: a toolkit that a function returns.
        Value::List(items) => {
            for inner in items {
                if inner != item {
                    attach_item(collector, agent, pack, inner, None);
                }
            }
            None
        }
        _ => None,
    };
    if let Some(tool) = tool {
        let tool = &mut collector.found.tools[tool];
        tool.agents.push(agent);
        if tool.name.is_none() {
            tool.name = key;
        }
    }
}

/// A function that is a tool already, or becomes one because the framework takes plain functions.
fn function_tool<'m>(collector: &mut Collector<'_, 'm>, pack: usize, function: Function<'m>) -> Option<usize> {
    let key = Key::Function(function);
    if let Some(known) = collector.find(key) {
        return Some(known);
    }
    let form = collector.pack(pack).tools.iter().find(|tool| matches!(tool.shape, ToolShape::Function))?;
    let site = Site { definition: Some(function), ..Site::default() };
    let name = names::name(collector.code, &form.name, site, Some(function))
        .or_else(|| function.bound_name().map(str::to_owned));
    let file = collector.code.file_of(function.module());
    Some(collector.add(FoundTool {
        name,
        pack,
        at: (file, if function.name().is_some() { function.name_span() } else { function.span() }),
        handler: Some(Handler { function, branch: None, outer: None }),
        stated: None,
        remote: false,
        key,
        agents: Vec::new(),
        server: None,
    }))
}

/// A class that describes the arguments of a tool whose code is elsewhere.
fn described_by_class<'m>(collector: &mut Collector<'_, 'm>, pack: usize, class: Class<'m>) -> Option<usize> {
    let models = collector.pack(pack).tools.iter().find_map(|tool| match &tool.shape {
        ToolShape::Model(bases) => Some(bases),
        _ => None,
    })?;
    let is_model = is_model(collector, class, models, 0);
    let name = class.name().filter(|_| is_model)?;
    let file = collector.code.file_of(class.module());
    Some(collector.add(FoundTool {
        name: Some(name.to_owned()),
        pack,
        at: (file, class.name_span()),
        handler: None,
        stated: None,
        remote: false,
        key: Key::Class(class),
        agents: Vec::new(),
        server: None,
    }))
}

/// Whether a class derives from one of `models`, through classes of the tree.
fn is_model<'m>(collector: &Collector<'_, 'm>, class: Class<'m>, models: &[String], depth: usize) -> bool {
    depth < 6
        && class.bases().any(|base| match collector.code.value(base) {
            Value::External(external) => models.contains(&collector.code.canonical(&external.path)),
            Value::Class(base) => base != class && is_model(collector, base, models, depth + 1),
            _ => false,
        })
}

/// A ready-made tool that is mentioned without a call: `google_search`.
fn mentioned<'m>(collector: &mut Collector<'_, 'm>, file: FileId, path: &str, item: Expr<'m>) -> Option<usize> {
    let path = collector.code.canonical(path);
    let forms = collector.forms(item.module());
    let (pack, index) = forms.roles(&path).iter().find_map(|role| match *role {
        Role::Prebuilt(pack, index) => Some((pack, index)),
        _ => None,
    })?;
    let ready = &collector.pack(pack).prebuilt[index];
    Some(collector.add(FoundTool {
        name: path.rsplit(['.', ':']).next().map(str::to_owned),
        pack,
        at: (file, item.span()),
        handler: None,
        stated: ready.effect.map(|effect| (effect, ready.reversible, ready.capabilities.clone())),
        remote: ready.remote,
        key: Key::Expr(item),
        agents: Vec::new(),
        server: None,
    }))
}

/// A description of a function, or an object with its code, in the list.
fn described<'m>(
    collector: &mut Collector<'_, 'm>,
    file: FileId,
    pack: usize,
    item: Expr<'m>,
    key: Option<&str>,
) -> Option<usize> {
    let form = collector.pack(pack).tools.iter().find(|tool| matches!(tool.shape, ToolShape::Schema))?;
    let Value::Dict(dict) = collector.code.value(item) else { return None };
    let inner = dict.get("function").and_then(|function| match collector.code.value(function) {
        Value::Dict(inner) => Some(inner),
        _ => None,
    });
    let source = inner.or(Some(dict));
    let name = source
        .and_then(|dict| dict.get("name"))
        .and_then(|name| names::text(collector.code, name))
        .or_else(|| key.map(str::to_owned));
    name.as_ref()?;
    let _ = form;
    let handler = ["execute", "function", "run", "handler"]
        .iter()
        .filter_map(|member| source?.get(member))
        .find_map(|value| names::function(collector.code, value))
        .or_else(|| {
            // The usual dispatch calls a function of the same name.
            let name = name.as_deref()?;
            item.module().functions().find(|function| function.name() == Some(name))
        });
    // The object itself, wherever the list names it.
    let at = match item.kind() {
        ExprKind::Dict(_) => (file, item.span()),
        _ => dict
            .entries()
            .next()
            .map_or((file, item.span()), |entry| (collector.code.file(entry.value), entry.value.span())),
    };
    Some(collector.add(FoundTool {
        name,
        pack,
        at,
        handler: handler.map(|function| Handler { function, branch: None, outer: None }),
        stated: None,
        remote: false,
        key: Key::Expr(item),
        agents: Vec::new(),
        server: None,
    }))
}
