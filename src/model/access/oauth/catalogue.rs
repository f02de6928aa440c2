//! The scopes that are known, by the forms in which they are written.

use crate::knowledge::ScopePacks;
use crate::knowledge::schema::{ScopeBreadth, ScopeEntry, ScopeLevel, ScopeProvider};
use std::collections::{BTreeSet, HashMap};

/// Index of a provider in the packs.
pub(super) type ProviderId = usize;

/// What is known of a scope.
#[derive(Copy, Clone, Debug)]
pub(super) struct Known<'k> {
    /// Its name in the catalogue.
    pub(super) scope: &'k str,
    /// What it allows.
    pub(super) level: ScopeLevel,
    /// Everything else, when there is anything to say.
    pub(super) entry: Option<&'k ScopeEntry>,
}

impl Known<'_> {
    /// How broad it is when nothing is known of its use.
    pub(super) fn breadth(&self) -> ScopeBreadth {
        self.entry.map_or(ScopeBreadth::None, |entry| entry.broad)
    }

    /// How much it costs to give it.
    pub(super) fn cost(&self) -> u32 {
        let by_level = match self.level {
            ScopeLevel::Identity => 5,
            ScopeLevel::Read => 20,
            ScopeLevel::Unclear | ScopeLevel::Write => 40,
            ScopeLevel::Static | ScopeLevel::Delete => 50,
            ScopeLevel::Full => 70,
            ScopeLevel::Admin => 90,
        };
        self.entry.map(|entry| entry.cost).filter(|cost| *cost > 0).unwrap_or(by_level)
    }
}

/// All providers, ready to be asked.
pub(super) struct Catalogue<'k> {
    packs: &'k ScopePacks,
    scopes: Vec<HashMap<&'k str, Known<'k>>>,
    common: BTreeSet<&'k str>,
}

impl<'k> Catalogue<'k> {
    pub(super) fn new(packs: &'k ScopePacks) -> Self {
        let scopes = packs
            .providers
            .iter()
            .map(|provider| {
                let plain = provider.levels.iter().flat_map(|(level, names)| {
                    names.iter().map(|name| Known { scope: name, level: *level, entry: None })
                });
                let full = provider.scopes.iter().map(|entry| Known {
                    scope: &entry.scope,
                    level: entry.level,
                    entry: Some(entry),
                });
                plain.chain(full).map(|known| (known.scope, known)).collect()
            })
            .collect();
        Self { packs, scopes, common: packs.forms.common.iter().map(String::as_str).collect() }
    }

    pub(super) fn packs(&self) -> &'k ScopePacks {
        self.packs
    }

    pub(super) fn provider(&self, id: ProviderId) -> &'k ScopeProvider {
        &self.packs.providers[id]
    }

    pub(super) fn by_id(&self, id: &str) -> Option<ProviderId> {
        self.packs.providers.iter().position(|provider| provider.id == id)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = ProviderId> {
        0..self.packs.providers.len()
    }

    /// The name of a scope in the catalogue: without the prefix, and without the slash at its end that some leave out.
    pub(super) fn short<'v>(&self, provider: ProviderId, value: &'v str) -> &'v str {
        let prefix = self.provider(provider).prefix.as_deref();
        prefix.and_then(|prefix| value.strip_prefix(prefix)).unwrap_or(value)
    }

    /// The full name of a scope of the catalogue, in the manner of what is written beside it.
    pub(super) fn long(&self, provider: ProviderId, scope: &str, like: &str) -> String {
        match &self.provider(provider).prefix {
            Some(prefix) if like.starts_with(prefix.as_str()) || like.starts_with("https://") => {
                if scope.starts_with("https://") { scope.to_owned() } else { format!("{prefix}{scope}") }
            }
            _ => scope.to_owned(),
        }
    }

    pub(super) fn known(&self, provider: ProviderId, value: &str) -> Option<Known<'k>> {
        let scopes = &self.scopes[provider];
        let short = self.short(provider, value);
        let slashed = || format!("{short}/");
        scopes.get(short).or_else(|| scopes.get(slashed().as_str())).copied()
    }

    /// Whether any provider has such a scope.
    pub(super) fn is_known(&self, value: &str) -> bool {
        self.distinct(value).is_some() || self.ids().any(|id| self.known(id, value).is_some())
    }

    /// The provider of a scope whose shape is enough to know it.
    pub(super) fn distinct(&self, value: &str) -> Option<ProviderId> {
        let is_placeholder = |provider: ProviderId| {
            let short = self.short(provider, value);
            self.packs.forms.placeholders.iter().any(|word| short.to_ascii_lowercase().starts_with(word.as_str()))
        };
        self.ids().find(|id| {
            let provider = self.provider(*id);
            let shaped = provider.distinct.iter().any(|shape| fits(shape, value));
            let full = provider.prefix.as_deref().is_some_and(|prefix| {
                // An address below the prefix is a call, not a scope.
                value.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
            });
            shaped && (self.known(*id, value).is_some() || full && !is_placeholder(*id))
        })
    }

    /// Whether a scope is an ordinary word too.
    pub(super) fn is_common(&self, value: &str) -> bool {
        self.common.contains(value) || value.len() < 4
    }

    /// Providers of which one of `words` speaks.
    pub(super) fn spoken_of(&self, words: &BTreeSet<String>) -> BTreeSet<ProviderId> {
        self.ids().filter(|id| self.provider(*id).words.iter().any(|word| words.contains(word.as_str()))).collect()
    }

    /// The provider to whose consent page an address leads.
    pub(super) fn consents(&self, address: &str) -> Option<ProviderId> {
        self.ids().find(|id| self.provider(*id).hosts.iter().any(|host| address.contains(host.as_str())))
    }

    /// The provider of a module's clients.
    pub(super) fn of_module(&self, module: &str) -> Option<ProviderId> {
        self.ids().find(|id| self.is_client(*id, module))
    }

    /// Whether a module is a client of a provider.
    pub(super) fn is_client(&self, provider: ProviderId, module: &str) -> bool {
        self.provider(provider).modules.iter().any(|known| {
            module.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/', ':']))
        })
    }
}

/// Whether a value has a shape: `*` stands at one end of it.
fn fits(shape: &str, value: &str) -> bool {
    match (shape.strip_prefix('*'), shape.strip_suffix('*')) {
        (Some(end), _) => value.ends_with(end) && value.len() > end.len(),
        (None, Some(start)) => value.starts_with(start),
        (None, None) => value == shape,
    }
}

/// The words of a name, an address or a text, in lower case: `SlackManager` is `slack` and `manager`.
pub(super) fn words(text: &str, into: &mut BTreeSet<String>) {
    let mut word = String::new();
    let mut lower = false;
    for c in text.chars().take(400) {
        let breaks = !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() && lower;
        if breaks && !word.is_empty() {
            into.insert(std::mem::take(&mut word));
        }
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    if !word.is_empty() {
        into.insert(word);
    }
}
