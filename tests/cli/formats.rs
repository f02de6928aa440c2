//! The formats that programs read, and where output goes.
#![allow(clippy::string_slice, clippy::format_collect, reason = "ASCII texts, and clarity over speed in a test")]

use super::sandbox::{CRITICAL, CRITICAL_TEXT, HIGH, Sandbox};
use serde_json::Value;
use std::collections::BTreeSet;

/// Asserts that `value` is an object with exactly the `required` members, and of the others none but the `optional`.
#[track_caller]
fn members(value: &Value, required: &[&str], optional: &[&str]) {
    let found: BTreeSet<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    let required: BTreeSet<&str> = required.iter().copied().collect();
    let missing: Vec<_> = required.difference(&found).collect();
    let extra: Vec<_> = found.difference(&required).filter(|name| !optional.contains(*name)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing {missing:?}, extra {extra:?} in {value}");
}

#[track_caller]
fn one_of(value: &Value, words: &[&str]) {
    assert!(words.contains(&value.as_str().expect("a string")), "{value} is none of {words:?}");
}

fn location(value: &Value) {
    members(value, &["path", "line", "column", "end_line", "end_column", "offset", "length"], &["cell", "cell_line"]);
    let number = |name: &str| value[name].as_u64().unwrap();
    assert!(number("line") >= 1 && number("column") >= 1, "one-based: {value}");
    assert!((number("line"), number("column")) <= (number("end_line"), number("end_column")), "{value}");
    let path = value["path"].as_str().unwrap();
    assert!(!path.starts_with('/') && !path.contains('\\'), "relative, with slashes: {path}");
}

fn evidence(value: &Value) {
    for one in value.as_array().unwrap() {
        members(one, &["kind", "message"], &["location", "searched"]);
        one_of(&one["kind"], &["seen", "absent"]);
        one.get("location").into_iter().for_each(location);
    }
}

fn finding(value: &Value) {
    let all = [
        "check",
        "control",
        "severity",
        "confidence",
        "subject",
        "agent",
        "message",
        "location",
        "evidence",
        "help",
        "fingerprint",
    ];
    members(value, &all, &["suppressed"]);
    one_of(&value["severity"], &["low", "medium", "high", "critical"]);
    one_of(&value["confidence"], &["low", "medium", "high"]);
    one_of(&value["control"], &CONTROLS);
    assert!(value["agent"].is_null() || value["agent"].is_string());
    let fingerprint = value["fingerprint"].as_str().unwrap();
    assert!(fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()), "{fingerprint}");
    location(&value["location"]);
    evidence(&value["evidence"]);
    if let Some(suppressed) = value.get("suppressed") {
        members(suppressed, &["by", "reason", "location"], &[]);
        one_of(&suppressed["by"], &["inline", "baseline", "policy"]);
        Some(&suppressed["location"]).filter(|place| !place.is_null()).into_iter().for_each(location);
    }
}

const CONTROLS: [&str; 8] =
    ["least-privilege", "egress", "approval", "secrets", "audit-log", "monitoring", "residency", "readiness"];

fn report(value: &Value) {
    members(value, &["schema", "tool", "scanned", "findings", "ledger", "problems"], &[]);
    assert_eq!(value["schema"], "perimeter-report/1");
    members(&value["tool"], &["name", "version"], &[]);
    members(&value["scanned"], &["files", "bytes", "skipped"], &[]);
    for skip in value["scanned"]["skipped"].as_array().unwrap() {
        members(skip, &["path", "reason"], &[]);
    }
    value["findings"].as_array().unwrap().iter().for_each(finding);
    for row in value["ledger"].as_array().unwrap() {
        members(row, &["agent", "controls"], &[]);
        let controls = row["controls"].as_array().unwrap();
        let ids: Vec<_> = controls.iter().map(|control| control["control"].as_str().unwrap()).collect();
        assert_eq!(ids, CONTROLS, "the whole checklist, in its order");
        for control in controls {
            members(control, &["control", "status", "examined", "reason", "evidence", "findings"], &[]);
            one_of(&control["status"], &["met", "partial", "not-met", "unknown", "n/a"]);
            assert!(control["examined"].is_u64() && control["reason"].is_string());
            evidence(&control["evidence"]);
        }
    }
    for problem in value["problems"].as_array().unwrap() {
        members(problem, &["path", "message"], &["location"]);
        problem.get("location").into_iter().for_each(location);
    }
}

/// A tree that has something for every member of a report.
fn everything() -> Sandbox {
    let (sandbox, git) = Sandbox::committed(&[
        ("a.yaml", &format!("value: {CRITICAL}\n")),
        ("b.yaml", &format!("value: {HIGH} # perimeter: {}[hardcoded-secret] -- revoked\n", "ignore")),
        (".env", concat!("# x\nSESSION_", "SECRET=vT4k9ZpQ2m\nnot an assignment\n")),
        ("n.ipynb", &format!("{{\"cells\": [{{\"cell_type\": \"code\", \"source\": [\"x = '{HIGH}'\\n\"]}}]}}\n")),
        ("x.bin", "\0"),
    ]);
    let accepted = sandbox.report(&["n.ipynb"]);
    let fingerprint = accepted.findings()[0]["fingerprint"].as_str().unwrap().to_owned();
    sandbox.write(".perimeter-baseline", format!("{fingerprint} hardcoded-secret n.ipynb\n"));
    drop(git);
    sandbox
}

#[test]
fn json_has_the_members_of_its_contract_and_no_others() {
    let sandbox = everything();
    let run = sandbox.check(&["--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let value: Value = serde_json::from_str(&run.out).unwrap();
    report(&value);
    let findings = value["findings"].as_array().unwrap();
    let by: BTreeSet<_> = findings.iter().filter_map(|one| one["suppressed"]["by"].as_str()).collect();
    assert_eq!(by, BTreeSet::from(["baseline", "inline"]), "both ways are in the sample");
    let cells: Vec<_> = findings.iter().filter_map(|one| one["location"]["cell"].as_u64()).collect();
    assert_eq!(cells, [1], "a notebook is in the sample");
    assert_eq!(value["scanned"]["skipped"], serde_json::json!([{"path": "x.bin", "reason": "binary file"}]));
    assert_eq!(value["problems"][0]["location"]["line"], 3, "a problem with its place is in the sample");
    assert_eq!(value["scanned"]["files"], 5);
    let open: Vec<_> = findings.iter().filter(|one| one.get("suppressed").is_none()).collect();
    let listed = value["ledger"][0]["controls"][3]["findings"].as_array().unwrap();
    assert_eq!(listed, &open.iter().map(|one| one["fingerprint"].clone()).collect::<Vec<_>>());
    let empty = Sandbox::with(&[("a.py", "x = 1\n")]);
    report(&empty.report(&[]).0);
}

#[test]
fn places_point_at_the_text() {
    let text = format!("# é😀\nvalue: \"{CRITICAL}\"\n");
    let sandbox = Sandbox::with(&[("a.yaml", &text)]);
    let place = &sandbox.report(&[]).0["findings"][0]["location"];
    let start = text.find(CRITICAL_TEXT).unwrap();
    let column = text.lines().nth(1).unwrap().find(CRITICAL_TEXT).unwrap() + 1;
    let expected = serde_json::json!({
        "path": "a.yaml", "line": 2, "column": column, "end_line": 2, "end_column": column + CRITICAL_TEXT.len(),
        "offset": start, "length": CRITICAL_TEXT.len(),
    });
    assert_eq!(*place, expected);
}

#[test]
fn every_format_ends_with_a_line_feed_and_holds_no_credential() {
    let sandbox = everything();
    for format in ["text", "json", "sarif", "github"] {
        let run = sandbox.check(&["--format", format, "--show-suppressed"]);
        assert_eq!((run.code, run.err.as_str()), (1, ""), "{format}");
        assert!(run.out.ends_with('\n') && !run.out.ends_with("\n\n"), "{format}");
        for text in [CRITICAL_TEXT, &HIGH[8..], concat!("vT4k", "9ZpQ2m")] {
            assert!(!run.out.contains(text), "{format} shows a credential");
        }
    }
}

#[test]
fn output_goes_to_a_file_unchanged() {
    let sandbox = everything();
    for format in ["text", "json", "sarif", "github"] {
        let printed = sandbox.check(&["--format", format, "--exclude", "/out"]);
        let run = sandbox.check(&["--format", format, "--exclude", "/out", "--output", "out"]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{format}: the gate holds");
        assert_eq!(run.err, "perimeter: wrote out\n", "{format}");
        let excluded = |text: &str| text.replace("out", "");
        assert_eq!(excluded(&sandbox.read("out")), excluded(&printed.out), "{format}");
        sandbox.remove("out");
    }
    sandbox.check(&["--output", "no/such/folder"]).refused(&["no/such/folder"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    // More than a pipe holds, so that the writer meets the closed end.
    let text: String = (0..2000).map(|line| format!("v{line}: {CRITICAL}\n")).collect();
    let sandbox = Sandbox::with(&[("a.yaml", &text)]);
    for args in [&["check"][..], &["check", "--format", "json"], &["rules", "--secrets"], &["man"]] {
        let mut command = sandbox.command(args);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let code = i32::from(args[0] == "check");
        assert_eq!(output.status.code(), Some(code), "{args:?}: the verdict stands");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let sandbox = Sandbox::with(&[("a.py", "x = 1\n")]);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = sandbox.command(&["check"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("perimeter: "));
}
