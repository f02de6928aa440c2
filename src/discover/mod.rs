//! Which files there are: the only reader of the scanned tree.
//!
//! A tree is hostile: nothing in it runs, no symlink is followed, no file is read that is not a regular one of a
//! bounded size, and of a git repository only the index, refs and objects are read, never its configuration. What is
//! passed over is listed with its reason.
//!
//! Of the rules that hide files only `.gitignore` counts, and only for untracked files within a git work tree. `.ignore`
//! files, `.git/info/exclude` and the user's own excludes differ between machines, and with them the results would.

mod error;
mod exclude;
mod git;
mod ignores;
mod open;
mod root;
mod since;
mod staged;
mod stores;
mod walk;

#[cfg(test)]
mod tests;

pub use error::DiscoverError;
pub use exclude::Exclude;
pub use root::Root;
pub use since::since;
pub use staged::{staged, stages_deletions};

use crate::source::{FileEntry, Files, Tracked};
use git::Repo;
use std::path::PathBuf;

/// What to leave out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Largest file to scan, in bytes; below 4 GiB, because spans count in 32 bits.
    pub max_file_size: u64,
    /// Paths that the configuration takes out.
    pub exclude: Exclude,
    /// The index to read instead of the work tree's own, absolute: what git names in `GIT_INDEX_FILE` when it runs a
    /// hook for `git commit --all` or `git commit PATH`. Nested repositories keep theirs.
    pub index_file: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_file_size: 4 * 1024 * 1024, exclude: Exclude::default(), index_file: None }
    }
}

impl Options {
    /// Largest file to scan, whatever was asked for.
    pub(crate) fn limit(&self) -> u64 {
        self.max_file_size.min(u64::from(u32::MAX) - 1)
    }
}

/// The files of a work tree, or of any folder.
///
/// Dotfiles count; `.git` does not. A tracked file is listed even when `.gitignore` names it, since it is published
/// all the same. Repositories inside the tree are plain folders with a `.gitignore` and an index of their own. What the
/// user asks for by name is listed although a `.gitignore` hides it, unless the configuration excludes it.
///
/// An index that cannot be read hides nothing else: it is noted among what was skipped, and no file counts as tracked.
///
/// # Errors
/// When the root cannot be listed, holds too many paths, or is not UTF-8 below the top of its work tree.
pub fn tree(root: &Root, options: &Options) -> Result<Files, DiscoverError> {
    let walk = walk::walk(root, Repo::around(&root.dir).as_ref(), options)?;
    Ok(on_disk(root, options, walk))
}

/// One file of the given name, for instance from standard input.
pub fn stdin(filename: &str, bytes: Vec<u8>) -> Files {
    let path = filename.strip_prefix("./").unwrap_or(filename).to_owned();
    let entry = FileEntry { path, size: bytes.len() as u64, tracked: Tracked::NoRepository };
    Files::new(vec![entry], Vec::new(), Box::new(stores::Pipe(bytes)))
}

fn on_disk(root: &Root, options: &Options, walk: walk::Walk) -> Files {
    let entries = walk.found.into_iter();
    let entries = entries.map(|found| FileEntry { path: found.path, size: found.size, tracked: found.tracked });
    let store = stores::Disk { root: root.dir.clone(), max: options.limit() };
    Files::new(entries.collect(), walk.skipped, Box::new(store))
}
