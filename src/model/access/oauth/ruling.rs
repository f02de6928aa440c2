//! Verdicts on single grants, with their words.

use super::calls::Use;
use super::catalogue::Catalogue;
use super::judge::Held;
use super::{Asked, Origin, report};
use crate::knowledge::Severity;
use crate::knowledge::schema::{ScopeBreadth, ScopeLevel};
use crate::model::Flaw;
use crate::model::access::GrantVerdict;

/// A verdict with its reason.
pub(super) struct Ruling {
    /// How wide it is.
    pub(super) verdict: GrantVerdict,
    /// What would suffice.
    pub(super) narrower: Vec<String>,
    /// Why, in one sentence.
    pub(super) why: String,
    /// What is wrong with it.
    pub(super) flaw: Option<Flaw>,
}

/// Narrower scopes suffice for the calls.
pub(super) fn overbroad(catalogue: &Catalogue<'_>, held: &Held<'_, '_>, calls: &[&Use<'_>], least: &[&str]) -> Ruling {
    let asked = held.one;
    let narrower: Vec<String> = least.iter().map(|scope| catalogue.long(asked.provider, scope, &asked.value)).collect();
    let listed = report::names(least.iter().copied());
    let message = format!(
        "asks for `{}`; calls only {}; {listed} {}",
        asked.value,
        report::methods(calls),
        if least.len() == 1 { "suffices" } else { "suffice" }
    );
    let advice = format!("ask for {listed} in place of `{}`", asked.value);
    let mut flaw = report::flaw("overbroad-scope", asked.place, &asked.value, message, advice);
    flaw.seen = report::seen(calls);
    let base = if held.known.breadth() == ScopeBreadth::High { Severity::High } else { Severity::Medium };
    flaw.severity = Some(report::severity(base, asked.origin));
    if let (Some(place), [only]) = (asked.literal, narrower.as_slice()) {
        flaw.edits.push((place, only.clone(), false));
    }
    Ruling {
        verdict: GrantVerdict::Broad,
        why: format!("calls only {}; {listed} would do", report::methods(calls)),
        narrower,
        flaw: Some(flaw),
    }
}

/// No call needs it, or `other` makes it needless.
pub(super) fn unused(held: &Held<'_, '_>, other: Option<(&Held<'_, '_>, &str)>) -> Ruling {
    let asked = held.one;
    let mut severity = if held.known.level > ScopeLevel::Read { Severity::Medium } else { Severity::Low };
    let why = match other {
        Some((other, how)) => {
            severity = Severity::Low;
            format!("`{}` beside it {how} {}", other.one.value, report::methods(&held.covered))
        }
        None if held.product.is_empty() => "no call found that needs it".to_owned(),
        None => format!("no call found that needs it; {} do not", report::methods(&held.product)),
    };
    let advice = format!("ask no more for `{}`", asked.value);
    let message = format!("asks for `{}`: {why}", asked.value);
    let mut flaw = report::flaw("unused-scope", asked.place, &asked.value, message, advice);
    flaw.seen = report::seen(if held.covered.is_empty() { &held.product } else { &held.covered });
    flaw.severity = Some(report::severity(severity, asked.origin));
    Ruling { verdict: GrantVerdict::Unused, narrower: Vec::new(), why, flaw: Some(flaw) }
}

/// The catalogue decides, and `note` says why the calls do not.
pub(super) fn by_catalogue(catalogue: &Catalogue<'_>, one: &Asked, note: Option<&str>) -> Ruling {
    let Some(known) = catalogue.known(one.provider, &one.value) else {
        return Ruling {
            verdict: GrantVerdict::Unknown,
            narrower: Vec::new(),
            why: "the scope is not in the catalogue".to_owned(),
            flaw: None,
        };
    };
    let app = known.entry.and_then(|entry| entry.app).filter(|_| one.origin == Origin::Manifest(true));
    let breadth = app.unwrap_or_else(|| known.breadth());
    let narrower: Vec<String> = known
        .entry
        .map(|entry| &entry.narrower)
        .into_iter()
        .flatten()
        .map(|scope| catalogue.long(one.provider, scope, &one.value))
        .collect();
    let noted = note.map(|note| format!("; {note}")).unwrap_or_default();
    let wide = breadth == ScopeBreadth::High || breadth == ScopeBreadth::Medium && !narrower.is_empty();
    // Code that asks to write mostly writes: that reading would do cannot be said without its calls.
    let reads =
        |scope: &String| catalogue.known(one.provider, scope).is_some_and(|other| other.level <= ScopeLevel::Read);
    let writes = breadth == ScopeBreadth::Medium && known.level == ScopeLevel::Write && one.origin != Origin::Text;
    let is_broad = wide && !(writes && narrower.iter().all(reads));
    if !is_broad {
        let (verdict, why) = match breadth {
            ScopeBreadth::None => (GrantVerdict::Fine, format!("narrow by itself{noted}")),
            _ => (GrantVerdict::Unknown, note.unwrap_or("which calls need it cannot be told").to_owned()),
        };
        return Ruling { verdict, narrower: Vec::new(), why, flaw: None };
    }
    let what = match known.level {
        ScopeLevel::Admin => "administers users, permissions or the organisation",
        ScopeLevel::Full => "gives everything of the product or account",
        ScopeLevel::Read => "reads everything of the product or account",
        _ => "is wider than most agents need",
    };
    let why = format!("{what}{noted}");
    let help = match narrower.as_slice() {
        [] => format!("ask for a scope of one object or action in place of `{}`", one.value),
        some => format!(
            "ask for the narrowest of {} that the calls need",
            report::names(some.iter().map(|scope| catalogue.short(one.provider, scope)))
        ),
    };
    let by = match &one.implicit {
        Some((call, _)) => format!("`{call}` asks for `{}`, though no scope is named", one.value),
        None => format!("asks for `{}`", one.value),
    };
    let message = format!("{by}, which {what}; {}", note.unwrap_or("judged without its calls"));
    let help = one.implicit.as_ref().map_or(help, |(_, narrow)| narrow.clone());
    let mut flaw = report::flaw("overbroad-scope", one.place, &one.value, message, help);
    let base = if breadth == ScopeBreadth::High { Severity::High } else { Severity::Medium };
    flaw.severity = Some(report::severity(base, one.origin));
    Ruling { verdict: GrantVerdict::Broad, narrower, why, flaw: Some(flaw) }
}

/// As narrow as its use.
pub(super) fn fine(why: String) -> Ruling {
    Ruling { verdict: GrantVerdict::Fine, narrower: Vec::new(), why, flaw: None }
}
