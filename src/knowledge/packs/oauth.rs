//! The packs about OAuth scopes. They are the largest there are, so each half is decoded only when it is asked for.

use super::super::schema::{MethodFile, ScopeFile, ScopeForms, ScopeProvider};
use serde::{Deserialize, Serialize};

/// The scopes of all providers, and how code asks for them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ScopePacks {
    /// Providers, in the order of their files.
    pub providers: Vec<ScopeProvider>,
    /// How scopes are asked for.
    pub forms: ScopeForms,
    /// Which call needs which scope; decoded when a provider of it grants something.
    #[serde(skip)]
    pub methods: Vec<MethodFile>,
}

impl ScopePacks {
    /// Adds the file `name` of `rules/access/oauth/`.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), String> {
        if name == "forms.yaml" {
            self.forms = super::read(text)?;
        } else if name.starts_with("methods/") {
            let file: MethodFile = super::read(text)?;
            if let Some(row) = file.apis.iter().flat_map(|api| &api.rows).find(|row| !row.contains(" | ")) {
                return Err(format!("`{row}` has no bar between scopes and methods"));
            }
            self.methods.push(file);
        } else {
            self.providers.extend(super::read::<ScopeFile>(text)?.providers);
        }
        Ok(())
    }
}
