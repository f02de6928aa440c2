//! What has changed in the work tree since a commit.

use super::git::{self, History, Index, Repo};
use super::walk::{Found, walk};
use super::{DiscoverError, Options, Root, on_disk, open};
use crate::source::{Files, Skip};
use git2::{ObjectType, Oid};

/// Files of the work tree that differ from the commit `rev`, untracked ones included unless `.gitignore` hides them.
///
/// `rev` is `HEAD`, a branch, a tag, a remote branch, an object id or the start of one, each with any number of `~N` and
/// `^N`. A file differs when `rev` and the index do not agree on it, or when its size, time and contents say that it is
/// not what the index holds. No filter of git's is applied: a file that git would convert on checkout, its line ends
/// for instance, counts as changed once its time is newer than the index. Nested repositories are skipped: `rev`
/// says nothing of their files.
///
/// # Errors
/// When there is no repository, `rev` does not resolve, or the index or the objects cannot be read.
pub fn since(root: &Root, rev: &str, options: &Options) -> Result<Files, DiscoverError> {
    let repo = Repo::around(&root.dir).ok_or_else(|| DiscoverError::NoRepository(root.dir.clone()))?;
    let history = History::open(&repo)?;
    let then = git::revision_tree(&repo, &history, rev)?;
    let mut walk = walk(root, Some(&repo), options)?;
    let tree = walk.tree.clone();
    // The walk puts up with an index that it cannot read; a comparison cannot.
    let index = match tree.as_deref().map(|tree| &tree.index) {
        Some(Ok(index)) => index,
        Some(Err(error)) => return Err(error.clone()),
        None => return Err(DiscoverError::NoRepository(root.dir.clone())),
    };
    let changed = git::changed(index, &history, Some(then), &repo.base(&root.dir)?)?;
    let (found, skipped) = (std::mem::take(&mut walk.found), &mut walk.skipped);
    for found in found {
        if let Some(len) = found.nested {
            let path = found.path.get(..len).unwrap_or(&found.path).to_owned();
            skipped.push(Skip { path, reason: format!("nested repository, not compared with `{rev}`") });
        } else if found.entry.is_none_or(|at| changed.binary_search(&at).is_ok() || differs(root, &found, index, at)) {
            walk.found.push(found);
        }
    }
    Ok(on_disk(root, options, walk))
}

/// Whether a file is not what entry `at` of the index says.
fn differs(root: &Root, found: &Found, index: &Index, at: usize) -> bool {
    let Some(entry) = index.entries().get(at) else { return true };
    if index.is_current(entry, found.size, found.modified) {
        return false;
    }
    let hash = |bytes: Vec<u8>| Oid::hash_object(ObjectType::Blob, &bytes).ok();
    // What cannot be read counts as changed, so that the attempt to scan it reports why.
    open::raw(&root.dir.join(&found.path), found.size).ok().and_then(hash) != Some(entry.id)
}
