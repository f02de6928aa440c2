//! Roles and permissions of clouds, clusters and databases.

use super::Breadth;
use serde::{Deserialize, Serialize};

/// `rules/access/kubernetes.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KubernetesPack {
    /// Rules of a `Role` or `ClusterRole`; the first case that fits decides.
    pub rules: Vec<RbacCase>,
    /// Roles that every cluster has, by name.
    pub roles: Vec<RoleCase>,
    /// Subjects that stand for everybody, by name.
    pub subjects: Vec<RoleCase>,
    /// Names and labels of what a cluster is built of, `*` for any characters: its roles are those of its makers and no agent's.
    pub infrastructure: Vec<String>,
}

/// A rule of RBAC.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RbacCase {
    /// One of these API groups; none: any.
    #[serde(default)]
    pub groups: Vec<String>,
    /// One of these resources; none: any.
    #[serde(default)]
    pub resources: Vec<String>,
    /// One of these verbs; none: any.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Whether it holds for a rule that names single objects too.
    #[serde(default)]
    pub named: bool,
    /// What it means.
    pub broad: Breadth,
}

/// A role by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleCase {
    /// Names, `*` for any characters.
    pub names: Vec<String>,
    /// Whether it is wide only for a whole project, subscription or cluster.
    #[serde(default)]
    pub whole: bool,
    /// What it means; none: as narrow as it should be.
    #[serde(default)]
    pub broad: Option<Breadth>,
}

/// `rules/access/gcp.yaml`, `rules/access/azure.yaml`: providers whose roles are names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolePack {
    /// Id of the provider.
    pub provider: String,
    /// What a name of a role begins with wherever it stands; empty: names mean nothing alone.
    #[serde(default)]
    pub prefix: String,
    /// Types of Terraform resources that bind a role, `*` for any characters.
    pub resources: Vec<String>,
    /// Those among them that bind it for a whole project, subscription or organisation.
    pub whole: Vec<String>,
    /// Attributes that hold the role.
    pub attributes: Vec<String>,
    /// Commands that bind a role.
    pub commands: Vec<RoleCommand>,
    /// Ids that stand for a role in templates.
    #[serde(default)]
    pub ids: std::collections::BTreeMap<String, String>,
    /// What roles mean; the first case that fits decides.
    pub roles: Vec<RoleCase>,
}

/// A command line that binds a role.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleCommand {
    /// Words of the command in order, others between them allowed.
    pub words: Vec<String>,
    /// The option that names the role.
    pub option: String,
    /// Whether it binds the role for a whole project or subscription.
    pub whole: bool,
}

/// `rules/access/aws.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwsPack {
    /// What actions mean; the first case that fits any of the actions decides.
    pub actions: Vec<ActionCase>,
    /// Managed policies by what stands behind `policy/` in their ARN; the first case that fits decides.
    pub policies: Vec<RoleCase>,
    /// What an `Allow` of everything but some actions means.
    pub all_but: Vec<Breadth>,
}

/// An action of a policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionCase {
    /// A regular expression that fits the whole action, in any case.
    pub like: String,
    /// Whether it is wide only when it holds for every resource.
    #[serde(default)]
    pub any_resource: bool,
    /// What it means.
    pub broad: Breadth,
}

/// `rules/access/databases.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabasePack {
    /// Users in connection URLs.
    pub users: Vec<ConnectionUser>,
    /// Hosts that are a developer's own machine or stand for any, `*` for any characters.
    pub local: Vec<String>,
    /// Statements of SQL that give rights.
    pub sql: Vec<SqlCase>,
}

/// A user that administers a database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionUser {
    /// Schemes of URLs, without the driver behind a `+`, unless it is named too.
    pub schemes: Vec<String>,
    /// Names, `*` for any characters.
    pub names: Vec<String>,
    /// What it means.
    pub broad: Breadth,
}

/// A statement of SQL that gives rights.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlCase {
    /// A regular expression that fits the whole statement, in any case, with one blank between words.
    pub like: String,
    /// What it means.
    pub broad: Breadth,
}
