//! `perimeter.yaml`.

use super::grants::Reviewed;
use crate::knowledge::{Knowledge, Severity};
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::collections::BTreeMap;

/// Settings, excludes and weights. Absent members have the defaults of the command line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Version of the form; 1.
    #[serde(default)]
    pub version: Option<u32>,
    /// Exit 1 from this severity on.
    #[serde(default)]
    pub fail_on: Option<Severity>,
    /// Globs on paths relative to the folder of this file.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Larger files are passed over, in bytes.
    #[serde(default)]
    pub max_file_size: Option<u64>,
    /// Weights by id of check.
    #[serde(default)]
    pub checks: BTreeMap<String, Weight>,
    /// Grants that somebody reviewed.
    #[serde(default)]
    pub grants: Vec<Spanned<Reviewed>>,
}

/// The weight of one check.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Its severity here, or `off`.
    pub severity: Level,
}

/// A severity, or none.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not reported.
    Off,
    /// [`Severity::Low`].
    Low,
    /// [`Severity::Medium`].
    Medium,
    /// [`Severity::High`].
    High,
    /// [`Severity::Critical`].
    Critical,
}

impl Level {
    /// The severity it stands for.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
        }
    }
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It does not fit its form; the text names the line.
    #[error("{0}")]
    Form(String),
    /// It is of another version.
    #[error("version {0} of the configuration is not known: this perimeter reads version 1")]
    Version(u32),
    /// It weighs a check that does not exist.
    #[error("no check is called `{id}`{nearest}")]
    UnknownCheck {
        /// As written.
        id: String,
        /// A hint.
        nearest: String,
    },
}

impl Config {
    /// Reads the text of `perimeter.yaml`.
    ///
    /// # Errors
    /// On an unknown member, value, version or check.
    pub fn parse(text: &str, knowledge: &Knowledge) -> Result<Self, ConfigError> {
        // A file of comments only is an empty configuration.
        let blank = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        let config: Self = if blank {
            Self::default()
        } else {
            serde_saphyr::from_str(text).map_err(|error| ConfigError::Form(error.to_string()))?
        };
        if let Some(version) = config.version.filter(|&version| version != 1) {
            return Err(ConfigError::Version(version));
        }
        if let Some(id) = config.checks.keys().find(|id| knowledge.check(id).is_none()) {
            let line = text.lines().position(|line| line.trim_start().starts_with(&format!("{id}:")));
            let place = line.map_or(String::new(), |line| format!(" (line {})", line + 1));
            return Err(ConfigError::UnknownCheck {
                id: id.clone(),
                nearest: format!("{place}; `perimeter rules` lists them"),
            });
        }
        if let Some((line, fault)) =
            config.grants.iter().find_map(|entry| Some((entry.referenced.line(), entry.value.fault()?)))
        {
            return Err(ConfigError::Form(format!("line {line}: {fault}")));
        }
        Ok(config)
    }
}
