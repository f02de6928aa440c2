//! Verdicts: what is asked for, held against what the code calls.

use super::catalogue::{Catalogue, Known};
use super::{Asked, Origin};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{Breadth, ScopeLevel};
use crate::model::ModelFile;
use crate::model::access::{Grant, GrantVerdict};
use crate::model::agents::Agents;
use crate::model::code::Code;

/// All grants with their verdicts.
pub(super) fn judge(
    _files: &[ModelFile],
    _code: Option<&Code<'_>>,
    _agents: &Agents,
    _knowledge: &Knowledge,
    catalogue: &Catalogue<'_>,
    asked: Vec<Asked>,
) -> Vec<Grant> {
    asked.into_iter().map(|one| by_catalogue(catalogue, &one)).collect()
}

/// Nothing is known of the use: the catalogue decides.
fn by_catalogue(catalogue: &Catalogue<'_>, one: &Asked) -> Grant {
    let known = catalogue.known(one.provider, &one.value);
    let breadth = known.map_or(Breadth::None, |known| breadth(&known, one.origin));
    let narrower: Vec<String> = known
        .and_then(|known| known.entry)
        .map(|entry| entry.narrower.iter().map(|scope| catalogue.long(one.provider, scope, &one.value)).collect())
        .unwrap_or_default();
    let (verdict, why) = match (known, breadth) {
        (None, _) => (GrantVerdict::Unknown, "the scope is not in the catalogue".to_owned()),
        (_, Breadth::High) => (GrantVerdict::Broad, "broad whatever is called".to_owned()),
        (_, Breadth::Medium) if !narrower.is_empty() => (GrantVerdict::Broad, "there are narrower ones".to_owned()),
        (Some(known), Breadth::None) if known.level <= ScopeLevel::Read => {
            (GrantVerdict::Fine, "narrow by itself".to_owned())
        }
        (_, Breadth::None) => (GrantVerdict::Fine, "narrow by itself".to_owned()),
        _ => (GrantVerdict::Unknown, "which calls need it cannot be told".to_owned()),
    };
    Grant {
        provider: catalogue.provider(one.provider).id.clone(),
        value: one.value.clone(),
        kind: "oauth-scope",
        place: one.place,
        agents: Vec::new(),
        verdict,
        narrower: if verdict == GrantVerdict::Broad { narrower } else { Vec::new() },
        why,
        flaws: Vec::new(),
    }
}

fn breadth(known: &Known<'_>, origin: Origin) -> Breadth {
    let app = known.entry.and_then(|entry| entry.app).filter(|_| origin == Origin::Manifest(true));
    app.unwrap_or_else(|| known.breadth())
}
