use super::{document, keys, root, slice, spans, table};
use crate::source::FileKind::Hcl;

#[test]
fn structure() {
    table(
        Hcl,
        &[
            ("a = 1\nb {\n  c = true\n}\n", "{a: 1, b: {c: true}}", "attributes and blocks"),
            ("resource \"x\" \"y\" {\n  a = null\n}", "{resource: {x: {y: {a: null}}}}", "labels"),
            ("b {}\nb { a = 1 }", "{b: {}, b: {a: 1}}", "repeated blocks, one on a line"),
            ("a = 1\na = 2", "{a: 1, a: 2}", "equal names stay"),
            ("m x {\n n {\n  o = 1\n }\n}", "{m: {x: {n: {o: 1}}}}", "nested, a label without quotes"),
            ("\"k\" = 1", "{k: 1}", "quoted names"),
        ],
    );
}

#[test]
fn literals() {
    table(
        Hcl,
        &[
            ("a = [1, -2.5, 1e3, \"x\",]", "{a: [1, -2.5, 1e3, \"x\"]}", "a list"),
            ("a = {\n b = 1\n \"c d\" : 2, e = 3\n (f) = 4\n}", "{a: {b: 1, c d: 2, e: 3, (f): 4}}", "a map"),
            (r#"a = "x\n\"\u00e9\\$${y}%%{z}$5""#, r#"{a: "x\n\"é\\${y}%{z}$5"}"#, "escapes"),
            ("a = <<EOT\n x\n  y\nEOT\nb = 1", "{a: \" x\\n  y\\n\", b: 1}", "a heredoc"),
            ("a = <<-EOT\n    x\n\n      y\n    EOT\n", "{a: \"x\\n\\n  y\\n\"}", "without its indentation"),
            ("a = <<E\n\\n $${x}\nE", "{a: \"\\\\n ${x}\\n\"}", "a heredoc has no escapes but one"),
            (
                "a = jsonencode({ B = [\"*\"] })\nb = toset([\"x\"])",
                "{a: jsonencode {B: [\"*\"]}, b: toset [\"x\"]}",
                "a call around a collection",
            ),
            (
                "a = <<E\n${x}\nE\nb = [<<E\n%{y}\n  E\n  , 1]",
                "{a: <<<E\n${x}\nE>, b: [<<<E\n%{y}\n  E>, 1]}",
                "a heredoc with holes",
            ),
            ("a = [\n  # c\n  1, // d\n  2 /* e */\n]", "{a: [1, 2]}", "comments within"),
        ],
    );
}

#[test]
fn expressions_are_source_text() {
    for (expression, why) in [
        ("var.x", "a reference"),
        ("x[0].y.*.z", "an index"),
        ("\"${var.x}-y\"", "a string with holes"),
        ("\"${f(\"}\")}\"", "a brace in a string in a hole"),
        ("1 + 2", "an operator behind a literal"),
        ("-var.x", "an operator in front"),
        ("!true", "another"),
        ("a ? \"b\" : [\"c\"]", "a condition"),
        ("[for x in y : x]", "a list comprehension"),
        ("{ for k, v in y : k => v... }", "a map comprehension"),
        ("f(1, [2])", "a call with two arguments"),
        ("jsonencode(var.x)", "a call with a reference"),
        ("file(\"x\")", "a call with text"),
        ("merge({}, {\n a = 1\n})", "a call over lines"),
        ("(\n  1\n)", "parentheses"),
        ("{ a = 1 }.a", "a map that is taken apart"),
        ("a::b(1)", "a function of a provider"),
        ("[{ a = 1 }][0]", "a list that is taken apart"),
    ] {
        for text in [format!("é = {expression}\n"), format!("é = {expression} # c\nb = 1\n")] {
            let root = root(Hcl, &text);
            let value = root.get("é").unwrap_or_else(|| panic!("{why}"));
            assert_eq!(value.value, super::Value::Raw(expression.into()), "{why}");
        }
        let text = format!("l = [1, {expression}, 2]\nm = {{ k = {expression}\n}}\n");
        let root = root(Hcl, &text);
        assert_eq!(root.at(&["l", "1"]).map(|node| slice(&text, node.span)), Some(expression), "{why}, in a list");
        assert_eq!(root.at(&["m", "k"]).map(|node| slice(&text, node.span)), Some(expression), "{why}, in a map");
    }
}

#[test]
fn errors_cost_their_line() {
    table(
        Hcl,
        &[
            (
                "a = 1\n?\nb = 2",
                "{a: 1, b: 2} !! not valid hcl: expected the name of an attribute or a block at \"?\"",
                "no name",
            ),
            ("a = \nb = 2", "{b: 2} !! not valid hcl: expected a value at \"\"", "no value"),
            ("a b\nc = 1", "{c: 1} !! not valid hcl: expected `=`, `{` or a label at \"\"", "no body"),
            (
                "a = \"x\nb = 2",
                "{a: \"x\", b: 2} !! not valid hcl: string that does not close at \"\\\"x\"",
                "no quote",
            ),
            ("a {\n b = 1\n", "{a: {b: 1}} !! not valid hcl: block that does not close at \"{\"", "no brace"),
            (
                "a = 1\nb = [1,\nc = 2",
                "{a: 1} !! not valid hcl: bracket that does not close at \"\"",
                "no bracket: the rest is lost",
            ),
            ("a = <<E\nx", "{a: \"x\"} !! not valid hcl: heredoc that does not end at \"<<E\"", "no delimiter"),
            (
                "}\na = 1",
                "{a: 1} !! not valid hcl: expected the name of an attribute or a block at \"}\"",
                "a brace too many",
            ),
        ],
    );
}

#[test]
fn places() {
    let text = "# é\r\nresource \"ü\" \"n\" {\r\n  a = \"漢\\n\" // c\r\n  b = [ 1 , { k = \"v\" } ]\r\n  h = <<-EOT\r\n    é\r\n  EOT\r\n}\r\n";
    spans(
        Hcl,
        &[
            (text, "resource.ü.n.a", "\"漢\\n\"", "漢\\n"),
            (text, "resource.ü.n.b", "[ 1 , { k = \"v\" } ]", "[ 1 , { k = \"v\" } ]"),
            (text, "resource.ü.n.b.1", "{ k = \"v\" }", "{ k = \"v\" }"),
            (text, "resource.ü.n.h", "<<-EOT\r\n    é\r\n  EOT", "    é\r\n"),
        ],
    );
    let root = root(Hcl, text);
    assert!(root.at(&["resource", "ü"]).is_some_and(|node| slice(text, node.span).starts_with("\"n\" {")));
    let written: Vec<_> = keys(text, &root).into_iter().map(|(_, source)| source).collect();
    assert_eq!(written, ["resource", "\"ü\"", "\"n\"", "a", "b", "k", "h"]);
    let comments: Vec<_> = document(Hcl, text).comments.iter().map(|&span| slice(text, span)).collect();
    assert_eq!(comments, ["# é", "// c"]);
}
