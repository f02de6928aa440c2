//! One renderer a format: turns a report into bytes for people and programs.
//!
//! Reads nothing but the [`Report`] and the words of the rule packs. Lines and columns come into being here
//! (`location`), source text is masked and sanitised here (`snippet`), and nothing else of a scanned file is printed.

mod checklist;
mod diff;
mod escape;
mod github;
mod json;
pub mod location;
mod map;
mod names;
mod notebook;
mod sarif;
mod snippet;
mod style;
mod text;

pub use diff::render_diff;
pub use map::{MapFormat, render_map};
pub use style::Style;

use crate::knowledge::Control;
use crate::knowledge::schema::{CheckMeta, ControlMeta};
use crate::ledger::Report;
use location::Locator;
use std::io;

/// An output format.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Snippets and the checklist, for people.
    Text,
    /// `perimeter-report/1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::Sarif, Self::Github];

    /// The name a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

/// The words of the rule packs that outputs need.
#[derive(Copy, Clone, Debug, Default)]
pub struct RuleIndex<'a> {
    /// All checks, in the order in which SARIF lists them.
    pub checks: &'a [CheckMeta],
    /// The checklist.
    pub controls: &'a [ControlMeta],
}

impl<'a> RuleIndex<'a> {
    /// Position and words of the check called `id`.
    pub fn check(&self, id: &str) -> Option<(usize, &'a CheckMeta)> {
        self.checks.iter().enumerate().find(|(_, check)| check.id == id)
    }

    /// Name of `control` in a sentence; its id when the checklist does not hold it.
    pub fn title(&self, control: Control) -> &'a str {
        self.controls
            .iter()
            .find(|meta| meta.id == control)
            .map_or_else(|| names::control(control), |meta| meta.title.as_str())
    }
}

/// Writes `report` to `out`. The same arguments give the same bytes.
///
/// # Errors
/// Those of `out`.
pub fn render(
    format: Format,
    report: &Report,
    rules: &RuleIndex<'_>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let locator = Locator::new(&report.paths, &report.sources);
    match format {
        Format::Text => text::render(report, &locator, rules, style, out),
        Format::Json => json::render(report, &locator, out),
        Format::Sarif => sarif::render(report, &locator, rules, out),
        Format::Github => github::render(report, &locator, style, out),
    }
}
