//! Workloads of clouds, and the groups that limit them.

use super::{Reach, SandboxCase};
use serde::{Deserialize, Serialize};

/// `rules/egress/cloud.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudPack {
    /// Workloads.
    pub workloads: Vec<CloudWorkload>,
    /// Security groups.
    pub groups: Vec<CloudGroup>,
    /// Rules outside of their group.
    pub rules: Vec<CloudRule>,
    /// Keys of a rule.
    pub keys: RuleKeys,
    /// Types of resources that narrow what a group lets out.
    pub narrowing: Vec<String>,
}

/// A workload of a cloud.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudWorkload {
    /// Types of resources.
    pub types: Vec<String>,
    /// It always runs an agent, or what an agent wrote.
    #[serde(default)]
    pub agent: bool,
    /// Keys of its security groups.
    pub groups: Vec<String>,
    /// Key of the resource that describes its containers.
    #[serde(default)]
    pub task: Option<String>,
    /// The smallest change, where the groups do not decide.
    #[serde(default)]
    pub help: Option<String>,
    /// What holds when neither a case nor a group decides.
    pub outside: Outside,
    /// The first that fits decides.
    pub cases: Vec<SandboxCase>,
}

/// What holds when nothing else decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// What can be reached.
    pub verdict: Reach,
    /// Why, in one sentence.
    pub why: String,
}

/// A security group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudGroup {
    /// Type of the resource.
    #[serde(rename = "type")]
    pub kind: String,
    /// Key of its rules for the way out.
    pub rules: String,
    /// Without a rule nothing leaves; else everything does.
    pub closed: bool,
}

/// A rule outside of its group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudRule {
    /// Type of the resource.
    #[serde(rename = "type")]
    pub kind: String,
    /// Key of the group.
    pub group: String,
    /// A key and the value that it must have.
    #[serde(default)]
    pub only: Option<(String, String)>,
}

/// Keys of a rule.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleKeys {
    /// Ranges of addresses.
    pub addresses: Vec<String>,
    /// Other groups and lists.
    pub targets: Vec<String>,
    /// The protocol.
    pub protocol: Vec<String>,
    /// Ports.
    pub ports: Vec<String>,
}
