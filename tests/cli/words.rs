//! What explains the tool: help, lists, completions, the manual page.
#![allow(clippy::string_slice, reason = "the offsets are those of ASCII texts and of marks")]

use super::sandbox::Sandbox;
use perimeter::knowledge::{Knowledge, unmark};

/// The only outputs that are compared as a whole: what people see first.
#[test]
fn first_words() {
    let sandbox = Sandbox::new();
    let run = sandbox.run::<&str>(&[]);
    assert_eq!((run.code, run.out.as_str()), (2, ""), "without a command nothing was done");
    insta::assert_snapshot!("help", run.err);
    let run = sandbox.check(&["--help"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!("check_help", run.out);
    insta::assert_snapshot!("rules", sandbox.run(&["rules"]).out);
}

#[test]
fn explained() {
    let run = Sandbox::new().run(&["explain", "hardcoded-secret"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    // A snapshot is a committed file: the examples are put together from the pack, where a seam breaks them.
    let knowledge = Knowledge::builtin();
    let mut text = run.out;
    for example in &knowledge.check("hardcoded-secret").unwrap().examples.bad {
        for content in example.files.values() {
            let content = unmark(content).unwrap();
            for mark in &content.marks {
                let credential = &content.text[mark.range()];
                assert!(text.contains(credential), "the example is shown as it would be written");
                text = text.replace(credential, "[credential]");
            }
        }
    }
    insta::assert_snapshot!("explain", text);
}

#[test]
fn fixture() {
    let run =
        Sandbox::new().check(&[concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/support-agent"), "--color", "never"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    // In a crate without its repository no file is tracked; there the first finding is missing.
    if perimeter_is_in_git() {
        insta::assert_snapshot!("support_agent", run.out);
    }
}

fn perimeter_is_in_git() -> bool {
    git2::Repository::discover(env!("CARGO_MANIFEST_DIR"))
        .and_then(|repo| repo.index())
        .is_ok_and(|index| index.iter().any(|entry| entry.path.ends_with(b"fixtures/support-agent/.env")))
}

#[test]
fn every_check_and_every_credential_type_is_listed_and_explained() {
    let sandbox = Sandbox::new();
    let knowledge = Knowledge::builtin();
    let list = sandbox.run(&["rules", "--secrets"]);
    assert_eq!(list.code, 0);
    let first_words: Vec<_> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for check in knowledge.checks() {
        assert!(first_words.contains(&check.id.as_str()), "{}", check.id);
        let run = sandbox.run(&["explain", &check.id]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.starts_with(&format!("{} (", check.id)) && run.out.contains(check.title.trim()), "{}", run.out);
        for example in check.examples.bad.iter().chain(&check.examples.good) {
            assert!(run.out.contains(&example.title), "{}: {}", check.id, example.title);
        }
    }
    let types = knowledge.secrets().types();
    for ty in types {
        assert!(first_words.contains(&ty.meta.id.as_str()), "{}", ty.meta.id);
    }
    // One of each way to be told apart: with a pattern, with a structure.
    for ty in [types.iter().find(|ty| ty.meta.pattern.is_some()), types.iter().find(|ty| ty.meta.structure.is_some())] {
        let ty = ty.unwrap();
        let run = sandbox.run(&["explain", &ty.meta.id]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains(&ty.meta.title) && run.out.contains(&ty.provider), "{}", run.out);
    }
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let sandbox = Sandbox::new();
    let commands = ["check", "rules", "explain", "baseline", "completions", "man"];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = sandbox.run(&["completions", shell]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{shell}");
        for word in commands.iter().chain(&["fail-on", "staged"]) {
            assert!(run.out.contains(word), "{shell} does not complete `{word}`");
        }
    }
    let run = sandbox.run(&["man"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains(".TH perimeter 1"), "a page of section 1");
    for word in commands {
        assert!(run.out.contains(&format!("perimeter\\-{word}(1)")), "`{word}` is missing");
    }
}

#[test]
fn the_version_is_the_same_everywhere() {
    let sandbox = Sandbox::with(&[("a.py", "x = 1\n")]);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(sandbox.run(&["--version"]).out, format!("perimeter {version}\n"));
    assert_eq!(sandbox.run(&["check", "--version"]).out, format!("perimeter-check {version}\n"));
    assert_eq!(sandbox.report(&[]).0["tool"]["version"], version);
}
