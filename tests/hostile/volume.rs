//! Much of everything.
#![allow(clippy::string_slice, reason = "the credential is ASCII")]

use super::sandbox::{CRITICAL, CRITICAL_TEXT, HIGH, Sandbox};
use super::{bounded, report};

#[test]
fn one_line_of_five_megabytes() {
    let part = "x://y eyJ.eyJ0 -----BEGIN RSA PRIVATE KEY----- a:b@c ";
    let mut line = part.repeat(10_000);
    let filler = "lorem ipsum dolor ";
    line += &filler.repeat((5_000_000 - line.len()) / filler.len());
    line += CRITICAL;
    assert!(line.len() > 4_900_000 && line.matches("://").count() > 10_000 && !line.contains('\n'));
    let sandbox = Sandbox::new();
    for name in ["a.py", "b.min.js"] {
        sandbox.write(name, &line);
    }
    let report = report(&sandbox, 1);
    assert_eq!(report.open().len(), 2);
    let at = &report.findings()[0]["location"];
    assert_eq!(at["column"], line.find(CRITICAL_TEXT).unwrap() + 1);
    let text = bounded(&sandbox, &[]).out;
    assert!(text.lines().all(|line| line.chars().count() < 300), "a long line is cut to a window");
}

/// Starts of credentials without an end: each must not read on to the next but a thousand.
#[test]
fn starts_without_ends() {
    let sandbox = Sandbox::new();
    for (number, part) in [
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
        "LS0tLS1CRUdJTi",
        "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
        "/LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
        "PuTTY-User-Key-File-3: x\n",
        "eyJhbGciOiJIUzI1NiJ9.",
        "eyJ",
        "https://u:",
        "postgresql://u:p@",
        "?token=x&token=",
        "Server=x;Password=",
        "\"service_account\" \"private_key\" ",
        "\"kty\":\"oct\" \"k\":\"",
        "\"kty\":\"EC\" \"d\";",
        "curl -u ",
        "Basic ",
        "Bearer ",
        "mnemonic = ",
        "kind: Secret\n",
        "\"auth\":",
        "${",
    ]
    .iter()
    .enumerate()
    {
        sandbox.write(format!("{number}.txt"), part.repeat(500_000 / part.len()));
    }
    let run = bounded(&sandbox, &["--format", "json", "--fail-on", "never"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(super::Report::parse(&run.out).0["scanned"]["skipped"], serde_json::json!([]));
}

#[test]
fn fifty_thousand_credentials_in_one_file() {
    // Multiplied, so that no two are equal and none counts upwards.
    let tail = |line: u64| line.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
    let key = |line: u64| format!("{line}: {}{:012x}\n", &HIGH[..HIGH.len() - 12], tail(line));
    let text: String = (1..=50_000).map(key).collect();
    let sandbox = Sandbox::with(&[("dump.yaml", &text)]);
    let report = report(&sandbox, 1);
    // A handful looks counted or repeated.
    let found = report.findings().len();
    assert!(found > 49_900, "{found}");
    let run = sandbox.run(&["baseline"]);
    assert!(run.err.contains(&format!("{found} accepted")), "{}", run.err);
    assert_eq!(sandbox.check(&[]).code, 0);
}

#[test]
fn the_same_credential_fifty_thousand_times_on_one_line() {
    let sandbox = Sandbox::with(&[("dump.txt", &format!("{HIGH} ").repeat(50_000))]);
    let run = bounded(&sandbox, &["--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    assert_eq!(super::Report::parse(&run.out).findings().len(), 50_000);
}

#[test]
fn a_crowd_of_ignores() {
    let ignore = format!("# perimeter{} ignore", ':');
    let one = format!("{ignore}[hardcoded-secret] -- x");
    for (text, open, suppressed, why) in [
        (format!("x: {HIGH} {one}\n").repeat(10_000), 0, 10_000, "each does its work"),
        (format!("{one}\n").repeat(10_000), 10_000, 0, "none does"),
        (
            format!("x: {HIGH}\n").repeat(10_000) + &format!("{one}\n").repeat(10_000),
            20_000,
            0,
            "far from the findings",
        ),
        (
            format!("x: {HIGH} {one} ").repeat(10_000),
            9_938,
            63,
            "on one line: the first of them count, the last is named",
        ),
        (format!("{}x: 1 {}", " ".repeat(1_000_000), format!("{one} ").repeat(20_000)), 64, 0, "behind a wide margin"),
        (format!("x: 1 {ignore}[{}] -- x\n", "a,".repeat(500_000)), 1, 0, "a long list"),
        (format!("x: 1 {ignore}[hardcoded-secret@{}] -- x\n", "0".repeat(500_000)), 1, 0, "a long fingerprint"),
        (format!("x: {HIGH} {one}{}\n", "x".repeat(500_000)), 0, 1, "a long reason"),
    ] {
        println!("{why}");
        let sandbox = Sandbox::with(&[("a.yaml", &text)]);
        let run = bounded(&sandbox, &["--format", "json", "--fail-on", "never"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{why}");
        let report = super::Report::parse(&run.out);
        assert_eq!((report.open().len(), report.suppressed().len()), (open, suppressed), "{why}");
    }
}

#[test]
fn many_files() {
    let sandbox = Sandbox::new();
    for number in 0..5_000 {
        sandbox.write(
            format!("d{}/f{number}.py", number % 50),
            format!("key = '{}'\n", if number % 100 == 0 { HIGH } else { "" }),
        );
    }
    let report = report(&sandbox, 1);
    assert_eq!((report.findings().len(), &report.0["scanned"]["files"]), (50, &5_000.into()));
}
