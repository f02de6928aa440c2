//! What declares a workload, and how to tell that it runs an agent.

use serde::{Deserialize, Serialize};

/// The file `rules/egress/workloads.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadPack {
    /// Weight from which a workload runs an agent.
    pub agent_at: u32,
    /// Weight from which it is possible that it does.
    pub possible_at: u32,
    /// Kinds of Kubernetes with a pod inside.
    pub kinds: Vec<WorkloadKind>,
    /// Objects that hold others.
    pub containers: Vec<ObjectContainer>,
    /// Names of folders whose subfolders are applied together.
    pub deploy_folders: Vec<String>,
    /// Signs of an agent.
    pub signals: Vec<Signal>,
    /// First words of names that end in `agent` and are none of ours.
    pub other_agents: Vec<String>,
    /// Words of images that run no agent.
    pub infrastructure: Vec<String>,
    /// Images whose user is root unless something says otherwise.
    pub root_images: Vec<String>,
    /// Images whose user is not.
    pub user_images: Vec<String>,
}

/// A kind of object with a pod inside.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadKind {
    /// Kinds.
    pub kinds: Vec<String>,
    /// API group, without the version; empty for the core group.
    pub group: String,
    /// Path to the pod's specification.
    pub pod: String,
    /// Path to the pod's labels; none when a controller makes them up.
    #[serde(default)]
    pub labels: Option<String>,
    /// The specification is that of one container, not of a pod.
    #[serde(default)]
    pub single: bool,
    /// Weight of the kind itself.
    #[serde(default)]
    pub weight: u32,
    /// Why it counts.
    #[serde(default)]
    pub title: String,
    /// A controller makes the pods, with labels that the tree does not show.
    #[serde(default)]
    pub made: bool,
    /// The controller mounts no token of a service account unless told to.
    #[serde(default)]
    pub token_off: bool,
    /// A policy that its controller makes.
    #[serde(default)]
    pub managed: Option<ManagedPolicy>,
}

/// A network policy that a controller makes for a kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedPolicy {
    /// Path to the switch.
    pub mode: String,
    /// The value that switches it off.
    pub off: String,
    /// Path to the rules; without them the controller lets out everything but private addresses.
    pub policy: String,
}

/// An object that holds others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectContainer {
    /// Its kind.
    pub kind: String,
    /// Path to the list.
    pub path: String,
    /// Key of the object in each item.
    #[serde(default)]
    pub item: Option<String>,
    /// Keys that make an item conditional.
    #[serde(default)]
    pub when: Vec<String>,
}

/// A sign that a workload runs an agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Where it is looked for.
    pub on: SignalPlace,
    /// What it adds.
    pub weight: u32,
    /// What it says.
    pub title: String,
    /// Words, each of one or more parts.
    #[serde(default)]
    pub words: Vec<String>,
    /// Beginnings; with `suffixes` every pair of both, joined by `_`, is a word.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// Ends.
    #[serde(default)]
    pub suffixes: Vec<String>,
}

/// Where a signal is looked for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignalPlace {
    /// Words of the name of an image.
    Image,
    /// The program and first arguments of a command.
    Command,
    /// A dependency or something installed, by its whole name.
    Package,
    /// The whole name of a variable.
    Environment,
    /// Words of labels.
    Label,
    /// Words of the name of the workload, of a container, of an image.
    Name,
}
