//! The parser of the git index, on files of `git2` and on files made by hand.

use super::nested::entry;
use super::*;
use crate::discover::git::{Index, Kind, Repo};
use crate::source::testing::cases;
use proptest::prelude::*;

/// What the parser makes of an index file.
fn parse(sandbox: &Sandbox, bytes: &[u8]) -> Result<Index, String> {
    sandbox.write(".git/index", bytes);
    Repo::around(&sandbox.path).unwrap().index(None).map_err(|error| match error {
        DiscoverError::Index { reason, .. } => reason,
        other => other.to_string(),
    })
}

fn paths(index: &Index) -> Vec<&str> {
    index.entries().iter().map(|entry| std::str::from_utf8(index.path(entry)).unwrap()).collect()
}

/// An index file: `(path, mode, flags)` for each entry, and whatever follows the entries.
struct Made<'a> {
    version: u32,
    count: Option<u32>,
    entries: &'a [(&'a str, u32, u16)],
    extensions: &'a [(&'a [u8; 4], &'a [u8])],
    id_len: usize,
}

impl Default for Made<'_> {
    fn default() -> Self {
        Self { version: 2, count: None, entries: &[("a.py", 0o100_644, 0)], extensions: &[], id_len: 20 }
    }
}

impl Made<'_> {
    fn bytes(&self) -> Vec<u8> {
        let count = self.count.unwrap_or(self.entries.len() as u32);
        let mut out = [b"DIRC".as_slice(), &self.version.to_be_bytes(), &count.to_be_bytes()].concat();
        for (path, mode, flags) in self.entries {
            let start = out.len();
            out.extend([7; 24]);
            out.extend(mode.to_be_bytes());
            out.extend([7; 12]);
            out.extend(vec![9; self.id_len]);
            out.extend(flags.to_be_bytes());
            out.extend(path.as_bytes());
            let padding = 8 - (out.len() - start) % 8;
            out.extend(vec![0; padding]);
        }
        for (name, content) in self.extensions {
            out.extend(*name);
            out.extend((content.len() as u32).to_be_bytes());
            out.extend(*content);
        }
        out.extend(vec![0; self.id_len]);
        out
    }
}

#[test]
fn every_version_reads_as_git2_reads_it() {
    let (sandbox, git) = Sandbox::committed(&["z.py"]);
    let id = git.0.blob(b"x").unwrap();
    let long = format!("{}end.py", "long/".repeat(900 / 5));
    let mut index = git.0.index().unwrap();
    for path in ["a", "a-b", "a.py", "a/b", "a/b/c.py", "a/bc", "é/漢.py", "spa ce", "x1234567", "x12345678", &long] {
        index.add(&entry(path, 0o100_644, id, 0)).unwrap();
    }
    index.add(&entry("conflict", 0o100_755, id, 1 << 12)).unwrap();
    index.add(&entry("conflict", 0o120_000, id, 2 << 12)).unwrap();
    let mut announced = entry("later", 0o100_644, id, 0);
    announced.flags_extended = 0x2000;
    for version in [2, 3, 4] {
        index.set_version(version).unwrap();
        if version == 3 {
            index.add(&announced).unwrap();
        }
        index.write().unwrap();
        let bytes = fs::read(sandbox.at(".git/index")).unwrap();
        assert_eq!(bytes[7], version as u8, "the version that was asked for");
        let ours = parse(&sandbox, &bytes).unwrap();
        let all: Vec<_> = ours.entries().iter().map(|e| (ours.path(e).to_vec(), e.id, e.stage, e.announced)).collect();
        let theirs: Vec<_> =
            index.iter().map(|e| (e.path, e.id, (e.flags >> 12 & 3) as u8, e.flags_extended & 0x2000 != 0)).collect();
        assert_eq!(all, theirs, "version {version}");
        assert_eq!(ours.entries().iter().filter(|entry| entry.kind() == Some(Kind::Symlink)).count(), 1);
    }
}

#[test]
fn questions_about_paths() {
    let sandbox = Sandbox::new();
    Git::init(&sandbox.path);
    let file = 0o100_644;
    let entries = [("a-b/x", file, 0), ("a.py", file, 0), ("a/b/c", file, 0), ("a/d", file, 0), ("lib", 0o160_000, 0)];
    let entries = [&entries[..], &[("out/", 0o040_000, 0)]].concat();
    let index = parse(&sandbox, &Made { entries: &entries, extensions: &[(b"sdir", b"")], ..Made::default() }.bytes());
    let index = index.unwrap();
    for (path, found, submodule) in [
        ("a", false, false),
        ("a.py", true, false),
        ("a/b", false, false),
        ("a/b/c", true, false),
        ("lib", true, true),
        ("z", false, false),
    ] {
        assert_eq!(index.find(path.as_bytes()).is_some(), found, "find {path}");
        assert_eq!(index.is_submodule(path.as_bytes()), submodule, "submodule {path}");
    }
    for (folder, holds) in [
        ("a/", true),
        ("a-b/", true),
        ("a/b/", true),
        ("a/c/", false),
        ("lib/", false),
        ("out/", true),
        ("out/deep/", false),
        ("", true),
    ] {
        assert_eq!(index.holds(folder.as_bytes()), holds, "holds {folder:?}");
    }
    assert_eq!(index.below(0..6, b"a/"), 2..4);
    assert_eq!(index.below(3..6, b"a/"), 3..4);
    assert_eq!(index.below(0..6, b"b/"), 4..4);
}

#[test]
fn kinds_of_index_files() {
    let sandbox = Sandbox::new();
    Git::init(&sandbox.path);
    let file = 0o100_644;
    let long = "x".repeat(4097);
    let split = Err("a split index; `git update-index --no-split-index` joins it");
    let good = || Made::default();
    for (made, expected, why) in [
        (good(), Ok(1), "the plainest one"),
        (Made { entries: &[], ..good() }, Ok(0), "an empty index"),
        (Made { id_len: 32, ..good() }, Ok(1), "object ids of SHA-256"),
        (Made { extensions: &[(b"UNTR", b"anything")], ..good() }, Ok(1), "an extension that can be done without"),
        (Made { extensions: &[(b"sdir", b"")], ..good() }, Ok(1), "a sparse index"),
        (Made { extensions: &[(b"TREE", b"rubbish")], ..good() }, Ok(1), "trees are a bonus"),
        (Made { extensions: &[(b"link", &[0; 20])], ..good() }, split, "most entries are elsewhere"),
        (Made { entries: &[("", file, 0)], ..good() }, split, "no path: it is elsewhere"),
        (Made { extensions: &[(b"news", b"")], ..good() }, Err("extension `news`"), "one that must be understood"),
        (Made { version: 1, ..good() }, Err("version 1"), "too old"),
        (Made { version: 5, ..good() }, Err("version 5"), "too new"),
        (Made { count: Some(2), ..good() }, Err("damaged"), "fewer entries than announced"),
        (Made { count: Some(u32::MAX), ..good() }, Err("damaged"), "more entries than fit"),
        (Made { entries: &[("b", file, 0), ("a", file, 0)], ..good() }, Err("damaged"), "out of order"),
        (Made { entries: &[("a", file, 0), ("a", file, 0)], ..good() }, Err("damaged"), "twice the same"),
        (Made { entries: &[("a", file, 1 << 12), ("a", file, 2 << 12)], ..good() }, Ok(2), "two sides of a merge"),
        (Made { entries: &[(&long, file, 0)], ..good() }, Err("damaged"), "a path longer than systems allow"),
    ] {
        let parsed = parse(&sandbox, &made.bytes());
        assert_eq!(parsed.as_ref().map(|index| index.entries().len()).map_err(String::as_str), expected, "{why}");
    }
    assert_eq!(parse(&sandbox, b"TEXT").err().as_deref(), Some("not a git index"));
    assert_eq!(parse(&sandbox, b"").err().as_deref(), Some("damaged"));
}

#[test]
fn ids_of_sha256_tell_what_is_tracked_and_nothing_more() {
    let (sandbox, _git) = Sandbox::committed(&["a.py", "b.py"]);
    sandbox.write(".git/index", Made { id_len: 32, ..Made::default() }.bytes());
    let tree = sandbox.tree();
    assert_eq!((tree.tracked("a.py"), tree.tracked("b.py")), (Tracked::Yes, Tracked::No));
    let error = super::super::staged(&sandbox.root(), &Options::default()).err().unwrap();
    assert!(error.to_string().contains("SHA-256"), "{error}");
}

#[test]
fn paths_that_lead_elsewhere_are_not_staged() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    let entries = ["../up", "/etc/passwd", "a/./b", "a//b"].map(|path| (path, 0o100_644, 0));
    sandbox.write(".git/index", Made { entries: &entries, ..Made::default() }.bytes());
    let staged = sandbox.staged();
    assert_eq!(staged.paths, [""; 0]);
    assert_eq!(staged.skipped, entries.map(|(path, ..)| format!("{path}: not a regular file")));
}

#[test]
fn a_cut_index_is_refused_at_every_length() {
    let sandbox = Sandbox::new();
    Git::init(&sandbox.path);
    let made = Made { entries: &[("a", 0o100_644, 0), ("b", 0o100_644, 0)], ..Made::default() };
    let bytes = made.bytes();
    for len in 0..bytes.len() {
        assert!(parse(&sandbox, &bytes[..len]).is_err(), "{len} of {} bytes", bytes.len());
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn no_index_brings_the_scan_down(
        version in 2_u32..5,
        names in proptest::collection::btree_set("[a-c]{1,3}(/[a-c]{1,2}){0,2}", 0..8),
        trees in proptest::collection::vec(any::<u8>(), 0..60),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let (sandbox, _git) = Sandbox::committed(&["a.py"]);
        let entries: Vec<_> = names.iter().map(|name| (name.as_str(), 0o100_644, 0)).collect();
        let made = Made { version, entries: &entries, extensions: &[(b"TREE", &trees)], ..Made::default() };
        let mut bytes = made.bytes();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(index) = parse(&sandbox, &bytes) {
            let keys: Vec<_> = index.entries().iter().map(|entry| (index.path(entry), entry.stage)).collect();
            prop_assert!(keys.is_sorted());
            for (path, _) in keys {
                prop_assert!(index.find(path).is_some());
            }
        }
        let _ = super::super::staged(&sandbox.root(), &Options::default());
        prop_assert_eq!(sandbox.tree().paths, ["a.py"]);
    }

    #[test]
    fn trees_that_the_index_remembers_change_nothing_but_the_cost(
        before in proptest::collection::btree_map("[ab](/[ab]){0,3}\\.py", "[xy]", 1..8),
        after in proptest::collection::btree_map("[ab](/[ab]){0,3}\\.py", "[xy]", 1..8),
    ) {
        let sandbox = Sandbox::new();
        let git = Git::init(&sandbox.path);
        let stage = |files: &std::collections::BTreeMap<String, String>| {
            let mut index = git.0.index().unwrap();
            for (path, content) in files {
                index.add(&entry(path, 0o100_644, git.0.blob(content.as_bytes()).unwrap(), 0)).unwrap();
            }
            index.write().unwrap();
        };
        stage(&before);
        git.commit("first");
        stage(&after);
        let expected: Vec<_> =
            after.iter().filter(|(path, content)| before.get(*path) != Some(*content)).map(|(path, _)| path).collect();
        let staged = sandbox.staged().paths;
        prop_assert_eq!(staged.iter().collect::<Vec<_>>(), expected);
        let bytes = fs::read(sandbox.at(".git/index")).unwrap();
        prop_assert!(memchr::memmem::find(&bytes, b"TREE").is_some(), "the trees were there");
        prop_assert_eq!(paths(&parse(&sandbox, &bytes).unwrap()).len(), before.len() + after.keys().filter(|path| !before.contains_key(*path)).count());
    }
}
