//! A user's own rule packs.
#![allow(clippy::string_slice, reason = "the offsets are those of ASCII texts and of marks")]

use super::sandbox::Sandbox;

/// A pack with one type. `Acme` keys do not exist.
fn pack(bad: &str, good: &str) -> String {
    format!(
        "provider: Acme\ntypes:\n  - id: acme-key\n    title: Acme key\n    severity: critical\n    prefix: [acmekey_]\n    \
         pattern: 'acmekey_[0-9a-z]{{24}}'\n    source: 'our own'\n    examples:\n      bad:\n        - '{bad}'\n      \
         good:\n        - '{good}'\n"
    )
}

const KEY: &str = "acmekey_8f2k1x9q7w3z5v0t6r4ypjm1";

fn passing() -> String {
    pack(&format!("key = «{KEY}»"), "key = acmekey_short")
}

#[test]
fn own_types_are_found_beside_the_built_in_ones() {
    let sandbox = Sandbox::with(&[("packs/secrets/acme.yaml", &passing()), ("tree/a.py", &format!("k = '{KEY}'\n"))]);
    assert_eq!(sandbox.report(&["tree"]).open(), [""; 0]);
    let report = sandbox.report(&["tree", "--rules", "packs"]);
    assert_eq!(report.open(), ["hardcoded-secret a.py:1"]);
    let finding = &report.findings()[0];
    assert_eq!((finding["subject"].as_str(), finding["severity"].as_str()), (Some("acme-key"), Some("critical")));
    sandbox.write("more/placeholders.yaml", "substrings: [8f2k1x]\nwords: []\nsamples: []\n");
    let report = sandbox.report(&["tree", "--rules", "packs", "--rules", "more"]);
    assert_eq!(report.open(), [""; 0], "several folders are one set");
}

#[test]
fn a_bad_pack_is_named_with_its_line() {
    for (path, text, words, why) in [
        ("secrets/acme.yaml", passing().replace("severity", "sevrity"), &["line 5", "sevrity"][..], "a misspelt key"),
        ("secrets/acme.yaml", passing().replace("critical", "dreadful"), &["line 5", "dreadful"], "a wrong word"),
        ("secrets/acme.yaml", passing().replace("{24}", "{24"), &["`acme-key`"], "a broken pattern"),
        (
            "secrets/acme.yaml",
            passing().replace("acme-key", "github-pat-classic"),
            &["`github-pat-classic`", "twice"],
            "a known id",
        ),
        ("secrets/acme.yaml", passing().replace("[acmekey_]", "[a]"), &["`a`", "two bytes"], "too short a prefix"),
        ("secrets/acme.yaml", passing().replace("    title", "  title"), &["line"], "no YAML"),
        ("secret/acme.yaml", passing(), &["no kind of pack"], "an unknown folder"),
        ("checks/a.yaml", "id: b\n".into(), &["line"], "half a check"),
    ] {
        println!("{why}");
        let sandbox = Sandbox::with(&[(&format!("packs/{path}"), &text), ("tree/a.py", "x = 1\n")]);
        for args in [&["check", "tree", "--rules", "packs"][..], &["rules", "test", "packs"]] {
            let run = sandbox.run(args);
            run.refused(words);
            let folder = path.split_inclusive('/').next().unwrap();
            assert!(run.err.contains(folder), "{}", run.err);
        }
    }
}

#[test]
fn packs_are_tested_as_our_own_are() {
    let sandbox = Sandbox::with(&[("packs/secrets/acme.yaml", &passing())]);
    let run = sandbox.run(&["rules", "test", "packs"]);
    assert_eq!((run.code, run.out.as_str()), (0, "1 files, 2 examples passed, 0 failed\n"), "{}", run.err);
    for (bad, good, why) in [
        ("key = «acmekey_short»".to_owned(), "x".to_owned(), "a bad example that is not found"),
        (format!("key = «ac»mekey_{}", &KEY[8..]), "x".into(), "a mark at the wrong place"),
        (format!("key = {KEY}"), "x".into(), "a bad example without a mark"),
        (format!("key = «{KEY}»"), format!("key = {KEY}"), "a good example that is found"),
        (format!("key = «{KEY}"), "x".into(), "a mark that does not end"),
    ] {
        let sandbox = Sandbox::with(&[("packs/secrets/acme.yaml", &pack(&bad, &good))]);
        let run = sandbox.run(&["rules", "test", "packs"]);
        assert_eq!(run.code, 1, "{why}: {}{}", run.out, run.err);
        assert!(
            run.out.contains("failed  secrets/acme-key/") && run.out.ends_with(", 1 failed\n"),
            "{why}: {}",
            run.out
        );
    }
}

#[test]
fn packs_without_examples_prove_nothing() {
    let sandbox = Sandbox::with(&[("packs/placeholders.yaml", "substrings: [x]\nwords: []\nsamples: []\n")]);
    let run = sandbox.run(&["rules", "test", "packs"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("no example ran"), "{}", run.err);
    std::fs::create_dir(sandbox.at("empty")).unwrap();
    sandbox.run(&["rules", "test", "empty"]).refused(&["no rule packs"]);
}
