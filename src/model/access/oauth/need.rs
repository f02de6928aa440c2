//! The least that suffices for a set of calls.

use super::calls::Use;
use super::catalogue::{Catalogue, ProviderId};
use std::collections::BTreeSet;

/// How many scopes a proposal has at most, and how many are tried.
const MAX_SET: usize = 3;
const MAX_TRIED: usize = 24;

/// The scopes without conditions that together suffice for all `calls` at the least cost; empty when none do.
pub(super) fn least<'k>(catalogue: &Catalogue<'k>, provider: ProviderId, calls: &[&Use<'k>]) -> Vec<&'k str> {
    let needs: BTreeSet<&BTreeSet<&'k str>> = calls.iter().map(|call| &call.any).collect();
    let mut scopes: Vec<(u32, &'k str)> = needs
        .iter()
        .flat_map(|any| any.iter().copied())
        .collect::<BTreeSet<&str>>()
        .into_iter()
        .filter_map(|scope| {
            let known = catalogue.known(provider, scope)?;
            let free = known.entry.is_none_or(|entry| entry.cond.is_none());
            free.then_some((known.cost(), scope))
        })
        .collect();
    scopes.sort_unstable();
    scopes.truncate(MAX_TRIED);
    let mut best: Option<(u32, Vec<&'k str>)> = None;
    let mut stack: Vec<(usize, u32, Vec<&'k str>)> = vec![(0, 0, Vec::new())];
    while let Some((from, cost, chosen)) = stack.pop() {
        if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
            continue;
        }
        if needs.iter().all(|any| chosen.iter().any(|scope| any.contains(scope))) {
            best = Some((cost, chosen));
            continue;
        }
        if chosen.len() == MAX_SET {
            continue;
        }
        for (at, (more, scope)) in scopes.iter().enumerate().skip(from) {
            let mut next = chosen.clone();
            next.push(*scope);
            stack.push((at + 1, cost + more, next));
        }
    }
    best.map(|(_, chosen)| chosen).unwrap_or_default()
}

/// What a set of scopes costs.
pub(super) fn cost(catalogue: &Catalogue<'_>, provider: ProviderId, scopes: &[&str]) -> u32 {
    scopes.iter().filter_map(|scope| catalogue.known(provider, scope)).map(|known| known.cost()).sum()
}
