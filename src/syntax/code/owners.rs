//! The way up: what holds each node.

use super::module::Module;
use super::tree::{ClassId, ExprId, FunctionId, NodeId, StmtId};
use super::walk::children;

/// What holds a node: a tag in the three low bits, an index above.
#[derive(Copy, Clone)]
pub(super) struct Owner(u32);

impl Owner {
    const MODULE: Self = Self(0);

    fn new(node: NodeId) -> Self {
        let (tag, index) = match node {
            NodeId::Expr(id) => (1, id.index()),
            NodeId::Stmt(id) => (2, id.index()),
            NodeId::Function(id) => (3, id.index()),
            NodeId::Class(id) => (4, id.index()),
        };
        Self((index as u32) << 3 | tag)
    }

    fn node(self) -> Option<NodeId> {
        let index = (self.0 >> 3) as usize;
        match self.0 & 7 {
            1 => Some(NodeId::Expr(ExprId::at(index))),
            2 => Some(NodeId::Stmt(StmtId::at(index))),
            3 => Some(NodeId::Function(FunctionId::at(index))),
            4 => Some(NodeId::Class(ClassId::at(index))),
            _ => None,
        }
    }
}

/// What holds each node of a module.
pub(super) struct Owners {
    exprs: Vec<Owner>,
    stmts: Vec<Owner>,
    functions: Vec<Owner>,
    classes: Vec<Owner>,
}

impl Owners {
    /// Asks every node for its children, once.
    pub(super) fn of(module: &Module) -> Self {
        let mut owners = Self {
            exprs: vec![Owner::MODULE; module.exprs.len()],
            stmts: vec![Owner::MODULE; module.stmts.len()],
            functions: vec![Owner::MODULE; module.functions.len()],
            classes: vec![Owner::MODULE; module.classes.len()],
        };
        let nodes = (0..module.exprs.len())
            .map(|at| NodeId::Expr(ExprId::at(at)))
            .chain((0..module.stmts.len()).map(|at| NodeId::Stmt(StmtId::at(at))))
            .chain((0..module.functions.len()).map(|at| NodeId::Function(FunctionId::at(at))))
            .chain((0..module.classes.len()).map(|at| NodeId::Class(ClassId::at(at))));
        for node in nodes {
            let owner = Owner::new(node);
            children(module, node, &mut |child| *owners.slot(child) = owner);
        }
        for &(root, holder) in &module.detached {
            *owners.slot(root) = Owner::new(NodeId::Expr(holder));
        }
        owners
    }

    fn slot(&mut self, node: NodeId) -> &mut Owner {
        match node {
            NodeId::Expr(id) => &mut self.exprs[id.index()],
            NodeId::Stmt(id) => &mut self.stmts[id.index()],
            NodeId::Function(id) => &mut self.functions[id.index()],
            NodeId::Class(id) => &mut self.classes[id.index()],
        }
    }

    pub(super) fn get(&self, node: NodeId) -> Option<NodeId> {
        let owner = match node {
            NodeId::Expr(id) => self.exprs[id.index()],
            NodeId::Stmt(id) => self.stmts[id.index()],
            NodeId::Function(id) => self.functions[id.index()],
            NodeId::Class(id) => self.classes[id.index()],
        };
        owner.node()
    }
}
