//! Blocks and the statements that steer between them.

use super::expr::Expr;
use super::module::Module;
use super::stmt::Stmt;
use super::tree::{BranchData, CaseData, ExprId, HandlerData, StmtId};
use crate::source::Span;

/// Statements one after the other.
#[derive(Copy, Clone)]
pub struct Block<'m> {
    pub(super) module: &'m Module,
    pub(super) ids: &'m [StmtId],
}

impl<'m> Block<'m> {
    /// How many.
    pub fn len(self) -> usize {
        self.ids.len()
    }

    /// Whether there is none; an absent `else` or `finally` looks like this.
    pub fn is_empty(self) -> bool {
        self.ids.is_empty()
    }

    /// The first one.
    pub fn first(self) -> Option<Stmt<'m>> {
        self.iter().next()
    }

    /// All of them, in source order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Stmt<'m>> + ExactSizeIterator {
        self.ids.iter().map(move |&id| Stmt { module: self.module, id })
    }
}

/// `if … elif … else`.
#[derive(Copy, Clone)]
pub struct If<'m> {
    pub(super) module: &'m Module,
    pub(super) branches: &'m [BranchData],
    /// What runs when no test holds; empty when there is no `else`.
    pub otherwise: Block<'m>,
}

/// One test and what it guards.
#[derive(Copy, Clone, Debug)]
pub struct Branch<'m> {
    /// From its keyword to the end of its body.
    pub span: Span,
    /// The condition.
    pub test: Expr<'m>,
    /// What runs when it holds.
    pub body: Block<'m>,
}

impl<'m> If<'m> {
    /// The branches from first to last; at least one.
    pub fn branches(self) -> impl DoubleEndedIterator<Item = Branch<'m>> + ExactSizeIterator {
        let module = self.module;
        self.branches.iter().map(move |branch| Branch {
            span: branch.span,
            test: Expr { module, id: branch.test },
            body: Block { module, ids: module.pools.stmts.get(branch.body) },
        })
    }
}

/// A loop.
#[derive(Copy, Clone, Debug)]
pub struct Loop<'m> {
    /// What drives it.
    pub head: LoopKind<'m>,
    /// What is repeated.
    pub body: Block<'m>,
    /// Python's `else`: runs when no `break` was taken.
    pub otherwise: Block<'m>,
}

/// What drives a loop.
#[derive(Copy, Clone, Debug)]
pub enum LoopKind<'m> {
    /// `while test`
    While {
        /// The condition.
        test: Expr<'m>,
    },
    /// `do … while (test)`
    DoWhile {
        /// The condition.
        test: Expr<'m>,
    },
    /// `for target in iter`, `for (const target of iter)`
    Each {
        /// What is bound.
        target: Expr<'m>,
        /// What is iterated.
        iter: Expr<'m>,
        /// `async for`, `for await`
        is_async: bool,
    },
    /// `for (const target in object)`
    Keys {
        /// What is bound.
        target: Expr<'m>,
        /// Whose keys.
        object: Expr<'m>,
    },
    /// `for (init; test; update)`
    Counted {
        /// Runs once.
        init: Block<'m>,
        /// The condition.
        test: Option<Expr<'m>>,
        /// Runs after each round.
        update: Option<Expr<'m>>,
    },
}

/// `try … except … else … finally`.
#[derive(Copy, Clone)]
pub struct Try<'m> {
    /// What is tried.
    pub body: Block<'m>,
    pub(super) module: &'m Module,
    pub(super) handlers: &'m [HandlerData],
    /// Python's `else`: runs when nothing was raised.
    pub otherwise: Block<'m>,
    /// `finally`
    pub finally: Block<'m>,
}

/// `except class as target`, `catch (target)`.
#[derive(Copy, Clone, Debug)]
pub struct Handler<'m> {
    /// From its keyword to the end of its body.
    pub span: Span,
    /// What it catches; `None` catches everything. A tuple when there are several.
    pub class: Option<Expr<'m>>,
    /// What the exception is bound to: a name, or a pattern of JavaScript.
    pub target: Option<Expr<'m>>,
    /// What runs.
    pub body: Block<'m>,
}

impl<'m> Try<'m> {
    /// The handlers in order.
    pub fn handlers(self) -> impl DoubleEndedIterator<Item = Handler<'m>> + ExactSizeIterator {
        let module = self.module;
        self.handlers.iter().map(move |handler| Handler {
            span: handler.span,
            class: handler.class.map(|id| Expr { module, id }),
            target: handler.target.map(|id| Expr { module, id }),
            body: Block { module, ids: module.pools.stmts.get(handler.body) },
        })
    }
}

/// `with context as target`.
#[derive(Copy, Clone)]
pub struct With<'m> {
    pub(super) module: &'m Module,
    pub(super) items: &'m [(ExprId, Option<ExprId>)],
    /// What runs inside.
    pub body: Block<'m>,
    /// `async with`
    pub is_async: bool,
}

impl<'m> With<'m> {
    /// The context managers and what each is bound to.
    pub fn items(self) -> impl DoubleEndedIterator<Item = (Expr<'m>, Option<Expr<'m>>)> + ExactSizeIterator {
        let module = self.module;
        self.items
            .iter()
            .map(move |&(context, target)| (Expr { module, id: context }, target.map(|id| Expr { module, id })))
    }
}

/// `match subject`, `switch (subject)`.
#[derive(Copy, Clone)]
pub struct Match<'m> {
    /// What is compared.
    pub subject: Expr<'m>,
    pub(super) module: &'m Module,
    pub(super) cases: &'m [CaseData],
    /// A case without `break` runs on into the next one, as in JavaScript.
    pub falls_through: bool,
}

/// `case pattern if guard`.
#[derive(Copy, Clone, Debug)]
pub struct Case<'m> {
    /// From its keyword to the end of its body.
    pub span: Span,
    /// The pattern, written as an expression: a capture is a name, `A(x=1)` a call, `a | b` a binary, `p as x` an
    /// assignment, `*rest` a spread. `None` is `default:`; Python's `case _` is the name `_`.
    pub pattern: Option<Expr<'m>>,
    /// The condition after the pattern.
    pub guard: Option<Expr<'m>>,
    /// What runs.
    pub body: Block<'m>,
}

impl<'m> Match<'m> {
    /// The cases in order.
    pub fn cases(self) -> impl DoubleEndedIterator<Item = Case<'m>> + ExactSizeIterator {
        let module = self.module;
        self.cases.iter().map(move |case| Case {
            span: case.span,
            pattern: case.pattern.map(|id| Expr { module, id }),
            guard: case.guard.map(|id| Expr { module, id }),
            body: Block { module, ids: module.pools.stmts.get(case.body) },
        })
    }
}
