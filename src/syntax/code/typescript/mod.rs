//! TypeScript and JavaScript to the common tree.

mod class;
mod declare;
mod expr;
mod function;
mod jsx;
mod literals;
mod modules;
mod nesting;
mod pattern;
mod stmt;
mod types;
mod words;

use oxc_allocator::Allocator;
use oxc_ast::ast;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;

use super::build::Builder;
use super::pool::List;
use super::tree::{ImportedData, NodeId, StmtData};
use super::{ExprId, Text};
use crate::source::Span;

/// What the path says of the syntax: the dialects to try, from the likeliest on.
pub(super) fn dialects(path: &str) -> Vec<SourceType> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let (ts, tsx) = (SourceType::ts().with_module(true), SourceType::tsx().with_module(true));
    let mut words = name.rsplit('.');
    match (words.next(), words.next()) {
        (Some("ts" | "mts" | "cts"), Some("d")) => vec![SourceType::d_ts(), ts],
        (Some("ts" | "mts" | "cts"), _) => vec![SourceType::ts(), ts, tsx],
        (Some("tsx"), _) => vec![SourceType::tsx(), tsx, ts],
        // JavaScript with types, and scripts of before modules, are common under the other names.
        _ => vec![SourceType::unambiguous().with_jsx(true), tsx, ts, SourceType::cjs().with_jsx(true)],
    }
}

/// Lowers one text: a file, or a cell of a notebook that starts at `base` of the heap.
pub(super) fn lower(source: &str, base: u32, dialects: &[SourceType], builder: &mut Builder) {
    builder.base = base;
    let mut best: Option<(usize, SourceType)> = None;
    let mut first_failure = None;
    for &dialect in dialects {
        match attempt(source, dialect, 0, builder) {
            Ok(()) => {
                builder.base = 0;
                return;
            }
            Err(failure) => {
                let count = failure.problems.len();
                if failure.is_readable && best.is_none_or(|(fewest, _)| count < fewest) {
                    best = Some((count, dialect));
                }
                first_failure.get_or_insert(failure.problems);
            }
        }
    }
    // No dialect fits without errors: the one with the fewest, if the parser could go on after them.
    let problems = match best {
        Some((errors, dialect)) => attempt(source, dialect, errors, builder).err().map(|failure| failure.problems),
        None => first_failure,
    };
    for (span, message) in problems.unwrap_or_default() {
        builder.problem(span, &message);
    }
    builder.base = 0;
}

/// Why a text was not lowered in some dialect.
struct Failure {
    problems: Vec<(Option<Span>, String)>,
    /// The parser went on after its errors.
    is_readable: bool,
}

/// Lowers the text if it has at most `errors` errors in `dialect`; they become problems.
fn attempt(source: &str, dialect: SourceType, errors: usize, builder: &mut Builder) -> Result<(), Failure> {
    let stack = nesting::stack(source, dialect.is_jsx())
        .map_err(|why| Failure { problems: vec![(None, why.to_owned())], is_readable: false })?;
    stacker::maybe_grow(stack, stack, || {
        let arena = Allocator::default();
        let parsed = parse_as(source, dialect, &arena);
        let is_readable = !parsed.panicked;
        if parsed.diagnostics.is_empty() && is_readable {
            finish(parsed, &arena, builder);
            return Ok(());
        }
        let problems = problems(&parsed, builder);
        if is_readable && problems.len() <= errors {
            for (span, message) in problems {
                builder.problem(span, &message);
            }
            finish(parsed, &arena, builder);
            return Ok(());
        }
        Err(Failure { problems, is_readable })
    })
}

fn parse_as<'a>(source: &'a str, dialect: SourceType, arena: &'a Allocator) -> ParserReturn<'a> {
    let options = ParseOptions {
        preserve_parens: false,
        allow_return_outside_function: true,
        enable_ident_hashes: false,
        ..ParseOptions::default()
    };
    Parser::new(arena, source, dialect).with_options(options).parse()
}

/// The parser's own words, in the house's form.
fn problems(parsed: &ParserReturn<'_>, builder: &Builder) -> Vec<(Option<Span>, String)> {
    let found = parsed.diagnostics.iter().map(|error| {
        let label = error.labels.first().map(|label| {
            let start = label.offset();
            builder.span(start, start + label.len())
        });
        let mut chars = error.message.chars();
        let first = chars.next().map(|first| first.to_ascii_lowercase());
        (label, format!("syntax error: {}{}", first.map(String::from).unwrap_or_default(), chars.as_str()))
    });
    found.collect()
}

fn finish<'a>(parsed: ParserReturn<'a>, arena: &'a Allocator, builder: &mut Builder) {
    let program: &'a ast::Program<'a> = arena.alloc(parsed.program);
    for comment in &program.comments {
        let text = builder.slice(comment.span.start, comment.span.end);
        let span = builder.span(comment.span.start, comment.span.end);
        builder.module.comments.push((text, span));
    }
    if let Some(line) = &program.hashbang {
        let text = builder.slice(line.span.start, line.span.end);
        builder.module.shebang = Some((text, builder.span(line.span.start, line.span.end)));
    }
    let mut lower = Lower { b: builder, deferred: Vec::new(), expected: None };
    lower.top(program);
}

/// Something that was nested too deeply where it stood.
enum Deferred<'a> {
    Expr(&'a ast::Expression<'a>),
    Type(&'a ast::TSType<'a>),
    Pattern(&'a ast::BindingPattern<'a>),
    Target(&'a ast::AssignmentTarget<'a>),
    Element(&'a ast::JSXElement<'a>),
    Fragment(&'a ast::JSXFragment<'a>),
    Namespace(&'a ast::TSNamespaceDeclaration<'a>),
    Body(&'a [ast::Statement<'a>]),
}

struct Lower<'b, 'a> {
    b: &'b mut Builder,
    deferred: Vec<(Deferred<'a>, ExprId)>,
    /// The names that the variable being declared takes from the module loaded by the call at this offset.
    expected: Option<(u32, List<ImportedData>)>,
}

impl<'a> Lower<'_, 'a> {
    fn top(&mut self, program: &'a ast::Program<'a>) {
        for directive in &program.directives {
            let id = self.directive(directive);
            self.b.top(id);
        }
        for stmt in &program.body {
            self.stmt(stmt, &mut |lower, id| lower.b.top(id));
        }
        while let Some((deferred, holder)) = self.deferred.pop() {
            let root = match deferred {
                Deferred::Expr(expr) => NodeId::Expr(self.expr(expr)),
                Deferred::Type(ty) => NodeId::Expr(self.ty(ty)),
                Deferred::Pattern(pattern) => NodeId::Expr(self.pattern(pattern)),
                Deferred::Target(target) => NodeId::Expr(self.target(target)),
                Deferred::Element(element) => NodeId::Expr(self.element(element)),
                Deferred::Fragment(fragment) => NodeId::Expr(self.fragment(fragment)),
                Deferred::Namespace(namespace) => {
                    let data = self.namespace(namespace, super::Exported::No);
                    let span = self.b.span_of(holder);
                    NodeId::Stmt(self.b.stmt(data, span))
                }
                Deferred::Body(body) => {
                    let body = self.body(body);
                    let span = self.b.span_of(holder);
                    NodeId::Stmt(self.b.stmt(StmtData::Block { body, label: Text::default() }, span))
                }
            };
            self.b.detach(root, holder);
        }
    }

    /// Goes one level down, with stack to spare; what is too deep is put off.
    fn deeper(
        &mut self,
        at: oxc_span::Span,
        deferred: impl FnOnce() -> Deferred<'a>,
        lower: impl FnOnce(&mut Self) -> ExprId,
    ) -> ExprId {
        if !self.b.enter(1) {
            let holder = self.b.cut(self.span(at));
            self.deferred.push((deferred(), holder));
            return holder;
        }
        let id = if self.b.should_check_stack(1) {
            stacker::maybe_grow(super::nesting::RED_ZONE, super::nesting::GROWTH, || lower(self))
        } else {
            lower(self)
        };
        self.b.leave(1);
        id
    }

    fn span(&self, span: oxc_span::Span) -> Span {
        self.b.span(span.start, span.end)
    }

    fn slice(&self, span: oxc_span::Span) -> Text {
        self.b.slice(span.start, span.end)
    }

    /// A name, decoded; the source has it verbatim unless there are escapes in it.
    fn text(&mut self, name: &str, at: oxc_span::Span) -> Text {
        self.b.text(name, at.start, at.end)
    }
}
