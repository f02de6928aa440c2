//! Settings of agent runtimes: what a committed file lets them do without asking.

use super::{Found, Granted};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{Setting, SettingCase, Sibling};
use crate::model::ModelFile;
use crate::source::Span;
use crate::syntax::{Node, Step, Value};
use globset::{Glob, GlobSet, GlobSetBuilder};

/// The settings that are known, by the files they stand in.
pub(super) struct Table<'a> {
    globs: GlobSet,
    settings: Vec<(&'a str, &'a Setting)>,
}

impl<'a> Table<'a> {
    pub(super) fn new(knowledge: &'a Knowledge) -> Self {
        let mut globs = GlobSetBuilder::new();
        let mut settings = Vec::new();
        for pack in &knowledge.access().runtimes {
            for setting in &pack.settings {
                for glob in setting.files.iter().filter_map(|glob| Glob::new(glob).ok()) {
                    globs.add(glob);
                    settings.push((pack.id.as_str(), setting));
                }
            }
        }
        Self { globs: globs.build().unwrap_or_else(|_| GlobSet::empty()), settings }
    }

    fn of(&self, path: &str) -> Vec<(&'a str, &'a Setting)> {
        let mut found: Vec<(&str, &Setting)> = Vec::new();
        for index in self.globs.matches(path) {
            let entry = self.settings[index];
            if !found.iter().any(|(_, setting)| std::ptr::eq(*setting, entry.1)) {
                found.push(entry);
            }
        }
        found
    }
}

/// A value of a setting: the key it stands under, the place of both, and the text.
struct Entry<'n> {
    key: &'n str,
    is_item: bool,
    node: &'n Node,
    span: Span,
}

pub(super) fn read<'a>(found: &mut Found<'a>, file: &ModelFile, root: &Node, table: &Table<'a>) {
    for (runtime, setting) in table.of(&file.path) {
        let mut entries = Vec::new();
        let start = Entry { key: "", is_item: false, node: root, span: root.span };
        follow(start, &setting.path, &mut entries);
        for entry in entries {
            judge(found, file, root, (runtime, setting), &entry);
        }
    }
}

/// Every value at the end of a path of keys.
fn follow<'n>(entry: Entry<'n>, path: &[String], found: &mut Vec<Entry<'n>>) {
    let Some((step, rest)) = path.split_first() else {
        found.push(entry);
        return;
    };
    match &entry.node.value {
        Value::List(items) if step == "*" => {
            for node in items {
                follow(Entry { key: entry.key, is_item: true, node, span: node.span }, rest, found);
            }
        }
        Value::Map(entries) => {
            for child in entries.iter().filter(|child| step == "*" || *child.key.text == **step) {
                let span = Span { start: child.key.span.start, end: child.value.span.end.max(child.key.span.end) };
                follow(Entry { key: &child.key.text, is_item: false, node: &child.value, span }, rest, found);
            }
        }
        _ => {}
    }
}

fn judge<'a>(
    found: &mut Found<'a>,
    file: &ModelFile,
    root: &Node,
    (runtime, setting): (&'a str, &'a Setting),
    entry: &Entry<'_>,
) {
    let Some(text) = entry.node.scalar() else { return };
    let values = if setting.split { split(text) } else { vec![text] };
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        let has = |sibling: &Sibling| has(root, sibling);
        let case = found.case(&setting.cases, entry.key, value, &has);
        let broad = case.and_then(|case| case.broad.as_ref());
        // A value that fits nothing, of a setting whose other values grant nothing.
        let Some(narrow) = setting.fine.as_deref().or(broad.map(|_| "")) else { continue };
        let granted = Granted {
            provider: runtime,
            kind: "agent-permission",
            value: if entry.is_item || setting.split { value.to_owned() } else { format!("{}: {value}", entry.key) },
            span: entry.span,
            at: None,
            shown: None,
            holder: String::new(),
        };
        found.push(file, granted, broad, narrow);
    }
}

impl<'a> Found<'a> {
    /// The first case that a value fits. `has` tells whether another setting stands beside it.
    pub(super) fn case(
        &mut self,
        cases: &'a [SettingCase],
        key: &str,
        value: &str,
        has: &dyn Fn(&Sibling) -> bool,
    ) -> Option<&'a SettingCase> {
        cases.iter().find(|case| {
            let fits_value = (case.is.is_empty() && case.like.is_none())
                || case.is.iter().any(|one| one == value)
                || case.like.as_deref().is_some_and(|pattern| self.expressions.fits(pattern, value));
            fits_value
                && (case.keys.is_empty() || case.keys.iter().any(|one| one == key))
                && case.with.as_ref().is_none_or(has)
                && !case.without.as_ref().is_some_and(has)
        })
    }
}

/// Whether a setting of that name and value stands anywhere in the file.
fn has(root: &Node, sibling: &Sibling) -> bool {
    let mut is_there = false;
    root.walk(|path, node| {
        let Some(Step::Key(key)) = path.last() else { return };
        is_there |= sibling.names.iter().any(|name| **name == *key.text)
            && node.scalar().is_some_and(|value| sibling.is.iter().any(|one| one == value));
    });
    is_there
}

/// The entries of `Read, Bash(git log:*) Grep`: commas and blanks part them, but not inside of brackets.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|byte: char| {
        match byte {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (byte == ',' || byte.is_whitespace())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_parted_outside_of_brackets() {
        for (text, wanted, why) in [
            ("Read, Grep", vec!["Read", "Grep"], "commas"),
            ("Read Grep", vec!["Read", "Grep"], "blanks"),
            ("Bash(git log:*), Read", vec!["Bash(git log:*)", "Read"], "a blank in brackets"),
            ("Bash(a,b)", vec!["Bash(a,b)"], "a comma in brackets"),
        ] {
            let have: Vec<&str> = split(text).into_iter().filter(|part| !part.is_empty()).collect();
            assert_eq!(have, wanted, "{why}");
        }
    }
}
