//! The facts of all files, linked. Read-only once built; checks ask it and nothing else.

pub mod agents;
pub mod code;

use crate::facts::FileFacts;
use crate::source::{FileId, FileKind, PathClass, Place, Span, Tracked};

/// One file of the scan with what it says.
#[derive(Clone, Debug)]
pub struct ModelFile {
    /// Its id.
    pub id: FileId,
    /// Path relative to the scan root.
    pub path: String,
    /// Format, by name.
    pub kind: FileKind,
    /// Part of the repository, by path.
    pub class: PathClass,
    /// What git says of it.
    pub tracked: Tracked,
    /// Whether its bytes were read; a binary file has a place in the tree and no text.
    pub read: bool,
    /// What it says.
    pub facts: FileFacts,
}

impl ModelFile {
    /// A place in this file.
    pub fn at(&self, span: Span) -> Place {
        Place { file: self.id, span }
    }
}

/// All files, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Model {
    files: Vec<ModelFile>,
}

impl Model {
    /// Links the facts. `files` are sorted by id.
    pub fn link(files: Vec<ModelFile>) -> Self {
        Self { files }
    }

    /// All files.
    pub fn files(&self) -> &[ModelFile] {
        &self.files
    }

    /// Number of files whose bytes were read.
    pub fn read(&self) -> usize {
        self.files.iter().filter(|file| file.read).count()
    }
}
