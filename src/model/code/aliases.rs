//! Names that a project gives to its own folders: `paths` of a `tsconfig.json`, packages of a workspace, `src/` layouts.

use super::imports::join;
use crate::model::folders::{ancestors, normalise, parent};
use crate::syntax::{Document, Node, Value};
use rustc_hash::FxHashMap;

/// What the settings of the tree say.
#[derive(Default)]
pub(super) struct Aliases {
    /// By the folder of the settings that say so, in the order of the file.
    by_folder: FxHashMap<String, Vec<Alias>>,
    /// Folders of packages by name; `None` when two have it.
    packages: FxHashMap<String, Option<String>>,
    /// Folders that hold a top package of Python, by its name; `None` when two do.
    python: FxHashMap<String, Option<String>>,
}

/// One pattern of `paths`: what stands before and behind the star, and the paths that are tried.
struct Alias {
    before: String,
    /// `None` when the pattern has no star.
    behind: Option<String>,
    targets: Vec<String>,
}

impl Aliases {
    /// Reads one settings file.
    pub(super) fn read(&mut self, path: &str, document: &Document) {
        let Some(root) = document.roots.first() else { return };
        let (folder, name) = (parent(path), path.rsplit('/').next().unwrap_or(path));
        if name == "package.json" {
            if let Some(name) = root.get("name").and_then(Node::as_str) {
                self.packages
                    .entry(name.to_owned())
                    .and_modify(|known| *known = None)
                    .or_insert(Some(folder.to_owned()));
            }
        } else if name.starts_with("tsconfig") || name.starts_with("jsconfig") {
            self.paths(folder, root);
        }
    }

    fn paths(&mut self, folder: &str, root: &Node) {
        let Some(options) = root.get("compilerOptions") else { return };
        let base = options.get("baseUrl").and_then(Node::as_str);
        let Some(from) = normalise(&join(folder, base.unwrap_or("."))) else { return };
        let known = self.by_folder.entry(folder.to_owned()).or_default();
        for entry in options.get("paths").map(Node::entries).unwrap_or_default() {
            let Value::List(targets) = &entry.value.value else { continue };
            let targets = targets.iter().filter_map(Node::as_str).filter_map(|target| normalise(&join(&from, target)));
            let (before, behind) = match entry.key.text.split_once('*') {
                Some((before, behind)) => (before.to_owned(), Some(behind.to_owned())),
                None => (entry.key.text.to_string(), None),
            };
            known.push(Alias { before, behind, targets: targets.collect() });
        }
        if base.is_some() {
            known.push(Alias { before: String::new(), behind: Some(String::new()), targets: vec![join(&from, "*")] });
        }
    }

    /// Notes a file of Python below a folder called `src`.
    pub(super) fn source_layout(&mut self, path: &str) {
        let Some(package) = path.strip_suffix("/__init__.py") else { return };
        let (folder, name) = (parent(package), package.rsplit('/').next().unwrap_or(package));
        if folder.ends_with("/src") {
            self.python.entry(name.to_owned()).and_modify(|known| *known = None).or_insert(Some(folder.to_owned()));
        }
    }

    /// The folder below which `package` of Python lies, when only one has it.
    pub(super) fn python_root(&self, package: &str) -> Option<&str> {
        self.python.get(package)?.as_deref()
    }

    /// Paths without an ending that an import of TypeScript can mean, the likeliest first.
    pub(super) fn typescript(&self, folder: &str, source: &str) -> Vec<String> {
        let mut found = Vec::new();
        for base in ancestors(folder) {
            for alias in self.by_folder.get(base).into_iter().flatten() {
                let star = match &alias.behind {
                    None if alias.before == source => "",
                    None => continue,
                    Some(behind) => {
                        let rest = source.strip_prefix(alias.before.as_str());
                        let Some(star) = rest.and_then(|rest| rest.strip_suffix(behind.as_str())) else { continue };
                        star
                    }
                };
                found.extend(alias.targets.iter().map(|target| target.replacen('*', star, 1)));
            }
        }
        found
    }

    /// Paths without an ending inside a package of the tree that the import names.
    pub(super) fn package(&self, source: &str) -> Vec<String> {
        let mut ends = std::iter::once(source.len()).chain(source.rmatch_indices('/').map(|(at, _)| at));
        let found = ends.find_map(|end| {
            let folder = self.packages.get(source.get(..end)?)?.as_deref()?;
            Some((folder, source.get(end..)?.trim_start_matches('/')))
        });
        let Some((folder, rest)) = found else { return Vec::new() };
        ["src", ""].iter().map(|part| join(&join(folder, part), rest)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileKind;
    use crate::syntax::parse;

    #[test]
    fn settings_name_folders() {
        let mut aliases = Aliases::default();
        for (path, text) in [
            (
                "web/tsconfig.json",
                r#"{"compilerOptions": {"baseUrl": ".", "paths": {"@app/*": ["./lib/*"], "db": ["./db/client"]}}}"#,
            ),
            ("tsconfig.base.json", r##"{"compilerOptions": {"paths": {"#shared/*.js": ["packages/shared/*"]}}}"##),
            ("packages/tools/package.json", r#"{"name": "@acme/tools"}"#),
            ("a/package.json", r#"{"name": "twice"}"#),
            ("b/package.json", r#"{"name": "twice"}"#),
        ] {
            aliases.read(path, &parse(FileKind::Json, text).expect("a data file"));
        }
        for (folder, source, expected, why) in [
            ("web/src", "@app/mail", vec!["web/lib/mail", "web/@app/mail"], "a pattern, then the base"),
            ("web", "db", vec!["web/db/client", "web/db"], "a name without a star"),
            ("api", "@app/mail", vec![], "settings of another folder"),
            ("api", "#shared/x.js", vec!["packages/shared/x"], "settings of a folder above, with an ending"),
        ] {
            assert_eq!(aliases.typescript(folder, source), expected, "{why}");
        }
        for (source, expected, why) in [
            ("@acme/tools", vec!["packages/tools/src", "packages/tools"], "the package"),
            ("@acme/tools/mail", vec!["packages/tools/src/mail", "packages/tools/mail"], "a part of it"),
            ("@acme/toolsmith", vec![], "another name"),
            ("twice", vec![], "two packages of one name"),
        ] {
            assert_eq!(aliases.package(source), expected, "{why}");
        }
    }

    #[test]
    fn packages_below_src() {
        let mut aliases = Aliases::default();
        for path in [
            "packages/a/src/agent_core/__init__.py",
            "packages/a/src/agent_core/x/__init__.py",
            "b/src/two/__init__.py",
            "c/src/two/__init__.py",
        ] {
            aliases.source_layout(path);
        }
        assert_eq!(aliases.python_root("agent_core"), Some("packages/a/src"));
        assert_eq!(aliases.python_root("x"), None, "no top package");
        assert_eq!(aliases.python_root("two"), None, "two of them");
    }
}
