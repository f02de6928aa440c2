//! Comments that accept a finding where it stands.

use super::sandbox::{CRITICAL, HIGH, HIGH_2, HIGH_3, Sandbox};
use serde_json::Value;

/// Put together, so that this file holds no comment that perimeter would read.
fn ignore(rest: &str) -> String {
    format!("perimeter{} ignore{rest}", ':')
}

fn open(path: &str, text: &str) -> Vec<String> {
    Sandbox::with(&[(path, text), ("other.py", "x = 1\n")]).report(&[]).open()
}

#[test]
fn a_reason_suppresses_one_finding_and_is_told() {
    let comment = ignore("[hardcoded-secret] -- revoked in March, kept as a sample");
    let sandbox = Sandbox::with(&[("a.yaml", &format!("a: 1\nvalue: {HIGH}  # {comment}\n"))]);
    let run = sandbox.check(&["--fail-on", "low"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("0 findings, 1 suppressed") && !run.out.contains("revoked in March"), "{}", run.out);
    let shown = sandbox.check(&["--show-suppressed"]);
    assert!(shown.out.contains("suppressed (inline): revoked in March, kept as a sample"), "{}", shown.out);
    let report = sandbox.report(&[]);
    assert_eq!(report.suppressed(), ["hardcoded-secret a.yaml:2"]);
    let suppressed = &report.findings()[0]["suppressed"];
    assert_eq!(suppressed["by"], "inline");
    assert_eq!(suppressed["reason"], "revoked in March, kept as a sample");
    assert_eq!((&suppressed["location"]["path"], &suppressed["location"]["line"]), (&Value::from("a.yaml"), &2.into()));
    let sarif: Value = serde_json::from_str(&sandbox.check(&["--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["kind"], "inSource");
    assert_eq!(sandbox.check(&["--format", "github"]).out.matches("::error").count(), 0);
}

#[test]
fn it_covers_its_line_or_the_next() {
    let comment = ignore("[hardcoded-secret] -- a sample");
    for (path, text, left, why) in [
        ("a.py", format!("k = '{HIGH}'  # {comment}\n"), 0, "behind code"),
        ("a.py", format!("# {comment}\nk = '{HIGH}'\n"), 0, "above"),
        ("a.py", format!("# {comment}\n\nk = '{HIGH}'\n"), 0, "above, with a blank line"),
        (
            "a.py",
            format!("# {comment}\nx = 1\nk = '{HIGH}'\n"),
            2,
            "two lines above: it is unused, and the finding stands",
        ),
        ("a.py", format!("k = '{HIGH}'\n# {comment}\n"), 2, "below"),
        ("a.ts", format!("const k = '{HIGH}'; // {comment}\n"), 0, "another language"),
        ("a.ts", format!("const k = '{HIGH}'; /* {comment} */\n"), 0, "a block comment"),
        ("a.json", format!("{{\n  // {comment}\n  \"k\": \"{HIGH}\"\n}}\n"), 0, "JSON with comments"),
        (".env", format!("# {comment}\nVALUE={HIGH}\n"), 0, "an environment file"),
        ("main.tf", format!("k = \"{HIGH}\" // {comment}\n"), 0, "Terraform"),
        ("Dockerfile", format!("FROM scratch\n# {comment}\nENV K={HIGH}\n"), 0, "Dockerfile"),
        ("a.md", format!("<!-- {comment} -->\n{HIGH}\n"), 0, "Markdown"),
        ("a.md", format!("{HIGH} # {comment}\n"), 1, "no comment of Markdown"),
        ("a.sql", format!("select '{HIGH}'; -- {comment}\n"), 0, "a language without a parser"),
        ("a.py", format!("k = '{HIGH}'  # {comment}\r\n"), 0, "a carriage return"),
    ] {
        assert_eq!(open(path, &text).len(), left, "{why}: {text}");
    }
}

#[test]
fn the_reason_ends_with_its_comment() {
    for (path, text) in [
        ("a.ts", format!("const k = '{HIGH}'; /* {} */\n", ignore("[hardcoded-secret] -- a sample"))),
        ("a.md", format!("<!-- {} -->\n{HIGH}\n", ignore("[hardcoded-secret] -- a sample"))),
        ("a.py", format!("k = '{HIGH}'  # {}\r\n", ignore("[hardcoded-secret] -- a sample"))),
        ("a.py", format!("k = '{HIGH}'  # {}", ignore("[hardcoded-secret]  --   a sample   "))),
    ] {
        let report = Sandbox::with(&[(path, &text)]).report(&[]);
        assert_eq!(report.findings()[0]["suppressed"]["reason"], "a sample", "{text}");
    }
}

#[test]
fn two_credentials_on_an_ignored_line_leave_one() {
    let comment = ignore("[hardcoded-secret] -- a sample");
    let report = Sandbox::with(&[("a.py", &format!("k = ['{HIGH}', '{HIGH_2}']  # {comment}\n"))]).report(&[]);
    assert_eq!((report.open().len(), report.suppressed().len()), (1, 1));
    let both = ignore("[hardcoded-secret, hardcoded-secret] -- two samples");
    let report = Sandbox::with(&[("a.py", &format!("k = ['{HIGH}', '{HIGH_2}']  # {both}\n"))]).report(&[]);
    assert_eq!((report.open().len(), report.suppressed().len()), (0, 2), "each mention is one");
    let report = Sandbox::with(&[("a.py", &format!("k = ['{HIGH}', '{HIGH}']  # {comment}\n"))]).report(&[]);
    assert_eq!((report.open().len(), report.suppressed().len()), (1, 1), "also the same one twice");
}

#[test]
fn several_comments_on_one_line_each_have_their_own_reason() {
    let (first, second) = (ignore("[hardcoded-secret] -- the first"), ignore("[hardcoded-secret] -- the second"));
    for (path, comments) in [
        ("a.py", format!("# {first} # {second}")),
        ("a.ts", format!("/* {first} */ // {second}")),
        ("a.ts", format!("// {first} // {second}")),
    ] {
        let text = format!("k = ['{HIGH}', '{HIGH_2}']; {comments}\n");
        let report = Sandbox::with(&[(path, &text)]).report(&[]);
        let reasons: Vec<_> = report.findings().iter().map(|one| one["suppressed"]["reason"].clone()).collect();
        assert_eq!(reasons, ["the first", "the second"], "{text}");
    }
}

#[test]
fn a_list_of_checks_has_a_limit() {
    let list = |count: usize| ignore(&format!("[{}] -- x", vec!["committed-env-file"; count].join(",")));
    let report = Sandbox::with(&[("a.py", &format!("x = 1  # {}\n", list(16)))]).report(&[]);
    assert_eq!(report.open(), ["unused-ignore a.py:1"; 16]);
    let report = Sandbox::with(&[("a.py", &format!("x = 1  # {}\n", list(17)))]).report(&[]);
    assert_eq!(report.open(), ["invalid-ignore a.py:1"]);
    assert_eq!(report.findings()[0]["message"], "more than 16 checks");
}

#[test]
fn a_fingerprint_names_the_one_that_is_meant() {
    let line = |comment: &str| format!("k = ['{HIGH}', '{HIGH_2}', '{HIGH_3}']  # {comment}\n");
    let sandbox = Sandbox::with(&[("a.py", &line("x"))]);
    let fingerprints: Vec<String> =
        sandbox.report(&[]).findings().iter().map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fingerprints.len(), 3);
    let comment = ignore(&format!("[hardcoded-secret@{}] -- the second is a sample", fingerprints[1]));
    sandbox.write("a.py", line(&comment));
    let report = sandbox.report(&[]);
    let suppressed: Vec<bool> = report.findings().iter().map(|one| one.get("suppressed").is_some()).collect();
    assert_eq!(suppressed, [false, true, false]);
    assert_eq!(report.findings()[1]["fingerprint"], *fingerprints[1]);
    sandbox.write("a.py", line(&ignore("[hardcoded-secret@0123456789abcdef] -- no such")));
    let report = sandbox.report(&[]);
    assert_eq!(report.open().len(), 4, "an ignore of another finding is unused");
    assert!(report.open().contains(&"unused-ignore a.py:1".to_owned()));
}

#[test]
fn an_ignore_that_does_nothing_is_a_finding() {
    for (comment, check, severity, words, why) in [
        (ignore("[hardcoded-secret] -- a sample"), "unused-ignore", "low", "`hardcoded-secret`", "nothing to ignore"),
        (ignore("[hardcoded-secret]"), "invalid-ignore", "medium", "no reason", "no reason"),
        (ignore("[hardcoded-secret] --"), "invalid-ignore", "medium", "no reason", "an empty reason"),
        (ignore("[hardcoded-secrets] -- x"), "invalid-ignore", "medium", "`hardcoded-secrets`", "an unknown check"),
        (ignore("[] -- x"), "invalid-ignore", "medium", "empty list", "no check"),
        (ignore(" -- x"), "invalid-ignore", "medium", "no list of checks", "no list"),
        (ignore("[hardcoded-secret -- x"), "invalid-ignore", "medium", "no list of checks", "a list that does not end"),
    ] {
        let sandbox = Sandbox::with(&[("a.py", &format!("x = 1\ny = 2  # {comment}\n"))]);
        let report = sandbox.report(&["--fail-on", "low"]);
        assert_eq!(report.open(), [format!("{check} a.py:2")], "{why}");
        let finding = &report.findings()[0];
        assert_eq!(finding["severity"], severity, "{why}");
        assert!(finding["message"].as_str().unwrap().contains(words), "{why}: {finding}");
        assert_eq!(sandbox.check(&["--fail-on", severity]).code, 1, "{why}");
    }
    let both = format!("k = '{HIGH}'  # {}\n", ignore("[hardcoded-secret, committed-env-file] -- a sample"));
    assert_eq!(open("a.py", &both), ["unused-ignore a.py:1"], "one of two does its work");
    let off = ignore("[hardcoded-secret] -- a sample");
    let sandbox = Sandbox::with(&[
        ("a.py", &format!("k = '{HIGH}'  # {off}\n")),
        ("perimeter.yaml", "checks: {hardcoded-secret: {severity: off}}\n"),
    ]);
    assert_eq!(sandbox.report(&[]).open(), [""; 0], "of a check that is off nobody can tell");
}

#[test]
fn an_invalid_ignore_suppresses_nothing() {
    for comment in [ignore("[hardcoded-secret]"), ignore("[hardcoded-secrets] -- x"), ignore("")] {
        let found = open("a.py", &format!("k = '{CRITICAL}'  # {comment}\n"));
        assert_eq!(found, ["hardcoded-secret a.py:1", "invalid-ignore a.py:1"], "{comment}");
    }
}
