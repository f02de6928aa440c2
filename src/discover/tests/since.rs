use super::*;
use std::time::{Duration, SystemTime};

#[test]
fn files_that_differ_from_the_commit_are_listed() {
    let (sandbox, git) = Sandbox::committed(&[
        "same.py",
        "edited.py",
        "staged.py",
        "gone.py",
        "moved.py",
        "sub/deep/old.py",
        "forgotten.py",
    ]);
    let first = git.0.head().unwrap().target().unwrap();
    sandbox.write("second.py", "second");
    git.add(&["second.py"]);
    git.commit("second");
    sandbox.write(".gitignore", "*.log\n");
    sandbox.write("edited.py", "edited.PY");
    sandbox.write("staged.py", "staged");
    sandbox.write("sub/deep/new.py", "new");
    sandbox.write("x.log", "ignored");
    fs::rename(sandbox.at("moved.py"), sandbox.at("renamed.py")).unwrap();
    git.forget(&["moved.py", "forgotten.py"]);
    git.add(&["staged.py", "renamed.py"]);
    sandbox.remove("gone.py");
    let expected = [".gitignore", "edited.py", "forgotten.py", "renamed.py", "staged.py", "sub/deep/new.py"];
    let since = sandbox.since("HEAD");
    assert_eq!(since.paths, expected, "`edited.py` has its old size; `forgotten.py` is untracked now");
    assert_eq!(since.skipped, ["x.log: ignored by .gitignore and not tracked"]);
    assert_eq!(since.read("edited.py"), "edited.PY");
    assert_eq!((since.tracked("staged.py"), since.tracked("forgotten.py")), (Tracked::Yes, Tracked::No));
    let mut earlier: Vec<&str> = expected.into();
    earlier.insert(4, "second.py");
    assert_eq!(sandbox.since(&first.to_string()).paths, earlier, "committed since");
    let sub = Listing::of(super::super::since(&sandbox.root_at("sub/deep"), "HEAD", &Options::default()));
    assert_eq!(sub.paths, ["new.py"], "a subfolder shows its own part");
}

#[test]
fn a_file_is_judged_by_its_contents_unless_its_time_settles_it() {
    let (sandbox, git) = Sandbox::committed(&["a.py", "b.py"]);
    let time = |path: &str| fs::metadata(sandbox.at(path)).unwrap().modified().unwrap();
    let set = |path: &str, time: SystemTime| {
        fs::File::options().append(true).open(sandbox.at(path)).unwrap().set_modified(time).unwrap();
    };
    set("a.py", time("a.py") + Duration::from_secs(5));
    assert_eq!(sandbox.since("HEAD").paths, [""; 0], "touched, not changed");

    for nanos in [0, 7000] {
        // All files are older than the index, so their times are to be trusted.
        let then = SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000, nanos);
        for path in ["a.py", "b.py"] {
            sandbox.write(path, path);
            set(path, then);
        }
        git.add(&["a.py", "b.py"]);
        sandbox.write("a.py", "A.PY");
        sandbox.write("b.py", "longer");
        set("a.py", then);
        set("b.py", then);
        assert_eq!(sandbox.since("HEAD").paths, ["b.py"], "same size and time: `a.py` is not read at all");
        // An index of the same age leaves open which of them was written last.
        set(".git/index", then);
        assert_eq!(sandbox.since("HEAD").paths, ["a.py", "b.py"], "`a.py` is read, and found changed");
    }
}

#[test]
fn whole_folders_can_be_new_or_the_same() {
    let (sandbox, git) = Sandbox::committed(&["same/a.py", "same/b/c.py"]);
    sandbox.write("new/d.py", "d");
    sandbox.write("same.py", "between `same` and `same/` in the order of paths");
    git.add(&["new/d.py", "same.py"]);
    git.commit("second");
    assert_eq!(sandbox.since("HEAD").paths, [""; 0]);
    assert_eq!(sandbox.since("HEAD~1").paths, ["new/d.py", "same.py"]);
    fs::remove_file(sandbox.at("same.py")).unwrap();
    sandbox.write("same.py/e.py", "a folder in the place of a file");
    git.forget(&["same.py"]);
    git.add(&["same.py/e.py"]);
    assert_eq!(sandbox.since("HEAD").paths, ["same.py/e.py"]);
    assert_eq!(sandbox.staged().paths, ["same.py/e.py"]);
    git.commit("third");
    fs::remove_dir_all(sandbox.at("same/b")).unwrap();
    sandbox.write("same/b", "a file in the place of a folder");
    assert_eq!(sandbox.since("HEAD").paths, ["same/b"]);
}

#[test]
fn exclusions_and_starting_points_apply() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    for path in ["src/a.py", "src/gen/b.py", "docs/c.py"] {
        sandbox.write(path, "");
    }
    let root = sandbox.starting(&["src"]);
    let exclude = super::super::Exclude::new(&["gen"], &sandbox.path, &root).unwrap();
    let since = Listing::of(super::super::since(&root, "HEAD", &Options { exclude, ..Options::default() }));
    assert_eq!(since.paths, ["src/a.py"]);
    assert_eq!(since.skipped, ["src/gen/: excluded by configuration"]);
}
