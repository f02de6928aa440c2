//! Bytes that are no text, or text that is no UTF-8.

use super::sandbox::{CRITICAL, CRITICAL_TEXT, Sandbox};
use super::{problems, report};

#[test]
fn invalid_utf8_is_searched_and_shown_safely() {
    let line = format!("url = '{CRITICAL}'");
    let sandbox = Sandbox::new();
    for (name, bytes) in [
        ("latin1.py", [b"# caf\xe9\n".as_slice(), line.as_bytes(), b"\n"].concat()),
        ("same-line.py", [b"\xfd\xfe ".as_slice(), line.as_bytes(), b" \x80\xc3\n"].concat()),
        ("no-line-feed.py", [line.as_bytes(), b"\xf0\x9f\x98"].concat()),
        ("bom.py", [b"\xef\xbb\xbf".as_slice(), line.as_bytes()].concat()),
        (
            "controls.py",
            [b"\x1b[2J\x07\x08\r ".as_slice(), line.as_bytes(), "\u{202e}\u{200b}\u{9b}\n".as_bytes()].concat(),
        ),
        ("carriage.py", [b"x = 1\r".as_slice(), line.as_bytes(), b"\ry = 2\r"].concat()),
        ("bad.env", [b"A=\xff\n".as_slice(), b"URL=", CRITICAL.as_bytes(), b"\n"].concat()),
        ("bad.yaml", [b"kind: Secret\n# \xff\n".as_slice(), line.as_bytes(), b"\n"].concat()),
    ] {
        sandbox.write(name, bytes);
    }
    let report = report(&sandbox, 1);
    let mut expected = [
        "bad.env:2",
        "bad.yaml:3",
        "bom.py:1",
        "carriage.py:1",
        "controls.py:1",
        "latin1.py:2",
        "no-line-feed.py:1",
        "same-line.py:1",
    ]
    .map(|place| format!("hardcoded-secret {place}"));
    expected.sort();
    assert_eq!(report.open(), expected);
    assert_eq!(report.skipped(), [""; 0]);
    let text = super::bounded(&sandbox, &[]).out;
    assert!(!text.contains(CRITICAL_TEXT));
}

/// A secret in a file that was not read as a tree can be missed: nobody must believe that it was.
#[test]
fn a_file_that_should_have_been_read_as_a_tree_is_a_problem() {
    let sandbox = Sandbox::new();
    sandbox.write("secret.yaml", b"apiVersion: v1\nkind: Secret\nstringData:\n  password: q7RzT2mKx9\n# \xff\n");
    sandbox.write(".env", b"# \xff\nSESSION_SECRET=vT4k9ZpQ2m\n");
    let report = report(&sandbox, 0);
    let problems = problems(&report);
    for name in [".env", "secret.yaml"] {
        assert!(problems.iter().any(|problem| problem.starts_with(name)), "{name}: {problems:?}");
    }
}

#[test]
fn what_is_no_text_is_named_with_its_reason() {
    let sandbox = Sandbox::new();
    let wide: Vec<u8> = format!("\u{feff}url = '{CRITICAL}'\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide_be: Vec<u8> = format!("\u{feff}url = '{CRITICAL}'\n").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let bare: Vec<u8> = format!("url = '{CRITICAL}'\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    sandbox.write("wide.py", wide);
    sandbox.write("wide-be.py", wide_be);
    sandbox.write("wide-bare.py", bare);
    sandbox.write("nul.py", format!("\0url = '{CRITICAL}'\n"));
    sandbox.write("late-nul.py", format!("{}\0\nurl = '{CRITICAL}'\n", "# x\n".repeat(3000)));
    sandbox.write("empty.py", "");
    let report = report(&sandbox, 1);
    assert_eq!(
        report.skipped(),
        [
            "nul.py: binary file",
            "wide-bare.py: binary file",
            "wide-be.py: UTF-16 text, only UTF-8 is read",
            "wide.py: UTF-16 text, only UTF-8 is read",
        ]
    );
    assert_eq!(
        report.open(),
        ["hardcoded-secret late-nul.py:3002"],
        "a NUL behind the first 8 kB makes no binary file"
    );
    let controls = report.0["ledger"][0]["controls"].as_array().unwrap();
    assert_eq!(controls[3]["status"], "not-met");
}
