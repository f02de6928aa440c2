//! Expressions with a structure of their own: comparisons, comprehensions, JSX.

use super::expr::{Expr, Exprs};
use super::literal::Entries;
use super::module::Module;
use super::operator::CompareOp;
use super::pool::List;
use super::tree::{ClauseData, ExprId};

/// `left < b <= c`.
#[derive(Copy, Clone)]
pub struct Compare<'m> {
    /// The first operand.
    pub left: Expr<'m>,
    pub(super) module: &'m Module,
    pub(super) rest: List<(CompareOp, ExprId)>,
}

impl<'m> Compare<'m> {
    /// Each comparison of the chain: left, operator, right.
    pub fn links(self) -> impl Iterator<Item = (Expr<'m>, CompareOp, Expr<'m>)> {
        let mut left = self.left;
        self.module.pools.compares.get(self.rest).iter().map(move |&(op, id)| {
            let right = Expr { module: self.module, id };
            (std::mem::replace(&mut left, right), op, right)
        })
    }

    /// The comparison, when there is exactly one, as always in JavaScript.
    pub fn single(self) -> Option<(Expr<'m>, CompareOp, Expr<'m>)> {
        let mut links = self.links();
        let first = links.next();
        if links.next().is_some() { None } else { first }
    }
}

/// What a comprehension builds.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ComprehensionKind {
    /// `[…]`
    List,
    /// `{…}`
    Set,
    /// `{k: v …}`
    Dict,
    /// `(…)`
    Generator,
}

/// `element for target in iter if condition`.
#[derive(Copy, Clone)]
pub struct Comprehension<'m> {
    /// What it builds.
    pub kind: ComprehensionKind,
    /// The element; the key of a dict.
    pub element: Expr<'m>,
    /// The value of a dict.
    pub value: Option<Expr<'m>>,
    pub(super) module: &'m Module,
    pub(super) clauses: List<ClauseData>,
}

/// One `for … in … if …` of a comprehension.
#[derive(Copy, Clone, Debug)]
pub struct Clause<'m> {
    /// What is bound.
    pub target: Expr<'m>,
    /// What is iterated.
    pub iter: Expr<'m>,
    /// All must hold.
    pub conditions: Exprs<'m>,
    /// `async for`
    pub is_async: bool,
}

impl<'m> Comprehension<'m> {
    /// The `for` clauses, outermost first.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'m>> {
        let module = self.module;
        module.pools.clauses.get(self.clauses).iter().map(move |clause| Clause {
            target: Expr { module, id: clause.target },
            iter: Expr { module, id: clause.iter },
            conditions: Exprs { module, ids: module.pools.exprs.get(clause.conditions) },
            is_async: clause.is_async,
        })
    }
}

/// `<tag attribute={value}>children</tag>`.
#[derive(Copy, Clone, Debug)]
pub struct Jsx<'m> {
    /// The tag as a name or attribute; `None` for a fragment.
    pub tag: Option<Expr<'m>>,
    /// The attributes; one without a value is `true`.
    pub attributes: Entries<'m>,
    /// Text, elements and expressions inside. Blank text is left out.
    pub children: Exprs<'m>,
}
