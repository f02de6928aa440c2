//! perimeter: which controls does an AI agent have, where in the repository is the proof, and what is missing?
//!
//! Data flows one way through the rooms below; each imports only rooms listed above it (`tests/architecture.rs`).
//! Everything between `discover` and `render` is one pure function, [`scan::scan`](scan::scan()): no clock, environment or printing,
//! and no input but the bytes of the files it is handed.

#![allow(rustdoc::private_intra_doc_links, reason = "the documentation is read beside the code")]

pub mod source;
pub mod syntax;
pub mod knowledge;
pub mod facts;
pub mod model;
pub mod ledger;
pub mod checks;
pub mod policy;
pub mod scan;
pub mod rule_tests;
pub mod discover;
pub mod render;
pub mod cli;
