//! `--staged`: what a pre-commit hook sees.

use super::sandbox::{CRITICAL, Git, HIGH, Report, Run, Sandbox};

fn secret() -> String {
    format!("value: {HIGH}\n")
}

const CLEAN: &str = "value: 1\n";

#[test]
fn the_index_counts_and_not_the_work_tree() {
    let (sandbox, git) = Sandbox::committed(&[("a.yaml", CLEAN), ("b.yaml", CLEAN), ("old.yaml", &secret())]);
    sandbox.write("a.yaml", format!("# moved\n{}", secret()));
    git.add(&["a.yaml"]);
    sandbox.write("a.yaml", CLEAN);
    sandbox.write("b.yaml", secret());
    sandbox.write("untracked.yaml", secret());
    let report = sandbox.report(&["--staged"]);
    assert_eq!(report.open(), ["hardcoded-secret a.yaml:2"], "staged, although the work tree is clean again");
    assert_eq!(report.0["scanned"]["files"], 1);
    let run = sandbox.check(&["--staged", "--color", "never"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    assert!(run.out.contains("a.yaml:2:8") && run.out.contains("# moved"), "the staged lines are shown: {}", run.out);
    git.add(&["a.yaml", "b.yaml"]);
    assert_eq!(sandbox.report(&["--staged"]).open(), ["hardcoded-secret b.yaml:1"]);
    sandbox.remove("b.yaml");
    assert_eq!(sandbox.check(&["--staged"]).code, 1, "gone from the work tree, still staged");
}

#[test]
fn a_staged_file_counts_as_tracked() {
    let (sandbox, git) = Sandbox::committed(&[("a.yaml", CLEAN), (".gitignore", ".env\n")]);
    sandbox.write(".env", concat!("SESSION_", "SECRET=vT4k9ZpQ2m\n"));
    assert_eq!(sandbox.check(&[]).code, 0, "ignored");
    git.add(&[".env"]);
    assert_eq!(sandbox.report(&["--staged"]).open(), ["committed-env-file .env:1"]);
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let sandbox = Sandbox::with(&[("a.yaml", &secret()), ("b.yaml", CLEAN)]);
    let git = Git::init(&sandbox.path);
    sandbox.check(&["--staged"]).refused(&["nothing is staged"]);
    git.add(&["a.yaml", "b.yaml"]);
    assert_eq!(sandbox.report(&["--staged"]).open(), ["hardcoded-secret a.yaml:1"]);
}

#[test]
fn paths_narrow_it() {
    let (sandbox, git) = Sandbox::committed(&[("x.yaml", CLEAN)]);
    for path in ["a/x.yaml", "b/x.yaml"] {
        sandbox.write(path, secret());
    }
    git.add(&["a/x.yaml", "b/x.yaml"]);
    assert_eq!(sandbox.report(&["--staged", "a"]).open(), ["hardcoded-secret x.yaml:1"], "relative to the one folder");
    assert_eq!(sandbox.report(&["--staged", "b/x.yaml", "x.yaml"]).open(), ["hardcoded-secret b/x.yaml:1"]);
    sandbox.check(&["--staged", "x.yaml"]).refused(&["nothing is staged"]);
}

#[test]
fn another_index_can_be_named_by_git() {
    let (sandbox, git) = Sandbox::committed(&[("a.yaml", CLEAN)]);
    sandbox.write("a.yaml", secret());
    git.add(&["a.yaml"]);
    std::fs::rename(sandbox.at(".git/index"), sandbox.at(".git/next-index-1.lock")).unwrap();
    sandbox.write("a.yaml", CLEAN);
    git.add(&["a.yaml"]);
    let mut command = sandbox.command(&["check", "--staged"]);
    let run = Run::of(command.env("GIT_INDEX_FILE", ".git/next-index-1.lock").output().unwrap());
    assert_eq!(run.code, 1, "what `git commit --all` hands to its hook: {}", run.err);
    sandbox.check(&["--staged"]).refused(&["nothing is staged"]);
    let mut command = sandbox.command(&["check", "."]);
    let run = Run::of(command.env("GIT_INDEX_FILE", ".git/next-index-1.lock").output().unwrap());
    assert_eq!(run.code, 0, "without --staged the variable changes nothing: {}", run.err);
}

#[test]
fn nothing_staged_is_no_pass() {
    let (sandbox, _git) = Sandbox::committed(&[("a.yaml", CLEAN)]);
    sandbox.write("b.yaml", secret());
    for format in ["text", "json", "sarif", "github"] {
        sandbox.check(&["--staged", "--format", format]).refused(&["nothing is staged", "without --staged"]);
    }
}

/// A hook that refuses such commits is a hook that people switch off.
#[test]
fn a_commit_that_adds_no_text_passes_with_a_note() {
    let base: [(&str, &str); 3] =
        [("a.yaml", CLEAN), ("sub/b.yaml", CLEAN), ("perimeter.yaml", "exclude: [generated]\n")];
    let stage = |name: &str| {
        let (sandbox, git) = Sandbox::committed(&base);
        match name {
            "deletions" => git.forget(&["a.yaml", "sub/b.yaml"]),
            "binary" => {
                sandbox.write("logo.png", b"\x89PNG\r\n\0\0");
                git.add(&["logo.png"]);
            }
            "excluded" => {
                sandbox.write("generated/a.yaml", secret());
                git.add(&["generated/a.yaml"]);
            }
            _ => {
                sandbox.write("logo.png", b"\x89PNG\r\n\0\0");
                git.add(&["logo.png"]);
                git.forget(&["a.yaml"]);
            }
        }
        (sandbox, git)
    };
    for (name, note, skipped) in [
        ("deletions", "only deletions are staged", 0),
        ("binary", "logo.png: binary file", 1),
        ("excluded", "generated/a.yaml: excluded by configuration", 1),
        ("both", "logo.png: binary file", 1),
    ] {
        let (sandbox, _git) = stage(name);
        let run = sandbox.check(&["--staged"]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{name}: {}", run.err);
        assert!(run.err.starts_with("perimeter: no text to scan") && run.err.contains(note), "{name}: {}", run.err);
        // Programs still get their document.
        let run = sandbox.check(&["--staged", "--format", "json"]);
        let report = Report::parse(&run.out);
        assert_eq!((run.code, report.findings().len(), report.skipped().len()), (0, 0, skipped), "{name}");
        assert_eq!(report.0["scanned"]["files"], 0);
        let controls = report.0["ledger"][0]["controls"].as_array().unwrap();
        assert!(controls.iter().all(|row| row["status"] != "met"), "nothing was proved: {controls:?}");
        let run = sandbox.check(&["--staged", "--format", "sarif", "--output", "out.sarif"]);
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        assert!(sandbox.read("out.sarif").contains("\"results\": []"), "{name}");
    }
}

#[test]
fn text_that_could_not_be_read_is_no_pass() {
    let (sandbox, git) = Sandbox::committed(&[("a.yaml", CLEAN)]);
    sandbox.write("big.yaml", "x: 1\n".repeat(10));
    git.add(&["big.yaml"]);
    sandbox.check(&["--staged", "--max-file-size", "20"]).refused(&["big.yaml", "larger than 20 bytes"]);
    git.forget(&["a.yaml"]);
    sandbox.check(&["--staged", "--max-file-size", "20"]).refused(&["big.yaml", "larger than 20 bytes"]);
}

#[test]
fn deletions_below_the_scanned_folder_only() {
    let (sandbox, git) = Sandbox::committed(&[("a/x.yaml", CLEAN), ("b/x.yaml", CLEAN), ("b/y.yaml", CLEAN)]);
    git.forget(&["b/x.yaml"]);
    assert_eq!(sandbox.check(&["--staged"]).code, 0);
    assert_eq!(sandbox.check(&["--staged", "b"]).code, 0);
    sandbox.check(&["--staged", "a"]).refused(&["nothing is staged"]);
    git.forget(&["b/y.yaml"]);
    assert_eq!(sandbox.check(&["--staged", "b"]).code, 0, "a folder of which nothing is left in the index");
    sandbox.write("a/x.yaml", format!("{CRITICAL}\n"));
    git.add(&["a/x.yaml"]);
    assert_eq!(sandbox.check(&["--staged"]).code, 1, "beside a change the deletions are no news");
}
