//! Up and down the tree: parents, children, and a walk that needs no recursion.

use super::define::{Class, Function};
use super::expr::Expr;
use super::module::Module;
use super::pool::List;
use super::stmt::Stmt;
use super::tree::{ArgData, Body, ClassId, EntryData, ExprData, ExprId, FunctionId, LoopHead, NodeId, StmtData};
use crate::source::Span;

/// A node of any kind.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Node<'m> {
    /// An expression.
    Expr(Expr<'m>),
    /// A statement.
    Stmt(Stmt<'m>),
    /// A function: the only child of the statement or expression that holds it.
    Function(Function<'m>),
    /// A class: the only child of the statement or expression that holds it.
    Class(Class<'m>),
}

impl<'m> Node<'m> {
    pub(super) fn new(module: &'m Module, id: NodeId) -> Self {
        match id {
            NodeId::Expr(id) => Self::Expr(Expr { module, id }),
            NodeId::Stmt(id) => Self::Stmt(Stmt { module, id }),
            NodeId::Function(id) => Self::Function(Function { module, id }),
            NodeId::Class(id) => Self::Class(Class { module, id }),
        }
    }

    /// The name of this node in its module.
    pub fn id(self) -> NodeId {
        match self {
            Self::Expr(expr) => NodeId::Expr(expr.id),
            Self::Stmt(stmt) => NodeId::Stmt(stmt.id),
            Self::Function(function) => NodeId::Function(function.id),
            Self::Class(class) => NodeId::Class(class.id),
        }
    }

    /// The module it belongs to.
    pub fn module(self) -> &'m Module {
        match self {
            Self::Expr(expr) => expr.module,
            Self::Stmt(stmt) => stmt.module,
            Self::Function(function) => function.module,
            Self::Class(class) => class.module,
        }
    }

    /// Its bytes in the file.
    pub fn span(self) -> Span {
        match self {
            Self::Expr(expr) => expr.span(),
            Self::Stmt(stmt) => stmt.span(),
            Self::Function(function) => function.span(),
            Self::Class(class) => class.span(),
        }
    }

    /// What holds it; `None` for a statement at the top.
    pub fn parent(self) -> Option<Self> {
        self.module().owner(self.id())
    }

    /// What holds it, what holds that, and so on to the top.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The function it stands in; itself when it is one.
    pub fn function(self) -> Option<Function<'m>> {
        std::iter::once(self).chain(self.ancestors()).find_map(|node| match node {
            Self::Function(function) => Some(function),
            _ => None,
        })
    }

    /// The class whose body it stands in, with no function in between.
    pub fn class(self) -> Option<Class<'m>> {
        self.ancestors().map_while(|node| if let Self::Function(_) = node { None } else { Some(node) }).find_map(
            |node| match node {
                Self::Class(class) => Some(class),
                _ => None,
            },
        )
    }

    /// What it holds directly, in source order.
    pub fn children(self) -> Vec<Self> {
        let mut found = Vec::new();
        let module = self.module();
        children(module, self.id(), &mut |id| found.push(Self::new(module, id)));
        found
    }
}

/// A walk over a subtree, parents first, in source order. Nested functions and classes are part of it unless they are
/// [skipped](Self::skip_children).
#[derive(Clone)]
pub struct Walk<'m> {
    module: &'m Module,
    stack: Vec<NodeId>,
    /// Given out last; its children are not on the stack yet.
    last: Option<NodeId>,
}

impl<'m> Walk<'m> {
    pub(super) fn new(module: &'m Module, root: NodeId) -> Self {
        Self::of(module, vec![root])
    }

    /// Walks from several roots; the last one of `stack` comes first.
    pub(super) fn of(module: &'m Module, stack: Vec<NodeId>) -> Self {
        Self { module, stack, last: None }
    }

    /// Leaves out what is below the node that was given out last.
    pub fn skip_children(&mut self) {
        self.last = None;
    }
}

impl<'m> Iterator for Walk<'m> {
    type Item = Node<'m>;

    fn next(&mut self) -> Option<Node<'m>> {
        if let Some(last) = self.last.take() {
            let mark = self.stack.len();
            let stack = &mut self.stack;
            children(self.module, last, &mut |id| stack.push(id));
            self.stack[mark..].reverse();
        }
        self.last = self.stack.pop();
        self.last.map(|id| Node::new(self.module, id))
    }
}

/// Tells `f` the children of a node in source order.
pub(super) fn children(module: &Module, node: NodeId, f: &mut impl FnMut(NodeId)) {
    match node {
        NodeId::Expr(id) => of_expr(module, id, f),
        NodeId::Stmt(id) => of_stmt(module, module.stmt_node(id).data, f),
        NodeId::Function(id) => of_function(module, id, f),
        NodeId::Class(id) => of_class(module, id, f),
    }
}

fn of_expr(module: &Module, id: ExprId, f: &mut impl FnMut(NodeId)) {
    let pools = &module.pools;
    match module.expr_node(id).data {
        ExprData::Name(_)
        | ExprData::Str { .. }
        | ExprData::Bytes { .. }
        | ExprData::Number(_)
        | ExprData::Bool(_)
        | ExprData::None
        | ExprData::Ellipsis
        | ExprData::Regex(_) => {}
        ExprData::Function(id) => f(NodeId::Function(id)),
        ExprData::Class(id) => f(NodeId::Class(id)),
        ExprData::Attribute { base: only, .. }
        | ExprData::Unary { operand: only, .. }
        | ExprData::Await(only)
        | ExprData::Spread(only) => f(NodeId::Expr(only)),
        ExprData::Subscript { base: first, index: second, .. }
        | ExprData::Assign { target: first, value: second, .. } => {
            f(NodeId::Expr(first));
            f(NodeId::Expr(second));
        }
        ExprData::Call { callee, args: list, .. } => {
            f(NodeId::Expr(callee));
            args(module, list, f);
        }
        ExprData::Template { parts, tag } => {
            maybe(tag, f);
            for part in pools.parts.get(parts) {
                if let super::tree::PartData::Hole { value, .. } = *part {
                    f(NodeId::Expr(value));
                }
            }
        }
        ExprData::List(ids) | ExprData::Tuple(ids) | ExprData::Set(ids) | ExprData::Opaque(ids) => {
            exprs(module, ids, f);
        }
        ExprData::Binary { operands, .. } => exprs(module, operands, f),
        ExprData::Dict(list) => entries(module, list, f),
        ExprData::Comprehension { element, value, clauses, .. } => {
            f(NodeId::Expr(element));
            maybe(value, f);
            for clause in pools.clauses.get(clauses) {
                f(NodeId::Expr(clause.target));
                f(NodeId::Expr(clause.iter));
                exprs(module, clause.conditions, f);
            }
        }
        ExprData::Conditional { test, then, otherwise } => {
            [test, then, otherwise].map(NodeId::Expr).into_iter().for_each(f);
        }
        ExprData::Compare { left, rest } => {
            f(NodeId::Expr(left));
            pools.compares.get(rest).iter().for_each(|&(_, id)| f(NodeId::Expr(id)));
        }
        ExprData::Yield { value, .. } => maybe(value, f),
        ExprData::Jsx { tag, attributes, children } => {
            maybe(tag, f);
            entries(module, attributes, f);
            exprs(module, children, f);
        }
    }
}

fn of_stmt(module: &Module, data: StmtData, f: &mut impl FnMut(NodeId)) {
    let pools = &module.pools;
    match data {
        StmtData::Import(_)
        | StmtData::Scope { .. }
        | StmtData::Break(_)
        | StmtData::Continue(_)
        | StmtData::ExportNames(_)
        | StmtData::Pass => {}
        StmtData::Function(id) => f(NodeId::Function(id)),
        StmtData::Class(id) => f(NodeId::Class(id)),
        StmtData::Expr(only) | StmtData::ExportValue { value: only, .. } => f(NodeId::Expr(only)),
        StmtData::Assign { targets, annotation, value, decorators, .. } => {
            exprs(module, decorators, f);
            exprs(module, targets, f);
            maybe(annotation, f);
            maybe(value, f);
        }
        StmtData::Return(value) => maybe(value, f),
        StmtData::Raise { value: first, cause: second } => {
            maybe(first, f);
            maybe(second, f);
        }
        StmtData::Assert { test, message } => {
            f(NodeId::Expr(test));
            maybe(message, f);
        }
        StmtData::If { branches, otherwise } => {
            for branch in pools.branches.get(branches) {
                f(NodeId::Expr(branch.test));
                stmts(module, branch.body, f);
            }
            stmts(module, otherwise, f);
        }
        StmtData::Loop(index) => of_loop(module, index, f),
        StmtData::Try { body, handlers, rest } => {
            stmts(module, body, f);
            for handler in pools.handlers.get(handlers) {
                maybe(handler.class, f);
                maybe(handler.target, f);
                stmts(module, handler.body, f);
            }
            let rest = module.try_rest(rest);
            stmts(module, rest.otherwise, f);
            stmts(module, rest.finally, f);
        }
        StmtData::With { items, body, .. } => {
            for &(context, target) in pools.items.get(items) {
                f(NodeId::Expr(context));
                maybe(target, f);
            }
            stmts(module, body, f);
        }
        StmtData::Match { subject, cases, .. } => {
            f(NodeId::Expr(subject));
            for case in pools.cases.get(cases) {
                maybe(case.pattern, f);
                maybe(case.guard, f);
                stmts(module, case.body, f);
            }
        }
        StmtData::Delete(targets) => exprs(module, targets, f),
        StmtData::Block { body, .. } => stmts(module, body, f),
    }
}

fn of_loop(module: &Module, index: u32, f: &mut impl FnMut(NodeId)) {
    let data = module.loop_data(index);
    match data.head {
        LoopHead::While(test) => f(NodeId::Expr(test)),
        LoopHead::Each { target: first, iter: second, .. } | LoopHead::Keys { target: first, object: second } => {
            f(NodeId::Expr(first));
            f(NodeId::Expr(second));
        }
        LoopHead::Counted { init, test, update } => {
            stmts(module, init, f);
            maybe(test, f);
            maybe(update, f);
        }
        LoopHead::DoWhile(_) => {}
    }
    stmts(module, data.body, f);
    if let LoopHead::DoWhile(test) = data.head {
        f(NodeId::Expr(test));
    }
    stmts(module, data.otherwise, f);
}

fn of_function(module: &Module, id: FunctionId, f: &mut impl FnMut(NodeId)) {
    let data = module.function_data(id);
    exprs(module, data.decorators, f);
    for param in module.pools.params.get(data.params) {
        exprs(module, param.decorators, f);
        maybe(param.pattern, f);
        maybe(param.annotation, f);
        maybe(param.default, f);
    }
    maybe(data.returns, f);
    stmts(module, data.body, f);
}

fn of_class(module: &Module, id: ClassId, f: &mut impl FnMut(NodeId)) {
    let data = module.class_data(id);
    exprs(module, data.decorators, f);
    args(module, data.arguments, f);
    exprs(module, data.implements, f);
    stmts(module, data.body, f);
}

fn maybe(id: Option<ExprId>, f: &mut impl FnMut(NodeId)) {
    if let Some(id) = id {
        f(NodeId::Expr(id));
    }
}

fn exprs(module: &Module, list: List<ExprId>, f: &mut impl FnMut(NodeId)) {
    module.pools.exprs.get(list).iter().for_each(|&id| f(NodeId::Expr(id)));
}

fn stmts(module: &Module, list: Body, f: &mut impl FnMut(NodeId)) {
    module.list(list).iter().for_each(|&id| f(NodeId::Stmt(id)));
}

fn args(module: &Module, list: List<ArgData>, f: &mut impl FnMut(NodeId)) {
    module.pools.args.get(list).iter().for_each(|arg| f(NodeId::Expr(arg.value)));
}

fn entries(module: &Module, list: List<EntryData>, f: &mut impl FnMut(NodeId)) {
    for entry in module.pools.entries.get(list) {
        maybe(entry.key, f);
        f(NodeId::Expr(entry.value));
    }
}
