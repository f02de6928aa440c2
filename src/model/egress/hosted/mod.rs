//! What code starts and hosts: servers of tools, sandboxes, code that a model wrote.

mod arguments;
mod evaluate;
mod launch;
mod sandboxes;
mod servers;

use super::verdict::Collected;
use crate::knowledge::Knowledge;
use crate::model::agents::Agents;
use crate::model::code::Code;
use crate::model::{Flaw, ModelFile};
use crate::source::{FileId, PathClass};
use std::collections::BTreeSet;

/// Sandboxes, and what is wrong with servers that the tree starts and with code that runs code.
pub(super) fn find(
    files: &[ModelFile],
    code: Option<&Code<'_>>,
    agents: &Agents,
    knowledge: &Knowledge,
    found: &mut Collected,
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    launch::find(files, code, knowledge, &mut flaws);
    if let Some(code) = code {
        servers::find(files, code, knowledge, &mut flaws);
        sandboxes::find(files, code, knowledge, found, &mut flaws);
        evaluate::find(files, code, agents, knowledge, &mut flaws);
    }
    // What a file does several times over is one thing to change.
    let mut known = BTreeSet::new();
    flaws.retain(|flaw| known.insert((flaw.check, flaw.place.file, flaw.subject.clone())));
    flaws
}

/// Whether a file is more than a test or somebody else's code.
fn counts(files: &[ModelFile], id: FileId) -> bool {
    files
        .get(id.0 as usize)
        .is_some_and(|file| !matches!(file.class, PathClass::Test | PathClass::Vendored | PathClass::Lock))
}
