//! Arbitrary small trees, made of what matters: names that decide the parser, pieces of credentials, of their hosts and of ignore
//! comments, and rubbish between them.

use perimeter::knowledge::{Knowledge, unmark};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The packs that are compiled in.
pub(crate) static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

/// Every bad example of a credential type, unmarked.
static SAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let types = KNOWLEDGE.secrets().types().iter();
    let samples = types.flat_map(|ty| &ty.meta.examples.bad).map(|example| unmark(example).expect("marked").text);
    samples.collect()
});

const NAMES: [&str; 28] = [
    ".env",
    ".env.example",
    "prod.env",
    ".envrc",
    "secret.yaml",
    "compose.yml",
    "values.json",
    ".mcp.json",
    "explore.ipynb",
    "config.toml",
    "main.tf",
    "Dockerfile",
    "README.md",
    "docs/guide.mdx",
    "agent.py",
    "agent.ts",
    "main.go",
    "run.sh",
    "Makefile",
    "uv.lock",
    "tests/test_agent.py",
    "examples/.env",
    "web/node_modules/x/index.js",
    "ü/ä 漢.py",
    "esc\u{1b}[2J.py",
    "bidi\u{202e}yp.yaml",
    "line\nfeed.env",
    ".github/workflows/run.yml",
];

/// What stands around credentials, and what parsers stumble over.
const SNIPPETS: [&str; 64] = [
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    "\"",
    "'",
    "`",
    "\\",
    "\\n",
    "\\\"",
    "=",
    ": ",
    ":",
    ";",
    ",",
    "@",
    "://",
    "https://",
    "postgresql://a:",
    "@db.acme.io/x",
    "?api_key=",
    "&token=",
    "Server=x;Password=",
    "Bearer ",
    "Basic ",
    "curl -u a:",
    "eyJ",
    "eyJhbGciOiJIUzI1NiJ9.",
    "-----BEGIN ",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----END ",
    "LS0tLS1CRUdJTi",
    "PuTTY-User-Key-File-3: x",
    "Private-Lines: 9999",
    "\"type\": \"service_account\"",
    "\"private_key\": \"",
    "\"kty\": \"oct\", \"k\": \"",
    "apiVersion: v1\nkind: Secret\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"data\": {\"k\": \"",
    "data:\n  password: ",
    "stringData:\n  api_key: ",
    "---\n",
    "- &a [*a, *a]\n",
    "<<: *a\n",
    "key: |\n    ",
    "export API_KEY=",
    "SESSION_SECRET=\"",
    "mnemonic = \"",
    "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"",
    "${",
    "}}",
    "{{ x }}",
    "[",
    "{",
    "]}",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[31m",
    "é",
    "😀",
];

const COMMENT_SIGNS: [&str; 7] = ["# ", "// ", "/* ", "<!-- ", "-- ", "; ", "\"# "];

const IGNORES: [&str; 12] = [
    "[hardcoded-secret] -- a sample",
    "[hardcoded-secret] -- a sample */",
    "[hardcoded-secret, committed-env-file] -- two -->",
    "[hardcoded-secret,hardcoded-secret] -- twice",
    "[committed-env-file] -- local",
    "[unused-ignore] -- x",
    "[hardcoded-secret@0123456789abcdef] -- one",
    "[hardcoded-secret]",
    "[no-such-check] -- x",
    "[] -- x",
    " -- x",
    "[hardcoded-secret] -- ",
];

fn sample() -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), any::<(Index, Index)>(), 0..6_u8, any::<u8>()).prop_map(|(which, (at, to), change, byte)| {
        let mut sample = which.get(&SAMPLES).clone().into_bytes();
        let (at, to) = (at.index(sample.len()), to.index(sample.len()));
        match change {
            0 => sample.truncate(at),
            1 => drop(sample.drain(..at)),
            2 => sample[at] = byte,
            3 => drop(sample.drain(at.min(to)..at.max(to))),
            // As it is, most of the time: what is found must be handled well.
            _ => {}
        }
        sample
    })
}

fn ignore() -> impl Strategy<Value = Vec<u8>> {
    (select(&COMMENT_SIGNS[..]), select(&IGNORES[..]), proptest::option::of(sample())).prop_map(
        |(sign, rest, credential)| {
            let mut comment = format!("{sign}perimeter{} ignore{rest}", ':').into_bytes();
            comment.extend(credential.unwrap_or_default());
            comment
        },
    )
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => select(&SNIPPETS[..]).prop_map(|text| text.as_bytes().to_vec()),
        6 => sample(),
        2 => ignore(),
        2 => "[A-Za-z0-9_-]{1,40}".prop_map(String::into_bytes),
        1 => "[A-Z_]{1,8}(KEY|SECRET|TOKEN)=[!-~]{0,30}\n".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..12),
    ]
}

fn contents() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

/// Files by path. A failure prints them as text.
#[derive(Clone)]
pub(crate) struct Tree(pub(crate) BTreeMap<String, Vec<u8>>);

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(path, bytes)| (path, bytes.escape_ascii().to_string()))).finish()
    }
}

/// One to five files.
pub(crate) fn tree() -> impl Strategy<Value = Tree> {
    proptest::collection::btree_map(select(&NAMES[..]).prop_map(str::to_owned), contents(), 1..6).prop_map(Tree)
}
