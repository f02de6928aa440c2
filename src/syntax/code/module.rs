//! The module: arenas, and the questions that are asked of a whole file.

use std::fmt;
use std::sync::OnceLock;

use super::call::Call;
use super::cells::{Cell, CellPosition, SpanMap};
use super::define::{Class, Function};
use super::expr::{Expr, ExprKind};
use super::flow::Block;
use super::import::Import;
use super::literal::Str;
use super::owners::Owners;
use super::pool::{List, Pool, Text};
use super::stmt::Stmt;
use super::tree::{
    ArgData, Body, BranchData, CaseData, ClassData, ClassId, ClauseData, EntryData, ExportData, ExprData, ExprId,
    FunctionData, FunctionId, HandlerData, ImportData, ImportId, ImportedData, LoopData, NodeId, ParamData, PartData,
    StmtData, StmtId, TryRest,
};
use super::walk::{Node, Walk};
use crate::source::{Problem, Span};

/// A language that is lowered to the common tree.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Python.
    Python,
    /// TypeScript, TSX, JavaScript, JSX.
    TypeScript,
    /// Go.
    Go,
}

/// One file of code, or the code of one notebook. Owned, and free of the parser's types.
pub struct Module {
    pub(super) language: Language,
    /// The source, then strings whose value is not a slice of it.
    pub(super) heap: String,
    pub(super) source_len: u32,
    pub(super) map: Option<SpanMap>,
    pub(super) exprs: Vec<ExprNode>,
    pub(super) stmts: Vec<StmtNode>,
    /// What holds each node; worked out when it is first asked for.
    pub(super) owners: OnceLock<Owners>,
    pub(super) functions: Vec<FunctionData>,
    pub(super) classes: Vec<ClassData>,
    pub(super) imports: Vec<ImportData>,
    pub(super) loops: Vec<LoopData>,
    pub(super) tries: Vec<TryRest>,
    pub(super) blobs: Vec<Box<[u8]>>,
    pub(super) pools: Pools,
    pub(super) body: Body,
    pub(super) detached: Vec<(NodeId, ExprId)>,
    pub(super) docstring: Option<ExprId>,
    pub(super) shebang: Option<(Text, Span)>,
    pub(super) comments: Vec<(Text, Span)>,
    pub(super) problems: Vec<Problem>,
    pub(super) cells: Vec<Cell>,
}

#[derive(Copy, Clone)]
pub(super) struct ExprNode {
    pub(super) data: ExprData,
    pub(super) span: Span,
}

#[derive(Copy, Clone)]
pub(super) struct StmtNode {
    pub(super) data: StmtData,
    pub(super) span: Span,
}

/// The lists that nodes refer to.
#[derive(Default)]
pub(super) struct Pools {
    pub(super) exprs: Pool<ExprId>,
    pub(super) stmts: Pool<StmtId>,
    pub(super) args: Pool<ArgData>,
    pub(super) entries: Pool<EntryData>,
    pub(super) parts: Pool<PartData>,
    pub(super) clauses: Pool<ClauseData>,
    pub(super) compares: Pool<(super::CompareOp, ExprId)>,
    pub(super) branches: Pool<BranchData>,
    pub(super) handlers: Pool<HandlerData>,
    pub(super) items: Pool<(ExprId, Option<ExprId>)>,
    pub(super) cases: Pool<CaseData>,
    pub(super) names: Pool<(Text, Span)>,
    pub(super) exports: Pool<ExportData>,
    pub(super) params: Pool<ParamData>,
    pub(super) imported: Pool<ImportedData>,
}

/// A comment.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Comment<'m> {
    /// Its bytes in the file, with the marks that open and close it.
    pub span: Span,
    /// Its text, with the marks.
    pub text: &'m str,
}

impl Module {
    /// The language it was written in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The statements at the top, those of all cells of a notebook one after the other.
    pub fn body(&self) -> Block<'_> {
        Block { module: self, ids: self.pools.stmts.get(self.body) }
    }

    /// Every function, method and lambda, in source order, however deep.
    pub fn functions(&self) -> impl DoubleEndedIterator<Item = Function<'_>> + ExactSizeIterator {
        (0..self.functions.len()).map(|index| Function { module: self, id: FunctionId::at(index) })
    }

    /// Every class, in source order, however deep.
    pub fn classes(&self) -> impl DoubleEndedIterator<Item = Class<'_>> + ExactSizeIterator {
        (0..self.classes.len()).map(|index| Class { module: self, id: ClassId::at(index) })
    }

    /// Every import, wherever it stands.
    pub fn imports(&self) -> impl DoubleEndedIterator<Item = Import<'_>> + ExactSizeIterator {
        (0..self.imports.len()).map(|index| Import { module: self, id: ImportId::at(index) })
    }

    /// Every expression, children before parents: a scan over an array, for questions that need no order of evaluation.
    /// Includes what was cut off because it was nested too deeply.
    pub fn exprs(&self) -> impl DoubleEndedIterator<Item = Expr<'_>> + ExactSizeIterator {
        (0..self.exprs.len()).map(|index| Expr { module: self, id: ExprId::at(index) })
    }

    /// Every statement, children before parents.
    pub fn stmts(&self) -> impl DoubleEndedIterator<Item = Stmt<'_>> + ExactSizeIterator {
        (0..self.stmts.len()).map(|index| Stmt { module: self, id: StmtId::at(index) })
    }

    /// Every call; an argument before the call it is passed to.
    pub fn calls(&self) -> impl Iterator<Item = Call<'_>> {
        let calls = self.exprs.iter().enumerate().filter(|(_, node)| matches!(node.data, ExprData::Call { .. }));
        calls.filter_map(|(index, _)| Expr { module: self, id: ExprId::at(index) }.as_call())
    }

    /// Every string literal without holes, keys of objects included.
    pub fn strings(&self) -> impl Iterator<Item = (Expr<'_>, Str<'_>)> {
        let strings = self.exprs.iter().enumerate().filter(|(_, node)| matches!(node.data, ExprData::Str { .. }));
        strings.filter_map(|(index, _)| {
            let expr = Expr { module: self, id: ExprId::at(index) };
            match expr.kind() {
                ExprKind::Str(literal) => Some((expr, literal)),
                _ => None,
            }
        })
    }

    /// The function with this id.
    pub fn function(&self, id: FunctionId) -> Function<'_> {
        Function { module: self, id }
    }

    /// The class with this id.
    pub fn class(&self, id: ClassId) -> Class<'_> {
        Class { module: self, id }
    }

    /// The import with this id.
    pub fn import(&self, id: ImportId) -> Import<'_> {
        Import { module: self, id }
    }

    /// The expression with this id.
    pub fn expr(&self, id: ExprId) -> Expr<'_> {
        Expr { module: self, id }
    }

    /// The statement with this id.
    pub fn stmt(&self, id: StmtId) -> Stmt<'_> {
        Stmt { module: self, id }
    }

    /// Everything reachable from the top, parents first.
    pub fn walk(&self) -> Walk<'_> {
        Walk::of(self, self.body().ids.iter().rev().map(|&id| NodeId::Stmt(id)).collect())
    }

    /// Subtrees that were nested too deeply to be kept in their place, with the opaque expression that stands for each. Flat
    /// scans see what is in them; walks do not.
    pub fn detached(&self) -> impl ExactSizeIterator<Item = (Node<'_>, Expr<'_>)> {
        self.detached.iter().map(|&(root, id)| (Node::new(self, root), Expr { module: self, id }))
    }

    /// The docstring of Python.
    pub fn docstring(&self) -> Option<Str<'_>> {
        self.str_at(self.docstring)
    }

    /// The `#!` line, without its line ending.
    pub fn shebang(&self) -> Option<(&str, Span)> {
        self.shebang.map(|(text, span)| (self.text(text), span))
    }

    /// Every comment, in source order; the shebang is none.
    pub fn comments(&self) -> impl DoubleEndedIterator<Item = Comment<'_>> + ExactSizeIterator {
        self.comments.iter().map(|&(text, span)| Comment { span, text: self.text(text) })
    }

    /// The last comment that ends at or before `offset`, such as the doc comment of a declaration. Whether only blanks lie
    /// between is for the caller to ask.
    pub fn comment_before(&self, offset: u32) -> Option<Comment<'_>> {
        let count = self.comments.partition_point(|(_, span)| span.end <= offset);
        self.comments[..count].last().map(|&(text, span)| Comment { span, text: self.text(text) })
    }

    /// What was not understood. While there is any, absence proves nothing.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The code cells of a notebook; empty for other files.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Cell, line and column of a byte of a notebook.
    pub fn cell_position(&self, offset: u32) -> Option<CellPosition> {
        super::cells::locate(self.map.as_ref()?, &self.cells, &self.heap, offset)
    }

    pub(super) fn expr_node(&self, id: ExprId) -> &ExprNode {
        &self.exprs[id.index()]
    }

    pub(super) fn stmt_node(&self, id: StmtId) -> &StmtNode {
        &self.stmts[id.index()]
    }

    pub(super) fn function_data(&self, id: FunctionId) -> &FunctionData {
        &self.functions[id.index()]
    }

    pub(super) fn class_data(&self, id: ClassId) -> &ClassData {
        &self.classes[id.index()]
    }

    pub(super) fn import_data(&self, id: ImportId) -> &ImportData {
        &self.imports[id.index()]
    }

    pub(super) fn loop_data(&self, index: u32) -> LoopData {
        self.loops[index as usize]
    }

    pub(super) fn try_rest(&self, index: u32) -> TryRest {
        self.tries[index as usize]
    }

    pub(super) fn bytes(&self, index: u32) -> &[u8] {
        &self.blobs[index as usize]
    }

    pub(super) fn text(&self, text: Text) -> &str {
        self.heap.get(text.start as usize..text.end as usize).unwrap_or_default()
    }

    pub(super) fn some_text(&self, text: Text) -> Option<&str> {
        Some(self.text(text)).filter(|text| !text.is_empty())
    }

    /// Whether this text is a slice of the source, not a decoded string.
    pub(super) fn is_source(&self, text: Text) -> bool {
        text.end <= self.source_len
    }

    /// Where a byte of the source stands in the file.
    pub(super) fn position(&self, at: u32) -> u32 {
        self.map.as_ref().map_or(at, |map| map.start(at))
    }

    pub(super) fn owner(&self, node: NodeId) -> Option<Node<'_>> {
        let owner = self.owners.get_or_init(|| Owners::of(self)).get(node);
        owner.map(|id| Node::new(self, id))
    }

    pub(super) fn str_at(&self, id: Option<ExprId>) -> Option<Str<'_>> {
        match (Expr { module: self, id: id? }).kind() {
            ExprKind::Str(literal) => Some(literal),
            _ => None,
        }
    }

    pub(super) fn shrink(&mut self) {
        self.heap.shrink_to_fit();
        self.exprs.shrink_to_fit();
        self.stmts.shrink_to_fit();
        self.pools.exprs.shrink();
        self.pools.stmts.shrink();
        self.pools.args.shrink();
        self.pools.entries.shrink();
    }

    /// Bytes of memory that the module takes, without the small tables.
    #[cfg(test)]
    pub(super) fn footprint(&self) -> usize {
        let nodes = size_of_val(&*self.exprs) + size_of_val(&*self.stmts);
        let owners = size_of::<ExprId>() * (self.exprs.len() + self.stmts.len());
        let lists = self.pools.exprs.bytes() + self.pools.stmts.bytes() + self.pools.args.bytes();
        self.heap.capacity() + nodes + owners + lists + self.pools.entries.bytes() + self.pools.parts.bytes()
    }

    /// The bodies of functions and the like, as lists.
    pub(super) fn list(&self, list: List<StmtId>) -> &[StmtId] {
        self.pools.stmts.get(list)
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module")
            .field("language", &self.language)
            .field("statements", &self.stmts.len())
            .field("expressions", &self.exprs.len())
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}
