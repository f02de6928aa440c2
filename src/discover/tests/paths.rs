//! From what a user types to the root, and from patterns to what they take out.

use super::*;
use crate::discover::Exclude;

#[test]
fn the_root_follows_from_the_paths() {
    let sandbox = Sandbox::with(&["work/a.py", "work/sub/b.py", "work/sub/deep/c.py", "other/d.py", "other/e/f.py"]);
    for (cwd, paths, root, starts, why) in [
        ("work", &[][..], "work", &[][..], "nothing means here"),
        ("work", &["."], "work", &[], "one folder is the root"),
        ("work", &["sub"], "work/sub", &[], "one folder is the root"),
        ("work", &["../other"], "other", &[], "wherever it lies"),
        ("work", &["sub/../sub/deep/"], "work/sub/deep", &[], "however it is written"),
        ("work", &["a.py"], "work", &["a.py"], "a file has the current folder as its root"),
        ("work", &["sub/deep/c.py"], "work", &["sub/deep/c.py"], "also from further down"),
        ("work/sub", &["../a.py"], "work", &["a.py"], "unless it is not below"),
        ("work", &["sub", "a.py"], "work", &["a.py", "sub"], "several paths below"),
        ("work", &["a.py", "a.py", "./a.py"], "work", &["a.py"], "each once"),
        ("work", &[".", "a.py"], "work", &["", "a.py"], "all of it, and a file by name"),
        ("work", &[".", "../work"], "work", &[], "all of it twice"),
        ("work", &["a.py", "../other/d.py"], "", &["other/d.py", "work/a.py"], "the folder that holds them all"),
        ("work", &["../other/d.py", "../other/e"], "other", &["d.py", "e"], "the deepest such folder"),
        ("work", &["../other/e", "../other/e/f.py"], "other/e", &["", "f.py"], "which can be one of them"),
    ] {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let resolved = Root::resolve(&paths, &sandbox.at(cwd)).unwrap();
        let expected = Root { dir: sandbox.at(root), starts: starts.iter().map(|&start| start.to_owned()).collect() };
        let normal = expected.dir.components().collect::<PathBuf>();
        assert_eq!(resolved, Root { dir: normal, ..expected }, "{paths:?}: {why}");
    }
    let missing = Root::resolve(&["gone.py".into()], &sandbox.at("work")).unwrap_err();
    assert_eq!(missing, DiscoverError::NotFound("gone.py".into()), "named as it was typed");
    let through_file = Root::resolve(&["a.py/b.py".into()], &sandbox.at("work")).unwrap_err();
    assert!(matches!(through_file, DiscoverError::Unreadable { .. }), "{through_file:?}");
}

#[cfg(unix)]
#[test]
fn only_one_folder_by_name_is_followed_through_a_symlink() {
    let sandbox = Sandbox::with(&["real/a.py", "work/b.py"]);
    sandbox.link("../real", "work/link");
    sandbox.link("/etc/passwd", "work/passwd");
    let resolve = |paths: &[&str]| {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        Root::resolve(&paths, &sandbox.at("work")).unwrap()
    };
    assert_eq!(resolve(&["link"]).dir, sandbox.at("real"));
    for (paths, why) in
        [(&["passwd"][..], "a file"), (&["link", "passwd"], "several"), (&["link/", "passwd"], "a slash")]
    {
        let root = resolve(paths);
        assert_eq!(root.dir, sandbox.at("work"), "{why}");
        let tree = Listing::of(super::super::tree(&root, &Options::default()));
        assert_eq!((tree.paths.len(), tree.skipped.len()), (0, paths.len()), "{why}: {:?}", tree.skipped);
    }
    assert_eq!(resolve(&["link/a.py", "b.py"]).starts, ["real/a.py", "work/b.py"], "reported where it lies");
}

#[test]
fn starting_points_bound_the_walk() {
    let sandbox = Sandbox::with(&["a.py", "sub/b.py", "sub/deep/c.py", "sub-2/d.py"]);
    for (starts, paths) in [
        (&["sub"][..], &["sub/b.py", "sub/deep/c.py"][..]),
        (&["sub/deep", "a.py"], &["a.py", "sub/deep/c.py"]),
        (&["sub", "sub/b.py"], &["sub/b.py", "sub/deep/c.py"]),
    ] {
        let tree = Listing::of(super::super::tree(&sandbox.starting(starts), &Options::default()));
        assert_eq!(tree.paths, paths, "{starts:?}");
    }
}

#[test]
fn patterns_take_out_files_and_whole_folders() {
    let files =
        ["a.py", "gen/a.py", "gen/deep/b.py", "src/gen/c.py", "src/main.py", "src/x.min.js", "src2/gen.py", "[x].py"];
    let (sandbox, _git) = Sandbox::committed(&files);
    let (root, folder) = (sandbox.root(), &sandbox.path);
    for (patterns, skipped, why) in [
        (&[][..], &[][..], "nothing"),
        (&["gen"], &["gen/", "src/gen/"], "a name at every depth"),
        (&["/gen"], &["gen/"], "anchored"),
        (&["gen/"], &["gen/", "src/gen/"], "a slash at the end anchors nothing"),
        (&["gen/**"], &["gen/", "src/gen/"], "all below is the folder"),
        (&["src/gen"], &["src/gen/"], "a slash within anchors"),
        (&["./src/gen/**/*"], &["src/gen/"], "however it is written"),
        (&["gen/*.py"], &["gen/a.py"], "a star stops at a slash"),
        (&["**/gen/*.py"], &["gen/a.py", "src/gen/c.py"], "two stars do not"),
        (&["*.min.js", "a.py"], &["a.py", "gen/a.py", "src/x.min.js"], "several"),
        (&["src/{gen,main.py}"], &["src/gen/", "src/main.py"], "alternatives"),
        (&["\\[x\\].py"], &["[x].py"], "escaped"),
        (&["SRC"], &[], "case counts"),
    ] {
        let exclude = Exclude::new(patterns, folder, &root).unwrap();
        let options = Options { exclude, ..Options::default() };
        let tree = Listing::of(super::super::tree(&root, &options));
        let expected: Vec<_> = skipped.iter().map(|path| format!("{path}: excluded by configuration")).collect();
        assert_eq!(tree.skipped, expected, "{patterns:?}: {why}");
        let taken =
            |path: &&str| skipped.iter().any(|&skip| skip == *path || skip.ends_with('/') && path.starts_with(skip));
        let mut left: Vec<_> = files.iter().filter(|path| !taken(path)).copied().collect();
        left.sort_unstable();
        assert_eq!(tree.paths, left, "{patterns:?}: {why}");
    }
}

#[test]
fn patterns_count_from_the_folder_of_the_configuration() {
    let sandbox = Sandbox::with(&["top/agents/gen/a.py", "top/agents/b.py", "top/gen/c.py", "elsewhere/x"]);
    let list = |root: &Root, folder: &str, patterns: &[&str]| {
        let exclude = Exclude::new(patterns, &sandbox.at(folder), root).unwrap();
        Listing::of(super::super::tree(root, &Options { exclude, ..Options::default() })).skipped
    };
    let reason = "excluded by configuration";
    let agents = sandbox.root_at("top/agents");
    assert_eq!(list(&agents, "top", &["agents/gen"]), [format!("gen/: {reason}")], "from above");
    assert_eq!(list(&agents, "top", &["/gen"]), [""; 0], "another folder of that name");
    assert_eq!(list(&sandbox.root_at("top"), "top/agents", &["gen"]), [format!("agents/gen/: {reason}")], "from below");
    assert_eq!(list(&agents, "elsewhere", &["/gen"]), [format!("gen/: {reason}")], "from the root, for want of better");
}

#[test]
fn a_starting_point_in_an_excluded_folder_stays_excluded() {
    let (sandbox, git) = Sandbox::committed(&["gen/deep/a.py", "b.py"]);
    let root = sandbox.starting(&["gen/deep/a.py"]);
    let exclude = Exclude::new(&["gen"], &sandbox.path, &root).unwrap();
    let options = Options { exclude, ..Options::default() };
    let expected = ["gen/deep/a.py: excluded by configuration"];
    assert_eq!(Listing::of(super::super::tree(&root, &options)).skipped, expected);
    sandbox.write("gen/deep/a.py", "changed");
    git.add(&["gen/deep/a.py"]);
    assert_eq!(Listing::of(super::super::staged(&root, &options)).skipped, expected);
}

#[test]
fn patterns_that_cannot_work_are_refused() {
    let sandbox = Sandbox::new();
    for (pattern, reason) in
        [("", "nothing"), ("/", "nothing"), ("/**", "nothing"), ("!a", "negation"), ("a[", "unclosed")]
    {
        let error = Exclude::new(&[pattern], &sandbox.path, &sandbox.root()).unwrap_err().to_string();
        assert!(error.contains(&format!("`{pattern}`")) && error.contains(reason), "{pattern:?}: {error}");
    }
}
