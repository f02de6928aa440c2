//! What the code takes from outside of the tree, as qualified names.

use super::Tree;
use crate::model::code::Code;
use crate::source::{FileId, Place};
use crate::syntax::code::{Language, Taken};

/// Something that a file imports from outside of the tree.
pub(super) struct Import {
    pub(super) file: FileId,
    pub(super) place: Place,
    pub(super) language: Language,
    /// `package.module.Name`, or the module of TypeScript.
    pub(super) path: String,
    /// The name that is taken, when it is one.
    pub(super) name: Option<String>,
}

/// The imports of files that count, in the order of the files.
pub(super) fn of(tree: &Tree<'_>, code: &Code<'_>) -> Vec<Import> {
    let mut found = Vec::new();
    for (file, module) in code.modules().filter(|(file, _)| tree.counts(*file)) {
        let language = module.language();
        for import in module.imports() {
            if import.is_type_only() || !code.leads_out(file, import) {
                continue;
            }
            let place = Place { file, span: import.source_span() };
            let source = import.source();
            let mut push = |path: String, name: Option<&str>| {
                found.push(Import { file, place, language, path, name: name.map(str::to_owned) });
            };
            if import.names().len() == 0 {
                push(source.to_owned(), None);
            }
            for name in import.names().filter(|name| !name.is_type_only()) {
                match name.what() {
                    Taken::Named(taken) if language == Language::Python => {
                        push(format!("{source}.{taken}"), Some(taken));
                    }
                    Taken::Named(taken) => push(source.to_owned(), Some(taken)),
                    _ => push(source.to_owned(), None),
                }
            }
        }
    }
    found
}

/// How much of a path the row with `known` says: its length when it is the path or a beginning of it that ends where a name ends.
pub(super) fn covers(known: &str, path: &str, language: Language) -> Option<usize> {
    let mark = match language {
        Language::Python => '.',
        Language::TypeScript | Language::Go => '/',
    };
    let rest = path.strip_prefix(known)?;
    (rest.is_empty() || rest.starts_with(mark) || known.ends_with('-')).then_some(known.len())
}
