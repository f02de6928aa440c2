//! Edits that clear findings, ready to be applied.

use super::{Edit, Report, Safety};
use crate::source::{FileId, FileKind};
use std::collections::BTreeMap;

/// The edits of the open findings of `report` by file, each list sorted and without overlap; of two that overlap the first stays.
/// Unsafe ones are left out unless asked for, and so are those of notebooks, whose text is escaped.
pub fn fixes(report: &Report, with_unsafe: bool) -> BTreeMap<FileId, Vec<&Edit>> {
    let mut by_file: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let open = report.findings.iter().filter(|finding| finding.suppressed.is_none());
    for fix in open.filter_map(|finding| finding.fix.as_ref()) {
        if with_unsafe || fix.safety == Safety::Safe {
            for edit in &fix.edits {
                by_file.entry(edit.place.file).or_default().push(edit);
            }
        }
    }
    let is_notebook =
        |file: &FileId| report.paths.get(file.0 as usize).is_some_and(|path| FileKind::of(path) == FileKind::Notebook);
    by_file.retain(|file, _| !is_notebook(file));
    for edits in by_file.values_mut() {
        edits.sort_by_key(|edit| (edit.place.span.start, edit.place.span.end));
        let mut end = 0;
        edits.retain(|edit| {
            let fits = edit.place.span.start >= end;
            if fits {
                // An insertion at the same place twice would say the same twice.
                end = edit.place.span.end.max(edit.place.span.start + 1);
            }
            fits
        });
    }
    by_file
}

/// `bytes` with sorted edits that do not overlap.
pub fn apply(bytes: &[u8], edits: &[&Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.place.span.range();
        out.extend_from_slice(bytes.get(at..range.start).unwrap_or_default());
        out.extend_from_slice(edit.text.as_bytes());
        at = range.end;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Place, Span};

    #[test]
    fn edits_are_applied_from_left_to_right() {
        let edit = |start: usize, end: usize, text: &str| Edit {
            place: Place { file: FileId(0), span: Span::new(start, end) },
            text: text.into(),
        };
        for (edits, result, why) in [
            (vec![], "abcdef", "nothing"),
            (vec![edit(0, 1, "X"), edit(3, 5, "")], "Xbcf", "a longer one and one that deletes"),
            (vec![edit(6, 6, "!")], "abcdef!", "at the end"),
            (vec![edit(2, 9, "-")], "ab-", "beyond the end"),
        ] {
            let edits: Vec<&Edit> = edits.iter().collect();
            assert_eq!(apply(b"abcdef", &edits), result.as_bytes(), "{why}");
        }
    }
}
