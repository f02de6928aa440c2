//! Coding agents: what the settings of their sandboxes and the jobs that run them let them reach.

mod jobs;
mod settings;
mod shell;

use super::verdict::Collected;
use crate::knowledge::Knowledge;
use crate::model::ModelFile;

/// Coding agents of the tree, judged.
pub(super) fn find(files: &[ModelFile], knowledge: &Knowledge, found: &mut Collected) {
    settings::find(files, knowledge, found);
    jobs::find(files, knowledge, found);
}
