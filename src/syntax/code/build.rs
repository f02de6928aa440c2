//! Puts a module together. The lowering files know the parsers' trees, this one knows ours; it is the only place where
//! nodes are made.

use std::sync::OnceLock;

use super::cells::SpanMap;
use super::mend::mend;
use super::module::{ExprNode, Language, Module, Pools, StmtNode};
use super::nesting::BETWEEN_CHECKS;
use super::pool::{List, Pool, Text};
use super::tree::{
    Body, ClassData, ClassId, ExprData, ExprId, FunctionData, FunctionId, ImportData, ImportId, LoopData, NodeId,
    StmtData, StmtId, TryRest,
};

use super::{ClassKind, Exported, FunctionKind};
use crate::source::{Problem, Span};

/// How many nodes lie between the top and the deepest node of a tree. What is deeper becomes a tree of its own, so that an
/// analysis can recurse without counting. Two nodes for each link of a chain of method calls: 256 links.
pub(super) const MAX_DEPTH: u32 = 512;

/// Levels that what stands for a cut subtree takes, at most: a statement, its expression, and the arrow around it.
const FOR_THE_CUT: u32 = 4;

/// Syntax errors that are reported of one file. More say nothing new.
const MAX_PROBLEMS: usize = 20;

/// Characters of a message.
const MAX_MESSAGE: usize = 200;

/// The list of what `$lower` makes of each of `$items`, in the pool `$pool` of the builder `$b`.
macro_rules! list {
    ($b:expr, $pool:ident, $items:expr, $item:pat => $lower:expr) => {{
        let mark = $b.module.pools.$pool.open();
        for $item in $items {
            let lowered = $lower;
            $b.module.pools.$pool.push(lowered);
        }
        $b.module.pools.$pool.close(mark)
    }};
}

/// `$lower`, with room kept for `$levels` nodes around what it makes.
macro_rules! below {
    ($b:expr, $levels:expr, $lower:expr) => {{
        let levels = $b.enter_anyway($levels);
        let lowered = $lower;
        $b.leave(levels);
        lowered
    }};
}

pub(super) use {below, list};

pub(super) struct Builder {
    pub(super) module: Module,
    /// Added to every offset: where the text that is being lowered starts in the heap.
    pub(super) base: u32,
    depth: u32,
    top: usize,
    cut: bool,
}

impl Builder {
    pub(super) fn new(language: Language, source: &str, map: Option<SpanMap>) -> Self {
        let mut heap = String::with_capacity(source.len() + source.len() / 16);
        heap.push_str(source);
        let module = Module {
            language,
            source_len: source.len() as u32,
            heap,
            map,
            exprs: Vec::with_capacity(source.len() / 14),
            stmts: Vec::with_capacity(source.len() / 48),
            owners: OnceLock::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            imports: Vec::new(),
            loops: Vec::new(),
            tries: Vec::new(),
            blobs: Vec::new(),
            pools: Pools {
                exprs: Pool::with_room(source.len() / 48),
                stmts: Pool::with_room(source.len() / 64),
                args: Pool::with_room(source.len() / 40),
                entries: Pool::with_room(source.len() / 64),
                ..Pools::default()
            },
            body: Body::default(),
            detached: Vec::new(),
            docstring: None,
            shebang: None,
            comments: Vec::new(),
            problems: Vec::new(),
            cells: Vec::new(),
        };
        let top = module.pools.stmts.open();
        Self { module, base: 0, depth: 0, top, cut: false }
    }

    /// The place in the file of a range of the text that is being lowered.
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        let (start, end) = (start + self.base, end.max(start) + self.base);
        match &self.module.map {
            None => Span { start, end },
            Some(map) => map.span(start, end),
        }
    }

    /// A range of the text that is being lowered.
    pub(super) fn slice(&self, start: u32, end: u32) -> Text {
        Text { start: start + self.base, end: end + self.base }
    }

    /// `value`, which the text has at `start..end` unless it was decoded on the way.
    pub(super) fn text(&mut self, value: &str, start: u32, end: u32) -> Text {
        let slice = self.slice(start, end);
        if self.module.text(slice) == value { slice } else { self.owned(value) }
    }

    /// A text that the source does not have.
    pub(super) fn owned(&mut self, value: &str) -> Text {
        let start = self.module.heap.len() as u32;
        self.module.heap.push_str(value);
        Text { start, end: self.module.heap.len() as u32 }
    }

    pub(super) fn expr(&mut self, data: ExprData, span: Span) -> ExprId {
        self.module.exprs.push(ExprNode { data, span });
        ExprId::at(self.module.exprs.len() - 1)
    }

    pub(super) fn stmt(&mut self, data: StmtData, span: Span) -> StmtId {
        self.module.stmts.push(StmtNode { data, span });
        StmtId::at(self.module.stmts.len() - 1)
    }

    pub(super) fn opaque(&mut self, children: List<ExprId>, span: Span) -> ExprId {
        self.expr(ExprData::Opaque(children), span)
    }

    pub(super) fn span_of(&self, id: ExprId) -> Span {
        self.module.expr_node(id).span
    }

    pub(super) fn exprs(&mut self, ids: &[ExprId]) -> List<ExprId> {
        let mark = self.module.pools.exprs.open();
        for &id in ids {
            self.module.pools.exprs.push(id);
        }
        self.module.pools.exprs.close(mark)
    }

    /// Makes room for a function before its parts are lowered, so that functions come in source order.
    pub(super) fn reserve_function(&mut self) -> FunctionId {
        self.module.functions.push(FunctionData {
            span: Span::default(),
            name: Text::default(),
            name_span: Span::default(),
            kind: FunctionKind::Function,
            export: Exported::No,
            decorators: List::default(),
            params: List::default(),
            returns: None,
            body: Body::default(),
            body_span: Span::default(),
            docstring: None,
            is_async: false,
            is_generator: false,
            has_body: false,
        });
        FunctionId::at(self.module.functions.len() - 1)
    }

    pub(super) fn function(&mut self, id: FunctionId) -> &mut FunctionData {
        &mut self.module.functions[id.index()]
    }

    /// Makes room for a class, as for a function.
    pub(super) fn reserve_class(&mut self) -> ClassId {
        self.module.classes.push(ClassData {
            span: Span::default(),
            name: Text::default(),
            name_span: Span::default(),
            kind: ClassKind::Class,
            export: Exported::No,
            decorators: List::default(),
            arguments: List::default(),
            implements: List::default(),
            body: Body::default(),
            docstring: None,
        });
        ClassId::at(self.module.classes.len() - 1)
    }

    pub(super) fn class(&mut self, id: ClassId) -> &mut ClassData {
        &mut self.module.classes[id.index()]
    }

    pub(super) fn import(&mut self, data: ImportData) -> ImportId {
        self.module.imports.push(data);
        ImportId::at(self.module.imports.len() - 1)
    }

    /// Tells an import which node it is.
    pub(super) fn set_site(&mut self, id: ImportId, site: NodeId) {
        self.module.imports[id.index()].site = Some(site);
    }

    pub(super) fn loop_head(&mut self, data: LoopData) -> StmtData {
        self.module.loops.push(data);
        StmtData::Loop(self.module.loops.len() as u32 - 1)
    }

    pub(super) fn try_rest(&mut self, data: TryRest) -> u32 {
        self.module.tries.push(data);
        self.module.tries.len() as u32 - 1
    }

    pub(super) fn blob(&mut self, bytes: Vec<u8>) -> ExprData {
        self.module.blobs.push(bytes.into_boxed_slice());
        ExprData::Bytes { index: self.module.blobs.len() as u32 - 1 }
    }

    /// The docstring of a body: its first statement, when that is a string.
    pub(super) fn docstring(&self, body: Body) -> Option<ExprId> {
        let first = *self.module.pools.stmts.get(body).first()?;
        self.docstring_at(first)
    }

    fn docstring_at(&self, first: StmtId) -> Option<ExprId> {
        match self.module.stmt_node(first).data {
            StmtData::Expr(id) if matches!(self.module.expr_node(id).data, ExprData::Str { .. }) => Some(id),
            _ => None,
        }
    }

    /// Goes `levels` down. `false` when that is too deep, and nothing has changed.
    pub(super) fn enter(&mut self, levels: u32) -> bool {
        let fits = self.depth + levels <= MAX_DEPTH - FOR_THE_CUT;
        if fits {
            self.depth += levels;
        }
        fits
    }

    /// Counts `levels` of nodes that are made around others, as far as they fit: what is inside will find that it does not.
    /// Gives how many to [leave](Self::leave).
    pub(super) fn enter_anyway(&mut self, levels: u32) -> u32 {
        let levels = levels.min(self.room());
        self.depth += levels;
        levels
    }

    /// Whether the last `levels` are the ones after which to look at the stack.
    pub(super) fn should_check_stack(&self, levels: u32) -> bool {
        self.depth / BETWEEN_CHECKS != (self.depth - levels) / BETWEEN_CHECKS
    }

    pub(super) fn leave(&mut self, levels: u32) {
        self.depth -= levels;
    }

    /// How many levels are left.
    pub(super) fn room(&self) -> u32 {
        (MAX_DEPTH - FOR_THE_CUT).saturating_sub(self.depth)
    }

    /// The expression that stands for what is too deep.
    pub(super) fn cut(&mut self, span: Span) -> ExprId {
        if !self.cut {
            self.cut = true;
            self.problem(Some(span), &format!("code is nested deeper than {MAX_DEPTH} levels"));
        }
        self.opaque(List::default(), span)
    }

    /// Files what was cut off at `holder`, lowered as a tree of its own.
    pub(super) fn detach(&mut self, root: NodeId, holder: ExprId) {
        self.module.detached.push((root, holder));
    }

    /// The message may quote the file: it becomes one short line.
    pub(super) fn problem(&mut self, span: Option<Span>, message: &str) {
        if self.module.problems.len() < MAX_PROBLEMS {
            let line = message.chars().take(MAX_MESSAGE).map(|c| if c.is_control() { ' ' } else { c });
            self.module.problems.push(Problem { span, message: line.collect() });
        }
    }

    /// Adds a statement to the top.
    pub(super) fn top(&mut self, id: StmtId) {
        self.module.pools.stmts.push(id);
    }

    pub(super) fn finish(mut self) -> Module {
        self.module.body = self.module.pools.stmts.close(self.top);
        if self.module.language == Language::Python {
            self.module.docstring = self.docstring(self.module.body);
        }
        self.module.comments.sort_by_key(|(_, span)| span.start);
        self.module.problems.sort();
        self.module.problems.dedup();
        if !self.module.problems.is_empty() {
            mend(&mut self.module);
        }
        self.module.shrink();
        self.module
    }
}
