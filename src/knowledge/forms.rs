//! The framework packs by the qualified names that they know.

use super::schema::{FrameworkPack, Language, ToolShape};
use std::collections::{BTreeSet, HashMap};

/// What a qualified name is to a framework.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Decorates a tool: pack, form.
    Decorator(usize, usize),
    /// Makes or registers a tool when it is called: pack, form.
    Call(usize, usize),
    /// Describes a tool whose code is handed on beside it: pack, form.
    Described(usize, usize),
    /// Is a base class of tools: pack, form.
    Base(usize, usize),
    /// Is a tool that comes ready: pack, entry.
    Prebuilt(usize, usize),
    /// Makes an agent or server: pack, form.
    Agent(usize, usize),
    /// Registers the list of tools of a low-level server: pack, form.
    DispatchList(usize, usize),
    /// Registers the function that runs them: pack, form.
    DispatchCall(usize, usize),
    /// Describes one tool in that list: pack, form.
    DispatchItem(usize, usize),
    /// Switches a record on for the process: pack, record.
    Process(usize, usize),
    /// Switches a record off: pack, record.
    Off(usize, usize),
    /// Takes an option that switches a record off: pack, record.
    OffOption(usize, usize),
    /// Is given functions that run around each tool: pack, record.
    Around(usize, usize),
    /// Is a base class of hooks that record: pack, record.
    Hook(usize, usize),
}

/// All packs of one language.
#[derive(Debug, Default)]
pub struct Forms {
    exact: HashMap<String, Vec<Role>>,
    /// Patterns that end in one free name, by what stands before it.
    open: HashMap<String, Vec<Role>>,
    /// First parts of the names of modules.
    pub roots: BTreeSet<String>,
    /// Modules whose import makes a file worth parsing.
    pub modules: BTreeSet<String>,
    /// Other names of the same thing.
    pub aliases: Vec<(String, String)>,
}

impl Forms {
    /// Indexes the packs of `language`.
    pub fn new(packs: &[FrameworkPack], language: Language) -> Self {
        let mut forms = Self::default();
        for (pack_index, pack) in packs.iter().enumerate().filter(|(_, pack)| pack.language == language) {
            forms.modules.extend(pack.modules.iter().cloned());
            forms.roots.extend(pack.modules.iter().map(|module| root(module).to_owned()));
            forms.aliases.extend(pack.aliases.iter().cloned());
            for (index, tool) in pack.tools.iter().enumerate() {
                forms.shape(&tool.shape, pack_index, index);
            }
            for (index, ready) in pack.prebuilt.iter().enumerate() {
                forms.add_all(&ready.symbols, Role::Prebuilt(pack_index, index));
            }
            for (index, agent) in pack.agents.iter().enumerate() {
                if agent.methods.is_empty() {
                    forms.add_all(&agent.symbols, Role::Agent(pack_index, index));
                } else {
                    forms.add_products(&agent.symbols, &agent.methods, Role::Agent(pack_index, index));
                }
            }
            for (index, record) in pack.records.iter().enumerate() {
                forms.add_all(&record.process, Role::Process(pack_index, index));
                forms.add_all(&record.off, Role::Off(pack_index, index));
                for (symbol, ..) in &record.off_options {
                    forms.add(symbol.clone(), Role::OffOption(pack_index, index));
                }
                forms.add_all(&record.around, Role::Around(pack_index, index));
                forms.add_all(&record.of, Role::Hook(pack_index, index));
            }
        }
        forms
    }

    fn shape(&mut self, shape: &ToolShape, pack: usize, form: usize) {
        match shape {
            ToolShape::Decorator(symbols) => self.add_all(symbols, Role::Decorator(pack, form)),
            ToolShape::MethodDecorator { of, methods } => self.add_products(of, methods, Role::Decorator(pack, form)),
            ToolShape::Call(symbols) => self.add_all(symbols, Role::Call(pack, form)),
            ToolShape::MethodCall { of, methods } => self.add_products(of, methods, Role::Call(pack, form)),
            ToolShape::Described(symbols) => self.add_all(symbols, Role::Described(pack, form)),
            ToolShape::Subclass(symbols) => self.add_all(symbols, Role::Base(pack, form)),
            ToolShape::Dispatch { of, list, call, item } => {
                self.add_products(of, list, Role::DispatchList(pack, form));
                self.add_products(of, call, Role::DispatchCall(pack, form));
                self.add_all(list, Role::DispatchList(pack, form));
                self.add_all(call, Role::DispatchCall(pack, form));
                self.add_all(item, Role::DispatchItem(pack, form));
            }
            ToolShape::Methods { of, .. } => self.add_all(of, Role::Base(pack, form)),
            ToolShape::Schema | ToolShape::Function | ToolShape::Model(_) => {}
        }
    }

    fn add_all(&mut self, symbols: &[String], role: Role) {
        for symbol in symbols {
            self.add(symbol.clone(), role);
        }
    }

    fn add_products(&mut self, of: &[String], methods: &[String], role: Role) {
        for object in of {
            for method in methods {
                self.add(format!("{object}.{method}"), role);
            }
        }
    }

    fn add(&mut self, symbol: String, role: Role) {
        match symbol.strip_suffix(".*").or_else(|| symbol.strip_suffix(":*")) {
            Some(before) => self.open.entry(before.to_owned()).or_default().push(role),
            None => self.exact.entry(symbol).or_default().push(role),
        }
    }

    /// What `path` is; an exact name comes before a pattern.
    pub fn roles(&self, path: &str) -> &[Role] {
        if let Some(roles) = self.exact.get(path) {
            return roles;
        }
        let before = path.rfind(['.', ':']).and_then(|at| path.get(..at));
        before.and_then(|before| self.open.get(before)).map_or(&[], Vec::as_slice)
    }
}

/// The first part of the name of a module: `google` of `google.adk`, `@openai/agents` of itself.
pub fn root(module: &str) -> &str {
    if module.starts_with('@') {
        let scope = module.find('/').map_or(module.len(), |at| at + 1);
        let end = module.get(scope..).and_then(|rest| rest.find('/')).map_or(module.len(), |at| scope + at);
        return module.get(..end).unwrap_or(module);
    }
    module.split(['.', '/']).next().unwrap_or(module)
}
