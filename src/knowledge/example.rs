//! Examples in rule packs: text with marks.

use crate::source::Span;

/// Text of an example, ready to be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// Without marks and seams.
    pub text: String,
    /// What stood between `«` and `»`, in order.
    pub marks: Vec<Span>,
}

/// Removes the marks `«…»` and the seams `·` of an example.
///
/// # Errors
/// When a mark is not closed or not opened.
pub fn unmark(marked: &str) -> Result<Unmarked, String> {
    let mut text = String::with_capacity(marked.len());
    let mut marks = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match c {
            '·' => {}
            '«' if open.is_none() => open = Some(text.len()),
            '»' if open.is_some() => marks.push(Span::new(open.take().unwrap_or_default(), text.len())),
            '«' | '»' => return Err(format!("`{c}` without its partner")),
            c => text.push(c),
        }
    }
    if open.is_some() { Err("`«` without `»`".into()) } else { Ok(Unmarked { text, marks }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_seams_are_removed() {
        let found = unmark("é a«b·c»d «e»").expect("well-formed");
        assert_eq!(found.text, "é abcd e");
        assert_eq!(found.marks, [Span::new(4, 6), Span::new(8, 9)]);
        for bad in ["«a", "a»", "««a»»"] {
            assert!(unmark(bad).is_err(), "{bad}");
        }
    }
}
