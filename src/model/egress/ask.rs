//! Questions that packs ask of settings, wherever these stand: in files, in steps of a job, in arguments of a call.

use crate::knowledge::schema::{SandboxCase, SettingTest};
use crate::source::Place;
use crate::syntax::{Node, Value};

/// The value of a key, as far as it can be told.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// A text, a number or a truth value.
    Scalar(String),
    /// The texts of a list.
    List(Vec<String>),
    /// A map, or something else that is there.
    Other,
    /// Nothing.
    Null,
    /// It is decided elsewhere.
    Open,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) value: Known,
    pub(super) place: Place,
}

/// Settings to be asked.
pub(super) trait Settings {
    /// All values that the key has, the strongest first.
    fn values(&self, key: &str) -> Vec<Setting>;
}

/// What the cases say.
pub(super) enum Decision<'k> {
    /// The first case whose tests all hold, and the place that its last test with a value looked at.
    Case(&'k SandboxCase, Option<Place>),
    /// A value that cannot be told comes before any case that holds.
    Open(Place),
    /// No case holds.
    None,
}

/// Goes through the cases.
pub(super) fn decide<'k>(cases: &'k [SandboxCase], settings: &dyn Settings) -> Decision<'k> {
    for case in cases {
        let answers: Vec<Answer> = case.tests.iter().map(|test| ask(test, settings)).collect();
        if answers.iter().any(|answer| matches!(answer, Answer::No)) {
            continue;
        }
        if let Some(place) =
            answers.iter().find_map(|answer| if let Answer::Open(at) = answer { Some(*at) } else { None })
        {
            return Decision::Open(place);
        }
        let at = answers.iter().rev().find_map(|answer| if let Answer::Yes(at) = answer { *at } else { None });
        return Decision::Case(case, at);
    }
    Decision::None
}

/// What a test gives.
pub(super) enum Answer {
    /// It holds, by the value at this place.
    Yes(Option<Place>),
    /// It does not.
    No,
    /// It cannot be told, for the value at this place.
    Open(Place),
}

/// Asks one question.
pub(super) fn ask(test: &SettingTest, settings: &dyn Settings) -> Answer {
    let values = settings.values(&test.key);
    let is_there = |setting: &&Setting| !matches!(setting.value, Known::Null);
    let first = values.iter().find(is_there);
    if let Some(present) = test.present {
        let holds = present == first.is_some();
        return if holds { Answer::Yes(first.map(|setting| setting.place)) } else { Answer::No };
    }
    let Some(first) = first else { return Answer::No };
    // A scalar of the strongest file hides those of others; lists are merged.
    match &first.value {
        Known::Scalar(value) => {
            let fits = test.is.contains(value) || test.contains.iter().any(|part| value.contains(part));
            if fits { Answer::Yes(Some(first.place)) } else { Answer::No }
        }
        Known::Open => Answer::Open(first.place),
        _ => {
            let lists = values.iter().filter_map(|setting| match &setting.value {
                Known::List(items) => Some((items, setting.place)),
                _ => None,
            });
            let found = lists.filter(|(items, _)| items.iter().any(|item| holds(&test.holds, item))).map(|(_, at)| at);
            found.map(|at| Answer::Yes(Some(at))).next().unwrap_or(Answer::No)
        }
    }
}

fn holds(wanted: &[String], item: &str) -> bool {
    wanted.iter().any(|one| match one.strip_suffix('*') {
        // A lone star is a star, not any text.
        Some(start) if !start.chars().all(|c| matches!(c, '*' | '.')) => item.starts_with(start),
        _ => item == one,
    })
}

/// What a node of a data file says.
pub(super) fn known(node: &Node) -> Known {
    match &node.value {
        Value::Null => Known::Null,
        Value::Raw(_) => Known::Open,
        Value::Text(text) if text.contains("${{") => Known::Open,
        Value::List(_) => Known::List(texts(node)),
        Value::Map(_) => Known::Other,
        Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
            Known::Scalar(node.scalar().unwrap_or_default().to_owned())
        }
    }
}

/// The value at the end of a path of keys with dots; the whole for an empty one.
pub(super) fn at_path<'a>(root: &'a Node, key: &str) -> Option<&'a Node> {
    if key.is_empty() {
        return Some(root);
    }
    // A key can be written with its dots, as editors do.
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
