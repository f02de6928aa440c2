//! From a find in a decoded text to the bytes of the file.

use super::{Node, root, show_node, slice};
use crate::source::FileKind::{self, Dockerfile, Dotenv, Hcl, Json, Toml, Yaml};

#[test]
fn a_find_in_the_text_is_found_in_the_file() {
    let rows: &[(FileKind, &str, &str, &str, &str)] = &[
        (Json, r#"{"a": "é\nKEY=x\ty"}"#, "KEY=x", "KEY=x", "between escapes"),
        (Json, r#"{"a": "\u00e9\ud83d\ude00z"}"#, "😀", r"\ud83d\ude00", "a pair of surrogates"),
        (Json, r#"{"a": "\u00e9\ud83d\ude00z"}"#, "é😀z", r"\u00e9\ud83d\ude00z", "all of it"),
        (Json, "{'a': 'x\\\ny\\x41'}", "yA", "y\\x41", "JSON5"),
        (Yaml, "a: \"x\\x41y\\U0001F600\\_z\"", "A", "\\x41", "escapes of YAML"),
        (Yaml, "a: \"x\\x41y\\U0001F600\\_z\"", "z", "z", "behind them"),
        (Yaml, "a: \"p\\\n   q \n\n r\"", "q\nr", "q \n\n r", "an escaped and a folded line ending"),
        (Yaml, "a: 'it''s é'", "s é", "s é", "a doubled quote"),
        (Yaml, "a: x\n   y\n\n   z", "y\nz", "y\n\n   z", "plain text over lines"),
        (Yaml, "a: x\n   y\n\n   z", "x y", "x\n   y", "a fold"),
        (Yaml, "a: |\n  é\n    KEY=1\n\n  z\n", "  KEY=1", "  KEY=1", "literal: more blanks than the indentation"),
        (Yaml, "a: |\n  é\n    KEY=1\n\n  z\n", "1\n\nz", "1\n\n  z", "literal: over lines"),
        (Yaml, "a: |\r\n  x\r\n  KEY\r\n", "x\nKEY", "x\r\n  KEY", "literal: CRLF"),
        (Yaml, "a: |\n\n\n   x\n   KEY\n", "KEY", "KEY", "literal: blank lines first"),
        (Yaml, "a: >\n  x\n  KEY\n\n  z\n    w\n  v\n", "x KEY\nz\n  w\nv", "x\n  KEY\n\n  z\n    w\n  v", "folded"),
        (Yaml, "a: >\n  x\n  KEY\n\n  z\n    w\n  v\n", "w", "w", "folded, behind a line that is not"),
        (Yaml, "a: >-\n    x\n    \n      y\n      \n    KEY\n\n", "KEY", "KEY", "folded, lines of blanks"),
        (Toml, "a = \"\"\"\nx\\\n   y\\tKEY\"\"\"", "y\tK", "y\\tK", "TOML"),
        (Toml, "a = '''\r\nx\r\nKEY'''", "KEY", "KEY", "TOML without escapes"),
        (Dotenv, "a=\"x\\ny\\$z\"", "y$z", "y\\$z", ".env"),
        (Hcl, "a = \"\\u00e9$${KEY}\\\\x\"\n", "é${K", "\\u00e9$${K", "HCL"),
        (Hcl, "a = <<-E\n    x\n      KEY\n    E\n", "x\n  KEY", "x\n      KEY", "HCL, a heredoc"),
        (Dockerfile, "ENV a=x\\\n  # c\n\"y z\"\\$w", "xy z", "x\\\n  # c\n\"y z", "a word over lines"),
        (Dockerfile, "ENV a=x\\\n  # c\n\"y z\"\\$w", "$w", "\\$w", "an escape in it"),
        (Dockerfile, "RUN a \\\n  # c\n  KEY \\\n b", "KEY", "KEY", "a command over lines"),
        (Dockerfile, "RUN <<-E\n\tx\n\t\tKEY\n\tE\n", "KEY", "KEY", "a heredoc without tabs"),
        (Dockerfile, "CMD [\"a\\nKEY\"]", "\nKEY", "\\nKEY", "exec form"),
    ];
    for (kind, text, find, expected, why) in rows {
        let root = root(*kind, text);
        let mut found = 0;
        root.walk(|_, node| {
            let Some(at) = node.as_str().and_then(|decoded| decoded.find(find)) else { return };
            found += 1;
            let span = node.source_span(text, at..at + find.len());
            assert_eq!(slice(text, span), *expected, "{why}: {}", show_node(node));
            assert!(node.offsets(text).is_exact(), "{why}");
        });
        assert_eq!(found, 1, "{why}: {}", show_node(&root));
    }
}

#[test]
fn what_cannot_be_aligned_is_the_whole_content() {
    // The comment is no part of JSON, so the string is not what the file says it is.
    let text = "CMD [\"a\\\n# c\nb\"]";
    let root = root(Dockerfile, text);
    let node = root.at(&["0", "args", "0"]).expect("an item");
    assert_eq!(node.as_str(), Some("ab"));
    assert!(!node.offsets(text).is_exact());
    assert_eq!(slice(text, node.source_span(text, 0..1)), "a\\\n# c\nb");
}

#[test]
fn ranges_at_and_beyond_the_ends() {
    let text = r#"{"a": "\né", "b": "é"}"#;
    let root = root(Json, text);
    for (key, range, expected) in [
        ("a", 0..0, ""),
        ("a", 1..1, ""),
        ("a", 0..99, r"\né"),
        ("a", 98..99, ""),
        ("b", 0..2, "é"),
        ("b", 2..2, ""),
        ("b", 7..9, ""),
    ] {
        let node = root.get(key).expect("a key");
        assert_eq!(slice(text, node.source_span(text, range.clone())), expected, "{key} {range:?}");
    }
    assert!(root.get("b").is_some_and(|node| node.is_verbatim(text)));
    assert!(!root.get("a").is_some_and(|node| node.is_verbatim(text)));
    assert_eq!(root.get("b").map(Node::is_null), Some(false));
}
