//! A work tree with everything in it that is no file, or not the file it seems to be.

use super::sandbox::{CRITICAL, Git, HIGH, Sandbox, command_in};
use super::{bounded, report};
use std::os::unix::fs::symlink;
use std::process::Command;

/// What a nested repository would run if it were opened as one.
const CONFIG: &str = "[core]\n\tfsmonitor = touch ../../owned\n\thooksPath = ../hooks\n\tpager = touch ../../owned\n\tsshCommand = touch \
                      ../../owned\n[filter \"x\"]\n\tsmudge = touch ../../owned\n\tclean = touch ../../owned\n[include]\n\tpath = \
                      /etc/passwd\n[diff \"x\"]\n\ttextconv = touch ../../owned\n[url \"ext::touch owned\"]\n\tinsteadOf = https://\n";

fn tree() -> Sandbox {
    let (sandbox, git) = Sandbox::committed(&[
        ("agent.py", &format!("url = '{CRITICAL}'\n")),
        ("inner/b.py", &format!("key = '{HIGH}'\n")),
        (".gitattributes", "* filter=x diff=x\n"),
        (".gitignore", "ignored/\n"),
    ]);
    drop(git);
    sandbox.write(".git/config", CONFIG);
    sandbox.write("hooks/post-index-change", "#!/bin/sh\ntouch ../owned\n");
    sandbox.write("ignored/a.py", "x = 1\n");
    // A repository inside the tree, with a configuration of its own.
    let nested = Git::init(&sandbox.at("vendor/nested"));
    sandbox.write("vendor/nested/c.py", format!("key = '{HIGH}'\n"));
    nested.add(&["c.py"]);
    sandbox.write("vendor/nested/.git/config", CONFIG);
    // Links: around in a circle, out of the tree, to nowhere, to a device.
    symlink("..", sandbox.at("inner/up")).unwrap();
    symlink("loop-b", sandbox.at("loop-a")).unwrap();
    symlink("loop-a", sandbox.at("loop-b")).unwrap();
    symlink("/etc/passwd", sandbox.at("passwd.yaml")).unwrap();
    symlink("/dev/zero", sandbox.at("zero.yaml")).unwrap();
    symlink("/", sandbox.at("root")).unwrap();
    symlink("nowhere", sandbox.at("dangling.env")).unwrap();
    assert!(Command::new("mkfifo").arg(sandbox.at("pipe.yaml")).status().unwrap().success());
    std::fs::File::create(sandbox.at("sparse.json")).unwrap().set_len(300 * 1024 * 1024).unwrap();
    std::fs::File::create(sandbox.at("giant.yaml")).unwrap().set_len(1 << 40).unwrap();
    sandbox.write("nul.bin", b"\0");
    sandbox.write(format!("{}x.py", "d/".repeat(300)), "x = 1\n");
    sandbox
}

#[test]
fn every_path_that_was_passed_over_is_named_with_its_reason() {
    let sandbox = tree();
    let report = report(&sandbox, 1);
    assert_eq!(
        report.open(),
        ["hardcoded-secret agent.py:1", "hardcoded-secret inner/b.py:1", "hardcoded-secret vendor/nested/c.py:1",]
    );
    let out = "symlink out of the scan root, not followed";
    let deep = format!("{}: more than 256 folders deep", "d/".repeat(257));
    assert_eq!(
        report.skipped(),
        [
            &deep,
            "dangling.env: broken symlink",
            "giant.yaml: larger than 16777216 bytes",
            "ignored/: ignored by .gitignore and not tracked",
            "inner/up: symlink, not followed; its target lies in the scan root",
            "loop-a: broken symlink",
            "loop-b: broken symlink",
            "nul.bin: binary file",
            &format!("passwd.yaml: {out}"),
            "pipe.yaml: not a regular file",
            &format!("root: {out}"),
            "sparse.json: larger than 16777216 bytes",
            "vendor/nested/.git/: data of git",
            &format!("zero.yaml: {out}"),
        ]
    );
    for args in [&["--staged"][..], &["--since", "HEAD"], &["vendor/nested"], &["vendor/nested", "--staged"]] {
        assert_ne!(bounded(&sandbox, args).code, -1, "{args:?}");
    }
    let owned = walkdir::WalkDir::new(&sandbox.path).into_iter().any(|entry| entry.unwrap().file_name() == "owned");
    assert!(!owned && !sandbox.path.parent().unwrap().join("owned").exists(), "something of the tree was run");
}

#[test]
fn what_is_named_on_the_command_line_is_no_safer() {
    let sandbox = tree();
    for name in ["passwd.yaml", "zero.yaml", "pipe.yaml", "loop-a", "sparse.json", "giant.yaml", "dangling.env"] {
        bounded(&sandbox, &[name]).refused(&[name]);
    }
    // A folder behind a link is what was asked for.
    let mut command = command_in(&sandbox.path, &["check", "inner/up/inner"]);
    assert_eq!(command.output().unwrap().status.code(), Some(1));
}

#[test]
fn our_own_files_can_be_traps_too() {
    for (name, option) in [("perimeter.yaml", "--config"), (".perimeter-baseline", "--baseline")] {
        let fresh = || {
            let (sandbox, _) = Sandbox::committed(&[("a.py", "x = 1\n")]);
            sandbox
        };
        let sandbox = fresh();
        std::fs::File::create(sandbox.at(name)).unwrap().set_len(1 << 40).unwrap();
        bounded(&sandbox, &[]).refused(&[name, "larger than"]);
        let sandbox = fresh();
        assert!(Command::new("mkfifo").arg(sandbox.at(name)).status().unwrap().success());
        assert_eq!(bounded(&sandbox, &[]).code, 0, "a pipe in the place of {name} is none");
        let sandbox = fresh();
        symlink("/dev/zero", sandbox.at(name)).unwrap();
        assert_eq!(bounded(&sandbox, &[]).code, 0, "a device in the place of {name} is none");
        bounded(&sandbox, &[option, name]).refused(&["larger than"]);
        let sandbox = fresh();
        sandbox.write(name, b"\xff\xfe\0");
        bounded(&sandbox, &[]).refused(&[name]);
    }
}
