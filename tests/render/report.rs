//! A report that holds every awkward case, built by hand.

use perimeter::knowledge::schema::{Audience, CheckMeta, ControlMeta, Examples};
use perimeter::knowledge::{Confidence, Control, Severity};
use perimeter::ledger::{
    ControlRow, Edit, Evidence, Finding, Fingerprint, Fix, Label, Ledger, LedgerRow, Located, Report, Safety, Scanned,
    Status, SuppressedBy, Suppression,
};
use perimeter::source::{FileId, Place, Problem, Skip, SourceFile, Span, Tracked};
use std::collections::BTreeMap;

pub(crate) const HOSTILE: &str = "a/\u{1b}[31m\u{202e}gpj\n::error::.py";
pub(crate) const SECRET: &str = concat!("hunter", "2é_correct-horse-battery");

/// Files by path, and the spans of texts in them.
struct Tree(Vec<(&'static str, String)>);

impl Tree {
    fn place(&self, path: &str, text: &str) -> Place {
        let file = self.0.iter().position(|(other, _)| *other == path).expect("the file is in the tree");
        let start = self.0[file].1.find(text).expect("the text is in the file");
        Place { file: FileId(file as u32), span: Span::new(start, start + text.len()) }
    }

    fn end(&self, path: &str) -> Place {
        let start = self.place(path, "");
        let len = self.0[start.file.0 as usize].1.len();
        Place { file: start.file, span: Span::new(len, len) }
    }

    fn label(&self, path: &str, text: &str, role: &str) -> Label {
        Label { place: self.place(path, text), text: role.into() }
    }
}

fn tree() -> Tree {
    let filler = |n| "var a=1;".repeat(n);
    Tree(vec![
        (HOSTILE, "x = 1\nrun('\u{1b}[2J\u{200b}payload')\n".into()),
        (
            "agent.py",
            "import os\n\n# größer 漢字\n@tool\ndef wipe(path):\n    größe = '漢字'; os.remove(path)\n    return {\n        'ok': True,\n    }\n\n\nagent = Agent(tools=[wipe])\n".into(),
        ),
        (
            "bot.ipynb",
            r#"{"cells": [{"source": ["import x\n"]}, {"source": ["a = 1\n", "b = call(a)\n"], "outputs": [{"text": "shown"}]}]}"#.into(),
        ),
        ("deploy.yaml", "kind: Deployment\nmetadata:\n  name: web\n".into()),
        ("end.py", "first\nlast".into()),
        ("keys.env", format!("# keys\r\nNAME=web\r\nPASSWORD={SECRET}\r\nLAST=1\r\n")),
        ("min.js", format!("{}fetch(host);{}send('{SECRET}');{}\n", filler(700), filler(40), filler(300))),
    ])
}

pub(crate) fn finding(check: &str, control: Control, severity: Severity, message: &str, at: Label) -> Finding {
    Finding {
        check: check.into(),
        control,
        severity,
        confidence: Confidence::High,
        subject: "wipe".into(),
        agent: None,
        message: message.into(),
        fingerprint: Fingerprint::of(&[check.as_bytes(), &at.place.span.start.to_le_bytes()]),
        at,
        evidence: Vec::new(),
        help: "do less".into(),
        fix: None,
        suppressed: None,
    }
}

fn findings(tree: &Tree) -> Vec<Finding> {
    use {Control as C, Severity as S};
    let absent = |expected: &str, paths: &[&str]| Evidence::Absent {
        expected: expected.into(),
        searched: paths.iter().map(|path| tree.place(path, "").file).collect(),
    };
    let mut hostile = finding(
        "hostile",
        C::Egress,
        S::Low,
        "tool `\u{1b}]0;x\u{7}\u{202e}` runs\n::warning::x",
        tree.label(HOSTILE, "payload", "pay\u{200b}load"),
    );
    hostile.agent = Some("main\u{202e}".into());
    let mut wipe = finding(
        "unapproved-action",
        C::Approval,
        S::High,
        "tool `wipe` deletes files",
        tree.label("agent.py", "os.remove(path)", "deletes here"),
    );
    wipe.agent = Some("main".into());
    wipe.evidence = vec![
        Evidence::Seen(tree.label("agent.py", "@tool", "exposed to the model here")),
        Evidence::Seen(tree.label("agent.py", "remove", "on top of another label")),
        Evidence::Seen(tree.label("agent.py", "Agent(tools=[wipe])", "given to the agent here")),
        Evidence::Seen(tree.label("deploy.yaml", "name: web", "deployed as `web`")),
        Evidence::Seen(tree.label("bot.ipynb", "call(a)", "called here")),
        Evidence::Reason("`os.remove` cannot be undone".into()),
        absent(
            "a call of `confirm` with a result that is used",
            &["agent.py", "bot.ipynb", "deploy.yaml", "end.py", "keys.env", "min.js", HOSTILE],
        ),
    ];
    wipe.help =
        "ask before the call, and return when the answer is no:\n    if not confirm(f\"delete {path}?\"): return"
            .into();
    let block = finding(
        "unlogged-tool",
        C::AuditLog,
        S::Medium,
        "tool `wipe` leaves no record",
        tree.label("agent.py", "return {\n        'ok': True,\n    }\n", "returns here"),
    );
    let cell = finding("notebook", C::Egress, S::Medium, "call in a cell", tree.label("bot.ipynb", "call(a)", "here"));
    let output = finding("notebook", C::Egress, S::Low, "text in an output", tree.label("bot.ipynb", "shown", ""));
    let end = finding(
        "at-end",
        C::Readiness,
        S::Low,
        "something is missing at the end",
        Label { place: tree.end("end.py"), text: "missing here".into() },
    );
    let mut all = vec![hostile, wipe, block, cell, output, end];
    all.extend(findings_of_secrets(tree));
    all
}

fn findings_of_secrets(tree: &Tree) -> [Finding; 5] {
    use {Control as C, Severity as S};
    let mut secret = finding(
        "hardcoded-secret",
        C::Secrets,
        S::Critical,
        "password in `keys.env`",
        tree.label("keys.env", SECRET, "the credential"),
    );
    secret.fix = Some(Fix {
        title: "read it from the environment".into(),
        edits: vec![Edit { place: secret.at.place, text: "${PASSWORD}".into() }],
        safety: Safety::Unsafe,
    });
    let mut accepted = finding(
        "hardcoded-secret",
        C::Secrets,
        S::Critical,
        "another password",
        tree.label("keys.env", "NAME=web", "the credential"),
    );
    accepted.suppressed = Some(Suppression {
        by: SuppressedBy::Inline,
        reason: "a sample".into(),
        place: Some(tree.place("keys.env", "# keys")),
    });
    let mut baseline = accepted.clone();
    baseline.suppressed = Some(Suppression { by: SuppressedBy::Baseline, reason: "known".into(), place: None });
    let mut minified = finding(
        "unlisted-host",
        C::Egress,
        S::High,
        "calls `host`",
        tree.label("min.js", "fetch(host)", "host chosen by the caller"),
    );
    minified.evidence = vec![Evidence::Seen(tree.label("min.js", "send('", "and sent here, far to the right"))];
    let leak = finding(
        "hardcoded-secret",
        C::Secrets,
        S::Critical,
        "password in `min.js`",
        tree.label("min.js", SECRET, "the credential"),
    );
    [secret, accepted, baseline, minified, leak]
}

fn row(agent: &str, findings: &[Finding]) -> LedgerRow {
    let control = |control, status, reason: &str| ControlRow {
        control,
        status,
        examined: 2,
        reason: reason.into(),
        evidence: Vec::new(),
        findings: findings.iter().filter(|f| f.control == control).map(|f| f.fingerprint).collect(),
    };
    let mut controls = vec![
        control(
            Control::LeastPrivilege,
            Status::Partial,
            "one of 2 grants is broader than the calls of the code need, and the other one was not compared because its provider is not in the catalogue",
        ),
        control(Control::Egress, Status::NotMet, "2 findings in 7 files"),
        control(Control::Approval, Status::NotApplicable, "no tool that needs one"),
        control(Control::Secrets, Status::Unknown, "`keys.env` was not read"),
        control(Control::AuditLog, Status::Met, "2 of 2 tools leave a record"),
    ];
    controls[4].evidence = vec![Evidence::Reason("a tracer covers all tools".into())];
    LedgerRow { agent: agent.into(), controls }
}

pub(crate) fn report() -> Report {
    let tree = tree();
    let source = |(id, (path, text)): (usize, &(&str, String))| {
        let id = FileId(id as u32);
        (id, SourceFile::new(id, (*path).into(), Tracked::Yes, text.clone().into_bytes()))
    };
    let mut masked: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
    for path in ["keys.env", "min.js"] {
        let place = tree.place(path, SECRET);
        masked.entry(place.file).or_default().push(place.span);
    }
    let findings = findings(&tree);
    let problem = |place: Place, message: &str| Located { file: place.file, value: Problem::at(place.span, message) };
    let whole = Located { file: FileId(0), value: Problem::whole("nested too deeply") };
    let mut problems = vec![whole, problem(tree.place("end.py", "last"), "syntax error")];
    problems.extend((0..10).map(|n| problem(tree.place("agent.py", "wipe"), &format!("unresolved import {n}"))));
    let skip = |path: &str, reason: &str| Skip { path: path.into(), reason: reason.into() };
    Report {
        scanned: Scanned {
            files: tree.0.len(),
            bytes: 1_234_567,
            skipped: vec![
                skip("big.bin", "binary file"),
                skip("b\u{202e}.bin", "binary file"),
                skip("vendor/", "ignored by git"),
            ],
        },
        ledger: Ledger { rows: vec![row("main", &findings), row("other\u{1b}[0m", &[])] },
        findings,
        problems,
        paths: tree.0.iter().map(|(path, _)| (*path).to_owned()).collect(),
        sources: tree.0.iter().enumerate().map(source).collect(),
        masked,
    }
}

pub(crate) fn words() -> (Vec<CheckMeta>, Vec<ControlMeta>) {
    let check = |id: &str, control, severity, cwe: &str| CheckMeta {
        id: id.into(),
        title: format!("title of {id}"),
        control,
        severity,
        confidence: Confidence::Medium,
        audience: Audience::Regular,
        since: "0.1.0".into(),
        rationale: "what goes wrong".into(),
        remediation: "what to do".into(),
        mappings: BTreeMap::from([("cwe".to_owned(), vec![cwe.to_owned()])]),
        examples: Examples::default(),
    };
    let title =
        |id, title: &str| ControlMeta { id, title: title.into(), question: String::new(), mappings: BTreeMap::new() };
    (
        vec![
            check("unapproved-action", Control::Approval, Severity::High, "CWE-862"),
            check("hardcoded-secret", Control::Secrets, Severity::Critical, "CWE-798"),
        ],
        vec![title(Control::LeastPrivilege, "least privilege"), title(Control::AuditLog, "audit log")],
    )
}
