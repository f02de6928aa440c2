//! The whole analysis as one function.

use crate::checks::Check;
use crate::facts::{self, FileFacts};
use crate::knowledge::Knowledge;
use crate::ledger::{Finding, Located, Map, Report, Scanned, ledger};
use crate::model::code::Imports;
use crate::model::{Model, ModelFile};
use crate::policy::Policy;
use crate::source::{FileId, FileKind, Files, PathClass, Problem, ReadError, Skip, SourceFile, Span};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads every file once, in parallel, links what they say, and judges it. The same files give the same report, whatever the number
/// of threads; nothing but the store of `files` is asked for anything.
pub fn scan(files: &Files, knowledge: &Knowledge, policy: &Policy) -> Report {
    let (mut report, model) = gather(files, knowledge);
    judge(&mut report, &model, knowledge, policy);
    // The configuration says nothing that is linked, and still findings point into it.
    let told: BTreeSet<FileId> = report.findings.iter().map(|finding| finding.at.place.file).collect();
    for file in told {
        if !report.sources.contains_key(&file)
            && let Ok(source) = files.load(file)
        {
            report.sources.insert(file, source);
        }
    }
    report
}

/// What can the agents of a tree do? The model itself, without a judgement.
pub fn map(files: &Files, knowledge: &Knowledge) -> Map {
    let (report, model) = gather(files, knowledge);
    Map {
        model: model.into_linked(),
        scanned: report.scanned,
        problems: report.problems,
        paths: report.paths,
        sources: report.sources,
    }
}

/// Reads the files and links what they say. The report has everything but findings and ledger.
fn gather(files: &Files, knowledge: &Knowledge) -> (Report, Model) {
    let mut read: Vec<Read> =
        (0..files.entries().len()).into_par_iter().map(|index| read(files, knowledge, FileId(index as u32))).collect();
    let imports = follow_imports(files, &mut read);

    let mut report = Report {
        scanned: Scanned { files: 0, bytes: 0, skipped: files.skipped().to_vec() },
        paths: files.entries().iter().map(|entry| entry.path.clone()).collect(),
        ..Report::default()
    };
    let mut model_files = Vec::with_capacity(read.len());
    for (index, read) in read.into_iter().enumerate() {
        let (id, entry) = (FileId(index as u32), &files.entries()[index]);
        let mut facts = FileFacts::default();
        match read.outcome {
            Ok(found) => {
                report.scanned.files += 1;
                report.scanned.bytes += read.bytes;
                report.problems.extend(found.problems.iter().cloned().map(|value| Located { file: id, value }));
                report.masked.insert(id, masks(&found));
                facts = found;
            }
            Err(error) => report.scanned.skipped.push(Skip { path: entry.path.clone(), reason: error.to_string() }),
        }
        if let Some(source) = read.source {
            report.sources.insert(id, source);
        }
        model_files.push(ModelFile {
            id,
            path: entry.path.clone(),
            kind: FileKind::of(&entry.path),
            class: PathClass::of(&entry.path),
            tracked: entry.tracked,
            read: read.has_text,
            facts,
        });
    }
    report.scanned.skipped.sort();
    report.masked.retain(|_, spans| !spans.is_empty());
    report.problems.sort_by(|a, b| (a.file, &a.value).cmp(&(b.file, &b.value)));
    (report, Model::link(model_files, &imports, knowledge))
}

fn judge(report: &mut Report, model: &Model, knowledge: &Knowledge, policy: &Policy) {
    let verdicts: Vec<_> = Check::ALL
        .into_iter()
        .flat_map(|check| {
            if policy.wants(knowledge, check.id()) {
                check.run(model, knowledge)
            } else {
                vec![check.switched_off(knowledge)]
            }
        })
        .collect();
    let findings: Vec<Finding> = verdicts.iter().flat_map(|verdict| verdict.findings.iter().cloned()).collect();
    report.findings = policy.apply(findings, model, knowledge);
    let doubtful = report.scanned.skipped.iter().filter(|skip| skip.is_doubt()).count();
    report.ledger = ledger(&verdicts, &report.findings, report.problems.len(), doubtful);
}

/// Parses the files that code of agents imports, round by round, until nothing new is met; gives back who imports whom.
fn follow_imports(files: &Files, read: &mut [Read]) -> Imports {
    let facts = |read: &Read| read.outcome.as_ref().ok().and_then(|facts| facts.code.clone());
    let mut new: Vec<usize> = (0..read.len()).filter(|index| facts(&read[*index]).is_some()).collect();
    if new.is_empty() {
        return Imports::default();
    }
    let mut imports = Imports::new(files.entries().iter().map(|entry| entry.path.clone()).collect());
    for (entry, read) in files.entries().iter().zip(read.iter()).filter(|(entry, _)| entry.path.ends_with("go.mod")) {
        let text = read.outcome.as_ref().ok().and_then(|facts| facts.text.as_deref()).unwrap_or_default();
        let name = text.lines().find_map(|line| line.trim().strip_prefix("module ")).map(str::trim);
        let folder = entry
            .path
            .strip_suffix("go.mod")
            .and_then(|folder| folder.strip_suffix('/').or((folder.is_empty()).then_some("")));
        if let (Some(name), Some(folder)) = (name, folder) {
            imports.add_go_module(name.trim_matches('"'), folder);
        }
    }
    for (entry, read) in files.entries().iter().zip(read.iter()) {
        // Few files keep a tree: the name is asked for those only.
        if let Some(document) = read.outcome.as_ref().ok().and_then(|facts| facts.document.as_deref())
            && FileKind::of(&entry.path) == FileKind::Json
        {
            imports.settings(&entry.path, document);
        }
    }
    let mut known: BTreeSet<usize> = new.iter().copied().collect();
    while !new.is_empty() {
        let mut next = BTreeSet::new();
        for file in new {
            if let Some(module) = facts(&read[file]) {
                let imported = imports.add(FileId(file as u32), &module);
                next.extend(imported.iter().map(|file| file.0 as usize).filter(|file| known.insert(*file)));
            }
        }
        let parsed: Vec<_> = next
            .into_par_iter()
            .filter_map(|file| {
                let source = files.load(FileId(file as u32)).ok()?;
                let module = catch_unwind(AssertUnwindSafe(|| facts::code(&source))).ok()??;
                Some((file, module, source))
            })
            .collect();
        new = Vec::with_capacity(parsed.len());
        for (file, module, source) in parsed {
            if let Ok(facts) = &mut read[file].outcome {
                facts.problems.extend(module.problems().iter().cloned());
                facts.code = Some(module);
                read[file].source = Some(source);
                new.push(file);
            }
        }
    }
    imports
}

/// What became of one file.
struct Read {
    outcome: Result<FileFacts, ReadError>,
    bytes: u64,
    has_text: bool,
    source: Option<SourceFile>,
}

fn read(files: &Files, knowledge: &Knowledge, id: FileId) -> Read {
    let file = match files.load(id) {
        Ok(file) => file,
        Err(error) => return Read { outcome: Err(error), bytes: 0, has_text: false, source: None },
    };
    let facts = catch_unwind(AssertUnwindSafe(|| facts::extract(knowledge, &file))).unwrap_or_else(|_| FileFacts {
        problems: vec![Problem::whole("internal error while reading this file: nothing of it was judged")],
        ..FileFacts::default()
    });
    let bytes = file.bytes().len() as u64;
    let source = facts.is_notable().then_some(file);
    Read { outcome: Ok(facts), bytes, has_text: true, source }
}

/// Bytes that no output may show: merged where they touch, because a value can hold a credential as a part.
fn masks(facts: &FileFacts) -> Vec<Span> {
    let credentials = facts.credentials.iter().map(|credential| credential.span);
    let values = facts.environment.iter().map(|assignment| assignment.value);
    let mut spans: Vec<Span> = credentials.chain(values).collect();
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
