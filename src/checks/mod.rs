//! One file a check: from the model to a verdict with evidence.
//!
//! A check is named in three places: its file here, its arm in [`Check`], its words in `rules/checks/`.

mod audit_log;
mod committed_env_file;
mod committed_key_file;
mod flaws;
mod hardcoded_secret;
mod log_content;
mod network;
mod tracing_disabled;

use crate::knowledge::schema::CheckMeta;
use crate::knowledge::{Audience, Knowledge};
use crate::ledger::{Finding, Fingerprint, Label, Verdict};
use crate::model::{Model, ModelFile};
use crate::source::Span;

/// Every analysis there is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// A credential in a file.
    HardcodedSecret,
    /// An environment file with secrets, tracked by git.
    CommittedEnvFile,
    /// A file that holds credentials by its nature, tracked by git.
    CommittedKeyFile,
    /// A workload that can start containers on its host.
    DockerSocket,
    /// A workload with a part of its host.
    HostAccess,
    /// A rule about the way out that does not do what it seems to.
    IneffectiveEgressRules,
    /// A workload of an agent that can reach every host.
    MissingEgressRules,
    /// A workload with all rights on its host.
    PrivilegedWorkload,
    /// A workload that is root in its container.
    RootWorkload,
    /// A workload that is given a token of the cluster without need.
    ServiceAccountToken,
    /// Tracing that is switched off.
    TracingDisabled,
    /// A tool whose calls leave no record.
    UnloggedTool,
    /// A tool whose calls are recorded only in part.
    WeakAuditLog,
    /// A library that reports to its maker.
    TelemetryOnByDefault,
    /// A contacted host that no allowlist names.
    UndeclaredDestination,
    /// A host of an allowlist that nothing contacts.
    UnusedDestination,
    /// A third party that receives data.
    ThirdPartyDestination,
    /// A server that everybody can call.
    UnauthenticatedServer,
    /// A server that is fetched in whatever version there is.
    UnpinnedMcpServer,
    /// Code of a model that runs on the host.
    UnsandboxedExecution,
    /// A secret in a log record.
    SecretInLog,
    /// A record that does not say who asked.
    UnattributedLog,
    /// A permission for everything of a kind.
    WildcardPermission,
    /// Credentials that administer an account, a cluster or a database.
    AdminCredentials,
    /// A permission that leads to more of them.
    PrivilegeEscalation,
    /// An agent runtime that acts without asking.
    BroadAgentPermission,
    /// A role of a whole product.
    BroadRole,
    /// A scope, role or permission that is wider than its use.
    OverbroadScope,
    /// A scope that no call needs.
    UnusedScope,
    /// A call for which no scope suffices.
    MissingScope,
    /// One consent to several products that are used apart.
    UnionAtConsent,
}

impl Check {
    /// In the order of their ids.
    pub const ALL: [Self; 31] = [
        Self::AdminCredentials,
        Self::BroadAgentPermission,
        Self::BroadRole,
        Self::CommittedEnvFile,
        Self::CommittedKeyFile,
        Self::DockerSocket,
        Self::HardcodedSecret,
        Self::HostAccess,
        Self::IneffectiveEgressRules,
        Self::MissingEgressRules,
        Self::MissingScope,
        Self::OverbroadScope,
        Self::PrivilegeEscalation,
        Self::PrivilegedWorkload,
        Self::RootWorkload,
        Self::SecretInLog,
        Self::ServiceAccountToken,
        Self::TelemetryOnByDefault,
        Self::ThirdPartyDestination,
        Self::TracingDisabled,
        Self::UnattributedLog,
        Self::UnauthenticatedServer,
        Self::UndeclaredDestination,
        Self::UnionAtConsent,
        Self::UnloggedTool,
        Self::UnpinnedMcpServer,
        Self::UnsandboxedExecution,
        Self::UnusedDestination,
        Self::UnusedScope,
        Self::WeakAuditLog,
        Self::WildcardPermission,
    ];

    /// Its id, as in `rules/checks/<id>.yaml`.
    pub fn id(self) -> &'static str {
        match self {
            Self::HardcodedSecret => "hardcoded-secret",
            Self::CommittedEnvFile => "committed-env-file",
            Self::CommittedKeyFile => "committed-key-file",
            Self::DockerSocket => "docker-socket",
            Self::HostAccess => "host-access",
            Self::IneffectiveEgressRules => "ineffective-egress-rules",
            Self::MissingEgressRules => "missing-egress-rules",
            Self::PrivilegedWorkload => "privileged-workload",
            Self::RootWorkload => "root-workload",
            Self::ServiceAccountToken => "service-account-token",
            Self::TracingDisabled => "tracing-disabled",
            Self::UnloggedTool => "unlogged-tool",
            Self::WeakAuditLog => "weak-audit-log",
            Self::TelemetryOnByDefault => "telemetry-on-by-default",
            Self::UndeclaredDestination => "undeclared-destination",
            Self::UnusedDestination => "unused-destination",
            Self::ThirdPartyDestination => "third-party-destination",
            Self::UnauthenticatedServer => "unauthenticated-server",
            Self::UnpinnedMcpServer => "unpinned-mcp-server",
            Self::UnsandboxedExecution => "unsandboxed-execution",
            Self::SecretInLog => "secret-in-log",
            Self::UnattributedLog => "unattributed-log",
            Self::WildcardPermission => "wildcard-permission",
            Self::AdminCredentials => "admin-credentials",
            Self::PrivilegeEscalation => "privilege-escalation",
            Self::BroadAgentPermission => "broad-agent-permission",
            Self::BroadRole => "broad-role",
            Self::OverbroadScope => "overbroad-scope",
            Self::UnusedScope => "unused-scope",
            Self::MissingScope => "missing-scope",
            Self::UnionAtConsent => "union-at-consent",
        }
    }

    /// What is said in its place when the policy switches it off: its control is not met by silence.
    pub fn switched_off(self, knowledge: &Knowledge) -> Verdict {
        let mut verdict = verdict(meta(knowledge, self), 0, Vec::new());
        let limit = match meta(knowledge, self).audience {
            Audience::Pedantic => format!("`{}` runs with `--pedantic` only", self.id()),
            Audience::Regular => format!("`{}` is switched off", self.id()),
        };
        verdict.limits = vec![limit];
        verdict
    }

    /// Runs it over the whole model.
    pub fn run(self, model: &Model, knowledge: &Knowledge) -> Vec<Verdict> {
        match self {
            Self::HardcodedSecret => vec![hardcoded_secret::run(model, knowledge)],
            Self::CommittedEnvFile => vec![committed_env_file::run(model, knowledge)],
            Self::CommittedKeyFile => vec![committed_key_file::run(model, knowledge)],
            Self::TelemetryOnByDefault | Self::ThirdPartyDestination => {
                vec![network::destinations(self, model, knowledge)]
            }
            Self::UnauthenticatedServer
            | Self::UndeclaredDestination
            | Self::UnusedDestination
            | Self::UnpinnedMcpServer
            | Self::UnsandboxedExecution => {
                vec![network::unexamined(self, model, knowledge)]
            }
            Self::SecretInLog => vec![log_content::secrets(model, knowledge)],
            Self::UnattributedLog => vec![log_content::unattributed(model, knowledge)],
            Self::DockerSocket
            | Self::HostAccess
            | Self::IneffectiveEgressRules
            | Self::MissingEgressRules
            | Self::PrivilegedWorkload
            | Self::RootWorkload
            | Self::ServiceAccountToken => vec![flaws::workloads(self, model, knowledge)],
            Self::OverbroadScope | Self::UnusedScope | Self::MissingScope | Self::UnionAtConsent => {
                vec![flaws::grants(self, model, knowledge)]
            }
            Self::TracingDisabled => vec![tracing_disabled::run(model, knowledge)],
            Self::UnloggedTool | Self::WeakAuditLog => audit_log::run(self, model, knowledge),
            Self::WildcardPermission
            | Self::AdminCredentials
            | Self::PrivilegeEscalation
            | Self::BroadAgentPermission
            | Self::BroadRole => vec![flaws::grants(self, model, knowledge)],
        }
    }
}

/// Checks of the policy itself: their findings are made where it is applied.
pub const POLICY_CHECKS: [&str; 3] = ["invalid-ignore", "stale-grant", "unused-ignore"];

/// The words of `check`. Every check has them: `tests/rules.rs` fails otherwise.
fn meta(knowledge: &Knowledge, check: Check) -> &CheckMeta {
    knowledge.check(check.id()).expect("each check has its file in rules/checks")
}

/// A finding about one file with the defaults of its check; the caller adds evidence and weights.
fn finding(meta: &CheckMeta, file: &ModelFile, span: Span, content: &[u8], words: Words) -> Finding {
    Finding {
        check: meta.id.clone(),
        control: meta.control,
        severity: meta.severity,
        confidence: meta.confidence,
        subject: words.subject,
        agent: None,
        message: words.message,
        at: Label { place: file.at(span), text: words.label },
        evidence: Vec::new(),
        help: words.help,
        fingerprint: Fingerprint::of(&[meta.id.as_bytes(), file.path.as_bytes(), content]),
        fix: None,
        suppressed: None,
    }
}

/// What a finding says.
struct Words {
    subject: String,
    message: String,
    label: String,
    help: String,
}

fn verdict(meta: &CheckMeta, examined: usize, findings: Vec<Finding>) -> Verdict {
    Verdict {
        check: meta.id.clone(),
        control: meta.control,
        agent: None,
        examined,
        unknown: 0,
        subjects: "files",
        findings,
        met: Vec::new(),
        limits: Vec::new(),
    }
}

/// The name of an agent, with its file where another agent has the same.
fn agent_name(model: &Model, agent: &crate::model::agents::Agent) -> String {
    let twins = model.agents().agents.iter().filter(|other| other.name == agent.name).count();
    if twins == 1 {
        return agent.name.clone();
    }
    let path = model.files().get(agent.place.file.0 as usize).map_or("", |file| file.path.as_str());
    format!("{} ({path})", agent.name)
}
