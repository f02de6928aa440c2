//! Functions of the project whose purpose is recording, and records around the branch of a tool.

use super::audit::Audits;
use super::collect::language;
use super::intent;
use super::paths::{Record, strongest};
use crate::knowledge::schema::LoggerPack;
use crate::model::code::Value;
use crate::source::{FileId, Span};
use crate::syntax::code::{Block, Function, Node, Stmt, StmtKind};

impl<'m> Audits<'_, 'm> {
    /// What a function that serves several tools records on the way to `branch`, and behind it when `branch` comes back.
    pub(super) fn around(&self, body: Block<'m>, branch: Block<'m>) -> Option<Record> {
        let inside = branch.first()?.span();
        let returns = |stmt: Stmt<'m>| {
            stmt.walk().any(|node| matches!(node, Node::Stmt(inner) if matches!(inner.kind(), StmtKind::Return(_))))
        };
        self.on_the_way(body, inside, branch.iter().any(returns))
    }

    fn on_the_way(&self, body: Block<'m>, inside: Span, returns: bool) -> Option<Record> {
        let holds = |block: Block<'m>| block.iter().any(|stmt| stmt.span().contains(inside));
        let mut found = None;
        for stmt in body.iter() {
            if !stmt.span().contains(inside) {
                let is_reached = !returns || stmt.span().start < inside.start;
                found = strongest(found, self.stmt(stmt, 0).always.filter(|_| is_reached));
                continue;
            }
            let (blocks, more): (Vec<Block<'m>>, Option<Record>) = match stmt.kind() {
                StmtKind::If(chain) => {
                    (chain.branches().map(|branch| branch.body).chain([chain.otherwise]).collect(), None)
                }
                StmtKind::Match(chain) => (chain.cases().map(|case| case.body).collect(), None),
                StmtKind::Try(attempt) => (vec![attempt.body], self.block(attempt.finally, 0).always),
                StmtKind::With(with) => {
                    let contexts = with.items().filter_map(|(context, _)| self.expr(context, 0).always);
                    (vec![with.body], contexts.max_by_key(|record| record.grade))
                }
                StmtKind::Loop(each) => (vec![each.body], None),
                StmtKind::Block { body, .. } => (vec![body], None),
                _ => continue,
            };
            found = strongest(found, more);
            if let Some(block) = blocks.into_iter().find(|block| holds(*block)) {
                found = strongest(found, self.on_the_way(block, inside, returns));
            }
        }
        found
    }

    /// Whether the name of a function says that it records: `audit_call`, `trackToolCall`; not `login`, not `get_events`.
    pub(super) fn is_recorder(&self, function: Function<'m>) -> bool {
        let words = intent::words(function.bound_name().unwrap_or_default());
        let reads =
            words.first().is_some_and(|first| self.words(function, |pack| &pack.readers).any(|word| word == first));
        !reads && self.words(function, |pack| &pack.recorders).any(|word| words.contains(word))
    }

    /// Whether it says what it records, too: calls, not the expenses that the tool is about.
    pub(super) fn records_calls(&self, function: Function<'m>) -> bool {
        let words = intent::words(function.bound_name().unwrap_or_default());
        self.is_recorder(function) && self.words(function, |pack| &pack.recorded).any(|word| words.contains(word))
    }

    fn words<'s>(
        &'s self,
        function: Function<'m>,
        of: impl Fn(&'s LoggerPack) -> &'s Vec<String> + 's,
    ) -> impl Iterator<Item = &'s String> + 's {
        let language = language(function.module());
        self.knowledge.loggers().iter().filter(move |pack| pack.language == language).flat_map(of)
    }

    /// The call in such a function that keeps the record: it appends to a file, or inserts a row.
    pub(super) fn keeps(&self, function: Function<'m>, depth: usize) -> Option<(FileId, Span)> {
        let stores = self.stores.get(&language(function.module()))?;
        function.walk().find_map(|node| {
            let Node::Expr(expr) = node else { return None };
            let call = expr.as_call()?;
            match self.code.value(call.callee) {
                Value::External(external) => {
                    let known = stores.find(&external.path).into_iter().next();
                    known.map(|()| (self.code.file(expr), expr.span()))
                }
                Value::Function(inner) if depth < 2 && inner != function => self.keeps(inner, depth + 1),
                _ => None,
            }
        })
    }
}
