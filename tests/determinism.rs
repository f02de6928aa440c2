//! The same tree gives the same bytes: whatever the number of threads, the run, the folder, or the order in which files are listed.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "cli/sandbox.rs"]
mod sandbox;

use perimeter::knowledge::Knowledge;
use perimeter::policy::Policy;
use perimeter::render::{Format, RuleIndex, Style, render};
use perimeter::scan::scan;
use perimeter::source::{FileEntry, Files, ReadError, Skip, Store, Tracked};
use sandbox::{CRITICAL, Git, HIGH, HIGH_2, LOW, MEDIUM, Sandbox, command_in};
use std::collections::BTreeMap;

/// Enough files that threads get in each other's way, some large, some with equal findings, problems and ignores.
fn tree() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let secrets = [CRITICAL, HIGH, HIGH_2, MEDIUM, LOW];
    for number in 0..120_usize {
        let secret = secrets[number % 5];
        let filler = "x = 1\n".repeat(number * number % 3000);
        let ignore = format!("# perimeter: {}[hardcoded-secret] -- a sample\n", "ignore");
        let (name, text) = match number % 6 {
            0 => ("agent.py", format!("{filler}{ignore}a = '{secret}'\nb = '{HIGH}'\n{filler}")),
            1 => (".env", format!("A_TOKEN={secret}\nnot an assignment\n{ignore}B=1\n")),
            2 => (
                "secret.yaml",
                format!("kind: Secret\napiVersion: v1\nstringData: {{password: '{number}-{secret}'}}\n"),
            ),
            3 => ("broken.yaml", format!("kind: Secret\napiVersion: v1\n{filler}: [\n# {secret}\n")),
            4 => ("n.ipynb", format!("{{\"cells\": [{{\"source\": [\"'{secret}'\\n\", \"'{HIGH}'\"]}}]}}\n")),
            _ => ("data.bin", format!("\0{secret}\n")),
        };
        files.insert(format!("d{}/f{number}/{name}", number % 7), text.into_bytes());
    }
    files
}

fn write(files: &BTreeMap<String, Vec<u8>>) -> Sandbox {
    let sandbox = Sandbox::new();
    for (path, bytes) in files {
        sandbox.write(path, bytes);
    }
    let git = Git::init(&sandbox.path);
    git.add(&files.keys().map(String::as_str).collect::<Vec<_>>());
    sandbox
}

const FORMATS: [&str; 4] = ["text", "json", "sarif", "github"];

#[test]
fn threads_runs_and_folders_change_nothing() {
    let files = tree();
    let (one, other) = (write(&files), write(&files));
    for format in FORMATS {
        let output = |sandbox: &Sandbox, threads: &str| {
            let run = sandbox.check(&["--format", format, "--show-suppressed", "--threads", threads]);
            assert_eq!((run.code, run.err.as_str()), (1, ""));
            run.out
        };
        let expected = output(&one, "1");
        assert!(expected.len() > 10_000, "{format}: enough to differ in");
        for run in 0..20 {
            let sandbox = if run % 2 == 0 { &one } else { &other };
            assert!(output(sandbox, "8") == expected, "{format}: run {run} with 8 threads differs");
        }
        assert!(output(&other, "1") == expected, "{format}: another folder");
        let unset = one.check(&["--format", format, "--show-suppressed"]).out;
        assert!(unset == expected, "{format}: the default number of threads");
    }
}

#[test]
fn the_place_a_run_starts_from_changes_only_what_it_is_asked() {
    let sandbox = write(&tree());
    for format in FORMATS {
        let path = sandbox.path.to_str().unwrap();
        let expected = sandbox.check(&["--format", format]).out;
        for (folder, argument) in [("d0", ".."), ("d1", path), (".", path), (".", "."), ("d2/f2", "../..")] {
            let mut command = command_in(&sandbox.at(folder), &["check", argument, "--format", format]);
            let run = sandbox::Run::of(command.output().unwrap());
            assert!(run.out == expected, "{format}: `{argument}` from `{folder}`");
        }
    }
}

#[test]
fn staged_and_since_are_as_steady() {
    let files = tree();
    let (one, other) = (write(&files), write(&files));
    for source in [&["--staged"][..], &["--since", "HEAD"]] {
        let commit = |sandbox: &Sandbox| Git(git2::Repository::open(&sandbox.path).unwrap()).commit();
        if source[0] == "--since" {
            commit(&one);
            commit(&other);
            for sandbox in [&one, &other] {
                sandbox.write("d0/f0/agent.py", format!("k = '{CRITICAL}'\n"));
                sandbox.write("new.py", format!("k = '{HIGH}'\n"));
            }
        }
        let output = |sandbox: &Sandbox, threads: &str| {
            sandbox.check(&[source, &["--format", "json", "--threads", threads]].concat()).out
        };
        let expected = output(&one, "1");
        assert!(expected.contains("hardcoded-secret"), "{source:?}");
        for _ in 0..5 {
            assert!(output(&one, "8") == expected && output(&other, "8") == expected, "{source:?}");
        }
    }
}

struct Memory(BTreeMap<String, Vec<u8>>);

impl Store for Memory {
    fn read(&self, entry: &FileEntry) -> Result<Vec<u8>, ReadError> {
        let bytes = &self.0[&entry.path];
        if bytes.contains(&0) { Err(ReadError::Binary) } else { Ok(bytes.clone()) }
    }
}

/// All formats of a scan of `order`.
fn rendered(order: &[(&String, &Vec<u8>)], skipped: Vec<Skip>, knowledge: &Knowledge) -> Vec<Vec<u8>> {
    let entry = |(path, bytes): &(&String, &Vec<u8>)| FileEntry {
        path: (*path).clone(),
        size: bytes.len() as u64,
        tracked: Tracked::Yes,
    };
    let store = Memory(order.iter().map(|(path, bytes)| ((*path).clone(), (*bytes).clone())).collect());
    let files = Files::new(order.iter().map(entry).collect(), skipped, Box::new(store));
    let report = scan(&files, knowledge, &Policy::default());
    let rules = RuleIndex { checks: knowledge.checks(), controls: knowledge.controls() };
    let formats = Format::ALL.iter().map(|&format| {
        let mut out = Vec::new();
        render(format, &report, &rules, &Style { show_suppressed: true, ..Style::default() }, &mut out).unwrap();
        out
    });
    formats.collect()
}

#[test]
fn the_order_of_the_files_changes_nothing() {
    let files = tree();
    let knowledge = Knowledge::builtin();
    let mut order: Vec<_> = files.iter().collect();
    let mut skips: Vec<Skip> =
        (0..9).map(|n| Skip { path: format!("s{n}"), reason: format!("larger than {} bytes", n % 3) }).collect();
    let expected = rendered(&order, skips.clone(), &knowledge);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..10 {
        for at in (1..order.len()).rev() {
            order.swap(at, next(at + 1));
        }
        for at in (1..skips.len()).rev() {
            skips.swap(at, next(at + 1));
        }
        assert!(rendered(&order, skips.clone(), &knowledge) == expected, "shuffle {round}");
    }
    order.reverse();
    // A path that is listed twice is one file.
    let twice: Vec<_> = order.iter().chain(&order).copied().collect();
    assert!(rendered(&twice, skips, &knowledge) == expected, "listed twice");
}
