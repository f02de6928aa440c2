//! Scopes that a text tells its reader to grant: set-up guides, help texts, commands.

use super::catalogue::{Catalogue, ProviderId, words};
use crate::source::Span;
use std::collections::BTreeSet;

/// A scope in a text, with its bytes.
pub(super) struct Told<'t> {
    pub(super) provider: ProviderId,
    pub(super) value: &'t str,
    pub(super) span: Span,
}

/// How many scopes one text may tell of: more is a reference, not an instruction.
const MAX_TOLD: usize = 60;

/// For how many lines the page on which tokens are made is what a list is about.
const PAGE_LINES: u32 = 10;

/// What a text of markup tells its reader to grant. `base` is the place of its first byte.
pub(super) fn of_text<'t>(catalogue: &Catalogue<'_>, text: &'t str, base: usize) -> Vec<Told<'t>> {
    let mut all = BTreeSet::new();
    for line in text.lines() {
        words(line, &mut all);
    }
    let mut around = Around { spoken: catalogue.spoken_of(&all), heading: String::new(), page: None };
    let (mut told, mut at) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with('#') || line.trim_end().ends_with(':') {
            around.heading = line.to_ascii_lowercase();
        }
        of_line(catalogue, line, base + at, &mut around, &mut told);
        at += line.len();
    }
    if told.len() > MAX_TOLD { Vec::new() } else { told }
}

/// What stands around a line.
struct Around {
    /// Providers of which the whole text speaks.
    spoken: BTreeSet<ProviderId>,
    /// The last heading or introduction of a list, in lower case.
    heading: String,
    /// The provider on whose page tokens are made, and for how many lines more it counts.
    page: Option<(ProviderId, u32)>,
}

/// What a single sentence tells: a help text in code, where only the page on which tokens are made is proof enough.
pub(super) fn of_sentence<'t>(catalogue: &Catalogue<'_>, text: &'t str, base: usize) -> Vec<Told<'t>> {
    let mut told = Vec::new();
    by_token_page(catalogue, text, base, &mut told);
    told
}

fn of_line<'t>(catalogue: &Catalogue<'_>, line: &'t str, base: usize, around: &mut Around, told: &mut Vec<Told<'t>>) {
    if let Some(provider) = by_token_page(catalogue, line, base, told) {
        around.page = Some((provider, PAGE_LINES));
        return;
    }
    around.page = around.page.and_then(|(provider, left)| Some((provider, left.checked_sub(1)?)));
    let forms = &catalogue.packs().forms;
    let lower = line.to_ascii_lowercase();
    let own = forms.verbs.iter().any(|verb| lower.contains(verb.as_str()));
    let above = forms.verbs.iter().any(|verb| around.heading.contains(verb.as_str()));
    let told_above = forms.tells.iter().any(|word| around.heading.contains(word.as_str()));
    if !own && !above {
        return;
    }
    let item = is_item(line);
    for (number, (value, at)) in marked(line).into_iter().enumerate() {
        let span = Span::new(base + at, base + at + value.len());
        if let Some(provider) = catalogue.distinct(value) {
            if own || item {
                told.push(Told { provider, value, span });
            }
            continue;
        }
        let of_page = around.page.filter(|_| number == 0 && item && is_quoted(line, at));
        let of_page = of_page.map(|(provider, _)| provider).filter(|id| catalogue.known(*id, value).is_some());
        let named = || {
            let fits = item && told_above && value.contains(':') && !catalogue.is_common(value);
            let mut spoken = around.spoken.iter().copied();
            fits.then(|| spoken.find(|id| catalogue.known(*id, value).is_some())).flatten()
        };
        if let Some(provider) = of_page.or_else(named) {
            told.push(Told { provider, value, span });
        }
    }
}

/// Whether a word stands in backquotes.
fn is_quoted(line: &str, at: usize) -> bool {
    at > 0 && line.as_bytes().get(at - 1) == Some(&b'`')
}

/// `a token with the `repo` scope` beside the address of the page on which tokens are made.
fn by_token_page<'t>(
    catalogue: &Catalogue<'_>,
    line: &'t str,
    base: usize,
    told: &mut Vec<Told<'t>>,
) -> Option<ProviderId> {
    let page = |id: &ProviderId| catalogue.provider(*id).tokens.iter().any(|page| line.contains(page.as_str()));
    let provider = catalogue.ids().find(page)?;
    let lower = line.to_ascii_lowercase();
    let Some(before) = ["scopes", "scope", "permissions", "permission"].iter().find_map(|word| lower.find(word)) else {
        return Some(provider);
    };
    for (value, at) in marked(line) {
        let quoted = is_quoted(line, at);
        // A bare word counts right before "scope".
        let beside = line.get(at + value.len()..before).is_some_and(|gap| gap.trim().is_empty());
        if (quoted || beside) && catalogue.known(provider, value).is_some() {
            told.push(Told { provider, value, span: Span::new(base + at, base + at + value.len()) });
        }
    }
    Some(provider)
}

/// Whether a line is an item of a list, a row of a table or a line of a list in code.
fn is_item(line: &str) -> bool {
    let start = line.trim_start();
    start.starts_with(['-', '*', '+', '|', '"', '\'', '`'])
        || start.starts_with(|c: char| c.is_ascii_digit())
        || start.starts_with("https://")
}

/// The words of a line without the marks around them, each with its offset.
fn marked(line: &str) -> Vec<(&str, usize)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '_' | '-');
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain(std::iter::once((line.len(), ' '))) {
        match (is_part(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let word = line.get(from..at).unwrap_or_default().trim_end_matches(['.', ':']);
                if !word.is_empty() {
                    found.push((word, from));
                }
            }
            _ => {}
        }
    }
    found
}

/// The values of `--scopes` in a script.
pub(super) fn of_script<'t>(catalogue: &Catalogue<'_>, text: &'t str) -> Vec<Told<'t>> {
    let mut told = Vec::new();
    for (at, flag) in text.match_indices("--scopes") {
        let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
        if text.get(line_start..at).is_some_and(|before| before.trim_start().starts_with('#')) {
            continue;
        }
        let from = at + flag.len();
        let rest = text.get(from..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let end = line.find(" -").unwrap_or(line.len());
        for (value, offset) in marked(line.get(..end).unwrap_or_default()) {
            if let Some(provider) = catalogue.distinct(value) {
                let start = from + offset;
                told.push(Told { provider, value, span: Span::new(start, start + value.len()) });
            }
        }
    }
    told
}
