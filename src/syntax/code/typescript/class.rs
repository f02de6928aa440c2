//! Classes and their members.

use oxc_ast::ast::{self, ClassElement, MethodDefinitionKind, PropertyKey};
use oxc_span::{GetSpan, Span as At};

use super::super::build::list;
use super::super::pool::{List, Text};
use super::super::tree::{ArgData, Body, ClassId, ExprData, StmtData, StmtId};
use super::super::{Binding, Exported, ExprId, FunctionKind, Spread};
use super::Lower;
use super::function::Naming;
use crate::source::Span;

impl<'a> Lower<'_, 'a> {
    pub(super) fn class(&mut self, it: &'a ast::Class<'a>, export: Exported, at: At) -> ClassId {
        let id = self.b.reserve_class();
        let levels = self.b.enter_anyway(1);
        let decorators = list!(self.b, exprs, &it.decorators, decorator => self.expr(&decorator.expression));
        let (name, name_span) = match &it.id {
            Some(name) => (self.text(&name.name, name.span), self.span(name.span)),
            None => (Text::default(), self.span(At::new(at.start, at.start))),
        };
        let arguments = match &it.heritage {
            Some(heritage) => {
                let value = self.expr(&heritage.expression);
                self.b.module.pools.args.one(ArgData { name: None, spread: Spread::No, value })
            }
            None => List::default(),
        };
        let implements = list!(self.b, exprs, &it.implements, base => {
            self.reference(&base.expression, base.type_arguments.as_deref(), base.span)
        });
        let body = self.members_of(&it.body);
        self.b.leave(levels);
        // Decorators can stand before the `export` that `at` starts with, or before the class itself.
        let start = it.decorators.first().map_or(at.start, |first| first.span.start.min(at.start));
        let span = self.span(At::new(start, at.end));
        let data = self.b.class(id);
        data.span = span;
        data.name = name;
        data.name_span = name_span;
        data.export = export;
        data.decorators = decorators;
        data.arguments = arguments;
        data.implements = implements;
        data.body = body;
        id
    }

    fn members_of(&mut self, it: &'a ast::ClassBody<'a>) -> Body {
        let mark = self.b.module.pools.stmts.open();
        if self.b.enter(2) {
            for member in &it.body {
                if let Some(id) = self.member(member) {
                    self.b.module.pools.stmts.push(id);
                }
            }
            self.b.leave(2);
        } else {
            let span = self.span(it.span);
            let holder = self.b.cut(span);
            let id = self.b.stmt(StmtData::Expr(holder), span);
            self.b.module.pools.stmts.push(id);
        }
        self.b.module.pools.stmts.close(mark)
    }

    fn member(&mut self, member: &'a ClassElement<'a>) -> Option<StmtId> {
        let at = member.span();
        let data = match member {
            ClassElement::MethodDefinition(it) => self.method(it),
            ClassElement::PropertyDefinition(it) => {
                let parts = (it.type_annotation.as_deref(), it.value.as_ref(), it.r#static);
                self.field(&it.decorators, &it.key, it.computed, parts)
            }
            ClassElement::AccessorProperty(it) => {
                let parts = (it.type_annotation.as_deref(), it.value.as_ref(), it.r#static);
                self.field(&it.decorators, &it.key, it.computed, parts)
            }
            ClassElement::StaticBlock(it) => {
                let body = self.body(&it.body);
                StmtData::Block { body, label: self.b.owned("static") }
            }
            ClassElement::TSIndexSignature(_) => return None,
        };
        let span = self.span(at);
        Some(self.b.stmt(data, span))
    }

    fn method(&mut self, it: &'a ast::MethodDefinition<'a>) -> StmtData {
        let id = self.b.reserve_function();
        let decorators = list!(self.b, exprs, &it.decorators, decorator => self.expr(&decorator.expression));
        let (name, name_span) = self.member_name(&it.key, it.computed);
        let kind = match it.kind {
            MethodDefinitionKind::Constructor => FunctionKind::Constructor,
            MethodDefinitionKind::Get => FunctionKind::Getter,
            MethodDefinitionKind::Set => FunctionKind::Setter,
            MethodDefinitionKind::Method if it.r#static => FunctionKind::StaticMethod,
            MethodDefinitionKind::Method => FunctionKind::Method,
        };
        self.named_function(id, &it.value, kind, Naming { name, name_span, decorators }, it.span);
        StmtData::Function(id)
    }

    fn field(
        &mut self,
        decorators: &'a [ast::Decorator<'a>],
        key: &'a PropertyKey<'a>,
        computed: bool,
        (annotation, value, is_static): (Option<&'a ast::TSTypeAnnotation<'a>>, Option<&'a ast::Expression<'a>>, bool),
    ) -> StmtData {
        let decorators = list!(self.b, exprs, decorators, decorator => self.expr(&decorator.expression));
        let target = self.member_target(key, computed);
        let targets = self.b.exprs(&[target]);
        let annotation = self.annotation(annotation);
        let value = value.map(|value| self.expr(value));
        let binding = if is_static { Binding::StaticField } else { Binding::Field };
        StmtData::Assign { targets, annotation, value, op: None, binding, exported: false, decorators }
    }

    /// The name of a member; a computed one has none.
    pub(super) fn member_name(&mut self, key: &'a PropertyKey<'a>, computed: bool) -> (Text, Span) {
        let name = match key {
            _ if computed => Text::default(),
            PropertyKey::StaticIdentifier(it) => self.text(&it.name, it.span),
            PropertyKey::PrivateIdentifier(it) => self.slice(it.span),
            PropertyKey::StringLiteral(it) => self.text(&it.value, super::expr::inside(it.span)),
            PropertyKey::NumericLiteral(it) => self.slice(it.span),
            _ => Text::default(),
        };
        (name, self.span(key.span()))
    }

    /// A field as the target of an assignment: its name, or what is computed.
    pub(super) fn member_target(&mut self, key: &'a PropertyKey<'a>, computed: bool) -> ExprId {
        let (name, span) = self.member_name(key, computed);
        if name == Text::default() { self.key(key, computed) } else { self.b.expr(ExprData::Name(name), span) }
    }
}
