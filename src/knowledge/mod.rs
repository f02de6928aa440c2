//! Typed rule packs loaded from `rules/`: what the world looks like. Knows nothing of any scanned file.

pub mod schema;

pub use schema::{Audience, Confidence, Control, Severity};
