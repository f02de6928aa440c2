//! The facts of all files, linked. Read-only once built; checks ask it and nothing else.

pub mod access;
pub mod agents;
pub mod clients;
pub mod code;
pub mod definitions;
pub mod egress;
mod folders;

use crate::facts::FileFacts;
use crate::knowledge::{Knowledge, Severity};
use crate::source::{FileId, FileKind, PathClass, Place, Span, Tracked};
use code::Code;
use std::collections::BTreeMap;

/// One file of the scan with what it says.
#[derive(Clone, Debug)]
pub struct ModelFile {
    /// Its id.
    pub id: FileId,
    /// Path relative to the scan root.
    pub path: String,
    /// Format, by name.
    pub kind: FileKind,
    /// Part of the repository, by path.
    pub class: PathClass,
    /// What git says of it.
    pub tracked: Tracked,
    /// Whether its bytes were read; a binary file has a place in the tree and no text.
    pub read: bool,
    /// What it says.
    pub facts: FileFacts,
}

impl ModelFile {
    /// A place in this file.
    pub fn at(&self, span: Span) -> Place {
        Place { file: self.id, span }
    }
}

/// One failure of a grant, of a workload or of a rule about it. A check of that id makes it a finding.
#[derive(Clone, Debug)]
pub struct Flaw {
    /// Id of the check that reports it.
    pub check: &'static str,
    /// The place it is reported at.
    pub place: Place,
    /// What the place is: "granted here".
    pub label: String,
    /// What it is about, for the finding's identity: a scope, a workload, a rule.
    pub subject: String,
    /// The finding's message.
    pub message: String,
    /// The finding's help: the smallest change that clears it.
    pub help: String,
    /// Other places that prove it, with what each is.
    pub seen: Vec<(Place, String)>,
    /// Its severity, when it is lower than that of its check.
    pub severity: Option<Severity>,
    /// Edits that clear it, with whether they can be applied unseen: place and new text.
    pub edits: Vec<(Place, String, bool)>,
}

/// Everything that is linked from the facts.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// Agents and tools.
    pub agents: agents::Agents,
    /// Clients with servers.
    pub clients: clients::Clients,
    /// Grants.
    pub access: access::Access,
    /// Workloads and destinations.
    pub network: egress::Network,
}

/// All files, sorted by path, and what they say together.
#[derive(Clone, Debug, Default)]
pub struct Model {
    files: Vec<ModelFile>,
    linked: Linked,
}

impl Model {
    /// Links the facts. `files` are sorted by id; `imports` has what each file of code imports.
    pub fn link(files: Vec<ModelFile>, imports: &code::Imports, knowledge: &Knowledge) -> Self {
        let linked = link(&files, imports, knowledge);
        Self { files, linked }
    }

    /// What is linked, when the files are not needed any more.
    pub fn into_linked(self) -> Linked {
        self.linked
    }

    /// Agents and tools.
    pub fn agents(&self) -> &agents::Agents {
        &self.linked.agents
    }

    /// Programs of others that run agents here.
    pub fn clients(&self) -> &clients::Clients {
        &self.linked.clients
    }

    /// Scopes, roles and permissions.
    pub fn access(&self) -> &access::Access {
        &self.linked.access
    }

    /// Workloads and destinations.
    pub fn network(&self) -> &egress::Network {
        &self.linked.network
    }

    /// All files.
    pub fn files(&self) -> &[ModelFile] {
        &self.files
    }

    /// Number of files whose bytes were read.
    pub fn read(&self) -> usize {
        self.files.iter().filter(|file| file.read).count()
    }
}

fn link(files: &[ModelFile], imports: &code::Imports, knowledge: &Knowledge) -> Linked {
    let modules: BTreeMap<FileId, &crate::syntax::code::Module> =
        files.iter().filter_map(|file| file.facts.code.as_deref().map(|module| (file.id, module))).collect();
    let code = (!modules.is_empty()).then(|| link_code(modules, imports, knowledge));
    let code = code.as_ref();
    let mut agents =
        code.map_or_else(agents::Agents::default, |code| agents::Agents::link(code, knowledge, imports, files));
    definitions::add(files, &mut agents, knowledge);
    let access = access::Access::link(files, code, &agents, knowledge);
    let network = egress::Network::link(files, code, imports, &agents, knowledge);
    let clients = clients::Clients::link(files, &agents, knowledge);
    Linked { agents, clients, access, network }
}

fn link_code<'m>(
    modules: BTreeMap<FileId, &'m crate::syntax::code::Module>,
    imports: &'m code::Imports,
    knowledge: &Knowledge,
) -> Code<'m> {
    let languages = [crate::knowledge::schema::Language::Python, crate::knowledge::schema::Language::TypeScript];
    let roots = languages.iter().flat_map(|language| knowledge.forms(*language).roots.iter().cloned()).collect();
    let aliases = languages.iter().flat_map(|language| knowledge.forms(*language).aliases.iter().cloned()).collect();
    Code::new(modules, imports, roots, aliases)
}
