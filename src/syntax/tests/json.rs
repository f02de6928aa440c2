use super::{document, keys, root, slice, spans, table};
use crate::source::FileKind::{Json, Notebook};

#[test]
fn values() {
    table(
        Json,
        &[
            (r#"{"a": [1, -2.5e3, true, null], "b": {}}"#, "{a: [1, -2.5e3, true, null], b: {}}", "all kinds"),
            (r#"{"a": 1, "a": 2}"#, "{a: 1, a: 2}", "equal keys stay"),
            (r#""\u00e9\ud83d\ude00\n\/""#, "\"é😀\\n/\"", "escapes, a pair of surrogates"),
            ("[1, 2,]", "[1, 2]", "a trailing comma"),
            ("{a: 'x', 1: .5, 'b': +0xF}", "{a: \"x\", 1: .5, b: +0xF}", "JSON5"),
            ("// only a comment", "", "no value"),
        ],
    );
    assert_eq!(root(Notebook, r#"{"cells": []}"#).get("cells").map(|cells| cells.items().len()), Some(0));
}

#[test]
fn comments() {
    let text = "/* é\n */ { // \"a\"\n \"b//\": \"/* no */\", 'c\\'//': 1 }\n// end";
    let comments: Vec<_> = document(Json, text).comments.iter().map(|&span| slice(text, span)).collect();
    assert_eq!(comments, ["/* é\n */", "// \"a\"", "// end"]);
    assert_eq!(keys(text, &root(Json, text)), [("b//".to_owned(), "\"b//\""), ("c'//".to_owned(), "'c\\'//'")]);
}

#[test]
fn places() {
    let text = "{\r\n \"é\": [\"漢\\n\", 1.50],\r\n w: {\"x\": null}\r\n}";
    spans(
        Json,
        &[
            (text, "", text, text),
            (text, "é", "[\"漢\\n\", 1.50]", "[\"漢\\n\", 1.50]"),
            (text, "é.0", "\"漢\\n\"", "漢\\n"),
            (text, "é.1", "1.50", "1.50"),
            (text, "w", "{\"x\": null}", "{\"x\": null}"),
            (text, "w.x", "null", "null"),
        ],
    );
    assert_eq!(keys(text, &root(Json, text)).concat_keys(), "é=\"é\" w=w x=\"x\"");
}

#[test]
fn errors() {
    table(
        Json,
        &[
            ("{\"a\": [1", "!! not valid json: unterminated array at \"[1\"", "cut off"),
            (
                "{\"a\" 1}",
                "!! not valid json: expected colon after the string or word in object property at \"1\"",
                "no colon",
            ),
            ("[1 2]", "!! not valid json: expected comma at \"\"", "no comma"),
            ("{} {}", "!! not valid json: text cannot contain more than one JSON value at \"{\"", "lines of JSON"),
            (
                r#"["\ud800"]"#,
                "!! not valid json: invalid unicode escape sequence. 'd800 (unpaired high surrogate)' is not a valid UTF8 character at \"\\\\ud800\\\"\"",
                "half a character",
            ),
        ],
    );
}

trait ConcatKeys {
    fn concat_keys(&self) -> String;
}

impl ConcatKeys for Vec<(String, &str)> {
    fn concat_keys(&self) -> String {
        self.iter().map(|(key, source)| format!("{key}={source}")).collect::<Vec<_>>().join(" ")
    }
}
