//! The command as people run it: exit codes, what is printed where, and what steers it.
//!
//! Snapshots hold only short outputs that do not change with the rules; everything else is asserted.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "cli/baseline.rs"]
mod baseline;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/fix.rs"]
mod fix;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/gate.rs"]
mod gate;
#[path = "cli/ignores.rs"]
mod ignores;
#[path = "cli/packs.rs"]
mod packs;
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "cli/since.rs"]
mod since;
#[path = "cli/staged.rs"]
mod staged;
#[path = "cli/stdin.rs"]
mod stdin;
#[path = "cli/terminal.rs"]
mod terminal;
#[path = "cli/words.rs"]
mod words;
