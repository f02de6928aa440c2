//! The walk over the work tree: every path is either found, entered, or passed over with a reason.

use super::git::{Repo, modified};
use super::ignores::{Folders, Standing, WorkTree};
use super::{DiscoverError, Options, Root, open};
use crate::source::{ReadError, Skip, Tracked};
use std::fs::{self, FileType};
use std::path::{MAIN_SEPARATOR_STR, Path};
use std::rc::Rc;
use walkdir::{DirEntry, WalkDir};

/// Most folders inside each other.
const MAX_DEPTH: usize = 256;
/// Most paths that a walk may find or pass over.
const MAX_PATHS: usize = 2_000_000;

pub(super) const EXCLUDED: &str = "excluded by configuration";
const IGNORED: &str = "ignored by .gitignore and not tracked";

/// A file that can be scanned.
pub(super) struct Found {
    /// Path relative to the root.
    pub(super) path: String,
    /// Size in bytes.
    pub(super) size: u64,
    /// When it was last changed, as in the index.
    pub(super) modified: Option<(u32, u32)>,
    pub(super) tracked: Tracked,
    /// Position in the index of the work tree that it belongs to.
    pub(super) entry: Option<usize>,
    /// Length of the path, relative to the root, of the nested work tree that it belongs to.
    pub(super) nested: Option<usize>,
}

/// All that a walk came by.
pub(super) struct Walk {
    pub(super) found: Vec<Found>,
    pub(super) skipped: Vec<Skip>,
    /// The work tree around the root.
    pub(super) tree: Option<Rc<WorkTree>>,
}

/// Walks what `root` asks for, in the order of file names. `repo` is the repository around the root.
pub(super) fn walk(root: &Root, repo: Option<&Repo>, options: &Options) -> Result<Walk, DiscoverError> {
    capped(root, repo, options, MAX_PATHS)
}

pub(super) fn capped(
    root: &Root,
    repo: Option<&Repo>,
    options: &Options,
    max_paths: usize,
) -> Result<Walk, DiscoverError> {
    let mut walker = Walker {
        root,
        options,
        outer: repo,
        base: repo.map(|repo| repo.base(&root.dir)).transpose()?.unwrap_or_default(),
        path: String::new(),
        folders: Folders::new(repo.map_or(&root.dir, |repo| &repo.top).clone()),
        found: Vec::new(),
        skipped: Vec::new(),
    };
    if root.starts.is_empty() {
        walker.start("", max_paths)?;
    }
    for start in &root.starts {
        walker.start(start, max_paths)?;
    }
    Ok(walker.finish())
}

struct Walker<'a> {
    root: &'a Root,
    options: &'a Options,
    outer: Option<&'a Repo>,
    /// The root relative to the origin (see [`super::ignores`]); empty, or with a `/` at its end.
    base: String,
    /// The path at hand, relative to the origin; a folder ends with `/`.
    path: String,
    folders: Folders,
    found: Vec<Found>,
    skipped: Vec<Skip>,
}

/// What the walk does next.
#[derive(PartialEq, Eq)]
enum Step {
    On,
    /// Leaves out what is in the folder that was just met.
    Past,
}

impl Walker<'_> {
    /// Walks from `start`, a path relative to the root, or empty.
    fn start(&mut self, start: &str, max_paths: usize) -> Result<(), DiscoverError> {
        if self.options.exclude.covers(start) {
            self.skip(start.into(), EXCLUDED);
            return Ok(());
        }
        let full = format!("{}{start}", self.base);
        let full = full.strip_suffix('/').unwrap_or(&full);
        self.path.clear();
        // The origin stays entered from one start to the next: its index is read once.
        self.folders.leave(1);
        if self.folders.depth() == 0 {
            self.enter(true);
        }
        for (at, _) in full.match_indices('/') {
            self.path.clear();
            self.path.push_str(full.get(..=at).unwrap_or_default());
            self.enter(false);
        }
        // Folders around the place where the walk starts; the origin is entered, but not around itself.
        let around = if full.is_empty() { 0 } else { self.folders.depth() };
        let walk = WalkDir::new(self.root.dir.join(start)).follow_links(false).follow_root_links(false);
        let mut entries = walk.sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let step = match entry {
                Ok(entry) if around + entry.depth() == 0 => Step::On,
                Ok(entry) => self.meet(&entry, around + entry.depth()),
                Err(error) => self.refuse(&error)?,
            };
            if step == Step::Past {
                entries.skip_current_dir();
            }
            if self.found.len() + self.skipped.len() > max_paths {
                return Err(DiscoverError::TooMany(max_paths));
            }
        }
        Ok(())
    }

    /// Decides on one path, which lies in `around` folders of the stack.
    fn meet(&mut self, entry: &DirEntry, around: usize) -> Step {
        let kind = entry.file_type();
        let past = if kind.is_dir() { Step::Past } else { Step::On };
        let wanted = entry.depth() == 0;
        self.folders.leave(around);
        self.path.truncate(self.folders.len());
        let Some(name) = entry.file_name().to_str() else {
            let path = format!("{}{}", self.path, entry.file_name().to_string_lossy());
            self.skip(self.below_root(&path, kind), "the name is not UTF-8");
            return past;
        };
        self.path.push_str(name);
        if name == ".git" && !wanted {
            // The repository that is being scanned is no part of its own tree; any other is worth a word.
            if self.folders.len() > 0 || self.outer.is_none() {
                self.pass_over(kind, "data of git");
            }
            return past;
        }
        let path = self.path.get(self.base.len()..).unwrap_or_default();
        if self.options.exclude.matches(path) {
            self.pass_over(kind, EXCLUDED);
            return past;
        }
        if kind.is_dir() {
            self.path.push('/');
        }
        let standing = self.folders.standing(&self.path);
        if standing.tracked != Tracked::Yes && !wanted && self.folders.ignore(&self.path) {
            self.pass_over(kind, IGNORED);
            return past;
        }
        if kind.is_dir() {
            if entry.depth() > MAX_DEPTH {
                self.pass_over(kind, "more than 256 folders deep");
                return past;
            }
            self.enter(wanted);
        } else if kind.is_symlink() {
            self.pass_over(kind, symlink(entry.path(), &self.root.dir));
        } else if kind.is_file() {
            self.find(entry, &standing);
        } else {
            self.pass_over(kind, "not a regular file");
        }
        Step::On
    }

    /// Enters the folder at hand.
    fn enter(&mut self, wanted: bool) {
        if self.path.is_empty() {
            let repo = self.outer.map(|repo| (repo, self.options.index_file.as_deref()));
            self.folders.enter("", repo, wanted);
        } else {
            let nested = self.folders.standing(&self.path).nests.then(|| Repo::at(&self.folders.absolute(&self.path)));
            self.folders.enter(&self.path, nested.flatten().as_ref().map(|repo| (repo, None)), wanted);
        }
    }

    fn find(&mut self, entry: &DirEntry, standing: &Standing) {
        let max = self.options.limit();
        match entry.metadata() {
            Err(error) => {
                let reason = error.io_error().map_or_else(|| error.to_string(), open::reason);
                self.pass_over(entry.file_type(), &ReadError::Io(reason).to_string());
            }
            Ok(metadata) if metadata.len() > max => {
                self.pass_over(entry.file_type(), &ReadError::TooLarge(max).to_string());
            }
            Ok(metadata) => {
                let nested = self.folders.tree().map_or(0, |tree| tree.len);
                self.found.push(Found {
                    path: self.path.get(self.base.len()..).unwrap_or_default().to_owned(),
                    size: metadata.len(),
                    modified: modified(&metadata),
                    tracked: standing.tracked,
                    entry: standing.entry,
                    nested: nested.checked_sub(self.base.len()).filter(|&len| len > 0),
                });
            }
        }
    }

    /// A path that the system would not let us see.
    fn refuse(&mut self, error: &walkdir::Error) -> Result<Step, DiscoverError> {
        let path = error.path().unwrap_or(&self.root.dir);
        let reason = error.io_error().map_or_else(|| error.to_string(), open::reason);
        if path == self.root.dir {
            return Err(DiscoverError::Unreadable { path: path.to_path_buf(), reason });
        }
        let below = path.strip_prefix(&self.root.dir).unwrap_or(path);
        let mut below = below.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/");
        // A folder is met before it turns out that it cannot be listed.
        if self.path.get(self.base.len()..).and_then(|path| path.strip_suffix('/')) == Some(&below) {
            below.push('/');
        }
        self.skip(below, &ReadError::Io(reason).to_string());
        Ok(Step::On)
    }

    fn pass_over(&mut self, kind: FileType, reason: &str) {
        self.skip(self.below_root(&self.path, kind), reason);
    }

    fn skip(&mut self, path: String, reason: &str) {
        self.skipped.push(Skip { path, reason: reason.to_owned() });
    }

    /// A path relative to the origin as it is reported: relative to the root, a folder with a `/` at its end.
    fn below_root(&self, path: &str, kind: FileType) -> String {
        let path = path.get(self.base.len()..).unwrap_or_default();
        let slash = if kind.is_dir() && !path.ends_with('/') { "/" } else { "" };
        format!("{path}{slash}")
    }

    fn finish(mut self) -> Walk {
        // What was asked for by name has been scanned, even if a rule hid it on the way to something else.
        let starts = &self.root.starts;
        self.skipped.retain(|skip| {
            let path = skip.path.strip_suffix('/').unwrap_or(&skip.path);
            skip.reason != IGNORED || starts.binary_search_by(|start| start.as_str().cmp(path)).is_err()
        });
        let tree = self.folders.outer();
        for note in self.folders.into_notes() {
            let path = note
                .path
                .strip_prefix(self.base.as_str())
                .map_or_else(|| "../".repeat(self.base.matches('/').count()) + &note.path, str::to_owned);
            self.skipped.push(Skip { path, ..note });
        }
        Walk { found: self.found, skipped: self.skipped, tree }
    }
}

/// Why a symlink is not followed.
fn symlink(path: &Path, root: &Path) -> &'static str {
    match fs::canonicalize(path) {
        Ok(target) if target.starts_with(root) => "symlink, not followed; its target lies in the scan root",
        Ok(_) => "symlink out of the scan root, not followed",
        Err(_) => "broken symlink",
    }
}
