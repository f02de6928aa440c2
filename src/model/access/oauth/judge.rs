//! Verdicts: what is asked for, held against what the code calls.

use super::calls::{self, Use, Uses};
use super::catalogue::{Catalogue, Known, ProviderId};
use super::project::Projects;
use super::ruling::{by_catalogue, fine, overbroad, unused};
use super::{Asked, Origin, missing, need, report};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::ScopeBreadth;
use crate::model::ModelFile;
use crate::model::access::Grant;
use crate::model::agents::{AgentId, Agents};
use crate::model::code::Code;
use crate::source::PathClass;
use std::collections::{BTreeMap, BTreeSet};

/// All grants with their verdicts.
pub(super) fn judge(
    files: &[ModelFile],
    code: Option<&Code<'_>>,
    agents: &Agents,
    knowledge: &Knowledge,
    catalogue: &Catalogue<'_>,
    asked: &[Asked],
) -> Vec<Grant> {
    let mut granted: BTreeMap<ProviderId, BTreeSet<&str>> = BTreeMap::new();
    for one in asked {
        let apis = granted.entry(one.provider).or_default();
        if let Some(entry) = catalogue.known(one.provider, &one.value).and_then(|known| known.entry) {
            apis.extend(entry.apis.iter().map(String::as_str));
        }
    }
    let mut uses = code.map(|code| calls::find(code, knowledge, catalogue, &granted)).unwrap_or_default();
    let deployed = |place: crate::source::Place| {
        files.get(place.file.0 as usize).is_none_or(|file| !matches!(file.class, PathClass::Test | PathClass::Vendored))
    };
    uses.calls.retain(|call| deployed(call.place));
    uses.opaque.retain(|(_, _, place, _)| deployed(*place));
    let bench = Bench { catalogue, uses, projects: Projects::new(files), asked };
    let mut grants: Vec<Grant> = asked.iter().map(|one| bench.grant(one, agents)).collect();
    missing::missing(&bench, &mut grants);
    grants
}

/// Everything that a verdict is made of.
pub(super) struct Bench<'b, 'k> {
    /// All scopes.
    pub(super) catalogue: &'b Catalogue<'k>,
    /// What is called.
    pub(super) uses: Uses<'k>,
    /// Which calls belong to which grant.
    pub(super) projects: Projects<'b>,
    /// What is asked for.
    pub(super) asked: &'b [Asked],
}

/// What is known of the use of one grant.
pub(super) struct Held<'h, 'k> {
    /// The grant.
    pub(super) one: &'h Asked,
    /// What is known of its scope.
    pub(super) known: Known<'k>,
    /// Calls of the provider in the project.
    all: Vec<&'h Use<'k>>,
    /// Those of the APIs that the scope opens.
    pub(super) product: Vec<&'h Use<'k>>,
    /// Those for which the scope suffices.
    pub(super) covered: Vec<&'h Use<'k>>,
    /// Why not all calls are known.
    opaque: Option<String>,
}

impl<'k> Bench<'_, 'k> {
    fn grant(&self, one: &Asked, agents: &Agents) -> Grant {
        let ruling = match self.held(one) {
            Some(held) => self.by_calls(&held),
            None => by_catalogue(self.catalogue, one, None),
        };
        let project = self.projects.of(one.place.file);
        let mut holders: Vec<AgentId> = (0..agents.agents.len() as u32)
            .map(AgentId)
            .filter(|id| self.projects.holds(project, agents.agents[id.0 as usize].place.file))
            .collect();
        // Of several agents it cannot be told which of them holds it.
        if holders.len() > 1 {
            holders.clear();
        }
        let repeated = one.origin == Origin::Text && self.is_repeated(one, project);
        Grant {
            provider: self.catalogue.provider(one.provider).id.clone(),
            value: one.value.clone(),
            kind: "oauth-scope",
            place: one.place,
            agents: holders,
            verdict: ruling.verdict,
            narrower: ruling.narrower,
            why: ruling.why,
            flaws: ruling.flaw.filter(|_| !repeated).into_iter().collect(),
        }
    }

    /// Whether code or a manifest of the project asks for the same, so that the finding is there.
    fn is_repeated(&self, one: &Asked, project: &str) -> bool {
        let short = self.catalogue.short(one.provider, &one.value);
        self.asked.iter().any(|other| {
            other.origin != Origin::Text
                && other.provider == one.provider
                && self.catalogue.short(other.provider, &other.value) == short
                && self.projects.holds(project, other.place.file)
        })
    }

    fn held<'h>(&'h self, one: &'h Asked) -> Option<Held<'h, 'k>> {
        let known = self.catalogue.known(one.provider, &one.value)?;
        if !self.uses.opening.get(&one.provider)?.contains(known.scope) {
            return None;
        }
        let project = self.projects.of(one.place.file);
        let apis: BTreeSet<&str> = known.entry.into_iter().flat_map(|entry| &entry.apis).map(String::as_str).collect();
        let opens = |api: &str| apis.is_empty() || apis.contains(api);
        let all: Vec<&Use<'k>> = self
            .uses
            .calls
            .iter()
            .filter(|call| call.provider == one.provider && self.projects.holds(project, call.place.file))
            .collect();
        let product: Vec<&Use<'k>> = all.iter().copied().filter(|call| opens(call.api)).collect();
        let covered = product.iter().copied().filter(|call| call.any.contains(known.scope)).collect();
        let by_address = self.uses.opaque.iter().find(|(provider, api, place, _)| {
            *provider == one.provider
                && (opens(api) || self.catalogue.provider(*provider).prefix.is_none())
                && self.projects.holds(project, place.file)
        });
        // A client that is made and of which no call is seen is used by something that is not understood.
        let unseen = self.uses.named.iter().find(|(provider, api, place)| {
            *provider == one.provider
                && opens(api)
                && self.projects.holds(project, place.file)
                && !all.iter().any(|call| call.api == api)
        });
        let opaque = by_address
            .map(|(_, api, _, why)| format!("a call of `{api}` is not understood: {why}"))
            .or_else(|| unseen.map(|(_, api, _)| format!("no call of the client for `{api}` is understood")));
        Some(Held { one, known, all, product, covered, opaque })
    }

    fn by_calls(&self, held: &Held<'_, 'k>) -> super::ruling::Ruling {
        let one = held.one;
        if self.catalogue.provider(one.provider).alternatives {
            return match (held.all.is_empty(), held.covered.is_empty(), &held.opaque) {
                (true, ..) => by_catalogue(self.catalogue, one, Some("no call of the provider is found")),
                (_, true, Some(why)) => by_catalogue(self.catalogue, one, Some(why)),
                (_, true, None) => unused(held, None),
                (_, false, _) if held.known.breadth() == ScopeBreadth::High => by_catalogue(self.catalogue, one, None),
                _ => fine(format!("{} needs it", report::methods(&held.covered))),
            };
        }
        if held.covered.is_empty() {
            return match &held.opaque {
                Some(why) => by_catalogue(self.catalogue, one, Some(why)),
                None if held.all.is_empty() => by_catalogue(self.catalogue, one, Some("no call is found")),
                None => unused(held, None),
            };
        }
        let others = self.beside(one);
        let needed = needed(held, &others);
        if needed.is_empty() {
            let enough = others
                .iter()
                .filter(|other| held.covered.iter().any(|call| call.any.contains(other.known.scope)))
                .min_by_key(|other| (other.known.cost(), other.known.scope));
            return unused(held, enough.map(|other| (other, "suffices for")));
        }
        if let Some(wider) = self.included(held, &others) {
            return unused(held, Some((wider, "is needed anyway and covers")));
        }
        let least = need::least(self.catalogue, one.provider, &needed);
        let cheaper = need::cost(self.catalogue, one.provider, &least) < held.known.cost();
        if least.is_empty() || least.contains(&held.known.scope) || !cheaper {
            return fine(format!("nothing narrower suffices for {}", report::methods(&needed)));
        }
        match &held.opaque {
            Some(why) => by_catalogue(self.catalogue, one, Some(why)),
            None => overbroad(self.catalogue, held, &needed, &least),
        }
    }

    /// Other scopes that are asked for at the same time.
    fn beside<'h>(&'h self, one: &Asked) -> Vec<Held<'h, 'k>> {
        let own = self.catalogue.short(one.provider, &one.value);
        self.asked
            .iter()
            .filter(|other| {
                other.provider == one.provider
                    && self.catalogue.short(other.provider, &other.value) != own
                    && other.groups.iter().any(|group| one.groups.contains(group))
            })
            .filter_map(|other| self.held(other))
            .collect()
    }

    /// A scope beside it that is needed anyway and covers every call of it.
    fn included<'o, 'h>(&self, held: &Held<'h, 'k>, others: &'o [Held<'h, 'k>]) -> Option<&'o Held<'h, 'k>> {
        others.iter().find(|other| {
            other.known.cost() > held.known.cost()
                && held.covered.iter().all(|call| call.any.contains(other.known.scope))
                && {
                    let alone = self.beside(other.one);
                    let needed = needed(other, &alone);
                    !needed.is_empty()
                        && need::least(self.catalogue, other.one.provider, &needed).contains(&other.known.scope)
                }
        })
    }
}

/// The calls for which no cheaper scope beside it suffices.
fn needed<'h, 'k>(held: &Held<'h, 'k>, others: &[Held<'_, 'k>]) -> Vec<&'h Use<'k>> {
    let rank = |known: &Known<'k>| (known.cost(), known.scope);
    let own = rank(&held.known);
    let cheaper = |call: &Use<'k>| {
        others
            .iter()
            .any(|other| rank(&other.known) < own && is_free(&other.known) && call.any.contains(other.known.scope))
    };
    held.covered.iter().copied().filter(|call| !cheaper(call)).collect()
}

/// Whether a scope works without conditions.
fn is_free(known: &Known<'_>) -> bool {
    known.entry.is_none_or(|entry| entry.cond.is_none())
}
