//! What an expression stands for.

use crate::source::FileId;
use crate::syntax::code::{Class, Dict, Expr, Function};

/// What an expression stands for.
#[derive(Clone)]
pub enum Value<'m> {
    /// Something from outside the tree.
    External(External<'m>),
    /// A function of the tree.
    Function(Function<'m>),
    /// A class of the tree.
    Class(Class<'m>),
    /// An instance of a class of the tree, with the call that made it, if that is known.
    Object(Class<'m>, Option<Expr<'m>>),
    /// A module of the tree.
    Module(FileId),
    /// A text without holes.
    Text(&'m str),
    /// Items in order; each can be evaluated again.
    List(Vec<Expr<'m>>),
    /// A dict or object.
    Dict(Dict<'m>),
    /// A truth value.
    Bool(bool),
    /// Nothing.
    None,
    /// Cannot be told.
    Unknown,
}

/// A thing from outside the tree, by its qualified name.
#[derive(Clone)]
pub struct External<'m> {
    /// `mcp.server.fastmcp.FastMCP.tool`: the name after imports; calls in a chain leave no trace in it.
    pub path: String,
    /// The call that made the object that the chain begins with.
    pub origin: Option<Expr<'m>>,
    /// Whether the last step was a call.
    pub called: bool,
    /// The last call of the chain.
    pub last: Option<Expr<'m>>,
    /// The name is built into the language: `console` is no module.
    pub builtin: bool,
}

impl<'m> Value<'m> {
    /// The qualified name, if it is from outside.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::External(external) => Some(&external.path),
            _ => None,
        }
    }

    /// The function, if it is one.
    pub fn function(&self) -> Option<Function<'m>> {
        match self {
            Self::Function(function) => Some(*function),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&'m str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown | Self::None)
    }

    pub(super) fn external(path: String) -> Self {
        Self::External(External { path, origin: None, called: false, last: None, builtin: false })
    }

    pub(super) fn builtin(name: &str) -> Self {
        Self::External(External { path: name.to_owned(), origin: None, called: false, last: None, builtin: true })
    }
}
