//! What the user declares: settings, weights of checks, ignores, the baseline. Every entry that does nothing is itself a finding.

mod baseline;
mod config;
mod date;
mod grants;
mod ignores;

pub use baseline::{Baseline, BaselineError};
pub use config::{Config, ConfigError, Level};
pub use date::Date;
pub use grants::{Declared, Reviewed};

use crate::knowledge::schema::Audience;
use crate::knowledge::{Confidence, Knowledge};
use crate::ledger::{Finding, SuppressedBy, Suppression};
use crate::model::Model;

/// Everything that steers a scan besides the tree itself.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// `perimeter.yaml`.
    pub config: Config,
    /// Accepted findings.
    pub baseline: Baseline,
    /// Show checks for the pedantic audience.
    pub pedantic: bool,
    /// Leave out findings below this certainty.
    pub min_confidence: Option<Confidence>,
    /// The day of the scan; without it no review runs out.
    pub today: Option<Date>,
    /// The configuration as a file of the tree, when the whole tree is read: only then can it be told that nothing grants an entry.
    pub declared: Option<Declared>,
}

impl Policy {
    /// Whether findings of `check` are wanted.
    pub fn wants(&self, knowledge: &Knowledge, check: &str) -> bool {
        let level = self.config.checks.get(check).map(|weight| weight.severity);
        match (level, knowledge.check(check).map(|meta| meta.audience)) {
            (Some(level), _) => level != Level::Off,
            (None, audience) => audience != Some(Audience::Pedantic) || self.pedantic,
        }
    }

    /// Adds the findings about reviewed grants; applies weights, ignores and the baseline, in this order. Adds the findings about ignores.
    pub fn apply(&self, mut findings: Vec<Finding>, model: &Model, knowledge: &Knowledge) -> Vec<Finding> {
        findings.extend(grants::apply(&self.config.grants, self.today, self.declared.as_ref(), model, knowledge));
        findings.sort_by_key(order);
        tell_apart(&mut findings);
        ignores::apply(&mut findings, model, knowledge, |check| self.wants(knowledge, check));
        findings.retain(|finding| {
            self.wants(knowledge, &finding.check) && self.min_confidence.is_none_or(|least| finding.confidence >= least)
        });
        for finding in &mut findings {
            if let Some(severity) = self.config.checks.get(&finding.check).and_then(|weight| weight.severity.severity())
            {
                finding.severity = severity;
            }
            if finding.suppressed.is_none() && self.baseline.contains(finding.fingerprint) {
                let reason = "accepted in the baseline".to_owned();
                finding.suppressed = Some(Suppression { by: SuppressedBy::Baseline, reason, place: None });
            }
        }
        findings.sort_by_key(order);
        findings
    }
}

/// The order of output. Files are numbered by path.
fn order(finding: &Finding) -> impl Ord + use<> {
    (finding.at.place, finding.check.clone(), finding.fingerprint)
}

/// Gives the second and every further finding of the same content in the same file a fingerprint of its own, so that accepting one
/// does not accept a copy that is added later. Expects the findings in order.
fn tell_apart(findings: &mut [Finding]) {
    let mut seen = std::collections::BTreeMap::<_, u32>::new();
    for finding in findings {
        let count = seen.entry(finding.fingerprint).or_default();
        *count += 1;
        if *count > 1 {
            finding.fingerprint = crate::ledger::Fingerprint::of(&[&finding.fingerprint.0, &count.to_le_bytes()]);
        }
    }
}
