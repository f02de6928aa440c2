//! What git knows of a tree, read as data: the index, refs and objects.
//!
//! A repository is never opened as one: its configuration, hooks and attributes are as untrusted as the rest of the
//! tree, so nothing here reads them, and the owner of the folder makes no difference. `git2` gets to see the object
//! database only.

mod cached;
mod diff;
mod index;
mod objects;
mod resolve;

pub(super) use diff::{changed, deletes};
pub(super) use index::{Index, Kind, modified};
pub(super) use objects::{Blobs, History};
pub(super) use resolve::{head_tree, revision_tree};

use super::root::slashed;
use super::{DiscoverError, open};
use std::fs;
use std::path::{Path, PathBuf};

/// Most bytes of a file that holds one line: `.git`, `HEAD`, a ref.
const LINE: u64 = 8 * 1024;

/// Where the parts of a repository lie.
#[derive(Clone, Debug)]
pub(super) struct Repo {
    /// The top of the work tree.
    pub(super) top: PathBuf,
    /// The folder that is this work tree's own: index, `HEAD`.
    git_dir: PathBuf,
    /// The folder that linked work trees share: objects, refs.
    common_dir: PathBuf,
}

impl Repo {
    /// The repository of the work tree that `dir` lies in: the nearest folder upwards with a usable `.git`.
    pub(super) fn around(dir: &Path) -> Option<Self> {
        dir.ancestors().find_map(Self::at)
    }

    /// The repository whose work tree has its top at `top`.
    pub(super) fn at(top: &Path) -> Option<Self> {
        let dot_git = top.join(".git");
        let kind = fs::symlink_metadata(&dot_git).ok()?;
        let git_dir = if kind.is_dir() {
            dot_git
        } else {
            let link = line(&dot_git)?;
            top.join(link.strip_prefix("gitdir:")?.trim_start())
        };
        let common_dir = line(&git_dir.join("commondir")).map_or_else(|| git_dir.clone(), |path| git_dir.join(path));
        // The same marks by which git knows a repository; a folder that is merely called `.git` is none.
        let usable = git_dir.join("HEAD").is_file() && common_dir.join("objects").is_dir();
        usable.then(|| Self { top: top.to_path_buf(), git_dir, common_dir })
    }

    /// `dir` relative to the top of the work tree: empty, or with a `/` at its end.
    pub(super) fn base(&self, dir: &Path) -> Result<String, DiscoverError> {
        let path = dir.strip_prefix(&self.top).unwrap_or(Path::new(""));
        let path = slashed(path).ok_or_else(|| DiscoverError::NotUtf8(dir.to_path_buf()))?;
        Ok(if path.is_empty() { path } else { path + "/" })
    }

    /// The index at `other`, or else the one that belongs to the work tree.
    pub(super) fn index(&self, other: Option<&Path>) -> Result<Index, DiscoverError> {
        let path = other.map_or_else(|| self.git_dir.join("index"), Path::to_path_buf);
        // A repository has no index before the first `git add`.
        if other.is_none() && fs::symlink_metadata(&path).is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound) {
            return Ok(Index::default());
        }
        Index::read(&path).map_err(|reason| DiscoverError::Index { path, reason })
    }
}

/// The first line of a small text file; empty if the file is.
fn line(path: &Path) -> Option<String> {
    let text = String::from_utf8(open::raw(path, LINE).ok()?).ok()?;
    Some(text.lines().next().unwrap_or_default().trim_end().to_owned())
}
