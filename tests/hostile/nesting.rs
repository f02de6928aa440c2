//! Values inside values, and aliases of aliases.
#![allow(clippy::format_collect, clippy::format_push_string, reason = "clarity over speed in a test")]

use super::sandbox::{CRITICAL, Sandbox};
use super::{problems, report};

const DEEP: usize = 10_000;

/// A value nested as deep as that in each format that is read as a tree, with what makes perimeter read it so.
fn nested() -> Vec<(&'static str, String)> {
    let secret = "apiVersion: v1\nkind: Secret\n";
    let open_json = "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"data\": ";
    // Each level is indented by one more: ten thousand would be 50 MB.
    let block: String = (0..DEEP / 5).map(|depth| format!("{:depth$}a:\n", "")).collect();
    vec![
        ("flow-list.yaml", format!("{secret}data: {}{}\n", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("flow-map.yaml", format!("{secret}data: {}1{}\n", "{a: ".repeat(DEEP), "}".repeat(DEEP))),
        ("open.yaml", format!("{secret}data: {}\n", "[".repeat(DEEP))),
        ("block-list.yaml", format!("{secret}data:\n  {}1\n", "- ".repeat(DEEP))),
        ("block-map.yaml", format!("{secret}---\n{block}")),
        ("keys.yaml", format!("{secret}data:\n  {}1\n", "? ".repeat(DEEP))),
        ("list.json", format!("{open_json}{}{}}}\n", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("map.json", format!("{open_json}{}1{}}}\n", "{\"a\": ".repeat(DEEP), "}".repeat(DEEP))),
        ("open.json", format!("{open_json}{}\n", "[".repeat(DEEP))),
        ("comment.json", format!("{open_json}{}1}}\n", "/*".repeat(DEEP))),
        ("n.ipynb", format!("{{\"a\": \"{CRITICAL}\", \"cells\": {}{}}}\n", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("list.toml", format!("kind = 'kind: Secret'\na = {}{}\n", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("table.toml", format!("kind = 'kind: Secret'\n[{}a]\n", "a.".repeat(DEEP))),
        ("key.toml", format!("kind = 'kind: Secret'\n{}a = 1\n", "a.".repeat(DEEP))),
        ("inline.toml", format!("kind = 'kind: Secret'\na = {}1{}\n", "{a = ".repeat(DEEP), "}".repeat(DEEP))),
        ("list.tf", format!("# kind: Secret\na = {}{}\n", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("blocks.tf", format!("# kind: Secret\n{}{}\n", "a {\n".repeat(DEEP), "}\n".repeat(DEEP))),
        ("parentheses.tf", format!("# kind: Secret\na = {}1{}\n", "(".repeat(DEEP), ")".repeat(DEEP))),
        ("template.tf", format!("# kind: Secret\na = \"{}1{}\"\n", "${\"".repeat(DEEP), "\"}".repeat(DEEP))),
        ("not.tf", format!("# kind: Secret\na = {}1\n", "!".repeat(DEEP))),
        (".env", format!("API_KEY={}\nB=\"{}\n", "${A:-".repeat(DEEP), "\\\"".repeat(DEEP))),
        ("Dockerfile", format!("# kind: Secret\nFROM x\nRUN {}\n", "<<E ".repeat(DEEP))),
        ("front.md", format!("---\nkind: Secret\na: {}\n---\n", "[".repeat(DEEP))),
    ]
}

#[test]
fn depth_ends_in_a_problem_with_its_place() {
    let sandbox = Sandbox::new();
    // One by one, so that a crash names its file.
    for (name, text) in nested() {
        println!("{name}");
        sandbox.write(name, &text);
        // Something to find behind each: what a tree does not hold is still searched as text.
        sandbox.write("other.py", format!("url = '{CRITICAL}'\n"));
        let report = report(&sandbox, 1);
        assert!(report.open().contains(&"hardcoded-secret other.py:1".to_owned()));
        let problems = problems(&report);
        assert!(problems.iter().all(|problem| !problem.contains("internal error")), "{problems:?}");
        // A notebook is read as a tree only to find the cell of something; an environment file, a Dockerfile and a comment do not
        // nest; an operator or a template of HCL is text.
        let is_flat = ["n.ipynb", ".env", "Dockerfile", "comment.json", "parentheses.tf", "template.tf", "not.tf"];
        if !is_flat.contains(&name) {
            let placed = problems.iter().any(|problem| problem.starts_with(&format!("{name}:")));
            assert!(placed, "{name} was not understood, and nobody says where: {problems:?}");
        }
        sandbox.remove(name);
    }
}

#[test]
fn a_deep_notebook_still_has_its_findings() {
    let text = nested().into_iter().find(|(name, _)| *name == "n.ipynb").unwrap().1;
    let sandbox = Sandbox::with(&[("n.ipynb", &text)]);
    let report = report(&sandbox, 1);
    assert_eq!(report.open(), ["hardcoded-secret n.ipynb:1"]);
}

/// Nine lines that stand for a billion values.
fn bomb() -> String {
    let mut text = "apiVersion: v1\nkind: Secret\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    text
}

#[test]
fn aliases_do_not_multiply() {
    let merge: String = (1..40).map(|n| format!("m{n}: &m{n}\n  <<: [*m{0}, *m{0}]\n  k{n}: 1\n", n - 1)).collect();
    let long = format!("l: &l {}\nm: [{}]\n", "x".repeat(200_000), vec!["*l"; 2_000].join(", "));
    let secret = "apiVersion: v1\nkind: Secret\n";
    for (name, text) in [
        ("bomb.yaml", format!("{}stringData: {{password: q7RzT2mKx9}}\n", bomb())),
        ("merge.yaml", format!("{secret}m0: &m0 {{k0: 1}}\n{merge}stringData: {{password: q7RzT2mKx9}}\n")),
        ("long.yaml", format!("{secret}{long}stringData: {{password: q7RzT2mKx9}}\n")),
        ("self.yaml", format!("{secret}stringData: {{password: q7RzT2mKx9}}\na: &a [*a]\n")),
    ] {
        println!("{name}");
        let sandbox = Sandbox::with(&[(name, &text)]);
        let line = text.lines().position(|line| line.contains("password")).unwrap() + 1;
        let report = report(&sandbox, 1);
        assert_eq!(report.open(), [format!("hardcoded-secret {name}:{line}")], "what stands beside the bomb is found");
        let problems = problems(&report);
        assert!(problems.iter().any(|problem| problem.starts_with(&format!("{name}:"))), "{problems:?}");
    }
}

#[test]
fn our_own_files_do_not_multiply_either() {
    for text in [bomb(), format!("exclude: {}", "[".repeat(DEEP)), format!("checks: {}", "{a: ".repeat(DEEP))] {
        let sandbox = Sandbox::with(&[("perimeter.yaml", &text), ("a.py", "x = 1\n"), ("packs/secrets/a.yaml", &text)]);
        let run = super::bounded(&sandbox, &[]);
        run.refused(&["perimeter.yaml"]);
        let run = super::bounded(&sandbox, &["--no-config", "--rules", "packs"]);
        run.refused(&["secrets/a.yaml"]);
    }
}
