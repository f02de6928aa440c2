//! The packs about access: scopes, roles and permissions, and which call needs which.

use super::super::schema::{AwsPack, DatabasePack, KubernetesPack, RolePack, RuntimePack, WorkflowPack};
use super::read;
use serde::{Deserialize, Serialize};

/// All packs of `rules/access/`: large, and decoded only when a repository grants something.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessPacks {
    /// RBAC of Kubernetes.
    pub kubernetes: KubernetesPack,
    /// Policies of AWS.
    pub aws: AwsPack,
    /// Providers whose roles are names.
    pub roles: Vec<RolePack>,
    /// Users and rights of databases.
    pub databases: DatabasePack,
    /// Tokens of workflows.
    pub workflows: WorkflowPack,
    /// Agent runtimes.
    pub runtimes: Vec<RuntimePack>,
}

impl AccessPacks {
    /// Adds the file `name` of `rules/access/`.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), String> {
        match name {
            "kubernetes.yaml" => self.kubernetes = read(text)?,
            "aws.yaml" => self.aws = read(text)?,
            "gcp.yaml" | "azure.yaml" => self.roles.push(read(text)?),
            "databases.yaml" => self.databases = read(text)?,
            "github-actions.yaml" => self.workflows = read(text)?,
            _ if name.starts_with("runtimes/") => self.runtimes.push(read(text)?),
            _ => return Err(format!("no kind of access pack is called `{name}`")),
        }
        Ok(())
    }
}
