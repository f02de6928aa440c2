//! Tools and agents, found in code by the framework packs.

mod attach;
pub mod audit;
mod collect;
mod described;
mod dispatch;
pub mod effect;
mod intent;
mod leaks;
mod names;
mod opaque;
mod owned;
mod paths;
mod process;
mod recorders;
mod switches;

pub use collect::collect;
pub use leaks::Leak;
pub use owned::{Agent, AgentId, Agents, SwitchedOff, Tool, ToolId};

use crate::knowledge::schema::{Capability, Effect};
use crate::source::{FileId, Span};
use crate::syntax::code::{Block, Expr, Function};

/// A tool as it was found, still tied to the code.
pub struct FoundTool<'m> {
    /// The name that the model sees, when it can be told.
    pub name: Option<String>,
    /// Pack that declares it.
    pub pack: usize,
    /// The place that declares it.
    pub at: (FileId, Span),
    /// Its code.
    pub handler: Option<Handler<'m>>,
    /// Effect that its pack states, when the code is elsewhere.
    pub stated: Option<(Effect, bool, Vec<Capability>)>,
    /// Stands for the tools of a remote server.
    pub remote: bool,
    /// What makes it the same tool when it is met again.
    pub key: Key<'m>,
    /// Indexes of agents that can call it.
    pub agents: Vec<usize>,
    /// The server that it is registered on.
    pub server: Option<Expr<'m>>,
}

/// Identity of a declaration.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub enum Key<'m> {
    /// A function.
    Function(Function<'m>),
    /// A class.
    Class(crate::syntax::code::Class<'m>),
    /// A call, or an object in a list.
    Expr(Expr<'m>),
}

/// The code of a tool.
#[derive(Clone)]
pub struct Handler<'m> {
    /// The function.
    pub function: Function<'m>,
    /// The part of it that runs for this tool, in a function that serves several.
    pub branch: Option<Block<'m>>,
    /// The function of the project that runs around it, for this tool and for others.
    pub outer: Option<Function<'m>>,
}

/// An agent or server as it was found.
pub struct FoundAgent<'m> {
    /// Its name.
    pub name: String,
    /// Pack that declares it.
    pub pack: usize,
    /// The call that makes it.
    pub call: Expr<'m>,
    /// The place of the call.
    pub at: (FileId, Span),
    /// It is a server whose tools register themselves.
    pub server: bool,
    /// It has no tools of its own and runs other agents: what it records holds for theirs.
    pub carrier: bool,
}

/// Everything that was found.
#[derive(Default)]
pub struct Found<'m> {
    /// Tools in the order of their places.
    pub tools: Vec<FoundTool<'m>>,
    /// Agents in the order of their places.
    pub agents: Vec<FoundAgent<'m>>,
}
