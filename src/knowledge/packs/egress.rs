//! The packs about egress: mechanisms that limit outbound traffic, hosts of libraries, signs of workloads.

use serde::{Deserialize, Serialize};

/// All packs of `rules/egress/`: large, and decoded only when a repository declares a workload.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EgressPacks {}

impl EgressPacks {
    /// Adds the file `name` of `rules/egress/`.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn add(&mut self, name: &str, _text: &str) -> Result<(), String> {
        Err(format!("no kind of egress pack is called `{name}`"))
    }
}
