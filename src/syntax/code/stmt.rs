//! Statements: a cheap handle, and the kind to match on.

use super::define::{Class, Function};
use super::expr::{Expr, Exprs};
use super::flow::{Block, If, Loop, LoopKind, Match, Try, With};
use super::import::Import;
use super::module::Module;
use super::operator::Operator;
use super::pool::Text;
use super::tree::{ExportData, LoopHead, NodeId, StmtData, StmtId};
use super::walk::{Node, Walk};
use crate::source::Span;

/// A statement: a handle that is as cheap to copy as a reference.
///
/// Two handles are equal when they name the same node of the same module.
#[derive(Copy, Clone)]
pub struct Stmt<'m> {
    pub(super) module: &'m Module,
    pub(super) id: StmtId,
}

/// What a statement is.
#[derive(Copy, Clone, Debug)]
pub enum StmtKind<'m> {
    /// An expression for its effect.
    Expr(Expr<'m>),
    /// `target = value`, `const target = value`, a field of a class, a type alias.
    Assign(Assign<'m>),
    /// `return value`
    Return(Option<Expr<'m>>),
    /// `raise value from cause`, `throw value`.
    Raise {
        /// What is raised; `None` raises again.
        value: Option<Expr<'m>>,
        /// What follows `from`.
        cause: Option<Expr<'m>>,
    },
    /// `if`, with its whole chain of `elif` or `else if`.
    If(If<'m>),
    /// Any loop.
    Loop(Loop<'m>),
    /// `try`
    Try(Try<'m>),
    /// `with items: body`; `with (object)` of JavaScript. A `using` declaration is an [`Assign`].
    With(With<'m>),
    /// `match`, `switch`.
    Match(Match<'m>),
    /// `del a, b.c`; `delete a.b` as a statement.
    Delete(Exprs<'m>),
    /// An import; one statement for each module of `import a, b`. `export … from` too.
    Import(Import<'m>),
    /// A function or method.
    Function(Function<'m>),
    /// A class, enum, interface or namespace.
    Class(Class<'m>),
    /// `assert test, message`
    Assert {
        /// The condition.
        test: Expr<'m>,
        /// The message.
        message: Option<Expr<'m>>,
    },
    /// `global` or `nonlocal`.
    Scope(Names<'m>),
    /// `break`, with the label of JavaScript.
    Break(Option<&'m str>),
    /// `continue`, with the label of JavaScript.
    Continue(Option<&'m str>),
    /// `{ … }`, `label: …`, `static { … }` of a class (labelled `static`).
    Block {
        /// The statements.
        body: Block<'m>,
        /// The label.
        label: Option<&'m str>,
    },
    /// `export { a as b }`, `export default value`, `export = value`. A declaration has its own flag.
    Export(Export<'m>),
    /// `pass`, `;`, `debugger`.
    Pass,
}

impl<'m> Stmt<'m> {
    /// The name of this node in its module.
    pub fn id(self) -> StmtId {
        self.id
    }

    /// The module it belongs to.
    pub fn module(self) -> &'m Module {
        self.module
    }

    /// Its bytes in the file.
    pub fn span(self) -> Span {
        self.module.stmt_node(self.id).span
    }

    /// What holds it.
    pub fn parent(self) -> Option<Node<'m>> {
        self.module.owner(NodeId::Stmt(self.id))
    }

    /// The function whose body it stands in.
    pub fn function(self) -> Option<Function<'m>> {
        Node::Stmt(self).function()
    }

    /// This node and all below it, parents first.
    pub fn walk(self) -> Walk<'m> {
        Walk::new(self.module, NodeId::Stmt(self.id))
    }

    /// What it is.
    pub fn kind(self) -> StmtKind<'m> {
        let module = self.module;
        let at = |id| Expr { module, id };
        let all = |ids| Exprs { module, ids: module.pools.exprs.get(ids) };
        let block = |body| Block { module, ids: module.pools.stmts.get(body) };
        match module.stmt_node(self.id).data {
            StmtData::Expr(id) => StmtKind::Expr(at(id)),
            StmtData::Assign { targets, annotation, value, op, binding, exported, decorators } => {
                StmtKind::Assign(Assign {
                    targets: all(targets),
                    annotation: annotation.map(at),
                    value: value.map(at),
                    op,
                    decorators: all(decorators),
                    binding,
                    exported,
                })
            }
            StmtData::Return(value) => StmtKind::Return(value.map(at)),
            StmtData::Raise { value, cause } => StmtKind::Raise { value: value.map(at), cause: cause.map(at) },
            StmtData::If { branches, otherwise } => {
                StmtKind::If(If { module, branches: module.pools.branches.get(branches), otherwise: block(otherwise) })
            }
            StmtData::Loop(index) => {
                let data = module.loop_data(index);
                let head = match data.head {
                    LoopHead::While(test) => LoopKind::While { test: at(test) },
                    LoopHead::DoWhile(test) => LoopKind::DoWhile { test: at(test) },
                    LoopHead::Each { target, iter, is_async } => {
                        LoopKind::Each { target: at(target), iter: at(iter), is_async }
                    }
                    LoopHead::Keys { target, object } => LoopKind::Keys { target: at(target), object: at(object) },
                    LoopHead::Counted { init, test, update } => {
                        LoopKind::Counted { init: block(init), test: test.map(at), update: update.map(at) }
                    }
                };
                StmtKind::Loop(Loop { head, body: block(data.body), otherwise: block(data.otherwise) })
            }
            StmtData::Try { body, handlers, rest } => {
                let rest = module.try_rest(rest);
                StmtKind::Try(Try {
                    body: block(body),
                    module,
                    handlers: module.pools.handlers.get(handlers),
                    otherwise: block(rest.otherwise),
                    finally: block(rest.finally),
                })
            }
            StmtData::With { items, body, is_async } => {
                StmtKind::With(With { module, items: module.pools.items.get(items), body: block(body), is_async })
            }
            StmtData::Match { subject, cases, falls_through } => StmtKind::Match(Match {
                subject: at(subject),
                module,
                cases: module.pools.cases.get(cases),
                falls_through,
            }),
            StmtData::Delete(targets) => StmtKind::Delete(all(targets)),
            StmtData::Import(id) => StmtKind::Import(Import { module, id }),
            StmtData::Function(id) => StmtKind::Function(Function { module, id }),
            StmtData::Class(id) => StmtKind::Class(Class { module, id }),
            StmtData::Assert { test, message } => StmtKind::Assert { test: at(test), message: message.map(at) },
            StmtData::Scope { names, nonlocal } => {
                StmtKind::Scope(Names { module, items: module.pools.names.get(names), nonlocal })
            }
            StmtData::Break(label) => StmtKind::Break(module.some_text(label)),
            StmtData::Continue(label) => StmtKind::Continue(module.some_text(label)),
            StmtData::Block { body, label } => StmtKind::Block { body: block(body), label: module.some_text(label) },
            StmtData::ExportNames(names) => {
                StmtKind::Export(Export::Names(ExportedNames { module, names: module.pools.exports.get(names) }))
            }
            StmtData::ExportValue { value, default: true } => StmtKind::Export(Export::Default(at(value))),
            StmtData::ExportValue { value, default: false } => StmtKind::Export(Export::Equals(at(value))),
            StmtData::Pass => StmtKind::Pass,
        }
    }
}

/// How an assignment binds its names.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Binding {
    /// By assigning: `x = 1` of either language.
    Plain,
    /// `const`
    Const,
    /// `let`
    Let,
    /// `var`
    Var,
    /// `using`
    Using,
    /// `await using`
    AwaitUsing,
    /// A field of a JavaScript class, an interface or an enum.
    Field,
    /// A static field of a JavaScript class.
    StaticField,
    /// `type X = …` of either language.
    Type,
}

/// `a = b = value`, `a: T = value`, `a += value`, `const {a, b} = value`.
///
/// `const a = 1, b = 2` is two statements.
#[derive(Copy, Clone, Debug)]
pub struct Assign<'m> {
    /// What is assigned to, from left to right: names, attributes, subscripts, lists, tuples, dict patterns.
    pub targets: Exprs<'m>,
    /// The annotation.
    pub annotation: Option<Expr<'m>>,
    /// The value; `None` for a mere declaration.
    pub value: Option<Expr<'m>>,
    /// The operator of `a += value`.
    pub op: Option<Operator>,
    /// The decorators of a field of TypeScript.
    pub decorators: Exprs<'m>,
    /// How the names are bound.
    pub binding: Binding,
    /// `export const …`
    pub exported: bool,
}

impl<'m> Assign<'m> {
    /// The name, when there is one target and it is a bare name.
    pub fn name(self) -> Option<&'m str> {
        self.targets.single()?.as_name()
    }
}

/// The names of `global` or `nonlocal`.
#[derive(Copy, Clone)]
pub struct Names<'m> {
    module: &'m Module,
    items: &'m [(Text, Span)],
    /// `nonlocal`
    pub nonlocal: bool,
}

impl<'m> Names<'m> {
    /// The names with their places.
    pub fn iter(self) -> impl ExactSizeIterator<Item = (&'m str, Span)> {
        self.items.iter().map(move |&(name, span)| (self.module.text(name), span))
    }
}

/// An export that is not a declaration.
#[derive(Copy, Clone, Debug)]
pub enum Export<'m> {
    /// `export { a as b }`
    Names(ExportedNames<'m>),
    /// `export default value`
    Default(Expr<'m>),
    /// `export = value`
    Equals(Expr<'m>),
}

/// The names of `export { … }`.
#[derive(Copy, Clone)]
pub struct ExportedNames<'m> {
    module: &'m Module,
    names: &'m [ExportData],
}

/// `local as exported`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ExportedName<'m> {
    /// The whole item.
    pub span: Span,
    /// What it is called here.
    pub local: &'m str,
    /// What it is called outside.
    pub exported: &'m str,
    /// `export type`
    pub type_only: bool,
}

impl<'m> ExportedNames<'m> {
    /// The items in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = ExportedName<'m>> {
        let module = self.module;
        self.names.iter().map(move |name| ExportedName {
            span: name.span,
            local: module.text(name.local),
            exported: module.text(name.exported),
            type_only: name.type_only,
        })
    }
}
