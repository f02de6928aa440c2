//! Python to the common tree. The parser's tree is taken apart as it is read: what is left of it is never deep, so that
//! dropping it needs no deep stack either.

mod expr;
mod literal;
mod pattern;
mod stmt;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Suite};
use ruff_python_parser::{Mode, ParseError, ParseOptions, Parsed};
use ruff_text_size::{Ranged, TextRange};

use super::build::Builder;
use super::module::Module;
use super::tree::{NodeId, StmtData};
use super::{ExprId, Text};
use crate::source::Span;

/// Lowers a whole file.
pub(super) fn lower(source: &str, builder: Builder) -> Module {
    match ruff_python_parser::parse_unchecked(source, ParseOptions::from(Mode::Module)) {
        parsed if parsed.syntax().as_module().is_some() => finish(source, parsed.try_into_module(), builder),
        _ => builder.finish(),
    }
}

/// Lowers the cells of a notebook: each is parsed on its own, so that an error in one does not swallow the next. The ranges
/// are in order, and exactly one line feed lies between two of them.
pub(super) fn lower_cells(source: &str, cells: &[std::ops::Range<u32>], builder: Builder) -> Module {
    let ranges = cells.iter().map(|cell| TextRange::new(cell.start.into(), cell.end.into()));
    let parsed = ruff_python_parser::parse_cells_unchecked(source, ranges, &ParseOptions::from(Mode::Ipython));
    finish(source, Some(parsed), builder)
}

fn finish(source: &str, parsed: Option<Parsed<ast::ModModule>>, mut builder: Builder) -> Module {
    let Some(parsed) = parsed else { return builder.finish() };
    for error in parsed.errors() {
        let span = range(&builder, error.location);
        builder.problem(Some(span), &message(error));
    }
    comments(source, &parsed, &mut builder);
    let mut lower = Lower { b: builder, deferred: Vec::new(), in_class: false, yields: false };
    let mut body = parsed.into_syntax().body;
    lower.top(&mut body);
    lower.b.finish()
}

/// The parser's own words, in the house's form.
fn message(error: &ParseError) -> String {
    let text = error.error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    format!("syntax error: {}{}", first.map(String::from).unwrap_or_default(), chars.as_str())
}

fn comments(source: &str, parsed: &Parsed<ast::ModModule>, builder: &mut Builder) {
    for token in parsed.tokens() {
        if token.kind() == TokenKind::Comment {
            let at = token.range();
            let text = builder.slice(at.start().into(), at.end().into());
            let span = range(builder, at);
            let starts_file = source.strip_prefix('\u{feff}').unwrap_or(source).starts_with("#!");
            if starts_file && builder.module.comments.is_empty() && builder.module.shebang.is_none() {
                builder.module.shebang = Some((text, span));
            } else {
                builder.module.comments.push((text, span));
            }
        }
    }
}

fn range(builder: &Builder, range: TextRange) -> Span {
    builder.span(range.start().into(), range.end().into())
}

/// Something that was nested too deeply where it stood.
enum Deferred {
    Expr(ast::Expr),
    Pattern(ast::Pattern),
    Body(Suite),
}

struct Lower {
    b: Builder,
    deferred: Vec<(Deferred, ExprId)>,
    /// The statements being lowered stand directly in a class.
    in_class: bool,
    /// The function being lowered has a `yield`.
    yields: bool,
}

impl Lower {
    fn top(&mut self, body: &mut Suite) {
        for stmt in body.iter_mut() {
            self.stmt(stmt, &mut |lower, id| lower.b.top(id));
        }
        while let Some((deferred, holder)) = self.deferred.pop() {
            let root = match deferred {
                Deferred::Expr(mut expr) => NodeId::Expr(self.expr(&mut expr)),
                Deferred::Pattern(mut pattern) => NodeId::Expr(self.pattern(&mut pattern)),
                Deferred::Body(mut body) => {
                    let body = self.body(&mut body);
                    let span = self.b.span_of(holder);
                    NodeId::Stmt(self.b.stmt(StmtData::Block { body, label: Text::default() }, span))
                }
            };
            self.b.detach(root, holder);
        }
    }

    fn span(&self, node: &impl Ranged) -> Span {
        range(&self.b, node.range())
    }

    fn identifier(&mut self, name: &ast::Identifier) -> (Text, Span) {
        (self.name(name.as_str(), name.range), range(&self.b, name.range))
    }

    fn name(&mut self, name: &str, at: TextRange) -> Text {
        self.b.text(name, at.start().into(), at.end().into())
    }
}
