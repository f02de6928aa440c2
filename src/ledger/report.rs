//! What a scan gives back.

use super::{Evidence, Finding, Fingerprint};
use crate::knowledge::Control;
use crate::source::{FileId, Problem, Skip, SourceFile, Span};
use std::collections::BTreeMap;

/// Everything one scan found, in the order in which it is printed. Renderers read nothing else.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was read and what was not.
    pub scanned: Scanned,
    /// Sorted by path, span, check and fingerprint; suppressed ones included.
    pub findings: Vec<Finding>,
    /// One row for each agent; one row "repository" where no agent is known.
    pub ledger: Ledger,
    /// Sorted by path and span.
    pub problems: Vec<Located<Problem>>,
    /// Paths of all files, by id.
    pub paths: Vec<String>,
    /// The contents of every file that a place of this report points into.
    pub sources: BTreeMap<FileId, SourceFile>,
    /// Bytes that no output may show, for each file of `sources`: sorted, without overlap.
    pub masked: BTreeMap<FileId, Vec<Span>>,
}

/// What a scan covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Number of files read.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// What was passed over, sorted.
    pub skipped: Vec<Skip>,
}

/// Something that belongs to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The file.
    pub file: FileId,
    /// What.
    pub value: T,
}

/// agents × controls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Sorted by agent.
    pub rows: Vec<LedgerRow>,
}

/// The controls of one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Name of the agent, or `repository`.
    pub agent: String,
    /// All eight controls, in the order of the checklist.
    pub controls: Vec<ControlRow>,
}

/// The state of one control of one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRow {
    /// Which.
    pub control: Control,
    /// How it stands.
    pub status: Status,
    /// How many subjects were examined.
    pub examined: usize,
    /// Why it has this status: one sentence, lower case.
    pub reason: String,
    /// The proof.
    pub evidence: Vec<Evidence>,
    /// Findings that speak against it.
    pub findings: Vec<Fingerprint>,
}

/// How a control stands. Silence is never `Met`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Proved.
    Met,
    /// Proved in part.
    Partial,
    /// Proved to be missing.
    NotMet,
    /// Could not be judged.
    Unknown,
    /// Nothing here needs it.
    NotApplicable,
}
