//! Arguments of a call as settings.

use crate::model::code::{Code, Value};
use crate::model::egress::ask::{Known, Setting, Settings};
use crate::source::Place;
use crate::syntax::code::{Call, Expr, ExprKind};

/// The arguments of a call: keywords, and properties of an object that is passed.
pub(super) struct Arguments<'a, 'm> {
    pub(super) code: &'a Code<'m>,
    pub(super) call: Call<'m>,
}

impl<'m> Arguments<'_, 'm> {
    fn find(&self, key: &str) -> Option<Expr<'m>> {
        let mut parts = key.split('.');
        let mut value = self.option(parts.next()?)?;
        for part in parts {
            value = match self.code.value(value) {
                Value::Dict(dict) => dict.get(part)?,
                // `NetworkPolicy(type="disabled")` is as good as a dict.
                _ => value.as_call()?.keyword(part)?,
            };
        }
        Some(value)
    }

    fn option(&self, name: &str) -> Option<Expr<'m>> {
        self.call.option(name).or_else(|| {
            self.call.args().find_map(|arg| match self.code.value(arg.value) {
                Value::Dict(dict) if arg.name.is_none() => dict.get(name),
                _ => None,
            })
        })
    }

    /// Whether options come from somewhere that is not seen.
    pub(super) fn are_hidden(&self) -> bool {
        let hidden = |expr: Expr<'m>| {
            let name = match expr.kind() {
                ExprKind::Name(name) => name,
                ExprKind::Attribute(attribute) => attribute.name,
                ExprKind::Call(_) => "options",
                _ => return false,
            };
            let lower = name.to_ascii_lowercase();
            ["opt", "config", "setting", "param", "args", "init"].iter().any(|word| lower.contains(word))
                && !matches!(self.code.value(expr), Value::Dict(_) | Value::Text(_))
        };
        !self.call.is_closed() || self.call.args().any(|arg| arg.name.is_none() && hidden(arg.value))
    }

    fn known(&self, expr: Expr<'m>) -> Known {
        match self.code.value(expr) {
            Value::Text(text) => Known::Scalar(text.to_owned()),
            Value::Bool(value) => Known::Scalar(value.to_string()),
            Value::None => Known::Null,
            Value::List(items) => Known::List(items.into_iter().map(|item| self.word(item)).collect()),
            Value::Dict(_) => Known::Other,
            _ => match expr.kind() {
                ExprKind::Call(_) => Known::Other,
                ExprKind::Number(text) => Known::Scalar(text.to_owned()),
                _ => Known::Open,
            },
        }
    }

    /// An item of a list: its text, or the last name of a constant of the library.
    fn word(&self, item: Expr<'m>) -> String {
        match self.code.value(item) {
            Value::Text(text) => text.to_owned(),
            Value::External(external) => external.path.rsplit(['.', ':']).next().unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }
}

impl Settings for Arguments<'_, '_> {
    fn values(&self, key: &str) -> Vec<Setting> {
        let found = self.find(key);
        let setting =
            |expr: Expr<'_>, value| Setting { value, place: Place { file: self.code.file(expr), span: expr.span() } };
        found.map(|expr| setting(expr, self.known(expr))).into_iter().collect()
    }
}
