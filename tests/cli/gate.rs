//! Exit codes: 0 clean, 1 findings at or above the threshold, 2 could not do the job.

use super::sandbox::{CRITICAL, CRITICAL_TEXT, HIGH, LOW, MEDIUM, Sandbox};

#[test]
fn a_clean_tree_passes() {
    let sandbox = Sandbox::with(&[("agent.py", "import os\nkey = os.environ['KEY']\n")]);
    let run = sandbox.check(&[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.ends_with("\n0 findings\n"), "{}", run.out);
}

#[test]
fn the_threshold_decides() {
    let severities = ["low", "medium", "high", "critical"];
    for (rank, text) in [LOW, MEDIUM, HIGH, CRITICAL].into_iter().enumerate() {
        let sandbox = Sandbox::with(&[("a.yaml", &format!("value: {text}\n"))]);
        let report = sandbox.report(&["--fail-on", "never"]);
        assert_eq!(report.findings().len(), 1, "{}", severities[rank]);
        assert_eq!(
            report.findings()[0]["severity"],
            severities[rank],
            "the sample has the severity that it stands for"
        );
        for (threshold, name) in severities.into_iter().enumerate() {
            let run = sandbox.check(&["--fail-on", name]);
            assert_eq!(run.code, i32::from(rank >= threshold), "{} with --fail-on {name}", severities[rank]);
        }
        assert_eq!(sandbox.check(&["--fail-on", "never"]).code, 0, "{} with --fail-on never", severities[rank]);
        assert_eq!(sandbox.check(&[]).code, i32::from(rank >= 2), "{} without --fail-on: high", severities[rank]);
    }
}

#[test]
fn the_worst_finding_decides_not_the_last() {
    let sandbox = Sandbox::with(&[("a.yaml", &format!("value: {CRITICAL}\n")), ("b.yaml", &format!("value: {LOW}\n"))]);
    assert_eq!(sandbox.check(&["--fail-on", "critical"]).code, 1);
    assert_eq!(sandbox.check(&["--fail-on", "critical", "b.yaml"]).code, 0, "and only what was asked for counts");
}

#[test]
fn what_cannot_be_done_is_two() {
    let sandbox = Sandbox::with(&[("a.py", "x = 1\n")]);
    for (args, words, why) in [
        (&["check", "--frobnicate"][..], &["--frobnicate"][..], "an unknown option"),
        (&["frobnicate"], &["frobnicate"], "an unknown command"),
        (&["check", "--format", "xml"], &["xml", "sarif"], "an unknown format names the known ones"),
        (&["check", "--fail-on", "mild"], &["mild", "never"], "an unknown severity"),
        (&["check", "nowhere"], &["`nowhere` does not exist"], "a missing path"),
        (&["check", "a.py", "nowhere"], &["`nowhere` does not exist"], "a missing path beside one that is there"),
        (&["check", "--config", "nowhere.yaml"], &["nowhere.yaml"], "a missing configuration that was named"),
        (&["check", "--baseline", "nowhere"], &["nowhere"], "a missing baseline that was named"),
        (&["check", "--rules", "nowhere"], &["nowhere"], "missing rules"),
        (&["check", "--exclude", "a["], &["`a[`"], "a broken glob"),
        (&["check", "--staged", "--since", "HEAD"], &["--staged", "--since"], "two sources"),
        (&["check", "--staged"], &["no git work tree"], "no repository"),
        (&["check", "--since", "HEAD"], &["no git work tree"], "no repository"),
        (&["explain", "no-such-check"], &["`no-such-check`", "perimeter rules"], "an unknown check"),
        (&["completions", "basic"], &["basic"], "an unknown shell"),
        (&["rules", "test", "nowhere"], &["nowhere"], "missing packs"),
        (&["baseline", "nowhere"], &["`nowhere` does not exist"], "a missing path"),
    ] {
        println!("{why}");
        sandbox.run(args).refused(words);
    }
}

#[test]
fn nothing_scanned_is_no_pass() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.at("empty")).unwrap();
    sandbox.write("binary/a.bin", b"a\0b");
    sandbox.write("binary/b.bin", b"\0\0");
    sandbox.write("wide/a.txt", b"\xff\xfea\0");
    sandbox.write("excluded/a.py", "x = 1\n");
    for (args, words) in [
        (&["empty"][..], "no file to scan"),
        (&["binary"], "no text to scan: a.bin: binary file, and 1 more"),
        (&["wide"], "no text to scan: a.txt: UTF-16"),
        (&["excluded", "--exclude", "*.py"], "no text to scan: a.py: excluded by configuration"),
    ] {
        for format in ["text", "json"] {
            sandbox.check(&[args, &["--format", format]].concat()).refused(&[words]);
        }
        sandbox.run(&[&["baseline"], args].concat()).refused(&[]);
    }
}

#[test]
fn a_key_store_is_found_although_nothing_could_be_read() {
    let (sandbox, git) = Sandbox::committed(&[("certs/server.p12", "0\0\u{1}binary")]);
    let report = sandbox.report(&[]);
    assert_eq!(report.open(), ["committed-key-file certs/server.p12:1"]);
    assert_eq!(report.skipped(), ["certs/server.p12: binary file"]);
    let run = sandbox.check(&["--color", "never"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("PKCS#12 key store tracked by git"), "{}", run.out);
    // The same beside a file that can be read, and the same from the index.
    sandbox.write("a.py", "x = 1\n");
    assert_eq!(sandbox.report(&[]).open().len(), 1);
    sandbox.write("certs/client.p12", b"0\0\x02");
    git.add(&["certs/client.p12"]);
    assert_eq!(sandbox.report(&["--staged"]).open(), ["committed-key-file certs/client.p12:1"]);
    // Untracked, it is nobody's business.
    git.forget(&["certs/client.p12", "certs/server.p12"]);
    assert_eq!(sandbox.report(&[]).open(), [""; 0]);
}

#[test]
fn several_paths_are_one_scan() {
    let line = format!("value: {HIGH}\n");
    let sandbox = Sandbox::with(&[("a/x.yaml", &line), ("b/y.yaml", &line), ("c/z.yaml", &line)]);
    let report = sandbox.report(&["c/z.yaml", "a"]);
    assert_eq!(report.open(), ["hardcoded-secret a/x.yaml:1", "hardcoded-secret c/z.yaml:1"]);
    assert_eq!(sandbox.report(&["a", "a/x.yaml", "./a"]).open().len(), 1, "a file named twice is scanned once");
}

#[test]
fn limits_of_size_pass_over_and_say_so() {
    let sandbox = Sandbox::with(&[("a.yaml", &format!("value: {CRITICAL}\n")), ("b.py", "x = 1\n")]);
    let report = sandbox.report(&["--max-file-size", "20"]);
    assert_eq!(report.open(), [""; 0]);
    assert_eq!(report.skipped(), ["a.yaml: larger than 20 bytes"]);
    let secrets = &report.0["ledger"][0]["controls"];
    let row = secrets.as_array().unwrap().iter().find(|row| row["control"] == "secrets").unwrap();
    assert_eq!(row["status"], "partial", "what was not read is a doubt");
    assert!(row["reason"].as_str().unwrap().contains("1 path passed over"), "{row}");
    let largest = u64::MAX.to_string();
    let run = sandbox.check(&["--max-file-size", &largest]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(!run.out.contains(CRITICAL_TEXT));
}
