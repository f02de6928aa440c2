//! Spans of a tree with errors in it.
//!
//! Where the parser went on after an error it put an empty node where something was missing, sometimes before the node that
//! holds it. Here every node is widened to cover what it holds, so that a place in a broken file is as good as any other.

use super::module::Module;
use super::tree::{ExprData, NodeId, StmtData};
use super::walk::{Node, Walk, children};
use crate::source::Span;

/// Widens every node of `module` to cover its parts.
pub(super) fn mend(module: &mut Module) {
    let mut order: Vec<NodeId> = module.walk().map(Node::id).collect();
    for &(root, _) in &module.detached {
        order.extend(Walk::new(module, root).map(Node::id));
    }
    // From the leaves up: a walk gives parents first.
    for id in order.into_iter().rev() {
        let mut span = Node::new(module, id).span();
        children(module, id, &mut |child| span = cover(span, Node::new(module, child).span()));
        match id {
            NodeId::Expr(id) => {
                parts_of_expr(module, module.expr_node(id).data, &mut span);
                module.exprs[id.index()].span = span;
            }
            NodeId::Stmt(id) => {
                parts_of_stmt(module, module.stmt_node(id).data, &mut span);
                module.stmts[id.index()].span = span;
            }
            NodeId::Function(id) => {
                let data = *module.function_data(id);
                span = cover(cover(span, data.name_span), data.body_span);
                for index in 0..module.pools.params.get(data.params).len() {
                    span = cover(span, param(module, id, index));
                }
                module.functions[id.index()].span = span;
            }
            NodeId::Class(id) => {
                module.classes[id.index()].span = cover(span, module.class_data(id).name_span);
            }
        }
    }
}

fn cover(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}

/// Widens one parameter.
fn param(module: &mut Module, function: super::FunctionId, index: usize) -> Span {
    let list = module.function_data(function).params;
    let data = module.pools.params.get(list)[index];
    let mut span = cover(data.span, data.name_span);
    for id in [data.pattern, data.annotation, data.default].into_iter().flatten() {
        span = cover(span, module.expr_node(id).span);
    }
    for &id in module.pools.exprs.get(data.decorators) {
        span = cover(span, module.expr_node(id).span);
    }
    module.pools.params.get_mut(list)[index].span = span;
    span
}

fn parts_of_expr(module: &Module, data: ExprData, span: &mut Span) {
    match data {
        ExprData::Attribute { name_start, .. } => span.start = span.start.min(name_start),
        ExprData::Str { content, .. } => *span = cover(*span, content),
        ExprData::Template { parts, .. } => {
            for part in module.pools.parts.get(parts) {
                if let super::tree::PartData::Text { content, .. } = *part {
                    *span = cover(*span, content);
                }
            }
        }
        _ => {}
    }
}

fn parts_of_stmt(module: &Module, data: StmtData, span: &mut Span) {
    match data {
        StmtData::If { branches, .. } => {
            module.pools.branches.get(branches).iter().for_each(|it| *span = cover(*span, it.span));
        }
        StmtData::Try { handlers, .. } => {
            module.pools.handlers.get(handlers).iter().for_each(|it| *span = cover(*span, it.span));
        }
        StmtData::Match { cases, .. } => {
            module.pools.cases.get(cases).iter().for_each(|it| *span = cover(*span, it.span));
        }
        StmtData::Import(id) => *span = cover(*span, module.import_data(id).span),
        _ => {}
    }
}
