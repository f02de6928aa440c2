//! Placeholder.

pub mod code;
