//! `perimeter-report/1`: the contract with other programs. Fields are only ever added.

use super::escape::write_json;
use super::location::{Location, Locator};
use super::names;
use crate::ledger::{ControlRow, Evidence, Finding, LedgerRow, Located, Report, Suppression};
use crate::source::{Place, Problem, sanitize};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::io;

pub(super) fn render<'a>(report: &'a Report, locator: &Locator<'a>, out: &mut dyn io::Write) -> io::Result<()> {
    let skipped = report.scanned.skipped.iter();
    let document = ReportV1 {
        schema: "perimeter-report/1",
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        scanned: Scanned {
            files: report.scanned.files,
            bytes: report.scanned.bytes,
            skipped: skipped.map(|skip| Skipped { path: &skip.path, reason: clean(&skip.reason) }).collect(),
        },
        findings: report.findings.iter().map(|finding| finding_v1(finding, locator)).collect(),
        ledger: report.ledger.rows.iter().map(|row| agent_v1(row, locator)).collect(),
        problems: report.problems.iter().map(|problem| problem_v1(problem, locator)).collect(),
    };
    write_json(&document, out)
}

#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    tool: Tool,
    scanned: Scanned<'a>,
    findings: Vec<FindingV1>,
    ledger: Vec<AgentV1>,
    problems: Vec<ProblemV1<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Scanned<'a> {
    files: usize,
    bytes: u64,
    skipped: Vec<Skipped<'a>>,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct FindingV1 {
    check: String,
    control: &'static str,
    severity: &'static str,
    confidence: &'static str,
    subject: String,
    agent: Option<String>,
    message: String,
    location: Location,
    evidence: Vec<EvidenceV1>,
    help: String,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<SuppressedV1>,
}

#[derive(Serialize)]
struct SuppressedV1 {
    by: &'static str,
    reason: String,
    location: Option<Location>,
}

#[derive(Serialize)]
struct EvidenceV1 {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    searched: Option<Vec<String>>,
}

#[derive(Serialize)]
struct AgentV1 {
    agent: String,
    controls: Vec<ControlV1>,
}

#[derive(Serialize)]
struct ControlV1 {
    control: &'static str,
    status: &'static str,
    examined: usize,
    reason: String,
    evidence: Vec<EvidenceV1>,
    findings: Vec<String>,
}

#[derive(Serialize)]
struct ProblemV1<'a> {
    path: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

// By hand, because `Location` is used outside of this contract, and its fields may change while these may not.
impl Serialize for Location {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let optional = usize::from(self.cell.is_some()) + usize::from(self.cell_line.is_some());
        let mut fields = serializer.serialize_struct("Location", 7 + optional)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("line", &self.region.line)?;
        fields.serialize_field("column", &self.region.column)?;
        fields.serialize_field("end_line", &self.region.end_line)?;
        fields.serialize_field("end_column", &self.region.end_column)?;
        fields.serialize_field("offset", &self.offset)?;
        fields.serialize_field("length", &self.length)?;
        if let Some(cell) = self.cell {
            fields.serialize_field("cell", &cell)?;
        }
        if let Some(line) = self.cell_line {
            fields.serialize_field("cell_line", &line)?;
        }
        fields.end()
    }
}

fn clean(text: &str) -> String {
    sanitize(text.as_bytes())
}

fn finding_v1(finding: &Finding, locator: &Locator<'_>) -> FindingV1 {
    FindingV1 {
        check: clean(&finding.check),
        control: names::control(finding.control),
        severity: names::severity(finding.severity),
        confidence: names::confidence(finding.confidence),
        subject: clean(&finding.subject),
        agent: finding.agent.as_deref().map(clean),
        message: clean(&finding.message),
        location: locator.locate(finding.at.place),
        evidence: finding.evidence.iter().map(|evidence| evidence_v1(evidence, locator)).collect(),
        help: clean(&finding.help),
        fingerprint: finding.fingerprint.to_string(),
        suppressed: finding.suppressed.as_ref().map(|suppression| suppressed_v1(suppression, locator)),
    }
}

fn suppressed_v1(suppression: &Suppression, locator: &Locator<'_>) -> SuppressedV1 {
    SuppressedV1 {
        by: names::suppressed_by(suppression.by),
        reason: clean(&suppression.reason),
        location: suppression.place.map(|place| locator.locate(place)),
    }
}

fn evidence_v1(evidence: &Evidence, locator: &Locator<'_>) -> EvidenceV1 {
    match evidence {
        Evidence::Seen(label) => EvidenceV1 {
            kind: "seen",
            message: clean(&label.text),
            location: Some(locator.locate(label.place)),
            searched: None,
        },
        Evidence::Reason(reason) => EvidenceV1 { kind: "seen", message: clean(reason), location: None, searched: None },
        Evidence::Absent { expected, searched } => EvidenceV1 {
            kind: "absent",
            message: clean(expected),
            location: None,
            searched: Some(searched.iter().map(|&file| locator.path(file).to_owned()).collect()),
        },
    }
}

fn agent_v1(row: &LedgerRow, locator: &Locator<'_>) -> AgentV1 {
    AgentV1 {
        agent: clean(&row.agent),
        controls: row.controls.iter().map(|control| control_v1(control, locator)).collect(),
    }
}

fn control_v1(row: &ControlRow, locator: &Locator<'_>) -> ControlV1 {
    ControlV1 {
        control: names::control(row.control),
        status: names::status(row.status),
        examined: row.examined,
        reason: clean(&row.reason),
        evidence: row.evidence.iter().map(|evidence| evidence_v1(evidence, locator)).collect(),
        findings: row.findings.iter().map(ToString::to_string).collect(),
    }
}

fn problem_v1<'a>(problem: &'a Located<Problem>, locator: &Locator<'a>) -> ProblemV1<'a> {
    let span = problem.value.span.filter(|_| locator.knows(problem.file));
    ProblemV1 {
        path: locator.path(problem.file),
        message: clean(&problem.value.message),
        location: span.map(|span| locator.locate(Place { file: problem.file, span })),
    }
}
