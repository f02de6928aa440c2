use super::{document, keys, root, show_node, slice, spans, table};
use crate::source::FileKind::{Markdown, Toml};

#[test]
fn values() {
    table(
        Toml,
        &[
            ("b = 1\na = 2\n", "{b: 1, a: 2}", "the order of the file"),
            ("a = [1, 0xF, 1_0, -1.5e3, inf, true]", "{a: [1, 0xF, 1_0, -1.5e3, inf, true]}", "numbers as written"),
            ("d = 2024-01-02T03:04:05Z", "{d: \"2024-01-02T03:04:05Z\"}", "a date is text"),
            ("a = \"x\\ty\\u00e9\"\nb = 'x\\ty'", "{a: \"x\\tyé\", b: \"x\\\\ty\"}", "escapes, and none"),
            ("a = \"\"\"\nx\\\n  y\n\"\"\"\nb = '''\nz'''", "{a: \"xy\\n\", b: \"z\"}", "several lines"),
            ("[t]\na = 1\n[t.u]\nb = 2\n[x.y]\n", "{t: {a: 1, u: {b: 2}}, x: {y: {}}}", "headers"),
            ("[[s]]\na = 1\n[[s]]\na = 2\n", "{s: [{a: 1}, {a: 2}]}", "a list of tables"),
            ("a.b.c = 1\na.d = {e = 2, \"f g\" = 3}", "{a: {b: {c: 1}, d: {e: 2, f g: 3}}}", "dotted and inline"),
            ("# nothing\n", "", "no value"),
        ],
    );
}

#[test]
fn places() {
    let text = "# é\r\n[\"ü\"] # t\r\na = \"漢\\n\"\r\n[x]\r\nb = '''\r\nl'''\r\n[\"ü\".z]\r\nc = [1, \"#\"] # d\r\n";
    spans(
        Toml,
        &[
            (text, "ü.a", "\"漢\\n\"", "漢\\n"),
            (text, "x.b", "'''\r\nl'''", "l"),
            (text, "ü.z.c", "[1, \"#\"]", "[1, \"#\"]"),
            (text, "ü.z", "[\"ü\".z]\r\nc = [1, \"#\"]", "[\"ü\".z]\r\nc = [1, \"#\"]"),
        ],
    );
    let root = root(Toml, text);
    assert!(
        slice(text, root.get("ü").expect("a table").span).ends_with("c = [1, \"#\"]"),
        "a table covers all its parts"
    );
    assert_eq!(keys(text, &root).len(), 6);
    let comments: Vec<_> = document(Toml, text).comments.iter().map(|&span| slice(text, span)).collect();
    assert_eq!(comments, ["# é", "# t", "# d"]);
}

#[test]
fn an_error_leaves_the_rest() {
    table(
        Toml,
        &[
            (
                "a = 1\nb = ?\nc = 2\n",
                "{a: 1, b: \"?\", c: 2} !! not valid toml: string values must be quoted, expected literal string at \"?\"",
                "no value",
            ),
            (
                "a = 1\nb\nc = 2\n",
                "{a: 1} !! not valid toml: key with no value, expected `=` at \"\"",
                "no value: the crate stops there",
            ),
            ("a = 1\na = 2\n", "{a: 1} !! not valid toml: duplicate key at \"a\"", "the format forbids equal keys"),
        ],
    );
}

#[test]
fn front_matter() {
    table(
        Markdown,
        &[
            ("---\nname: é\n---\n# Title\n---\nno: 1\n---\n", "{name: \"é\"}", "YAML, and only at the start"),
            ("+++\ntitle = 'x'\n+++\ntext", "{title: \"x\"}", "TOML"),
            ("---\r\na: 1\r\n...\r\n", "{a: 1}", "closed by dots, CRLF"),
            ("# Title\n\n---\na: 1\n---\n", "", "not at the start"),
            ("---\na: 1\n", "", "not closed: a ruler"),
            ("----\na: 1\n----\n", "", "a longer ruler"),
            (
                "---\na: b: c\n---\n",
                "!! not valid yaml: mapping values are not allowed in this context at \":\"",
                "an error",
            ),
        ],
    );
    let text = "---\nname: \"é\" # c\nlist: [漢]\n---\n";
    let root = root(Markdown, text);
    assert_eq!(root.at(&["list", "0"]).map(|node| slice(text, node.span)), Some("漢"), "{}", show_node(&root));
    assert_eq!(document(Markdown, text).comments.iter().map(|&span| slice(text, span)).collect::<Vec<_>>(), ["# c"]);
}
