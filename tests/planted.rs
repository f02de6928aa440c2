//! Every kind of credential in every kind of file: found at its exact place, and its text in no output.
#![allow(clippy::string_slice, reason = "the offsets are those of marks, which lie on characters")]

use perimeter::knowledge::schema::{SecretType, Structure};
use perimeter::knowledge::{Knowledge, TypeId, unmark};
use perimeter::policy::Policy;
use perimeter::render::{Format, RuleIndex, Style, render};
use perimeter::scan::scan;
use perimeter::source::{Files, Span};

/// A kind of file, and how a line of text is written in it.
struct Host {
    path: &'static str,
    /// `@` stands for the text.
    frame: &'static str,
    write: fn(&str) -> String,
}

/// As inside a double-quoted string of JSON, Python, TypeScript, YAML or HCL.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// As a block scalar or a fenced block: every line indented.
fn indented(text: &str) -> String {
    text.replace('\n', "\n      ")
}

const HOSTS: [Host; 16] = [
    Host { path: ".env", frame: "A=1\nVALUE=\"@\"\n", write: quoted },
    Host {
        path: ".mcp.json",
        frame: "{\"mcpServers\": {\"x\": {\"command\": \"npx\", \"env\": {\"A\": \"@\"}}}}\n",
        write: quoted,
    },
    Host {
        path: ".cursor/mcp.json",
        frame: "{\"mcpServers\": {\"x\": {\"command\": \"npx\", \"args\": [\"-y\", \"pkg\", \"--value\", \"@\"]}}}\n",
        write: quoted,
    },
    Host { path: "config.yaml", frame: "a: 1\nb:\n  - \"@\"\n", write: quoted },
    Host { path: "values.yaml", frame: "a: 1\ntext: |\n      @\n", write: indented },
    Host { path: "compose.yaml", frame: "services:\n  agent:\n    environment:\n      - \"VALUE=@\"\n", write: quoted },
    Host { path: "Dockerfile", frame: "FROM scratch\nENV VALUE=\"@\"\n", write: quoted },
    Host { path: "build/Dockerfile", frame: "FROM scratch\nARG VALUE=\"@\"\n", write: quoted },
    Host { path: "agent.py", frame: "def f():\n    value = \"@\"\n", write: quoted },
    Host { path: "agent.ts", frame: "export const value = \"@\";\n", write: quoted },
    Host {
        path: "source.ipynb",
        frame: "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"x = '@'\\n\"], \"outputs\": []}], \"nbformat\": 4}\n",
        write: quoted,
    },
    Host {
        path: "output.ipynb",
        frame: "{\"cells\": [{\"cell_type\": \"code\", \"source\": [], \"outputs\": [{\"text\": [\"got @\\n\"]}]}], \"nbformat\": 4}\n",
        write: quoted,
    },
    Host { path: "NOTES.md", frame: "# Notes\n\nuse it so:\n\n    @\n", write: indented },
    Host {
        path: ".github/workflows/run.yml",
        frame: "on: push\njobs:\n  a:\n    steps:\n      - run: \"x @\"\n",
        write: quoted,
    },
    Host { path: "main.tf", frame: "resource \"x\" \"y\" {\n  value = \"@\"\n}\n", write: quoted },
    Host {
        path: "k8s/secret.yaml",
        frame: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  value: \"@\"\n",
        write: quoted,
    },
];

/// One bad example of each type, as text and the place of the credential in it.
fn samples(knowledge: &Knowledge) -> Vec<(TypeId, String, Span)> {
    (0..knowledge.secrets().types().len() as u16)
        .map(TypeId)
        .map(|id| (id, &knowledge.secrets().entry(id).meta))
        .filter(|(_, ty)| !is_a_file_of_its_own(ty))
        .map(|(id, ty)| {
            let example = unmark(&ty.examples.bad[0]).expect("marked");
            (id, example.text.trim_end().to_owned(), example.marks[0])
        })
        .collect()
}

/// Shapes that are a whole document: they are planted as that document only, in `rules/secrets`.
fn is_a_file_of_its_own(ty: &SecretType) -> bool {
    matches!(ty.structure, Some(Structure::KubernetesSecret | Structure::Putty))
}

/// The text in its host, and the place of the credential there.
fn plant(host: &Host, text: &str, mark: Span) -> (String, Span) {
    let before = (host.write)(&text[..mark.start as usize]);
    let credential = (host.write)(&text[mark.range()]);
    let after = (host.write)(&text[mark.end as usize..]);
    let at = host.frame.find('@').expect("a place for the text");
    let start = at + before.len();
    let file = format!("{}{before}{credential}{after}{}", &host.frame[..at], &host.frame[at + 1..]);
    (file, Span::new(start, start + credential.len()))
}

#[test]
fn every_kind_is_found_in_every_host_at_its_place() {
    let knowledge = Knowledge::builtin();
    let samples = samples(&knowledge);
    assert!(samples.len() >= 168, "only {} kinds", samples.len());
    let mut missed = Vec::new();
    for (id, text, mark) in &samples {
        let name = &knowledge.secrets().entry(*id).meta.id;
        let planted: Vec<_> = HOSTS.iter().map(|host| (host.path, plant(host, text, *mark))).collect();
        let files = Files::from_memory(planted.iter().map(|(path, (file, _))| (*path, file.clone().into_bytes())));
        let report = scan(&files, &knowledge, &Policy::default());
        for (path, (file, place)) in &planted {
            let hit = report.findings.iter().any(|finding| {
                report.paths[finding.at.place.file.0 as usize] == *path
                    && finding.subject == *name
                    && finding.at.place.span == *place
            });
            if !hit {
                let found: Vec<_> = report
                    .findings
                    .iter()
                    .filter(|finding| report.paths[finding.at.place.file.0 as usize] == *path)
                    .map(|finding| (finding.subject.clone(), finding.at.place.span))
                    .collect();
                missed.push(format!("{name} in {path} at {place:?}: found {found:?} in {} bytes", file.len()));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn every_kind_is_found_in_the_base64_of_a_manifest() {
    let knowledge = Knowledge::builtin();
    let mut missed = Vec::new();
    for (id, text, _) in samples(&knowledge) {
        let name = &knowledge.secrets().entry(id).meta.id;
        let encoded = data_encoding::BASE64.encode(text.as_bytes());
        let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  value: ";
        let files = Files::from_memory([("secret.yaml", format!("{head}{encoded}\n").into_bytes())]);
        let report = scan(&files, &knowledge, &Policy::default());
        let place = Span::new(head.len(), head.len() + encoded.len());
        if !report.findings.iter().any(|finding| finding.subject == *name && finding.at.place.span == place) {
            let found: Vec<_> =
                report.findings.iter().map(|finding| (&finding.subject, finding.at.place.span)).collect();
            missed.push(format!("{name}: found {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn no_planted_text_is_in_any_output() {
    let knowledge = Knowledge::builtin();
    let mut files = Vec::new();
    let mut secrets = Vec::new();
    for (id, text, mark) in samples(&knowledge) {
        let name = &knowledge.secrets().entry(id).meta.id;
        for host in &HOSTS {
            let (file, place) = plant(host, &text, mark);
            secrets.push(file[place.range()].to_owned());
            files.push((format!("{name}/{}", host.path), file.into_bytes()));
        }
        secrets.push(text[mark.range()].to_owned());
    }
    let files = Files::from_memory(files);
    let report = scan(&files, &knowledge, &Policy::default());
    let rules = RuleIndex { checks: knowledge.checks(), controls: knowledge.controls() };
    // The lines of a key block are secrets each.
    let needles: Vec<&str> =
        secrets.iter().flat_map(|secret| secret.split(['\n', '\\'])).filter(|part| part.len() >= 12).collect();
    let searcher = aho_corasick::AhoCorasick::new(needles.iter().filter(|needle| !needle.contains("PRIVATE KEY")))
        .expect("needles");
    for format in Format::ALL {
        for color in [false, true] {
            let mut out = Vec::new();
            let style = Style { color, show_suppressed: true, ..Style::default() };
            render(format, &report, &rules, &style, &mut out).expect("memory");
            assert!(out.len() > 1000, "{} printed nothing", format.name());
            let leak = searcher
                .find(&out)
                .map(|at| String::from_utf8_lossy(&out[at.start().saturating_sub(60)..at.end()]).into_owned());
            assert_eq!(leak, None, "in {}", format.name());
        }
    }
}
