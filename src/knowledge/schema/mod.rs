//! The typed form of the rule packs under `rules/`.
//!
//! `build.rs` includes this file to turn the packs into a compact blob, so it must not use the rest of the crate.
//! A key that is not named here is an error at its line: nothing in a pack is decoration.

mod actions;
mod checks;
mod cloud;
mod clients;
mod definitions;
mod documents;
mod execution;
mod frameworks;
mod infra;
mod scopes;
mod hosts;
mod runtimes;
mod secrets;
mod servers;
mod workloads;

pub use actions::{Action, ActionPack, Argument, Capability, Effect, HostEffect, NameEffect, ShellEffect, SqlEffect};
pub use checks::{CheckMeta, ControlMeta, Controls, Example, Examples};
pub use clients::{ClientFile, ClientPack};
pub use cloud::{CloudGroup, CloudPack, CloudRule, CloudWorkload, Outside, RuleKeys};
pub use definitions::{DefinedAgent, DefinedGraph, DefinedTools, DefinitionPack, KnownKind};
pub use documents::{DocumentKind, DocumentRule, Documents};
pub use execution::{Evaluators, ExecutionPack, ExecutorForm, SandboxForm};
pub use frameworks::{
    AgentForm, FrameworkPack, Grade, HandlerSource, Language, LoggerCalls, LoggerPack, NameSource, Prebuilt,
    RecordForm, Source, ToolForm, ToolShape,
};
pub use hosts::{HostClass, HostClasses, HostFill, HostPack, HostRow, Literals, Telemetry, TelemetryPack};
pub use infra::{
    AccessCheck, ActionCase, ActionInput, AwsPack, Breadth, CodeOption, ConnectionUser, DatabasePack, Flag,
    KubernetesPack, RbacCase, RoleCase, RoleCommand, RolePack, RuntimePack, Setting, SettingCase, Sibling, SqlCase,
    TokenPermission, WorkflowPack,
};
pub use runtimes::{JobAgent, JobGuard, Jobs, Reach, Runtime, Runtimes, SandboxCase, SettingTest};
pub use scopes::{
    MethodApi, MethodFile, ScopeBreadth, ScopeCall, ScopeDefault, ScopeEntry, ScopeFile, ScopeForms, ScopeLevel,
    ScopeProvider,
};
pub use secrets::{
    Placeholders, Randomness, Sample, SecretExamples, SecretPack, SecretType, SensitiveFile, SensitiveFiles, Structure,
    Verify,
};
pub use servers::{Launcher, ServerForm, ServerPack};
pub use workloads::{ManagedPolicy, ObjectContainer, Signal, SignalPlace, WorkloadKind, WorkloadPack};

use serde::{Deserialize, Serialize};

/// An item of the deployment checklist.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Is every scope, role and permission the narrowest that the calls need?
    LeastPrivilege,
    /// Can the workload reach only hosts on a list, and is code execution isolated?
    Egress,
    /// Does a person confirm every irreversible action?
    Approval,
    /// Is any credential in code, history, image, prompt or log?
    Secrets,
    /// Does every tool call leave a record?
    AuditLog,
    /// Do spikes, off-hours actions and error loops raise an alert?
    Monitoring,
    /// Which third parties receive data, and where?
    Residency,
    /// Do owner, access review, change management and incident response exist in writing?
    Readiness,
}

/// How bad it is if the finding is true.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Weakens a control.
    Medium,
    /// Breaks a control.
    High,
    /// Gives an attacker something to use today.
    Critical,
}

/// How sure we are that the finding is true.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The shape fits, something speaks against it.
    Low,
    /// The shape fits.
    Medium,
    /// Shape and context leave little doubt.
    High,
}

/// Who wants to see a check.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody.
    #[default]
    Regular,
    /// Who asks with `--pedantic`.
    Pedantic,
}
