//! What calls do to the outside world.

use super::Language;
use serde::{Deserialize, Serialize};

/// `rules/actions/<provider>.yaml`: effects of the calls of one library, service or language.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionPack {
    /// Whose calls these are.
    pub provider: String,
    /// Language of the calls.
    pub language: Language,
    /// Calls with their effects.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Verbs of SQL text.
    #[serde(default)]
    pub sql: Vec<SqlEffect>,
    /// Commands of shell text.
    #[serde(default)]
    pub shell: Vec<ShellEffect>,
    /// What writing to a host does.
    #[serde(default)]
    pub hosts: Vec<HostEffect>,
    /// What the name of a tool promises, where its code does not show it.
    #[serde(default)]
    pub names: Vec<NameEffect>,
    /// Calls that do nothing outside, patterns as in [`Action`]: a tool that makes other calls that no pack knows has an unknown effect.
    #[serde(default)]
    pub harmless: Vec<String>,
    /// Methods of texts, lists and the like: harmless on a value that cannot be followed.
    #[serde(default)]
    pub methods: Vec<String>,
}

/// Calls with one effect.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Qualified names after imports and constructors are resolved; the calls of a chain are written without parentheses:
    /// `slack_sdk.WebClient.chat_postMessage`, `googleapiclient.discovery.build.users.messages.send`. `*` stands for one name, `**` for
    /// any number of names.
    pub calls: Vec<String>,
    /// A test on an argument of the call, or of the first call of the chain.
    #[serde(default)]
    pub argument: Option<Argument>,
    /// The strongest effect.
    pub effect: Effect,
    /// Whether the same principal can undo it in the system of record. Reads always can.
    #[serde(default)]
    pub reversible: bool,
    /// What else it brings.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    /// The call is an HTTP request: its effect is raised by the host table when the URL is known, and the position or keyword `url` holds it.
    #[serde(default)]
    pub http: bool,
    /// Version of the library in which the name was seen, or its documentation.
    pub source: String,
}

/// A test on an argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Zero-based position.
    #[serde(default)]
    pub position: Option<u8>,
    /// Keyword, or property of an object argument.
    #[serde(default)]
    pub keyword: Option<String>,
    /// The text it must be, or begin with.
    pub text: String,
}

/// The strongest effect of a tool on the outside world, from weak to strong.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing outside changes and nothing is read.
    #[default]
    None,
    /// Reads.
    Read,
    /// A record changes inside the workspace.
    Write,
    /// A message leaves to people.
    Send,
    /// Something becomes public or goes to production.
    Publish,
    /// Something is removed.
    Delete,
    /// Money moves.
    Pay,
    /// Code, a command or a query language with writes runs.
    Execute,
}

/// What a tool brings to its agent, as far as combinations matter.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// Reads data that is not public.
    PrivateData,
    /// Takes in text that strangers can write.
    UntrustedContent,
    /// Sends data outside.
    ExternalSend,
    /// Runs code.
    CodeExec,
    /// Writes files.
    FileWrite,
    /// Reads files.
    FileRead,
    /// Moves money.
    Money,
    /// Removes things.
    Delete,
}

/// Effect of SQL by its first verb.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlEffect {
    /// First words, upper case.
    pub verbs: Vec<String>,
    /// What they do.
    pub effect: Effect,
    /// Whether it can be undone.
    #[serde(default)]
    pub reversible: bool,
}

/// Effect of a constant shell command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShellEffect {
    /// Text that the command contains.
    pub contains: String,
    /// What it does.
    pub effect: Effect,
    /// Whether it can be undone.
    #[serde(default)]
    pub reversible: bool,
}

/// What a writing request to a host does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostEffect {
    /// Host, with the beginning of a path if that decides: `slack.com/api/chat.postMessage`.
    pub host: String,
    /// What POST, PUT, PATCH and DELETE do there.
    pub effect: Effect,
    /// Whether it can be undone.
    #[serde(default)]
    pub reversible: bool,
    /// What it brings.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
}

/// What the name of a tool promises: a tool counts by what it declares to the model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "the keys of a row, each on its own")]
pub struct NameEffect {
    /// Words, lower case. The first word of a name that stands in any row decides.
    pub words: Vec<String>,
    /// Words of which another one has to stand in the name; none: any name of two words.
    #[serde(default)]
    pub with: Vec<String>,
    /// The word alone is enough: `search`.
    #[serde(default)]
    pub alone: bool,
    /// The word counts only where the name begins with it: `log` is mostly a noun.
    #[serde(default)]
    pub first: bool,
    /// The word counts as the last one, and nowhere else: `faq_lookup`.
    #[serde(default)]
    pub last: bool,
    /// What is promised.
    pub effect: Effect,
    /// Whether it can be undone.
    #[serde(default)]
    pub reversible: bool,
    /// What it brings.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
}
