//! Expressions: a cheap handle, and the kind to match on.

use super::call::Call;
use super::compound::{Compare, Comprehension, Jsx};
use super::define::{Class, Function};
use super::literal::{Dict, Entries, Str, Template};
use super::module::Module;
use super::operator::{Operator, UnaryOp};
use super::tree::{ExprData, ExprId, NodeId};
use super::walk::{Node, Walk};
use crate::source::Span;

/// An expression: a handle that is as cheap to copy as a reference.
///
/// Two handles are equal when they name the same node of the same module.
#[derive(Copy, Clone)]
pub struct Expr<'m> {
    pub(super) module: &'m Module,
    pub(super) id: ExprId,
}

/// What an expression is.
#[derive(Copy, Clone, Debug)]
pub enum ExprKind<'m> {
    /// `x`, `this`, `super`; in a TypeScript type also `string`, `any` and the like.
    Name(&'m str),
    /// `x.y`, `x?.y`, `x.#y`.
    Attribute(Attribute<'m>),
    /// `x[i]`; in a type, `List[int]`, `Promise<string>` and `T[]` (as `Array<T>`).
    Subscript(Subscript<'m>),
    /// `f(x)`, `new F(x)`, `import("m")`; in a pattern of Python's `match`, a class pattern.
    Call(Call<'m>),
    /// A string, decoded; also a template without holes, and text between JSX tags.
    Str(Str<'m>),
    /// A bytes literal of Python, decoded.
    Bytes(&'m [u8]),
    /// A number as it is written.
    Number(&'m str),
    /// `True`, `true`.
    Bool(bool),
    /// `None`, `null`, `undefined`.
    None,
    /// `...` of Python.
    Ellipsis,
    /// A regular expression literal as it is written.
    Regex(&'m str),
    /// An f-string or a template with holes.
    Template(Template<'m>),
    /// `[a, b]`, also as a pattern.
    List(Exprs<'m>),
    /// `a, b` of Python; in a TypeScript type, several type arguments or a tuple.
    Tuple(Exprs<'m>),
    /// `{a, b}` of Python.
    Set(Exprs<'m>),
    /// `{k: v}`: a Python dict, a JavaScript object, an object pattern, a type literal.
    Dict(Dict<'m>),
    /// `[x for x in y]` and its kin.
    Comprehension(Comprehension<'m>),
    /// A lambda, an arrow function, a function expression, a method of an object.
    Function(Function<'m>),
    /// A class expression of JavaScript.
    Class(Class<'m>),
    /// `a if test else b`, `test ? a : b`.
    Conditional {
        /// The condition.
        test: Expr<'m>,
        /// The value when it holds.
        then: Expr<'m>,
        /// The value when it does not.
        otherwise: Expr<'m>,
    },
    /// Two or more operands of one operator that associates to the left: `a + b + c` is one node with three operands.
    Binary {
        /// The operator, logical ones included.
        op: Operator,
        /// At least two.
        operands: Exprs<'m>,
    },
    /// `a < b`, `a in b`, `a === b`; Python chains them.
    Compare(Compare<'m>),
    /// `not a`, `-a`, `typeof a`, `i++`.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// Its operand.
        operand: Expr<'m>,
    },
    /// `await x`.
    Await(Expr<'m>),
    /// `yield x`, `yield from x`, `yield* x`.
    Yield {
        /// What is yielded.
        value: Option<Expr<'m>>,
        /// `yield from`, `yield*`.
        delegate: bool,
    },
    /// `*x` in a list or pattern, `...x` in an array or pattern. Calls and dicts have spreads of their own.
    Spread(Expr<'m>),
    /// `x := v`, `x = v` inside an expression, `x = default` inside a pattern.
    Assign {
        /// What is assigned to.
        target: Expr<'m>,
        /// The operator of `x += v`.
        op: Option<Operator>,
        /// The value.
        value: Expr<'m>,
    },
    /// A JSX element or fragment.
    Jsx(Jsx<'m>),
    /// Anything else: a slice, a comma sequence, a function type; and what stands where the parser found an error or the
    /// nesting was too deep. The parts that can hold a call are kept.
    Opaque(Exprs<'m>),
}

impl<'m> Expr<'m> {
    /// The name of this node in its module.
    pub fn id(self) -> ExprId {
        self.id
    }

    /// The module it belongs to.
    pub fn module(self) -> &'m Module {
        self.module
    }

    /// Its bytes in the file, without parentheses around it.
    pub fn span(self) -> Span {
        self.module.expr_node(self.id).span
    }

    /// What holds it.
    pub fn parent(self) -> Option<Node<'m>> {
        self.module.owner(NodeId::Expr(self.id))
    }

    /// The function whose body, parameters or decorators it stands in.
    pub fn function(self) -> Option<Function<'m>> {
        Node::Expr(self).function()
    }

    /// This node and all below it, parents first.
    pub fn walk(self) -> Walk<'m> {
        Walk::new(self.module, NodeId::Expr(self.id))
    }

    /// What it is.
    pub fn kind(self) -> ExprKind<'m> {
        let module = self.module;
        let at = |id| Self { module, id };
        let all = |ids| Exprs { module, ids: module.pools.exprs.get(ids) };
        let entries = |list| Entries { module, data: module.pools.entries.get(list) };
        match module.expr_node(self.id).data {
            ExprData::Name(name) => ExprKind::Name(module.text(name)),
            ExprData::Attribute { base, name, name_start, optional } => {
                let name_span = Span { start: name_start, end: self.span().end };
                ExprKind::Attribute(Attribute { base: at(base), name: module.text(name), name_span, optional })
            }
            ExprData::Subscript { base, index, optional } => {
                ExprKind::Subscript(Subscript { base: at(base), index: at(index), optional })
            }
            ExprData::Call { callee, args, is_new, optional } => ExprKind::Call(Call {
                expr: self,
                callee: at(callee),
                args: module.pools.args.get(args),
                is_new,
                optional,
            }),
            ExprData::Str { value, content } => ExprKind::Str(Str { module, span: self.span(), value, content }),
            ExprData::Bytes { index } => ExprKind::Bytes(module.bytes(index)),
            ExprData::Number(text) => ExprKind::Number(module.text(text)),
            ExprData::Bool(value) => ExprKind::Bool(value),
            ExprData::None => ExprKind::None,
            ExprData::Ellipsis => ExprKind::Ellipsis,
            ExprData::Regex(text) => ExprKind::Regex(module.text(text)),
            ExprData::Template { parts, tag } => {
                ExprKind::Template(Template { module, parts: module.pools.parts.get(parts), tag: tag.map(at) })
            }
            ExprData::List(ids) => ExprKind::List(all(ids)),
            ExprData::Tuple(ids) => ExprKind::Tuple(all(ids)),
            ExprData::Set(ids) => ExprKind::Set(all(ids)),
            ExprData::Dict(list) => ExprKind::Dict(Dict { entries: entries(list) }),
            ExprData::Comprehension { kind, element, value, clauses } => ExprKind::Comprehension(Comprehension {
                kind,
                element: at(element),
                value: value.map(at),
                module,
                clauses,
            }),
            ExprData::Function(id) => ExprKind::Function(Function { module, id }),
            ExprData::Class(id) => ExprKind::Class(Class { module, id }),
            ExprData::Conditional { test, then, otherwise } => {
                ExprKind::Conditional { test: at(test), then: at(then), otherwise: at(otherwise) }
            }
            ExprData::Binary { op, operands } => ExprKind::Binary { op, operands: all(operands) },
            ExprData::Compare { left, rest } => ExprKind::Compare(Compare { left: at(left), module, rest }),
            ExprData::Unary { op, operand } => ExprKind::Unary { op, operand: at(operand) },
            ExprData::Await(inner) => ExprKind::Await(at(inner)),
            ExprData::Yield { value, delegate } => ExprKind::Yield { value: value.map(at), delegate },
            ExprData::Spread(inner) => ExprKind::Spread(at(inner)),
            ExprData::Assign { target, op, value } => ExprKind::Assign { target: at(target), op, value: at(value) },
            ExprData::Jsx { tag, attributes, children } => {
                ExprKind::Jsx(Jsx { tag: tag.map(at), attributes: entries(attributes), children: all(children) })
            }
            ExprData::Opaque(ids) => ExprKind::Opaque(all(ids)),
        }
    }

    /// `["a", "b", "c"]` for `a.b.c`, also when the dots are optional chaining. `None` when the base is not a name.
    pub fn dotted(self) -> Option<Vec<&'m str>> {
        let mut names = Vec::new();
        let mut at = self;
        loop {
            match at.kind() {
                ExprKind::Name(name) => {
                    names.push(name);
                    names.reverse();
                    return Some(names);
                }
                ExprKind::Attribute(Attribute { base, name, .. }) => {
                    names.push(name);
                    at = base;
                }
                _ => return None,
            }
        }
    }

    /// Whether this is exactly the dotted `path`, `a.b.c`.
    pub fn is_path(self, path: &str) -> bool {
        let mut at = self;
        let mut rest = path;
        loop {
            match (at.kind(), rest.rsplit_once('.')) {
                (ExprKind::Name(name), None) => return name == rest,
                (ExprKind::Attribute(Attribute { base, name, .. }), Some((head, last))) if name == last => {
                    at = base;
                    rest = head;
                }
                _ => return false,
            }
        }
    }

    /// The name, when this is a bare one.
    pub fn as_name(self) -> Option<&'m str> {
        match self.kind() {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The decoded text, when this is a string without holes.
    pub fn as_str(self) -> Option<&'m str> {
        match self.kind() {
            ExprKind::Str(literal) => Some(literal.value()),
            _ => None,
        }
    }

    /// The call, when this is one.
    pub fn as_call(self) -> Option<Call<'m>> {
        match self.kind() {
            ExprKind::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The dict or object, when this is one.
    pub fn as_dict(self) -> Option<Dict<'m>> {
        match self.kind() {
            ExprKind::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// What is awaited, or the expression itself.
    #[must_use]
    pub fn unawaited(self) -> Self {
        let mut at = self;
        while let ExprKind::Await(inner) = at.kind() {
            at = inner;
        }
        at
    }
}

/// Expressions side by side.
#[derive(Copy, Clone)]
pub struct Exprs<'m> {
    pub(super) module: &'m Module,
    pub(super) ids: &'m [ExprId],
}

impl<'m> Exprs<'m> {
    /// How many.
    pub fn len(self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.ids.is_empty()
    }

    /// The expression at `index`.
    pub fn get(self, index: usize) -> Option<Expr<'m>> {
        self.ids.get(index).map(|&id| Expr { module: self.module, id })
    }

    /// The first one.
    pub fn first(self) -> Option<Expr<'m>> {
        self.get(0)
    }

    /// The expression, when there is exactly one.
    pub fn single(self) -> Option<Expr<'m>> {
        if self.len() == 1 { self.first() } else { None }
    }

    /// All of them, in source order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Expr<'m>> + ExactSizeIterator {
        self.ids.iter().map(move |&id| Expr { module: self.module, id })
    }
}

/// `base.name`.
#[derive(Copy, Clone, Debug)]
pub struct Attribute<'m> {
    /// What stands before the dot.
    pub base: Expr<'m>,
    /// The name; with its `#` when it is private in JavaScript.
    pub name: &'m str,
    /// The name in the file.
    pub name_span: Span,
    /// `?.`
    pub optional: bool,
}

/// `base[index]`.
#[derive(Copy, Clone, Debug)]
pub struct Subscript<'m> {
    /// What stands before the bracket.
    pub base: Expr<'m>,
    /// What stands in it; a tuple when there are several.
    pub index: Expr<'m>,
    /// `?.[`
    pub optional: bool,
}
