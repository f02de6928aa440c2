use super::nested::entry;
use super::*;

#[test]
fn contents_are_the_staged_ones_whatever_the_work_tree_says() {
    let (sandbox, git) = Sandbox::committed(&["same.py", "modified.py", "moved.py", "deleted.py", "sub/mode.py"]);
    sandbox.write("modified.py", "staged");
    sandbox.write("added.py", "added");
    sandbox.write("gone.py", "staged, then deleted");
    git.add(&["modified.py", "added.py", "gone.py"]);
    sandbox.write("modified.py", "work tree");
    sandbox.write("same.py", "only changed in the work tree");
    sandbox.write("untracked.py", "untracked");
    sandbox.remove("gone.py");
    fs::rename(sandbox.at("moved.py"), sandbox.at("renamed.py")).unwrap();
    git.forget(&["moved.py", "deleted.py"]);
    git.add(&["renamed.py"]);
    let staged = sandbox.staged();
    assert_eq!(staged.paths, ["added.py", "gone.py", "modified.py", "renamed.py"]);
    assert_eq!(staged.skipped, [""; 0]);
    for (path, content) in [("modified.py", "staged"), ("gone.py", "staged, then deleted"), ("renamed.py", "moved.py")]
    {
        assert_eq!(staged.read(path), content);
        assert_eq!(staged.tracked(path), Tracked::Yes);
    }
    assert_eq!(staged.files.entries()[1].size, 20);
}

#[test]
fn nothing_staged_differs_from_nothing_readable() {
    let (sandbox, git) = Sandbox::committed(&["a.py"]);
    sandbox.write("untracked.py", "");
    let staged = sandbox.staged();
    assert_eq!((staged.paths.len(), staged.skipped.len()), (0, 0), "nothing staged");
    sandbox.write("big.py", "x".repeat(5 * 1024 * 1024));
    git.add(&["big.py"]);
    let staged = sandbox.staged();
    assert_eq!(
        (staged.paths.len(), staged.skipped.as_slice()),
        (0, ["big.py: larger than 4194304 bytes".to_owned()].as_slice())
    );
}

#[test]
fn before_the_first_commit_everything_in_the_index_is_staged() {
    let sandbox = Sandbox::with(&["a.py", "sub/b.py", "c.py"]);
    let git = Git::init(&sandbox.path);
    assert_eq!(sandbox.staged().paths, [""; 0], "there is no index yet");
    git.add(&["a.py", "sub/b.py"]);
    assert_eq!(sandbox.staged().paths, ["a.py", "sub/b.py"]);
}

#[test]
fn a_subfolder_shows_its_own_part() {
    let (sandbox, git) = Sandbox::committed(&["sub/a.py", "sub/deep/b.py", "sub-2/c.py", "d.py"]);
    for path in ["sub/a.py", "sub/deep/b.py", "sub-2/c.py", "d.py", "new/e.py"] {
        sandbox.write(path, "changed");
    }
    git.add(&["sub/a.py", "sub/deep/b.py", "sub-2/c.py", "d.py", "new/e.py"]);
    let list = |root: &Root| Listing::of(super::super::staged(root, &Options::default()));
    for (folder, paths) in [("sub", &["a.py", "deep/b.py"][..]), ("sub/deep", &["b.py"]), ("new", &["e.py"])] {
        let staged = list(&sandbox.root_at(folder));
        assert_eq!(staged.paths, paths, "{folder}");
        assert_eq!(staged.read(paths[0]), "changed", "{folder}");
    }
    assert_eq!(list(&sandbox.starting(&["sub/deep", "d.py"])).paths, ["d.py", "sub/deep/b.py"]);
    assert_eq!(list(&sandbox.starting(&["sub/dee"])).paths, [""; 0], "a part of a name is no folder");
}

#[test]
fn entries_that_are_no_files_are_skipped_with_their_reason() {
    let (sandbox, git) = Sandbox::committed(&["a.py", "b.py", "was-link"]);
    let blob = |text: &str| git.0.blob(text.as_bytes()).unwrap();
    let lost = blob("lost");
    let mut index = git.0.index().unwrap();
    index.remove_path(Path::new("b.py")).unwrap();
    for (path, mode, id, flags) in [
        ("link", 0o120_000, blob("/etc/passwd"), 0),
        ("was-link", 0o120_000, blob("was-link"), 0),
        ("module", 0o160_000, git.0.head().unwrap().target().unwrap(), 0),
        ("lost.py", 0o100_644, lost, 0),
        ("b.py", 0o100_644, blob("base"), 1 << 12),
        ("b.py", 0o100_644, blob("ours"), 2 << 12),
        ("b.py", 0o100_644, blob("theirs"), 3 << 12),
        ("binary", 0o100_644, git.0.blob(b"a\0b").unwrap(), 0),
        ("run.sh", 0o100_755, blob("#!/bin/sh"), 0),
    ] {
        index.add(&entry(path, mode, id, flags)).unwrap();
    }
    let mut announced = entry("announced.py", 0o100_644, blob(""), 0);
    announced.flags_extended = 0x2000;
    index.add(&announced).unwrap();
    index.write().unwrap();
    sandbox.lose(lost);
    let staged = sandbox.staged();
    assert_eq!(staged.paths, ["binary", "run.sh"]);
    assert_eq!(staged.read("binary"), "error: binary file");
    assert_eq!(
        staged.skipped,
        [
            "b.py: unresolved merge, nothing is staged",
            "link: symlink, not followed",
            "lost.py: cannot be read: missing git object",
            "module: submodule, a repository of its own",
            "was-link: symlink, not followed",
        ]
    );
}

#[test]
fn a_hook_can_name_another_index() {
    let (sandbox, git) = Sandbox::committed(&["a.py"]);
    fs::copy(sandbox.at(".git/index"), sandbox.at("before")).unwrap();
    sandbox.write("a.py", "changed");
    sandbox.write("b.py", "added");
    git.add(&["a.py", "b.py"]);
    // `git commit --all` prepares an index under another name, and leaves the usual one as it was.
    fs::rename(sandbox.at(".git/index"), sandbox.at(".git/index.lock")).unwrap();
    fs::rename(sandbox.at("before"), sandbox.at(".git/index")).unwrap();
    assert_eq!(sandbox.staged().paths, [""; 0]);
    let options = |name: &str| Options { index_file: Some(sandbox.at(name)), ..Options::default() };
    let list = |name: &str| super::super::staged(&sandbox.root(), &options(name));
    assert_eq!(Listing::of(list(".git/index.lock")).paths, ["a.py", "b.py"]);
    assert!(matches!(list("gone"), Err(DiscoverError::Index { .. })), "an index that was named has to be there");
    let tree = Listing::of(super::super::tree(&sandbox.root(), &options(".git/index.lock")));
    assert_eq!(tree.tracked("b.py"), Tracked::Yes);
}

#[test]
fn unchanged_folders_are_not_read_from_the_history() {
    let (sandbox, git) = Sandbox::committed(&["same/a.py", "same/deep/b.py", "changed/deep/c.py"]);
    let head = git.0.head().unwrap().peel_to_tree().unwrap();
    let tree = head.get_name("same").unwrap().id();
    sandbox.write("changed/deep/c.py", "changed");
    git.add(&["changed/deep/c.py"]);
    sandbox.lose(tree);
    assert_eq!(sandbox.staged().paths, ["changed/deep/c.py"], "the index remembers the tree of `same`");
    sandbox.write("same/a.py", "changed");
    git.add(&["same/a.py"]);
    let error = super::super::staged(&sandbox.root(), &Options::default()).err();
    assert!(matches!(error, Some(DiscoverError::Objects(_))), "now it has to be read: {error:?}");
}

#[test]
fn without_a_repository_there_is_nothing_to_compare() {
    let sandbox = Sandbox::with(&["a.py"]);
    let error = DiscoverError::NoRepository(sandbox.path.clone());
    assert_eq!(super::super::staged(&sandbox.root(), &Options::default()).err(), Some(error.clone()));
    assert_eq!(super::super::since(&sandbox.root(), "HEAD", &Options::default()).err(), Some(error));
}

#[test]
fn objects_borrowed_from_another_repository_are_found() {
    let (sandbox, _git) = Sandbox::committed(&["lender/a.py"]);
    let borrower = Git::init(&sandbox.at("borrower"));
    sandbox.write("borrower/.git/objects/info/alternates", format!("{}\n", sandbox.at(".git/objects").display()));
    let blob = Oid::hash_object(git2::ObjectType::Blob, b"lender/a.py").unwrap();
    let mut index = borrower.0.index().unwrap();
    index.add(&entry("a.py", 0o100_644, blob, 0)).unwrap();
    index.write().unwrap();
    let staged = Listing::of(super::super::staged(&sandbox.root_at("borrower"), &Options::default()));
    assert_eq!(staged.read("a.py"), "lender/a.py");
}
