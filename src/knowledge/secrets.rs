//! The credential types, indexed for the engine: what a run begins with, and which literals to search for.

use super::packs::{Packs, head_of};
use super::schema::{Confidence, Placeholders, SecretType};
use aho_corasick::{AhoCorasick, packed};
use memchr::memmem;
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
    runs: Runs,
    literals: Literals,
}

/// A way in through a run of token bytes.
#[derive(Debug)]
struct Entrance {
    /// What must stand left of the run: the prefix up to its last byte that is no token byte.
    head: Box<[u8]>,
    /// What the run must begin with.
    tail: Box<[u8]>,
    ty: TypeId,
}

/// Entrances by what is cheapest to look at.
#[derive(Debug)]
struct Runs {
    /// One bit for each pair of bytes with which the tail of an entrance without a head begins.
    pairs: Box<[u64; 1024]>,
    /// Those entrances by their first two bytes, the longest first.
    by_pair: BTreeMap<[u8; 2], Vec<Entrance>>,
    /// Entrances with a head, by its last byte.
    by_left: BTreeMap<u8, Vec<Entrance>>,
    left: [bool; 256],
}

/// Literals of the types that no run leads to.
#[derive(Debug)]
struct Literals {
    /// Stems of up to three bytes: searched one by one, faster than any set.
    short: Vec<(memmem::Finder<'static>, Vec<Literal>)>,
    /// Longer ones, in sets small enough for vector instructions.
    sets: Vec<(packed::Searcher, Vec<Vec<Literal>>)>,
    /// The same without vector instructions, on machines that lack them.
    rest: Option<(AhoCorasick, Vec<Vec<Literal>>)>,
}

/// A literal and the types that know it.
#[derive(Clone, Debug)]
struct Literal {
    text: Box<[u8]>,
    types: Vec<TypeId>,
}

/// Largest set of stems that is searched at once: with 48 a pass runs at 3 GB/s on an ordinary core, with 64 at a tenth of it.
const SET: usize = 48;

/// Literals that share this many bytes are searched by what they share: fewer stems, fewer passes.
const SHARED: usize = 5;

impl SecretTable {
    /// Builds the indexes.
    pub fn new(packs: &Packs) -> Self {
        let mut types = Vec::new();
        let mut runs =
            Runs { pairs: Box::new([0; 1024]), by_pair: BTreeMap::new(), by_left: BTreeMap::new(), left: [false; 256] };
        let mut literals: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
        for pack in &packs.secrets {
            for meta in &pack.types {
                let ty = TypeId(types.len() as u16);
                let by_run = packs.by_run.contains(&meta.id);
                for literal in meta.prefix.iter().chain(&meta.anchor) {
                    if by_run {
                        runs.add(literal, ty);
                    } else {
                        literals.entry(literal.clone()).or_default().push(ty);
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
        for entrances in runs.by_pair.values_mut().chain(runs.by_left.values_mut()) {
            entrances.sort_by(|a, b| {
                b.tail.len().cmp(&a.tail.len()).then_with(|| (&a.tail, &a.head, a.ty).cmp(&(&b.tail, &b.head, b.ty)))
            });
        }
        Self { types, placeholders: packs.placeholders.clone(), runs, literals: Literals::new(literals) }
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

    /// Types one of whose prefixes leads into the run `start..end` of `bytes`: where the token begins, how long the prefix is, the type.
    #[inline]
    pub fn at_run<'a>(
        &'a self,
        bytes: &'a [u8],
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = (usize, usize, TypeId)> {
        let run = &bytes[start..end];
        let before = &bytes[..start];
        let known = match run {
            [a, b, ..] => {
                let bit = usize::from(*a) << 8 | usize::from(*b);
                (self.runs.pairs[bit / 64] >> (bit % 64) & 1 == 1).then_some([*a, *b])
            }
            _ => None,
        };
        let left = before.last().filter(|&&byte| self.runs.left[usize::from(byte)]);
        let plain = known.and_then(|pair| self.runs.by_pair.get(&pair)).into_iter().flatten();
        let headed = left.and_then(|byte| self.runs.by_left.get(byte)).into_iter().flatten();
        plain
            .chain(headed)
            .filter(move |entrance| run.starts_with(&entrance.tail) && before.ends_with(&entrance.head))
            .map(move |entrance| (start - entrance.head.len(), entrance.head.len() + entrance.tail.len(), entrance.ty))
    }

    /// Calls `visit` with the start and the end of every literal in `bytes`, and the types that know it.
    pub fn literals_in(&self, bytes: &[u8], mut visit: impl FnMut(usize, usize, &[TypeId])) {
        let mut meet = |at: usize, literals: &[Literal]| {
            for literal in literals {
                if bytes[at..].starts_with(&literal.text) {
                    visit(at, at + literal.text.len(), &literal.types);
                }
            }
        };
        for (finder, literals) in &self.literals.short {
            finder.find_iter(bytes).for_each(|at| meet(at, literals));
        }
        for (searcher, literals) in &self.literals.sets {
            searcher.find_iter(bytes).for_each(|found| meet(found.start(), &literals[found.pattern().as_usize()]));
        }
        if let Some((automaton, literals)) = &self.literals.rest {
            automaton.find_iter(bytes).for_each(|found| meet(found.start(), &literals[found.pattern().as_usize()]));
        }
    }
}

impl Runs {
    fn add(&mut self, prefix: &str, ty: TypeId) {
        let head = head_of(prefix);
        let tail = &prefix.as_bytes()[head.len()..];
        let entrance = Entrance { head: head.as_bytes().into(), tail: tail.into(), ty };
        match (head.as_bytes().last(), tail) {
            (Some(&left), _) => {
                self.left[usize::from(left)] = true;
                self.by_left.entry(left).or_default().push(entrance);
            }
            (None, [a, b, ..]) => {
                let bit = usize::from(*a) << 8 | usize::from(*b);
                self.pairs[bit / 64] |= 1 << (bit % 64);
                self.by_pair.entry([*a, *b]).or_default().push(entrance);
            }
            // `Packs::add` refuses prefixes of one byte.
            (None, _) => {}
        }
    }
}

impl Literals {
    fn new(literals: BTreeMap<String, Vec<TypeId>>) -> Self {
        let (short, long): (Vec<_>, Vec<_>) = stems(literals).into_iter().partition(|(stem, _)| stem.len() <= 3);
        let short =
            short.into_iter().map(|(stem, literals)| (memmem::Finder::new(&stem).into_owned(), literals)).collect();
        let mut sets = Vec::new();
        let mut rest = Vec::new();
        for chunk in long.chunks(SET) {
            let mut builder = packed::Config::new().match_kind(packed::MatchKind::LeftmostFirst).builder();
            match builder.extend(chunk.iter().map(|(stem, _)| stem)).build() {
                Some(searcher) => sets.push((searcher, chunk.iter().map(|(_, literals)| literals.clone()).collect())),
                None => rest.extend_from_slice(chunk),
            }
        }
        let rest = (!rest.is_empty()).then(|| {
            let automaton = AhoCorasick::new(rest.iter().map(|(stem, _)| stem));
            let literals = rest.iter().map(|(_, literals)| literals.clone()).collect();
            (automaton.expect("a few dozen short literals"), literals)
        });
        Self { short, sets, rest }
    }
}

/// Literals by what is searched for: themselves, or the beginning that several share. No stem begins another one.
fn stems(literals: BTreeMap<String, Vec<TypeId>>) -> Vec<(Vec<u8>, Vec<Literal>)> {
    let mut stems: Vec<(Vec<u8>, Vec<Literal>)> = Vec::new();
    // In order, so that literals with a common beginning are neighbours.
    for (text, types) in literals {
        let literal = Literal { text: text.as_bytes().into(), types };
        match stems.last_mut() {
            Some((stem, members)) => {
                let common = stem.iter().zip(&literal.text).take_while(|(a, b)| a == b).count();
                if common == stem.len() || common >= SHARED {
                    stem.truncate(common);
                    members.push(literal);
                } else {
                    stems.push((text.into_bytes(), vec![literal]));
                }
            }
            None => stems.push((text.into_bytes(), vec![literal])),
        }
    }
    stems
}
