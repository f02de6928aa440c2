//! Label selectors of Kubernetes and of its network plugins.

use crate::syntax::Node;

/// The labels of a pod; a value that is a template is `None`.
pub(super) type Labels = Vec<(String, Option<String>)>;

/// What a selector asks of labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Selector {
    asks: Vec<Ask>,
    /// A part of it is not written in the tree.
    unread: bool,
}

#[derive(Clone, Debug)]
struct Ask {
    key: String,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    Absent,
}

impl Selector {
    /// Reads `matchLabels` and `matchExpressions`; nothing selects everything.
    pub(super) fn of(node: Option<&Node>) -> Self {
        let mut selector = Self::default();
        let Some(node) = node else { return selector };
        match node.get("matchLabels") {
            Some(labels) if labels.as_map().is_some() => {
                for entry in labels.entries() {
                    match entry.value.scalar() {
                        Some(value) if !is_template(value) && !is_template(&entry.key.text) => {
                            let key = plain(&entry.key.text);
                            selector.asks.push(Ask { key, test: Test::In(vec![value.to_owned()]) });
                        }
                        _ => selector.unread = true,
                    }
                }
            }
            Some(labels) => selector.unread |= !labels.is_null(),
            None => {}
        }
        for expression in node.get("matchExpressions").map_or(&[][..], Node::items) {
            let values = expression.get("values").map_or(&[][..], Node::items);
            let values: Vec<String> = values.iter().filter_map(Node::scalar).map(str::to_owned).collect();
            let test = match expression.get("operator").and_then(Node::scalar) {
                Some("In") => Test::In(values),
                Some("NotIn") => Test::NotIn(values),
                Some("Exists") => Test::Exists,
                Some("DoesNotExist") => Test::Absent,
                _ => {
                    selector.unread = true;
                    continue;
                }
            };
            match expression.get("key").and_then(Node::scalar) {
                Some(key) => selector.asks.push(Ask { key: plain(key), test }),
                None => selector.unread = true,
            }
        }
        selector
    }

    /// Labels that are there, and those that have a value.
    pub(super) fn equal(labels: Vec<(String, Option<String>)>) -> Self {
        let test = |value: Option<String>| value.map_or(Test::Exists, |value| Test::In(vec![value]));
        Self { asks: labels.into_iter().map(|(key, value)| Ask { key, test: test(value) }).collect(), unread: false }
    }

    /// Whether it selects everything.
    pub(super) fn is_empty(&self) -> bool {
        self.asks.is_empty() && !self.unread
    }

    /// The value that a label must have.
    pub(super) fn value_of(&self, key: &str) -> Option<&[String]> {
        self.asks.iter().find(|ask| ask.key == key).and_then(|ask| match &ask.test {
            Test::In(values) => Some(values.as_slice()),
            _ => None,
        })
    }

    /// The same without what it asks of `prefix` labels.
    pub(super) fn without(&self, prefix: &str) -> Self {
        let asks = self.asks.iter().filter(|ask| !ask.key.starts_with(prefix)).cloned().collect();
        Self { asks, unread: self.unread }
    }

    /// Whether it selects a pod with these labels; `None` when that cannot be told.
    pub(super) fn fits(&self, labels: &Labels) -> Option<bool> {
        let mut unknown = self.unread;
        for ask in &self.asks {
            let found = labels.iter().find(|(key, _)| *key == ask.key).map(|(_, value)| value);
            let holds = match (&ask.test, found) {
                (Test::Exists, Some(_)) | (Test::Absent | Test::NotIn(_), None) => Some(true),
                (Test::Exists | Test::In(_), None) | (Test::Absent, Some(_)) => Some(false),
                (Test::In(_) | Test::NotIn(_), Some(None)) => None,
                (Test::In(values), Some(Some(value))) => Some(values.contains(value)),
                (Test::NotIn(values), Some(Some(value))) => Some(!values.contains(value)),
            };
            match holds {
                Some(false) => return Some(false),
                Some(true) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(true)
    }
}

/// The label without the source that some plugins write before it.
fn plain(key: &str) -> String {
    ["k8s:", "any:", "k8s."].iter().find_map(|source| key.strip_prefix(source)).unwrap_or(key).to_owned()
}

/// Whether a text is filled in by something that the tree does not run.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("$(")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileKind;
    use crate::syntax;

    #[test]
    fn selectors_select_as_documented() {
        let labels: Labels =
            vec![("app".into(), Some("agent".into())), ("tier".into(), Some("back".into())), ("release".into(), None)];
        for (text, fits, why) in [
            ("{}", Some(true), "nothing asked"),
            ("matchLabels: {app: agent}", Some(true), "equal"),
            ("matchLabels: {app: agent, tier: front}", Some(false), "all must hold"),
            ("matchLabels: {zone: a}", Some(false), "a label that is not there"),
            ("matchExpressions: [{key: app, operator: In, values: [agent, bot]}]", Some(true), "one of"),
            ("matchExpressions: [{key: app, operator: NotIn, values: [agent]}]", Some(false), "none of"),
            ("matchExpressions: [{key: zone, operator: NotIn, values: [a]}]", Some(true), "none of, without the label"),
            ("matchExpressions: [{key: app, operator: Exists}]", Some(true), "there"),
            ("matchExpressions: [{key: app, operator: DoesNotExist}]", Some(false), "not there"),
            ("matchLabels: {release: x}", None, "the value is filled in later"),
            ("matchLabels: {app: '${APP}'}", None, "the selector is filled in later"),
            ("matchLabels: {app: bot, x: '${APP}'}", Some(false), "one part decides"),
            ("matchLabels: {'k8s:app': agent}", Some(true), "a label with its source"),
        ] {
            let document = syntax::parse(FileKind::Yaml, text).expect("yaml");
            assert_eq!(Selector::of(document.roots.first()).fits(&labels), fits, "{why}");
        }
    }
}
