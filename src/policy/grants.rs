//! Grants that somebody reviewed: the review runs out, or the grant is gone.

use super::Date;
use crate::knowledge::Knowledge;
use crate::ledger::{Evidence, Finding, Fingerprint, Label};
use crate::model::access::Grant;
use crate::model::{Model, ModelFile};
use crate::source::{PathClass, Place, Span};
use serde::Deserialize;
use serde_saphyr::Spanned;

/// The check that reports them.
const CHECK: &str = "stale-grant";
/// How many further places of a grant are shown.
const MAX_SEEN: usize = 5;

/// A grant that somebody reviewed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reviewed {
    /// A scope, as it is granted or without the address before it.
    #[serde(default)]
    scope: Option<Spanned<String>>,
    /// A role, permission or rule, as it is granted.
    #[serde(default)]
    value: Option<Spanned<String>>,
    /// When it was reviewed.
    #[serde(default, rename = "reviewed")]
    since: Option<Date>,
    /// For so many days.
    #[serde(default)]
    valid_for: Option<u32>,
    /// When it is to be reviewed again.
    #[serde(default)]
    review_by: Option<Date>,
    /// Why it is granted.
    reason: String,
}

impl Reviewed {
    /// What is wrong with an entry.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let name = match (&self.scope, &self.value) {
            (Some(_), Some(_)) => return Some("a grant has a `scope` or a `value`, not both"),
            (None, None) => return Some("a grant needs a `scope` or a `value`"),
            (Some(name), None) | (None, Some(name)) => &name.value,
        };
        if name.trim().is_empty() {
            return Some("a grant without a name is none");
        }
        if self.reason.trim().is_empty() {
            return Some("a grant needs a `reason`");
        }
        match (self.since, self.valid_for, self.review_by) {
            (_, Some(_), Some(_)) => Some("a grant has `valid-for` or `review-by`, not both"),
            (None, Some(_), _) => Some("`valid-for` counts from the day of `reviewed`"),
            (_, None, None) => Some("a grant needs `review-by`, or `reviewed` and `valid-for`"),
            (Some(reviewed), None, Some(by)) if by < reviewed => Some("`review-by` lies before `reviewed`"),
            _ => None,
        }
    }

    fn name(&self) -> Option<&Spanned<String>> {
        self.scope.as_ref().or(self.value.as_ref())
    }

    /// The last day on which the review holds.
    fn until(&self) -> Option<Date> {
        self.review_by.or_else(|| Some(self.since?.plus(self.valid_for?)))
    }

    fn means(&self, grant: &Grant) -> bool {
        self.name().is_some_and(|name| {
            let name = name.value.trim();
            grant.value == name
                || self.scope.is_some()
                    && grant
                        .value
                        .strip_suffix(name)
                        .is_some_and(|before| before.ends_with('/') && before.contains("://"))
        })
    }
}

/// The text of the configuration, when it is a file of a tree that was read as a whole.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its path in the tree.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Findings about the declared grants.
pub(super) fn apply(
    entries: &[Spanned<Reviewed>],
    today: Option<Date>,
    declared: Option<&Declared>,
    model: &Model,
    knowledge: &Knowledge,
) -> Vec<Finding> {
    let about = |entry: &Spanned<Reviewed>| {
        let entry = &entry.value;
        let mut places: Vec<&Grant> = model.access().grants.iter().filter(|grant| entry.means(grant)).collect();
        // The code that is deployed says best what is granted.
        places.sort_by_key(|grant| file(model, grant.place).is_some_and(|file| file.class != PathClass::Main));
        match places.split_first() {
            Some((first, others)) => expired(entry, first, others, today?, model, knowledge),
            None => gone(entry, declared?, model, knowledge),
        }
    };
    entries.iter().filter_map(about).collect()
}

fn file(model: &Model, place: Place) -> Option<&ModelFile> {
    model.files().get(place.file.0 as usize)
}

fn expired(
    entry: &Reviewed,
    first: &Grant,
    others: &[&Grant],
    today: Date,
    model: &Model,
    knowledge: &Knowledge,
) -> Option<Finding> {
    let until = entry.until().filter(|until| *until < today)?;
    let mut found = finding(
        knowledge,
        file(model, first.place)?,
        first.place.span,
        &first.value,
        format!("the review of `{}` ran out on {until}", first.value),
        "granted here",
    )?;
    let seen = others.iter().take(MAX_SEEN);
    found.evidence =
        seen.map(|grant| Evidence::Seen(Label { place: grant.place, text: "granted here too".into() })).collect();
    found.evidence.push(Evidence::Reason(format!("it was accepted because: {}", entry.reason.trim())));
    found.help = "review the grant; then take it away, or set a new date under `grants`".into();
    Some(found)
}

/// An entry of a grant that no file of the tree grants.
fn gone(entry: &Reviewed, declared: &Declared, model: &Model, knowledge: &Knowledge) -> Option<Finding> {
    let name = entry.name()?;
    let file = model.files().iter().find(|file| file.path == declared.path)?;
    let span = line(&declared.text, usize::try_from(name.referenced.line()).ok()?)?;
    let message = format!("no file grants `{}`", name.value.trim());
    let mut found = finding(knowledge, file, span, name.value.trim(), message, "declared here")?;
    found.severity = found.severity.min(crate::knowledge::Severity::Low);
    found.evidence = vec![Evidence::Reason("an entry without a grant accepts the next one of that name unseen".into())];
    found.help = "delete the entry".into();
    Some(found)
}

/// The text of a line, counted from one, without the mark of a list.
fn line(text: &str, number: usize) -> Option<Span> {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            let entry = line.trim_start();
            let entry = entry.strip_prefix('-').map_or(entry, str::trim_start);
            let from = start + line.len() - entry.len();
            return Some(Span::new(from, from + entry.trim_end().len()));
        }
        start += line.len();
    }
    None
}

fn finding(
    knowledge: &Knowledge,
    file: &ModelFile,
    span: Span,
    subject: &str,
    message: String,
    label: &str,
) -> Option<Finding> {
    let meta = knowledge.check(CHECK)?;
    Some(Finding {
        check: meta.id.clone(),
        control: meta.control,
        severity: meta.severity,
        confidence: meta.confidence,
        subject: subject.to_owned(),
        agent: None,
        fingerprint: Fingerprint::of(&[CHECK.as_bytes(), file.path.as_bytes(), subject.as_bytes(), message.as_bytes()]),
        message,
        at: Label { place: file.at(span), text: label.to_owned() },
        evidence: Vec::new(),
        help: String::new(),
        fix: None,
        suppressed: None,
    })
}
