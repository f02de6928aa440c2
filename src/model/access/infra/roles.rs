//! Providers whose roles are names: Terraform resources that bind them, and command lines that do.

use super::commands::{Word, commands, option};
use super::matching::fits;
use super::rbac::find;
use super::{Found, Granted};
use crate::knowledge::schema::RolePack;
use crate::model::ModelFile;
use crate::source::{FileKind, Span};
use crate::syntax::{Node, Step, Value};

/// Reads Terraform.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    if file.kind == FileKind::Hcl {
        for pack in &found.knowledge.access().roles {
            terraform(found, file, pack, root);
        }
        return;
    }
    // Command lines in the values of other files: steps of a workflow, of a build.
    let source = file.facts.source.as_deref().unwrap_or_default();
    let mut hits = Vec::new();
    root.walk(|_, node| {
        if let Value::Text(text) = &node.value {
            for pack in &found.knowledge.access().roles {
                for (role, whole) in bindings(pack, text) {
                    hits.push((pack, role.text.to_owned(), whole, node.source_span(source, role.range)));
                }
            }
        }
    });
    for (pack, role, whole, span) in hits {
        push(found, file, pack, role, whole, span);
    }
}

/// Reads a script, or the blocks of code in a page.
pub(super) fn read_text(found: &mut Found<'_>, file: &ModelFile, text: &str) {
    let whole = std::iter::once(0..text.len());
    let blocks = if file.kind == FileKind::Markdown { fenced(text) } else { whole.collect() };
    for block in blocks {
        let code = text.get(block.clone()).unwrap_or_default();
        for pack in &found.knowledge.access().roles {
            for (role, whole) in bindings(pack, code) {
                let span = Span::new(block.start + role.range.start, block.start + role.range.end);
                push(found, file, pack, role.text.to_owned(), whole, span);
            }
        }
    }
}

/// The bytes between fences of a page.
fn fenced(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut blocks, mut open, mut at) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim_start().starts_with("```") {
            match open.take() {
                Some(start) => blocks.push(start..at),
                None => open = Some(end),
            }
        }
        at = end;
    }
    blocks
}

/// The roles that command lines bind, and whether for a whole project.
fn bindings<'t>(pack: &RolePack, text: &'t str) -> Vec<(Word<'t>, bool)> {
    let mut roles = Vec::new();
    // Most texts hold none.
    if !pack.commands.iter().any(|command| command.words.last().is_some_and(|word| text.contains(word.as_str()))) {
        return roles;
    }
    for command in commands(text) {
        let words = command.words();
        for form in &pack.commands {
            let mut rest = words.iter();
            if !form.words.iter().all(|wanted| rest.any(|word| word.text == wanted.as_str())) {
                continue;
            }
            if let Some(role) = role_option(&command.quoted(), &words, &form.option) {
                roles.push((role, form.whole));
            }
            break;
        }
    }
    roles
}

/// The value of the option; a name in quotes can hold blanks.
fn role_option<'t>(quoted: &[Word<'t>], words: &[Word<'t>], name: &str) -> Option<Word<'t>> {
    let plain = option(words, name)?;
    let whole = quoted.iter().find(|word| word.range.start == plain.range.start).cloned().unwrap_or(plain);
    let is_known = !whole.text.is_empty() && !whole.text.contains(['$', '<', '{', '[']) && !whole.text.starts_with('-');
    is_known.then_some(whole)
}

fn push(found: &mut Found<'_>, file: &ModelFile, pack: &RolePack, role: String, whole: bool, span: Span) {
    if !pack.prefix.is_empty() && !role.starts_with(&pack.prefix) {
        return;
    }
    let name = pack.ids.get(&role).cloned().unwrap_or_else(|| role.clone());
    let case = find(&pack.roles, &name, whole);
    let granted = Granted {
        provider: &pack.provider,
        kind: "role",
        value: role,
        span,
        at: None,
        shown: None,
        holder: String::new(),
    };
    let narrow = if whole { "the narrow role of its product" } else { "on one resource" };
    found.push(file, granted, case.and_then(|case| case.broad.as_ref()), narrow);
}

fn terraform(found: &mut Found<'_>, file: &ModelFile, pack: &RolePack, root: &Node) {
    let mut hits: Vec<(String, bool, Span)> = Vec::new();
    root.walk(|path, node| {
        let Value::Text(text) = &node.value else { return };
        let keys: Vec<&str> = path
            .iter()
            .filter_map(|step| match step {
                Step::Key(key) => Some(&*key.text),
                Step::Index(_) => None,
            })
            .collect();
        if keys.iter().any(|key| key.starts_with("condition") || key.starts_with("validation")) {
            return;
        }
        let bound = match keys.as_slice() {
            ["resource", ty, ..] => pack.resources.iter().any(|pattern| fits(pattern, ty)).then_some(*ty),
            _ => None,
        };
        let is_role = match bound {
            Some(_) if pack.prefix.is_empty() => {
                keys.last().is_some_and(|key| pack.attributes.iter().any(|one| one == key))
            }
            // A list of roles is handed on under another name: in a local, a variable, an argument of a module.
            _ if !pack.prefix.is_empty() => {
                text.starts_with(&pack.prefix) && !text.contains(' ') && (bound.is_some() || is_list_of_roles(&keys))
            }
            _ => false,
        };
        if is_role {
            let whole = bound.is_none_or(|ty| pack.whole.iter().any(|pattern| fits(pattern, ty)))
                || (pack.prefix.is_empty() && bound.is_some());
            hits.push((text.to_string(), whole, node.span));
        }
    });
    for (role, whole, span) in hits {
        push(found, file, pack, role, whole, span);
    }
}

fn is_list_of_roles(keys: &[&str]) -> bool {
    matches!(keys.first(), Some(&"locals" | &"variable" | &"module"))
        && keys.iter().any(|key| key.to_ascii_lowercase().contains("role"))
}
