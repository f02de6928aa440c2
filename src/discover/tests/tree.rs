use super::*;

#[test]
fn everything_but_git_itself_is_listed_in_order_of_paths() {
    let (sandbox, git) = Sandbox::committed(&["b.py", "a/x.py", "a-b/x.py", ".env", ".github/w.yml"]);
    sandbox.write("new.py", "");
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [".env", ".github/w.yml", "a-b/x.py", "a/x.py", "b.py", "new.py"]);
    assert_eq!(tree.skipped, [""; 0], "the repository's own `.git` is not worth a word");
    for (path, tracked) in [("b.py", Tracked::Yes), ("a/x.py", Tracked::Yes), ("new.py", Tracked::No)] {
        assert_eq!(tree.tracked(path), tracked, "{path}");
    }
    git.add(&["new.py"]);
    assert_eq!(sandbox.tree().tracked("new.py"), Tracked::Yes, "staged is enough");
}

#[test]
fn without_a_repository_nothing_is_tracked_or_ignored() {
    let sandbox = Sandbox::with(&["a.py", "b.log"]);
    sandbox.write(".gitignore", "*.log\n");
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [".gitignore", "a.py", "b.log"]);
    assert_eq!(tree.tracked("b.log"), Tracked::NoRepository);
}

#[test]
fn the_place_of_the_tree_changes_nothing() {
    let make = |sandbox: &Sandbox, at: &str| {
        for file in ["src/a.py", "kept.log", "build/x.py", "tests/t.py"] {
            sandbox.write(&format!("{at}/{file}"), file);
        }
        sandbox.write(&format!("{at}/.gitignore"), "*.log\nbuild/\n");
        let git = Git::init(&sandbox.at(at));
        git.add(&["src/a.py", "kept.log"]);
        git.commit("first");
        let tree = Listing::of(crate::discover::tree(&sandbox.root_at(at), &Options::default()));
        (tree.files.entries().iter().map(|e| (e.path.clone(), e.size)).collect::<Vec<_>>(), tree.skipped)
    };
    let sandbox = Sandbox::new();
    let (here, there) = (make(&sandbox, "a"), make(&sandbox, "tests/build/node_modules/b"));
    assert_eq!(here, there);
    assert_eq!(
        here.0.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        [".gitignore", "kept.log", "src/a.py", "tests/t.py"]
    );
}

#[test]
fn contents_are_read_as_text_or_refused_with_a_reason() {
    let sandbox = Sandbox::new();
    let late = [vec![b'a'; 8192], vec![0]].concat();
    for (path, content, expected, why) in [
        ("a.py", b"text".as_slice(), "text", "plain"),
        ("empty", b"", "", "an empty file is text"),
        ("logo.png", b"\x89PNG\0\0", "error: binary file", "a zero byte at the start"),
        (
            "win.txt",
            b"\xff\xfea\0b\0",
            "error: UTF-16 text, only UTF-8 is read",
            "a byte order mark, although zeros follow",
        ),
        ("big-endian.txt", b"\xfe\xff\0a", "error: UTF-16 text, only UTF-8 is read", "the other byte order"),
        ("utf-8.txt", b"\xef\xbb\xbfa", "\u{feff}a", "the byte order mark of UTF-8 belongs to the text"),
        ("late.txt", &late, std::str::from_utf8(&late).unwrap(), "like git, only the first 8 KiB decide"),
    ] {
        sandbox.write(path, content);
        assert_eq!(sandbox.tree().read(path), expected, "{why}");
        assert_eq!(
            super::super::stdin(path, content.to_vec()).load(crate::source::FileId(0)).is_ok(),
            !expected.starts_with("error"),
            "{why}, through a pipe"
        );
    }
}

#[test]
fn the_size_limit_holds_when_the_file_is_found_and_when_it_is_read() {
    let sandbox = Sandbox::with(&["a.py"]);
    let options = Options { max_file_size: 10, ..Options::default() };
    let list = || Listing::of(super::super::tree(&sandbox.root(), &options));
    sandbox.write("a.py", "0123456789");
    let tree = list();
    assert_eq!(tree.read("a.py"), "0123456789", "the limit itself is allowed");
    sandbox.write("a.py", "0123456789a");
    assert_eq!(tree.read("a.py"), "error: larger than 10 bytes", "it grew after it was found");
    assert_eq!(list().skipped, ["a.py: larger than 10 bytes"]);
    let options = Options { max_file_size: 8192, ..options };
    sandbox.write("a.py", vec![b'a'; 8192]);
    assert_eq!(Listing::of(super::super::tree(&sandbox.root(), &options)).read("a.py").len(), 8192, "one whole head");
}

#[test]
fn a_file_that_changes_its_nature_after_it_was_found_is_not_read() {
    let sandbox = Sandbox::with(&["gone.py", "link.py", "other.py"]);
    let tree = sandbox.tree();
    sandbox.remove("gone.py");
    assert_eq!(tree.read("gone.py"), "error: cannot be read: entity not found");
    #[cfg(unix)]
    {
        sandbox.remove("link.py");
        sandbox.link("/etc/passwd", "link.py");
        assert_eq!(tree.read("link.py"), "error: cannot be read: not a regular file");
    }
}

#[test]
fn a_pipe_is_one_file_of_the_given_name() {
    let files = super::super::stdin("./src/a.py", b"text".to_vec());
    let listing = Listing::of(Ok(files));
    assert_eq!(listing.paths, ["src/a.py"]);
    assert_eq!(listing.read("src/a.py"), "text");
    assert_eq!(listing.tracked("src/a.py"), Tracked::NoRepository);
}

#[test]
fn too_many_paths_are_an_error_that_says_what_to_do() {
    let sandbox = Sandbox::with(&["a", "b", "c"]);
    let walk = |max| super::super::walk::capped(&sandbox.root(), None, &Options::default(), max);
    assert_eq!(walk(3).unwrap().found.len(), 3);
    let error = walk(2).map(|walk| walk.found.len()).unwrap_err();
    assert_eq!(error, DiscoverError::TooMany(2));
    assert!(error.to_string().contains("scan a subfolder"), "{error}");
}
