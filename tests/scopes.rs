//! Scopes held against calls: one call more or less changes the verdict, for every provider whose calls are known.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use perimeter::knowledge::Knowledge;
use perimeter::model::access::GrantVerdict::{self, Broad, Fine, Unknown, Unused};
use perimeter::source::Files;

/// What a tree asks for, in the order of places.
fn verdicts(files: &[(&str, String)]) -> Vec<(String, GrantVerdict, Vec<String>)> {
    let files: Vec<(String, String)> = files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let map = perimeter::scan::map(&Files::from_memory(files), &Knowledge::builtin());
    map.model.access.grants.into_iter().map(|grant| (grant.value, grant.verdict, grant.narrower)).collect()
}

/// The verdict on the only grant of `value`.
fn of(files: &[(&str, String)], value: &str) -> GrantVerdict {
    let all = verdicts(files);
    all.iter().find(|(name, ..)| name == value).unwrap_or_else(|| panic!("`{value}` is not among {all:?}")).1
}

const G: &str = "https://www.googleapis.com/auth/";

/// A provider, a file that asks, a file that calls, and calls in its language.
struct Row {
    why: &'static str,
    asks: (&'static str, String),
    calls: (&'static str, &'static str),
    scope: String,
    /// Calls for which something narrower suffices.
    few: &'static [&'static str],
    /// The call that needs the scope.
    more: &'static str,
    /// A call for which the scope is of no use.
    other: &'static str,
    /// What is said of the scope with `few`.
    narrow: GrantVerdict,
}

fn rows() -> Vec<Row> {
    let python = "from googleapiclient.discovery import build\nservice = build('gmail', 'v1')\n";
    vec![
        Row {
            why: "Python client of Google, chain on a variable",
            asks: ("scopes.py", format!("SCOPES = ['{G}gmail.modify']\n")),
            calls: ("mail.py", python),
            scope: format!("{G}gmail.modify"),
            few: &["service.users().messages().list(userId='me').execute()"],
            more: "service.users().messages().modify(userId='me', id='1').execute()",
            other: "service.users().settings().sendAs().create(userId='me').execute()",
            narrow: Broad,
        },
        Row {
            why: "Node client of Google",
            asks: ("scopes.ts", format!("export const SCOPES = ['{G}calendar'];\n")),
            calls: ("calendar.ts", "import { google } from 'googleapis';\n"),
            scope: format!("{G}calendar"),
            few: &["await google.calendar({ version: 'v3' }).events.insert({ calendarId: 'primary' });"],
            more: "await google.calendar({ version: 'v3' }).calendars.delete({ calendarId: 'x' });",
            other: "await google.gmail({ version: 'v1' }).users.messages.list({ userId: 'me' });",
            narrow: Broad,
        },
        Row {
            why: "paths of Microsoft Graph in Python",
            asks: ("scopes.py", "import msal\nSCOPES = ['Mail.ReadWrite']\n".into()),
            calls: ("mail.py", "import msal\nimport requests\nGRAPH = 'https://graph.microsoft.com/v1.0'\n"),
            scope: "Mail.ReadWrite".into(),
            few: &["requests.get(f'{GRAPH}/me/messages')"],
            more: "requests.patch(f'{GRAPH}/me/messages/{1}')",
            other: "requests.get(f'{GRAPH}/me/events')",
            narrow: Broad,
        },
        Row {
            why: "the client of Microsoft Graph in Node",
            asks: ("scopes.ts", "import '@azure/msal-node';\nexport const scopes = ['Calendars.ReadWrite'];\n".into()),
            calls: (
                "events.ts",
                "import { Client } from '@microsoft/microsoft-graph-client';\nconst client = Client.init({});\n",
            ),
            scope: "Calendars.ReadWrite".into(),
            few: &["await client.api('/me/events').get();"],
            more: "await client.api('/me/events').post({});",
            other: "await client.api('/me/messages').get();",
            narrow: Broad,
        },
        Row {
            why: "permissions of a GitHub App",
            asks: ("app.yml", "default_permissions:\n  issues: write\n".into()),
            calls: ("bot.ts", "import { Octokit } from '@octokit/rest';\nconst octokit = new Octokit();\n"),
            scope: "issues:write".into(),
            few: &["await octokit.rest.issues.listForRepo({ owner: 'o', repo: 'r' });"],
            more: "await octokit.rest.issues.create({ owner: 'o', repo: 'r', title: 't' });",
            other: "await octokit.rest.checks.create({ owner: 'o', repo: 'r' });",
            narrow: Broad,
        },
        Row {
            why: "Python client of Slack; its scopes have no narrower ones, so that the use alone counts",
            asks: ("manifest.json", r#"{"oauth_config": {"scopes": {"bot": ["reactions:write"]}}}"#.into()),
            calls: ("bot.py", "from slack_sdk import WebClient\nclient = WebClient()\n"),
            scope: "reactions:write".into(),
            few: &["client.reactions_add(channel='c')"],
            more: "client.reactions_remove(channel='c')",
            other: "client.chat_postMessage(channel='c')",
            narrow: Fine,
        },
        Row {
            why: "Node client of Slack",
            asks: ("manifest.json", r#"{"oauth_config": {"scopes": {"bot": ["chat:write"]}}}"#.into()),
            calls: ("bot.ts", "import { WebClient } from '@slack/web-api';\nconst client = new WebClient();\n"),
            scope: "chat:write".into(),
            few: &["await client.chat.postMessage({ channel: 'c' });"],
            more: "await client.chat.update({ channel: 'c' });",
            other: "await client.users.list({});",
            narrow: Fine,
        },
    ]
}

#[test]
fn one_call_more_or_less_changes_the_verdict() {
    for row in rows() {
        let tree = |calls: &[&str]| {
            let code = format!("{}{}\n", row.calls.1, calls.join("\n"));
            [(row.asks.0, row.asks.1.clone()), (row.calls.0, code)]
        };
        assert_eq!(of(&tree(row.few), &row.scope), row.narrow, "{}: less suffices", row.why);
        let all = [row.few, &[row.more]].concat();
        assert_eq!(of(&tree(&all), &row.scope), Fine, "{}: one call more needs it", row.why);
        assert_eq!(of(&tree(&[row.other]), &row.scope), Unused, "{}: no call needs it", row.why);
    }
}

#[test]
fn a_scope_is_a_grant_only_where_it_is_asked_for() {
    let full = "https://mail.google.com/";
    for (path, text, expected, why) in [
        ("a.py", format!("SCOPES = ['{full}']\n"), 1, "a list"),
        ("a.py", format!("GMAIL_SCOPE = '{full}'\n"), 1, "a constant"),
        ("a.py", format!("flow(client, scopes=['{full}'])\n"), 1, "an argument"),
        ("a.py", format!("OAuth2(flows={{'x': {{'scopes': {{'{full}': 'mail'}}}}}})\n"), 1, "a key of a flow"),
        (
            "a.py",
            format!("os.environ.get('SCOPES', '{full}')\nSCOPES = os.environ.get('SCOPES', '{full}')\n"),
            1,
            "a default",
        ),
        ("a.py", format!("# SCOPES = ['{full}']\nimport googleapiclient\n"), 0, "a comment"),
        ("a.py", format!("ok = '{full}' in granted\n"), 0, "a comparison"),
        ("a.py", format!("VALID_SCOPES = ['{full}']\n"), 0, "what is valid"),
        ("a.py", format!("SCOPES = {{'mail': '{full}'}}\n"), 0, "a table from words to scopes"),
        ("a.py", "SCOPES = ['https://mail.google.com/mail/u/0/#inbox']\n".into(), 0, "an address of the web mail"),
        ("a.py", "SCOPES = ['https://www.googleapis.com/auth/your-scope']\n".into(), 0, "a placeholder"),
        ("tests/test_a.py", format!("SCOPES = ['{full}']\n"), 0, "a test"),
        (
            "a.ts",
            format!("export const authOptions = {{ scope: '{full} openid', clientId: 'google' }};\n"),
            2,
            "a text of several",
        ),
        ("a.py", "import slack_sdk\nscopes = ['chat:write']\n".into(), 1, "a word of a provider that is imported"),
        ("a.py", "import slack_sdk\nscope = 'admin'\n".into(), 0, "an ordinary word"),
        ("a.env", format!("GOOGLE_SCOPES={full}\n"), 1, "a setting"),
        (
            "compose.yaml",
            format!("services:\n  a:\n    environment:\n      - GOOGLE_SCOPES={full}\n"),
            1,
            "an environment",
        ),
        ("appsscript.json", format!("{{\"oauthScopes\": [\"{full}\"]}}"), 1, "a manifest"),
        ("run.sh", format!("gcloud auth login --scopes={full},openid --quiet\n"), 1, "a command"),
        ("run.sh", format!("# gcloud auth login --scopes={full}\n"), 0, "a command in a comment"),
        ("README.md", format!("Grant the scope `{full}` to the client.\n"), 1, "an instruction"),
        ("README.md", format!("Open {full} in a browser.\n"), 0, "a link"),
        (
            "README.md",
            "Make a token at https://github.com/settings/tokens with `repo` scope\n".into(),
            1,
            "a token by hand",
        ),
        (
            "README.md",
            "Clone the `repo` and read https://github.com/settings/tokens\n".into(),
            0,
            "an ordinary word beside",
        ),
    ] {
        let found = verdicts(&[(path, text.clone())]);
        assert_eq!(found.len(), expected, "{why}: {text:?} gives {found:?}");
    }
}

#[test]
fn what_cannot_be_seen_is_not_called_unused() {
    let asks = ("scopes.py", format!("SCOPES = ['{G}gmail.readonly', '{G}gmail.compose']\n"));
    for (code, expected, why) in [
        (
            "import requests\nrequests.get(f'https://gmail.googleapis.com/gmail/v1/users/me/{path}')\n",
            Unknown,
            "an address",
        ),
        (
            "from googleapiclient.discovery import build\nrun(build('gmail', 'v1'))\n",
            Unknown,
            "a client that is handed on",
        ),
        ("print('no client')\n", Unknown, "no call at all"),
        (
            "from googleapiclient.discovery import build\nbuild('gmail', 'v1').users().messages().get(userId='me', id='1')\n",
            Unused,
            "every call is seen",
        ),
    ] {
        let found = of(&[asks.clone(), ("mail.py", code.into())], &format!("{G}gmail.compose"));
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn without_calls_the_catalogue_decides() {
    for (path, text, value, expected, why) in [
        (
            "a.py",
            "SCOPES = ['https://mail.google.com/']\n",
            "https://mail.google.com/",
            Broad,
            "everything of an account",
        ),
        (
            "a.py",
            "SCOPES = ['https://www.googleapis.com/auth/gmail.send']\n",
            "https://www.googleapis.com/auth/gmail.send",
            Fine,
            "one action",
        ),
        (
            "a.py",
            "# googleapiclient\nTWITTER_SCOPES = ['tweet.write']\n",
            "tweet.write",
            Unknown,
            "code that writes needs to write",
        ),
        (
            "README.md",
            "A token of https://github.com/settings/tokens with the `user` scope\n",
            "user",
            Broad,
            "a person is told to give it",
        ),
        (
            "a.py",
            "SCOPES = ['https://www.googleapis.com/auth/photoslibrary']\n",
            "https://www.googleapis.com/auth/photoslibrary",
            Unknown,
            "not in the catalogue",
        ),
    ] {
        assert_eq!(of(&[(path, text.into())], value), expected, "{why}");
    }
}

#[test]
fn scopes_are_followed_across_files_and_joined_lists() {
    let files = [
        ("base.py", format!("BASE_SCOPES = ['openid']\nMAIL_SCOPES = ['{G}gmail.readonly']\n")),
        (
            "auth.py",
            "import google_auth_oauthlib\nfrom base import BASE_SCOPES, MAIL_SCOPES\nSCOPES = list(set(BASE_SCOPES + MAIL_SCOPES))\n".into(),
        ),
        (
            "mail.ts",
            format!("const base = ['{G}gmail.send'];\nexport const scopes = [...base, '{G}gmail.labels'].join(' ');\n"),
        ),
    ];
    let mut values: Vec<String> = verdicts(&files).into_iter().map(|(value, ..)| value).collect();
    values.sort();
    let mut expected =
        vec![format!("{G}gmail.readonly"), format!("{G}gmail.send"), format!("{G}gmail.labels"), "openid".into()];
    expected.sort();
    assert_eq!(values, expected, "each literal once, whatever lists it is in");
}
