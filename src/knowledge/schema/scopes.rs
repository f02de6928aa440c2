//! OAuth scopes: what each gives, which call needs which, and where code asks for them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file of `rules/access/oauth/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeFile {
    /// Providers with their scopes.
    pub providers: Vec<ScopeProvider>,
}

/// Somebody who gives out tokens with scopes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeProvider {
    /// Its id in output.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Words in names, texts and paths that speak of it, in lower case.
    pub words: Vec<String>,
    /// Modules of its clients, without what stands behind the first part that is its own.
    pub modules: Vec<String>,
    /// Host and path of its consent page.
    pub hosts: Vec<String>,
    /// Pages on which a person makes a token by hand.
    pub tokens: Vec<String>,
    /// What a full name of a scope begins with and a short one lacks.
    pub prefix: Option<String>,
    /// Shapes that no other provider has: `*` stands at one end.
    pub distinct: Vec<String>,
    /// Whether the scopes that suffice for a call stand for kinds of objects, so that each of them is of use.
    pub alternatives: bool,
    /// Whether its scopes begin with the product that they are of.
    pub products: bool,
    /// Whether its scopes stand in manifests only, never in code.
    pub manifest: bool,
    /// Scopes without breadth, by level.
    pub levels: BTreeMap<ScopeLevel, Vec<String>>,
    /// All other scopes.
    pub scopes: Vec<ScopeEntry>,
}

/// One scope.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeEntry {
    /// Its name.
    pub scope: String,
    /// What it allows.
    pub level: ScopeLevel,
    /// How broad it is when nothing is known of its use.
    pub broad: ScopeBreadth,
    /// How broad it is when the application holds it without a user.
    pub app: Option<ScopeBreadth>,
    /// How much it costs to give it; by its level when there is none.
    pub cost: u32,
    /// What to ask for in its place, best first.
    pub narrower: Vec<String>,
    /// Scopes whose whole use it allows.
    pub includes: Vec<String>,
    /// APIs that take it.
    pub apis: Vec<String>,
    /// Under which condition it works.
    pub cond: Option<String>,
    /// Its ids in manifests.
    pub ids: Vec<String>,
}

/// What a scope allows.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeLevel {
    /// To know who signs in.
    Identity,
    /// To read.
    Read,
    /// The name does not tell.
    #[default]
    Unclear,
    /// Whatever was configured elsewhere.
    Static,
    /// To create or change.
    Write,
    /// To delete.
    Delete,
    /// Everything of one product or account.
    Full,
    /// Users, permissions, the whole organisation.
    Admin,
}

/// How broad a scope is.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeBreadth {
    /// Nothing to say.
    #[default]
    None,
    /// Worth a word only when less is used.
    Low,
    /// There is a narrower one.
    Medium,
    /// Always worth a word.
    High,
}

/// A file of `rules/access/oauth/methods/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodFile {
    /// Id of the provider.
    pub provider: String,
    /// Its APIs.
    pub apis: Vec<MethodApi>,
}

/// One API with its methods.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodApi {
    /// Name and version, as code asks for it.
    pub api: String,
    /// `scope scope | method method`: any one of the scopes suffices for each of the methods.
    pub rows: Vec<String>,
}

/// The file `rules/access/oauth/forms.yaml`: how scopes are asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeForms {
    /// Last words of names that hold scopes, in lower case and without separators.
    pub names: Vec<String>,
    /// Words in such a name that say it asks for nothing: a list of what is valid, a description.
    pub not_names: Vec<String>,
    /// Names of arguments and keys under which a login takes its scopes, in lower case and without separators.
    pub consents: Vec<String>,
    /// Calls whose argument at a position holds scopes.
    pub calls: Vec<ScopeCall>,
    /// Calls of libraries that ask for scopes when code names none.
    pub defaults: Vec<ScopeDefault>,
    /// Words that stand where somebody is to put a scope.
    pub placeholders: Vec<String>,
    /// Words of a line of text that speaks of scopes.
    pub verbs: Vec<String>,
    /// Words of a heading that says that what follows is to be granted.
    pub tells: Vec<String>,
    /// Words that are scopes and ordinary words alike: they count only where their provider is named beside them.
    pub common: Vec<String>,
}

/// A call with scopes at a position.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeCall {
    /// Last part of its name.
    pub call: String,
    /// Position of the argument.
    pub position: usize,
    /// Whether every argument from there is a scope.
    pub rest: bool,
}

/// A call that asks for scopes which code does not name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeDefault {
    /// Patterns of qualified names.
    pub calls: Vec<String>,
    /// Id of the provider.
    pub provider: String,
    /// What it asks for.
    pub scopes: Vec<String>,
    /// Arguments that change it.
    pub unless: Vec<String>,
    /// How to ask for less.
    pub narrow: String,
}
