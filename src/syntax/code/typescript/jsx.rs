//! JSX.

use oxc_ast::ast::{
    self, JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXChild, JSXElementName, JSXExpression,
    JSXMemberExpressionObject,
};
use oxc_span::Span as At;

use super::super::ExprId;
use super::super::build::{below, list};
use super::super::pool::List;
use super::super::tree::{EntryData, ExprData};
use super::expr::inside;
use super::{Deferred, Lower};

impl<'a> Lower<'_, 'a> {
    pub(super) fn element(&mut self, it: &'a ast::JSXElement<'a>) -> ExprId {
        self.deeper(
            it.span,
            || Deferred::Element(it),
            |lower| {
                let tag = Some(lower.tag(&it.opening_element.name));
                let attributes =
                    list!(lower.b, entries, &it.opening_element.attributes, item => lower.attribute_item(item));
                let children = lower.children(&it.children);
                let span = lower.span(it.span);
                lower.b.expr(ExprData::Jsx { tag, attributes, children }, span)
            },
        )
    }

    pub(super) fn fragment(&mut self, it: &'a ast::JSXFragment<'a>) -> ExprId {
        self.deeper(
            it.span,
            || Deferred::Fragment(it),
            |lower| {
                let children = lower.children(&it.children);
                let span = lower.span(it.span);
                lower.b.expr(ExprData::Jsx { tag: None, attributes: List::default(), children }, span)
            },
        )
    }

    fn children(&mut self, children: &'a [JSXChild<'a>]) -> List<ExprId> {
        let mark = self.b.module.pools.exprs.open();
        for child in children {
            let id = match child {
                JSXChild::Text(text) if text.value.trim().is_empty() => continue,
                JSXChild::Text(text) => {
                    let span = self.span(text.span);
                    let value = self.text(&text.value, text.span);
                    self.b.expr(ExprData::Str { value, content: span }, span)
                }
                JSXChild::Element(it) => self.element(it),
                JSXChild::Fragment(it) => self.fragment(it),
                JSXChild::ExpressionContainer(it) => {
                    let Some(id) = self.container(&it.expression) else { continue };
                    id
                }
                JSXChild::Spread(it) => {
                    let inner = below!(self.b, 1, self.expr(&it.expression));
                    let span = self.span(it.span);
                    self.b.expr(ExprData::Spread(inner), span)
                }
            };
            self.b.module.pools.exprs.push(id);
        }
        self.b.module.pools.exprs.close(mark)
    }

    fn container(&mut self, it: &'a JSXExpression<'a>) -> Option<ExprId> {
        match it {
            JSXExpression::EmptyExpression(_) => None,
            it => Some(self.expr(it.to_expression())),
        }
    }

    fn attribute_item(&mut self, item: &'a JSXAttributeItem<'a>) -> EntryData {
        let it = match item {
            JSXAttributeItem::SpreadAttribute(it) => {
                let value = self.expr(&it.argument);
                return EntryData { key: None, value, computed: false, shorthand: false };
            }
            JSXAttributeItem::Attribute(it) => it,
        };
        let at = match &it.name {
            JSXAttributeName::Identifier(name) => name.span,
            JSXAttributeName::NamespacedName(name) => name.span,
        };
        let span = self.span(at);
        let key = ExprData::Str { value: self.slice(at), content: span };
        let key = Some(self.b.expr(key, span));
        let value = match &it.value {
            None => self.b.expr(ExprData::Bool(true), span),
            Some(JSXAttributeValue::StringLiteral(text)) => {
                let content = inside(text.span);
                let data = ExprData::Str { value: self.text(&text.value, content), content: self.span(content) };
                let span = self.span(text.span);
                self.b.expr(data, span)
            }
            Some(JSXAttributeValue::ExpressionContainer(it)) => {
                let span = self.span(it.span);
                self.container(&it.expression).unwrap_or_else(|| self.b.opaque(List::default(), span))
            }
            Some(JSXAttributeValue::Element(it)) => self.element(it),
            Some(JSXAttributeValue::Fragment(it)) => self.fragment(it),
        };
        EntryData { key, value, computed: false, shorthand: it.value.is_none() }
    }

    fn tag(&mut self, name: &'a JSXElementName<'a>) -> ExprId {
        match name {
            JSXElementName::Identifier(it) => self.bare(it.span),
            JSXElementName::IdentifierReference(it) => self.bare(it.span),
            JSXElementName::NamespacedName(it) => self.bare(it.span),
            JSXElementName::ThisExpression(it) => self.bare(it.span),
            JSXElementName::MemberExpression(it) => self.member_tag(it),
        }
    }

    fn bare(&mut self, at: At) -> ExprId {
        let span = self.span(at);
        let data = ExprData::Name(self.slice(at));
        self.b.expr(data, span)
    }

    fn member_tag(&mut self, it: &'a ast::JSXMemberExpression<'a>) -> ExprId {
        let mut links = vec![(it.span, it.property.span)];
        let mut object = &it.object;
        while let JSXMemberExpressionObject::MemberExpression(link) = object {
            links.push((link.span, link.property.span));
            object = &link.object;
        }
        let base = match object {
            JSXMemberExpressionObject::IdentifierReference(name) => name.span,
            JSXMemberExpressionObject::ThisExpression(this) => this.span,
            JSXMemberExpressionObject::MemberExpression(link) => link.span,
        };
        self.path(base, links)
    }

    /// `base.name.name`, from the outermost link to the innermost: each with its own span and that of its name.
    pub(super) fn path(&mut self, base: At, links: Vec<(At, At)>) -> ExprId {
        if links.len() as u32 > self.b.room() {
            let whole = links.first().map_or(base, |(whole, _)| *whole);
            return self.bare(whole);
        }
        let mut id = self.bare(base);
        for (whole, name) in links.into_iter().rev() {
            let name_start = self.span(name).start;
            let data = ExprData::Attribute { base: id, name: self.slice(name), name_start, optional: false };
            let span = self.span(whole);
            id = self.b.expr(data, span);
        }
        id
    }
}
