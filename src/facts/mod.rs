//! What one file says, with spans. One extractor for each concern; files are read in parallel and know nothing of each other.

pub mod directives;
pub mod environment;
pub mod secrets;

use crate::knowledge::Knowledge;
use crate::source::{Problem, SourceFile, Span};
use crate::syntax::{self, Document};

/// What one file says. Owned: it outlives the file's bytes and trees.
#[derive(Clone, Debug, Default)]
pub struct FileFacts {
    /// Credentials, by span.
    pub credentials: Vec<secrets::Credential>,
    /// Comments that steer perimeter, by span.
    pub directives: Vec<directives::Directive>,
    /// Names that an environment file sets to secret-looking literals.
    pub environment: Vec<environment::Assignment>,
    /// Why parts of it were not understood.
    pub problems: Vec<Problem>,
}

impl FileFacts {
    /// Whether something may be printed about the file, so that its bytes are needed again.
    pub fn is_notable(&self) -> bool {
        !(self.credentials.is_empty()
            && self.directives.is_empty()
            && self.environment.is_empty()
            && self.problems.is_empty())
    }
}

/// Everything `file` says.
pub fn extract(knowledge: &Knowledge, file: &SourceFile) -> FileFacts {
    let mut problems = Vec::new();
    let credentials = secrets::extract(knowledge.secrets(), file, &mut problems);
    let directives = directives::extract(file, &credentials);
    let environment = environment::extract(knowledge.secrets(), file, &credentials, &mut problems);
    FileFacts { credentials, directives, environment, problems }
}

/// The tree of a data file, its problems noted; `None` for files that hold none.
fn tree(file: &SourceFile, problems: &mut Vec<Problem>) -> Option<Document> {
    let Some(text) = file.text() else {
        if syntax::parse(file.kind, "").is_some() {
            let valid = file.bytes().utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
            let message = "not valid UTF-8: it was searched as text, its structure was not read";
            note(problems, &[Problem::at(Span::new(valid, valid + 1), message)]);
        }
        return None;
    };
    let document = syntax::parse(file.kind, text)?;
    note(problems, &document.problems);
    Some(document)
}

/// A file that two extractors read has its problems once.
fn note(problems: &mut Vec<Problem>, more: &[Problem]) {
    for problem in more {
        if !problems.contains(problem) {
            problems.push(problem.clone());
        }
    }
}
