//! Literals that hold more than a value: strings, templates, dicts.

use super::expr::{Expr, ExprKind};
use super::module::Module;
use super::pool::Text;
use super::tree::{EntryData, PartData};
use crate::source::Span;

/// A string, decoded.
#[derive(Copy, Clone)]
pub struct Str<'m> {
    pub(super) module: &'m Module,
    pub(super) span: Span,
    pub(super) value: Text,
    pub(super) content: Span,
}

impl<'m> Str<'m> {
    /// The value after decoding escapes and joining adjacent literals.
    pub fn value(self) -> &'m str {
        self.module.text(self.value)
    }

    /// The whole literal with prefix and quotes.
    pub fn span(self) -> Span {
        self.span
    }

    /// The bytes between the quotes; for adjacent literals from the first opening quote to the last closing one.
    pub fn content(self) -> Span {
        self.content
    }

    /// Whether the value is byte for byte what stands at [`content`](Self::content), so that a place in the one is a place in
    /// the other.
    pub fn is_verbatim(self) -> bool {
        self.value().len() == self.content.len()
            && self.module.is_source(self.value)
            && self.module.position(self.value.start) == self.content.start
    }
}

/// An f-string or a template with holes.
#[derive(Copy, Clone)]
pub struct Template<'m> {
    pub(super) module: &'m Module,
    pub(super) parts: &'m [PartData],
    /// The function in `tag` + template.
    pub tag: Option<Expr<'m>>,
}

/// A piece of a [`Template`].
#[derive(Copy, Clone, Debug)]
pub enum Part<'m> {
    /// Text between holes, decoded. Its span is its content: there are no quotes.
    Text(Str<'m>),
    /// `{value}`, `${value}`.
    Hole {
        /// The expression.
        value: Expr<'m>,
        /// Whether a conversion or a format is applied, as in `{x!r}` and `{x:>8}`.
        formatted: bool,
    },
}

impl<'m> Template<'m> {
    /// Text and holes in source order. Two texts are adjacent where adjacent literals were joined.
    pub fn parts(self) -> impl DoubleEndedIterator<Item = Part<'m>> {
        let module = self.module;
        self.parts.iter().map(move |part| match *part {
            PartData::Text { value, content } => Part::Text(Str { module, span: content, value, content }),
            PartData::Hole { value, formatted } => Part::Hole { value: Expr { module, id: value }, formatted },
        })
    }

    /// The holes in source order.
    pub fn holes(self) -> impl DoubleEndedIterator<Item = Expr<'m>> {
        self.parts().filter_map(|part| match part {
            Part::Hole { value, .. } => Some(value),
            Part::Text(_) => None,
        })
    }

    /// The text before the first hole.
    pub fn prefix(self) -> String {
        self.parts()
            .map_while(|part| match part {
                Part::Text(text) => Some(text.value()),
                Part::Hole { .. } => None,
            })
            .collect()
    }
}

/// A Python dict, a JavaScript object, an object pattern, a type literal.
#[derive(Copy, Clone, Debug)]
pub struct Dict<'m> {
    pub(super) entries: Entries<'m>,
}

impl<'m> Dict<'m> {
    /// The entries in source order.
    pub fn entries(self) -> impl DoubleEndedIterator<Item = Entry<'m>> + ExactSizeIterator {
        self.entries.iter()
    }

    /// The value of the last entry with this key. A spread after it can replace it: see [`is_closed`](Self::is_closed).
    pub fn get(self, name: &str) -> Option<Expr<'m>> {
        self.entries.get(name)
    }

    /// Whether no entry is a spread or has a computed key that is not a literal: what is not here is absent.
    pub fn is_closed(self) -> bool {
        self.entries().all(|entry| entry.name().is_some() || entry.key.is_some_and(|key| is_constant(key.kind())))
    }
}

fn is_constant(kind: ExprKind<'_>) -> bool {
    matches!(
        kind,
        ExprKind::Str(_)
            | ExprKind::Number(_)
            | ExprKind::Bytes(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::Ellipsis
    )
}

/// The entries of a dict or the attributes of a JSX element.
#[derive(Copy, Clone)]
pub struct Entries<'m> {
    pub(super) module: &'m Module,
    pub(super) data: &'m [EntryData],
}

/// `key: value`, `key`, `...value`, `**value`.
#[derive(Copy, Clone, Debug)]
pub struct Entry<'m> {
    /// The key; `None` for a spread. A bare key of JavaScript, `{key: 1}`, is the string `"key"`.
    pub key: Option<Expr<'m>>,
    /// The value; what is spread.
    pub value: Expr<'m>,
    /// `[key]: value`
    pub computed: bool,
    /// `{x}`
    pub shorthand: bool,
}

impl<'m> Entry<'m> {
    /// The key, when it is a string.
    pub fn name(self) -> Option<&'m str> {
        self.key?.as_str()
    }
}

impl<'m> Entries<'m> {
    /// All, in source order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Entry<'m>> + ExactSizeIterator {
        let module = self.module;
        self.data.iter().map(move |entry| Entry {
            key: entry.key.map(|id| Expr { module, id }),
            value: Expr { module, id: entry.value },
            computed: entry.computed,
            shorthand: entry.shorthand,
        })
    }

    /// The value of the last entry with this key.
    pub fn get(self, name: &str) -> Option<Expr<'m>> {
        self.iter().rev().find(|entry| entry.name() == Some(name)).map(|entry| entry.value)
    }
}
