//! Findings that are accepted for now, by content.

use crate::ledger::{Finding, Fingerprint};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const HEADER: &str =
    "# perimeter baseline 1: findings accepted by content, one a line. Write it anew with `perimeter baseline`.\n";

/// Fingerprints of accepted findings. Holds no line numbers and no text of a credential: a moved line changes nothing, a changed value
/// shows up again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<Fingerprint>);

/// A line that is no entry.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: expected `<16 hex digits> <check> <path>`")]
pub struct BaselineError {
    /// One-based.
    pub line: usize,
}

impl Baseline {
    /// Reads what [`Baseline::write`] writes.
    ///
    /// # Errors
    /// On the first line that is neither an entry, a comment nor blank.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut fingerprints = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fingerprint = line.split_whitespace().next().and_then(Fingerprint::parse);
            fingerprints.insert(fingerprint.ok_or(BaselineError { line: index + 1 })?);
        }
        Ok(Self(fingerprints))
    }

    /// The file that accepts `findings`: sorted, one entry a line, so that two branches merge cleanly.
    pub fn write<'a>(findings: impl IntoIterator<Item = (&'a Finding, &'a str)>) -> String {
        let lines: BTreeSet<_> = findings
            .into_iter()
            .map(|(finding, path)| (path.escape_debug().to_string(), finding.check.clone(), finding.fingerprint))
            .collect();
        let mut out = HEADER.to_owned();
        for (path, check, fingerprint) in lines {
            let _ = writeln!(out, "{fingerprint} {check} {path}");
        }
        out
    }

    /// Whether a finding is accepted.
    pub fn contains(&self, fingerprint: Fingerprint) -> bool {
        self.0.contains(&fingerprint)
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is accepted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_entries_and_names_the_bad_line() {
        let text = format!("{HEADER}\n0123456789abcdef hardcoded-secret a b.py\n");
        let baseline = Baseline::parse(&text).expect("well-formed");
        assert!(baseline.contains(Fingerprint([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef])));
        assert_eq!(baseline.len(), 1);
        assert_eq!(Baseline::parse("# x\nnonsense here\n").expect_err("bad").line, 2);
    }
}
