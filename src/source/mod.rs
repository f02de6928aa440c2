//! Bytes and places: files of the scanned tree, spans in them, line indexes, and text made safe for terminals.
//!
//! This room knows nothing of what a file means; it must not import any other room.

mod file;
mod kind;
mod lines;
mod problem;
mod sanitize;
mod span;
mod words;
#[cfg(test)]
pub(crate) mod testing;

pub use file::{FileEntry, FileId, Files, ReadError, Skip, SourceFile, Store, Tracked};
pub use kind::{FileKind, PathClass};
pub use lines::LineIndex;
pub use problem::Problem;
pub use sanitize::{is_unsafe, sanitize};
pub use span::{Place, Span};
pub use words::words;
