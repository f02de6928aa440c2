//! Calls and their arguments.

use super::expr::{Attribute, Expr, ExprKind, Subscript};
use super::tree::ArgData;
use crate::source::Span;

/// `callee(arguments)`.
#[derive(Copy, Clone)]
pub struct Call<'m> {
    pub(super) expr: Expr<'m>,
    /// What is called.
    pub callee: Expr<'m>,
    pub(super) args: &'m [ArgData],
    /// `new callee(…)`
    pub is_new: bool,
    /// `callee?.(…)`
    pub optional: bool,
}

/// One argument of a call, or one base or keyword of a Python class.
#[derive(Copy, Clone, Debug)]
pub struct Arg<'m> {
    /// The keyword of Python, with its place.
    pub name: Option<(&'m str, Span)>,
    /// Whether and how the value is spread.
    pub spread: Spread,
    /// The value.
    pub value: Expr<'m>,
}

/// How the value of an argument is spread.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spread {
    /// It is one argument.
    No,
    /// `*value`, `...value`
    Items,
    /// `**value`
    Keywords,
}

impl<'m> Call<'m> {
    /// The expression this call is.
    pub fn expr(self) -> Expr<'m> {
        self.expr
    }

    /// The whole call.
    pub fn span(self) -> Span {
        self.expr.span()
    }

    /// All arguments in source order.
    pub fn args(self) -> impl DoubleEndedIterator<Item = Arg<'m>> + ExactSizeIterator {
        views(self.expr.module, self.args)
    }

    /// The dotted callee, `["mcp", "tool"]`; type arguments of Python, `Agent[Deps](…)`, are passed over.
    pub fn path(self) -> Option<Vec<&'m str>> {
        let mut callee = self.callee;
        while let ExprKind::Subscript(Subscript { base, .. }) = callee.kind() {
            callee = base;
        }
        callee.dotted()
    }

    /// The last name of the callee: `execute` of `db.cursor().execute(…)`.
    pub fn last_name(self) -> Option<&'m str> {
        match self.callee.kind() {
            ExprKind::Name(name) | ExprKind::Attribute(Attribute { name, .. }) => Some(name),
            _ => None,
        }
    }

    /// What the method is called on: `db.cursor()` of `db.cursor().execute(…)`.
    pub fn receiver(self) -> Option<Expr<'m>> {
        match self.callee.kind() {
            ExprKind::Attribute(Attribute { base, .. }) => Some(base),
            _ => None,
        }
    }

    /// The positional argument at `position`; `None` when there is none or a spread before it moves the count.
    pub fn positional(self, position: usize) -> Option<Expr<'m>> {
        let mut at = 0;
        for arg in self.args() {
            match (arg.spread, arg.name) {
                (Spread::Items, _) => return None,
                (Spread::No, None) if at == position => return Some(arg.value),
                (Spread::No, None) => at += 1,
                _ => {}
            }
        }
        None
    }

    /// The keyword argument called `name`.
    pub fn keyword(self, name: &str) -> Option<Expr<'m>> {
        self.args().find(|arg| arg.name.is_some_and(|(given, _)| given == name)).map(|arg| arg.value)
    }

    /// The argument for a parameter called `name` at `position`: as a keyword, else by position.
    pub fn arg(self, name: &str, position: usize) -> Option<Expr<'m>> {
        self.keyword(name).or_else(|| self.positional(position))
    }

    /// The option called `name`: a keyword argument, else a property of an object that is passed as an argument, as is the
    /// habit of JavaScript.
    pub fn option(self, name: &str) -> Option<Expr<'m>> {
        self.keyword(name).or_else(|| {
            self.args().filter(|arg| arg.spread == Spread::No).find_map(|arg| arg.value.as_dict()?.get(name))
        })
    }

    /// Whether every argument is written out, so that what is not here is not given: no `*args`, `**options`, `...rest`.
    pub fn is_closed(self) -> bool {
        self.args.iter().all(|arg| arg.spread == Spread::No)
    }
}

pub(super) fn views<'m>(
    module: &'m super::Module,
    args: &'m [ArgData],
) -> impl DoubleEndedIterator<Item = Arg<'m>> + ExactSizeIterator {
    args.iter().map(move |arg| Arg {
        name: arg.name.map(|(name, span)| (module.text(name), span)),
        spread: arg.spread,
        value: Expr { module, id: arg.value },
    })
}
