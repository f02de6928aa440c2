//! Which calls belong to which grants: those of the same project, by the folder that holds its manifest.

use crate::model::ModelFile;
use crate::source::FileId;
use std::collections::BTreeSet;

/// Files that begin a project.
const MANIFESTS: [&str; 7] =
    ["package.json", "pyproject.toml", "requirements.txt", "setup.py", "go.mod", "Pipfile", "Cargo.toml"];

/// The projects of a tree.
pub(super) struct Projects<'f> {
    files: &'f [ModelFile],
    folders: BTreeSet<&'f str>,
}

impl<'f> Projects<'f> {
    pub(super) fn new(files: &'f [ModelFile]) -> Self {
        let folders = files
            .iter()
            .filter_map(|file| {
                let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
                MANIFESTS.contains(&name).then_some(folder)
            })
            .collect();
        Self { files, folders }
    }

    fn path(&self, file: FileId) -> &'f str {
        self.files.get(file.0 as usize).map_or("", |file| file.path.as_str())
    }

    /// The folder of the project that a file belongs to; empty for the root.
    pub(super) fn of(&self, file: FileId) -> &'f str {
        let mut folder = self.path(file);
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if self.folders.contains(parent) {
                return parent;
            }
            folder = parent;
        }
        ""
    }

    /// Whether a file lies in a project or in one inside it.
    pub(super) fn holds(&self, project: &str, file: FileId) -> bool {
        let path = self.path(file);
        project.is_empty() || path.strip_prefix(project).is_some_and(|rest| rest.starts_with('/'))
    }
}
