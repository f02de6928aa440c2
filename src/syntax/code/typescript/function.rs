//! Functions, methods, arrows and their parameters.

use oxc_ast::ast::{self, ArrowFunctionBody, BindingPattern};
use oxc_span::{GetSpan, Span as At};

use super::super::build::{below, list};
use super::super::pool::{List, Text};
use super::super::tree::{Body, FunctionId, ParamData, StmtData, StmtId};
use super::super::{Exported, ExprId, FunctionKind, ParamKind};
use super::Lower;
use crate::source::Span;

/// What a function has of its own, whichever form it is written in.
#[derive(Copy, Clone)]
struct Parts<'a, 'p> {
    params: &'p ast::FormalParameters<'a>,
    returns: Option<&'p ast::TSTypeAnnotation<'a>>,
    is_async: bool,
    is_generator: bool,
}

/// How a function is called from outside.
#[derive(Copy, Clone)]
pub(super) struct Naming {
    pub(super) name: Text,
    pub(super) name_span: Span,
    pub(super) decorators: List<ExprId>,
}

impl<'a> Lower<'_, 'a> {
    /// A declaration or an expression; `at` is the whole of it.
    pub(super) fn function(
        &mut self,
        it: &'a ast::Function<'a>,
        kind: FunctionKind,
        export: Exported,
        at: At,
    ) -> FunctionId {
        let naming = match &it.id {
            Some(id) => {
                let name = self.text(&id.name, id.span);
                Naming { name, name_span: self.span(id.span), decorators: List::default() }
            }
            None => self.nameless(at),
        };
        let id = self.b.reserve_function();
        self.named_function(id, it, kind, naming, at);
        self.b.function(id).export = export;
        id
    }

    pub(super) fn nameless(&self, at: At) -> Naming {
        let name_span = self.span(At::new(at.start, at.start));
        Naming { name: Text::default(), name_span, decorators: List::default() }
    }

    pub(super) fn named_function(
        &mut self,
        id: FunctionId,
        it: &'a ast::Function<'a>,
        kind: FunctionKind,
        naming: Naming,
        at: At,
    ) {
        let parts = Parts {
            params: &it.params,
            returns: it.return_type.as_deref(),
            is_async: it.r#async,
            is_generator: it.generator,
        };
        let (body, body_span) = self.signature_and(id, parts, at, |lower| match &it.body {
            Some(body) => (lower.function_body(body), lower.span(body.span)),
            None => (Body::default(), lower.span(At::new(at.end, at.end))),
        });
        let data = self.b.function(id);
        data.kind = kind;
        data.name = naming.name;
        data.name_span = naming.name_span;
        data.decorators = naming.decorators;
        data.body = body;
        data.body_span = body_span;
        data.has_body = it.body.is_some();
    }

    pub(super) fn arrow(&mut self, it: &'a ast::ArrowFunctionExpression<'a>) -> FunctionId {
        let id = self.b.reserve_function();
        let parts =
            Parts { params: &it.params, returns: it.return_type.as_deref(), is_async: it.r#async, is_generator: false };
        let (body, body_span) = self.signature_and(id, parts, it.span, |lower| match &it.body {
            ArrowFunctionBody::FunctionBody(body) => (lower.function_body(body), lower.span(body.span)),
            value => {
                let value = value.to_expression();
                let span = lower.span(value.span());
                let value = lower.deep_value(value);
                let id = lower.b.stmt(StmtData::Return(Some(value)), span);
                (lower.b.module.pools.stmts.one(id), span)
            }
        });
        let name_span = self.span(At::new(it.span.start, it.span.start));
        let data = self.b.function(id);
        data.kind = FunctionKind::Lambda;
        data.name_span = name_span;
        data.body = body;
        data.body_span = body_span;
        data.has_body = true;
        id
    }

    /// A signature without a body, of an interface.
    pub(super) fn signature(
        &mut self,
        it: &'a ast::TSMethodSignature<'a>,
        kind: FunctionKind,
        naming: Naming,
    ) -> FunctionId {
        let id = self.b.reserve_function();
        let parts =
            Parts { params: &it.params, returns: it.return_type.as_deref(), is_async: false, is_generator: false };
        let end = self.span(At::new(it.span.end, it.span.end));
        self.signature_and(id, parts, it.span, |_| ());
        let data = self.b.function(id);
        data.kind = kind;
        data.name = naming.name;
        data.name_span = naming.name_span;
        data.body_span = end;
        id
    }

    fn signature_and<R>(
        &mut self,
        id: FunctionId,
        parts: Parts<'a, 'a>,
        at: At,
        body: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let (params, returns, result) =
            below!(self.b, 1, (self.params(parts.params), self.annotation(parts.returns), body(self)));
        let span = self.span(at);
        let data = self.b.function(id);
        data.span = span;
        data.params = params;
        data.returns = returns;
        data.is_async = parts.is_async;
        data.is_generator = parts.is_generator;
        result
    }

    /// The value of an arrow lies three nodes below it: the function, its `return`, the value.
    fn deep_value(&mut self, value: &'a ast::Expression<'a>) -> ExprId {
        if self.b.enter(2) {
            let id = self.expr(value);
            self.b.leave(2);
            id
        } else {
            let holder = self.b.cut(self.span(value.span()));
            self.deferred.push((super::Deferred::Expr(value), holder));
            holder
        }
    }

    pub(super) fn function_body(&mut self, body: &'a ast::FunctionBody<'a>) -> Body {
        let mark = self.b.module.pools.stmts.open();
        for directive in &body.directives {
            let id = self.directive(directive);
            self.b.module.pools.stmts.push(id);
        }
        self.statements(&body.statements);
        self.b.module.pools.stmts.close(mark)
    }

    /// `"use server"` and its kin: a string for its effect.
    pub(super) fn directive(&mut self, it: &'a ast::Directive<'a>) -> StmtId {
        let data = self.string(&it.expression);
        let span = self.span(it.expression.span);
        let id = self.b.expr(data, span);
        let span = self.span(it.span);
        self.b.stmt(StmtData::Expr(id), span)
    }

    fn params(&mut self, params: &'a ast::FormalParameters<'a>) -> List<ParamData> {
        let mark = self.b.module.pools.params.open();
        for param in &params.items {
            let decorators = list!(self.b, exprs, &param.decorators, it => self.expr(&it.expression));
            let default = param.initializer.as_deref().map(|default| self.expr(default));
            let is_field = param.accessibility.is_some() || param.readonly || param.r#override;
            let data = self.param(&param.pattern, param.type_annotation.as_deref(), param.span);
            let data = ParamData { default, decorators, is_field, ..data };
            self.b.module.pools.params.push(data);
        }
        if let Some(rest) = &params.rest {
            let decorators = list!(self.b, exprs, &rest.decorators, it => self.expr(&it.expression));
            let data = self.param(&rest.rest.argument, rest.type_annotation.as_deref(), rest.span);
            self.b.module.pools.params.push(ParamData { decorators, kind: ParamKind::Rest, ..data });
        }
        self.b.module.pools.params.close(mark)
    }

    fn param(
        &mut self,
        pattern: &'a BindingPattern<'a>,
        annotation: Option<&'a ast::TSTypeAnnotation<'a>>,
        at: At,
    ) -> ParamData {
        let name_span = self.span(pattern.span());
        let (name, pattern) = match pattern {
            BindingPattern::BindingIdentifier(it) => (self.text(&it.name, it.span), None),
            pattern => (Text::default(), Some(self.pattern(pattern))),
        };
        ParamData {
            span: self.span(at),
            name,
            name_span,
            pattern,
            annotation: self.annotation(annotation),
            default: None,
            decorators: List::default(),
            kind: ParamKind::Plain,
            is_field: false,
        }
    }
}
