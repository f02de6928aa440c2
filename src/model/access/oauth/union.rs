//! Consent to several products at once, though each of them is used by itself.

use super::calls::Use;
use super::judge::Bench;
use super::parts::{Join, Lists, Part, unit};
use super::report;
use crate::model::access::Grant;
use crate::model::code::Code;
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// How many calls of a part are looked at.
const MAX_CALLS: usize = 60;
/// How many parts prove a finding.
const MAX_SEEN: usize = 6;

/// Adds a finding to the first grant of each join whose parts are used apart.
pub(super) fn union(bench: &Bench<'_, '_>, code: &Code<'_>, lists: &Lists, grants: &mut [Grant]) {
    let mut seen = BTreeSet::new();
    let asked = asked_for(bench, lists);
    for join in &lists.joins {
        if !seen.insert(join.place) || !is_asked(bench, &asked, join) {
            continue;
        }
        let uses: Vec<BTreeMap<Place, (Place, String)>> =
            join.parts.iter().map(|part| used(bench, code, lists, join, part)).collect();
        let Some((first, second)) = apart(&join.parts, &uses) else { continue };
        let products: BTreeSet<&str> =
            join.parts.iter().flat_map(|part| &part.scopes).map(|one| one.product.as_str()).collect();
        let message = format!("one consent asks for {} at once; tools use them apart", report::names(products));
        let help = "ask for the scopes of each product in a login of its own, when a tool first needs them".to_owned();
        let mut flaw = report::flaw("union-at-consent", join.place, &join.name, message, help);
        "joined here".clone_into(&mut flaw.label);
        flaw.seen = join.parts.iter().take(MAX_SEEN).map(said).collect();
        flaw.seen.extend([first, second]);
        let written: BTreeSet<Place> =
            join.parts.iter().flat_map(|part| &part.scopes).map(|scope| scope.place).collect();
        if let Some(at) = bench.asked.iter().position(|one| written.contains(&one.place))
            && let Some(grant) = grants.get_mut(at)
        {
            grant.flaws.push(flaw);
        }
    }
}

fn said(part: &Part) -> (Place, String) {
    let products = part.scopes.iter().map(|one| one.product.as_str());
    (part.place, format!("`{}` is for {}", part.name, report::names(products)))
}

/// The names that logins ask for, each in its project: what is handed to them, and what that is made of.
fn asked_for<'b>(bench: &'b Bench<'_, '_>, lists: &'b Lists) -> BTreeSet<(&'b str, &'b str)> {
    let mut made: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (file, name, of) in &lists.made {
        made.entry((bench.projects.of(*file), name)).or_default().push(of);
    }
    let mut open: Vec<(&str, &str)> =
        lists.handed.iter().map(|(file, name)| (bench.projects.of(*file), name.as_str())).collect();
    let mut asked = BTreeSet::new();
    while let Some((project, name)) = open.pop() {
        if asked.insert((project, name)) {
            let of = made.get(&(project, name)).into_iter().flatten();
            open.extend(of.map(|name| (project, *name)));
        }
    }
    asked
}

/// Whether a login of the project asks for it.
fn is_asked(bench: &Bench<'_, '_>, asked: &BTreeSet<(&str, &str)>, join: &Join) -> bool {
    let project = bench.projects.of(join.place.file);
    let names = [Some(join.name.as_str()), join.maker.as_deref()];
    join.handed || names.into_iter().flatten().any(|name| asked.contains(&(project, name)))
}

/// The functions that name or use a part by itself, each with a place and what is there.
fn used(
    bench: &Bench<'_, '_>,
    code: &Code<'_>,
    lists: &Lists,
    join: &Join,
    part: &Part,
) -> BTreeMap<Place, (Place, String)> {
    let project = bench.projects.of(join.place.file);
    let mut found = BTreeMap::new();
    let products: BTreeSet<_> = part.scopes.iter().map(|one| (one.provider, one.product.as_str())).collect();
    for apart in lists.apart.iter().filter(|apart| bench.projects.holds(project, apart.place.file)) {
        let inside = apart.place.file == join.place.file && join.place.span.contains(apart.place.span);
        let of_part = apart.scopes.iter().find(|one| products.contains(&(one.provider, one.product.as_str())));
        if let Some(scope) = of_part.filter(|_| !inside) {
            let text = format!("`{}` is named by itself here", scope.value);
            found.entry(apart.unit).or_insert((apart.place, text));
        }
    }
    if !part.list {
        return found;
    }
    let catalogue = bench.catalogue;
    let known: BTreeSet<(usize, &str)> = part
        .scopes
        .iter()
        .filter_map(|one| Some((one.provider, catalogue.known(one.provider, &one.value)?.scope)))
        .collect();
    let needs = |call: &&Use<'_>| {
        known.iter().any(|(provider, scope)| *provider == call.provider && call.any.contains(scope))
            && bench.projects.holds(project, call.place.file)
    };
    for call in bench.uses.calls.iter().filter(needs).take(MAX_CALLS) {
        if let Some(around) = around(code, call.place) {
            found.entry(around).or_insert_with(|| (call.place, format!("`{}` is called here", call.method)));
        }
    }
    found
}

/// The innermost function around a place.
fn around(code: &Code<'_>, place: Place) -> Option<Place> {
    let functions = code.module(place.file)?.functions();
    functions
        .filter(|function| function.span().contains(place.span))
        .min_by_key(|function| function.span().len())
        .map(|function| unit(place.file, function))
}

/// Uses of two parts of different products, neither of which is a use of the other.
fn apart(parts: &[Part], uses: &[BTreeMap<Place, (Place, String)>]) -> Option<((Place, String), (Place, String))> {
    let products = |part: &Part| -> BTreeSet<(usize, String)> {
        part.scopes.iter().map(|one| (one.provider, one.product.clone())).collect()
    };
    let all: Vec<_> = parts.iter().zip(uses).map(|(part, uses)| (products(part), uses)).collect();
    all.iter().enumerate().find_map(|(at, (left, ours))| {
        all.iter().skip(at + 1).filter(|(right, _)| left.is_disjoint(right)).find_map(|(right, theirs)| {
            // A login of another provider is another consent anyway.
            let same = left.iter().any(|(provider, _)| right.iter().any(|(other, _)| other == provider));
            let only = |these: &BTreeMap<Place, (Place, String)>, those: &BTreeMap<Place, (Place, String)>| {
                these.iter().find(|(unit, _)| !those.contains_key(*unit)).map(|(_, seen)| seen.clone())
            };
            Some((only(ours, theirs)?, only(theirs, ours)?)).filter(|_| same)
        })
    })
}
