use super::{document, keys, root, slice, spans, table};
use crate::source::FileKind::Dotenv;

#[test]
fn values() {
    table(
        Dotenv,
        &[
            ("A=1\nB=x y\n", "{A: \"1\", B: \"x y\"}", "all values are text"),
            (
                "export A=1\n  export\tB = 2\nexport=3\nexport =4",
                "{A: \"1\", B: \"2\", export: \"3\", export: \"4\"}",
                "export",
            ),
            ("A=\nB= \nC=''\nD", "{A: \"\", B: \"\", C: \"\", D: null}", "nothing, and a name alone"),
            ("A='x # \"y\" \\n'", "{A: \"x # \\\"y\\\" \\\\n\"}", "single quotes take all"),
            (r#"A="x\n\"y\"\\n\$Z\q" # c"#, r#"{A: "x\n\"y\"\\n$Z\\q"}"#, "escapes of double quotes, one unknown"),
            ("A=\"-----BEGIN\nx\n-----END\"\nB=1", "{A: \"-----BEGIN\\nx\\n-----END\", B: \"1\"}", "over lines"),
            ("A=`x'\"y`", "{A: \"x'\\\"y\"}", "backticks"),
            ("A=${B}/$C\nB=\"${D:-x}\"", "{A: \"${B}/$C\", B: \"${D:-x}\"}", "references stay"),
            ("A=x#y # c\nB=#x\nC= # c", "{A: \"x#y\", B: \"#x\", C: \"\"}", "what starts a comment"),
            ("A=# none yet\nB=#\nC=##", "{A: \"\", B: \"\", C: \"\"}", "a comment right behind the sign"),
            ("A=it's\nB=a\"b\"", "{A: \"it's\", B: \"a\\\"b\\\"\"}", "quotes inside"),
            ("A=\"x\"y\nB='x'  z", "{A: \"\\\"x\\\"y\", B: \"'x'  z\"}", "quotes that end too early are text"),
            ("A=1\r\n\r\nB='2'\r\n", "{A: \"1\", B: \"2\"}", "CRLF"),
            ("A=1\nA=2", "{A: \"1\", A: \"2\"}", "equal names stay"),
            ("a.b-c_1=x", "{a.b-c_1: \"x\"}", "names that loaders take"),
        ],
    );
}

#[test]
fn errors_cost_their_line() {
    table(
        Dotenv,
        &[
            ("A: 1\nB=2", "{B: \"2\"} !! not an assignment `NAME=value` at \"A: 1\"", "YAML"),
            ("if x; then\nB=2", "{B: \"2\"} !! not an assignment `NAME=value` at \"if x; then\"", "shell"),
            ("1A=2", "!! not an assignment `NAME=value` at \"1A=2\"", "no name"),
            (
                "A=\"x\nB=2",
                "{A: \"\\\"x\", B: \"2\"} !! quote that does not close at \"\\\"x\"",
                "a quote that never closes",
            ),
        ],
    );
}

#[test]
fn places() {
    let text = "# é\nexport KEY = 'ü' # c\nB=\"漢\\n\"\r\nC=x é  # d\n";
    spans(Dotenv, &[(text, "KEY", "'ü'", "ü"), (text, "B", "\"漢\\n\"", "漢\\n"), (text, "C", "x é", "x é")]);
    assert_eq!(keys(text, &root(Dotenv, text)), ["KEY", "B", "C"].map(|name| (name.to_owned(), name)));
    let comments: Vec<_> = document(Dotenv, text).comments.iter().map(|&span| slice(text, span)).collect();
    assert_eq!(comments, ["# é", "# c", "# d"]);
}
