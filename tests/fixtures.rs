//! The fixtures: each planted finding is found, in the agent without flaws none, and nothing depends on where a checkout lies.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "fixtures are read and copied")]

#[path = "fixtures/key_files.rs"]
mod key_files;
#[path = "cli/sandbox.rs"]
mod sandbox;

use perimeter::discover::{self, Options, Root};
use perimeter::knowledge::Knowledge;
use perimeter::ledger::{Report, Status};
use perimeter::policy::Policy;
use perimeter::render::{Format, RuleIndex, Style, render};
use perimeter::scan::scan;
use perimeter::source::{Files, LineIndex, Tracked};
use sandbox::{Git, Sandbox};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The files of a fixture, by path relative to it.
fn contents(name: &str) -> Vec<(String, Vec<u8>)> {
    let root = fixture(name);
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        (path, std::fs::read(entry.path()).unwrap())
    });
    files.collect()
}

/// Scans a fixture as if git tracked every file of it.
fn scanned(name: &str) -> Report {
    let files = Files::from_memory(contents(name));
    assert!(files.entries().iter().all(|entry| entry.tracked == Tracked::Yes));
    scan(&files, &Knowledge::builtin(), &Policy::default())
}

/// `check path:line`.
fn listed(report: &Report) -> Vec<String> {
    let line = |finding: &perimeter::ledger::Finding| {
        let at = finding.at.place;
        let line = LineIndex::new(report.sources[&at.file].bytes()).line(at.span.start) + 1;
        format!("{} {}:{line}", finding.check, report.paths[at.file.0 as usize])
    };
    report.findings.iter().map(line).collect()
}

fn json(report: &Report) -> String {
    let knowledge = Knowledge::builtin();
    let rules = RuleIndex { checks: knowledge.checks(), controls: knowledge.controls() };
    let mut out = Vec::new();
    render(Format::Json, report, &rules, &Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_planted_finding_is_found_and_no_other() {
    let report = scanned("support-agent");
    assert_eq!(
        listed(&report),
        [
            "committed-env-file .env:4",
            "hardcoded-secret .env:4",
            "hardcoded-secret .mcp.json:10",
            "missing-egress-rules compose.yaml:2",
            "root-workload compose.yaml:2",
            "hardcoded-secret compose.yaml:6",
            "hardcoded-secret deploy/secret.yaml:7",
            "hardcoded-secret notebooks/explore.ipynb:18",
            "telemetry-on-by-default src/support_agent/main.py:6",
            "hardcoded-secret src/support_agent/tools.py:12",
            "hardcoded-secret src/support_agent/tools.py:36",
        ]
    );
    assert_eq!(report.problems, [], "all of it was understood");
    assert_eq!(report.scanned.files, contents("support-agent").len());
}

#[test]
fn the_agent_without_flaws_has_no_finding() {
    let report = scanned("support-agent-clean");
    assert_eq!(listed(&report), [""; 0]);
    assert_eq!(report.problems, []);
    assert_eq!(report.scanned.files, contents("support-agent-clean").len());
    let controls = &report.ledger.rows[0].controls;
    assert!(controls.iter().all(|row| row.status != Status::NotMet), "{controls:?}");
}

/// Copies a fixture to `top`, in a repository that tracks it.
fn copy(name: &str, sandbox: &Sandbox, top: &str) {
    let files = contents(name);
    for (path, bytes) in &files {
        sandbox.write(format!("{top}/{path}"), bytes);
    }
    let git = Git::init(&sandbox.at(top));
    git.add(&files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>());
}

#[test]
fn where_a_checkout_lies_changes_nothing() {
    for name in ["support-agent", "support-agent-clean"] {
        let expected = json(&scanned(name));
        let sandbox = Sandbox::new();
        for parent in ["work", "tests", "node_modules", "docs/examples", "fixtures/vendor", ".git-backup", "a b/ü"] {
            let top = format!("{parent}/{name}");
            copy(name, &sandbox, &top);
            let root = Root::resolve(&[sandbox.at(&top)], &sandbox.path).unwrap();
            let files = discover::tree(&root, &Options::default()).unwrap();
            let report = scan(&files, &Knowledge::builtin(), &Policy::default());
            assert_eq!(json(&report), expected, "below {parent}, through the library");
            let here = sandbox.check(&[&top, "--format", "json"]);
            assert_eq!(here.out, expected, "below {parent}, through the binary");
            let mut command = sandbox::command_in(&sandbox.at(&top), &["check", "--format", "json"]);
            let inside = sandbox::Run::of(command.output().unwrap());
            assert_eq!(inside.out, expected, "below {parent}, started inside");
        }
    }
}

#[test]
fn a_checkout_through_a_link_is_the_same() {
    #[cfg(unix)]
    {
        let sandbox = Sandbox::new();
        copy("support-agent", &sandbox, "real");
        std::os::unix::fs::symlink("real", sandbox.at("tests")).unwrap();
        let expected = json(&scanned("support-agent"));
        assert_eq!(sandbox.check(&["tests", "--format", "json"]).out, expected);
    }
}

#[test]
fn the_fixtures_differ_only_where_a_control_is_at_stake() {
    let (flawed, clean) = (contents("support-agent"), contents("support-agent-clean"));
    let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    let mut expected = paths(&flawed);
    expected.retain(|path| path != ".env");
    assert_eq!(paths(&clean), expected, "a finding is never the absence of a file of the other");
    let same: Vec<_> = clean.iter().filter(|file| flawed.contains(file)).map(|(path, _)| path.as_str()).collect();
    for path in ["README.md", "pyproject.toml", "src/support_agent/main.py", ".env.example"] {
        assert!(same.contains(&path), "{path} is the same in both");
    }
}
