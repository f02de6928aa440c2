//! What one check says.

use super::{Evidence, Finding};
use crate::knowledge::Control;

/// The outcome of one check for one agent, or for the whole repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Id of the check.
    pub check: String,
    /// The control it gives evidence for.
    pub control: Control,
    /// The agent, or `None` when it holds for all.
    pub agent: Option<String>,
    /// How many subjects were examined; none means that nothing here needs the control.
    pub examined: usize,
    /// How many of them could not be judged either way.
    pub unknown: usize,
    /// What was examined, for sentences: "files", "tools".
    pub subjects: &'static str,
    /// Failures.
    pub findings: Vec<Finding>,
    /// Proof that the control holds.
    pub met: Vec<Evidence>,
    /// What this check alone cannot tell: as long as there is one, the control is at best partly met.
    pub limits: Vec<String>,
}
