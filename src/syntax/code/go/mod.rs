//! Go to the common tree.
//!
//! The parser keeps its stack on the heap, so any input can be parsed; the lowering counts its depth and cuts what is too deep.
//! A struct literal is a call of its type with the fields as keywords, a method is a function whose first parameter is the
//! receiver, `&x` and `*T` are `x` and `T`. Of several results the first is the one that is declared.

mod define;
mod expr;
mod stmt;

use tree_sitter::{Node, Parser, TreeCursor};

use super::build::Builder;
use super::pool::Text;
use super::{ExprId, Module};
use crate::source::Span;

/// Errors that are told apart in one file.
const MAX_ERRORS: usize = 5;

/// Lowers a whole file.
pub(super) fn lower(source: &str, mut builder: Builder) -> Module {
    let mut parser = Parser::new();
    let ready = parser.set_language(&tree_sitter_go::LANGUAGE.into()).is_ok();
    let Some(tree) = ready.then(|| parser.parse(source, None)).flatten() else {
        builder.problem(Some(Span::new(0, 0)), "the file cannot be parsed");
        return builder.finish();
    };
    survey(&tree.root_node(), &mut builder);
    let mut lower = Lower { source, b: builder, place: None };
    lower.statements(tree.root_node());
    lower.b.finish()
}

/// Comments and errors, wherever they stand.
fn survey(root: &Node<'_>, builder: &mut Builder) {
    let mut cursor = root.walk();
    let mut errors = 0;
    loop {
        let node = cursor.node();
        let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
        if node.kind() == "comment" {
            let (text, span) = (builder.slice(start, end), builder.span(start, end));
            builder.module.comments.push((text, span));
        }
        let is_wrong = node.is_error() || node.is_missing();
        if is_wrong && errors < MAX_ERRORS {
            errors += 1;
            // The parser gives up on as much as it must: the first byte is where it began to.
            builder.problem(Some(builder.span(start, end.min(start + 1))), "syntax error: this is not valid Go");
        }
        if !is_wrong && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

struct Lower<'s> {
    source: &'s str,
    b: Builder,
    /// Where what is lowered is said to stand, when it is written elsewhere: the type of `{…}` in `[]T{{…}}`.
    place: Option<Span>,
}

impl<'s> Lower<'s> {
    fn span(&self, node: Node<'_>) -> Span {
        self.place.unwrap_or_else(|| self.b.span(node.start_byte() as u32, node.end_byte() as u32))
    }

    fn text(&self, node: Node<'_>) -> &'s str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }

    /// The text of an identifier, with its place.
    fn identifier(&self, node: Node<'_>) -> (Text, Span) {
        (self.b.slice(node.start_byte() as u32, node.end_byte() as u32), self.span(node))
    }

    /// The named children without comments.
    fn children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
        let mut cursor: TreeCursor<'t> = node.walk();
        node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
    }

    fn nothing(&mut self, span: Span) -> ExprId {
        self.b.opaque(super::pool::List::default(), span)
    }
}
