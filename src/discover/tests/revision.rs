//! Names of revisions.

use super::*;
use crate::discover::git::{History, Repo, revision_tree};
use crate::source::testing::cases;
use proptest::prelude::*;

/// A history with a merge, tags, a remote, and names that are easily confused:
/// `root - second - merge(second, side) - top`.
struct Story {
    sandbox: Sandbox,
    git: Git,
    root: Oid,
    second: Oid,
    side: Oid,
    merge: Oid,
    top: Oid,
}

impl Story {
    fn new() -> Self {
        let (sandbox, git) = Sandbox::committed(&["a.py"]);
        let root = git.0.head().unwrap().target().unwrap();
        let change = |name: &str, reference: Option<&str>, parents: &[Oid]| {
            sandbox.write("a.py", name);
            git.add(&["a.py"]);
            git.commit_on(reference, name, parents)
        };
        let second = change("second", Some("HEAD"), &[root]);
        let side = change("side", None, &[root]);
        let merge = change("merge", Some("HEAD"), &[second, side]);
        let top = change("top", Some("HEAD"), &[merge]);
        let author = Signature::new("a", "a@example.com", &Time::new(1, 0)).unwrap();
        git.0.tag("v1.0", &git.0.find_object(second, None).unwrap(), &author, "annotated", false).unwrap();
        let tree = git.0.find_commit(second).unwrap().tree_id();
        for (name, id) in [
            ("refs/heads/feature/x", side),
            ("refs/heads/both", root),
            ("refs/tags/both", second),
            ("refs/tags/light", second),
            ("refs/remotes/origin/main", merge),
            ("refs/heads/config", side),
            ("refs/heads/deadbeef", root),
            ("refs/tags/a-tree", tree),
        ] {
            git.0.reference(name, id, true, "").unwrap();
        }
        git.0.reference_symbolic("refs/remotes/origin/HEAD", "refs/remotes/origin/main", true, "").unwrap();
        Self { sandbox, git, root, second, side, merge, top }
    }

    fn resolve(&self, rev: &str) -> Result<Oid, DiscoverError> {
        let repo = Repo::around(&self.sandbox.path).unwrap();
        let history = History::open(&repo).unwrap();
        revision_tree(&repo, &history, rev)
    }

    /// The tree that `rev` has to lead to, or what the error has to say.
    fn check(&self, rev: &str, expected: Result<Oid, &str>) {
        match (self.resolve(rev), expected) {
            (Ok(tree), Ok(commit)) => assert_eq!(tree, self.git.0.find_commit(commit).unwrap().tree_id(), "{rev}"),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{rev}: {error}"),
            (resolved, _) => panic!("`{rev}` gives {resolved:?}"),
        }
    }
}

#[test]
fn names_that_lead_to_a_commit() {
    let story = Story::new();
    let hex = story.second.to_string();
    let (abbreviated, upper) = (hex.get(..12).unwrap(), hex.to_uppercase());
    for (rev, expected) in [
        ("HEAD", story.top),
        ("@", story.top),
        ("main", story.top),
        ("heads/main", story.top),
        ("refs/heads/main", story.top),
        ("feature/x", story.side),
        ("v1.0", story.second),
        ("tags/v1.0", story.second),
        ("light", story.second),
        ("both", story.second),
        ("heads/both", story.root),
        ("origin/main", story.merge),
        ("remotes/origin/main", story.merge),
        ("origin", story.merge),
        ("config", story.side),
        ("deadbeef", story.root),
        (&hex, story.second),
        (&upper, story.second),
        (abbreviated, story.second),
        ("HEAD~", story.merge),
        ("HEAD~0", story.top),
        ("HEAD~3", story.root),
        ("HEAD^", story.merge),
        ("HEAD^0", story.top),
        ("HEAD^^2", story.side),
        ("HEAD~1^2~1", story.root),
        ("@~2", story.second),
        ("v1.0^", story.root),
        ("origin/main^2", story.side),
    ] {
        story.check(rev, Ok(expected));
    }
}

#[test]
fn names_that_do_not_say_why() {
    let story = Story::new();
    let missing = "0123456789".repeat(4);
    let sha256 = "0123456789abcdef".repeat(4);
    let blob = Oid::hash_object(git2::ObjectType::Blob, b"top").unwrap().to_string();
    for (rev, expected) in [
        ("gone", "no such branch, tag or commit in this clone: check the spelling, or fetch it"),
        ("", "not the name of a branch"),
        ("~1", "not the name of a branch"),
        ("a b", "no such branch"),
        ("HEAD~4", "has 0 parents"),
        ("HEAD~99999999", "has 0 parents"),
        ("HEAD~99999999999999999999999", "`~99999999999999999999999` is no `~N` or `^N`"),
        ("HEAD^2", "has 1 parent"),
        ("HEAD~x", "`x` is no `~N` or `^N`"),
        ("HEAD^-", "`-` is no `~N` or `^N`"),
        ("main..HEAD", "it is a range: name one commit"),
        ("main...HEAD", "it is a range: name one commit"),
        ("@{upstream}", "`@{…}` is not supported"),
        ("main@{1}", "`@{…}` is not supported"),
        ("HEAD:a.py", "`:` is not supported"),
        (":/message", "`:` is not supported"),
        ("HEAD^{tree}", "`^{…}` is not supported"),
        ("a-tree", "it is a tree, not a commit"),
        (&blob, "it is a blob, not a commit"),
        (&missing, "object 0123456789 is not in this clone: fetch it"),
        (&sha256, "SHA-256"),
        ("../outside", "it is a range"),
        ("/etc/passwd", "not the name of a branch"),
        ("refs/.hidden", "not the name of a branch"),
        ("hooks/../x", "it is a range"),
        ("hooks/pre-commit", "no such branch"),
    ] {
        story.check(rev, Err(expected));
    }
}

#[test]
fn packed_refs_are_read_and_loose_ones_come_first() {
    let story = Story::new();
    let packed = format!(
        "# pack-refs with: peeled fully-peeled sorted \n{} refs/heads/main\n{} refs/heads/packed\n{} refs/tags/ann\n^{}\n",
        story.root, story.side, story.second, story.root
    );
    story.sandbox.write(".git/packed-refs", packed);
    for (rev, expected) in [("main", story.top), ("packed", story.side), ("ann", story.second)] {
        story.check(rev, Ok(expected));
    }
    story.sandbox.remove(".git/refs/heads/main");
    story.check("main", Ok(story.root));
    story.check("HEAD", Ok(story.root));
    story.sandbox.write(".git/HEAD", format!("{}\n", story.side));
    story.check("HEAD", Ok(story.side));
    story.sandbox.write(".git/FETCH_HEAD", format!("{}\t\tbranch 'main' of somewhere\n", story.merge));
    story.check("FETCH_HEAD", Ok(story.merge));
}

#[test]
fn refs_made_to_mislead_are_refused() {
    let story = Story::new();
    story.sandbox.write("secret", "not an object id");
    for (content, expected) in [
        ("ref: ../secret", "unusable ref"),
        ("ref: /etc/passwd", "unusable ref"),
        ("ref: refs/heads/\u{1b}[31m", "unusable ref"),
        ("ref: refs/heads/circle", "name each other in a circle"),
        ("ref: refs/heads/none", "no such branch"),
        ("rubbish", "`refs/heads/circle` is damaged"),
        ("", "damaged"),
        (&"zz".repeat(20), "damaged"),
        (&"ab".repeat(32), "SHA-256"),
    ] {
        story.sandbox.write(".git/refs/heads/circle", content);
        story.check("circle", Err(expected));
    }
    story.sandbox.write(".git/refs/heads/circle", "x".repeat(10_000));
    story.check("circle", Err("no such branch"));
}

#[test]
fn shallow_clones_and_other_formats_are_told_apart() {
    let story = Story::new();
    story.sandbox.lose(story.root);
    story.check("HEAD~3", Err("is not in this clone: fetch it"));
    story.sandbox.write(".git/shallow", format!("{}\n", story.second));
    story.check("HEAD~3", Err("is not in this shallow clone: run `git fetch --unshallow`"));
    story.check("gone", Err("(this clone is shallow)"));
    fs::create_dir(story.sandbox.at(".git/reftable")).unwrap();
    story.check("gone", Err("reftable"));
    story.sandbox.write(".git/HEAD", "ref: refs/heads/.invalid\n");
    story.sandbox.write("b.py", "");
    let error = super::super::staged(&story.sandbox.root(), &Options::default()).err().unwrap();
    assert!(error.to_string().contains("reftable"), "not taken for a repository without commits: {error}");
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_name_brings_the_scan_down(rev in "(HEAD|main|@|v1|[0-9a-f]{1,41}|\\PC{0,4})?[~^@{}:./0-9a-z]{0,6}") {
        thread_local!(static STORY: Story = Story::new());
        STORY.with(|story| {
            let _ = story.resolve(&rev);
        });
    }
}
