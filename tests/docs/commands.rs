//! Commands and options that documents name exist.

use super::sandbox::Sandbox;
use super::{documents, read, root};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The options of each command, by its help.
fn options() -> BTreeMap<String, BTreeSet<String>> {
    let sandbox = Sandbox::new();
    let long = regex::Regex::new(r"--[a-z][a-z-]*").unwrap();
    let help = sandbox.run(&["--help"]).out;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands = listed.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let of = |command: &str| {
        let help = sandbox.run(&[command, "--help"]).out;
        (command.to_owned(), long.find_iter(&help).map(|option| option.as_str().to_owned()).collect())
    };
    commands.filter(|&command| command != "help").map(of).collect()
}

/// Every `perimeter COMMAND …` in a text: the command and what follows it on the line, up to where a shell or a sentence ends it.
fn commands(text: &str) -> Vec<(String, String)> {
    let call = regex::Regex::new(r#"\bperimeter ([a-z-]+)([^`|;<>&\n"]*)"#).unwrap();
    call.captures_iter(text).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

fn texts() -> Vec<(PathBuf, String)> {
    let mut texts = documents();
    for name in ["CONTRIBUTING.md", "SECURITY.md", "action.yml", ".pre-commit-hooks.yaml"] {
        texts.extend(read(name).map(|text| (root().join(name), text)));
    }
    texts
}

#[test]
fn commands_in_documents_exist() {
    let options = options();
    let alone = regex::Regex::new(r"`(--[a-z][a-z-]*)").unwrap();
    for (path, text) in texts() {
        for (command, rest) in commands(&text) {
            let Some(known) = options.get(command.as_str()) else { continue };
            for option in rest.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
                let name = option.split('=').next().unwrap().trim_end_matches([',', '.', ':', ')']);
                assert!(known.contains(name), "{}: `perimeter {command}` has no {name}", path.display());
            }
        }
        // An option in code of its own: `--staged`.
        for option in alone.captures_iter(&text).map(|found| found[1].to_owned()) {
            let known = options.values().any(|known| known.contains(&option));
            assert!(known, "{}: no command has {option}", path.display());
        }
    }
}

#[test]
fn commands_are_read_out_of_text() {
    let found = commands(
        "run `perimeter check --staged`, or\n    perimeter rules test dir | head; perimeter explain CHECK > x\n",
    );
    let found: Vec<_> = found.iter().map(|(command, rest)| (command.as_str(), rest.trim())).collect();
    assert_eq!(found, [("check", "--staged"), ("rules", "test dir"), ("explain", "CHECK")]);
    let options = options();
    assert!(options.len() >= 6 && options["check"].contains("--stdin-filename"), "{options:?}");
}

/// What the configuration and the checks are called, where a document shows a `perimeter.yaml`.
#[test]
fn checks_in_documents_exist() {
    let knowledge = perimeter::knowledge::Knowledge::builtin();
    let ignore = regex::Regex::new(r"perimeter: ignore\[([a-z, @0-9-]+)\]").unwrap();
    for (path, text) in texts() {
        for found in ignore.captures_iter(&text) {
            for check in found[1].split(',').map(|check| check.trim().split('@').next().unwrap()) {
                let known = knowledge.check(check).is_some() || check == "check-id";
                assert!(known, "{}: no check is called `{check}`", path.display());
            }
        }
    }
}
