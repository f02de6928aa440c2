//! Input made to hurt: deep, long, multiplying, or made so that reading it again and again would take forever.

use super::{KINDS, check, document, parse, show};
use crate::source::FileKind::{self, Dockerfile, Dotenv, Hcl, Json, Markdown, Toml, Yaml};
use crate::syntax::{MAX_ALIAS_NODES, MAX_DEPTH, MAX_PROBLEMS};

/// Parses and drops; a stack overflow or a hang is the failure.
fn survives(kind: FileKind, text: &str) {
    check(text, &parse(kind, text).expect("a kind with a parser"));
}

#[test]
fn nesting() {
    let n = 100_000;
    for open in [
        "[", "{", "(", "{a: ", "[{\"a\":", "- ", "? ", "-\n ", "{{", "a {\n", "a = [", "a = {\n", "f(", "\"${", "[[",
        "a.", "<<",
    ] {
        for kind in KINDS {
            survives(kind, &open.repeat(n));
            survives(kind, &format!("a = {}", open.repeat(n)));
            survives(kind, &format!("---\na: {}\n---\n", open.repeat(n)));
        }
    }
    for (kind, open, close) in [(Yaml, "[", "]"), (Json, "[", "]"), (Hcl, "a = [", "]"), (Toml, "a = [", "]")] {
        let (prefix, bracket) = open.split_at(open.len() - 1);
        let nested = |depth: usize| format!("{prefix}{}{}\n", bracket.repeat(depth), close.repeat(depth));
        assert_eq!(document(kind, &nested(64)).problems, [], "{kind:?}: what people write passes");
        let deep = document(kind, &nested(n));
        assert!(
            deep.problems.iter().any(|problem| problem.message.contains("nest") || problem.message.contains("recurs")),
            "{kind:?}"
        );
    }
    let blocks = format!("{}{}", "a \"b\" {\n".repeat(n), "}\n".repeat(n));
    let shown = show(&blocks, &document(Hcl, &blocks));
    assert!(shown.contains(&format!("nested deeper than {MAX_DEPTH} levels")), "labels are levels too");
}

#[test]
fn unclosed_things_are_looked_for_once() {
    let n = 50_000;
    for (kind, line) in [
        (Hcl, "a = [\n"),
        (Hcl, "a = <<EOT\n"),
        (Hcl, "a = \"${\n"),
        (Hcl, "\"${ b\n"),
        (Hcl, "a = f(\n"),
        (Hcl, "/* "),
        (Hcl, "a {\n"),
        (Dotenv, "A=\"\\\n"),
        (Dotenv, "A='\nB=\"\nC=`\n"),
        (Dotenv, "A=\"x\"y\n"),
        (Dockerfile, "RUN <<EOF\n"),
        (Dockerfile, "RUN a \\\n"),
        (Dockerfile, "CMD [\"a\",\n"),
        (Yaml, "a: \"\n"),
        (Yaml, "a: {{ x }}{{ y }} \"{{\n"),
        (Yaml, "--- [\n"),
        (Yaml, "&a "),
        (Yaml, "!a "),
        (Json, "/*"),
        (Json, "\"\\"),
        (Toml, "a = \"\"\"\n"),
        (Toml, "a = '\n"),
        (Toml, "[[a.b]]\n"),
        (Markdown, "---\n"),
    ] {
        survives(kind, &line.repeat(n));
    }
}

#[test]
fn long_lines() {
    let long = "é".repeat(500_000);
    for kind in KINDS {
        survives(kind, &long);
        survives(kind, &format!("a = \"{long}\""));
        survives(kind, &format!("a: '{long}'"));
        survives(kind, &format!("{{\"a\": \"{long}\"}}"));
        survives(kind, &format!("RUN {long}"));
        survives(kind, &" ".repeat(1_000_000));
        survives(kind, &"\\".repeat(200_000));
    }
    let keys = (0..20_000).map(|i| format!("k{i} = 1\n")).collect::<Vec<_>>().concat();
    survives(Hcl, &format!("a = {{\n{keys}}}\n"));
    survives(Toml, &keys);
    let words = "A=1 ".repeat(50_000);
    survives(Dockerfile, &format!("ENV {words}"));
    survives(Dockerfile, &format!("RUN {}", "<<A ".repeat(50_000)));
}

#[test]
fn a_billion_laughs() {
    let first = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    let more = (1..9).map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", ")));
    let text = std::iter::once(first).chain(more).collect::<Vec<_>>().concat();
    let laughs = document(Yaml, &text);
    let mut nodes = 0;
    laughs.roots.iter().for_each(|root| root.walk(|_, _| nodes += 1));
    assert!(nodes <= MAX_ALIAS_NODES + text.len(), "{nodes} nodes");
    assert!(nodes > 1_000, "what was read is kept: {nodes} nodes");
    let message = format!("aliases make more than {MAX_ALIAS_NODES} values");
    assert!(laughs.problems.iter().any(|problem| problem.message == message), "{:?}", laughs.problems);

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), "*a, ".repeat(100_000));
    let copies = document(Yaml, &long);
    assert!(copies.problems.iter().any(|problem| problem.message == message), "bytes count as well");

    let merges = format!("a: &a {{{}}}\nb:\n{}", "k: 1, ".repeat(1_000), "  - <<: *a\n".repeat(10_000));
    assert!(document(Yaml, &merges).problems.iter().any(|problem| problem.message == message), "so do merge keys");
}

#[test]
fn aliases_do_not_nest_deeper_than_the_limit() {
    let more = (1..200).map(|i| format!("a{i}: &a{i} [*a{}]\n", i - 1));
    let text = format!("a0: &a0 [x]\n{}", more.collect::<Vec<_>>().concat());
    let shown = show(&text, &document(Yaml, &text));
    assert!(shown.contains(&format!("alias nests deeper than {MAX_DEPTH} levels")));
}

#[test]
fn problems_are_few() {
    for (kind, line) in [(Dotenv, "? x\n"), (Hcl, "?\n"), (Toml, "? x\n"), (Dockerfile, "NOPE\n"), (Yaml, "- *x\n")] {
        assert_eq!(document(kind, &line.repeat(1_000)).problems.len(), MAX_PROBLEMS, "{kind:?}");
    }
}

#[test]
fn odd_characters() {
    for kind in KINDS {
        for text in [
            "\0",
            "a\0b: 1",
            "\u{1}\u{7f}",
            "\r",
            "a: 1\rb: 2\r",
            "A=1\rB=2",
            "\u{2028}",
            "\u{85}",
            "\u{feff}\u{feff}a",
            "é",
            "\"\\ud800\"",
            "a = \"\\ud800\"",
            "a: \"\\ud83d\"",
            "a = \"\\uD83D\\uDE00\"",
            "\"\\",
            "'",
            "\"",
            "`",
            "<<",
            "<<\n",
            "<<-\n",
            "- - -",
            "?",
            ":",
            "%",
            "%YAML",
            "---",
            "...",
            "+++",
            "+++\n+++",
            "---\n---",
            "[]]",
            "{}}",
            "a=}",
            "\u{200b}FROM x",
            "FROM",
            "ENV",
            "RUN",
            "CMD [",
            "ONBUILD",
            "HEALTHCHECK",
            "COPY --",
            "COPY --=",
            "FROM --a",
            "# escape=`",
            "# escape=x\nRUN a\\\nb",
            "a = -",
            "a = 1.",
            "a = .1",
            "a \"b",
            "a \"b\" \"",
            "a{",
            "a=<<E\nE",
            "a=<<E\n  E",
            "&a *a",
            "*a",
            "&a",
            "!",
            "!!",
            "!<",
            "|",
            ">",
            "|\n",
            "|9\n x",
            "a: |\n \tx",
            "$\\\n$",
            "ENV %\\",
            "ENV \\\n=",
        ] {
            survives(kind, text);
        }
    }
}
