//! Tests of the data-file parsers: what they read, where it stands, and what no input can make them do.

mod dockerfile;
mod dotenv;
mod hcl;
mod hostile;
mod json;
mod offsets;
mod properties;
mod toml;
mod yaml;

use super::{Document, MAX_DEPTH, MAX_PROBLEMS, Node, Step, Value, parse};
use crate::source::{FileKind, Span};

/// All kinds that have a parser.
const KINDS: [FileKind; 8] = [
    FileKind::Yaml,
    FileKind::Json,
    FileKind::Notebook,
    FileKind::Toml,
    FileKind::Dotenv,
    FileKind::Dockerfile,
    FileKind::Hcl,
    FileKind::Markdown,
];

fn document(kind: FileKind, text: &str) -> Document {
    let document = parse(kind, text).expect("a kind of the table");
    check(text, &document);
    document
}

fn root(kind: FileKind, text: &str) -> Node {
    let document = document(kind, text);
    assert_eq!(document.problems, [], "{text:?}");
    let [root] =
        <[Node; 1]>::try_from(document.roots).unwrap_or_else(|roots| panic!("{} roots: {text:?}", roots.len()));
    root
}

/// A document on one line: its roots, then its problems with the text they point at.
fn show(text: &str, document: &Document) -> String {
    let roots: Vec<_> = document.roots.iter().map(show_node).collect();
    let problems = document.problems.iter().map(|problem| {
        let at = problem.span.map_or("everywhere", |span| slice(text, span));
        format!(" !! {} at {at:?}", problem.message)
    });
    roots.join(" | ") + &problems.collect::<Vec<_>>().concat()
}

fn show_node(node: &Node) -> String {
    let tag = node.tag.as_ref().map(|tag| format!("{tag} ")).unwrap_or_default();
    let value = match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Raw(text) => format!("<{text}>"),
        Value::List(items) => format!("[{}]", items.iter().map(show_node).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries = entries.iter().map(|entry| format!("{}: {}", entry.key.text, show_node(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    };
    tag + &value
}

/// Rows of source, expected rendering, and why.
fn table(kind: FileKind, rows: &[(&str, &str, &str)]) {
    for (text, expected, why) in rows {
        assert_eq!(show(text, &document(kind, text)).trim_start(), *expected, "{why}: {text:?}");
    }
}

/// Rows of source, path (keys and indexes between dots), all bytes of the value, and those of its content.
fn spans(kind: FileKind, rows: &[(&str, &str, &str, &str)]) {
    for (text, path, span, content) in rows {
        let root = root(kind, text);
        let path: Vec<_> = path.split('.').filter(|step| !step.is_empty()).collect();
        let node = root.at(&path).unwrap_or_else(|| panic!("nothing at {path:?}: {}", show_node(&root)));
        assert_eq!((slice(text, node.span), slice(text, node.content)), (*span, *content), "{path:?} of {text:?}");
    }
}

/// Every key with the bytes it is written in.
fn keys<'a>(text: &'a str, node: &Node) -> Vec<(String, &'a str)> {
    let mut keys = Vec::new();
    node.walk(|path, _| {
        if let Some(Step::Key(key)) = path.last() {
            keys.push((key.text.to_string(), slice(text, key.span)));
        }
    });
    keys
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_else(|| panic!("{span:?} is no text of {text:?}"))
}

/// What holds for the tree of any input.
fn check(text: &str, document: &Document) {
    let has_aliases = text.contains('*');
    for root in &document.roots {
        check_node(text, root, has_aliases, 1);
    }
    for pair in document.comments.windows(2) {
        assert!(pair[0].end <= pair[1].start, "comments overlap or run backwards: {pair:?} of {text:?}");
    }
    for &span in &document.comments {
        assert!(!slice(text, span).contains('\n') || slice(text, span).starts_with("/*"), "{span:?} of {text:?}");
    }
    assert!(document.problems.len() <= MAX_PROBLEMS);
    for span in document.problems.iter().filter_map(|problem| problem.span) {
        assert!(!slice(text, span).contains('\n'), "{span:?} of {text:?}");
    }
}

fn check_node(text: &str, node: &Node, has_aliases: bool, depth: usize) {
    assert!(node.span.contains(node.content), "{node:?} of {text:?}");
    let within =
        |child: Span| assert!(has_aliases || node.span.contains(child), "{child:?} outside of {node:?} in {text:?}");
    match &node.value {
        Value::Number(written) => assert_eq!(&**written, slice(text, node.content), "{text:?}"),
        Value::Raw(written) => assert_eq!(&**written, slice(text, node.span), "{text:?}"),
        Value::Text(decoded) => {
            let map = node.offsets(text);
            let mut last = node.content.start;
            // The start of long texts says as much as all of them.
            for (at, c) in decoded.char_indices().take(1_000) {
                let span = map.span(at..at + c.len_utf8());
                assert!(node.content.contains(span) && span.start >= last, "{c:?} at {span:?} of {node:?} in {text:?}");
                slice(text, span);
                last = span.start;
            }
            assert!(node.content.contains(map.span(0..usize::MAX)));
        }
        Value::List(items) => {
            assert!(depth <= MAX_DEPTH, "{depth} levels");
            for item in items {
                within(item.span);
                check_node(text, item, has_aliases, depth + 1);
            }
        }
        Value::Map(entries) => {
            assert!(depth <= MAX_DEPTH, "{depth} levels");
            for entry in entries {
                slice(text, entry.key.span);
                within(entry.key.span);
                within(entry.value.span);
                check_node(text, &entry.value, has_aliases, depth + 1);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn kinds_without_data_have_no_tree() {
    for kind in [FileKind::Python, FileKind::TypeScript, FileKind::Go, FileKind::Shell, FileKind::Other] {
        assert_eq!(parse(kind, "a: 1"), None, "{kind:?}");
    }
}

#[test]
fn nothing_is_an_empty_document_without_problems() {
    for kind in KINDS {
        for text in ["", "\u{feff}", "\n", "\r\n\r\n", "  "] {
            assert_eq!(parse(kind, text), Some(Document::default()), "{kind:?} {text:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_moves_spans_and_is_part_of_nothing() {
    for (kind, text, path) in [
        (FileKind::Yaml, "\u{feff}é: v\n", &["é"][..]),
        (FileKind::Json, "\u{feff}{\"é\": \"v\"}", &["é"]),
        (FileKind::Toml, "\u{feff}\"é\" = 'v'\n", &["é"]),
        (FileKind::Dotenv, "\u{feff}A=v\n", &["A"]),
        (FileKind::Dockerfile, "\u{feff}USER v\n", &["0", "args"]),
        (FileKind::Hcl, "\u{feff}é = \"v\"\n", &["é"]),
        (FileKind::Markdown, "\u{feff}---\né: v\n---\n# T", &["é"]),
    ] {
        let root = root(kind, text);
        let node = root.at(path).unwrap_or_else(|| panic!("{kind:?}: {}", show_node(&root)));
        assert_eq!(slice(text, node.content), "v", "{kind:?}");
    }
}

#[test]
fn lookups() {
    let text = "a: {b: [x, {c: 0x1F}], b2: [-1_0, '7', 1e3]}\nt: true\nn: ~\nd: 1\nd: 2\n";
    let root = root(FileKind::Yaml, text);
    let at = |path: &[&str]| root.at(path).map(show_node);
    assert_eq!(at(&["a", "b", "1", "c"]).as_deref(), Some("0x1F"), "a list takes an index");
    assert_eq!(at(&["a", "b", "2"]), None, "past the end of the list");
    assert_eq!(at(&["a", "b", "c"]), None, "no index");
    assert_eq!(at(&["t", "x"]), None, "a scalar has no children");
    assert_eq!(at(&["d"]).as_deref(), Some("2"), "the last of equal keys wins");
    assert_eq!(root.get_all("d").map(show_node).collect::<Vec<_>>(), ["1", "2"], "all of them are there");
    assert_eq!(root.at(&["a", "b", "1", "c"]).and_then(Node::as_int), Some(31));
    assert_eq!(root.get("t").and_then(Node::as_bool), Some(true));
    assert_eq!(root.get("t").and_then(Node::scalar), Some("true"));
    assert!(root.get("n").is_some_and(Node::is_null));
    let visited = std::cell::RefCell::new(Vec::new());
    root.walk(|path, node| visited.borrow_mut().push((path.len(), show_node(node).len())));
    assert_eq!(visited.borrow().len(), 14, "each node once");
    assert_eq!(visited.borrow()[0].0, 0, "parents first");
}

#[test]
fn integers() {
    for (text, expected) in [
        ("0", Some(0)),
        ("-12", Some(-12)),
        ("+7", Some(7)),
        ("0o17", Some(15)),
        ("0xff", Some(255)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("1.0", None),
        ("1e3", None),
    ] {
        assert_eq!(root(FileKind::Yaml, &format!("[{text}]")).items()[0].as_int(), expected, "{text}");
    }
    assert_eq!(root(FileKind::Toml, "a = 1_000").get("a").and_then(Node::as_int), Some(1000), "separators");
}
