//! Typed rule packs loaded from `rules/`: what the world looks like. Knows nothing of any scanned file.

mod documents;
mod example;
mod forms;
mod packs;
mod patterns;
pub mod schema;
mod secrets;

pub use documents::{DocumentTable, Wanted};
pub use example::{Unmarked, unmark};
pub use forms::{Forms, Role, root};
pub use packs::{AccessPacks, CodePacks, EgressPacks, PackError, Packs, RUN_MIN, ScopePacks, is_token_byte};
pub use patterns::Patterns;
pub use schema::{Audience, Confidence, Control, Severity};
pub use secrets::{SecretTable, TypeEntry, TypeId};

use schema::{CheckMeta, ControlMeta};
use std::sync::OnceLock;

/// Everything that is known before a scan begins.
pub struct Knowledge {
    packs: Packs,
    secrets: SecretTable,
    forms: OnceLock<[Forms; 3]>,
    code: OnceLock<CodePacks>,
    access: OnceLock<AccessPacks>,
    egress: OnceLock<EgressPacks>,
    scopes: OnceLock<ScopePacks>,
    methods: OnceLock<Vec<schema::MethodFile>>,
    documents: OnceLock<DocumentTable>,
}

impl Knowledge {
    /// The packs that are compiled in.
    pub fn builtin() -> Self {
        Self::new(builtin_packs())
    }

    /// The packs that are compiled in, and a user's own beside them.
    ///
    /// # Errors
    /// When an own pack does not fit its schema or repeats an id.
    pub fn with_own(files: &[(String, String)]) -> Result<Self, PackError> {
        let mut packs = builtin_packs();
        for (path, text) in files {
            packs.add(path, text)?;
        }
        packs.check()?;
        Ok(Self::new(packs))
    }

    fn new(mut packs: Packs) -> Self {
        packs.checks.sort_by(|a, b| a.id.cmp(&b.id));
        packs.controls.sort_by_key(|control| control.id);
        let secrets = SecretTable::new(&packs);
        Self {
            packs,
            secrets,
            forms: OnceLock::new(),
            code: OnceLock::new(),
            access: OnceLock::new(),
            egress: OnceLock::new(),
            scopes: OnceLock::new(),
            methods: OnceLock::new(),
            documents: OnceLock::new(),
        }
    }

    /// The packs as written.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The checklist, in its order.
    pub fn controls(&self) -> &[ControlMeta] {
        &self.packs.controls
    }

    /// All checks, by id.
    pub fn checks(&self) -> &[CheckMeta] {
        &self.packs.checks
    }

    /// The words and weights of one check.
    pub fn check(&self, id: &str) -> Option<&CheckMeta> {
        self.packs.checks.binary_search_by(|check| check.id.as_str().cmp(id)).ok().map(|at| &self.packs.checks[at])
    }

    fn code(&self) -> &CodePacks {
        self.code.get_or_init(|| {
            let blob = include_bytes!(concat!(env!("OUT_DIR"), "/code.bin"));
            let mut packs: CodePacks = postcard::from_bytes(blob).expect("build.rs wrote it with the same types");
            packs.frameworks.extend(self.packs.code.frameworks.iter().cloned());
            packs.loggers.extend(self.packs.code.loggers.iter().cloned());
            packs.actions.extend(self.packs.code.actions.iter().cloned());
            packs
        })
    }

    /// The framework packs: those that are compiled in, then a user's own.
    pub fn frameworks(&self) -> &[schema::FrameworkPack] {
        &self.code().frameworks
    }

    /// The action packs, in the same order.
    pub fn actions(&self) -> &[schema::ActionPack] {
        &self.code().actions
    }

    /// What writes records, by language.
    pub fn loggers(&self) -> &[schema::LoggerPack] {
        &self.code().loggers
    }

    /// The framework packs of a language by their names; built when the first file of code asks.
    pub fn forms(&self, language: schema::Language) -> &Forms {
        use schema::Language::{Any, Go, Python, TypeScript};
        let all =
            self.forms.get_or_init(|| [Python, TypeScript, Go].map(|language| Forms::new(self.frameworks(), language)));
        match language {
            Python | Any => &all[0],
            TypeScript => &all[1],
            Go => &all[2],
        }
    }

    /// The packs about access; decoded when a repository that grants something asks.
    pub fn access(&self) -> &AccessPacks {
        self.access.get_or_init(|| {
            let blob = include_bytes!(concat!(env!("OUT_DIR"), "/access.bin"));
            postcard::from_bytes(blob).expect("build.rs wrote it with the same types")
        })
    }

    /// The scopes of all providers; decoded when a repository that speaks of scopes asks.
    pub fn scopes(&self) -> &ScopePacks {
        self.scopes.get_or_init(|| {
            let blob = include_bytes!(concat!(env!("OUT_DIR"), "/scopes.bin"));
            postcard::from_bytes(blob).expect("build.rs wrote it with the same types")
        })
    }

    /// Which scopes suffice for which call; decoded when a repository asks for scopes.
    pub fn methods(&self) -> &[schema::MethodFile] {
        self.methods.get_or_init(|| {
            let blob = include_bytes!(concat!(env!("OUT_DIR"), "/methods.bin"));
            postcard::from_bytes(blob).expect("build.rs wrote it with the same types")
        })
    }

    /// The packs about egress; decoded when a repository that declares workloads asks.
    pub fn egress(&self) -> &EgressPacks {
        self.egress.get_or_init(|| {
            let blob = include_bytes!(concat!(env!("OUT_DIR"), "/egress.bin"));
            postcard::from_bytes(blob).expect("build.rs wrote it with the same types")
        })
    }

    /// Which data files the model reads.
    pub fn documents(&self) -> &DocumentTable {
        self.documents.get_or_init(|| {
            let clients = self
                .packs
                .clients
                .iter()
                .flat_map(|client| &client.files)
                .map(|file| schema::DocumentRule { files: file.globs.clone(), ..schema::DocumentRule::default() });
            let definitions = self.packs.definitions.iter().map(|pack| schema::DocumentRule {
                kinds: pack.kinds.clone(),
                words: pack.words.clone(),
                ..schema::DocumentRule::default()
            });
            let all = self.packs.documents.iter().cloned().chain(clients).chain(definitions);
            DocumentTable::new(&all.collect::<Vec<_>>())
        })
    }

    /// Platforms that write agents down as data.
    pub fn definitions(&self) -> &[schema::DefinitionPack] {
        &self.packs.definitions
    }

    /// Programs that run agents and read their servers from a file.
    pub fn clients(&self) -> &[schema::ClientPack] {
        &self.packs.clients
    }

    /// The credentials, ready for the engine.
    pub fn secrets(&self) -> &SecretTable {
        &self.secrets
    }
}

fn builtin_packs() -> Packs {
    let blob = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
    postcard::from_bytes(blob).expect("build.rs wrote it with the same types")
}
