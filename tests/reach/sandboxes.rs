//! Sandboxes that code makes.

#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use super::verdicts;
use perimeter::model::egress::EgressVerdict::{Allowlist, DenyAll, Open, OpenIneffective, Platform, Unknown};

#[test]
fn options_decide_what_a_sandbox_reaches() {
    let e2b = |options: &str| {
        format!(
            "import openai\nfrom e2b_code_interpreter import Sandbox\nfrom e2b import ALL_TRAFFIC\nbox = Sandbox.create({options})\n"
        )
    };
    let modal = |options: &str| format!("import openai\nimport modal\nbox = modal.Sandbox.create({options})\n");
    let vercel = |options: &str| {
        format!(
            "import {{ tool }} from 'ai';\nimport {{ Sandbox }} from '@vercel/sandbox';\nconst box = await Sandbox.create({options});\n"
        )
    };
    for (path, text, expected, why) in [
        ("a.py", e2b(""), vec![Open], "the default"),
        ("a.py", e2b("allow_internet_access=False"), vec![DenyAll], "compliant"),
        ("a.py", e2b("allow_internet_access=True"), vec![Open], "as the default"),
        ("a.py", e2b("allow_internet_access=flag"), vec![Unknown], "a value from elsewhere"),
        ("a.py", e2b("network={'allow_out': ['pypi.org'], 'deny_out': [ALL_TRAFFIC]}"), vec![Allowlist], "a list, and the rest is denied"),
        ("a.py", e2b("network={'allow_out': ['pypi.org']}"), vec![Unknown], "a list without a denial"),
        ("a.py", e2b("network={'deny_out': ['10.0.0.0/8']}"), vec![OpenIneffective], "a denylist"),
        ("a.py", e2b("**options"), vec![Unknown], "options from elsewhere"),
        ("a.py", "import openai\nfrom e2b import Sandbox\nbox = Sandbox.connect('x')\n".into(), vec![], "made before"),
        ("a.py", modal("app=app"), vec![Open], "the default"),
        ("a.py", modal("block_network=True"), vec![DenyAll], "compliant"),
        ("a.py", modal("outbound_domain_allowlist=['pypi.org']"), vec![Allowlist], "a list"),
        ("a.py", modal("outbound_domain_allowlist=['*']"), vec![OpenIneffective], "every host"),
        ("a.py", modal("inbound_cidr_allowlist=['10.0.0.0/8']"), vec![Open], "a list for the way in"),
        ("a.ts", vercel(""), vec![Open], "the default"),
        ("a.ts", vercel("{ networkPolicy: 'deny-all' }"), vec![DenyAll], "compliant"),
        ("a.ts", vercel("{ networkPolicy: { allow: ['pypi.org'] } }"), vec![Allowlist], "a list"),
        ("a.ts", vercel("{ networkPolicy: { subnets: { deny: ['10.0.0.0/8'] } } }"), vec![OpenIneffective], "a denylist"),
        ("a.ts", vercel("options"), vec![Unknown], "options from elsewhere"),
        (
            "a.py",
            "import openai\nfrom daytona import CreateSandboxFromSnapshotParams\np = CreateSandboxFromSnapshotParams(language='python')\n".into(),
            vec![Platform],
            "the tier decides",
        ),
        ("tests/test_a.py", e2b(""), vec![], "a test"),
    ] {
        assert_eq!(verdicts(&[(path, text.as_str())]), expected, "{why}: {text}");
    }
}
