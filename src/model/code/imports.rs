//! From the text of an import to a file of the tree.

use super::aliases::Aliases;
use crate::model::folders::{ancestors, normalise, parent};
use crate::source::{FileId, PathClass};
use crate::syntax::code::{Import, Language, Module, Taken};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

/// Paths of the tree, by what imports can call them.
#[derive(Default)]
pub(super) struct Paths {
    files: Vec<String>,
    by_path: FxHashMap<String, FileId>,
    /// Modules of Python by their path without an ending, packages by that of their folder.
    python: FxHashMap<String, FileId>,
    /// Modules of TypeScript and JavaScript by their path without the ending.
    typescript: FxHashMap<String, FileId>,
    /// Every name that a file (without its ending) or a folder has: nearly all imports lead out of the tree, and have none of them.
    names: FxHashSet<String>,
    /// Files of Go by folder, without tests.
    go: FxHashMap<String, Vec<FileId>>,
    /// What modules of Go are called, with their folders.
    pub(super) go_modules: Vec<(String, String)>,
    /// What the settings of projects call their folders.
    pub(super) aliases: Aliases,
}

/// Endings of modules, the first wins.
const PYTHON: [&str; 3] = [".py", "/__init__.py", ".pyi"];
const TYPESCRIPT: [&str; 8] = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cts", ".cjs"];

/// Where an import leads.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To a file. `beside` when it lies in a folder around the importing file, not only below a source root.
    File { file: FileId, beside: bool },
    /// Out of the tree.
    Outside,
}

impl Paths {
    pub(super) fn new(paths: Vec<String>) -> Self {
        let mut index = Self::default();
        let mut ranks = (FxHashMap::default(), FxHashMap::default());
        for (number, path) in paths.iter().enumerate() {
            let file = FileId(number as u32);
            index.by_path.insert(path.clone(), file);
            add(&mut index.python, &mut ranks.0, &PYTHON, path, file);
            add(&mut index.typescript, &mut ranks.1, &TYPESCRIPT, path, file);
            if path.strip_suffix(".go").is_some_and(|stem| !stem.ends_with("_test")) {
                index.go.entry(parent(path).to_owned()).or_default().push(file);
            }
            index.aliases.source_layout(path);
            for part in path.split('/') {
                let name = part.split('.').next().unwrap_or(part);
                if !index.names.contains(name) {
                    index.names.insert(name.to_owned());
                }
            }
        }
        index.files = paths;
        index
    }

    pub(super) fn path(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", String::as_str)
    }

    /// The file that `source` names in an import of `from`. `level` counts the leading dots of Python.
    pub(super) fn resolve(&self, language: Language, from: FileId, source: &str, level: u32) -> Target {
        match language {
            Language::Python => self.python(from, source, level),
            Language::TypeScript => self.typescript(from, source),
            Language::Go => self.go(source),
        }
    }

    /// Every file that an import of `module` can load: the module, and each name that is a submodule.
    pub(super) fn all_imports(&self, file: FileId, module: &Module) -> BTreeSet<FileId> {
        let mut found = BTreeSet::new();
        if module.language() == Language::Go {
            let folders = module.imports().filter_map(|import| self.go_folder(import.source()));
            let own = parent(self.path(file)).to_owned();
            let all = std::iter::once(own).chain(folders).filter_map(|folder| self.go.get(&folder));
            found.extend(all.flatten().copied().filter(|other| *other != file));
            return found;
        }
        for import in module.imports() {
            if let Target::File { file, .. } = self.resolve(module.language(), file, import.source(), import.level()) {
                found.insert(file);
            }
            for submodule in self.submodules(file, module.language(), import) {
                found.insert(submodule);
            }
        }
        found
    }

    /// The folder of a package of Go in the tree: below that of the module whose name the import begins with.
    fn go_folder(&self, source: &str) -> Option<String> {
        let fitting = self.go_modules.iter().filter_map(|(name, folder)| {
            let rest = source.strip_prefix(name.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (name.len(), join(folder, rest.trim_start_matches('/'))))
        });
        fitting.max().map(|(_, folder)| folder)
    }

    /// The first file of a package stands for it.
    fn go(&self, source: &str) -> Target {
        let first = self.go_folder(source).and_then(|folder| self.go.get(&folder)?.first().copied());
        first.map_or(Target::Outside, |file| Target::File { file, beside: true })
    }

    fn submodules(&self, file: FileId, language: Language, import: Import<'_>) -> Vec<FileId> {
        if language != Language::Python {
            return Vec::new();
        }
        import
            .names()
            .filter_map(|name| match name.what() {
                Taken::Named(name) => self.submodule(file, import, name),
                _ => None,
            })
            .collect()
    }

    /// The file of `from package import name` when `name` is a module.
    pub(super) fn submodule(&self, file: FileId, import: Import<'_>, name: &str) -> Option<FileId> {
        let source = if import.source().is_empty() { name.to_owned() } else { format!("{}.{name}", import.source()) };
        match self.python(file, &source, import.level()) {
            Target::File { file, .. } => Some(file),
            Target::Outside => None,
        }
    }

    fn python(&self, from: FileId, source: &str, level: u32) -> Target {
        let folder = parent(self.path(from));
        let tail = source.replace('.', "/");
        if level > 0 {
            let mut base = Some(folder);
            for _ in 1..level {
                base = base.map(parent);
            }
            let found = base.and_then(|base| self.python_file(&join(base, &tail)));
            return found.map_or(Target::Outside, |file| Target::File { file, beside: true });
        }
        if tail.is_empty() || !self.names.contains(source.split('.').next().unwrap_or_default()) {
            return Target::Outside;
        }
        for base in ancestors(folder) {
            if let Some(file) = self.python_file(&join(base, &tail)) {
                return Target::File { file, beside: true };
            }
        }
        let top = source.split('.').next().unwrap_or(source);
        if let Some(root) = self.aliases.python_root(top)
            && let Some(file) = self.python_file(&join(root, &tail))
        {
            return Target::File { file, beside: false };
        }
        for base in ancestors(folder) {
            for root in ["src", "python", "app", "backend", "server", "lib"] {
                if let Some(file) = self.python_file(&join(&join(base, root), &tail)) {
                    return Target::File { file, beside: false };
                }
            }
        }
        Target::Outside
    }

    pub(super) fn python_file(&self, stem: &str) -> Option<FileId> {
        self.python.get(stem.trim_end_matches('/')).copied()
    }

    fn typescript(&self, from: FileId, source: &str) -> Target {
        let folder = parent(self.path(from));
        if source.starts_with('.') {
            let found = normalise(&join(folder, source)).and_then(|stem| self.typescript_file(&stem));
            return found.map_or(Target::Outside, |file| Target::File { file, beside: true });
        }
        let named = self.aliases.typescript(folder, source);
        if let Some(file) = named.iter().find_map(|stem| self.typescript_file(stem)) {
            return Target::File { file, beside: true };
        }
        // A package of the workspace can have the name of a framework.
        let packages = self.aliases.package(source);
        if let Some(file) = packages.iter().find_map(|stem| self.typescript_file(stem)) {
            return Target::File { file, beside: false };
        }
        // `@/x` and `~/x` are the usual `paths` of tsconfig: the root of the package or its `src`.
        if let Some(rest) = source.strip_prefix("@/").or_else(|| source.strip_prefix("~/")) {
            for base in ancestors(folder) {
                for root in ["", "src", "app"] {
                    if let Some(file) = self.typescript_file(&join(&join(base, root), rest)) {
                        return Target::File { file, beside: true };
                    }
                }
            }
        }
        Target::Outside
    }

    fn typescript_file(&self, stem: &str) -> Option<FileId> {
        if let Some(file) = self.by_path.get(stem) {
            return Some(*file);
        }
        // The source of a compiled module is imported under the name of the output.
        let bare = [".js", ".jsx", ".mjs", ".cjs"].iter().find_map(|ending| stem.strip_suffix(ending)).unwrap_or(stem);
        self.typescript.get(bare).or_else(|| self.typescript.get(join(stem, "index").as_str())).copied()
    }
}

/// Enters `path` under its name without the first of `endings` that it has; an earlier ending wins.
fn add(
    stems: &mut FxHashMap<String, FileId>,
    ranks: &mut FxHashMap<FileId, usize>,
    endings: &[&str],
    path: &str,
    file: FileId,
) {
    let found = endings.iter().enumerate().rev().find_map(|(rank, ending)| Some((rank, path.strip_suffix(ending)?)));
    // The package of the tree's root has no folder to be called by.
    let found = found.map(|(rank, stem)| (rank, if path == "__init__.py" { "" } else { stem }));
    let Some((rank, stem)) = found else { return };
    ranks.insert(file, rank);
    match stems.entry(stem.to_owned()) {
        Entry::Vacant(entry) => {
            entry.insert(file);
        }
        Entry::Occupied(mut entry) if ranks.get(entry.get()).is_some_and(|known| rank < *known) => {
            entry.insert(file);
        }
        Entry::Occupied(_) => {}
    }
}

/// The first part of the name of a module.
pub(super) fn first_part(module: &str) -> &str {
    crate::knowledge::root(module)
}

/// Whether a file is an example or a document.
pub(super) fn is_shown(path: &str) -> bool {
    matches!(PathClass::of(path), PathClass::Example | PathClass::Doc)
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else if name.is_empty() {
        folder.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_lead_to_files() {
        let paths: Vec<String> = [
            "app/agent.py",
            "app/tools/__init__.py",
            "app/tools/mail.py",
            "lib.py",
            "src/agents/__init__.py",
            "web/a.ts",
            "web/lib/index.ts",
            "web/lib/b.tsx",
            "web/src/c.ts",
        ]
        .iter()
        .map(|path| (*path).to_owned())
        .collect();
        let index = Paths::new(paths.clone());
        let id = |path: &str| FileId(paths.iter().position(|known| known == path).expect("listed") as u32);
        for (language, from, source, level, expected, why) in [
            (Language::Python, "app/agent.py", "tools.mail", 0, Some(("app/tools/mail.py", true)), "beside the file"),
            (Language::Python, "app/agent.py", "tools", 1, Some(("app/tools/__init__.py", true)), "relative"),
            (Language::Python, "app/tools/mail.py", "agent", 2, Some(("app/agent.py", true)), "two dots"),
            (Language::Python, "app/agent.py", "lib", 0, Some(("lib.py", true)), "a folder above"),
            (
                Language::Python,
                "app/agent.py",
                "agents",
                0,
                Some(("src/agents/__init__.py", false)),
                "only below a source root",
            ),
            (Language::Python, "app/agent.py", "httpx", 0, None, "outside"),
            (Language::TypeScript, "web/a.ts", "./lib", 0, Some(("web/lib/index.ts", true)), "index of a folder"),
            (
                Language::TypeScript,
                "web/a.ts",
                "./lib/b.js",
                0,
                Some(("web/lib/b.tsx", true)),
                "the name of the output",
            ),
            (Language::TypeScript, "web/a.ts", "@/c", 0, Some(("web/src/c.ts", true)), "alias"),
            (Language::TypeScript, "web/a.ts", "zod", 0, None, "package"),
            (Language::TypeScript, "web/a.ts", "../../x", 0, None, "out of the tree"),
        ] {
            let expected = expected.map_or(Target::Outside, |(path, beside)| Target::File { file: id(path), beside });
            assert_eq!(index.resolve(language, id(from), source, level), expected, "{why}");
        }
    }
}
