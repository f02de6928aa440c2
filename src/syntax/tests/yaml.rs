use super::{document, keys, root, show, show_node, slice, spans, table};
use crate::source::FileKind::Yaml;

#[test]
fn scalars() {
    table(
        Yaml,
        &[
            ("a: x y", "{a: \"x y\"}", "plain text"),
            ("[null, Null, NULL, ~, ]", "[null, null, null, null]", "spellings of null"),
            (
                "[true, True, TRUE, false, yes, on, y]",
                "[true, true, true, false, \"yes\", \"on\", \"y\"]",
                "1.2 booleans only",
            ),
            (
                "[1, -2, 0x1F, 0o7, 1.5, .5, 1., 1e3, -.inf, .nan]",
                "[1, -2, 0x1F, 0o7, 1.5, .5, 1., 1e3, -.inf, .nan]",
                "numbers",
            ),
            (
                "[1.2.3, 08-01, 1:30, 0x, '-', ., e1, +]",
                "[\"1.2.3\", \"08-01\", \"1:30\", \"0x\", \"-\", \".\", \"e1\", \"+\"]",
                "no numbers",
            ),
            ("a: '1'\nb: \"true\"", "{a: \"1\", b: \"true\"}", "quotes make text"),
            ("a: 'it''s'", "{a: \"it's\"}", "a doubled quote"),
            (r#"a: "\x41\u00e9\U0001F600\n\_""#, "{a: \"Aé😀\\n\\u{a0}\"}", "escapes"),
            ("a: \"x\\\n   y\"", "{a: \"xy\"}", "an escaped line ending"),
            ("a: x\n  y\n\n  z", "{a: \"x y\\nz\"}", "folded plain text"),
            ("a: |\n  x\n   y\n\nb: 1", "{a: \"x\\n y\\n\", b: 1}", "literal"),
            ("a: |-\n  x\n\n", "{a: \"x\"}", "stripped"),
            ("a: |+\n  x\n\n", "{a: \"x\\n\\n\"}", "kept"),
            ("a: >\n  x\n  y\n\n  z\n", "{a: \"x y\\nz\\n\"}", "folded"),
            ("a: |\n  x", "{a: \"x\"}", "no line ending that the file does not have"),
            ("a: |\nb: 1", "{a: \"\", b: 1}", "an empty block"),
        ],
    );
}

#[test]
fn collections() {
    table(
        Yaml,
        &[
            ("a:\n- 1\n- b: 2\n  c: 3\n", "{a: [1, {b: 2, c: 3}]}", "block"),
            ("{a: [1, {b: 2}], c, d: }", "{a: [1, {b: 2}], c: null, d: null}", "flow"),
            ("[a: 1, b]", "[{a: 1}, \"b\"]", "a pair in a list"),
            ("a: 1\na: 2", "{a: 1, a: 2}", "equal keys stay"),
            ("? [x, y]\n: 1\n? {k: v}\n: 2", "{[x, y]: 1, {k: v}: 2}", "collections for keys are source text"),
            (
                "1: a\ntrue: b\n~: c\n: d\n'q': e",
                "{1: \"a\", true: \"b\", ~: \"c\", : \"d\", q: \"e\"}",
                "scalars for keys",
            ),
            ("{}", "{}", "an empty map"),
            ("- \n-\n", "[null, null]", "items of nothing"),
        ],
    );
}

#[test]
fn documents_and_comments() {
    table(
        Yaml,
        &[
            ("a: 1\n---\nb: 2\n...\n---\n- c\n", "{a: 1} | {b: 2} | [\"c\"]", "a stream"),
            ("---\n# nothing\n---\na: 1", "null | {a: 1}", "an empty document is null"),
            ("%YAML 1.2\n---\na: 1", "{a: 1}", "a directive"),
            ("# only a comment", "", "no document"),
        ],
    );
    let text = "# é\na: 1 # b\nc: '# no'\nd: |\n  # no\n# end";
    let comments: Vec<_> = document(Yaml, text).comments.iter().map(|&span| slice(text, span)).collect();
    assert_eq!(comments, ["# é", "# b", "# end"]);
    let many = format!("a:\n{}  b: 1\n", "# x\n".repeat(500));
    assert_eq!(document(Yaml, &many).comments.len(), 500, "any number of comments before an entry");
}

#[test]
fn tags() {
    table(
        Yaml,
        &[
            (
                "a: !Ref X\nb: !GetAtt [a, b]\nc: !Sub {x: 1}",
                "{a: !Ref \"X\", b: !GetAtt [\"a\", \"b\"], c: !Sub {x: 1}}",
                "kept",
            ),
            ("a: !Ref 1", "{a: !Ref \"1\"}", "an application's tag takes text"),
            ("p: !vault |\n  $ANSIBLE\n  66\n", "{p: !vault \"$ANSIBLE\\n66\\n\"}", "on a block"),
            ("a: !!str 1\nb: !!int '2'\nc: !!null x", "{a: \"1\", b: 2, c: null}", "the core schema is applied"),
            (
                "a: !!binary aGk=\nb: !<tag:x,2000:y> z",
                "{a: !!binary \"aGk=\", b: !<tag:x,2000:y> \"z\"}",
                "as written",
            ),
            (
                "a: !secret\nb: ! 1",
                "{a: !secret null, b: \"1\"}",
                "of nothing, and the tag that only forbids resolution",
            ),
        ],
    );
}

#[test]
fn anchors_and_merge_keys() {
    table(
        Yaml,
        &[
            ("a: &x {k: 1}\nb: *x\nc: [*x]", "{a: {k: 1}, b: {k: 1}, c: [{k: 1}]}", "copies"),
            ("a: &x 1\n---\nb: *x", "{a: 1} | {b: <*x>} !! alias without an anchor at \"*x\"", "not across documents"),
            ("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}", "the last one counts"),
            ("a: &x [*x]", "{a: [<*x>]} !! alias to a value that it is part of at \"*x\"", "no cycles"),
            ("&k key: 1\n*k : 2", "{key: 1, key: 2}", "for a key"),
            ("globs: *.ts", "{globs: <*.ts>} !! alias without an anchor at \"*.ts\"", "a glob that was meant"),
            (
                "b: &b {x: 1, y: 1}\nd:\n  y: 2\n  <<: *b",
                "{b: {x: 1, y: 1}, d: {x: 1, y: 1, y: 2}}",
                "own keys win, wherever they stand",
            ),
            (
                "a: &a {k: 1}\nb: &b {k: 2, l: 2}\nc: {<<: [*a, *b]}",
                "{a: {k: 1}, b: {k: 2, l: 2}, c: {k: 2, l: 2, k: 1}}",
                "the first of several wins",
            ),
            ("<<: {a: 1}\nb: 2", "{a: 1, b: 2}", "an inline map"),
            ("<<: text\n'<<': {a: 1}", "{<<: \"text\", <<: {a: 1}}", "nothing to merge, and a quoted key"),
        ],
    );
    let text = "é: &x {k: v}\nb: *x\n";
    let root = root(Yaml, text);
    let copy = root.at(&["b", "k"]).expect("a copy");
    assert_eq!((copy.span, slice(text, copy.span)), (root.at(&["é", "k"]).expect("an original").span, "v"));
    assert_eq!(slice(text, root.span), "é: &x {k: v}\nb: *x", "a parent covers the alias, not what it stands for");
}

#[test]
fn places() {
    let text =
        "é: 漢 # c\nlist:\n  - 'ü''s'\n  - \"😀\\n\" # d\n\nk: {f: [1, 2]} # e\nb: |2-\n   x\n  ü\n\nt: !Ref  r\nz:\n";
    spans(
        Yaml,
        &[
            (text, "é", "漢", "漢"),
            (text, "list.0", "'ü''s'", "ü''s"),
            (text, "list.1", "\"😀\\n\"", "😀\\n"),
            (text, "list", "- 'ü''s'\n  - \"😀\\n\"", "- 'ü''s'\n  - \"😀\\n\""),
            (text, "k", "{f: [1, 2]}", "{f: [1, 2]}"),
            (text, "k.f", "[1, 2]", "[1, 2]"),
            (text, "b", " x\n  ü\n\n", " x\n  ü"),
            (text, "t", "r", "r"),
            (text, "z", "", ""),
            ("a: |\n\n  x\n", "a", "\n  x\n", "\n  x\n"),
            ("a: \"x\"\r\nb:\r\n  c: |\r\n    d\r\n    e\r\n", "b.c", "d\r\n    e\r\n", "d\r\n    e\r\n"),
        ],
    );
    let names = ["é", "list", "k", "f", "b", "t", "z"].map(|name| (name.to_owned(), name));
    assert_eq!(keys(text, &root(Yaml, text)), names);
    let quoted = "\"\\u00e9\": {'b''': 1}";
    assert_eq!(keys(quoted, &root(Yaml, quoted)), [("é".to_owned(), "\"\\u00e9\""), ("b'".to_owned(), "'b'''")]);
}

#[test]
fn an_error_costs_its_document() {
    table(
        Yaml,
        &[
            (
                "a: 1\n---\nb: [1\n---\nc: 2\n",
                "{a: 1} | {c: 2} !! not valid yaml: unclosed bracket '[' at \"[\"",
                "those before and after it stay",
            ),
            ("a: b: c", "!! not valid yaml: mapping values are not allowed in this context at \":\"", "two colons"),
        ],
    );
}

#[test]
fn templates() {
    let message = "a template, not yaml: it was not read";
    for (text, action, why) in [
        ("{{- if .Values.x }}\na: 1\n{{- end }}\n", "{{- if .Values.x }}", "a control line"),
        ("a: \"{{ .q }}\"\nb: {{ .Values.x }}-c\n", "{{ .Values.x }}", "quoted ones are text"),
        ("# {{ no }}\n{% if x %}\na: 1\n{% endif %}\n", "{% if x %}", "Jinja"),
        ("a: {{ x\n  y }}: }\n", "{{ x", "an action over two lines"),
    ] {
        let shown = show(text, &document(Yaml, text));
        assert_eq!(shown, format!(" !! {message} at {action:?}"), "{why}");
    }
    let two = "a: {{ .x }}-b\n---\nc: {{ .y }}-d\n---\ne: 1\n";
    assert_eq!(
        show(two, &document(Yaml, two)),
        format!("{{e: 1}} !! {message} at \"{{{{ .x }}}}\""),
        "one problem a file"
    );
    let whole = "a: {{ .Values.x }}\nb: ${{ github.ref }}\nc: {{a: 1}: 2}";
    assert_eq!(show_node(&root(Yaml, whole)), "{a: <{{ .Values.x }}>, b: \"${{ github.ref }}\", c: <{{a: 1}: 2}>}");
}
