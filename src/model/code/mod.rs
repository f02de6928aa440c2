//! The code of the scanned tree: its modules, how they name each other, and what an expression stands for.
//!
//! The one place that resolves names ([`scope`], [`imports`]) and the one that evaluates ([`value`]). What they cannot decide is
//! [`Value::Unknown`], and stays unknown.

mod imports;
mod members;
mod scope;
mod value;

pub use value::{External, Value};

use crate::source::FileId;
use crate::syntax::code::{ClassId, Expr, ExprId, Function, Import, Language, Module};
use imports::Paths;
use scope::Scopes;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is assigned to the members of one class, by name.
type Members<'m> = HashMap<&'m str, Expr<'m>>;

/// All modules, ready to be asked.
pub struct Code<'m> {
    modules: BTreeMap<FileId, &'m Module>,
    ids: HashMap<*const Module, FileId>,
    paths: Paths,
    scopes: BTreeMap<FileId, Scopes<'m>>,
    /// First parts of the names of frameworks: imported by that name they are the framework, unless a module beside the importing file has it.
    roots: BTreeSet<String>,
    /// Other names of the same thing.
    aliases: HashMap<String, String>,
    /// Answers, by file and expression.
    answers: RefCell<HashMap<(FileId, ExprId), Value<'m>>>,
    /// What the methods of a class assign to its members, by file and class.
    members: RefCell<HashMap<(FileId, ClassId), Members<'m>>>,
    /// Questions under way, so that `a = b; b = a` ends.
    depth: RefCell<u32>,
}

/// How many steps one question may take from expression to expression.
const MAX_STEPS: u32 = 40;

impl<'m> Code<'m> {
    /// Indexes `modules`. `paths` are all files of the tree by id; `roots` and `aliases` come from the framework packs.
    pub fn new(
        modules: BTreeMap<FileId, &'m Module>,
        paths: &[String],
        roots: BTreeSet<String>,
        aliases: Vec<(String, String)>,
    ) -> Self {
        let ids = modules.iter().map(|(id, module)| (std::ptr::from_ref(*module), *id)).collect();
        let scopes = modules.iter().map(|(id, module)| (*id, Scopes::new(module))).collect();
        Self {
            modules,
            ids,
            paths: Paths::new(paths),
            scopes,
            roots,
            // The first pack that names an alias decides.
            aliases: aliases.into_iter().rev().collect(),
            answers: RefCell::default(),
            members: RefCell::default(),
            depth: RefCell::new(0),
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

    /// Files that `module` imports from the tree, whether they are parsed or not.
    pub fn imported_files(paths: &ImportPaths, file: FileId, module: &Module) -> BTreeSet<FileId> {
        paths.0.all_imports(file, module)
    }

    /// Whether an import of `file` leads out of the tree.
    pub fn leads_out(&self, file: FileId, import: Import<'m>) -> bool {
        let language = self.module(file).map_or(Language::Python, Module::language);
        import.level() == 0 && self.target(language, file, import).is_none()
    }

    fn enter(&self) -> bool {
        let mut depth = self.depth.borrow_mut();
        *depth += 1;
        *depth <= MAX_STEPS
    }

    fn leave(&self) {
        *self.depth.borrow_mut() -= 1;
    }
}

/// The names of all files, for following imports before anything is resolved.
pub struct ImportPaths(Paths);

impl ImportPaths {
    /// Indexes the paths of the tree.
    pub fn new(paths: &[String]) -> Self {
        Self(Paths::new(paths))
    }
}

/// The separator of members in qualified names.
fn separator(language: Language) -> char {
    match language {
        Language::Python => '.',
        Language::TypeScript => ':',
    }
}

/// Name of a function for people.
pub fn function_name(function: Function<'_>) -> Option<String> {
    function.bound_name().map(str::to_owned)
}
