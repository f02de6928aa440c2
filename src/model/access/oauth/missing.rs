//! Calls for which no scope suffices that is asked for.

use super::catalogue::Known;
use super::judge::Bench;
use super::{Asked, Origin, need, report};
use crate::knowledge::schema::ScopeLevel;
use crate::model::access::Grant;
use std::collections::BTreeSet;

/// Calls for which nothing suffices that is asked for.
pub(super) fn missing(bench: &Bench<'_, '_>, grants: &mut [Grant]) {
    let mut told = BTreeSet::new();
    for call in &bench.uses.calls {
        if bench.catalogue.provider(call.provider).alternatives {
            continue;
        }
        let project = bench.projects.of(call.place.file);
        let near: Vec<(usize, &Asked, Known<'_>)> = bench
            .asked
            .iter()
            .enumerate()
            .filter(|(_, one)| one.provider == call.provider && one.origin != Origin::Text)
            .filter(|(_, one)| {
                let other = bench.projects.of(one.place.file);
                bench.projects.holds(other, call.place.file) || bench.projects.holds(project, one.place.file)
            })
            .filter_map(|(at, one)| Some((at, one, bench.catalogue.known(one.provider, &one.value)?)))
            .collect();
        let suffices = |known: &Known<'_>| {
            call.any.contains(known.scope) || known.level == ScopeLevel::Static || known.level == ScopeLevel::Admin
        };
        if near.iter().any(|(_, one, known)| one.open || suffices(known)) {
            continue;
        }
        let of_product = near
            .iter()
            .find(|(_, _, known)| known.entry.is_some_and(|entry| entry.apis.iter().any(|api| api == call.api)));
        let Some((at, one, _)) = of_product else { continue };
        if !told.insert((project, call.method.clone())) {
            continue;
        }
        let least = need::least(bench.catalogue, call.provider, &[call]);
        let Some(scope) = least.first() else { continue };
        let message = format!("calls `{}`, for which no scope that is asked for suffices", call.method);
        let help =
            format!("ask for `{}` too, or leave out the call", bench.catalogue.long(call.provider, scope, &one.value));
        let mut flaw = report::flaw("missing-scope", call.place, &call.method, message, help);
        "called here".clone_into(&mut flaw.label);
        flaw.seen = vec![(one.place, format!("`{}` is asked for here", one.value))];
        if let Some(grant) = grants.get_mut(*at) {
            grant.flaws.push(flaw);
        }
    }
}
