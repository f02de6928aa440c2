//! Reads rule packs from YAML and checks what one file cannot say alone.
//!
//! `build.rs` includes this file: the packs that are compiled in and those a user brings with `--rules` go through the same code.

mod access;
mod egress;
mod oauth;

pub use access::AccessPacks;
pub use egress::EgressPacks;
pub use oauth::ScopePacks;

use super::schema::{
    ActionPack, CheckMeta, ClientPack, Control, ControlMeta, Controls, DefinitionPack, DocumentRule, Documents,
    FrameworkPack, LoggerPack, Placeholders, SecretPack, SecretType, SensitiveFile, SensitiveFiles,
};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Shortest run of token bytes (`[A-Za-z0-9_-]`) that the secrets engine looks at, in bytes. Shorter runs are ordinary words: at
/// 16 nine of ten bytes of code are never read.
pub const RUN_MIN: usize = 16;

/// All rule packs, as written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Packs {
    /// The checklist.
    pub controls: Vec<ControlMeta>,
    /// Checks, in the order of their ids.
    pub checks: Vec<CheckMeta>,
    /// Credentials by provider.
    pub secrets: Vec<SecretPack>,
    /// Placeholder words and known samples.
    pub placeholders: Placeholders,
    /// Files that should not be committed.
    pub files: Vec<SensitiveFile>,
    /// What only code needs.
    #[serde(skip)]
    pub code: CodePacks,
    /// What only repositories with grants need.
    #[serde(skip)]
    pub access: AccessPacks,
    /// What only repositories with OAuth scopes need.
    #[serde(skip)]
    pub scopes: ScopePacks,
    /// What only repositories with workloads need.
    #[serde(skip)]
    pub egress: EgressPacks,
    /// Programs that run agents and read their servers from a file.
    pub clients: Vec<ClientPack>,
    /// Platforms that write agents down as data.
    pub definitions: Vec<DefinitionPack>,
    /// Data files that the model reads.
    pub documents: Vec<DocumentRule>,
    /// Ids of the types whose every match holds a run of at least [`RUN_MIN`] token bytes right behind what its prefix has up to its
    /// last other byte: those are found through the run.
    pub by_run: BTreeSet<String>,
}

/// The packs about code: large, and decoded only when there is code of an agent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CodePacks {
    /// Agent frameworks.
    pub frameworks: Vec<FrameworkPack>,
    /// What calls do.
    pub actions: Vec<ActionPack>,
    /// What writes records.
    pub loggers: Vec<LoggerPack>,
}

/// What is wrong with a pack.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {message}")]
pub struct PackError {
    /// The file.
    pub path: String,
    /// What is wrong, with the line where there is one.
    pub message: String,
}

impl Packs {
    /// Adds one file. `path` is relative to the folder of packs and decides what the file is.
    ///
    /// # Errors
    /// When no kind of pack lives at that path, or the file does not fit its schema.
    pub fn add(&mut self, path: &str, text: &str) -> Result<(), PackError> {
        let error = |message: String| PackError { path: path.to_owned(), message };
        let (folder, name) = path.split_once('/').unwrap_or(("", path));
        match (folder, name) {
            ("", "controls.yaml") => self.controls.extend(read::<Controls>(text).map_err(error)?.controls),
            ("", "placeholders.yaml") => {
                let more = read::<Placeholders>(text).map_err(error)?;
                self.placeholders.substrings.extend(more.substrings);
                self.placeholders.words.extend(more.words);
                self.placeholders.samples.extend(more.samples);
            }
            ("documents", _) => self.documents.extend(read::<Documents>(text).map_err(error)?.documents),
            ("access", name) if name.starts_with("oauth/") => {
                self.scopes.add(name.trim_start_matches("oauth/"), text).map_err(error)?;
            }
            ("access", _) => self.access.add(name, text).map_err(error)?,
            ("egress", _) => self.egress.add(name, text).map_err(error)?,
            ("checks", _) => {
                let check = read::<CheckMeta>(text).map_err(error)?;
                if format!("{}.yaml", check.id) != name {
                    return Err(error(format!("the id `{}` is not the name of the file", check.id)));
                }
                self.checks.push(check);
            }
            ("secrets", _) => {
                let pack = read::<SecretPack>(text).map_err(error)?;
                for ty in &pack.types {
                    if starts_with_run(ty).map_err(|message| error(format!("`{}`: {message}", ty.id)))? {
                        self.by_run.insert(ty.id.clone());
                    }
                }
                self.secrets.push(pack);
            }
            ("frameworks", _) => {
                let framework = read::<FrameworkPack>(text).map_err(error)?;
                if format!("{}.yaml", framework.id) != name {
                    return Err(error(format!("the id `{}` is not the name of the file", framework.id)));
                }
                self.code.frameworks.push(framework);
            }
            ("clients", _) => {
                let client = read::<ClientPack>(text).map_err(error)?;
                if format!("{}.yaml", client.id) != name {
                    return Err(error(format!("the id `{}` is not the name of the file", client.id)));
                }
                self.clients.push(client);
            }
            ("definitions", _) => {
                let pack = read::<DefinitionPack>(text).map_err(error)?;
                if format!("{}.yaml", pack.id) != name {
                    return Err(error(format!("the id `{}` is not the name of the file", pack.id)));
                }
                self.definitions.push(pack);
            }
            ("loggers", _) => self.code.loggers.push(read(text).map_err(error)?),
            ("actions", _) => self.code.actions.push(read(text).map_err(error)?),
            ("files", _) => self.files.extend(read::<SensitiveFiles>(text).map_err(error)?.files),
            _ => {
                return Err(error(
                    "no kind of pack lives here; expected `controls.yaml`, `placeholders.yaml`, `documents/`, `access/`, `egress/`, `checks/`, `clients/`, `definitions/`, `secrets/`, `files/`, `frameworks/` or `actions/`".into(),
                ));
            }
        }
        Ok(())
    }

    /// Checks what holds for all packs together. Call it after the last [`Packs::add`].
    ///
    /// # Errors
    /// On an id that occurs twice, or a checklist that does not name every control once.
    pub fn check(&self) -> Result<(), PackError> {
        let error = |path: &str, message: String| Err(PackError { path: path.into(), message });
        let mut seen = BTreeSet::new();
        for ty in self.secrets.iter().flat_map(|pack| &pack.types) {
            if !seen.insert(&ty.id) {
                return error("secrets/", format!("the id `{}` occurs twice", ty.id));
            }
        }
        let mut seen = BTreeSet::new();
        for check in &self.checks {
            if !seen.insert(&check.id) {
                return error("checks/", format!("the id `{}` occurs twice", check.id));
            }
        }
        let controls: BTreeSet<Control> = self.controls.iter().map(|control| control.id).collect();
        if self.controls.len() != 8 || controls.len() != 8 {
            return error("controls.yaml", "each of the eight controls is named exactly once".into());
        }
        Ok(())
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

/// Whether every match of `ty` begins with one of its prefixes and at least [`RUN_MIN`] token bytes.
fn starts_with_run(ty: &SecretType) -> Result<bool, String> {
    if ty.prefix.is_empty() == ty.anchor.is_empty() {
        return Err("exactly one of `prefix` and `anchor` is needed".into());
    }
    if ty.pattern.is_none() && ty.structure.is_none() {
        return Err("one of `pattern` and `structure` is needed".into());
    }
    if let Some(short) = ty.prefix.iter().chain(&ty.anchor).find(|literal| literal.len() < 2) {
        return Err(format!("`{short}` is shorter than two bytes"));
    }
    let Some(pattern) = &ty.pattern else { return Ok(false) };
    let hir = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .map_err(|error| error.to_string())?;
    Ok(!ty.prefix.is_empty() && ty.prefix.iter().all(|prefix| run_behind(&hir, head_of(prefix)) >= RUN_MIN))
}

/// What a prefix has up to its last byte that is no token byte: `SG.` of `SG.`, `AQ.` of `AQ.Ab`, nothing of `ghp_`.
pub(super) fn head_of(prefix: &str) -> &str {
    let end = prefix.bytes().rposition(|byte| !is_token_byte(byte)).map_or(0, |at| at + 1);
    prefix.get(..end).unwrap_or_default()
}

/// Number of token bytes that every match has behind its first `head.len()` bytes; 0 when that cannot be told.
fn run_behind(hir: &Hir, head: &str) -> usize {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        _ => std::slice::from_ref(hir),
    };
    let mut skip = head.len();
    let mut total = 0;
    for part in parts {
        // Only parts of one fixed length can be skipped; a literal may reach beyond the head.
        let (length, fixed) =
            (part.properties().minimum_len(), part.properties().minimum_len() == part.properties().maximum_len());
        match (length, part.kind()) {
            (Some(length), HirKind::Literal(literal)) if skip > 0 => {
                let rest = literal.0.get(skip.min(length)..).unwrap_or_default();
                skip -= skip.min(length);
                if !rest.iter().all(|&byte| is_token_byte(byte)) {
                    return 0;
                }
                total += rest.len();
            }
            (Some(length), _) if skip > 0 && fixed && length <= skip => skip -= length,
            _ if skip > 0 => return 0,
            _ => {
                let (run, whole) = leading_run(part);
                total += run;
                if !whole {
                    return total;
                }
            }
        }
    }
    total
}

/// Whether a byte belongs to a run.
pub fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Number of token bytes with which every match begins, and whether the whole of every match is token bytes.
fn leading_run(hir: &Hir) -> (usize, bool) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, true),
        HirKind::Literal(literal) => {
            let run = literal.0.iter().take_while(|&&byte| is_token_byte(byte)).count();
            (run, run == literal.0.len())
        }
        HirKind::Class(class) => {
            let inside = match class {
                Class::Bytes(class) => class.iter().all(|range| (range.start()..=range.end()).all(is_token_byte)),
                Class::Unicode(class) => class.iter().all(|range| {
                    range.end().is_ascii() && (range.start() as u8..=range.end() as u8).all(is_token_byte)
                }),
            };
            (usize::from(inside), inside)
        }
        HirKind::Repetition(repetition) => {
            let (run, whole) = leading_run(&repetition.sub);
            let minimum = repetition.min as usize;
            if whole { (run * minimum, true) } else { (if minimum == 0 { 0 } else { run }, false) }
        }
        HirKind::Capture(capture) => leading_run(&capture.sub),
        HirKind::Concat(parts) => {
            let mut total = 0;
            for part in parts {
                let (run, whole) = leading_run(part);
                total += run;
                if !whole {
                    return (total, false);
                }
            }
            (total, true)
        }
        HirKind::Alternation(parts) => parts
            .iter()
            .map(leading_run)
            .fold((usize::MAX, true), |(run, whole), (part_run, part_whole)| (run.min(part_run), whole && part_whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_is_counted_up_to_the_first_foreign_byte() {
        for (pattern, run, why) in [
            ("ghp_[A-Za-z0-9]{36}", 40, "all of it"),
            ("SG\\.[A-Za-z0-9_-]{22}", 2, "a dot ends the run"),
            ("ABSK[A-Za-z0-9+/]{109,269}", 4, "the class holds `+`"),
            ("tvly-(?:dev-|prod-)?[a-z]{32}", 37, "an optional part counts nothing"),
            ("(?:a{9}|b{3})c{20}", 23, "the shorter branch"),
            ("pat[a-z]{14}\\.[0-9a-f]{64}", 17, "until the dot"),
        ] {
            let hir = regex_syntax::Parser::new().parse(pattern).expect("test pattern");
            assert_eq!(leading_run(&hir).0, run, "{pattern}: {why}");
        }
    }

    #[test]
    fn the_run_behind_a_head() {
        for (pattern, prefix, run, why) in [
            ("SG\\.[A-Za-z0-9_-]{22}\\.x", "SG.", 22, "right behind the dot"),
            ("hv[sbr]\\.[A-Za-z0-9_-]{24,300}", "hvs.", 24, "a class of one byte in the head"),
            ("AQ\\.Ab8RN6[A-Za-z0-9_-]{44}", "AQ.Ab8RN6", 50, "the tail of the prefix counts"),
            ("sl\\.(?:u\\.)?[A-Za-z0-9_-]{77}", "sl.", 0, "something else can stand between"),
            ("ghp_[A-Za-z0-9]{36}", "ghp_", 40, "no head"),
        ] {
            let hir = regex_syntax::Parser::new().parse(pattern).expect("test pattern");
            assert_eq!(run_behind(&hir, head_of(prefix)), run, "{pattern}: {why}");
        }
    }
}
