//! SARIF 2.1.0, the part of it that code scanning services read. Holds no source text.

mod format;

use super::escape::write_json;
use super::location::{Locator, Unit};
use super::style::inline;
use super::{RuleIndex, names};
use crate::knowledge::schema::CheckMeta;
use crate::knowledge::{Confidence, Severity};
use crate::ledger::{Edit, Evidence, Finding, Fix, Report, Safety, SuppressedBy, Suppression};
use crate::source::{FileId, Place, sanitize};
use format::{
    ArtifactLocation, Driver, Log, Message, PhysicalLocation, Rule, Run, SarifLocation, SarifRegion, SarifResult, Tool,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The folder that was scanned, as every path is relative to it.
const ROOT: &str = "%SRCROOT%";

pub(super) fn render(
    report: &Report,
    locator: &Locator<'_>,
    rules: &RuleIndex<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                information_uri: Some(env!("CARGO_PKG_REPOSITORY")).filter(|uri| !uri.is_empty()),
                rules: rules.checks.iter().map(rule).collect(),
            },
        },
        invocations: [json!({
            "executionSuccessful": true,
            "toolExecutionNotifications": notifications(report, locator),
        })],
        original_uri_base_ids: json!({ ROOT: { "description": text("the folder that was scanned") } }),
        automation_details: json!({ "id": concat!(env!("CARGO_PKG_NAME"), "/") }),
        column_kind: "utf16CodeUnits",
        results: report.findings.iter().map(|finding| result(finding, locator, rules)).collect(),
    };
    write_json(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, out)
}

fn text(text: &str) -> Message {
    Message { text: sanitize(text.as_bytes()) }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn rule(check: &CheckMeta) -> Rule {
    let words = check.id.split('-').filter_map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>())
    });
    let mut tags = vec!["security".to_owned(), names::control(check.control).to_owned()];
    let mut help = vec![check.rationale.trim().to_owned(), check.remediation.trim().to_owned()];
    for (framework, items) in &check.mappings {
        if framework == "cwe" {
            tags.extend(items.iter().map(|item| format!("external/cwe/{}", item.to_ascii_lowercase())));
        }
        help.push(format!("{framework}: {}", items.join(", ")));
    }
    help.push(format!("`perimeter explain {}`", check.id));
    Rule {
        id: check.id.clone(),
        name: words.collect(),
        short_description: text(&check.title),
        full_description: text(check.rationale.trim()),
        help: json!({
            "text": format!("{}\n\nperimeter explain {}", check.remediation.trim(), check.id),
            "markdown": help.join("\n\n"),
        }),
        default_configuration: json!({ "level": level(check.severity) }),
        properties: json!({
            "tags": tags,
            "precision": match check.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
            "security-severity": match check.severity {
                Severity::Critical => "9.5",
                Severity::High => "8.0",
                Severity::Medium => "5.5",
                Severity::Low => "2.5",
            },
        }),
    }
}

fn result(finding: &Finding, locator: &Locator<'_>, rules: &RuleIndex<'_>) -> SarifResult {
    let mut message = vec![finding.message.clone()];
    let mut related: Vec<SarifLocation> = Vec::new();
    for evidence in &finding.evidence {
        match evidence {
            Evidence::Seen(label) => related.push(SarifLocation {
                id: Some(related.len() + 1),
                physical_location: physical(label.place, locator),
                message: Some(text(&label.text)),
            }),
            Evidence::Reason(reason) => message.push(reason.clone()),
            Evidence::Absent { expected, searched } => {
                let paths: Vec<_> = searched.iter().map(|&file| inline(locator.path(file))).collect();
                let place = if paths.is_empty() { String::new() } else { format!(" in {}", paths.join(", ")) };
                message.push(format!("looked for {expected}{place}"));
            }
        }
    }
    message.push(format!("help: {}", finding.help));
    SarifResult {
        rule_id: finding.check.clone(),
        rule_index: rules.check(&finding.check).map(|(index, _)| index),
        level: level(finding.severity),
        message: text(&message.join("\n")),
        locations: [SarifLocation {
            id: None,
            physical_location: physical(finding.at.place, locator),
            message: Some(text(&finding.at.text)).filter(|message| !message.text.is_empty()),
        }],
        related_locations: related,
        partial_fingerprints: BTreeMap::from([("perimeter/v1", finding.fingerprint.to_string())]),
        suppressions: finding.suppressed.iter().map(|suppression| suppressed(suppression, locator)).collect(),
        fixes: finding.fix.iter().map(|edits| fix(edits, locator)).collect(),
        properties: json!({
            "control": names::control(finding.control),
            "severity": names::severity(finding.severity),
            "confidence": names::confidence(finding.confidence),
            "subject": sanitize(finding.subject.as_bytes()),
            "agent": finding.agent.as_ref().map(|agent| sanitize(agent.as_bytes())),
        }),
    }
}

fn suppressed(suppression: &Suppression, locator: &Locator<'_>) -> Value {
    let kind = match suppression.by {
        SuppressedBy::Inline => "inSource",
        SuppressedBy::Baseline | SuppressedBy::Policy => "external",
    };
    let mut value = json!({ "kind": kind, "status": "accepted", "justification": text(&suppression.reason).text });
    if let Some(place) = suppression.place {
        value["location"] = json!({ "physicalLocation": physical(place, locator) });
    }
    value
}

fn fix(fix: &Fix, locator: &Locator<'_>) -> Value {
    let mut files: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(edit.place.file).or_default().push(edit);
    }
    let changes: Vec<Value> = files
        .iter()
        .map(|(&file, edits)| {
            let replacements = edits.iter().map(|edit| {
                json!({ "deletedRegion": region(edit.place, locator), "insertedContent": { "text": edit.text } })
            });
            json!({ "artifactLocation": artifact(file, locator), "replacements": replacements.collect::<Vec<_>>() })
        })
        .collect();
    let safety = if fix.safety == Safety::Safe { "safe" } else { "unsafe" };
    json!({ "description": text(&fix.title), "artifactChanges": changes, "properties": { "safety": safety } })
}

/// Problems are warnings and skipped paths are notes, so that a reader of the log sees what was not judged.
fn notifications(report: &Report, locator: &Locator<'_>) -> Vec<Value> {
    let problems = report.problems.iter().map(|problem| {
        let span = problem.value.span.filter(|_| locator.knows(problem.file));
        let place = PhysicalLocation {
            artifact_location: artifact(problem.file, locator),
            region: span.map(|span| region(Place { file: problem.file, span }, locator)),
        };
        notification("warning", "problem", &problem.value.message, &place)
    });
    let skipped = report.scanned.skipped.iter().map(|skip| {
        let place = PhysicalLocation { artifact_location: artifact_at(&skip.path), region: None };
        notification("note", "skipped", &skip.reason, &place)
    });
    problems.chain(skipped).collect()
}

fn notification(level: &str, id: &str, message: &str, place: &PhysicalLocation) -> Value {
    json!({
        "level": level,
        "descriptor": { "id": id },
        "message": text(message),
        "locations": [{ "physicalLocation": place }],
    })
}

fn physical(place: Place, locator: &Locator<'_>) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(place.file, locator), region: Some(region(place, locator)) }
}

fn region(place: Place, locator: &Locator<'_>) -> SarifRegion {
    let region = locator.region(place, Unit::Utf16);
    SarifRegion {
        start_line: region.line,
        start_column: region.column,
        end_line: region.end_line,
        end_column: region.end_column,
        byte_offset: place.span.start as usize,
        byte_length: place.span.len(),
    }
}

fn artifact(file: FileId, locator: &Locator<'_>) -> ArtifactLocation {
    artifact_at(locator.path(file))
}

fn artifact_at(path: &str) -> ArtifactLocation {
    let encode = |byte: u8| {
        // No colon: in the first segment it would end a scheme.
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    ArtifactLocation { uri: path.bytes().map(encode).collect(), uri_base_id: ROOT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_references() {
        for (path, uri, why) in [
            ("src/a-b_c.py", "src/a-b_c.py", "nothing to encode"),
            ("a b/é.py", "a%20b/%C3%A9.py", "space and multi-byte character"),
            ("c:/x?y#z%20", "c%3A/x%3Fy%23z%2520", "what would end the path, and a literal percent"),
            ("\u{1b}\u{202e}.py", "%1B%E2%80%AE.py", "characters that mislead"),
        ] {
            assert_eq!(artifact_at(path).uri, uri, "{why}");
        }
    }
}
