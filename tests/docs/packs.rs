//! Every check and every credential type has what its readers need, and the folder `rules/` holds nothing that is not read.

use super::{id, root};
use perimeter::checks::{Check, POLICY_CHECKS};
use perimeter::knowledge::{Control, Knowledge, unmark};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Checks of which no example can be written down, each with the test that stands in for it.
const WITHOUT_BAD: [(&str, &str); 1] = [("committed-key-file", "tests/fixtures/key_files.rs")];

fn packs() -> Vec<PathBuf> {
    let below = walkdir::WalkDir::new(root().join("rules")).sort_by_file_name().into_iter().map(Result::unwrap);
    below.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn is_kebab(id: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    id.split('-').all(part) && id.starts_with(|first: char| first.is_ascii_lowercase())
}

#[test]
fn every_check_of_the_code_has_its_pack_and_every_pack_its_code() {
    let knowledge = Knowledge::builtin();
    let code: Vec<&str> = Check::ALL.into_iter().map(Check::id).collect();
    assert!(code.is_sorted(), "`Check::ALL` is in the order of ids: {code:?}");
    assert!(POLICY_CHECKS.is_sorted(), "{POLICY_CHECKS:?}");
    let all: BTreeSet<&str> = code.iter().chain(&POLICY_CHECKS).copied().collect();
    assert_eq!(all.len(), code.len() + POLICY_CHECKS.len(), "an id is there twice");
    let written: BTreeSet<&str> = knowledge.checks().iter().map(|check| check.id.as_str()).collect();
    assert_eq!(all, written);
    let ids: Vec<&str> = knowledge.checks().iter().map(|check| check.id.as_str()).collect();
    assert!(ids.is_sorted());
}

#[test]
fn every_check_has_words_and_examples_of_both_kinds() {
    let knowledge = Knowledge::builtin();
    for check in knowledge.checks() {
        let id = &check.id;
        assert!(is_kebab(id), "{id}");
        assert!(!check.examples.good.is_empty(), "{id}: no good example");
        match WITHOUT_BAD.iter().find(|(exempt, _)| exempt == id) {
            None => assert!(!check.examples.bad.is_empty(), "{id}: no bad example"),
            Some((_, test)) => {
                assert!(check.examples.bad.is_empty(), "{id}: it has a bad example and needs no exemption");
                assert!(root().join(test).is_file(), "{id}: {test} is not there");
            }
        }
        let titles: BTreeSet<&str> =
            check.examples.bad.iter().chain(&check.examples.good).map(|example| example.title.as_str()).collect();
        let examples = check.examples.bad.len() + check.examples.good.len();
        assert_eq!(titles.len(), examples, "{id}: two examples have one title");
        for (what, text) in
            [("title", &check.title), ("rationale", &check.rationale), ("remediation", &check.remediation)]
        {
            assert!(text.trim().len() >= 15, "{id}: {what} says nothing");
        }
        assert!(
            !check.title.ends_with('.') && !check.title.contains('\n'),
            "{id}: a title is one line without a full stop"
        );
        let release = |version: &str| version.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>();
        assert!(release(&check.since) <= release(env!("CARGO_PKG_VERSION")), "{id}: since {}", check.since);
    }
}

#[test]
fn every_credential_type_has_examples_of_both_kinds() {
    let knowledge = Knowledge::builtin();
    let mut ids = BTreeSet::new();
    for entry in knowledge.secrets().types() {
        let meta = &entry.meta;
        assert!(is_kebab(&meta.id), "{}", meta.id);
        assert!(ids.insert(&meta.id), "{} is there twice", meta.id);
        assert!(!meta.examples.bad.is_empty() && !meta.examples.good.is_empty(), "{}: an example is missing", meta.id);
        assert!(!meta.title.is_empty() && !meta.source.is_empty() && !entry.provider.is_empty(), "{}", meta.id);
        for bad in &meta.examples.bad {
            assert_eq!(unmark(bad).map(|example| example.marks.is_empty()), Ok(false), "{}: {bad}", meta.id);
        }
    }
}

#[test]
fn the_checklist_is_whole() {
    let knowledge = Knowledge::builtin();
    let controls: Vec<Control> = knowledge.controls().iter().map(|control| control.id).collect();
    assert_eq!(controls.len(), 8);
    assert!(controls.is_sorted(), "in its order");
    assert!(controls.iter().all(|&control| is_kebab(&id(control))));
    assert!(knowledge.controls().iter().all(|control| control.question.trim().ends_with('?')));
}

#[test]
fn pack_files_are_tidy_and_all_of_them_are_read() {
    let packs = packs();
    let named = |folder: &str| packs.iter().filter(|path| path.parent().unwrap().ends_with(folder)).count();
    let knowledge = Knowledge::builtin();
    assert_eq!(named("rules/checks"), knowledge.checks().len());
    assert_eq!(named("rules/secrets"), knowledge.packs().secrets.len());
    for path in packs {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        assert!(path.extension().is_some_and(|end| end == "yaml"), "{name}: only `.yaml` is read");
        assert!(is_kebab(path.file_stem().unwrap().to_str().unwrap()), "{name}: the name of a file is an id");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}: one line feed at the end");
        for (line, text) in text.lines().enumerate() {
            let blank = text.ends_with([' ', '\t', '\r']) || text.starts_with('\t');
            assert!(!blank, "{name}:{}: a blank at the end, or a tab at the start", line + 1);
        }
    }
}
