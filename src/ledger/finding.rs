//! One failure at one place, and why we believe it.

use super::Fingerprint;
use crate::knowledge::{Confidence, Control, Severity};
use crate::source::{FileId, Place};

/// One failure of one check at one place. A finding without a place does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the check.
    pub check: String,
    /// The control it speaks of.
    pub control: Control,
    /// How bad it is if true.
    pub severity: Severity,
    /// How sure we are.
    pub confidence: Confidence,
    /// What it is about: a tool, a file, a type of credential. Never holds a secret's text.
    pub subject: String,
    /// The agent it belongs to, when there is one.
    pub agent: Option<String>,
    /// Lower case, one fact, names in backticks, no full stop.
    pub message: String,
    /// The primary place.
    pub at: Label,
    /// Why we believe it.
    pub evidence: Vec<Evidence>,
    /// An imperative that ends with the smallest change that clears the finding.
    pub help: String,
    /// Identity by content, not by line.
    pub fingerprint: Fingerprint,
    /// The edit that clears it, when there is one.
    pub fix: Option<Fix>,
    /// Why it does not count, when it does not.
    pub suppressed: Option<Suppression>,
}

/// A place and its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What this place is to the finding: "granted here".
    pub text: String,
}

/// Why we believe something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It is there.
    Seen(Label),
    /// It is a conclusion from what is there, without a place of its own.
    Reason(String),
    /// It is missing, and this is where we looked.
    Absent {
        /// What would have been the proof.
        expected: String,
        /// Where it was looked for.
        searched: Vec<FileId>,
    },
}

/// A change of text that clears a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// Edits that belong together; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it can be applied unseen.
    pub safety: Safety,
}

/// Replaces the bytes of `place` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub place: Place,
    /// The new text.
    pub text: String,
}

/// Whether a fix keeps the program's behaviour.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Safety {
    /// It does.
    Safe,
    /// A person must look.
    Unsafe,
}

/// Why a finding does not count. It stays in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// By what.
    pub by: SuppressedBy,
    /// The reason that was given.
    pub reason: String,
    /// Where it was written, when that is in the scanned tree.
    pub place: Option<Place>,
}

/// What suppressed a finding.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SuppressedBy {
    /// A comment beside the place.
    Inline,
    /// The baseline file.
    Baseline,
    /// A setting of `perimeter.yaml`.
    Policy,
}
