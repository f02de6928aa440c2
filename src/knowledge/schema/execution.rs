//! Where code runs that a model wrote.

use super::{SandboxCase, SettingTest, Severity};
use serde::{Deserialize, Serialize};

/// `rules/egress/execution.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionPack {
    /// Services and containers.
    pub sandboxes: Vec<SandboxForm>,
    /// What runs code on the machine of the agent.
    pub executors: Vec<ExecutorForm>,
    /// Calls that run text.
    pub evaluators: Evaluators,
}

/// A service or container for code that a model wrote.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxForm {
    /// Its name in a sentence.
    pub title: String,
    /// Patterns of qualified names that make one.
    pub calls: Vec<String>,
    /// It is one only when all of these hold.
    #[serde(default)]
    pub applies: Vec<SettingTest>,
    /// Arguments with allowed hosts.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The smallest change that closes its network.
    pub help: String,
    /// What its arguments leave open; the first that fits decides.
    pub cases: Vec<SandboxCase>,
}

/// Something that runs code on the machine of the agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutorForm {
    /// What it is, in a sentence.
    pub title: String,
    /// Patterns of qualified names that make one.
    pub calls: Vec<String>,
    /// It does so only when all of these hold.
    #[serde(default)]
    pub needs: Vec<SettingTest>,
    /// It does not when one of these holds or cannot be told.
    #[serde(default)]
    pub safe: Vec<SettingTest>,
    /// Its severity, when it is lower than that of the check.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The smallest change.
    pub help: String,
}

/// Calls that run text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluators {
    /// Those that always do.
    pub always: Vec<String>,
    /// Those that do with `shell=True`, or when their first word is an interpreter.
    pub with_shell: Vec<String>,
}
