//! One file a check: from the model to a verdict with evidence.
//!
//! A check is named in three places: its file here, its row in the table below, its words in `rules/checks/`.

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

/// What runs a check over the whole model.
type Run = fn(Check, &Model, &Knowledge) -> Vec<Verdict>;

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $id:literal: $run:expr,)+) => {
        /// Every analysis there is.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub enum Check {
            $($(#[$doc])* $name,)+
        }

        impl Check {
            /// In the order of their ids.
            pub const ALL: [Self; [$($id),+].len()] = [$(Self::$name),+];

            /// Its id, as in `rules/checks/<id>.yaml`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            /// Runs it over the whole model.
            pub fn run(self, model: &Model, knowledge: &Knowledge) -> Vec<Verdict> {
                let run: Run = match self {
                    $(Self::$name => $run,)+
                };
                run(self, model, knowledge)
            }
        }
    };
}

// In the order of their ids.
checks! {
    /// Credentials that administer an account, a cluster or a database.
    AdminCredentials = "admin-credentials": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// An agent runtime that acts without asking.
    BroadAgentPermission = "broad-agent-permission": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// A role of a whole product.
    BroadRole = "broad-role": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// An environment file with secrets, tracked by git.
    CommittedEnvFile = "committed-env-file": |_, model, knowledge| vec![committed_env_file::run(model, knowledge)],
    /// A file that holds credentials by its nature, tracked by git.
    CommittedKeyFile = "committed-key-file": |_, model, knowledge| vec![committed_key_file::run(model, knowledge)],
    /// A workload that can start containers on its host.
    DockerSocket = "docker-socket": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A credential in a file.
    HardcodedSecret = "hardcoded-secret": |_, model, knowledge| vec![hardcoded_secret::run(model, knowledge)],
    /// A workload with a part of its host.
    HostAccess = "host-access": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A rule about the way out that does not do what it seems to.
    IneffectiveEgressRules = "ineffective-egress-rules": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A workload of an agent that can reach every host.
    MissingEgressRules = "missing-egress-rules": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A call for which no scope suffices.
    MissingScope = "missing-scope": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// A scope, role or permission that is wider than its use.
    OverbroadScope = "overbroad-scope": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// A permission that leads to more of them.
    PrivilegeEscalation = "privilege-escalation": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// A workload with all rights on its host.
    PrivilegedWorkload = "privileged-workload": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A workload that is root in its container.
    RootWorkload = "root-workload": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A secret in a log record.
    SecretInLog = "secret-in-log": |_, model, knowledge| vec![log_content::secrets(model, knowledge)],
    /// A workload that is given a token of the cluster without need.
    ServiceAccountToken = "service-account-token": |check, model, knowledge| vec![flaws::workloads(check, model, knowledge)],
    /// A library that reports to its maker.
    TelemetryOnByDefault = "telemetry-on-by-default": |check, model, knowledge| vec![network::destinations(check, model, knowledge)],
    /// A third party that receives data.
    ThirdPartyDestination = "third-party-destination": |check, model, knowledge| vec![network::destinations(check, model, knowledge)],
    /// Tracing that is switched off.
    TracingDisabled = "tracing-disabled": |_, model, knowledge| vec![tracing_disabled::run(model, knowledge)],
    /// A record that does not say who asked.
    UnattributedLog = "unattributed-log": |_, model, knowledge| vec![log_content::unattributed(model, knowledge)],
    /// A server that everybody can call.
    UnauthenticatedServer = "unauthenticated-server": |check, model, knowledge| vec![network::unexamined(check, model, knowledge)],
    /// A contacted host that no allowlist names.
    UndeclaredDestination = "undeclared-destination": |check, model, knowledge| vec![network::unexamined(check, model, knowledge)],
    /// One consent to several products that are used apart.
    UnionAtConsent = "union-at-consent": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// A tool whose calls leave no record.
    UnloggedTool = "unlogged-tool": audit_log::run,
    /// A server that is fetched in whatever version there is.
    UnpinnedMcpServer = "unpinned-mcp-server": |check, model, knowledge| vec![network::unexamined(check, model, knowledge)],
    /// Code of a model that runs on the host.
    UnsandboxedExecution = "unsandboxed-execution": |check, model, knowledge| vec![network::unexamined(check, model, knowledge)],
    /// A host of an allowlist that nothing contacts.
    UnusedDestination = "unused-destination": |check, model, knowledge| vec![network::unexamined(check, model, knowledge)],
    /// A scope that no call needs.
    UnusedScope = "unused-scope": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
    /// A tool whose calls are recorded only in part.
    WeakAuditLog = "weak-audit-log": audit_log::run,
    /// A permission for everything of a kind.
    WildcardPermission = "wildcard-permission": |check, model, knowledge| vec![flaws::grants(check, model, knowledge)],
}

impl Check {
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
