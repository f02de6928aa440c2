use super::*;

const IGNORED: &str = "ignored by .gitignore and not tracked";

#[test]
fn rules_hide_untracked_paths_and_nothing_else() {
    let (sandbox, _git) = Sandbox::committed(&["keep.log", "build/tracked.py", "src/a.py"]);
    sandbox.write(".gitignore", "*.log\nbuild/\nnode_modules\n");
    for file in ["drop.log", "build/new.py", "build/deep/new.py", "node_modules/x/index.js", "node_modules/y.js"] {
        sandbox.write(file, file);
    }
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [".gitignore", "build/tracked.py", "keep.log", "src/a.py"]);
    let expected =
        ["build/deep/", "build/new.py", "drop.log", "node_modules/"].map(|path| format!("{path}: {IGNORED}"));
    assert_eq!(tree.skipped, expected, "a folder stands for all below it; a folder with tracked files is entered");
    assert_eq!(tree.tracked("keep.log"), Tracked::Yes);
}

#[test]
fn the_nearest_rule_decides() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    for (path, rules) in [
        (".gitignore", "*.log\n/only-top\n!back/inner/\nlogs/\n"),
        ("sub/.gitignore", "!keep.log\n"),
        ("sub/deep/.gitignore", "keep.log\n"),
        ("logs/.gitignore", "!*\n"),
    ] {
        sandbox.write(path, rules);
    }
    for (path, listed, why) in [
        ("x.log", false, "the top rule"),
        ("sub/x.log", false, "the top rule reaches down"),
        ("sub/keep.log", true, "a nearer file takes it back"),
        ("sub/deep/keep.log", false, "a still nearer file hides it again"),
        ("only-top", false, "anchored"),
        ("sub/only-top", true, "anchored elsewhere"),
        ("logs/a.py", false, "what is in an ignored folder cannot be taken back"),
    ] {
        sandbox.write(path, "x");
        assert_eq!(sandbox.tree().paths.iter().any(|found| found == path), listed, "{path}: {why}");
    }
}

#[test]
fn a_subfolder_obeys_the_rules_above_it_up_to_the_top_of_the_work_tree() {
    let outer = Sandbox::new();
    outer.write(".gitignore", "*.py\n");
    outer.write("repo/.gitignore", "*.log\n/sub/inner/x.txt\n");
    for file in ["repo/sub/a.py", "repo/sub/b.log", "repo/sub/inner/x.txt", "repo/sub/inner/y.txt", "repo/sub/kept.log"]
    {
        outer.write(file, file);
    }
    let git = Git::init(&outer.at("repo"));
    git.add(&["sub/kept.log"]);
    let tree = Listing::of(super::super::tree(&outer.root_at("repo/sub"), &Options::default()));
    assert_eq!(tree.paths, ["a.py", "inner/y.txt", "kept.log"], "rules outside of the work tree do not count");
    assert_eq!(tree.skipped, [format!("b.log: {IGNORED}"), format!("inner/x.txt: {IGNORED}")]);
    assert_eq!(tree.tracked("kept.log"), Tracked::Yes, "the index is asked with the path from its top");
    assert_eq!(tree.tracked("a.py"), Tracked::No);
}

#[test]
fn what_is_asked_for_by_name_is_not_hidden() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    sandbox.write(".gitignore", ".env\nbuild/\nother/\n");
    for file in [".env", "build/x.py", "build/y.py", "other/z.py"] {
        sandbox.write(file, file);
    }
    for (starts, paths, skipped, why) in [
        (&[".env"][..], &[".env"][..], &[][..], "a file"),
        (&["build"], &["build/x.py", "build/y.py"], &[], "a folder"),
        (&["build/y.py"], &["build/y.py"], &[], "a file in an ignored folder"),
        (
            &["", ".env", "build"],
            &[".env", ".gitignore", "a.py", "build/x.py", "build/y.py"],
            &["other/"],
            "besides everything else; it is not reported as passed over",
        ),
    ] {
        let tree = Listing::of(super::super::tree(&sandbox.starting(starts), &Options::default()));
        assert_eq!(tree.paths, paths, "{why}");
        assert_eq!(tree.skipped, skipped.iter().map(|path| format!("{path}: {IGNORED}")).collect::<Vec<_>>(), "{why}");
    }
    let tree = Listing::of(super::super::tree(&sandbox.root_at("build"), &Options::default()));
    assert_eq!(tree.paths, ["x.py", "y.py"], "the root itself was asked for");
}

#[test]
fn other_sources_of_rules_are_not_honoured() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    sandbox.write(".git/info/exclude", "*.secret\n");
    sandbox.write(".ignore", "*.secret\n");
    sandbox.write(".rgignore", "*.secret\n");
    sandbox.write("x.secret", "x");
    assert!(sandbox.tree().paths.contains(&"x.secret".to_owned()));
}

#[test]
fn rule_files_that_git_would_not_read_or_nobody_should_are_not_applied() {
    let (sandbox, _git) = Sandbox::committed(&["a.py"]);
    sandbox.write("x.log", "x");
    sandbox.write("elsewhere", "*.log\n");
    let listed = || sandbox.tree().paths.contains(&"x.log".to_owned());
    #[cfg(unix)]
    {
        sandbox.link("elsewhere", ".gitignore");
        assert!(listed(), "a symlink");
        sandbox.remove(".gitignore");
    }
    sandbox.write(".gitignore", "[\n*.log\n");
    assert!(!listed(), "a line that is no glob spoils no other");
    sandbox.write(".gitignore", "*.log\n".repeat(10_001));
    assert!(listed());
    assert_eq!(sandbox.tree().skipped, [".gitignore: its rules are not applied: more than 10000 lines"]);
    sandbox.write(".gitignore", format!("*.log\n#{}", "x".repeat(256 * 1024)));
    assert!(listed());
    assert_eq!(sandbox.tree().skipped, [".gitignore: its rules are not applied: larger than 262144 bytes"]);
}

#[test]
fn rules_are_not_read_while_everything_is_tracked() {
    let (sandbox, git) = Sandbox::committed(&["a.py", "sub/b.py"]);
    sandbox.write(".gitignore", "x\n".repeat(10_001));
    git.add(&[".gitignore"]);
    assert_eq!(sandbox.tree().skipped, [""; 0], "reading it would have left a note");
    sandbox.write("sub/new.py", "");
    assert_eq!(sandbox.tree().skipped.len(), 1, "an untracked path asks for it");
}
