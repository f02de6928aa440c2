//! Functions of the project whose purpose is recording, and switches that stop a record.

use super::audit::Audits;
use super::collect::language;
use super::intent;
use crate::knowledge::schema::LoggerPack;
use crate::model::code::Value;
use crate::source::{FileId, Span};
use crate::syntax::code::{Function, Node};

impl<'m> Audits<'_, 'm> {
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
