//! What the next commit changes, as it is staged.

use super::git::{self, Blobs, History, Kind, Repo};
use super::stores::Staged;
use super::walk::EXCLUDED;
use super::{DiscoverError, Options, Root};
use crate::source::{FileEntry, Files, ReadError, Skip, Tracked};
use std::collections::BTreeMap;

/// Files of the index that differ from `HEAD`: added, modified or renamed. Their contents are the staged ones; the work
/// tree is not looked at. Before the first commit these are all files of the index.
///
/// A path with an unresolved merge is skipped: it has several contents, and git commits none of them. Submodules and
/// symlinks are skipped, since neither is a file. With no entries and nothing skipped, nothing is staged but
/// deletions, if anything.
///
/// # Errors
/// When there is no repository, or its index, `HEAD` or objects cannot be read.
pub fn staged(root: &Root, options: &Options) -> Result<Files, DiscoverError> {
    let repo = Repo::around(&root.dir).ok_or_else(|| DiscoverError::NoRepository(root.dir.clone()))?;
    let base = repo.base(&root.dir)?;
    let index = repo.index(options.index_file.as_deref())?;
    let history = History::open(&repo)?;
    let head = git::head_tree(&repo, &history)?;
    let blobs = Blobs::open(&repo)?;
    let max = options.limit();
    let (mut entries, mut skipped, mut ids) = (Vec::new(), Vec::new(), BTreeMap::new());
    for at in git::changed(&index, &history, head, &base)? {
        let Some(entry) = index.entries().get(at).filter(|entry| !entry.announced) else { continue };
        let path = index.path(entry).get(base.len()..).unwrap_or_default();
        let mut skip = |path: &str, reason: String| skipped.push(Skip { path: path.to_owned(), reason });
        let Ok(path) = std::str::from_utf8(path) else {
            skip(&String::from_utf8_lossy(path), "the name is not UTF-8".into());
            continue;
        };
        if !root.covers(path) {
            continue;
        }
        let size = match (entry.kind(), entry.stage) {
            _ if options.exclude.covers(path) => Err(EXCLUDED.to_owned()),
            (_, 1..) => Err("unresolved merge, nothing is staged".into()),
            (Some(Kind::Symlink), _) => Err("symlink, not followed".into()),
            (Some(Kind::Submodule), _) => Err("submodule, a repository of its own".into()),
            (Some(Kind::File), _) if is_plain(path) => blobs.size(entry.id).map_err(|error| error.to_string()),
            _ => Err("not a regular file".into()),
        };
        match size {
            Err(reason) => skip(path, reason),
            Ok(size) if size > max => skip(path, ReadError::TooLarge(max).to_string()),
            Ok(size) => {
                entries.push(FileEntry { path: path.to_owned(), size, tracked: Tracked::Yes });
                ids.insert(path.to_owned(), entry.id);
            }
        }
    }
    Ok(Files::new(entries, skipped, Box::new(Staged { blobs, ids })))
}

/// Whether the next commit deletes something of what `root` asks for.
///
/// # Errors
/// As [`staged`].
pub fn stages_deletions(root: &Root, options: &Options) -> Result<bool, DiscoverError> {
    let repo = Repo::around(&root.dir).ok_or_else(|| DiscoverError::NoRepository(root.dir.clone()))?;
    let history = History::open(&repo)?;
    let Some(head) = git::head_tree(&repo, &history)? else { return Ok(false) };
    git::deletes(&repo.index(options.index_file.as_deref())?, &history, head, &repo.base(&root.dir)?, root)
}

/// Whether a path leads down only. Git makes no others, but an index can be made by hand.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
