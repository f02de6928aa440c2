//! Settings of coding agents.

#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use super::{flaws, verdicts};
use perimeter::model::egress::EgressVerdict::{Allowlist, DenyAll, Open, OpenIneffective, Unknown};

#[test]
fn settings_decide_what_commands_reach() {
    let claude = ".claude/settings.json";
    let codex = ".codex/config.toml";
    for (path, text, expected, why) in [
        (claude, r#"{"hooks": {}}"#, vec![], "says nothing of commands or the network"),
        (
            claude,
            r#"{"permissions": {"allow": ["Bash(make test:*)", "Read(**)"]}}"#,
            vec![],
            "no command that reaches any host",
        ),
        (claude, r#"{"permissions": {"allow": ["WebFetch(domain:docs.rs)"]}}"#, vec![], "one domain"),
        (claude, r#"{"permissions": {"allow": ["Bash(curl:*)"]}}"#, vec![Open], "any host, unasked, no sandbox"),
        (claude, r#"{"permissions": {"allow": ["Bash(curling:*)"]}}"#, vec![], "another command"),
        (claude, r#"{"permissions": {"defaultMode": "bypassPermissions"}}"#, vec![Open], "nothing is asked"),
        (claude, r#"{"sandbox": {"enabled": true}}"#, vec![DenyAll], "no domain is let through"),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "network": {"allowedDomains": ["pypi.org"]}}}"#,
            vec![Allowlist],
            "compliant",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "network": {"allowedDomains": []}}}"#,
            vec![DenyAll],
            "an empty list lets nothing through",
        ),
        (
            claude,
            r#"{"sandbox": {"network": {"allowedDomains": ["pypi.org"]}}}"#,
            vec![OpenIneffective],
            "a block without the switch is dormant",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": false, "network": {"allowedDomains": ["a.b"]}}}"#,
            vec![OpenIneffective],
            "switched off",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "network": {"allowedDomains": ["*"]}}}"#,
            vec![OpenIneffective],
            "fits every host",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "network": {"allowedDomains": ["*.pypi.org"]}}}"#,
            vec![Allowlist],
            "a star below one name",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "excludedCommands": ["curl"]}}"#,
            vec![OpenIneffective],
            "runs outside of the sandbox",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "excludedCommands": ["make"]}}"#,
            vec![DenyAll],
            "a command that reaches nothing by itself",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "network": {"allowUnixSockets": ["/var/run/docker.sock"]}}}"#,
            vec![OpenIneffective],
            "starts containers outside",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "network": {"httpProxyPort": 8080}}}"#,
            vec![Unknown],
            "the rules are those of the proxy",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true}, "permissions": {"defaultMode": "bypassPermissions"}}"#,
            vec![OpenIneffective],
            "asking to leave the sandbox is granted",
        ),
        (
            claude,
            r#"{"sandbox": {"enabled": true, "allowUnsandboxedCommands": false}, "permissions": {"defaultMode": "bypassPermissions"}}"#,
            vec![DenyAll],
            "there is no leaving",
        ),
        ("settings.json", r#"{"sandbox": {"enabled": false}}"#, vec![], "settings of something else"),
        (codex, "model = \"x\"\n", vec![], "says nothing of the sandbox"),
        (codex, "sandbox_mode = \"danger-full-access\"\n", vec![Open], "no sandbox"),
        (codex, "sandbox_mode = \"workspace-write\"\n", vec![DenyAll], "closed by default"),
        (
            codex,
            "sandbox_mode = \"read-only\"\n[sandbox_workspace_write]\nnetwork_access = true\n",
            vec![DenyAll],
            "a key of another mode",
        ),
        (
            codex,
            "sandbox_mode = \"workspace-write\"\n[sandbox_workspace_write]\nnetwork_access = true\n",
            vec![OpenIneffective],
            "opened",
        ),
        (codex, "default_permissions = \"mine\"\n", vec![Unknown], "a profile decides"),
        (".gemini/settings.json", r#"{"tools": {"sandbox": false}}"#, vec![Open], "switched off"),
        (
            ".gemini/settings.json",
            r#"{"tools": {"sandbox": "docker"}}"#,
            vec![Unknown],
            "files only, the network by the environment",
        ),
        (".gemini/settings.json", r#"{"theme": "x"}"#, vec![], "says nothing of it"),
        (".cursor/sandbox.json", r#"{"type": "insecure_none"}"#, vec![Open], "off"),
        (
            ".cursor/sandbox.json",
            r#"{"networkPolicy": {"default": "deny", "allow": ["a.b"]}}"#,
            vec![Allowlist],
            "compliant",
        ),
        (
            ".cursor/sandbox.json",
            r#"{"networkPolicy": {"default": "allow", "deny": ["a.b"]}}"#,
            vec![OpenIneffective],
            "a denylist",
        ),
        (".cursor/sandbox.json", "{}", vec![Unknown], "no default"),
        (
            ".github/workflows/a.md",
            "---\non: push\nengine: claude\n---\nGo.\n",
            vec![Allowlist],
            "the firewall is on by default",
        ),
        (
            ".github/workflows/a.md",
            "---\nengine: claude\nsandbox:\n  agent: false\n---\n",
            vec![OpenIneffective],
            "the firewall is off",
        ),
        (
            ".github/workflows/a.md",
            "---\nengine: claude\nnetwork:\n  allowed: ['*']\n---\n",
            vec![OpenIneffective],
            "every host",
        ),
    ] {
        assert_eq!(verdicts(&[(path, text)]), expected, "{why}: {text}");
    }
}

#[test]
fn settings_of_a_folder_are_layers() {
    let shared =
        (".claude/settings.json", r#"{"sandbox": {"enabled": true, "network": {"allowedDomains": ["pypi.org"]}}}"#);
    let local = |text| (".claude/settings.local.json", text);
    for (files, expected, why) in [
        (
            vec![shared, local(r#"{"permissions": {"allow": ["Bash(curl:*)"]}}"#)],
            vec![Allowlist],
            "the sandbox of one holds for the other",
        ),
        (
            vec![shared, local(r#"{"sandbox": {"enabled": false}}"#)],
            vec![OpenIneffective],
            "the local file is the stronger",
        ),
        (
            vec![shared, ("b/.claude/settings.json", r#"{"sandbox": {}}"#)],
            vec![Allowlist, OpenIneffective],
            "another folder is another configuration",
        ),
    ] {
        assert_eq!(verdicts(&files), expected, "{why}");
    }
}

#[test]
fn what_is_open_is_a_finding() {
    for (text, expected, why) in [
        (r#"{"sandbox": {"enabled": true}}"#, vec![], "closed"),
        (r#"{"permissions": {"defaultMode": "bypassPermissions"}}"#, vec!["missing-egress-rules"], "no rule"),
        (r#"{"sandbox": {}}"#, vec!["ineffective-egress-rules"], "a rule that does nothing"),
    ] {
        assert_eq!(flaws(&[(".claude/settings.json", text)]), expected, "{why}");
    }
}
