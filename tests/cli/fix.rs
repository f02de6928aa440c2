//! Edits that clear findings.

use super::sandbox::{CRITICAL, CRITICAL_TEXT, Sandbox};

const MAIL: &str = "\
from google_auth_oauthlib.flow import InstalledAppFlow
from googleapiclient.discovery import build
from langchain_core.tools import tool

SCOPES = [\"https://mail.google.com/\"]


@tool
def list_mail() -> dict:
    credentials = InstalledAppFlow.from_client_secrets_file(\"client.json\", SCOPES).run_local_server()
    service = build(\"gmail\", \"v1\", credentials=credentials)
    return service.users().messages().list(userId=\"me\").execute()
";

fn mail() -> Sandbox {
    Sandbox::with(&[("agent.py", MAIL), ("other.py", &format!("URL = \"{CRITICAL}\"\n"))])
}

#[test]
fn a_diff_shows_what_would_change_and_changes_nothing() {
    let sandbox = mail();
    let run = sandbox.check(&["--diff", "--unsafe-fixes"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("--- a/agent.py\n+++ b/agent.py\n"), "{}", run.out);
    assert!(run.out.contains("-SCOPES = [\"https://mail.google.com/\"]"), "{}", run.out);
    assert!(run.out.contains("+SCOPES = [\"https://www.googleapis.com/auth/gmail."), "{}", run.out);
    assert!(!run.out.contains("other.py") && !run.out.contains(CRITICAL_TEXT), "{}", run.out);
    assert_eq!(sandbox.read("agent.py"), MAIL);
}

#[test]
fn an_edit_that_is_not_safe_needs_a_word() {
    let sandbox = mail();
    let run = sandbox.check(&["--fix"]);
    assert!(run.err.contains("1 with --unsafe-fixes"), "{}", run.err);
    assert_eq!(sandbox.read("agent.py"), MAIL);
    let run = sandbox.check(&["--diff"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn a_fix_clears_its_finding() {
    let sandbox = mail();
    let before = sandbox.report(&[]).open();
    assert!(before.contains(&"overbroad-scope agent.py:5".to_owned()), "{before:?}");
    let run = sandbox.check(&["--fix", "--unsafe-fixes"]);
    assert!(run.err.contains("wrote") && run.err.contains("agent.py"), "{}", run.err);
    assert!(!run.out.contains("overbroad-scope"), "what is left is reported: {}", run.out);
    assert_ne!(sandbox.read("agent.py"), MAIL);
    let after = sandbox.report(&[]).open();
    assert_eq!(after.len(), before.len() - 1, "{after:?}");
}

#[test]
fn what_is_not_in_the_work_tree_cannot_be_mended() {
    let sandbox = mail();
    assert_eq!(sandbox.check(&["--fix", "--staged"]).code, 2);
    assert_eq!(sandbox.check(&["--fix", "--diff"]).code, 2);
}
