//! How a module is stored: nodes in arenas, children as ids, text as ranges of one heap. Nothing here is public;
//! the handles in the files beside this one are what analysis sees.
//!
//! Ids are handed out children first, so a node's id is always greater than its children's. Functions and classes are the
//! exception: theirs are handed out on entry, so that they come in source order.

use std::num::NonZeroU32;

use super::operator::{CompareOp, Operator, UnaryOp};
use super::pool::{List, Text};
use crate::source::Span;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// Position in the arena.
            pub(super) fn index(self) -> usize {
                self.0.get() as usize - 1
            }

            /// The id of the node at `index`. Files are capped far below `u32::MAX` nodes.
            pub(super) fn at(index: usize) -> Self {
                Self(NonZeroU32::MIN.saturating_add(index as u32))
            }
        }
    )*};
}

ids! {
    /// Names an expression of one module.
    ExprId;
    /// Names a statement of one module.
    StmtId;
    /// Names a function of one module. In source order.
    FunctionId;
    /// Names a class of one module. In source order.
    ClassId;
    /// Names an import of one module.
    ImportId;
}

/// Names a node of any kind of one module.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeId {
    /// An expression.
    Expr(ExprId),
    /// A statement.
    Stmt(StmtId),
    /// A function.
    Function(FunctionId),
    /// A class.
    Class(ClassId),
}

/// A list of statements.
pub(super) type Body = List<StmtId>;

#[derive(Copy, Clone)]
pub(super) enum ExprData {
    Name(Text),
    Attribute { base: ExprId, name: Text, name_start: u32, optional: bool },
    Subscript { base: ExprId, index: ExprId, optional: bool },
    Call { callee: ExprId, args: List<ArgData>, is_new: bool, optional: bool },
    Str { value: Text, content: Span },
    Bytes { index: u32 },
    Number(Text),
    Bool(bool),
    None,
    Ellipsis,
    Regex(Text),
    Template { parts: List<PartData>, tag: Option<ExprId> },
    List(List<ExprId>),
    Tuple(List<ExprId>),
    Set(List<ExprId>),
    Dict(List<EntryData>),
    Comprehension { kind: super::ComprehensionKind, element: ExprId, value: Option<ExprId>, clauses: List<ClauseData> },
    Function(FunctionId),
    Class(ClassId),
    Conditional { test: ExprId, then: ExprId, otherwise: ExprId },
    Binary { op: Operator, operands: List<ExprId> },
    Compare { left: ExprId, rest: List<(CompareOp, ExprId)> },
    Unary { op: UnaryOp, operand: ExprId },
    Await(ExprId),
    Yield { value: Option<ExprId>, delegate: bool },
    Spread(ExprId),
    Assign { target: ExprId, op: Option<Operator>, value: ExprId },
    Jsx { tag: Option<ExprId>, attributes: List<EntryData>, children: List<ExprId> },
    Opaque(List<ExprId>),
}

#[derive(Copy, Clone)]
pub(super) struct ArgData {
    pub(super) name: Option<(Text, Span)>,
    pub(super) spread: super::Spread,
    pub(super) value: ExprId,
}

#[derive(Copy, Clone)]
pub(super) struct EntryData {
    /// `None` for a spread.
    pub(super) key: Option<ExprId>,
    pub(super) value: ExprId,
    pub(super) computed: bool,
    pub(super) shorthand: bool,
}

#[derive(Copy, Clone)]
pub(super) enum PartData {
    Text { value: Text, content: Span },
    Hole { value: ExprId, formatted: bool },
}

#[derive(Copy, Clone)]
pub(super) struct ClauseData {
    pub(super) target: ExprId,
    pub(super) iter: ExprId,
    pub(super) conditions: List<ExprId>,
    pub(super) is_async: bool,
}

#[derive(Copy, Clone)]
pub(super) enum StmtData {
    Expr(ExprId),
    Assign {
        targets: List<ExprId>,
        annotation: Option<ExprId>,
        value: Option<ExprId>,
        op: Option<Operator>,
        decorators: List<ExprId>,
        binding: super::Binding,
        exported: bool,
    },
    Return(Option<ExprId>),
    Raise {
        value: Option<ExprId>,
        cause: Option<ExprId>,
    },
    If {
        branches: List<BranchData>,
        otherwise: Body,
    },
    Loop(u32),
    Try {
        body: Body,
        handlers: List<HandlerData>,
        rest: u32,
    },
    With {
        items: List<(ExprId, Option<ExprId>)>,
        body: Body,
        is_async: bool,
    },
    Match {
        subject: ExprId,
        cases: List<CaseData>,
        falls_through: bool,
    },
    Delete(List<ExprId>),
    Import(ImportId),
    Function(FunctionId),
    Class(ClassId),
    Assert {
        test: ExprId,
        message: Option<ExprId>,
    },
    Scope {
        names: List<(Text, Span)>,
        nonlocal: bool,
    },
    Break(Text),
    Continue(Text),
    Block {
        body: Body,
        label: Text,
    },
    ExportNames(List<ExportData>),
    ExportValue {
        value: ExprId,
        default: bool,
    },
    Pass,
}

#[derive(Copy, Clone)]
pub(super) struct BranchData {
    pub(super) span: Span,
    pub(super) test: ExprId,
    pub(super) body: Body,
}

#[derive(Copy, Clone)]
pub(super) struct LoopData {
    pub(super) head: LoopHead,
    pub(super) body: Body,
    pub(super) otherwise: Body,
}

#[derive(Copy, Clone)]
pub(super) enum LoopHead {
    While(ExprId),
    DoWhile(ExprId),
    Each { target: ExprId, iter: ExprId, is_async: bool },
    Keys { target: ExprId, object: ExprId },
    Counted { init: Body, test: Option<ExprId>, update: Option<ExprId> },
}

#[derive(Copy, Clone)]
pub(super) struct HandlerData {
    pub(super) span: Span,
    pub(super) class: Option<ExprId>,
    pub(super) target: Option<ExprId>,
    pub(super) body: Body,
}

/// The parts of a `try` that most of them lack.
#[derive(Copy, Clone, Default)]
pub(super) struct TryRest {
    pub(super) otherwise: Body,
    pub(super) finally: Body,
}

#[derive(Copy, Clone)]
pub(super) struct CaseData {
    pub(super) span: Span,
    pub(super) pattern: Option<ExprId>,
    pub(super) guard: Option<ExprId>,
    pub(super) body: Body,
}

#[derive(Copy, Clone)]
pub(super) struct ExportData {
    pub(super) span: Span,
    pub(super) local: Text,
    pub(super) exported: Text,
    pub(super) type_only: bool,
}

#[derive(Copy, Clone)]
pub(super) struct ParamData {
    pub(super) span: Span,
    pub(super) name: Text,
    pub(super) name_span: Span,
    pub(super) pattern: Option<ExprId>,
    pub(super) annotation: Option<ExprId>,
    pub(super) default: Option<ExprId>,
    pub(super) decorators: List<ExprId>,
    pub(super) kind: super::ParamKind,
    pub(super) is_field: bool,
}

#[derive(Copy, Clone)]
pub(super) struct FunctionData {
    pub(super) span: Span,
    pub(super) name: Text,
    pub(super) name_span: Span,
    pub(super) kind: super::FunctionKind,
    pub(super) export: super::Exported,
    pub(super) decorators: List<ExprId>,
    pub(super) params: List<ParamData>,
    pub(super) returns: Option<ExprId>,
    pub(super) body: Body,
    pub(super) body_span: Span,
    pub(super) docstring: Option<ExprId>,
    pub(super) is_async: bool,
    pub(super) is_generator: bool,
    pub(super) has_body: bool,
}

#[derive(Copy, Clone)]
pub(super) struct ClassData {
    pub(super) span: Span,
    pub(super) name: Text,
    pub(super) name_span: Span,
    pub(super) kind: super::ClassKind,
    pub(super) export: super::Exported,
    pub(super) decorators: List<ExprId>,
    pub(super) arguments: List<ArgData>,
    pub(super) implements: List<ExprId>,
    pub(super) body: Body,
    pub(super) docstring: Option<ExprId>,
}

#[derive(Copy, Clone)]
pub(super) struct ImportData {
    pub(super) span: Span,
    pub(super) form: super::ImportForm,
    pub(super) module: Text,
    pub(super) module_span: Span,
    pub(super) level: u32,
    pub(super) type_only: bool,
    pub(super) names: List<ImportedData>,
    /// The call, for `require` and dynamic `import`; the statement otherwise.
    pub(super) site: Option<NodeId>,
}

#[derive(Copy, Clone)]
pub(super) struct ImportedData {
    pub(super) span: Span,
    pub(super) what: ImportedWhat,
    pub(super) local: Text,
    pub(super) local_span: Span,
    pub(super) type_only: bool,
}

#[derive(Copy, Clone)]
pub(super) enum ImportedWhat {
    Module,
    Package,
    Default,
    Named(Text),
    Star,
}
