//! Trees made to hang, mislead or exhaust the scan.

use super::*;
#[cfg(unix)]
use std::process::Command;

#[cfg(unix)]
#[test]
fn symlinks_are_named_and_never_followed() {
    let sandbox = Sandbox::with(&["outside/secret.py", "repo/a.py", "repo/sub/b.py"]);
    for (target, path) in [
        ("/etc/passwd", "repo/passwd"),
        ("../outside", "repo/folder"),
        ("../outside/secret.py", "repo/secret.py"),
        ("a.py", "repo/alias.py"),
        ("..", "repo/sub/up"),
        (".", "repo/sub/self"),
        ("loop", "repo/loop"),
        ("gone", "repo/dangling"),
        ("../repo-2", "repo/neighbour"),
    ] {
        sandbox.link(target, path);
    }
    fs::create_dir(sandbox.at("repo-2")).unwrap();
    let tree = Listing::of(super::super::tree(&sandbox.root_at("repo"), &Options::default()));
    assert_eq!(tree.paths, ["a.py", "sub/b.py"]);
    assert_eq!(
        tree.skipped,
        [
            "alias.py: symlink, not followed; its target lies in the scan root",
            "dangling: broken symlink",
            "folder: symlink out of the scan root, not followed",
            "loop: broken symlink",
            "neighbour: symlink out of the scan root, not followed",
            "passwd: symlink out of the scan root, not followed",
            "secret.py: symlink out of the scan root, not followed",
            "sub/self: symlink, not followed; its target lies in the scan root",
            "sub/up: symlink, not followed; its target lies in the scan root",
        ]
    );
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_sparse_giants_are_not_opened() {
    let (sandbox, git) = Sandbox::committed(&["a.py"]);
    let _socket = std::os::unix::net::UnixListener::bind(sandbox.at("socket")).unwrap();
    assert!(Command::new("mkfifo").arg(sandbox.at("fifo")).status().unwrap().success());
    // A pipe in the place of a rule file or of a ref would hang whoever opens it.
    assert!(Command::new("mkfifo").arg(sandbox.at(".gitignore")).status().unwrap().success());
    assert!(Command::new("mkfifo").arg(sandbox.at(".git/refs/heads/pipe")).status().unwrap().success());
    fs::File::create(sandbox.at("giant.json")).unwrap().set_len(300 * 1024 * 1024).unwrap();
    let expected = [
        ".gitignore: not a regular file",
        "fifo: not a regular file",
        "giant.json: larger than 4194304 bytes",
        "socket: not a regular file",
    ];
    let tree = sandbox.tree();
    assert_eq!(
        (tree.paths.as_slice(), tree.skipped.as_slice()),
        (["a.py".to_owned()].as_slice(), expected.map(str::to_owned).as_slice())
    );
    assert!(super::super::since(&sandbox.root(), "pipe", &Options::default()).is_err());
    drop(git);
}

#[test]
fn a_file_grown_out_of_bounds_after_it_was_found_costs_no_memory() {
    let sandbox = Sandbox::with(&["a.json"]);
    let tree = sandbox.tree();
    fs::File::options().write(true).open(sandbox.at("a.json")).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(tree.read("a.json"), "error: larger than 4194304 bytes");
}

#[test]
fn depth_is_bounded() {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("{}a.py", "d/".repeat(256)), "");
    sandbox.write(&format!("{}b.py", "e/".repeat(257)), "");
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [format!("{}a.py", "d/".repeat(256))]);
    assert_eq!(tree.skipped, [format!("{}: more than 256 folders deep", "e/".repeat(257))]);
}

#[cfg(target_os = "linux")]
#[test]
fn odd_names_are_kept_and_names_that_are_no_text_are_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let odd = ["a\nb.py", "esc\u{1b}[31m.py", "back\\slash.py", " ", "-rf", "\u{202e}yp.a", "*.py", "a'b\"c"];
    let (sandbox, _git) = Sandbox::committed(&odd);
    let bad = |name: &[u8]| sandbox.path.join(OsStr::from_bytes(name));
    fs::write(bad(b"bad\xff.py"), "").unwrap();
    fs::create_dir(bad(b"dir\xff")).unwrap();
    fs::write(bad(b"dir\xff/a.py"), "").unwrap();
    let mut sorted = odd.map(str::to_owned);
    sorted.sort_unstable();
    let tree = sandbox.tree();
    assert_eq!(tree.paths, sorted);
    assert!(odd.iter().all(|path| tree.tracked(path) == Tracked::Yes));
    assert_eq!(tree.skipped, ["bad\u{fffd}.py: the name is not UTF-8", "dir\u{fffd}/: the name is not UTF-8"]);
}

#[test]
fn an_index_that_cannot_be_used_is_noted_and_hides_nothing_else() {
    let (sandbox, _git) = Sandbox::committed(&["a.py", "sub/b.py"]);
    sandbox.write("x.log", "");
    sandbox.write(".gitignore", "*.log\n");
    sandbox.write(".git/index", "DIRC\0\0\0\x09rubbish");
    let tree = sandbox.tree();
    assert_eq!(tree.paths, [".gitignore", "a.py", "sub/b.py"]);
    assert_eq!(tree.tracked("a.py"), Tracked::NoRepository, "unknown is not the same as untracked");
    assert_eq!(
        tree.skipped,
        [
            ".git: its index cannot be used, so no file counts as tracked: version 9",
            "x.log: ignored by .gitignore and not tracked",
        ]
    );
    let sub = Listing::of(super::super::tree(&sandbox.root_at("sub"), &Options::default()));
    assert_eq!(sub.skipped, ["../.git: its index cannot be used, so no file counts as tracked: version 9"]);
    let starts = sandbox.starting(&["a.py", "sub/b.py"]);
    let repo = super::super::git::Repo::around(&sandbox.path);
    let walk = super::super::walk::walk(&starts, repo.as_ref(), &Options::default()).unwrap();
    assert_eq!(walk.skipped.len(), 1, "it is read once, however many paths are asked for");
    let path = sandbox.at(".git/index");
    let expected = DiscoverError::Index { path, reason: "version 9".into() };
    assert_eq!(super::super::staged(&sandbox.root(), &Options::default()).err(), Some(expected.clone()));
    assert_eq!(super::super::since(&sandbox.root(), "HEAD", &Options::default()).err(), Some(expected));
}

#[test]
fn objects_of_a_reserved_type_do_not_bring_the_scan_down() {
    let (sandbox, git) = Sandbox::committed(&["a.py"]);
    sandbox.write("b.py", "packed");
    git.add(&["b.py"]);
    let id = Oid::hash_object(git2::ObjectType::Blob, b"packed").unwrap();
    let mut builder = git.0.packbuilder().unwrap();
    builder.insert_object(id, None).unwrap();
    builder.write(&sandbox.at(".git/objects/pack"), 0).unwrap();
    sandbox.lose(id);
    assert_eq!(sandbox.staged().read("b.py"), "packed");
    let packs = fs::read_dir(sandbox.at(".git/objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let pack = packs.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "pack")).unwrap();
    let mut bytes = fs::read(&pack).unwrap();
    // The type is three bits of the first byte after the header of twelve.
    bytes[12] = (bytes[12] & 0b1000_1111) | 5 << 4;
    fs::remove_file(&pack).unwrap();
    fs::write(&pack, bytes).unwrap();
    let staged = sandbox.staged();
    assert_eq!(
        (staged.paths.len(), staged.skipped.as_slice()),
        (0, ["b.py: cannot be read: damaged git object".to_owned()].as_slice())
    );
}
