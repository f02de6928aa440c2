//! What is written about the rules is what the rules are. `UPDATE=1 cargo test --test docs` writes the generated parts of README.md.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::string_slice, reason = "places come from searches for ASCII markers")]
#![allow(clippy::disallowed_methods, reason = "documents and packs are read, and written when asked")]

#[path = "docs/commands.rs"]
mod commands;
#[path = "docs/packs.rs"]
mod packs;
#[path = "cli/sandbox.rs"]
mod sandbox;

use perimeter::knowledge::{Control, Knowledge, Severity};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file at the top of the repository; a packed crate does not have all of them.
fn read(name: &str) -> Option<String> {
    std::fs::read_to_string(root().join(name)).ok()
}

/// README.md and what stands in `docs/`.
fn documents() -> Vec<(PathBuf, String)> {
    let below = walkdir::WalkDir::new(root().join("docs")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let pages = below.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "md"));
    std::iter::once(root().join("README.md"))
        .chain(pages)
        .filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?)))
        .collect()
}

/// The text between `<!-- name:begin -->` and `<!-- name:end -->`, each on a line of its own and there once.
fn generated(document: &str, name: &str) -> Result<Range<usize>, String> {
    let find = |marker: &str| {
        let places: Vec<usize> = document.match_indices(marker).map(|(at, _)| at).collect();
        let [at] = places[..] else { return Err(format!("`{marker}` is there {} times", places.len())) };
        Ok(at)
    };
    let begin = format!("<!-- {name}:begin -->\n");
    let (from, to) = (find(&begin)? + begin.len(), find(&format!("<!-- {name}:end -->\n"))?);
    if from <= to { Ok(from..to) } else { Err(format!("`{name}` ends before it begins")) }
}

fn table(knowledge: &Knowledge) -> String {
    let mut out = "| check | severity | control | title |\n|---|---|---|---|\n".to_owned();
    for check in knowledge.checks() {
        let (severity, control) = (word(check.severity), id(check.control));
        let _ = writeln!(out, "| `{}` | {severity} | {control} | {} |", check.id, check.title.replace('|', "\\|"));
    }
    out
}

fn counts(knowledge: &Knowledge) -> String {
    let providers: BTreeSet<&str> = knowledge.packs().secrets.iter().map(|pack| pack.provider.as_str()).collect();
    format!("{} credential types of {} providers.\n", knowledge.secrets().types().len(), providers.len())
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// The id of a control as every output writes it.
fn id(control: Control) -> String {
    serde_json::to_value(control).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn the_generated_parts_of_the_readme_are_current() {
    let Some(mut readme) = read("README.md") else { return };
    let knowledge = Knowledge::builtin();
    let update = std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty());
    let mut stale = Vec::new();
    for (name, expected) in [("checks", table(&knowledge)), ("counts", counts(&knowledge))] {
        let place = generated(&readme, name).unwrap_or_else(|error| panic!("README.md: {error}"));
        if readme[place.clone()] != expected {
            stale.push(format!("`{name}` says\n{}and should say\n{expected}", &readme[place.clone()]));
            readme.replace_range(place, &expected);
        }
    }
    if update && !stale.is_empty() {
        std::fs::write(root().join("README.md"), readme).unwrap();
    } else {
        assert!(
            stale.is_empty(),
            "README.md is stale, `UPDATE=1 cargo test --test docs` corrects it:\n{}",
            stale.join("\n")
        );
    }
}

#[test]
fn markers_are_found_once_or_not_at_all() {
    let part = |text: &str| generated(text, "x").map(|range| text[range].to_owned());
    assert_eq!(part("a\n<!-- x:begin -->\nb\nc\n<!-- x:end -->\nd\n"), Ok("b\nc\n".into()));
    assert_eq!(part("<!-- x:begin -->\n<!-- x:end -->\n"), Ok(String::new()));
    for (text, words) in [
        ("nothing\n", "there 0 times"),
        ("<!-- x:begin -->\n", "`<!-- x:end -->\n` is there 0 times"),
        ("<!-- x:end -->\n<!-- x:begin -->\n", "before it begins"),
        ("<!-- x:begin -->\n<!-- x:begin -->\n<!-- x:end -->\n", "there 2 times"),
        ("see <!-- x:begin --> and <!-- x:end -->\n", "there 0 times"),
    ] {
        let error = part(text).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn the_generated_parts_say_something() {
    let knowledge = Knowledge::builtin();
    let table = table(&knowledge);
    assert_eq!(table.lines().count(), knowledge.checks().len() + 2);
    assert!(table.contains("| `hardcoded-secret` | high | secrets | A credential stands in a file |\n"), "{table}");
    assert!(counts(&knowledge).ends_with(" providers.\n"));
}

/// Links within the repository lead somewhere.
#[test]
fn links_lead_somewhere() {
    let link = regex::Regex::new(r"\]\(([^)#\s]+)(?:#[^)]*)?\)").unwrap();
    for (path, text) in documents() {
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if !target.contains("://") && !target.starts_with("mailto:") {
                assert!(path.parent().unwrap().join(target).exists(), "{}: `{target}` is not there", path.display());
            }
        }
    }
}
