//! Jobs of a build service that run a coding agent.

#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use super::{network, verdicts};
use perimeter::knowledge::Severity;
use perimeter::model::egress::EgressVerdict::{self, Allowlist, DenyAll, Open, OpenIneffective, Platform, Unknown};

const AGENT: &str =
    "      - uses: anthropics/claude-code-action@v1\n        with:\n          claude_args: --allowedTools Bash\n";

fn job(runner: &str, steps: &[&str]) -> Vec<EgressVerdict> {
    let text = format!("on: push\njobs:\n  build:\n    runs-on: {runner}\n    steps:\n{}", steps.concat());
    verdicts(&[(".github/workflows/a.yml", &text)])
}

fn guard(with: &str) -> String {
    format!("      - uses: step-security/harden-runner@v2\n        with:\n{with}")
}

#[test]
fn a_job_is_as_open_as_its_runner_and_its_guard() {
    let block = guard(
        "          egress-policy: block\n          allowed-endpoints: >\n            api.anthropic.com:443\n            github.com:443\n",
    );
    let audit = guard("          egress-policy: audit\n");
    let implied = "      - uses: step-security/harden-runner@v2\n";
    let wide = guard("          egress-policy: block\n          allowed-endpoints: '*:443'\n");
    let store = guard("          use-policy-store: true\n");
    let checkout = "      - uses: actions/checkout@v4\n";
    for (runner, steps, expected, why) in [
        ("ubuntu-latest", vec![checkout], vec![], "no agent"),
        ("ubuntu-latest", vec![checkout, AGENT], vec![Open], "nothing limits it"),
        ("ubuntu-latest", vec![&block, checkout, AGENT], vec![Allowlist], "compliant"),
        ("ubuntu-latest", vec![implied, AGENT], vec![Allowlist], "the guard blocks without being told"),
        ("ubuntu-latest", vec![&audit, AGENT], vec![OpenIneffective], "it only records"),
        ("ubuntu-latest", vec![&wide, AGENT], vec![OpenIneffective], "every host is on the list"),
        ("ubuntu-latest", vec![AGENT, &block], vec![OpenIneffective], "it starts behind the agent"),
        ("ubuntu-latest", vec![&store, AGENT], vec![Platform], "the rules are elsewhere"),
        ("self-hosted", vec![AGENT], vec![Platform], "the network of one's own runner is set up elsewhere"),
        ("[self-hosted, linux]", vec![AGENT], vec![Platform], "labels of one's own runner"),
        ("self-hosted", vec![&audit, AGENT], vec![OpenIneffective], "what the steps say counts first"),
    ] {
        assert_eq!(job(runner, &steps), expected, "{why}");
    }
}

#[test]
fn an_agent_is_an_action_or_a_command() {
    let step = |text: &str| format!("      - {text}\n");
    for (text, expected, why) in [
        ("uses: anthropics/claude-code-action@v1", vec![Open], "an action"),
        ("uses: Anthropics/Claude-Code-Action@v1", vec![Open], "names of actions know no case"),
        ("uses: anthropics/claude-code-security-review@main", vec![], "another action"),
        ("run: claude -p 'fix it'", vec![Open], "a command"),
        ("run: npm install -g @anthropic-ai/claude-code", vec![], "installed, not run"),
        ("run: echo claude -p", vec![], "printed"),
        ("uses: openai/codex-action@v1", vec![DenyAll], "its sandbox is closed by default"),
        ("{uses: openai/codex-action@v1, with: {sandbox: danger-full-access}}", vec![Open], "without its sandbox"),
        (
            "{uses: openai/codex-action@v1, with: {codex-args: '[\"--yolo\"]'}}",
            vec![Open],
            "without its sandbox, by a flag",
        ),
        ("{uses: openai/codex-action@v1, with: {permission-profile: mine}}", vec![Unknown], "a profile decides"),
        ("run: codex exec --full-auto 'fix it'", vec![DenyAll], "closed by default"),
        ("run: codex exec --sandbox danger-full-access 'fix it'", vec![Open], "opened by a flag"),
        (
            "{uses: google-github-actions/run-gemini-cli@v0, with: {settings: '{\"sandbox\": true}'}}",
            vec![Unknown],
            "a sandbox in the settings",
        ),
    ] {
        assert_eq!(job("ubuntu-latest", &[&step(text)]), expected, "{why}: {text}");
    }
}

#[test]
fn two_agents_are_as_open_as_the_wider() {
    let codex = "      - uses: openai/codex-action@v1\n";
    assert_eq!(job("ubuntu-latest", &[codex, AGENT]), [Open], "one of them has no sandbox");
}

#[test]
fn a_container_without_a_network_is_closed() {
    for (options, expected, why) in [
        ("--network none", DenyAll, "none"),
        ("--network=none --cpus 1", DenyAll, "with a sign"),
        ("--network host", Open, "that of the host"),
    ] {
        let text = format!(
            "jobs:\n  build:\n    runs-on: ubuntu-latest\n    container:\n      image: x\n      options: {options}\n    steps:\n{AGENT}"
        );
        assert_eq!(verdicts(&[(".github/workflows/a.yml", &text)]), [expected], "{why}");
    }
}

#[test]
fn an_agent_that_may_run_nothing_weighs_less() {
    for (with, expected, why) in [
        ("claude_args: --allowedTools Bash", Severity::Medium, "it can run commands"),
        ("claude_args: --allowedTools Read,Edit", Severity::Low, "it can run and fetch nothing"),
        ("prompt: Do not use Bash", Severity::Low, "a prompt allows nothing"),
    ] {
        let text = format!(
            "jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          {with}\n"
        );
        let network = network(&[(".github/workflows/a.yml", &text)]);
        assert_eq!(network.workloads[0].flaws[0].severity, Some(expected), "{why}");
    }
}

#[test]
fn a_file_elsewhere_is_no_workflow() {
    let text = format!("jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n{AGENT}");
    assert!(verdicts(&[("docs/workflows/a.yml", &text)]).is_empty());
}
