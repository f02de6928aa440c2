//! Functions, methods and types.

use tree_sitter::Node;

use super::super::build::list;
use super::super::pool::List;
use super::super::tree::{ArgData, Body, FunctionId, ParamData, StmtData};
use super::super::{Binding, ClassKind, ExprId, FunctionKind, ParamKind, Spread};
use super::Lower;
use super::expr::bare;
use crate::source::Span;

impl Lower<'_> {
    /// A function literal, or the type of a function, which has no body.
    pub(super) fn lambda(&mut self, node: Node<'_>) -> FunctionId {
        let span = self.span(node);
        self.define(node, None, FunctionKind::Lambda, Span { start: span.start, end: span.start })
    }

    /// `func name(…)`, `func (r T) name(…)`, a method of an interface.
    pub(super) fn function(&mut self, node: Node<'_>, kind: FunctionKind) -> StmtData {
        let name = node.child_by_field_name("name");
        let span = name.map_or_else(|| self.span(node), |name| self.span(name));
        StmtData::Function(self.define(node, name, kind, span))
    }

    fn define(&mut self, node: Node<'_>, name: Option<Node<'_>>, kind: FunctionKind, name_span: Span) -> FunctionId {
        let id = self.b.reserve_function();
        let mark = self.b.module.pools.params.open();
        for field in ["receiver", "parameters"] {
            for param in node.child_by_field_name(field).map(Self::children).unwrap_or_default() {
                self.params(param);
            }
        }
        let params = self.b.module.pools.params.close(mark);
        let returns = node.child_by_field_name("result").and_then(|result| self.result(result));
        let block = node.child_by_field_name("body");
        let body = block.map(|block| self.body(block)).unwrap_or_default();
        let span = self.span(node);
        let body_span = block.map_or(Span { start: span.end, end: span.end }, |block| self.span(block));
        let name = name.map(|name| self.identifier(name).0).unwrap_or_default();
        let data = self.b.function(id);
        data.span = span;
        data.name = name;
        data.name_span = name_span;
        data.kind = kind;
        data.params = params;
        data.returns = returns;
        data.body = body;
        data.body_span = body_span;
        data.has_body = block.is_some();
        id
    }

    /// The first of the results.
    fn result(&mut self, node: Node<'_>) -> Option<ExprId> {
        if node.kind() != "parameter_list" {
            return Some(self.expr(node));
        }
        let first = Self::children(node).into_iter().next()?;
        first.child_by_field_name("type").map(|ty| self.expr(ty))
    }

    /// `a, b T`: a parameter for each name, each with the type.
    fn params(&mut self, node: Node<'_>) {
        let Some(ty) = node.child_by_field_name("type") else { return };
        let kind = if node.kind() == "variadic_parameter_declaration" { ParamKind::Rest } else { ParamKind::Plain };
        let mut cursor = node.walk();
        let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
        let names = if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() };
        for name in names {
            let annotation = Some(self.expr(ty));
            let span = self.span(node);
            let (text, name_span) =
                name.map_or((super::super::pool::Text::default(), span), |name| self.identifier(name));
            self.b.module.pools.params.push(ParamData {
                span,
                name: text,
                name_span,
                pattern: None,
                annotation,
                default: None,
                decorators: List::default(),
                kind,
                is_field: false,
            });
        }
    }

    /// `type T …`: a class for a struct or an interface, a function without a body for the type of one, else another name.
    pub(super) fn type_spec(&mut self, node: Node<'_>) -> Option<StmtData> {
        let (name, ty) = (node.child_by_field_name("name")?, node.child_by_field_name("type")?);
        Some(match ty.kind() {
            "struct_type" => {
                let fields = Self::children(ty).into_iter().flat_map(Self::children).collect();
                self.class(node, name, ClassKind::Class, fields)
            }
            "interface_type" => self.class(node, name, ClassKind::Interface, Self::children(ty)),
            "function_type" => {
                let span = self.span(name);
                StmtData::Function(self.define(ty, Some(name), FunctionKind::Function, span))
            }
            _ => {
                let target = self.expr(name);
                let value = Some(self.expr(ty));
                self.assign(target, None, value, Binding::Type)
            }
        })
    }

    fn class(&mut self, node: Node<'_>, name: Node<'_>, kind: ClassKind, members: Vec<Node<'_>>) -> StmtData {
        let id = self.b.reserve_class();
        let (embedded, members): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| {
            matches!(member.kind(), "type_elem")
                || member.kind() == "field_declaration" && member.child_by_field_name("name").is_none()
        });
        let arguments = list!(self.b, args, embedded, member => {
            let ty = member.child_by_field_name("type").unwrap_or(member);
            ArgData { name: None, spread: Spread::No, value: self.expr(ty) }
        });
        let body = self.members(members);
        let (name, name_span) = self.identifier(name);
        let span = self.span(node);
        let data = self.b.class(id);
        data.span = span;
        data.name = name;
        data.name_span = name_span;
        data.kind = kind;
        data.arguments = arguments;
        data.body = body;
        StmtData::Class(id)
    }

    fn members(&mut self, members: Vec<Node<'_>>) -> Body {
        let mark = self.b.module.pools.stmts.open();
        for member in members {
            let span = self.span(member);
            if member.kind() == "method_elem" {
                let data = self.function(member, FunctionKind::Method);
                let id = self.b.stmt(data, span);
                self.b.module.pools.stmts.push(id);
                continue;
            }
            let mut cursor = member.walk();
            let names: Vec<Node<'_>> = member.children_by_field_name("name", &mut cursor).collect();
            for name in names {
                let target = self.expr(name);
                let annotation = member.child_by_field_name("type").map(|ty| self.expr(bare(ty)));
                let data = self.assign(target, annotation, None, Binding::Field);
                let id = self.b.stmt(data, span);
                self.b.module.pools.stmts.push(id);
            }
        }
        self.b.module.pools.stmts.close(mark)
    }
}
