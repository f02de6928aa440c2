//! Sources of tools and of their records outside of the usual code: configuration of clients, variables, definitions, Go.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "sources/clients.rs"]
mod clients;
#[path = "sources/definitions.rs"]
mod definitions;
#[path = "sources/go.rs"]
mod go;
#[path = "sources/switches.rs"]
mod switches;

use perimeter::knowledge::Knowledge;
use perimeter::ledger::Map;
use perimeter::scan;
use perimeter::source::Files;

/// The map of a tree of files.
fn map(files: &[(&str, &str)]) -> Map {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    scan::map(&Files::from_memory(files), &Knowledge::builtin())
}
