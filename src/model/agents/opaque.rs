//! Calls that hide what they do: nothing in the tree and nothing in the packs says it.

use crate::knowledge::schema::Language;
use crate::knowledge::{Knowledge, Patterns};
use crate::model::code::{Code, External};
use crate::syntax::code::{Call, ExprKind, Node};
use std::collections::BTreeSet;

/// What the packs of one language call harmless.
#[derive(Default)]
struct Known<'k> {
    calls: Patterns<()>,
    methods: BTreeSet<&'k str>,
}

/// The calls that are known to do nothing outside.
#[derive(Default)]
pub(super) struct Harmless<'k> {
    by_language: [Known<'k>; 3],
}

impl<'k> Harmless<'k> {
    pub(super) fn new(knowledge: &'k Knowledge) -> Self {
        let mut harmless = Self::default();
        for pack in knowledge.actions() {
            for slot in super::effect::slots(pack.language) {
                let known = &mut harmless.by_language[*slot];
                pack.harmless.iter().for_each(|call| known.calls.add(call, ()));
                known.methods.extend(pack.methods.iter().map(String::as_str));
            }
        }
        for pack in knowledge.loggers() {
            for slot in super::effect::slots(pack.language) {
                let calls = pack.calls.iter().flat_map(|entry| &entry.calls);
                calls.for_each(|call| harmless.by_language[*slot].calls.add(call, ()));
            }
        }
        harmless
    }

    fn known(&self, language: Language) -> &Known<'k> {
        &self.by_language[super::effect::slots(language)[0]]
    }

    /// Whether a call of something from outside that no action describes can have an effect.
    pub(super) fn hides_external<'m>(&self, code: &Code<'m>, external: &External<'m>, call: Call<'m>) -> bool {
        let known = self.known(super::collect::language(call.expr().module()));
        let last = external.path.rsplit(['.', ':']).next().unwrap_or_default();
        // `Document(…)`, `new Map()`: making an object does nothing yet.
        if last.starts_with(char::is_uppercase) {
            return false;
        }
        let is_member = external.path.contains(['.', ':']);
        let is_listed = |path: &str| !known.calls.find(path).is_empty();
        let is_method = is_member && known.methods.contains(last);
        !is_method && !is_listed(&external.path) && !is_listed(&code.canonical(&external.path))
    }

    /// Whether a call whose callee cannot be followed can have an effect.
    pub(super) fn hides(&self, call: Call<'_>) -> bool {
        // What is waited for comes from outside.
        if matches!(call.expr().parent(), Some(Node::Expr(outer)) if matches!(outer.kind(), ExprKind::Await(_))) {
            return true;
        }
        if super::paths::named_logger(call).is_some() {
            return false;
        }
        let known = self.known(super::collect::language(call.expr().module()));
        call.last_name().is_none_or(|name| !known.methods.contains(name) && !name.starts_with(char::is_uppercase))
    }
}
