//! Trees made to crash, hang, exhaust or mislead. Each run has to end by itself, within bounded memory, with a report that says what
//! was not read and why.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "tests make the trees that are then scanned")]

#[path = "hostile/bytes.rs"]
mod bytes;
#[path = "hostile/nesting.rs"]
mod nesting;
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "hostile/tree.rs"]
mod tree;
#[path = "hostile/volume.rs"]
mod volume;

use perimeter::source::is_unsafe;
use sandbox::{Report, Run, Sandbox};
use std::process::Command;

/// Address space of a run in kilobytes, all mappings and the stacks of two threads included.
const MEMORY: u64 = 1_000_000;

/// `perimeter check` in bounded memory, on two threads.
fn bounded(sandbox: &Sandbox, args: &[&str]) -> Run {
    let inner = sandbox.command(&[&["check", "--threads", "2"], args].concat());
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\"")]).arg(inner.get_program());
    command.args(inner.get_args()).current_dir(&sandbox.path).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Run::of(command.output().unwrap())
}

/// Runs all formats, asserts that they end as expected and write nothing unsafe, and reads the report.
#[track_caller]
fn report(sandbox: &Sandbox, code: i32) -> Report {
    let mut report = None;
    for format in ["text", "github", "sarif", "json"] {
        let run = bounded(sandbox, &["--format", format, "--show-suppressed"]);
        assert_eq!((run.code, run.err.as_str()), (code, ""), "{format}");
        let bad: Vec<char> = run.out.chars().filter(|&c| is_unsafe(c)).take(10).collect();
        assert!(bad.is_empty(), "{format} writes {bad:?}");
        if format == "json" {
            report = Some(Report::parse(&run.out));
        }
    }
    report.unwrap()
}

/// `path:line message` of each problem; the line is missing when the problem has no place.
fn problems(report: &Report) -> Vec<String> {
    let problem = |problem: &serde_json::Value| {
        let line = problem.get("location").map(|place| format!(":{}", place["line"])).unwrap_or_default();
        format!("{}{line} {}", problem["path"].as_str().unwrap(), problem["message"].as_str().unwrap())
    };
    report.0["problems"].as_array().unwrap().iter().map(problem).collect()
}

/// The bound is real: a run that needs more does not end well.
#[test]
fn the_memory_of_a_run_is_bounded() {
    let sandbox = Sandbox::with(&[("a.py", "x = 1\n")]);
    assert_eq!(bounded(&sandbox, &[]).code, 0);
    let huge = sandbox.at("huge.yaml");
    std::fs::File::create(huge).unwrap().set_len(2 * MEMORY * 1024).unwrap();
    let run = bounded(&sandbox, &["--max-file-size", "4000000000"]);
    assert_ne!(run.code, 0, "a file of twice the bound was read: {}", run.out);
}
