//! What holds for every input.

use super::{KINDS, Node, Value, check, document, parse, slice};
use crate::source::FileKind;
use crate::source::testing::cases;
use proptest::prelude::*;
use serde_json::Value as Json;

/// Pieces of all formats, so that random text gets past the first character.
const PIECES: &[&str] = &[
    "a",
    "b: ",
    "c = ",
    "é",
    "漢",
    "😀",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\n  ",
    "\r\n",
    "\r",
    "\\",
    "\\\n",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\x41",
    "\\n",
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "#",
    "# c\n",
    "//",
    "/*",
    "*/",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    ",",
    ":",
    "=",
    "=>",
    "-",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "<<EOF",
    "<<-EOF\n",
    "EOF\n",
    "EOF",
    "!t ",
    "!!str ",
    "|",
    "|\n",
    "|-\n  ",
    ">\n ",
    ">+2\n",
    "---\n",
    "...\n",
    "+++\n",
    "%",
    "${",
    "$${",
    "%{",
    "{{",
    "}}",
    "{%",
    "FROM ",
    "RUN ",
    "ENV ",
    "COPY ",
    "CMD ",
    "ONBUILD ",
    "--x=",
    "AS ",
    "# escape=`\n",
    "export ",
    "A=",
    "B=",
    "true",
    "null",
    "1",
    "0x1",
    "1.5e3",
    "for ",
    "f(",
    "x.y",
    "a \"b\" {\n",
    "\u{feff}",
    "\0",
    "\u{2028}",
    "\u{85}",
    "[[a.b]]\n",
    "a.b = ",
    "[t]\n",
    "$X",
    "{\"k\": ",
    "~",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
        1 => "[ -~\n]{0,60}",
    ]
}

/// Random JSON. Strings are printable, for formats that allow nothing else, and hold no template of HCL.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_filter_map("finite", |number| serde_json::Number::from_f64(number).map(Json::from)),
        printable().prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((printable(), inner), 0..6)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

fn printable() -> impl Strategy<Value = String> {
    "[ -#&-~\u{a1}-\u{ff}漢字😀\n\t]{0,12}"
}

fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Number(text) => serde_json::from_str(text).expect("a number of JSON"),
        Value::Text(text) => Json::from(&**text),
        Value::Raw(text) => panic!("{text} is no literal"),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => {
            entries.iter().map(|entry| (entry.key.text.to_string(), to_json(&entry.value))).collect()
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn every_text_gives_a_sound_tree(text in text()) {
        for kind in KINDS {
            let parsed = parse(kind, &text).expect("a kind with a parser");
            check(&text, &parsed);
            prop_assert_eq!(parse(kind, &text).expect("a kind with a parser"), parsed, "the same text, the same tree");
        }
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn json_comes_back(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.expect("JSON");
        let parsed = document(FileKind::Json, &text);
        prop_assert_eq!(&parsed.problems, &[]);
        prop_assert_eq!(to_json(&parsed.roots[0]), value);
    }

    #[test]
    fn any_string_comes_back_from_json(value: String) {
        let text = serde_json::to_string(&[&value]).expect("JSON");
        let parsed = document(FileKind::Json, &text);
        let node = &parsed.roots[0].items()[0];
        prop_assert_eq!(node.as_str(), Some(&*value));
        let map = node.offsets(&text);
        prop_assert!(map.is_exact());
        for (at, c) in value.char_indices() {
            let source = format!("\"{}\"", slice(&text, map.span(at..at + c.len_utf8())));
            prop_assert_eq!(serde_json::from_str::<char>(&source).ok(), Some(c), "each character has its own bytes");
        }
    }

    #[test]
    fn json_is_yaml_and_an_expression_of_hcl(value in json()) {
        let text = serde_json::to_string(&value).expect("JSON");
        let yaml = document(FileKind::Yaml, &text);
        prop_assert_eq!(&yaml.problems, &[], "{}", text);
        prop_assert_eq!(to_json(&yaml.roots[0]), value.clone());
        let text = format!("a = {text}\n");
        let hcl = document(FileKind::Hcl, &text);
        prop_assert_eq!(&hcl.problems, &[], "{}", text);
        prop_assert_eq!(hcl.roots[0].get("a").map(to_json), Some(value));
    }

    #[test]
    fn any_value_comes_back_from_a_double_quoted_variable(value in "[^\r]*") {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let text = format!("A=\"{escaped}\"\nB=1\n");
        let parsed = document(FileKind::Dotenv, &text);
        prop_assert_eq!(parsed.roots[0].get("A").and_then(Node::as_str), Some(&*value));
        prop_assert_eq!(parsed.roots[0].get("B").and_then(Node::as_str), Some("1"));
    }

    #[test]
    fn any_lines_come_back_from_a_block_scalar(lines in prop::collection::vec("[a-z#:'\"{}é]{1,8}( [a-z ]{0,4}[a-z])?", 1..6), indent in 1..5_usize) {
        let pad = " ".repeat(indent);
        let text = format!("a: |\n{}b: 1\n", lines.iter().map(|line| format!("{pad}{line}\n")).collect::<Vec<_>>().concat());
        let parsed = document(FileKind::Yaml, &text);
        let node = parsed.roots[0].get("a").expect("a key");
        let expected = lines.join("\n") + "\n";
        prop_assert_eq!(node.as_str(), Some(&*expected));
        let mut at = 0;
        for line in &lines {
            prop_assert_eq!(slice(&text, node.source_span(&text, at..at + line.len())), line);
            at += line.len() + 1;
        }
    }
}
