//! `committed-key-file`: a file that holds credentials by its nature is tracked by git.

use super::{Check, Words, finding, meta, verdict};
use crate::knowledge::Knowledge;
use crate::ledger::Verdict;
use crate::model::Model;
use crate::source::{PathClass, Span, Tracked};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

pub(super) fn run(model: &Model, knowledge: &Knowledge) -> Verdict {
    let meta = meta(knowledge, Check::CommittedKeyFile);
    let (set, owners) = globs(knowledge);
    let tracked = || model.files().iter().filter(|file| file.tracked == Tracked::Yes);
    let findings = tracked()
        .filter(|file| matches!(file.class, PathClass::Main | PathClass::Doc))
        // A credential that was read in the file is the better finding; a text file without one holds placeholders.
        .filter(|file| !file.read)
        .filter_map(|file| {
            let kind = &knowledge.packs().files[owners[*set.matches(&file.path).first()?]];
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            let words = Words {
                subject: file.path.clone(),
                message: format!("{} tracked by git", kind.title),
                label: kind.title.clone(),
                help: format!("`git rm --cached {name}`, add it to `.gitignore`, and replace the credentials in it"),
            };
            let mut found = finding(meta, file, Span::default(), b"", words);
            found.severity = kind.severity;
            Some(found)
        })
        .collect();
    verdict(meta, tracked().count(), findings)
}

/// One set of all globs, and for each glob the index of its file kind.
fn globs(knowledge: &Knowledge) -> (GlobSet, Vec<usize>) {
    let mut set = GlobSetBuilder::new();
    let mut owners = Vec::new();
    for (index, file) in knowledge.packs().files.iter().enumerate() {
        for glob in &file.globs {
            if let Ok(glob) = GlobBuilder::new(glob).literal_separator(true).build() {
                set.add(glob);
                owners.push(index);
            }
        }
    }
    (set.build().unwrap_or_default(), owners)
}
