//! Text from standard input.

use super::sandbox::{CRITICAL, CRITICAL_TEXT, Report, Run, Sandbox};
use std::io::Write as _;
use std::process::Stdio;

/// Runs `perimeter check` in `sandbox` with `text` on its standard input.
fn piped(sandbox: &Sandbox, text: &[u8], args: &[&str]) -> Run {
    let mut command = sandbox.command(&[&["check"], args].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may refuse before it reads.
    let _ = child.stdin.take().unwrap().write_all(text);
    Run::of(child.wait_with_output().unwrap())
}

fn url() -> Vec<u8> {
    format!("url = \"{CRITICAL}\"\n").into_bytes()
}

#[test]
fn the_name_decides_how_the_text_is_read() {
    let sandbox = Sandbox::new();
    for (name, place) in
        [("agent.py", "code"), ("notes.md", "a document"), ("./agent.py", "code"), ("a/b.toml", "a file")]
    {
        for args in [&["-", "--stdin-filename", name][..], &["--stdin-filename", name]] {
            let run = piped(&sandbox, &url(), &[args, &["--format", "json", "--fail-on", "medium"]].concat());
            assert_eq!(run.code, 1, "{}", run.err);
            let report = Report::parse(&run.out);
            let name = name.trim_start_matches("./");
            assert_eq!(report.open(), [format!("hardcoded-secret {name}:1")]);
            assert!(report.findings()[0]["message"].as_str().unwrap().contains(place), "{}", run.out);
            assert!(!run.out.contains(CRITICAL_TEXT));
        }
    }
    let run = piped(&sandbox, b"x = 1\n", &["-", "--stdin-filename", "a.py"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let sandbox = Sandbox::with(&[("a.py", "x = 1\n")]);
    for (text, args, words, why) in [
        (&b"x"[..], &["-"][..], "--stdin-filename", "no name"),
        (b"a\0b", &["-", "--stdin-filename", "a.py"], "binary file", "no text"),
        (b"\xff\xfea\0", &["-", "--stdin-filename", "a.py"], "UTF-16", "another encoding"),
        (b"0123456789", &["-", "--stdin-filename", "a.py", "--max-file-size", "9"], "larger than 9 bytes", "too long"),
        (b"x", &["a.py", "-"], "`-`", "standard input beside a file"),
        (b"x", &["a.py", "--stdin-filename", "b.py"], "--stdin-filename", "a name for a file that has one"),
        (b"x", &["-", "--stdin-filename", ""], "--stdin-filename", "an empty name"),
    ] {
        println!("{why}");
        piped(&sandbox, text, args).refused(&[words]);
    }
}

#[test]
fn the_limit_itself_fits() {
    let sandbox = Sandbox::new();
    for limit in ["10", "18446744073709551615"] {
        let run = piped(&sandbox, b"0123456789", &["-", "--stdin-filename", "a.py", "--max-file-size", limit]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{limit}");
    }
}

#[test]
fn the_configuration_and_the_baseline_of_the_folder_count() {
    let sandbox = Sandbox::with(&[("perimeter.yaml", "checks: {hardcoded-secret: {severity: low}}\n")]);
    assert_eq!(piped(&sandbox, &url(), &["-", "--stdin-filename", "a.py"]).code, 0);
    sandbox.write("perimeter.yaml", "");
    let run = piped(&sandbox, &url(), &["-", "--stdin-filename", "a.py", "--format", "json"]);
    let report = Report::parse(&run.out);
    let fingerprint = report.findings()[0]["fingerprint"].as_str().unwrap();
    sandbox.write(".perimeter-baseline", format!("{fingerprint} hardcoded-secret a.py\n"));
    assert_eq!(piped(&sandbox, &url(), &["-", "--stdin-filename", "a.py"]).code, 0);
}
