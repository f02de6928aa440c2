//! Patterns on qualified names: `os.remove`, `stripe.**.refunds.create`, `logging.{info,error}`.

use std::collections::HashMap;

/// Patterns with what they stand for.
#[derive(Debug)]
pub struct Patterns<T> {
    exact: HashMap<String, Vec<T>>,
    /// Patterns with free parts, by their first part.
    open: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Patterns<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), open: HashMap::new() }
    }
}

impl<T: Copy> Patterns<T> {
    /// Adds a pattern. `*` stands for one part, `**` for any number, `{a,b}` for either.
    pub fn add(&mut self, pattern: &str, value: T) {
        for pattern in alternatives(pattern) {
            if pattern.contains('*') {
                let parts: Vec<String> = split(&pattern).map(str::to_owned).collect();
                self.open.entry(parts.first().cloned().unwrap_or_default()).or_default().push((parts, value));
            } else {
                self.exact.entry(pattern).or_default().push(value);
            }
        }
    }

    /// Everything that `path` fits.
    pub fn find(&self, path: &str) -> Vec<T> {
        let mut found: Vec<T> = self.exact.get(path).cloned().unwrap_or_default();
        let first = split(path).next().unwrap_or_default();
        if let Some(open) = self.open.get(first) {
            let parts: Vec<&str> = split(path).collect();
            found.extend(open.iter().filter(|(pattern, _)| fits(pattern, &parts)).map(|(_, value)| *value));
        }
        found
    }
}

/// Parts are separated by dots, and by the colon behind a module of TypeScript. `node:fs` is one part.
fn split(path: &str) -> impl Iterator<Item = &str> {
    let skip = if path.starts_with("node:") { 5 } else { 0 };
    let colon = path.get(skip..).and_then(|rest| rest.find(':')).map(|at| at + skip);
    let (module, rest) = match colon {
        Some(at) => (path.get(..at), path.get(at + 1..).unwrap_or_default()),
        None => (None, path),
    };
    module.into_iter().chain(rest.split('.'))
}

fn fits(pattern: &[String], parts: &[&str]) -> bool {
    match pattern.split_first() {
        None => parts.is_empty(),
        Some((first, rest)) if first == "**" => (0..=parts.len()).any(|skip| fits(rest, &parts[skip..])),
        Some((first, rest)) => {
            parts.split_first().is_some_and(|(part, others)| part_fits(first, part) && fits(rest, others))
        }
    }
}

/// Whether a part of a pattern fits; in the path of a package of Go `*` is one step: `com/google/go-github/*/github`.
fn part_fits(pattern: &str, part: &str) -> bool {
    if pattern == "*" || pattern == part {
        return true;
    }
    pattern.contains("/*")
        && pattern.split('/').count() == part.split('/').count()
        && pattern.split('/').zip(part.split('/')).all(|(step, given)| step == "*" || step == given)
}

/// Writes out every `{a,b}`.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
    let Some((choices, after)) = rest.split_once('}') else { return vec![pattern.to_owned()] };
    choices.split(',').flat_map(|choice| alternatives(&format!("{before}{choice}{after}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_paths() {
        let mut patterns = Patterns::default();
        for (value, pattern) in [
            "os.remove",
            "stripe.**.refunds.create",
            "logging.{info,error}",
            "node:fs/promises:rm",
            "a:*.send",
            "b.c/d/*/e.**.F",
        ]
        .into_iter()
        .enumerate()
        {
            patterns.add(pattern, value);
        }
        for (path, found) in [
            ("os.remove", vec![0]),
            ("os.removedirs", vec![]),
            ("stripe.StripeClient.refunds.create", vec![1]),
            ("stripe.refunds.create", vec![1]),
            ("stripe.refunds.list", vec![]),
            ("logging.error", vec![2]),
            ("node:fs/promises:rm", vec![3]),
            ("a:Client.send", vec![4]),
            ("a:Client.x.send", vec![]),
            ("b.c/d/v2/e.Client.F", vec![5]),
            ("b.c/d/e.Client.F", vec![]),
            ("b.c/d/v2/x/e.Client.F", vec![]),
        ] {
            assert_eq!(patterns.find(path), found, "{path}");
        }
    }
}
