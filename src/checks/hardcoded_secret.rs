//! `hardcoded-secret`: a credential stands in a file.

use super::{Check, Words, finding, meta, verdict};
use crate::facts::secrets::Credential;
use crate::knowledge::{Confidence, Knowledge, Severity, TypeEntry};
use crate::ledger::{Evidence, Finding, Verdict};
use crate::model::{Model, ModelFile};
use crate::source::{FileKind, PathClass, Tracked};

pub(super) fn run(model: &Model, knowledge: &Knowledge) -> Verdict {
    let findings = model
        .files()
        .iter()
        .flat_map(|file| file.facts.credentials.iter().map(|credential| judge(knowledge, file, credential)))
        .collect();
    let mut verdict = verdict(meta(knowledge, Check::HardcodedSecret), model.read(), findings);
    verdict.limits = vec![
        "git history is not read".into(),
        "credentials without a known shape, such as plain passwords, are not searched".into(),
    ];
    verdict
}

fn judge(knowledge: &Knowledge, file: &ModelFile, credential: &Credential) -> Finding {
    let entry = knowledge.secrets().entry(credential.ty);
    let title = &entry.meta.title;
    let mut found = finding(
        meta(knowledge, Check::HardcodedSecret),
        file,
        credential.span,
        &credential.digest,
        Words {
            subject: entry.meta.id.clone(),
            message: format!("{title} in {}: `{}`", place(file), credential.redacted),
            label: title.clone(),
            help: help(file, entry),
        },
    );
    found.severity = credential.severity.unwrap_or(entry.meta.severity).min(entry.meta.severity);
    found.confidence = credential.confidence;
    found.evidence = credential.reasons.iter().cloned().map(Evidence::Reason).collect();
    if file.class != PathClass::Main && !credential.proved {
        found.severity = found.severity.min(Severity::Medium);
        found.confidence = match found.confidence {
            Confidence::High => Confidence::Medium,
            _ => Confidence::Low,
        };
        found.evidence.push(Evidence::Reason(format!("the path is {}: weighed lower", class(file.class))));
    }
    found
}

fn place(file: &ModelFile) -> &'static str {
    match (file.kind, file.tracked) {
        (FileKind::Dotenv, Tracked::Yes) => "an environment file tracked by git",
        (FileKind::Dotenv, _) => "an environment file",
        (FileKind::Python | FileKind::TypeScript | FileKind::Go | FileKind::Shell, _) => "code",
        (FileKind::Notebook, _) => "a notebook",
        (FileKind::Markdown, _) => "a document",
        (FileKind::Dockerfile, _) => "an image build",
        _ => "a file",
    }
}

fn class(class: PathClass) -> &'static str {
    match class {
        PathClass::Main => "deployed code",
        PathClass::Test => "a test",
        PathClass::Example => "an example",
        PathClass::Doc => "documentation",
        PathClass::Vendored => "third-party code",
        PathClass::Lock => "a lock file",
    }
}

fn help(file: &ModelFile, entry: &TypeEntry) -> String {
    let revoke = match &entry.revoke {
        Some(place) if place.starts_with("https://") => format!("revoke it at {place}"),
        Some(how) => how.clone(),
        None => format!("revoke it at {}", entry.provider),
    };
    format!("{revoke}, then {}", replace(file, entry.meta.variable.as_deref().unwrap_or("NAME")))
}

/// The smallest change that takes the literal out of this kind of file.
fn replace(file: &ModelFile, variable: &str) -> String {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    match file.kind {
        FileKind::Dotenv if file.tracked == Tracked::Yes => {
            format!("stop tracking the file: `git rm --cached {name}`, and add it to `.gitignore`")
        }
        FileKind::Dotenv => format!("keep the file out of git: add `{name}` to `.gitignore`"),
        FileKind::Python => format!("replace the literal by `os.environ[\"{variable}\"]`"),
        FileKind::Notebook => format!("clear the output and replace the literal by `os.environ[\"{variable}\"]`"),
        FileKind::TypeScript => format!("replace the literal by `process.env.{variable}`"),
        FileKind::Go => format!("replace the literal by `os.Getenv(\"{variable}\")`"),
        FileKind::Dockerfile => format!("remove the line and pass `{variable}` when the container starts"),
        FileKind::Hcl => "replace the literal by a variable with `sensitive = true`".into(),
        FileKind::Yaml if file.path.contains(".github/workflows/") => {
            format!("replace the literal by `${{{{ secrets.{variable} }}}}`")
        }
        FileKind::Yaml | FileKind::Json | FileKind::Toml | FileKind::Shell => {
            format!("replace the literal by `${{{variable}}}`")
        }
        _ => "remove the literal".into(),
    }
}
