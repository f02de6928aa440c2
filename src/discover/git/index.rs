//! The git index, versions 2 to 4.
//!
//! Read here, not by `git2`, because the recorded trees at its end (see [`super::cached`]) are what makes a small
//! commit of a large repository cheap to list, and `git2` does not hand them out. Like git itself this does not
//! verify the checksum. The file is untrusted: every offset is checked, and the entries must be in order.

use crate::discover::open;
use crate::source::ReadError;
use git2::Oid;
use std::cmp::Ordering;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Most bytes of an index file, and of all paths in it once they are unpacked.
const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// Most bytes of one path; more than any system opens.
const MAX_PATH: usize = 4096;
/// Bytes of an entry before the object id.
const STAT: usize = 40;

/// The index: paths that are, or will be, in the history.
#[derive(Debug, Default)]
pub(in crate::discover) struct Index {
    paths: Vec<u8>,
    entries: Vec<Entry>,
    /// Contents of the `TREE` extension.
    pub(super) trees: Vec<u8>,
    /// When the file was written, seconds and nanoseconds since 1970.
    written: (u32, u32),
    /// The object ids are SHA-256, of which `git2` knows nothing; then the ids kept here are of no use.
    pub(super) sha256: bool,
}

/// One path of the index.
#[derive(Debug, Clone)]
pub(in crate::discover) struct Entry {
    path: Range<usize>,
    /// The object that is staged.
    pub(in crate::discover) id: Oid,
    mode: u32,
    /// 0, or the side of an unresolved merge.
    pub(in crate::discover) stage: u8,
    /// Announced by `git add --intent-to-add`: a path without content, which a commit leaves out.
    pub(in crate::discover) announced: bool,
    size: u32,
    modified: (u32, u32),
}

/// What an entry of an index or a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::discover) enum Kind {
    File,
    Symlink,
    Submodule,
    /// A folder; in an index only one that a sparse checkout leaves out.
    Folder,
}

impl Kind {
    /// The kind of a git file mode.
    pub(super) fn of(mode: u32) -> Option<Self> {
        match mode & 0o170_000 {
            0o100_000 => Some(Self::File),
            0o120_000 => Some(Self::Symlink),
            0o160_000 => Some(Self::Submodule),
            0o040_000 => Some(Self::Folder),
            _ => None,
        }
    }
}

impl Entry {
    /// What it is; `None` for a mode that git never writes.
    pub(in crate::discover) fn kind(&self) -> Option<Kind> {
        Kind::of(self.mode)
    }
}

impl Index {
    /// Reads the index at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        // Before the contents, so that an index replaced meanwhile makes files look changed, never unchanged.
        let written = fs::symlink_metadata(path).ok().and_then(|metadata| modified(&metadata)).unwrap_or_default();
        let bytes = open::raw(path, MAX_BYTES).map_err(|error| match error {
            ReadError::Io(reason) => reason,
            other => other.to_string(),
        })?;
        // Nothing in the file says how long its object ids are; of the wrong length no file can be read to its end.
        let mut index = match Parser::new(&bytes, 20).index() {
            Ok(index) => index,
            Err(reason) => Parser::new(&bytes, 32).index().map_err(|_| reason)?,
        };
        index.written = written;
        Ok(index)
    }

    /// All entries, sorted by path and stage.
    pub(in crate::discover) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The path of `entry`, relative to the top of the work tree.
    pub(in crate::discover) fn path(&self, entry: &Entry) -> &[u8] {
        self.paths.get(entry.path.clone()).unwrap_or_default()
    }

    /// Position of the first entry of exactly this path.
    pub(in crate::discover) fn find(&self, path: &[u8]) -> Option<usize> {
        let at = self.entries.partition_point(|entry| self.path(entry) < path);
        self.entries.get(at).is_some_and(|entry| self.path(entry) == path).then_some(at)
    }

    /// The entries whose paths start with `prefix`, among those in `within`.
    pub(in crate::discover) fn below(&self, within: Range<usize>, prefix: &[u8]) -> Range<usize> {
        let entries = self.entries.get(within.clone()).unwrap_or_default();
        let start = entries.partition_point(|entry| self.path(entry) < prefix);
        let rest = entries.get(start..).unwrap_or_default();
        let len = rest.partition_point(|entry| self.path(entry).starts_with(prefix));
        within.start + start..within.start + start + len
    }

    /// Whether there is an entry for the folder `path`, which ends with `/`, or for anything below it.
    pub(in crate::discover) fn holds(&self, path: &[u8]) -> bool {
        let at = self.entries.partition_point(|entry| self.path(entry) < path);
        self.entries.get(at).is_some_and(|entry| self.path(entry).starts_with(path))
    }

    /// Whether `path` is a repository of its own whose commit is recorded here.
    pub(in crate::discover) fn is_submodule(&self, path: &[u8]) -> bool {
        self.find(path).and_then(|at| self.entries.get(at)).is_some_and(|entry| entry.kind() == Some(Kind::Submodule))
    }

    /// Whether a file of this size and time is surely what `entry` says, as git decides it: a file as young as the
    /// index itself can have been written again within one tick of the clock.
    pub(in crate::discover) fn is_current(&self, entry: &Entry, size: u64, modified: Option<(u32, u32)>) -> bool {
        modified == Some(entry.modified) && size == u64::from(entry.size) && entry.modified < self.written
    }
}

/// The time of the last change of a file, seconds and nanoseconds since 1970, as far as an index can hold it.
pub(in crate::discover) fn modified(metadata: &fs::Metadata) -> Option<(u32, u32)> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((u32::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    id_len: usize,
    index: Index,
}

impl<'a> Parser<'a> {
    fn new(bytes: &'a [u8], id_len: usize) -> Self {
        Self { bytes, at: 0, id_len, index: Index { sha256: id_len == 32, ..Index::default() } }
    }

    fn index(mut self) -> Result<Index, String> {
        if self.take(4)? != b"DIRC" {
            return Err("not a git index".into());
        }
        let version = self.number()?;
        if !(2..=4).contains(&version) {
            return Err(format!("version {version}"));
        }
        let count = self.number()? as usize;
        // No entry is smaller than this, so a count that lies cannot make us reserve more than the file holds.
        if count > self.bytes.len() / (STAT + self.id_len) {
            return Err(damaged());
        }
        self.index.entries.reserve_exact(count);
        for _ in 0..count {
            self.entry(version)?;
        }
        while self.bytes.len() - self.at > self.id_len {
            self.extension()?;
        }
        if self.bytes.len() - self.at != self.id_len {
            return Err(damaged());
        }
        Ok(self.index)
    }

    fn entry(&mut self, version: u32) -> Result<(), String> {
        let start = self.at;
        self.take(8)?;
        let modified = (self.number()?, self.number()?);
        self.take(8)?;
        let mode = self.number()?;
        self.take(8)?;
        let size = self.number()?;
        let id = self.take(self.id_len)?;
        let id = id.get(..20).and_then(|id| Oid::from_bytes(id).ok()).ok_or_else(damaged)?;
        let flags = self.short()?;
        let extended = if flags & 0x4000 != 0 { self.short()? } else { 0 };
        let path = if version == 4 { self.packed_path()? } else { self.padded_path(start)? };
        let entry =
            Entry { path, id, mode, stage: (flags >> 12 & 3) as u8, announced: extended & 0x2000 != 0, size, modified };
        if let Some(last) = self.index.entries.last() {
            let order = self.index.path(last).cmp(self.index.path(&entry)).then(last.stage.cmp(&entry.stage));
            if order != Ordering::Less {
                return Err(damaged());
            }
        }
        self.index.entries.push(entry);
        Ok(())
    }

    /// A path, and zeros up to a multiple of eight bytes since `start`, at least one.
    fn padded_path(&mut self, start: usize) -> Result<Range<usize>, String> {
        let path = self.terminated()?;
        let unpadded = self.at - start;
        self.take(unpadded.next_multiple_of(8) - unpadded)?;
        self.keep(0, path)
    }

    /// How much of the last path to drop, and what to put in its place.
    fn packed_path(&mut self) -> Result<Range<usize>, String> {
        let mut drop = 0_usize;
        for more in 0_usize.. {
            let byte = *self.take(1)?.first().ok_or_else(damaged)?;
            drop = (drop << 7) | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
            drop += 1;
            if more > 2 {
                return Err(damaged());
            }
        }
        let last = self.index.entries.last().map_or(0, |last| last.path.len());
        let kept = last.checked_sub(drop).ok_or_else(damaged)?;
        let path = self.terminated()?;
        self.keep(kept, path)
    }

    /// Stores a path that starts with the first `kept` bytes of the path before.
    fn keep(&mut self, kept: usize, rest: &[u8]) -> Result<Range<usize>, String> {
        let paths = &mut self.index.paths;
        let start = paths.len();
        if kept + rest.len() == 0 {
            // Stands for a path of the file that this one is split from.
            return Err(split());
        }
        if kept + rest.len() > MAX_PATH || (start + kept + rest.len()) as u64 > MAX_BYTES {
            return Err(damaged());
        }
        if let Some(last) = self.index.entries.last() {
            paths.extend_from_within(last.path.start..last.path.start + kept);
        }
        paths.extend_from_slice(rest);
        Ok(start..paths.len())
    }

    fn extension(&mut self) -> Result<(), String> {
        let name = self.take(4)?;
        let len = self.number()? as usize;
        let content = self.take(len)?;
        match name {
            b"TREE" => self.index.trees = content.to_vec(),
            b"link" => return Err(split()),
            // A sparse index, in which a folder that is not checked out is one entry; and all extensions that say by
            // a capital letter that they can be done without.
            b"sdir" | [b'A'..=b'Z', ..] => {}
            _ => return Err(format!("extension `{}`", name.escape_ascii())),
        }
        Ok(())
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], String> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..len)).ok_or_else(damaged)?;
        self.at += len;
        Ok(taken)
    }

    /// Bytes up to a zero, which is taken too.
    fn terminated(&mut self) -> Result<&'a [u8], String> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = memchr::memchr(0, rest).ok_or_else(damaged)?;
        let taken = self.take(len)?;
        self.at += 1;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, String> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
    }

    fn short(&mut self) -> Result<u16, String> {
        let bytes = self.take(2)?;
        Ok(bytes.iter().fold(0, |number, &byte| number << 8 | u16::from(byte)))
    }
}

/// Most of the entries are in another file.
fn split() -> String {
    "a split index; `git update-index --no-split-index` joins it".into()
}

fn damaged() -> String {
    "damaged".into()
}
