//! The packs about egress: mechanisms that limit outbound traffic, hosts of libraries, signs of workloads.

use super::super::schema::{
    CloudPack, ExecutionPack, HostClasses, HostPack, Jobs, Literals, Runtimes, ServerPack, TelemetryPack, WorkloadPack,
};
use super::read;
use serde::{Deserialize, Serialize};

/// All packs of `rules/egress/`: large, and decoded only when a repository declares a workload.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EgressPacks {
    /// Coding agents by their settings.
    pub runtimes: Runtimes,
    /// Coding agents in jobs.
    pub jobs: Jobs,
    /// Hosts of libraries, by language.
    pub hosts: Vec<HostPack>,
    /// Kinds of third parties.
    pub classes: HostClasses,
    /// Libraries that report to their makers.
    pub telemetry: TelemetryPack,
    /// Which addresses in code are contacted.
    pub literals: Literals,
    /// Workloads of clouds.
    pub cloud: CloudPack,
    /// Where code runs that a model wrote.
    pub execution: ExecutionPack,
    /// Servers of tools.
    pub servers: ServerPack,
    /// What declares a workload, and the signs of an agent.
    pub workloads: WorkloadPack,
}

impl EgressPacks {
    /// Adds the file `name` of `rules/egress/`.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), String> {
        match name {
            "runtimes.yaml" => self.runtimes = read(text)?,
            "jobs.yaml" => self.jobs = read(text)?,
            "classes.yaml" => self.classes = read(text)?,
            "telemetry.yaml" => self.telemetry = read(text)?,
            "literals.yaml" => self.literals = read(text)?,
            _ if name.starts_with("hosts-") => self.hosts.push(read(text)?),
            "cloud.yaml" => self.cloud = read(text)?,
            "execution.yaml" => self.execution = read(text)?,
            "servers.yaml" => self.servers = read(text)?,
            "workloads.yaml" => self.workloads = read(text)?,
            _ => return Err(format!("no kind of egress pack is called `{name}`")),
        }
        Ok(())
    }
}
