//! Questions that packs ask of settings.

use crate::knowledge::schema::{SandboxCase, SettingTest};
use crate::syntax::{Node, Value};

/// Settings to be asked: the value of a key, the strongest file first.
pub(super) trait Settings<'a> {
    /// All values that the key has, the strongest first.
    fn values(&self, key: &str) -> Vec<&'a Node>;
    /// The text that stands for the key, when it is no value of a file.
    fn text(&self, key: &str) -> Option<&str>;
}

/// The first case whose tests all hold, with the value that its last test with a value looked at.
pub(super) fn decide<'a, 'k>(
    cases: &'k [SandboxCase],
    settings: &dyn Settings<'a>,
) -> Option<(&'k SandboxCase, Option<&'a Node>)> {
    cases.iter().find(|case| case.tests.iter().all(|test| holds(test, settings))).map(|case| {
        let decisive = case.tests.iter().rev().find_map(|test| witness(test, settings));
        (case, decisive)
    })
}

/// Whether a test holds.
pub(super) fn holds<'a>(test: &SettingTest, settings: &dyn Settings<'a>) -> bool {
    if let Some(present) = test.present {
        return present == settings.values(&test.key).iter().any(|node| !node.is_null());
    }
    let in_text = |text: &str| test.contains.iter().any(|part| text.contains(part));
    if !test.contains.is_empty() && settings.text(&test.key).is_some_and(in_text) {
        return true;
    }
    witness(test, settings).is_some()
}

/// The value that makes a test hold.
fn witness<'a>(test: &SettingTest, settings: &dyn Settings<'a>) -> Option<&'a Node> {
    let values = settings.values(&test.key);
    if test.present.is_some() {
        return values.first().copied();
    }
    // A scalar of the strongest file hides those of others; lists are merged.
    let first = values.iter().find(|node| !node.is_null()).copied();
    if let Some(text) = first.and_then(Node::scalar)
        && (test.is.iter().any(|one| one == text) || test.contains.iter().any(|part| text.contains(part)))
    {
        return first;
    }
    values.iter().flat_map(|node| node.items()).find(|item| {
        item.scalar().is_some_and(|text| {
            test.holds.iter().any(|one| match one.strip_suffix('*') {
                // A lone star is a star, not any text.
                Some(start) if !start.is_empty() && !start.chars().all(|c| matches!(c, '*' | '.')) => {
                    text.starts_with(start)
                }
                _ => text == one,
            })
        })
    })
}

/// The value at the end of a path of keys with dots; the whole for an empty one.
pub(super) fn at_path<'a>(root: &'a Node, key: &str) -> Option<&'a Node> {
    if key.is_empty() {
        return Some(root);
    }
    // A key can be written with its dots, as VS Code does.
    root.get(key).or_else(|| root.at(&key.split('.').collect::<Vec<_>>()))
}

/// The texts of a list, or of a scalar with several words.
pub(super) fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::List(items) => items.iter().filter_map(|item| item.scalar().map(str::to_owned)).collect(),
        Value::Text(text) => text.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
