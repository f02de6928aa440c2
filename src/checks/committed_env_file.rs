//! `committed-env-file`: an environment file with secrets is tracked by git.

use super::{Check, Words, finding, meta, verdict};
use crate::knowledge::Knowledge;
use crate::ledger::Verdict;
use crate::model::Model;
use crate::source::{FileKind, PathClass, Tracked};

pub(super) fn run(model: &Model, knowledge: &Knowledge) -> Verdict {
    let meta = meta(knowledge, Check::CommittedEnvFile);
    let candidates =
        || model.files().iter().filter(|file| file.kind == FileKind::Dotenv && file.tracked == Tracked::Yes);
    let findings = candidates()
        // In a test or an example such a file is there to be read; a real token in it is a finding of its own.
        .filter(|file| file.class == PathClass::Main)
        .filter_map(|file| {
            let first = file.facts.environment.first()?;
            let names: Vec<_> = file.facts.environment.iter().take(3).map(|assignment| format!("`{}`", assignment.name)).collect();
            let more = file.facts.environment.len().saturating_sub(3);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            let words = Words {
                subject: file.path.clone(),
                message: format!("environment file tracked by git sets {}{more}", names.join(", ")),
                label: "set to a literal".into(),
                help: format!("`git rm --cached {name}`, add it to `.gitignore`, rotate the values, keep `{name}.example` with empty ones"),
            };
            Some(finding(meta, file, first.span, b"", words))
        })
        .collect();
    verdict(meta, candidates().count(), findings)
}
