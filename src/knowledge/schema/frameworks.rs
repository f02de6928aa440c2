//! How tools, agents and records look in an agent framework: by qualified name after resolving imports, never by bare name.

use super::{Capability, Effect};
use serde::{Deserialize, Serialize};

/// `rules/frameworks/<id>.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameworkPack {
    /// Kebab-case id; the name of the file.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Language of its declarations.
    pub language: Language,
    /// Roots of its imports, with dots in Python (`google.adk`) and as written in TypeScript and Go (`@openai/agents`). A file that names none of
    /// them, and that no such file imports, is not parsed.
    pub modules: Vec<String>,
    /// Other names for the same thing: `agents.tool.function_tool` is `agents.function_tool`. A symbol that begins with the first is read as if it
    /// began with the second.
    #[serde(default)]
    pub aliases: Vec<(String, String)>,
    /// How tools are declared.
    #[serde(default)]
    pub tools: Vec<ToolForm>,
    /// Tools that come ready: one tool for each construction or mention in a list of tools.
    #[serde(default)]
    pub prebuilt: Vec<Prebuilt>,
    /// How agents and servers are declared.
    #[serde(default)]
    pub agents: Vec<AgentForm>,
    /// What records the calls of tools.
    #[serde(default)]
    pub records: Vec<RecordForm>,
}

/// A language with a code tree.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Python.
    Python,
    /// TypeScript and JavaScript.
    TypeScript,
    /// Go.
    Go,
    /// Every language.
    Any,
}

/// One way to declare a tool.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolForm {
    /// The syntax.
    pub shape: ToolShape,
    /// Where its name stands; the first that gives a text counts.
    pub name: Vec<NameSource>,
    /// Where its code stands; the first that gives a function, class or agent counts. None: the code is elsewhere.
    #[serde(default)]
    pub handler: Vec<HandlerSource>,
    /// Effect, when the code is elsewhere.
    #[serde(default)]
    pub effect: Option<Effect>,
    /// Stands for all tools of a remote server: listed as one, its names are not known.
    #[serde(default)]
    pub remote: bool,
    /// Without code it is no tool: an action that only draws what another one did.
    #[serde(default)]
    pub needs_handler: bool,
}

/// Syntax of a declaration. Symbols are qualified names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ToolShape {
    /// `@symbol` or `@symbol(…)` on a function.
    Decorator(Vec<String>),
    /// `@object.method` or `@object.method(…)` on a function, `object` made by one of `of`.
    MethodDecorator {
        /// Constructors or factories.
        of: Vec<String>,
        /// Methods.
        methods: Vec<String>,
    },
    /// `symbol(…)`.
    Call(Vec<String>),
    /// `object.method(…)`, `object` made by one of `of`, or a parameter annotated with it.
    MethodCall {
        /// Constructors or factories.
        of: Vec<String>,
        /// Methods.
        methods: Vec<String>,
    },
    /// `symbol(…)` that describes a tool; its code is handed on beside it, wherever that is.
    Described(Vec<String>),
    /// `class X(symbol)`.
    Subclass(Vec<String>),
    /// Low-level protocol server: the tools are the objects or constructions (`item`) in what the function registered by `list` returns, their code the branch
    /// of the function registered by `call` that compares the same name.
    Dispatch {
        /// Constructors of the server.
        of: Vec<String>,
        /// Method, decorator or keyword that registers the list; in TypeScript the schema given as first argument of `setRequestHandler`.
        list: Vec<String>,
        /// The same for calls.
        call: Vec<String>,
        /// Constructor of an item; plain objects with a name count too.
        #[serde(default)]
        item: Vec<String>,
    },
    /// A JSON description of a function in the list of tools of an agent form: `{"type": "function", "function": {"name": …}}` or the flat forms.
    Schema,
    /// A plain function in the list of tools of an agent form.
    Function,
    /// A class in the list of tools of an agent form that describes the arguments of a tool whose code is elsewhere; these are its base classes.
    Model(Vec<String>),
    /// A class with public methods in the list of tools, or given to a registration: each method is a tool.
    Methods {
        /// Base classes.
        of: Vec<String>,
        /// Methods that register one of its methods.
        register: Vec<String>,
    },
}

/// Where a name stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum NameSource {
    /// Keyword argument, or property of the (first object) argument.
    Keyword(String),
    /// Positional argument.
    Position(u8),
    /// Name of the definition it decorates, or of the handler.
    Definition,
    /// Class attribute, or the same keyword of `super().__init__(…)`.
    Attribute(String),
    /// Name of the class or constructor.
    Class,
    /// Key under which it stands in the object of tools.
    Key,
    /// Name of the agent that it wraps.
    Agent,
}

/// Where the code of a tool stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum HandlerSource {
    /// The decorated definition.
    Definition,
    /// Keyword argument, or property of the object argument.
    Keyword(String),
    /// Positional argument.
    Position(u8),
    /// Last positional argument.
    Last,
    /// Argument of the call of the result: `tool(…)(function)`.
    Outer,
    /// The first of these methods that the class has.
    Methods(Vec<String>),
    /// The receiver is an agent that becomes a tool.
    Receiver,
}

/// A tool that comes ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prebuilt {
    /// Constructors or values; `*` stands for one name.
    pub symbols: Vec<String>,
    /// Where its name stands; name of the class unless given.
    #[serde(default)]
    pub name: Vec<NameSource>,
    /// Its strongest effect; none given: unknown.
    #[serde(default)]
    pub effect: Option<Effect>,
    /// Whether that can be undone.
    #[serde(default)]
    pub reversible: bool,
    /// What it brings.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    /// Stands for all tools of a remote server.
    #[serde(default)]
    pub remote: bool,
}

/// One way to declare an agent, or a server that offers tools.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentForm {
    /// Constructors or functions.
    pub symbols: Vec<String>,
    /// When given, the form is `object.method(…)` with `object` made by a symbol.
    #[serde(default)]
    pub methods: Vec<String>,
    /// Where its name stands; the variable unless given.
    #[serde(default)]
    pub name: Vec<NameSource>,
    /// Where the tools stand: a list, or an object by name.
    #[serde(default)]
    pub tools: Vec<Source>,
    /// Where other agents stand.
    #[serde(default)]
    pub agents: Vec<Source>,
    /// A server: every tool registered on the object belongs to it.
    #[serde(default)]
    pub server: bool,
}

/// Where a value stands in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// Keyword argument, or property of the object argument.
    Keyword(String),
    /// Positional argument.
    Position(u8),
    /// Argument of a later call of this method on the object: `llm.bind_tools(tools)`.
    Method(String),
}

/// Something that records the calls of tools, or stops recording them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordForm {
    /// Kebab-case id, for evidence.
    pub id: String,
    /// Words for evidence: "the tracing that is on by default".
    pub title: String,
    /// What it is worth while it is on.
    pub grade: Grade,
    /// On without any code. Such a record is worth `grade` for every tool of the framework.
    #[serde(default)]
    pub default: bool,
    /// Calls or constructions that switch it on for the whole process.
    #[serde(default)]
    pub process: Vec<String>,
    /// Keywords or properties of an agent form whose value records, for that agent: the grade counts when the function given there records, or when the value
    /// is a construction named in `process`.
    #[serde(default)]
    pub agent: Vec<String>,
    /// Methods of a class (`of` its bases) that are called around each tool: the record counts when their body records.
    #[serde(default)]
    pub hooks: Vec<String>,
    /// Base classes of `hooks`.
    #[serde(default)]
    pub of: Vec<String>,
    /// Calls that are given functions which run around each tool: the record counts when such a function records.
    #[serde(default)]
    pub around: Vec<String>,
    /// Environment variables that switch it on, with the value (`true`, `1`).
    #[serde(default)]
    pub variables: Vec<(String, String)>,
    /// Calls that switch it off.
    #[serde(default)]
    pub off: Vec<String>,
    /// Options that switch it off for one agent or run: the call, the keyword or the path of keys, and the value that does.
    #[serde(default)]
    pub off_options: Vec<(String, String, bool)>,
    /// Environment variables that switch it off.
    #[serde(default)]
    pub off_variables: Vec<(String, String)>,
    /// Version in which this was read, or its documentation.
    pub source: String,
}

/// What a record is worth.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Nothing is kept.
    None,
    /// Printed, or kept on errors only.
    Weak,
    /// Cannot be told from the repository.
    Unknown,
    /// Every call leaves a record with time and name.
    Full,
}

/// `rules/loggers/<language>.yaml`: what writes a record when it is called.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoggerPack {
    /// Language of the calls.
    pub language: Language,
    /// Calls.
    pub calls: Vec<LoggerCalls>,
    /// Decorators and wrappers that record the calls of what they wrap.
    pub decorators: Vec<LoggerCalls>,
    /// Words in the name of a function whose purpose is recording.
    #[serde(default)]
    pub recorders: Vec<String>,
    /// First words of names of functions that read records.
    #[serde(default)]
    pub readers: Vec<String>,
    /// Words of which one stands in the name of a function that records what an agent does.
    #[serde(default)]
    pub recorded: Vec<String>,
    /// Calls that keep a record when such a function makes them: a line is appended, a row inserted.
    #[serde(default)]
    pub stores: Vec<String>,
}

/// Calls whose records are worth the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoggerCalls {
    /// Words for evidence.
    pub title: String,
    /// What the record is worth.
    pub grade: Grade,
    /// Patterns as in [`super::Action`]; `{a,b}` stands for either.
    pub calls: Vec<String>,
    /// The record belongs to a trace, which knows who began it.
    #[serde(default)]
    pub traced: bool,
}
