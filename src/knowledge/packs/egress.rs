//! The packs about egress: mechanisms that limit outbound traffic, hosts of libraries, signs of workloads.

use super::super::schema::WorkloadPack;
use serde::{Deserialize, Serialize};

/// All packs of `rules/egress/`: large, and decoded only when a repository declares a workload.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EgressPacks {
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
            "workloads.yaml" => self.workloads = super::read(text)?,
            _ => return Err(format!("no kind of egress pack is called `{name}`")),
        }
        Ok(())
    }
}
