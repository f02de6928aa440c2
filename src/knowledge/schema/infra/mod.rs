//! What grants of infrastructure and of agent runtimes give: the packs of `rules/access/` that are not about OAuth.

mod cloud;
mod runtimes;

pub use cloud::{
    ActionCase, AwsPack, ConnectionUser, DatabasePack, KubernetesPack, RbacCase, RoleCase, RoleCommand, RolePack,
    SqlCase,
};
pub use runtimes::{
    ActionInput, CodeOption, Flag, RuntimePack, Setting, SettingCase, Sibling, TokenPermission, WorkflowPack,
};

use super::Severity;
use serde::{Deserialize, Serialize};

/// A check that reports grants of infrastructure.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessCheck {
    /// Everything of a kind is allowed.
    WildcardPermission,
    /// The holder administers the whole account, cluster or database.
    AdminCredentials,
    /// The holder can give itself more.
    PrivilegeEscalation,
    /// An agent runtime does without asking.
    BroadAgentPermission,
    /// A role of a whole product where one resource would do.
    BroadRole,
}

impl AccessCheck {
    /// The id of the check.
    pub fn id(self) -> &'static str {
        match self {
            Self::WildcardPermission => "wildcard-permission",
            Self::AdminCredentials => "admin-credentials",
            Self::PrivilegeEscalation => "privilege-escalation",
            Self::BroadAgentPermission => "broad-agent-permission",
            Self::BroadRole => "broad-role",
        }
    }
}

/// What is said of a grant that is too wide.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breadth {
    /// The check that reports it; none: it is wide and no finding.
    #[serde(default)]
    pub check: Option<AccessCheck>,
    /// How bad it is when nothing is known of its use.
    pub severity: Severity,
    /// What it allows, as the end of a sentence that begins with the grant.
    pub why: String,
    /// What would do, best first.
    #[serde(default)]
    pub narrower: Vec<String>,
}
