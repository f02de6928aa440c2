//! Interfaces, enums, namespaces and type aliases.

use oxc_ast::ast::{self, TSEnumMemberName, TSMethodSignatureKind, TSNamespaceDeclarationBody, TSSignature};
use oxc_span::Span as At;

use super::super::build::{below, list};
use super::super::pool::{List, Text};
use super::super::tree::{ArgData, Body, ExprData, StmtData, StmtId};
use super::super::{Binding, ClassKind, Exported, ExprId, FunctionKind, Spread};
use super::function::Naming;
use super::{Deferred, Lower};
use crate::source::Span;

impl<'a> Lower<'_, 'a> {
    pub(super) fn interface(&mut self, it: &'a ast::TSInterfaceDeclaration<'a>, export: Exported, at: At) -> StmtData {
        let id = self.b.reserve_class();
        let name = (self.text(&it.id.name, it.id.span), self.span(it.id.span));
        let arguments = list!(self.b, args, &it.extends, base => {
            let value = self.reference(&base.type_name, base.type_arguments.as_deref(), base.span);
            ArgData { name: None, spread: Spread::No, value }
        });
        let mark = self.b.module.pools.stmts.open();
        if self.b.enter(2) {
            for member in &it.body.body {
                if let Some(id) = self.member_signature(member) {
                    self.b.module.pools.stmts.push(id);
                }
            }
            self.b.leave(2);
        }
        let body = self.b.module.pools.stmts.close(mark);
        self.b.class(id).arguments = arguments;
        self.describe(id, ClassKind::Interface, name, export, body, at)
    }

    fn member_signature(&mut self, member: &'a TSSignature<'a>) -> Option<StmtId> {
        let (data, at) = match member {
            TSSignature::TSPropertySignature(it) => {
                let target = self.member_target(&it.key, it.computed);
                let annotation = self.annotation(it.type_annotation.as_deref());
                (self.bind(target, annotation, None, Binding::Field, false), it.span)
            }
            TSSignature::TSMethodSignature(it) => {
                let (name, name_span) = self.member_name(&it.key, it.computed);
                let kind = match it.kind {
                    TSMethodSignatureKind::Method => FunctionKind::Method,
                    TSMethodSignatureKind::Get => FunctionKind::Getter,
                    TSMethodSignatureKind::Set => FunctionKind::Setter,
                };
                let naming = Naming { name, name_span, decorators: List::default() };
                (StmtData::Function(self.signature(it, kind, naming)), it.span)
            }
            _ => return None,
        };
        let span = self.span(at);
        Some(self.b.stmt(data, span))
    }

    pub(super) fn enumeration(&mut self, it: &'a ast::TSEnumDeclaration<'a>, export: Exported, at: At) -> StmtData {
        let id = self.b.reserve_class();
        let name = (self.text(&it.id.name, it.id.span), self.span(it.id.span));
        let body = list!(self.b, stmts, &it.body.members, member => {
            let target = self.enum_member(&member.id);
            let value = below!(self.b, 2, member.initializer.as_ref().map(|value| self.expr(value)));
            let data = self.bind(target, None, value, Binding::Field, false);
            let span = self.span(member.span);
            self.b.stmt(data, span)
        });
        self.describe(id, ClassKind::Enum, name, export, body, at)
    }

    fn enum_member(&mut self, name: &'a TSEnumMemberName<'a>) -> ExprId {
        let (data, at) = match name {
            TSEnumMemberName::Identifier(it) => (ExprData::Name(self.text(&it.name, it.span)), it.span),
            TSEnumMemberName::String(it) | TSEnumMemberName::ComputedString(it) => {
                (ExprData::Name(self.text(&it.value, super::expr::inside(it.span))), it.span)
            }
            TSEnumMemberName::ComputedTemplateString(it) => (self.template(it, None), it.span),
        };
        let span = self.span(at);
        self.b.expr(data, span)
    }

    /// `namespace a.b.c { … }` is one namespace inside the other.
    pub(super) fn namespace(&mut self, it: &'a ast::TSNamespaceDeclaration<'a>, export: Exported) -> StmtData {
        if !self.b.enter(2) {
            let holder = self.b.cut(self.span(it.span));
            self.deferred.push((Deferred::Namespace(it), holder));
            return StmtData::Expr(holder);
        }
        let id = self.b.reserve_class();
        let name = (self.text(&it.id.name, it.id.span), self.span(it.id.span));
        let body = match &it.body {
            TSNamespaceDeclarationBody::TSModuleBlock(block) => self.body(&block.body),
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => {
                let data = self.namespace_inner(inner);
                let span = self.span(inner.span);
                let inner = self.b.stmt(data, span);
                self.b.module.pools.stmts.one(inner)
            }
        };
        self.b.leave(2);
        self.describe(id, ClassKind::Namespace, name, export, body, it.span)
    }

    fn namespace_inner(&mut self, it: &'a ast::TSNamespaceDeclaration<'a>) -> StmtData {
        if self.b.should_check_stack(2) {
            stacker::maybe_grow(super::super::nesting::RED_ZONE, super::super::nesting::GROWTH, || {
                self.namespace(it, Exported::Named)
            })
        } else {
            self.namespace(it, Exported::Named)
        }
    }

    fn describe(
        &mut self,
        id: super::super::ClassId,
        kind: ClassKind,
        (name, name_span): (Text, Span),
        export: Exported,
        body: Body,
        at: At,
    ) -> StmtData {
        let span = self.span(at);
        let data = self.b.class(id);
        data.span = span;
        data.name = name;
        data.name_span = name_span;
        data.kind = kind;
        data.export = export;
        data.body = body;
        StmtData::Class(id)
    }

    pub(super) fn alias(&mut self, it: &'a ast::TSTypeAliasDeclaration<'a>, exported: bool) -> StmtData {
        let name = ExprData::Name(self.text(&it.id.name, it.id.span));
        let span = self.span(it.id.span);
        let target = self.b.expr(name, span);
        let value = Some(self.ty(&it.type_annotation));
        self.bind(target, None, value, Binding::Type, exported)
    }

    pub(super) fn bind(
        &mut self,
        target: ExprId,
        annotation: Option<ExprId>,
        value: Option<ExprId>,
        binding: Binding,
        exported: bool,
    ) -> StmtData {
        let targets = self.b.exprs(&[target]);
        StmtData::Assign { targets, annotation, value, op: None, binding, exported, decorators: List::default() }
    }
}
