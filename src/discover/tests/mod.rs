//! Real trees and repositories in temporary folders. Repositories are made with `git2`; the `git` program is not needed.
#![allow(clippy::disallowed_methods, reason = "these tests make the trees that are then scanned")]

mod hostile;
mod ignored;
mod index;
mod nested;
mod paths;
mod revision;
mod since;
mod staged;
mod tree;

use super::{DiscoverError, Options, Root};
use crate::source::{Files, Tracked};
use git2::{Oid, Repository, RepositoryInitOptions, Signature, Time};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is removed at the end.
struct Sandbox {
    path: PathBuf,
    _dir: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { path: fs::canonicalize(dir.path()).unwrap(), _dir: dir }
    }

    /// A folder with these files, each of which holds its own path.
    fn with(files: &[&str]) -> Self {
        let sandbox = Self::new();
        for file in files {
            sandbox.write(file, file);
        }
        sandbox
    }

    /// A repository with these files, all of them committed.
    fn committed(files: &[&str]) -> (Self, Git) {
        let sandbox = Self::with(files);
        let git = Git::init(&sandbox.path);
        git.add(files);
        git.commit("first");
        (sandbox, git)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).unwrap();
    }

    /// Deletes a loose object of the repository at the top.
    fn lose(&self, id: Oid) {
        let (folder, file) = (id.to_string(), id.to_string().split_off(2));
        self.remove(&format!(".git/objects/{}/{file}", folder.get(..2).unwrap()));
    }

    #[cfg(unix)]
    fn link(&self, target: impl AsRef<Path>, path: &str) {
        std::os::unix::fs::symlink(target, self.at(path)).unwrap();
    }

    fn root(&self) -> Root {
        Root { dir: self.path.clone(), starts: Vec::new() }
    }

    fn root_at(&self, path: &str) -> Root {
        Root { dir: self.at(path), starts: Vec::new() }
    }

    fn starting(&self, starts: &[&str]) -> Root {
        let mut starts: Vec<String> = starts.iter().copied().map(str::to_owned).collect();
        starts.sort_unstable();
        Root { dir: self.path.clone(), starts }
    }

    fn tree(&self) -> Listing {
        Listing::of(super::tree(&self.root(), &Options::default()))
    }

    fn staged(&self) -> Listing {
        Listing::of(super::staged(&self.root(), &Options::default()))
    }

    fn since(&self, rev: &str) -> Listing {
        Listing::of(super::since(&self.root(), rev, &Options::default()))
    }
}

/// A repository to prepare.
struct Git(Repository);

impl Git {
    fn init(path: &Path) -> Self {
        let repo = Repository::init_opts(path, RepositoryInitOptions::new().initial_head("main")).unwrap();
        // What the developer has configured for the machine must not change what the tests write.
        repo.config().unwrap().set_bool("core.autocrlf", false).unwrap();
        Self(repo)
    }

    /// Stages files of the work tree, also those that a `.gitignore` names.
    fn add(&self, files: &[&str]) {
        let mut index = self.0.index().unwrap();
        for file in files {
            index.add_path(Path::new(file)).unwrap();
        }
        index.write().unwrap();
    }

    /// Takes files out of the index.
    fn forget(&self, files: &[&str]) {
        let mut index = self.0.index().unwrap();
        for file in files {
            index.remove_path(Path::new(file)).unwrap();
        }
        index.write().unwrap();
    }

    /// Commits the index on top of `HEAD`.
    fn commit(&self, message: &str) -> Oid {
        let parents: Vec<Oid> = self.0.head().ok().and_then(|head| head.target()).into_iter().collect();
        self.commit_on(Some("HEAD"), message, &parents)
    }

    fn commit_on(&self, reference: Option<&str>, message: &str, parents: &[Oid]) -> Oid {
        let mut index = self.0.index().unwrap();
        let tree = self.0.find_tree(index.write_tree().unwrap()).unwrap();
        index.write().unwrap();
        let parents: Vec<_> = parents.iter().map(|&id| self.0.find_commit(id).unwrap()).collect();
        let author = Signature::new("a", "a@example.com", &Time::new(1, 0)).unwrap();
        self.0.commit(reference, &author, &author, message, &tree, &parents.iter().collect::<Vec<_>>()).unwrap()
    }
}

/// Files in a form that is easy to compare.
struct Listing {
    files: Files,
    /// Paths of the entries.
    paths: Vec<String>,
    /// `path: reason` of what was skipped.
    skipped: Vec<String>,
}

impl Listing {
    fn of(files: Result<Files, DiscoverError>) -> Self {
        let files = files.unwrap();
        let paths = files.entries().iter().map(|entry| entry.path.clone()).collect();
        let skipped = files.skipped().iter().map(|skip| format!("{}: {}", skip.path, skip.reason)).collect();
        Self { files, paths, skipped }
    }

    fn tracked(&self, path: &str) -> Tracked {
        self.files.entries().iter().find(|entry| entry.path == path).unwrap().tracked
    }

    fn read(&self, path: &str) -> String {
        let at = self.paths.iter().position(|known| known == path).unwrap();
        match self.files.load(crate::source::FileId(at as u32)) {
            Ok(file) => file.text().unwrap().to_owned(),
            Err(error) => format!("error: {error}"),
        }
    }
}
