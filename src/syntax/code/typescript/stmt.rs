//! Statements.

use oxc_ast::ast::{
    self, Declaration, ExportDefaultDeclarationKind, Expression, ForStatementInit, ForStatementLeft, Statement,
    VariableDeclarationKind,
};
use oxc_span::{GetSpan, Span as At};

use super::super::build::list;
use super::super::nesting::{GROWTH, RED_ZONE};
use super::super::pool::{List, Text};
use super::super::tree::{Body, BranchData, CaseData, HandlerData, LoopData, LoopHead, StmtData, StmtId, TryRest};
use super::super::{Binding, Exported, ExprId, FunctionKind};
use super::expr::assignment;
use super::{Deferred, Lower};

type Out<'o, 'b, 'a> = &'o mut dyn FnMut(&mut Lower<'b, 'a>, StmtId);

impl<'b, 'a> Lower<'b, 'a> {
    /// Lowers `stmt` and gives each statement that comes of it to `out`.
    pub(super) fn stmt(&mut self, stmt: &'a Statement<'a>, out: Out<'_, 'b, 'a>) {
        let at = stmt.span();
        let data = match stmt {
            Statement::ExpressionStatement(it) => self.expression_statement(&it.expression),
            Statement::BlockStatement(it) => StmtData::Block { body: self.body(&it.body), label: Text::default() },
            Statement::BreakStatement(it) => StmtData::Break(self.label(it.label.as_ref())),
            Statement::ContinueStatement(it) => StmtData::Continue(self.label(it.label.as_ref())),
            Statement::EmptyStatement(_)
            | Statement::DebuggerStatement(_)
            | Statement::TSNamespaceExportDeclaration(_) => StmtData::Pass,
            Statement::DoWhileStatement(it) => {
                let body = self.inner(&it.body);
                let head = LoopHead::DoWhile(self.expr(&it.test));
                self.b.loop_head(LoopData { head, body, otherwise: Body::default() })
            }
            Statement::WhileStatement(it) => {
                let head = LoopHead::While(self.expr(&it.test));
                self.repeat(head, &it.body)
            }
            Statement::ForStatement(it) => self.counted(it),
            Statement::ForInStatement(it) => {
                let target = self.loop_target(&it.left);
                let object = self.expr(&it.right);
                self.repeat(LoopHead::Keys { target, object }, &it.body)
            }
            Statement::ForOfStatement(it) => {
                let target = self.loop_target(&it.left);
                let iter = self.expr(&it.right);
                self.repeat(LoopHead::Each { target, iter, is_async: it.r#await }, &it.body)
            }
            Statement::IfStatement(it) => self.branches(it),
            Statement::LabeledStatement(it) => {
                let label = self.text(&it.label.name, it.label.span);
                StmtData::Block { body: self.body(std::slice::from_ref(&it.body)), label }
            }
            Statement::ReturnStatement(it) => StmtData::Return(it.argument.as_ref().map(|value| self.expr(value))),
            Statement::ThrowStatement(it) => StmtData::Raise { value: Some(self.expr(&it.argument)), cause: None },
            Statement::SwitchStatement(it) => self.switch(it),
            Statement::TryStatement(it) => self.attempt(it),
            Statement::WithStatement(it) => {
                let object = self.expr(&it.object);
                let items = self.b.module.pools.items.one((object, None));
                StmtData::With { items, body: self.inner(&it.body), is_async: false }
            }
            Statement::ImportDeclaration(it) => {
                let id = self.import_declaration(it);
                return out(self, id);
            }
            Statement::ExportAllDeclaration(it) => {
                let id = self.export_all(it);
                return out(self, id);
            }
            Statement::ExportFromDeclaration(it) => {
                let id = self.export_from(it);
                return out(self, id);
            }
            Statement::ExportDeclaration(it) => return self.declaration(&it.declaration, Exported::Named, at, out),
            Statement::ExportDefaultDeclaration(it) => self.export_default(it),
            Statement::ExportNamedDeclaration(it) => self.export_names(it),
            Statement::TSExportAssignment(it) => {
                StmtData::ExportValue { value: self.expr(&it.expression), default: false }
            }
            declaration => return self.declaration(declaration.to_declaration(), Exported::No, at, out),
        };
        self.emit(data, at, out);
    }

    fn emit(&mut self, data: StmtData, at: At, out: Out<'_, 'b, 'a>) {
        let mut span = self.span(at);
        if let StmtData::Class(id) = data {
            span.start = span.start.min(self.b.class(id).span.start);
        }
        let id = self.b.stmt(data, span);
        out(self, id);
    }

    fn declaration(&mut self, it: &'a Declaration<'a>, export: Exported, at: At, out: Out<'_, 'b, 'a>) {
        let exported = export != Exported::No;
        let data = match it {
            Declaration::VariableDeclaration(it) => return self.variables(it, exported, at, out),
            Declaration::FunctionDeclaration(it) => {
                StmtData::Function(self.function(it, FunctionKind::Function, export, at))
            }
            Declaration::ClassDeclaration(it) => StmtData::Class(self.class(it, export, at)),
            Declaration::TSTypeAliasDeclaration(it) => self.alias(it, exported),
            Declaration::TSInterfaceDeclaration(it) => self.interface(it, export, at),
            Declaration::TSEnumDeclaration(it) => self.enumeration(it, export, at),
            Declaration::TSNamespaceDeclaration(it) => self.namespace(it, export),
            Declaration::TSExternalModuleDeclaration(it) => {
                let body = it.body.as_ref().map(|block| self.body(&block.body)).unwrap_or_default();
                StmtData::Block { body, label: Text::default() }
            }
            Declaration::TSGlobalDeclaration(it) => {
                StmtData::Block { body: self.body(&it.body.body), label: Text::default() }
            }
            Declaration::TSImportEqualsDeclaration(it) => {
                let id = self.import_equals(it, exported, at);
                return out(self, id);
            }
        };
        self.emit(data, at, out);
    }

    fn variables(&mut self, it: &'a ast::VariableDeclaration<'a>, exported: bool, at: At, out: Out<'_, 'b, 'a>) {
        let binding = match it.kind {
            VariableDeclarationKind::Var => Binding::Var,
            VariableDeclarationKind::Let => Binding::Let,
            VariableDeclarationKind::Const => Binding::Const,
            VariableDeclarationKind::Using => Binding::Using,
            VariableDeclarationKind::AwaitUsing => Binding::AwaitUsing,
        };
        for declarator in &it.declarations {
            let whole = if it.declarations.len() == 1 { at } else { declarator.span };
            let target = self.pattern(&declarator.id);
            let annotation = self.annotation(declarator.type_annotation.as_deref());
            let value = declarator.init.as_ref().map(|init| {
                self.expect(&declarator.id, init);
                self.expr(init)
            });
            let data = self.bind(target, annotation, value, binding, exported);
            self.emit(data, whole, out);
        }
    }

    fn export_default(&mut self, it: &'a ast::ExportDefaultDeclaration<'a>) -> StmtData {
        match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                StmtData::Function(self.function(function, FunctionKind::Function, Exported::Default, it.span))
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                StmtData::Class(self.class(class, Exported::Default, it.span))
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                self.interface(interface, Exported::Default, it.span)
            }
            value => StmtData::ExportValue { value: self.expr(value.to_expression()), default: true },
        }
    }

    /// An assignment for its effect is a statement of its own, with all its targets.
    fn expression_statement(&mut self, it: &'a Expression<'a>) -> StmtData {
        match it {
            Expression::AssignmentExpression(first) => {
                let op = assignment(first.operator);
                let mut targets = vec![self.target(&first.left)];
                let mut value = &first.right;
                while let (None, Expression::AssignmentExpression(next)) = (op, value) {
                    if assignment(next.operator).is_some() {
                        break;
                    }
                    targets.push(self.target(&next.left));
                    value = &next.right;
                }
                let targets = self.b.exprs(&targets);
                let value = Some(self.expr(value));
                let (binding, decorators) = (Binding::Plain, List::default());
                StmtData::Assign { targets, annotation: None, value, op, binding, exported: false, decorators }
            }
            Expression::UnaryExpression(it) if it.operator == ast::UnaryOperator::Delete => {
                let target = self.expr(&it.argument);
                StmtData::Delete(self.b.module.pools.exprs.one(target))
            }
            it => StmtData::Expr(self.expr(it)),
        }
    }

    fn label(&mut self, label: Option<&ast::LabelIdentifier<'a>>) -> Text {
        label.map(|label| self.text(&label.name, label.span)).unwrap_or_default()
    }

    /// Statements in their own block, or what stands for them when they are too deep.
    pub(super) fn body(&mut self, body: &'a [Statement<'a>]) -> Body {
        let mark = self.b.module.pools.stmts.open();
        self.statements(body);
        self.b.module.pools.stmts.close(mark)
    }

    /// Adds statements to the open list.
    pub(super) fn statements(&mut self, body: &'a [Statement<'a>]) {
        if self.b.enter(2) {
            if self.b.should_check_stack(2) {
                stacker::maybe_grow(RED_ZONE, GROWTH, || self.statements_inner(body));
            } else {
                self.statements_inner(body);
            }
            self.b.leave(2);
        } else if let (Some(first), Some(last)) = (body.first(), body.last()) {
            let span = self.span(At::new(first.span().start, last.span().end));
            let holder = self.b.cut(span);
            self.deferred.push((Deferred::Body(body), holder));
            let id = self.b.stmt(StmtData::Expr(holder), span);
            self.b.module.pools.stmts.push(id);
        }
    }

    fn statements_inner(&mut self, body: &'a [Statement<'a>]) {
        for stmt in body {
            self.stmt(stmt, &mut |lower, id| lower.b.module.pools.stmts.push(id));
        }
    }

    /// The body of an `if` or a loop, with or without braces.
    fn inner(&mut self, stmt: &'a Statement<'a>) -> Body {
        match stmt {
            Statement::BlockStatement(block) => self.body(&block.body),
            Statement::EmptyStatement(_) => Body::default(),
            stmt => self.body(std::slice::from_ref(stmt)),
        }
    }

    fn repeat(&mut self, head: LoopHead, body: &'a Statement<'a>) -> StmtData {
        let data = LoopData { head, body: self.inner(body), otherwise: Body::default() };
        self.b.loop_head(data)
    }

    fn counted(&mut self, it: &'a ast::ForStatement<'a>) -> StmtData {
        let mark = self.b.module.pools.stmts.open();
        match &it.init {
            Some(ForStatementInit::VariableDeclaration(declaration)) => {
                self.variables(declaration, false, declaration.span, &mut |lower, id| {
                    lower.b.module.pools.stmts.push(id);
                });
            }
            Some(init) => {
                let init = init.to_expression();
                let data = self.expression_statement(init);
                let span = self.span(init.span());
                let id = self.b.stmt(data, span);
                self.b.module.pools.stmts.push(id);
            }
            None => {}
        }
        let init = self.b.module.pools.stmts.close(mark);
        let test = it.test.as_ref().map(|test| self.expr(test));
        let update = it.update.as_ref().map(|update| self.expr(update));
        self.repeat(LoopHead::Counted { init, test, update }, &it.body)
    }

    fn loop_target(&mut self, left: &'a ForStatementLeft<'a>) -> ExprId {
        match left {
            ForStatementLeft::VariableDeclaration(it) => {
                let target = it.declarations.first().map(|declarator| self.pattern(&declarator.id));
                let span = self.span(it.span);
                target.unwrap_or_else(|| self.b.opaque(List::default(), span))
            }
            target => self.target(target.to_assignment_target()),
        }
    }

    /// A chain of `else if`, however long, without recursing into it.
    fn branches(&mut self, it: &'a ast::IfStatement<'a>) -> StmtData {
        let mark = self.b.module.pools.branches.open();
        let mut at = it;
        let otherwise = loop {
            let span = self.span(At::new(at.span.start, at.consequent.span().end));
            let data = BranchData { span, test: self.expr(&at.test), body: self.inner(&at.consequent) };
            self.b.module.pools.branches.push(data);
            match &at.alternate {
                Some(Statement::IfStatement(next)) => at = next,
                Some(otherwise) => break self.inner(otherwise),
                None => break Body::default(),
            }
        };
        StmtData::If { branches: self.b.module.pools.branches.close(mark), otherwise }
    }

    fn switch(&mut self, it: &'a ast::SwitchStatement<'a>) -> StmtData {
        let subject = self.expr(&it.discriminant);
        let cases = list!(self.b, cases, &it.cases, case => CaseData {
            span: self.span(case.span),
            pattern: case.test.as_ref().map(|test| self.expr(test)),
            guard: None,
            body: self.body(&case.consequent),
        });
        StmtData::Match { subject, cases, falls_through: true }
    }

    fn attempt(&mut self, it: &'a ast::TryStatement<'a>) -> StmtData {
        let body = self.body(&it.block.body);
        let handlers = list!(self.b, handlers, it.handler.iter(), handler => HandlerData {
            span: self.span(handler.span),
            class: None,
            target: handler.param.as_ref().map(|param| self.pattern(&param.pattern)),
            body: self.body(&handler.body.body),
        });
        let finally = it.finalizer.as_ref().map(|block| self.body(&block.body)).unwrap_or_default();
        let rest = self.b.try_rest(TryRest { otherwise: Body::default(), finally });
        StmtData::Try { body, handlers, rest }
    }
}
