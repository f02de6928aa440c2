//! The credential types, indexed for the engine: what a run begins with, and which literals to search for.

use super::packs::Packs;
use super::schema::{Confidence, Placeholders, SecretType};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::bytes::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Index of a type in the table.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u16);

/// One type with what its pack says of all its types.
#[derive(Debug)]
pub struct TypeEntry {
    /// As written in the pack.
    pub meta: SecretType,
    /// Who issues it.
    pub provider: String,
    /// Where it is revoked.
    pub revoke: Option<String>,
    regex: OnceLock<Option<Regex>>,
}

impl TypeEntry {
    /// The pattern, compiled at the first candidate: most scans need few of them. Anchored for types with a prefix.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex
            .get_or_init(|| {
                let pattern = self.meta.pattern.as_ref()?;
                let anchored = if self.meta.prefix.is_empty() { pattern.clone() } else { format!("^(?:{pattern})") };
                RegexBuilder::new(&anchored).unicode(false).build().ok()
            })
            .as_ref()
    }

    /// Certainty of a match before checksums and context.
    pub fn confidence(&self) -> Confidence {
        self.meta.confidence.unwrap_or(Confidence::High)
    }
}

/// Credential types, and the ways into them.
#[derive(Debug)]
pub struct SecretTable {
    types: Vec<TypeEntry>,
    placeholders: Placeholders,
    /// One bit for each pair of bytes with which some prefix begins.
    pairs: Box<[u64; 1024]>,
    /// Prefixes by their first two bytes, the longest first.
    by_pair: BTreeMap<[u8; 2], Vec<(Box<[u8]>, TypeId)>>,
    literals: AhoCorasick,
    by_literal: Vec<Vec<TypeId>>,
}

impl SecretTable {
    /// Builds the indexes.
    pub fn new(packs: &Packs) -> Self {
        let mut types = Vec::new();
        let mut pairs = Box::new([0; 1024]);
        let mut by_pair: BTreeMap<[u8; 2], Vec<(Box<[u8]>, TypeId)>> = BTreeMap::new();
        let mut literals: BTreeMap<Vec<u8>, Vec<TypeId>> = BTreeMap::new();
        for pack in &packs.secrets {
            for meta in &pack.types {
                let id = TypeId(types.len() as u16);
                let by_run = packs.by_run.contains(&meta.id);
                for literal in meta.prefix.iter().chain(&meta.anchor).map(String::as_bytes) {
                    match literal {
                        [a, b, ..] if by_run => {
                            let bit = usize::from(*a) << 8 | usize::from(*b);
                            pairs[bit / 64] |= 1 << (bit % 64);
                            by_pair.entry([*a, *b]).or_default().push((literal.into(), id));
                        }
                        _ => literals.entry(literal.to_vec()).or_default().push(id),
                    }
                }
                types.push(TypeEntry {
                    meta: meta.clone(),
                    provider: pack.provider.clone(),
                    revoke: pack.revoke.clone(),
                    regex: OnceLock::new(),
                });
            }
        }
        for prefixes in by_pair.values_mut() {
            prefixes.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        // Leftmost-longest, so that a literal that begins another one does not hide it.
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(literals.keys())
            .expect("a few dozen short literals");
        Self {
            types,
            placeholders: packs.placeholders.clone(),
            pairs,
            by_pair,
            literals: automaton,
            by_literal: literals.into_values().collect(),
        }
    }

    /// All types.
    pub fn types(&self) -> &[TypeEntry] {
        &self.types
    }

    /// One type.
    pub fn entry(&self, id: TypeId) -> &TypeEntry {
        &self.types[usize::from(id.0)]
    }

    /// Placeholder words and known samples.
    pub fn placeholders(&self) -> &Placeholders {
        &self.placeholders
    }

    /// Types one of whose prefixes begins `run`, with that prefix; the longest prefix first.
    #[inline]
    pub fn at_run<'a>(&'a self, run: &'a [u8]) -> impl Iterator<Item = (&'a [u8], TypeId)> {
        let known = match run {
            [a, b, ..] => {
                let bit = usize::from(*a) << 8 | usize::from(*b);
                (self.pairs[bit / 64] >> (bit % 64) & 1 == 1).then_some([*a, *b])
            }
            _ => None,
        };
        known
            .and_then(|pair| self.by_pair.get(&pair))
            .into_iter()
            .flatten()
            .filter(move |(prefix, _)| run.starts_with(prefix))
            .map(|(prefix, id)| (&**prefix, *id))
    }

    /// Every literal in `bytes`: its start, its end, and the types that know it.
    pub fn literals_in<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (usize, usize, &'a [TypeId])> {
        self.literals
            .find_iter(bytes)
            .map(|found| (found.start(), found.end(), self.by_literal[found.pattern().as_usize()].as_slice()))
    }
}
