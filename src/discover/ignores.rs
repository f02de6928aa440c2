//! The `.gitignore` files and indexes that apply in the folder a walk has reached.
//!
//! Our own stack, not the walker of the `ignore` crate, which cannot say what it passed over; its matcher is used.
//! All paths here are relative to the *origin*: the top of the work tree around the scan root, or the root itself.
//! Rules are read when the first untracked path asks for them, which in a clean clone is never.

use super::git::{Index, Repo};
use super::{DiscoverError, open};
use crate::source::{ReadError, Skip, Tracked};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Most bytes and lines of a `.gitignore`: its globs become one automaton, whose size its author decides.
const MAX_BYTES: u64 = 256 * 1024;
const MAX_LINES: usize = 10_000;

/// A work tree that the walk is in.
pub(super) struct WorkTree {
    pub(super) index: Result<Index, DiscoverError>,
    /// Length of the path of its top, with the `/` at its end.
    pub(super) len: usize,
}

/// What is known of one path.
pub(super) struct Standing {
    pub(super) tracked: Tracked,
    /// Position in the index, for files that have one.
    pub(super) entry: Option<usize>,
    /// A folder that can be the top of a work tree of its own: the index knows nothing in it.
    pub(super) nests: bool,
}

/// The folders from the origin down to where the walk is.
pub(super) struct Folders {
    origin: PathBuf,
    stack: Vec<Folder>,
    notes: RefCell<Vec<Skip>>,
}

struct Folder {
    /// Length of its path, with the `/` at its end.
    len: usize,
    tree: Option<Rc<WorkTree>>,
    /// The top of a work tree, beyond which no rules are sought.
    top: bool,
    rules: OnceCell<Gitignore>,
    /// A rule matches the folder or one around it; then only what is tracked in it counts.
    ignored: OnceCell<bool>,
}

impl Folders {
    pub(super) fn new(origin: PathBuf) -> Self {
        Self { origin, stack: Vec::new(), notes: RefCell::default() }
    }

    /// Number of folders on the way, the current one included.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Goes back up until `depth` folders are left.
    pub(super) fn leave(&mut self, depth: usize) {
        self.stack.truncate(depth);
    }

    /// Length of the current folder's path.
    pub(super) fn len(&self) -> usize {
        self.stack.last().map_or(0, |folder| folder.len)
    }

    /// Where `path` is on disk.
    pub(super) fn absolute(&self, path: &str) -> PathBuf {
        self.origin.join(path)
    }

    /// The work tree of the origin.
    pub(super) fn outer(&self) -> Option<Rc<WorkTree>> {
        self.stack.first()?.tree.clone()
    }

    /// The work tree that the current folder belongs to.
    pub(super) fn tree(&self) -> Option<&Rc<WorkTree>> {
        self.stack.last()?.tree.as_ref()
    }

    /// Enters the folder `path`, which ends with `/` unless it is the origin and empty. `repo` is the repository with
    /// its top there. `wanted`: the folder was asked for by name, so no rule above it hides it.
    pub(super) fn enter(&mut self, path: &str, repo: Option<(&Repo, Option<&Path>)>, wanted: bool) {
        let top = repo.is_some();
        let tree = match repo {
            Some((repo, index)) => Some(Rc::new(WorkTree { index: self.open(path, repo, index), len: path.len() })),
            None => self.tree().cloned(),
        };
        let ignored = OnceCell::new();
        if top || wanted {
            let _ = ignored.set(false);
        }
        self.stack.push(Folder { len: path.len(), tree, top, rules: OnceCell::new(), ignored });
    }

    fn open(&self, path: &str, repo: &Repo, other: Option<&Path>) -> Result<Index, DiscoverError> {
        repo.index(other).inspect_err(|error| {
            let reason = match error {
                DiscoverError::Index { reason, .. } => reason.clone(),
                other => other.to_string(),
            };
            let reason = format!("its index cannot be used, so no file counts as tracked: {reason}");
            self.notes.borrow_mut().push(Skip { path: format!("{path}.git"), reason });
        })
    }

    /// What git knows of `path`, which lies in the current folder and ends with `/` if it is a folder itself.
    pub(super) fn standing(&self, path: &str) -> Standing {
        let Some((index, len)) = self.tree().and_then(|tree| Some((tree.index.as_ref().ok()?, tree.len))) else {
            return Standing { tracked: Tracked::NoRepository, entry: None, nests: true };
        };
        let key = path.as_bytes().get(len..).unwrap_or_default();
        let tracked = |yes| if yes { Tracked::Yes } else { Tracked::No };
        match key.strip_suffix(b"/") {
            None => {
                let entry = index.find(key);
                Standing { tracked: tracked(entry.is_some()), entry, nests: false }
            }
            Some(folder) => {
                let holds = index.holds(key);
                Standing { tracked: tracked(holds || index.is_submodule(folder)), entry: None, nests: !holds }
            }
        }
    }

    /// Whether a `.gitignore` hides `path`, which lies in the current folder and is not tracked.
    pub(super) fn ignore(&self, path: &str) -> bool {
        let Some(last) = self.stack.len().checked_sub(1) else { return false };
        self.tree().is_some() && (self.folder_ignored(last, path) || self.matched(last, path))
    }

    /// What went wrong on the way, with paths relative to the origin.
    pub(super) fn into_notes(self) -> Vec<Skip> {
        self.notes.into_inner()
    }

    /// Whether folder `at` of the stack, which `path` lies in, is ignored.
    fn folder_ignored(&self, at: usize, path: &str) -> bool {
        let known = |at: usize| self.stack.get(at).and_then(|folder| folder.ignored.get().copied());
        // From the nearest folder about which it is known, down again: a loop, since a path can be long.
        let Some(start) = (0..=at).rev().find(|&at| known(at).is_some()) else { return false };
        let mut ignored = known(start).unwrap_or(false);
        for at in start + 1..=at {
            let Some(folder) = self.stack.get(at) else { break };
            ignored = ignored || self.matched(at - 1, path.get(..folder.len).unwrap_or_default());
            let _ = folder.ignored.set(ignored);
        }
        ignored
    }

    /// Whether the rules in folder `at` and those around it hide `path`; the nearest file with a say decides.
    fn matched(&self, at: usize, path: &str) -> bool {
        let is_dir = path.ends_with('/');
        for folder in self.stack.iter().take(at + 1).rev() {
            let rules = folder.rules.get_or_init(|| self.rules(path.get(..folder.len).unwrap_or_default()));
            let inner = path.get(folder.len..).unwrap_or_default();
            match rules.matched(inner.strip_suffix('/').unwrap_or(inner), is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
            if folder.top {
                break;
            }
        }
        false
    }

    fn rules(&self, folder: &str) -> Gitignore {
        let path = format!("{folder}.gitignore");
        let reason = match open::raw(&self.origin.join(&path), MAX_BYTES) {
            Ok(bytes) => match compile(&bytes) {
                Ok(rules) => return rules,
                Err(reason) => reason,
            },
            Err(ReadError::TooLarge(max)) => format!("larger than {max} bytes"),
            // There is none, or git would not read it either.
            Err(_) => return Gitignore::empty(),
        };
        self.notes.borrow_mut().push(Skip { path, reason: format!("its rules are not applied: {reason}") });
        Gitignore::empty()
    }
}

fn compile(bytes: &[u8]) -> Result<Gitignore, String> {
    let text = String::from_utf8_lossy(bytes);
    if text.lines().count() > MAX_LINES {
        return Err(format!("more than {MAX_LINES} lines"));
    }
    let mut builder = GitignoreBuilder::new("");
    for line in text.trim_start_matches('\u{feff}').lines() {
        // Git, too, takes a line that is no glob for one that matches nothing.
        let _ = builder.add_line(None, line);
    }
    builder.build().map_err(|_| "its globs are too large".into())
}
