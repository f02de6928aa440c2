//! What holds of every module, however broken its source.

use super::super::*;
use std::collections::HashSet;

/// Nodes between the top and the deepest one.
const MAX_DEPTH: usize = 512;

/// Panics, saying where, when a promise of the tree is broken.
pub(super) fn check(module: &Module, file: &str) {
    let mut seen = HashSet::new();
    for stmt in module.body().iter() {
        tree(Node::Stmt(stmt), file, &mut seen);
    }
    for (root, holder) in module.detached() {
        assert_eq!(root.parent(), Some(Node::Expr(holder)), "a detached tree knows its holder");
        assert!(matches!(holder.kind(), ExprKind::Opaque(_)), "its holder is opaque");
        tree(root, file, &mut seen);
    }
    let all = module.exprs().len() + module.stmts().len() + module.functions().len() + module.classes().len();
    assert_eq!(seen.len(), all, "every node is reached, and only once");

    for comment in module.comments() {
        place(comment.span, file, "comment");
    }
    for problem in module.problems() {
        if let Some(span) = problem.span {
            place(span, file, "problem");
        }
        assert!(!problem.message.contains('\n'), "{}", problem.message);
    }
    for import in module.imports() {
        let site = import.site().expect("an import has a site");
        within(import.span(), site.span(), "import");
        place(import.source_span(), file, "imported module");
        for name in import.names() {
            place(name.span(), file, "imported name");
            place(name.local_span(), file, "local name");
        }
    }
    for (_, literal) in module.strings() {
        place(literal.content(), file, "content");
        within(literal.content(), literal.span(), "content");
        if literal.is_verbatim() {
            assert_eq!(file.get(literal.content().range()), Some(literal.value()), "verbatim");
        }
    }
    for function in module.functions() {
        within(function.name_span(), function.span(), "function name");
        within(function.body_span(), function.span(), "function body");
        for param in function.params() {
            within(param.span(), function.span(), "parameter");
            within(param.name_span(), param.span(), "parameter name");
        }
    }
    for class in module.classes() {
        within(class.name_span(), class.span(), "class name");
    }
}

fn place(span: Span, file: &str, what: &str) {
    assert!(file.get(span.range()).is_some(), "{what} at {span:?} is no place in {} bytes", file.len());
}

fn within(inner: Span, outer: Span, what: &str) {
    assert!(outer.contains(inner), "{what} at {inner:?} leaves {outer:?}");
}

/// Every node below `root`, by an explicit stack so that a broken depth is reported and not overflowed.
fn tree(root: Node<'_>, file: &str, seen: &mut HashSet<NodeId>) {
    let mut open = vec![(root, 1)];
    while let Some((node, depth)) = open.pop() {
        assert!(seen.insert(node.id()), "{node:?} is reached twice");
        assert!(depth <= MAX_DEPTH, "{node:?} is at depth {depth}");
        place(node.span(), file, "node");
        kinds(node, file);
        for child in node.children() {
            assert_eq!(child.parent(), Some(node), "parent of {child:?}");
            within(child.span(), node.span(), &format!("{child:?} of {node:?}"));
            open.push((child, depth + 1));
        }
    }
    let walked: Vec<_> = match root {
        Node::Expr(expr) => expr.walk().map(Node::id).collect(),
        Node::Stmt(stmt) => stmt.walk().map(Node::id).collect(),
        Node::Function(function) => function.walk().map(Node::id).collect(),
        Node::Class(class) => class.walk().map(Node::id).collect(),
    };
    assert!(walked.iter().all(|id| seen.contains(id)), "a walk reaches what children reach");
}

fn kinds(node: Node<'_>, file: &str) {
    match node {
        Node::Expr(expr) => match expr.kind() {
            ExprKind::Attribute(it) => within(it.name_span, expr.span(), "attribute name"),
            ExprKind::Binary { operands, .. } => assert!(operands.len() >= 2, "{expr:?} has one operand"),
            ExprKind::Template(it) => {
                for part in it.parts() {
                    if let Part::Text(text) = part {
                        place(text.content(), file, "template text");
                        within(text.content(), expr.span(), "template text");
                    }
                }
            }
            _ => {}
        },
        Node::Stmt(stmt) => match stmt.kind() {
            StmtKind::If(it) => it.branches().for_each(|it| within(it.span, stmt.span(), "branch")),
            StmtKind::Try(it) => it.handlers().for_each(|it| within(it.span, stmt.span(), "handler")),
            StmtKind::Match(it) => it.cases().for_each(|it| within(it.span, stmt.span(), "case")),
            _ => {}
        },
        Node::Function(_) | Node::Class(_) => {}
    }
}
