//! Runs the examples of rule packs. `tests/rules.rs` and `perimeter rules test` are the two callers, so that users test their packs
//! the way this project does.

use crate::knowledge::schema::Structure;
use crate::knowledge::{Knowledge, TypeId, unmark};
use crate::policy::{Config, Date, Declared, Policy};
use crate::scan::scan;
use crate::source::{Files, Span};

/// The day on which examples are scanned.
const TODAY: &str = "2026-01-01";

/// One example, as a test.
#[derive(Clone, Debug)]
pub struct RuleTest {
    /// `checks/<id>/bad: <title>`.
    pub name: String,
    subject: Subject,
    files: Vec<(String, String)>,
    bad: bool,
}

#[derive(Clone, Debug)]
enum Subject {
    /// Findings of this check are compared.
    Check(String),
    /// Findings about this credential type are compared.
    Secret(String),
}

/// The examples of all packs of `knowledge`.
pub fn all(knowledge: &Knowledge) -> Vec<RuleTest> {
    let mut tests = Vec::new();
    for check in knowledge.checks() {
        for (examples, bad) in [(&check.examples.bad, true), (&check.examples.good, false)] {
            for example in examples {
                let kind = if bad { "bad" } else { "good" };
                tests.push(RuleTest {
                    name: format!("checks/{}/{kind}: {}", check.id, example.title),
                    subject: Subject::Check(check.id.clone()),
                    files: example.files.clone().into_iter().collect(),
                    bad,
                });
            }
        }
    }
    for index in 0..knowledge.secrets().types().len() {
        let ty = &knowledge.secrets().entry(TypeId(index as u16)).meta;
        // A manifest is read as a tree: its name decides the format.
        let path = if ty.structure == Some(Structure::KubernetesSecret) { "example.yaml" } else { "example.txt" };
        for (lines, bad) in [(&ty.examples.bad, true), (&ty.examples.good, false)] {
            for (number, line) in lines.iter().enumerate() {
                let kind = if bad { "bad" } else { "good" };
                tests.push(RuleTest {
                    name: format!("secrets/{}/{kind}: {}", ty.id, number + 1),
                    subject: Subject::Secret(ty.id.clone()),
                    files: vec![(path.into(), line.clone())],
                    bad,
                });
            }
        }
    }
    tests
}

impl RuleTest {
    /// Whether it belongs to a pack type whose id is in `ids`.
    pub fn concerns(&self, ids: &[String]) -> bool {
        match &self.subject {
            Subject::Check(id) | Subject::Secret(id) => ids.contains(id),
        }
    }

    /// Scans the example and compares the findings with its marks.
    ///
    /// # Errors
    /// Says what was expected and what was found.
    pub fn run(&self, knowledge: &Knowledge) -> Result<(), String> {
        let mut expected: Vec<(String, Span)> = Vec::new();
        let mut files = Vec::new();
        for (path, marked) in &self.files {
            let example = unmark(marked).map_err(|error| format!("{path}: {error}"))?;
            expected.extend(example.marks.iter().map(|mark| (path.clone(), *mark)));
            files.push((path.clone(), example.text));
        }
        if self.bad == expected.is_empty() {
            return Err(if self.bad {
                "a bad example marks at least one place"
            } else {
                "a good example marks nothing"
            }
            .into());
        }
        let mut policy = Policy { pedantic: true, today: Date::parse(TODAY), ..Policy::default() };
        if let Some((path, text)) = files.iter().find(|(path, _)| path == "perimeter.yaml") {
            policy.config = Config::parse(text, knowledge).map_err(|error| error.to_string())?;
            policy.declared = Some(Declared { path: path.clone(), text: text.clone() });
        }
        let report = scan(&Files::from_memory(files), knowledge, &policy);
        let found: Vec<(String, Span)> = report
            .findings
            .iter()
            .filter(|finding| finding.suppressed.is_none())
            .filter(|finding| match &self.subject {
                Subject::Check(id) => finding.check == *id,
                Subject::Secret(id) => finding.check == "hardcoded-secret" && finding.subject == *id,
            })
            .map(|finding| (report.paths[finding.at.place.file.0 as usize].clone(), finding.at.place.span))
            .collect();
        if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
    }
}
