//! The checklist, and the words and examples of checks.

use super::{Audience, Confidence, Control, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `rules/controls.yaml`: the checklist.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controls {
    /// One entry for each [`Control`], in the order they are printed.
    pub controls: Vec<ControlMeta>,
}

/// What the checklist says of one control.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlMeta {
    /// Which control.
    pub id: Control,
    /// Its name in a sentence.
    pub title: String,
    /// What a reviewer asks.
    pub question: String,
    /// Related items of public frameworks: references, never verdicts.
    pub mappings: BTreeMap<String, Vec<String>>,
}

/// `rules/checks/<id>.yaml`: the words, weights and examples of one check. The analysis itself is code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckMeta {
    /// Kebab-case id; the name of the file.
    pub id: String,
    /// One line.
    pub title: String,
    /// The control it gives evidence for.
    pub control: Control,
    /// Default harm; single findings can be lower or higher.
    pub severity: Severity,
    /// Default certainty.
    pub confidence: Confidence,
    /// Who sees it.
    #[serde(default)]
    pub audience: Audience,
    /// First version that has it.
    pub since: String,
    /// What goes wrong in production, and for whom.
    pub rationale: String,
    /// What to do; ends with the smallest change that clears the finding.
    pub remediation: String,
    /// Related items of public frameworks.
    #[serde(default)]
    pub mappings: BTreeMap<String, Vec<String>>,
    /// Small trees that are run as tests.
    pub examples: Examples,
}

/// Examples of a check.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// The check reports exactly the spans marked `«…»`.
    pub bad: Vec<Example>,
    /// The check reports nothing.
    pub good: Vec<Example>,
}

/// A tree of files. `«…»` marks the primary span of a finding, `·` is a seam inside a token: both are removed before the
/// scan. A byte `\xNN` is not possible here; such cases live in `fixtures/` and unit tests.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// Path to text.
    pub files: BTreeMap<String, String>,
}
