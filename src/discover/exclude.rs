//! Paths that the configuration takes out of the scan.

use super::root::slashed;
use super::{DiscoverError, Root};
use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;

/// Patterns of the configuration, matched on paths relative to the folder of the configuration file.
///
/// A pattern with a `/` in it, other than at its end, starts at that folder; any other matches a name at every depth. `*` and `?`
/// stop at `/`, `**` does not. A pattern that matches a folder takes out all below it: `a`, `a/`, `a/**` are one.
#[derive(Clone, Debug, Default)]
pub struct Exclude {
    set: GlobSet,
    /// The root relative to the configuration's folder, when it is that folder or below; ends with `/` if not empty.
    lead: String,
    /// The configuration's folder relative to the root, when it is below; ends with `/` if not empty.
    below: String,
}

impl Exclude {
    /// Compiles `patterns` of a configuration file in `folder`, an absolute path without symlinks. When neither of
    /// `folder` and `root` holds the other, patterns count from the root.
    ///
    /// # Errors
    /// When a pattern is empty, negated or no glob.
    pub fn new<S: AsRef<str>>(patterns: &[S], folder: &Path, root: &Root) -> Result<Self, DiscoverError> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let bad = |reason: String| DiscoverError::Pattern { pattern: pattern.into(), reason };
            let glob = normalise(pattern).map_err(|reason| bad(reason.into()))?;
            let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build();
            set.add(glob.map_err(|error| bad(error.kind().to_string()))?);
        }
        let whole = |error: globset::Error| DiscoverError::Pattern {
            pattern: error.glob().unwrap_or_default().into(),
            reason: error.kind().to_string(),
        };
        let relative = |path: &Path, base: &Path| {
            let path = path.strip_prefix(base).ok().and_then(slashed)?;
            Some(if path.is_empty() { path } else { path + "/" })
        };
        Ok(Self {
            set: set.build().map_err(whole)?,
            lead: relative(&root.dir, folder).unwrap_or_default(),
            below: relative(folder, &root.dir).unwrap_or_default(),
        })
    }

    /// Whether a pattern matches `path`, relative to the root, itself.
    pub(super) fn matches(&self, path: &str) -> bool {
        if self.set.is_empty() {
            return false;
        }
        let Some(path) = path.strip_prefix(self.below.as_str()) else { return false };
        if self.lead.is_empty() {
            self.set.is_match_candidate(&Candidate::new(path))
        } else {
            self.set.is_match(format!("{}{path}", self.lead))
        }
    }

    /// Whether a pattern matches `path` or a folder it lies in, down from the root.
    pub(super) fn covers(&self, path: &str) -> bool {
        !self.set.is_empty()
            && (self.matches(path)
                || path.match_indices('/').any(|(at, _)| path.get(..at).is_some_and(|folder| self.matches(folder))))
    }
}

fn normalise(pattern: &str) -> Result<String, &'static str> {
    if pattern.starts_with('!') {
        return Err("negation is not supported");
    }
    let mut glob = pattern.strip_prefix("./").unwrap_or(pattern);
    while let Some(shorter) = glob.strip_suffix("/**").or(glob.strip_suffix("/**/*")).or(glob.strip_suffix('/')) {
        glob = shorter;
    }
    let anchored = glob.contains('/');
    let glob = glob.strip_prefix('/').unwrap_or(glob);
    if glob.is_empty() {
        return Err("it matches nothing");
    }
    Ok(if anchored { glob.into() } else { format!("**/{glob}") })
}
