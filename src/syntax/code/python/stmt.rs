//! Statements.

use ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt, Suite};
use ruff_text_size::{Ranged, TextRange};

use super::super::build::list;
use super::super::expr::Expr as Handle;
use super::super::nesting::{GROWTH, RED_ZONE};
use super::super::pool::{List, Text};
use super::super::tree::{
    Body, BranchData, CaseData, ExprData, HandlerData, ImportData, ImportedData, ImportedWhat, LoopData, LoopHead,
    NodeId, StmtData, StmtId, TryRest,
};
use super::super::{Binding, ExprId, FunctionKind, ImportForm};
use super::expr::operator;
use super::{Deferred, Lower};
use crate::source::Span;

impl Lower {
    /// Lowers `stmt` and gives each statement that comes of it to `out`.
    pub(super) fn stmt(&mut self, stmt: &mut Stmt, out: &mut dyn FnMut(&mut Self, StmtId)) {
        let span = self.span(stmt);
        let data = match stmt {
            Stmt::Import(it) => return self.imports(it, out),
            Stmt::ImportFrom(it) => return self.import_from(it, out),
            other => self.stmt_data(other, span),
        };
        let id = self.b.stmt(data, span);
        out(self, id);
    }

    fn stmt_data(&mut self, stmt: &mut Stmt, span: Span) -> StmtData {
        match stmt {
            Stmt::FunctionDef(it) => self.function(it),
            Stmt::ClassDef(it) => self.class(it),
            Stmt::Return(it) => StmtData::Return(self.maybe(&mut it.value)),
            Stmt::Delete(it) => StmtData::Delete(self.exprs(&mut it.targets)),
            Stmt::TypeAlias(it) => {
                let targets = [self.expr(&mut it.name)];
                let value = Some(self.expr(&mut it.value));
                self.assign(&targets, None, value, Binding::Type)
            }
            Stmt::Assign(it) => {
                let targets: Vec<_> = it.targets.iter_mut().map(|target| self.expr(target)).collect();
                let value = Some(self.expr(&mut it.value));
                self.assign(&targets, None, value, Binding::Plain)
            }
            Stmt::AugAssign(it) => {
                let target = self.expr(&mut it.target);
                let targets = self.b.exprs(&[target]);
                let value = Some(self.expr(&mut it.value));
                let op = Some(operator(it.op));
                let (binding, decorators) = (Binding::Plain, List::default());
                StmtData::Assign { targets, annotation: None, value, op, binding, exported: false, decorators }
            }
            Stmt::AnnAssign(it) => {
                let targets = [self.expr(&mut it.target)];
                let annotation = Some(self.expr(&mut it.annotation));
                let value = self.maybe(&mut it.value);
                self.assign(&targets, annotation, value, Binding::Plain)
            }
            Stmt::For(it) => {
                let target = self.expr(&mut it.target);
                let iter = self.expr(&mut it.iter);
                self.repeat(LoopHead::Each { target, iter, is_async: it.is_async }, &mut it.body, &mut it.orelse)
            }
            Stmt::While(it) => {
                let test = self.expr(&mut it.test);
                self.repeat(LoopHead::While(test), &mut it.body, &mut it.orelse)
            }
            Stmt::If(it) => self.branches(it),
            Stmt::With(it) => {
                let items = list!(self.b, items, &mut it.items, item => {
                    (self.expr(&mut item.context_expr), self.maybe(&mut item.optional_vars))
                });
                StmtData::With { items, body: self.body(&mut it.body), is_async: it.is_async }
            }
            Stmt::Match(it) => self.cases(it),
            Stmt::Raise(it) => StmtData::Raise { value: self.maybe(&mut it.exc), cause: self.maybe(&mut it.cause) },
            Stmt::Try(it) => self.handlers(it),
            Stmt::Assert(it) => StmtData::Assert { test: self.expr(&mut it.test), message: self.maybe(&mut it.msg) },
            Stmt::Global(it) => self.scope(&it.names, false),
            Stmt::Nonlocal(it) => self.scope(&it.names, true),
            Stmt::Expr(it) => StmtData::Expr(self.expr(&mut it.value)),
            Stmt::IpyEscapeCommand(_) => StmtData::Expr(self.b.opaque(List::default(), span)),
            Stmt::Break(_) => StmtData::Break(Text::default()),
            Stmt::Continue(_) => StmtData::Continue(Text::default()),
            Stmt::Pass(_) | Stmt::Import(_) | Stmt::ImportFrom(_) => StmtData::Pass,
        }
    }

    /// The statements of a body, or what stands for them when they are too deep.
    pub(super) fn body(&mut self, suite: &mut Suite) -> Body {
        let mark = self.b.module.pools.stmts.open();
        if self.b.enter(2) {
            if self.b.should_check_stack(2) {
                stacker::maybe_grow(RED_ZONE, GROWTH, || self.statements(suite));
            } else {
                self.statements(suite);
            }
            self.b.leave(2);
        } else if let Some(whole) = extent(suite) {
            let span = super::range(&self.b, whole);
            let holder = self.b.cut(span);
            self.deferred.push((Deferred::Body(std::mem::take(suite)), holder));
            let id = self.b.stmt(StmtData::Expr(holder), span);
            self.b.module.pools.stmts.push(id);
        }
        self.b.module.pools.stmts.close(mark)
    }

    fn statements(&mut self, suite: &mut Suite) {
        for stmt in suite.iter_mut() {
            self.stmt(stmt, &mut |lower, id| lower.b.module.pools.stmts.push(id));
        }
    }

    fn assign(
        &mut self,
        targets: &[ExprId],
        annotation: Option<ExprId>,
        value: Option<ExprId>,
        binding: Binding,
    ) -> StmtData {
        let targets = self.b.exprs(targets);
        StmtData::Assign { targets, annotation, value, op: None, binding, exported: false, decorators: List::default() }
    }

    fn repeat(&mut self, head: LoopHead, body: &mut Suite, otherwise: &mut Suite) -> StmtData {
        let data = LoopData { head, body: self.body(body), otherwise: self.body(otherwise) };
        self.b.loop_head(data)
    }

    fn branches(&mut self, it: &mut ast::StmtIf) -> StmtData {
        let mark = self.b.module.pools.branches.open();
        let end = extent(&it.body).map_or(it.test.end(), TextRange::end);
        self.branch(TextRange::new(it.range.start(), end.max(it.range.start())), &mut it.test, &mut it.body);
        let mut otherwise = Body::default();
        for clause in &mut it.elif_else_clauses {
            match &mut clause.test {
                Some(test) => self.branch(clause.range, test, &mut clause.body),
                None => otherwise = self.body(&mut clause.body),
            }
        }
        StmtData::If { branches: self.b.module.pools.branches.close(mark), otherwise }
    }

    fn branch(&mut self, range: TextRange, test: &mut Expr, body: &mut Suite) {
        let data = BranchData { span: super::range(&self.b, range), test: self.expr(test), body: self.body(body) };
        self.b.module.pools.branches.push(data);
    }

    fn cases(&mut self, it: &mut ast::StmtMatch) -> StmtData {
        let subject = self.expr(&mut it.subject);
        let cases = list!(self.b, cases, &mut it.cases, case => CaseData {
            span: self.span(&*case),
            pattern: Some(self.pattern(&mut case.pattern)),
            guard: self.maybe(&mut case.guard),
            body: self.body(&mut case.body),
        });
        StmtData::Match { subject, cases, falls_through: false }
    }

    fn handlers(&mut self, it: &mut ast::StmtTry) -> StmtData {
        let body = self.body(&mut it.body);
        let handlers = list!(self.b, handlers, &mut it.handlers, ExceptHandler::ExceptHandler(handler) => HandlerData {
            span: super::range(&self.b, handler.range),
            class: self.maybe(&mut handler.type_),
            target: handler.name.as_ref().map(|name| {
                let (text, span) = self.identifier(name);
                self.b.expr(ExprData::Name(text), span)
            }),
            body: self.body(&mut handler.body),
        });
        let rest = TryRest { otherwise: self.body(&mut it.orelse), finally: self.body(&mut it.finalbody) };
        StmtData::Try { body, handlers, rest: self.b.try_rest(rest) }
    }

    fn scope(&mut self, names: &[ast::Identifier], nonlocal: bool) -> StmtData {
        StmtData::Scope { names: list!(self.b, names, names, name => self.identifier(name)), nonlocal }
    }

    fn imports(&mut self, it: &ast::StmtImport, out: &mut dyn FnMut(&mut Self, StmtId)) {
        for alias in &it.names {
            let whole = if it.names.len() == 1 { it.range } else { alias.range };
            let (module, module_span) = self.identifier(&alias.name);
            let (what, (local, local_span)) = match &alias.asname {
                Some(name) => (ImportedWhat::Module, self.identifier(name)),
                None => match alias.name.as_str().split_once('.') {
                    None => (ImportedWhat::Module, (module, module_span)),
                    Some((package, _)) => {
                        let start = alias.name.start();
                        let at = TextRange::at(start, (package.len() as u32).into()).intersect(alias.name.range);
                        let at = at.unwrap_or(alias.name.range);
                        (ImportedWhat::Package, (self.name(package, at), super::range(&self.b, at)))
                    }
                },
            };
            let span = super::range(&self.b, alias.range);
            let name = ImportedData { span, what, local, local_span, type_only: false };
            let names = self.b.module.pools.imported.one(name);
            self.import(whole, (module, module_span), ImportForm::Module, 0, names, out);
        }
    }

    fn import_from(&mut self, it: &ast::StmtImportFrom, out: &mut dyn FnMut(&mut Self, StmtId)) {
        let module = match &it.module {
            Some(module) => self.identifier(module),
            None => (Text::default(), Span { start: self.span(it).start, end: self.span(it).start }),
        };
        let names = list!(self.b, imported, &it.names, alias => {
            let span = super::range(&self.b, alias.range);
            let (name, name_span) = self.identifier(&alias.name);
            if alias.name.as_str() == "*" {
                let (what, local) = (ImportedWhat::Star, Text::default());
                ImportedData { span, what, local, local_span: name_span, type_only: false }
            } else {
                let (local, local_span) =
                    alias.asname.as_ref().map_or((name, name_span), |alias| self.identifier(alias));
                ImportedData { span, what: ImportedWhat::Named(name), local, local_span, type_only: false }
            }
        });
        self.import(it.range, module, ImportForm::From, it.level, names, out);
    }

    fn import(
        &mut self,
        whole: TextRange,
        (module, module_span): (Text, Span),
        form: ImportForm,
        level: u32,
        names: List<ImportedData>,
        out: &mut dyn FnMut(&mut Self, StmtId),
    ) {
        let span = super::range(&self.b, whole);
        let data = ImportData { span, form, module, module_span, level, type_only: false, names, site: None };
        let import = self.b.import(data);
        let id = self.b.stmt(StmtData::Import(import), span);
        self.b.set_site(import, NodeId::Stmt(id));
        out(self, id);
    }

    fn function(&mut self, it: &mut ast::StmtFunctionDef) -> StmtData {
        let id = self.b.reserve_function();
        let decorators =
            list!(self.b, exprs, &mut it.decorator_list, decorator => self.expr(&mut decorator.expression));
        let (name, name_span) = self.identifier(&it.name);
        let is_method = std::mem::take(&mut self.in_class);
        let yields = std::mem::take(&mut self.yields);
        let params = self.params(&mut it.parameters);
        let returns = self.maybe(&mut it.returns);
        let whole = extent(&it.body).unwrap_or(TextRange::empty(it.range.end()));
        let body = self.body(&mut it.body);
        let is_generator = std::mem::replace(&mut self.yields, yields);
        self.in_class = is_method;
        let kind = if is_method { self.method_kind(it.name.as_str(), decorators) } else { FunctionKind::Function };
        let span = self.span(&*it);
        let body_span = super::range(&self.b, whole);
        let docstring = self.b.docstring(body);
        let data = self.b.function(id);
        data.span = span;
        data.name = name;
        data.name_span = name_span;
        data.kind = kind;
        data.decorators = decorators;
        data.params = params;
        data.returns = returns;
        data.body = body;
        data.body_span = body_span;
        data.docstring = docstring;
        data.is_async = it.is_async;
        data.is_generator = is_generator;
        data.has_body = true;
        StmtData::Function(id)
    }

    /// By decorator, as type checkers do it: the names are those of the standard library, or of a property's own methods.
    fn method_kind(&self, name: &str, decorators: List<ExprId>) -> FunctionKind {
        let module = &self.b.module;
        for &id in module.pools.exprs.get(decorators) {
            let path = Handle { module, id }.dotted().unwrap_or_default();
            match path.last() {
                Some(&"staticmethod") => return FunctionKind::StaticMethod,
                Some(&"classmethod") => return FunctionKind::ClassMethod,
                Some(&"property" | &"cached_property" | &"abstractproperty") => return FunctionKind::Getter,
                Some(&"getter") if path.len() == 2 => return FunctionKind::Getter,
                Some(&"setter" | &"deleter") if path.len() == 2 => return FunctionKind::Setter,
                _ => {}
            }
        }
        if name == "__init__" { FunctionKind::Constructor } else { FunctionKind::Method }
    }

    fn class(&mut self, it: &mut ast::StmtClassDef) -> StmtData {
        let id = self.b.reserve_class();
        let decorators =
            list!(self.b, exprs, &mut it.decorator_list, decorator => self.expr(&mut decorator.expression));
        let (name, name_span) = self.identifier(&it.name);
        let arguments = it.arguments.as_deref_mut().map(|arguments| self.arguments(arguments)).unwrap_or_default();
        let in_class = std::mem::replace(&mut self.in_class, true);
        let body = self.body(&mut it.body);
        self.in_class = in_class;
        let span = self.span(&*it);
        let docstring = self.b.docstring(body);
        let data = self.b.class(id);
        data.span = span;
        data.name = name;
        data.name_span = name_span;
        data.decorators = decorators;
        data.arguments = arguments;
        data.body = body;
        data.docstring = docstring;
        StmtData::Class(id)
    }
}

/// From the first statement to the end of the last one.
fn extent(suite: &Suite) -> Option<TextRange> {
    let (first, last) = (suite.first()?, suite.last()?);
    Some(TextRange::new(first.start(), last.end().max(first.start())))
}
