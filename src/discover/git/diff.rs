//! Which entries of the index differ from a tree of the history.

use super::cached::CachedTrees;
use super::index::{Index, Kind};
use super::objects::{History, broken};
use crate::discover::{DiscoverError, Root};
use git2::{Oid, Tree};
use std::ops::Range;
use std::path::Path;

/// A folder still to compare.
struct Folder {
    entries: Range<usize>,
    /// Length of its path with the `/` at the end.
    len: usize,
    tree: Option<Oid>,
}

/// Positions of the entries below `base` (empty, or with a `/` at its end) whose content or kind is not that of
/// `tree`, the tree of a whole commit; without one, of all entries. Deleted files are no entries and thus not listed.
pub(in crate::discover) fn changed(
    index: &Index,
    history: &History,
    tree: Option<Oid>,
    base: &str,
) -> Result<Vec<usize>, DiscoverError> {
    if index.sha256 {
        return Err(DiscoverError::Objects("their ids are SHA-256".into()));
    }
    let cached = CachedTrees::read(&index.trees);
    let mut changed = Vec::new();
    let entries = index.below(0..index.entries().len(), base.as_bytes());
    let tree = tree.map(|tree| descend(history, tree, base)).transpose()?.flatten();
    let mut folders = vec![Folder { entries, len: base.len(), tree }];
    while let Some(folder) = folders.pop() {
        let path = index.entries().get(folder.entries.start).map(|entry| index.path(entry)).unwrap_or_default();
        let path = path.get(..folder.len).unwrap_or_default();
        if folder.tree.is_some() && cached.get(path) == folder.tree {
            continue;
        }
        let tree = folder.tree.map(|id| history.tree(id)).transpose()?;
        compare(index, folder.entries, folder.len, tree.as_ref(), &mut changed, &mut folders);
    }
    changed.sort_unstable();
    Ok(changed)
}

/// Compares the files of one folder and queues the folders in it.
fn compare(
    index: &Index,
    range: Range<usize>,
    len: usize,
    tree: Option<&Tree<'_>>,
    changed: &mut Vec<usize>,
    folders: &mut Vec<Folder>,
) {
    let mut at = range.start;
    while let Some(entry) = index.entries().get(at).filter(|_| at < range.end) {
        let path = index.path(entry);
        let name = path.get(len..).unwrap_or_default();
        let slash = memchr::memchr(b'/', name);
        let there = tree.and_then(|tree| tree.get_name_bytes(name.get(..slash.unwrap_or(name.len()))?));
        let there = there.and_then(|there| Some((Kind::of(there.filemode_raw().cast_unsigned())?, there.id())));
        if let Some(slash) = slash {
            let inner = len + slash + 1;
            let entries = index.below(at..range.end, path.get(..inner).unwrap_or_default());
            at = entries.end;
            let tree = there.and_then(|(kind, id)| (kind == Kind::Folder).then_some(id));
            // A folder that a sparse checkout leaves out has no files to compare.
            if entry.kind() != Some(Kind::Folder) {
                folders.push(Folder { entries, len: inner, tree });
            }
        } else {
            if entry.kind().map(|kind| (kind, entry.id)) != there {
                changed.push(at);
            }
            at += 1;
        }
    }
}

/// Whether `tree`, that of a whole commit, has a file below `base` that is not in the index, among those that `root` asks for.
pub(in crate::discover) fn deletes(
    index: &Index,
    history: &History,
    tree: Oid,
    base: &str,
    root: &Root,
) -> Result<bool, DiscoverError> {
    let cached = CachedTrees::read(&index.trees);
    let mut folders: Vec<_> =
        descend(history, tree, base)?.map(|tree| (base.as_bytes().to_vec(), tree)).into_iter().collect();
    while let Some((folder, id)) = folders.pop() {
        if cached.get(&folder) == Some(id) {
            continue;
        }
        for entry in &history.tree(id)? {
            let mut path = [folder.as_slice(), entry.name_bytes()].concat();
            let below = String::from_utf8_lossy(path.get(base.len()..).unwrap_or_default()).into_owned();
            let covered = root.covers(&below);
            if Kind::of(entry.filemode_raw().cast_unsigned()) != Some(Kind::Folder) {
                if covered && index.find(&path).is_none() {
                    return Ok(true);
                }
                continue;
            }
            path.push(b'/');
            if !index.holds(&path) && covered {
                // All of it is gone. A tree can pretend to hold more files than there is time to count.
                return Ok(true);
            }
            // A folder that a sparse checkout leaves out is one entry.
            if (covered || root.leads_below(&below)) && index.find(&path).is_none() {
                folders.push((path, entry.id()));
            }
        }
    }
    Ok(false)
}

/// The tree of the folder `base` in `tree`, if there is one.
fn descend(history: &History, tree: Oid, base: &str) -> Result<Option<Oid>, DiscoverError> {
    let path = base.trim_end_matches('/');
    if path.is_empty() {
        return Ok(Some(tree));
    }
    match history.tree(tree)?.get_path(Path::new(path)) {
        Ok(entry) => Ok((Kind::of(entry.filemode_raw().cast_unsigned()) == Some(Kind::Folder)).then(|| entry.id())),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(broken(&error)),
    }
}
