//! What a relative path means in a folder of the tree, and what belongs together.

use crate::model::folders::normalise;
use std::collections::BTreeSet;

pub(super) use crate::model::folders::{is_below, parent as folder};

/// `path` as it is meant in `folder`; `None` when it is absolute, leads out of the tree or holds a variable.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.starts_with('~') || path.contains('$') || path.contains("://") {
        return None;
    }
    normalise(&format!("{folder}/{path}"))
}

/// Whether a file or a folder of this path is in the tree.
pub(super) fn exists(paths: &BTreeSet<&str>, path: &str) -> bool {
    path.is_empty()
        || paths.contains(path)
        || paths.range(format!("{path}/").as_str()..).next().is_some_and(|first| is_below(first, path))
}

/// Whether manifests in two folders are applied together: one is the other or contains it, or both are below one folder whose name
/// says that its parts are.
pub(super) fn together(a: &str, b: &str, deploy_folders: &[String]) -> bool {
    if a == b || (!a.is_empty() && is_below(b, a)) || (!b.is_empty() && is_below(a, b)) {
        return true;
    }
    let shared = a.split('/').zip(b.split('/')).take_while(|(x, y)| x == y).count();
    a.split('/').take(shared).any(|part| deploy_folders.iter().any(|name| name == part))
}

/// The words of a name: runs of letters and digits in lower case, between blanks, one at each end.
pub(super) fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    out.push(' ');
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Whether the words of a name hold those of `wanted`, whole and in order.
pub(super) fn speaks(words: &str, wanted: &str) -> bool {
    words.match_indices(wanted).any(|(at, _)| {
        let before = words.get(..at).is_none_or(|text| text.ends_with(' '));
        let after = words.get(at + wanted.len()..).is_none_or(|text| text.starts_with(' '));
        before && after
    })
}

/// Whether `text` fits a pattern in which `*` stands for any text.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_stay_in_the_tree() {
        for (folder, path, joined, why) in [
            ("a/b", "../c", Some("a/c"), "up and down"),
            ("", ".", Some(""), "the root"),
            ("a", "../../c", None, "out of the tree"),
            ("a", "${X:-.}", None, "a variable"),
            ("a", "/etc", None, "absolute"),
            ("a", "./b//c", Some("a/b/c"), "idle parts"),
        ] {
            assert_eq!(join(folder, path).as_deref(), joined, "{why}");
        }
    }

    #[test]
    fn manifests_of_one_deployment_are_together() {
        let names = ["k8s".to_owned()];
        for (a, b, is, why) in [
            ("x", "x", true, "one folder"),
            ("x", "x/y", true, "below"),
            ("examples/a", "examples/b", false, "two examples"),
            ("k8s/policies", "k8s/apps", true, "parts of a deployment"),
            ("", "x", false, "the root is no deployment"),
        ] {
            assert_eq!(together(a, b, &names), is, "{why}");
        }
    }

    #[test]
    fn names_are_compared_by_words() {
        for (name, wanted, is, why) in [
            ("ghcr.io/x/claude-code:1", "claude code", true, "parts in order"),
            ("my-agents", "agent", false, "a longer word"),
            ("agent", "agent", true, "the whole"),
            ("code-claude", "claude code", false, "another order"),
        ] {
            assert_eq!(speaks(&words(name), wanted), is, "{why}");
        }
    }

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, is) in [
            ("python", "python", true),
            ("alpine/*", "alpine/git", true),
            ("*:nonroot", "x:nonroot", true),
            ("*:nonroot", "x:nonroot2", false),
            ("a*b*c", "axbyc", true),
            ("a*b*c", "axc", false),
        ] {
            assert_eq!(fits(pattern, text), is, "{pattern} {text}");
        }
    }
}
