//! Is every call of a tool recorded? By its body, its decorators, its agents, or the process.

use super::collect::language;
use super::paths::{Paths, Record, decide, either, in_turn, named_logger, strongest};
use super::switches::Switches;
use super::{Found, FoundTool, Handler};
use crate::knowledge::schema::{Grade, Language, LoggerCalls};
use crate::knowledge::{Knowledge, Patterns, Role};
use crate::model::code::{Code, Imports, Value};
use crate::source::{FileId, Span};
use crate::syntax::code::{Block, Call, Class, Expr, Function, Node, Stmt, StmtKind};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// How many functions deep a record is looked for.
const DEPTH: usize = 3;

/// What records the calls of a tool.
#[derive(Clone, Debug)]
pub struct Audit {
    /// What it is worth.
    pub grade: Grade,
    /// The mechanism, with its place.
    pub evidence: Vec<(String, Option<(FileId, Span)>)>,
}

/// A call that writes to a log.
pub(super) struct LogCall {
    /// What it writes to.
    pub(super) title: String,
    /// What the record is worth.
    pub(super) grade: Grade,
    /// The record belongs to a trace.
    pub(super) traced: bool,
}

/// What a record is worth, what it is, and where.
pub(super) type Weighed = (Grade, String, Option<(FileId, Span)>);

/// The loggers by the names that they know, and what the process switches on.
pub struct Audits<'a, 'm> {
    pub(super) code: &'a Code<'m>,
    pub(super) knowledge: &'a Knowledge,
    calls: BTreeMap<Language, Patterns<&'a LoggerCalls>>,
    decorators: BTreeMap<Language, Patterns<&'a LoggerCalls>>,
    /// Calls that keep a record when a function that records makes them.
    pub(super) stores: BTreeMap<Language, Patterns<()>>,
    /// Process-wide records: pack, record, file, place.
    pub(super) process: Vec<(usize, usize, FileId, Span)>,
    pub(super) switches: Switches,
    /// Records of functions that run around each tool: pack, record, file of the call that says so.
    pub(super) around: Vec<(usize, usize, FileId, Record)>,
    /// Classes of hooks: pack, record, class.
    pub(super) hooks: Vec<(usize, usize, Class<'m>)>,
    imports: &'a Imports,
    /// What a file reaches by imports, worked out when it is asked for: few files declare tools or switch records on.
    reach: RefCell<BTreeMap<FileId, BTreeSet<FileId>>>,
}

impl<'a, 'm> Audits<'a, 'm> {
    /// Looks for what holds for whole programs. `imports` gives for each file those that it imports.
    pub(super) fn new(code: &'a Code<'m>, knowledge: &'a Knowledge, imports: &'a Imports, switches: Switches) -> Self {
        let (mut calls, mut decorators) = (BTreeMap::new(), BTreeMap::new());
        let mut stores: BTreeMap<Language, Patterns<()>> = BTreeMap::new();
        for pack in knowledge.loggers() {
            let (known, wrappers): (&mut Patterns<_>, &mut Patterns<_>) =
                (calls.entry(pack.language).or_default(), decorators.entry(pack.language).or_default());
            let kept = stores.entry(pack.language).or_default();
            pack.stores.iter().for_each(|pattern| kept.add(pattern, ()));
            for entry in &pack.calls {
                entry.calls.iter().for_each(|pattern| known.add(pattern, entry));
            }
            for entry in &pack.decorators {
                entry.calls.iter().for_each(|pattern| wrappers.add(pattern, entry));
            }
        }
        let mut audits = Self {
            code,
            knowledge,
            calls,
            decorators,
            stores,
            process: Vec::new(),
            switches,
            around: Vec::new(),
            hooks: Vec::new(),
            imports,
            reach: RefCell::default(),
        };
        audits.survey();
        audits
    }

    fn survey(&mut self) {
        for (file, module) in self.code.modules() {
            let forms = self.knowledge.forms(language(module));
            for call in module.calls() {
                let Value::External(external) = self.code.value(call.callee) else { continue };
                let path = self.code.canonical(&external.path);
                for role in forms.roles(&path) {
                    match *role {
                        Role::Process(pack, record) => self.process.push((pack, record, file, call.span())),
                        Role::Around(pack, record) => {
                            let functions = call.args().filter_map(|arg| super::names::function(self.code, arg.value));
                            let kept =
                                functions.filter_map(|function| self.wrapper(function)).max_by_key(|it| it.grade);
                            self.around.extend(kept.map(|it| (pack, record, file, it)));
                        }
                        Role::Off(pack, record) => self.switches.called((pack, record), call, file),
                        Role::OffOption(pack, record) => {
                            let form = &self.knowledge.frameworks()[pack].records[record];
                            self.switches.given((pack, record), form, &path, call, file);
                        }
                        _ => {}
                    }
                }
            }
            for class in module.classes() {
                for base in class.bases() {
                    let Value::External(external) = self.code.value(base) else { continue };
                    for role in forms.roles(&self.code.canonical(&external.path)) {
                        if let Role::Hook(pack, record) = *role {
                            self.hooks.push((pack, record, class));
                        }
                    }
                }
            }
        }
    }

    /// What records the calls of `tool`.
    pub fn of(&self, found: &Found<'m>, tool: &FoundTool<'m>) -> Audit {
        let mut records: Vec<Weighed> = Vec::new();
        if let Some(handler) = &tool.handler {
            records.extend(self.body(handler).into_iter().map(|record| (record.grade, record.title, Some(record.at))));
            for decorator in handler.function.decorators().iter() {
                records.extend(
                    self.decorator(decorator).into_iter().map(|record| (record.grade, record.title, Some(record.at))),
                );
            }
        }
        records.extend(self.agents(found, tool));
        records.extend(self.whole_program(found, tool));
        let grade = records.iter().map(|(grade, ..)| *grade).max().unwrap_or(Grade::None);
        // A tool whose code is elsewhere and that nothing records: only what runs it can tell.
        let grade = if grade == Grade::None && tool.handler.is_none() && tool.remote { Grade::None } else { grade };
        let evidence =
            records.into_iter().filter(|(own, ..)| *own == grade).map(|(_, title, at)| (title, at)).collect();
        Audit { grade, evidence }
    }

    fn body(&self, handler: &Handler<'m>) -> Option<Record> {
        let paths = match handler.branch {
            Some(branch) => {
                let own = self.block(branch, 0);
                // What the function does for every tool before it branches.
                let shared = self.around(handler.function.body(), branch);
                Paths { always: strongest(own.always, shared), sometimes: own.sometimes }
            }
            None => self.block(handler.function.body(), 0),
        };
        let outer = handler.outer.map(|outer| self.block(outer.body(), 0)).unwrap_or_default();
        decide(in_turn(paths, outer))
    }

    pub(super) fn block(&self, block: Block<'m>, depth: usize) -> Paths {
        block.iter().map(|stmt| self.stmt(stmt, depth)).fold(Paths::default(), in_turn)
    }

    pub(super) fn stmt(&self, stmt: Stmt<'m>, depth: usize) -> Paths {
        match stmt.kind() {
            StmtKind::If(chain) => {
                let tests =
                    chain.branches().map(|branch| self.expr(branch.test, depth)).fold(Paths::default(), in_turn);
                let mut branches: Vec<Paths> = chain.branches().map(|branch| self.block(branch.body, depth)).collect();
                branches.push(self.block(chain.otherwise, depth));
                in_turn(tests, either(branches))
            }
            StmtKind::Match(chain) => either(chain.cases().map(|case| self.block(case.body, depth)).collect()),
            StmtKind::Try(attempt) => {
                let body = in_turn(self.block(attempt.body, depth), self.block(attempt.otherwise, depth));
                let handlers = attempt.handlers().filter_map(|handler| {
                    let paths = self.block(handler.body, depth);
                    strongest(paths.always, paths.sometimes)
                });
                let on_error = handlers.max_by_key(|record| record.grade);
                let body = Paths { always: body.always, sometimes: strongest(body.sometimes, on_error) };
                in_turn(body, self.block(attempt.finally, depth))
            }
            StmtKind::With(with) => {
                let contexts =
                    with.items().map(|(context, _)| self.expr(context, depth)).fold(Paths::default(), in_turn);
                in_turn(contexts, self.block(with.body, depth))
            }
            StmtKind::Loop(each) => {
                let body = self.block(each.body, depth);
                Paths { always: None, sometimes: strongest(body.always, body.sometimes) }
            }
            StmtKind::Block { body, .. } => self.block(body, depth),
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) => self.expr(expr, depth),
            StmtKind::Assign(assign) => assign.value.map_or_else(Paths::default, |value| self.expr(value, depth)),
            StmtKind::Raise { value: Some(value), .. } => self.expr(value, depth),
            _ => Paths::default(),
        }
    }

    pub(super) fn expr(&self, expr: Expr<'m>, depth: usize) -> Paths {
        let mut paths = Paths::default();
        let mut walk = expr.walk();
        while let Some(node) = walk.next() {
            match node {
                Node::Function(_) => walk.skip_children(),
                Node::Expr(inner) => {
                    if let Some(call) = inner.as_call()
                        && let Some(record) = self.call(call, depth)
                    {
                        paths.always = strongest(paths.always, Some(record));
                    }
                }
                _ => {}
            }
        }
        paths
    }

    fn call(&self, call: Call<'m>, depth: usize) -> Option<Record> {
        let file = self.code.file(call.expr());
        match self.code.value(call.callee) {
            Value::Function(function) if depth < DEPTH => {
                let name = function.bound_name().unwrap_or_default();
                let audits = self.is_recorder(function);
                if self.records_calls(function)
                    && let Some(at) = self.keeps(function, 0)
                {
                    return Some(Record { grade: Grade::Full, title: format!("a record that `{name}` keeps"), at });
                }
                let inner = decide(self.block(function.body(), depth + 1))?;
                // A helper that other tools share does not name the action, unless recording is what it is for.
                let grade = if inner.grade == Grade::Full && !audits { Grade::Weak } else { inner.grade };
                Some(Record {
                    grade,
                    title: format!("{} in `{}`", inner.title, function.bound_name().unwrap_or("a helper")),
                    at: (file, call.span()),
                })
            }
            _ => self.log_call(call).map(|log| Record { grade: log.grade, title: log.title, at: (file, call.span()) }),
        }
    }

    /// What a call of a logger, a tracer or a console writes.
    pub(super) fn log_call(&self, call: Call<'m>) -> Option<LogCall> {
        let entry = match self.code.value(call.callee) {
            Value::Function(_) => return None,
            Value::External(external) => {
                let known = self.calls.get(&language(call.expr().module()))?;
                let own = known.find(&external.path).into_iter();
                own.chain(known.find(&self.code.canonical(&external.path))).max_by_key(|entry| entry.grade)
            }
            _ => None,
        };
        match entry {
            Some(entry) => Some(LogCall { title: entry.title.clone(), grade: entry.grade, traced: entry.traced }),
            None => named_logger(call).map(|grade| LogCall {
                title: "a logger, by its name".to_owned(),
                grade,
                traced: false,
            }),
        }
    }

    fn decorator(&self, decorator: Expr<'m>) -> Option<Record> {
        let callee = decorator.as_call().map_or(decorator, |call| call.callee);
        let at = (self.code.file(decorator), decorator.span());
        match self.code.value(callee) {
            Value::External(external) => {
                let known = self.decorators.get(&language(decorator.module()))?;
                let entry = known.find(&external.path).into_iter().max_by_key(|entry| entry.grade)?;
                Some(Record { grade: entry.grade, title: entry.title.clone(), at })
            }
            Value::Function(function) => self.wrapper(function).map(|record| Record { at, ..record }),
            _ => None,
        }
    }

    /// The strongest record in a wrapper: in any function inside it, because one of them runs around the tool.
    pub(super) fn wrapper(&self, function: Function<'m>) -> Option<Record> {
        let inner = function.module().functions().filter(|inner| function.span().contains(inner.span()));
        inner.filter_map(|inner| decide(self.block(inner.body(), 1))).max_by_key(|record| record.grade)
    }

    /// Records that the agents of a tool make. A tool that several agents share is recorded when all of them record.
    fn agents(&self, found: &Found<'m>, tool: &FoundTool<'m>) -> Option<Weighed> {
        let records: Vec<Option<Record>> = tool
            .agents
            .iter()
            .map(|agent| {
                let agent = &found.agents[*agent];
                agent.call.as_call().and_then(|call| self.agent(agent.pack, call))
            })
            .collect();
        let weakest = records.into_iter().min_by_key(|record| record.as_ref().map(|record| record.grade))??;
        Some((weakest.grade, weakest.title, Some(weakest.at)))
    }

    pub(super) fn agent(&self, pack: usize, call: Call<'m>) -> Option<Record> {
        let forms = &self.knowledge.frameworks()[pack].records;
        let records = forms.iter().flat_map(|form| form.agent.iter().map(move |keyword| (form, keyword))).filter_map(
            |(form, keyword)| {
                let value = super::names::option(self.code, call, keyword)?;
                let at = (self.code.file(value), value.span());
                self.given(form, value).map(|grade| Record { grade, title: form.title.clone(), at })
            },
        );
        records.max_by_key(|record| record.grade)
    }

    /// What a value given to an agent records.
    fn given(&self, form: &crate::knowledge::schema::RecordForm, value: Expr<'m>) -> Option<Grade> {
        match self.code.value(value) {
            Value::Bool(true) => Some(form.grade),
            Value::Function(function) => self.wrapper(function).map(|record| record.grade),
            Value::List(items) => items.into_iter().filter_map(|item| self.given(form, item)).max(),
            Value::Object(class, _) | Value::Class(class) => {
                class.methods().filter_map(|method| self.wrapper(method)).map(|record| record.grade).max()
            }
            Value::External(external) => {
                let path = self.code.canonical(&external.path);
                form.process.contains(&path).then_some(form.grade)
            }
            Value::Dict(dict) => match dict.get("isEnabled").or_else(|| dict.get("enabled")) {
                Some(switch) => match self.code.value(switch) {
                    Value::Bool(on) => on.then_some(form.grade),
                    _ => Some(form.grade.min(Grade::Unknown)),
                },
                None => dict.entries().filter_map(|entry| self.given(form, entry.value)).max(),
            },
            // Something is given that cannot be followed.
            Value::Unknown if form.grade == Grade::Full => Some(Grade::Unknown),
            _ => None,
        }
    }

    /// Whether two files belong to one program: one reaches the other by imports.
    pub(super) fn together(&self, a: FileId, b: FileId) -> bool {
        a == b || self.reaches(a, b) || self.reaches(b, a)
    }

    fn reaches(&self, from: FileId, to: FileId) -> bool {
        let mut known = self.reach.borrow_mut();
        let reach = known.entry(from).or_insert_with(|| {
            let mut seen = BTreeSet::from([from]);
            let mut stack = vec![from];
            while let Some(file) = stack.pop() {
                stack.extend(self.imports.of(file).filter(|next| seen.insert(*next)));
            }
            seen
        });
        reach.contains(&to)
    }
}
