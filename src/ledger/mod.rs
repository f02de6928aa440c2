//! The vocabulary of results: findings with their evidence, problems, and the ledger of agents × controls.
//!
//! Nothing here knows how a result was found or how it will be printed.

mod build;
mod finding;
mod fixes;
mod fingerprint;
mod map;
mod report;
mod verdict;

pub use build::{REPOSITORY, ledger};
pub use finding::{Edit, Evidence, Finding, Fix, Label, Safety, SuppressedBy, Suppression};
pub use fingerprint::Fingerprint;
pub use fixes::{apply, fixes};
pub use map::Map;
pub use report::{ControlRow, Ledger, LedgerRow, Located, Report, Scanned, Status};
pub use verdict::Verdict;
