//! What agent runtimes do without asking: their settings, flags and options.

use super::Breadth;
use serde::{Deserialize, Serialize};

/// `rules/access/runtimes/<id>.yaml`: one agent runtime.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimePack {
    /// Id of the runtime.
    pub id: String,
    /// Programs that start it.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Keys of its settings.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Flags of its command line.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Options of its library.
    #[serde(default)]
    pub options: Vec<CodeOption>,
}

/// A key of a settings file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Globs of the files.
    pub files: Vec<String>,
    /// Keys from the top; `*` stands for any key or item.
    pub path: Vec<String>,
    /// Whether a text holds several entries, between commas or blanks outside of brackets.
    #[serde(default)]
    pub split: bool,
    /// Why a value that fits no case is fine; none: such a value is no grant.
    #[serde(default)]
    pub fine: Option<String>,
    /// What values mean; the first case that fits decides.
    pub cases: Vec<SettingCase>,
}

/// A value of a setting.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingCase {
    /// The value is one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// A regular expression fits the whole value.
    #[serde(default)]
    pub like: Option<String>,
    /// The key itself is one of these, for settings whose keys are patterns.
    #[serde(default)]
    pub keys: Vec<String>,
    /// It holds only beside this.
    #[serde(default)]
    pub with: Option<Sibling>,
    /// It does not hold beside this.
    #[serde(default)]
    pub without: Option<Sibling>,
    /// What it means; none: fine.
    #[serde(default)]
    pub broad: Option<Breadth>,
}

/// Another setting of the same file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sibling {
    /// Its name in any of the spellings.
    pub names: Vec<String>,
    /// Its value is one of these.
    pub is: Vec<String>,
}

/// A flag on a command line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Spellings; a blank in one stands for a blank or `=`.
    pub flags: Vec<String>,
    /// Whether the flag says enough without the program before it.
    #[serde(default)]
    pub alone: bool,
    /// What it means.
    pub broad: Breadth,
}

/// An argument of a library.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeOption {
    /// Modules of which the file must import one; none: whatever it imports.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Names of the argument or property.
    pub names: Vec<String>,
    /// Why a value that fits no case is fine; none: such a value is no grant.
    #[serde(default)]
    pub fine: Option<String>,
    /// What values mean.
    pub cases: Vec<SettingCase>,
}

/// `rules/access/github-actions.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowPack {
    /// Actions that run an agent, by what `uses` begins with.
    pub uses: Vec<String>,
    /// Events that bring text of strangers.
    pub untrusted: Vec<String>,
    /// What permissions of the token mean; the first case that fits decides.
    pub permissions: Vec<TokenPermission>,
    /// Inputs of actions.
    pub inputs: Vec<ActionInput>,
}

/// A permission of the token of a workflow.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPermission {
    /// Names; none: the word that stands for all.
    #[serde(default)]
    pub names: Vec<String>,
    /// The access.
    pub access: String,
    /// Whether it is wide only where an event brings text of strangers.
    #[serde(default)]
    pub untrusted: bool,
    /// What it means; none: as narrow as it should be.
    #[serde(default)]
    pub broad: Option<Breadth>,
}

/// An input of an action that runs an agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionInput {
    /// What `uses` begins with.
    pub uses: Vec<String>,
    /// The input.
    pub input: String,
    /// What values mean.
    pub cases: Vec<SettingCase>,
}
