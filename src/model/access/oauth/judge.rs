//! Verdicts: what is asked for, held against what the code calls.

use super::calls::{self, Use, Uses};
use super::catalogue::{Catalogue, Known, ProviderId};
use super::parts::Lists;
use super::ruling::{Ruling, by_catalogue, fine, overbroad, unused};
use super::{Asked, Origin, missing, need, report, union};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::ScopeBreadth;
use crate::model::ModelFile;
use crate::model::access::Grant;
use crate::model::agents::{AgentId, Agents};
use crate::model::code::Code;
use crate::model::folders::Projects;
use crate::source::{PathClass, Place};
use std::collections::{BTreeMap, BTreeSet};

/// Files that begin a project: calls belong to the grants of the same one.
const MANIFESTS: [&str; 7] =
    ["package.json", "pyproject.toml", "requirements.txt", "setup.py", "go.mod", "Pipfile", "Cargo.toml"];

/// All grants with their verdicts.
pub(super) fn judge(
    files: &[ModelFile],
    code: Option<&Code<'_>>,
    agents: &Agents,
    knowledge: &Knowledge,
    catalogue: &Catalogue<'_>,
    asked: &[Asked],
    lists: &Lists,
) -> Vec<Grant> {
    let mut granted: BTreeMap<ProviderId, BTreeSet<&str>> = BTreeMap::new();
    for one in asked {
        let apis = granted.entry(one.provider).or_default();
        if let Some(entry) = catalogue.known(one.provider, &one.value).and_then(|known| known.entry) {
            apis.extend(entry.apis.iter().map(String::as_str));
        }
    }
    let mut uses = code.map(|code| calls::find(code, knowledge, catalogue, &granted)).unwrap_or_default();
    let deployed = |place: Place| {
        files.get(place.file.0 as usize).is_none_or(|file| !matches!(file.class, PathClass::Test | PathClass::Vendored))
    };
    uses.calls.retain(|call| deployed(call.place));
    uses.opaque.retain(|(_, _, place, _)| deployed(*place));
    let bench = Bench { catalogue, uses, projects: Projects::new(files, &MANIFESTS), asked };
    let sheet = Sheet::new(&bench);
    let mut grants: Vec<Grant> = (0..asked.len()).map(|at| bench.grant(at, &sheet, agents)).collect();
    missing::missing(&bench, &mut grants);
    if let Some(code) = code {
        union::union(&bench, code, lists, &mut grants);
    }
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

/// What is known of all grants together, each question asked once.
struct Sheet<'h, 'k> {
    /// Use of each grant; `None` where no call of the tables needs such a scope.
    held: Vec<Option<Held<'h, 'k>>>,
    /// Other scopes that are asked for at the same time.
    beside: Vec<Vec<usize>>,
    /// The calls of each for which no cheaper scope beside it suffices.
    needed: Vec<Vec<&'h Use<'k>>>,
    /// The least that suffices for those.
    least: Vec<Vec<&'k str>>,
}

impl<'h, 'k> Sheet<'h, 'k> {
    fn new(bench: &'h Bench<'_, 'k>) -> Self {
        let asked = bench.asked;
        let held: Vec<Option<Held<'h, 'k>>> = asked.iter().map(|one| bench.held(one)).collect();
        let mut groups: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
        for (at, one) in asked.iter().enumerate() {
            for group in &one.groups {
                groups.entry(*group).or_default().push(at);
            }
        }
        let beside: Vec<Vec<usize>> = asked
            .iter()
            .map(|one| {
                let own = bench.catalogue.short(one.provider, &one.value);
                let others: BTreeSet<usize> =
                    one.groups.iter().filter_map(|group| groups.get(group)).flatten().copied().collect();
                let differs = |at: &usize| {
                    asked.get(*at).is_some_and(|other| {
                        other.provider == one.provider && bench.catalogue.short(other.provider, &other.value) != own
                    })
                };
                others.into_iter().filter(differs).take(MAX_BESIDE).collect()
            })
            .collect();
        let needed: Vec<Vec<&'h Use<'k>>> = held
            .iter()
            .zip(&beside)
            .map(|(one, others)| {
                let others: Vec<&Held<'h, 'k>> = others.iter().filter_map(|at| held.get(*at)?.as_ref()).collect();
                one.as_ref().map(|one| needed(one, &others)).unwrap_or_default()
            })
            .collect();
        let least =
            needed.iter().zip(asked).map(|(calls, one)| need::least(bench.catalogue, one.provider, calls)).collect();
        Self { held, beside, needed, least }
    }

    fn others(&self, at: usize) -> impl Iterator<Item = (usize, &Held<'h, 'k>)> {
        self.beside[at].iter().filter_map(|other| Some((*other, self.held.get(*other)?.as_ref()?)))
    }
}

/// So many scopes of one list are held against each other.
const MAX_BESIDE: usize = 100;

impl<'k> Bench<'_, 'k> {
    fn grant(&self, at: usize, sheet: &Sheet<'_, 'k>, agents: &Agents) -> Grant {
        let one = &self.asked[at];
        let ruling = match &sheet.held[at] {
            _ if one.unread => by_catalogue(self.catalogue, one, Some("the language of its code is not read")),
            Some(held) => self.by_calls(at, held, sheet),
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

    fn by_calls(&self, at: usize, held: &Held<'_, 'k>, sheet: &Sheet<'_, 'k>) -> Ruling {
        let one = held.one;
        if self.catalogue.provider(one.provider).alternatives {
            return match (held.all.is_empty(), held.covered.is_empty(), &held.opaque) {
                (true, ..) => by_catalogue(self.catalogue, one, Some("no call is found")),
                (_, true, Some(why)) => by_catalogue(self.catalogue, one, Some(why)),
                (_, true, None) => unused(held, None),
                (_, false, _) if held.known.breadth() == ScopeBreadth::High => by_catalogue(self.catalogue, one, None),
                _ => fine(format!("needed for {}", report::methods(&held.covered))),
            };
        }
        if held.covered.is_empty() {
            return match &held.opaque {
                Some(why) => by_catalogue(self.catalogue, one, Some(why)),
                None if held.all.is_empty() => by_catalogue(self.catalogue, one, Some("no call is found")),
                None => unused(held, None),
            };
        }
        let (needed, least) = (&sheet.needed[at], &sheet.least[at]);
        if needed.is_empty() {
            let enough = sheet
                .others(at)
                .map(|(_, other)| other)
                .filter(|other| is_free(&other.known))
                .filter(|other| held.covered.iter().any(|call| call.any.contains(other.known.scope)))
                .min_by_key(|other| (other.known.cost(), other.known.scope));
            return unused(held, enough.map(|other| (other, "suffices for")));
        }
        // A scope beside it that is needed anyway and covers every call of it.
        let wider = sheet.others(at).find(|(index, other)| {
            other.known.cost() > held.known.cost()
                && held.covered.iter().all(|call| call.any.contains(other.known.scope))
                && sheet.least[*index].contains(&other.known.scope)
        });
        if let Some((_, wider)) = wider {
            return unused(held, Some((wider, "is needed anyway and covers")));
        }
        let cheaper = need::cost(self.catalogue, one.provider, least) < held.known.cost();
        if least.is_empty() || least.contains(&held.known.scope) || !cheaper {
            return fine(format!("nothing narrower suffices for {}", report::methods(needed)));
        }
        match &held.opaque {
            Some(why) => by_catalogue(self.catalogue, one, Some(why)),
            None => overbroad(self.catalogue, held, needed, least),
        }
    }
}

/// The calls for which no cheaper scope beside it suffices.
fn needed<'h, 'k>(held: &Held<'h, 'k>, others: &[&Held<'_, 'k>]) -> Vec<&'h Use<'k>> {
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
