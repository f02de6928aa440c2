//! The packs about access: scopes, roles and permissions, and which call needs which.

use serde::{Deserialize, Serialize};

/// All packs of `rules/access/`: large, and decoded only when a repository grants something.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessPacks {}

impl AccessPacks {
    /// Adds the file `name` of `rules/access/`.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn add(&mut self, name: &str, _text: &str) -> Result<(), String> {
        Err(format!("no kind of access pack is called `{name}`"))
    }
}
