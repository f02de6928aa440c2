//! `perimeter.yaml`: where it is found, what it changes, and how a bad one is refused.

use super::sandbox::{CRITICAL, Git, HIGH, LOW, Sandbox};

fn with_config(config: &str) -> Sandbox {
    Sandbox::with(&[("a.yaml", &format!("value: {HIGH}\n")), ("perimeter.yaml", config)])
}

#[test]
fn a_bad_configuration_is_named_with_its_line() {
    for (config, words, why) in [
        ("fail-on: high\nexlude: [a]\n", &["line 2", "exlude", "exclude"][..], "a misspelt key, and the right ones"),
        ("checks:\n  hardcoded-secret:\n    severity: low\n    sevrity: low\n", &["line 4", "sevrity"], "a deep one"),
        ("version: 1\nchecks:\n  hardcoded-secrets: {severity: low}\n", &["line 3", "`hardcoded-secrets`"], "a check"),
        ("version: 2\n", &["version 2", "version 1"], "another version"),
        ("fail-on: mild\n", &["line 1", "mild", "critical"], "an unknown severity"),
        ("checks:\n  hardcoded-secret: {severity: none}\n", &["line 2", "none", "off"], "an unknown level"),
        ("checks:\n  hardcoded-secret: {}\n", &["line 2", "severity"], "a missing member"),
        ("exclude: a\n", &["line 1"], "a text where a list is due"),
        ("max-file-size: -1\n", &["line 1"], "a negative size"),
        ("fail-on: [\n", &["line 1"], "no YAML"),
        ("fail-on: high\nfail-on: high\n", &["line 2", "fail-on"], "a key that is there twice"),
        ("exclude: ['a[']\n", &["`a[`"], "a broken glob"),
        ("grants:\n  - {scope: a, review-by: 2026-02-30, reason: x}\n", &["line 2", "`2026-02-30`"], "no such day"),
        (
            "grants:\n  - scope: a\n    reviewed: May 1\n    valid-for: 9\n    reason: x\n",
            &["line 3", "`May 1`"],
            "no date",
        ),
        ("grants:\n  - {scope: a, review-by: 2026-02-03}\n", &["line 2", "reason"], "no reason"),
        ("grants:\n  - {scope: a, review-by: 2026-02-03, reason: ' '}\n", &["line 2", "`reason`"], "an empty reason"),
        ("grants:\n  - {review-by: 2026-02-03, reason: x}\n", &["line 2", "`scope`", "`value`"], "no grant"),
        ("grants:\n  - {scope: a, value: b, review-by: 2026-02-03, reason: x}\n", &["line 2", "not both"], "two names"),
        ("grants:\n  - {scope: a, reviewed: 2026-02-03, reason: x}\n", &["line 2", "`valid-for`"], "no end"),
        ("grants:\n  - {scope: a, valid-for: 3, reason: x}\n", &["line 2", "`reviewed`"], "no beginning"),
        (
            "grants:\n  - {scope: a, reviewed: 2026-02-03, review-by: 2026-02-02, reason: x}\n",
            &["line 2", "before"],
            "backwards",
        ),
        ("exclude: ['!a']\n", &["`!a`", "negation"], "a glob that means something elsewhere"),
    ] {
        println!("{why}");
        for command in ["check", "baseline"] {
            let run = with_config(config).run(&[command]);
            run.refused(words);
        }
    }
    let sandbox = with_config("fail-on: high\nexlude: [a]\n");
    assert!(sandbox.check(&[]).err.contains("perimeter.yaml"), "the file is named");
    assert_eq!(sandbox.check(&["--no-config"]).code, 1, "unless it is not to be read");
}

#[test]
fn an_empty_configuration_changes_nothing() {
    for config in ["", "\n", "# only a comment\n", "version: 1\n", "checks: {}\nexclude: []\n"] {
        let run = with_config(config).check(&[]);
        assert_eq!(run.code, 1, "{config:?}: {}", run.err);
    }
}

#[test]
fn it_is_found_from_the_scanned_folder_up_to_the_top_of_the_work_tree() {
    let sandbox = Sandbox::with(&[
        ("perimeter.yaml", "exclude: [nowhere]\nfail-on: critical\n"),
        ("repo/a/b/x.yaml", &format!("value: {HIGH}\n")),
        ("repo/a/other/x.yaml", "x: 1\n"),
    ]);
    Git::init(&sandbox.at("repo"));
    let check = |path: &str, code: i32, why: &str| {
        let run = sandbox.check(&[path]);
        assert_eq!(run.code, code, "{why}: {}", run.err);
    };
    check("repo/a/b", 1, "beyond the work tree nobody looks");
    sandbox.write("repo/perimeter.yaml", "fail-on: critical\n");
    check("repo/a/b", 0, "at the top of the work tree");
    check("repo/a/b/x.yaml", 0, "for a file in a folder above of which the run was started");
    sandbox.write("repo/a/perimeter.yaml", "fail-on: low\n");
    check("repo/a/b", 1, "a nearer one stands alone");
    check("repo", 0, "one below the scanned folder does not count");
    std::fs::remove_dir_all(sandbox.at("repo/.git")).unwrap();
    sandbox.write("repo/.git", "gitdir: ../elsewhere\n");
    sandbox.remove("repo/perimeter.yaml");
    sandbox.remove("repo/a/perimeter.yaml");
    check("repo/a/b", 1, "the top of a linked work tree has a file called `.git`");
}

#[test]
fn excludes_count_from_the_folder_of_the_configuration() {
    let line = format!("value: {HIGH}\n");
    let sandbox = Sandbox::with(&[
        ("repo/perimeter.yaml", "exclude: [/sub/gone, '*.tmp.yaml']\n"),
        ("repo/sub/gone/a.yaml", &line),
        ("repo/sub/kept/a.yaml", &line),
        ("repo/sub/kept/b.tmp.yaml", &line),
        ("repo/sub/sub/gone/c.yaml", &line),
    ]);
    Git::init(&sandbox.at("repo"));
    let report = sandbox.report(&["repo/sub"]);
    assert_eq!(report.open(), ["hardcoded-secret kept/a.yaml:1", "hardcoded-secret sub/gone/c.yaml:1"]);
    let reason = "excluded by configuration";
    assert_eq!(report.skipped(), [format!("gone/: {reason}"), format!("kept/b.tmp.yaml: {reason}")]);
    let report = sandbox.report(&["repo/sub", "--exclude", "kept"]);
    assert_eq!(report.open(), ["hardcoded-secret sub/gone/c.yaml:1"], "an option adds to them");
    let report = sandbox.report(&["repo/sub", "--no-config", "--exclude", "/kept"]);
    assert_eq!(report.open().len(), 2, "without a configuration they count from the scanned folder");
}

#[test]
fn a_check_can_be_weighed_or_switched_off() {
    for (severity, code, expected) in
        [("off", 0, None), ("low", 0, Some("low")), ("medium", 0, Some("medium")), ("critical", 1, Some("critical"))]
    {
        let sandbox = with_config(&format!("checks:\n  hardcoded-secret: {{severity: {severity}}}\n"));
        let run = sandbox.check(&[]);
        assert_eq!(run.code, code, "{severity}: {}", run.err);
        let report = sandbox.report(&[]);
        let found: Vec<_> = report.findings().iter().map(|finding| finding["severity"].as_str().unwrap()).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
    let secrets = |sandbox: &Sandbox| {
        let controls = sandbox.report(&[]).0["ledger"][0]["controls"].clone();
        controls.as_array().unwrap().iter().find(|row| row["control"] == "secrets").unwrap()["status"].clone()
    };
    assert_eq!(secrets(&with_config("checks: {hardcoded-secret: {severity: off}}\n")), "unknown", "nobody looked");
    assert_eq!(secrets(&with_config("checks: {hardcoded-secret: {severity: low}}\n")), "partial", "a small harm");
}

#[test]
fn the_command_line_outranks_the_configuration() {
    let sandbox = with_config("fail-on: critical\nmax-file-size: 1\n");
    sandbox.check(&[]).refused(&["a.yaml: larger than 1 bytes"]);
    assert_eq!(sandbox.check(&["--max-file-size", "1000"]).code, 0);
    assert_eq!(sandbox.check(&["--max-file-size", "1000", "--fail-on", "high"]).code, 1);
    sandbox.write("strict.yaml", "fail-on: low\n");
    assert_eq!(sandbox.check(&["--config", "strict.yaml"]).code, 1, "another file in its place");
}

#[test]
fn findings_below_a_certainty_can_be_left_out() {
    let sandbox = Sandbox::with(&[("a.yaml", &format!("a: {CRITICAL}\nb: {LOW}\n"))]);
    assert_eq!(sandbox.report(&[]).open().len(), 2);
    assert_eq!(sandbox.report(&["--min-confidence", "low"]).open().len(), 2);
    assert_eq!(sandbox.report(&["--min-confidence", "high"]).open(), ["hardcoded-secret a.yaml:1"]);
}

#[test]
fn a_review_of_a_grant_runs_out() {
    let scope = "https://www.googleapis.com/auth/gmail.readonly";
    let with = |grants: &str| {
        Sandbox::with(&[
            ("mail.py", &format!("SCOPES = ['{scope}']\n")),
            ("perimeter.yaml", &format!("grants:\n  - {{{grants}, reason: x}}\n")),
            ("sub/a.py", "x = 1\n"),
        ])
    };
    for (grants, expected, why) in [
        (format!("scope: '{scope}', review-by: 2020-01-01"), &["stale-grant mail.py:1"][..], "long ago"),
        ("scope: gmail.readonly, reviewed: 2020-01-01, valid-for: 30".into(), &["stale-grant mail.py:1"], "in days"),
        ("scope: gmail.readonly, review-by: 2999-01-01".into(), &[], "far away"),
        ("value: gmail.readonly, review-by: 2999-01-01".into(), &["stale-grant perimeter.yaml:2"], "a value is exact"),
        ("scope: readonly, review-by: 2999-01-01".into(), &["stale-grant perimeter.yaml:2"], "no part of a name"),
        ("scope: gmail.send, review-by: 2020-01-01".into(), &["stale-grant perimeter.yaml:2"], "nothing grants it"),
    ] {
        let sandbox = with(&grants);
        let stale = |args: &[&str]| -> Vec<String> {
            let open = sandbox.report(args).open();
            open.into_iter().filter(|finding| finding.starts_with("stale-grant")).collect()
        };
        assert_eq!(stale(&[]), expected, "{why}");
        assert!(stale(&["sub"]).is_empty(), "{why}: a part of the tree grants nothing");
        assert!(stale(&["sub/a.py"]).is_empty(), "{why}: one file grants nothing");
        assert!(stale(&["--no-config"]).is_empty(), "{why}: nothing is declared");
    }
}
