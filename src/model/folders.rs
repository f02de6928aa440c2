//! Paths of the tree: the folder that a file is in, those around it, and the project that it belongs to.

use super::ModelFile;
use crate::source::FileId;
use std::collections::BTreeSet;

/// The folder of a path, empty for the root.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder and those around it, the nearest first; the last is the root.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |path| (!path.is_empty()).then(|| parent(path)))
}

/// Whether `path` is `folder` or below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Resolves `.` and `..`; `None` when the path leads out of the tree.
pub(super) fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The projects of a tree: the folders that hold one of the files that begin a project.
pub(super) struct Projects<'f> {
    files: &'f [ModelFile],
    folders: BTreeSet<&'f str>,
}

impl<'f> Projects<'f> {
    /// The projects that `manifests`, names of files, begin.
    pub(super) fn new(files: &'f [ModelFile], manifests: &[&str]) -> Self {
        let folders = files
            .iter()
            .filter(|file| manifests.contains(&file.path.rsplit('/').next().unwrap_or_default()))
            .map(|file| parent(&file.path))
            .collect();
        Self { files, folders }
    }

    fn path(&self, file: FileId) -> &'f str {
        self.files.get(file.0 as usize).map_or("", |file| file.path.as_str())
    }

    /// The folder of the project that a file belongs to, the nearest; empty for the root.
    pub(super) fn of(&self, file: FileId) -> &'f str {
        ancestors(parent(self.path(file))).find(|path| self.folders.contains(path)).unwrap_or("")
    }

    /// Whether a file lies in a project or in one inside it.
    pub(super) fn holds(&self, project: &str, file: FileId) -> bool {
        is_below(self.path(file), project)
    }
}
