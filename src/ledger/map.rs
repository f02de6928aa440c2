//! What `perimeter map` prints: the model itself.

use super::{Located, Scanned};
use crate::model::Linked;
use crate::source::{FileId, Problem, SourceFile};
use std::collections::BTreeMap;

/// The agents of a tree and what they can do.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Agents, tools, grants, workloads, destinations.
    pub model: Linked,
    /// What was read and what was not.
    pub scanned: Scanned,
    /// Sorted by path and span.
    pub problems: Vec<Located<Problem>>,
    /// Paths of all files, by id.
    pub paths: Vec<String>,
    /// The contents of every file that a place points into.
    pub sources: BTreeMap<FileId, SourceFile>,
}
