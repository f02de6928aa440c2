//! The renderers over one hand-built report that holds every awkward case, and over random ones.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "render/report.rs"]
mod report;
#[path = "render/spans.rs"]
mod spans;

use perimeter::ledger::Report;
use perimeter::render::{Format, RuleIndex, Style, render};
use perimeter::source::is_unsafe;
use report::{SECRET, report, words};
use std::time::Duration;

fn output(format: Format, report: &Report, style: &Style) -> String {
    let (checks, controls) = words();
    let mut out = Vec::new();
    render(format, report, &RuleIndex { checks: &checks, controls: &controls }, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The same in every version.
fn stable(text: &str) -> String {
    text.replace(concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\""), "\"version\": \"[version]\"")
}

fn plain() -> Style {
    Style { elapsed: Some(Duration::from_millis(214)), pedantic_hint: 3, ..Style::default() }
}

fn without_color(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').expect("a sequence for colour").1)
}

#[test]
fn text() {
    insta::assert_snapshot!(output(Format::Text, &report(), &plain()));
}

#[test]
fn text_narrow_with_suppressed() {
    let mut report = report();
    report.findings.retain(|finding| finding.suppressed.is_some() || finding.check == "unapproved-action");
    report.problems.clear();
    insta::assert_snapshot!(output(
        Format::Text,
        &report,
        &Style { width: 60, show_suppressed: true, ..Style::default() }
    ));
}

#[test]
fn text_of_nothing_is_no_verdict() {
    insta::assert_snapshot!(output(Format::Text, &Report::default(), &Style::default()), @r"
    checklist                                                           0 files, 0 B

    0 findings
    ");
}

#[test]
fn json() {
    insta::assert_snapshot!(stable(&output(Format::Json, &report(), &plain())));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(stable(&output(Format::Sarif, &report(), &plain())));
}

#[test]
fn github() {
    insta::assert_snapshot!(output(Format::Github, &report(), &plain()));
}

#[test]
fn color_changes_nothing_but_color() {
    let color = output(Format::Text, &report(), &Style { color: true, ..plain() });
    assert!(color.contains("\u{1b}["), "there is colour");
    let trim = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trim(&without_color(&color)), trim(&output(Format::Text, &report(), &plain())));
}

#[test]
fn no_output_shows_masked_text_or_misleads_a_terminal() {
    let secret: Vec<char> = SECRET.chars().collect();
    let parts: Vec<String> = secret.windows(6).map(|part| part.iter().collect()).collect();
    for format in Format::ALL {
        for style in [plain(), Style { show_suppressed: true, width: 20, ..plain() }, Style { color: true, ..plain() }]
        {
            let mut text = output(format, &report(), &style);
            for part in &parts {
                assert!(!text.contains(part), "{} shows {part}", format.name());
            }
            if format == Format::Text && style.color {
                text = without_color(&text);
            }
            let bad: Vec<char> = text.chars().filter(|&c| is_unsafe(c)).collect();
            assert!(bad.is_empty(), "{} writes {bad:?}", format.name());
            assert!(!text.lines().any(|line| line.starts_with("::warning::") || line.starts_with("::error::")));
        }
    }
}

/// The official schema, which a development dependency carries in its sources.
fn schema() -> serde_json::Value {
    let cargo = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let folder = std::path::Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
    let text = std::io::read_to_string(std::fs::File::open(folder.join("src/schema.json")).unwrap()).unwrap();
    // The pattern of `language`, which we do not write, has a stray bracket that a strict validator refuses.
    serde_json::from_str(&text.replace("{2}]?$", "{2}$")).unwrap()
}

#[test]
fn sarif_is_valid() {
    let validator = jsonschema::options().should_validate_formats(true).build(&schema()).unwrap();
    for report in [report(), Report::default()] {
        let text = output(Format::Sarif, &report, &plain());
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let typed: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
        let results = typed.runs[0].results.as_ref().unwrap();
        assert_eq!(results.len(), report.findings.len());
    }
    let mut broken: serde_json::Value = serde_json::from_str(&output(Format::Sarif, &report(), &plain())).unwrap();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken), "the schema is the right one");
}
