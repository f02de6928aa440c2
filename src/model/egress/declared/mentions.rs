//! Whether anything in the tree speaks of a host.

use crate::knowledge::EgressPacks;
use crate::model::ModelFile;
use crate::model::code::Code;
use crate::model::egress::Listed;
use crate::source::{FileKind, PathClass, Span};
use crate::syntax::Step;
use crate::syntax::code::{ExprKind, Module, Node};

/// Ends of the names of files with code that is not parsed.
const OTHER_CODE: [&str; 18] = [
    ".rs", ".java", ".kt", ".kts", ".rb", ".php", ".cs", ".c", ".cc", ".cpp", ".scala", ".swift", ".ex", ".exs",
    ".lua", ".dart", ".vue", ".svelte",
];

/// Whether the tree has code that was not parsed: what that contacts is not known.
pub(super) fn has_unread_code(files: &[ModelFile]) -> bool {
    files.iter().filter(|file| matches!(file.class, PathClass::Main | PathClass::Example)).any(|file| match file.kind {
        FileKind::Python | FileKind::TypeScript | FileKind::Go | FileKind::Notebook => {
            // The file that makes a folder a package seldom holds code.
            file.facts.code.is_none() && !file.path.ends_with("__init__.py")
        }
        FileKind::Other => OTHER_CODE.iter().any(|end| file.path.ends_with(end)),
        _ => false,
    })
}

/// Whether an address stands where another can be given in its place: a default of a look-up, of a parameter, of a choice.
pub(super) fn is_default(module: &Module, span: Span) -> bool {
    module.exprs().filter(|expr| expr.span() == span).any(|expr| match expr.parent() {
        Some(Node::Function(_)) => true,
        Some(Node::Expr(parent)) => match parent.kind() {
            ExprKind::Call(call) => {
                call.positional(0) != Some(expr)
                    && matches!(call.last_name(), Some("get" | "getenv" | "setdefault" | "config"))
                    || call.args().any(|arg| arg.value == expr && arg.name.is_some_and(|(name, _)| name == "default"))
            }
            ExprKind::Binary { .. } | ExprKind::Conditional { .. } => true,
            _ => false,
        },
        _ => false,
    })
}

/// Whether code, data or scripts hold the name of who owns a host, outside of lists of hosts.
pub(super) fn mentions(files: &[ModelFile], code: Option<&Code<'_>>, packs: &EgressPacks, entry: &Listed) -> bool {
    let words = owner(packs, &entry.host);
    let speaks = |text: &str| {
        let text = text.to_ascii_lowercase();
        words.iter().any(|word| text.contains(word.as_str()))
    };
    let in_code = code.is_some_and(|code| {
        code.modules().any(|(_, module)| {
            module.imports().any(|import| {
                speaks(import.source())
                    || import
                        .names()
                        .any(|name| matches!(name.what(), crate::syntax::code::Taken::Named(taken) if speaks(taken)))
            }) || module.exprs().any(|expr| match expr.kind() {
                ExprKind::Str(text) => speaks(text.value()),
                ExprKind::Template(template) => speaks(&template.prefix()),
                _ => false,
            })
        })
    });
    in_code || files.iter().any(|file| in_data(file, entry, &speaks))
}

fn in_data(file: &ModelFile, entry: &Listed, speaks: &dyn Fn(&str) -> bool) -> bool {
    let in_text = file.id != entry.place.file && file.facts.text.as_deref().is_some_and(speaks);
    in_text
        || file.facts.document.iter().flat_map(|document| &document.roots).any(|root| {
            let mut found = false;
            root.walk(|path, node| {
                let key = path.last().and_then(|step| if let Step::Key(key) = step { Some(&*key.text) } else { None });
                // What a policy lets out says nothing of what is contacted.
                let is_list = matches!(key, Some("matchName" | "matchPattern"));
                found |= !is_list && (key.is_some_and(speaks) || node.scalar().is_some_and(speaks));
            });
            found
        })
}

/// What something that contacts a host speaks of: the name before the public end of the host.
fn owner(packs: &EgressPacks, host: &str) -> Vec<String> {
    let host = host.trim_matches(['*', '.']).to_ascii_lowercase();
    let is_below = |end: &str| host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Some((_, words)) = packs.literals.owners.iter().find(|(end, _)| is_below(end)) {
        return words.clone();
    }
    let labels: Vec<&str> = host.rsplit('.').collect();
    // `co.uk` and the like are ends of two labels.
    let at = if labels.len() > 2 && labels.get(1).is_some_and(|label| label.len() <= 3) { 2 } else { 1 };
    vec![labels.get(at).copied().unwrap_or(&host).to_owned()]
}
