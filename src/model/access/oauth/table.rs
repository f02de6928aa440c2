//! Which scopes suffice for which call, from the packs.

use super::catalogue::{Catalogue, ProviderId};
use crate::knowledge::Knowledge;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A method of an API.
#[derive(Clone, Debug)]
pub(super) struct Method<'k> {
    /// The API without its version.
    pub(super) api: &'k str,
    /// Any one of these suffices.
    pub(super) any: BTreeSet<&'k str>,
}

/// The methods of one provider by their names.
pub(super) struct Table<'k> {
    /// In the order of their names: of several that fit the first counts.
    methods: BTreeMap<String, Vec<Method<'k>>>,
    /// Last parts of the names: what a call ends with.
    lasts: HashSet<String>,
    /// Whether a name is a text of code.
    has_texts: bool,
    /// First parts of the paths among the names.
    pub(super) firsts: BTreeSet<String>,
    /// Most parts that a name has.
    pub(super) longest: usize,
    /// Scopes that open any method that is called; those for what is only heard are not among them.
    pub(super) opening: BTreeSet<&'k str>,
}

impl<'k> Table<'k> {
    /// The methods of `provider` in the APIs that `wanted` takes; `None` when no method of it is known.
    pub(super) fn new(
        knowledge: &'k Knowledge,
        catalogue: &Catalogue<'k>,
        provider: ProviderId,
        wanted: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        let id = catalogue.provider(provider).id.as_str();
        let file = knowledge.methods().iter().find(|file| file.provider == id)?;
        let mut including: BTreeMap<&str, Vec<&'k str>> = BTreeMap::new();
        for entry in &catalogue.provider(provider).scopes {
            for included in &entry.includes {
                including.entry(included).or_default().push(&entry.scope);
            }
        }
        let mut table = Self {
            methods: BTreeMap::new(),
            lasts: HashSet::new(),
            has_texts: false,
            firsts: BTreeSet::new(),
            longest: 1,
            opening: BTreeSet::new(),
        };
        for api in file.apis.iter().filter(|api| wanted(base(&api.api))) {
            for (scopes, names) in api.rows.iter().filter_map(|row| row.split_once(" | ")) {
                let mut any: BTreeSet<&'k str> = scopes.split(' ').collect();
                let wider: Vec<&'k str> =
                    any.iter().filter_map(|scope| including.get(scope)).flatten().copied().collect();
                any.extend(wider);
                if !["event:", "on:", "text:"].iter().any(|mark| names.starts_with(mark)) {
                    table.opening.extend(any.iter().copied());
                }
                for name in names.split(' ') {
                    table.add(
                        name,
                        Method { api: base(&api.api), any: any.clone() },
                        catalogue.provider(provider).alternatives,
                    );
                }
            }
        }
        Some(table)
    }

    fn add(&mut self, name: &str, method: Method<'k>, joins: bool) {
        self.longest = self.longest.max(name.split('.').count());
        self.lasts.insert(name.rsplit('.').next().unwrap_or(name).to_owned());
        if let Some(first) = name.split_once(":/").and_then(|(_, path)| path.split('/').next()) {
            self.firsts.insert(first.to_owned());
        }
        self.has_texts |= name.starts_with("text:");
        let known = self.methods.entry(name.to_owned()).or_default();
        match known.iter_mut().find(|other| other.api == method.api) {
            Some(other) if joins => other.any.extend(method.any),
            // Of several versions of an API the first decides.
            Some(_) => {}
            None => known.push(method),
        }
    }

    /// Whether a call can end with this name.
    pub(super) fn ends_with(&self, last: &str) -> bool {
        self.lasts.contains(last)
    }

    /// Whether a text in code says that the application hears events.
    pub(super) fn hears(&self, text: &str) -> bool {
        self.has_texts && text.len() < 40 && self.methods.contains_key(&format!("text:{text}"))
    }

    /// The methods of a name.
    pub(super) fn get(&self, name: &str) -> &[Method<'k>] {
        self.methods.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names, for those that are matched part by part.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.methods.keys().map(String::as_str)
    }
}

/// The name of an API without its version.
pub(super) fn base(api: &str) -> &str {
    api.split('.').next().unwrap_or(api)
}

/// The names of all APIs of a provider, without versions.
pub(super) fn apis<'k>(knowledge: &'k Knowledge, provider: &str) -> BTreeSet<&'k str> {
    let file = knowledge.methods().iter().find(|file| file.provider == provider);
    file.into_iter().flat_map(|file| &file.apis).map(|api| base(&api.api)).collect()
}
