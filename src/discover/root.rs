//! From the paths a user names to one folder that all results are relative to.

use super::{DiscoverError, open};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder that all paths of a scan are relative to, and the parts of it that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Absolute and without symlinks.
    pub(super) dir: PathBuf,
    /// Paths below it to scan, `/`-separated, sorted, without duplicates; empty for all of it.
    pub(super) starts: Vec<String>,
}

impl Root {
    /// Finds the root for `paths`, each absolute or relative to `cwd`.
    ///
    /// One folder, also one behind a symlink, is the root itself; no path at all means `cwd`. Files, or several paths,
    /// have `cwd` as their root when all are below it, otherwise the deepest folder that holds them all. Among these
    /// a symlink stays a symlink: it can come from the scanned tree, and is passed over like any other.
    ///
    /// # Errors
    /// When a path does not exist, cannot be looked at, or is not UTF-8 below the root.
    pub fn resolve(paths: &[PathBuf], cwd: &Path) -> Result<Self, DiscoverError> {
        let here = fs::canonicalize(cwd).map_err(|error| refused(cwd, &error))?;
        if let [] | [_] = paths {
            let path = paths.first().map_or_else(|| here.clone(), |path| here.join(path));
            let followed = fs::metadata(&path);
            if followed.is_ok_and(|metadata| metadata.is_dir()) {
                let dir = fs::canonicalize(&path).map_err(|error| refused(&path, &error))?;
                return Ok(Self { dir, starts: Vec::new() });
            }
        }
        let places = paths.iter().map(|path| place(&here.join(path), path)).collect::<Result<Vec<_>, _>>()?;
        let dir = if places.iter().all(|place| place.path.starts_with(&here)) { here } else { shared(&places) };
        let mut starts = BTreeSet::new();
        for place in &places {
            let below = place.path.strip_prefix(&dir).unwrap_or(&place.path);
            starts.insert(slashed(below).ok_or_else(|| DiscoverError::NotUtf8(place.path.clone()))?);
        }
        let whole = starts.iter().all(String::is_empty);
        Ok(Self { dir, starts: if whole { Vec::new() } else { starts.into_iter().collect() } })
    }

    /// The folder, absolute and without symlinks.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether all of the folder is scanned.
    pub fn is_whole(&self) -> bool {
        self.starts.is_empty()
    }

    /// Whether `path`, relative to the root, is among what was asked for.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.starts.is_empty()
            || self.starts.iter().any(|start| match path.strip_prefix(start.as_str()) {
                Some(rest) => start.is_empty() || rest.is_empty() || rest.starts_with('/'),
                None => false,
            })
    }

    /// Whether something that was asked for lies below the folder `path`, relative to the root.
    pub(super) fn leads_below(&self, path: &str) -> bool {
        self.starts.iter().any(|start| start.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// A relative path with `/` between its components, unless it is not UTF-8.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let parts = path.components().map(|part| part.as_os_str().to_str()).collect::<Option<Vec<_>>>()?;
    Some(parts.join("/"))
}

struct Place {
    path: PathBuf,
    folder: bool,
}

fn place(absolute: &Path, given: &Path) -> Result<Place, DiscoverError> {
    let metadata = fs::symlink_metadata(absolute).map_err(|error| refused(given, &error))?;
    let (folder, name) = match absolute.components().next_back() {
        Some(Component::Normal(name)) => (absolute.parent().unwrap_or(absolute), Some(name)),
        _ => (absolute, None),
    };
    let mut path = fs::canonicalize(folder).map_err(|error| refused(given, &error))?;
    path.extend(name);
    Ok(Place { path, folder: metadata.is_dir() })
}

/// The deepest folder that holds every place.
fn shared(places: &[Place]) -> PathBuf {
    let mut folders = places.iter().map(|place| match place.path.parent() {
        Some(parent) if !place.folder => parent,
        _ => place.path.as_path(),
    });
    let mut shared = folders.next().map(Path::to_path_buf).unwrap_or_default();
    for folder in folders {
        while !folder.starts_with(&shared) && shared.pop() {}
    }
    shared
}

fn refused(path: &Path, error: &io::Error) -> DiscoverError {
    match error.kind() {
        io::ErrorKind::NotFound => DiscoverError::NotFound(path.to_path_buf()),
        _ => DiscoverError::Unreadable { path: path.to_path_buf(), reason: open::reason(error) },
    }
}
