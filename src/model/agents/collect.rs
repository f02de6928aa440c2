//! Declarations: decorators, calls, classes and ready-made tools.

use super::names::{self, Site};
use super::{Found, FoundAgent, FoundTool, Handler, Key, attach, described, dispatch};
use crate::knowledge::schema::{self, ToolShape};
use crate::knowledge::{Forms, Knowledge, Role};
use crate::model::code::{Code, Value};
use crate::source::{FileId, PathClass};
use crate::syntax::code::{Class, Expr, ExprKind, Function, Language, Module, Node};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Everything that the packs know in the modules of `code`.
pub fn collect<'m>(code: &Code<'m>, knowledge: &Knowledge) -> Found<'m> {
    let mut collector = Collector {
        code,
        knowledge,
        found: Found::default(),
        known: FxHashMap::default(),
        described: BTreeSet::new(),
        factories: Vec::new(),
    };
    for (file, module) in code.modules() {
        if matches!(PathClass::of(code.path(file)), PathClass::Test | PathClass::Vendored) {
            continue;
        }
        collector.module(file, module);
    }
    described::finish(&mut collector);
    attach::attach(&mut collector);
    let mut found = collector.found;
    found.tools.sort_by_key(|tool| (tool.at.0, tool.at.1));
    found
}

pub(super) struct Collector<'a, 'm> {
    pub(super) code: &'a Code<'m>,
    pub(super) knowledge: &'a Knowledge,
    pub(super) found: Found<'m>,
    /// The index of each tool.
    known: FxHashMap<Key<'m>, usize>,
    /// Indexes of tools that are described in an expression.
    pub(super) described: BTreeSet<usize>,
    pub(super) factories: Vec<described::Factory<'m>>,
}

/// The language of packs for a module.
pub(super) fn language(module: &Module) -> schema::Language {
    match module.language() {
        Language::Python => schema::Language::Python,
        Language::TypeScript => schema::Language::TypeScript,
        Language::Go => schema::Language::Go,
    }
}

impl<'a, 'm> Collector<'a, 'm> {
    pub(super) fn forms(&self, module: &Module) -> &'a Forms {
        self.knowledge.forms(language(module))
    }

    pub(super) fn pack(&self, index: usize) -> &'a schema::FrameworkPack {
        &self.knowledge.frameworks()[index]
    }

    fn module(&mut self, file: FileId, module: &'m Module) {
        let forms = self.forms(module);
        for function in module.functions() {
            for decorator in function.decorators().iter() {
                self.decorated(file, forms, function, decorator);
            }
        }
        for class in module.classes() {
            self.class(file, forms, class);
        }
        let mut lists = Vec::new();
        for expr in module.exprs() {
            if let ExprKind::Call(call) = expr.kind()
                && !is_decorator(expr)
            {
                self.call(file, forms, call, &mut lists);
            }
        }
        dispatch::collect(self, file, module, &lists);
    }

    /// The qualified name of `expr` with aliases applied.
    pub(super) fn path(&self, expr: Expr<'m>) -> Option<String> {
        match self.code.value(expr) {
            Value::External(external) => Some(self.code.canonical(&external.path)),
            // A method that a class of the tree has in place of the framework's: it is declared as the framework's is.
            Value::Function(function) => {
                let (class, name) = (function.class()?, function.name()?);
                let base =
                    expr.receiver_of_member().filter(|base| matches!(self.code.value(*base), Value::Object(..)))?;
                let is_own = matches!(base.as_name(), Some("self" | "this"));
                let path = format!("{}.{name}", self.agent_base(self.forms(expr.module()), class, 0)?);
                (!is_own).then_some(path)
            }
            _ => None,
        }
    }

    /// The name of the agent class that a class of the tree derives from.
    fn agent_base(&self, forms: &Forms, class: Class<'m>, depth: usize) -> Option<String> {
        if depth > 6 {
            return None;
        }
        class.bases().find_map(|base| match self.code.value(base) {
            Value::External(external) => {
                let path = self.code.canonical(&external.path);
                forms.roles(&path).iter().any(|role| matches!(role, Role::Agent(..))).then_some(path)
            }
            Value::Class(base) if base != class => self.agent_base(forms, base, depth + 1),
            _ => None,
        })
    }

    fn decorated(&mut self, file: FileId, forms: &Forms, function: Function<'m>, decorator: Expr<'m>) {
        let call = decorator.as_call();
        let callee = call.map_or(decorator, |call| call.callee);
        let Some(path) = self.path(callee) else { return };
        for role in forms.roles(&path) {
            if let Role::Decorator(pack, form) = *role {
                let form = &self.pack(pack).tools[form];
                let site = Site { call, definition: Some(function), ..Site::default() };
                let server = callee.receiver_of_member();
                self.add(FoundTool {
                    name: names::name(self.code, &form.name, site, Some(function)),
                    pack,
                    at: (file, function.name_span()),
                    handler: Some(Handler { function, branch: None, outer: None }),
                    stated: None,
                    remote: false,
                    key: Key::Function(function),
                    agents: Vec::new(),
                    server: server.and_then(|server| self.origin(server)),
                });
                return;
            }
        }
    }

    /// The call that made an object.
    pub(super) fn origin(&self, object: Expr<'m>) -> Option<Expr<'m>> {
        self.code.maker(object)
    }

    fn class(&mut self, file: FileId, forms: &Forms, class: Class<'m>) {
        let Some((pack, form)) = self.base(forms, class, 0) else { return };
        let tool = &self.pack(pack).tools[form];
        if !matches!(tool.shape, ToolShape::Subclass(_)) {
            return;
        }
        let site = Site { class: Some(class), ..Site::default() };
        let handler = names::handler(self.code, &tool.handler, site);
        // A base class of the project's own tools says neither what it does nor what it is called.
        if handler.is_none() {
            return;
        }
        let name = names::name(self.code, &tool.name, site, None);
        self.add(FoundTool {
            name,
            pack,
            at: (file, class.name_span()),
            handler,
            stated: None,
            remote: false,
            key: Key::Class(class),
            agents: Vec::new(),
            server: None,
        });
    }

    /// The tool form whose base class is among those of `class`, through classes of the tree.
    pub(super) fn base(&self, forms: &Forms, class: Class<'m>, depth: usize) -> Option<(usize, usize)> {
        if depth > 6 {
            return None;
        }
        class.bases().find_map(|base| match self.code.value(base) {
            Value::External(external) => {
                forms.roles(&self.code.canonical(&external.path)).iter().find_map(|role| match *role {
                    Role::Base(pack, form) => Some((pack, form)),
                    _ => None,
                })
            }
            Value::Class(base) if base != class => self.base(forms, base, depth + 1),
            _ => None,
        })
    }

    fn call(
        &mut self,
        file: FileId,
        forms: &Forms,
        call: crate::syntax::code::Call<'m>,
        lists: &mut Vec<dispatch::Registration<'m>>,
    ) {
        let path = match self.code.value(call.callee) {
            // A call of what a constructor made runs the object: it is no second construction.
            Value::External(external) if external.called => {
                let path = self.code.canonical(&external.path);
                let makes = |role: &Role| matches!(role, Role::Prebuilt(..) | Role::Agent(..));
                if forms.roles(&path).iter().any(makes) { None } else { Some(path) }
            }
            Value::External(external) => Some(self.code.canonical(&external.path)),
            Value::Class(class) => self.agent_base(forms, class, 0),
            _ => None,
        };
        let Some(path) = path else { return };
        for role in forms.roles(&path) {
            match *role {
                Role::Call(pack, form) => {
                    self.declared(file, pack, form, call);
                    return;
                }
                Role::Described(pack, form) => {
                    described::describe(self, file, (pack, form), call);
                    return;
                }
                Role::Agent(pack, form) => {
                    self.agent(file, pack, form, call);
                    return;
                }
                Role::Prebuilt(pack, index) => {
                    self.ready(file, pack, index, call, &path);
                    return;
                }
                Role::DispatchList(pack, form) | Role::DispatchCall(pack, form) => {
                    lists.push(dispatch::Registration {
                        pack,
                        form,
                        call,
                        list: matches!(role, Role::DispatchList(..)),
                    });
                }
                _ => {}
            }
        }
        dispatch::registration(self, forms, &path, call, lists);
    }

    fn declared(&mut self, file: FileId, pack: usize, form: usize, call: crate::syntax::code::Call<'m>) {
        let tool = &self.pack(pack).tools[form];
        let site = Site { call: Some(call), ..Site::default() };
        let handler = names::handler(self.code, &tool.handler, site);
        let name = names::name(self.code, &tool.name, site, handler.as_ref().map(|handler| handler.function));
        // `tool(…)` with nothing to call and no name is a decorator factory that somebody stored.
        if handler.is_none() && name.is_none() && tool.effect.is_none() && !tool.name.contains(&schema::NameSource::Key)
        {
            return;
        }
        let stands = |source: &schema::HandlerSource| match source {
            schema::HandlerSource::Keyword(keyword) => names::option(self.code, call, keyword).is_some(),
            _ => false,
        };
        if tool.needs_handler && !tool.handler.iter().any(stands) {
            return;
        }
        self.add(FoundTool {
            name,
            pack,
            at: (file, call.span()),
            handler,
            stated: tool.effect.map(|effect| (effect, false, Vec::new())),
            remote: tool.remote,
            key: Key::Expr(call.expr()),
            agents: Vec::new(),
            server: call.receiver().and_then(|server| self.origin(server)),
        });
    }

    fn ready(&mut self, file: FileId, pack: usize, index: usize, call: crate::syntax::code::Call<'m>, path: &str) {
        let ready = &self.pack(pack).prebuilt[index];
        let site = Site { call: Some(call), ..Site::default() };
        let name = names::name(self.code, &ready.name, site, None)
            .or_else(|| path.rsplit(['.', ':']).next().map(str::to_owned));
        self.add(FoundTool {
            name,
            pack,
            at: (file, call.span()),
            handler: None,
            stated: ready.effect.map(|effect| (effect, ready.reversible, ready.capabilities.clone())),
            remote: ready.remote,
            key: Key::Expr(call.expr()),
            agents: Vec::new(),
            server: None,
        });
    }

    fn agent(&mut self, file: FileId, pack: usize, form: usize, call: crate::syntax::code::Call<'m>) {
        let agent = &self.pack(pack).agents[form];
        let site = Site { call: Some(call), ..Site::default() };
        let name = names::name(self.code, &agent.name, site, None)
            .or_else(|| bound_name(call.expr()))
            .unwrap_or_else(|| call.last_name().unwrap_or("agent").to_owned());
        self.found.agents.push(FoundAgent {
            name,
            pack,
            call: call.expr(),
            at: (file, call.span()),
            server: agent.server,
            carrier: agent.tools.is_empty() && !agent.agents.is_empty(),
        });
    }

    /// Adds a tool unless it is known; gives its index.
    pub(super) fn add(&mut self, tool: FoundTool<'m>) -> usize {
        let next = self.found.tools.len();
        let index = *self.known.entry(tool.key).or_insert(next);
        if index == next {
            self.found.tools.push(tool);
        }
        index
    }

    /// The index of the tool that a declaration made.
    pub(super) fn find(&self, key: Key<'m>) -> Option<usize> {
        self.known.get(&key).copied()
    }
}

fn is_decorator(expr: Expr<'_>) -> bool {
    match expr.parent() {
        Some(Node::Function(function)) => function.decorators().iter().any(|decorator| decorator == expr),
        Some(Node::Class(class)) => class.decorators().iter().any(|decorator| decorator == expr),
        _ => false,
    }
}

/// The variable that an expression is assigned to.
pub(super) fn bound_name(expr: Expr<'_>) -> Option<String> {
    let Some(Node::Stmt(stmt)) = expr.parent() else { return None };
    match stmt.kind() {
        crate::syntax::code::StmtKind::Assign(assign) => {
            let target = assign.targets.single()?;
            target.dotted().and_then(|path| path.last().map(|name| (*name).to_owned()))
        }
        _ => None,
    }
}

/// The object that a member is taken from.
trait Receiver<'m> {
    fn receiver_of_member(self) -> Option<Expr<'m>>;
}

impl<'m> Receiver<'m> for Expr<'m> {
    fn receiver_of_member(self) -> Option<Expr<'m>> {
        match self.kind() {
            ExprKind::Attribute(attribute) => Some(attribute.base),
            _ => None,
        }
    }
}
