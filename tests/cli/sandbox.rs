//! A temporary tree, and the built binary run in it with nothing of the developer's machine around it.

#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(clippy::disallowed_methods, reason = "tests make the trees that are then scanned, and read what was written")]

use git2::{IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions, Signature, Time};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A password in a URL of a database that others can reach: critical.
pub(crate) const CRITICAL: &str = concat!("postgresql://agent:q7Rz", "T2mKx9@db.prod.acme.io:5432/crm");
/// The part of [`CRITICAL`] that no output may show.
pub(crate) const CRITICAL_TEXT: &str = concat!("q7Rz", "T2mKx9");
/// A token with a prefix of its own: high.
pub(crate) const HIGH: &str = concat!("sk-", "lf-4e90b822-85ea-7888-b4a0-91409ecfcd6a");
/// Another one of the same kind.
pub(crate) const HIGH_2: &str = concat!("sk-", "lf-6536fc62-d5dc-f3e1-fd31-f6bf54ea18cc");
/// A third.
pub(crate) const HIGH_3: &str = concat!("sk-", "lf-1c8f42e7-93bd-4a06-b5d1-7e20c94fa883");
/// A password of a database with a name inside one network: medium.
pub(crate) const MEDIUM: &str = concat!("postgresql://agent:Y7mK", "q2Zx9w@crm-db:5432/crm");
/// A password of a database on the same machine: low.
pub(crate) const LOW: &str = concat!("postgresql://agent:Y7mK", "q2Zx9w@localhost:5432/crm");

/// The environment of a run is empty but for these, which steer the tools that build and measure the tests. Whatever else could
/// have a say is thereby scrubbed: `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE`, `FORCE_COLOR`, `COLORTERM`, `TERM`, `COLUMNS`,
/// `LINES` (colour and width), `GIT_DIR`, `GIT_INDEX_FILE`, `GIT_WORK_TREE`, `GIT_CONFIG_*`, `HOME`, `XDG_CONFIG_HOME` (git),
/// `RAYON_NUM_THREADS`, `RUST_BACKTRACE`, `RUST_LOG`, `LANG`, `LC_*`, `TZ`, `CI`, `GITHUB_ACTIONS`.
const KEPT: [&str; 6] = ["LLVM_PROFILE_FILE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMPDIR"];

/// A folder that is removed at the end.
pub(crate) struct Sandbox {
    /// Absolute and without symlinks.
    pub(crate) path: PathBuf,
    _dir: TempDir,
}

/// What a run has left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("tree").tempdir().unwrap();
        Self { path: fs::canonicalize(dir.path()).unwrap(), _dir: dir }
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let sandbox = Self::new();
        for (path, content) in files {
            sandbox.write(path, content);
        }
        sandbox
    }

    /// A repository in which these files are committed.
    pub(crate) fn committed(files: &[(&str, &str)]) -> (Self, Git) {
        let sandbox = Self::with(files);
        let git = Git::init(&sandbox.path);
        git.add(&files.iter().map(|(path, _)| *path).collect::<Vec<_>>());
        git.commit();
        (sandbox, git)
    }

    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path.join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, path: impl AsRef<Path>) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    pub(crate) fn remove(&self, path: impl AsRef<Path>) {
        fs::remove_file(self.at(path)).unwrap();
    }

    /// The binary with `args`, started at the top of the tree, its environment scrubbed.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        command_in(&self.path, args)
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        Run::of(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    /// `perimeter check` with further arguments.
    pub(crate) fn check(&self, args: &[&str]) -> Run {
        self.run(&[&["check"], args].concat())
    }

    /// `perimeter check --format json`, read.
    pub(crate) fn report(&self, args: &[&str]) -> Report {
        let run = self.check(&[&["--format", "json"], args].concat());
        assert_ne!(run.code, 2, "{}", run.err);
        Report::parse(&run.out)
    }
}

/// The binary with `args`, started in `folder`, its environment scrubbed.
pub(crate) fn command_in<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_perimeter"));
    command.env_clear();
    for name in KEPT {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.current_dir(folder).args(args);
    command
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            // -1: killed by a signal, which no test expects.
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("all output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("all output is UTF-8"),
        }
    }

    /// Asserts that it could not do its job, said so in one place, and printed no half of a report.
    #[track_caller]
    pub(crate) fn refused(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{}", self.err);
        assert!(self.err.starts_with("perimeter: ") || self.err.starts_with("error: "), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not in: {}", self.err);
        }
    }
}

/// A report in JSON, with what tests ask most.
pub(crate) struct Report(pub(crate) serde_json::Value);

impl Report {
    pub(crate) fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
    }

    pub(crate) fn findings(&self) -> &[serde_json::Value] {
        self.0["findings"].as_array().unwrap()
    }

    /// `check path:line` of what is not suppressed.
    pub(crate) fn open(&self) -> Vec<String> {
        self.listed(false)
    }

    /// `check path:line` of what is suppressed.
    pub(crate) fn suppressed(&self) -> Vec<String> {
        self.listed(true)
    }

    fn listed(&self, suppressed: bool) -> Vec<String> {
        self.findings()
            .iter()
            .filter(|finding| finding.get("suppressed").is_some() == suppressed)
            .map(|finding| {
                let (check, at) = (finding["check"].as_str().unwrap(), &finding["location"]);
                format!("{check} {}:{}", at["path"].as_str().unwrap(), at["line"])
            })
            .collect()
    }

    /// `path: reason` of what was passed over.
    pub(crate) fn skipped(&self) -> Vec<String> {
        let skipped = self.0["scanned"]["skipped"].as_array().unwrap();
        let line = |skip: &serde_json::Value| {
            format!("{}: {}", skip["path"].as_str().unwrap(), skip["reason"].as_str().unwrap())
        };
        skipped.iter().map(line).collect()
    }
}

/// A repository, made without the `git` program and without the developer's configuration.
pub(crate) struct Git(pub(crate) Repository);

impl Git {
    pub(crate) fn init(path: &Path) -> Self {
        let repo = Repository::init_opts(path, RepositoryInitOptions::new().initial_head("main")).unwrap();
        repo.config().unwrap().set_bool("core.autocrlf", false).unwrap();
        Self(repo)
    }

    /// Stages files as they are in the work tree.
    pub(crate) fn add(&self, paths: &[&str]) {
        let mut index = self.0.index().unwrap();
        for path in paths {
            let id = self.0.blob_path(&self.0.workdir().unwrap().join(path)).unwrap();
            index.add(&entry(path, id)).unwrap();
        }
        index.write().unwrap();
    }

    /// Takes files out of the index.
    pub(crate) fn forget(&self, paths: &[&str]) {
        let mut index = self.0.index().unwrap();
        for path in paths {
            index.remove_path(Path::new(path)).unwrap();
        }
        index.write().unwrap();
    }

    pub(crate) fn commit(&self) -> Oid {
        let mut index = self.0.index().unwrap();
        let tree = self.0.find_tree(index.write_tree().unwrap()).unwrap();
        let parent = self.0.head().ok().map(|head| head.peel_to_commit().unwrap());
        let author = Signature::new("a", "a@example.com", &Time::new(1, 0)).unwrap();
        let parents: Vec<_> = parent.iter().collect();
        self.0.commit(Some("HEAD"), &author, &author, "c", &tree, &parents).unwrap()
    }
}

/// No times and sizes: nothing may depend on them.
fn entry(path: &str, id: Oid) -> IndexEntry {
    let never = IndexTime::new(0, 0);
    IndexEntry {
        ctime: never,
        mtime: never,
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
