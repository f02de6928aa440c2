//! Where contents come from: the disk, the object database, standard input.

use super::git::Blobs;
use super::open;
use crate::source::{FileEntry, ReadError, Store};
use git2::Oid;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files of a work tree.
pub(super) struct Disk {
    pub(super) root: PathBuf,
    pub(super) max: u64,
}

impl Store for Disk {
    fn read(&self, entry: &FileEntry) -> Result<Vec<u8>, ReadError> {
        open::text(&self.root.join(&entry.path), self.max)
    }
}

/// Blobs, by the path that they are staged for.
pub(super) struct Staged {
    pub(super) blobs: Blobs,
    /// Blobs that are known not to be too large.
    pub(super) ids: BTreeMap<String, Oid>,
}

impl Store for Staged {
    fn read(&self, entry: &FileEntry) -> Result<Vec<u8>, ReadError> {
        let id = self.ids.get(&entry.path).ok_or_else(|| ReadError::Io("not staged".into()))?;
        let bytes = self.blobs.read(*id)?;
        open::screen(&bytes)?;
        Ok(bytes)
    }
}

/// The one file of a pipe.
pub(super) struct Pipe(pub(super) Vec<u8>);

impl Store for Pipe {
    fn read(&self, _: &FileEntry) -> Result<Vec<u8>, ReadError> {
        open::screen(&self.0)?;
        Ok(self.0.clone())
    }
}
