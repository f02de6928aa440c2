//! What one file says, with spans. One extractor for each concern; files are read in parallel and know nothing of each other.

pub mod directives;
pub mod environment;
pub mod secrets;

use crate::knowledge::Knowledge;
use crate::source::{Problem, SourceFile};

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
