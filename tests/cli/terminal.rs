//! Colours, and what a terminal must never get to see.

use super::sandbox::{CRITICAL, HIGH, Run, Sandbox};
use perimeter::source::is_unsafe;

fn tree() -> Sandbox {
    Sandbox::with(&[("a.yaml", &format!("value: {CRITICAL}\n"))])
}

fn with_env(sandbox: &Sandbox, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = sandbox.command(&[&["check"], args].concat());
    command.envs(variables.iter().copied());
    Run::of(command.output().unwrap())
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let sandbox = tree();
    let plain = sandbox.check(&["--color", "never"]).out;
    assert!(!plain.contains('\u{1b}'));
    for (args, variables, color, why) in [
        (&[][..], &[][..], false, "a pipe"),
        (
            &[],
            &[("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "1"), ("TERM", "xterm-256color")],
            false,
            "no other rule counts",
        ),
        (&["--color", "auto"], &[], false, "the default by its name"),
        (&["--color", "always"], &[], true, "asked for"),
        (&["--color", "always"], &[("NO_COLOR", "1")], true, "what is typed outranks the environment"),
        (&["--color", "always"], &[("CLICOLOR", "0"), ("TERM", "dumb")], true, "the same"),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false, "the same"),
        (&["--color", "auto"], &[("NO_COLOR", "1")], false, "no colour"),
        (&["--color", "always", "--format", "json"], &[], false, "only text has colours"),
        (&["--color", "always", "--format", "sarif"], &[], false, "only text has colours"),
        (&["--color", "always", "--format", "github"], &[], false, "only text has colours"),
    ] {
        let run = with_env(&sandbox, args, variables);
        assert_eq!(run.code, 1, "{why}");
        assert_eq!(run.out.contains('\u{1b}'), color, "{why}: {}", run.out);
    }
    let color = sandbox.check(&["--color", "always"]).out;
    let mut parts = color.split("\u{1b}[");
    let first = parts.next().unwrap().to_owned();
    let bare = parts.fold(first, |text, part| text + part.split_once('m').unwrap().1);
    let trim = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trim(&bare), trim(&plain), "colour changes nothing else");
}

#[test]
fn the_environment_changes_nothing() {
    let sandbox = tree();
    for format in ["text", "json", "sarif", "github"] {
        let expected = sandbox.check(&["--format", format]).out;
        for variables in [
            &[("COLUMNS", "20"), ("LINES", "5"), ("TERM", "dumb")][..],
            &[("HOME", "/nonexistent"), ("XDG_CONFIG_HOME", "/nonexistent"), ("GIT_DIR", "/nonexistent")],
            &[("GIT_WORK_TREE", "/"), ("GIT_INDEX_FILE", "/nonexistent"), ("GIT_CONFIG_GLOBAL", "/nonexistent")],
            &[("RAYON_NUM_THREADS", "1"), ("RUST_BACKTRACE", "full"), ("RUST_LOG", "trace")],
            &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "C"), ("TZ", "Asia/Kathmandu")],
            &[("CI", "true"), ("GITHUB_ACTIONS", "true"), ("PERIMETER_FORMAT", "json")],
        ] {
            let run = with_env(&sandbox, &["--format", format], variables);
            assert_eq!((run.out, run.err.as_str()), (expected.clone(), ""), "{format}, {variables:?}");
        }
    }
}

/// Names of files that would steer a terminal or mislead a reader.
#[cfg(target_os = "linux")]
const NAMES: [&str; 7] = [
    "esc\u{1b}[2J\u{1b}]0;owned\u{7}.yaml",
    "bidi\u{202e}lmay.yaml",
    "zero\u{200b}width.yaml",
    "line\nfeed: error.yaml",
    "cr\rreturn.yaml",
    "c1\u{9b}31m.yaml",
    "tag\u{e0041}.yaml",
];

#[cfg(target_os = "linux")]
fn assert_safe(text: &str, what: &str) {
    let bad: Vec<char> = text.chars().filter(|&c| is_unsafe(c)).collect();
    assert!(bad.is_empty(), "{what} writes {bad:?}: {text}");
}

#[cfg(target_os = "linux")]
#[test]
fn no_name_of_a_file_reaches_a_terminal_raw() {
    let (sandbox, git) = Sandbox::committed(&[("a.py", "x = 1\n")]);
    for name in NAMES {
        sandbox.write(name, format!("value: {HIGH}\nx: {CRITICAL}\n"));
        sandbox.write(name.replace(".yaml", ".env"), "PASS-WORD=\"\nnot an assignment\n");
        sandbox.write(name.replace(".yaml", ".bin"), b"\0");
    }
    git.add(&NAMES);
    for source in [&[][..], &["--staged"], &["--since", "HEAD"]] {
        for format in ["text", "json", "sarif", "github"] {
            let run = sandbox.check(&[source, &["--format", format]].concat());
            assert_eq!(run.code, 1, "{}", run.err);
            assert_safe(&run.out, format);
            assert_safe(&run.err, format);
            if format == "github" {
                let annotations = run.out.lines().filter(|line| line.starts_with("::")).count();
                assert_eq!(annotations, 2 * NAMES.len(), "a line feed in a name begins no line: {}", run.out);
            }
        }
    }
    let paths: Vec<String> = sandbox.report(&["--staged"]).open();
    assert!(NAMES.iter().all(|name| paths.iter().any(|path| path.contains(name))), "a program reads the exact name");
}

#[cfg(target_os = "linux")]
#[test]
fn no_message_writes_a_name_raw() {
    for name in NAMES {
        let sandbox = Sandbox::with(&[
            (&format!("{name}/a.yaml"), &format!("value: {HIGH}\n")),
            (&format!("bad{name}/perimeter.yaml"), "nonsense: 1\n"),
            (&format!("old{name}/.perimeter-baseline"), "nonsense\n"),
        ]);
        for args in [
            &["baseline", name][..],
            &["baseline", name, "--output", &format!("{name}.txt")],
            &["check", name, "--output", &format!("{name}.out")],
            &["check", &format!("bad{name}")],
            &["check", &format!("old{name}")],
            &["check", &format!("gone{name}")],
            &["check", name, "--exclude", &format!("{name}[")],
            &["check", name, "--since", name],
            &["explain", name],
            &["rules", "test", name],
        ] {
            let run = sandbox.run(args);
            assert!(!run.err.is_empty(), "{args:?} says nothing");
            assert_safe(&run.err, &format!("{args:?}"));
            assert_safe(&run.out, &format!("{args:?}"));
            assert!(run.err.lines().all(|line| !line.starts_with("feed: error")), "{args:?}: {}", run.err);
        }
    }
}
