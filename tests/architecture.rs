//! The shape of the house: which room may import which, and how large a file may grow.
#![allow(
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "reads the sources of this crate, which are ASCII where it slices"
)]

use std::path::{Path, PathBuf};

/// Rooms in order: each may import only those before it.
const ROOMS: [&str; 13] = [
    "source",
    "syntax",
    "knowledge",
    "facts",
    "model",
    "ledger",
    "checks",
    "policy",
    "scan",
    "rule_tests",
    "discover",
    "render",
    "cli",
];

const LONGEST: usize = 400;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("readable");
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.into_path());
        }
    }
}

fn room_of(path: &Path, src: &Path) -> Option<usize> {
    let first =
        path.strip_prefix(src).ok()?.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
    ROOMS.iter().position(|room| *room == first)
}

/// Every `crate::room` that a text names, also inside `use crate::{a, b::c}`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + 7..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or("").split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in names {
            found.push(name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn a_room_imports_only_rooms_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&src, &mut found);
    assert!(found.len() > 30, "the sources were not found");
    let mut wrong = Vec::new();
    for path in found {
        let Some(room) = room_of(&path, &src) else { continue };
        let text = std::fs::read_to_string(&path).expect("readable");
        for import in imports(&text) {
            match ROOMS.iter().position(|room| *room == import) {
                Some(other) if other > room => {
                    wrong.push(format!("{}: `{}` imports `{import}`", path.display(), ROOMS[room]));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "wrong edges:\n{}", wrong.join("\n"));
}

#[test]
fn the_import_reader_sees_groups_and_paths() {
    assert_eq!(imports("use crate::source::Span;"), ["source"]);
    assert_eq!(imports("use crate::{render, cli::args};"), ["render", "cli"]);
    assert_eq!(imports("let x = crate::facts::extract();"), ["facts"]);
}

#[test]
fn every_room_is_declared_in_order() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("readable");
    let declared: Vec<_> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, ROOMS);
}

#[test]
fn no_file_outgrows_its_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("src"), &mut found);
    files(&root.join("tests"), &mut found);
    let long: Vec<_> = found
        .iter()
        .map(|path| (std::fs::read_to_string(path).expect("readable").lines().count(), path))
        .filter(|(lines, _)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {long:?}");
    let shelves = ["utils", "util", "helpers", "helper", "common", "misc"];
    let vague: Vec<_> =
        found.iter().filter(|path| path.file_stem().is_some_and(|stem| shelves.iter().any(|s| *s == stem))).collect();
    assert!(vague.is_empty(), "a name that says nothing: {vague:?}");
}
