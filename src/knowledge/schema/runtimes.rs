//! What coding agents can reach: settings of their sandboxes, and jobs that run them.

use serde::{Deserialize, Serialize};

/// `rules/egress/runtimes.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtimes {
    /// One entry an agent.
    pub runtimes: Vec<Runtime>,
}

/// A coding agent and the files that decide what its commands can reach.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// Kebab-case id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Globs of its settings, the strongest first.
    pub files: Vec<String>,
    /// Settings declare a workload when one of these holds.
    pub declares: Vec<SettingTest>,
    /// Keys of lists of allowed hosts.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The first that fits decides.
    pub cases: Vec<SandboxCase>,
}

/// A combination of settings and what it means.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxCase {
    /// All must hold.
    pub tests: Vec<SettingTest>,
    /// What can be reached then.
    pub verdict: Reach,
    /// Why, as one sentence.
    pub why: String,
    /// The smallest change that closes it.
    #[serde(default)]
    pub help: Option<String>,
}

/// A question about one key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingTest {
    /// Path of the key, with dots; empty for the whole file.
    pub key: String,
    /// The scalar is one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// The list holds one of these; a `*` at the end stands for any rest.
    #[serde(default)]
    pub holds: Vec<String>,
    /// The scalar has one of these in it.
    #[serde(default)]
    pub contains: Vec<String>,
    /// The key is there, or is not.
    #[serde(default)]
    pub present: Option<bool>,
}

/// `rules/egress/jobs.yaml`: coding agents in jobs of a build service.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// What runs a coding agent.
    pub agents: Vec<JobAgent>,
    /// Steps that limit the network of a job.
    pub guards: Vec<JobGuard>,
    /// Beginnings of the names of runners whose network is open.
    pub hosted: Vec<String>,
}

/// A coding agent as a step of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobAgent {
    /// Its name for people.
    pub title: String,
    /// Actions, without their version.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Commands: the first word is the program, the others must occur behind it.
    #[serde(default)]
    pub commands: Vec<String>,
    /// Words in the step that let it run commands or fetch pages; without one it does neither. None: it always can.
    #[serde(default)]
    pub network_words: Vec<String>,
    /// Settings of the agent's own sandbox: keys are inputs (`with.x`), or `run` for the command. The first that fits decides; none: the job decides.
    #[serde(default)]
    pub cases: Vec<SandboxCase>,
}

/// A step that limits the network of the job from then on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobGuard {
    /// The action, without its version.
    pub action: String,
    /// The input that says what it does.
    pub input: String,
    /// Values that block, the empty one when it blocks without being told.
    pub blocks: Vec<String>,
    /// The input with the hosts that are let through.
    pub hosts: String,
    /// Inputs that fetch the rules from elsewhere.
    pub elsewhere: Vec<String>,
}

/// What can be reached.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Every host.
    Open,
    /// Every host, although something looks like a rule.
    OpenIneffective,
    /// Every host, on some ports.
    PortOnly,
    /// Only the inside.
    InternalOnly,
    /// Named hosts.
    Allowlist,
    /// No host.
    DenyAll,
    /// The platform decides.
    Platform,
    /// It cannot be told.
    Unknown,
}
