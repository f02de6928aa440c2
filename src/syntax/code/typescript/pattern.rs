//! Objects, keys, and the patterns that look like them.

use oxc_ast::ast::{
    self, AssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetProperty, BindingPattern, ObjectPropertyKind,
    PropertyKey, PropertyKind, SimpleAssignmentTarget,
};
use oxc_span::{GetSpan, Span as At};

use super::super::build::{below, list};
use super::super::tree::{EntryData, ExprData};
use super::super::{Exported, ExprId, FunctionKind};
use super::{Deferred, Lower};

impl<'a> Lower<'_, 'a> {
    pub(super) fn object(&mut self, it: &'a ast::ObjectExpression<'a>) -> ExprData {
        ExprData::Dict(list!(self.b, entries, &it.properties, property => match property {
            ObjectPropertyKind::SpreadProperty(spread) => {
                EntryData { key: None, value: self.expr(&spread.argument), computed: false, shorthand: false }
            }
            ObjectPropertyKind::ObjectProperty(it) => self.property(it),
        }))
    }

    fn property(&mut self, it: &'a ast::ObjectProperty<'a>) -> EntryData {
        let key = Some(self.key(&it.key, it.computed));
        let kind = match it.kind {
            PropertyKind::Get => FunctionKind::Getter,
            PropertyKind::Set => FunctionKind::Setter,
            PropertyKind::Init if it.method => FunctionKind::Method,
            PropertyKind::Init => FunctionKind::Function,
        };
        let value = match &it.value {
            ast::Expression::FunctionExpression(function) if kind != FunctionKind::Function => {
                // The function of a method starts at its parameters; the name before it is the key.
                let id = below!(self.b, 1, self.function(function, kind, Exported::No, function.span));
                let span = self.span(function.span);
                self.b.expr(ExprData::Function(id), span)
            }
            value => self.expr(value),
        };
        EntryData { key, value, computed: it.computed, shorthand: it.shorthand }
    }

    /// A key of an object, pattern or type: a bare one is a string.
    pub(super) fn key(&mut self, key: &'a PropertyKey<'a>, computed: bool) -> ExprId {
        let span = self.span(key.span());
        match key {
            PropertyKey::StaticIdentifier(name) if !computed => {
                let value = self.text(&name.name, name.span);
                self.b.expr(ExprData::Str { value, content: span }, span)
            }
            PropertyKey::StaticIdentifier(name) => {
                let data = ExprData::Name(self.text(&name.name, name.span));
                self.b.expr(data, span)
            }
            PropertyKey::PrivateIdentifier(name) => {
                let data = ExprData::Name(self.slice(name.span));
                self.b.expr(data, span)
            }
            key => self.expr(key.to_expression()),
        }
    }

    pub(super) fn pattern(&mut self, pattern: &'a BindingPattern<'a>) -> ExprId {
        self.deeper(
            pattern.span(),
            || Deferred::Pattern(pattern),
            |lower| {
                let data = match pattern {
                    BindingPattern::BindingIdentifier(it) => ExprData::Name(lower.text(&it.name, it.span)),
                    BindingPattern::ObjectPattern(it) => lower.object_pattern(it),
                    BindingPattern::ArrayPattern(it) => {
                        let mark = lower.b.module.pools.exprs.open();
                        for element in &it.elements {
                            let id = match element {
                                Some(element) => lower.pattern(element),
                                None => lower.hole(it.span),
                            };
                            lower.b.module.pools.exprs.push(id);
                        }
                        if let Some(rest) = &it.rest {
                            let inner = below!(lower.b, 1, lower.pattern(&rest.argument));
                            let span = lower.span(rest.span);
                            let id = lower.b.expr(ExprData::Spread(inner), span);
                            lower.b.module.pools.exprs.push(id);
                        }
                        ExprData::List(lower.b.module.pools.exprs.close(mark))
                    }
                    BindingPattern::AssignmentPattern(it) => {
                        let target = lower.pattern(&it.left);
                        ExprData::Assign { target, op: None, value: lower.expr(&it.right) }
                    }
                };
                let span = lower.span(pattern.span());
                lower.b.expr(data, span)
            },
        )
    }

    /// The place of a skipped element: the start of the pattern.
    fn hole(&mut self, at: At) -> ExprId {
        let span = self.span(At::new(at.start, at.start));
        self.b.expr(ExprData::None, span)
    }

    fn object_pattern(&mut self, it: &'a ast::ObjectPattern<'a>) -> ExprData {
        let mark = self.b.module.pools.entries.open();
        for property in &it.properties {
            let key = Some(self.key(&property.key, property.computed));
            let value = self.pattern(&property.value);
            let (computed, shorthand) = (property.computed, property.shorthand);
            self.b.module.pools.entries.push(EntryData { key, value, computed, shorthand });
        }
        if let Some(rest) = &it.rest {
            let value = self.pattern(&rest.argument);
            self.b.module.pools.entries.push(EntryData { key: None, value, computed: false, shorthand: false });
        }
        ExprData::Dict(self.b.module.pools.entries.close(mark))
    }

    pub(super) fn target(&mut self, target: &'a AssignmentTarget<'a>) -> ExprId {
        let at = target.span();
        self.deeper(
            at,
            || Deferred::Target(target),
            |lower| {
                let data = match target {
                    AssignmentTarget::ArrayAssignmentTarget(it) => {
                        let mark = lower.b.module.pools.exprs.open();
                        for element in &it.elements {
                            let id = match element {
                                Some(element) => lower.maybe_default(element),
                                None => lower.hole(it.span),
                            };
                            lower.b.module.pools.exprs.push(id);
                        }
                        if let Some(rest) = &it.rest {
                            let inner = below!(lower.b, 1, lower.target(&rest.target));
                            let span = lower.span(rest.span);
                            let id = lower.b.expr(ExprData::Spread(inner), span);
                            lower.b.module.pools.exprs.push(id);
                        }
                        ExprData::List(lower.b.module.pools.exprs.close(mark))
                    }
                    AssignmentTarget::ObjectAssignmentTarget(it) => lower.object_target(it),
                    simple => return lower.simple_target(simple.to_simple_assignment_target()),
                };
                let span = lower.span(at);
                lower.b.expr(data, span)
            },
        )
    }

    pub(super) fn simple_target(&mut self, target: &'a SimpleAssignmentTarget<'a>) -> ExprId {
        let data = match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(it) => ExprData::Name(self.text(&it.name, it.span)),
            SimpleAssignmentTarget::StaticMemberExpression(it) => self.attribute(it),
            SimpleAssignmentTarget::ComputedMemberExpression(it) => self.subscript(it),
            SimpleAssignmentTarget::PrivateFieldExpression(it) => self.private(it),
            SimpleAssignmentTarget::TSAsExpression(it) => return self.expr(&it.expression),
            SimpleAssignmentTarget::TSSatisfiesExpression(it) => return self.expr(&it.expression),
            SimpleAssignmentTarget::TSNonNullExpression(it) => return self.expr(&it.expression),
            SimpleAssignmentTarget::TSTypeAssertion(it) => return self.expr(&it.expression),
        };
        let span = self.span(target.span());
        self.b.expr(data, span)
    }

    fn maybe_default(&mut self, target: &'a AssignmentTargetMaybeDefault<'a>) -> ExprId {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(it) => {
                let (target, value) = below!(self.b, 1, (self.target(&it.binding), self.expr(&it.init)));
                let span = self.span(it.span);
                self.b.expr(ExprData::Assign { target, op: None, value }, span)
            }
            target => self.target(target.to_assignment_target()),
        }
    }

    fn object_target(&mut self, it: &'a ast::ObjectAssignmentTarget<'a>) -> ExprData {
        let mark = self.b.module.pools.entries.open();
        for property in &it.properties {
            let entry = match property {
                AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it) => self.shorthand_target(it),
                AssignmentTargetProperty::AssignmentTargetPropertyProperty(it) => EntryData {
                    key: Some(self.key(&it.name, it.computed)),
                    value: self.maybe_default(&it.binding),
                    computed: it.computed,
                    shorthand: false,
                },
            };
            self.b.module.pools.entries.push(entry);
        }
        if let Some(rest) = &it.rest {
            let value = self.target(&rest.target);
            self.b.module.pools.entries.push(EntryData { key: None, value, computed: false, shorthand: false });
        }
        ExprData::Dict(self.b.module.pools.entries.close(mark))
    }

    fn shorthand_target(&mut self, it: &'a ast::AssignmentTargetPropertyIdentifier<'a>) -> EntryData {
        let span = self.span(it.binding.span);
        let name = self.text(&it.binding.name, it.binding.span);
        let key = Some(self.b.expr(ExprData::Str { value: name, content: span }, span));
        let target = self.b.expr(ExprData::Name(name), span);
        let value = match &it.init {
            None => target,
            Some(init) => {
                let value = below!(self.b, 1, self.expr(init));
                let span = self.span(it.span);
                self.b.expr(ExprData::Assign { target, op: None, value }, span)
            }
        };
        EntryData { key, value, computed: false, shorthand: true }
    }
}
