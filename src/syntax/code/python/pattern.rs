//! Patterns of `match`, written as the expressions they look like.

use ruff_python_ast::{self as ast, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};

use super::super::build::list;
use super::super::nesting::{GROWTH, RED_ZONE};
use super::super::tree::{ArgData, EntryData, ExprData};
use super::super::{ExprId, Operator, Spread};
use super::{Deferred, Lower};
use crate::source::Span;

impl Lower {
    pub(super) fn pattern(&mut self, pattern: &mut Pattern) -> ExprId {
        let span = self.span(pattern);
        if !self.b.enter(2) {
            let holder = self.b.cut(span);
            let nothing = Pattern::MatchSingleton(ast::PatternMatchSingleton {
                range: pattern.range(),
                node_index: ast::AtomicNodeIndex::NONE,
                value: Singleton::None,
            });
            self.deferred.push((Deferred::Pattern(std::mem::replace(pattern, nothing)), holder));
            return holder;
        }
        let id = if self.b.should_check_stack(2) {
            stacker::maybe_grow(RED_ZONE, GROWTH, || self.pattern_inner(pattern, span))
        } else {
            self.pattern_inner(pattern, span)
        };
        self.b.leave(2);
        id
    }

    fn pattern_inner(&mut self, pattern: &mut Pattern, span: Span) -> ExprId {
        match pattern {
            Pattern::MatchValue(it) => self.expr(&mut it.value),
            Pattern::MatchSingleton(it) => {
                let data = match it.value {
                    Singleton::None => ExprData::None,
                    Singleton::True => ExprData::Bool(true),
                    Singleton::False => ExprData::Bool(false),
                };
                self.b.expr(data, span)
            }
            Pattern::MatchSequence(it) => {
                let items = list!(self.b, exprs, &mut it.patterns, item => self.pattern(item));
                self.b.expr(ExprData::List(items), span)
            }
            Pattern::MatchMapping(it) => self.mapping(it),
            Pattern::MatchClass(it) => self.class_pattern(it),
            Pattern::MatchStar(it) => {
                let inner = self.capture(it.name.as_ref(), it.range);
                self.b.expr(ExprData::Spread(inner), span)
            }
            Pattern::MatchAs(it) => match &mut it.pattern {
                None => self.capture(it.name.as_ref(), it.range),
                Some(inner) => {
                    let value = self.pattern(inner);
                    let target = self.capture(it.name.as_ref(), it.range);
                    self.b.expr(ExprData::Assign { target, op: None, value }, span)
                }
            },
            Pattern::MatchOr(it) => {
                let operands = list!(self.b, exprs, &mut it.patterns, item => self.pattern(item));
                self.b.expr(ExprData::Binary { op: Operator::BitOr, operands }, span)
            }
        }
    }

    /// The name that a pattern binds; `_`, when it binds none.
    fn capture(&mut self, name: Option<&ast::Identifier>, whole: TextRange) -> ExprId {
        if let Some(name) = name {
            let (text, span) = self.identifier(name);
            return self.b.expr(ExprData::Name(text), span);
        }
        let text = self.b.owned("_");
        let span = super::range(&self.b, whole);
        self.b.expr(ExprData::Name(text), span)
    }

    fn mapping(&mut self, it: &mut ast::PatternMatchMapping) -> ExprId {
        let span = self.span(&*it);
        let mark = self.b.module.pools.entries.open();
        for (key, pattern) in it.keys.iter_mut().zip(&mut it.patterns) {
            let key = Some(self.expr(key));
            let value = self.pattern(pattern);
            self.b.module.pools.entries.push(EntryData { key, value, computed: false, shorthand: false });
        }
        if let Some(rest) = &it.rest {
            let value = self.capture(Some(rest), it.range);
            self.b.module.pools.entries.push(EntryData { key: None, value, computed: false, shorthand: false });
        }
        let entries = self.b.module.pools.entries.close(mark);
        self.b.expr(ExprData::Dict(entries), span)
    }

    fn class_pattern(&mut self, it: &mut ast::PatternMatchClass) -> ExprId {
        let span = self.span(&*it);
        let callee = self.expr(&mut it.cls);
        let mark = self.b.module.pools.args.open();
        for pattern in &mut it.arguments.patterns {
            let value = self.pattern(pattern);
            self.b.module.pools.args.push(ArgData { name: None, spread: Spread::No, value });
        }
        for keyword in &mut it.arguments.keywords {
            let name = Some(self.identifier(&keyword.attr));
            let value = self.pattern(&mut keyword.pattern);
            self.b.module.pools.args.push(ArgData { name, spread: Spread::No, value });
        }
        let args = self.b.module.pools.args.close(mark);
        self.b.expr(ExprData::Call { callee, args, is_new: false, optional: false }, span)
    }
}
