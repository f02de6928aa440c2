//! Repositories inside the scanned tree, and work trees whose repository lies elsewhere.

use super::*;

/// A configuration that would run `marker` or lead elsewhere in many ways.
fn poison(sandbox: &Sandbox, git_dir: &str) {
    let script = sandbox.at("outside/run.sh");
    sandbox.write("outside/run.sh", format!("#!/bin/sh\ntouch {}\n", sandbox.at("outside/ran").display()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let (script, elsewhere) = (script.display(), sandbox.at("outside"));
    let config = format!(
        "[core]\n\trepositoryformatversion = 99\n\tfsmonitor = {script}\n\thooksPath = {0}\n\tworktree = {0}\n\
         \tpager = {script}\n\tsshCommand = {script}\n\tattributesFile = {0}/attributes\n[include]\n\tpath = {0}/more\n\
         [extensions]\n\tnoSuchThing = true\n\tpartialClone = evil\n[filter \"x\"]\n\tclean = {script}\n\tsmudge = {script}\n\
         [remote \"evil\"]\n\turl = ext::{script}\n\tpromisor = true\n",
        elsewhere.display()
    );
    sandbox.write(&format!("{git_dir}/config"), config);
    for hook in ["pre-commit", "post-index-change", "fsmonitor-watchman"] {
        fs::create_dir_all(sandbox.at(git_dir).join("hooks")).unwrap();
        fs::copy(sandbox.at("outside/run.sh"), sandbox.at(git_dir).join("hooks").join(hook)).unwrap();
    }
}

#[test]
fn a_poisoned_configuration_is_never_looked_at() {
    let sandbox = Sandbox::with(&["repo/a.py", "repo/.gitattributes"]);
    let git = Git::init(&sandbox.at("repo"));
    git.add(&["a.py"]);
    git.commit("first");
    sandbox.write("repo/.gitattributes", "* filter=x\n");
    sandbox.write("repo/a.py", "changed");
    git.add(&["a.py"]);
    sandbox.write("repo/a.py", "changed again");
    poison(&sandbox, "repo/.git");
    let root = sandbox.root_at("repo");
    let options = Options::default();
    assert_eq!(Listing::of(super::super::tree(&root, &options)).paths, [".gitattributes", "a.py"]);
    let staged = Listing::of(super::super::staged(&root, &options));
    assert_eq!((staged.paths.as_slice(), staged.read("a.py").as_str()), (["a.py".to_owned()].as_slice(), "changed"));
    assert_eq!(Listing::of(super::super::since(&root, "HEAD", &options)).paths, [".gitattributes", "a.py"]);
    assert!(!sandbox.at("outside/ran").exists(), "something was run");
}

#[test]
fn a_nested_repository_is_a_plain_folder_with_rules_and_an_index_of_its_own() {
    let (sandbox, _git) = Sandbox::committed(&["a.py", ".gitignore"]);
    sandbox.write(".gitignore", "*.txt\n");
    for file in ["lib/a.py", "lib/outer.txt", "lib/kept.log", "lib/drop.log", "lib/sub/b.log"] {
        sandbox.write(file, file);
    }
    sandbox.write("lib/.gitignore", "*.log\n");
    let inner = Git::init(&sandbox.at("lib"));
    inner.add(&["a.py", "kept.log"]);
    inner.commit("inner");
    poison(&sandbox, "lib/.git");
    fs::rename(sandbox.at("outside"), sandbox.at("lib/outside")).unwrap();
    let tree = sandbox.tree();
    assert_eq!(
        tree.paths,
        [".gitignore", "a.py", "lib/.gitignore", "lib/a.py", "lib/kept.log", "lib/outer.txt", "lib/outside/run.sh"]
    );
    assert_eq!(
        tree.skipped,
        [
            "lib/.git/: data of git",
            "lib/drop.log: ignored by .gitignore and not tracked",
            "lib/sub/b.log: ignored by .gitignore and not tracked",
        ]
    );
    assert_eq!(tree.tracked("lib/kept.log"), Tracked::Yes, "by the inner index");
    assert_eq!(tree.tracked("lib/outer.txt"), Tracked::No);
    assert!(!sandbox.at("lib/outside/ran").exists(), "something was run");
}

#[test]
fn a_submodule_is_entered_even_in_an_ignored_folder() {
    let (sandbox, git) = Sandbox::committed(&["a.py"]);
    sandbox.write(".gitignore", "deps/\n");
    for file in ["deps/lib/b.py", "deps/lib/c.py", "deps/loose.py"] {
        sandbox.write(file, file);
    }
    let inner = Git::init(&sandbox.at("deps/lib"));
    inner.add(&["b.py"]);
    let commit = inner.commit("inner");
    let mut index = git.0.index().unwrap();
    index.add(&entry("deps/lib", 0o160_000, commit, 0)).unwrap();
    index.write().unwrap();
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [".gitignore", "a.py", "deps/lib/b.py", "deps/lib/c.py"]);
    assert_eq!(tree.skipped, ["deps/lib/.git/: data of git", "deps/loose.py: ignored by .gitignore and not tracked"]);
    assert_eq!(sandbox.staged().skipped, ["deps/lib: submodule, a repository of its own"]);
    let since = sandbox.since("HEAD");
    assert!(
        since.skipped.contains(&"deps/lib/: nested repository, not compared with `HEAD`".to_owned()),
        "{:?}",
        since.skipped
    );
    assert_eq!(since.paths, [".gitignore"]);
}

#[test]
fn folders_that_are_merely_called_git_are_no_repositories() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    sandbox.write(".gitignore", "*.log\n");
    sandbox.write("sub/.git/config", "x");
    sandbox.write("sub/x.log", "x");
    sandbox.write("file/.git", "gitdir: /nowhere/at/all\n");
    sandbox.write("file/x.log", "x");
    sandbox.write("loop/.git", "gitdir: .git\n");
    sandbox.write("loop/y.py", "x");
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [".gitignore", "a.py", "loop/y.py"]);
    assert_eq!(
        tree.skipped,
        [
            "file/.git: data of git",
            "file/x.log: ignored by .gitignore and not tracked",
            "loop/.git: data of git",
            "sub/.git/: data of git",
            "sub/x.log: ignored by .gitignore and not tracked",
        ]
    );
}

#[test]
fn a_linked_work_tree_has_its_own_index_and_head() {
    let (sandbox, git) = Sandbox::committed(&["main/a.py"]);
    git.0.worktree("linked", &sandbox.at("linked"), None).unwrap();
    let linked = Git(Repository::open(sandbox.at("linked")).unwrap());
    assert!(sandbox.at("linked/.git").is_file());
    sandbox.write("linked/b.py", "staged in the linked one");
    linked.add(&["b.py"]);
    sandbox.write("linked/c.py", "untracked");
    let (root, options) = (sandbox.root_at("linked"), Options::default());
    let tree = Listing::of(super::super::tree(&root, &options));
    assert_eq!(tree.paths, ["b.py", "c.py", "main/a.py"]);
    assert_eq!((tree.tracked("b.py"), tree.tracked("c.py")), (Tracked::Yes, Tracked::No));
    assert_eq!(tree.skipped, [""; 0]);
    assert_eq!(Listing::of(super::super::staged(&root, &options)).paths, ["b.py"]);
    assert_eq!(Listing::of(super::super::since(&root, "main", &options)).paths, ["b.py", "c.py"], "refs are shared");
    linked.commit("second");
    assert_eq!(Listing::of(super::super::since(&root, "HEAD", &options)).paths, ["c.py"], "`HEAD` is its own");
    assert_eq!(Listing::of(super::super::since(&root, "main", &options)).paths, ["b.py", "c.py"]);
}

/// An index entry made by hand.
pub(super) fn entry(path: &str, mode: u32, id: Oid, flags: u16) -> git2::IndexEntry {
    let zero = git2::IndexTime::new(0, 0);
    git2::IndexEntry {
        ctime: zero,
        mtime: zero,
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags,
        flags_extended: 0,
        path: path.into(),
    }
}
