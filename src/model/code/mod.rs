//! The code of the scanned tree: its modules, how they name each other, and what an expression stands for.
//!
//! The one place that resolves names ([`scope`], [`imports`]) and the one that evaluates ([`value`]). What they cannot decide is
//! [`Value::Unknown`], and stays unknown.

mod aliases;
mod answer;
mod callers;
mod imports;
mod members;
mod packages;
mod scope;
mod value;

pub use answer::{External, Value};

use crate::source::FileId;
use crate::syntax::code::{ClassId, Expr, ExprId, Function, Import, Language, Module};
use imports::{Paths, Target};
use packages::Packages;
use rustc_hash::{FxHashMap, FxHashSet};
use scope::Scopes;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is assigned to the members of one class, by name.
type Members<'m> = FxHashMap<&'m str, Expr<'m>>;

/// The importing file, the text of an import and its leading dots.
type Named<'m> = (FileId, &'m str, u32);

/// All modules, ready to be asked.
pub struct Code<'m> {
    modules: BTreeMap<FileId, &'m Module>,
    ids: FxHashMap<*const Module, FileId>,
    paths: &'m Paths,
    scopes: BTreeMap<FileId, Scopes<'m>>,
    packages: Packages<'m>,
    /// First parts of the names of frameworks: imported by that name they are the framework, unless a module beside the importing file has it.
    roots: BTreeSet<String>,
    /// Other names of the same thing.
    aliases: HashMap<String, String>,
    /// Answers, by file and expression.
    answers: RefCell<FxHashMap<(FileId, ExprId), Value<'m>>>,
    /// Expressions that the question under way could not answer.
    dead_ends: RefCell<FxHashSet<(FileId, ExprId)>>,
    /// Where imports lead.
    targets: RefCell<FxHashMap<Named<'m>, Target>>,
    /// What the methods of a class assign to its members, by file and class.
    members: RefCell<FxHashMap<(FileId, ClassId), Members<'m>>>,
    /// What callers hand to parameters.
    callers: callers::Callers<'m>,
    /// Questions under way, so that `a = b; b = a` ends.
    depth: RefCell<u32>,
    /// Work that the present question of the outside has cost.
    work: RefCell<u32>,
}

/// How many steps one question may take from expression to expression.
const MAX_STEPS: u32 = 40;

/// How many expressions one question may look at: `a = b or b; b = a or a` doubles with each step.
const MAX_WORK: u32 = 10_000;

impl<'m> Code<'m> {
    /// Indexes `modules`. `imports` knows all files of the tree; `roots` and `aliases` come from the framework packs.
    pub fn new(
        modules: BTreeMap<FileId, &'m Module>,
        imports: &'m Imports,
        roots: BTreeSet<String>,
        aliases: Vec<(String, String)>,
    ) -> Self {
        let ids = modules.iter().map(|(id, module)| (std::ptr::from_ref(*module), *id)).collect();
        let scopes = modules.iter().map(|(id, module)| (*id, Scopes::new(module))).collect();
        let packages = Packages::new(&modules, imports);
        Self {
            packages,
            modules,
            ids,
            paths: &imports.paths,
            scopes,
            roots,
            // The first pack that names an alias decides.
            aliases: aliases.into_iter().rev().collect(),
            answers: RefCell::default(),
            dead_ends: RefCell::default(),
            targets: RefCell::default(),
            members: RefCell::default(),
            callers: callers::Callers::default(),
            depth: RefCell::default(),
            work: RefCell::default(),
        }
    }

    /// All modules by file.
    pub fn modules(&self) -> impl Iterator<Item = (FileId, &'m Module)> {
        self.modules.iter().map(|(id, module)| (*id, *module))
    }

    /// The module of a file.
    pub fn module(&self, file: FileId) -> Option<&'m Module> {
        self.modules.get(&file).copied()
    }

    /// The file of a module.
    pub fn file_of(&self, module: &Module) -> FileId {
        self.ids.get(&std::ptr::from_ref(module)).copied().unwrap_or(FileId(u32::MAX))
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &str {
        self.paths.path(file)
    }

    /// The file of an expression.
    pub fn file(&self, expr: Expr<'_>) -> FileId {
        self.file_of(expr.module())
    }

    /// The qualified name with every alias applied: of several that fit the longest.
    pub fn canonical(&self, path: &str) -> String {
        let mut path = path.to_owned();
        // Aliases can lead to aliases; their chains are short.
        for _ in 0..4 {
            let mut ends = std::iter::once(path.len()).chain(path.rmatch_indices(['.', ':', '/']).map(|(at, _)| at));
            let found = ends.find_map(|end| Some((self.aliases.get(path.get(..end)?)?, path.get(end..)?)));
            match found {
                Some((to, rest)) if format!("{to}{rest}") != path => path = format!("{to}{rest}"),
                _ => break,
            }
        }
        path
    }

    /// Where an import leads.
    fn resolve(&self, language: Language, file: FileId, source: &'m str, level: u32) -> Target {
        let key = (file, source, level);
        if let Some(known) = self.targets.borrow().get(&key) {
            return *known;
        }
        let target = self.paths.resolve(language, file, source, level);
        self.targets.borrow_mut().insert(key, target);
        target
    }

    /// Whether an import of `file` leads out of the tree.
    pub fn leads_out(&self, file: FileId, import: Import<'m>) -> bool {
        let language = self.module(file).map_or(Language::Python, Module::language);
        import.level() == 0 && self.target(language, file, import).is_none()
    }

    fn enter(&self) -> bool {
        let (mut depth, mut work) = (self.depth.borrow_mut(), self.work.borrow_mut());
        if *depth == 0 {
            *work = 0;
        }
        *depth += 1;
        *work += 1;
        *depth <= MAX_STEPS && *work <= MAX_WORK
    }

    fn leave(&self) {
        *self.depth.borrow_mut() -= 1;
    }
}

/// The names of all files, and which of them import which.
#[derive(Default)]
pub struct Imports {
    paths: Paths,
    edges: BTreeMap<FileId, BTreeSet<FileId>>,
}

impl Imports {
    /// Indexes the paths of the tree, by id.
    pub fn new(paths: Vec<String>) -> Self {
        Self { paths: Paths::new(paths), edges: BTreeMap::new() }
    }

    /// Notes that the imports which begin with `name` lead below `folder`, as a `go.mod` there says.
    pub fn add_go_module(&mut self, name: &str, folder: &str) {
        self.paths.go_modules.push((name.to_owned(), folder.to_owned()));
    }

    /// Notes what a settings file calls the folders of its project.
    pub fn settings(&mut self, path: &str, document: &crate::syntax::Document) {
        self.paths.aliases.read(path, document);
    }

    /// Notes what `module` imports from the tree, whether it is parsed or not.
    pub fn add(&mut self, file: FileId, module: &Module) -> &BTreeSet<FileId> {
        self.edges.entry(file).or_insert_with(|| self.paths.all_imports(file, module))
    }

    /// Files that a file imports.
    pub fn of(&self, file: FileId) -> impl Iterator<Item = FileId> {
        self.edges.get(&file).into_iter().flatten().copied()
    }
}

/// The separator of members in qualified names.
fn separator(language: Language) -> char {
    match language {
        Language::Python | Language::Go => '.',
        Language::TypeScript => ':',
    }
}

/// Name of a function for people.
pub fn function_name(function: Function<'_>) -> Option<String> {
    function.bound_name().map(str::to_owned)
}
