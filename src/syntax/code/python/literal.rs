//! Strings: plain, formatted, joined.

use ruff_python_ast::{self as ast, FStringPart, InterpolatedStringElement, StringFlags};
use ruff_text_size::{Ranged, TextRange};

use super::super::ExprId;
use super::super::build::{below, list};
use super::super::tree::{ExprData, PartData};
use super::Lower;

impl Lower {
    pub(super) fn string(&mut self, literal: &ast::ExprStringLiteral) -> ExprData {
        let mut parts = literal.value.iter();
        let first = parts.next().map_or(TextRange::default(), content);
        let last = parts.next_back().map_or(first, content);
        let at = TextRange::new(first.start(), last.end().max(first.start()));
        let value = self.name(literal.value.to_str(), at);
        ExprData::Str { value, content: super::range(&self.b, at) }
    }

    pub(super) fn template(&mut self, literal: &mut ast::ExprFString) -> ExprData {
        let whole = literal.range;
        let mark = self.b.module.pools.parts.open();
        for part in &mut literal.value {
            match part {
                FStringPart::Literal(text) => self.text_part(&text.value, content(text)),
                FStringPart::FString(it) => self.elements(&mut it.elements),
            }
        }
        let (first, last) = match literal.value.as_slice() {
            [] => (whole, whole),
            [only] => (inside(only), inside(only)),
            [first, .., last] => (inside(first), inside(last)),
        };
        self.close_template(mark, TextRange::new(first.start(), last.end().max(first.start())))
    }

    pub(super) fn t_string(&mut self, literal: &mut ast::ExprTString) -> ExprData {
        let mark = self.b.module.pools.parts.open();
        for part in &mut literal.value {
            self.elements(&mut part.elements);
        }
        ExprData::Template { parts: self.b.module.pools.parts.close(mark), tag: None }
    }

    /// Without a hole it is a string like any other.
    fn close_template(&mut self, mark: usize, content: TextRange) -> ExprData {
        let parts = self.b.module.pools.parts.close(mark);
        let mut value = String::new();
        for part in self.b.module.pools.parts.get(parts) {
            match *part {
                PartData::Hole { .. } => return ExprData::Template { parts, tag: None },
                PartData::Text { value: text, .. } => value.push_str(self.b.module.text(text)),
            }
        }
        ExprData::Str { value: self.name(&value, content), content: super::range(&self.b, content) }
    }

    fn elements(&mut self, elements: &mut [InterpolatedStringElement]) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(text) => self.text_part(&text.value, text.range),
                InterpolatedStringElement::Interpolation(hole) => self.hole(hole),
            }
        }
    }

    fn text_part(&mut self, value: &str, at: TextRange) {
        let value = self.name(value, at);
        let content = super::range(&self.b, at);
        self.b.module.pools.parts.push(PartData::Text { value, content });
    }

    fn hole(&mut self, hole: &mut ast::InterpolatedElement) {
        let formatted =
            hole.format_spec.is_some() || hole.debug_text.is_some() || hole.conversion != ast::ConversionFlag::None;
        let mut inner = Vec::new();
        let mut value = below!(self.b, 1, {
            let value = self.expr(&mut hole.expression);
            if let Some(format) = &mut hole.format_spec {
                self.format_holes(&mut format.elements, &mut inner);
            }
            value
        });
        if !inner.is_empty() {
            // A format with holes of its own, `{x:{width}}`: nothing renders it, but what it calls must not be lost.
            let all = list!(self.b, exprs, std::iter::once(value).chain(inner), id => id);
            let span = self.span(&*hole);
            value = self.b.opaque(all, span);
        }
        self.b.module.pools.parts.push(PartData::Hole { value, formatted });
    }

    fn format_holes(&mut self, elements: &mut [InterpolatedStringElement], found: &mut Vec<ExprId>) {
        let mut open = vec![elements];
        while let Some(elements) = open.pop() {
            for element in elements {
                if let InterpolatedStringElement::Interpolation(hole) = element {
                    found.push(self.expr(&mut hole.expression));
                    if let Some(format) = &mut hole.format_spec {
                        open.push(&mut format.elements);
                    }
                }
            }
        }
    }
}

/// Between the quotes.
fn content(literal: &ast::StringLiteral) -> TextRange {
    within(literal.range, literal.flags)
}

fn inside(part: &FStringPart) -> TextRange {
    match part {
        FStringPart::Literal(text) => content(text),
        FStringPart::FString(it) => within(it.range(), it.flags),
    }
}

fn within(range: TextRange, flags: impl StringFlags) -> TextRange {
    let start = (range.start() + flags.opener_len()).min(range.end());
    let closer = flags.closer_len().min(range.end() - start);
    TextRange::new(start, range.end() - closer)
}
