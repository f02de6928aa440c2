//! Verdicts: what is asked for, held against what the code calls.

use super::calls::{self, Use, Uses};
use super::catalogue::{Catalogue, Known, ProviderId};
use super::project::Projects;
use super::{Asked, Origin, need, report};
use crate::knowledge::schema::{Breadth, ScopeLevel};
use crate::knowledge::{Knowledge, Severity};
use crate::model::access::{Grant, GrantVerdict};
use crate::model::agents::{AgentId, Agents};
use crate::model::code::Code;
use crate::model::{Flaw, ModelFile};
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
    bench.missing(&mut grants);
    grants
}

/// Everything that a verdict is made of.
struct Bench<'b, 'k> {
    catalogue: &'b Catalogue<'k>,
    uses: Uses<'k>,
    projects: Projects<'b>,
    asked: &'b [Asked],
}

/// What is known of the use of one grant.
struct Held<'h, 'k> {
    one: &'h Asked,
    known: Known<'k>,
    /// Calls of the provider in the project.
    all: Vec<&'h Use<'k>>,
    /// Those of the APIs that the scope opens.
    product: Vec<&'h Use<'k>>,
    /// Those for which the scope suffices.
    covered: Vec<&'h Use<'k>>,
    /// Why not all calls are known.
    opaque: Option<String>,
}

/// A verdict with its reason.
struct Ruling {
    verdict: GrantVerdict,
    narrower: Vec<String>,
    why: String,
    flaw: Option<Flaw>,
}

impl<'b, 'k> Bench<'b, 'k> {
    fn grant(&self, one: &Asked, agents: &Agents) -> Grant {
        let ruling = match self.held(one) {
            Some(held) => self.by_calls(&held),
            None => self.by_catalogue(one, None),
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

    fn by_calls(&self, held: &Held<'_, 'k>) -> Ruling {
        let one = held.one;
        if self.catalogue.provider(one.provider).alternatives {
            return match (held.all.is_empty(), held.covered.is_empty(), &held.opaque) {
                (true, ..) => self.by_catalogue(one, Some("no call of the provider is found")),
                (_, true, Some(why)) => self.by_catalogue(one, Some(why)),
                (_, true, None) => self.unused(held, None),
                (_, false, _) if held.known.breadth() == Breadth::High => self.by_catalogue(one, None),
                _ => fine(format!("{} needs it", report::methods(&held.covered))),
            };
        }
        if held.covered.is_empty() {
            return match &held.opaque {
                Some(why) => self.by_catalogue(one, Some(why)),
                None if held.all.is_empty() => self.by_catalogue(one, Some("no call is found")),
                None => self.unused(held, None),
            };
        }
        let others = self.beside(one);
        let needed = self.needed(held, &others);
        if needed.is_empty() {
            let enough = others
                .iter()
                .filter(|other| held.covered.iter().any(|call| call.any.contains(other.known.scope)))
                .min_by_key(|other| (other.known.cost(), other.known.scope));
            return self.unused(held, enough.map(|other| (other, "suffices for")));
        }
        if let Some(wider) = self.included(held, &others) {
            return self.unused(held, Some((wider, "is needed anyway and covers")));
        }
        let least = need::least(self.catalogue, one.provider, &needed);
        let cheaper = need::cost(self.catalogue, one.provider, &least) < held.known.cost();
        if least.is_empty() || least.contains(&held.known.scope) || !cheaper {
            return fine(format!("nothing narrower suffices for {}", report::methods(&needed)));
        }
        match &held.opaque {
            Some(why) => self.by_catalogue(one, Some(why)),
            None => self.overbroad(held, &needed, &least),
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

    /// The calls for which no cheaper scope beside it suffices.
    fn needed<'h>(&self, held: &Held<'h, 'k>, others: &[Held<'_, 'k>]) -> Vec<&'h Use<'k>> {
        let rank = |known: &Known<'k>| (known.cost(), known.scope);
        let own = rank(&held.known);
        let cheaper = |call: &Use<'k>| {
            others
                .iter()
                .any(|other| rank(&other.known) < own && is_free(&other.known) && call.any.contains(other.known.scope))
        };
        held.covered.iter().copied().filter(|call| !cheaper(call)).collect()
    }

    /// A scope beside it that is needed anyway and covers every call of it.
    fn included<'o, 'h>(&self, held: &Held<'h, 'k>, others: &'o [Held<'h, 'k>]) -> Option<&'o Held<'h, 'k>> {
        others.iter().find(|other| {
            other.known.cost() > held.known.cost()
                && held.covered.iter().all(|call| call.any.contains(other.known.scope))
                && {
                    let alone = self.beside(other.one);
                    let needed = self.needed(other, &alone);
                    !needed.is_empty()
                        && need::least(self.catalogue, other.one.provider, &needed).contains(&other.known.scope)
                }
        })
    }

    fn overbroad(&self, held: &Held<'_, 'k>, needed: &[&Use<'k>], least: &[&'k str]) -> Ruling {
        let one = held.one;
        let narrower: Vec<String> =
            least.iter().map(|scope| self.catalogue.long(one.provider, scope, &one.value)).collect();
        let listed = report::names(least.iter().copied());
        let message = format!(
            "asks for `{}`; calls only {}; {listed} {}",
            one.value,
            report::methods(needed),
            if least.len() == 1 { "suffices" } else { "suffice" }
        );
        let help = format!("ask for {listed} in place of `{}`", one.value);
        let mut flaw = report::flaw("overbroad-scope", one.place, &one.value, message, help);
        flaw.seen = report::seen(needed);
        let base = if held.known.breadth() == Breadth::High { Severity::High } else { Severity::Medium };
        flaw.severity = Some(report::severity(base, one.origin));
        if let (Some(place), [only]) = (one.literal, narrower.as_slice()) {
            flaw.edits.push((place, only.clone(), false));
        }
        Ruling {
            verdict: GrantVerdict::Broad,
            why: format!("calls only {}; {listed} would do", report::methods(needed)),
            narrower,
            flaw: Some(flaw),
        }
    }

    fn unused(&self, held: &Held<'_, 'k>, other: Option<(&Held<'_, 'k>, &str)>) -> Ruling {
        let one = held.one;
        let mut severity = if held.known.level > ScopeLevel::Read { Severity::Medium } else { Severity::Low };
        let why = match other {
            Some((other, how)) => {
                severity = Severity::Low;
                format!("`{}` beside it {how} {}", other.one.value, report::methods(&held.covered))
            }
            None if held.product.is_empty() => "no call found that needs it".to_owned(),
            None => format!("no call found that needs it; {} do not", report::methods(&held.product)),
        };
        let help = format!("ask no more for `{}`", one.value);
        let message = format!("asks for `{}`: {why}", one.value);
        let mut flaw = report::flaw("unused-scope", one.place, &one.value, message, help);
        flaw.seen = report::seen(if held.covered.is_empty() { &held.product } else { &held.covered });
        flaw.severity = Some(report::severity(severity, one.origin));
        Ruling { verdict: GrantVerdict::Unused, narrower: Vec::new(), why, flaw: Some(flaw) }
    }

    /// The catalogue decides, and `note` says why the calls do not.
    fn by_catalogue(&self, one: &Asked, note: Option<&str>) -> Ruling {
        let Some(known) = self.catalogue.known(one.provider, &one.value) else {
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
            .map(|scope| self.catalogue.long(one.provider, scope, &one.value))
            .collect();
        let noted = note.map(|note| format!("; {note}")).unwrap_or_default();
        let is_broad = breadth == Breadth::High || breadth == Breadth::Medium && !narrower.is_empty();
        if !is_broad {
            let (verdict, why) = match breadth {
                Breadth::None => (GrantVerdict::Fine, format!("narrow by itself{noted}")),
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
                report::names(some.iter().map(|scope| self.catalogue.short(one.provider, scope)))
            ),
        };
        let by = match &one.implicit {
            Some((call, _)) => format!("`{call}` asks for `{}`, though no scope is named", one.value),
            None => format!("asks for `{}`", one.value),
        };
        let message = format!("{by}, which {what}; {}", note.unwrap_or("judged without its calls"));
        let help = one.implicit.as_ref().map_or(help, |(_, narrow)| narrow.clone());
        let mut flaw = report::flaw("overbroad-scope", one.place, &one.value, message, help);
        let base = if breadth == Breadth::High { Severity::High } else { Severity::Medium };
        flaw.severity = Some(report::severity(base, one.origin));
        Ruling { verdict: GrantVerdict::Broad, narrower, why, flaw: Some(flaw) }
    }

    /// Calls for which nothing suffices that is asked for.
    fn missing(&self, grants: &mut [Grant]) {
        let mut told = BTreeSet::new();
        for call in &self.uses.calls {
            if self.catalogue.provider(call.provider).alternatives {
                continue;
            }
            let project = self.projects.of(call.place.file);
            let near: Vec<(usize, &Asked, Known<'k>)> = self
                .asked
                .iter()
                .enumerate()
                .filter(|(_, one)| one.provider == call.provider && one.origin != Origin::Text)
                .filter(|(_, one)| {
                    let other = self.projects.of(one.place.file);
                    self.projects.holds(other, call.place.file) || self.projects.holds(project, one.place.file)
                })
                .filter_map(|(at, one)| Some((at, one, self.catalogue.known(one.provider, &one.value)?)))
                .collect();
            let suffices = |known: &Known<'k>| {
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
            let least = need::least(self.catalogue, call.provider, &[call]);
            let Some(scope) = least.first() else { continue };
            let message = format!("calls `{}`, for which no scope that is asked for suffices", call.method);
            let help = format!(
                "ask for `{}` too, or leave out the call",
                self.catalogue.long(call.provider, scope, &one.value)
            );
            let mut flaw = report::flaw("missing-scope", call.place, &call.method, message, help);
            flaw.label = "called here".to_owned();
            flaw.seen = vec![(one.place, format!("`{}` is asked for here", one.value))];
            if let Some(grant) = grants.get_mut(*at) {
                grant.flaws.push(flaw);
            }
        }
    }
}

/// Whether a scope works without conditions.
fn is_free(known: &Known<'_>) -> bool {
    known.entry.is_none_or(|entry| entry.cond.is_none())
}

fn fine(why: String) -> Ruling {
    Ruling { verdict: GrantVerdict::Fine, narrower: Vec::new(), why, flaw: None }
}
