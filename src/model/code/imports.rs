//! From the text of an import to a file of the tree.

use crate::source::{FileId, PathClass};
use crate::syntax::code::{Import, Language, Module, Taken};
use std::collections::{BTreeMap, BTreeSet};

/// Paths of the tree, by what imports can call them.
pub(super) struct Paths {
    paths: Vec<String>,
    by_path: BTreeMap<String, FileId>,
}

/// Where an import leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To a file. `beside` when it lies in a folder around the importing file, not only below a source root.
    File { file: FileId, beside: bool },
    /// Out of the tree.
    Outside,
}

impl Paths {
    pub(super) fn new(paths: &[String]) -> Self {
        let by_path = paths.iter().enumerate().map(|(index, path)| (path.clone(), FileId(index as u32))).collect();
        Self { paths: paths.to_vec(), by_path }
    }

    pub(super) fn path(&self, file: FileId) -> &str {
        self.paths.get(file.0 as usize).map_or("", String::as_str)
    }

    /// The file that `source` names in an import of `from`. `level` counts the leading dots of Python.
    pub(super) fn resolve(&self, language: Language, from: FileId, source: &str, level: u32) -> Target {
        match language {
            Language::Python => self.python(from, source, level),
            Language::TypeScript => self.typescript(from, source),
        }
    }

    /// Every file that an import of `module` can load: the module, and each name that is a submodule.
    pub(super) fn all_imports(&self, file: FileId, module: &Module) -> BTreeSet<FileId> {
        let mut found = BTreeSet::new();
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
        if tail.is_empty() {
            return Target::Outside;
        }
        for base in ancestors(folder) {
            if let Some(file) = self.python_file(&join(base, &tail)) {
                return Target::File { file, beside: true };
            }
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

    fn python_file(&self, stem: &str) -> Option<FileId> {
        let stem = stem.trim_end_matches('/');
        [format!("{stem}.py"), join(stem, "__init__.py"), format!("{stem}.pyi")]
            .iter()
            .find_map(|path| self.by_path.get(path.as_str()).copied())
    }

    fn typescript(&self, from: FileId, source: &str) -> Target {
        let folder = parent(self.path(from));
        if source.starts_with('.') {
            let found = normalise(&join(folder, source)).and_then(|stem| self.typescript_file(&stem));
            return found.map_or(Target::Outside, |file| Target::File { file, beside: true });
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
        const ENDINGS: [&str; 8] = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cts", ".cjs"];
        if let Some(file) = self.by_path.get(stem) {
            return Some(*file);
        }
        // The source of a compiled module is imported under the name of the output.
        let bare = [".js", ".jsx", ".mjs", ".cjs"].iter().find_map(|ending| stem.strip_suffix(ending)).unwrap_or(stem);
        ENDINGS
            .iter()
            .map(|ending| format!("{bare}{ending}"))
            .chain(ENDINGS.iter().map(|ending| join(stem, &format!("index{ending}"))))
            .find_map(|path| self.by_path.get(path.as_str()).copied())
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

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else if name.is_empty() {
        folder.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// A folder and those around it, the nearest first.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| parent(folder)))
}

/// Resolves `.` and `..`; `None` when the path leads out of the tree.
fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
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
        let index = Paths::new(&paths);
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
