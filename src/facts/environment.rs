//! Environment files (`.env`) with values.

use crate::knowledge::SecretTable;
use crate::source::{Problem, SourceFile, Span};

/// A name that is set to a literal which looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// Its name in the file.
    pub span: Span,
}

/// Secret-looking assignments of an environment file; none for other files.
pub fn extract(_table: &SecretTable, _file: &SourceFile, _problems: &mut Vec<Problem>) -> Vec<Assignment> {
    Vec::new()
}
