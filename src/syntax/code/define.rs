//! Functions, classes and parameters.

use super::call::{Arg, Spread, views};
use super::expr::{Expr, ExprKind, Exprs};
use super::flow::Block;
use super::literal::Str;
use super::module::Module;
use super::stmt::{Assign, Stmt, StmtKind};
use super::tree::{ClassData, ClassId, FunctionData, FunctionId, NodeId, ParamData};
use super::walk::{Node, Walk};
use crate::source::Span;

/// A function, method, lambda or arrow function.
#[derive(Copy, Clone)]
pub struct Function<'m> {
    pub(super) module: &'m Module,
    pub(super) id: FunctionId,
}

/// What sort of function.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// `def f`, `function f`, also as an expression.
    Function,
    /// `lambda`, `=>`. The value of an arrow without braces is a `return`.
    Lambda,
    /// A method of an instance, also of an object literal.
    Method,
    /// `@staticmethod`, `static` of JavaScript.
    StaticMethod,
    /// `@classmethod`
    ClassMethod,
    /// `@property` and the like, `get`.
    Getter,
    /// `@x.setter`, `set`.
    Setter,
    /// `__init__`, `constructor`.
    Constructor,
}

/// Whether a declaration is exported by a word of its own.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Exported {
    /// Not by its own; it can still be named in an `export { … }`. Always so in Python.
    #[default]
    No,
    /// `export`
    Named,
    /// `export default`
    Default,
}

impl<'m> Function<'m> {
    fn data(self) -> &'m FunctionData {
        self.module.function_data(self.id)
    }

    /// The name of this node in its module.
    pub fn id(self) -> FunctionId {
        self.id
    }

    /// The module it belongs to.
    pub fn module(self) -> &'m Module {
        self.module
    }

    /// All of it, decorators included.
    pub fn span(self) -> Span {
        self.data().span
    }

    /// Its own name; a lambda has none, see [`bound_name`](Self::bound_name).
    pub fn name(self) -> Option<&'m str> {
        self.module.some_text(self.data().name)
    }

    /// Its own name in the file; the first byte of it when it has none.
    pub fn name_span(self) -> Span {
        self.data().name_span
    }

    /// Its own name, else that of the variable, field or key it is the value of: `run` of `const run = () => …` and of
    /// `{ run: async () => … }`.
    pub fn bound_name(self) -> Option<&'m str> {
        self.name().or_else(|| {
            let Some(Node::Expr(value)) = self.parent() else { return None };
            match value.parent()? {
                Node::Stmt(stmt) => match stmt.kind() {
                    StmtKind::Assign(assign) => assign.name(),
                    _ => None,
                },
                Node::Expr(holder) => match holder.kind() {
                    ExprKind::Dict(dict) => dict.entries().find(|entry| entry.value == value)?.name(),
                    _ => None,
                },
                _ => None,
            }
        })
    }

    /// What sort of function.
    pub fn kind(self) -> FunctionKind {
        self.data().kind
    }

    /// Whether it is exported by a word of its own.
    pub fn exported(self) -> Exported {
        self.data().export
    }

    /// `async`
    pub fn is_async(self) -> bool {
        self.data().is_async
    }

    /// Whether it yields.
    pub fn is_generator(self) -> bool {
        self.data().is_generator
    }

    /// Whether there is a body: overloads, abstract methods and declarations of TypeScript have none.
    pub fn has_body(self) -> bool {
        self.data().has_body
    }

    /// The decorators without `@`, in source order.
    pub fn decorators(self) -> Exprs<'m> {
        Exprs { module: self.module, ids: self.module.pools.exprs.get(self.data().decorators) }
    }

    /// The parameters in order, `self` included.
    pub fn params(self) -> impl DoubleEndedIterator<Item = Param<'m>> + ExactSizeIterator {
        let module = self.module;
        module.pools.params.get(self.data().params).iter().map(move |data| Param { module, data })
    }

    /// The annotation of the result.
    pub fn returns(self) -> Option<Expr<'m>> {
        self.data().returns.map(|id| Expr { module: self.module, id })
    }

    /// What it does.
    pub fn body(self) -> Block<'m> {
        Block { module: self.module, ids: self.module.pools.stmts.get(self.data().body) }
    }

    /// The bytes of the body, with the braces of JavaScript.
    pub fn body_span(self) -> Span {
        self.data().body_span
    }

    /// The docstring of Python; it is the first statement of the body too.
    pub fn docstring(self) -> Option<Str<'m>> {
        self.module.str_at(self.data().docstring)
    }

    /// The statement or expression it is.
    pub fn parent(self) -> Option<Node<'m>> {
        self.module.owner(NodeId::Function(self.id))
    }

    /// The class it is a method of.
    pub fn class(self) -> Option<Class<'m>> {
        Node::Function(self).class()
    }

    /// The function it is written in.
    pub fn enclosing(self) -> Option<Function<'m>> {
        self.parent()?.function()
    }

    /// This node and all below it, parents first.
    pub fn walk(self) -> Walk<'m> {
        Walk::new(self.module, NodeId::Function(self.id))
    }
}

/// How a parameter takes arguments.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParamKind {
    /// By position or keyword; every plain parameter of JavaScript.
    Plain,
    /// Before `/`: by position only.
    PositionalOnly,
    /// After `*`: by keyword only.
    KeywordOnly,
    /// `*args`, `...rest`
    Rest,
    /// `**kwargs`
    Keywords,
}

/// A parameter.
#[derive(Copy, Clone)]
pub struct Param<'m> {
    module: &'m Module,
    data: &'m ParamData,
}

impl<'m> Param<'m> {
    /// All of it.
    pub fn span(self) -> Span {
        self.data.span
    }

    /// Its name; `None` when it is a pattern.
    pub fn name(self) -> Option<&'m str> {
        self.module.some_text(self.data.name)
    }

    /// The name in the file; the whole pattern when it is one.
    pub fn name_span(self) -> Span {
        self.data.name_span
    }

    /// The pattern of `({ path, depth = 1 }) => …`.
    pub fn pattern(self) -> Option<Expr<'m>> {
        self.expr(self.data.pattern)
    }

    /// The annotation.
    pub fn annotation(self) -> Option<Expr<'m>> {
        self.expr(self.data.annotation)
    }

    /// The default.
    pub fn default(self) -> Option<Expr<'m>> {
        self.expr(self.data.default)
    }

    /// The decorators of TypeScript.
    pub fn decorators(self) -> Exprs<'m> {
        Exprs { module: self.module, ids: self.module.pools.exprs.get(self.data.decorators) }
    }

    /// How it takes arguments.
    pub fn kind(self) -> ParamKind {
        self.data.kind
    }

    /// Whether it is a field too: `constructor(private db: Db)`.
    pub fn is_field(self) -> bool {
        self.data.is_field
    }

    fn expr(self, id: Option<super::ExprId>) -> Option<Expr<'m>> {
        id.map(|id| Expr { module: self.module, id })
    }
}

/// A class, enum, interface or namespace.
#[derive(Copy, Clone)]
pub struct Class<'m> {
    pub(super) module: &'m Module,
    pub(super) id: ClassId,
}

/// What sort of class.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClassKind {
    /// `class`
    Class,
    /// `enum` of TypeScript: its members are fields with values.
    Enum,
    /// `interface` of TypeScript: fields and methods without values.
    Interface,
    /// `namespace` of TypeScript: any statements.
    Namespace,
}

impl<'m> Class<'m> {
    fn data(self) -> &'m ClassData {
        self.module.class_data(self.id)
    }

    /// The name of this node in its module.
    pub fn id(self) -> ClassId {
        self.id
    }

    /// The module it belongs to.
    pub fn module(self) -> &'m Module {
        self.module
    }

    /// All of it, decorators included.
    pub fn span(self) -> Span {
        self.data().span
    }

    /// Its name.
    pub fn name(self) -> Option<&'m str> {
        self.module.some_text(self.data().name)
    }

    /// The name in the file; the first byte of the class when it has none.
    pub fn name_span(self) -> Span {
        self.data().name_span
    }

    /// What sort of class.
    pub fn kind(self) -> ClassKind {
        self.data().kind
    }

    /// Whether it is exported by a word of its own.
    pub fn exported(self) -> Exported {
        self.data().export
    }

    /// The decorators without `@`, in source order.
    pub fn decorators(self) -> Exprs<'m> {
        Exprs { module: self.module, ids: self.module.pools.exprs.get(self.data().decorators) }
    }

    /// Bases and keywords as they stand: `A`, `*mixins`, `metaclass=M`. JavaScript has at most one.
    pub fn arguments(self) -> impl DoubleEndedIterator<Item = Arg<'m>> + ExactSizeIterator {
        views(self.module, self.module.pools.args.get(self.data().arguments))
    }

    /// What it inherits from.
    pub fn bases(self) -> impl Iterator<Item = Expr<'m>> {
        self.arguments().filter(|arg| arg.name.is_none() && arg.spread == Spread::No).map(|arg| arg.value)
    }

    /// The keyword called `name`: `metaclass`, `total`.
    pub fn keyword(self, name: &str) -> Option<Expr<'m>> {
        self.arguments().find(|arg| arg.name.is_some_and(|(given, _)| given == name)).map(|arg| arg.value)
    }

    /// The interfaces of `implements`.
    pub fn implements(self) -> Exprs<'m> {
        Exprs { module: self.module, ids: self.module.pools.exprs.get(self.data().implements) }
    }

    /// Fields, methods and whatever else stands in it.
    pub fn body(self) -> Block<'m> {
        Block { module: self.module, ids: self.module.pools.stmts.get(self.data().body) }
    }

    /// The methods that stand directly in the body.
    pub fn methods(self) -> impl Iterator<Item = Function<'m>> {
        self.body().iter().filter_map(|stmt| match stmt.kind() {
            StmtKind::Function(function) => Some(function),
            _ => None,
        })
    }

    /// The method called `name`; the last one when there are several, as with overloads.
    pub fn method(self, name: &str) -> Option<Function<'m>> {
        self.methods().filter(|method| method.name() == Some(name)).last()
    }

    /// The assignments that stand directly in the body.
    pub fn fields(self) -> impl Iterator<Item = (Stmt<'m>, Assign<'m>)> {
        self.body().iter().filter_map(|stmt| match stmt.kind() {
            StmtKind::Assign(assign) => Some((stmt, assign)),
            _ => None,
        })
    }

    /// The field called `name`.
    pub fn field(self, name: &str) -> Option<Assign<'m>> {
        self.fields().map(|(_, field)| field).find(|field| field.name() == Some(name))
    }

    /// The docstring of Python; it is the first statement of the body too.
    pub fn docstring(self) -> Option<Str<'m>> {
        self.module.str_at(self.data().docstring)
    }

    /// The statement or expression it is.
    pub fn parent(self) -> Option<Node<'m>> {
        self.module.owner(NodeId::Class(self.id))
    }

    /// This node and all below it, parents first.
    pub fn walk(self) -> Walk<'m> {
        Walk::new(self.module, NodeId::Class(self.id))
    }
}
