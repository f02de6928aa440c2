//! What one file says, with spans. One extractor for each concern; files are read in parallel and know nothing of each other.

pub mod directives;
pub mod environment;
pub mod secrets;
pub mod vocabulary;

use crate::knowledge::{Knowledge, Wanted};
use crate::source::{FileKind, Problem, SourceFile, Span};
use crate::syntax::code::{self, Module};
use crate::syntax::{self, Document};
use std::sync::Arc;

/// What one file says. Owned: it outlives the file's bytes and trees.
#[derive(Clone, Debug, Default)]
pub struct FileFacts {
    /// Credentials, by span.
    pub credentials: Vec<secrets::Credential>,
    /// Comments that steer perimeter, by span.
    pub directives: Vec<directives::Directive>,
    /// Names that an environment file sets to secret-looking literals.
    pub environment: Vec<environment::Assignment>,
    /// Its code, when it speaks of agents or is imported by a file that does.
    pub code: Option<Arc<Module>>,
    /// Its tree, when it is a data file that the model reads.
    pub document: Option<Arc<Document>>,
    /// Its text, when it is a script that the model reads and that has no tree.
    pub text: Option<Arc<str>>,
    /// The text of a data file whose tree is kept: for places inside of its values, and for the prose of Markdown.
    pub source: Option<Arc<str>>,
    /// Why parts of it were not understood.
    pub problems: Vec<Problem>,
}

impl FileFacts {
    /// Whether something may be printed about the file, so that its bytes are needed again.
    pub fn is_notable(&self) -> bool {
        !(self.credentials.is_empty()
            && self.directives.is_empty()
            && self.environment.is_empty()
            && self.problems.is_empty()
            && self.code.is_none()
            && self.document.is_none()
            && self.text.is_none())
    }
}

/// Everything `file` says.
pub fn extract(knowledge: &Knowledge, file: &SourceFile) -> FileFacts {
    let mut problems = Vec::new();
    let credentials = secrets::extract(knowledge.secrets(), file, &mut problems);
    let environment = environment::extract(knowledge.secrets(), file, &credentials, &mut problems);
    let mut directives = directives::extract(file, &credentials);
    directives.retain(|directive| !environment::holds(&environment, directive.span));
    let is_code = matches!(file.kind, FileKind::Python | FileKind::TypeScript | FileKind::Go | FileKind::Notebook);
    let wanted =
        is_code && (vocabulary::speaks_of_agents(knowledge, file) || knowledge.documents().wants(file).is_some());
    let code = wanted.then(|| code(file)).flatten();
    let Kept { document, text, source } = if is_code { Kept::default() } else { kept(knowledge, file, &mut problems) };
    problems.extend(code.iter().flat_map(|module| module.problems().iter().cloned()));
    FileFacts { credentials, directives, environment, code, document, text, source, problems }
}

/// The code tree of a file.
pub fn code(file: &SourceFile) -> Option<Arc<Module>> {
    code::parse(file.kind, &file.path, file.text()?).map(Arc::new)
}

/// What the model reads of a file that is no code.
#[derive(Default)]
struct Kept {
    document: Option<Arc<Document>>,
    text: Option<Arc<str>>,
    source: Option<Arc<str>>,
}

fn kept(knowledge: &Knowledge, file: &SourceFile, problems: &mut Vec<Problem>) -> Kept {
    let Some(wanted) = knowledge.documents().wants(file) else { return Kept::default() };
    let document = match wanted {
        // That it is no plain tree is no problem: whoever asked for it fills it.
        Wanted::Template => tree(file, &mut Vec::new()),
        Wanted::Plain => tree(file, problems),
    };
    let whole: Option<Arc<str>> = file.text().map(Arc::from);
    // The tree of Markdown is its front matter; what it tells its reader is its text.
    let is_text = document.is_none() || wanted == Wanted::Template || file.kind == FileKind::Markdown;
    Kept {
        text: whole.clone().filter(|_| is_text),
        source: whole.filter(|_| document.is_some()),
        document: document.map(Arc::new),
    }
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
