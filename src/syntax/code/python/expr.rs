//! Expressions.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::super::build::{below, list};
use super::super::nesting::{GROWTH, RED_ZONE};
use super::super::pool::List;
use super::super::tree::{ArgData, Body, ClauseData, EntryData, ExprData, ParamData, StmtData};
use super::super::{CompareOp, ComprehensionKind, ExprId, FunctionKind, Operator, ParamKind, Spread, UnaryOp};
use super::{Deferred, Lower};
use crate::source::Span;

/// A chain of operators this long is taken apart after it was read: dropping it whole would recurse into it.
const LONG_CHAIN: usize = 128;

fn nothing() -> Expr {
    Expr::EllipsisLiteral(ast::ExprEllipsisLiteral::default())
}

impl Lower {
    pub(super) fn expr(&mut self, expr: &mut Expr) -> ExprId {
        if !self.b.enter(1) {
            let holder = self.b.cut(self.span(expr));
            self.deferred.push((Deferred::Expr(std::mem::replace(expr, nothing())), holder));
            return holder;
        }
        let span = self.span(expr);
        let data = if self.b.should_check_stack(1) {
            stacker::maybe_grow(RED_ZONE, GROWTH, || self.expr_data(expr, span))
        } else {
            self.expr_data(expr, span)
        };
        self.b.leave(1);
        self.b.expr(data, span)
    }

    fn expr_data(&mut self, expr: &mut Expr, span: Span) -> ExprData {
        match expr {
            Expr::Name(name) => ExprData::Name(self.name(&name.id, name.range)),
            Expr::Attribute(attribute) => {
                let base = self.expr(&mut attribute.value);
                let (name, name_span) = self.identifier(&attribute.attr);
                ExprData::Attribute { base, name, name_start: name_span.start, optional: false }
            }
            Expr::Subscript(subscript) => {
                let base = self.expr(&mut subscript.value);
                ExprData::Subscript { base, index: self.expr(&mut subscript.slice), optional: false }
            }
            Expr::Call(call) => {
                let callee = self.expr(&mut call.func);
                let args = self.arguments(&mut call.arguments);
                ExprData::Call { callee, args, is_new: false, optional: false }
            }
            Expr::List(items) => ExprData::List(self.exprs(&mut items.elts)),
            Expr::Tuple(items) => ExprData::Tuple(self.exprs(&mut items.elts)),
            Expr::Set(items) => ExprData::Set(self.exprs(&mut items.elts)),
            Expr::Dict(dict) => self.dict(dict),
            Expr::ListComp(it) => self.comprehension(ComprehensionKind::List, &mut it.elt, None, &mut it.generators),
            Expr::SetComp(it) => self.comprehension(ComprehensionKind::Set, &mut it.elt, None, &mut it.generators),
            Expr::Generator(it) => {
                self.comprehension(ComprehensionKind::Generator, &mut it.elt, None, &mut it.generators)
            }
            Expr::DictComp(it) => match &mut it.key {
                Some(key) => self.comprehension(ComprehensionKind::Dict, key, Some(&mut it.value), &mut it.generators),
                None => self.comprehension(ComprehensionKind::Dict, &mut it.value, None, &mut it.generators),
            },
            Expr::Lambda(lambda) => self.lambda(lambda, span),
            Expr::If(it) => {
                let then = self.expr(&mut it.body);
                let test = self.expr(&mut it.test);
                ExprData::Conditional { test, then, otherwise: self.expr(&mut it.orelse) }
            }
            Expr::BoolOp(it) => {
                let op = match it.op {
                    ast::BoolOp::And => Operator::And,
                    ast::BoolOp::Or => Operator::Or,
                };
                ExprData::Binary { op, operands: self.exprs(&mut it.values) }
            }
            Expr::BinOp(it) => {
                let op = it.op;
                self.binary(expr, op)
            }
            Expr::Compare(it) => self.compare(it),
            Expr::UnaryOp(it) => ExprData::Unary { op: unary(it.op), operand: self.expr(&mut it.operand) },
            Expr::Named(it) => {
                let target = self.expr(&mut it.target);
                ExprData::Assign { target, op: None, value: self.expr(&mut it.value) }
            }
            Expr::Await(it) => ExprData::Await(self.expr(&mut it.value)),
            Expr::Yield(it) => {
                self.yields = true;
                ExprData::Yield { value: it.value.as_deref_mut().map(|value| self.expr(value)), delegate: false }
            }
            Expr::YieldFrom(it) => {
                self.yields = true;
                ExprData::Yield { value: Some(self.expr(&mut it.value)), delegate: true }
            }
            Expr::Starred(it) => ExprData::Spread(self.expr(&mut it.value)),
            Expr::Slice(it) => {
                let parts = [&mut it.lower, &mut it.upper, &mut it.step];
                ExprData::Opaque(list!(self.b, exprs, parts.into_iter().flatten(), part => self.expr(part)))
            }
            literal => self.literal(literal),
        }
    }

    fn literal(&mut self, expr: &mut Expr) -> ExprData {
        match expr {
            Expr::StringLiteral(literal) => self.string(literal),
            Expr::BytesLiteral(literal) => {
                let bytes = literal.value.bytes().collect();
                self.b.blob(bytes)
            }
            Expr::FString(literal) => self.template(literal),
            Expr::TString(literal) => self.t_string(literal),
            Expr::NumberLiteral(literal) => {
                ExprData::Number(self.b.slice(literal.range.start().into(), literal.range.end().into()))
            }
            Expr::BooleanLiteral(literal) => ExprData::Bool(literal.value),
            Expr::NoneLiteral(_) => ExprData::None,
            Expr::EllipsisLiteral(_) => ExprData::Ellipsis,
            // A line for the shell; everything else was taken before.
            _ => ExprData::Opaque(List::default()),
        }
    }

    pub(super) fn exprs(&mut self, items: &mut [Expr]) -> List<ExprId> {
        list!(self.b, exprs, items, item => self.expr(item))
    }

    pub(super) fn maybe(&mut self, expr: &mut Option<Box<Expr>>) -> Option<ExprId> {
        expr.as_deref_mut().map(|expr| self.expr(expr))
    }

    /// Arguments of a call or class: positional ones and keywords in source order.
    pub(super) fn arguments(&mut self, arguments: &mut ast::Arguments) -> List<ArgData> {
        let mark = self.b.module.pools.args.open();
        let mut keywords = arguments.keywords.iter_mut().peekable();
        for value in &mut arguments.args {
            while let Some(keyword) = keywords.next_if(|keyword| keyword.range.start() < value.start()) {
                self.keyword(keyword);
            }
            let (spread, value) = match value {
                Expr::Starred(starred) => (Spread::Items, self.expr(&mut starred.value)),
                value => (Spread::No, self.expr(value)),
            };
            self.b.module.pools.args.push(ArgData { name: None, spread, value });
        }
        for keyword in keywords {
            self.keyword(keyword);
        }
        self.b.module.pools.args.close(mark)
    }

    fn keyword(&mut self, keyword: &mut ast::Keyword) {
        let name = keyword.arg.as_ref().map(|name| self.identifier(name));
        let spread = if name.is_some() { Spread::No } else { Spread::Keywords };
        let value = self.expr(&mut keyword.value);
        self.b.module.pools.args.push(ArgData { name, spread, value });
    }

    fn dict(&mut self, dict: &mut ast::ExprDict) -> ExprData {
        ExprData::Dict(list!(self.b, entries, &mut dict.items, item => {
            let key = item.key.as_mut().map(|key| self.expr(key));
            EntryData { key, value: self.expr(&mut item.value), computed: false, shorthand: false }
        }))
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        element: &mut Expr,
        value: Option<&mut Expr>,
        generators: &mut [ast::Comprehension],
    ) -> ExprData {
        let element = self.expr(element);
        let value = value.map(|value| self.expr(value));
        let clauses = list!(self.b, clauses, generators, clause => ClauseData {
            target: self.expr(&mut clause.target),
            iter: self.expr(&mut clause.iter),
            conditions: self.exprs(&mut clause.ifs),
            is_async: clause.is_async,
        });
        ExprData::Comprehension { kind, element, value, clauses }
    }

    /// A chain of one operator, however long, without recursing into it.
    fn binary(&mut self, expr: &mut Expr, op: ast::Operator) -> ExprData {
        let mut operands = Vec::with_capacity(2);
        let mut at = &mut *expr;
        while matches!(at, Expr::BinOp(link) if link.op == op) {
            let Expr::BinOp(link) = at else { unreachable!("it was matched just now") };
            operands.push(&mut *link.right);
            at = &mut *link.left;
        }
        operands.push(at);
        let long = operands.len() > LONG_CHAIN;
        let operands = list!(self.b, exprs, operands.into_iter().rev(), operand => self.expr(operand));
        if long {
            let mut at = std::mem::replace(expr, nothing());
            while let Expr::BinOp(link) = at {
                at = *link.left;
            }
        }
        ExprData::Binary { op: operator(op), operands }
    }

    fn compare(&mut self, it: &mut ast::ExprCompare) -> ExprData {
        let left = self.expr(&mut it.left);
        let links = it.ops.iter().zip(&mut it.comparators);
        let rest = list!(self.b, compares, links, (op, right) => (compare(*op), self.expr(right)));
        ExprData::Compare { left, rest }
    }

    fn lambda(&mut self, lambda: &mut ast::ExprLambda, span: Span) -> ExprData {
        let id = self.b.reserve_function();
        let (yields, in_class) = (std::mem::take(&mut self.yields), std::mem::take(&mut self.in_class));
        let params = below!(self.b, 1, {
            lambda.parameters.as_deref_mut().map(|params| self.params(params)).unwrap_or_default()
        });
        let body_span = self.span(&*lambda.body);
        let body = if self.b.enter(2) {
            let value = self.expr(&mut lambda.body);
            self.b.leave(2);
            value
        } else {
            let holder = self.b.cut(body_span);
            self.deferred.push((Deferred::Expr(std::mem::replace(&mut lambda.body, nothing())), holder));
            holder
        };
        let body = self.b.stmt(StmtData::Return(Some(body)), body_span);
        let body: Body = self.b.module.pools.stmts.one(body);
        let is_generator = std::mem::replace(&mut self.yields, yields);
        self.in_class = in_class;
        let data = self.b.function(id);
        data.span = span;
        data.name_span = Span { start: span.start, end: span.start };
        data.kind = FunctionKind::Lambda;
        data.params = params;
        data.body = body;
        data.body_span = body_span;
        data.has_body = true;
        data.is_generator = is_generator;
        ExprData::Function(id)
    }

    pub(super) fn params(&mut self, params: &mut ast::Parameters) -> List<ParamData> {
        let mark = self.b.module.pools.params.open();
        for param in &mut params.posonlyargs {
            self.param(ParamKind::PositionalOnly, &mut param.parameter, param.default.as_deref_mut(), param.range);
        }
        for param in &mut params.args {
            self.param(ParamKind::Plain, &mut param.parameter, param.default.as_deref_mut(), param.range);
        }
        if let Some(param) = params.vararg.as_deref_mut() {
            let range = param.range;
            self.param(ParamKind::Rest, param, None, range);
        }
        for param in &mut params.kwonlyargs {
            self.param(ParamKind::KeywordOnly, &mut param.parameter, param.default.as_deref_mut(), param.range);
        }
        if let Some(param) = params.kwarg.as_deref_mut() {
            let range = param.range;
            self.param(ParamKind::Keywords, param, None, range);
        }
        self.b.module.pools.params.close(mark)
    }

    fn param(
        &mut self,
        kind: ParamKind,
        param: &mut ast::Parameter,
        default: Option<&mut Expr>,
        range: ruff_text_size::TextRange,
    ) {
        let (name, name_span) = self.identifier(&param.name);
        let annotation = self.maybe(&mut param.annotation);
        let default = default.map(|default| self.expr(default));
        let span = super::range(&self.b, range);
        let decorators = List::default();
        let data =
            ParamData { span, name, name_span, pattern: None, annotation, default, decorators, kind, is_field: false };
        self.b.module.pools.params.push(data);
    }
}

pub(super) fn operator(op: ast::Operator) -> Operator {
    match op {
        ast::Operator::Add => Operator::Add,
        ast::Operator::Sub => Operator::Sub,
        ast::Operator::Mult => Operator::Mul,
        ast::Operator::MatMult => Operator::MatMul,
        ast::Operator::Div => Operator::Div,
        ast::Operator::Mod => Operator::Mod,
        ast::Operator::Pow => Operator::Pow,
        ast::Operator::LShift => Operator::ShiftLeft,
        ast::Operator::RShift => Operator::ShiftRight,
        ast::Operator::BitOr => Operator::BitOr,
        ast::Operator::BitXor => Operator::BitXor,
        ast::Operator::BitAnd => Operator::BitAnd,
        ast::Operator::FloorDiv => Operator::FloorDiv,
    }
}

fn unary(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Invert => UnaryOp::Invert,
        ast::UnaryOp::Not => UnaryOp::Not,
        ast::UnaryOp::UAdd => UnaryOp::Plus,
        ast::UnaryOp::USub => UnaryOp::Minus,
    }
}

fn compare(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Eq,
        ast::CmpOp::NotEq => CompareOp::NotEq,
        ast::CmpOp::Lt => CompareOp::Less,
        ast::CmpOp::LtE => CompareOp::LessEq,
        ast::CmpOp::Gt => CompareOp::Greater,
        ast::CmpOp::GtE => CompareOp::GreaterEq,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}
