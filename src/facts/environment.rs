//! Environment files (`.env`) with values.

use super::secrets::{Credential, is_default, is_placeholder, is_secret_name};
use crate::knowledge::SecretTable;
use crate::source::{FileKind, Problem, SourceFile, Span};
use crate::syntax::{Node, Value};

/// A name that is set to a literal, and says that the literal is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// Its name in the file.
    pub span: Span,
    /// The value, which no output may show.
    pub value: Span,
}

/// Shortest value that is taken for a secret, in bytes.
const SHORTEST: usize = 6;

/// Secret-looking assignments of an environment file; none for other files and for templates.
pub fn extract(
    table: &SecretTable,
    file: &SourceFile,
    credentials: &[Credential],
    problems: &mut Vec<Problem>,
) -> Vec<Assignment> {
    if file.kind != FileKind::Dotenv || is_template(&file.path) {
        return Vec::new();
    }
    let Some(document) = super::tree(file, problems) else { return Vec::new() };
    document
        .roots
        .iter()
        .flat_map(Node::entries)
        .filter(|entry| {
            let Value::Text(value) = &entry.value.value else { return false };
            let value = value.trim();
            is_secret_name(&entry.key.text)
                && value.len() >= SHORTEST
                && !is_default(value.as_bytes())
                && !is_placeholder(table.placeholders(), value.as_bytes())
        })
        .map(|entry| Assignment {
            name: if holds_credential(entry.key.span, credentials) { "…".into() } else { entry.key.text.to_string() },
            span: entry.key.span,
            value: entry.value.span,
        })
        .collect()
}

/// Whether `span` lies in the value of one of `assignments`, which are sorted: what stands there is no comment, and is not printed.
pub fn holds(assignments: &[Assignment], span: Span) -> bool {
    let first = assignments.partition_point(|assignment| assignment.value.end <= span.start);
    assignments.get(first).is_some_and(|assignment| assignment.value.overlaps(span))
}

/// Whether one of the sorted `credentials` lies in `name`, which then must not be printed.
fn holds_credential(name: Span, credentials: &[Credential]) -> bool {
    let first = credentials.partition_point(|credential| credential.span.end <= name.start);
    credentials.get(first).is_some_and(|credential| credential.span.overlaps(name))
}

/// Whether the name says that the file is copied before values are filled in.
pub fn is_template(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    ["example", "sample", "template", "tmpl", "dist", "default", "defaults", "test", "ci", "schema"]
        .iter()
        .any(|word| name.split(['.', '-', '_']).any(|part| part == *word))
}
