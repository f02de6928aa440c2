//! What fixes would change, as a unified diff. Credentials are masked and text is sanitised, so it is for reading, not for `patch`.

use crate::ledger::{Report, apply, fixes};
use crate::source::sanitize;
use similar::TextDiff;
use std::io::{self, Write};

/// Writes the diff of every fix; gives the number of files that it changes.
///
/// # Errors
/// Those of `out`.
pub fn render_diff(report: &Report, with_unsafe: bool, out: &mut dyn Write) -> io::Result<usize> {
    let fixes = fixes(report, with_unsafe);
    for (file, edits) in &fixes {
        let Some(source) = report.sources.get(file) else { continue };
        let mut old = source.bytes().to_vec();
        for span in report.masked.get(file).into_iter().flatten() {
            if let Some(secret) = old.get_mut(span.range()) {
                secret.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
            }
        }
        let new = apply(&old, edits);
        let (old, new) = (String::from_utf8_lossy(&old), String::from_utf8_lossy(&new));
        let path = sanitize(report.paths[file.0 as usize].as_bytes());
        let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
        let text = diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string();
        for line in text.lines() {
            writeln!(out, "{}", sanitize(line.as_bytes()))?;
        }
    }
    Ok(fixes.len())
}
