//! Whether a host is on a list: both sides can have parts that stay open.

/// Whether some host fits both: `*.x` and `.x` stand for what is below `x`, `{region}` and a star inside for a part of a label.
pub(super) fn meet(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_end_matches('.').to_ascii_lowercase(), b.trim_end_matches('.').to_ascii_lowercase());
    let (a, b) = (Side::new(&a), Side::new(&b));
    let common = a.labels.iter().zip(&b.labels).all(|(a, b)| labels_meet(a, b));
    common
        && match a.labels.len().cmp(&b.labels.len()) {
            std::cmp::Ordering::Equal => (a.below == b.below) || a.itself || b.itself,
            std::cmp::Ordering::Less => a.below,
            std::cmp::Ordering::Greater => b.below,
        }
}

/// One side, from the end of the host.
struct Side<'a> {
    labels: Vec<&'a str>,
    /// It stands for what is below.
    below: bool,
    /// And for the name itself.
    itself: bool,
}

impl<'a> Side<'a> {
    fn new(text: &'a str) -> Self {
        let rest = text.trim_start_matches('*');
        let itself = text.starts_with('.');
        let (below, labels) = match rest.strip_prefix('.') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        Self { labels: labels.rsplit('.').collect(), below, itself }
    }
}

/// Whether some label fits both.
fn labels_meet(a: &str, b: &str) -> bool {
    let (from_a, to_a, open_a) = ends(a);
    let (from_b, to_b, open_b) = ends(b);
    match (open_a, open_b) {
        (false, false) => a == b,
        (true, false) => b.len() >= from_a.len() + to_a.len() && b.starts_with(from_a) && b.ends_with(to_a),
        (false, true) => a.len() >= from_b.len() + to_b.len() && a.starts_with(from_b) && a.ends_with(to_b),
        (true, true) => {
            (from_a.starts_with(from_b) || from_b.starts_with(from_a)) && (to_a.ends_with(to_b) || to_b.ends_with(to_a))
        }
    }
}

/// What stands before and behind the open parts of a label, and whether there are any.
fn ends(label: &str) -> (&str, &str, bool) {
    match label.split_once(['*', '{']) {
        Some((from, rest)) => (from, rest.rsplit(['*', '}']).next().unwrap_or_default(), true),
        None => (label, "", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_patterns_meet() {
        for (a, b, expected, why) in [
            ("api.x.io", "api.x.io", true, "the same"),
            ("api.x.io", "API.x.io.", true, "capitals and a last dot"),
            ("api.x.io", "x.io", false, "below, without a star"),
            ("api.x.io", "*.x.io", true, "below"),
            ("a.b.x.io", "*.x.io", true, "further below"),
            ("a.b.x.io", "**.x.io", true, "two stars"),
            ("x.io", "*.x.io", false, "a star is not the name itself"),
            ("x.io", ".x.io", true, "a dot is"),
            ("api.evilx.io", "*.x.io", false, "ends the same in the middle of a label"),
            ("s3.{region}.amazonaws.com", "s3.eu-west-1.amazonaws.com", true, "a part"),
            ("s3.{region}.amazonaws.com", "sqs.eu-west-1.amazonaws.com", false, "another service"),
            ("s3.{region}.amazonaws.com", "*.amazonaws.com", true, "a part below a star"),
            ("*.openai.azure.com", "mine.openai.azure.com", true, "any of many, one of which is named"),
            ("api-eu.x.io", "api-*.x.io", true, "a star in a label"),
            ("app-eu.x.io", "api-*.x.io", false, "another beginning"),
            ("{region}-a.x.io", "eu-*.x.io", true, "open on both sides"),
        ] {
            assert_eq!(meet(a, b), expected, "{why}: {a} {b}");
            assert_eq!(meet(b, a), expected, "{why}, turned: {a} {b}");
        }
    }
}
