//! Scopes that a library asks for when code names none.

use super::catalogue::Catalogue;
use super::{Asked, Origin};
use crate::knowledge::Patterns;
use crate::knowledge::schema::ScopeDefault;
use crate::model::code::{Code, Value};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Adds what the calls of `code` ask for by default.
pub(super) fn find(code: &Code<'_>, catalogue: &Catalogue<'_>, asked: &mut BTreeMap<(Place, String), Asked>) {
    let mut patterns: Patterns<&ScopeDefault> = Patterns::default();
    for default in &catalogue.packs().forms.defaults {
        for call in &default.calls {
            patterns.add(call, default);
        }
    }
    for (file, module) in code.modules() {
        for call in module.calls() {
            let Value::External(external) = code.value(call.callee) else { continue };
            if external.called {
                continue;
            }
            let found = patterns.find(&external.path);
            let Some(default) = found.first() else { continue };
            // What is handed on unseen can name scopes.
            if !call.is_closed() || default.unless.iter().any(|name| call.keyword(name).is_some()) {
                continue;
            }
            let Some(provider) = catalogue.by_id(&default.provider) else { continue };
            let place = Place { file, span: call.span() };
            for scope in &default.scopes {
                asked.insert(
                    (place, scope.clone()),
                    Asked {
                        provider,
                        value: catalogue.long(provider, scope, "https://"),
                        place,
                        literal: None,
                        groups: BTreeSet::from([place]),
                        origin: Origin::Code,
                        implicit: Some((call.last_name().unwrap_or(&external.path).to_owned(), default.narrow.clone())),
                        open: false,
                        unread: false,
                    },
                );
            }
        }
    }
}
