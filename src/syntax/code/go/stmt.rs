//! Statements.

use tree_sitter::Node;

use super::super::build::list;
use super::super::nesting::{GROWTH, RED_ZONE};
use super::super::pool::{List, Text};
use super::super::tree::{
    Body, BranchData, CaseData, ImportData, ImportedData, ImportedWhat, LoopData, LoopHead, NodeId, StmtData,
};
use super::super::{Binding, ExprId, FunctionKind, ImportForm, Operator};
use super::Lower;
use super::expr::operator;
use crate::source::Span;

impl Lower<'_> {
    /// Lowers the statements below `node` into the list that is open.
    pub(super) fn statements(&mut self, node: Node<'_>) {
        for child in Self::children(node) {
            self.stmt(child);
        }
    }

    /// The statements of a block, a case, or a whole `statement_list`.
    pub(super) fn body(&mut self, node: Node<'_>) -> Body {
        let mark = self.b.module.pools.stmts.open();
        if self.b.enter(2) {
            if self.b.should_check_stack(2) {
                stacker::maybe_grow(RED_ZONE, GROWTH, || self.statements(node));
            } else {
                self.statements(node);
            }
            self.b.leave(2);
        } else {
            let span = self.span(node);
            let holder = self.b.cut(span);
            self.push(StmtData::Expr(holder), span);
        }
        self.b.module.pools.stmts.close(mark)
    }

    fn push(&mut self, data: StmtData, span: Span) {
        let id = self.b.stmt(data, span);
        self.b.module.pools.stmts.push(id);
    }

    pub(super) fn assign(
        &mut self,
        target: ExprId,
        annotation: Option<ExprId>,
        value: Option<ExprId>,
        binding: Binding,
    ) -> StmtData {
        let targets = self.b.exprs(&[target]);
        let decorators = List::default();
        StmtData::Assign { targets, annotation, value, op: None, binding, exported: false, decorators }
    }

    fn stmt(&mut self, node: Node<'_>) {
        let span = self.span(node);
        let field = |name: &str| node.child_by_field_name(name);
        let data = match node.kind() {
            "statement_list" | "const_declaration" | "var_declaration" | "var_spec_list" | "type_declaration"
            | "import_declaration" | "import_spec_list" | "labeled_statement" => return self.statements(node),
            "import_spec" => return self.import(node),
            "function_declaration" => self.function(node, FunctionKind::Function),
            "method_declaration" => self.function(node, FunctionKind::Method),
            "type_spec" | "type_alias" => match self.type_spec(node) {
                Some(data) => data,
                None => return,
            },
            "const_spec" | "var_spec" => return self.declared(node),
            "short_var_declaration" | "assignment_statement" => return self.assigned(node),
            "inc_statement" | "dec_statement" | "expression_statement" => match Self::children(node).first() {
                Some(inner) => StmtData::Expr(self.expr(*inner)),
                None => return,
            },
            "send_statement" => match field("value") {
                Some(value) => StmtData::Expr(self.expr(value)),
                None => return,
            },
            "return_statement" => {
                let value = Self::children(node).first().copied();
                let value = value.map(|value| match Self::children(value).as_slice() {
                    [only] if value.kind() == "expression_list" => self.expr(*only),
                    _ => self.expr(value),
                });
                StmtData::Return(value)
            }
            "defer_statement" | "go_statement" => return self.started(node, span),
            "if_statement" => self.branches(node),
            "for_statement" => self.repeated(node),
            "expression_switch_statement" | "type_switch_statement" | "select_statement" => self.cases(node, span),
            "block" => StmtData::Block { body: self.body(node), label: Text::default() },
            "break_statement" => StmtData::Break(Text::default()),
            "continue_statement" => StmtData::Continue(Text::default()),
            // `ERROR` holds what the parser could not place; whole statements are among it.
            "label_name" | "package_clause" | "identifier" | "ERROR" | "empty_statement" => return,
            _ => StmtData::Pass,
        };
        self.push(data, span);
    }

    /// `defer f()` and `go f()`; of a literal what it does.
    fn started(&mut self, node: Node<'_>, span: Span) {
        let Some(call) = Self::children(node).into_iter().next() else { return };
        let function = call.child_by_field_name("function").map(super::expr::bare);
        let data = match function.filter(|function| function.kind() == "func_literal") {
            Some(literal) => {
                let body = literal.child_by_field_name("body").map(|body| self.body(body)).unwrap_or_default();
                StmtData::Block { body, label: Text::default() }
            }
            None => StmtData::Expr(self.expr(call)),
        };
        self.push(data, span);
    }

    /// `if … else if … else`, however long.
    fn branches(&mut self, node: Node<'_>) -> StmtData {
        let mark = self.b.module.pools.branches.open();
        let mut at = node;
        let mut otherwise = Body::default();
        loop {
            if let Some(first) = at.child_by_field_name("initializer") {
                // What it binds is seen in all branches; it stands before the whole.
                self.stmt(first);
            }
            if let (Some(test), Some(then)) =
                (at.child_by_field_name("condition"), at.child_by_field_name("consequence"))
            {
                let span = self.b.span(at.start_byte() as u32, then.end_byte() as u32);
                let test = self.expr(test);
                let data = BranchData { span, test, body: self.body(then) };
                self.b.module.pools.branches.push(data);
            }
            match at.child_by_field_name("alternative") {
                Some(next) if next.kind() == "if_statement" => at = next,
                Some(last) => {
                    otherwise = self.body(last);
                    break;
                }
                None => break,
            }
        }
        StmtData::If { branches: self.b.module.pools.branches.close(mark), otherwise }
    }

    fn repeated(&mut self, node: Node<'_>) -> StmtData {
        let body = node.child_by_field_name("body");
        let clause = Self::children(node).into_iter().find(|child| child.kind() != "block");
        let span = self.span(node);
        let head = match clause {
            Some(range) if range.kind() == "range_clause" => {
                let target = match range.child_by_field_name("left") {
                    Some(left) => self.expr(left),
                    None => self.nothing(span),
                };
                let iter = match range.child_by_field_name("right") {
                    Some(right) => self.expr(right),
                    None => self.nothing(span),
                };
                LoopHead::Each { target, iter, is_async: false }
            }
            Some(counted) if counted.kind() == "for_clause" => {
                let mark = self.b.module.pools.stmts.open();
                if let Some(first) = counted.child_by_field_name("initializer") {
                    self.stmt(first);
                }
                let init = self.b.module.pools.stmts.close(mark);
                let test = counted.child_by_field_name("condition").map(|test| self.expr(test));
                LoopHead::Counted { init, test, update: None }
            }
            Some(test) => LoopHead::While(self.expr(test)),
            None => LoopHead::Counted { init: Body::default(), test: None, update: None },
        };
        let body = body.map(|body| self.body(body)).unwrap_or_default();
        self.b.loop_head(LoopData { head, body, otherwise: Body::default() })
    }

    fn cases(&mut self, node: Node<'_>, span: Span) -> StmtData {
        if let Some(first) = node.child_by_field_name("initializer") {
            self.stmt(first);
        }
        let subject = match node.child_by_field_name("value") {
            Some(value) => self.expr(value),
            None => self.nothing(Span { start: span.start, end: span.start }),
        };
        let of = ["expression_case", "type_case", "communication_case", "default_case"];
        let cases = Self::children(node).into_iter().filter(|child| of.contains(&child.kind()));
        let cases = list!(self.b, cases, cases.collect::<Vec<_>>(), case => {
            let pattern = ["value", "type"].iter().find_map(|name| case.child_by_field_name(name));
            let pattern = pattern.map(|pattern| match Self::children(pattern).as_slice() {
                [only] if pattern.kind() == "expression_list" => self.expr(*only),
                _ => self.expr(pattern),
            });
            let inside = Self::children(case).into_iter().find(|child| child.kind() == "statement_list");
            let body = inside.map(|inside| self.body(inside)).unwrap_or_default();
            CaseData { span: self.span(case), pattern, guard: None, body }
        });
        StmtData::Match { subject, cases, falls_through: false }
    }

    /// `var a, b T = x, y` and constants.
    fn declared(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let names = node.children_by_field_name("name", &mut cursor).filter(Node::is_named).collect();
        let values = node.child_by_field_name("value").map(Self::children).unwrap_or_default();
        self.bind(node, names, &values, node.child_by_field_name("type"), Binding::Plain, None);
    }

    fn assigned(&mut self, node: Node<'_>) {
        let side = |name: &str| node.child_by_field_name(name).map(Self::children).unwrap_or_default();
        let sign = node.child_by_field_name("operator").map(|sign| sign.kind());
        let op = sign.and_then(|sign| sign.strip_suffix('=')).filter(|sign| !sign.is_empty()).map(operator);
        self.bind(node, side("left"), &side("right"), None, Binding::Plain, op);
    }

    /// A statement for each name. Of a call with several results the first name gets the value.
    fn bind(
        &mut self,
        node: Node<'_>,
        names: Vec<Node<'_>>,
        values: &[Node<'_>],
        ty: Option<Node<'_>>,
        binding: Binding,
        op: Option<Operator>,
    ) {
        let span = self.span(node);
        let pairs = names.len() == values.len();
        for (index, name) in names.into_iter().enumerate() {
            let target = self.expr(name);
            let annotation = ty.map(|ty| self.expr(ty));
            let value = match values.get(index) {
                Some(value) if pairs || index == 0 => Some(self.expr(*value)),
                _ if values.is_empty() => None,
                _ => Some(self.nothing(Span { start: span.end, end: span.end })),
            };
            let mut data = self.assign(target, annotation, value, binding);
            if let StmtData::Assign { op: own, .. } = &mut data {
                *own = op;
            }
            self.push(data, span);
        }
    }

    fn import(&mut self, node: Node<'_>) {
        let Some(path) = node.child_by_field_name("path") else { return };
        let span = self.span(node);
        let (start, end) = (path.start_byte() as u32 + 1, (path.end_byte() as u32).saturating_sub(1));
        let module = self.source.get(start as usize..end as usize).unwrap_or_default();
        let (what, local, local_span) = match node.child_by_field_name("name") {
            Some(name) if name.kind() == "dot" => (ImportedWhat::Star, Text::default(), span),
            Some(name) if name.kind() == "blank_identifier" => return,
            Some(name) => {
                let (local, at) = self.identifier(name);
                (ImportedWhat::Module, local, at)
            }
            None => {
                let local = self.b.owned(package(module));
                (ImportedWhat::Module, local, self.span(path))
            }
        };
        let name = ImportedData { span, what, local, local_span, type_only: false };
        let names = self.b.module.pools.imported.one(name);
        let (module, module_span) = (self.b.slice(start, end.max(start)), self.b.span(start, end));
        let form = ImportForm::Module;
        let data = ImportData { span, form, module, module_span, level: 0, type_only: false, names, site: None };
        let id = self.b.import(data);
        let stmt = self.b.stmt(StmtData::Import(id), span);
        self.b.set_site(id, NodeId::Stmt(stmt));
        self.b.module.pools.stmts.push(stmt);
    }
}

/// The name that the package at an import path most likely has: its last part, without a version and the usual additions.
fn package(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let name = if is_version(last) { parts.next().unwrap_or(last) } else { last };
    let name = name.rsplit_once('.').filter(|(_, end)| is_version(end)).map_or(name, |(name, _)| name);
    let name = name.strip_prefix("go-").or_else(|| name.strip_suffix("-go")).unwrap_or(name);
    name.rsplit('-').next().unwrap_or(name)
}
