//! `--since REV`: what a pull request changes.

use super::sandbox::{HIGH, HIGH_2, Sandbox};

#[test]
fn only_what_differs_is_scanned() {
    let (sandbox, git) = Sandbox::committed(&[
        ("old.yaml", &format!("value: {HIGH}\n")),
        ("a.yaml", "value: 1\n"),
        ("b.yaml", "b: 1\n"),
    ]);
    sandbox.write("a.yaml", format!("value: {HIGH}\n"));
    git.add(&["a.yaml"]);
    git.commit();
    sandbox.write("b.yaml", format!("value: {HIGH_2}\n"));
    sandbox.write("new.yaml", format!("value: {HIGH}\n"));
    let both = ["hardcoded-secret b.yaml:1", "hardcoded-secret new.yaml:1"];
    assert_eq!(sandbox.report(&["--since", "HEAD"]).open(), both, "the work tree, untracked files included");
    let all = ["hardcoded-secret a.yaml:1", both[0], both[1]];
    for rev in ["HEAD~1", "main~1", "HEAD^"] {
        assert_eq!(sandbox.report(&["--since", rev]).open(), all, "{rev}");
    }
    assert_eq!(sandbox.check(&["--since", "HEAD"]).code, 1);
}

#[test]
fn no_difference_passes_with_a_note() {
    let (sandbox, git) = Sandbox::committed(&[("a.yaml", &format!("value: {HIGH}\n")), ("b.yaml", "b: 1\n")]);
    let run = sandbox.check(&["--since", "HEAD"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("no text to scan: no file differs from HEAD"), "{}", run.err);
    let report = sandbox.report(&["--since", "HEAD"]);
    assert_eq!((report.findings().len(), &report.0["scanned"]["files"]), (0, &0.into()), "programs get their document");
    git.forget(&["b.yaml"]);
    sandbox.remove("b.yaml");
    git.commit();
    assert_eq!(sandbox.check(&["--since", "HEAD~1"]).code, 0, "a deletion leaves nothing to scan");
    sandbox.write("logo.png", b"\x89PNG\r\n\0\0");
    let run = sandbox.check(&["--since", "HEAD"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("logo.png: binary file"), "{}", run.err);
    sandbox.write("big.yaml", "x: 1\n".repeat(100));
    let run = sandbox.check(&["--since", "HEAD", "--max-file-size", "50"]);
    assert_eq!(run.code, 0, "a large file is not compared, and most have not changed: {}", run.err);
    sandbox.remove("logo.png");
    let run = sandbox.check(&["--since", "HEAD", "--max-file-size", "50"]);
    assert!(run.err.contains("no file differs from HEAD; not compared: big.yaml: larger than 50 bytes"), "{}", run.err);
}

#[test]
fn what_git_ignores_is_no_difference() {
    let (sandbox, _git) = Sandbox::committed(&[("a.yaml", "a: 1\n"), (".gitignore", "*.log\n")]);
    sandbox.write("x.log", format!("value: {HIGH}\n"));
    let run = sandbox.check(&["--since", "HEAD"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn a_revision_that_does_not_resolve_is_named() {
    let (sandbox, _git) = Sandbox::committed(&[("a.yaml", "a: 1\n")]);
    for rev in ["nowhere", "HEAD~9", "0000000000000000000000000000000000000000", "", "--help-me", "HEAD:a.yaml"] {
        let run = sandbox.check(&[&format!("--since={rev}")]);
        run.refused(&[&format!("`{rev}`")]);
    }
}
