//! The words of findings about scopes.

use super::Origin;
use super::calls::Use;
use crate::knowledge::Severity;
use crate::model::Flaw;
use crate::source::Place;
use std::collections::BTreeSet;

/// How many names a message lists, and how many places prove it.
const MAX_NAMED: usize = 4;
const MAX_SEEN: usize = 5;

/// A list of names for a message.
pub(super) fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    let all: BTreeSet<&str> = all.into_iter().collect();
    let mut shown: Vec<String> = all.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    if all.len() > MAX_NAMED {
        shown.push(format!("{} more", all.len() - MAX_NAMED));
    }
    shown.join(", ")
}

/// The calls of a list for a message.
pub(super) fn methods(calls: &[&Use<'_>]) -> String {
    names(calls.iter().map(|call| call.method.as_str()))
}

/// The first call of each method, as evidence.
pub(super) fn seen(calls: &[&Use<'_>]) -> Vec<(Place, String)> {
    let mut known = BTreeSet::new();
    calls
        .iter()
        .filter(|call| known.insert(call.method.as_str()))
        .take(MAX_SEEN)
        .map(|call| (call.place, format!("`{}` is called here", call.method)))
        .collect()
}

/// One step lower for what a person is told to grant.
pub(super) fn severity(severity: Severity, origin: Origin) -> Severity {
    match (origin, severity) {
        (Origin::Text, Severity::Critical | Severity::High) => Severity::Medium,
        (Origin::Text, _) => Severity::Low,
        _ => severity,
    }
}

/// A finding at the place of a grant.
pub(super) fn flaw(check: &'static str, place: Place, subject: &str, message: String, help: String) -> Flaw {
    Flaw {
        check,
        place,
        label: "asked for here".to_owned(),
        subject: subject.to_owned(),
        message,
        help,
        seen: Vec::new(),
        severity: None,
        edits: Vec::new(),
    }
}
