//! Findings that are accepted for now.
#![allow(clippy::string_slice, reason = "the offsets are those of ASCII texts and of marks")]

use super::sandbox::{CRITICAL, CRITICAL_TEXT, HIGH, HIGH_2, HIGH_3, Sandbox};

fn accepted() -> Sandbox {
    let sandbox = Sandbox::with(&[
        ("a.yaml", &format!("first: 1\nvalue: {HIGH}\n")),
        ("src/b.py", &format!("URL = \"{CRITICAL}\"\n")),
        ("clean.py", "x = 1\n"),
    ]);
    let run = sandbox.run(&["baseline"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("2 accepted") && run.err.contains(".perimeter-baseline"), "{}", run.err);
    sandbox
}

#[test]
fn what_was_accepted_passes() {
    let sandbox = accepted();
    let run = sandbox.check(&["--fail-on", "low"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("0 findings, 2 suppressed"), "{}", run.out);
    let report = sandbox.report(&[]);
    assert_eq!(report.open(), [""; 0]);
    assert_eq!(report.suppressed(), ["hardcoded-secret a.yaml:2", "hardcoded-secret src/b.py:1"]);
    let suppressed = &report.findings()[0]["suppressed"];
    assert_eq!(suppressed["by"], "baseline");
    assert_eq!(suppressed["location"], serde_json::Value::Null, "the baseline is no place in the tree");
    assert_eq!(sandbox.check(&["--no-baseline"]).code, 1);
}

#[test]
fn it_holds_no_text_of_a_credential_and_no_line() {
    let sandbox = accepted();
    let text = sandbox.read(".perimeter-baseline");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("# perimeter baseline 1"), "{text}");
    assert_eq!(lines.len(), 3);
    for (line, rest) in lines[1..].iter().zip(["hardcoded-secret a.yaml", "hardcoded-secret src/b.py"]) {
        let (fingerprint, said) = line.split_once(' ').unwrap();
        assert!(fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
        assert_eq!(said, rest);
    }
    assert!(!text.contains(CRITICAL_TEXT) && !text.contains(&HIGH[6..]));
    assert!(text.ends_with('\n'));
    sandbox.run(&["baseline", "--no-config"]);
    assert_eq!(sandbox.read(".perimeter-baseline"), text, "written again it is the same: accepted findings stay");
}

#[test]
fn a_moved_line_stays_accepted() {
    let sandbox = accepted();
    sandbox.write("a.yaml", format!("# a new comment\n\nfirst: 1\nsecond: 2\nvalue: '{HIGH}'  # quoted now\n"));
    assert_eq!(sandbox.check(&["--fail-on", "low"]).code, 0);
}

#[test]
fn a_changed_value_and_a_second_copy_show_up() {
    for (text, open, why) in [
        (format!("first: 1\nvalue: {HIGH_2}\n"), &["hardcoded-secret a.yaml:2"][..], "a changed value"),
        (format!("first: 1\nvalue: {HIGH}\nother: {HIGH_3}\n"), &["hardcoded-secret a.yaml:3"], "one beside it"),
        (format!("first: 1\nvalue: {HIGH}\nagain: {HIGH}\n"), &["hardcoded-secret a.yaml:3"], "a copy below"),
        (
            format!("again: {HIGH}\nvalue: {HIGH}\nmore: {HIGH}\n"),
            &["hardcoded-secret a.yaml:2", "hardcoded-secret a.yaml:3"],
            "two copies around",
        ),
        ("first: 1\n".into(), &[], "a finding that is gone"),
    ] {
        let sandbox = accepted();
        sandbox.write("a.yaml", text);
        let report = sandbox.report(&[]);
        assert_eq!(report.open(), open, "{why}");
    }
    let sandbox = accepted();
    sandbox.write("copy.yaml", format!("value: {HIGH}\n"));
    assert_eq!(sandbox.report(&[]).open(), ["hardcoded-secret copy.yaml:1"], "the same in another file");
}

#[test]
fn all_copies_can_be_accepted() {
    let sandbox = Sandbox::with(&[("a.yaml", &format!("a: {HIGH}\nb: {HIGH}\nc: {HIGH}\n"))]);
    sandbox.run(&["baseline"]);
    assert_eq!(sandbox.read(".perimeter-baseline").lines().count(), 4);
    assert_eq!(sandbox.report(&[]).open(), [""; 0]);
    sandbox.write("a.yaml", format!("a: {HIGH}\nb: {HIGH}\nc: {HIGH}\nd: {HIGH}\n"));
    assert_eq!(sandbox.report(&[]).open(), ["hardcoded-secret a.yaml:4"]);
}

#[test]
fn a_line_that_is_no_entry_is_named() {
    for (text, line) in [
        ("# perimeter baseline 1\nnonsense\n", "line 2"),
        ("0123456789abcdef hardcoded-secret a.py\n\n0123456789ABCDEF hardcoded-secret a.py\n", "line 3"),
        ("<<<<<<< ours\n", "line 1"),
        ("0123456789abcdef0 hardcoded-secret a.py\n", "line 1"),
        ("hardcoded-secret a.py\n", "line 1"),
    ] {
        let sandbox = Sandbox::with(&[("a.py", "x = 1\n"), (".perimeter-baseline", text)]);
        sandbox.check(&[]).refused(&[".perimeter-baseline", line]);
        assert_eq!(sandbox.check(&["--no-baseline"]).code, 0);
    }
    let sandbox = Sandbox::with(&[("a.py", "x = 1\n")]);
    sandbox.write(".perimeter-baseline", b"\xff\xfe");
    sandbox.check(&[]).refused(&[".perimeter-baseline"]);
}

#[test]
fn a_bad_baseline_can_be_written_anew() {
    let sandbox = Sandbox::with(&[("a.yaml", &format!("value: {HIGH}\n")), (".perimeter-baseline", "<<<<<<< ours\n")]);
    assert_eq!(sandbox.run(&["baseline"]).code, 0, "that is how a conflict is resolved");
    assert_eq!(sandbox.check(&[]).code, 0);
}

#[test]
fn it_can_live_elsewhere() {
    let sandbox = Sandbox::with(&[("tree/a.yaml", &format!("value: {HIGH}\n"))]);
    let run = sandbox.run(&["baseline", "tree", "--output", "accepted.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!sandbox.at("tree/.perimeter-baseline").exists());
    assert_eq!(sandbox.check(&["tree"]).code, 1);
    assert_eq!(sandbox.check(&["tree", "--baseline", "accepted.txt"]).code, 0);
    let run = sandbox.run(&["baseline", "tree", "-o", "-"]);
    assert_eq!((run.code, run.out), (0, sandbox.read("accepted.txt")));
    sandbox.run(&["baseline", "tree", "-o", "no/such/folder"]).refused(&["no/such/folder"]);
}

#[test]
fn an_ignored_finding_is_not_accepted_twice() {
    let comment = "# perimeter: ignore[hardcoded-secret] -- revoked";
    let sandbox = Sandbox::with(&[("a.yaml", &format!("value: {HIGH}  {comment}\n"))]);
    let run = sandbox.run(&["baseline"]);
    assert!(run.err.contains("0 accepted"), "{}", run.err);
    assert_eq!(sandbox.read(".perimeter-baseline").lines().count(), 1);
    sandbox.write("a.yaml", format!("value: {HIGH}\n"));
    assert_eq!(sandbox.check(&[]).code, 1, "without the comment it is back");
}
