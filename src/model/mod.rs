//! The facts of all files, linked. Read-only once built; checks ask it and nothing else.

pub mod agents;
pub mod code;

use crate::facts::FileFacts;
use crate::knowledge::Knowledge;
use crate::source::{FileId, FileKind, PathClass, Place, Span, Tracked};
use code::{Code, ImportPaths};
use std::collections::{BTreeMap, BTreeSet};

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
    agents: agents::Agents,
}

impl Model {
    /// Links the facts. `files` are sorted by id.
    pub fn link(files: Vec<ModelFile>, knowledge: &Knowledge) -> Self {
        let agents = link_agents(&files, knowledge);
        Self { files, agents }
    }

    /// Agents and tools, when nothing else of the model is needed any more.
    pub fn into_agents(self) -> agents::Agents {
        self.agents
    }

    /// Agents and tools.
    pub fn agents(&self) -> &agents::Agents {
        &self.agents
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

fn link_agents(files: &[ModelFile], knowledge: &Knowledge) -> agents::Agents {
    let modules: BTreeMap<FileId, &crate::syntax::code::Module> =
        files.iter().filter_map(|file| file.facts.code.as_deref().map(|module| (file.id, module))).collect();
    if modules.is_empty() {
        return agents::Agents::default();
    }
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let index = ImportPaths::new(&paths);
    let imports: BTreeMap<FileId, BTreeSet<FileId>> =
        modules.iter().map(|(file, module)| (*file, Code::imported_files(&index, *file, module))).collect();
    let languages = [crate::knowledge::schema::Language::Python, crate::knowledge::schema::Language::TypeScript];
    let roots = languages.iter().flat_map(|language| knowledge.forms(*language).roots.iter().cloned()).collect();
    let aliases = languages.iter().flat_map(|language| knowledge.forms(*language).aliases.iter().cloned()).collect();
    let code = Code::new(modules, &paths, roots, aliases);
    agents::Agents::link(&code, knowledge, &imports)
}
